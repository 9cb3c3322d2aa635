"""Every defect that was seen in a comparable tool is a test here; the table says which test holds which defect."""

import ast
import copy
import csv
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import pytest
import yaml
from markdown_it import MarkdownIt

from charter_cli.cli.app import COMMANDS
from charter_cli.cli.options import DEFAULT_CHARTERS, FORMATS
from charter_cli.model.report import Exit, Outcome, Verdict
from charter_cli.read.declarations import read_declaration
from charter_cli.read.form import schema
from charter_cli.words import LANGUAGES
from tests.conftest import EXAMPLES, MINIMAL, ROOT, Ran, Run

HELD = {
    "a key written twice hides a fact": (
        "test_strict_yaml.test_a_duplicate_key_names_both_lines",
        "test_a_key_written_twice_hides_no_fact_and_both_lines_are_named",
        "test_a_block_appended_to_a_file_never_makes_it_better",
        "test_a_decision_written_twice_hides_none",
    ),
    "a misspelt key passes": (
        "test_form.test_each_mistake_has_its_code_its_place_and_a_suggestion",
        "test_every_key_of_a_declaration_is_missed_when_it_is_misspelt",
        "test_a_misspelt_key_never_passes_and_what_was_meant_is_said_in_every_format",
        "test_a_misspelt_key_of_a_decision_or_a_charter_never_passes",
    ),
    "nothing is met and the gate is open": (
        "test_laws.test_the_empty_declaration_meets_nothing_and_asks_first_what_settles_the_most",
        "test_what_meets_nothing_fails_in_every_format",
    ),
    "a format ends with 0 whatever was found": (
        "test_cli.test_the_exit_code_is_the_same_in_every_format",
        "test_sarif.test_the_exit_code_is_that_of_every_format_and_stands_in_the_log",
        "test_pipelines.test_a_run_writes_the_format_and_ends_with_the_code_of_the_gate",
        "test_github.test_in_actions_it_is_the_format_where_none_is_asked_for",
        "test_diff.test_only_fail_on_regression_fails_and_in_every_format",
        "test_lint.test_errors_end_with_1_and_warnings_only_if_that_is_asked",
        "test_trial.test_a_case_that_comes_out_otherwise_is_told_with_both_and_its_line",
        "test_the_exit_code_depends_on_what_is_found_and_on_no_format",
        "test_a_report_in_a_file_ends_with_the_code_of_the_gate",
    ),
    "every SARIF result is at line 1, column 1": (
        "test_sarif.test_every_region_lies_within_the_file_and_starts_at_the_value",
        "test_sarif.test_a_region_covers_the_value_and_that_of_a_missing_key_its_parents_key",
        "test_a_missing_key_stands_on_its_parent_in_every_format_that_has_lines",
        "test_a_result_stands_where_another_yaml_reader_finds_the_value",
    ),
    "SARIF without rules, or under the name of another tool": (
        "test_sarif.test_what_somebody_has_to_do_is_a_result_and_every_requirement_a_rule",
        "test_a_log_has_the_name_of_this_tool_and_a_rule_for_every_result",
    ),
    "SARIF with absolute paths or fingerprints that collide": (
        "test_sarif.test_a_relative_path_stays_relative_and_is_encoded",
        "test_sarif.test_fingerprints_are_those_of_the_findings_and_not_of_lines",
    ),
    "a traceback on a file that cannot be read": (
        "test_cli.test_no_file_makes_a_traceback_and_every_bad_one_ends_with_3",
        "test_cli.test_a_file_without_permission_is_told",
        "test_strict_yaml.test_no_bytes_make_it_raise",
        "test_no_file_in_a_folder_makes_a_traceback_and_each_is_told_in_every_format",
        "test_a_file_at_the_limit_is_read_and_one_beyond_it_is_refused",
        "test_a_folder_that_cannot_be_looked_into_is_told",
        "test_a_name_that_no_file_can_have_is_a_file_that_is_not_there",
        "test_a_folder_that_is_gone_is_no_wrong_use",
        "test_a_file_that_is_named_in_an_option_and_is_not_there_makes_no_traceback",
    ),
    "a traceback on a malformed charter": (
        "test_lint.test_no_form_is_too_odd_to_be_told",
        "test_cli.test_a_charter_by_path_is_validated_with_line_and_column",
        "test_a_charter_without_any_one_of_its_keys_makes_no_traceback",
        "test_a_file_that_is_no_charter_makes_no_traceback",
    ),
    "a traceback on a closed pipe": (
        "test_cli.test_a_closed_pipe_ends_quietly_with_the_exit_code_of_the_gate",
        "test_a_reader_of_one_line_gets_it_and_the_gate_still_counts",
        "test_a_pipe_that_nobody_reads_makes_no_traceback",
    ),
    "output that differs from run to run": (
        "test_laws.test_law_4_the_same_input_gives_the_same_bytes_anywhere",
        "test_every_format_is_the_same_on_another_machine",
        "test_every_command_says_the_same_again",
    ),
    "words in another language turn a fail into a pass": (
        "test_laws.test_law_2_other_words_leave_outcomes_exit_code_and_fingerprints",
        "test_no_words_of_a_declaration_change_what_is_found",
        "test_the_language_of_the_report_changes_nothing_that_is_found",
    ),
    "<script> from a name stands in the Markdown": (
        "test_render.test_no_declared_text_breaks_the_markdown_report",
        "test_diff.test_what_others_wrote_is_shown_and_not_obeyed",
        "test_no_text_of_any_file_is_html_in_markdown",
    ),
    "a value breaks the report": (
        "test_render.test_every_format_renders_every_text",
        "test_pipelines.test_no_declared_text_breaks_a_format",
    ),
    "'does not apply' is concluded from absence": (
        "test_laws.test_law_1_deleting_any_key_of_an_example_turns_nothing_green",
        "test_what_is_hardly_declared_never_gets_out_of_anything",
        "test_a_list_that_is_not_said_to_be_complete_leads_out_of_no_scope",
        "test_what_does_not_apply_names_the_declared_fact_that_says_so",
    ),
    "what does not apply counts as passed": ("test_what_does_not_apply_is_in_no_count_of_what_is_met",),
    "a wrong use ends with 0": (
        "test_cli.test_a_wrong_use_names_what_is_wrong_and_what_was_meant",
        "test_an_unknown_command_or_option_ends_with_2_and_writes_nothing",
    ),
    "an unknown stage lowers the bar": (
        "test_laws.test_law_1_a_missing_stage_makes_everything_due",
        "test_a_stage_that_there_is_not_is_an_error_and_not_an_early_one",
    ),
    "what has expired stays active": (
        "test_decisions.test_a_decision_counts_neither_before_its_day_nor_after_its_end",
        "test_keywords.test_a_document_counts_when_it_is_of_its_kind_in_place_unchanged_dated_and_valid",
        "test_a_decision_stops_to_hold_the_gate_the_day_after_its_last",
        "test_evidence_that_has_expired_closes_the_gate",
    ),
    "a green light over nothing": (
        "test_laws.test_law_5_a_folder_without_declarations_is_an_error",
        "test_find.test_a_pattern_that_matches_nothing_is_an_error_and_hides_nothing",
        "test_nothing_is_green_over_nothing",
        "test_what_is_not_there_is_no_declaration_that_did_not_change",
    ),
    "a summary that is dropped because it is too long": (
        "test_github.test_a_long_summary_is_cut_at_a_line_and_points_to_the_whole_report",
    ),
}
"""What other tools let slip, and the tests that keep it from happening here."""

READY = ROOT / "examples/citizen-chatbot"
GAPS = ROOT / "examples/benefits-triage"
RULES = ROOT / "examples/municipal-charter/rules/charter.yaml"
DAY = ("--as-of", "2026-11-22")
FEDERAL = ("-c", "be-federal-ai-2025", *DAY)
SMALL = ("-c", RULES, *DAY)
"""A charter of six requirements, for what does not depend on what is asked."""
STILL_OPEN = (Outcome.GAP, Outcome.UNDECLARED)
MAX_BYTES, MAX_DEPTH = 1024 * 1024, 64
MARKDOWN = MarkdownIt("gfm-like", {"linkify": False})
PROGRAM = [sys.executable, "-m", "charter_cli"]
ENVIRONMENT = {"PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"}


def test_every_test_of_the_table_exists_and_every_test_here_is_in_it() -> None:
    here = Path(__file__)
    named = {name if "." in name else f"{here.stem}.{name}" for names in HELD.values() for name in names}
    written = {
        f"{path.stem}.{node.name}"
        for path in {here, *(here.with_name(f"{name.split('.')[0]}.py") for name in named)}
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef)
    }
    assert named - written == set()
    of_this_file = {name for name in written if name.startswith(f"{here.stem}.test_")}
    assert of_this_file - named == {f"{here.stem}.test_every_test_of_the_table_exists_and_every_test_here_is_in_it"}


@pytest.fixture
def charter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inside: Run) -> Run:
    """Run a command inside of this process, where a process of its own adds nothing."""
    monkeypatch.chdir(tmp_path)
    return inside


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def in_every_format(run: Run, *arguments: str | Path, into: str = "told") -> tuple[Ran, dict[str, str]]:
    """Run a check once and return how it ended and what it wrote in each format."""
    folder = Path.cwd() / into
    folder.mkdir()
    outputs = [part for form in FORMATS for part in ("-o", f"{form}={folder / form}")]
    ran = run("check", *arguments, *outputs)
    return ran, {form: (folder / form).read_bytes().decode() for form in FORMATS}


def findings(told: str) -> list[Any]:
    """Return the findings of a JSON report."""
    assessments = [one for declaration in json.loads(told)["declarations"] for one in declaration["assessments"]]
    return [finding for assessment in assessments for finding in assessment["findings"]]


# A key written twice.

TWICE = {
    "a second block below": ("oversight: {can_override: false}\nscope: {}\noversight: {can_override: true}\n", 3, 5),
    "beside each other": ("ai_act: {risk_class: prohibited, risk_class: minimal}\n", 3, 3),
    "in quotes": ("oversight: {can_override: false}\n'oversight': {can_override: true}\n", 3, 4),
    "escaped": ('oversight: {can_override: false}\n"overs\\u0069ght": {can_override: true}\n', 3, 4),
    "as a complex key": ("oversight: {can_override: false}\n? oversight\n: {can_override: true}\n", 3, 4),
    "deep in a list": ("data:\n  sources:\n    - name: A\n      name: B\n", 5, 6),
    "with nothing behind it": ("oversight: {can_override: false}\noversight:\n", 3, 4),
}


@pytest.mark.parametrize("name", TWICE)
def test_a_key_written_twice_hides_no_fact_and_both_lines_are_named(name: str, charter: Run, tmp_path: Path) -> None:
    text, first, second = TWICE[name]
    write(tmp_path, "charter.yaml", MINIMAL + text)
    ran, told = in_every_format(charter, *SMALL)
    assert ran.code == Exit.UNREADABLE
    (problem,) = json.loads(told["json"])["declarations"][0]["problems"]
    assert (problem["code"], problem["line"]) == ("duplicate-key", second)
    for form in FORMATS:
        assert f"on line {first}" in " ".join(told[form].replace("│", " ").split()), form


@pytest.mark.parametrize(
    "block",
    [
        "human_interaction: {available: true}\n",
        "oversight:\n  can_override: true\n",
        "---\noversight: {can_override: true}\n",
        "...\noversight: {can_override: true}\n",
        "<<: {oversight: {can_override: true}}\n",
    ],
)
def test_a_block_appended_to_a_file_never_makes_it_better(block: str, charter: Run, tmp_path: Path) -> None:
    write(tmp_path, "charter.yaml", GAPS.joinpath("charter.yaml").read_text(encoding="utf-8"))
    before = charter("check", *FEDERAL)
    with (tmp_path / "charter.yaml").open("a", encoding="utf-8") as file:
        file.write(block)
    after = charter("check", *FEDERAL)
    assert before.code == Exit.GATE
    # What was not declared yet may be declared further down; what was is there twice, and nothing is assessed.
    assert after.code == (Exit.GATE if block.startswith("human_interaction") else Exit.UNREADABLE)


def test_a_decision_written_twice_hides_none(charter: Run, tmp_path: Path) -> None:
    shutil.copytree(READY, tmp_path, dirs_exist_ok=True)
    path = tmp_path / "decisions.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("answer: accepted", "answer: refused\n    answer: accepted", 1), encoding="utf-8")
    ran = charter("check", ".", "-f", "concise", *DAY)
    line = text[: text.index("answer: accepted")].count("\n") + 1
    assert ran.code == Exit.UNREADABLE
    assert ran.out.startswith(f"decisions.yaml:{line + 1}:5: duplicate-key ")
    assert f"on line {line}." in ran.out


# A misspelt key.


def resolved(node: dict[str, Any]) -> dict[str, Any]:
    """Return a part of the declaration's form without what is written for readers."""
    if "$ref" in node:
        return resolved(schema("declaration")["$defs"][node["$ref"].rpartition("/")[2]])  # type: ignore[index]
    return {key: item for key, item in node.items() if key not in ("description", "title")}


def keys_of_the_form(node: Any = None, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the path of every key that a declaration can have, with one item for each list."""
    node = resolved(dict(schema("declaration")) if node is None else node)
    for name, inner in node.get("properties", {}).items():
        yield (*path, name)
        yield from keys_of_the_form(inner, (*path, name))
    for key, part in (("any", node.get("additionalProperties")), (0, node.get("items"))):
        if isinstance(part, dict):
            yield from keys_of_the_form(part, (*path, key))


def declaring(path: tuple[str | int, ...], value: object) -> dict[str, Any]:
    """Return the data of a declaration that declares one value."""
    made: Any = value
    for part in reversed(path):
        made = [made] if part == 0 else {part: made}
    project = {"id": "x", "name": "X"}
    if path[0] == "project" and len(path) > 1:
        made = {"project": {**project, **made["project"]}}
    return {"declaration": 1, "project": project, **made}


@pytest.mark.parametrize(
    "misspell",
    [lambda key: f"{key[:-2]}{key[-1]}{key[-2]}", lambda key: f"{key}{key[-1]}", lambda key: key.upper()],
    ids=["letters swapped", "a letter twice", "capitals"],
)
def test_every_key_of_a_declaration_is_missed_when_it_is_misspelt(misspell: Callable[[str], str]) -> None:
    meant = 0
    for *around, key in keys_of_the_form():
        wrong = misspell(str(key))
        if wrong == key:
            continue
        text = json.dumps(declaring((*around, wrong), value=True))
        told = [one for one in read_declaration("x.yaml", text.encode()).problems if one.code == "unknown-key"]
        assert [one.params["key"] for one in told] == [wrong], around
        # Of a key as short as `id` no letters are left to go by; there the keys that are possible are named.
        assert told[0].params["suggestion"] or key in told[0].params["options"]  # type: ignore[operator]
        meant += told[0].params["suggestion"] == key
    # A misspelt key can be as near to another key: annex_ii is one letter from annex_i, and from annex_iii.
    assert meant > 500


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_misspelt_key_never_passes_and_what_was_meant_is_said_in_every_format(
    language: str, charter: Run, tmp_path: Path
) -> None:
    text = GAPS.joinpath("charter.yaml").read_text(encoding="utf-8")
    write(tmp_path, "charter.yaml", f"{text}human_oversite: {{can_override: true}}\n")
    ran, told = in_every_format(charter, "-l", language, *SMALL)
    assert ran.code == Exit.UNREADABLE
    line = str(text.count("\n") + 1)
    for form in FORMATS:
        assert "human_oversite" in told[form].replace("\\_", "_")
        assert "oversight" in told[form], form
        assert line in told[form], form


def test_a_misspelt_key_of_a_decision_or_a_charter_never_passes(charter: Run, tmp_path: Path) -> None:
    shutil.copytree(READY, tmp_path, dirs_exist_ok=True)
    decisions = (tmp_path / "decisions.yaml").read_text(encoding="utf-8")
    write(tmp_path, "decisions.yaml", decisions.replace("valid_until:", "valid_untill:", 1))
    ran = charter("check", "charter.yaml", "-f", "concise", *DAY)
    assert ran.code == Exit.UNREADABLE
    assert "'valid_until'" in ran.out
    write(tmp_path, "decisions.yaml", decisions)
    write(tmp_path, "own.yaml", RULES.read_text(encoding="utf-8").replace("applies_from:", "apply_from:", 1))
    ran = charter("check", "charter.yaml", "-c", "own.yaml", *DAY)
    assert (ran.code, ran.out) == (Exit.UNREADABLE, "")
    assert "'applies_from'" in ran.err


# Nothing met, and the exit code.

NOTHING_MET = f"""{MINIMAL}scope: {{purposes: [decision-support, public-interaction], purposes_complete: true}}
system: {{ai_system: true, generative: true}}
human_interaction: {{available: false}}
oversight: {{guaranteed: false, can_override: false}}
data_protection: {{personal_data: true, dpia: {{needed: true}}}}
"""

# Outside of the charter's scope nothing is asked, which makes for a short declaration that opens the gate.
NOTHING_TO_DO = """scope: {purposes: [internal], purposes_complete: true}
system: {ai_system: false, generative: false}
"""


@pytest.mark.parametrize("form", FORMATS)
def test_what_meets_nothing_fails_in_every_format(form: str, charter: Run, tmp_path: Path) -> None:
    for text in (MINIMAL, NOTHING_MET):
        write(tmp_path, "charter.yaml", text)
        ran = charter("check", "-f", form, *FEDERAL)
        assert ran.code == Exit.GATE
        assert ran.out
        assert "holds" not in ran.err


STATES: dict[str, tuple[tuple[str, ...], Exit]] = {
    "ready": (("ready.charter.yaml",), Exit.OK),
    "gap": (("gap.charter.yaml",), Exit.GATE),
    "unreadable": (("broken.yaml",), Exit.UNREADABLE),
    "nothing found": (("empty",), Exit.UNREADABLE),
    "ready and gap": (("ready.charter.yaml", "gap.charter.yaml"), Exit.GATE),
    "all": (("broken.yaml", "ready.charter.yaml", "gap.charter.yaml", "empty"), Exit.UNREADABLE),
}


@pytest.fixture
def states(tmp_path: Path) -> Path:
    """Make a folder with a declaration of each kind."""
    (tmp_path / "empty").mkdir()
    write(tmp_path, "ready.charter.yaml", MINIMAL + NOTHING_TO_DO)
    write(tmp_path, "gap.charter.yaml", NOTHING_MET)
    write(tmp_path, "broken.yaml", "declaration: 1\n\tproject: x\n")
    return tmp_path


@pytest.mark.usefixtures("states")
@pytest.mark.parametrize("form", FORMATS)
def test_the_exit_code_depends_on_what_is_found_and_on_no_format(form: str, charter: Run) -> None:
    found = {name: charter("check", *paths, "-f", form, *SMALL).code for name, (paths, _) in STATES.items()}
    assert found == {name: code for name, (_, code) in STATES.items()}


@pytest.mark.usefixtures("states")
@pytest.mark.parametrize("name", ["gap", "all"])
def test_a_report_in_a_file_ends_with_the_code_of_the_gate(name: str, charter: Run) -> None:
    paths, code = STATES[name]
    ran, told = in_every_format(charter, *paths, *SMALL)
    assert ran.code == code
    assert json.loads(told["json"])["exit_code"] == code
    assert json.loads(told["sarif"])["runs"][0]["invocations"][0]["exitCode"] == code
    for form in FORMATS:
        assert charter("report", *paths, "-f", form, "-o", "out", *SMALL).code == code
        assert (Path("out")).read_bytes().decode() == told[form]


# Places.


def places(told: dict[str, str]) -> dict[str, set[tuple[str, int]]]:
    """Return the requirement and line of everything that is open, as each format with lines has them."""
    results = json.loads(told["sarif"])["runs"][0]["results"]
    concise = [line.replace(":", " ").split() for line in told["concise"].splitlines()]
    github = [line.split("::")[1].split(" ", 1)[1].split(",") for line in told["github"].splitlines()]
    annotations = [dict(part.split("=", 1) for part in parts) for parts in github]
    junit = ET.fromstring(told["junit"].encode()).iter("testcase")  # noqa: S314 (we wrote it)
    failed = [case.attrib for case in junit if case.find("failure") is not None]
    return {
        "sarif": {
            (one["ruleId"], one["locations"][0]["physicalLocation"]["region"]["startLine"])
            for one in results
            if one["properties"]["outcome"] in STILL_OPEN
        },
        "concise": {(name, int(line)) for _, line, _, name, outcome, *_ in concise if outcome in STILL_OPEN},
        "csv": {
            (row["requirement"], int(row["line"]))
            for row in csv.DictReader(io.StringIO(told["csv"]))
            if row["outcome"] in STILL_OPEN
        },
        "gitlab": {(one["check_name"], one["location"]["lines"]["begin"]) for one in json.loads(told["gitlab"])},
        "github": {(one["title"].split()[0], int(one["line"])) for one in annotations},
        "junit": {(one["name"].split()[0], int(one["line"])) for one in failed},
    }


def test_a_missing_key_stands_on_its_parent_in_every_format_that_has_lines(charter: Run, tmp_path: Path) -> None:
    sections = [name for name in schema("declaration")["properties"] if name not in ("declaration", "project")]  # type: ignore[attr-defined]
    text = (
        "# A declaration of which only the sections are there.\n\n" + MINIMAL + "".join(f"{one}:\n" for one in sections)
    )
    write(tmp_path, "charter.yaml", text)
    ran, told = in_every_format(charter, *DAY)
    assert ran.code == Exit.GATE
    lines = {name: number for number, line in enumerate(text.splitlines(), 1) for name in [line.split(":")[0]]}
    results = json.loads(told["sarif"])["runs"][0]["results"]
    assert len(results) > 100
    for result in results:
        (place,) = result["locations"]
        region, pointer = place["physicalLocation"]["region"], place["logicalLocations"][0]["fullyQualifiedName"]
        section, *nested = pointer.split("/")[1:]
        assert (region["startLine"], region["startColumn"]) != (1, 1), pointer
        if nested:
            assert (region["startLine"], region["startColumn"]) == (lines[section], 1), pointer
            assert region["endColumn"] == len(section) + 1
    found = places(told)
    assert found["sarif"] == found["concise"] == found["csv"]
    # What several charters ask for is told once there.
    for form in ("github", "junit", "gitlab"):
        assert found[form], form
        assert {line for _, line in found[form]} <= {line for _, line in found["sarif"]}, form


def place_of(node: yaml.Node, pointer: str) -> tuple[int, int]:
    """Return where PyYAML finds the value at a pointer, or the key of the nearest parent that is there."""
    mark = node.start_mark
    for part in pointer.split("/")[1:]:
        pairs: list[tuple[yaml.Node, yaml.Node]] = []
        if isinstance(node, yaml.MappingNode):
            pairs = [pair for pair in node.value if pair[0].value == part]
        elif isinstance(node, yaml.SequenceNode) and part.isdigit():
            pairs = [(item, item) for item in node.value[int(part) : int(part) + 1]]
        if not pairs:
            return mark.line + 1, mark.column + 1
        mark, node = pairs[0][0].start_mark, pairs[0][1]
    return node.start_mark.line + 1, node.start_mark.column + 1


def test_a_result_stands_where_another_yaml_reader_finds_the_value(charter: Run) -> None:
    log = json.loads(charter("check", *EXAMPLES, "-f", "sarif", *DAY).out)["runs"][0]
    nodes: dict[str, yaml.Node] = {}
    for result in log["results"]:
        for location in (*result["locations"], *result["relatedLocations"]):
            physical = location["physicalLocation"]
            uri, region = physical["artifactLocation"]["uri"].removeprefix("file://"), physical["region"]
            if uri not in nodes:
                node = yaml.compose(Path(uri).read_bytes(), yaml.CSafeLoader)
                assert node
                nodes[uri] = node
            pointer = location.get("logicalLocations", [{"fullyQualifiedName": ""}])[0]["fullyQualifiedName"]
            assert (region["startLine"], region["startColumn"]) == place_of(nodes[uri], pointer), (uri, pointer)
    assert len(nodes) > 3


def test_a_log_has_the_name_of_this_tool_and_a_rule_for_every_result(charter: Run) -> None:
    told = in_every_format(charter, GAPS, *DAY)[1]
    (log,) = json.loads(told["sarif"])["runs"]
    driver, results = log["tool"]["driver"], log["results"]
    assert driver["name"] == "charter"
    assert results
    assert [rule["id"] for rule in driver["rules"]] == [one["requirement"] for one in findings(told["json"])]
    assert all(driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"] for result in results)


# Tracebacks.

BAD = {
    "binary": bytes(range(256)) * 8,
    "empty": b"",
    "nul": MINIMAL.encode() + b"system: {name: 'a\0b'}\n",
    "utf-16": MINIMAL.encode("utf-16"),
    "utf-16 without a mark": MINIMAL.encode("utf-16-le"),
    "utf-32": MINIMAL.encode("utf-32"),
    "half a character": MINIMAL.encode() + b"# \xf0\x9f\x98",
    "too large by one byte": (MINIMAL + "#").encode().ljust(MAX_BYTES + 1, b"#"),
    "too deep by one list": MINIMAL.encode() + b"data: " + b"[" * MAX_DEPTH + b"]" * MAX_DEPTH + b"\n",
    "too deep by one block": MINIMAL.encode() + b"".join(b" " * level + b"a:\n" for level in range(MAX_DEPTH + 1)),
    "a bomb": b"a: &a [x]\n" + b"".join(b"b%d: &b%d [*a, *a]\n" % (level, level) for level in range(9)),
    "not a mapping": b"- declaration: 1\n",
    "a charter": RULES.read_bytes().replace(b"charter: 1", b"charter : 1", 1),
    "keys that are lists": b"? [declaration]\n: 1\n",
    "types all wrong": b"declaration: {}\nproject: []\nscope: 1\nevidence: [x]\ndata: {sources: {a: 1}}\n",
}


@pytest.fixture
def bad(tmp_path: Path) -> list[str]:
    """Make a folder in which no declaration can be read, and return the names of what is in it."""
    for name, content in BAD.items():
        write(tmp_path, f"bad/{name}.charter.yaml", content)
    (tmp_path / "bad/loop.charter.yaml").symlink_to("loop.charter.yaml")
    (tmp_path / "bad/broken link.charter.yaml").symlink_to("nowhere")
    (tmp_path / "bad/a folder.charter.yaml").mkdir()
    return [*BAD, "loop", "broken link"]


@pytest.mark.parametrize("form", FORMATS)
def test_no_file_in_a_folder_makes_a_traceback_and_each_is_told_in_every_format(
    form: str, bad: list[str], charter: Run, tmp_path: Path
) -> None:
    write(tmp_path, "bad/zz.charter.yaml", MINIMAL)
    ran = charter("check", "bad", "bad/a folder.charter.yaml", "bad/empty.charter.yaml/x", "-f", form, *SMALL)
    assert ran.code == Exit.UNREADABLE, ran.err
    assert "Traceback" not in ran.out + ran.err
    out = unquote(ran.out.replace("\\", ""))
    assert [name for name in [*bad, "a folder", "zz"] if f"bad/{name}.charter.yaml" not in out] == []
    assert "bad/empty.charter.yaml/x" in out
    # The one that can be read is judged all the same.
    assert "VAL001" in ran.out or form in ("text", "html")


def test_a_file_at_the_limit_is_read_and_one_beyond_it_is_refused(charter: Run, tmp_path: Path) -> None:
    def codes(content: bytes) -> tuple[int, list[str]]:
        write(tmp_path, "charter.yaml", content)
        ran = charter("check", "-f", "json", *SMALL)
        return ran.code, [one["code"] for one in json.loads(ran.out)["declarations"][0]["problems"]]

    text = (MINIMAL + "#").encode()
    assert codes(text.ljust(MAX_BYTES, b"#")) == (Exit.GATE, [])
    assert codes(text.ljust(MAX_BYTES + 1, b"#")) == (Exit.UNREADABLE, ["too-large"])
    # The mapping around it is one level.
    nested = MINIMAL + "data: " + "[" * (MAX_DEPTH - 1) + "]" * (MAX_DEPTH - 1)
    assert "too-deep" not in codes(nested.encode())[1]
    assert codes(nested.replace("[]", "[[]]").encode()) == (Exit.UNREADABLE, ["too-deep"])


@pytest.mark.parametrize(
    "path",
    [
        "a",
        ("a/closed"),
        ("a/closed/charter.yaml"),
    ],
)
def test_a_folder_that_cannot_be_looked_into_is_told(path: str, charter: Run, tmp_path: Path) -> None:
    closed = write(tmp_path, "a/closed/charter.yaml", MINIMAL).parent
    write(tmp_path, "a/charter.yaml", MINIMAL)
    closed.chmod(0)
    try:
        if os.access(closed, os.R_OK):
            pytest.skip("root may look everywhere")
        ran, told = in_every_format(charter, path, *SMALL)
    finally:
        closed.chmod(0o700)
    assert ran.code == Exit.UNREADABLE
    assert all("a/closed" in text for text in told.values())


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("x" * 300, id="too long"),
        pytest.param("a/" * 3000, id="too long a path"),
        pytest.param("a\0b", id="nul"),
        pytest.param("", id="empty"),
        pytest.param(" ", id="space"),
        pytest.param("charter.yaml/", id="a file as a folder"),
        pytest.param("\udcff", id="no text"),
    ],
)
def test_a_name_that_no_file_can_have_is_a_file_that_is_not_there(name: str, charter: Run, tmp_path: Path) -> None:
    write(tmp_path, "other.yaml", MINIMAL)
    write(tmp_path, "charter.yaml", MINIMAL)
    ran = charter("check", name, "other.yaml", "-f", "concise", *SMALL)
    assert ran.code == Exit.UNREADABLE
    assert "other.yaml:" in ran.out


@pytest.mark.skipif(os.name == "nt", reason="a folder in use cannot be taken away")
def test_a_folder_that_is_gone_is_no_wrong_use(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    code = "import os, sys; os.rmdir(os.getcwd()); from charter_cli.cli import main; main(sys.argv[1:])"
    arguments = [sys.executable, "-c", code, "check", "-f", "concise", *DAY]
    done = subprocess.run(arguments, cwd=gone, capture_output=True, env=ENVIRONMENT, check=False)
    assert done.returncode == Exit.UNREADABLE, done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("check", "charter.yaml", "-c", "nowhere.yaml"), 3),
        (("check", "charter.yaml", "-c", "."), 3),
        (("check", "charter.yaml", "-c", ""), 3),
        (("check", "charter.yaml", "-f", "markdown", "--template", "nowhere.jinja"), 3),
        (("check", "charter.yaml", "-f", "markdown", "--template", "."), 3),
        (("report", "nowhere.yaml"), 3),
        (("explain", "HUM001", "--for", "nowhere.yaml"), 3),
        (("diff", "nowhere.yaml", "charter.yaml"), 3),
        (("diff", "charter.yaml", "nowhere.yaml"), 3),
        (("diff", "charter.yaml", "charter.yaml", "-c", "nowhere.yaml"), 3),
        (("upcoming", "nowhere.yaml"), 3),
        (("lint", "nowhere.yaml"), 3),
        (("test", "nowhere.yaml"), 3),
        (("charters", "nowhere.yaml"), 3),
        (("schema", "nowhere.yaml"), 2),
        (("new", "charter.yaml"), 2),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else str(value),
)
def test_a_file_that_is_named_in_an_option_and_is_not_there_makes_no_traceback(
    arguments: tuple[str, ...], code: int, charter: Run, tmp_path: Path
) -> None:
    write(tmp_path, "charter.yaml", MINIMAL)
    ran = charter(*arguments)
    assert ran.code == code, ran.err
    assert "Traceback" not in ran.err
    assert len(ran.err.splitlines()) <= 2


def kinds_of_keys(value: Any, path: tuple[str | int, ...] = ()) -> dict[tuple[str, ...], tuple[str | int, ...]]:
    """Return one path for each kind of key: items of a list are alike, and so are texts in four languages."""
    found: dict[tuple[str, ...], tuple[str | int, ...]] = {}
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in pairs:
        kind = tuple("*" if isinstance(part, int) else "en" if part in LANGUAGES else part for part in (*path, key))
        found.setdefault(kind, (*path, key))
        for other, there in kinds_of_keys(inner, (*path, key)).items():
            found.setdefault(other, there)
    return found


def test_a_charter_without_any_one_of_its_keys_makes_no_traceback(charter: Run, tmp_path: Path) -> None:
    whole = yaml.load(RULES.read_bytes(), yaml.CSafeLoader)
    write(tmp_path, "charter.yaml", MINIMAL)
    codes = set()
    for number, path in enumerate(kinds_of_keys(whole).values()):
        changed = copy.deepcopy(whole)
        around = changed
        for part in path[:-1]:
            around = around[part]
        if number % 2:
            around[path[-1]] = 12
        else:
            del around[path[-1]]
        write(tmp_path, "own.yaml", json.dumps(changed))
        ran = charter("check", "-c", "own.yaml", "-f", "concise", *DAY)
        assert ran.code in (Exit.GATE, Exit.UNREADABLE), (path, ran.err)
        assert ran.code == Exit.GATE or ran.err.startswith("own.yaml:"), (path, ran.err)
        codes.add(ran.code)
    assert codes == {Exit.GATE, Exit.UNREADABLE}


@pytest.mark.parametrize("name", [name for name in BAD if name != "a charter"])
def test_a_file_that_is_no_charter_makes_no_traceback(name: str, charter: Run, tmp_path: Path) -> None:
    write(tmp_path, "charter.yaml", MINIMAL)
    content = BAD[name].replace(b"declaration: 1", b"charter: 1").ljust(len(BAD[name]), b"#")
    write(tmp_path, "own.yaml", content * (1 if "large" not in name else 5))
    ran = charter("check", "charter.yaml", "-c", "own.yaml", *DAY)
    assert (ran.code, ran.out) == (Exit.UNREADABLE, "")
    assert ran.err.startswith("own.yaml")


# Closed pipes.


@pytest.mark.parametrize(("form", "count"), [*((form, 15) for form in FORMATS), ("concise", 250)], ids=str)
def test_a_reader_of_one_line_gets_it_and_the_gate_still_counts(form: str, count: int, tmp_path: Path) -> None:
    for number in range(count):
        write(tmp_path, f"{number:03}.charter.yaml", MINIMAL)
    checking = [*PROGRAM, "check", ".", "-f", form, *FEDERAL]
    reading = [sys.executable, "-c", "import sys; sys.stdout.write(sys.stdin.readline())"]
    with (
        subprocess.Popen(
            checking, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path, env=ENVIRONMENT
        ) as judged,
        subprocess.Popen(reading, stdin=judged.stdout, stdout=subprocess.PIPE) as reader,
    ):
        assert judged.stdout
        assert judged.stderr
        # Nobody but the reader holds the other end, so that it is closed when the reader leaves.
        judged.stdout.close()
        line, _ = reader.communicate()
        said = judged.stderr.read()
    assert line.endswith(b"\n")
    assert judged.returncode == Exit.GATE
    summary, step = said.decode().splitlines()
    assert summary == f"{count} declarations: Not ready ({count}). The gate fails."
    assert step.startswith("Next step: charter next 000.charter.yaml")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("check", GAPS, *DAY), 1),
        (("check", "nowhere.yaml", "-f", "sarif"), 3),
        (("report", READY, *DAY), 0),
        (("upcoming", READY, *DAY), 0),
        (("diff", GAPS / "charter.yaml", READY / "charter.yaml", *FEDERAL), 0),
        (("charters", "eu-ai-act"), 0),
        (("explain", "HUM001"), 0),
        (("schema",), 0),
        (("lint", RULES), 0),
        (("--help",), 0),
        (("--version",), 0),
        (("check", "--no-such-option"), 2),
    ],
    ids=lambda value: str(value[0]) if isinstance(value, tuple) else str(value),
)
def test_a_pipe_that_nobody_reads_makes_no_traceback(arguments: tuple[str | Path, ...], code: int) -> None:
    read_end, write_end = os.pipe()
    os.close(read_end)
    try:
        done = subprocess.run(
            [*PROGRAM, *map(str, arguments)], stdout=write_end, stderr=subprocess.PIPE, env=ENVIRONMENT, check=False
        )
    finally:
        os.close(write_end)
    assert done.returncode == code, done.stderr
    assert b"Traceback" not in done.stderr
    assert b"Exception" not in done.stderr
    assert b"Broken" not in done.stderr


# The same bytes.

MACHINES = (
    {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati", "LC_ALL": "C", "COLUMNS": ""},
    {"PYTHONHASHSEED": "2", "TZ": "Pacific/Pago_Pago", "LC_ALL": "tr_TR.UTF-8", "PYTHONIOENCODING": "latin-1"},
)


def test_every_format_is_the_same_on_another_machine(
    program: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = []
    for number, environment in enumerate(MACHINES):
        folder = tmp_path / f"place-{number}"
        names = ["a/charter.yaml", "b/charter.yaml", "c/broken.charter.yaml", "é/charter.yaml"]
        # Folders are filled in another order, which is that in which some systems list them.
        for name in names if number else reversed(names):
            content = NOTHING_MET + ("system: {}\nwhat: 1\n" if "broken" in name else "")
            write(folder, name, content)
        shutil.copytree(GAPS, folder / "d")
        monkeypatch.chdir(folder)

        def elsewhere(*arguments: str | Path, at: Path = folder, like: dict[str, str] = environment) -> Ran:
            return program(*arguments, "-l", "de", cwd=at, environment=like)

        ran, told = in_every_format(elsewhere, ".", "x*", *FEDERAL)
        assert ran.code == Exit.UNREADABLE
        assert not any(str(tmp_path) in text for text in told.values())
        kept.append((ran, told))
    assert kept[0] == kept[1]


@pytest.mark.parametrize(
    "arguments",
    [
        ("charters", "be-federal-ai-2025"),
        ("explain", "OVS001", "--for", "examples/benefits-triage/charter.yaml", *DAY),
        ("lint", "examples/municipal-charter/rules/charter.yaml"),
        ("test", "examples/municipal-charter/rules/charter.yaml", "--no-mutants", "-f", "json"),
    ],
    ids=lambda value: value[0],
)
def test_every_command_says_the_same_again(arguments: tuple[str, ...], program: Run) -> None:
    once, again = (program(*arguments, "-l", "nl", cwd=ROOT, environment=environment) for environment in MACHINES)
    assert once == again
    assert once.out


# Words.

WORDS = {
    "French": "triage de CV : conforme, exempté, sans objet, approuvé par le comité ; vrai, oui",
    "Dutch": "selectie van cv's bij aanwerving, niet van toepassing, goedgekeurd, in orde, ja, waar",
    "German": "Sortierung von Anträgen auf Sozialleistungen; entfällt, genehmigt, trifft nicht zu, ja",
    "English": "PASS compliant exempt not applicable waived approved true yes minimal risk human oversight",
    "against oneself": "CV screening, social scoring, prohibited, non conforme, verboden, nee, false, high risk",
    "gibberish": "xyzzy 0 ዓለም 日本語 \u202e {0} %s null ~ - [] ::error:: $(true) 🙂",
}


def reworded(node: dict[str, Any], value: Any, words: str | None) -> Any:
    """Return the value with other words wherever the form asks for no vocabulary, pattern or format."""
    node = resolved(node)
    if isinstance(value, dict):
        inner, other = node.get("properties", {}), node.get("additionalProperties")
        return {key: reworded(inner.get(key) or other or {}, item, words) for key, item in value.items()}
    if isinstance(value, list):
        return [reworded(node.get("items", {}), item, words) for item in value]
    return words if words and node == {"type": "string"} and isinstance(value, str) else value


@pytest.fixture
def spoken(charter: Run, tmp_path: Path) -> Callable[[str | None], tuple[int, list[Any]]]:
    """Judge all examples with these words, and return the exit code and all that is found but the words."""
    for folder in EXAMPLES:
        shutil.copytree(folder, tmp_path / folder.name)
        # A committee decides on the words as well, so other words open its questions again.
        (tmp_path / folder.name / "decisions.yaml").unlink(missing_ok=True)

    def judged(words: str | None) -> tuple[int, list[Any]]:
        for folder in EXAMPLES:
            text = (folder / "charter.yaml").read_text(encoding="utf-8")
            declaration = read_declaration(str(folder / "charter.yaml"), text.encode())
            facts = reworded(dict(schema("declaration")), declaration.facts, words)
            assert words is None or words in json.dumps(facts, ensure_ascii=False).replace("\\\\", "\\")
            write(tmp_path, f"{folder.name}/charter.yaml", json.dumps(facts, ensure_ascii=False))
        ran = charter("check", *(folder.name for folder in EXAMPLES), "-f", "json", *DAY)
        kept = [
            (one["exit_code"], each["verdict"], each["counts"], each["bounds"], told(each["findings"]))
            for one in json.loads(ran.out)["declarations"]
            for each in one["assessments"]
        ]
        assert len(kept) == len(EXAMPLES) * len(DEFAULT_CHARTERS)
        return ran.code, kept

    def told(found: list[Any]) -> list[list[Any]]:
        return [
            [one[key] for key in ("requirement", "outcome", "fingerprint")]
            + [[cause["pointer"] for cause in one[key]] for key in ("because", "gaps", "missing")]
            for one in found
        ]

    return judged


def test_no_words_of_a_declaration_change_what_is_found(
    spoken: Callable[[str | None], tuple[int, list[Any]]],
) -> None:
    before = spoken(None)
    assert before[0] == Exit.GATE
    assert [name for name, words in WORDS.items() if spoken(words) != before] == []


def test_the_language_of_the_report_changes_nothing_that_is_found(charter: Run) -> None:
    def judged(language: str) -> tuple[int, list[Any]]:
        ran = charter("check", GAPS, READY, "-f", "json", "-l", language, *DAY)
        kept = ("requirement", "outcome", "fingerprint", "because", "level")
        return ran.code, [[one[key] for key in kept] for one in findings(ran.out)]

    first, *others = map(judged, LANGUAGES)
    assert first[0] == Exit.GATE
    assert all(other == first for other in others)


# Markdown.

SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(1)>"


def test_no_text_of_any_file_is_html_in_markdown(charter: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = json.dumps(SCRIPT)
    name = "<img src=x>.charter.yaml"
    named = NOTHING_MET.replace("name: X", f"name: {said}")
    path = write(tmp_path, name, named)
    shown = [charter("report", name, *FEDERAL).out, charter("upcoming", name, "-f", "markdown", *FEDERAL).out]
    write(tmp_path, "other.yaml", MINIMAL.replace("name: X", f"name: {said}, summary: {said}"))
    shown.append(charter("diff", "other.yaml", name, "-f", "markdown", *FEDERAL).out)
    # What is wrong with a file quotes it.
    for wrong in (f"{said}: 1\n", f"ai_act: {{risk_class: {said}}}\n", f"ai_act: {{{said}: 1}}\n"):
        path.write_text(MINIMAL + wrong, encoding="utf-8")
        shown.append(charter("report", name, *FEDERAL).out)
    shown += [charter("report", SCRIPT, *FEDERAL).out, charter("report", f"{SCRIPT}*", *FEDERAL).out]
    path.write_text(named, encoding="utf-8")
    with monkeypatch.context() as actions:
        actions.setenv("GITHUB_STEP_SUMMARY", "summary.md")
        charter("check", name, "-f", "github", *FEDERAL)
    shown.append(Path("summary.md").read_text(encoding="utf-8"))
    own = RULES.read_text(encoding="utf-8").replace("en: The system stands in the", f"en: {SCRIPT} stands in the")
    write(tmp_path, "own.yaml", own)
    shown.append(charter("report", name, "-c", "own.yaml", *DAY).out)
    decided = yaml.safe_load((READY / "decisions.yaml").read_bytes())
    refused = {"answer": "refused", "body": SCRIPT, "reason": SCRIPT}
    decided["decisions"] = [
        {key: str(value) for key, value in {**one, **refused}.items()} for one in decided["decisions"]
    ]
    shutil.copytree(READY, tmp_path / "decided")
    write(tmp_path, "decided/decisions.yaml", json.dumps({**decided, "format": 1}))
    shown.append(charter("report", "decided", *DAY).out)
    for written in shown:
        tokens = [child for token in MARKDOWN.parse(written) for child in (token, *(token.children or []))]
        assert {token.type for token in tokens} & {"html_block", "html_inline", "image"} == set(), written
        read = "".join(token.content for token in tokens if token.type in ("text", "text_special", "code_inline"))
        assert "<script>" in read or "<img" in read, written


# Absence.

HARDLY = {
    "three keys": "",
    "only words": "system: {name: sklearn screen_cv, goal: no AI here}\norganisation: {name: none of your business}\n",
    "an early stage": "",
    "sections with nothing in them": "scope: {purposes: []}\nsystem:\nai_act: {risk_class: , annex_iii: []}\n",
    "signs for nothing": "scope: {purposes: ['?', '…']}\nsystem: {ai_system: '-'}\nai_act: {risk_class: '...'}\n",
    "evidence that nobody cites": "evidence: {a: {kind: dpia, reference: X, date: 2026-01-01, expires: never}}\n",
}


@pytest.mark.parametrize("name", HARDLY)
def test_what_is_hardly_declared_never_gets_out_of_anything(name: str, charter: Run, tmp_path: Path) -> None:
    text = MINIMAL + HARDLY[name]
    write(tmp_path, "charter.yaml", text.replace("name: X", "name: X, stage: idea") if "early" in name else text)
    ran = charter("check", "-f", "json", *DAY)
    (declaration,) = json.loads(ran.out)["declarations"]
    verdicts = {one["charter"]["id"]: one["verdict"] for one in declaration["assessments"]}
    assert set(verdicts) == set(DEFAULT_CHARTERS)
    assert Verdict.OUT_OF_SCOPE not in verdicts.values()
    assert Outcome.NOT_APPLICABLE not in {one["outcome"] for one in findings(ran.out)}
    assert ran.code == Exit.GATE


@pytest.mark.parametrize("complete", ["", "purposes_complete: false", "purposes_complete: '?'"])
def test_a_list_that_is_not_said_to_be_complete_leads_out_of_no_scope(
    complete: str, charter: Run, tmp_path: Path
) -> None:
    text = f"{MINIMAL}scope: {{purposes: [internal], {complete}}}\nsystem: {{ai_system: true}}\n"
    write(tmp_path, "charter.yaml", text)
    told = json.loads(charter("check", "-f", "json", *FEDERAL).out)
    assert (told["exit_code"], told["declarations"][0]["assessments"][0]["verdict"]) == (1, Verdict.NOT_READY)


def declares(facts: Any, pointer: str) -> bool:
    """Tell whether something is declared at a pointer, in which `*` is any item of a list."""
    for part in pointer.split("/")[1:]:
        if isinstance(facts, list):
            facts = facts[int(part)] if part.isdigit() and int(part) < len(facts) else (facts or [None])[0]
        else:
            facts = facts.get(part) if isinstance(facts, dict) else None
        if facts is None:
            return False
    return True


def test_what_does_not_apply_names_the_declared_fact_that_says_so(charter: Run) -> None:
    seen = 0
    for declaration in json.loads(charter("check", *EXAMPLES, "-f", "json", *DAY).out)["declarations"]:
        facts = read_declaration(declaration["path"]).facts
        for finding in (one for each in declaration["assessments"] for one in each["findings"]):
            if finding["outcome"] == Outcome.NOT_APPLICABLE:
                seen += 1
                pointers = [one["pointer"] for one in finding["because"]]
                assert pointers, finding["requirement"]
                assert any(declares(facts, pointer) for pointer in pointers), finding["requirement"]
    assert seen > 100


def test_what_does_not_apply_is_in_no_count_of_what_is_met(charter: Run) -> None:
    report = json.loads(charter("check", *EXAMPLES, "-f", "json", *DAY).out)
    for assessment in (each for one in report["declarations"] for each in one["assessments"]):
        counts, bounds = assessment["counts"], assessment["bounds"]
        assert counts == {name: sum(one["outcome"] == name for one in assessment["findings"]) for name in counts}
        assert bounds["least"] == counts[Outcome.MET]
        assert bounds["total"] == sum(counts.values()) - counts[Outcome.NOT_APPLICABLE]
        assert bounds["most"] <= bounds["total"] - counts[Outcome.GAP]


# Wrong use.


@pytest.mark.parametrize("name", COMMANDS)
def test_an_unknown_command_or_option_ends_with_2_and_writes_nothing(name: str, charter: Run, tmp_path: Path) -> None:
    write(tmp_path, "charter.yaml", MINIMAL)
    wrong = (
        (name, "--no-such-option"),
        (name, "-Z"),
        (name, "--lang"),
        (name, "--lang", "xx"),
        (name, "charter.yaml", "charter.yaml", "charter.yaml", "--no-such-option=1"),
        (f"{name}x",),
        (name.upper(),),
        ("--no-such-option", name),
        ("", name),
    )
    for arguments in wrong:
        ran = charter(*arguments)
        assert (ran.code, ran.out) == (Exit.USAGE, ""), arguments
        assert "--help" in ran.err
    assert [path.name for path in tmp_path.iterdir()] == ["charter.yaml"]


@pytest.mark.parametrize("stage", ["pilote", "Idea", "idee", "1", "[idea]", "{idea: true}", "true"])
def test_a_stage_that_there_is_not_is_an_error_and_not_an_early_one(stage: str, charter: Run, tmp_path: Path) -> None:
    write(tmp_path, "charter.yaml", NOTHING_MET.replace("name: X", f"name: X, stage: {stage}"))
    assert charter("check", "-f", "concise", *SMALL).code == Exit.UNREADABLE
    assert "charter.yaml:2:" in charter("check", "-f", "concise", *SMALL).out
    assert charter("check", "--stage", stage, *SMALL).code == Exit.USAGE


# What expires.


@pytest.mark.parametrize(
    ("last", "code"),
    [("2026-11-21", 1), ("2026-11-22", 0), ("2025-01-01", 1), ("soon", 3), ("2026-02-30", 3), ("2026-11", 3)],
)
def test_a_decision_stops_to_hold_the_gate_the_day_after_its_last(
    last: str, code: int, charter: Run, tmp_path: Path
) -> None:
    shutil.copytree(READY, tmp_path / "x")
    path = tmp_path / "x/decisions.yaml"
    lines = path.read_text(encoding="utf-8").splitlines()
    lines = [f"    valid_until: {last}" if line.lstrip().startswith("valid_until:") else line for line in lines]
    path.write_text("\n".join(lines), encoding="utf-8")
    ran = charter("check", "x", "--require-review", "-f", "json", *DAY)
    assert ran.code == code
    if code == Exit.GATE:
        assert Outcome.NEEDS_REVIEW in {one["outcome"] for one in findings(ran.out)}


def test_evidence_that_has_expired_closes_the_gate(charter: Run) -> None:
    still, later = (charter("check", READY, "-f", "json", "--as-of", day) for day in ("2026-11-22", "2031-01-01"))
    assert (still.code, later.code) == (Exit.OK, Exit.GATE)
    met = {one["fingerprint"] for one in findings(still.out) if one["outcome"] == Outcome.MET}
    lost = {one["fingerprint"] for one in findings(later.out) if one["outcome"] == Outcome.GAP}
    assert met & lost


# Nothing.


@pytest.mark.parametrize("form", FORMATS)
def test_nothing_is_green_over_nothing(form: str, charter: Run, states: Path) -> None:
    write(states, "other/values.yaml", MINIMAL)
    write(states, "other/charter.json", "{}")
    write(states, "other/.charter.yaml", MINIMAL)
    write(states, "other/.hidden/charter.yaml", MINIMAL)
    write(states, "other/rules/charter.yaml", RULES.read_bytes())
    for paths in (("empty", "--fail-on", "never"), ("other",), ("**/*.charter.yml",), ("empty", "ready.charter.yaml")):
        ran = charter("check", *paths, "-f", form, *SMALL)
        assert ran.code == Exit.UNREADABLE, paths
        assert paths[0] in unquote(ran.out.replace("\\", ""))


@pytest.mark.parametrize("path", ["nowhere.yaml", "empty", "x*/charter.yaml"])
def test_what_is_not_there_is_no_declaration_that_did_not_change(path: str, charter: Run, states: Path) -> None:
    identity = ("-c", "user.name=Test", "-c", "user.email=test@example.org")
    for arguments in (("init", "-q"), ("add", "."), ("commit", "-q", "-m", "first")):
        subprocess.run(["git", *identity, *arguments], cwd=states, check=True, capture_output=True)  # noqa: S607 (the git at hand)
    assert charter("check", path, "--changed-since", "HEAD", *SMALL).code == Exit.UNREADABLE
