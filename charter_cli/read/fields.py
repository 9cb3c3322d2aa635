"""What the declaration's schema says of a fact: its form, and the values that it can have where they are closed."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from charter_cli.dialect.schema import compile_form
from charter_cli.dialect.values import OF_LISTS, OF_NUMBERS, OF_TEXTS
from charter_cli.model.declaration import parts_of, pointer_of
from charter_cli.model.field import Field
from charter_cli.read.form import schema

Node = Mapping[str, Any]


@cache
def node_at(pointer: str) -> Node | None:
    """Return the schema of the value at `pointer`, with `*` for every item, or None where no declaration has one."""
    node = _resolved(schema("declaration"))
    for part in parts_of(pointer):
        inner = node.get("properties", {}).get(part)
        if part == "*":
            inner = node.get("items") or node.get("additionalProperties")
        if not isinstance(inner, Mapping):
            return None
        node = _resolved(inner)
    return node


def node_for(pointer: str) -> Node | None:
    """Return the schema of what a declaration has at `pointer`, in which items have numbers and documents their ids."""
    node = _resolved(schema("declaration"))
    for part in parts_of(pointer):
        inner = node.get("properties", {}).get(part) or node.get("items") or node.get("additionalProperties")
        if not isinstance(inner, Mapping):
            return None
        node = _resolved(inner)
    return node


def item_of(node: Node) -> Node:
    """Return the schema of a list's items; it is empty where the node is no list."""
    items = node.get("items")
    return _resolved(items) if isinstance(items, Mapping) else {}


def vocabulary(pointer: str) -> tuple[str, ...]:
    """Return the values that a fact, or the items of its list, can have; none where they are open."""
    node = node_at(pointer) or {}
    return tuple(map(str, (item_of(node) or node).get("enum", ())))


def takes(node: Node, value: object) -> bool:
    """Tell whether a declaration can have `value` where its schema is `node`."""
    form = {key: asked for key, asked in node.items() if key != "$ref"}
    return compile_form({**form, "$defs": schema("declaration")["$defs"]}).passes(value)


def cites(node: Node) -> bool:
    """Tell whether documents of the register of evidence are cited where the schema is `node`."""
    return _resolved({"$ref": "#/$defs/citation"}).items() <= node.items()


@cache
def field_at(pointer: str) -> Field | None:
    """Return what a value at `pointer` can be, or None where no declaration has one."""
    node = node_at(pointer)
    return None if node is None else _field(node)


def fits(keyword: str, field: Field) -> bool:
    """Tell whether a keyword says anything of the values of a field; of any other value it holds, whatever it asks."""
    if keyword in OF_NUMBERS:
        return bool({"integer", "number"} & set(field.types))
    if keyword in OF_LISTS or keyword == "includes":
        return "array" in field.types
    if keyword in ("notAfter", "before", "maxAge"):
        return field.form == "date"
    return keyword not in OF_TEXTS or "string" in field.types


@cache
def pointers() -> tuple[str, ...]:
    """Return the pointer of every fact that a condition can ask for, in the order of the schema."""
    return tuple(_below(_resolved(schema("declaration")), ()))


def _below(node: Node, path: tuple[str, ...]) -> Iterator[str]:
    for name, inner in node.get("properties", {}).items():
        field, here = _resolved(inner), (*path, name)
        if "properties" in field:
            yield from _below(field, here)
        elif "additionalProperties" not in field:
            yield pointer_of(here)
            yield from _below(item_of(field), (*here, "*"))


def _field(node: Node) -> Field:
    types = node.get("type", ())
    named = (types,) if isinstance(types, str) else tuple(types)
    values = (True, False) if named == ("boolean",) else tuple(node.get("enum", ()))
    if "const" in node:
        values = (node["const"],)
    items = item_of(node)
    return Field(
        types=named or tuple(dict.fromkeys(map(_type_of, values))),
        values=values,
        items=_field(items) if items else None,
        distinct=bool(node.get("uniqueItems")),
        least=node.get("minimum"),
        form=str(node.get("format", "")),
    )


def _type_of(value: object) -> str:
    if isinstance(value, bool):
        return "boolean"
    return "string" if isinstance(value, str) else "number"


def _resolved(node: Node) -> Node:
    """Return a schema with its reference, if it has one, put in its place."""
    if "$ref" not in node:
        return node
    name = str(node["$ref"]).rpartition("/")[2]
    definitions: Any = schema("declaration")["$defs"]
    return {**node, **_resolved(definitions[name])}
