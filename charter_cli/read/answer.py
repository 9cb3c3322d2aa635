"""Answers as people type them: understood as what a declaration has for them, or refused with what is possible."""

from collections.abc import Iterator, Mapping, Sequence

from charter_cli.dialect.schema import compile_form
from charter_cli.model.ask import Ask, WrongAnswer
from charter_cli.model.declaration import Problem, parts_of, value_at
from charter_cli.read import meant
from charter_cli.read.fields import Node, item_of, node_for
from charter_cli.read.form import schema, told
from charter_cli.read.strict_yaml import parse

NAMES = ("title", "name")
"""The keys that name what is described by several facts."""
ELLIPSIS = "…"
NONE = "none"
"""The word of a vocabulary that stands alone, because it says that no other one fits."""
EXAMPLES: Mapping[str, object] = {
    "boolean": True,
    "date": "2026-03-01",
    "expiry": "2028-03-01",
    "duration": "P3M",
    "email": "ai@service.example",
    "url": "https://service.example/ai",
    "integer": 3,
    "country": "BE",
    "file": "evidence/report.pdf",
    "sha256": "0" * 64,
    "slug": "our-service",
    "documents": ["risk-assessment-2026"],
}
FORMS = ("date", "expiry", "duration", "email", "url", "file", "sha256", "slug")


def accepts(node: Node) -> str:
    """Return the kind of answer that a schema takes: yes or no, one of a vocabulary, a day, names, text and so on."""
    item = item_of(node) or node
    kind, types = meant.kind_of(item), item.get("type", ())
    if meant.kind_of(node) == "citation":
        return "documents"
    if "enum" in item:
        return "option"
    if "properties" in item:
        return "names" if item is not node else "title"
    if kind in FORMS:
        return kind
    if types in ("boolean", "integer", "number"):
        return "boolean" if types == "boolean" else "integer"
    return "country" if "pattern" in item else "text"


def several(node: Node) -> bool:
    """Tell whether an answer can have several items."""
    return bool(item_of(node))


def asked_for(pointer: str, examples: Sequence[str] = ()) -> Ask:
    """Return how a fact is asked for, whoever waits for it; `examples` are those of the requirements that do."""
    node = node_for(pointer) or {}
    options = tuple(map(str, (item_of(node) or node).get("enum", ())))
    return Ask(pointer, (), accepts(node), several(node), options, example(node, pointer, examples))


def example(node: Node, pointer: str, examples: Sequence[str]) -> object:
    """Return a value to show: from the examples of the requirements that wait for it, else one that has the form."""
    first = "/".join("0" if part.isdigit() else part for part in pointer.split("/"))
    for text in examples:
        document, _ = parse(text.encode(), "")
        found = value_at(document.data, first) if document else None
        if found is not None:
            return found
    kind, item = accepts(node), item_of(node) or node
    value = item["enum"][0] if kind == "option" else EXAMPLES.get(kind, ELLIPSIS)
    if kind in ("names", "title"):
        value = {_name_of(item): ELLIPSIS}
    return [value] if several(node) and kind != "documents" else value


def answered(text: str, pointer: str, documents: Mapping[str, str]) -> object:
    """Return the value that an answer to the question of `pointer` declares; `documents` are the titles by their ids.

    Raises WrongAnswer.
    """
    node = node_for(pointer) or {}
    kind, item = accepts(node), item_of(node) or node
    if not any(map(str.isalnum, text)):
        raise WrongAnswer(Problem("empty-value", "", None, pointer, {}))
    if kind == "title":
        return {_name_of(item): " ".join(text.split())}
    if not several(node):
        return _one(text.strip(), node, pointer)
    if kind == "names":
        return [{_name_of(item): part} for part in _parts(text)]
    if kind == "documents":
        titles = {title.casefold(): name for name, title in documents.items()}
        parts = [titles.get(part.casefold(), part) for part in _parts(text)]
    else:
        parts = list(_options(text, item)) if kind == "option" else _parts(text)
    return list(dict.fromkeys(_one(part, item, pointer) for part in parts))


def check_alone(value: object, pointer: str) -> None:
    """Raise WrongAnswer for an answer that says none of these, and one of these."""
    if isinstance(value, list) and NONE in value and len(value) > 1:
        raise WrongAnswer(Problem("none-with-others", "", None, pointer, {}))


def _name_of(item: Node) -> str:
    keys = list(item["properties"])
    return next((name for name in NAMES if name in keys), keys[0])


def _parts(text: str) -> list[str]:
    """Return the items of a list as people write it: with semicolons, or with commas where there are none of these."""
    bare = text.strip()
    if bare.startswith("[") and bare.endswith("]"):
        bare = bare[1:-1]
    parts = bare.split(";") if ";" in bare else bare.split(",")
    return [stripped for part in parts if (stripped := part.strip().strip("'\""))]


def _options(text: str, item: Node) -> Iterator[str]:
    """Yield the words of a vocabulary; a label can have commas of its own."""
    parts = _parts(text)
    while parts:
        count = next((n for n in range(len(parts), 1, -1) if meant.meant(", ".join(parts[:n]), item) is not None), 1)
        yield ", ".join(parts[:count])
        parts = parts[count:]


def _one(text: str, node: Node, pointer: str) -> object:
    """Return one value. Raises WrongAnswer with what the schema has against the text."""
    found = meant.meant(text, node)
    if found is not None:
        return found
    form = {key: asked for key, asked in node.items() if key != "$ref"}
    failures = compile_form({**form, "$defs": schema("declaration")["$defs"]}).tell(text, tuple(parts_of(pointer)))
    code, params = told(failures[0])
    raise WrongAnswer(Problem(code, "", None, pointer, with_days(code, params)))


def with_days(code: str, params: Mapping[str, object]) -> Mapping[str, object]:
    """Return the parameters of a problem with, for a day that is written unclearly, those that it can be."""
    days = meant.days(" ".join(str(params.get("found", "")).split())) if code in ("bad-date", "bad-expiry") else []
    return {**params, "suggestion": " / ".join(days)} if days else params
