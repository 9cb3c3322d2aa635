"""The register of evidence: what is seen of each document, how old it is, and which requirements it supports."""

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from charter_cli.model.report import Exit, Outcome, Report

if TYPE_CHECKING:
    from charter_cli.model.upcoming import Agenda


class State(StrEnum):
    """What is seen of a document.

    `declared` is one with only an address or a reference: nobody looked at it. `no-place` has not even that, and
    `no-entry` is cited without being in the register.
    """

    SEEN = "seen"
    DECLARED = "declared"
    CHANGED = "changed"
    MISSING = "missing"
    OUTSIDE = "outside"
    UNREADABLE = "unreadable"
    NO_DIGEST = "no-digest"
    NO_PLACE = "no-place"
    NO_ENTRY = "no-entry"


class Support(NamedTuple):
    """A requirement that a document is cited for, its outcome, and whether the document is fresh enough for it.

    `fresh` is None where a date is not declared. It is `not_seen` where the requirement holds, and would not without
    the documents that nobody looked at, of which this is one.
    """

    charter: str
    requirement: str
    outcome: Outcome
    fresh: bool | None
    not_seen: bool


class Evidence(NamedTuple):
    """One document. `age` and `days_left` are days, as of the day judged; `days_left` is below 0 for what expired.

    `fresh` tells whether it is dated and valid still, and fresh enough for all that it supports; `seen_sha256` is the
    digest of the file that is there.
    """

    id: str
    kind: str | None
    title: str | None
    file: str | None
    url: str | None
    reference: str | None
    date: str | None
    age: int | None
    expires: str | None
    days_left: int | None
    sha256: str | None
    seen_sha256: str | None
    state: State
    fresh: bool | None
    supports: tuple[Support, ...]

    @property
    def suspect(self) -> bool:
        """Tell whether what the document supports is suspect: it is not there, or not what was declared."""
        return self.state not in (State.SEEN, State.DECLARED)

    @property
    def in_order(self) -> bool:
        """Tell whether the document is seen, or declared, and known to be fresh."""
        return not self.suspect and self.fresh is True

    def unseen_for(self, charter: str) -> list[str]:
        """Return the requirements of a charter that hold only by documents that nobody looked at, as this one."""
        return [one.requirement for one in self.supports if one.not_seen and one.charter == charter]

    def data(self) -> dict[str, object]:
        """Return the document as plain data, with what it supports."""
        return {**self._asdict(), "suspect": self.suspect, "supports": [one._asdict() for one in self.supports]}


class Register(NamedTuple):
    """The documents of one declaration, and what ends or gets too old among them in the days ahead."""

    ahead: "Agenda"
    documents: tuple[Evidence, ...]

    @property
    def report(self) -> Report:
        """Return the report that says what the documents support."""
        return self.ahead.report

    @property
    def exit(self) -> Exit:
        """Return the exit code that this declaration alone asks for."""
        if self.report.declaration.problems:
            return Exit.UNREADABLE
        return Exit.OK if all(one.in_order for one in self.documents) else Exit.GATE
