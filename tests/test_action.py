"""The action has the form that GitHub asks for, and its scripts do what it says, whatever its inputs hold."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from tests.conftest import ROOT
from tests.scratch import DAY, copy_example, copy_sources, environment, write_charter, write_program

ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
INSTALL, CHECK = ACTION["runs"]["steps"]
AS_OF = f"--as-of {DAY}"


class Ran(NamedTuple):
    """How a step ended: its code, what it said, the outputs that it set, and its summary."""

    code: int
    out: str
    err: str
    outputs: dict[str, str]
    summary: str


Step = Callable[..., Ran]


@pytest.fixture
def step(tmp_path: Path) -> Step:
    """Run a step of the action as a runner does: its script in bash, its inputs in the environment."""
    work, temporary = tmp_path / "work", tmp_path / "temporary"
    work.mkdir()
    temporary.mkdir()

    def run(step: dict[str, Any], source: Path = ROOT, **inputs: str) -> Ran:
        values = {name: inputs.get(name, one["default"]) for name, one in ACTION["inputs"].items()}
        told = {
            name: re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda found: values[found[1]], value)
            for name, value in step["env"].items()
        }
        script, outputs, summary = (tmp_path / name for name in ("step.sh", "outputs", "summary"))
        script.write_text(step["run"], encoding="utf-8")
        outputs.write_text("earlier=1\n", encoding="utf-8")
        of_the_runner = environment(
            GITHUB_ACTIONS="true",
            GITHUB_ACTION_PATH=source,
            GITHUB_OUTPUT=outputs,
            GITHUB_STEP_SUMMARY=summary,
            GITHUB_WORKSPACE=work,
            RUNNER_TEMP=temporary,
        )
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)],  # noqa: S607 (what a runner calls)
            cwd=work,
            env={**of_the_runner, **told},
            capture_output=True,
            text=True,
            check=False,
        )
        set_by_step = dict(line.split("=", 1) for line in outputs.read_text(encoding="utf-8").splitlines())
        written = summary.read_text(encoding="utf-8") if summary.exists() else ""
        return Ran(done.returncode, done.stdout, done.stderr, set_by_step, written)

    return run


@pytest.fixture
def check(step: Step, tmp_path: Path) -> Step:
    """Run the step that checks, where the one that installs has put the charter of this checkout."""
    write_charter(tmp_path / "temporary/charter/bin/charter")
    return lambda **inputs: step(CHECK, **inputs)


@pytest.fixture
def echo(step: Step, tmp_path: Path) -> Callable[..., list[str]]:
    """Return the arguments with which the step that checks calls charter."""
    write_program(tmp_path / "temporary/charter/bin/charter", """printf '%s\\n' "$@" """)
    return lambda **inputs: step(CHECK, **inputs).out.splitlines()


def test_it_has_the_form_of_a_composite_action() -> None:
    assert set(ACTION) == {"name", "description", "inputs", "outputs", "runs"}
    assert ACTION["runs"].keys() == {"using", "steps"}
    assert ACTION["runs"]["using"] == "composite"
    for one in ACTION["runs"]["steps"]:
        assert one["shell"] == "bash"
        assert one.keys() <= {"name", "id", "shell", "env", "run"}
    for one in ACTION["inputs"].values():
        assert one.keys() == {"description", "default"}
        assert isinstance(one["default"], str)


def test_no_value_is_written_into_a_script() -> None:
    assert not any("${{" in one["run"] for one in ACTION["runs"]["steps"])


def test_every_input_reaches_a_step_and_every_output_comes_from_one() -> None:
    told = [value for one in ACTION["runs"]["steps"] for value in one["env"].values()]
    assert sorted(told) == sorted(f"${{{{ inputs.{name} }}}}" for name in ACTION["inputs"])
    identifiers = {one.get("id") for one in ACTION["runs"]["steps"]}
    for name, one in ACTION["outputs"].items():
        found = re.fullmatch(r"\$\{\{ steps\.([\w-]+)\.outputs\.([\w-]+) \}\}", one["value"])
        assert found
        assert (found[1] in identifiers, found[2]) == (True, name)


def test_every_input_and_output_is_described_in_the_readme() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in text for name in (*ACTION["inputs"], *ACTION["outputs"]))


def test_it_installs_its_own_checkout(step: Step, tmp_path: Path) -> None:
    ran = step(INSTALL, copy_sources(tmp_path / "the action"), python=sys.executable)
    assert ran.code == 0, ran.err
    copy_example(1, tmp_path / "work/project")
    checked = step(CHECK, args=AS_OF)
    assert (checked.code, checked.outputs["exit-code"]) == (1, "1"), checked.err


def test_a_python_that_is_not_there_fails_the_step(step: Step) -> None:
    assert step(INSTALL, python="no-such-python").code == 127


@pytest.mark.parametrize("code", [0, 1, 3])
def test_the_step_ends_as_the_check_and_says_so(code: int, check: Step, tmp_path: Path) -> None:
    copy_example(code, tmp_path / "work/project")
    ran = check(args=AS_OF)
    assert ran.code == code
    assert ran.outputs == {"earlier": "1", "exit-code": str(code)}
    assert ran.summary.startswith("# ")
    assert ("::error file=project/charter.yaml" in ran.out) is (code != 0)


def test_a_wrong_option_fails_the_step(check: Step) -> None:
    ran = check(args="--fail-on shoud")
    assert (ran.code, ran.outputs["exit-code"]) == (2, "2")
    assert "should" in ran.err


def test_paths_and_charters_have_a_line_each(echo: Callable[..., list[str]]) -> None:
    told = echo(paths="a b/charter.yaml\n\n*.charter.yaml\n", charters="eu-ai-act\nour rules/charter.yaml\n")
    assert told == [
        "check",
        "--charter=eu-ai-act",
        "--charter=our rules/charter.yaml",
        "--",
        "a b/charter.yaml",
        "*.charter.yaml",
    ]


@pytest.mark.parametrize("args", ["--fail-on should -o junit=x.xml", "--fail-on  should\n-o junit=x.xml\n"])
def test_options_are_separated_by_spaces_or_lines(args: str, echo: Callable[..., list[str]]) -> None:
    assert echo(args=args) == ["check", "--fail-on", "should", "-o", "junit=x.xml", "--"]


def test_nothing_given_is_nothing_told(echo: Callable[..., list[str]]) -> None:
    assert echo() == ["check", "--"]


@pytest.mark.parametrize(
    "value", ["$(touch broken)", "`touch broken`", '"; touch broken; "', "'; touch broken; '", "--help", "-o", "*", "$HOME", "\\"]
)  # fmt: skip
@pytest.mark.parametrize("name", ["paths", "charters"])
def test_a_value_brings_no_command_and_no_option_along(
    name: str, value: str, echo: Callable[..., list[str]], tmp_path: Path
) -> None:
    (tmp_path / "work/file").touch()
    expected = [f"--charter={value}", "--"] if name == "charters" else ["--", value]
    assert echo(**{name: value}) == ["check", *expected]
    assert [path.name for path in (tmp_path / "work").iterdir()] == ["file"]


def test_options_bring_no_command_along(echo: Callable[..., list[str]], tmp_path: Path) -> None:
    (tmp_path / "work/file").touch()
    assert echo(args="$(touch broken) * ;true") == ["check", "$(touch", "broken)", "*", ";true", "--"]
    assert [path.name for path in (tmp_path / "work").iterdir()] == ["file"]


def test_a_path_that_begins_with_a_dash_is_judged(check: Step, tmp_path: Path) -> None:
    copy_example(1, tmp_path / "work/-o")
    ran = check(args=f"{AS_OF} -f concise", paths="-o")
    assert ran.code == 1
    assert ran.out.startswith("-o/charter.yaml:")
