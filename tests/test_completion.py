"""Shell completion: what can stand where somebody types, in the shells that are here."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from charter_cli.cli.app import COMMANDS, build
from charter_cli.cli.app import run as command
from charter_cli.cli.complete import FORMATS_OF, VARIABLE, candidates
from charter_cli.cli.options import DEFAULT_CHARTERS, FORMATS, LEVELS, REGISTERS, SCHEMAS, SHELLS, STAGES
from charter_cli.words import LANGUAGES, words
from tests.conftest import ROOT

ENGLISH = words("en")


def values(*typed: str) -> list[str]:
    return [one.value for one in candidates(typed, ENGLISH)]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ([""], COMMANDS),
        (["expl"], ["explain"]),
        (["--v"], ["--version"]),
        (["check", "-f", ""], FORMATS),
        (["check", "--format", "js"], ["json"]),
        (["check", "--format=js"], ["--format=json"]),
        (["check", "--format", "=", "js"], ["json"]),
        (["check", "--format", "="], FORMATS),
        (["evidence", "-f", ""], REGISTERS),
        (["check", "-l", ""], LANGUAGES),
        (["check", "--stage", ""], STAGES),
        (["check", "--fail-on", "s"], ["should"]),
        (["check", "--fail-on", ""], LEVELS),
        (["check", "--as-of", ""], ["launch"]),
        (["check", "x.yaml", "-c", "eu"], ["eu-ai-act"]),
        (["check", "-c", ""], sorted(DEFAULT_CHARTERS)),
        (["charters", "be"], ["be-federal-ai-2025"]),
        (["lint", "one", "eu"], ["eu-ai-act"]),
        (["schema", "dec"], ["declaration", "decisions"]),
        (["schema", ""], SCHEMAS),
        (["completion", ""], SHELLS),
        (["decide", "--answer", "acc"], ["accepted", "accepted-with-conditions"]),
        (["explain", "OVS00"], ["OVS001", "OVS002", "OVS003"]),
        (["explain", "staff-member-r"], ["staff-member-reachable"]),
        (["explain", "oversight.can"], ["oversight.can_override"]),
        (["explain", "-c", "data-protection", "HUM0"], []),
        (["next", "x.yaml", "--for", "oversight.can"], ["oversight.can_override"]),
        (
            ["explain", "be-federal-ai-2025/HUM"],
            ["be-federal-ai-2025/HUM001", "be-federal-ai-2025/human-look-on-request"],
        ),
        (["explain", "OVS001", "--fo"], ["--for"]),
        (["init", "--answer", "project.st"], ["project.stage="]),
        (["init", "--answer", "project.stage=pi"], ["project.stage=pilot"]),
        (["init", "--answer", "project.stage", "=", "pi"], ["pilot"]),
        (["init", "--answer", "project.stage", "="], STAGES),
        (["init", "--answer", "system.generative="], ["system.generative=yes", "system.generative=no"]),
        (["check", "-o", "json", "=", "mon"], []),
        (["check", "-o", "json", "=", "mon", "--stage", "id"], ["idea"]),
        (["check", "examples/"], []),
        (["check", "-o", ""], []),
        (["check", "--", "-"], []),
        (["nonsense", ""], []),
        (["check", "--nonsense", "-f", "conc"], ["concise"]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_commands_options_and_values_are_completed(typed: Sequence[str], expected: Sequence[str]) -> None:
    assert values(*typed) == list(expected)


@pytest.mark.parametrize("name", ["check", "report", *FORMATS_OF])
def test_the_formats_are_those_that_the_command_takes(name: str, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    needed = {"diff": ["a", "b"], "next": ["a"]}.get(name, [])
    assert command([name, *needed, "-f", "xx"], {}) == 2
    assert f"Possible: {', '.join(values(name, '-f', ''))}" in capsysbinary.readouterr().err.decode()


def test_options_are_those_that_can_still_be_given() -> None:
    assert "--format" in values("check", "--")
    assert "--format" not in values("check", "-f", "json", "--")
    assert "--charter" in values("check", "-c", "x", "--")
    assert values("check", "--chang") == ["--changed-since"]
    assert values("check", "-f") == ["-f"]
    assert "--help" in values("settings", "")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_of_every_command_is_completed(name: str) -> None:
    long = {one for part in build(ENGLISH, (name,)).commands[name].params for one in part.opts if one.startswith("--")}
    assert long <= set(values(name, "--"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_meanings_are_told_in_the_language_chosen(language: str) -> None:
    said = words(language)
    assert next(candidates(["che"], said)).help == said("help.check")
    assert next(candidates(["check", "--lan"], said)).help == said("help.lang")
    assert next(candidates(["check", "--stage", "op"], said)).help == said("value.stage.operation")


@pytest.mark.parametrize("shell", SHELLS)
def test_the_answer_has_the_form_of_the_shell(shell: str, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    typed = ".che" if shell == "powershell" else "che"
    assert command([typed], {VARIABLE: shell}) == 0
    meaning = "" if shell == "bash" else "\t" + ENGLISH("help.check")
    assert capsysbinary.readouterr().out.decode() == f"check{meaning}\n"


@pytest.mark.parametrize("typed", [[], ["check", "-c"], ["--version"], ["explain", "-c", "nope.yaml", "H"], ["\udcff"]])
def test_nothing_that_is_typed_ends_in_an_error(typed: list[str], capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert command(typed, {VARIABLE: "zsh"}) == 0
    assert capsysbinary.readouterr().err == b""


@pytest.mark.parametrize("shell", SHELLS)
def test_each_shell_has_its_script(shell: str, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert command(["completion", shell], {}) == 0
    script = capsysbinary.readouterr().out.decode()
    assert f"{VARIABLE}={shell}" in script.replace("$env:", "").replace(" = '", "=")
    assert f"charter completion {shell}" in script.splitlines()[0] + script.splitlines()[1]


def test_an_unknown_shell_is_a_wrong_use(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert command(["completion", "bsh"], {}) == 2
    assert b"bash" in capsysbinary.readouterr().err


# The shells themselves.


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return an environment in which `charter` is a program."""
    folder = tmp_path_factory.mktemp("bin")
    program = folder / "charter"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m charter_cli "$@"\n')
    program.chmod(0o755)
    return {"PATH": f"{folder}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"}


def told(shell: list[str], script: str, environment: dict[str, str], cwd: Path = ROOT) -> str:
    done = subprocess.run(
        shell, input=script.encode(), capture_output=True, env=environment, cwd=cwd, timeout=60, check=False
    )
    assert done.stderr == b""
    return done.stdout.decode()


BASH = """
source <(charter completion bash)
ask() {
    COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=()
    _charter_completion charter "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
    echo "${COMPREPLY[*]}"
}
ask charter sett
ask charter check --format = mark
ask charter check 'two words.yaml' --stage id
ask charter explain OVS00
ask charter check examples/
complete -p charter
"""


@pytest.mark.skipif(not shutil.which("bash"), reason="bash is not here")
def test_bash_completes(installed: dict[str, str]) -> None:
    assert told(["bash", "--norc"], BASH, installed).splitlines() == [
        "settings",
        "markdown",
        "idea",
        "OVS001 OVS002 OVS003",
        "",
        "complete -o bashdefault -o default -F _charter_completion charter",
    ]


@pytest.mark.skipif(not shutil.which("zsh"), reason="zsh is not here")
def test_zsh_takes_the_script(installed: dict[str, str]) -> None:
    script = """
    compdef() { : }
    compset() { : }
    _describe() { print -l -- "${(@P)2}" }
    _files() { print files }
    source <(charter completion zsh)
    words=(charter check --stage id) CURRENT=4; _charter
    words=(charter check examples/) CURRENT=3; _charter
    """
    assert told(["zsh", "-f"], script, installed).splitlines() == ["idea:idea", "files"]


@pytest.mark.skipif(not shutil.which("fish"), reason="fish is not here")
def test_fish_completes(installed: dict[str, str]) -> None:
    script = "charter completion fish | source\n" + "".join(
        f"complete -C 'charter {typed}'\n"
        for typed in (
            "check --stage id",
            "check -o json=READ",
            "check --baseline=READ",
            "explain be-federal-ai-2025/HUM0",
        )
    )
    lines = told(["fish", "--no-config"], script, installed | {"HOME": "/nonexistent"}).splitlines()
    assert [line.partition("\t")[0] for line in lines] == [
        "idea",
        "json=README.md",
        "--baseline=README.md",
        "be-federal-ai-2025/HUM001",
    ]


@pytest.mark.skipif(not shutil.which("zsh"), reason="zsh is not here")
def test_zsh_completes_what_is_typed_on_a_terminal(installed: dict[str, str]) -> None:
    asked = {
        "check -o json=READ": "check -o json=README.md ",
        "check --baseline=READ": "check --baseline=README.md ",
        "explain be-federal-ai-2025/HUM0": "explain be-federal-ai-2025/HUM001 ",
        "init --answer project.st": "init --answer project.stage=",
    }
    environment = installed | {"TERM": "dumb", "HOME": "/nonexistent"}
    typed = "".join(f"zpty -w -n z $'charter {one}\\t\\C-x'; line; zpty -w -n z $'\\C-u'\n" for one in asked)
    script = f"""
    zmodload zsh/zpty
    zpty z zsh -f -i
    line() {{ local out; zpty -r -m z out '*=>*<='; print -r -- ${{${{out##*=>}}%%<=*}} }}
    zpty -w z "autoload -Uz compinit; compinit -D -u; source <(charter completion zsh)"
    zpty -w z 'shown() {{ print -r -- "="">$BUFFER<""=" }}; zle -N shown; bindkey "^X" shown'
    {typed}
    zpty -d z
    """
    lines = told(["zsh", "-f"], script, environment).splitlines()
    assert [line.removeprefix("charter ") for line in lines] == list(asked.values())


def modules(*typed: str) -> set[str]:
    """Return the modules that are loaded to complete these words."""
    code = (
        "import sys, atexit\n"
        "atexit.register(lambda: sys.stderr.write(' '.join(sys.modules)))\n"
        f"from charter_cli.cli import main\nmain({list(typed)!r})\n"
    )
    environment = {**os.environ, VARIABLE: "zsh"}
    arguments: Any = [sys.executable, "-c", code]
    done = subprocess.run(arguments, capture_output=True, text=True, cwd=ROOT, env=environment, check=True)
    assert done.stdout
    return set(done.stderr.split())


@pytest.mark.parametrize(
    "typed", [["ch"], ["--version"], ["check", "-f", "j"], ["next", "--for", "overs"]], ids=" ".join
)
def test_completing_loads_nothing_heavy(typed: list[str]) -> None:
    assert modules(*typed) & {"rich", "yaml", "jsonschema", "jinja2", "asyncio"} == set()
