"""Two reports become their difference: which facts changed, and which findings got better or worse.

Outcomes have this order, from best to worst:

1. met
2. needs review, now or later: the facts are there, a person must judge
3. open, and not counting now: upcoming, or waived
4. open: a gap, or not declared

A gap and a fact that is not declared are equally bad, so that leaving out a fact that stands against the charter is no
progress, and declaring it is no step back. What does not apply stands outside of this order: a finding that begins or
ceases to apply is neither better nor worse, but for one that begins to apply and is open, which is worse.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import SequenceMatcher
from functools import partial

from charter_cli.assess.keywords import pointers_asked
from charter_cli.model.charter import Charter, Requirement
from charter_cli.model.comparison import AssessmentChange, DeclarationComparison, FactChange, FindingChange, Shift, Spot
from charter_cli.model.condition import facts_of
from charter_cli.model.declaration import Declaration, Place, find, parts_of, pointer_of
from charter_cli.model.digest import digest
from charter_cli.model.report import Assessment, Finding, Outcome, Report, Verdict

MET, REVIEW, AHEAD, OPEN = range(4)
_RANKS = {
    Outcome.MET: MET,
    Outcome.NEEDS_REVIEW: REVIEW,
    Outcome.UPCOMING: AHEAD,
    Outcome.WAIVED: AHEAD,
    Outcome.UNDECLARED: OPEN,
    Outcome.GAP: OPEN,
}
_VERDICTS = (Verdict.READY, Verdict.READY_WITH_CONDITIONS, Verdict.NOT_READY, Verdict.DO_NOT_USE)
"""From best to worst; out of scope stands outside of this order."""

_MOST_ALIGNED = 1_000_000
"""Pairs of list items to look at for what was moved in; beyond that, items are compared in their order."""

Aligned = tuple[int | None, int | None]


def compare_reports(before: Report, after: Report) -> DeclarationComparison:
    """Compare two versions of a declaration, judged by the same charters. Neither report has problems."""
    facts = tuple(compare_facts(before.declaration, after.declaration))
    concerning = partial(_concerning, _by_section(facts), (before.declaration, after.declaration))
    pairs = zip(before.assessments, after.assessments, strict=True)
    changes = (_compare(old, new, concerning) for old, new in pairs)
    return DeclarationComparison(before, after, tuple(changes), facts)


def compare_outcomes(before: Report, after: Report) -> DeclarationComparison:
    """Compare what two versions of one charter make of the same declaration; only other outcomes count."""
    (old,), (new,) = before.assessments, after.assessments
    change = _compare(old, new, lambda _: ())
    others = tuple(one for one in change.findings if _is_asked(one) and _outcome(one.before) is not _outcome(one.after))
    return DeclarationComparison(before, after, (change._replace(findings=others),), ())


Pointers = Iterable[str]
Concerning = Callable[[Pointers], tuple[FactChange, ...]]
"""Which of the changed facts stand at these pointers."""


def _is_asked(change: FindingChange) -> bool:
    """Tell whether at least one of the two charters asks anything."""
    return rank(change.before) is not None or rank(change.after) is not None


def _compare(before: Assessment, after: Assessment, concerning: Concerning) -> AssessmentChange:
    """Compare two assessments, requirement by requirement: one that has another short name is another one."""
    old, new = ({(f.requirement.id, f.requirement.slug): f for f in one.findings} for one in (before, after))
    changes = []
    for key in {**new, **old}:
        charter = after.charter if key in new else before.charter
        change = _finding(old.get(key), new.get(key), concerning, charter)
        if change:
            changes.append(change)
    return AssessmentChange(before, after, tuple(changes), _is_worse(before.verdict, after.verdict))


def _is_worse(before: Verdict, after: Verdict) -> bool:
    if before not in _VERDICTS or after not in _VERDICTS:
        # Whoever comes into the scope is told by each finding that is open then.
        return False
    return _VERDICTS.index(after) > _VERDICTS.index(before)


def rank(finding: Finding | None) -> int | None:
    """Return the place of a finding in the order of outcomes, 0 for the best, or None where nothing is asked."""
    if finding is None or finding.outcome is Outcome.NOT_APPLICABLE:
        return None
    if finding.upcoming and finding.upcoming.outcome is Outcome.NEEDS_REVIEW:
        return REVIEW
    return _RANKS[finding.outcome]


def shift(before: Finding | None, after: Finding | None) -> Shift:
    """Tell what became of a finding, in the order of outcomes at the head of this module."""
    old, new = rank(before), rank(after)
    if old is None or new is None:
        if old is new:
            return Shift.CHANGED
        if new is None:
            return Shift.GONE
        return Shift.WORSE if new == OPEN else Shift.NEW
    return Shift.CHANGED if old == new else Shift.WORSE if new > old else Shift.BETTER


def _outcome(finding: Finding | None) -> Outcome | None:
    return finding.outcome if finding else None


def _finding(
    before: Finding | None, after: Finding | None, concerning: Concerning, charter: Charter
) -> FindingChange | None:
    """Return what differs between two findings on one requirement, if anything does."""
    found = after or before
    if found is None:
        return None
    facts = concerning(_looked_at(found.requirement, before, after, charter))
    if _outcome(before) is _outcome(after):
        asked = _outcome(after) is not Outcome.NOT_APPLICABLE
        if not (asked and facts) and _grounds(before) == _grounds(after):
            return None
    return FindingChange(found.requirement, shift(before, after), before, after, facts)


def _grounds(finding: Finding | None) -> str:
    """Return a digest of what a finding rests on, without places and sentences."""
    if finding is None:
        return ""
    wait, decision = finding.upcoming, finding.decision
    off = finding.because if finding.outcome is Outcome.NOT_APPLICABLE else ()
    return digest(
        [
            [[one.pointer, one.keyword, one.declared] for one in (*off, *finding.gaps)],
            finding.missing,
            finding.facts,
            [wait.stage, wait.date, wait.outcome] if wait else None,
            [decision.body, decision.date, decision.answer] if decision else None,
            [[one.text, one.owner, one.due] for one in finding.conditions],
        ]
    )


def _looked_at(
    requirement: Requirement, before: Finding | None, after: Finding | None, charter: Charter
) -> Iterator[str]:
    """Yield the pointers of the facts that can have changed a finding."""
    conditions = [requirement.when, requirement.require]
    if (rank(before) is None) is not (rank(after) is None):
        conditions.append(charter.scope)
    if any(one and one.upcoming for one in (before, after)):
        conditions += [one.when for one in requirement.transition]
        yield "/project/stage"
    if requirement.judgement:
        yield from requirement.judgement_on
    for condition in conditions:
        for fact in facts_of(condition):
            yield fact.pointer
            yield from pointers_asked(fact.leaf)


Parts = tuple[str, ...]
Sections = Mapping[str, list[tuple[FactChange, Parts]]]
"""The changed facts with the parts of their pointers, by the section in which they stand."""


def _by_section(facts: tuple[FactChange, ...]) -> Sections:
    sections: dict[str, list[tuple[FactChange, Parts]]] = {}
    for fact in facts:
        for pointer in dict.fromkeys((fact.before.pointer, fact.after.pointer)):
            parts = tuple(parts_of(pointer))
            sections.setdefault(parts[0], []).append((fact, parts))
    return sections


def _concerning(
    sections: Sections, versions: tuple[Declaration, Declaration], pointers: Pointers
) -> tuple[FactChange, ...]:
    """Return the changed facts that stand at these pointers, below or above, or in a document that is cited there."""
    if not sections:
        return ()
    looked_at = {tuple(parts_of(pointer)): None for pointer in pointers}
    cited = [name for version in versions for parts in looked_at for name in _cited(version, parts)]
    found: dict[int, FactChange] = {}
    for asked in (*looked_at, *(("evidence", name) for name in dict.fromkeys(cited))):
        for fact, parts in sections.get(asked[0], ()):
            if _meets(parts, asked):
                found[id(fact)] = fact
    return tuple(found.values())


def _cited(declaration: Declaration, parts: tuple[str, ...]) -> Iterator[str]:
    """Yield the names of the documents that a fact cites."""
    register = declaration.fact("/evidence")
    value = find(declaration.facts, parts[: parts.index("*")] if "*" in parts else parts)
    for name in value if isinstance(value, list) else [value]:
        if isinstance(register, Mapping) and isinstance(name, str) and name in register:
            yield name


def _meets(parts: Parts, asked: Parts) -> bool:
    return all(part in ("*", here) for part, here in zip(asked, parts, strict=False))


# Facts.


def compare_facts(before: Declaration, after: Declaration) -> Iterator[FactChange]:
    """Yield the facts that differ, value by value, in the order of the new version."""
    for old_pointer, old, new_pointer, new in differences(before.facts, after.facts, "", ""):
        yield FactChange(
            Spot(old_pointer, old, _place(before, old_pointer)), Spot(new_pointer, new, _place(after, new_pointer))
        )


def _place(declaration: Declaration, pointer: str) -> Place:
    return declaration.document.place(pointer) if declaration.document else Place(1, 1)


Difference = tuple[str, object, str, object]


def differences(old: object, new: object, here: str, there: str) -> Iterator[Difference]:
    """Yield the values that differ with their pointers; where only one side has a section, each value of it."""
    if isinstance(old, Mapping | None) and isinstance(new, Mapping | None) and not (old is None and new is None):
        for key in {**(new or {}), **(old or {})}:
            part = pointer_of([key])
            yield from differences((old or {}).get(key), (new or {}).get(key), here + part, there + part)
    elif _holds_sections(old) or _holds_sections(new):
        yield from _items(old, new, here, there)
    elif digest(old) != digest(new):
        yield here, old, there, new


def _holds_sections(value: object) -> bool:
    return isinstance(value, list) and any(isinstance(item, dict | list) for item in value)


def _items(old: object, new: object, here: str, there: str) -> Iterator[Difference]:
    """Yield what differs between two lists of sections; an item that one of them lacks has the pointer `-` there."""
    if not isinstance(old, list | None) or not isinstance(new, list | None):
        yield here, old, there, new
        return
    for one, other in _aligned(old or [], new or []):
        left, here_now = (old[one], f"{here}/{one}") if old and one is not None else (None, f"{here}/-")
        right, there_now = (new[other], f"{there}/{other}") if new and other is not None else (None, f"{there}/-")
        yield from differences(left, right, here_now, there_now)


def _aligned(old: list[object], new: list[object]) -> list[Aligned]:
    """Return which items belong together: equal ones, and between those, the others in their order."""
    before, after = list(map(digest, old)), list(map(digest, new))
    if len(before) * len(after) > _MOST_ALIGNED:
        return _in_order(0, len(before), 0, len(after))
    pairs: list[Aligned] = []
    for kind, start, end, other_start, other_end in SequenceMatcher(None, before, after, False).get_opcodes():  # noqa: FBT003 (autojunk)
        if kind != "equal":
            pairs += _in_order(start, end, other_start, other_end)
    return pairs


def _in_order(start: int, end: int, other_start: int, other_end: int) -> list[Aligned]:
    return [
        (
            start + step if start + step < end else None,
            other_start + step if other_start + step < other_end else None,
        )
        for step in range(max(end - start, other_end - other_start))
    ]
