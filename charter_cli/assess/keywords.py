"""The charter language's own keywords: short functions of three-valued logic.

Each takes the declared value, what the charter asks, and the context, and answers with the causes that stand against
it, the pointers that would have to be declared before anybody can tell, or neither, which means that it holds.
"""

import operator
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from charter_cli.dialect.formats import add_duration, as_date
from charter_cli.dialect.values import SchemaError, holds_sections, same
from charter_cli.model.declaration import Sighting, pointer_of, value_at
from charter_cli.model.report import Cause


class Context(NamedTuple):
    """All that a condition may look at: the facts, the day judged, and what was seen of the evidence."""

    facts: Mapping[str, object]
    as_of: date
    sightings: Mapping[str, Sighting]


class Answer(NamedTuple):
    """The causes against, and the pointers not declared; with neither, the keyword holds."""

    against: tuple[Cause, ...] = ()
    missing: tuple[str, ...] = ()


HOLDS = Answer()

AS_OF = "as-of"
"""Stands for the day judged where a keyword takes the pointer of a date."""

Keyword = Callable[[object, object, str, Context], Answer]
"""Takes the declared value, what is asked, the pointer of the value, and the context."""


def _fails(pointer: str, keyword: str, declared: object, **params: object) -> Answer:
    return Answer(against=(Cause(pointer, keyword, declared, params),))


def includes(value: object, asked: Any, pointer: str, _: Context) -> Answer:
    """Hold when the declared list has every item asked."""
    declared = value if isinstance(value, list) else []
    lacking = [item for item in asked if not any(same(item, one) for one in declared)]
    return _fails(pointer, "includes", value, lacking=lacking) if lacking else HOLDS


def max_age(value: object, asked: object, pointer: str, context: Context) -> Answer:
    """Hold when a date lies at most a duration before the day judged, and not after it.

    The duration is written in the charter, or declared at a pointer that the charter names.
    """
    duration = asked
    if isinstance(asked, str) and asked.startswith("/"):
        duration = value_at(context.facts, asked)
        if duration is None:
            return Answer(missing=(asked,))
    day = as_date(value)
    last = add_duration(day, str(duration)) if day else None
    if day is None or last is None:
        return _fails(pointer, "maxAge.malformed", value)
    if day > context.as_of:
        return _fails(pointer, "maxAge.future", value, as_of=context.as_of.isoformat())
    if last < context.as_of:
        return _fails(pointer, "maxAge.old", value, duration=duration, until=last.isoformat())
    return HOLDS


def not_after(value: object, asked: object, pointer: str, context: Context) -> Answer:
    """Hold when a date is not after another: a date, one declared at a pointer, or the day judged (`as-of`).

    A list asks for all of them.
    """
    return _ordered("notAfter", value, asked, pointer, context)


def before(value: object, asked: object, pointer: str, context: Context) -> Answer:
    """Hold when a date lies before another, and not on it; the others are as for `notAfter`."""
    return _ordered("before", value, asked, pointer, context)


_HOLD: Mapping[str, Callable[[date, date], bool]] = {"notAfter": operator.le, "before": operator.lt}


def _ordered(keyword: str, value: object, asked: object, pointer: str, context: Context) -> Answer:
    answers = [_in_order(keyword, value, limit, pointer, context) for limit in _limits(asked)]
    return Answer(
        tuple(cause for answer in answers for cause in answer.against),
        tuple(gone for answer in answers for gone in answer.missing),
    )


def _limits(asked: object) -> list[str]:
    return [str(limit) for limit in asked] if isinstance(asked, list) else [str(asked)]


def _in_order(  # noqa: PLR0911 (one for each way to end)
    keyword: str, value: object, limit: str, pointer: str, context: Context
) -> Answer:
    declared_limit = limit.startswith("/")
    other = value_at(context.facts, limit) if declared_limit else limit
    if other is None:
        return Answer(missing=(limit,))
    day, last = as_date(value), context.as_of if limit == AS_OF else as_date(other)
    if day is None or last is None:
        if declared_limit:
            return _fails(pointer, "notAfter.malformed", value, other=limit)
        return _fails(pointer, "maxAge.malformed", value)
    if _HOLD[keyword](day, last):
        return HOLDS
    if limit == AS_OF and keyword == "notAfter":
        return _fails(pointer, "maxAge.future", value, as_of=last.isoformat())
    if declared_limit:
        return _fails(pointer, keyword, value, other=limit, limit=last.isoformat())
    return _fails(pointer, f"{keyword}.date", value, limit=last.isoformat())


def evidence(value: object, asked: object, pointer: str, context: Context) -> Answer:
    """Hold when at least one document cited is of a kind asked, in its place, unchanged, dated and still valid.

    The value is an id of the register `/evidence`, or a list of ids. A local file must have been seen, with the digest
    declared; a document with only an address or a reference is taken as declared.
    """
    kinds, age = documents_asked(asked)
    cited = value if isinstance(value, list) else [value]
    answers = [_document(str(name), kinds, age, context) for name in cited]
    if HOLDS in answers:
        return HOLDS
    missing = tuple(gone for answer in answers if not answer.against for gone in answer.missing)
    if missing:
        return Answer(missing=missing)
    against = tuple(cause for answer in answers for cause in answer.against)
    return Answer(against=against) if against else _fails(pointer, "evidence.none", value)


def documents_asked(asked: object) -> tuple[Sequence[str], str | None]:
    """Return the kinds of documents that the keyword asks for, and how old they may be at most, if that matters."""
    wanted: Mapping[str, Any] = asked if isinstance(asked, Mapping) else {"kinds": asked}
    return wanted["kinds"], wanted.get("maxAge")


def _document(name: str, kinds: Sequence[str], age: str | None, context: Context) -> Answer:
    here = pointer_of(["evidence", name])
    entry = value_at(context.facts, here)
    if not isinstance(entry, Mapping):
        return Answer(missing=(here,))
    answers = (
        has_kind(entry, here, kinds),
        _in_place(entry, here, context.sightings.get(name)),
        freshness(entry, here, age, context),
    )
    against = tuple(cause for answer in answers for cause in answer.against)
    return Answer(against, tuple(gone for answer in answers for gone in answer.missing))


def has_kind(entry: Mapping[str, object], here: str, kinds: Sequence[str]) -> Answer:
    """Hold when a document is of one of these kinds."""
    if "kind" not in entry:
        return Answer(missing=(f"{here}/kind",))
    if entry["kind"] in kinds:
        return HOLDS
    return _fails(f"{here}/kind", "evidence.kind", entry["kind"], kinds=list(kinds))


def _in_place(entry: Mapping[str, object], here: str, seen: Sighting | None) -> Answer:
    if "file" not in entry:
        return HOLDS if "url" in entry or "reference" in entry else Answer(missing=(f"{here}/file",))
    state = seen.state if seen else "missing"
    if state != "present":
        return _fails(f"{here}/file", f"evidence.{state}", entry["file"])
    if "sha256" not in entry:
        return Answer(missing=(f"{here}/sha256",))
    if seen and entry["sha256"] != seen.sha256:
        return _fails(f"{here}/sha256", "evidence.changed", entry["sha256"], seen=seen.sha256)
    return HOLDS


def freshness(entry: Mapping[str, object], here: str, age: str | None, context: Context) -> Answer:
    """Hold when a document is dated, not too old, and still valid."""
    dated, valid = _dated(entry, here, age, context), _still_valid(entry, here, context)
    return Answer(dated.against + valid.against, dated.missing + valid.missing)


def _dated(entry: Mapping[str, object], here: str, age: str | None, context: Context) -> Answer:
    pointer = f"{here}/date"
    if "date" not in entry:
        return Answer(missing=(pointer,))
    return max_age(entry["date"], age or "P9999Y", pointer, context)


def _still_valid(entry: Mapping[str, object], here: str, context: Context) -> Answer:
    pointer = f"{here}/expires"
    if "expires" not in entry:
        return Answer(missing=(pointer,))
    if entry["expires"] == "never":
        return HOLDS
    last = as_date(entry["expires"])
    if last is None:
        return _fails(pointer, "maxAge.malformed", entry["expires"])
    if last < context.as_of:
        return _fails(pointer, "evidence.expired", entry["expires"], as_of=context.as_of.isoformat())
    return HOLDS


KEYWORDS: Mapping[str, Keyword] = {
    "includes": includes,
    "maxAge": max_age,
    "notAfter": not_after,
    "before": before,
    "evidence": evidence,
}


def validate(keyword: str, asked: object) -> None:
    """Refuse what a keyword cannot take. Raises SchemaError."""
    allowed = {
        "includes": isinstance(asked, list) and not holds_sections(asked),
        "maxAge": _is_duration_or_pointer(asked),
        "notAfter": all(map(_is_limit, _limits(asked))),
        "before": all(map(_is_limit, _limits(asked))),
        "evidence": _is_list_of_text(asked) or _is_evidence_object(asked),
    }
    if not asked or not allowed[keyword]:
        message = f"'{keyword}' cannot take {asked!r}"
        raise SchemaError(message)


def _is_limit(limit: str) -> bool:
    return limit == AS_OF or limit.startswith("/") or as_date(limit) is not None


def _is_list_of_text(asked: object) -> bool:
    return isinstance(asked, list) and bool(asked) and all(isinstance(item, str) for item in asked)


def _is_duration_or_pointer(asked: object) -> bool:
    return isinstance(asked, str) and (asked.startswith("/") or add_duration(date.min, asked) is not None)


def _is_evidence_object(asked: object) -> bool:
    if not isinstance(asked, Mapping) or set(asked) - {"kinds", "maxAge"} or not _is_list_of_text(asked.get("kinds")):
        return False
    return "maxAge" not in asked or (
        _is_duration_or_pointer(asked["maxAge"]) and not str(asked["maxAge"]).startswith("/")
    )


def pointers_asked(leaf: Mapping[str, object]) -> list[str]:
    """Return the pointers that a leaf's own keywords look at beside the value itself."""
    limits = [limit for keyword in ("maxAge", "notAfter", "before") for limit in _limits(leaf.get(keyword, []))]
    return [limit for limit in limits if limit.startswith("/")]
