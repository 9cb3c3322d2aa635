"""What a charter asks of the facts of a declaration: are there such facts, such values, and does the keyword fit."""

from collections.abc import Iterator, Mapping
from typing import Any

from charter_cli.model.declaration import parts_of, pointer_of
from charter_cli.model.lint import Flaw
from charter_cli.read import suggest
from charter_cli.read.charter_parts import Leaf, Raw, conditions, leaves, requirements, texts_in
from charter_cli.read.fields import Node, cites, field_at, fits, item_of, node_at, pointers, takes, vocabulary

KIND = "/evidence/*/kind"
MOST_OPTIONS = 12


def flaws_of_facts(data: Raw) -> Iterator[Flaw]:
    """Yield every fact, value and keyword in the conditions of a charter that no declaration answers to."""
    for pointer, condition in conditions(data):
        for leaf in leaves(condition, pointer):
            node = node_at(leaf.fact)
            flaw = _pointer(leaf.fact, leaf.pointer, on_key=True)
            if flaw or node is None:
                if flaw:
                    yield flaw
                continue
            yield from _limits(leaf)
            yield from _keywords(leaf, node)
            yield from _values(leaf, node)
    for pointer, requirement in requirements(data):
        for where, fact in texts_in(requirement, "judgement_on", pointer):
            flaw = _pointer(fact, where)
            if flaw:
                yield flaw


def _pointer(fact: str, where: str, *, on_key: bool = False) -> Flaw | None:
    """Return what is wrong with the pointer of a fact."""
    if node_at(fact) is None:
        params: dict[str, object] = {"name": fact, "suggestion": suggest.closest(fact, pointers())}
        return Flaw("unknown-fact", where, params, on_key)
    parts = parts_of(fact)
    for position, part in enumerate(parts):
        holder = pointer_of(parts[:position])
        if part == "*" and not item_of(node_at(holder) or {}):
            return Flaw("star-not-list", where, {"name": holder}, on_key)
    return None


def _limits(leaf: Leaf) -> Iterator[Flaw]:
    """Yield what is wrong with the other facts that a leaf compares with: dates, and a duration for maxAge."""
    for keyword, form in (("notAfter", "date"), ("before", "date"), ("maxAge", "duration")):
        asked = leaf.asked.get(keyword)
        for index, limit in enumerate(asked if isinstance(asked, list) else [asked]):
            if isinstance(limit, str) and limit.startswith("/"):
                where = f"{leaf.place(keyword)}/{index}" if isinstance(asked, list) else leaf.place(keyword)
                field = field_at(limit)
                flaw = _pointer(limit, where)
                if flaw:
                    yield flaw
                elif field is None or field.form != form:
                    yield Flaw(f"not-a-{form}", where, {"name": limit})


def _keywords(leaf: Leaf, node: Node) -> Iterator[Flaw]:
    """Yield the keywords that say nothing of such a fact, and evidence asked where no documents are cited."""
    field = field_at(leaf.fact)
    for keyword in leaf.asked:
        if keyword == "evidence":
            if not cites(node):
                yield Flaw("not-cited", leaf.place(keyword), {"name": leaf.fact}, on_key=True)
        elif field and not fits(keyword, field):
            yield Flaw("idle-keyword", leaf.place(keyword), {"keyword": keyword, "name": leaf.fact}, on_key=True)


def _values(leaf: Leaf, node: Node) -> Iterator[Flaw]:
    """Yield the values that no declaration can have there."""
    asked = leaf.asked.get("evidence")
    kinds = asked.get("kinds") if isinstance(asked, Mapping) else asked
    where = f"{leaf.place('evidence')}/kinds" if isinstance(asked, Mapping) else leaf.place("evidence")
    for index, kind in enumerate(kinds if isinstance(kinds, list) else ()):
        if kind not in vocabulary(KIND):
            yield _value(kind, vocabulary(KIND), KIND, f"{where}/{index}")
    for pointer, value, inner in _named(leaf.asked, node, leaf):
        if not takes(inner, value):
            yield _value(value, _options(inner), leaf.fact, pointer)


def _value(found: object, options: tuple[str, ...], fact: str, where: str) -> Flaw:
    shown = list(options) if len(options) <= MOST_OPTIONS else []
    suggestion = suggest.value(found, list(options)) or (suggest.boolean(found) if "true" in options else None)
    return Flaw("foreign-value", where, {"found": found, "name": fact, "suggestion": suggestion, "options": shown})


def _options(node: Node) -> tuple[str, ...]:
    return ("true", "false") if node.get("type") == "boolean" else tuple(map(str, node.get("enum", ())))


def _named(asked: Any, node: Node, leaf: Leaf | None, pointer: str = "") -> Iterator[tuple[str, object, Node]]:
    """Yield each value that a leaf names, with where it stands and the schema that it has to fit."""
    for keyword, value in asked.items() if isinstance(asked, Mapping) else ():
        here = leaf.place(keyword) if leaf else f"{pointer}{pointer_of([keyword])}"
        if keyword == "const":
            yield here, value, node
        elif keyword in ("enum", "includes") and isinstance(value, list):
            inner = node if keyword == "enum" else item_of(node)
            yield from ((f"{here}/{index}", one, inner) for index, one in enumerate(value) if inner)
        elif keyword in ("contains", "items", "not"):
            inner = node if keyword == "not" else item_of(node)
            if inner:
                yield from _named(value, inner, None, here)
        elif keyword in ("allOf", "anyOf", "oneOf") and isinstance(value, list):
            for index, part in enumerate(value):
                yield from _named(part, node, None, f"{here}/{index}")
