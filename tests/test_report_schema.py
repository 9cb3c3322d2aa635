"""The JSON report has the form of its schema, for every kind of declaration and in every language."""

import json
from pathlib import Path
from typing import Any

import pytest

from charter_cli.cli.app import run
from charter_cli.dialect.reference import failures
from charter_cli.model.report import Outcome, Verdict
from charter_cli.read.strict_yaml import parse
from charter_cli.resources import folder

DAY = "2026-11-22"
EMPTY = "declaration: 1\nproject: {id: p, name: P}\n"
GAPS = """\
declaration: 1
project: {id: p, name: P, stage: operation, launch: "2026-01-01"}
scope: {purposes: [decision-support, public-interaction]}
system: {ai_system: true, sourcing: procured}
human_interaction: {available: false}
data: {sources: [{name: a}, {origin: b}]}
"""
OUT_OF_SCOPE = """\
declaration: 1
project: {id: p, name: P, stage: idea}
scope: {purposes: [internal], purposes_complete: true}
"""
MISSPELT = "declaration: 1\nproject: {id: p, name: P, stag: idea}\n"
DECISION = """\
format: 1
decisions:
  - charter: be-federal-ai-2025
    requirement: HUM001
    body: ethics committee
    date: "2026-11-01"
    answer: accepted
    reason: It is easy to find.
    facts: {facts}
"""


def base() -> str:
    """Return the declaration from which the cases of the shipped charter start, as JSON, which is YAML too."""
    path = folder("charters") / "be-federal-ai-2025" / "cases.yaml"
    document, _ = parse(path.read_bytes(), path.name, 4 * 1024 * 1024)
    assert document is not None
    return json.dumps(document.data["base"])


def report(capsysbinary: pytest.CaptureFixture[bytes], *arguments: str) -> tuple[int, Any]:
    """Run check, hold its report against the schema, and return the exit code and the report."""
    code = run(["check", "-f", "json", *arguments], {"CHARTER_LANG": "en"})
    written = json.loads(capsysbinary.readouterr().out)
    assert failures("report", written) == []
    assert written["exit_code"] == code
    return code, written


def declare(folder: Path, text: str) -> str:
    path = folder / "charter.yaml"
    path.write_text(text, encoding="utf-8")
    return str(path)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (EMPTY, 1),
        (GAPS, 1),
        (OUT_OF_SCOPE, 0),
        (MISSPELT, 3),
        ("declaration: 1\n", 3),
        ("declaration: 1\nproject: []\n", 3),
        ("", 3),
        ("- a\n", 3),
        ("project: {id: p\n", 3),
        ("project: {id: p, id: q}\n", 3),
        ("\tproject: p\n", 3),
    ],
)
def test_every_declaration_makes_a_report_of_the_schema(
    text: str, code: int, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    path = declare(tmp_path, text)
    assert report(capsysbinary, path, "--as-of", DAY, "-c", "be-federal-ai-2025")[0] == code
    assert (report(capsysbinary, path, "--as-of", DAY)[0] == 3) is (code == 3)


@pytest.mark.parametrize("project", ["{id: 12, name: P}", "{id: p, name: [P]}", "{id: {a: b}, name: true}"])
def test_a_project_that_is_named_wrongly_makes_a_report_of_the_schema(
    project: str, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    code, written = report(capsysbinary, declare(tmp_path, f"declaration: 1\nproject: {project}\n"), "--as-of", DAY)
    assert code == 3
    assert written["declarations"][0]["problems"]


@pytest.mark.parametrize("language", ["en", "fr", "nl", "de"])
def test_the_report_has_the_same_form_in_every_language(
    language: str, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    _, written = report(capsysbinary, declare(tmp_path, GAPS), "--as-of", DAY, "-l", language)
    assert written["language"] == language


@pytest.mark.parametrize("stage", ["idea", "design", "pilot", "operation", "retired"])
def test_the_report_has_its_form_at_every_stage(
    stage: str, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    _, written = report(capsysbinary, declare(tmp_path, EMPTY), "--as-of", DAY, "--stage", stage)
    assert written["declarations"][0]["stage"] == stage


def test_a_report_of_what_lies_ahead_has_the_form_of_the_schema(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    _, written = report(capsysbinary, declare(tmp_path, EMPTY), "--as-of", "2024-01-01", "--stage", "idea")
    findings = [finding for one in written["declarations"][0]["assessments"] for finding in one["findings"]]
    waits = [finding["upcoming"] for finding in findings if finding["outcome"] == "upcoming"]
    assert any(wait["date"] and wait["stage"] for wait in waits)


def test_a_report_without_a_day_has_the_form_of_the_schema(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    code, written = report(capsysbinary, declare(tmp_path, EMPTY), "--as-of", "launch")
    assert (code, written["declarations"][0]["as_of"]) == (3, None)


def test_a_file_that_is_not_there_makes_a_report_of_the_schema(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    code, written = report(capsysbinary, str(tmp_path / "none.yaml"), str(tmp_path), "--as-of", DAY)
    assert code == 3
    assert [declaration["digest"] for declaration in written["declarations"]] == [None, None]


def test_a_declaration_that_meets_everything_and_its_decision_make_a_report_of_the_schema(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    path = declare(tmp_path, base())
    _, written = report(capsysbinary, path, "--as-of", DAY)
    (finding,) = (
        finding
        for finding in written["declarations"][0]["assessments"][0]["findings"]
        if finding["requirement"] == "HUM001"
    )
    assert finding["outcome"] == "needs-review"
    decision = DECISION.format(facts=finding["judgement"]["facts"])
    (tmp_path / "decisions.yaml").write_text(decision, encoding="utf-8")
    _, decided = report(capsysbinary, path, "--as-of", DAY)
    (finding,) = (
        finding
        for finding in decided["declarations"][0]["assessments"][0]["findings"]
        if finding["requirement"] == "HUM001"
    )
    assert finding["outcome"] == "met"
    told = {"body": "ethics committee", "date": "2026-11-01", "answer": "accepted"}
    assert finding["judgement"]["decision"].items() >= told.items()


def _keys(schema: Any, root: Any) -> list[str]:
    """Return the places of all sections of a schema that do not ask for all of their keys, or allow others."""
    loose = []
    if isinstance(schema, dict):
        if "properties" in schema and (
            sorted(schema.get("required", [])) != sorted(schema["properties"])
            or schema.get("additionalProperties") is not False
        ):
            loose.append(str(sorted(schema["properties"])))
        for inner in schema.values():
            loose += _keys(inner, root)
    if isinstance(schema, list):
        for inner in schema:
            loose += _keys(inner, root)
    return loose


def test_the_schema_asks_for_every_key_and_allows_no_other() -> None:
    schema = json.loads((folder("schemas") / "report.schema.json").read_text(encoding="utf-8"))
    assert _keys(schema, schema) == []


def test_the_schema_knows_all_outcomes_and_verdicts() -> None:
    definitions = json.loads((folder("schemas") / "report.schema.json").read_text(encoding="utf-8"))["$defs"]
    assert definitions["finding"]["properties"]["outcome"]["enum"] == [outcome.value for outcome in Outcome]
    assert definitions["assessment"]["properties"]["verdict"]["enum"] == [verdict.value for verdict in Verdict]
    assert definitions["assessment"]["properties"]["counts"]["required"] == [outcome.value for outcome in Outcome]


@pytest.mark.parametrize(
    ("path", "keyword"),
    [(("declarations", 0, "digest"), "required"), (("declarations", 0, "assessments", 0, "verdict"), "required")],
)
def test_a_report_without_a_key_is_not_one_of_the_schema(
    path: tuple[Any, ...], keyword: str, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    _, written = report(capsysbinary, declare(tmp_path, GAPS), "--as-of", DAY)
    node = written
    for part in path[:-1]:
        node = node[part]
    del node[path[-1]]
    assert [(failure.path, failure.keyword, failure.asked) for failure in failures("report", written)] == [
        (path[:-1], keyword, path[-1])
    ]
