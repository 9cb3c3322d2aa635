"""`charter` without arguments: what to do next in a folder, whatever is in it."""

import os
import re
import shlex
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from charter_cli.cli import start
from charter_cli.cli.app import COMMANDS
from charter_cli.cli.draft import place_of
from charter_cli.model.declaration import Declaration
from charter_cli.model.report import Outcome
from charter_cli.read.declarations import read_declaration
from charter_cli.words import LANGUAGES, words
from tests.conftest import MINIMAL, ROOT, Ran, Run

Told = Callable[..., Ran]

READY = ROOT / "examples/citizen-chatbot"
FEDERAL = 'charters = ["be-federal-ai-2025"]\n'
GAP = """\
declaration: 1
project: {id: x, name: X, stage: pilot, launch: "2026-01-01"}
scope: {purposes: [internal], purposes_complete: true}
system: {ai_system: true}
"""
OWN = "charter: 1\nid: own\n"


@pytest.fixture
def charter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inside: Run) -> Told:
    """Run a command inside of this process, in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COLUMNS", raising=False)

    def within(*arguments: str, language: str = "en") -> Ran:
        return inside(*arguments, environment={"CHARTER_LANG": language})

    return within


def declare(path: str, text: str = MINIMAL) -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text, encoding="utf-8")


def commands(ran: Ran) -> list[str]:
    """Return the commands of a page, each alone on its line or behind the state of a declaration."""
    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert len(lines) <= 13
    assert lines[-1].endswith("charter --help")
    return [found[0] for line in lines[:-1] if (found := re.search(r"(?<=  )charter( .*)?$", line))]


def test_in_an_empty_folder_it_is_to_begin_or_to_fill_in_a_form(charter: Told) -> None:
    assert commands(charter()) == ["charter init", "charter form -o declaration.html"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_speaks_the_language_chosen_by_option_or_environment(language: str, charter: Told) -> None:
    said = words(language)("start.none")
    assert charter(language=language).out.startswith(said)
    assert charter("-l", language).out == charter(f"--lang={language}").out == charter(f"-l{language}").out
    assert charter("-l", language).out.startswith(said)


def test_an_unknown_language_or_option_is_a_wrong_use_as_ever(charter: Told) -> None:
    assert charter("-l", "xx").code == charter("--lang").code == charter("--long").code == 2


def test_the_help_stays_as_it_is(charter: Told) -> None:
    told = charter("--help")
    assert told.code == 0
    assert all(name in told.out for name in COMMANDS)


def test_a_draft_is_resumed(charter: Told) -> None:
    place_of("charter.yaml").write_text("{}")
    assert commands(charter()) == ["charter init"]
    place_of("charter.yaml").unlink()
    place_of("bike sheds.charter.yaml").write_text("{}")
    assert commands(charter()) == ["charter init 'bike sheds.charter.yaml'"]


def test_a_declaration_with_open_answers_is_asked_about_with_their_number(charter: Told) -> None:
    declare("charter.yaml")
    ran = charter()
    assert commands(ran) == ["charter next charter.yaml", "charter check charter.yaml"]
    missing = re.search(r"(\d+) answers are missing", ran.out)
    assert missing
    assert f"X: {missing[1]} answers are missing" in charter("next", "charter.yaml", "-f", "text").out


def test_a_declaration_with_problems_is_mended(charter: Told) -> None:
    declare("charter.yaml", MINIMAL.replace("name", "nmae"))
    ran = charter()
    assert commands(ran) == ["charter fix charter.yaml", "charter check charter.yaml"]
    assert ran.out.startswith("charter.yaml: 2 problems")


def test_when_all_is_met_the_report_is_next(charter: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(READY)
    expected = ["charter report charter.yaml -o report.md", "charter upcoming charter.yaml"]
    assert commands(charter()) == expected


@pytest.mark.parametrize(
    ("wait", "expected"),
    [
        ("gap", ["charter check charter.yaml", "charter report charter.yaml -o report.md"]),
        ("needs-review", ["charter decide charter.yaml", "charter report charter.yaml -o report.md"]),
    ],
)
def test_what_facts_do_not_settle_any_more_is_checked_or_decided(
    wait: str, expected: list[str], charter: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    declare("charter.yaml")
    monkeypatch.setattr(start, "_worst", lambda _: Outcome(wait))
    assert commands(charter()) == expected


def test_several_declarations_are_told_line_by_line_and_the_rest_counted(charter: Told) -> None:
    for name in "abcdef":
        declare(f"{name}/charter.yaml")
    ran = charter()
    assert commands(ran) == [*(f"charter next {name}/charter.yaml" for name in "abcd"), "charter check"]
    assert ran.out.startswith("6 declarations are here.")
    assert "and 2 more" in ran.out


def test_few_files_are_judged_however_many_there_are(charter: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(150):
        declare(f"{number:03}.charter.yaml")
    read: list[str] = []

    def noted(path: str, loaded: bytes) -> Declaration:
        read.append(path)
        return read_declaration(path, loaded)

    monkeypatch.setattr(start, "read_declaration", noted)
    assert charter().out.startswith("150 declarations are here.")
    assert len(read) == start.MOST_JUDGED


def test_not_every_folder_is_looked_into(charter: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start, "MOST_FOLDERS", 3)
    for name in "abcd":
        Path(name).mkdir()
    declare("e/charter.yaml")
    assert "first 3 folders" in charter().out


def test_a_charter_of_ones_own_is_looked_over_and_tried(charter: Told) -> None:
    declare("rules/charter.yaml", OWN)
    ours = ["charter lint rules/charter.yaml", "charter test rules/charter.yaml"]
    assert commands(charter()) == [*ours, "charter init"]
    declare("charter.yaml")
    assert commands(charter()) == ["charter next charter.yaml", "charter check charter.yaml", *ours]


def test_commands_are_quoted_so_that_a_shell_reads_the_name_back(charter: Told) -> None:
    names = ["-o $(x).charter.yaml", "it's; here.charter.yaml"]
    for name in names:
        declare(name)
    read = [shlex.split(each) for each in commands(charter())[:2]]
    assert [each[:2] for each in read] == [["charter", "next"]] * 2
    assert {Path(each[2]).name for each in read} == set(names)
    assert not any(each[2].startswith("-") for each in read)


def test_names_that_would_command_the_terminal_are_shown_harmless(charter: Told) -> None:
    declare("\x1b[2J\n.charter.yaml", MINIMAL.replace("name: X", r'name: "\x1b[31mred"'))
    assert "\x1b" not in charter().out


@pytest.mark.parametrize("text", ["x = [", 'charters = ["nope"]', 'stage = "soon"'])
def test_settings_that_cannot_be_used_are_told_and_it_still_ends_with_0(text: str, charter: Told) -> None:
    declare("charter.toml", text)
    declare("charter.yaml")
    ran = charter()
    assert ran.out.startswith("charter.toml:1:")
    assert commands(ran) == (["charter charters"] if "nope" in text else [])
    assert ("\n  charter.toml:1\n" in ran.out) == ("nope" not in text)
    Path("charter.yaml").unlink()
    assert charter().out == ran.out, "charter init would fail by them too"


def test_settings_count(charter: Told) -> None:
    declare("charter.yaml")
    before = charter().out
    declare("charter.toml", FEDERAL)
    assert charter().out != before


def test_a_folder_that_is_gone_is_told(charter: Told, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    ran = charter()
    assert commands(ran) == []
    assert ran.out.startswith("This folder cannot be looked into: No such file or directory.")


def test_a_folder_that_cannot_be_looked_into_is_told(charter: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(path: str = ".") -> None:
        raise PermissionError(13, "Permission denied", path)

    with monkeypatch.context() as patched:
        patched.setattr("os.scandir", closed)
        ran = charter()
    assert commands(ran) == []
    assert ran.out.startswith("This folder cannot be looked into: Permission denied.")


def test_what_no_command_mends_is_opened_at_its_line(charter: Told) -> None:
    declare("charter.yaml", MINIMAL + "organisation:\n  country: Belgique\n")
    ran = charter()
    assert commands(ran) == ["charter check charter.yaml"]
    assert "country code" in ran.out
    line = MINIMAL.count("\n") + 2
    assert f"\n  charter.yaml:{line}\n" in ran.out


def test_decisions_that_cannot_be_read_are_named_with_their_line(charter: Told) -> None:
    declare("charter.yaml")
    declare("decisions.yaml", "format: 1\ndecisions: [{charter: x}]\n")
    ran = charter()
    assert ran.out.startswith("decisions.yaml:2:")
    assert "\n  decisions.yaml:2\n" in ran.out
    assert commands(ran) == ["charter check charter.yaml"]


def test_a_link_to_nothing_is_told_as_one(charter: Told) -> None:
    Path("charter.yaml").symlink_to("nowhere.yaml")
    ran = charter()
    assert ran.out.startswith("charter.yaml: This is a link to a file that is not there.")
    assert commands(ran) == ["charter check charter.yaml"]


def test_a_pipe_in_the_place_of_the_declaration_is_told(charter: Told) -> None:
    os.mkfifo("charter.yaml")
    ran = charter()
    assert ran.out.startswith("charter.yaml: This is no ordinary file")
    assert commands(ran) == []


def test_a_declaration_that_git_ignores_is_found_where_init_would_write_it(charter: Told) -> None:
    subprocess.run(["git", "init", "-q"], check=True)  # noqa: S607
    Path(".gitignore").write_text("charter.yaml\n")
    declare("charter.yaml")
    assert commands(charter())[0] == "charter next charter.yaml"


def test_a_file_that_cannot_be_read_is_counted_and_nothing_breaks(charter: Told) -> None:
    Path("charter.yaml").symlink_to("nowhere.yaml")
    assert commands(charter())
    Path("b.charter.yaml").write_bytes(b"\xff\x00")
    assert commands(charter())
