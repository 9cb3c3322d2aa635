"""What the rules of a charter come to without a case: conditions, days, waivers, examples that nobody can mean."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from charter_cli.assess.conditions import compile_condition
from charter_cli.assess.keywords import Context
from charter_cli.assess.proofs import Fields, core, never_false, never_true
from charter_cli.dialect.formats import as_date
from charter_cli.model.charter import Charter, Requirement
from charter_cli.model.condition import AllOf, AnyOf, Condition, Not, facts_of
from charter_cli.model.declaration import Sighting
from charter_cli.model.lint import Flaw, Part, Written


def flaws_of_rules(charter: Charter, scope: Part | None, ruled: Sequence[Written], fields: Fields) -> Iterator[Flaw]:
    """Yield what is wrong with the rules of a charter. Raises SchemaError for a condition outside of the dialect."""
    for part in (scope, *(part for one in ruled for part in (one.when, one.require, *one.transition))):
        if part:
            compile_condition(part.condition)
    # A scope without a place is that of a charter that this one takes over.
    if scope and scope.pointer:
        yield from _constant(scope, fields)
    for written in ruled:
        for part in (written.when, written.require, *written.transition):
            if part:
                yield from _constant(part, fields)
        yield from _together(scope, written, fields)
        yield from _days(written, charter)
        if written.requirement.waiver_max is not None and not written.requirement.waivable:
            yield Flaw("waiver-max-unused", f"{written.pointer}/waiver_max", {}, on_key=True)
        asked = _pointers(written.require.condition)
        if written.example is not None and all(map(fields, asked)) and not _met(written, charter):
            names = ", ".join(asked)
            yield Flaw("example-fails", f"{written.pointer}/example", {"names": names}, on_key=True)


def _constant(part: Part, fields: Fields) -> Iterator[Flaw]:
    """Yield what a condition can never be: itself, or a branch of it."""
    if never_true(part.condition, fields):
        yield _never_true(part, fields)
        return
    if never_false(part.condition, fields):
        yield Flaw("never-false", part.pointer, {"names": _names(part.condition)}, on_key=True)
    yield from _dead_branches(part, fields)


def _never_true(part: Part, fields: Fields) -> Flaw:
    """Say where a condition that is never true contradicts itself: at the smallest part that does."""
    while isinstance(part.condition, AllOf):
        alone = next((one for one in part.parts if never_true(one.condition, fields)), None)
        if alone is None:
            chosen = [part.parts[index] for index in core([one.condition for one in part.parts], fields)]
            names = ", ".join(dict.fromkeys(name for one in chosen for name in _pointers(one.condition)))
            return Flaw("never-true", chosen[-1].pointer, {"names": names}, on_key=True)
        part = alone
    return Flaw("never-true", part.pointer, {"names": _names(part.condition)}, on_key=True)


def _dead_branches(part: Part, fields: Fields) -> Iterator[Flaw]:
    """Yield the branches of an `any` that are never true while others are."""
    for one in part.parts:
        if isinstance(part.condition, AnyOf) and never_true(one.condition, fields):
            flaw = _never_true(one, fields)
            yield flaw._replace(code="never-true-branch")
        else:
            yield from _dead_branches(one, fields)


def _together(scope: Part | None, written: Written, fields: Fields) -> Iterator[Flaw]:
    """Yield what the scope, the condition and the requirement can never be together, where each alone can."""
    require = written.require
    applies = [part.condition for part in (scope, written.when) if part]
    alone = [*applies, require.condition]
    if not applies or any(never_true(one, fields) for one in alone):
        return
    if scope and written.when and never_true(AllOf(tuple(applies)), fields):
        yield Flaw("never-applies", written.when.pointer, {"names": _names(AllOf(tuple(applies)))}, on_key=True)
    elif never_true(AllOf(tuple(alone)), fields):
        chosen = [alone[index] for index in core(alone, fields)]
        yield Flaw("never-met", require.pointer, {"names": _names(AllOf(tuple(chosen)))}, on_key=True)
    elif not never_false(require.condition, fields):
        against = AllOf((*applies, Not(require.condition)))
        if never_true(against, fields):
            yield Flaw("always-met", require.pointer, {"names": _names(require.condition)}, on_key=True)


def _names(condition: Condition) -> str:
    return ", ".join(_pointers(condition))


def _pointers(condition: Condition) -> list[str]:
    return list(dict.fromkeys(fact.pointer for fact in facts_of(condition)))


def _days(written: Written, charter: Charter) -> Iterator[Flaw]:
    """Yield the days of a requirement that contradict each other. ISO dates sort as text."""
    requirement, pointer = written.requirement, written.pointer
    first, last = requirement.applies_from or charter.applies_from, requirement.applies_until
    if last is not None and last < first:
        yield Flaw("until-before-from", f"{pointer}/applies_until", {"until": last, "first": first})
    for index, one in enumerate(requirement.transition):
        if one.applies_from <= first:
            where = f"{pointer}/transition/{index}/applies_from"
            yield Flaw("transition-not-later", where, {"date": one.applies_from, "first": first})


def _met(written: Written, charter: Charter) -> bool:
    """Tell whether there is a day on which the example meets its requirement: the first, or one that stands in it."""
    facts: Mapping[str, object] = written.example or {}
    holds = compile_condition(written.requirement.require)
    sightings = _as_declared(facts)
    return any(holds(Context(facts, day, sightings)).truth for day in _days_in(facts, written.requirement, charter))


def _as_declared(facts: Mapping[str, object]) -> dict[str, Sighting]:
    """Take the files of an example as present and unchanged: nobody has them."""
    register = facts.get("evidence")
    entries = register.items() if isinstance(register, Mapping) else ()
    return {name: Sighting("present", entry.get("sha256")) for name, entry in entries if isinstance(entry, Mapping)}


def _days_in(facts: object, requirement: Requirement, charter: Charter) -> list[date]:
    found = [as_date(requirement.applies_from or charter.applies_from)]
    queue = [facts]
    while queue:
        value = queue.pop()
        if isinstance(value, Mapping):
            queue += value.values()
        elif isinstance(value, list):
            queue += value
        else:
            found.append(as_date(value))
    return sorted({day for day in found if day is not None})
