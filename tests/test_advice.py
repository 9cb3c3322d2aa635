"""Whatever goes wrong, what is said ends with the next command, which can be pasted."""

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from string import Formatter

import pytest

from charter_cli.cli import advice
from charter_cli.cli.app import COMMANDS
from charter_cli.cli.options import SCHEMAS
from charter_cli.model.declaration import Declaration
from charter_cli.model.report import FailOn, Gate, Outcome, Report
from charter_cli.read.declarations import read_declaration
from charter_cli.words import LANGUAGES, words
from tests.conftest import AS_OF, MINIMAL, ROOT, Ran, Run

Told = Callable[..., Ran]

OTHER = ("-c", "data-protection")
LAUNCH = ("--as-of", "launch")
ANSWER = ("--answer", "accepted", "--body", "committee", "--reason", "it suffices")
DAY = ("--as-of", AS_OF.isoformat())
MISSPELT = MINIMAL.replace("name: X", "name: X, stag: idea")
OWN = "charter: 1\nid: own\n"
FILES = {
    "charter.toml": 'charters = ["be-federal-ai-2025"]\n',
    "charter.yaml": MINIMAL,
    "misspelt.charter.yaml": MISSPELT,
    "dated.charter.yaml": MINIMAL.replace("name: X", 'name: X, launch: "2026-01-01"'),
    "left.charter.yaml": MINIMAL.replace("name: X", "name: X, launch: 03/04/2026"),
    "both.charter.yaml": MINIMAL.replace("name: X", "nmae: X, launch: 03/04/2026"),
    "tab.charter.yaml": "declaration: 1\nproject:\n\tid: x\n\tname: X\n",
    "broken.charter.yaml": "project: {id: p\n",
    "own.yaml": OWN,
    "rules/charter.yaml": OWN,
    "decided/charter.yaml": MINIMAL,
    "decided/decisions.yaml": "format: 1\ndecisions: [{charter: x}]\n",
    "waivers.yaml": "format: 1\nwaivers: [{requirement: x}]\n",
    "empty/readme.txt": "",
}


@pytest.fixture
def charter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inside: Run) -> Told:
    """Run a command inside of this process, in a folder in which much is wrong."""
    monkeypatch.chdir(tmp_path)
    for name, text in FILES.items():
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text(text, encoding="utf-8")
    return partial(inside, environment={"CHARTER_LANG": "en"})


@pytest.mark.parametrize(
    ("arguments", "code", "expected"),
    [
        (["check", "charter.yaml"], 1, "charter next charter.yaml"),
        (["check", "charter.yaml", *OTHER], 1, "charter next charter.yaml --charter data-protection"),
        (["check", "charter.yaml", "--stage", "idea"], 1, "charter next charter.yaml --stage idea"),
        (["check", "dated.charter.yaml", *LAUNCH], 1, "charter next dated.charter.yaml --as-of launch"),
        (["report", "charter.yaml"], 1, "charter next charter.yaml"),
        (["check", "misspelt.charter.yaml"], 3, "charter fix misspelt.charter.yaml"),
        (["check", "charter.yaml", "misspelt.charter.yaml"], 3, "charter fix misspelt.charter.yaml"),
        (["check", "broken.charter.yaml"], 3, "open broken.charter.yaml:2 in an editor"),
        (["check", "left.charter.yaml"], 3, "open left.charter.yaml:2 in an editor"),
        (["check", "both.charter.yaml"], 3, "charter fix both.charter.yaml"),
        (["check", "tab.charter.yaml"], 3, "charter fix tab.charter.yaml"),
        (["check", "empty"], 3, "charter init empty"),
        (["check", "nope*"], 3, "charter"),
        (["check", "nope.yaml"], 3, "charter"),
        (["check", "own.yaml"], 3, "charter lint own.yaml"),
        (["check", "decided"], 3, "open decided/decisions.yaml:2 in an editor"),
        (["check", "charter.yaml", "--waivers", "waivers.yaml"], 3, "open waivers.yaml:2 in an editor"),
        (["check", "rules"], 3, "charter lint rules/charter.yaml"),
        (["check", "charter.yaml", *LAUNCH], 3, "charter next charter.yaml --for project.launch"),
        (["check", "charter.yaml", "-c", "own.yaml"], 3, "charter lint own.yaml"),
        (["check", "charter.yaml", "-c", "eu-ai-akt"], 3, "charter charters"),
        (["check", "charter.yaml", "-c", "charter.yaml"], 3, "charter lint charter.yaml"),
        (["chekc"], 2, "charter --help"),
        (["check", "--nope"], 2, "charter check --help"),
        (["next", "misspelt.charter.yaml"], 3, "charter fix misspelt.charter.yaml"),
        (["next", "empty"], 3, "charter init empty"),
        (["next", "charter.yaml", "--for", "project.lunch"], 2, "charter explain project.launch"),
        (["next", "charter.yaml", "--for", "zzz"], 2, "charter next --help"),
        (["next", "charter.yaml", "--for", "toezicht"], 2, "charter explain toezicht"),
        (["init", "new.yaml", "--no-input", "--answer", "nope=1"], 2, "charter init --help"),
        (["init", "new.yaml", "--no-input", "--answer", "=x"], 2, "charter init --help"),
        (["schema", "--for", ""], 2, "charter schema --help"),
        (["next", "charter.yaml", "--for", "project.name"], 2, "charter next charter.yaml"),
        (["next", "charter.yaml", "--for", "project.stage", "--answer", "soon"], 2, "charter explain project.stage"),
        (["decide", "misspelt.charter.yaml"], 3, "charter fix misspelt.charter.yaml"),
        (["decide", "charter.yaml", "--requirement", "HUM01", *ANSWER], 2, "charter explain HUM001"),
        (["decide", "charter.yaml", "--requirement", "HUM001", *ANSWER], 2, "charter next charter.yaml"),
        (
            ["decide", "charter.yaml", "--requirement", "OVS001", *ANSWER],
            2,
            "charter explain be-federal-ai-2025/OVS001 --for charter.yaml",
        ),
        (["explain", "HUM001", "--for", "misspelt.charter.yaml"], 3, "charter fix misspelt.charter.yaml"),
        (["explain", "qqqqq"], 2, "charter charters"),
        (["explain", "hum01"], 2, "charter explain hum001"),
        (["charters", "nope"], 3, "charter charters"),
        (["upcoming", "misspelt.charter.yaml"], 3, "charter fix misspelt.charter.yaml"),
        (["evidence", "misspelt.charter.yaml"], 3, "charter fix misspelt.charter.yaml"),
        (["baseline", "misspelt.charter.yaml", "-o", "b.json"], 3, "charter fix misspelt.charter.yaml"),
        (["diff", "charter.yaml", "misspelt.charter.yaml"], 3, "charter fix misspelt.charter.yaml"),
        (["fix", "misspelt.charter.yaml"], 1, "charter fix misspelt.charter.yaml --write"),
        (["fix", "left.charter.yaml"], 3, "open left.charter.yaml:2 in an editor"),
        (["fix", "both.charter.yaml"], 3, "charter fix both.charter.yaml --write"),
        (["fix", "left.charter.yaml", "misspelt.charter.yaml"], 3, "charter fix misspelt.charter.yaml --write"),
        (["fix", "nope.yaml"], 3, "charter"),
        (["fix", "empty"], 3, "charter init empty"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_the_last_line_names_the_next_command(arguments: list[str], code: int, expected: str, charter: Told) -> None:
    ran = charter(*arguments)
    assert ran.code == code
    lines = ran.err.splitlines()
    assert expected in (lines[-1].removeprefix("Next step: "), lines[-1].partition("'")[2].partition("'")[0])
    assert sum(line.startswith(("Next step", "Try ")) for line in lines) == 1


@pytest.mark.parametrize(
    ("outcomes", "expected"),
    [
        ((Outcome.GAP, Outcome.UNDECLARED, Outcome.NEEDS_REVIEW), "charter next {path} --charter x"),
        ((Outcome.GAP, Outcome.NEEDS_REVIEW), "charter explain {id} --for {path} --charter x"),
        ((Outcome.NEEDS_REVIEW,), "charter decide {path} --charter x"),
    ],
)
def test_answers_come_before_gaps_and_gaps_before_judgements(
    outcomes: tuple[Outcome, ...], expected: str, judge: Callable[[Declaration | str], Report]
) -> None:
    path = "examples/benefits-triage/charter.yaml"
    judged = judge(read_declaration(str(ROOT / path)))
    (every,) = judged.assessments
    only = every._replace(findings=tuple(one for one in every.findings if one.outcome in outcomes))
    report = judged._replace(assessments=(only,), gate=Gate(FailOn.MAY, require_review=True))
    report = report._replace(declaration=report.declaration._replace(path="a b.yaml"))
    first = next((one for one in only.of(*outcomes) if one.outcome is Outcome.GAP), only.findings[0]).requirement.id
    step = advice.of_report(report)
    assert step
    assert advice.command(step, [("--charter", "x")]) == expected.format(path="'a b.yaml'", id=first)
    assert advice.of_report(report._replace(gate=Gate(FailOn.NEVER))) is None


def test_a_run_that_passes_says_nothing_of_a_next_step(charter: Told) -> None:
    ran = charter("check", str(ROOT / "examples/citizen-chatbot"), *DAY)
    assert ran.code == 0
    assert ran.err.count("\n") == 1


def test_standard_output_is_the_same_for_pipelines(charter: Told) -> None:
    for form in ("concise", "json", "text"):
        assert "Next step" not in charter("check", "charter.yaml", "-f", form).out


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_step_is_said_in_every_language(language: str) -> None:
    step = advice.Step("outcome.undeclared", {"path": "a b.yaml"})
    assert advice.said(words(language), step) == words(language)("advice", command="charter next 'a b.yaml'")


def test_every_command_of_the_table_is_one_of_ours() -> None:
    for pattern in filter(None, advice.COMMANDS.values()):
        if pattern == "charter {again}":
            continue
        name, *rest = [*pattern.split(), "", ""][:3]
        assert name == "charter"
        assert rest[0] in (*COMMANDS, "")
        assert rest[0] != "schema" or rest[1] in SCHEMAS
    assert advice.TAKES.keys() <= set(COMMANDS)


def test_every_key_of_the_table_has_a_sentence_or_an_outcome() -> None:
    catalogue = words("en").catalogue
    known = {key for key in advice.COMMANDS if key.startswith(("problem.", "usage."))}
    assert {key for key in known if key not in catalogue} == set()
    outcomes = {key.removeprefix("outcome.") for key in advice.COMMANDS if key.startswith("outcome.")}
    assert outcomes == set(map(str, advice.ORDER))


def test_nothing_is_commanded_that_standard_input_cannot_do() -> None:
    for key, pattern in advice.COMMANDS.items():
        names = {name for _, name, _, _ in Formatter().parse(pattern) if name}
        told = advice.command(advice.Step(key, {**dict.fromkeys(names, "x"), "path": "-"}))
        assert (told == "") == ("path" in names or not pattern)


def test_a_folder_with_a_charter_alone_is_told_from_an_empty_one(charter: Told) -> None:
    assert "rules/charter.yaml is a charter" in " ".join(charter("check", "rules").out.split())
    assert "is a charter" not in charter("check", "empty").out


def test_a_link_to_nothing_is_told_and_leads_nowhere(charter: Told) -> None:
    Path("gone.charter.yaml").symlink_to("nowhere.yaml")
    ran = charter("check", "gone.charter.yaml")
    assert ran.code == 3
    assert "link" in ran.out
    assert "Next step" not in ran.err


def test_a_pipe_that_was_read_is_not_read_again(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.yaml")
    step = advice.Step("file.declaration", {"path": str(tmp_path / "x.yaml"), "line": 1})
    assert advice.said(words("en"), step) == ""


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["form"], "charter form -o declaration.html"),
        (["form", "-c", "eu-ai-act"], "charter form -o declaration.html -c eu-ai-act"),
        (["report", "-f", "html", "charter.yaml"], "charter report -o report.html -f html charter.yaml"),
        (["check", "-f", "html", "--", "a b"], "charter check -o report.html -f html -- 'a b'"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_terminal_gets_no_html_but_the_command_that_writes_it(
    arguments: list[str], expected: str, charter: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("sys.stdout.isatty", lambda: True)
        ran = charter(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.splitlines()[-1] == f"Next step: {expected}"


def test_a_pipe_and_a_file_get_html_as_ever(charter: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    assert charter("report", "-f", "html", "charter.yaml").out.startswith("<!DOCTYPE html>")
    with monkeypatch.context() as patched:
        patched.setattr("sys.stdout.isatty", lambda: True)
        assert charter("report", "charter.yaml", "-f", "html", "-o", "report.html").code == 1
    assert Path("report.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


@pytest.mark.parametrize("option", ["--for", "--output"])
def test_an_option_that_says_nothing_is_a_wrong_use(option: str, charter: Told) -> None:
    ran = charter("schema", option, "")
    assert (ran.code, ran.out) == (2, "")
    assert option in ran.err


def test_what_was_read_of_a_large_file_is_not_told_as_its_size(charter: Told) -> None:
    Path("large.yaml").write_bytes(b"#" * 3_000_000)
    told = charter("check", "large.yaml").out
    assert "1048577" not in told
    assert "more than 1048576 bytes" in told


def test_where_this_folder_has_no_declaration_one_is_begun_here(charter: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("empty")
    assert charter("check").err.splitlines()[-1] == "Next step: charter init"
