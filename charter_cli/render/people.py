"""Declared values as people read them: yes and no, the names behind closed vocabularies, titles instead of identifiers.

What people wrote in their own words stays as it is.
"""

import json
import re

from charter_cli.model.declaration import Declaration, pointer_of
from charter_cli.render.phrases import field
from charter_cli.words import Words

LONGEST_VALUE = 100_000
MEASURED = ("date", "duration")
"""The kinds of values that a length of time is declared or asked for."""

_DURATION = re.compile(r"P(\d+)([YMWD])")


def value(words: Words, pointer: str, given: object, declaration: Declaration | None = None) -> str:
    """Write the value declared at `pointer`, or one that a charter asks for there."""
    if isinstance(given, list):
        return ", ".join(value(words, pointer, item, declaration) for item in given)
    if isinstance(given, bool):
        return words("yes" if given else "no")
    if not isinstance(given, str):
        return json.dumps(given, ensure_ascii=False, default=str)
    kind, _ = field(pointer)
    if kind == "citation" and declaration:
        return str(declaration.fact(pointer_of(["evidence", given, "title"])) or given)
    told = words.get(f"value.{kind}.{given}") or (kind in MEASURED and _duration(words, given)) or given
    return told if len(told) <= LONGEST_VALUE else told[: LONGEST_VALUE - 1] + "…"


def quoted(words: Words, pointer: str, given: object) -> str:
    """Write a value within a sentence: in quotes where it is an answer in words that could be read as a part of it."""
    told = value(words, pointer, given)
    kind, _ = field(pointer)
    in_words = isinstance(given, bool) or words.get(f"value.{kind}.{given}")
    return words("quoted", text=told) if in_words else told


def _duration(words: Words, given: str) -> str | None:
    found = _DURATION.fullmatch(given)
    return words.number(f"duration.{found[2]}", int(found[1])) if found else None
