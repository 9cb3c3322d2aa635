"""Settings: who comes before whom, where the file is looked for, and what is wrong with one, to the column."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from charter_cli.cli.language import choose
from charter_cli.cli.options import DEFAULT_CHARTERS, FORMATS, LEVELS, STAGES
from charter_cli.cli.problems import FileProblems, UsageProblem
from charter_cli.cli.resolve import resolve
from charter_cli.cli.settings_file import settings_file
from charter_cli.model.declaration import Problem
from charter_cli.model.report import Exit
from charter_cli.model.settings import NAMES, VARIABLES, Origin, Setting, Settings
from charter_cli.read.declarations import read_declaration
from charter_cli.read.form import schema
from charter_cli.render import phrases
from charter_cli.words import LANGUAGES, words
from tests.conftest import MINIMAL, ROOT, Run


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in the folder `repository/project` of a repository, with no variable set that counts."""
    for variable in (*VARIABLES.values(), "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(variable, raising=False)
    here = tmp_path / "repository/project"
    here.mkdir(parents=True)
    (tmp_path / "repository/.git").mkdir()
    monkeypatch.chdir(here)
    return here


def own(text: str, folder: str = ".") -> None:
    Path(folder, "charter.toml").write_text(text, encoding="utf-8")


def shared(text: str, folder: str = ".") -> None:
    Path(folder, "pyproject.toml").write_text(text, encoding="utf-8")


def setting(settings: Settings, name: str) -> Setting[Any]:
    found: Setting[Any] = getattr(settings, name.replace("-", "_"))
    return found


def problems() -> tuple[Problem, ...]:
    with pytest.raises(FileProblems) as raised:
        settings_file()
    return raised.value.problems


class Row(NamedTuple):
    """One setting as an option, as a variable and as a line of a file, each with what it comes to."""

    name: str
    option: object
    as_option: object
    variable: str
    as_variable: object
    line: str
    as_line: object
    default: object


TABLE = [
    Row(
        "charters",
        ["consistency"],
        ("consistency",),
        "eu-ai-act, data-protection",
        ("eu-ai-act", "data-protection"),
        '["non-discrimination"]',
        ("non-discrimination",),
        DEFAULT_CHARTERS,
    ),
    Row("language", "fr", "fr", "nl_BE", "nl", '"de"', "de", "en"),
    Row("fail-on", "never", "never", "may", "may", '"should"', "should", "must"),
    Row("require-review", False, False, "0", False, "true", True, False),  # noqa: FBT003
    Row("require-review", True, True, "TRUE", True, "false", False, False),  # noqa: FBT003
    Row("stage", "pilot", "pilot", "design", "design", '"idea"', "idea", ""),
    Row("waivers", ["a.yaml"], ("a.yaml",), "b.yaml,c.yaml", ("b.yaml", "c.yaml"), '["d.yaml"]', ("d.yaml",), ()),
    Row("waivers", ["a.yaml"], ("a.yaml",), "b.yaml", ("b.yaml",), '"d.yaml"', ("d.yaml",), ()),
    Row("baseline", "a.json", "a.json", "b.json", "b.json", '"c.json"', "c.json", ""),
    Row("format", "json", "json", "csv", "csv", '"concise"', "concise", ""),
    Row("output", ["a.txt"], ("a.txt",), "csv=b.csv", ("csv=b.csv",), '["json=c.json"]', ("json=c.json",), ()),
    Row("template", "a.jinja", "a.jinja", "b.jinja", "b.jinja", '"c.jinja"', "c.jinja", ""),
    Row("style", "a.css", "a.css", "b.css", "b.css", '"c.css"', "c.css", ""),
    Row("logo", "a.png", "a.png", "b.png", "b.png", '"c.png"', "c.png", ""),
]


def test_the_table_has_every_setting() -> None:
    assert {row.name for row in TABLE} == set(NAMES)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.name)
def test_an_option_comes_before_a_variable_that_before_the_file_and_the_file_before_the_default(
    row: Row, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, option = row.name, {row.name.replace("-", "_"): row.option}
    found = setting(resolve(), name)
    assert (found.value, found.source.origin) == (row.default, Origin.DEFAULT)
    own(f"# by the town\n{name} = {row.line}\n")
    found = setting(resolve(), name)
    assert (found.value, found.source) == (row.as_line, (Origin.FILE, "charter.toml", (2, 1)))
    monkeypatch.setenv(VARIABLES[name], row.variable)
    found = setting(resolve(), name)
    assert (found.value, found.source) == (row.as_variable, (Origin.ENVIRONMENT, VARIABLES[name], None))
    found = setting(resolve(**option), name)
    assert (found.value, found.source.origin) == (row.as_option, Origin.OPTION)


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_variable_is_none(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLES[name], "")
    assert setting(resolve(), name).source.origin is Origin.DEFAULT


def test_lists_replace_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    own('charters = ["eu-ai-act", "consistency"]\nwaivers = ["a.yaml"]\n')
    monkeypatch.setenv("CHARTER_WAIVERS", "b.yaml")
    settings = resolve(charters=["data-protection"])
    assert (settings.charters.value, settings.waivers.value) == (("data-protection",), ("b.yaml",))


BAD_VARIABLES = [
    ("CHARTER_CHARTERS", "be-federal-2025", "be-federal-ai-2025"),
    ("CHARTER_CHARTERS", "consistency,", None),
    ("CHARTER_LANG", "pt_BR", None),
    ("CHARTER_FAIL_ON", "shoud", "should"),
    ("CHARTER_REQUIRE_REVIEW", "tru", "true"),
    ("CHARTER_REQUIRE_REVIEW", "oui", None),
    ("CHARTER_STAGE", "pilote", "pilot"),
    ("CHARTER_WAIVERS", "a.yaml,,b.yaml", None),
    ("CHARTER_FORMAT", "jsn", "json"),
    ("CHARTER_OUTPUT", "jsn=a.json", "json"),
    ("CHARTER_OUTPUT", "a.json", None),
    ("CHARTER_OUTPUT", "json=", None),
]


@pytest.mark.parametrize(("variable", "value", "suggestion"), BAD_VARIABLES)
def test_a_bad_variable_is_a_usage_error_that_names_it(
    variable: str, value: str, suggestion: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(UsageProblem) as raised:
        resolve()
    assert raised.value.params["option"] == variable
    assert raised.value.params.get("suggestion") == suggestion


@pytest.mark.parametrize(
    ("name", "value"), [("language", "english"), ("fail_on", "shoud"), ("stage", "pilote"), ("format", "jsn")]
)
def test_a_bad_option_is_told_by_its_own_name(name: str, value: str) -> None:
    with pytest.raises(UsageProblem) as raised:
        resolve(**{name: value})
    assert str(raised.value.params["option"]).startswith("--")


WRONG = [
    ('stge = "pilot"', "unknown-key", (1, 1), "stage"),
    ('fail_on = "must"', "unknown-key", (1, 1), "fail-on"),
    ('\n  "lang" = "fr"', "unknown-key", (2, 3), "language"),
    ('stage = "pilote"', "unknown-value", (1, 9), "pilot"),
    ('stage = "exploitation"', "unknown-value", (1, 9), "operation"),
    ("stage = 3", "unknown-value", (1, 9), None),
    ("stage = 2026-01-01", "unknown-value", (1, 9), None),
    ("[stage]\nx = 1", "unknown-value", (1, 1), None),
    ('language = "english"', "unknown-value", (1, 12), "en"),
    ("fail-on = 'shoud'", "unknown-value", (1, 11), "should"),
    ('require-review = "oui"', "wrong-type", (1, 18), "true"),
    ('format="jsn"', "unknown-value", (1, 8), "json"),
    ('charters = "consistency"', "wrong-type", (1, 12), None),
    ("charters = []", "empty-list", (1, 12), None),
    ('charters = ["consistency", "consistency"]', "twice-in-list", (1, 12), None),
    ('# charters\ncharters = [\n  "be-federal-2025",\n]', "unknown-charter", (2, 1), "be-federal-ai-2025"),
    ("waivers = 1.5", "wrong-type", (1, 11), None),
    ("waivers = [1]", "wrong-type", (1, 1), None),
    ('waivers = ""', "empty-value", (1, 11), None),
    ("baseline = 2026-01-01T00:00:00Z", "wrong-type", (1, 12), None),
    ('output = "json=a"', "wrong-type", (1, 10), None),
    ('output = ["jsn=a"]', "bad-output", (1, 1), "json"),
    ('output = ["json="]', "bad-output", (1, 1), None),
    ('output = ["report.json"]', "bad-output", (1, 1), None),
    ('output = ["json=../../report.json"]', "output-outside", (1, 1), None),
    ('output = ["json=/report.json"]', "output-outside", (1, 1), None),
    ("template = 3", "wrong-type", (1, 12), None),
    ('style = ""', "empty-value", (1, 9), None),
    ('template = "../../secret"', "own-form-outside", (1, 1), None),
    ('style = "/etc/passwd"', "own-form-outside", (1, 1), None),
    ('logo = "../logo.png"', "own-form-outside", (1, 1), None),
    ('readme = """\nstage = 1\n"""\nx.y = 1', "unknown-key", (1, 1), None),
    ("stage = [1", "not-toml", (1, 11), None),
    ("stage = pilot", "not-toml", (1, 9), None),
    ('stage = "idea"\nstage = "pilot"', "not-toml", (2, 16), None),
    ("x = " + "[" * 3000, "not-toml", None, None),
    ("x = " + "9" * 5000, "not-toml", None, None),
    ("é = 1", "not-toml", (1, 1), None),
]


@pytest.mark.parametrize(("text", "code", "where", "suggestion"), WRONG, ids=[text[:40] for text, *_ in WRONG])
def test_each_mistake_in_a_file_has_its_code_its_place_and_a_suggestion(
    text: str, code: str, where: tuple[int, int] | None, suggestion: str | None
) -> None:
    own(text)
    problem = problems()[0]
    assert (problem.code, problem.path, problem.params.get("suggestion")) == (code, "charter.toml", suggestion)
    assert problem.place == where or (where is None and problem.place)
    for language in LANGUAGES:
        assert phrases.located(words(language), problem).startswith("charter.toml:")


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file() -> None:
    own('stage = "pilote"\nformat = "jsn"\nx = 1\n')
    assert [problem.place for problem in problems()] == [(1, 9), (2, 10), (3, 1)]


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ('[project]\nname = "x"\n\n[tool.charter]\nstage = "pilote"\n', (5, 9)),
        ('[project]\nstage = 1\n[ tool . "charter" ] # ours\nstage = "pilote"\n', (4, 9)),
        ('[tool]\ncharter.stage = "pilote"\n', (2, 17)),
        ("[tool.charter.stage]\nx = 1\n[tool.other]\nstage = 1\n", (1, 1)),
        ('text = """\n[tool.charter]\nstage = 1\n"""\n[tool.charter]\nstage = "pilote"\n', (6, 9)),
        ('[tool.charter]\r\nfail-on = "must"\r\nstage = "pilote"\r\n', (3, 9)),
        ('tool = {charter = {stage = "pilote"}}\n', (1, 1)),
        ("[tool]\ncharter = 3\n", (2, 11)),
    ],
)
def test_a_table_of_pyproject_has_places_too(text: str, where: tuple[int, int]) -> None:
    Path("pyproject.toml").write_bytes(text.encode())
    assert [(problem.path, problem.place) for problem in problems()] == [("pyproject.toml", where)]


@pytest.mark.parametrize(
    ("content", "code", "where"),
    [
        (b'stage = "id\xe9e"', "not-utf-8", (1, 12)),
        (b"\n" + 'é = "x'.encode("utf-16"), "not-utf-8", (2, 1)),
        (b"# " + b"x" * (1024 * 1024), "too-large", None),
    ],
)
def test_a_file_that_is_no_text_is_told(content: bytes, code: str, where: tuple[int, int] | None) -> None:
    Path("charter.toml").write_bytes(content)
    assert [(problem.code, problem.place) for problem in problems()] == [(code, where)]


def test_a_folder_or_a_broken_link_in_place_of_the_file_is_told() -> None:
    Path("charter.toml").mkdir()
    assert [problem.code for problem in problems()] == ["is-directory"]
    Path("charter.toml").rmdir()
    Path("charter.toml").symlink_to("nowhere")
    assert [problem.code for problem in problems()] == ["dead-link"]


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_told() -> None:
    own("")
    Path("charter.toml").chmod(0)
    assert [problem.code for problem in problems()] == ["no-permission"]


def test_a_byte_order_mark_is_no_mistake() -> None:
    Path("charter.toml").write_bytes(b'\xef\xbb\xbfstage = "idea"\n')
    assert resolve().stage.value == "idea"


def test_settings_in_both_files_of_a_folder_are_a_mistake() -> None:
    own('stage = "idea"\n')
    shared('[tool.other]\nx = 1\n[tool.charter]\nstage = "pilot"\n')
    (problem,) = problems()
    assert (problem.code, problem.path, problem.place) == ("settings-twice", "pyproject.toml", (3, 1))
    assert "charter.toml" in phrases.problem(words("en"), problem)


def test_a_pyproject_without_the_table_is_no_settings_file() -> None:
    own('stage = "idea"\n')
    shared('[project]\nname = "charter"\n[tool.charters]\nx = 1\n# [tool.charter]\n')
    assert resolve().stage.value == "idea"


def test_the_nearest_folder_with_settings_counts_alone() -> None:
    own('stage = "idea"\nfail-on = "may"\n', "..")
    assert (resolve().stage.value, resolve().stage.source.name) == ("idea", "../charter.toml")
    shared("[project]\nname = 'x'\n")
    assert resolve().stage.value == "idea"
    shared('[tool.charter]\nstage = "pilot"\n')
    assert (resolve().stage.value, resolve().fail_on.value) == ("pilot", "must")


def test_an_empty_file_is_a_settings_file() -> None:
    own('stage = "idea"\n', "..")
    own("")
    assert resolve().stage.value == ""


def test_the_search_ends_at_the_root_of_the_repository() -> None:
    own('stage = "idea"\n', "../..")
    shared("this is not [tool.charter", "../..")
    assert settings_file() is None


def test_a_worktree_has_a_file_called_git() -> None:
    own('stage = "idea"\n', "../..")
    Path("../.git").rmdir()
    Path("../.git").write_text("gitdir: elsewhere\n", encoding="utf-8")
    assert settings_file() is None


def test_without_a_repository_only_the_working_folder_is_looked_into() -> None:
    Path("../.git").rmdir()
    own('stage = "idea"\n', "..")
    assert settings_file() is None
    own('stage = "pilot"\n')
    assert resolve().stage.value == "pilot"


def test_a_working_folder_that_is_gone_has_no_settings(place: Path) -> None:
    place.rmdir()
    assert settings_file() is None


def test_paths_start_from_the_folder_of_the_file() -> None:
    Path("../rules").mkdir()
    own(
        'charters = ["consistency", "rules"]\nwaivers = "w.yaml"\nbaseline = "/b.json"\noutput = ["csv=out/x.csv"]\n',
        "..",
    )
    settings = resolve()
    assert settings.charters.value == ("consistency", "../rules")
    assert settings.waivers.value == ("../w.yaml",)
    assert settings.baseline.value == "/b.json"
    assert settings.output.value == ("csv=../out/x.csv",)


def test_the_example_of_the_readme_is_a_settings_file() -> None:
    section = (ROOT / "README.md").read_text(encoding="utf-8").partition("\n## Settings\n")[2].partition("\n## ")[0]
    (example,) = re.findall(r"```toml\n(.+?)```", section, re.DOTALL)
    own(example)
    Path("rules").mkdir()
    Path("rules/charter.yaml").touch()
    settings = resolve()
    assert settings.charters.value == ("be-federal-ai-2025", "rules/charter.yaml")
    assert settings.fail_on.value == "should"


def test_an_output_does_not_leave_the_folder_through_a_link() -> None:
    Path("out").symlink_to("..")
    own('output = ["csv=out/x.csv"]\n')
    assert [problem.code for problem in problems()] == ["output-outside"]


def test_the_language_of_every_message_is_a_setting(run: Run, place: Path) -> None:
    own('language = "nl"\n')
    assert run("chek", cwd=place).err.startswith("Gebruiksfout")
    assert "Opties" in run("check", "--help", cwd=place).out
    assert run("chek", cwd=place, environment={"CHARTER_LANG": "de"}).err.startswith("Fehler im Aufruf")
    assert run("chek", "-l", "fr", cwd=place).err.startswith("Erreur")
    own('language = "nl"\nx = 1\n')
    ran = run("settings", cwd=place)
    assert (ran.code, ran.err) == (
        Exit.UNREADABLE,
        "charter.toml:2:1: De sleutel 'x' is hier niet bekend. Mogelijk: " + ran.err.partition("Mogelijk: ")[2],
    )


@pytest.mark.parametrize("text", ["language = 3", 'language = "xx"', "language", "[language]"])
def test_a_bad_language_in_the_file_leaves_the_systems(text: str) -> None:
    own(text)
    assert choose([], {"LANG": "fr_BE.UTF-8"}) == "fr"


def test_the_systems_language_is_named_with_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "fr_BE.UTF-8")
    assert resolve().language == ("fr", (Origin.ENVIRONMENT, "LANG", None))


def test_toml_is_only_loaded_for_settings(place: Path) -> None:
    code = "import sys\nfrom charter_cli.cli.resolve import resolve\nresolve()\nprint('tomllib' in sys.modules)\n"

    def loads() -> bool:
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-c", code]
        done = subprocess.run(command, capture_output=True, text=True, cwd=place, env=environment, check=True)
        return done.stdout == "True\n"

    assert not loads()
    shared('[project]\nname = "charter"\nscripts = {charter = "charter_cli.cli:main"}\n')
    assert not loads()
    shared("[tool.charter]\n")
    assert loads()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_command_shows_every_setting_with_its_value_and_source(language: str, run: Run, place: Path) -> None:
    own('fail-on = "should"\nlanguage = "nl"\n', "..")
    shown = run("settings", cwd=place, environment={"CHARTER_STAGE": "pilot", "CHARTER_LANG": language})
    assert (shown.code, shown.err) == (Exit.OK, "")
    lines = [line.strip() for line in shown.out.splitlines()]
    said = words(language)
    assert lines[0] == said("settings.file", path="../charter.toml")
    for name, value, source in [
        ("fail-on", "should", "../charter.toml:1:1"),
        ("stage", "pilot", said("settings.source.environment", name="CHARTER_STAGE")),
        ("language", language, said("settings.source.environment", name="CHARTER_LANG")),
        ("baseline", said("settings.none"), said("settings.source.default")),
        ("require-review", "false", said("settings.source.default")),
    ]:
        assert lines[lines.index(f"{name.ljust(14)} {value}") + 1] == source


def test_the_command_writes_json(run: Run, place: Path) -> None:
    own('fail-on = "should"\n')
    shown = run("settings", "-f", "json", cwd=place, environment={"CHARTER_STAGE": "pilot", "GITHUB_ACTIONS": "true"})
    data = json.loads(shown.out)
    assert (data["schema_version"], data["language"], data["file"]) == (1, "en", "charter.toml")
    assert list(data["settings"]) == list(NAMES)
    assert data["settings"]["fail-on"] == {
        "value": "should",
        "source": {"origin": "file", "path": "charter.toml", "line": 1, "column": 1},
    }
    assert data["settings"]["stage"] == {
        "value": "pilot",
        "source": {"origin": "environment", "name": "CHARTER_STAGE"},
    }
    assert data["settings"]["baseline"] == {"value": None, "source": {"origin": "default"}}
    assert data["settings"]["format"] == {
        "value": "github",
        "source": {"origin": "environment", "name": "GITHUB_ACTIONS"},
    }


def test_without_a_file_the_command_says_so(run: Run, place: Path) -> None:
    assert run("settings", cwd=place, environment={"COLUMNS": "500"}).out.startswith(words("en")("settings.no-file"))
    assert json.loads(run("settings", "-f", "json", cwd=place).out)["file"] is None


def test_a_wrong_file_ends_the_command_with_3_and_a_wrong_variable_with_2(run: Run, place: Path) -> None:
    ran = run("settings", cwd=place, environment={"CHARTER_STAGE": "pilote"})
    assert (ran.code, ran.out) == (Exit.USAGE, "")
    assert "CHARTER_STAGE" in ran.err
    own("stage = [")
    ran = run("settings", cwd=place)
    assert (ran.code, ran.out) == (Exit.UNREADABLE, "")
    assert ran.err.startswith("charter.toml:1:10: ")


class Checked(NamedTuple):
    """How a check in JSON ended, and what it was made with."""

    code: int
    charters: list[str]
    stage: str | None
    language: str


@pytest.fixture
def check(run: Run, place: Path) -> Callable[..., Checked]:
    """Check a declaration that only has its name, in JSON."""
    Path("charter.yaml").write_text(MINIMAL, encoding="utf-8")

    def checked(*options: str, **environment: str) -> Checked:
        ran = run("check", *options, "--as-of", "2026-11-22", "-f", "json", cwd=place, environment=environment)
        report = json.loads(ran.out)
        (one,) = report["declarations"]
        charters = [assessment["charter"]["id"] for assessment in one["assessments"]]
        return Checked(ran.code, charters, one["stage"], report["language"])

    return checked


def test_a_check_does_what_the_settings_say_unless_a_variable_or_option_does(check: Callable[..., Checked]) -> None:
    assert check() == (Exit.GATE, list(DEFAULT_CHARTERS), None, "en")
    own('charters = ["be-federal-ai-2025"]\nfail-on = "never"\nstage = "pilot"\nlanguage = "fr"\n', "..")
    assert check() == (Exit.OK, ["be-federal-ai-2025"], "pilot", "fr")
    variables = {"CHARTER_FAIL_ON": "must", "CHARTER_STAGE": "operation", "CHARTER_LANG": "nl"}
    assert check(**variables) == (Exit.GATE, ["be-federal-ai-2025"], "operation", "nl")
    options = ("--fail-on", "never", "--stage", "pilot", "-l", "de", "-c", "consistency")
    assert check(*options, **variables) == (Exit.OK, ["consistency"], "pilot", "de")


def test_open_judgements_fail_by_setting_and_an_option_takes_that_back(run: Run, place: Path) -> None:
    shutil.copytree(ROOT / "examples/citizen-chatbot", place, dirs_exist_ok=True)
    (place / "decisions.yaml").unlink()
    arguments = ("check", "-f", "concise", "--as-of", "2026-11-22")
    own("require-review = true\n")
    assert run(*arguments, cwd=place).code == Exit.GATE
    assert run(*arguments, "--no-require-review", cwd=place).code == Exit.OK
    own("")
    assert run(*arguments, cwd=place).code == Exit.OK
    assert run(*arguments, "--require-review", cwd=place).code == Exit.GATE


def test_outputs_are_written_beside_the_settings_and_an_option_takes_their_place(run: Run, place: Path) -> None:
    (place / "charter.yaml").write_text(MINIMAL, encoding="utf-8")
    own('format = "concise"\noutput = ["json=report.json", "csv=report.csv"]\n', "..")
    above = place.parent
    shown = run("check", cwd=place)
    assert shown.out.startswith("charter.yaml:")
    assert json.loads((above / "report.json").read_bytes())["exit_code"] == Exit.GATE
    assert (above / "report.csv").exists()
    (above / "report.json").unlink()
    run("check", "-o", "csv=mine.csv", cwd=place)
    assert (place / "mine.csv").exists()
    assert not (above / "report.json").exists()


def test_a_report_for_a_committee_is_markdown_whatever_the_format_of_checks(run: Run, place: Path) -> None:
    (place / "charter.yaml").write_text(MINIMAL, encoding="utf-8")
    own('format = "json"\nlanguage = "fr"\n')
    assert run("check", cwd=place).out.startswith("{")
    assert run("report", cwd=place).out.startswith("# ")


@pytest.mark.parametrize(
    "command", [("check",), ("report",), ("upcoming",), ("explain", "HUM001"), ("diff", "charter.yaml", "charter.yaml")]
)
def test_every_command_that_judges_minds_its_settings(command: tuple[str, ...], run: Run, place: Path) -> None:
    (place / "charter.yaml").write_text(MINIMAL, encoding="utf-8")
    own('charters = ["consistency"]\n')
    ran = run(*command, cwd=place)
    assert "HUM001" not in ran.out
    assert ran.code == (Exit.USAGE if command[0] == "explain" else ran.code)
    own('charters = ["consistensy"]\n')
    ran = run(*command, cwd=place)
    assert (ran.code, ran.out) == (Exit.UNREADABLE, "")
    assert ran.err.startswith("charter.toml:1:1: ")
    assert "consistency" in ran.err


def test_charters_that_are_compared_themselves_need_no_setting(run: Run, place: Path) -> None:
    own('charters = ["consistency"]\n')
    assert run("diff", "consistency", "consistency", cwd=place).code == Exit.OK
    assert run("diff", "consistency", "consistency", "-c", "consistency", cwd=place).code == Exit.USAGE


def test_the_schema_knows_the_same_settings_and_values_as_the_options() -> None:
    properties: Any = schema("settings")["properties"]
    assert tuple(properties) == NAMES
    for name, values in [("language", LANGUAGES), ("fail-on", LEVELS), ("stage", STAGES), ("format", FORMATS)]:
        assert tuple(properties[name]["enum"]) == values
    assert properties["output"]["items"]["pattern"] == f"^({'|'.join(FORMATS)})=."


@pytest.mark.parametrize("name", NAMES)
def test_nothing_in_a_declaration_is_a_setting(name: str) -> None:
    declaration = read_declaration("charter.yaml", f"{MINIMAL}{name}: never\n".encode())
    assert [problem.code for problem in declaration.problems] == ["unknown-key"]
