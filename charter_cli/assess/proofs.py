"""Prove that a condition can never be true, or never be false, whatever a declaration says.

Every combination of what its leaves can come to is tried, one fact after the other, and given up as soon as the rest
cannot matter. What takes too many steps is not proven, and nothing is said of it.
"""

from collections.abc import Callable, Mapping, Sequence

from charter_cli.assess.worlds import World, worlds
from charter_cli.model.condition import AllOf, AnyOf, Condition, Fact, Not, facts_of
from charter_cli.model.field import Field

MOST_STEPS = 20_000

Fields = Callable[[str], Field | None]
"""Says what a declaration can have at a pointer; None where it can have nothing."""


def never_true(condition: Condition, fields: Fields) -> bool:
    """Tell whether it is proven that the condition is never true, whatever is declared."""
    return not _Search(condition, fields).reaches(wanted=True)


def never_false(condition: Condition, fields: Fields) -> bool:
    """Tell whether it is proven that the condition is never false, whatever is declared."""
    return not _Search(condition, fields).reaches(wanted=False)


def core(conditions: Sequence[Condition], fields: Fields) -> tuple[int, ...]:
    """Return the positions of conditions that together are never true, none of which can be left out for that."""
    kept = list(range(len(conditions)))
    for position in range(len(conditions)):
        rest = [index for index in kept if index != position]
        if rest and never_true(AllOf(tuple(conditions[index] for index in rest)), fields):
            kept = rest
    return tuple(kept)


class _Search:
    """Looks for a way in which the facts make a condition come to one truth."""

    def __init__(self, condition: Condition, fields: Fields) -> None:
        self.condition = condition
        leaves: dict[str, dict[str, Mapping[str, object]]] = {}
        self.slots: dict[int, tuple[str, int]] = {}
        for fact in facts_of(condition):
            # By what is written: as values, 1 and true would be the same.
            asked, written = leaves.setdefault(fact.pointer, {}), repr(fact.leaf)
            asked.setdefault(written, fact.leaf)
            self.slots[id(fact)] = (fact.pointer, list(asked).index(written))
        # Facts of which more is asked come first: contradictions lie there.
        self.order = sorted(leaves, key=lambda pointer: -len(leaves[pointer]))
        self.worlds: dict[str, Sequence[World]] = {
            pointer: sorted(worlds(fields(pointer), list(leaves[pointer].values()), every="/*" in pointer))
            for pointer in self.order
        }
        self.steps = 0

    def reaches(self, *, wanted: bool) -> bool:
        """Tell whether a way was found, or the search was given up."""
        return self._from(0, {}, wanted=wanted)

    def _from(self, position: int, known: dict[str, World], *, wanted: bool) -> bool:
        self.steps += 1
        truth = self._truth(self.condition, known)
        if truth is not None or self.steps > MOST_STEPS:
            return truth is None or truth is wanted
        pointer = self.order[position]
        return any(self._from(position + 1, {**known, pointer: world}, wanted=wanted) for world in self.worlds[pointer])

    def _truth(self, condition: Condition, known: Mapping[str, World]) -> bool | None:
        """Return what a condition comes to when these facts come to this, by Kleene's logic."""
        match condition:
            case Fact():
                pointer, slot = self.slots[id(condition)]
                return known[pointer][slot] if pointer in known else None
            case Not(part):
                truth = self._truth(part, known)
                return None if truth is None else not truth
            case AllOf(parts):
                told = {self._truth(part, known) for part in parts}
                return False if False in told else None if None in told else True
            case AnyOf(parts):
                told = {self._truth(part, known) for part in parts}
                return True if True in told else None if None in told else False
