"""What differs between two versions of a declaration, or of a charter."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from charter_cli.model.charter import Charter, Principle, Requirement
from charter_cli.model.condition import AllOf, AnyOf, Condition, Fact, Not
from charter_cli.model.declaration import Place
from charter_cli.model.report import Assessment, Finding, Report


class Shift(StrEnum):
    """What became of a finding: `new` applies now and asks nothing of anybody, `gone` does not apply any more."""

    WORSE = "worse"
    BETTER = "better"
    NEW = "new"
    GONE = "gone"
    CHANGED = "changed"


class Kind(StrEnum):
    """In which way a charter's requirement differs, first what takes something away."""

    REUSED = "reused"
    DROPPED = "dropped"
    LOWERED = "lowered"
    ADDED = "added"
    RAISED = "raised"
    MOVED = "moved"
    CONDITIONS = "conditions"
    TEXTS = "texts"


LOSSES = frozenset({Kind.REUSED, Kind.DROPPED, Kind.LOWERED})
"""The kinds with which a charter asks for less: an identifier that is used again hides a requirement dropped."""


class Spot(NamedTuple):
    """One value in one version. Where it is not declared it is None, and the place is that of its nearest parent."""

    pointer: str
    value: object
    place: Place


class FactChange(NamedTuple):
    """A declared fact that differs; an item of a list can stand at another pointer in each version."""

    before: Spot
    after: Spot

    @property
    def pointer(self) -> str:
        """Return where the fact stands: in the new version, or in the old one if it is not declared any more."""
        return self.before.pointer if self.after.value is None else self.after.pointer


class FindingChange(NamedTuple):
    """A finding that differs, on a requirement in its newest version, and the changed facts that it looks at.

    None stands for a requirement that the charter of that version does not have.
    """

    requirement: Requirement
    shift: Shift
    before: Finding | None
    after: Finding | None
    facts: tuple[FactChange, ...]


class AssessmentChange(NamedTuple):
    """Two assessments of one project; `worse` tells whether the verdict got worse."""

    before: Assessment
    after: Assessment
    findings: tuple[FindingChange, ...]
    worse: bool

    def of(self, shift: Shift) -> tuple[FindingChange, ...]:
        """Return the findings with this shift, the strongest level first, else in the charter's order."""
        chosen = (one for one in self.findings if one.shift is shift)
        return tuple(sorted(chosen, key=lambda one: one.requirement.level.rank))

    @property
    def regression(self) -> bool:
        """Tell whether the verdict or any finding got worse."""
        return self.worse or bool(self.of(Shift.WORSE))


class DeclarationComparison(NamedTuple):
    """Two reports: on two versions of a declaration, or on one declaration by two versions of a charter."""

    before: Report
    after: Report
    assessments: tuple[AssessmentChange, ...]
    facts: tuple[FactChange, ...]

    @property
    def regression(self) -> bool:
        """Tell whether anything got worse."""
        return any(one.regression for one in self.assessments)

    def count(self, *shifts: Shift) -> int:
        """Return how many findings have one of these shifts."""
        return sum(one.shift in shifts for assessment in self.assessments for one in assessment.findings)


APART = frozenset({"slug", "principle", "level"})
"""Fields of a requirement that have a kind of their own."""

TEXTS = frozenset({"title", "because", "remedy", "example", "basis", "themes", "cites", "related"})
"""Fields of a requirement that decide on nothing. A new field of the model counts as a condition until it is here."""


class FieldChange(NamedTuple):
    """A field of a charter or a requirement that differs, with both values as the model has them."""

    name: str
    before: object
    after: object

    @property
    def decides(self) -> bool:
        """Tell whether the field is a requirement's condition. Of a question for people, only that it is asked is."""
        if self.name == "judgement":
            return (self.before is None) is not (self.after is None)
        return self.name not in TEXTS | APART


class RequirementChange(NamedTuple):
    """A requirement that differs, in its newest version, in which ways, and its fields that do.

    None stands for a requirement that the charter of that version does not have.
    """

    requirement: Requirement
    before: Requirement | None
    after: Requirement | None
    kinds: tuple[Kind, ...]
    fields: tuple[FieldChange, ...]


class PrincipleChange(NamedTuple):
    """A principle that was added, dropped, or has another number or other texts."""

    before: Principle | None
    after: Principle | None


class CharterComparison(NamedTuple):
    """Two versions of a charter, and what would become of declarations."""

    before: Charter
    after: Charter
    fields: tuple[FieldChange, ...]
    principles: tuple[PrincipleChange, ...]
    requirements: tuple[RequirementChange, ...]
    outcomes: tuple[DeclarationComparison, ...]

    def of(self, kind: Kind) -> tuple[RequirementChange, ...]:
        """Return the requirements that differ in this way."""
        return tuple(one for one in self.requirements if kind in one.kinds)

    @property
    def losses(self) -> int:
        """Return how many requirements were dropped, lowered or replaced by others."""
        return sum(bool(LOSSES.intersection(one.kinds)) for one in self.requirements)

    @property
    def regression(self) -> bool:
        """Tell whether the charter asks for less somewhere, or an outcome gets worse."""
        return bool(self.losses) or any(one.regression for one in self.outcomes)


Comparison = DeclarationComparison | CharterComparison


def plain(value: Any) -> Any:
    """Return a value of the model as plain data; conditions as a charter writes them."""
    if isinstance(value, Fact | AllOf | AnyOf | Not):
        return _written(value)
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return plain(value._asdict())
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    return value.value if isinstance(value, StrEnum) else value


def _written(condition: Condition) -> dict[str, Any]:
    match condition:
        case Fact(pointer, leaf):
            return {pointer: plain(leaf)}
        case AnyOf(parts):
            return {"any": [_written(part) for part in parts]}
        case Not(part):
            return {"not": _written(part)}
        case AllOf(parts):
            return _side_by_side([_written(part) for part in parts])


def _side_by_side(parts: list[dict[str, Any]]) -> dict[str, Any]:
    """Return conditions that all must hold as one mapping, or in a list where a key would stand twice."""
    keys = [key for part in parts for key in part]
    if len(keys) > len(set(keys)):
        return {"all": parts}
    return {key: item for part in parts for key, item in part.items()}
