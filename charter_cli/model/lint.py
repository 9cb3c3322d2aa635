"""What can be said of a charter as it is written, before any case is judged."""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from charter_cli.model.charter import Requirement
from charter_cli.model.condition import Condition
from charter_cli.model.declaration import Document, Problem


class Severity(StrEnum):
    """How much a flaw weighs: an error makes a charter unfit, a warning asks its author to look again."""

    ERROR = "error"
    WARNING = "warning"


WARNINGS = frozenset(
    {
        "always-met",
        "example-half-filled",
        "id-elsewhere",
        "never-false",
        "never-true-branch",
        "own-over-catalogue",
        "same-text",
        "unused-date",
        "unused-reference",
    }
)
"""The codes of what may be meant so."""


class Flaw(NamedTuple):
    """Something to mend: the key of its sentence, the pointer into the charter's file, and its parameters."""

    code: str
    pointer: str
    params: Mapping[str, object]
    on_key: bool = False


class Part(NamedTuple):
    """A condition or a piece of one, where in the file it stands, and its own pieces."""

    pointer: str
    condition: Condition
    parts: "tuple[Part, ...]" = ()


class Written(NamedTuple):
    """A requirement with the places of its conditions, and the facts of its example where that could be read."""

    pointer: str
    requirement: Requirement
    when: Part | None
    require: Part
    transition: tuple[Part, ...]
    example: Mapping[str, object] | None


class Linted(NamedTuple):
    """One charter and all that is to be said of it; what cannot be read as a charter has problems only."""

    path: str
    charter: str
    document: Document | None
    problems: tuple[Problem, ...]
    readable: bool = True

    def of(self, severity: Severity) -> tuple[Problem, ...]:
        """Return the problems of one severity."""
        return tuple(problem for problem in self.problems if severity_of(problem) is severity)


def severity_of(problem: Problem) -> Severity:
    """Return how much a problem weighs."""
    return Severity.WARNING if problem.code in WARNINGS else Severity.ERROR


def located(flaw: Flaw, document: Document) -> Problem:
    """Return a flaw with its place in the file."""
    place = document.key_place(flaw.pointer) if flaw.on_key else document.place(flaw.pointer)
    return Problem(flaw.code, document.path, place, flaw.pointer, flaw.params)
