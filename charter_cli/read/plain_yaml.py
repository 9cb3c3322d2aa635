"""Read the plain YAML that nearly every declaration is written in, several times as fast as libyaml's events.

One look at each line: `key: value`, `- value`, `- key: value`, with plain or quoted values on one line, block scalars,
and lists and mappings of plain values in brackets. Whatever else a line may be, even a mistake, is left to yaml_events,
which reads all that we accept and knows what to say of the rest; a property test holds both equal.

Declarations share their keys and many of their values, so what a line says is remembered from one file to the next;
what was read is never changed.
"""

import re
from functools import lru_cache
from typing import Any, NamedTuple

from charter_cli.model.declaration import Mark
from charter_cli.read.yaml_core import MAX_DEPTH, Scalar, is_blank, scalar

_UNUSUAL = "\t\r\x85\u2028\u2029\ufeff"
"""Tabs, marks of byte order, and what ends a line beside the line feed."""

_LINE = re.compile(
    r"""
    (\ *+)                                                  # how far in it stands
    (-\ ++)?+                                               # an item of a list
    (?:([A-Za-z0-9_][\w.-]{0,100}+):(?:\ ++|$))?+           # a key
    (?:
      ((?:[^\ \-?:,\[\]{}\#&*!|>'"%@`]|-(?=[^\ ]))[^:\#]*+(?:(?::(?=[^\ ])|(?<!\ )\#)[^:\#]*+)*+)
    | '((?:[^']|'')*+)'
    | "([^"\\]*+)"
    | \[([\w\ ,./-]*+)\]
    | \{([\w\ ,:./\[\]-]*+)\}
    | ([|>]-?)
    )?+
    \ *+ (?:(?:^|(?<=\ ))\#.*)?+                            # a comment
    """,
    re.VERBOSE,
)
_INDENT, _DASH, _KEY, _PLAIN, _SINGLE, _DOUBLE, _LIST, _MAPPING, _BLOCK = range(1, 10)
"""The groups of the pattern; the last one that is there tells what a line is."""
_ITEM = re.compile(r" *(\w[\w ./-]*)")
_PAIR = re.compile(r" *([A-Za-z0-9_][\w.-]{0,100}+): +(?:\[([\w ,./-]*+)\]|(\w[\w ./-]*+)) *(?:,|$)")
_FOLD = re.compile(r"\n+")


class Reading(NamedTuple):
    """What yaml_events builds too: the data of a document, its marks, and whether a value may be blank anywhere."""

    data: dict[str, Any]
    mark: Mark
    blanks: bool


class _Line(NamedTuple):
    """What one line says: `at` is the column of its dash or key, `item` that of what follows the dash."""

    kind: int
    at: int
    dash: bool
    item: int
    key: str | None
    value: Any
    place: int
    columns: Any
    blank: bool


class _Unusual(Exception):  # noqa: N818 (a jump out of the loop, not an error)
    """This is not for us to read."""


def read_plain(text: str) -> Reading | None:
    """Return what a text says, or None if it is not plain throughout."""
    if any(mark in text for mark in _UNUSUAL):
        return None
    try:
        return _read(text.split("\n"))
    except _Unusual:
        return None


def _read(lines: list[str]) -> Reading:  # noqa: C901, PLR0912, PLR0915
    """Read all lines. One function on purpose, as in yaml_events: it is most of the time of a check."""
    # For each collection around the one being read: itself, its marks, and its column.
    around: list[tuple[Any, Any, int]] = []
    container: Any = {}
    marks: Any = {}
    column = -1
    # The key whose value stands on the lines below, and where it stands.
    waiting: str | None = None
    waiting_line = waiting_column = 0
    start: tuple[int, int] | None = None
    inner: Any
    inner_marks: Any
    blanks = False
    number, count = -1, len(lines)
    while (number := number + 1) < count:
        kind, at, dash, item, key, value, place, columns, blank = _looked_at(lines[number])
        if kind == _INDENT:
            continue
        if waiting is not None:
            if at < column or (at == column and not dash) or len(around) > MAX_DEPTH - 4:
                raise _Unusual
            around.append((container, marks, column))
            inner, inner_marks = ([], []) if dash else ({}, {})
            container[waiting] = inner
            marks[waiting] = (waiting_line, waiting_column, number, at, inner_marks)
            container, marks, column, waiting = inner, inner_marks, at, None
        elif column != at or dash is (type(container) is dict):
            if start is None and not dash:
                start, column = (number, at), at
            while column > at or (column == at and dash is (type(container) is dict)):
                if not around:
                    raise _Unusual
                container, marks, column = around.pop()
            if column < at:
                raise _Unusual
        if dash and key:
            around.append((container, marks, column))
            inner, inner_marks = {}, {}
            container.append(inner)
            marks.append((number, item, number, item, inner_marks))
            container, marks, column = inner, inner_marks, item
        if key and key in container:
            raise _Unusual
        if kind == _KEY:
            waiting, waiting_line, waiting_column = key, number, item
            continue
        line = number
        children: Any = None
        if kind == _LIST:
            children = _in_line(number, columns)
        elif kind == _MAPPING:
            children = {
                name: (number, one, number, two, below if below is None else _in_line(number, below))
                for name, one, two, below in columns
            }
        elif kind == _BLOCK:
            value, skipped = _block(lines, number + 1, column, value)
            number += skipped
            blank = is_blank(value)
        blanks = blanks or blank
        if key:
            container[key] = value
            marks[key] = (line, item, line, place, children)
        else:
            container.append(value)
            marks.append((line, place, line, place, children))
    if start is None or waiting is not None:
        raise _Unusual
    data, all_marks, _ = around[0] if around else (container, marks, column)
    return Reading(data, (*start, *start, all_marks), blanks)


@lru_cache(maxsize=8192)
def _looked_at(line: str) -> _Line:
    """Return what a line says. Raises _Unusual for what is not plain."""
    match = _LINE.fullmatch(line)
    if match is None or match.lastindex is None:
        raise _Unusual
    kind, key = match.lastindex, match[_KEY]
    dash, at, item = match[_DASH] is not None, match.end(_INDENT), match.end(_DASH if match[_DASH] else _INDENT)
    if kind == _DASH or (kind == _BLOCK and not key) or (kind > _KEY and not (dash or key)):
        raise _Unusual
    text, place = match[kind], match.start(kind)
    value: Any = text
    columns: Any = None
    if kind == _PLAIN:
        value = scalar(text.rstrip(" "))
    elif kind == _SINGLE:
        value = text.replace("''", "'")
    elif kind == _LIST:
        value, columns = _listed(text, place)
    elif kind == _MAPPING:
        value, columns = _paired(text, place)
    if kind in (_SINGLE, _DOUBLE, _LIST, _MAPPING):
        place -= 1
    return _Line(kind, at, dash, item, key, value, place, columns, _holds_blank(value))


def _holds_blank(value: object) -> bool:
    if isinstance(value, dict):
        return not value or any(map(_holds_blank, value.values()))
    return is_blank(value) or (isinstance(value, list) and any(map(is_blank, value)))


def _in_line(line: int, columns: list[int]) -> list[Mark]:
    """Return the marks of items that stand in these columns of one line."""
    return [(line, column, line, column, None) for column in columns]


def _listed(inner: str, start: int) -> tuple[list[Scalar], list[int]]:
    """Return the items between square brackets and their columns; `start` is the column behind the first bracket."""
    items, columns = list[Scalar](), list[int]()
    for part in inner.split(",") if inner.strip(" ") else ():
        match = _ITEM.fullmatch(part)
        if match is None:
            raise _Unusual
        items.append(scalar(match[1].rstrip(" ")))
        columns.append(start + match.start(1))
        start += len(part) + 1
    return items, columns


def _paired(inner: str, start: int) -> tuple[dict[str, Any], list[tuple[str, int, int, list[int] | None]]]:
    """Return the pairs between curly brackets, and of each the key, its column, its value's, and those in a list."""
    pairs, columns = dict[str, Any](), list[tuple[str, int, int, list[int] | None]]()
    position = 0 if inner.strip(" ") else len(inner)
    while position < len(inner):
        match = _PAIR.match(inner, position)
        if match is None or match[1] in pairs:
            raise _Unusual
        key, listed, word = match.groups()
        at, below = start + match.start(3), None
        if word is None:
            at = start + match.start(2) - 1
            pairs[key], below = _listed(listed, at + 1)
        else:
            pairs[key] = scalar(word.rstrip(" "))
        columns.append((key, start + match.start(1), at, below))
        position = match.end()
    return pairs, columns


def _block(lines: list[str], first: int, column: int, header: str) -> tuple[str, int]:
    """Return the text of a block scalar below a key at `column`, and on how many lines it stands."""
    indent, last, text = 0, first, list[str]()
    for number in range(first, len(lines)):
        line = lines[number]
        inside = len(line) - len(line.lstrip(" "))
        if inside == len(line):
            if not text or inside > indent:
                raise _Unusual
            text.append("")
            continue
        if inside <= column:
            break
        indent = indent or inside
        if inside < indent or (inside > indent and header[0] == ">"):
            raise _Unusual
        text.append(line[indent:])
        last = number + 1
    else:
        if lines[-1]:
            raise _Unusual
    if last == first:
        raise _Unusual
    written = "\n".join(text[: last - first])
    if header[0] == ">":
        written = _FOLD.sub(lambda ends: ends[0][1:] or " ", written)
    return written + "\n" * (len(header) == 1), last - first
