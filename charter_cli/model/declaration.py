"""A declaration as it was read: its facts, where each of them stands, and what was seen of its evidence."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from charter_cli.model.digest import digest

Json = None | bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"]
"""Plain data, as JSON knows it."""


class Place(NamedTuple):
    """A place in a file; line and column count from 1, columns in characters."""

    line: int
    column: int


Mark = tuple[int, int, int, int, "dict[str, Mark] | list[Mark] | None"]
"""Where a value stands: line and column of its key (or of itself, in a list), line and column of the value, and the
marks of what it holds. A plain tuple, counted from 0 as libyaml does, because every value that is read makes one."""


class Problem(NamedTuple):
    """Something wrong with the form of a file: a key for `words`, its parameters, and the place."""

    code: str
    path: str
    place: Place | None
    pointer: str
    params: Mapping[str, object]


class Document(NamedTuple):
    """One YAML file: its name as given, its data, the marks of all values, and its text for excerpts.

    `blanks` tells whether a value may be blank anywhere: null, text without letters, an empty list or mapping.
    """

    path: str
    data: Mapping[str, object]
    mark: Mark
    text: str
    blanks: bool = True

    def place(self, pointer: str) -> Place:
        """Return where the value at `pointer` stands; for a value that is not there, the key of its nearest parent."""
        mark, whole = self._nearest(pointer)
        return _value_place(mark) if whole else _key_place(mark)

    def key_place(self, pointer: str) -> Place:
        """Return where the key of the value at `pointer` stands, or the key of its nearest parent."""
        return _key_place(self._nearest(pointer)[0])

    def has(self, pointer: str) -> bool:
        """Tell whether a value is written at `pointer`, be it blank."""
        return self._nearest(pointer)[1]

    def _nearest(self, pointer: str) -> tuple[Mark, bool]:
        """Return the mark of the value at `pointer`, or of its nearest parent, and whether it is the value itself."""
        mark = self.mark
        for part in parts_of(pointer):
            child = _child(mark, part)
            if child is None:
                return mark, False
            mark = child
        return mark, True


def _key_place(mark: Mark) -> Place:
    return Place(mark[0] + 1, mark[1] + 1)


def _value_place(mark: Mark) -> Place:
    return Place(mark[2] + 1, mark[3] + 1)


def _child(mark: Mark, part: str) -> Mark | None:
    children = mark[4]
    if isinstance(children, dict):
        return children.get(part)
    if children is not None and part.isdigit() and int(part) < len(children):
        return children[int(part)]
    return None


class Input(NamedTuple):
    """A file that a report was made of, and the SHA-256 of its bytes, or None where they could not be had."""

    path: str
    sha256: str | None


class Sighting(NamedTuple):
    """What was seen of a local evidence file: `present`, `missing`, `outside`, `unreadable`; and its SHA-256."""

    state: str
    sha256: str | None


class DecisionCondition(NamedTuple):
    """What a committee asks for when it accepts: who sees to it, by which day, and since when it is done, if it is."""

    text: str
    owner: str
    due: str
    met: str | None
    place: Place


class Decision(NamedTuple):
    """A committee's answer to one requirement's question, good for the facts whose digest it names.

    `rests_on` holds these facts as they were: declared values by pointer, and the SHA-256 of files by the name of the
    document. It is empty for a decision that was written without them.
    """

    charter: str
    requirement: str
    body: str
    date: str
    answer: str
    reason: str
    facts: str
    valid_until: str | None
    path: str
    place: Place
    conditions: tuple[DecisionCondition, ...] = ()
    rests_on: Mapping[str, object] = {}


class Declaration(NamedTuple):
    """What a project declares. With problems, it holds no facts and is not assessed.

    A file of waivers that has problems is told in the same form; then `is_waivers`. `sha256` is that of the bytes of
    the file; `decisions_file` is the one beside it, if there is one.
    """

    path: str
    document: Document | None
    facts: Mapping[str, object]
    sightings: Mapping[str, Sighting] = {}
    decisions: tuple[Decision, ...] = ()
    problems: tuple[Problem, ...] = ()
    is_waivers: bool = False
    sha256: str | None = None
    decisions_file: Input | None = None

    @property
    def digest(self) -> str:
        """Return the digest of the facts, so that comments and layout do not count."""
        return digest(self.facts)

    def fact(self, pointer: str) -> object:
        """Return the declared value at `pointer`, or None when it is not declared."""
        return value_at(self.facts, pointer)


def parts_of(pointer: str) -> list[str]:
    """Split a JSON Pointer (RFC 6901) into its unescaped parts."""
    parts = pointer.split("/")[1:]
    return [part.replace("~1", "/").replace("~0", "~") for part in parts] if "~" in pointer else parts


def pointer_of(parts: Sequence[str | int]) -> str:
    """Join parts into a JSON Pointer (RFC 6901)."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)


def value_at(data: object, pointer: str) -> object:
    """Return the value at `pointer`, or None when there is none."""
    return find(data, parts_of(pointer))


def with_fact(data: Mapping[str, object], pointer: str, value: object) -> dict[str, object]:
    """Return data in which `pointer` is declared as `value`; what is no section on the way there becomes one."""
    first, *rest = parts_of(pointer)
    return {**data, first: _with_value(data.get(first), rest, value)}


def _with_value(data: object, parts: Sequence[str], value: object) -> object:
    if not parts:
        return value
    first, *rest = parts
    if isinstance(data, list) and first.isdigit() and int(first) < len(data):
        return [_with_value(one, rest, value) if number == int(first) else one for number, one in enumerate(data)]
    section = data if isinstance(data, Mapping) else {}
    return {**section, first: _with_value(section.get(first), rest, value)}


def find(data: object, parts: Sequence[str]) -> object:
    """Return the value at these parts, or None when there is none."""
    for part in parts:
        if isinstance(data, dict):
            data = data.get(part)
        elif isinstance(data, list) and part.isdigit() and int(part) < len(data):
            data = data[int(part)]
        else:
            return None
    return data
