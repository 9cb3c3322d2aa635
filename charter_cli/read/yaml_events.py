"""Read YAML in one pass over libyaml's events: data, places and problems together. The only door to PyYAML.

No tags, anchors or aliases, no key twice, bounded depth. Why events: they cost half of `yaml.load`, and the default
resolver of PyYAML is YAML 1.1, which turns `on:` into a key True.
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import yaml

from charter_cli.model.declaration import Document, Mark, Place, Problem, pointer_of
from charter_cli.read.yaml_core import MAX_DEPTH, is_blank, scalar

HAS_C_PARSER = hasattr(yaml, "CLoader")


def read_events(text: str, path: str) -> tuple[Document, tuple[Problem, ...]]:
    """Read one document with every problem found; where it cannot be read it comes back empty, for its text's sake."""
    builder = _Builder(path)
    try:
        data, mark = builder.build(text)
    except _Stop:
        return _unread(path, text), tuple(builder.problems)
    except yaml.YAMLError as error:
        return _unread(path, text), (*builder.problems, _syntax_problem(error, text, path))
    if not isinstance(data, dict):
        builder.note("not-a-mapping", Place(mark[2] + 1, mark[3] + 1))
        return _unread(path, text), tuple(builder.problems)
    return Document(path, data, mark, text, builder.blanks), tuple(builder.problems)


def _unread(path: str, text: str) -> Document:
    return Document(path, {}, (0, 0, 0, 0, {}), text)


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
        self.blanks = False

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

    def _node(self, next_event: Callable[[], Any]) -> tuple[object, Mark]:  # noqa: C901, PLR0912, PLR0915
        """Build one node, however deep, without recursion.

        One function on purpose: this loop is three quarters of the time of a check, and each call in it would show.
        """
        scalar_event, mapping_start, sequence_start = yaml.ScalarEvent, yaml.MappingStartEvent, yaml.SequenceStartEvent
        alias = yaml.AliasEvent
        # For each open collection: what lies around it, and its own key and place.
        stack: list[_Open] = []
        container: Any = None
        marks: Any = None
        in_mapping = False
        key: str | None = None
        key_line = key_column = 0
        while True:
            event = next_event()
            kind = type(event)
            start = event.start_mark
            line, column = start.line, start.column
            if kind is scalar_event:
                text = event.value
                if event.tag is not None or event.anchor is not None:
                    self._note_property(event, stack, container, key)
                if in_mapping and key is None:
                    key, key_line, key_column = text, line, column
                    if key in container:
                        pointer = self._pointer(stack, container, key)
                        self.note("duplicate-key", _place(start), pointer, key=key, first=marks[key][0] + 1)
                    continue
                value: Any = scalar(text) if not event.style and event.implicit[0] else text
                self.blanks = self.blanks or is_blank(value)
                children = None
            elif kind is mapping_start or kind is sequence_start:
                if event.tag is not None or event.anchor is not None:
                    self._note_property(event, stack, container, key)
                if in_mapping and key is None:
                    self.note("key-not-text", _place(start), self._pointer(stack, container, None))
                    raise _Stop
                if len(stack) >= MAX_DEPTH:
                    self.note("too-deep", _place(start), self._pointer(stack, container, key), limit=MAX_DEPTH)
                    raise _Stop
                if not in_mapping:
                    key_line, key_column = line, column
                stack.append((container, marks, in_mapping, key, key_line, key_column, line, column))
                in_mapping = kind is mapping_start
                container, marks = ({}, {}) if in_mapping else ([], [])
                key = None
                continue
            elif kind is alias:
                self.note("alias", _place(start), self._pointer(stack, container, key), name=event.anchor)
                if in_mapping and key is None:
                    raise _Stop
                value = children = None
                self.blanks = True
            else:
                value, children = container, marks
                if not value:
                    self.blanks = True
                container, marks, in_mapping, key, key_line, key_column, line, column = stack.pop()
            if in_mapping:
                container[key] = value
                marks[key] = (key_line, key_column, line, column, children)
                key = None
            elif container is None:
                return value, (line, column, line, column, children)
            else:
                container.append(value)
                marks.append((line, column, line, column, children))

    def _note_property(self, event: Any, stack: "list[_Open]", container: Any, key: str | None) -> None:
        place, pointer = _place(event.start_mark), self._pointer(stack, container, key)
        if event.tag is not None:
            self.note("tag", place, pointer, tag=event.tag)
        if event.anchor is not None:
            self.note("anchor", place, pointer, name=event.anchor)

    @staticmethod
    def _pointer(stack: "list[_Open]", container: Any, key: str | None) -> str:
        """Return the pointer of the value being read; an item of a list is counted by what stands before it."""
        parts: list[str | int] = []
        for around, _, in_mapping, name, *_ in stack[1:]:
            parts.append(name or "" if in_mapping else len(around))
        if isinstance(container, list):
            parts.append(len(container))
        elif key is not None:
            parts.append(key)
        return pointer_of(parts)


_Open = tuple[Any, Any, bool, str | None, int, int, int, int]


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
