"""What lies ahead of a project: the days on which something starts to count, or stops to be good enough."""

from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from charter_cli.model.charter import Charter, Requirement, Stage
from charter_cli.model.declaration import Decision, DecisionCondition
from charter_cli.model.digest import digest
from charter_cli.model.report import Exit, Outcome, Report
from charter_cli.model.waiver import Waiver


class Kind(StrEnum):
    """What happens on a day, in the order in which the events of one day are told.

    `launch` is the declared first day of use, `expires` the end of a document, `ages` that of any other date that a
    requirement wants to be recent.
    """

    STARTS = "starts"
    STOPS = "stops"
    LAUNCH = "launch"
    EXPIRES = "expires"
    AGES = "ages"
    DECISION = "decision"
    CONDITION = "condition"
    WAIVER = "waiver"

    @property
    def rank(self) -> int:
        """Return 0 for what is told first."""
        return _RANKS[self]


_RANKS = {kind: rank for rank, kind in enumerate(Kind)}


class Concerned(NamedTuple):
    """A requirement that an event concerns: what it is on the day judged, and what on that day if nothing changes.

    Both say what it would be where it does not count yet; `stage` is the stage from which it counts, if that still
    lies ahead on the day judged.
    """

    charter: Charter
    requirement: Requirement
    now: Outcome
    then: Outcome
    stage: Stage | None


class Owner(NamedTuple):
    """Who has to see to something: the name declared, and where it is declared; of a waiver nowhere."""

    name: str
    pointer: str


class Event(NamedTuple):
    """Something that happens to a project on a day, the first on which it is so.

    `subject` names what it happens to across runs: a pointer, or a charter with a requirement; `pointer` is the fact
    that it rests on, if it rests on one.
    """

    kind: Kind
    day: date
    subject: str
    pointer: str
    concerned: tuple[Concerned, ...]
    owner: Owner | None
    decision: Decision | None = None
    condition: DecisionCondition | None = None
    waivers: tuple[Waiver, ...] = ()

    @property
    def last_day(self) -> date | None:
        """Return the last day on which all is as before, for what ends."""
        return None if self.kind in (Kind.STARTS, Kind.LAUNCH) else self.day - timedelta(days=1)

    def uid(self, project: object) -> str:
        """Return the name of this event across runs: made of the project, kind, subject and day, never of the clock."""
        return digest([project, self.kind, self.subject, self.day.isoformat()]).removeprefix("sha256:")[:32]


class Agenda(NamedTuple):
    """All that lies ahead of one project, up to a day or as far as is known, first what comes first.

    `undated` are the requirements that count from a later stage for which no day is known.
    """

    report: Report
    until: date | None
    events: tuple[Event, ...]
    undated: tuple[Concerned, ...]

    @property
    def exit(self) -> Exit:
        """Return the exit code that this declaration alone asks for; looking ahead judges nothing."""
        return Exit.UNREADABLE if self.report.declaration.problems else Exit.OK
