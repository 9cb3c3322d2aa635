"""Compare a report with a baseline: what was known and is no worse does not fail; what is worse or settled is told.

A baseline never covers a requirement that cannot be waived.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from charter_cli.model.baseline import HELD, Baseline, Entry
from charter_cli.model.charter import Charter
from charter_cli.model.declaration import Problem
from charter_cli.model.report import Assessment, Finding, Outcome, Report

Worse = tuple[str, Mapping[str, object]]
"""In which way a finding is worse than its entry, and the parameters of the sentence about it."""

_ITEM = re.compile(r"/[0-9]+(?=/|$)")


class Recorded(NamedTuple):
    """What a baseline says of a report, and the requirements whose open findings it cannot hold."""

    entries: tuple[Entry, ...]
    left_out: tuple[str, ...]


def record(report: Report) -> Recorded:
    """Return the entries of a report's open findings."""
    held = [(a.charter, f) for a in report.assessments for f in a.findings if f.outcome in HELD]
    project = str(report.declaration.fact("/project/id"))
    return Recorded(
        tuple(entry_of(finding, charter, project) for charter, finding in held if finding.requirement.waivable),
        tuple(finding.requirement.id for _, finding in held if not finding.requirement.waivable),
    )


def entry_of(finding: Finding, charter: Charter, project: str) -> Entry:
    """Return the entry of one finding: keys and pointers, no line, value or sentence."""
    return Entry(
        fingerprint=finding.fingerprint,
        project=project,
        charter=charter.id,
        requirement=finding.requirement.id,
        outcome=finding.outcome,
        level=finding.requirement.level,
        gaps=tuple(sorted({one.pointer for one in finding.gaps})),
        missing=tuple(sorted(set(finding.missing))),
    )


def compare(report: Report, baseline: Baseline) -> Report:
    """Return the report with what is known marked, and with notices of what got worse and of entries that can go."""
    project = str(report.declaration.fact("/project/id"))
    entries = baseline.projects.get(project, ())
    if not entries:
        return report._replace(compared=True)
    assessments, notices = [], list(report.notices)
    for assessment in report.assessments:
        own = [entry for entry in entries if entry.charter == assessment.charter.id]
        compared, told = _compare(assessment, own, baseline.path, project)
        assessments.append(compared)
        notices += told
    judged, still_open = {assessment.charter.id for assessment in report.assessments}, _still_open(report)
    ours = [entry for entry in entries if entry.charter in judged]
    settled = [entry for entry in ours if (entry.charter, entry.requirement) not in still_open]
    if settled:
        params = {"project": project, "requirements": [entry.requirement for entry in settled]}
        notices.append(Problem("baseline-fixed", baseline.path, settled[0].place, "", params))
    return report._replace(assessments=tuple(assessments), notices=tuple(notices), compared=True)


def _compare(assessment: Assessment, entries: list[Entry], path: str, project: str) -> tuple[Assessment, list[Problem]]:
    """Mark what is known in one assessment, and say of each other finding with an entry why it fails all the same."""
    by_fingerprint = {entry.fingerprint: entry for entry in entries}
    by_requirement = {entry.requirement: entry for entry in entries}
    findings, notices = list[Finding](), list[Problem]()
    for finding in assessment.findings:
        before = None
        if finding.outcome in HELD:
            before = by_fingerprint.get(finding.fingerprint) or by_requirement.get(finding.requirement.id)
        if before is None:
            findings.append(finding)
            continue
        after = entry_of(finding, assessment.charter, project)
        worse = worsening(before, after) if finding.requirement.waivable else ("not-waivable", {})
        findings.append(finding if worse else finding._replace(known=True))
        if worse:
            code, params = worse
            named = {"requirement": finding.requirement.id, "project": project, **params}
            notices.append(Problem(f"baseline-{code}", path, before.place, "", named))
    return assessment._replace(findings=tuple(findings)), notices


def _still_open(report: Report) -> set[tuple[str, str]]:
    """Return charter and requirement of all that is open, be it only from a day or stage that lies ahead."""
    return {
        (assessment.charter.id, finding.requirement.id)
        for assessment in report.assessments
        for finding in assessment.findings
        if (finding.upcoming.outcome if finding.upcoming else finding.outcome) in HELD
    }


def worsening(before: Entry, after: Entry) -> Worse | None:
    """Return in which way an open finding is worse than the entry of its requirement, or None where it is not."""
    if after.fingerprint != before.fingerprint:
        return "worse-requirement", {}
    if after.level.rank < before.level.rank:
        return "worse-level", {"before": before.level.value, "after": after.level.value}
    if before.outcome is Outcome.UNDECLARED and after.outcome is Outcome.GAP:
        return "worse-outcome", {}
    facts = further(before, after)
    return ("worse-facts", {"facts": facts}) if facts else None


def further(before: Entry, after: Entry) -> list[str]:
    """Return the pointers that stand against the later entry, or are missing, beyond those of the earlier one.

    Items of a list count together, wherever they stand in it. Where a fact that was missing or wrong is settled, others
    may be missing instead: an answer often brings the next question.
    """
    failing = _counted(after.gaps) - _counted(before.gaps)
    then, now = _counted(before.gaps + before.missing), _counted(after.gaps + after.missing)
    missing = Counter[str]() if then - now else now - then
    return sorted(failing | missing)


def _counted(pointers: Iterable[str]) -> Counter[str]:
    return Counter(_ITEM.sub("/*", pointer) for pointer in pointers)
