"""How far a value reaches on its line, so that the whole of it can be marked."""

import re
from functools import lru_cache
from typing import NamedTuple

from charter_cli.model.declaration import Document, Place

_FLOW_END = re.compile(r"[,\]}]")
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"|' + r"'(?:[^']|'')*'")
_KEY = re.compile(r"(?:[^\s:]|:(?=\S)|[ \t]+(?!:))+(?=[ \t]*:(?:\s|$))")


class Extent(NamedTuple):
    """A place and where it ends on the same line: the first column behind it."""

    line: int
    column: int
    end_column: int


def extent(document: Document, pointer: str) -> Extent:
    """Return the extent of the value at `pointer`; for one that is not there, that of the key of its nearest parent."""
    return extent_at(document, document.place(pointer), key=not document.has(pointer))


def extent_at(document: Document, place: Place, *, key: bool) -> Extent:
    """Return the extent of what stands at a place: a key, or a value."""
    before, rest = split(document, place)
    found = (_QUOTED.match(rest) or _KEY.match(rest)) if key and rest[:1] not in ("[", "{") else None
    return Extent(*place, place.column + len((found[0] if found else token(before, rest)).rstrip()))


def split(document: Document, place: Place) -> tuple[str, str]:
    """Return what stands on a line before a place, and from it on."""
    lines = lines_of(document.text)
    text = lines[place.line - 1] if place.line <= len(lines) else ""
    return text[: place.column - 1], text[place.column - 1 :]


@lru_cache(maxsize=2)
def lines_of(text: str) -> list[str]:
    """Return the lines of a file, split once for all the places that are shown of it."""
    return text.splitlines()


def token(before: str, rest: str) -> str:
    """Return the word, list or quoted text that begins here, without what follows it on the line."""
    if rest[:1] in ("'", '"'):
        quoted = _QUOTED.match(rest)
        return quoted[0] if quoted else rest
    if rest[:1] in ("[", "{"):
        return rest[: _closing(rest)]
    in_flow = sum(before.count(sign) for sign in "[{") > sum(before.count(sign) for sign in "]}")
    word = _FLOW_END.split(rest)[0] if in_flow else rest
    return word.split(" #")[0].rstrip() or " "


def _closing(rest: str) -> int:
    """Return where the bracket that opens the text is closed, or the end of the line."""
    depth = 0
    for position, sign in enumerate(rest):
        depth += (sign in "[{") - (sign in "]}")
        if not depth:
            return position + 1
    return len(rest.rstrip())
