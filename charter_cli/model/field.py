"""A field of a declaration: what a value there can be."""

from typing import NamedTuple


class Field(NamedTuple):
    """What the declaration's schema lets a value be.

    `types` are those of JSON Schema; `values` all that it can be, where they are closed; `items` what the items of a
    list can be, and `distinct` whether none comes twice; `least` is the smallest number; `form` a format such as date.
    """

    types: tuple[str, ...]
    values: tuple[object, ...] = ()
    items: "Field | None" = None
    distinct: bool = False
    least: float | None = None
    form: str = ""
