"""Mutants: a rule with one small mistake in it, such as an author could make. Good cases tell each from the rule.

The idea is that of R. A. DeMillo, R. J. Lipton and F. G. Sayward, "Hints on Test Data Selection", Computer 11(4), 1978.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from charter_cli.dialect.formats import as_date
from charter_cli.model.case import Mutant
from charter_cli.model.charter import Requirement
from charter_cli.model.condition import ALWAYS, AllOf, AnyOf, Condition, Fact, Not, facts_of

Vocabulary = Callable[[str], Sequence[str]]
"""Returns the values that a fact, or the items of its list, can have, where they are closed."""

SMALLEST = 1
LONG_LIST = 12
"""Of longer lists of values only the ends are taken away: each of them would ask for a case of its own."""


class Change(NamedTuple):
    """A mistake: its kind, the pointer, and what became what."""

    kind: str
    pointer: str
    before: str = ""
    after: str = ""


DROP_ALL = Change("drop-all", "")


Mutated = Iterator[tuple[Mutant, Requirement]]


def mutants(requirement: Requirement, vocabulary: Vocabulary) -> Mutated:
    """Yield each mutant of a requirement: of its conditions, its judgement, its first and last day, its transition."""
    name = requirement.id
    for change, condition in of_condition(requirement.require, vocabulary):
        yield Mutant(name, "require", *change), requirement._replace(require=condition)
    if requirement.when != ALWAYS:
        yield Mutant(name, "when", *DROP_ALL), requirement._replace(when=ALWAYS)
        for change, condition in of_condition(requirement.when, vocabulary):
            yield Mutant(name, "when", *change), requirement._replace(when=condition)
    if requirement.judgement is not None:
        yield Mutant(name, "judgement", *DROP_ALL), requirement._replace(judgement=None)
    for change, day in _days(requirement.applies_from, ""):
        yield Mutant(name, "applies_from", *change), requirement._replace(applies_from=day)
    for change, day in _days(requirement.applies_until, ""):
        yield Mutant(name, "applies_until", *change), requirement._replace(applies_until=day)
    for index in range(len(requirement.transition)):
        yield from _of_transition(requirement, index, vocabulary)


def _of_transition(requirement: Requirement, index: int, vocabulary: Vocabulary) -> Mutated:
    """Yield each mutant of one rule of transitional law."""
    part, one = f"transition {index}", requirement.transition[index]
    before, after = requirement.transition[:index], requirement.transition[index + 1 :]
    yield Mutant(requirement.id, part, *DROP_ALL), requirement._replace(transition=before + after)
    changed = [(change, one._replace(applies_from=day)) for change, day in _days(one.applies_from, "")]
    changed += [(change, one._replace(when=when)) for change, when in of_condition(one.when, vocabulary)]
    for change, other in changed:
        yield Mutant(requirement.id, part, *change), requirement._replace(transition=(*before, other, *after))


def of_condition(condition: Condition, vocabulary: Vocabulary) -> Iterator[tuple[Change, Condition]]:
    """Yield each mutant of a condition: lines dropped or negated, any and all swapped, leaves changed."""
    match condition:
        case Fact(pointer, leaf):
            yield Change("negate", pointer), Not(condition)
            for change, mutated in _leaf(leaf, pointer, vocabulary):
                yield change, Fact(pointer, mutated)
        case Not(part):
            yield Change("drop-not", _where(part)), part
            for change, inner in of_condition(part, vocabulary):
                yield change, Not(inner)
        case AllOf(parts) | AnyOf(parts):
            kind = type(condition)
            for index, part in enumerate(parts):
                others = parts[:index] + parts[index + 1 :]
                if others:
                    yield Change("drop", _where(part)), kind(others)
                for change, inner in of_condition(part, vocabulary):
                    yield change, kind((*parts[:index], inner, *parts[index + 1 :]))
            if len(parts) > 1:
                swapped, names = (AnyOf, ("all", "any")) if kind is AllOf else (AllOf, ("any", "all"))
                yield Change("swap", _where(condition), *names), swapped(parts)


def _where(condition: Condition) -> str:
    """Name a condition by the facts that it looks at."""
    return " ".join(dict.fromkeys(fact.pointer for fact in facts_of(condition)))


Leaves = Iterator[tuple[Change, dict[str, Any]]]
Values = Iterator[tuple[Change, Any]]


def _leaf(leaf: Mapping[str, Any], pointer: str, vocabulary: Vocabulary) -> Leaves:
    """Yield each mutant of a leaf: a keyword dropped, or its value changed a little."""
    for keyword, asked in leaf.items():
        rest = {key: value for key, value in leaf.items() if key != keyword}
        if rest:
            yield Change("drop", pointer, keyword), rest
        for change, value in _value(keyword, asked, pointer, vocabulary):
            yield change, {**leaf, keyword: value}
        other = {"notAfter": "before", "before": "notAfter"}.get(keyword)
        if other and other not in leaf:
            yield Change("edge", pointer, keyword, other), {**rest, other: asked}


def _value(keyword: str, asked: Any, pointer: str, vocabulary: Vocabulary) -> Values:
    """Yield what a keyword's value could have been by mistake."""
    if keyword in ("contains", "items", "not") and isinstance(asked, dict):
        yield from _leaf(asked, pointer, vocabulary)
    elif keyword in ("enum", "includes", "allOf", "anyOf", "oneOf"):
        yield from _list(asked, pointer)
        others = [value for value in vocabulary(pointer) if value not in asked]
        if keyword == "enum" and others:
            yield Change("widen", pointer, keyword), [*asked, *others]
    elif keyword == "const" and isinstance(asked, str):
        yield from _constant(asked, pointer, vocabulary)
    elif keyword == "evidence":
        yield from _evidence(asked, pointer, vocabulary)
    elif keyword == "maxAge":
        yield from _durations(str(asked), pointer)
    elif keyword in ("notAfter", "before"):
        yield from _limits(asked, pointer)
    elif isinstance(asked, int | float) and not isinstance(asked, bool):
        yield from _numbers(keyword, asked, pointer)


def _constant(asked: str, pointer: str, vocabulary: Vocabulary) -> Values:
    """Yield another value of the vocabulary, or another day."""
    others = [value for value in vocabulary(pointer) if value != asked]
    if others:
        yield Change("value", pointer, asked, others[0]), others[0]
    else:
        yield from _days(asked, pointer)


def _evidence(asked: Any, pointer: str, vocabulary: Vocabulary) -> Values:
    """Yield fewer kinds of documents, all kinds, and other ages."""
    kinds, age = (asked["kinds"], asked.get("maxAge")) if isinstance(asked, dict) else (asked, None)
    kept = {"maxAge": age} if age else {}
    for change, fewer in _list(kinds, pointer):
        yield change, {"kinds": fewer, **kept}
    others = [kind for kind in vocabulary("/evidence/*/kind") if kind not in kinds]
    if others:
        yield Change("widen", pointer, "evidence"), {"kinds": [*kinds, *others], **kept}
    if age:
        yield Change("drop", pointer, "maxAge"), kinds
        for change, other in _durations(age, pointer):
            yield change, {"kinds": kinds, "maxAge": other}


def _limits(asked: Any, pointer: str) -> Values:
    """Yield fewer limits, and limits a day earlier or later."""
    limits = asked if isinstance(asked, list) else [asked]
    yield from _list(limits, pointer)
    for limit in limits:
        for change, day in _days(limit, pointer):
            yield change, [day if one == limit else one for one in limits]


def _list(asked: Sequence[Any], pointer: str) -> Iterator[tuple[Change, list[Any]]]:
    """Yield a list without each of its items; of a long one, without its first and without its last."""
    if len(asked) > SMALLEST:
        indices = range(len(asked)) if len(asked) <= LONG_LIST else (0, len(asked) - 1)
        for index in indices:
            yield Change("narrow", pointer, str(asked[index])), [*asked[:index], *asked[index + 1 :]]


def _numbers(keyword: str, asked: float, pointer: str) -> Iterator[tuple[Change, float]]:
    """Yield a threshold one higher and one lower.

    A list or text of nothing is never declared, so 0 asks what 1 does; and text that is long enough to be declared is
    prose, whose length decides nothing.
    """
    smallest = asked <= SMALLEST
    if keyword == "minLength" and smallest:
        return
    yield Change("shift", pointer, f"{keyword} {asked}", str(asked + 1)), asked + 1
    if not (keyword == "minItems" and smallest) and (asked > 0 or "max" not in keyword):
        yield Change("shift", pointer, f"{keyword} {asked}", str(asked - 1)), asked - 1


def _days(day: str | None, pointer: str) -> Iterator[tuple[Change, str]]:
    """Yield a date a day later and a day earlier."""
    known = as_date(day)
    if day is None or known is None or known in (date.min, date.max):
        return
    for step in (1, -1):
        shifted = (known + timedelta(days=step)).isoformat()
        yield Change("shift", pointer, day, shifted), shifted


_SHORTER = {"Y": ("M", 12), "M": ("D", 28), "W": ("D", 7), "D": ("D", 1)}


def _durations(duration: str, pointer: str) -> Iterator[tuple[Change, str]]:
    """Yield a duration a day longer, and one that is shorter, for durations of one unit such as P1Y."""
    unit, count = duration[-1:], duration[1:-1]
    if unit not in _SHORTER or not count.isdigit():
        return
    smaller, per = _SHORTER[unit]
    shorter, less = int(count) * per - 1, f"P{int(count) * per - 1}{smaller}"
    longer = f"P{int(count) * 7 + 1}D" if unit == "W" else f"P{int(count) + 1}D" if unit == "D" else f"{duration}1D"
    yield Change("shift", pointer, duration, longer), longer
    if shorter > 0:
        yield Change("shift", pointer, duration, less), less
