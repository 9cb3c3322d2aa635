"""Cut the lines of a file that a finding speaks of, with the places marked, as a good compiler does."""

import re
from typing import NamedTuple

from rich.cells import cell_len as cells
from rich.cells import set_cell_size

from charter_cli.model.declaration import Document, Place
from charter_cli.render.escape import visible
from charter_cli.render.extent import lines_of, token

__all__ = ["Label", "Line", "cells", "excerpt", "wrapped"]

TAB = "    "
_BREAKS = re.compile("[ \t\r\n]+")  # not the no-break space, which keeps a French colon with its word


class Label(NamedTuple):
    """A place in the file, what is said of it, and whether it is where the requirement fails."""

    place: Place
    text: str
    fails: bool


class Line(NamedTuple):
    """One line of an excerpt: what stands in the margin, the text, and its style."""

    margin: str
    text: str
    style: str


def excerpt(document: Document, labels: list[Label], width: int) -> list[Line]:
    """Return the lines of the file at the labels, each with its marks below, at most `width` cells wide."""
    source = lines_of(document.text)
    chosen = sorted({label.place.line for label in labels})
    gutter = len(str(chosen[-1]))
    room = width - gutter - 3
    lines = []
    for position, number in enumerate(chosen):
        if position and number > chosen[position - 1] + 1:
            lines.append(Line("·" * gutter, "", "dim"))
        text = source[number - 1] if number <= len(source) else ""
        here = sorted((label for label in labels if label.place.line == number), key=lambda label: label.place.column)
        lines.append(Line(str(number).rjust(gutter), _cropped(_plain(text), room), ""))
        for label in here:
            lines += _marked(text, label, gutter, room)
    return lines


def _plain(text: str) -> str:
    return visible(text.replace("\t", TAB))


def _cropped(text: str, room: int) -> str:
    return text if cells(text) <= room else set_cell_size(text, room - 1) + "…"


def _marked(text: str, label: Label, gutter: int, room: int) -> list[Line]:
    """Return the carets below one place, and what is said of it below them, wrapped."""
    before, rest = text[: label.place.column - 1], text[label.place.column - 1 :]
    start = min(cells(_plain(before)), room - 2)
    length = max(1, min(cells(_plain(token(before, rest))), room - start))
    style = "bold red" if label.fails else "cyan"
    sign = "^" if label.fails else "-"
    lines = [Line(" " * gutter, " " * start + sign * length, style)]
    indent = min(start, room // 3)
    lines += [Line(" " * gutter, " " * indent + part, style) for part in wrapped(label.text, room - indent)]
    return lines


def wrapped(text: str, width: int) -> list[str]:
    """Break text between words into lines of at most `width` cells, whatever the script."""
    lines, current = [], ""
    for word in _BREAKS.split(text.strip(" ")):
        candidate = f"{current} {word}" if current else word
        if cells(candidate) <= width:
            current = candidate
            continue
        if current:
            lines.append(current)
        pieces = _pieces(word, width)
        lines += pieces[:-1]
        current = pieces[-1]
    return [*lines, current] if current else lines or [""]


def _pieces(word: str, width: int) -> list[str]:
    """Cut a word into pieces of at most `width` cells, each of at least one character."""
    pieces: list[str] = []
    start = 0
    while start < len(word) or not pieces:
        end = start + width
        while end > start + 1 and cells(word[start:end]) > width:
            end -= 1
        pieces.append(word[start:end])
        start = max(end, start + 1)
    return pieces
