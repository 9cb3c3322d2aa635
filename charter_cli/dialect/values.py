"""Values as JSON Schema sees them, and what a check says of one: the words that the compiler and its users share."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

Path = tuple[str | int, ...]

OF_NUMBERS = frozenset({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"})
OF_TEXTS = frozenset({"pattern", "minLength", "maxLength", "format"})
OF_LISTS = frozenset({"items", "prefixItems", "contains", "minItems", "maxItems", "minContains", "maxContains"})
"""The keywords that look at one kind of value only; values of another kind hold for them, whatever they ask."""


class Failure(NamedTuple):
    """One keyword that does not hold: where in the value, which keyword, what it asks, and the value found."""

    path: Path
    keyword: str
    asked: Any
    found: object


class Check(NamedTuple):
    """A compiled schema: a quick yes or no, and the failures, with their paths, that explain a no."""

    passes: Callable[[Any], bool]
    tell: Callable[[Any, Path], list[Failure]]


class SchemaError(ValueError):
    """A schema uses a keyword, format or type that the dialect does not have, or gives a keyword a wrong value."""


def same(one: Any, other: Any) -> bool:
    """Tell whether two values are equal as JSON: 1 equals 1.0, and true is not 1."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(value, other[key]) for key, value in one.items())
    return bool(one == other)


def is_number(value: Any) -> bool:
    """Tell whether a value is a number for JSON Schema; a boolean is none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_array(value: Any) -> bool:
    """Tell whether a value is an array for JSON Schema."""
    return isinstance(value, list | tuple)


TYPES: Mapping[str, Callable[[Any], bool]] = {
    "null": lambda value: value is None,
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: is_number(value) and (isinstance(value, int) or value.is_integer()),
    "number": is_number,
    "string": lambda value: isinstance(value, str),
    "array": is_array,
    "object": lambda value: isinstance(value, dict),
}


def holds_sections(value: Any) -> bool:
    """Tell whether a mapping stands anywhere in a value."""
    if isinstance(value, list | tuple):
        return any(map(holds_sections, value))
    return isinstance(value, dict)
