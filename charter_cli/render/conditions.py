"""Conditions in words: what a charter asks of facts, line by line, shared by all formats that explain it."""

from collections.abc import Iterable, Mapping
from typing import Any

from charter_cli.model.condition import AllOf, AnyOf, Condition, Fact, Not
from charter_cli.render.phrases import dotted, listed, options_of, others_of, shown, types
from charter_cli.words import Words


def condition(words: Words, given: Condition, depth: int = 0) -> list[tuple[int, str]]:
    """Put a condition into words: lines with their depth."""
    match given:
        case Fact():
            return [(depth, line) for line in _fact(words, given)]
        case Not(part):
            return [(depth, words("condition.not")), *condition(words, part, depth + 1)]
        case AnyOf(parts):
            return [(depth, words("condition.any")), *_branches(words, parts, depth + 1)]
        case AllOf(parts):
            return [line for part in parts for line in condition(words, part, depth)]


def _branches(words: Words, parts: Iterable[Condition], depth: int) -> list[tuple[int, str]]:
    lines: list[tuple[int, str]] = []
    for part in parts:
        if isinstance(part, AllOf):
            lines += [(depth, words("condition.all")), *condition(words, part, depth + 1)]
        else:
            lines += condition(words, part, depth)
    return lines


def _fact(words: Words, fact: Fact) -> list[str]:
    """Say what a leaf asks, one sentence for each keyword."""
    name = dotted(fact.pointer)
    return [words("condition.fact", name=name, asked=_asked(words, key, value)) for key, value in fact.leaf.items()]


def _asked(words: Words, keyword: str, asked: Any) -> str:  # noqa: PLR0911 (a schema's value; one sentence each)
    options = options_of(asked)
    if keyword == "enum" and isinstance(asked, list):
        return words("asked.enum", asked=" | ".join(map(str, asked)))
    if keyword == "contains" and others_of(asked):
        return words("asked.contains.other", asked=" | ".join(map(str, others_of(asked))))
    if keyword in ("contains", "not", "items") and options:
        return words(f"asked.{keyword}.options", asked=" | ".join(map(str, options)))
    if keyword in ("minLength", "minItems", "maxItems") and asked == 1:
        return words(f"asked.{keyword}.one")
    if keyword == "format":
        return words(f"asked.format.{asked}")
    if keyword == "type":
        return words("asked.type", asked=types(words, asked))
    if keyword == "maxAge" and str(asked).startswith("/"):
        return words("asked.maxAge.pointer", asked=dotted(asked))
    if keyword in ("notAfter", "before"):
        limits = asked if isinstance(asked, list) else [asked]
        return words("and").join(_limit(words, keyword, limit) for limit in limits)
    if keyword == "evidence":
        kinds, age = (asked["kinds"], asked.get("maxAge")) if isinstance(asked, Mapping) else (asked, None)
        named = " | ".join(map(str, kinds))
        sentence = words("asked.evidence", asked=named)
        return f"{sentence}, {words('asked.maxAge', asked=age)}" if age else sentence
    return words(f"asked.{keyword}", asked=listed(asked) if isinstance(asked, list) else shown(asked))


def _limit(words: Words, keyword: str, limit: str) -> str:
    if limit == "as-of":
        return words(f"asked.{keyword}.as-of")
    return words(f"asked.{keyword}.limit", asked=dotted(limit) if limit.startswith("/") else limit)
