"""Conditions: what a charter asks of the facts, as a small tree."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fact:
    """The value at `pointer` (a JSON Pointer, `*` for every item of a list) holds for the schema `leaf`."""

    pointer: str
    leaf: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part holds; without parts it is true."""

    parts: "tuple[Condition, ...]"


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds."""

    parts: "tuple[Condition, ...]"


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: "Condition"


Condition = Fact | AllOf | AnyOf | Not

ALWAYS = AllOf(())


def facts_of(condition: Condition) -> Iterator[Fact]:
    """Yield every fact that the condition looks at, in the order in which it is written."""
    match condition:
        case Fact():
            yield condition
        case Not(part):
            yield from facts_of(part)
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from facts_of(part)
