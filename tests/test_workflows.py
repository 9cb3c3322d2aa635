"""The workflows of the README work as they stand there: the gate decides, and the reports are kept whatever it says."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from junitparser import JUnitXml

from charter_cli import __version__
from tests.conftest import ROOT
from tests.scratch import DAY, copy_example, environment, write_charter, write_program
from tests.test_action import ACTION
from tests.test_hooks import HOOKS, validated
from tests.test_pipelines import QUALITY

SECTION = (ROOT / "README.md").read_text(encoding="utf-8").partition("\n## In a pipeline\n")[2].partition("\n## ")[0]
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", SECTION, re.DOTALL | re.MULTILINE)
GITHUB, GITLAB, AZURE, STEPS, HOOK = (yaml.safe_load(text) for kind, text in BLOCKS if kind == "yaml")
(SHELL,) = (text for kind, text in BLOCKS if kind == "bash")
BASH = ("bash", "--noprofile", "--norc")


class Job(NamedTuple):
    """What a pipeline runs, with which shell, and the files that it keeps afterwards."""

    script: str
    shell: tuple[str, ...]
    kept: frozenset[str]


def steps(found: list[dict[str, Any]], key: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the step that runs a script and the one after it, which has to come last."""
    (number,) = (index for index, one in enumerate(found) if key in one)
    assert number == len(found) - 2
    return found[number], found[number + 1]


RUN, UPLOAD = steps(GITHUB["jobs"]["charter"]["steps"], "run")
JOB = GITLAB["charter"]
SCRIPT, PUBLISH = steps(AZURE["steps"], "bash")
TO_KEEP = re.search(r"^# Put (\S+) and (\S+) in a safe place", SHELL, re.MULTILINE)
assert TO_KEEP
JOBS = {
    "github": Job(RUN["run"], (*BASH, "-e"), frozenset(UPLOAD["with"]["path"].split())),
    "gitlab": Job(
        "\n".join(JOB["script"]), (*BASH, "-eo", "pipefail"), frozenset(JOB["artifacts"]["reports"].values())
    ),
    "azure": Job(SCRIPT["bash"], BASH, frozenset([PUBLISH["inputs"]["testResultsFiles"]])),
    "shell": Job(SHELL, ("sh",), frozenset(TO_KEEP.groups())),
}


@pytest.fixture
def machine(tmp_path: Path) -> dict[str, str]:
    """Make a machine on which the scripts run unchanged, and what they would install is this checkout, on a fixed day."""
    programs = tmp_path / "programs"
    write_charter(programs / "this-charter")
    write_program(programs / "charter", f'exec "{programs}/this-charter" "$@" --as-of {DAY}')
    write_program(programs / "python3", 'test "$1 $2" = "-m venv" && mkdir -p "$3/bin" && : > "$3/bin/activate"')
    write_program(programs / "pip", 'test "$1 $2" = "install --quiet"')
    made = environment(RUNNER_TEMP=tmp_path / "temporary", AGENT_TEMPDIRECTORY=tmp_path / "temporary", TMPDIR=tmp_path)
    return {**made, "PATH": f"{programs}:{made['PATH']}"}


@pytest.mark.parametrize("name", JOBS)
@pytest.mark.parametrize("code", [0, 1, 3])
def test_the_gate_decides_and_the_reports_are_there(
    name: str, code: int, machine: dict[str, str], tmp_path: Path
) -> None:
    job, work, script = JOBS[name], tmp_path / "work", tmp_path / "script"
    work.mkdir()
    copy_example(code, work / "project")
    script.write_text(job.script, encoding="utf-8")
    if name == "github":
        machine |= {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(tmp_path / "summary")}
    done = subprocess.run([*job.shell, str(script)], cwd=work, env=machine, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stderr
    assert {path.name for path in work.iterdir()} - {"project"} == job.kept
    for file in job.kept:
        assert_valid(work / file, code)
    if name == "github":
        assert (tmp_path / "summary").read_text(encoding="utf-8").startswith("# ")
        assert ("::error file=project/charter.yaml" in done.stdout) is (code != 0)


def assert_valid(file: Path, code: int) -> None:
    """Read a report as its reader would, and see that it says what the exit code says."""
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".xml":
        read = JUnitXml.fromstring(text.encode())
        assert (bool(read.failures), bool(read.errors)) == (code == 1, code == 3)
    elif file.suffix == ".json":
        entries = json.loads(text)
        QUALITY.validate(entries)
        assert any(one["severity"] in {"critical", "blocker"} for one in entries) is (code != 0)
    else:
        assert text.startswith("# ")


def test_the_reports_are_kept_when_the_gate_fails() -> None:
    assert UPLOAD["if"] == "always()"
    assert JOB["artifacts"]["when"] == "always"
    assert PUBLISH["condition"] == "always()"
    for job in (RUN, SCRIPT, JOB):
        assert not {"continue-on-error", "continueOnError", "allow_failure"} & job.keys()


@pytest.mark.parametrize("name", JOBS)
def test_an_installation_that_fails_fails_the_job(name: str, machine: dict[str, str], tmp_path: Path) -> None:
    write_program(tmp_path / "programs/pip", "exit 1")
    copy_example(0, tmp_path / "work")
    (tmp_path / "script").write_text(JOBS[name].script, encoding="utf-8")
    command = [*JOBS[name].shell, str(tmp_path / "script")]
    done = subprocess.run(command, cwd=tmp_path / "work", env=machine, capture_output=True, check=False)
    assert done.returncode == 1


def test_no_workflow_uses_an_action_of_others() -> None:
    used = [one["uses"] for one in GITHUB["jobs"]["charter"]["steps"] if "uses" in one]
    assert all(name.startswith("actions/") for name in used)
    assert GITHUB["permissions"] == {"contents": "read"}


def test_the_version_shown_is_this_one() -> None:
    shown = re.findall(r"(?:@|rev: |`)v(\d+\.\d+\.\d+)", SECTION)
    assert len(shown) == 7
    assert set(shown) == {__version__}


def test_the_action_is_called_with_inputs_that_it_has() -> None:
    _, call = STEPS
    assert call["with"].keys() <= ACTION["inputs"].keys()
    assert call["uses"] == f"your-organisation/charter@v{__version__}"


def test_pre_commit_accepts_the_configuration_and_the_hooks_are_those_of_the_table(tmp_path: Path) -> None:
    path = tmp_path / ".pre-commit-config.yaml"
    path.write_text(yaml.safe_dump(HOOK), encoding="utf-8")
    validated("validate-config", path, tmp_path)
    assert {one["id"] for one in HOOK["repos"][0]["hooks"]} <= HOOKS.keys()
    assert re.findall(r"^\| `(charter-[\w-]+)`", SECTION, re.MULTILINE) == list(HOOKS)
