"""What pipelines and spreadsheets read: JUnit XML, GitLab code quality and CSV hold for their readers, whatever is declared."""

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from junitparser import Error, Failure, JUnitXml, Skipped, TestSuite

from charter_cli.assess.assessment import Assessor
from charter_cli.model.charter import Stage
from charter_cli.model.declaration import Declaration, Problem
from charter_cli.model.report import Cause, Exit, FailOn, Finding, Gate, Outcome, Report
from charter_cli.read.declarations import read_declaration
from charter_cli.render import Format, View, escape, phrases, render
from charter_cli.render.csv import COLUMNS
from charter_cli.words import LANGUAGES, words
from tests.cases import charter_of
from tests.conftest import AS_OF, EXAMPLES, MINIMAL, ROOT, Run
from tests.test_render import NASTY

FORMATS = (Format.JUNIT, Format.GITLAB, Format.CSV)
FEDERAL = "be-federal-ai-2025"
OPEN = (Outcome.GAP, Outcome.UNDECLARED, Outcome.NEEDS_REVIEW)
UNREADABLE = "declaration: 1\nproject: {id: p, name: P, stag: idea, id: q}\nwhat: 1\n"
HOSTILE = st.text(st.characters(codec="utf-8"), max_size=60) | st.sampled_from(
    [*NASTY, "]]>", "<!ENTITY a 'b'>", "\ufffe\uffff", '=1+1,"x"', "@SUM(A1)\r\n=1", "\uff1dcmd", "', \"", "{0}{}%s"]
)

# What GitLab publishes of its format: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
QUALITY = Draft202012Validator(
    {
        "type": "array",
        "items": {
            "type": "object",
            "additionalProperties": False,
            "required": ["description", "check_name", "fingerprint", "severity", "location"],
            "properties": {
                "description": {"type": "string", "minLength": 1},
                "check_name": {"type": "string", "minLength": 1},
                "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
                "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
                "location": {
                    "type": "object",
                    "additionalProperties": False,
                    "required": ["path", "lines"],
                    "properties": {
                        "path": {"type": "string", "pattern": "^[^/]"},
                        "lines": {
                            "type": "object",
                            "additionalProperties": False,
                            "required": ["begin"],
                            "properties": {"begin": {"type": "integer", "minimum": 1}},
                        },
                    },
                },
            },
        },
    }
)


@cache
def assessor(gate: Gate = Gate(), day: date = AS_OF, stage: Stage | None = None) -> Assessor:  # noqa: B008 (a tuple)
    return Assessor([charter_of(FEDERAL), charter_of("data-protection")], day, stage, gate)


def example_of(name: str, gate: Gate = Gate()) -> Report:  # noqa: B008
    path = f"examples/{name}/charter.yaml"
    return assessor(gate).assess(read_declaration(str(ROOT / path))._replace(path=path))


def declared(text: str, path: str = "charter.yaml") -> Report:
    return assessor().assess(read_declaration(path, text.encode()))


def poisoned(text: str, path: str = "charter.yaml") -> Report:
    """Judge a declaration with one text wherever prose can stand, and gaps beside it."""
    said = json.dumps(text)
    return declared(
        f"declaration: 1\nproject: {{id: p, name: {said}, stage: operation}}\n"
        "scope: {purposes: [public-interaction, decision-support]}\nsystem: {ai_system: true}\n"
        f"organisation: {{name: {said}}}\ndata: {{sources: [{{name: {said}, origin: {said}}}]}}\n"
        f"human_interaction: {{available: false, channels: [{said}]}}\n",
        path,
    )


def shown(form: Format, *reports: Report, language: str = "en", root: str = "") -> str:
    return "".join(render(form, reports, View(words(language), root=root)))


def suites(written: str) -> list[TestSuite]:
    parsed = JUnitXml.fromstring(written.encode())
    assert isinstance(parsed, JUnitXml)
    return list(parsed)


def entries(written: str) -> list[Any]:
    read: list[Any] = json.loads(written)
    QUALITY.validate(read)
    assert len({one["fingerprint"] for one in read}) == len(read)
    return read


def rows(written: str) -> list[dict[str, str]]:
    assert written.endswith("\r\n")
    assert not re.search(r"[^\r]\n|\r[^\n]", written)
    head, *cells = csv.reader(io.StringIO(written, newline=""), strict=True)
    assert tuple(head) == COLUMNS
    assert {len(row) for row in cells} <= {len(COLUMNS)}
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r", "\uff1d")) for row in cells for cell in row)
    return [dict(zip(COLUMNS, row, strict=True)) for row in cells]


def findings(*reports: Report) -> Iterator[Finding]:
    for report in reports:
        for assessment in report.assessments:
            yield from assessment.findings


def counted(suite: TestSuite) -> tuple[int, int, int, int]:
    """Count what is in a suite, whatever it says of itself."""
    results = [result for case in suite for result in case.result]
    kinds = Counter(type(result) for result in results)
    return len(list(suite)), kinds[Failure], kinds[Error], kinds[Skipped]


def said(suite: TestSuite) -> tuple[int, int, int, int]:
    return suite.tests, suite.failures, suite.errors, suite.skipped


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda folder: folder.name)
@pytest.mark.parametrize("fail_on", list(FailOn))
@pytest.mark.parametrize("review", [False, True])
def test_what_fails_the_gate_is_a_failure_and_nothing_else_is(folder: Path, fail_on: FailOn, review: bool) -> None:  # noqa: FBT001
    gate = Gate(fail_on, review)
    report = example_of(folder.name, gate)
    read = suites(shown(Format.JUNIT, report))
    assert [suite.name for suite in read] == [
        f"{report.declaration.path} {one.charter.id}" for one in report.assessments
    ]
    for suite, assessment in zip(read, report.assessments, strict=True):
        assert said(suite) == counted(suite)
        counts = assessment.counts()
        stopped = sum(map(gate.stops, assessment.findings))
        assert said(suite) == (sum(counts.values()), stopped, 0, sum(counts.values()) - stopped - counts[Outcome.MET])
    assert any(suite.failures for suite in read) is (report.exit is Exit.GATE)


def test_a_failure_says_why_where_how_to_close_it_and_its_source() -> None:
    (case,) = (
        case
        for suite in suites(shown(Format.JUNIT, example_of("benefits-triage"), language="en"))
        for case in suite
        if case.name.startswith("OVS001")
    )
    (failure,) = case.result
    assert (case.classname, case._elem.get("file"), case._elem.get("line")) == (
        f"examples/benefits-triage/charter.yaml.{FEDERAL}",
        "examples/benefits-triage/charter.yaml",
        "164",
    )
    assert (failure.message, failure.type) == (
        "gap (must): Human oversight of a high-risk system is guaranteed",
        "gap",
    )
    assert failure.text.strip().splitlines() == [
        "Human oversight of a high-risk system is guaranteed",
        "examples/benefits-triage/charter.yaml:164:17 oversight.can_override: declared is false; true is needed",
        "examples/benefits-triage/charter.yaml:66:15 ai_act.risk_class = high (applies because of this)",
        "to close it: Appoint a role that oversees the system, give it the power to set results aside, and declare this under oversight.",
        "source: the charter, principle 3, p. 2-4",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_skipped_case_says_why(language: str) -> None:
    for report in (example_of("benefits-triage"), example_of("gard-copilot"), example_of("copilot-discovery")):
        for suite in suites(shown(Format.JUNIT, report, language=language)):
            skipped = [result for case in suite for result in case.result if isinstance(result, Skipped)]
            assert skipped
            assert all(re.search(r"\(.+\)\u00a0?: .*\w", result.message) for result in skipped)


def test_what_ended_says_until_when_and_what_waits_for_the_scope_says_for_what() -> None:
    requirement = next(charter_of(FEDERAL).requirements())
    ended = Cause("", "applies-until", None, {"date": "2026-01-01"})
    finding = Finding(requirement, Outcome.NOT_APPLICABLE, "x", (ended,))
    (assessment, *_) = declared(MINIMAL).assessments
    assert phrases.reason(words("en"), finding, assessment) == "it applied until 2026-01-01"
    for one in assessment.of(Outcome.UNDECLARED):
        assert phrases.reason(words("en"), one, assessment)


def test_the_names_of_cases_are_the_same_in_every_language_and_each_comes_once() -> None:
    report = example_of("benefits-triage")
    named = [
        [(case.classname, case.name) for suite in suites(shown(Format.JUNIT, report, language=one)) for case in suite]
        for one in LANGUAGES
    ]
    assert all(names == named[0] for names in named)
    assert len(set(named[0])) == len(named[0]) == len(list(findings(report)))


def test_an_xml_report_knows_no_clock() -> None:
    written = shown(Format.JUNIT, example_of("benefits-triage"), declared(UNREADABLE))
    assert not any({"time", "timestamp", "hostname"} & set(element.attrib) for element in ET.fromstring(written).iter())  # noqa: S314 (our own)


def test_a_file_that_cannot_be_read_is_told_in_every_format() -> None:
    report = declared(UNREADABLE, "bad.yaml")
    problems = report.declaration.problems
    (suite,) = suites(shown(Format.JUNIT, report))
    assert said(suite) == counted(suite) == (len(problems), 0, len(problems), 0)
    assert [result.type for case in suite for result in case.result] == [one.code for one in problems]
    quality = entries(shown(Format.GITLAB, report))
    assert [(one["check_name"], one["severity"]) for one in quality] == [(one.code, "blocker") for one in problems]
    table = rows(shown(Format.CSV, report))
    assert [(one["path"], one["outcome"], one["slug"]) for one in table] == [
        ("bad.yaml", "problem", one.code) for one in problems
    ]
    for one, entry, problem in zip(table, quality, problems, strict=True):
        assert problem.place
        assert (one["line"], one["column"]) == (str(problem.place.line), str(problem.place.column))
        assert entry["location"] == {"path": "bad.yaml", "lines": {"begin": problem.place.line}}
        assert one["title"] == entry["description"]


def test_a_problem_without_a_place_stands_at_the_first_line() -> None:
    problem = Problem("nothing-found", "folder", None, "", {})
    report = Report(Declaration("folder", None, {}, problems=(problem,)), None, None, (), Gate())
    (suite,) = suites(shown(Format.JUNIT, report))
    assert [case._elem.get("line") for case in suite] == ["1"]
    assert entries(shown(Format.GITLAB, report))[0]["location"]["lines"]["begin"] == 1
    assert rows(shown(Format.CSV, report))[0]["line"] == ""


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda folder: folder.name)
def test_gitlab_gets_what_is_open_with_the_severity_of_its_level(folder: Path) -> None:
    report = example_of(folder.name)
    severities = Counter(
        "info"
        if one.outcome is Outcome.NEEDS_REVIEW
        else {"must": "critical", "should": "major", "may": "minor"}[one.requirement.level]
        for one in findings(report)
        if one.outcome in OPEN
    )
    read = entries(shown(Format.GITLAB, report))
    assert Counter(one["severity"] for one in read) == severities
    assert {one["fingerprint"] for one in read} == {one.fingerprint for one in findings(report) if one.outcome in OPEN}


def test_gitlab_gets_an_empty_list_where_nothing_is_open() -> None:
    assert shown(Format.GITLAB, example_of("citizen-chatbot")) == "[]\n"
    assert shown(Format.GITLAB) == "[]\n"


def test_a_project_declared_twice_has_other_fingerprints_that_stay() -> None:
    one, other = declared(MINIMAL, "a/charter.yaml"), declared(MINIMAL, "b/charter.yaml")
    both = entries(shown(Format.GITLAB, one, other, one, other))
    alone = entries(shown(Format.GITLAB, one))
    assert both[: len(alone)] == alone
    assert len(both) == 4 * len(alone)
    again = entries(shown(Format.GITLAB, one, other))
    assert both[: len(again)] == again


def test_no_format_has_anything_without_reports_but_its_frame() -> None:
    assert suites(shown(Format.JUNIT)) == []
    assert rows(shown(Format.CSV)) == []


def test_the_counts_of_all_formats_are_those_of_the_json_report() -> None:
    reports = [example_of(folder.name) for folder in EXAMPLES] + [declared(UNREADABLE)]
    told = json.loads(shown(Format.JSON, *reports))
    table = rows(shown(Format.CSV, *reports))
    counts: Counter[str] = Counter()
    for one in told["declarations"]:
        counts["problem"] += len(one["problems"])
        for assessment in one["assessments"]:
            counts.update(assessment["counts"])
    assert Counter(row["outcome"] for row in table) == +counts
    quality = entries(shown(Format.GITLAB, *reports))
    assert len(quality) == counts["problem"] + sum(counts[outcome] for outcome in OPEN)
    cases = [case for suite in suites(shown(Format.JUNIT, *reports)) for case in suite]
    assert len(cases) == len(table) == sum(counts.values())


def test_a_row_says_what_the_json_report_says() -> None:
    report = example_of("benefits-triage")
    (told,) = json.loads(shown(Format.JSON, report))["declarations"]
    expected = [
        (
            assessment["charter"]["id"],
            *(str(one[key]) for key in ("requirement", "slug", "principle", "level", "basis", "outcome", "title")),
            one["remedy"],
            one["source"],
            one["fingerprint"],
            len(one["missing"]),
        )
        for assessment in told["assessments"]
        for one in assessment["findings"]
    ]
    columns = ("charter", "requirement", "slug", "principle", "level", "basis", "outcome", "title", "remedy", "source")
    assert [
        (
            *(row[column] for column in (*columns, "fingerprint")),
            len(row["missing"].split("; ")) if row["missing"] else 0,
        )
        for row in rows(shown(Format.CSV, report))
    ] == expected


@settings(max_examples=60)
@given(text=HOSTILE, path=HOSTILE)
@example(text="\x00\x0b\x1b[31m\u2028\x85", path="a&<b>'\".yaml")
def test_no_declared_text_breaks_a_format(text: str, path: str) -> None:
    reports = [poisoned(text, path or "x"), declared(f"declaration: 1\n{json.dumps(text)}: 1\n", path or "x")]
    sound = poisoned("x")
    read = suites(shown(Format.JUNIT, *reports))
    assert all(said(suite) == counted(suite) for suite in read)
    assert all("\n" not in (case.name + case.classname) for suite in read for case in suite)
    table = rows(shown(Format.CSV, *reports))
    assert len(table) == sum(len(list(suite)) for suite in read)
    written = json.loads(shown(Format.GITLAB, *reports))
    assert len({one["fingerprint"] for one in written}) == len(written)
    if not reports[0].declaration.problems:
        assert len(list(findings(reports[0]))) == len(list(findings(sound)))


@given(st.text(max_size=40))
@example("\ud800 \ufffe \x00 ]]> & < > \" '")
def test_what_xml_cannot_hold_is_shown_by_its_number(text: str) -> None:
    (element,) = ET.fromstring(f'<a><b c="{escape.xml(escape.one_line(text))}">{escape.xml(text)}</b></a>')  # noqa: S314
    shown_text = re.sub("[\ud800-\udfff\ufffe\uffff]", lambda m: f"<U+{ord(m[0]):04X}>", escape.visible(text))
    assert (element.text or "") == shown_text
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f]", shown_text)


@given(st.lists(st.text(max_size=20), min_size=2, max_size=5))
def test_a_row_is_read_back_as_its_cells(cells: list[str]) -> None:
    (read,) = csv.reader(io.StringIO(escape.row(cells), newline=""), strict=True)
    assert read == [escape.cell(one) for one in cells]


@pytest.mark.parametrize(
    ("path", "root", "expected"),
    [
        ("./a/charter.yaml", "", "a/charter.yaml"),
        ("a/../b.yaml", "/work", "b.yaml"),
        ("/work/a/b.yaml", "/work", "a/b.yaml"),
        ("/elsewhere/b.yaml", "/work/x", "../../elsewhere/b.yaml"),
        ("/work/a/b.yaml", "", "/work/a/b.yaml"),
        ("-", "/work", "-"),
    ],
)
def test_a_pipeline_names_files_from_where_it_runs(path: str, root: str, expected: str) -> None:
    assert View(words("en"), root=root).relative(path) == expected


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("examples/citizen-chatbot",), 0),
        ((str(ROOT / "examples/benefits-triage"),), 1),
        (("examples/benefits-triage", "--fail-on", "never"), 0),
        (("LICENSE", "examples/benefits-triage"), 3),
    ],
)
def test_a_run_writes_the_format_and_ends_with_the_code_of_the_gate(
    arguments: tuple[str, ...], code: int, form: Format, run: Run
) -> None:
    ran = run("check", *arguments, "-f", form.value, "-c", FEDERAL, "--as-of", AS_OF.isoformat(), cwd=ROOT)
    assert ran.code == code
    if form is Format.JUNIT:
        read = suites(ran.out)
        assert (any(one.errors for one in read), any(one.failures for one in read)) == (code == 3, code in (1, 3))
        assert not any(case._elem.get("file").startswith("/") for one in read for case in one)
    elif form is Format.GITLAB:
        entries(ran.out)
    else:
        assert ran.out.splitlines()[0] == ",".join(COLUMNS)


def test_the_same_input_gives_the_same_bytes_whatever_stands_before_it() -> None:
    report = example_of("benefits-triage")
    for form in FORMATS:
        first, second = shown(form, report), shown(form, report)
        assert first == second
