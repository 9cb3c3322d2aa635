"""How the leaves of a condition on one fact can turn out together, over all values that the fact can have.

Where the schema closes the values, or what is asked cannot tell most of them apart, the answer is exact. Elsewhere
every outcome counts as possible, so that nothing is called impossible that is not.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise, product
from math import ceil, floor, prod
from typing import Any

from charter_cli.assess.keywords import KEYWORDS
from charter_cli.dialect.formats import as_date
from charter_cli.dialect.schema import compile_leaf
from charter_cli.dialect.values import OF_LISTS, OF_NUMBERS, OF_TEXTS, is_number, same
from charter_cli.model.field import Field

Leaf = Mapping[str, Any]
World = tuple[bool, ...]
"""What each leaf on one fact comes to, for some value of it."""

MOST_LISTS = 4096
"""So many lists of a vocabulary are tried; of more, every outcome counts as possible."""

_LOGIC = ("allOf", "anyOf", "oneOf", "not")
_COUNTED = ("minItems", "maxItems", "minContains", "maxContains")
_EXACT_FOR_NUMBERS = {"const", "enum", *OF_TEXTS, *OF_LISTS, *OF_NUMBERS} - {"multipleOf"}
_EXACT_FOR_DATES = {"type", "const", "enum", "format", "notAfter", "before", *OF_NUMBERS, *OF_LISTS}
_EXACT_FOR_LISTS = {"type", "contains", "items", "includes", *_COUNTED, *OF_NUMBERS, *OF_TEXTS}
_ORDER: Mapping[str, Callable[[date, date], bool]] = {
    "notAfter": lambda day, last: day <= last,
    "before": lambda day, last: day < last,
}

Judge = Callable[[Leaf], bool | None]
"""Says of one value, or of all that are alike, whether it holds for a leaf; None where some do and some do not."""


def worlds(field: Field | None, leaves: Sequence[Leaf], *, every: bool = False) -> frozenset[World]:
    """Return what the leaves on one fact can come to together; with `every`, for every item of a list at once."""
    found: set[World] = set()
    for judge in _judges(field, leaves):
        told = [judge(leaf) for leaf in leaves]
        found.update(product(*((True, False) if truth is None else (truth,) for truth in told)))
    if every:
        while True:
            joined = {tuple(a and b for a, b in zip(one, other, strict=True)) for one in found for other in found}
            if joined <= found:
                break
            found |= joined
    return frozenset(found)


def _judges(field: Field | None, leaves: Sequence[Leaf]) -> Iterator[Judge]:
    """Yield a judge for each value, or kind of value, that the fact can have."""
    if field is None or not field.types or set(field.types) & {"object", "null"}:
        yield lambda _: None
        return
    if field.values:
        yield from (_of_value(value) for value in field.values)
        return
    if set(field.types) & {"integer", "number"}:
        exact = _EXACT_FOR_NUMBERS | ({"type"} if "number" not in field.types else set())
        yield from (_of_value(number, exact) for number in _numbers(field, leaves))
    if "string" in field.types and field.form == "date":
        yield from (_of_value(day, _EXACT_FOR_DATES) for day in _days(leaves))
    elif "string" in field.types:
        yield from (_of_value(text) for text in _mentioned(leaves) if isinstance(text, str))
        yield lambda leaf: _truth(leaf, _other_text)
    if "array" in field.types:
        yield from _lists(field, leaves)


def _of_value(value: object, exact: set[str] | None = None) -> Judge:
    """Return the judge of one value; keywords that are not exact may come out either way for values like it."""

    def keyword(name: str, leaf: Leaf) -> bool | None:
        asked = leaf[name]
        if exact is not None and name not in exact:
            return None
        if name in _ORDER:
            return _ordered(name, value, asked)
        if name == "includes":
            return isinstance(value, list) and all(any(same(item, one) for one in value) for item in asked)
        return None if name in KEYWORDS else _passes({name: asked}, value)

    return lambda leaf: _truth(leaf, keyword)


def _ordered(name: str, value: object, asked: object) -> bool | None:
    """Compare a date with limits that are dates; what is declared elsewhere, or the day judged, may lie anywhere."""
    day, limits = as_date(value), [as_date(limit) for limit in (asked if isinstance(asked, list) else [asked])]
    if day is None or any(limit is not None and not _ORDER[name](day, limit) for limit in limits):
        return False
    return None if None in limits else True


def _passes(leaf: Leaf, value: object) -> bool:
    return compile_leaf(dict(leaf)).passes(value)


def _truth(leaf: Leaf, keyword: Callable[[str, Leaf], bool | None]) -> bool | None:
    """Return what a leaf comes to when each of its plain keywords comes to what `keyword` says."""
    told: list[bool | None] = []
    for name, asked in leaf.items():
        if name not in _LOGIC:
            told.append(keyword(name, leaf))
            continue
        inner = [_schema(part, keyword) for part in ([asked] if name == "not" else asked)]
        if name == "allOf":
            told.append(_conjunction(inner))
        elif name == "anyOf":
            told.append(_negation(_conjunction([_negation(truth) for truth in inner])))
        elif name == "oneOf":
            told.append(None if None in inner else inner.count(True) == 1)
        else:
            told.append(_negation(inner[0]))
    return _conjunction(told)


def _schema(schema: object, keyword: Callable[[str, Leaf], bool | None]) -> bool | None:
    return _truth(schema, keyword) if isinstance(schema, Mapping) else bool(schema)


def _conjunction(truths: Sequence[bool | None]) -> bool | None:
    if False in truths:
        return False
    return None if None in truths else True


def _negation(truth: bool | None) -> bool | None:  # noqa: FBT001 (a truth is what it is about)
    return None if truth is None else not truth


def _subschemas(leaf: object) -> Iterator[Leaf]:
    """Yield a leaf and every schema of the same value inside of it."""
    if isinstance(leaf, Mapping):
        yield leaf
        for name in _LOGIC:
            asked = leaf.get(name, ())
            for part in [asked] if name == "not" else asked:
                yield from _subschemas(part)


def _mentioned(leaves: Sequence[Leaf]) -> list[object]:
    """Return every value that a leaf compares with, once."""
    found: list[object] = []
    for leaf in leaves:
        for schema in _subschemas(leaf):
            for value in (*schema.get("enum", ()), *([schema["const"]] if "const" in schema else ())):
                if not any(same(value, one) for one in found):
                    found.append(value)
    return found


def _numbers(field: Field, leaves: Sequence[Leaf]) -> list[float]:
    """Return numbers of which one lies at, below, above and between all that the leaves compare with."""
    asked = [schema[name] for leaf in leaves for schema in _subschemas(leaf) for name in OF_NUMBERS if name in schema]
    marks = sorted({Fraction(one) for one in [*asked, *_mentioned(leaves), field.least or 0] if is_number(one)})
    if "number" in field.types:
        between = [(one + other) / 2 for one, other in pairwise(marks)]
        tried = {*marks, *between, marks[0] - 1, marks[-1] + 1}
    else:
        tried = {Fraction(step + whole) for one in marks for whole in (floor(one), ceil(one)) for step in (-1, 0, 1)}
    possible = sorted(one for one in tried if field.least is None or one >= field.least)
    return [int(one) if one.denominator == 1 else float(one) for one in possible]


def _days(leaves: Sequence[Leaf]) -> list[str]:
    """Return the dates that the leaves compare with, and the days around each."""
    asked = list(_mentioned(leaves))
    for leaf in leaves:
        for name in _ORDER:
            limits = leaf.get(name, ())
            asked += limits if isinstance(limits, list) else [limits]
    known = [day for one in asked if (day := as_date(one))] or [date(2000, 1, 1)]
    near = {day + timedelta(days=step) for day in known if date.min < day < date.max for step in (-1, 0, 1)}
    return [day.isoformat() for day in sorted({*known, *near})]


def _other_text(name: str, leaf: Leaf) -> bool | None:
    """Say what a keyword comes to for a text that no leaf mentions; one that is declared is never empty."""
    asked = leaf[name]
    if name in ("const", "enum", "includes"):
        return False
    if name == "type":
        return "string" in ([asked] if isinstance(asked, str) else asked)
    if name == "minLength":
        return True if asked <= 1 else None
    return True if name in OF_NUMBERS | OF_LISTS else None


def _other_list(name: str, leaf: Leaf) -> bool | None:
    """Say what a keyword comes to for some list that is not empty."""
    asked = leaf[name]
    if name == "type":
        return "array" in ([asked] if isinstance(asked, str) else asked)
    if name == "minItems":
        return True if asked <= 1 else None
    return True if name in OF_NUMBERS | OF_TEXTS else None


def _lists(field: Field, leaves: Sequence[Leaf]) -> Iterator[Judge]:
    """Yield a judge for each kind of list: how many items it has of each group that the leaves cannot tell apart."""
    values = field.items.values if field.items and field.distinct else ()
    schemas = [schema for leaf in leaves for schema in _subschemas(leaf)]
    counted = [schema[name] for schema in schemas for name in _COUNTED if name in schema]
    groups = _alike(values, schemas)
    enough = max([0, *counted]) + 1
    choices = [range(min(len(group), enough) + 1) for group in groups]
    if not values or prod(map(len, choices)) > MOST_LISTS:
        yield lambda leaf: _truth(leaf, _other_list)
        return
    for counts in product(*choices):
        chosen = [value for group, count in zip(groups, counts, strict=True) for value in group[:count]]
        if chosen:
            yield _of_list(chosen)


def _of_list(chosen: list[object]) -> Judge:
    def keyword(name: str, leaf: Leaf) -> bool | None:
        if name in ("minContains", "maxContains"):
            return True
        if name not in _EXACT_FOR_LISTS:
            return None
        if name == "includes":
            return all(any(same(item, one) for one in chosen) for item in leaf[name])
        if name == "items" and "prefixItems" in leaf:
            return None
        beside = {key: leaf[key] for key in ("minContains", "maxContains") if key in leaf and name == "contains"}
        return _passes({name: leaf[name], **beside}, chosen)

    return lambda leaf: _truth(leaf, keyword)


def _alike(values: Sequence[object], schemas: Sequence[Leaf]) -> list[list[object]]:
    """Return the values of a vocabulary in groups that nothing asked of an item tells apart."""
    tests = [
        compile_leaf(schema[name]).passes for schema in schemas for name in ("contains", "items") if name in schema
    ]
    named = [item for schema in schemas for item in schema.get("includes", ())]
    groups: dict[tuple[bool, ...], list[object]] = {}
    for value in values:
        mark = (*(test(value) for test in tests), *(same(value, item) for item in named))
        groups.setdefault(mark, []).append(value)
    return list(groups.values())
