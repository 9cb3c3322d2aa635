"""What tests of hooks, action and workflows share: sources to install, examples to judge, a `charter` that scripts find."""

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.conftest import ROOT

DAY = "2026-11-22"
EXAMPLE = {0: "citizen-chatbot", 1: "benefits-triage"}
"""The example with which a check of that day ends with this code."""
_SOURCES = ("charter_cli", "charters", "schemas", "pyproject.toml", "hatch_build.py", "README.md", "LICENSE")
_BELONGS_TO_THE_USER = ("GIT_", "GITHUB_", "CHARTER_", "PYTHON", "PRE_COMMIT", "SKIP")


def copy_sources(folder: Path) -> Path:
    """Copy what an installation needs, as the checkout has it now."""
    folder.mkdir()
    for name in (*_SOURCES, ".pre-commit-hooks.yaml", "action.yml"):
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder / name)
    return folder


def copy_example(code: int, folder: Path) -> None:
    """Copy the example with which a check ends with this code; for 3, write a file that cannot be judged."""
    if code in EXAMPLE:
        shutil.copytree(ROOT / "examples" / EXAMPLE[code], folder)
    else:
        folder.mkdir()
        (folder / "charter.yaml").write_text("declaration: 1\nproject: {id: p, id: q}\n", encoding="utf-8")


def write_program(path: Path, *lines: str) -> None:
    """Write a shell script that can be run."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(["#!/bin/sh", *lines, ""]), encoding="utf-8")
    path.chmod(0o755)


def write_charter(path: Path) -> None:
    """Write a `charter` that runs the one of this checkout."""
    write_program(path, f'PYTHONPATH="{ROOT}" exec "{sys.executable}" -m charter_cli "$@"')


def environment(**more: str | Path) -> dict[str, str]:
    """Return the environment of the machine without what its user has set, for git above all."""
    clean = dict(_of_the_machine())
    return {
        **clean,
        "LANG": "C.UTF-8",
        "CHARTER_LANG": "en",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        **{f"GIT_{role}_{key}": f"{role.lower()}@test.example" for role in ("AUTHOR", "COMMITTER") for key in ("NAME", "EMAIL")},
        **{name: str(value) for name, value in more.items()},
    }  # fmt: skip


def _of_the_machine() -> Iterator[tuple[str, str]]:
    for name, value in os.environ.items():
        if not name.startswith(_BELONGS_TO_THE_USER):
            yield name, value
