"""What is told once: a gap that requirements of several charters share is told with the first and names the others."""

from collections.abc import Mapping
from itertools import product
from typing import NamedTuple

from charter_cli.model.charter import Level
from charter_cli.model.condition import facts_of
from charter_cli.model.report import Assessment, Finding, Outcome, Report

Name = tuple[str, str]
"""A charter's id and a requirement's id."""


class Once(NamedTuple):
    """Which findings are told with another one, which others each of those tells, and which only wait.

    Those that only wait are undeclared and ask for nothing that an earlier charter does not ask for already, or they
    are advice, which is told when there is something to advise on.
    """

    told_with: Mapping[Name, Name]
    others: Mapping[Name, tuple[tuple[Assessment, Finding], ...]]
    waiting: frozenset[Name] = frozenset()

    def tells(self, assessment: Assessment, finding: Finding) -> bool:
        """Tell whether a finding is told in its own place."""
        name = (assessment.charter.id, finding.requirement.id)
        return name not in self.told_with and name not in self.waiting


def once(report: Report) -> Once:
    """Find the open findings that say nothing more than a related one of another charter does.

    They come later, have the same outcome, rest on no other facts, and their level is not stronger. What is new is not
    told with what the baseline knows.
    """
    open_findings = {
        (assessment.charter.id, finding.requirement.id): (assessment, finding)
        for assessment in report.assessments
        for finding in assessment.findings
        if finding.outcome in (Outcome.GAP, Outcome.UNDECLARED) and not finding.refuted_at
    }
    told_with: dict[Name, Name] = {}
    others: dict[Name, list[tuple[Assessment, Finding]]] = {}
    for kept, told in _pairs(report, open_findings):
        if kept in told_with or told in told_with or told in others:
            continue
        if _says_no_more(open_findings[told], open_findings[kept]):
            told_with[told] = kept
            others.setdefault(kept, []).append(open_findings[told])
    waiting = _waiting(report, told_with)
    return Once(told_with, {name: tuple(found) for name, found in others.items()}, waiting)


def _waiting(report: Report, told_with: Mapping[Name, Name]) -> frozenset[Name]:
    """Return the undeclared findings that ask for nothing new, and the advice that has nothing to go by yet.

    What the baseline knows comes last: nothing that is new waits for it.
    """
    waiting: set[Name] = set()
    asked: set[str] = set()
    for known, assessment in product((False, True), report.assessments):
        asked_here: set[str] = set()
        for finding in assessment.of(Outcome.UNDECLARED):
            if finding.known is not known:
                continue
            name = (assessment.charter.id, finding.requirement.id)
            missing = _facts(assessment, finding)
            advice = finding.requirement.level is Level.MAY and len(report.assessments) > 1
            if name not in told_with and (advice or (missing and missing <= asked)):
                waiting.add(name)
            elif name not in told_with:
                asked_here |= missing
        asked |= asked_here
    return frozenset(waiting)


def _pairs(report: Report, names: Mapping[Name, object]) -> list[tuple[Name, Name]]:
    """Return the related pairs among these names, each in the order of the report and once."""
    order = {name: position for position, name in enumerate(names)}
    pairs: dict[tuple[Name, Name], None] = {}
    for assessment in report.assessments:
        for finding in assessment.findings:
            here = (assessment.charter.id, finding.requirement.id)
            for related in finding.requirement.related:
                charter, _, requirement = related.partition("/")
                there = (charter, requirement)
                if here in order and there in order:
                    pair = (here, there) if order[here] < order[there] else (there, here)
                    pairs[pair] = None
    return sorted(pairs, key=lambda pair: (order[pair[0]], order[pair[1]]))


def _says_no_more(told: tuple[Assessment, Finding], kept: tuple[Assessment, Finding]) -> bool:
    if told[1].outcome is not kept[1].outcome or told[1].requirement.level.rank < kept[1].requirement.level.rank:
        return False
    return told[1].known is kept[1].known and _facts(*told) <= _facts(*kept)


def _facts(assessment: Assessment, finding: Finding) -> set[str]:
    """Return the pointers that stand against a finding or are missing, without what the charter's scope asks for."""
    if finding.outcome is Outcome.GAP:
        return {one.pointer for one in finding.gaps}
    asked_by_scope = {fact.pointer for fact in facts_of(assessment.charter.scope)}
    return set(finding.missing) - asked_by_scope
