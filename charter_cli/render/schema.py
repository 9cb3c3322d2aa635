"""Schemas as editors need them.

That of a declaration is put in one language, for completion and hover: titles, the question of each fact, examples, and
what each value of a vocabulary means. Editors with yaml-language-server show all of these. It also accepts what is not
declared, such as a key with nothing behind it; the shipped one is for what is left without. The others are the same as
those that are shipped, in one piece.
"""

from collections.abc import Mapping
from typing import Any

from charter_cli.model.declaration import parts_of, pointer_of
from charter_cli.render import phrases
from charter_cli.words import Words

Node = Mapping[str, Any]
UNDECLARED: Node = {"$ref": "#/$defs/undeclared"}
_BLANK = r"^[\s!-/:-@\[-`{-~\u00ab\u00b7\u00bb\u2010-\u2027]*$"
"""Text without a letter or a digit, as far as all readers of patterns understand alike: spaces, signs, dashes, dots."""
_UNDECLARED: Node = {
    # An editor would offer null and name it in messages if the values were named here, or stood outside of the `if`.
    "if": {
        "not": {"type": ["boolean", "number"]},
        "pattern": _BLANK,
        "items": UNDECLARED,
        "additionalProperties": UNDECLARED,
    },
    "else": False,
}
"""What counts as not declared: null, text without letters, lists and mappings of nothing else."""
_HOLDING = frozenset({"properties", "additionalProperties", "propertyNames", "required", "items"})
"""The keywords that hold for a section or list also where all in it is blank: a misspelt key is one all the same."""


def localised(schema: Node, words: Words, examples: Mapping[str, object]) -> dict[str, Any]:
    """Return the schema of a declaration with all that describes it in one language; `examples` are by pointer."""
    told = _described(schema, "", words, examples, required=True)
    identifier = schema["$id"] if words.language == "en" else f"{schema['$id']}:{words.language}"
    head = {
        "$schema": schema["$schema"],
        "$id": identifier,
        "title": words("schema.title"),
        "description": words("schema.description"),
    }
    definitions = {name: _explained(name, node, words) for name, node in schema["$defs"].items()}
    return {**told, **head, "$defs": {**definitions, "undeclared": _UNDECLARED}}


def bundled(schema: Node, others: Mapping[str, tuple[str, Node]]) -> dict[str, Any]:
    """Return a schema with those that it refers to among its own definitions, for tools that know of no other.

    `others` are names and schemas by their identifiers.
    """
    taken: dict[str, Any] = {}

    def moved(node: Any, base: str) -> Any:
        """Return a part of a schema that is put at `base`, with its references leading to the same as before."""
        if isinstance(node, list):
            return [moved(one, base) for one in node]
        if not isinstance(node, dict):
            return node
        told = {key: moved(one, base) for key, one in node.items() if not base or key not in ("$schema", "$id")}
        return {**told, "$ref": target(told["$ref"], base)} if isinstance(told.get("$ref"), str) else told

    def target(reference: str, base: str) -> str:
        identifier, _, place = reference.partition("#")
        if not identifier:
            return f"#{base}{place}"
        if identifier == schema["$id"]:
            return f"#{place}"
        name, other = others[identifier]
        if name not in taken:
            taken[name] = None  # two that refer to each other
            taken[name] = moved(other, f"/$defs/{name}")
        return f"#/$defs/{name}{place}"

    told: dict[str, Any] = moved(schema, "")
    return {**told, "$defs": {**told.get("$defs", {}), **taken}} if taken else told


def _described(
    node: Node, pointer: str, words: Words, examples: Mapping[str, object], *, required: bool = False
) -> dict[str, Any]:
    """Return the schema of the value at `pointer`, and of what is below it, with its title, question and example."""
    about: dict[str, Any] = {"title": _title(words, pointer), "description": _description(node, pointer, words)}
    example = words.get(f"example.{pointer}") or examples.get(pointer)
    if example is not None:
        about["examples"] = [example]
    inner: dict[str, Any] = {}
    for key in ("items", "additionalProperties"):
        if isinstance(node.get(key), Mapping):
            inner[key] = _described(node[key], f"{pointer}/*", words, examples)
    if "properties" in node:
        inner["properties"] = {
            name: _described(
                one, pointer + pointer_of([name]), words, examples, required=name in node.get("required", ())
            )
            for name, one in node["properties"].items()
        }
    asked = {key: value for key, value in {**node, **inner}.items() if key not in about}
    return {**about, **(_declared(asked) if required else _or_undeclared(asked, about["title"], words))}


def _declared(node: Node) -> dict[str, Any]:
    """Return the schema of what must be declared: of text, also that it has a letter."""
    return {**node, "not": {"pattern": _BLANK}} if node.get("type") == "string" else dict(node)


def _or_undeclared(node: Node, title: str, words: Words) -> dict[str, Any]:
    """Return a schema that also accepts what is not declared; each form has a title, or editors show one twice.

    Over a key with nothing behind it they show what is in the `if`, such as the values of a vocabulary.
    """
    holding = {key: one for key, one in node.items() if key in _HOLDING}
    if "uniqueItems" in node:
        holding |= _unique_without_holes()
    asked = {key: one for key, one in node.items() if key not in _HOLDING and key != "uniqueItems"}
    if "not" in asked:
        asked["not"] = _together(asked["not"])
    unknown = {"title": f"{title} ({words('init.unknown')})", "if": asked, "then": False, "else": UNDECLARED}
    return {**holding, "anyOf": [{"title": title, **asked}, unknown]}


def _unique_without_holes() -> dict[str, Any]:
    """Return what asks each item once, but lets several wait for their value."""
    return {"if": {"contains": UNDECLARED}, "else": {"uniqueItems": True}}


def _together(node: Node) -> dict[str, Any]:
    """Return a schema of keys that stand together, for which a key that declares nothing does not count."""
    if "anyOf" in node:
        return {**node, "anyOf": [_together(one) for one in node["anyOf"]]}
    return {**node, "properties": {key: {"not": UNDECLARED} for key in node["required"]}}


def _description(node: Node, pointer: str, words: Words) -> str:
    """Return the question of a fact; of a section its title and keys, which editors show where one is to be chosen."""
    keys, section = ", ".join(node.get("properties", ())), words.get(f"section.{pointer}")
    if pointer == "/evidence/*":
        return words("schema.document", keys=keys)
    if keys and section:
        return f"{section}{words('colon')}{keys}"
    return phrases.question(words, pointer)


def _explained(name: str, node: Node, words: Words) -> dict[str, Any]:
    """Return a definition with what each value of its vocabulary, or each of its forms, means; editors show both."""
    if "anyOf" in node:  # without titles of their own, editors show that of the fact once for each form
        titles = (words("evidence.never"), words("schema.date"))
        return {**node, "anyOf": [{"title": title, **one} for title, one in zip(titles, node["anyOf"], strict=True)]}
    if "items" in node:
        holes = {"items": _or_undeclared(node["items"], words("section./evidence"), words), **_unique_without_holes()}
        return {**{key: one for key, one in node.items() if key != "uniqueItems"}, **holes}
    labels = [words.get(f"value.{name}.{value}") for value in node.get("enum", ())]
    return {**node, "enumDescriptions": labels} if labels and all(labels) else dict(node)


def _title(words: Words, pointer: str) -> str:
    """Name a section, or a fact by the section in which it stands and its own keys."""
    parts = list(parts_of(pointer))
    for length in range(len(parts), 0, -1):
        section = words.get(f"section.{pointer_of(parts[:length])}")
        if section:
            rest = ".".join(part for part in parts[length:] if part != "*")
            return f"{section}{words('colon')}{rest}" if rest else section
    return ".".join(parts)
