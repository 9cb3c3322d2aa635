"""Waivers as they are told: in every format, by date, and in the documents."""

import csv
import io
import json
import re
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from charter_cli.assess.assessment import Assessor
from charter_cli.assess.upcoming import look_ahead
from charter_cli.assess.waivers import Waivers
from charter_cli.dialect.reference import failures
from charter_cli.model.charter import Charter, Stage
from charter_cli.model.declaration import Declaration, Place
from charter_cli.model.report import Outcome, Report
from charter_cli.model.upcoming import Agenda, Kind
from charter_cli.model.waiver import Waiver
from charter_cli.read.declarations import read_declaration
from charter_cli.render import Format, View, render
from charter_cli.render import upcoming as upcoming_words
from charter_cli.render.csv import OF_WAIVERS
from charter_cli.words import LANGUAGES, words
from tests.cases import charter_of
from tests.conftest import ROOT, Run
from tests.test_pipelines import HOSTILE, entries, rows, suites
from tests.test_waivers import (
    DAY,
    FEDERAL,
    ONE,
    REASON,
    bare_report,
    declared,
    gap,
    judged,
    only_of,
    read,
    small,
    told,
    waiver,
)

__all__ = ["gap"]

# Formats.


def shown(form: Format, *reports: Report, language: str = "en") -> str:
    return "".join(render(form, reports, View(words(language), root=str(ROOT))))


@cache
def of_triage(form: Format) -> str:
    """Return the report on the example with its waivers as they are."""
    return shown(form, triage())


def triage(**fields: Any) -> Report:
    """Judge the example with three waivers: one of a gap, one of missing facts, and one that has expired."""
    common = {"charter": FEDERAL, "project": "benefits-triage"}
    waivers = [
        waiver(requirement="TRA004", expires="2026-12-15", renewals=2, **{**common, **fields}),
        waiver(requirement="ASM005", entry="/waivers/1", place=Place(14, 5), **common),
        waiver(requirement="OVS001", expires="2026-11-21", entry="/waivers/2", place=Place(24, 5), **common),
    ]
    return Assessor([charter_of(FEDERAL)], DAY, waivers=Waivers(waivers)).assess(declared_triage())


@cache
def declared_triage() -> Declaration:
    path = "examples/benefits-triage/charter.yaml"
    return read_declaration(str(ROOT / path))._replace(path=path)


FACTS = (REASON, "head of service", "management committee", "MC 1", "2026-09-14", "2026-12-15", "23 days left")


# A statement of the result holds the digests of the files of waivers, and no sentence.
SPEAKING = [form for form in Format if form.value != "intoto"]


@pytest.mark.parametrize("form", [form for form in SPEAKING if form is not Format.CONCISE])
def test_every_format_shows_who_waived_what_why_and_until_when(form: Format) -> None:
    text = " ".join(shown(form, triage()).split())
    for fact in FACTS if form not in (Format.JSON, Format.CSV) else FACTS[:-1]:
        assert fact in text
    assert "TRA004" in text
    assert "ASM005" in text


@pytest.mark.parametrize("form", SPEAKING)
def test_every_format_tells_every_notice(form: Format) -> None:
    report = triage()
    assert told(report) == ["waiver-ends", "waiver-expired"]
    text = " ".join(re.sub(r"\\(.)", r"\1", shown(form, report)).split())
    for notice in report.notices:
        sentence = words("en")(f"problem.{notice.code}", **notice.params)
        assert sentence in text
    assert "waivers.yaml" in text


def test_the_text_marks_the_place_lists_the_waivers_and_then_the_notices() -> None:
    text = shown(Format.TEXT, triage())
    assert "waived · must  TRA004" in text
    assert "  waived until: 2026-12-15 included, 23 days left\n  reason: " in text
    assert "  decision: MC 1, granted on 2026-09-14, renewed 2 times\n" in text
    part = text[text.index("\nWaivers\n") : text.index("Answer these questions first")]
    assert part.splitlines()[2:4] == [
        "  TRA004 2026-12-15 included, 23 days left · decision: MC 1",
        "  ASM005 2027-12-31 included, 404 days left · decision: MC 1",
    ]
    assert "\nTo note\n\n  waivers.yaml:3:5\n" in part
    assert max(map(len, text.splitlines())) <= 80


def test_concise_leaves_out_what_asks_nobody() -> None:
    lines = shown(Format.CONCISE, triage()).splitlines()
    assert not any(" TRA004 waived" in line or " TRA004 gap" in line or " ASM005 " in line for line in lines)
    assert [line.split(" ")[:2] for line in lines[-2:]] == [
        ["waivers.yaml:3:5:", "waiver-ends"],
        ["waivers.yaml:24:5:", "waiver-expired"],
    ]


def test_json_holds_the_waiver_and_what_lies_under_it() -> None:
    data = json.loads(shown(Format.JSON, triage()))
    assert failures("report", data) == []
    finding = only_of(data, "TRA004")
    assert finding["waiver"] == {
        "outcome": "gap",
        "pointer": None,
        "reason": REASON,
        "owner": "head of service",
        "approver": "management committee",
        "decision": "MC 1",
        "granted": "2026-09-14",
        "expires": "2026-12-15",
        "days_left": 23,
        "renewals": 2,
        "path": "waivers.yaml",
        "line": 3,
        "column": 5,
        "others": [],
    }
    assert finding["gaps"]
    assert only_of(data, "ASM005")["waiver"]["outcome"] == "undeclared"
    assert only_of(data, "OVS001")["waiver"] is None
    (declaration,) = data["declarations"]
    assert [(one["code"], one["line"], one["column"], one["pointer"]) for one in declaration["notices"]] == [
        ("waiver-ends", 3, 5, "/waivers/0"),
        ("waiver-expired", 24, 5, "/waivers/2"),
    ]


def test_json_holds_all_waivers_that_cover_a_finding_together() -> None:
    waivers = [waiver(pointer="/oversight/stop"), waiver(pointer="/oversight", expires="2027-01-01", decision="MC 2")]
    data = json.loads(shown(Format.JSON, judged(waivers)))
    assert failures("report", data) == []
    given = only_of(data, "ONE001")["waiver"]
    assert (given["decision"], [one["decision"] for one in given["others"]]) == ("MC 2", ["MC 1"])


def test_markdown_has_a_section_for_waivers_and_one_for_notices() -> None:
    text = shown(Format.MARKDOWN, triage())
    start = text.index("\n## Waivers\n")
    part = text[start : text.index("\n## ", start + 1)]
    assert all(fact in part for fact in ("TRA004", "ASM005", *FACTS))
    assert "# TRA004" not in text[:start]
    assert "\n## To note\n\n- `waivers.yaml` (line 3): " in text
    assert "| waived |" in text
    assert "| waived |" not in shown(Format.MARKDOWN, bare_report("benefits-triage"))


def test_sarif_suppresses_what_is_waived_and_notices_are_no_failure() -> None:
    (run,) = json.loads(shown(Format.SARIF, triage()))["runs"]
    suppressed = {one["ruleId"]: one["suppressions"] for one in run["results"] if one["suppressions"]}
    assert suppressed.keys() == {"TRA004", "ASM005"}
    (suppression,) = suppressed["TRA004"]
    assert (suppression["kind"], suppression["status"]) == ("external", "accepted")
    assert REASON in suppression["justification"]
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"]
    notes = [(one["descriptor"]["id"], one["level"]) for one in invocation["toolExecutionNotifications"]]
    assert notes == [("waiver-ends", "note"), ("waiver-expired", "warning")]


def test_junit_skips_what_is_waived_and_has_a_suite_of_notices() -> None:
    read_suites = suites(shown(Format.JUNIT, triage()))
    cases = {str(case.name).partition(" ")[0]: case.result for suite in read_suites for case in suite}
    assert "waived until: 2026-12-15" in str(cases["TRA004"][0].message)
    assert "ai_role_stated" in str(cases["TRA004"][0].text)
    assert [type(cases[code][0]).__name__ for code in ("TRA004", "waiver-ends", "waiver-expired")] == ["Skipped"] * 3
    assert str(read_suites[-1].name).endswith(" notices")


def test_gitlab_tells_what_is_waived_as_information() -> None:
    found = {one["check_name"]: one for one in entries(shown(Format.GITLAB, triage()))}
    assert found[f"{FEDERAL}/TRA004"]["severity"] == "info"
    assert (found["waiver-ends"]["severity"], found["waiver-expired"]["severity"]) == ("info", "minor")
    assert found["waiver-ends"]["location"] == {"path": "waivers.yaml", "lines": {"begin": 3}}


def test_github_annotates_the_file_of_waivers() -> None:
    lines = shown(Format.GITHUB, triage()).splitlines()
    assert any(line.startswith("::warning file=waivers.yaml,line=24,col=5,title=waiver-expired::") for line in lines)
    assert any(line.startswith("::notice file=waivers.yaml,line=3,col=5,title=waiver-ends::") for line in lines)
    (waived,) = (line for line in lines if "title=TRA004" in line)
    assert waived.startswith("::notice file=examples/benefits-triage/charter.yaml,line=155,")


def test_csv_has_columns_for_the_waiver_and_rows_for_notices() -> None:
    found = rows(shown(Format.CSV, triage()))
    row = next(one for one in found if one["requirement"] == "TRA004")
    assert (row["outcome"], row["waived_outcome"]) == ("waived", "gap")
    cells = [REASON, "head of service", "management committee", "MC 1", "2026-09-14", "2026-12-15", "23", "2"]
    assert [row[f"waiver_{name}"] for name in OF_WAIVERS] == cells
    assert [(one["slug"], one["outcome"], one["line"]) for one in found[-2:]] == [
        ("waiver-ends", "notice", "3"),
        ("waiver-expired", "notice", "24"),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", list(Format))
def test_every_language_has_its_words(form: Format, language: str) -> None:
    text = shown(form, triage(), language=language)
    assert text
    if form is not Format.CONCISE and language != "en":
        assert "waived until" not in text


@given(HOSTILE)
@settings(max_examples=60)
def test_no_text_of_a_waiver_breaks_a_format(text: str) -> None:
    hostile = triage(reason=text, owner=text, approver="x", decision=text)
    (run,) = json.loads(shown(Format.SARIF, hostile))["runs"]
    assert all("](" not in s["justification"].replace("\\](", "") for r in run["results"] for s in r["suppressions"])
    data = json.loads(shown(Format.JSON, hostile))
    assert only_of(data, "TRA004")["waiver"]["reason"] == text
    suites(shown(Format.JUNIT, hostile))
    entries(shown(Format.GITLAB, hostile))
    for row in rows(shown(Format.CSV, hostile)):
        assert not row["waiver_reason"].startswith(("=", "+", "-", "@"))
    for form in (Format.CONCISE, Format.GITHUB):
        assert len(shown(form, hostile).splitlines()) == len(of_triage(form).splitlines())
    assert headings(shown(Format.MARKDOWN, hostile)) == headings(of_triage(Format.MARKDOWN))
    page = shown(Format.HTML, hostile)
    assert "<script" not in page.lower()
    assert page.count("<li>") == of_triage(Format.HTML).count("<li>")
    assert "\x1b" not in shown(Format.TEXT, hostile)


def headings(text: str) -> list[str]:
    return [line for line in text.splitlines() if re.match("#+ ", line)]


def test_the_same_input_gives_the_same_bytes() -> None:
    for form in Format:
        assert shown(form, triage()) == shown(form, triage())


# What lies ahead.


def ahead(waivers: Sequence[Waiver], charter: Charter | None = None, declaration: Declaration | None = None) -> Agenda:
    assessor = Assessor([charter or small()], DAY, waivers=Waivers(waivers))
    return look_ahead(assessor, declaration or declared())


def events(agenda: Agenda) -> list[tuple[str, str, str, str]]:
    return [
        (one.kind.value, one.day.isoformat(), one.concerned[0].now.value, one.concerned[0].then.value)
        for one in agenda.events
    ]


def test_the_end_of_a_waiver_lies_ahead_and_the_gap_comes_back() -> None:
    agenda = ahead([waiver(expires="2026-12-31")])
    assert events(agenda) == [("waiver", "2027-01-01", "waived", "gap")]
    (event,) = agenda.events
    assert (event.last_day, event.owner and event.owner.name) == (date(2026, 12, 31), "head of service")
    details = list(upcoming_words.details(words("en"), event, agenda))
    assert details == ["waived up to and including 2026-12-31", "now: waived; then: gap"]
    assert upcoming_words.what(words("en"), event, agenda) == "ONE001, waiver by decision MC 1"


@pytest.mark.parametrize(
    "fields",
    [{"expires": "2026-11-21"}, {"approver": "head of service"}, {"pointer": "/transparency"}, {"project": "q"}],
)
def test_the_end_of_a_waiver_that_covers_nothing_is_no_event(fields: dict[str, str]) -> None:
    assert events(ahead([waiver(**fields)])) == []


def test_a_waiver_that_is_granted_again_follows_the_first() -> None:
    waivers = [waiver(expires="2026-12-31"), waiver(granted="2027-01-01", expires="2027-03-31")]
    assert events(ahead(waivers)) == [
        ("waiver", "2027-01-01", "waived", "waived"),
        ("waiver", "2027-04-01", "waived", "gap"),
    ]


def test_waivers_that_end_on_one_day_are_one_event() -> None:
    agenda = ahead([waiver(pointer="/oversight/stop"), waiver(decision="MC 2", owner="another role")])
    (event,) = agenda.events
    assert {one.decision for one in event.waivers} == {"MC 1", "MC 2"}
    assert event.owner
    assert event.owner.name == "head of service, another role"


def test_a_requirement_that_starts_under_a_waiver_starts_as_waived() -> None:
    charter = small(applies_from="2027-01-01")
    assert events(ahead([waiver(expires="2027-06-30")], charter)) == [
        ("starts", "2027-01-01", "waived", "waived"),
        ("waiver", "2027-07-01", "waived", "gap"),
    ]
    assert events(ahead([waiver(expires="2026-12-31")], charter)) == [
        ("starts", "2027-01-01", "waived", "gap"),
        ("waiver", "2027-01-01", "waived", "gap"),
    ]


def test_a_launch_is_looked_at_with_the_waivers_of_that_day() -> None:
    charter, project = small(due=Stage.OPERATION), declared(stage="pilot", launch="2027-02-01")
    assert ("launch", "2027-02-01", "waived", "waived") in events(ahead([waiver()], charter, project))
    assert ("launch", "2027-02-01", "waived", "gap") in events(ahead([waiver(expires="2027-01-31")], charter, project))


def test_a_document_that_expires_under_a_waiver_leaves_the_requirement_waived() -> None:
    charter = small({"/oversight/plan": {"evidence": ["policy"]}})
    register = {"a": {"kind": "policy", "reference": "R", "date": "2026-01-01", "expires": "2026-12-31"}}
    declaration = declared({"plan": "a"})._replace(
        facts={"project": {"id": "p", "name": "P"}, "oversight": {"plan": "a"}, "evidence": register}
    )
    assert events(ahead([waiver()], charter, declaration)) == [
        ("expires", "2027-01-01", "met", "waived"),
        ("waiver", "2028-01-01", "met", "gap"),
    ]


@pytest.mark.parametrize("form", ["text", "markdown", "json", "csv", "ics"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_format_tells_the_end_of_a_waiver(form: str, language: str) -> None:
    agenda = ahead([waiver(decision="MC 1; <b>|x\n=1")])
    text = "".join(upcoming_words.render(form, [agenda], View(words(language), width=200)))
    if form == "ics":
        assert "DTSTART;VALUE=DATE:20280101" in text
    else:
        assert "2028-01-01" in text
    if form in ("text", "markdown", "ics"):
        assert words(language)("agenda.kind.waiver").lower() in text.lower()
    if form == "json":
        data = json.loads(text)
        assert failures("upcoming", data) == []
        (event,) = data["declarations"][0]["events"]
        assert event["kind"] == Kind.WAIVER
        assert event["waivers"][0]["approver"] == "management committee"
        assert event["owner"] == {"name": "head of service", "pointer": None}
    if form == "csv":
        assert len(list(csv.reader(io.StringIO(text, newline="")))) == 2


def test_the_command_upcoming_counts_waivers_unless_told_not_to(gap: Path, run: Run) -> None:
    look = ("upcoming", *ONE[1:], "--as-of", "2026-11-22", "-f", "csv")
    ran = run(*look, cwd=gap)
    assert (ran.code, "2026-12-16,2026-12-15,waiver" in ran.out) == (0, True)
    assert ",waiver," not in run(*look, "--no-waivers", cwd=gap).out
    text = (gap / "waivers.yaml").read_text(encoding="utf-8")
    (gap / "waivers.yaml").write_text(text.replace("granted:", "grantd:"), encoding="utf-8")
    ran = run(*look, cwd=gap)
    assert ran.code == 3
    assert "waivers.yaml:10:5: " in ran.err
    for form in ("text", "markdown", "json"):
        assert "grantd" in run(*look[:-1], form, cwd=gap).out


# What the documents say.


def test_the_example_of_the_readme_is_read_as_it_stands(tmp_path: Path) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    section = text[text.index("\n## Waivers\n") :]
    block = re.search(r"```yaml\n(.*?)```", section, re.DOTALL)
    assert block
    (one,), problems = read(block[1], path=tmp_path / "waivers.yaml")
    assert problems == []
    declaration = read_declaration(str(ROOT / "examples" / one.project / "charter.yaml"))
    report = Assessor([charter_of(FEDERAL)], DAY, waivers=Waivers([one])).assess(declaration)
    assert one.requirement in [f.requirement.id for a in report.assessments for f in a.of(Outcome.WAIVED)]


def test_the_readme_names_every_reason_for_which_a_waiver_does_not_hold() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    codes = {key.removeprefix("problem.") for key in words("en").catalogue if key.startswith("problem.waiver-")}
    for code in codes - {"waiver-max-unused", "waiver-twice"}:
        assert f"`{code}`" in text
