"""Annotations of GitHub Actions: commands that no declaration can forge, the strongest first, and a summary that fits."""

import re
from pathlib import Path

import pytest

from charter_cli.assess.assessment import Assessor
from charter_cli.cli.actions import LIMIT, StepSummary
from charter_cli.cli.options import DEFAULT_CHARTERS
from charter_cli.model.report import Outcome, Report
from charter_cli.read.charters import read_charter
from charter_cli.read.declarations import read_declaration
from charter_cli.render import Format, View, render
from charter_cli.words import LANGUAGES, words
from tests.conftest import AS_OF, EXAMPLES, MINIMAL, ROOT, Run

ASSESSOR = Assessor([charter for charter, _ in map(read_charter, DEFAULT_CHARTERS) if charter], AS_OF)
COMMAND = re.compile(r"::(error|warning|notice) ([^:\n]*)::([^\n]*)\n")
HOSTILE = """\
declaration: 1
project:
  id: p
  name: "x\\n::error file=a::forged, 100% %0A \\u001b[31m \\u202e 🙂"
  stage: operation
scope: {purposes: [decision-support, public-interaction]}
system: {ai_system: true}
human_interaction: {available: false}
organisation: {name: "\\r\\n::stop-commands::x"}
"""
ACTIONS = {"GITHUB_ACTIONS": "true"}
DAY = ("--as-of", "2026-11-22")


def judged(text: str, path: str = "charter.yaml") -> Report:
    report = ASSESSOR.assess(read_declaration(path, text.encode()))
    assert report.assessments
    return report


def commands(*reports: Report, language: str = "en") -> list[tuple[str, dict[str, str], str]]:
    """Return the commands written, as GitHub reads them; there is nothing else."""
    written = "".join(render(Format.GITHUB, reports, View(words(language))))
    found = []
    for line in written.splitlines(keepends=True):
        command = COMMAND.fullmatch(line)
        assert command, line
        assert line[:-1].replace("\u00a0", " ").isprintable()
        properties = dict(part.split("=", 1) for part in command[2].split(","))
        found.append((command[1], {key: decoded(value) for key, value in properties.items()}, decoded(command[3])))
    return found


def decoded(text: str) -> str:
    for code, sign in (("%3A", ":"), ("%2C", ","), ("%0D", "\r"), ("%0A", "\n")):
        text = text.replace(code, sign)
    assert not re.search("%(?!25)", text)
    return text.replace("%25", "%")


def example(name: str) -> Report:
    return ASSESSOR.assess(read_declaration(str(ROOT / "examples" / name / "charter.yaml")))


@pytest.mark.parametrize("language", LANGUAGES)
def test_errors_come_first_then_warnings_then_notices(language: str) -> None:
    kinds = [kind for kind, *_ in commands(*[example(folder.name) for folder in EXAMPLES], language=language)]
    assert kinds == sorted(kinds, key=["error", "warning", "notice"].index)
    assert set(kinds) == {"error", "warning", "notice"}


def test_each_open_finding_is_told_once_under_its_level() -> None:
    report = judged(HOSTILE)
    kinds = {"must": "error", "should": "warning", "may": "notice"}
    expected = {
        finding.requirement.id: "notice"
        if finding.outcome is Outcome.NEEDS_REVIEW
        else kinds[finding.requirement.level]
        for assessment in report.assessments
        for finding in assessment.of(Outcome.GAP, Outcome.UNDECLARED, Outcome.NEEDS_REVIEW)
    }
    told = commands(report)
    named = {properties["title"].split()[0]: kind for kind, properties, _ in told}
    assert len(named) == len(told)
    assert named.items() <= expected.items()
    also = {name for *_, message in told for name in re.findall(r"([A-Z]{3}\d{3}) \(", message)}
    assert expected.keys() - named.keys() <= also


def test_a_command_names_the_place_of_the_value() -> None:
    _, properties, message = next(one for one in commands(judged(HOSTILE)) if "HUM001" in one[1]["title"])
    numbers = {key: properties[key] for key in ("file", "line", "endLine", "col", "endColumn")}
    assert numbers == {"file": "charter.yaml", "line": "8", "endLine": "8", "col": "32", "endColumn": "37"}
    assert message.startswith("human_interaction.available: declared is false; true is needed\nto close it: ")


def test_gaps_come_before_what_is_not_declared() -> None:
    titles = [properties["title"] for kind, properties, _ in commands(judged(HOSTILE)) if kind == "error"]
    gaps = [" gap: " in title for title in titles]
    assert gaps == sorted(gaps, reverse=True)
    assert any(gaps)


@pytest.mark.parametrize("path", ["a b/é.charter.yaml", "x,y:z%/charter.yaml", "a\n::error::/charter.yaml"])
def test_a_path_is_told_to_the_letter(path: str) -> None:
    assert {properties["file"] for _, properties, _ in commands(judged(HOSTILE, path))} == {path}


def test_problems_are_errors_with_their_place_and_values_stay_harmless() -> None:
    text = 'declaration: 1\nproject: {id: p, name: P, stage: "a\\n::error::b, 5%"}\n'
    report = ASSESSOR.assess(read_declaration("charter.yaml", text.encode()))
    ((kind, properties, message),) = commands(report)
    assert (kind, properties["line"], properties["col"]) == ("error", "2", "34")
    assert "a ::error::b, 5%" in message


def test_a_file_that_is_not_there_has_no_line() -> None:
    report = ASSESSOR.assess(read_declaration("nowhere.charter.yaml"))
    ((_, properties, _),) = commands(report)
    assert properties.keys() == {"file", "title"}


def test_the_same_input_gives_the_same_bytes() -> None:
    once, again = ("".join(render(Format.GITHUB, [judged(HOSTILE)], View(words("nl")))) for _ in range(2))
    assert once == again


@pytest.fixture
def declared(tmp_path: Path) -> Path:
    path = tmp_path / "charter.yaml"
    path.write_text(HOSTILE, encoding="utf-8")
    return path


@pytest.mark.usefixtures("declared")
def test_in_actions_it_is_the_format_where_none_is_asked_for(run: Run) -> None:
    text = run("check", *DAY)
    asked = run("check", *DAY, "-f", "github")
    assert COMMAND.match(asked.out)
    assert run("check", *DAY, environment=ACTIONS) == asked
    assert run("check", *DAY, "-f", "text", environment=ACTIONS) == text
    assert run("check", *DAY, environment={"GITHUB_ACTIONS": "false"}) == text
    assert run("check", *DAY, "-o", "json=x.json", environment=ACTIONS).out == asked.out
    assert run("report", *DAY, environment=ACTIONS) == run("report", *DAY)
    assert text.code == asked.code == 1


def test_a_file_without_a_format_is_text_in_actions_as_well(declared: Path, run: Run) -> None:
    text = run("check", *DAY).out
    assert run("check", *DAY, "-o", "out.txt", environment=ACTIONS).out == ""
    assert (declared.parent / "out.txt").read_text(encoding="utf-8") == text


def test_the_report_is_appended_to_the_summary_of_the_step(declared: Path, run: Run) -> None:
    summary = declared.parent / "summary.md"
    summary.write_text("before\n", encoding="utf-8")
    environment = {**ACTIONS, "GITHUB_STEP_SUMMARY": str(summary)}
    markdown = run("report", *DAY, environment=environment).out
    assert summary.read_text(encoding="utf-8") == "before\n"
    done = run("check", *DAY, environment=environment)
    assert summary.read_text(encoding="utf-8") == "before\n" + markdown
    assert done == run("check", *DAY, environment=ACTIONS)


def test_a_summary_that_cannot_be_written_is_said_and_changes_nothing_else(declared: Path, run: Run) -> None:
    environment = {**ACTIONS, "GITHUB_STEP_SUMMARY": str(declared.parent / "none" / "summary.md")}
    done = run("check", *DAY, environment=environment)
    assert (done.code, done.out) == (1, run("check", *DAY, environment=ACTIONS).out)
    assert "summary.md" in done.err


@pytest.mark.parametrize("before", [0, 1000, LIMIT - 300, LIMIT - 10, LIMIT + 10])
@pytest.mark.parametrize("piece", ["é" * 50 + "\n", "x\n" * 70_000])
def test_a_long_summary_is_cut_at_a_line_and_points_to_the_whole_report(
    before: int, piece: str, tmp_path: Path
) -> None:
    path = tmp_path / "summary.md"
    path.write_bytes(b"-" * before)
    summary = StepSummary(str(path), words("fr"))
    for _ in range(20_000 if len(piece) < 100 else 20):
        summary.write(piece)
    summary.append()
    written = path.read_bytes()[before:]
    assert before + len(written) < max(LIMIT, before + 1)
    if before < LIMIT - 10:
        *lines, blank, pointer = written.decode().splitlines()
        assert "charter report" in pointer
        assert blank == ""
        assert set(lines) <= {piece.splitlines()[0], ""}


def test_a_short_summary_is_written_whole(tmp_path: Path) -> None:
    summary = StepSummary(str(tmp_path / "summary.md"), words("en"))
    summary.append()
    assert not (tmp_path / "summary.md").exists()
    summary.write("a\n")
    summary.write("b\n")
    summary.append()
    assert (tmp_path / "summary.md").read_bytes() == b"a\nb\n"


def test_an_empty_declaration_is_told_at_its_first_line() -> None:
    assert {properties["line"] for _, properties, _ in commands(judged(MINIMAL))} <= {"1", "2"}
