"""What a committee decided: on which facts, whether that still covers a judgement, and what stands against it.

A decision covers a judgement only while the facts that it rests on are the same, and none makes anything met whose
facts are not good enough.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from charter_cli.model.charter import Charter, Requirement
from charter_cli.model.declaration import Decision, DecisionCondition, Declaration, pointer_of, value_at
from charter_cli.model.digest import digest
from charter_cli.model.report import Cause, Change, Stale, StaleReason

STRICTNESS = {"accepted": 0, "accepted-with-conditions": 1, "refused": 2}
"""The answers; of one day, the strictest counts."""

PROJECT = "/project/id"


class Grounds(NamedTuple):
    """The facts that a requirement's judgement rests on, in a declaration; `pointers` are all that it looks at."""

    charter: Charter
    requirement: Requirement
    pointers: tuple[str, ...]
    declaration: Declaration

    def digest(self) -> str:
        """Return the digest of all these facts, the documents cited included.

        A decision names it, and covers the judgement only as long as it stays the same.
        """
        facts = dict(self._values())
        for name, entry in self._documents().items():
            facts[f"/evidence/{name}"] = [entry, self._seen(name)]
        return digest([self.charter.id, self.requirement.id, self.declaration.fact(PROJECT), facts])

    def as_recorded(self) -> dict[str, object]:
        """Return these facts as a decision records them: declared values by pointer, files seen by their document."""
        facts = {PROJECT: self.declaration.fact(PROJECT)}
        facts |= {pointer.split("/*")[0]: value for pointer, value in self._values() if value is not None}
        for name, entry in self._documents().items():
            facts[pointer_of(["evidence", name])] = entry
            seen = self._seen(name)
            if seen:
                facts[name] = seen
        return facts

    def _values(self) -> Iterator[tuple[str, object]]:
        for pointer in self.requirement.judgement_on or self.pointers:
            yield pointer, value_at(self.declaration.facts, pointer.split("/*")[0])

    def _documents(self) -> Mapping[str, object]:
        """Return the entries of the documents that these facts cite."""
        found: dict[str, object] = {}
        for _, value in self._values():
            for name in value if isinstance(value, list) else [value]:
                if isinstance(name, str) and (entry := self.declaration.fact(pointer_of(["evidence", name]))):
                    found[name] = entry
        return found

    def _seen(self, name: str) -> str | None:
        seen = self.declaration.sightings.get(name)
        return seen.sha256 if seen else None


def decisions_on(grounds: Grounds) -> Sequence[Decision]:
    """Return the decisions on a requirement, covering or not."""
    named = (grounds.charter.id, grounds.requirement.id)
    return [one for one in grounds.declaration.decisions if (one.charter, one.requirement) == named]


def covering(decided: Sequence[Decision], grounds: Grounds, as_of: str) -> Decision | None:
    """Return the last decision that is valid on the day judged and rests on these facts; of one day, the strictest."""
    facts = grounds.digest()
    valid = [one for one in decided if one.facts == facts and one.date <= as_of and not _ended(one, as_of)]
    return max(valid, key=lambda one: (one.date, STRICTNESS[one.answer]), default=None)


def _ended(decision: Decision, as_of: str) -> bool:
    return decision.valid_until is not None and decision.valid_until < as_of


def open_conditions(decision: Decision, as_of: str) -> tuple[DecisionCondition, ...]:
    """Return the conditions of a decision that are not met on the day judged, first what is due first."""
    waiting = (one for one in decision.conditions if one.met is None or one.met > as_of)
    return tuple(sorted(waiting, key=lambda one: one.due))


def refutation(decision: Decision, conditions: Sequence[DecisionCondition], as_of: str) -> tuple[Cause, ...]:
    """Return what a decision that covers a judgement says against it: a refusal, or conditions that are overdue."""
    named = {"body": decision.body, "date": decision.date, "path": decision.path}
    if decision.answer == "refused":
        return (Cause("", "decision.refused", None, {**named, "line": decision.place.line}),)
    return tuple(
        Cause("", "decision.condition", None, {**named, "line": one.place.line, **_told(one)})
        for one in conditions
        if one.due < as_of
    )


def _told(condition: DecisionCondition) -> dict[str, str]:
    return {"text": condition.text, "owner": condition.owner, "due": condition.due}


def stale(decided: Sequence[Decision], grounds: Grounds, as_of: str) -> Stale | None:
    """Return the last decision, why it does not cover the judgement, and which facts changed.

    None for one that would cover it, where only other things stand against the requirement.
    """
    last = max(decided, key=lambda one: (one.date <= as_of, one.date))
    if last.date > as_of:
        return Stale(last, StaleReason.AHEAD)
    if last.facts != grounds.digest():
        return Stale(last, StaleReason.CHANGED, tuple(_changes(last.rests_on, grounds.as_recorded())))
    return Stale(last, StaleReason.ENDED) if _ended(last, as_of) else None


def _changes(before: Mapping[str, object], after: Mapping[str, object]) -> Iterator[Change]:
    """Yield what differs, value by value; nothing of a decision that does not record its facts."""
    from charter_cli.assess.comparison import differences  # noqa: PLC0415 (only what is stale pays for it)

    for name in {**before, **after} if before else ():
        old, new = before.get(name), after.get(name)
        if not name.startswith("/"):
            if old != new:
                yield Change(pointer_of(["evidence", name]), old, new, file=True)
            continue
        for here, one, there, other in differences(old, new, name, name):
            yield Change(here if other is None else there, one, other)
