"""Cases: the tests of a charter, as data, and what became of them."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from charter_cli.model.charter import Stage
from charter_cli.model.declaration import Declaration, Place
from charter_cli.model.report import Outcome


class Case(NamedTuple):
    """One case: what is declared and judged, and what is expected.

    `as_of` is an ISO date; `decided` how a committee has decided on exactly these facts; `gaps`, `missing` and
    `because` are pointers in their order, and `because` is None where it is not stated.
    """

    requirement: str
    name: str
    declaration: Declaration
    as_of: str
    stage: Stage | None
    decided: str | None
    outcome: Outcome
    gaps: tuple[str, ...]
    missing: tuple[str, ...]
    because: tuple[str, ...] | None
    place: Place | None = None

    @property
    def id(self) -> str:
        """Return the name under which the case is known."""
        return f"{self.requirement}-{self.name}"


class Equivalent(NamedTuple):
    """A mutant that no case can catch, because it asks the same, and why that is so."""

    requirement: str
    mutant: str
    why: str


class CaseFile(NamedTuple):
    """The cases of one charter, the data of the declaration that they patch, and the mutants known as equivalent."""

    path: str
    charter: str
    as_of: str
    base: Mapping[str, Any]
    cases: tuple[Case, ...]
    equivalent: tuple[Equivalent, ...]


class Found(NamedTuple):
    """What became of a case: the same things that it states."""

    outcome: Outcome
    gaps: tuple[str, ...]
    missing: tuple[str, ...]
    because: tuple[str, ...]

    def is_as_stated(self, case: Case) -> bool:
        """Tell whether this is what a case expects."""
        stated = (case.outcome, case.gaps, case.missing)
        return stated == self[:3] and case.because in (None, self.because)


class Mutant(NamedTuple):
    """One small mistake put into a rule: in which part, of which kind, at which pointer, and what became what."""

    requirement: str
    part: str
    kind: str
    pointer: str
    before: str
    after: str

    @property
    def name(self) -> str:
        """Return the name under which a case file can call it equivalent."""
        change = f"{self.before} -> {self.after}" if self.after else self.before
        return " ".join(word for word in (self.part, self.kind, self.pointer, change) if word)


class Trial(NamedTuple):
    """What the tests of a charter come to."""

    charter: str
    cases: int
    failed: tuple[tuple[Case, Found], ...]
    untested: tuple[tuple[str, tuple[Outcome, ...]], ...]
    mutants: int
    survivors: tuple[Mutant, ...]
    equivalent: tuple[Mutant, ...]
    unused: tuple[Equivalent, ...]

    @property
    def holds(self) -> bool:
        """Tell whether every case holds, every outcome has one, and every mutant is caught or explained."""
        return not (self.failed or self.untested or self.survivors or self.unused)
