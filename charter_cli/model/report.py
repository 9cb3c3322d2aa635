"""What an assessment finds: keys, places and values; sentences are made when it is rendered."""

from collections.abc import Callable, Mapping, Sequence
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING, NamedTuple

from charter_cli.model.charter import Charter, Level, Requirement, Stage
from charter_cli.model.declaration import Decision, DecisionCondition, Declaration, Place, Problem
from charter_cli.model.digest import digest
from charter_cli.model.waiver import Waiver

if TYPE_CHECKING:
    from charter_cli.model.evidence import Evidence


class Outcome(StrEnum):
    """What becomes of one requirement."""

    GAP = "gap"
    UNDECLARED = "undeclared"
    NEEDS_REVIEW = "needs-review"
    WAIVED = "waived"
    UPCOMING = "upcoming"
    MET = "met"
    NOT_APPLICABLE = "not-applicable"


OPEN = (Outcome.GAP, Outcome.UNDECLARED, Outcome.NEEDS_REVIEW)
"""The outcomes that ask somebody to do something."""

HOLDS = (Outcome.MET, Outcome.NEEDS_REVIEW)
"""The outcomes for which the facts are good enough, whatever people still have to judge."""


class Verdict(StrEnum):
    """What becomes of one declaration against one charter."""

    OUT_OF_SCOPE = "out-of-scope"
    READY = "ready"
    READY_WITH_CONDITIONS = "ready-with-conditions"
    NOT_READY = "not-ready"
    DO_NOT_USE = "do-not-use"


class Exit(IntEnum):
    """The exit codes, the same for every format and command."""

    OK = 0
    GATE = 1
    USAGE = 2
    UNREADABLE = 3
    INTERNAL = 70
    INTERRUPTED = 130


class FailOn(StrEnum):
    """The weakest level at which a gap fails the gate."""

    MUST = "must"
    SHOULD = "should"
    MAY = "may"
    NEVER = "never"


class Cause(NamedTuple):
    """One declared value and what a condition says of it.

    `keyword` is the keyword of the dialect, with a reason behind a dot where one keyword can fail in several ways;
    `params` are what a sentence about it needs.
    """

    pointer: str
    keyword: str
    declared: object
    params: Mapping[str, object]


class Wait(NamedTuple):
    """What lies ahead of an upcoming finding: the stage or the day from which it counts, and what it would be."""

    stage: Stage | None
    date: str | None
    outcome: Outcome


class Waived(NamedTuple):
    """The waiver of a finding, and the outcome that it has without it.

    Where several cover it together, `waiver` is the one that ends first.
    """

    waiver: Waiver
    outcome: Outcome
    others: tuple[Waiver, ...] = ()

    @property
    def waivers(self) -> tuple[Waiver, ...]:
        """Return all waivers, the one that ends first before the others."""
        return (self.waiver, *self.others)


class StaleReason(StrEnum):
    """Why a decision does not cover a judgement on the day judged."""

    CHANGED = "changed"
    ENDED = "ended"
    AHEAD = "ahead"


class Change(NamedTuple):
    """A fact that a decision rests on and that is another one now; of a document cited it can be the `file` itself.

    What is not declared, and a file that is not there, is None.
    """

    pointer: str
    before: object
    after: object
    file: bool = False


class Stale(NamedTuple):
    """A decision that covers a judgement no longer, or not yet, and what changed since, as far as that is recorded."""

    decision: Decision
    reason: StaleReason
    changes: tuple[Change, ...] = ()


class Finding(NamedTuple):
    """One requirement and its outcome.

    `because` holds the facts that made it apply, or that switched it off; `gaps` the facts that stand against it;
    `missing` the pointers that would have to be declared; `rests_on` makes the digest of the facts that a decision
    rests on, where only the judgement is open or decided; `stale` is the last decision where none covers those facts;
    `conditions` are those of the decision that are not met yet, first what is due first.
    What is `known` was there, and as bad, when the baseline was written; it does not fail the gate.
    """

    requirement: Requirement
    outcome: Outcome
    identity: str
    because: tuple[Cause, ...] = ()
    gaps: tuple[Cause, ...] = ()
    missing: tuple[str, ...] = ()
    rests_on: Callable[[], str] | None = None
    decision: Decision | None = None
    stale: Stale | None = None
    conditions: tuple[DecisionCondition, ...] = ()
    upcoming: Wait | None = None
    waived: Waived | None = None
    known: bool = False

    @property
    def facts(self) -> str:
        """Return the digest that a decision has to name, or nothing where no decision is called for."""
        return self.rests_on() if self.rests_on else ""

    @property
    def refuted_at(self) -> tuple[str, Place] | None:
        """Return the file and the place of the decision that stands against a requirement, where that is what does."""
        if self.decision is None or not self.gaps:
            return None
        return self.decision.path, self.conditions[0].place if self.conditions else self.decision.place

    @property
    def fingerprint(self) -> str:
        """Return the name of this finding across runs: made of its identity, never of a line, a value or a date."""
        return digest(self.identity).removeprefix("sha256:")[:32]


class Question(NamedTuple):
    """A fact that is not declared, and the requirements that wait for it."""

    pointer: str
    requirements: tuple[str, ...]


class Assessment(NamedTuple):
    """One declaration against one charter."""

    charter: Charter
    verdict: Verdict
    findings: tuple[Finding, ...]

    @property
    def questions(self) -> tuple[Question, ...]:
        """Return the facts that are not declared, first those for which the most requirements wait."""
        return _questions(self.findings)

    def of(self, *outcomes: Outcome) -> tuple[Finding, ...]:
        """Return the findings with one of these outcomes, the strongest level first, else in the charter's order."""
        chosen = (finding for finding in self.findings if finding.outcome in outcomes)
        return tuple(sorted(chosen, key=lambda finding: finding.requirement.level.rank))

    def counts(self) -> dict[Outcome, int]:
        """Return how many findings have each outcome."""
        return {outcome: sum(f.outcome is outcome for f in self.findings) for outcome in Outcome}


def _questions(findings: Sequence[Finding]) -> tuple[Question, ...]:
    """Return the facts that are not declared, first those for which the most requirements wait.

    Requirements count by level, three for a must, two for a should, one for a may; those that are not due yet only
    decide between equals, which else keep the charter's order. For what is waived nobody has to answer now.
    """
    waiting: dict[str, list[Finding]] = {}
    for finding in findings:
        for pointer in finding.missing if finding.outcome is not Outcome.WAIVED else ():
            waiting.setdefault(pointer, []).append(finding)
    ordered = sorted(waiting, key=lambda pointer: _weight(waiting[pointer]), reverse=True)
    return tuple(Question(pointer, tuple(f.requirement.id for f in waiting[pointer])) for pointer in ordered)


def _weight(waiting: Sequence[Finding]) -> tuple[int, int]:
    """Return how much waits for a fact: what is due, then what lies ahead."""
    weights = [(len(Level) - f.requirement.level.rank, f.outcome is Outcome.UPCOMING) for f in waiting]
    return sum(weight for weight, ahead in weights if not ahead), sum(weight for weight, ahead in weights if ahead)


class Bounds(NamedTuple):
    """How many requirements are met, how many could be at most without changing a declared fact, out of how many."""

    least: int
    most: int
    total: int


def bounds(findings: tuple[Finding, ...]) -> Bounds:
    """Return the bounds of these findings; what does not apply does not count."""
    counted = [finding for finding in findings if finding.outcome is not Outcome.NOT_APPLICABLE]
    met = sum(finding.outcome is Outcome.MET for finding in counted)
    closed = sum(bool(finding.gaps) for finding in counted)
    return Bounds(met, len(counted) - closed, len(counted))


class Gate(NamedTuple):
    """What makes a run fail; chosen outside of every declaration."""

    fail_on: FailOn = FailOn.MUST
    require_review: bool = False

    def stops(self, finding: Finding) -> bool:
        """Tell whether this finding fails the gate."""
        if finding.known:
            return False
        if finding.outcome is Outcome.NEEDS_REVIEW:
            return self.require_review
        if finding.outcome not in (Outcome.GAP, Outcome.UNDECLARED) or self.fail_on is FailOn.NEVER:
            return False
        return finding.requirement.level.rank <= Level(self.fail_on.value).rank


class Report(NamedTuple):
    """One declaration against all charters chosen, judged as of one day.

    `notices` are told beside the findings and fail nothing by themselves: waivers that do not hold, or not for long,
    and entries of the baseline that can go. It is `compared` where a baseline was given, whatever that knows.
    `registrar` makes the register of evidence, for those formats that show it.
    """

    declaration: Declaration
    as_of: str | None
    stage: Stage | None
    assessments: tuple[Assessment, ...]
    gate: Gate
    notices: tuple[Problem, ...] = ()
    compared: bool = False
    registrar: "Callable[[Report], tuple[Evidence, ...]] | None" = None

    @property
    def evidence(self) -> "tuple[Evidence, ...]":
        """Return the documents that support the declaration, with what was seen of each and what rests on it."""
        return self.registrar(self) if self.registrar else ()

    @property
    def verdict(self) -> Verdict:
        """Return the worst verdict of all charters; outside of one charter's scope is no verdict of another one's.

        Raises ValueError for a report without assessments.
        """
        return max((assessment.verdict for assessment in self.assessments), key=list(Verdict).index)

    @property
    def questions(self) -> tuple[Question, ...]:
        """Return the facts that are not declared, over all charters, first those for which the most waits."""
        return _questions([finding for assessment in self.assessments for finding in assessment.findings])

    @property
    def exit(self) -> Exit:
        """Return the exit code that this declaration alone asks for."""
        if self.declaration.problems:
            return Exit.UNREADABLE
        stopped = any(self.gate.stops(finding) for a in self.assessments for finding in a.findings)
        return Exit.GATE if stopped else Exit.OK
