"""An example for each fact of a declaration whose form is worth showing: from the charters, else one of that form."""

from collections.abc import Iterable, Mapping

from charter_cli.model.declaration import value_at
from charter_cli.read.answer import EXAMPLES, accepts, several
from charter_cli.read.fields import Node, node_at, pointers, takes
from charter_cli.read.form import prune
from charter_cli.read.strict_yaml import parse

EVIDENCE = "/evidence/*"
UNSHOWN = frozenset({"boolean", "option"})
FALLBACKS = {kind: value for kind, value in EXAMPLES.items() if kind not in ("integer", "sha256")}
"""What has the form, where no charter has an example; a number or a digest would mean nothing."""


def field_examples(texts: Iterable[str]) -> Mapping[str, object]:
    """Return examples by pointer; `texts` are the examples of requirements.

    A yes or no has none, nor has a value of a vocabulary, for it would suggest the answer; nor has free text.
    """
    pieces = [document.data for text in texts if (document := parse(text.encode(), "")[0])]
    named = (node_at(EVIDENCE) or {}).get("properties", {})
    places = (*pointers(), *(f"{EVIDENCE}/{name}" for name in named))
    found = {pointer: _example(node, pointer, pieces) for pointer in places if (node := node_at(pointer))}
    return {pointer: value for pointer, value in found.items() if value is not None}


def _example(node: Node, pointer: str, pieces: Iterable[object]) -> object | None:
    kind = accepts(node)
    if kind in UNSHOWN:
        return None
    for piece in pieces:
        value = _value(piece, pointer)
        if value is not None and prune(value) == value and takes(node, value):
            return value
    value = FALLBACKS.get(kind)
    return [value] if several(node) and kind != "documents" and value is not None else value


def _value(piece: object, pointer: str) -> object | None:
    """Return the value at a pointer, where a star is the first item, or the document of evidence that is named."""
    if pointer.startswith(EVIDENCE) and isinstance(piece, dict) and isinstance(piece.get("evidence"), dict):
        return value_at(next(iter(piece["evidence"].values())), pointer.removeprefix(EVIDENCE))
    return value_at(piece, pointer.replace("/*", "/0"))
