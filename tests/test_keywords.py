"""The charter language's own keywords: a table of cases for each, with bad values."""

from datetime import date
from typing import Any

import pytest

from charter_cli.assess.keywords import HOLDS, KEYWORDS, Answer, Context, pointers_asked, validate
from charter_cli.dialect.values import SchemaError
from charter_cli.model.declaration import Sighting

TODAY = date(2026, 11, 22)
SHA = "a" * 64
OTHER_SHA = "b" * 64


def answer(
    keyword: str,
    value: object,
    asked: object,
    facts: dict[str, object] | None = None,
    sightings: dict[str, Sighting] | None = None,
) -> Answer:
    return KEYWORDS[keyword](value, asked, "/x", Context(facts or {}, TODAY, sightings or {}))


def told(given: Answer) -> tuple[list[tuple[str, str]], list[str]]:
    """Return the pointer and keyword of every cause, and the missing pointers."""
    return [(cause.pointer, cause.keyword) for cause in given.against], list(given.missing)


@pytest.mark.parametrize(
    ("value", "asked", "lacking"),
    [
        (["a"], ["a"], []),
        (["b", "a", "c"], ["a", "b"], []),
        ([1.0], [1], []),
        (["a"], ["a", "b"], ["b"]),
        ([], ["a"], ["a"]),
        (["A"], ["a"], ["a"]),
        ("a", ["a"], ["a"]),
        ("abc", ["a"], ["a"]),
        ({"a": 1}, ["a"], ["a"]),
        (5, ["a"], ["a"]),
        (["1"], [1], [1]),
    ],
)
def test_includes_holds_when_no_item_asked_is_lacking(
    value: object, asked: list[object], lacking: list[object]
) -> None:
    found = answer("includes", value, asked)
    assert (found == HOLDS) is not bool(lacking)
    assert [cause.params["lacking"] for cause in found.against] == ([lacking] if lacking else [])
    assert all(cause.declared == value for cause in found.against)


def test_includes_does_not_take_true_for_one() -> None:
    assert answer("includes", [True], [1]).against


@pytest.mark.parametrize(
    ("value", "duration", "keyword"),
    [
        ("2026-11-22", "P1D", None),
        ("2026-11-22", "P0D", None),
        ("2025-11-22", "P1Y", None),
        ("2025-11-21", "P1Y", "maxAge.old"),
        ("2026-05-22", "P6M", None),
        ("2026-05-21", "P6M", "maxAge.old"),
        ("2026-11-08", "P2W", None),
        ("2026-11-07", "P2W", "maxAge.old"),
        ("0001-01-01", "P9999Y", None),
        ("2026-11-23", "P1Y", "maxAge.future"),
        ("9999-12-31", "P1Y", "maxAge.future"),
        ("2026-02-30", "P1Y", "maxAge.malformed"),
        ("2025-02-29", "P9Y", "maxAge.malformed"),
        ("2026-13-01", "P1Y", "maxAge.malformed"),
        ("22/11/2026", "P1Y", "maxAge.malformed"),
        ("2026-11-22T10:00", "P1Y", "maxAge.malformed"),
        ("2026-11", "P1Y", "maxAge.malformed"),
        ("today", "P1Y", "maxAge.malformed"),
        ("", "P1Y", "maxAge.malformed"),
        (20261122, "P1Y", "maxAge.malformed"),
        (True, "P1Y", "maxAge.malformed"),
        (["2026-11-22"], "P1Y", "maxAge.malformed"),
    ],
)
def test_a_date_is_fresh_only_when_it_is_a_day_within_the_duration(
    value: object, duration: str, keyword: str | None
) -> None:
    assert told(answer("maxAge", value, duration)) == ([("/x", keyword)] if keyword else [], [])


@pytest.mark.parametrize(
    ("day", "duration", "last"),
    [
        ("2026-01-31", "P1M", "2026-02-28"),
        ("2024-01-31", "P1M", "2024-02-29"),
        ("2024-02-29", "P1Y", "2025-02-28"),
        ("2026-08-31", "P1M", "2026-09-30"),
    ],
)
def test_a_duration_in_months_ends_on_the_last_day_of_a_shorter_month(day: str, duration: str, last: str) -> None:
    on_last = date.fromisoformat(last)
    assert KEYWORDS["maxAge"](day, duration, "/x", Context({}, on_last, {})) == HOLDS
    day_after = date.fromordinal(on_last.toordinal() + 1)
    (cause,) = KEYWORDS["maxAge"](day, duration, "/x", Context({}, day_after, {})).against
    assert cause.keyword == "maxAge.old"
    assert cause.params["until"] == last


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ("P1Y", ([], [])),
        ("P1M", ([("/x", "maxAge.old")], [])),
        (None, ([], ["/monitoring/frequency"])),
        ("soon", ([("/x", "maxAge.malformed")], [])),
        ("PT1H", ([("/x", "maxAge.malformed")], [])),
        ("P", ([("/x", "maxAge.malformed")], [])),
        (12, ([("/x", "maxAge.malformed")], [])),
        (True, ([("/x", "maxAge.malformed")], [])),
        (["P1Y"], ([("/x", "maxAge.malformed")], [])),
        ("/monitoring/frequency", ([("/x", "maxAge.malformed")], [])),
    ],
)
def test_a_duration_may_be_declared_at_a_pointer(
    declared: object, expected: tuple[list[tuple[str, str]], list[str]]
) -> None:
    facts: dict[str, object] = {"monitoring": {"frequency": declared}}
    assert told(answer("maxAge", "2026-03-01", "/monitoring/frequency", facts)) == expected


def test_a_date_is_not_fresh_before_its_duration_is_declared() -> None:
    assert told(answer("maxAge", "2026-11-22", "/monitoring/frequency")) == ([], ["/monitoring/frequency"])


@pytest.mark.parametrize(
    ("value", "other", "expected"),
    [
        ("2026-05-01", "2026-05-01", ([], [])),
        ("2026-04-30", "2026-05-01", ([], [])),
        ("2026-05-02", "2026-05-01", ([("/x", "notAfter")], [])),
        ("2027-01-01", "2026-12-31", ([("/x", "notAfter")], [])),
        ("2026-04-30", None, ([], ["/project/launch"])),
        ("2026-02-30", "2026-05-01", ([("/x", "notAfter.malformed")], [])),
        ("2026-04-30", "2026-04-31", ([("/x", "notAfter.malformed")], [])),
        ("2026-04-30", "soon", ([("/x", "notAfter.malformed")], [])),
        ("10000-01-01", "2026-05-01", ([("/x", "notAfter.malformed")], [])),
        (5, "2026-05-01", ([("/x", "notAfter.malformed")], [])),
        ("2026-04-30", 5, ([("/x", "notAfter.malformed")], [])),
    ],
)
def test_a_date_is_not_after_the_one_declared_elsewhere(
    value: object, other: object, expected: tuple[list[tuple[str, str]], list[str]]
) -> None:
    assert told(answer("notAfter", value, "/project/launch", {"project": {"launch": other}})) == expected


@pytest.mark.parametrize(
    ("value", "keyword"),
    [
        ("2026-11-22", None),
        ("0001-01-01", None),
        ("2026-11-23", "maxAge.future"),
        ("2026-02-30", "maxAge.malformed"),
        ("as-of", "maxAge.malformed"),
        (5, "maxAge.malformed"),
    ],
)
def test_a_date_is_not_after_the_day_judged(value: object, keyword: str | None) -> None:
    assert told(answer("notAfter", value, "as-of")) == ([("/x", keyword)] if keyword else [], [])


@pytest.mark.parametrize(
    ("value", "launch", "expected"),
    [
        ("2026-05-01", "2026-05-01", ([], [])),
        ("2026-05-02", "2026-05-01", ([("/x", "notAfter")], [])),
        ("2026-12-01", "2027-01-01", ([("/x", "maxAge.future")], [])),
        ("2026-12-01", "2026-05-01", ([("/x", "maxAge.future"), ("/x", "notAfter")], [])),
        ("2026-05-01", None, ([], ["/project/launch"])),
        ("2026-12-01", None, ([("/x", "maxAge.future")], ["/project/launch"])),
    ],
)
def test_a_date_is_not_after_any_of_several_limits(
    value: str, launch: str | None, expected: tuple[list[tuple[str, str]], list[str]]
) -> None:
    facts: dict[str, object] = {"project": {"launch": launch}}
    assert told(answer("notAfter", value, ["as-of", "/project/launch"], facts)) == expected


GOOD: dict[str, object] = {
    "kind": "dpia",
    "file": "dpia.pdf",
    "sha256": SHA,
    "date": "2026-01-01",
    "expires": "2027-01-01",
}
SEEN = {"d": Sighting("present", SHA)}


def on_document(
    change: dict[str, object], asked: object = ("dpia",), seen: dict[str, Sighting] | None = None
) -> tuple[list[tuple[str, str]], list[str]]:
    """Return what evidence says of the good document with a change; None takes a key away."""
    entry = {key: value for key, value in {**GOOD, **change}.items() if value is not None}
    kinds = list(asked) if isinstance(asked, tuple) else asked
    return told(answer("evidence", "d", kinds, {"evidence": {"d": entry}}, SEEN if seen is None else seen))


def stands_against(key: str, keyword: str) -> tuple[list[tuple[str, str]], list[str]]:
    return [(f"/evidence/d/{key}", keyword)], []


def lacks(key: str) -> tuple[list[tuple[str, str]], list[str]]:
    return [], [f"/evidence/d/{key}"]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, ([], [])),
        ({"expires": "never"}, ([], [])),
        ({"expires": "2026-11-22"}, ([], [])),
        ({"file": None, "sha256": None, "url": "https://a.be"}, ([], [])),
        ({"file": None, "sha256": None, "reference": "A/12"}, ([], [])),
        ({"kind": "fria"}, stands_against("kind", "evidence.kind")),
        ({"kind": None}, lacks("kind")),
        ({"file": None}, lacks("file")),
        ({"sha256": None}, lacks("sha256")),
        ({"sha256": OTHER_SHA}, stands_against("sha256", "evidence.changed")),
        ({"sha256": SHA.upper()}, stands_against("sha256", "evidence.changed")),
        ({"date": None}, lacks("date")),
        ({"date": "2026-02-30"}, stands_against("date", "maxAge.malformed")),
        ({"date": "2026-11-23"}, stands_against("date", "maxAge.future")),
        ({"expires": None}, lacks("expires")),
        ({"expires": "2026-11-21"}, stands_against("expires", "evidence.expired")),
        ({"expires": "2026-11-31"}, stands_against("expires", "maxAge.malformed")),
        ({"expires": "Never"}, stands_against("expires", "maxAge.malformed")),
    ],
)
def test_a_document_counts_when_it_is_of_its_kind_in_place_unchanged_dated_and_valid(
    change: dict[str, object], expected: tuple[list[tuple[str, str]], list[str]]
) -> None:
    assert on_document(change) == expected


@pytest.mark.parametrize(
    ("seen", "keyword"),
    [
        ({"d": Sighting("missing", None)}, "evidence.missing"),
        ({"d": Sighting("outside", None)}, "evidence.outside"),
        ({"d": Sighting("unreadable", None)}, "evidence.unreadable"),
        ({}, "evidence.missing"),
    ],
)
def test_a_file_that_was_not_seen_does_not_count(seen: dict[str, Sighting], keyword: str) -> None:
    assert on_document({}, seen=seen) == stands_against("file", keyword)


def test_a_file_whose_content_has_changed_does_not_count() -> None:
    assert on_document({}, seen={"d": Sighting("present", OTHER_SHA)}) == stands_against("sha256", "evidence.changed")


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"kinds": ["dpia"]}, ([], [])),
        ({"kinds": ["fria", "dpia"]}, ([], [])),
        ({"kinds": ["fria"]}, stands_against("kind", "evidence.kind")),
        ({"kinds": ["dpia"], "maxAge": "P1Y"}, ([], [])),
        ({"kinds": ["dpia"], "maxAge": "P6M"}, stands_against("date", "maxAge.old")),
    ],
)
def test_evidence_may_be_asked_to_be_of_an_age(
    asked: object, expected: tuple[list[tuple[str, str]], list[str]]
) -> None:
    assert on_document({}, asked) == expected


def cited(value: object, **register: dict[str, object]) -> Answer:
    seen = {name: Sighting("present", SHA) for name in register}
    return answer("evidence", value, ["dpia"], {"evidence": {**register}}, seen)


def test_one_document_that_counts_is_enough() -> None:
    assert cited(["old", "unknown", "d"], d=GOOD, old={**GOOD, "expires": "2020-01-01"}) == HOLDS


def test_an_id_that_is_not_in_the_register_is_missing() -> None:
    assert told(cited("d")) == ([], ["/evidence/d"])
    assert told(cited(["d", "e"], d={**GOOD, "kind": "fria"})) == ([], ["/evidence/e"])


def test_an_id_with_a_slash_is_one_id() -> None:
    assert told(cited("a/b")) == ([], ["/evidence/a~1b"])


def test_a_document_that_could_still_count_leaves_the_question_open() -> None:
    undated = {key: value for key, value in GOOD.items() if key != "date"}
    assert told(cited(["d", "e"], d=undated, e={**GOOD, "kind": "fria"})) == ([], ["/evidence/d/date"])


def test_when_no_document_can_count_every_cause_is_told() -> None:
    found = cited(["d", "e"], d={**GOOD, "kind": "fria"}, e={**GOOD, "expires": "2020-01-01"})
    assert told(found) == ([("/evidence/d/kind", "evidence.kind"), ("/evidence/e/expires", "evidence.expired")], [])


def test_all_that_is_wrong_with_a_document_is_told() -> None:
    against, _ = on_document({"kind": "fria", "date": "2026-02-30", "expires": "2020-01-01", "sha256": OTHER_SHA})
    assert [keyword for _, keyword in against] == [
        "evidence.kind",
        "evidence.changed",
        "maxAge.malformed",
        "evidence.expired",
    ]


def test_a_document_that_counts_against_one_thing_is_not_saved_by_what_is_missing() -> None:
    against, missing = on_document({"kind": "fria", "date": None})
    assert (against, missing) == ([("/evidence/d/kind", "evidence.kind")], [])


@pytest.mark.parametrize("value", [5, True, {"a": 1}, "d"])
def test_what_is_no_id_of_the_register_never_counts(value: object) -> None:
    assert cited(value) != HOLDS


def test_an_empty_list_of_documents_does_not_count() -> None:
    assert told(cited([])) == ([("/x", "evidence.none")], [])


@pytest.mark.parametrize("entry", ["dpia.pdf", None, 5, [], ["a"]])
def test_an_entry_that_is_no_section_is_missing(entry: Any) -> None:
    assert told(answer("evidence", "d", ["dpia"], {"evidence": {"d": entry}}, SEEN)) == ([], ["/evidence/d"])


@pytest.mark.parametrize(
    ("keyword", "asked"),
    [
        ("includes", ["a"]),
        ("includes", [1, True]),
        ("maxAge", "P1Y"),
        ("maxAge", "P1Y6M"),
        ("maxAge", "/a/b"),
        ("notAfter", "/a/b"),
        ("notAfter", "as-of"),
        ("notAfter", ["as-of", "/a/b"]),
        ("notAfter", "2026-01-01"),
        ("before", "2026-01-01"),
        ("before", ["as-of", "/a/b"]),
        ("evidence", ["dpia"]),
        ("evidence", {"kinds": ["dpia"]}),
        ("evidence", {"kinds": ["dpia"], "maxAge": "P1Y"}),
    ],
)
def test_a_keyword_takes_these_arguments(keyword: str, asked: object) -> None:
    validate(keyword, asked)


@pytest.mark.parametrize(
    ("keyword", "asked"),
    [
        ("includes", []),
        ("includes", "a"),
        ("includes", {"a": 1}),
        ("includes", None),
        ("maxAge", "one year"),
        ("maxAge", "PT1H"),
        ("maxAge", "P"),
        ("maxAge", ""),
        ("maxAge", 12),
        ("maxAge", ["P1Y"]),
        ("maxAge", None),
        ("notAfter", "project/launch"),
        ("notAfter", "2026-13-01"),
        ("notAfter", ""),
        ("before", "soon"),
        ("before", ["2026-01-01", "a"]),
        ("before", []),
        ("notAfter", 5),
        ("notAfter", []),
        ("notAfter", ["as-of", "a"]),
        ("notAfter", [None]),
        ("evidence", []),
        ("evidence", "dpia"),
        ("evidence", [1]),
        ("evidence", {}),
        ("evidence", {"kinds": []}),
        ("evidence", {"kinds": "dpia"}),
        ("evidence", {"kind": ["dpia"]}),
        ("evidence", {"maxAge": "P1Y"}),
        ("evidence", {"kinds": ["dpia"], "maxAge": "/a/b"}),
        ("evidence", {"kinds": ["dpia"], "maxAge": "soon"}),
        ("evidence", {"kinds": ["dpia"], "age": "P1Y"}),
    ],
)
def test_a_keyword_refuses_what_it_cannot_take(keyword: str, asked: object) -> None:
    with pytest.raises(SchemaError):
        validate(keyword, asked)


def test_the_pointers_of_a_leaf_are_those_of_its_durations_and_dates() -> None:
    assert pointers_asked({"maxAge": "/a", "notAfter": "/b", "format": "date"}) == ["/a", "/b"]
    assert pointers_asked({"notAfter": ["as-of", "/b", "/c"]}) == ["/b", "/c"]
    assert pointers_asked({"before": ["2026-01-01", "/b"]}) == ["/b"]


@pytest.mark.parametrize(
    ("keyword", "value", "limit", "expected"),
    [
        ("notAfter", "2027-12-01", "2027-12-02", []),
        ("notAfter", "2027-12-02", "2027-12-02", []),
        ("notAfter", "2027-12-03", "2027-12-02", ["notAfter.date"]),
        ("before", "2027-12-01", "2027-12-02", []),
        ("before", "2027-12-02", "2027-12-02", ["before.date"]),
        ("before", "2027-12-03", "2027-12-02", ["before.date"]),
        ("before", "2026-11-21", "as-of", []),
        ("before", "2026-11-22", "as-of", ["before.date"]),
        ("before", "soon", "2027-12-02", ["maxAge.malformed"]),
        ("before", 5, "2027-12-02", ["maxAge.malformed"]),
    ],
)
def test_a_date_is_compared_with_a_day_written_in_the_charter(
    keyword: str, value: object, limit: str, expected: list[str]
) -> None:
    assert told(answer(keyword, value, limit)) == ([("/x", name) for name in expected], [])


@pytest.mark.parametrize(
    ("value", "other", "expected"),
    [
        ("2026-04-30", "2026-05-01", ([], [])),
        ("2026-05-01", "2026-05-01", ([("/x", "before")], [])),
        ("2026-05-02", "2026-05-01", ([("/x", "before")], [])),
        ("2026-04-30", "soon", ([("/x", "notAfter.malformed")], [])),
        ("2026-04-30", None, ([], ["/project/launch"])),
    ],
)
def test_before_needs_a_date_that_lies_before_the_one_declared_elsewhere(
    value: object, other: object, expected: object
) -> None:
    facts: dict[str, object] = {} if other is None else {"project": {"launch": other}}
    assert told(answer("before", value, "/project/launch", facts)) == expected
    assert pointers_asked({"maxAge": "P1Y", "minLength": 1}) == []
