"""Which requirements apply to a project that declares little yet, and which fact would settle the most of them."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from charter_cli.assess.conditions import Evaluate, Result, conjunction
from charter_cli.assess.findings import Rule, Rules, ended
from charter_cli.assess.keywords import Context, pointers_asked
from charter_cli.model.charter import Charter
from charter_cli.model.condition import facts_of
from charter_cli.model.declaration import with_fact
from charter_cli.model.standing import Standing

Facts = Mapping[str, object]


class _Shared(NamedTuple):
    """A condition that requirements of a charter share: its scope and their own part, and the facts of both."""

    charter: Charter
    scope: Evaluate
    when: Evaluate
    pointers: frozenset[str]
    rules: tuple[Rule, ...]

    def result(self, context: Context) -> Result:
        """Return what the condition comes to."""
        return conjunction([self.scope(context), self.when(context)])


class Reach:
    """Charters, compiled once, and the day on which they are looked at."""

    def __init__(self, rules: Sequence[Rules], as_of: date) -> None:
        self.as_of = as_of
        self.shared = [one for charter in rules for one in _shared(charter)]
        self.order = [(one.charter.id, rule.requirement.id) for one in rules for rule in one.rules]

    def standings(self, facts: Facts) -> tuple[Standing, ...]:
        """Return the standing of each requirement, in the order of the charters."""
        context = Context(facts, self.as_of, {})
        found = {}
        for one in self.shared:
            result = one.result(context)
            for rule in one.rules:
                found[one.charter.id, rule.requirement.id] = self._standing(one.charter, rule, result)
        return tuple(found[name] for name in self.order)

    def most_settling(
        self, facts: Facts, answers: Callable[[str], Sequence[object]], without: Collection[str], least: float
    ) -> str | None:
        """Return the fact that settles the most requirements, on average over the `answers` that it can have.

        Facts that nothing waits for, those of `without` and those that settle fewer than `least` are passed over; None
        when no other is left. Of facts that settle as many, it is the one that the charters ask for first.
        """
        context = Context(facts, self.as_of, {})
        results = [(one, one.result(context)) for one in self.shared]
        still_open = [(one, result) for one, result in results if result.truth is None]
        waiting = dict.fromkeys(pointer for _, result in still_open for pointer in result.missing)
        undecided = [one for one, _ in still_open]
        gains = {
            pointer: self._gain(facts, pointer, answers(pointer), undecided)
            for pointer in waiting
            if pointer not in without
        }
        best = max(gains, key=lambda pointer: gains[pointer], default=None)
        return best if best is not None and gains[best] >= least else None

    def _standing(self, charter: Charter, rule: Rule, result: Result) -> Standing:
        over = ended(rule.requirement, self.as_of.isoformat())
        if over and result.truth is not False:
            return Standing(charter, rule.requirement, applies=False, because=over, missing=())
        because = result.failing if result.truth is False else result.holding
        missing = result.missing if result.truth is None else ()
        return Standing(charter, rule.requirement, result.truth, because, missing)

    def _gain(self, facts: Facts, pointer: str, answers: Sequence[object], undecided: Sequence[_Shared]) -> float:
        """Return how many requirements of those that are undecided an answer settles, on average."""
        concerned = [one for one in undecided if pointer in one.pointers]
        settled = 0
        for answer in answers:
            context = Context(with_fact(facts, pointer, answer), self.as_of, {})
            settled += sum(len(one.rules) for one in concerned if one.result(context).truth is not None)
        return settled / len(answers) if answers else 0


def _shared(rules: Rules) -> Iterator[_Shared]:
    for number, when in enumerate(rules.whens):
        sharing = tuple(rule for rule in rules.rules if rule.when == number)
        conditions = (rules.charter.scope, sharing[0].requirement.when)
        facts = [fact for condition in conditions for fact in facts_of(condition)]
        pointers = {fact.pointer for fact in facts} | {one for fact in facts for one in pointers_asked(fact.leaf)}
        yield _Shared(rules.charter, rules.scope, when, frozenset(pointers), sharing)
