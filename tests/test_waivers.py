"""Waivers: what they cover, on which days, what they never do, and that every format tells them."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from charter_cli.assess.assessment import Assessor, verdict
from charter_cli.assess.waivers import Waivers
from charter_cli.model.charter import Charter, Stage
from charter_cli.model.declaration import Declaration, Place, Problem
from charter_cli.model.report import Exit, Finding, Outcome, Report, Verdict
from charter_cli.model.waiver import Waiver
from charter_cli.read.charters import parse_condition
from charter_cli.read.declarations import read_declaration
from charter_cli.read.form import prune
from charter_cli.read.waivers import read_waivers
from charter_cli.render import Format
from charter_cli.words import LANGUAGES, words
from tests.cases import charter_of
from tests.conftest import AS_OF, ROOT, Run

DAY = date(2026, 11, 22)
FEDERAL = "be-federal-ai-2025"
REASON = "The letters are printed again in January, and staff explain by phone."
TEXT = f"""\
format: 1
waivers:
  - charter: {FEDERAL}
    requirement: TRA004
    project: benefits-triage
    reason: {REASON}
    owner: head of the benefits service
    approver: management committee
    decision: MC-2026-118
    granted: 2026-09-14
    expires: 2026-12-15
    renewals: 1
"""
"""A file with one waiver that holds on the day of the tests, for 23 days more."""


def waiver(**fields: Any) -> Waiver:
    """Return a waiver of the requirement of `small`, which holds unless a field says otherwise."""
    given = {
        "charter": "small",
        "requirement": "ONE001",
        "project": "p",
        "pointer": None,
        "reason": REASON,
        "owner": "head of service",
        "approver": "management committee",
        "decision": "MC 1",
        "granted": "2026-09-14",
        "expires": "2027-12-31",
        "renewals": 0,
        "path": "waivers.yaml",
        "entry": "/waivers/0",
        "place": Place(3, 5),
    }
    return Waiver(**{**given, **fields})


REQUIRED = {"/oversight/guaranteed": True, "/oversight/can_override": True, "/oversight/stop/role": {"minLength": 1}}
OPEN = {"guaranteed": False, "can_override": False}
"""Facts that two gaps and a missing fact stand against."""


@cache
def _federal_pattern() -> Charter:
    return charter_of(FEDERAL)


def small(require: Mapping[str, Any] = REQUIRED, **fields: Any) -> Charter:
    """Return a charter of one requirement, which always applies, is due from the start, and can be waived."""
    federal = _federal_pattern()
    plain = {"judgement": None, "judgement_on": (), "transition": (), "related": (), "when": parse_condition({})}
    given = {"due": Stage.IDEA, "waivable": True, "waiver_max": None, "applies_from": None, **plain, **fields}
    one = next(federal.requirements())._replace(id="ONE001", require=parse_condition(require), **given)
    return federal._replace(
        id="small",
        principles=(federal.principles[0]._replace(requirements=(one,)),),
        scope=parse_condition({}),
        applies_from="2025-01-01",
    )


def declared(oversight: Mapping[str, Any] = OPEN, **project: Any) -> Declaration:
    facts = {"declaration": 1, "project": {"id": "p", "name": "P", **project}, "oversight": oversight}
    return Declaration("charter.yaml", None, facts)


def judged(
    waivers: Sequence[Waiver], charter: Charter | None = None, declaration: Declaration | None = None, day: date = DAY
) -> Report:
    return Assessor([charter or small()], day, waivers=Waivers(waivers)).assess(declaration or declared())


def only(report: Report) -> Finding:
    ((finding,),) = (assessment.findings for assessment in report.assessments)
    return finding


def told(report: Report) -> list[str]:
    return [notice.code for notice in report.notices]


# What holds, and what does not.


@pytest.mark.parametrize(
    ("day", "outcome", "notices"),
    [
        ("2026-09-13", Outcome.GAP, ["waiver-not-yet"]),
        ("2026-09-14", Outcome.WAIVED, []),
        ("2026-09-15", Outcome.WAIVED, []),
        ("2026-11-30", Outcome.WAIVED, []),
        ("2026-12-01", Outcome.WAIVED, ["waiver-ends"]),
        ("2026-12-30", Outcome.WAIVED, ["waiver-ends"]),
        ("2026-12-31", Outcome.WAIVED, ["waiver-ends"]),
        ("2027-01-01", Outcome.GAP, ["waiver-expired"]),
    ],
)
def test_a_waiver_holds_from_its_first_day_to_the_end_of_its_last(
    day: str, outcome: Outcome, notices: list[str]
) -> None:
    report = judged([waiver(expires="2026-12-31")], day=date.fromisoformat(day))
    assert (only(report).outcome, told(report)) == (outcome, notices)


@pytest.mark.parametrize(("expires", "left"), [("2026-11-22", 0), ("2026-11-23", 1), ("2026-12-22", 30)])
def test_the_days_left_are_told_in_the_last_thirty_days(expires: str, left: int) -> None:
    (notice,) = judged([waiver(expires=expires)]).notices
    assert (notice.code, notice.params["days"]) == ("waiver-ends", left)
    assert judged([waiver(expires="2026-12-23")]).notices == ()


FLAWS: list[tuple[dict[str, Any], dict[str, Any], str]] = [
    ({"approver": "Head of SERVICE"}, {}, "waiver-self-approved"),
    ({"approver": "head-of service."}, {}, "waiver-self-approved"),
    ({"approver": "h e a d o f s e r v i c e"}, {}, "waiver-self-approved"),
    ({}, {"waivable": False}, "waiver-not-waivable"),
    ({"expires": "2027-03-15"}, {"waiver_max": "P6M"}, "waiver-too-long"),
    ({"expires": "2026-09-15"}, {"waiver_max": "P1D"}, "waiver-expired"),
    ({"expires": "2026-11-21"}, {}, "waiver-expired"),
    ({"granted": "2026-11-23"}, {}, "waiver-not-yet"),
    ({"pointer": "/transparency"}, {}, "waiver-orphan"),
    ({"pointer": "/oversight/guarantee"}, {}, "waiver-orphan"),
    ({"pointer": "/oversight/guaranteed/x"}, {}, "waiver-orphan"),
    ({"pointer": "/oversight/guaranteed"}, {}, "waiver-partial"),
]


@pytest.mark.parametrize(("fields", "requirement", "code"), FLAWS)
def test_what_does_not_hold_leaves_the_gap_and_says_why(
    fields: dict[str, Any], requirement: dict[str, Any], code: str
) -> None:
    charter, given = small(**requirement), waiver(**fields)
    report, bare = judged([given], charter), judged([], charter)
    assert report.assessments == bare.assessments
    (notice,) = report.notices
    assert (notice.code, notice.path, notice.place, notice.pointer) == (code, given.path, given.place, given.entry)
    assert report.exit is Exit.GATE


@pytest.mark.parametrize(
    ("longest", "granted", "expires", "holds"),
    [
        ("P6M", "2026-09-14", "2027-03-14", True),
        ("P6M", "2026-09-14", "2027-03-15", False),
        ("P1M", "2026-10-31", "2026-11-30", True),
        ("P1M", "2026-10-31", "2026-12-01", False),
        ("P1Y", "2024-02-29", "2025-02-28", None),
        ("P1Y", "2024-02-29", "2025-03-01", False),
        ("P2W3D", "2026-11-20", "2026-12-07", True),
        ("P2W3D", "2026-11-20", "2026-12-08", False),
    ],
)
def test_the_longest_waiver_counts_from_the_day_on_which_it_was_granted(
    longest: str, granted: str, expires: str, *, holds: bool | None
) -> None:
    report = judged([waiver(granted=granted, expires=expires)], small(waiver_max=longest))
    assert (only(report).outcome is Outcome.WAIVED) is bool(holds)
    assert ("waiver-too-long" in told(report)) is (holds is False)


@pytest.mark.parametrize(
    ("require", "oversight", "when", "outcome"),
    [
        ({"/oversight/guaranteed": True}, {"guaranteed": True}, {}, Outcome.MET),
        ({"/oversight/guaranteed": True}, {"x": 1}, {"/oversight/x": 2}, Outcome.NOT_APPLICABLE),
    ],
)
@pytest.mark.parametrize("expires", ["2026-11-01", "2027-01-01"])
def test_a_waiver_with_nothing_left_to_cover_is_an_orphan(
    require: dict[str, Any], oversight: dict[str, Any], when: dict[str, Any], outcome: Outcome, expires: str
) -> None:
    charter = small(require, when=parse_condition(when))
    report = judged([waiver(expires=expires)], charter, declared(oversight))
    assert (only(report).outcome, told(report)) == (outcome, ["waiver-orphan"])


def test_what_a_person_still_has_to_judge_is_never_waived() -> None:
    charter = small({"/oversight/guaranteed": True}, judgement={"en": "Is it enough?"})
    report = judged([waiver()], charter, declared({"guaranteed": True}))
    assert (only(report).outcome, told(report)) == (Outcome.NEEDS_REVIEW, ["waiver-orphan"])


def test_what_lies_ahead_is_left_as_it_is_and_its_waiver_is_no_orphan() -> None:
    charter, early = small(due=Stage.OPERATION), declared(stage="pilot")
    report, bare = judged([waiver()], charter, early), judged([], charter, early)
    assert (report.assessments, report.notices) == (bare.assessments, ())
    assert told(judged([waiver(expires="2026-11-01")], charter, early)) == ["waiver-expired"]


def test_what_is_not_declared_can_be_waived_and_keeps_its_questions() -> None:
    report = judged([waiver()], declaration=declared({"guaranteed": True}))
    finding, bare = only(report), only(judged([], declaration=declared({"guaranteed": True})))
    assert finding.waived
    assert finding.waived.outcome is bare.outcome is Outcome.UNDECLARED
    assert finding.missing == bare.missing == ("/oversight/can_override", "/oversight/stop/role")
    assert report.questions == ()


POINTERS = [
    (["/oversight"], []),
    (["/oversight/guaranteed"], ["/oversight/can_override", "/oversight/stop/role"]),
    (["/oversight/guaranteed", "/oversight/can_override"], ["/oversight/stop/role"]),
    (["/oversight/guaranteed", "/oversight/can_override", "/oversight/stop"], []),
    (["/oversight/guaranteed", None], []),
]


@pytest.mark.parametrize(("pointers", "uncovered"), POINTERS)
def test_several_waivers_cover_together_all_or_nothing(pointers: list[str | None], uncovered: list[str]) -> None:
    waivers = [waiver(pointer=one, entry=f"/waivers/{number}") for number, one in enumerate(pointers)]
    report = judged(waivers)
    finding = only(report)
    assert (finding.outcome is Outcome.WAIVED) is (not uncovered)
    if uncovered:
        assert told(report) == ["waiver-partial"] * len(pointers)
        assert {one.params["pointers"] for one in report.notices} == {tuple(uncovered)}
    else:
        assert finding.waived
        assert {one.pointer for one in finding.waived.waivers} == set(pointers)


def test_of_several_waivers_the_one_that_ends_first_is_named_first() -> None:
    late, soon = waiver(expires="2027-06-30"), waiver(expires="2026-12-01", entry="/waivers/1")
    report = judged([late, soon])
    waived = only(report).waived
    assert waived
    assert waived.waivers == (soon, late)
    assert told(report) == [], "another one still covers everything when the first has ended"
    assert told(judged([waiver(pointer="/oversight/stop", expires="2027-06-30"), soon])) == ["waiver-ends"]


def test_waivers_that_do_not_hold_together_with_one_that_does_are_still_told() -> None:
    report = judged([waiver(expires="2026-11-01"), waiver(entry="/waivers/1", place=Place(14, 5))])
    assert (only(report).outcome, told(report)) == (Outcome.WAIVED, ["waiver-expired"])


@pytest.mark.parametrize("fields", [{"project": "q"}, {"charter": "other"}])
def test_a_waiver_of_another_project_or_charter_is_passed_over(fields: dict[str, str]) -> None:
    report = judged([waiver(**fields)])
    assert (report.assessments, report.notices) == (judged([]).assessments, ())


def test_notices_come_in_the_order_of_the_files_whatever_the_order_of_the_charters() -> None:
    charters = [charter_of(FEDERAL), small()]
    waivers = [
        waiver(expires="2026-11-01", place=Place(3, 5)),
        waiver(charter=FEDERAL, requirement="OVS001", expires="2026-11-01", place=Place(14, 5)),
        waiver(charter=FEDERAL, requirement="OVS003", expires="2026-11-01", path="a.yaml", place=Place(30, 5)),
    ]
    for judged_by in (charters, charters[::-1]):
        for order in (waivers, waivers[::-1]):
            report = Assessor(judged_by, DAY, waivers=Waivers(order)).assess(declared())
            places = [(notice.path, notice.place) for notice in report.notices]
            assert places == [("a.yaml", (30, 5)), ("waivers.yaml", (3, 5)), ("waivers.yaml", (14, 5))]


@pytest.mark.parametrize(("stage", "bare"), [("pilot", Verdict.NOT_READY), ("operation", Verdict.DO_NOT_USE)])
def test_a_waived_must_makes_ready_with_conditions_at_best_and_the_gate_holds(stage: str, bare: Verdict) -> None:
    report, without = (judged(given, declaration=declared(stage=stage)) for given in ([waiver()], []))
    assert (without.verdict, without.exit) == (bare, Exit.GATE)
    assert (report.verdict, report.exit) == (Verdict.READY_WITH_CONDITIONS, Exit.OK)


# Laws.


@cache
def bare_report(name: str) -> Report:
    return Assessor(_charters(), AS_OF).assess(_example(name))


@cache
def _charters() -> tuple[Charter, ...]:
    """Return two charters as shipped, but for longest waivers here and there."""

    def limited(charter: Charter) -> Charter:
        principles = tuple(
            one._replace(
                requirements=tuple(
                    r._replace(waiver_max="P6M" if n % 3 == 0 else None) for n, r in enumerate(one.requirements)
                )
            )
            for one in charter.principles
        )
        return charter._replace(principles=principles)

    return tuple(limited(charter_of(name)) for name in (FEDERAL, "data-protection"))


@cache
def _compiled() -> Assessor:
    return Assessor(_charters(), AS_OF)


@cache
def _example(name: str) -> Declaration:
    return read_declaration(str(ROOT / "examples" / name / "charter.yaml"))


@st.composite
def some_waivers(draw: st.DrawFn, report: Report) -> list[Waiver]:
    findings = [(a.charter.id, f) for a in report.assessments for f in a.findings]
    drawn = []
    for number in range(draw(st.integers(0, 12))):
        charter, finding = draw(st.sampled_from(findings))
        pointers = [one.pointer for one in finding.gaps if one.pointer] + list(finding.missing) + ["/nothing/here"]
        pointers += [pointer.rpartition("/")[0] or pointer for pointer in pointers]
        granted = draw(st.dates(date(2026, 3, 1), date(2027, 1, 31)))
        drawn.append(
            waiver(
                charter=charter,
                requirement=finding.requirement.id,
                project=draw(st.sampled_from([str(report.declaration.fact("/project/id")), "another"])),
                pointer=draw(st.none() | st.sampled_from(pointers)),
                approver=draw(st.sampled_from(["management committee", "Head of Service"])),
                granted=granted.isoformat(),
                expires=(granted + timedelta(days=draw(st.integers(0, 400)))).isoformat(),
                entry=f"/waivers/{number}",
                place=Place(number + 3, 5),
            )
        )
    return drawn


@given(st.data(), st.sampled_from(["benefits-triage", "citizen-chatbot", "services-publics-plus"]))
@settings(max_examples=150)
def test_with_waivers_a_finding_is_as_without_or_waived_with_the_bare_outcome_under_it(
    data: st.DataObject, name: str
) -> None:
    bare = bare_report(name)
    waivers = data.draw(some_waivers(bare))
    assessor = _compiled()
    assessor.waivers = Waivers(waivers)
    report = assessor.assess(_example(name))
    covered = set[str]()
    for one, without in zip(report.assessments, bare.assessments, strict=True):
        for finding, same in zip(one.findings, without.findings, strict=True):
            if finding.outcome is not Outcome.WAIVED:
                assert finding._replace(rests_on=None) == same._replace(rests_on=None)
                continue
            assert finding.waived
            assert finding.waived.outcome is same.outcome
            assert same.outcome in (Outcome.GAP, Outcome.UNDECLARED)
            assert finding._replace(outcome=same.outcome, waived=None) == same
            assert finding.requirement.waivable
            assert all(
                given in waivers and given.granted <= str(report.as_of) <= given.expires
                for given in finding.waived.waivers
            )
            assert all(given.approver == "management committee" for given in finding.waived.waivers)
            covered |= {given.entry for given in finding.waived.waivers}
        assert one.verdict is verdict(one.findings, report.stage)
        assert one.verdict is not Verdict.READY or without.verdict is Verdict.READY
    # Each waiver of the project is used or told, and only one that is used can be told to end.
    mine = {given.entry for given in waivers if given.project == report.declaration.fact("/project/id")}
    assert covered | {notice.pointer for notice in report.notices} == mine
    assert {notice.pointer for notice in report.notices if notice.code != "waiver-ends"} & covered == set()
    assert report.exit <= bare.exit


@given(st.data())
@settings(max_examples=30)
def test_the_order_of_waivers_changes_nothing(data: st.DataObject) -> None:
    bare = bare_report("benefits-triage")
    waivers = data.draw(some_waivers(bare))
    assessor, found = _compiled(), []
    for order in (waivers, data.draw(st.permutations(waivers))):
        assessor.waivers = Waivers(order)
        report = assessor.assess(_example("benefits-triage"))
        findings = [
            (f.outcome, sorted(f.waived.waivers) if f.waived else []) for a in report.assessments for f in a.findings
        ]
        found.append((findings, sorted(map(repr, report.notices))))
    assert found[0] == found[1]


def test_no_declaration_can_name_its_waivers(tmp_path: Path, run: Run) -> None:
    (tmp_path / "charter.yaml").write_text(
        "declaration: 1\nproject: {id: benefits-triage, name: X}\n", encoding="utf-8"
    )
    bare = run("check", ".", "-f", "json", "--as-of", "2026-11-22", cwd=tmp_path)
    (tmp_path / "waivers.yaml").write_text(TEXT, encoding="utf-8")
    assert run("check", ".", "-f", "json", "--as-of", "2026-11-22", cwd=tmp_path) == bare


# The file.


def read(text: str, *, charters: Sequence[Charter] | None = None, path: Path) -> tuple[list[Waiver], list[Problem]]:
    path.write_text(text, encoding="utf-8")
    (file,) = read_waivers([str(path)], [charter_of(FEDERAL)] if charters is None else charters)
    return list(file.waivers), list(file.problems)


def changed(old: str, new: str) -> str:
    assert old in TEXT
    return TEXT.replace(old, new)


def test_an_entry_is_read_as_it_is_written(tmp_path: Path) -> None:
    path = tmp_path / "w.yaml"
    (one,), problems = read(TEXT, path=path)
    assert problems == []
    assert one == waiver(
        charter=FEDERAL,
        requirement="TRA004",
        project="benefits-triage",
        owner="head of the benefits service",
        decision="MC-2026-118",
        expires="2026-12-15",
        renewals=1,
        path=str(path),
    )
    assert read(changed("    renewals: 1\n", ""), path=path)[0][0].renewals == 0
    pointed = changed("    renewals: 1\n", "    pointer: /decision/reasons\n")
    assert read(pointed, path=path)[0][0].pointer == "/decision/reasons"


MALFORMED = [
    ("    owner: head of the benefits service\n", "", "required", (3, 5), None),
    ("head of the benefits service", "", "required", (3, 5), None),
    ("management committee", "…", "required", (3, 5), None),
    ("    expires: 2026-12-15\n", "", "required", (3, 5), None),
    ("approver:", "approvr:", "unknown-key", (8, 5), "approver"),
    ("management committee", "[a, b]", "wrong-type", (8, 15), None),
    ("management committee", "[a, null]", "wrong-type", (8, 15), None),
    ("renewals: 1", "renewals: one", "wrong-type", (12, 15), None),
    ("renewals: 1", "renewals: -1", "too-small", (12, 15), None),
    ("renewals: 1", "pointer: decision.reasons", "bad-pointer", (12, 14), "/decision/reasons"),
    ("expires: 2026-12-15", "expires: 15/12/2026", "bad-date", (11, 14), None),
    ("expires: 2026-12-15", "expires: 2026-02-30", "bad-date", (11, 14), None),
    ("expires: 2026-12-15", "expires: never", "bad-date", (11, 14), None),
    ("expires: 2026-12-15", "expires: 2026-09-13", "until-before-from", (11, 14), None),
    (REASON, "not needed", "thin-reason", (6, 13), None),
    (REASON, "later later later later", "thin-reason", (6, 13), None),
    (REASON, "x" * 40, "thin-reason", (6, 13), None),
    (REASON, "1 2 3 4 5 6 7 8 9 10 11 12 13", "thin-reason", (6, 13), None),
    ("TRA004", "TRA0004", "unknown-requirement", (4, 18), "TRA004"),
    ("TRA004", "reasons-name-the-ai", "unknown-requirement", (4, 18), "TRA004"),
    ("project: benefits-triage", "project: Benefits Triage", "bad-identifier", (5, 14), "benefits-triage"),
    ("owner: head", "reason: again\n    owner: head", "duplicate-key", (7, 5), None),
]


@pytest.mark.parametrize(("old", "new", "code", "place", "suggestion"), MALFORMED)
def test_a_malformed_entry_is_told_with_its_place_and_only_the_others_hold(
    old: str, new: str, code: str, place: tuple[int, int], suggestion: str | None, tmp_path: Path
) -> None:
    good = TEXT.split("waivers:\n")[1].replace("TRA004", "TRA005")
    waivers, problems = read(changed(old, new) + good, path=tmp_path / "w.yaml")
    problem = next(one for one in problems if one.code == code)
    assert problem.place == place
    assert problem.params.get("suggestion") == suggestion
    assert [one.requirement for one in waivers] == ["TRA005"]
    for language in LANGUAGES:
        (said,) = (words(language)(f"problem.{code}"),)
        assert said


def test_everything_that_is_wrong_with_an_entry_is_told_at_once(tmp_path: Path) -> None:
    text = changed("TRA004", "TRA999").replace(REASON, "no").replace("2026-12-15", "soon").replace("owner:", "woner:")
    assert [one.code for one in read(text, path=tmp_path / "w.yaml")[1]] == [
        "required",
        "unknown-requirement",
        "thin-reason",
        "unknown-key",
        "bad-date",
    ]


HEADS = [
    (b"", "empty-file"),
    (b"\xff\xfe", "not-utf-8"),
    (b"- a\n", "not-waivers"),
    (b"format: [\n", "open-bracket"),
    (b"waivers: []\n", "required"),
    (TEXT.replace("format: 1", "format: 2").encode(), "unknown-version"),
    (TEXT.replace("waivers:", "waiver:").encode(), "unknown-key"),
    (TEXT.replace("waivers:", "waivers: none\nx:").encode(), "wrong-type"),
    (b"format: 1\nwaivers:\n  -\n  - [a, null]\n", "wrong-type"),
    (b"format: 1\nwaivers: [word]\n", "wrong-type"),
    (b"format: 1\nwaivers: [false]\n", "wrong-type"),
    (b"format: 1\nwaivers: [&a {}]\n", "anchor"),
]


@pytest.mark.parametrize(("content", "code"), HEADS)
def test_a_file_that_is_no_file_of_waivers_is_told_and_nothing_holds(content: bytes, code: str, tmp_path: Path) -> None:
    path = tmp_path / "w.yaml"
    path.write_bytes(content)
    (file,) = read_waivers([str(path)], [])
    assert file.waivers == ()
    assert code in [one.code for one in file.problems]


@pytest.mark.parametrize(
    "text", ["format: 1\n", "format: 1\nwaivers: []\n", "format: 1\nwaivers:\n", "format: 1\nwaivers:\n  -\n"]
)
def test_a_file_without_entries_is_one(text: str, tmp_path: Path) -> None:
    assert read(text, path=tmp_path / "w.yaml") == ([], [])


def test_an_entry_that_stands_twice_is_told_at_the_second(tmp_path: Path) -> None:
    entry = TEXT.split("waivers:\n")[1]
    (first,), (problem,) = read(TEXT + entry, path=tmp_path / "w.yaml")
    assert (problem.code, problem.place, problem.pointer) == ("waiver-twice", (13, 5), "/waivers/1")
    assert first.place == (3, 5)
    (tmp_path / "other.yaml").write_text(TEXT, encoding="utf-8")
    (tmp_path / "w.yaml").write_text(TEXT, encoding="utf-8")
    paths = [str(tmp_path / name) for name in ("w.yaml", "other.yaml", "w.yaml")]
    one, other = read_waivers(paths, [])
    assert (len(one.waivers), len(one.problems), len(other.waivers)) == (1, 0, 0)
    assert [(problem.code, problem.params["other"]) for problem in other.problems] == [
        ("waiver-twice", f"{tmp_path}/w.yaml:3")
    ]
    renewed = TEXT + entry.replace("2026-12-15", "2027-03-31")
    assert len(read(renewed, path=tmp_path / "w.yaml")[0]) == 2


def test_what_is_said_of_a_charter_that_is_not_judged_is_not_looked_up(tmp_path: Path) -> None:
    waivers, problems = read(changed("TRA004", "ABC123"), charters=[], path=tmp_path / "w.yaml")
    assert ([one.requirement for one in waivers], problems) == (["ABC123"], [])


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["charter", "requirement", "reason", "granted", "pointer", "x"]), inner)
    ),
)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("waivers") / "waivers.yaml"


@given(entry=ANYTHING)
@settings(max_examples=200)
def test_whatever_stands_in_the_file_is_told_and_never_raises(place: Path, entry: object) -> None:
    waivers, problems = read(json.dumps({"format": 1, "waivers": [entry]}), path=place)
    assert waivers == []
    assert problems or prune(entry) is None


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    (file,) = read_waivers([str(tmp_path / "none.yaml")], [])
    assert (file.waivers, [one.code for one in file.problems]) == ((), ["no-such-file"])


# The command line.

CHECK = ("check", "examples/benefits-triage", "-c", FEDERAL, "--as-of", "2026-11-22")


def only_of(data: Any, requirement: str) -> Any:
    findings = [one for a in data["declarations"][-1]["assessments"] for one in a["findings"]]
    return next(one for one in findings if one["requirement"] == requirement)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "waivers.yaml"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_the_option_waives_and_no_waivers_shows_the_bare_state(file: Path, run: Run) -> None:
    bare = run(*CHECK, "-f", "json", cwd=ROOT)
    waived = run(*CHECK, "-f", "json", "--waivers", file, cwd=ROOT)
    assert run(*CHECK, "-f", "json", "--waivers", file, "--no-waivers", cwd=ROOT) == bare
    assert only_of(json.loads(bare.out), "TRA004")["outcome"] == "gap"
    assert only_of(json.loads(waived.out), "TRA004")["outcome"] == "waived"
    assert run("report", *CHECK[1:], "-f", "json", "--waivers", file, cwd=ROOT) == waived
    assert run("report", *CHECK[1:], "-f", "json", "--waivers", file, "--no-waivers", cwd=ROOT) == bare


def test_a_setting_names_waivers_and_no_waivers_wins(file: Path, run: Run) -> None:
    check = ("check", ROOT / "examples/benefits-triage", *CHECK[2:], "-f", "json")
    (file.parent / "charter.toml").write_text('waivers = "waivers.yaml"\n', encoding="utf-8")
    assert only_of(json.loads(run(*check).out), "TRA004")["outcome"] == "waived"
    assert only_of(json.loads(run(*check, "--no-waivers").out), "TRA004")["outcome"] == "gap"
    assert only_of(json.loads(run(*check, environment={"CHARTER_WAIVERS": ""}).out), "TRA004")["outcome"] == "waived"


@pytest.fixture
def gap(tmp_path: Path) -> Path:
    """Declare a project whose only open requirement in a charter of its own is waived by `waivers.yaml`."""
    rules = (ROOT / "examples/municipal-charter/rules/charter.yaml").read_text(encoding="utf-8")
    (tmp_path / "rules.yaml").write_text(rules.replace("        waivable: false\n", ""), encoding="utf-8")
    text = (ROOT / "examples/municipal-charter/charter.yaml").read_text(encoding="utf-8")
    text = text.replace("  personal_data: true", "  personal_data: false")
    (tmp_path / "charter.yaml").write_text(text, encoding="utf-8")
    entry = (
        TEXT.replace(FEDERAL, "valmont-ai-2026")
        .replace("TRA004", "VAL003")
        .replace("benefits-triage", "valmont-parking")
    )
    (tmp_path / "waivers.yaml").write_text(entry, encoding="utf-8")
    return tmp_path


ONE = ("check", "charter.yaml", "-c", "rules.yaml", "--waivers", "waivers.yaml")


@pytest.mark.parametrize(("day", "code"), [("2026-09-13", 1), ("2026-09-14", 0), ("2026-12-15", 0), ("2026-12-16", 1)])
@pytest.mark.parametrize("form", [form.value for form in Format])
def test_the_gate_holds_as_long_as_the_waiver_whatever_the_format(
    day: str, code: int, form: str, gap: Path, run: Run
) -> None:
    ran = run(*ONE, "-f", form, "--as-of", day, cwd=gap)
    assert ran.code == code
    assert run(*ONE, "-f", form, "--as-of", day, "--no-waivers", cwd=gap).code == 1


@pytest.mark.parametrize("form", [form.value for form in Format])
def test_a_malformed_entry_ends_the_run_with_3_and_everything_is_judged(form: str, gap: Path, run: Run) -> None:
    text = (gap / "waivers.yaml").read_text(encoding="utf-8")
    (gap / "waivers.yaml").write_text(
        text + text.split("waivers:\n")[1].replace("granted:", "grantd:"), encoding="utf-8"
    )
    ran = run(*ONE, "-f", form, "--as-of", "2026-11-22", cwd=gap)
    assert ran.code == 3
    assert ran.err.startswith("1 declaration: Ready with conditions.")
    assert "grantd" in ran.out
    assert "VAL005" in ran.out or form in ("concise", "github", "gitlab", "text")


def test_a_file_of_waivers_that_is_missing_is_told_and_the_rest_judged(gap: Path, run: Run) -> None:
    ran = run(*ONE[:-1], "none.yaml", "-f", "concise", "--as-of", "2026-11-22", cwd=gap)
    assert ran.code == 3
    assert ran.out.splitlines()[0].startswith("none.yaml:1:1: no-such-file ")
    assert "VAL003 gap" in ran.out


def test_an_output_cannot_overwrite_the_waivers(gap: Path, run: Run) -> None:
    before = (gap / "waivers.yaml").read_bytes()
    assert run(*ONE, "-o", "waivers.yaml", "--as-of", "2026-11-22", cwd=gap).code == 2
    assert (gap / "waivers.yaml").read_bytes() == before


def test_projects_that_were_not_judged_are_named_in_one_line(gap: Path, run: Run) -> None:
    text = (gap / "waivers.yaml").read_text(encoding="utf-8")
    entry = text.split("waivers:\n")[1]
    others = [entry.replace("valmont-parking", name) for name in ("valmont-parkng", "another", "another")]
    others[2] = others[2].replace("VAL003", "VAL001")
    others.append(entry.replace("valmont-ai-2026", FEDERAL).replace("VAL003", "TRA004").replace("valmont-", "third-"))
    (gap / "waivers.yaml").write_text(text + "".join(others), encoding="utf-8")
    ran = run(*ONE, "--as-of", "2026-11-22", cwd=gap)
    assert ran.code == 0
    line, last = ran.err.splitlines()
    assert line == (
        "Waivers of projects that were not judged in this run: another, valmont-parkng (is 'valmont-parking' meant?)"
    )
    assert last.startswith("1 declaration:")
    empty = run("check", "none.yaml", *ONE[2:], "--as-of", "2026-11-22", cwd=gap)
    assert "Waivers of" not in empty.err, "where nothing was judged, there is nothing to say about others"


def test_several_processes_say_what_one_says(gap: Path, program: Run) -> None:
    for number in range(230):
        text = (gap / "charter.yaml").read_text(encoding="utf-8").replace("valmont-parking", f"valmont-{number}")
        (gap / f"{number:03}.charter.yaml").write_text(text, encoding="utf-8")
    text = (gap / "waivers.yaml").read_text(encoding="utf-8")
    entry = text.split("waivers:\n")[1]
    text += "".join(entry.replace("valmont-parking", f"valmont-{number}") for number in (7, 228, 300))
    (gap / "waivers.yaml").write_text(text, encoding="utf-8")
    check = ("check", ".", *ONE[2:], "--as-of", "2026-11-22", "-f", "concise", "--fail-on", "never")
    one, two = (program(*check, "--jobs", jobs, cwd=gap) for jobs in ("1", "2"))
    assert one == two
    assert "valmont-300" in one.err
    assert sum("VAL003 gap" in line for line in one.out.splitlines()) == 231 - 3


def test_a_changed_file_of_waivers_bears_on_every_declaration(gap: Path, run: Run) -> None:
    import subprocess  # noqa: PLC0415

    def git(*arguments: str) -> None:
        identity = ("-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "commit.gpgsign=false")
        subprocess.run(["git", *identity, *arguments], cwd=gap, check=True, capture_output=True)  # noqa: S607

    for arguments in (("init", "-q"), ("add", "."), ("commit", "-q", "-m", "x")):
        git(*arguments)
    changed_since = (*ONE, "--changed-since", "HEAD", "--as-of", "2026-11-22")
    assert "No declaration changed" in run(*changed_since, cwd=gap).err
    (gap / "waivers.yaml").write_text(TEXT, encoding="utf-8")
    ran = run(*changed_since, cwd=gap)
    assert (ran.code, "1 declaration:" in ran.err) == (1, True)
