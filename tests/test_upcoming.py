"""What lies ahead: which days, by re-judging and never by guessing; and the formats that show them."""

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from charter_cli.assess.assessment import Assessor
from charter_cli.assess.findings import grounds_of
from charter_cli.assess.keywords import KEYWORDS
from charter_cli.assess.upcoming import CONTACT, LAUNCH, ROLES, TURNS, look_ahead
from charter_cli.cli.app import run as command
from charter_cli.cli.options import AGENDAS, SCHEMAS
from charter_cli.dialect.formats import as_date
from charter_cli.dialect.reference import failures
from charter_cli.model.charter import Charter, Stage, Transition
from charter_cli.model.declaration import Decision, Declaration, Place, parts_of
from charter_cli.model.report import Outcome
from charter_cli.model.upcoming import Agenda, Event, Kind
from charter_cli.read.charters import parse_condition, read_charter
from charter_cli.read.declarations import read_declaration
from charter_cli.render import View
from charter_cli.render.escape import cell
from charter_cli.render.upcoming import render
from charter_cli.render.upcoming_ics import folded, text
from charter_cli.resources import folder
from charter_cli.words import LANGUAGES, words
from tests.conftest import EXAMPLES, MINIMAL, ROOT, Run
from tests.test_architecture import HEAVY, loaded

Data = dict[str, Any]

DAY = date(2026, 11, 22)
YES: Data = {"/oversight/guaranteed": True}
HOLDING = (Outcome.MET, Outcome.NEEDS_REVIEW)


@cache
def shipped_charter() -> Charter:
    found, problems = read_charter("be-federal-ai-2025")
    assert found, problems
    return found


def charter(*requirements: Data, **fields: Any) -> Charter:
    """Return a small charter: each requirement as in a charter's file, with what is not given taken from a shipped one."""
    federal = shipped_charter()
    pattern = next(federal.requirements())._replace(judgement=None, judgement_on=(), transition=(), related=())
    made = tuple(
        pattern._replace(
            id=f"ONE00{number}",
            due=Stage(given.get("due", "idea")),
            when=parse_condition(given.get("when", {})),
            require=parse_condition(given.get("require", YES)),
            judgement=given.get("judgement"),
            applies_from=given.get("from"),
            applies_until=given.get("until"),
            transition=tuple(Transition(parse_condition(when), day) for when, day in given.get("transition", ())),
        )
        for number, given in enumerate(requirements, start=1)
    )
    principle = federal.principles[0]._replace(requirements=made)
    whole = federal._replace(id="small", principles=(principle,), scope=parse_condition({}), applies_from="2025-01-01")
    return whole._replace(**fields)


def declared(decisions: Sequence[Decision] = (), **sections: Any) -> Declaration:
    """Return a declaration of these facts."""
    project = {"id": "p", "name": "P", **sections.pop("project", {})}
    return Declaration("charter.yaml", None, {"declaration": 1, "project": project, **sections}, {}, tuple(decisions))


def ahead(made: Charter, declaration: Declaration, day: date | str = DAY, until: date | None = None) -> Agenda:
    judged = date.fromisoformat(day) if isinstance(day, str) else day
    return look_ahead(Assessor([made], judged), declaration, until)


def told(agenda: Agenda) -> list[tuple[str, str, list[str]]]:
    """Return kind, day and requirements of each event."""
    return [(one.kind.value, one.day.isoformat(), [c.requirement.id for c in one.concerned]) for one in agenda.events]


def document(**fields: str) -> dict[str, str]:
    return {"kind": "dpia", "reference": "R 1", "date": "2026-01-01", "expires": "never", **fields}


HIGH_RISK = {"transition": [({"/project/launch": {"before": "2027-12-02"}}, "2030-08-02")], "from": "2027-12-02"}


@pytest.mark.parametrize(
    ("requirement", "launch", "day", "expected"),
    [
        ({"from": "2026-12-02"}, None, "2026-12-01", ["2026-12-02"]),
        ({"from": "2026-12-02"}, None, "2026-12-02", []),
        ({"from": "2027-12-02"}, None, "2026-12-02", ["2027-12-02"]),
        ({"from": "2027-12-02"}, None, "2027-12-01", ["2027-12-02"]),
        ({"from": "2027-12-02"}, None, "2027-12-02", []),
        (HIGH_RISK, "2026-12-01", "2026-11-30", ["2030-08-02"]),
        (HIGH_RISK, "2027-12-01", "2027-12-01", ["2030-08-02"]),
        (HIGH_RISK, "2027-12-02", "2027-12-01", ["2027-12-02"]),
        (HIGH_RISK, "2027-12-01", "2030-08-01", ["2030-08-02"]),
        (HIGH_RISK, "2027-12-01", "2030-08-02", []),
        (HIGH_RISK, None, "2026-11-22", ["2027-12-02"]),
        ({}, None, "2026-11-22", []),
        ({}, None, "2024-12-31", ["2025-01-01"]),
        ({"from": "2026-12-02", "until": "2026-12-01"}, None, "2026-11-22", []),
    ],
)
def test_a_requirement_starts_on_its_first_day(
    requirement: Data, launch: str | None, day: str, expected: list[str]
) -> None:
    facts = declared(project={"launch": launch} if launch else {})
    events = ahead(charter(requirement), facts, day).events
    assert [one.day.isoformat() for one in events if one.kind is Kind.STARTS] == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-11-22", [("starts", "2026-12-02"), ("stops", "2027-12-02")]),
        ("2027-12-01", [("stops", "2027-12-02")]),
        ("2027-12-02", []),
    ],
)
def test_a_requirement_stops_on_the_day_after_its_last(day: str, expected: list[tuple[str, str]]) -> None:
    made = charter({"from": "2026-12-02", "until": "2027-12-01"})
    agenda = ahead(made, declared(), day)
    assert [(kind, when) for kind, when, _ in told(agenda)] == expected
    assert all(one.last_day == one.day - timedelta(days=1) for one in agenda.events if one.kind is Kind.STOPS)


@pytest.mark.parametrize(
    ("sections", "judgement", "now"),
    [
        ({"oversight": {"guaranteed": True}}, None, "met"),
        ({"oversight": {"guaranteed": True}}, {"en": "Is it enough?"}, "needs-review"),
        ({"oversight": {"guaranteed": False}}, None, "gap"),
        ({}, None, "undeclared"),
    ],
)
def test_what_starts_later_shows_what_it_would_be_today(sections: Data, judgement: Data | None, now: str) -> None:
    (event,) = ahead(charter({"from": "2027-12-02", "judgement": judgement}), declared(**sections)).events
    (one,) = event.concerned
    assert (one.now, one.then) == (now, now)


@pytest.mark.parametrize(("purposes", "count"), [(["internal"], 0), (["public-interaction"], 1), (None, 1)])
def test_what_is_known_not_to_apply_is_left_out_and_what_may_apply_is_not(
    purposes: list[str] | None, count: int
) -> None:
    made = charter({"from": "2027-12-02", "when": {"/scope/purposes": {"includes": ["public-interaction"]}}})
    facts = declared(scope={"purposes": purposes}) if purposes else declared()
    assert len(ahead(made, facts).events) == count


STAGES = [{"due": "pilot"}, {"due": "operation"}, {"due": "design"}, {"due": "operation", "from": "2027-12-02"}]


@pytest.mark.parametrize(
    ("project", "launch", "undated"),
    [
        ({"stage": "design", "launch": "2027-01-01"}, ["ONE001", "ONE002"], []),
        ({"stage": "design", "launch": "2027-12-02"}, ["ONE001", "ONE002", "ONE004"], []),
        ({"stage": "pilot", "launch": "2027-01-01"}, ["ONE002"], []),
        ({"stage": "operation", "launch": "2027-01-01"}, [], []),
        ({"launch": "2027-01-01"}, [], []),
        ({"stage": "design"}, [], ["ONE001", "ONE002", "ONE004"]),
        ({"stage": "design", "launch": "2026-11-22"}, [], ["ONE001", "ONE002", "ONE004"]),
        ({"stage": "design", "launch": "2026-11-23"}, ["ONE001", "ONE002"], []),
    ],
)
def test_the_launch_is_the_only_stage_with_a_day(project: Data, launch: list[str], undated: list[str]) -> None:
    agenda = ahead(charter(*STAGES), declared(project=project))
    assert [ids for kind, _, ids in told(agenda) if kind == "launch"] == ([launch] if launch else [])
    assert [one.requirement.id for one in agenda.undated] == undated
    assert all(one.stage for one in agenda.undated)


def test_what_starts_on_a_day_and_waits_for_a_stage_says_both() -> None:
    (event,) = ahead(charter(STAGES[3]), declared(project={"stage": "design"})).events
    assert (event.kind, event.concerned[0].stage) == (Kind.STARTS, Stage.OPERATION)
    assert "in operation" in shown("text", [ahead(charter(STAGES[3]), declared(project={"stage": "design"}))])


CITES: Data = {"/data_protection/dpia/evidence": {"evidence": ["dpia"]}}
RECENT: Data = {"/data_protection/dpia/evidence": {"evidence": {"kinds": ["dpia"], "maxAge": "P1Y"}}}
RUN: Data = {"/monitoring/last_run": {"maxAge": "/monitoring/frequency"}}


def cited(*names: str, **documents: dict[str, str]) -> Declaration:
    return declared(data_protection={"dpia": {"evidence": list(names)}}, evidence=documents)


@pytest.mark.parametrize(
    ("require", "facts", "expected"),
    [
        (CITES, cited("a", a=document(expires="2026-11-21")), []),
        (CITES, cited("a", a=document(expires="2026-11-22")), [("expires", "2026-11-23", ["ONE001"])]),
        (CITES, cited("a", a=document(expires="2027-12-01")), [("expires", "2027-12-02", ["ONE001"])]),
        (CITES, cited("a", a=document(expires="9999-12-31")), []),
        (CITES, cited("a", a=document()), []),
        # The first to expire changes nothing while the other holds; the last takes the requirement with it.
        (
            CITES,
            cited("a", "b", a=document(expires="2027-12-01"), b=document(expires="2030-08-01")),
            [("expires", "2027-12-02", []), ("expires", "2030-08-02", ["ONE001"])],
        ),
        # Cited by nobody, or by a requirement that a gap stands against anyway: the document still expires.
        (CITES, cited("b", a=document(expires="2027-12-01"), b=document()), [("expires", "2027-12-02", [])]),
        (CITES, cited("a", a=document(kind="policy", expires="2027-12-01")), [("expires", "2027-12-02", [])]),
        (RECENT, cited("a", a=document(date="2025-11-21")), []),
        (RECENT, cited("a", a=document(date="2025-11-22")), [("ages", "2026-11-23", ["ONE001"])]),
        (RECENT, cited("a", a=document(date="2026-12-01")), []),
        (
            RECENT,
            cited("a", a=document(date="2026-11-22", expires="2026-12-01")),
            [("expires", "2026-12-02", ["ONE001"])],
        ),
        (
            RECENT,
            cited("a", a=document(date="2025-12-01", expires="2027-12-01")),
            [("ages", "2026-12-02", ["ONE001"]), ("expires", "2027-12-02", [])],
        ),
        # Both ends on one day are both told.
        (
            RECENT,
            cited("a", a=document(date="2025-12-01", expires="2026-12-01")),
            [("expires", "2026-12-02", ["ONE001"]), ("ages", "2026-12-02", ["ONE001"])],
        ),
        # A document that only becomes valid before the other ends carries the requirement on.
        (
            RECENT,
            cited("a", "b", a=document(date="2025-12-01"), b=document(date="2026-12-01")),
            [("ages", "2027-12-02", ["ONE001"])],
        ),
        (
            RECENT,
            cited("a", "b", a=document(date="2025-12-01"), b=document(date="2026-12-03")),
            [("ages", "2026-12-02", ["ONE001"])],
        ),
        (RUN, declared(monitoring={"frequency": "P3M", "last_run": "2026-09-01"}), [("ages", "2026-12-02", ["ONE001"])]),
        (RUN, declared(monitoring={"frequency": "P3M", "last_run": "2026-08-21"}), []),
        (RUN, declared(monitoring={"last_run": "2026-09-01"}), []),
        (RUN, declared(monitoring={"frequency": "P9999Y", "last_run": "2026-09-01"}), []),
        (
            {"/data/quality/last_check": {"maxAge": "P1Y"}},
            declared(data={"quality": {"last_check": "2026-12-01"}}),
            [],
        ),
        (
            {"/data/sources/*/checked": {"maxAge": "P1Y"}},
            declared(data={"sources": [{"checked": "2026-11-01"}, {"checked": "2025-12-01"}]}),
            [("ages", "2026-12-02", ["ONE001"])],
        ),
        ({"not": {"/audit/date": {"notAfter": "as-of"}}}, declared(audit={"date": "2026-12-02"}), [("ages", "2026-12-02", ["ONE001"])]),
        ({"not": {"/audit/date": {"before": ["as-of"]}}}, declared(audit={"date": "2026-12-01"}), [("ages", "2026-12-02", ["ONE001"])]),
        # Where the age makes it unknown, because another branch is not declared, it holds no longer either.
        (
            {"any": [{"/audit/date": {"maxAge": "P1Y"}}, YES]},
            declared(audit={"date": "2025-12-01"}),
            [("ages", "2026-12-02", ["ONE001"])],
        ),
    ],
)  # fmt: skip
def test_what_expires_or_gets_too_old(require: Data, facts: Declaration, expected: list[Any]) -> None:
    assert told(ahead(charter({"require": require}), facts)) == expected


def test_a_day_that_several_requirements_wait_for_is_one_event() -> None:
    made = charter({"require": RUN}, {"require": RUN, "due": "operation"}, {"require": YES})
    facts = declared(project={"stage": "pilot"}, monitoring={"frequency": "P3M", "last_run": "2026-09-01"})
    (event,) = ahead(made, facts).events
    assert (event.subject, [one.requirement.id for one in event.concerned]) == (
        "/monitoring/last_run",
        ["ONE001", "ONE002"],
    )
    assert {(one.now, one.then) for one in event.concerned} == {(Outcome.MET, Outcome.GAP)}


def test_what_stopped_to_count_does_not_fall_short() -> None:
    made = charter({"require": RUN, "until": "2026-12-01"})
    facts = declared(monitoring={"frequency": "P3M", "last_run": "2026-09-01"})
    assert told(ahead(made, facts)) == [("stops", "2026-12-02", ["ONE001"])]


def test_what_does_not_apply_for_a_while_and_falls_short_meanwhile_did_not_hold_until_then() -> None:
    applies = {"any": [{"/audit/date": {"maxAge": "P1M"}}, {"/data/quality/last_check": {"notAfter": "as-of"}}]}
    made = charter({"when": applies, "require": RUN})
    facts = declared(
        audit={"date": "2026-11-01"},
        data={"quality": {"last_check": "2027-01-01"}},
        monitoring={"frequency": "P3M", "last_run": "2026-09-10"},
    )
    found = [
        outcome_on(Assessor([made], DAY), facts, date.fromisoformat(day))
        for day in ("2026-12-01", "2026-12-02", "2027-01-01")
    ]
    assert found == [Outcome.MET, Outcome.NOT_APPLICABLE, Outcome.GAP]
    assert told(ahead(made, facts)) == []


@pytest.mark.parametrize(("until", "count"), [(None, 3), ("2030-08-02", 3), ("2030-08-01", 2), ("2026-12-02", 1), ("2026-12-01", 0)])  # fmt: skip
def test_until_is_the_last_day_shown(until: str | None, count: int) -> None:
    made = charter({"from": "2026-12-02"}, {"from": "2027-12-02"}, {"from": "2030-08-02"})
    assert len(ahead(made, declared(), until=date.fromisoformat(until) if until else None).events) == count


def decision(made: Charter, declaration: Declaration, **fields: Any) -> Decision:
    """Return a decision on the only requirement of a charter that rests on these facts."""
    (rules,) = Assessor([made], DAY).rules
    digest = grounds_of(rules.rules[0], declaration, made).digest()
    given = {"charter": made.id, "requirement": "ONE001", "body": "B", "date": "2026-11-01", "answer": "accepted"}
    rest = {"reason": "R", "facts": digest, "valid_until": None, "path": "decisions.yaml", "place": Place(1, 1)}
    return Decision(**{**given, **rest, **fields})


@pytest.mark.parametrize(
    ("decisions", "expected"),
    [
        ([{"valid_until": "2027-12-01"}], [("2027-12-02", "met", "needs-review")]),
        ([{"valid_until": "2026-11-22"}], [("2026-11-23", "met", "needs-review")]),
        ([{"valid_until": "2027-12-01", "answer": "refused"}], [("2027-12-02", "gap", "needs-review")]),
        ([{}], []),
        # Over already, not made yet, on other facts, or with a later one in its place: it does not count today.
        ([{"valid_until": "2026-11-21"}], []),
        ([{"valid_until": "2027-12-01", "date": "2026-11-23"}], []),
        ([{"valid_until": "2027-12-01", "facts": "sha256:0"}], []),
        ([{"valid_until": "2027-12-01"}, {"date": "2026-11-02"}], []),
        # The earlier one counts again when the later one ends.
        ([{}, {"date": "2026-11-02", "valid_until": "2027-12-01"}], [("2027-12-02", "met", "met")]),
    ],
)
def test_a_decision_that_counts_ends(decisions: list[Data], expected: list[tuple[str, str, str]]) -> None:
    made, facts = charter({"judgement": {"en": "Enough?"}}), declared(oversight={"guaranteed": True})
    given = facts._replace(decisions=tuple(decision(made, facts, **fields) for fields in decisions))
    events = ahead(made, given).events
    assert [(one.day.isoformat(), one.concerned[0].now, one.concerned[0].then) for one in events] == expected
    assert all(one.kind is Kind.DECISION and one.decision for one in events)


def test_a_decision_to_come_is_not_taken_for_age() -> None:
    made = charter({"judgement": {"en": "Enough?"}, "require": RUN})
    facts = declared(monitoring={"frequency": "P1Y", "last_run": "2026-01-01"})
    refused = decision(made, facts, date="2026-12-01", answer="refused")
    (event,) = ahead(made, facts._replace(decisions=(refused,))).events
    assert (event.kind, event.day) == (Kind.AGES, date(2027, 1, 2))


@pytest.mark.parametrize(
    ("sections", "owner"),
    [
        ({}, None),
        ({"project": {"contact": "c@x.be"}}, ("c@x.be", CONTACT)),
        ({"project": {"contact": "c@x.be"}, "oversight": {"role": "Lead"}}, ("Lead", "/oversight/role")),
        ({"oversight": {"role": "Lead", "stop": {"role": "Chief"}}}, ("Lead", "/oversight/role")),
        ({"project": {"contact": "c@x.be"}, "oversight": {"stop": {"role": "Chief"}}}, ("c@x.be", CONTACT)),
    ],
)
def test_the_owner_is_the_role_of_the_section_or_else_the_contact(
    sections: Data, owner: tuple[str, str] | None
) -> None:
    (event,) = ahead(charter({"from": "2027-12-02"}), declared(**sections)).events
    assert event.owner == owner


def test_a_document_belongs_to_whom_the_section_that_cites_it_names() -> None:
    made = charter({"require": {"/transparency/documentation/evidence": {"evidence": ["model-card"]}}})
    documentation = {"evidence": ["a"], "owner": "Team"}
    facts = declared(
        project={"contact": "c@x.be"},
        transparency={"documentation": documentation},
        evidence={"a": document(expires="2027-12-01")},
    )
    (event,) = ahead(made, facts).events
    assert event.owner == ("Team", "/transparency/documentation/owner")


@pytest.mark.parametrize("pointer", [*ROLES, CONTACT, LAUNCH])
def test_the_facts_that_are_looked_up_are_fields_of_a_declaration(pointer: str) -> None:
    node = json.loads((folder("schemas") / "declaration.schema.json").read_bytes())
    for part in parts_of(pointer):
        node = node["properties"][part]
    assert node


def test_it_is_known_of_every_keyword_when_time_changes_its_answer() -> None:
    assert KEYWORDS.keys() - {"includes"} == TURNS.keys()


# Dates close together, so that ends, beginnings and the day judged fall on each other; most of them are good today, so
# that there is something to lose.
def days(first: int, last: int) -> st.SearchStrategy[str]:
    return st.integers(first, last).map(lambda number: (DAY + timedelta(days=number)).isoformat())


PAST, COMING = days(-20, 1), days(-2, 20)
DURATION = st.sampled_from(["P0D", "P1D", "P2W", "P20D", "P1M"])
LEAVES = st.one_of(
    st.builds(lambda age: {"/a/day": {"maxAge": age}}, DURATION),
    st.just({"/a/day": {"maxAge": "/a/every"}}),
    st.just({"/b/*/day": {"maxAge": "P2W"}}),
    st.just({"not": {"/a/next": {"notAfter": "as-of"}}}),
    st.just({"not": {"/a/next": {"before": ["as-of", "/a/other"]}}}),
    st.just({"/a/cites": {"evidence": ["dpia"]}}),
    st.builds(lambda age: {"/a/cites": {"evidence": {"kinds": ["dpia"], "maxAge": age}}}, DURATION),
)
CONDITIONS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        inner.map(lambda part: {"not": part}),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"any": parts}),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"all": parts}),
    ),
    max_leaves=3,
)
DOCUMENT = st.fixed_dictionaries(
    {"kind": st.just("dpia"), "reference": st.just("R"), "date": PAST | COMING, "expires": COMING | st.just("never")}
)
FACTS = st.fixed_dictionaries(
    {
        "evidence": st.fixed_dictionaries({"x": DOCUMENT}, optional={"y": DOCUMENT}),
        "a": st.fixed_dictionaries(
            {"cites": st.sampled_from([["x"], ["x", "y"], ["y"]]), "day": PAST, "next": COMING},
            optional={"other": days(30, 40), "every": DURATION},
        ),
        "b": st.lists(st.fixed_dictionaries({"day": PAST}), min_size=1, max_size=2),
    }
)
REQUIREMENTS = st.fixed_dictionaries(
    {"require": CONDITIONS}, optional={"when": LEAVES, "from": COMING, "until": days(5, 30)}
)
HORIZON = 80


def outcome_on(assessor: Assessor, facts: Declaration, day: date) -> Outcome:
    """Return what the only requirement is, or would be if it counted."""
    assessor.as_of = day
    (finding,) = assessor.assess(facts).assessments[0].findings
    return finding.upcoming.outcome if finding.upcoming else finding.outcome


@settings(max_examples=300)
@given(requirement=REQUIREMENTS, facts=FACTS)
def test_what_lies_ahead_is_what_judging_every_day_finds(requirement: Data, facts: Data) -> None:
    made, declaration = charter(requirement), declared(**facts)
    agenda = ahead(made, declaration)
    dates = [one.day for one in agenda.events]
    assert all(day > DAY for day in dates)
    assert dates == sorted(dates)
    every_day = [DAY + timedelta(days=number) for number in range(HORIZON)]
    assessor = Assessor([made], DAY)
    outcomes = {day: outcome_on(assessor, declaration, day) for day in every_day}
    falls = [
        day
        for before, day in pairwise(every_day)
        if outcomes[before] in HOLDING and outcomes[day] in (Outcome.GAP, Outcome.UNDECLARED)
    ]
    expected = falls[:1] if outcomes[DAY] in HOLDING else []
    found = {one.day for one in agenda.events if one.kind in (Kind.EXPIRES, Kind.AGES) and one.concerned}
    assert sorted(found) == expected
    for event in agenda.events:
        for one in event.concerned:
            assert one.now is outcomes[DAY]
            assert event.day not in outcomes or one.then is outcomes[event.day]
    for event in agenda.events:
        if event.kind is Kind.STOPS:
            assert outcomes[event.day] is Outcome.NOT_APPLICABLE


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_an_example_has_nothing_on_or_before_the_day_judged_and_all_in_order(path: Path, federal: Charter) -> None:
    for day in (DAY, date(2026, 12, 1), date(2026, 12, 2), date(2027, 12, 1), date(2027, 12, 2), date(2030, 8, 2)):
        agenda = look_ahead(Assessor([federal], day), read_declaration(str(path / "charter.yaml")))
        days = [one.day for one in agenda.events]
        assert days == sorted(days)
        assert all(one > day for one in days)


def full(name: str = "P", **project: str) -> tuple[Charter, Declaration]:
    """Return a charter and a declaration with an event of every kind."""
    made = charter(
        {"require": RUN},
        {"require": CITES, "due": "operation"},
        {"from": "2026-12-02", "until": "2030-08-01", "due": "operation"},
    )
    facts = declared(
        project={"name": name, "stage": "design", "launch": "2027-12-02", **project},
        monitoring={"frequency": "P3M", "last_run": "2026-09-01"},
        data_protection={"dpia": {"evidence": ["a"]}},
        evidence={"a": document(title="Impact; a, b\\c", expires="2027-12-01")},
    )
    return made, facts


def shown(form: str, agendas: Sequence[Agenda], language: str = "en") -> str:
    return "".join(render(form, agendas, View(words(language))))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", AGENDAS)
def test_every_format_tells_every_event_in_every_language(form: str, language: str) -> None:
    agenda = ahead(*full())
    written = shown(form, [agenda], language)
    assert len(agenda.events) == 5
    for event in agenda.events:
        assert (f"{event.day:%Y%m%d}" if form == "ics" else event.day.isoformat()) in written
    assert "{" not in written or form == "json"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_text_keeps_within_its_width(language: str) -> None:
    for width in (40, 80):
        pieces = render("text", [ahead(*full("A project with a rather long name " * 3))], View(words(language), width))
        assert max(map(len, "".join(pieces).splitlines())) <= width


def test_the_markdown_shows_declared_text_to_the_letter() -> None:
    written = shown("markdown", [ahead(*full("*bold* | <b>"))])
    assert r"\*bold\* \| \<b\>" in written
    rows = [line for line in written.splitlines() if line.startswith("|")]
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {5}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'=1"),
        (" \r\n=1", "'=1"),
        ("2026-12-02", "2026-12-02"),
        ("a=b", "a=b"),
        ("a\r\nb", "a b"),
        ("", ""),
        (None, ""),
    ],
)
def test_no_cell_is_a_formula(value: object, expected: str) -> None:
    assert cell(value) == expected


@given(name=st.text(max_size=40), owner=st.text(min_size=1, max_size=40))
def test_the_table_is_rfc_4180_and_harmless_whatever_is_declared(name: str, owner: str) -> None:
    written = shown("csv", [ahead(*full(name, contact=owner))])
    assert written.endswith("\r\n")
    assert not re.search(r"[^\r]\n|\r[^\n]", written)
    head, *rows = csv.reader(io.StringIO(written, newline=""), strict=True)
    assert len(rows) == len(told(ahead(*full()))) + 1  # the launch makes two due
    assert {len(row) for row in rows} == {len(head)}
    assert not any(cell.startswith(("=", "+", "-", "@", "\t")) for row in rows for cell in row)


def calendar(written: str) -> icalendar.Calendar:
    """Return a calendar as another program reads it."""
    found = icalendar.Calendar.from_ical(written)
    assert isinstance(found, icalendar.Calendar)
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_another_program_reads_the_calendar(language: str) -> None:
    agenda = ahead(*full("É" * 90))
    written = shown("ics", [agenda], language)
    assert not re.search(r"[^\r]\n|\r[^\n]", written)
    assert max(len(line.encode()) for line in written.split("\r\n")) <= 75
    found = calendar(written)
    assert (found["VERSION"], bool(found["PRODID"])) == ("2.0", True)
    assert found.errors == []
    events = found.walk("VEVENT")
    assert [one.decoded("DTSTART") for one in events] == [one.day for one in agenda.events]
    assert [str(one["UID"]) for one in events] == [f"{one.uid('p')}@charter" for one in agenda.events]
    assert {one.decoded("DTSTAMP").date() for one in events} == {DAY}
    assert all(one.errors == [] for one in events)
    (expiry,) = (str(one["SUMMARY"]) for one in events if "Impact" in str(one["SUMMARY"]))
    assert "a (Impact; a, b\\c)" in expiry
    assert "{" not in expiry


def test_a_calendar_without_a_date_is_still_a_calendar() -> None:
    found = calendar(shown("ics", [ahead(charter({}), declared())]))
    assert found.walk("VEVENT") == []
    assert len(found.subcomponents) == 1


def test_the_same_project_twice_is_in_a_calendar_once() -> None:
    once, twice = (calendar(shown("ics", [ahead(*full())] * times)).walk("VEVENT") for times in (1, 2))
    assert len(once) == len(twice)


def test_the_name_of_an_event_stays_the_same_on_another_day_and_differs_from_all_others() -> None:
    def names(agenda: Agenda, project: str = "p") -> list[str]:
        return [event.uid(project) for event in agenda.events]

    made, facts = full()
    today, tomorrow = ahead(made, facts), ahead(made, facts, DAY + timedelta(days=1))
    assert names(today) == names(tomorrow)
    assert len({*names(today), *names(today, "q")}) == 2 * len(today.events)


@given(line=st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=200))
def test_a_folded_line_is_short_and_unfolds_to_what_it_was(line: str) -> None:
    lines = folded(line).split("\r\n")
    assert all(len(part.encode()) <= 75 for part in lines)
    assert "\r\n".join(lines).replace("\r\n ", "") == line


@given(value=st.text(max_size=80))
def test_the_calendar_gives_back_what_was_written(value: str) -> None:
    written = f"BEGIN:VEVENT\r\n{folded(f'SUMMARY:{text(value)}')}\r\nEND:VEVENT\r\n"
    read = str(icalendar.Event.from_ical(written)["SUMMARY"])
    assert text(read) == text(value)
    assert "\n" not in read


def schema_failures(written: str) -> list[Any]:
    return list(failures("upcoming", json.loads(written)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_json_has_the_form_of_its_schema(language: str) -> None:
    made, facts = full()
    decided = charter({"judgement": {"en": "Enough?"}})
    settled = declared(oversight={"guaranteed": True})
    with_decision = settled._replace(decisions=(decision(decided, settled, valid_until="2027-12-01"),))
    broken = read_declaration("none.yaml")
    agendas = [
        ahead(made, facts),
        ahead(decided, with_decision, until=date(2030, 8, 2)),
        ahead(charter(*STAGES), declared(project={"stage": "idea"})),
        ahead(made, broken),
    ]
    written = shown("json", agendas, language)
    assert schema_failures(written) == []
    assert [len(one["events"]) for one in json.loads(written)["declarations"]] == [5, 1, 1, 0]
    assert json.loads(written)["exit_code"] == 3


def loose(schema: Any) -> list[str]:
    """Return all sections of a schema that do not ask for all of their keys, or allow others."""
    found = []
    if isinstance(schema, Mapping):
        keys = schema.get("properties")
        if keys and (sorted(schema["required"]) != sorted(keys) or schema.get("additionalProperties") is not False):
            found.append(str(sorted(keys)))
        found += [one for inner in schema.values() for one in loose(inner)]
    elif isinstance(schema, list):
        found += [one for inner in schema for one in loose(inner)]
    return found


def test_the_schema_asks_for_every_key_and_knows_every_kind_and_outcome() -> None:
    schema = json.loads((folder("schemas") / "upcoming.schema.json").read_bytes())
    assert loose(schema) == []
    assert schema["$defs"]["event"]["properties"]["kind"]["enum"] == [kind.value for kind in Kind]
    assert schema["$defs"]["outcome"]["enum"] == [outcome.value for outcome in Outcome]
    assert "upcoming" in SCHEMAS


CHATBOT = "examples/citizen-chatbot"


@pytest.mark.parametrize("form", AGENDAS)
def test_the_command_writes_every_format(form: str, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    arguments = ["upcoming", str(ROOT / CHATBOT), "--as-of", "2026-11-22"]
    path = tmp_path / "out"
    assert command([*arguments, "-f", form, "-o", f"ics={tmp_path / 'c.ics'}"], {}) == 0
    out, err = capsysbinary.readouterr()
    assert err.decode() == f"{len(json_events(arguments, capsysbinary))} events lie ahead.\n"
    assert command([*arguments, "-f", form, "-o", str(path)], {}) == 0
    assert (path.read_bytes(), capsysbinary.readouterr().out) == (out, b"")
    assert calendar((tmp_path / "c.ics").read_text(encoding="utf-8")).walk("VEVENT")


def json_events(arguments: list[str], capsysbinary: pytest.CaptureFixture[bytes]) -> list[Data]:
    assert command([*arguments, "-f", "json"], {}) == 0
    written = capsysbinary.readouterr().out.decode()
    assert schema_failures(written) == []
    return list(json.loads(written)["declarations"][0]["events"])


@pytest.mark.parametrize("form", AGENDAS)
def test_a_file_that_cannot_be_read_is_told_and_the_others_are_shown(
    form: str, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    wrong = tmp_path / "charter.yaml"
    wrong.write_text(f"{MINIMAL}purposes: []\n", encoding="utf-8")
    code = command(["upcoming", str(wrong), str(ROOT / CHATBOT), "--as-of", "2026-11-22", "-f", form], {})
    out, err = (part.decode() for part in capsysbinary.readouterr())
    assert code == 3
    assert ("purposes" in err) is (form in ("csv", "ics"))
    assert ("purposes" in out) is (form not in ("csv", "ics"))
    assert "citizen-chatbot" in out
    assert "could not be assessed" in err


def test_a_folder_without_declarations_is_an_error(tmp_path: Path) -> None:
    assert [command(["upcoming", str(tmp_path), "-f", form], {}) for form in AGENDAS] == [3] * len(AGENDAS)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--until", "soon"], "'soon' is not a date"),
        (["--until", "launch"], "'launch' is not a date"),
        (["--until", "2026-11-22"], "2026-11-22 does not lie after the day judged, 2026-11-22"),
        (["-f", "concise"], "'concise' is not possible for --format"),
        (["-o", "yaml=x"], "'yaml' is not possible for --output"),
        (["--as-of", "2026-02-30"], "'2026-02-30' is neither a date"),
        (["--stage", "pilot"], "--stage"),
    ],
)
def test_wrong_options_are_usage_errors(
    arguments: list[str], said: str, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    code = command(["upcoming", str(ROOT / CHATBOT), "--as-of", "2026-11-22", *arguments], {})
    out, err = capsysbinary.readouterr()
    assert (code, out) == (2, b"")
    assert said in err.decode()


def test_the_launch_can_be_the_day_judged(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    events = json_events(["upcoming", str(ROOT / CHATBOT), "--as-of", "launch"], capsysbinary)
    assert events
    assert all(str(one["date"]) > "2026-05-04" for one in events)


def test_a_project_without_a_launch_cannot_be_looked_at_from_there(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    (tmp_path / "charter.yaml").write_text(MINIMAL, encoding="utf-8")
    assert command(["upcoming", str(tmp_path), "--as-of", "launch", "-f", "json"], {}) == 3
    written = capsysbinary.readouterr().out.decode()
    assert schema_failures(written) == []
    assert json.loads(written)["declarations"][0]["as_of"] is None


def test_a_declaration_is_not_written_over(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    path = tmp_path / "charter.yaml"
    path.write_text(MINIMAL, encoding="utf-8")
    assert command(["upcoming", str(path), "-o", f"ics={path}"], {}) == 2
    assert path.read_text(encoding="utf-8") == MINIMAL
    assert capsysbinary.readouterr().err


def test_the_same_input_gives_the_same_bytes(program: Run, tmp_path: Path) -> None:
    def written(seed: str) -> dict[str, bytes]:
        outputs = [part for form in AGENDAS for part in ("-o", f"{form}={tmp_path / form}")]
        ran = program(
            "upcoming", CHATBOT, "--as-of", "2026-11-22", *outputs, cwd=ROOT, environment={"PYTHONHASHSEED": seed}
        )
        assert ran.code == 0
        return {form: (tmp_path / form).read_bytes() for form in AGENDAS}

    assert written("1") == written("2")


def test_the_help_and_a_calendar_load_no_more_than_they_need() -> None:
    assert loaded("upcoming", "--help") & set(HEAVY) == set()
    modules = loaded("upcoming", CHATBOT, "-f", "ics", "--as-of", "2026-11-22")
    assert modules & (set(HEAVY) - {"yaml"}) == set()


def test_events_know_their_day_as_a_date() -> None:
    (event,) = ahead(charter({"from": "2026-12-02"}), declared()).events
    assert isinstance(event, Event)
    assert as_date("2026-12-02") == event.day
