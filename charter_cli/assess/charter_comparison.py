"""Two charters become their difference: which requirements came, went, moved, weigh more or less, or ask otherwise."""

from collections.abc import Callable, Iterator
from typing import Any

from charter_cli.model.charter import Charter, Principle, Requirement
from charter_cli.model.comparison import (
    CharterComparison,
    DeclarationComparison,
    FieldChange,
    Kind,
    PrincipleChange,
    RequirementChange,
    plain,
)
from charter_cli.model.declaration import Declaration
from charter_cli.model.digest import digest

_OF_CHARTER = frozenset({"id", "principles", "references", "digest"})
"""Fields of a charter that are compared elsewhere, or follow from others."""


def compare_charters(
    before: Charter, after: Charter, outcomes: tuple[DeclarationComparison, ...] = ()
) -> CharterComparison:
    """Compare two charters; `outcomes` holds what both make of some declarations."""
    old, new = ({one.id: one for one in charter.requirements()} for charter in (before, after))
    requirements = (_requirement(one, old.get(name), new.get(name)) for name, one in {**old, **new}.items())
    return CharterComparison(
        before,
        after,
        tuple(_fields(before, after, lambda name: name not in _OF_CHARTER)),
        tuple(_principles(before, after)),
        tuple(one for one in requirements if one.kinds),
        outcomes,
    )


def decisions_for(declaration: Declaration, charter: Charter, other: Charter) -> Declaration:
    """Return the declaration without the decisions on questions that only the other version of the charter asks."""
    own, others = ({(one.id, r.id) for r in one.requirements() if r.judgement} for one in (charter, other))
    kept = (one for one in declaration.decisions if (one.charter, one.requirement) not in others - own)
    return declaration._replace(decisions=tuple(kept))


def _requirement(requirement: Requirement, before: Requirement | None, after: Requirement | None) -> RequirementChange:
    """Return in which ways a requirement differs; without any kind, it does not."""
    if before is None or after is None:
        return RequirementChange(requirement, before, after, (Kind.ADDED if before is None else Kind.DROPPED,), ())
    fields = tuple(_fields(before, after, lambda name: name != "id"))
    if before.slug != after.slug:
        return RequirementChange(requirement, before, after, (Kind.REUSED,), fields)
    return RequirementChange(requirement, before, after, tuple(_kinds(before, after, fields)), fields)


def _kinds(before: Requirement, after: Requirement, fields: tuple[FieldChange, ...]) -> Iterator[Kind]:
    if before.level is not after.level:
        yield Kind.LOWERED if after.level.rank > before.level.rank else Kind.RAISED
    if before.principle != after.principle:
        yield Kind.MOVED
    if any(field.decides for field in fields):
        yield Kind.CONDITIONS
    elif before.level is after.level and before.principle == after.principle and fields:
        yield Kind.TEXTS


def _principles(before: Charter, after: Charter) -> Iterator[PrincipleChange]:
    old, new = ({one.id: one for one in charter.principles} for charter in (before, after))
    for name in {**new, **old}:
        one, other = old.get(name), new.get(name)
        if one is None or other is None or _heading(one) != _heading(other):
            yield PrincipleChange(one, other)


def _heading(principle: Principle) -> str:
    return digest(plain(principle._replace(requirements=())))


def _fields(before: Any, after: Any, chosen: Callable[[str], bool]) -> Iterator[FieldChange]:
    """Yield the fields that differ; the order in which conditions are written does not count."""
    for name in filter(chosen, before._fields):
        old, new = getattr(before, name), getattr(after, name)
        if digest(_unordered(plain(old))) != digest(_unordered(plain(new))):
            yield FieldChange(name, old, new)


def _unordered(value: Any) -> Any:
    """Return conditions with their alternatives and parts in a fixed order."""
    if isinstance(value, dict):
        return {
            key: sorted(map(_unordered, item), key=digest)
            if key in ("any", "all") and isinstance(item, list)
            else _unordered(item)
            for key, item in value.items()
        }
    return [_unordered(item) for item in value] if isinstance(value, list) else value
