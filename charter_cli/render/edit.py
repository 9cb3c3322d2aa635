"""Change single values in the text of a declaration: only the lines concerned change, whatever else the file holds.

Text is put in at the places that were seen when the file was read. A library that reads YAML and writes it again keeps
comments but lays out anew what is not laid out in its way: spaces behind a colon, lists, brackets, line ends.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from textwrap import wrap
from typing import Any, NamedTuple

from charter_cli.model.declaration import Document, Mark, parts_of, pointer_of
from charter_cli.render.entry import WIDTH, flow, is_paragraph
from charter_cli.render.phrases import field

ENDS = r"\r\n|[\r\n\x85\u2028\u2029]"
_LINE = re.compile(rf"([^\r\n\x85\u2028\u2029]*)({ENDS}|\Z)")
"""A line as YAML counts them, and what ends it."""
_BREAK = re.compile(ENDS)
_QUOTED = re.compile(r"""'(?:[^']|'')*'|"(?:[^"\\]|\\.)*\"""")
_PLAIN = re.compile(r".*?(?=[ \t]*$|[ \t]+#)")
_PLAIN_IN_BRACKETS = re.compile(r"[^,\[\]{}]*?(?=[ \t]*(?:[,\[\]{}]|$)|[ \t]+#)")
_BRACKETS = re.compile(r"""'(?:[^']|'')*'|"(?:[^"\\]|\\.)*"|[ \t]#.*|[\[\]{}]""")
_KEY = re.compile(r"""('(?:[^']|'')*'|"(?:[^"\\]|\\.)*"|[^\s'"][^:]*?)[ \t]*:""")
INDENT = 2
"""Of what stands below a key, in a file that has no such place yet."""


class Edit(NamedTuple):
    """What comes in place of the text from `start` up to `end`."""

    start: int
    end: int
    text: str


class Lines:
    """A text by its lines: where each starts, what it says, and what ends it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.found = list(_LINE.finditer(text))

    def position(self, line: int, column: int) -> int:
        """Return where a line and a column are in the text, all counted from 0."""
        return self.found[line].start() + column

    def content(self, line: int) -> str:
        """Return what a line says, without its end."""
        return self.found[line][1]

    def end(self, line: int) -> str:
        """Return what ends this line, or the first line where it is the last one."""
        return self.found[line][2] or self.found[0][2] or "\n"


def applied(text: str, edits: Sequence[Edit]) -> str:
    """Return the text with all edits made; no two of them overlap."""
    for edit in sorted(edits, reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


def with_value(document: Document, pointer: str, value: object) -> Iterator[str]:
    """Yield texts in which `pointer` is declared as `value`, the best first.

    They are proposals, because YAML can be laid out in more ways than are looked at here: whoever takes one reads it
    again first. For a layout in which nothing can be put there is none.
    """
    lines, parts = Lines(document.text), parts_of(pointer)
    mark, data, depth, in_brackets = document.mark, document.data, 0, False
    while depth < len(parts):
        child = _child(mark, parts[depth])
        if child is None:
            break
        in_brackets = in_brackets or _opens(lines, mark)
        mark, data, depth = child, _below(data, parts[depth]), depth + 1
    rest = parts[depth:]
    if not rest or mark[4] is None or not data:
        edits = _instead(lines, mark, data, rest, value, in_brackets=in_brackets)
        yield from [applied(document.text, edits)] if edits else []
    elif isinstance(mark[4], dict) and _opens(lines, mark):
        yield applied(document.text, [_into_brackets(lines, mark, rest, value)])
    elif isinstance(mark[4], dict):
        order = list(field(pointer_of(parts[:depth]))[1].get("properties", ()))
        for edit in _behind_siblings(lines, mark, rest, value, order, _step(document.mark)):
            yield applied(document.text, [edit])


def replaced(document: Document, pointer: str, value: object) -> Edit | None:
    """Return how a value that ends on its line is replaced by another one, or None where it is laid out otherwise."""
    lines, mark, in_brackets = Lines(document.text), document.mark, False
    old: object = document.data
    for part in parts_of(pointer):
        in_brackets = in_brackets or _opens(lines, mark)
        child = _child(mark, part)
        if child is None:
            return None
        mark, old = child, _below(old, part)
    end = _extent(lines, mark, old, in_brackets=in_brackets)
    if end is None:
        return None
    quote = lines.text[end - 1 : end] if isinstance(old, str) and isinstance(value, str) else ""
    kept = quote in ("'", '"') and not set(value) & {"'", '"', "\\"}  # type: ignore[call-overload]
    return _at(lines, mark, end, f"{quote}{value}{quote}" if kept else flow(value))


def renamed(document: Document, pointer: str, name: str) -> Edit | None:
    """Return how the key of a value is replaced by another name, or None where it is written in a way of its own."""
    lines, place = Lines(document.text), document.key_place(pointer)
    line, column = place.line - 1, place.column - 1
    found = _KEY.match(lines.content(line), column)
    if found is None or found[1].strip("'\"") != parts_of(pointer)[-1]:
        return None
    return Edit(lines.position(line, found.start(1)), lines.position(line, found.end(1)), name)


def block(names: Sequence[str], value: object, step: int = INDENT) -> list[str]:
    """Return the lines of a value below the keys that lead to it."""
    key, *rest = names
    if rest:
        return [f"{flow(key)}:", *(" " * step + line for line in block(rest, value, step))]
    if isinstance(value, Mapping):
        inside = [line for name, one in value.items() for line in block([name], one, step)]
        return [f"{flow(key)}:", *(" " * step + line for line in inside)]
    if isinstance(value, list):
        return _list(key, value, step)
    if isinstance(value, str) and is_paragraph(value):
        lines = wrap(value, WIDTH, break_long_words=False, break_on_hyphens=False)
        return [f"{flow(key)}: >-", *(" " * step + line for line in lines)]
    return [f"{flow(key)}: {flow(value)}"]


def _list(key: str, value: list[Any], step: int) -> list[str]:
    if value and all(isinstance(one, Mapping) for one in value):
        items = ([line for name, inner in one.items() for line in block([name], inner, step)] for one in value)
        dashed = (f"{'  ' if number else '- '}{line}" for one in items for number, line in enumerate(one))
        return [f"{flow(key)}:", *(" " * step + line for line in dashed)]
    line = f"{flow(key)}: {flow(value)}"
    if len(line) <= WIDTH:
        return [line]
    return [f"{flow(key)}:", *(f"{' ' * step}- {flow(one)}" for one in value)]


def _child(mark: Mark, part: str) -> Mark | None:
    children = mark[4]
    if isinstance(children, dict):
        return children.get(part)
    return children[int(part)] if children and part.isdigit() and int(part) < len(children) else None


def _below(data: Any, part: str) -> Any:
    return data[int(part)] if isinstance(data, list) else data[part]


def _opens(lines: Lines, mark: Mark) -> bool:
    """Tell whether a collection stands between brackets."""
    return lines.content(mark[2])[mark[3] : mark[3] + 1] in ("{", "[")


def _step(root: Mark) -> int:
    """Return how far in the first section of a file stands."""
    children = root[4].values() if isinstance(root[4], dict) else ()
    return next((one[3] - one[1] for one in children if one[2] > one[0] and one[3] > one[1]), INDENT)


def _at(lines: Lines, mark: Mark, end: int, text: str) -> Edit:
    """Return the edit from where a value stands up to `end`; a colon before it is followed by a space."""
    start = lines.position(mark[2], mark[3])
    return Edit(start, end, text if lines.text[start - 1 : start] != ":" else f" {text}")


def _extent(lines: Lines, mark: Mark, value: object, *, in_brackets: bool) -> int | None:
    """Return where a value ends, if that is on the line where it and its key stand."""
    content, start = lines.content(mark[2]), mark[3]
    first = content[start : start + 1]
    if mark[0] != mark[2]:
        return None
    if first in ("'", '"') and first:
        quoted = _QUOTED.match(content, start)
        return lines.position(mark[2], quoted.end()) if quoted else None
    if first in ("[", "{") and first:
        end = _closing(content, start)
        return None if end is None else lines.position(mark[2], end)
    if isinstance(value, dict | list) or (first in ("|", ">") and first):
        return None
    plain = (_PLAIN_IN_BRACKETS if in_brackets else _PLAIN).match(content, start)
    if plain is None or (isinstance(value, str) and plain[0] != value):
        return None
    return lines.position(mark[2], plain.end())


def _closing(content: str, start: int) -> int | None:
    """Return the column behind the bracket that closes the one at `start`, if that is in this text."""
    depth = 0
    for found in _BRACKETS.finditer(content, start):
        depth += (found[0] in ("[", "{")) - (found[0] in ("]", "}"))
        if depth == 0:
            return found.end()
    return None


def _instead(
    lines: Lines, mark: Mark, old: object, rest: Sequence[str], value: object, *, in_brackets: bool
) -> list[Edit]:
    """Return how a value takes the place of one that declares nothing: on its line, or on lines below its key."""
    end = _extent(lines, mark, old, in_brackets=in_brackets)
    if end is None:
        return []
    for name in reversed(rest):
        value = {name: value}
    short = not rest and not (isinstance(value, list) and any(isinstance(one, Mapping) for one in value))
    key = isinstance(value, Mapping | list) and not short and not in_brackets and not _opens(lines, mark)
    if not key:
        return [_at(lines, mark, end, flow(value))]
    line, column = mark[2], mark[1]
    below = [" " * column + one for one in block(["x"], value)[1:]]
    place = lines.position(line, len(lines.content(line)))
    cleared = Edit(lines.position(line, mark[3]), end, "")
    return [cleared, Edit(place, place, "".join(lines.end(line) + one for one in below))]


def _into_brackets(lines: Lines, mark: Mark, rest: Sequence[str], value: object) -> Edit:
    """Return how a pair comes into a mapping in brackets: to its end if that is on the line, else to its beginning."""
    name, *inner = rest
    for key in reversed(inner):
        value = {key: value}
    pair = f"{flow(name)}: {flow(value)}"
    line, column = mark[2], mark[3]
    end = _closing(lines.content(line), column)
    if end is None:
        place = lines.position(line, column + 1)
        return Edit(place, place, f"{pair}, ")
    kept = lines.content(line)[: end - 1].rstrip(" ")
    place = lines.position(line, len(kept))
    return Edit(place, place, f" {pair}" if kept.endswith(",") else f", {pair}")


def _behind_siblings(
    lines: Lines, mark: Mark, rest: Sequence[str], value: object, order: Sequence[str], step: int
) -> Iterator[Edit]:
    """Yield how lines come into a mapping: behind the key that comes before in the form, else behind another one."""
    siblings: Any = mark[4]
    names = list(siblings)
    before = [name for name in names if rest[0] in order and name in order[: order.index(rest[0])]]
    first = max(before, key=order.index) if before else names[-1]
    spaced = _is_spaced(lines, [one[0] for one in siblings.values()])
    indent = " " * mark[3]
    added = [*([""] if spaced else []), *(indent + line for line in block(rest, value, step))]
    for name in dict.fromkeys([first, *reversed(names)]):
        end = _end(lines, siblings[name], mark[3])
        last = lines.end(end - 1)
        if lines.found[end - 1][2]:
            place = lines.position(end, 0)
            yield Edit(place, place, "".join(line + last for line in added))
        else:
            place = len(lines.text)
            yield Edit(place, place, "".join(last + line for line in added))


def _is_spaced(lines: Lines, keys: Sequence[int]) -> bool:
    """Tell whether an empty line stands before most of the keys that stand on these lines, or before their comments."""
    count = 0
    for key in keys[1:]:
        line = key - 1
        while line > 0 and lines.content(line).lstrip(" ").startswith("#"):
            line -= 1
        count += not lines.content(line).strip()
    return count * 2 > len(keys) - 1


def _end(lines: Lines, mark: Mark, column: int) -> int:
    """Return the line behind a value: behind the last that stands further in than its key at `column`."""
    end = line = max(_last(mark), _closing_line(lines, mark)) + 1
    while line < len(lines.found):
        content = lines.content(line)
        if content.strip():
            if len(content) - len(content.lstrip(" ")) <= column:
                break
            end = line + 1
        line += 1
    return end


def _closing_line(lines: Lines, mark: Mark) -> int:
    """Return the line of the bracket that closes a value, or the line where that begins."""
    start = lines.position(mark[2], mark[3])
    end = _closing(lines.text, start) if _opens(lines, mark) else None
    return mark[2] if end is None else mark[2] + len(_BREAK.findall(lines.text, start, end))


def _last(mark: Mark) -> int:
    """Return the last line on which anything begins that a value holds."""
    last = mark
    while last[4]:
        last = list(last[4].values())[-1] if isinstance(last[4], dict) else last[4][-1]
    return max(last[0], last[2], mark[2])
