"""A charter: principles, their requirements, and where each of them comes from."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import NamedTuple

from charter_cli.model.condition import Condition

Text = Mapping[str, str]
"""One text in several languages: language code → text."""


class Level(StrEnum):
    """How strongly the source words a requirement, strongest first."""

    MUST = "must"
    SHOULD = "should"
    MAY = "may"

    @property
    def rank(self) -> int:
        """Return 0 for the strongest level."""
        return _RANKS[self]


_RANKS = {level: rank for rank, level in enumerate(Level)}


class Basis(StrEnum):
    """What a requirement rests on."""

    CHARTER = "charter"
    LAW = "law"
    PRESS = "press"
    PRACTICE = "practice"


class Stage(StrEnum):
    """The stages in the life of a project, in their order."""

    IDEA = "idea"
    DESIGN = "design"
    PILOT = "pilot"
    OPERATION = "operation"
    RETIRED = "retired"

    def reaches(self, due: "Stage") -> bool:
        """Tell whether a project at this stage has come to `due`."""
        return _ORDER[self] >= _ORDER[due]


_ORDER = {stage: position for position, stage in enumerate(Stage)}


class Reference(NamedTuple):
    """A law, guideline or press text that requirements cite; `check` says how far its text was read."""

    id: str
    title: Text
    url: str
    kind: str
    check: str
    checked_on: str
    applies_from: str | None
    note: Text | None


class Citation(NamedTuple):
    """Where a requirement stands: the commitment in our count, page and clause of the source, and references.

    A requirement that rests on law has only references.
    """

    commitment: str | None
    page: str | None
    clause: str | None
    references: tuple[str, ...]


class Transition(NamedTuple):
    """A rule of transitional law: while `when` is known to hold, the requirement counts from `applies_from`."""

    when: Condition
    applies_from: str


class Requirement(NamedTuple):
    """One thing that a charter asks of a project.

    `judgement_on` names the pointers that a decision on the judgement rests on; without any, all that are looked at.
    `related` names requirements of other charters, as charter/ID, that ask the same of the same facts.
    """

    id: str
    slug: str
    principle: str
    level: Level
    basis: Basis
    themes: tuple[str, ...]
    cites: Citation
    due: Stage
    when: Condition
    require: Condition
    judgement: Text | None
    judgement_on: tuple[str, ...]
    title: Text
    because: Text
    remedy: Text
    example: str
    applies_from: str | None
    applies_until: str | None
    transition: tuple[Transition, ...]
    related: tuple[str, ...]
    waivable: bool
    waiver_max: str | None


class Principle(NamedTuple):
    """A heading of the charter, with its number in the source if it has one."""

    id: str
    number: int | None
    title: Text
    statement: Text
    requirements: tuple[Requirement, ...]


class Body(NamedTuple):
    """An organisation that the charter lists as bound, under the name listed and the names that we are sure of."""

    id: str
    group: str
    listed: str
    names: Text


class Source(NamedTuple):
    """The text that the charter was read from."""

    title: str
    language: str
    signed: str
    wording: str
    note: Text
    pages: int | None = None
    sha256: str | None = None


class Charter(NamedTuple):
    """One machine-readable rule set.

    `not_kept` is what the source itself says of a system in operation that does not keep it, if it says anything.
    """

    id: str
    version: str
    status: str
    title: Text
    official_languages: tuple[str, ...]
    issuer: Text
    applies_from: str
    source: Source
    binds: Text
    not_kept: Text | None
    scope: Condition
    principles: tuple[Principle, ...]
    bodies: tuple[Body, ...]
    references: Mapping[str, Reference]
    digest: str

    def requirements(self) -> Iterator[Requirement]:
        """Yield all requirements in the order of the charter."""
        for principle in self.principles:
            yield from principle.requirements
