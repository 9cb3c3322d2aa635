"""The questions that charters leave to people, for a declaration: which are open, and which one is meant by a name."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from charter_cli.assess.assessment import Assessor
from charter_cli.assess.decisions import Grounds
from charter_cli.assess.findings import grounds_of
from charter_cli.cli.problems import FileProblems, UsageProblem
from charter_cli.model.charter import Charter
from charter_cli.model.declaration import Declaration
from charter_cli.model.report import Assessment, Finding, Outcome, Report
from charter_cli.read.suggest import closest
from charter_cli.render import phrases
from charter_cli.words import Words


class Asked(NamedTuple):
    """A requirement of a charter, what is found on it, and the facts that an answer to its question would rest on."""

    assessment: Assessment
    finding: Finding
    grounds: Grounds

    @property
    def charter(self) -> Charter:
        """Return the charter of the requirement."""
        return self.assessment.charter

    @property
    def name(self) -> str:
        """Return the name of the requirement, whatever the other charters of a run."""
        return f"{self.charter.id}/{self.finding.requirement.id}"


class Questions:
    """All requirements of a run, judged for one declaration. Raises FileProblems for one that cannot be judged."""

    def __init__(self, assessor: Assessor, declaration: Declaration) -> None:
        self.report: Report = assessor.assess(declaration)
        if self.report.declaration.problems:
            raise FileProblems(*self.report.declaration.problems, kind="declaration")
        self.all = tuple(_asked(assessor, self.report))

    def open(self) -> tuple[Asked, ...]:
        """Return those that only wait for an answer."""
        return tuple(one for one in self.all if one.finding.outcome is Outcome.NEEDS_REVIEW)

    def named(self, name: str, words: Words) -> Asked:
        """Return the one of this name: an id or short name, with its charter before a slash where several have it.

        Raises UsageProblem for a name that is not clear, and for a question that cannot be answered yet.
        """
        home, _, wanted = name.rpartition("/")
        found = [one for one in self.all if _is_called(one, wanted) and home in ("", one.charter.id)]
        if not found:
            names = [one.name if home else one.finding.requirement.id for one in self.all]
            raise UsageProblem("unknown-requirement", name=name, suggestion=closest(name, names))
        if len(found) > 1:
            raise UsageProblem("two-requirements", name=name, options=tuple(one.name for one in found))
        _check_open(found[0], self.report.declaration.path, words)
        return found[0]


def _asked(assessor: Assessor, report: Report) -> Iterator[Asked]:
    for rules, assessment in zip(assessor.rules, report.assessments, strict=True):
        for rule, finding in zip(rules.rules, assessment.findings, strict=True):
            yield Asked(assessment, finding, grounds_of(rule, report.declaration, rules.charter))


def _is_called(asked: Asked, name: str) -> bool:
    requirement = asked.finding.requirement
    return name.lower() in (requirement.id.lower(), requirement.slug)


def _check_open(asked: Asked, path: str, words: Words) -> None:
    """Raise UsageProblem unless the facts are good enough, so that a person's judgement is all that is left."""
    finding, wait = asked.finding, asked.finding.upcoming
    if finding.requirement.judgement is None:
        raise UsageProblem("no-question", requirement=asked.name, path=path)
    if finding.rests_on is None:
        outcome = wait.outcome if wait else finding.outcome
        bare = finding._replace(outcome=outcome, upcoming=None)
        reason = phrases.reason(words, bare, asked.assessment)
        key = f"question-{outcome}"
        raise UsageProblem(key, requirement=asked.name, reason=reason, path=path)


def first_of(declarations: Sequence[Declaration]) -> Declaration:
    """Return the only declaration. Raises UsageProblem where there are several."""
    if len(declarations) > 1:
        raise UsageProblem("two-declarations", count=len(declarations))
    return declarations[0]
