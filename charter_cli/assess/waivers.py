"""Waivers: which findings they cover on the day judged, and what is to be said of those that do not hold, or not long.

A waiver never makes anything met. What it covers is `waived`, with all that lies under it; where it does not hold, the
finding stays as it is and a notice says why.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from charter_cli.dialect.formats import add_duration
from charter_cli.model.charter import Charter, Requirement
from charter_cli.model.declaration import Problem
from charter_cli.model.report import Finding, Outcome, Waived
from charter_cli.model.waiver import Waiver

COVERED = (Outcome.GAP, Outcome.UNDECLARED)
"""The outcomes that can be waived: what a person still has to judge, nobody waives."""

SOON = 30
"""Days before its end from which a waiver that holds is told."""


class Waivers:
    """The waivers of a run."""

    def __init__(self, waivers: Iterable[Waiver]) -> None:
        self.found: dict[tuple[str, object, str], list[Waiver]] = {}
        for one in waivers:
            self.found.setdefault((one.charter, one.project, one.requirement), []).append(one)

    def of(self, charter: Charter, project: object, requirement: str) -> Sequence[Waiver]:
        """Return those on one requirement of a project."""
        return self.found.get((charter.id, project, requirement), ())

    def waive(
        self, findings: Iterable[Finding], charter: Charter, project: object, as_of: str
    ) -> tuple[tuple[Finding, ...], tuple[Problem, ...]]:
        """Return the findings of one assessment, waived where they are covered, and what is to be said of waivers."""
        pairs = [waive(one, self.of(charter, project, one.requirement.id), as_of) for one in findings]
        return tuple(finding for finding, _ in pairs), tuple(notice for _, notices in pairs for notice in notices)


def waive(finding: Finding, waivers: Sequence[Waiver], as_of: str) -> tuple[Finding, tuple[Problem, ...]]:
    """Return one finding, waived if waivers that hold cover together all that stands against it, and the notices."""
    notices, holding = list[Problem](), list[Waiver]()
    for waiver in waivers:
        notice = _flaw(waiver, finding, as_of)
        if notice:
            notices.append(notice)
        elif finding.outcome in COVERED:
            holding.append(waiver)
    if not holding:
        return finding, tuple(notices)
    open_causes = _uncovered(finding, holding)
    if open_causes:
        notices += [_notice("waiver-partial", one, pointers=open_causes) for one in holding]
        return finding, tuple(notices)
    notices += _ending(finding, holding, as_of)
    first, *others = sorted(holding, key=lambda one: one.expires)
    waived = Waived(first, finding.outcome, tuple(others))
    return finding._replace(outcome=Outcome.WAIVED, waived=waived), tuple(notices)


def _flaw(waiver: Waiver, finding: Finding, as_of: str) -> Problem | None:  # noqa: PLR0911 (one for each reason)
    """Say why a waiver does not hold for a finding: first what is wrong with it on any day."""
    requirement, last = finding.requirement, _last_day(waiver, finding.requirement)
    if not requirement.waivable:
        return _notice("waiver-not-waivable", waiver)
    if _plain(waiver.owner) == _plain(waiver.approver):
        return _notice("waiver-self-approved", waiver, owner=waiver.owner)
    if last is not None and waiver.expires > last:
        params = {"expires": waiver.expires, "limit": requirement.waiver_max, "last": last}
        return _notice("waiver-too-long", waiver, **params)
    if finding.outcome not in (*COVERED, Outcome.UPCOMING):
        return _notice("waiver-orphan", waiver)
    if waiver.expires < as_of:
        return _notice("waiver-expired", waiver, expires=waiver.expires)
    if waiver.granted > as_of:
        return _notice("waiver-not-yet", waiver, granted=waiver.granted)
    if finding.outcome in COVERED and not any(covers(waiver, pointer) for pointer in _causes(finding)):
        return _notice("waiver-orphan", waiver)
    return None


def _ending(finding: Finding, holding: Sequence[Waiver], as_of: str) -> Iterator[Problem]:
    """Yield the waivers that end soon, but for those after which others still cover everything."""
    for waiver in holding:
        left, later = waiver.days_left(as_of), [one for one in holding if one.expires > waiver.expires]
        if left <= SOON and (not later or _uncovered(finding, later)):
            yield _notice("waiver-ends", waiver, expires=waiver.expires, days=left)


def _last_day(waiver: Waiver, requirement: Requirement) -> str | None:
    """Return the last day that the charter allows, if it sets one."""
    if requirement.waiver_max is None:
        return None
    last = add_duration(date.fromisoformat(waiver.granted), requirement.waiver_max)
    return last.isoformat() if last else None


def _plain(text: str) -> str:
    """Return a role without case, spaces and punctuation."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold()))


def _causes(finding: Finding) -> list[str]:
    """Return the pointers of all that stands against a finding or is missing."""
    return list(dict.fromkeys((*(one.pointer for one in finding.gaps), *finding.missing)))


def covers(waiver: Waiver, pointer: str) -> bool:
    """Tell whether a waiver reaches a pointer: at its own or below it, or anywhere if it has none."""
    return waiver.pointer is None or f"{pointer}/".startswith(f"{waiver.pointer}/")


def _uncovered(finding: Finding, waivers: Sequence[Waiver]) -> tuple[str, ...]:
    """Return what stands against a finding or is missing and lies outside of all these waivers."""
    return tuple(one for one in _causes(finding) if not any(covers(waiver, one) for waiver in waivers))


def _notice(code: str, waiver: Waiver, **params: object) -> Problem:
    named = {"requirement": waiver.requirement, "project": waiver.project}
    return Problem(code, waiver.path, waiver.place, waiver.entry, {**named, **params})
