"""Read a strict subset of YAML in one pass over libyaml's events: data, places and problems together.

One document in UTF-8, YAML 1.2 core scalars (so `no`, `oui` and `2026-01-01` stay text), no tags, anchors or aliases,
no key twice, bounded size and depth. The only door to PyYAML. Why events: they cost half of `yaml.load`, and the
default resolver of PyYAML is YAML 1.1, which turns `on:` into a key True.
"""

import re
from collections.abc import Mapping
from functools import cache

import yaml

from charter_cli.model.declaration import Document, Mark, Place, Problem, pointer_of

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 64

_NUMBER = re.compile(
    r"[-+]?(?:0|[1-9][0-9]{0,17})|[-+]?(?:\.[0-9]{1,17}|[0-9]{1,17}(?:\.[0-9]{0,17})?)(?:[eE][-+]?[0-9]{1,2})?"
)
_PLAIN: dict[str, bool | None] = dict.fromkeys(("", "~", "null", "Null", "NULL")) | {
    word: word.lower() == "true" for word in ("true", "True", "TRUE", "false", "False", "FALSE")
}
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")

HAS_C_PARSER = hasattr(yaml, "CLoader")


def parse(content: bytes, path: str, max_bytes: int = MAX_BYTES) -> tuple[Document | None, tuple[Problem, ...]]:
    """Read one YAML document; return it, or None where it cannot be read, and every problem found.

    With problems the document may still be there (a key written twice, say), so that all further problems can be told
    too.
    """
    text, problem = _decode(content, path, max_bytes)
    if text is None:
        return None, (problem,) if problem else ()
    builder = _Builder(path)
    try:
        data, mark = builder.build(text)
    except _Stop:
        return None, tuple(builder.problems)
    except yaml.YAMLError as error:
        return None, (*builder.problems, _syntax_problem(error, text, path))
    if not isinstance(data, dict):
        builder.note("not-a-mapping", mark.value)
        return None, tuple(builder.problems)
    return Document(path, data, mark, text), tuple(builder.problems)


def _decode(content: bytes, path: str, max_bytes: int) -> tuple[str | None, Problem | None]:
    """Return the text, or the problem that keeps the bytes from being text."""
    if len(content) > max_bytes:
        return None, Problem("too-large", path, None, "", {"size": len(content), "limit": max_bytes})
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8", "replace")
        return None, Problem("not-utf-8", path, _place_after(before), "", {"byte": f"0x{content[error.start]:02x}"})
    control = _CONTROL.search(text)
    if control:
        params = {"character": f"U+{ord(control[0]):04X}"}
        return None, Problem("control-character", path, _place_after(text[: control.start()]), "", params)
    return text, None


def _place_after(before: str) -> Place:
    line_start = max(before.rfind("\n"), before.rfind("\r")) + 1
    lines = before.count("\n") + before.replace("\r\n", "").count("\r")
    return Place(lines + 1, len(before) - line_start + 1)


@cache
def _parser() -> type:
    """Return libyaml's parser, or PyYAML's own where it was built without libyaml (12 times slower, same events)."""
    if not HAS_C_PARSER:
        return yaml.Loader
    from yaml.cyaml import CParser  # type: ignore[attr-defined]  # noqa: PLC0415 (there only with libyaml)

    parser: type = CParser
    return parser


class _Stop(Exception):  # noqa: N818 (a jump out of the loop, not an error)
    """Nothing that comes after this can be told with sense."""


class _Builder:
    """Builds data and marks from events, and notes what this subset of YAML does not have."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.problems: list[Problem] = []

    def note(self, code: str, place: Place, pointer: str = "", **params: object) -> None:
        self.problems.append(Problem(code, self.path, place, pointer, params))

    def build(self, text: str) -> tuple[object, Mark]:
        parser = _parser()(text)
        next_event = parser.get_event
        result: tuple[object, Mark] | None = None
        while True:
            event = next_event()
            kind = type(event)
            if kind is yaml.StreamEndEvent:
                break
            if kind is yaml.DocumentStartEvent:
                if result is not None:
                    self.note("several-documents", _place(event.start_mark))
                    raise _Stop
                result = self._node(next_event)
        if result is None:
            self.note("empty-file", Place(1, 1))
            raise _Stop
        return result

    def _node(self, next_event) -> tuple[object, Mark]:  # type: ignore[no-untyped-def]  # noqa: ANN001, C901, PLR0912, PLR0915
        """Build one node, however deep, without recursion.

        One function on purpose: this loop is three quarters of the time of a check, and each call in it would show.
        """
        mapping_start, sequence_start = yaml.MappingStartEvent, yaml.SequenceStartEvent
        scalar_event, mapping_end, sequence_end = yaml.ScalarEvent, yaml.MappingEndEvent, yaml.SequenceEndEvent
        alias_event = yaml.AliasEvent
        plain, number, new_place, new_mark = _PLAIN, _NUMBER.fullmatch, Place, Mark
        # For each open collection: container, marks, whether it is a mapping, its place, the place of its key, its key.
        stack: list[tuple[object, object, bool, Place, Place, str]] = []
        container: object = None
        marks: object = None
        in_mapping = False
        key: str | None = None
        key_place = Place(1, 1)
        while True:
            event = next_event()
            kind = type(event)
            start = event.start_mark
            if kind is scalar_event:
                place = new_place(start.line + 1, start.column + 1)
                text = event.value
                if event.tag is not None or event.anchor is not None:
                    self._note_property(event, place, stack, key)
                if in_mapping and key is None:
                    key, key_place = text, place
                    if key in container:  # type: ignore[operator]
                        first = marks[key].key  # type: ignore[index]
                        self.note("duplicate-key", place, self._pointer(stack, key), key=key, first=first.line)
                    continue
                value: object = text
                if not event.style and event.implicit[0]:
                    if text in plain:
                        value = plain[text]
                    elif number(text):
                        value = _number(text)
                mark = new_mark(key_place if in_mapping else place, place, None)
            elif kind is mapping_start or kind is sequence_start:
                place = new_place(start.line + 1, start.column + 1)
                if event.tag is not None or event.anchor is not None:
                    self._note_property(event, place, stack, key)
                if in_mapping and key is None:
                    self.note("key-not-text", place, self._pointer(stack, None))
                    raise _Stop
                if len(stack) >= MAX_DEPTH:
                    self.note("too-deep", place, self._pointer(stack, key), limit=MAX_DEPTH)
                    raise _Stop
                stack.append((container, marks, in_mapping, place, key_place if in_mapping else place, key or ""))
                if kind is mapping_start:
                    container, marks, in_mapping = {}, {}, True
                else:
                    container, marks, in_mapping = [], [], False
                key = None
                continue
            elif kind is mapping_end or kind is sequence_end:
                value, children = container, marks
                container, marks, in_mapping, place, key_place, key = stack.pop()
                mark = new_mark(key_place, place, children)  # type: ignore[arg-type]
            elif kind is alias_event:
                place = _place(start)
                self.note("alias", place, self._pointer(stack, key), name=event.anchor)
                if in_mapping and key is None:
                    raise _Stop
                value, mark = None, new_mark(place, place, None)
            else:  # pragma: no cover - no other event stands inside a document
                continue
            if container is None:
                return value, mark
            if in_mapping:
                container[key] = value  # type: ignore[index]
                marks[key] = mark  # type: ignore[index]
                key = None
            else:
                container.append(value)  # type: ignore[attr-defined]
                marks.append(mark)  # type: ignore[attr-defined]

    def _note_property(self, event: yaml.NodeEvent, place: Place, stack: list, key: str | None) -> None:  # type: ignore[type-arg]
        pointer = self._pointer(stack, key)
        if getattr(event, "tag", None) is not None:
            self.note("tag", place, pointer, tag=event.tag)  # type: ignore[attr-defined]
        if event.anchor is not None:
            self.note("anchor", place, pointer, name=event.anchor)

    @staticmethod
    def _pointer(stack: list, key: str | None) -> str:  # type: ignore[type-arg]
        """Return the pointer of the value being read; items of a list are counted by what stands before them."""
        parts: list[str | int] = []
        for container, _, in_mapping, _, _, name in stack[1:]:
            parts.append(name if in_mapping else len(container))
        return pointer_of([*parts, key] if key is not None else parts)


def _number(text: str) -> int | float | str:
    """Turn a plain number into one; `012` stays text, because a leading zero is a code and not an amount."""
    digits = text.lstrip("+-")
    if len(digits) > 1 and digits[0] == "0" and digits[1].isdigit():
        return text
    return int(text) if digits.isdigit() else float(text)


def _place(mark: yaml.Mark) -> Place:
    return Place(mark.line + 1, mark.column + 1)


_SYNTAX = (
    ("found character '\\t'", "tab"),
    ("cannot start any token", "reserved-character"),
    ("mapping values are not allowed", "unexpected-colon"),
    ("could not find expected ':'", "missing-colon"),
    ("quoted scalar", "open-quote"),
    ("found unexpected end of stream", "open-quote"),
    ("expected ',' or", "open-bracket"),
    ("did not find expected ',' or", "open-bracket"),
    ("did not find expected node content", "open-bracket"),
    ("did not find expected key", "indentation"),
    ("expected <block end>", "indentation"),
    ("did not find expected '-' indicator", "indentation"),
    ("undefined alias", "alias"),
    ("undefined tag handle", "tag"),
    ("tag", "tag"),
)


def _syntax_problem(error: yaml.YAMLError, text: str, path: str) -> Problem:
    """Say in our own words what libyaml could not read, and where."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    place = _place(mark) if mark is not None else Place(1, 1)
    lines = text.splitlines()
    line = lines[place.line - 1] if place.line <= len(lines) else ""
    if "\t" in line[: len(line) - len(line.lstrip())] or line[place.column - 1 : place.column] == "\t":
        return Problem("tab", path, place, "", {})
    said = f"{getattr(error, 'context', '') or ''} {getattr(error, 'problem', '') or ''}"
    code = next((code for words, code in _SYNTAX if words in said), "not-yaml")
    params: Mapping[str, object] = {"name": "?"} if code == "alias" else {"tag": "?"} if code == "tag" else {}
    return Problem(code, path, place, "", params)
