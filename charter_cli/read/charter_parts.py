"""Walk over a charter as it is written: its requirements, conditions and texts, each with its pointer into the file.

Everything here bears with what has not the right form, so that one mistake hides no other.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from charter_cli.model.declaration import pointer_of
from charter_cli.model.lint import Part
from charter_cli.read.charters import parse_condition
from charter_cli.words import LANGUAGES

Raw = Mapping[str, Any]


class Leaf(NamedTuple):
    """What a condition asks of one fact: the pointer of the fact, what is asked, and where that stands."""

    fact: str
    asked: Raw
    pointer: str
    bare: bool

    def place(self, keyword: str) -> str:
        """Return where what a keyword asks stands; a plain value stands for `const`."""
        return self.pointer if self.bare else f"{self.pointer}{pointer_of([keyword])}"


def items(raw: object, key: str, pointer: str = "") -> Iterator[tuple[str, Raw]]:
    """Yield the mappings in the list behind a key, each with its pointer."""
    found = raw.get(key) if isinstance(raw, Mapping) else None
    for index, item in enumerate(found if isinstance(found, list) else ()):
        if isinstance(item, Mapping):
            yield f"{pointer}/{key}/{index}", item


def entries(raw: object, key: str, pointer: str = "") -> Iterator[tuple[str, str, Any]]:
    """Yield pointer, name and value of what stands in the mapping behind a key."""
    found = raw.get(key) if isinstance(raw, Mapping) else None
    for name, value in found.items() if isinstance(found, Mapping) else ():
        yield f"{pointer}/{key}{pointer_of([name])}", name, value


def texts_in(raw: object, key: str, pointer: str) -> Iterator[tuple[str, str]]:
    """Yield the texts in the list behind a key, each with its pointer."""
    found = raw.get(key) if isinstance(raw, Mapping) else None
    for index, item in enumerate(found if isinstance(found, list) else ()):
        if isinstance(item, str):
            yield f"{pointer}/{key}/{index}", item


def requirements(data: Raw) -> Iterator[tuple[str, Raw]]:
    """Yield every requirement with its pointer."""
    for pointer, principle in items(data, "principles"):
        yield from items(principle, "requirements", pointer)


def conditions(data: Raw) -> Iterator[tuple[str, object]]:
    """Yield every condition of a charter with its pointer."""
    if "scope" in data:
        yield "/scope", data["scope"]
    for pointer, requirement in requirements(data):
        for key in ("when", "require"):
            if key in requirement:
                yield f"{pointer}/{key}", requirement[key]
        for where, one in items(requirement, "transition", pointer):
            if "when" in one:
                yield f"{where}/when", one["when"]


def leaves(condition: object, pointer: str) -> Iterator[Leaf]:
    """Yield every leaf of a condition."""
    for key, value in condition.items() if isinstance(condition, Mapping) else ():
        here = f"{pointer}{pointer_of([key])}"
        if key in ("any", "all"):
            for index, part in enumerate(value if isinstance(value, list) else ()):
                yield from leaves(part, f"{here}/{index}")
        elif key == "not":
            yield from leaves(value, here)
        elif key.startswith("/"):
            bare = not isinstance(value, Mapping)
            yield Leaf(key, {"const": value} if bare else value, here, bare)


def part_of(raw: Raw, pointer: str) -> Part:
    """Return a condition that has the right form, with the places of its pieces."""
    parts = tuple(_piece(key, value, f"{pointer}{pointer_of([key])}") for key, value in raw.items())
    return parts[0] if len(parts) == 1 else Part(pointer, parse_condition(raw), parts)


def _piece(key: str, value: Any, pointer: str) -> Part:
    inner: tuple[Part, ...] = ()
    if key in ("any", "all"):
        inner = tuple(part_of(part, f"{pointer}/{index}") for index, part in enumerate(value))
    elif key == "not":
        inner = (part_of(value, pointer),)
    return Part(pointer, parse_condition({key: value}), inner)


def translations(value: object, pointer: str = "") -> Iterator[tuple[str, Raw]]:
    """Yield every mapping of languages to texts; the names of bodies are given only where they are known for sure."""
    if isinstance(value, Mapping):
        if any(language in value for language in LANGUAGES):
            yield pointer, value
            return
        for key, item in value.items():
            if not (pointer == "" and key == "bodies"):
                yield from translations(item, f"{pointer}{pointer_of([key])}")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from translations(item, f"{pointer}/{index}")
