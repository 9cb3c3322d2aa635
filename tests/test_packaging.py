"""What is shipped: exactly these files, and they work away from the checkout."""

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import jinja2
import pytest

from charter_cli.read.charters import compile_charter
from tests.conftest import ROOT

DAY = ("--as-of", "2026-11-22")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel in this environment, from a copy of the files that the repository holds."""
    source, target = tmp_path_factory.mktemp("source") / "charter", tmp_path_factory.mktemp("wheel")
    ignored = shutil.ignore_patterns(
        ".git", ".venv*", "__pycache__", ".*_cache", ".hypothesis", "build", "dist", "*.egg-info"
    )
    shutil.copytree(ROOT, source, ignore=ignored)
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(target), str(source)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = target.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Unpack the wheel as an installer would; the libraries come from this environment."""
    site = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    return site


def run(site: Path, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {"PYTHONPATH": str(site), "PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
    command = [sys.executable, "-m", "charter_cli", *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd, env=environment, check=False)


def test_the_wheel_holds_exactly_the_package_the_charters_and_the_schemas(wheel: Path) -> None:
    expected = {path.relative_to(ROOT).as_posix() for path in (ROOT / "charter_cli").rglob("*") if path.is_file()}
    expected = {name for name in expected if "__pycache__" not in name}
    for folder in ("charters", "schemas"):
        expected |= {
            f"charter_cli/{path.relative_to(ROOT).as_posix()}"
            for path in (ROOT / folder).rglob("*.*")
            if path.is_file()
        }
    charters = [path.parent.name for path in (ROOT / "charters").glob("*/charter.yaml")]
    expected |= {f"charter_cli/charters/{name}/charter.json" for name in charters} | {
        "charter_cli/charters/dates.json",
        "charter_cli/charters/references.json",
    }
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    made = {name for name in names if ".dist-info/" not in name}
    compiled_template = rf"charter_cli/templates/jinja-{re.escape(jinja2.__version__)}/tmp" + r"l_\w+\.py"  # noqa: S108 (Jinja's name)
    compiled = {name for name in made if re.fullmatch(compiled_template, name)}
    assert len(compiled) == len(list((ROOT / "charter_cli" / "templates").glob("*.jinja")))
    assert made - compiled == expected
    assert {name.partition(".dist-info/")[2] for name in names - made} == {
        "METADATA",
        "RECORD",
        "WHEEL",
        "entry_points.txt",
        "licenses/LICENSE",
    }


def test_the_charters_of_the_wheel_are_those_of_the_checkout(installed: Path) -> None:
    for source in (
        *(ROOT / "charters").glob("*/charter.yaml"),
        ROOT / "charters/references.yaml",
        ROOT / "charters/dates.yaml",
    ):
        made = installed / "charter_cli" / source.relative_to(ROOT).with_suffix(".json")
        assert json.loads(made.read_text(encoding="utf-8")) == compile_charter(source)


@pytest.mark.parametrize("form", ["text", "concise", "json", "markdown", "html"])
def test_the_wheel_says_the_same_as_the_checkout(form: str, installed: Path, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples/benefits-triage", tmp_path / "project")
    arguments = ("check", "project", "-f", form, "-l", "nl", *DAY)
    away, here = run(installed, *arguments, cwd=tmp_path), run(ROOT, *arguments, cwd=tmp_path)
    assert (away.returncode, away.stdout) == (1, here.stdout)
    assert away.stderr == here.stderr


def test_the_metadata_names_the_licence_the_command_and_every_library(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        metadata = next(archive.read(name).decode() for name in archive.namelist() if name.endswith("METADATA"))
        entry = next(archive.read(name).decode() for name in archive.namelist() if name.endswith("entry_points.txt"))
    assert "License-Expression: EUPL-1.2" in metadata
    assert "charter = charter_cli.cli:main" in entry
    required = {
        re.split(r"[<>=;]", line.removeprefix("Requires-Dist: "))[0]
        for line in metadata.splitlines()
        if line.startswith("Requires-Dist") and "extra" not in line
    }
    assert required == {"jinja2", "jsonschema", "markdown-it-py", "pygls", "pyyaml", "questionary", "rich", "typer"}
