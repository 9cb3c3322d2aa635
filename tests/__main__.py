"""Run every check: format, lint, types, tests (which build the wheel and look at what is in it)."""

import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
# The archive of jsonschema's sources carries the published JSON Schema Test Suite; no package installs it.
SUITE = "jsonschema==4.26.0"
# What tests of the page ask a browser for, and another reader of Markdown; they are on npm only.
NPM = (("AXE_CORE", "axe-core@4.14.1", "axe.min.js"), ("MARKED", "marked@18.2.1", "lib/marked.esm.js"))
# The server that editors ask about YAML, which needs packages of its own.
SERVER = "yaml-language-server@1.20.0"
CHECKS = (
    ("format", ["ruff", "format", "--check"]),
    ("lint", ["ruff", "check"]),
    ("types", ["mypy"]),
    ("tests", ["pytest"]),
)


def main() -> int:
    """Run all checks, also after one has failed, and return 1 if any has."""
    failed = []
    environment = {**os.environ, **suite()}
    for one in NPM:
        environment |= packed(*one)
    environment |= installed("YAML_LANGUAGE_SERVER", SERVER)
    for name, command in CHECKS:
        print(f"== {name}", flush=True)  # noqa: T201 (a script for a terminal)
        if subprocess.run([sys.executable, "-m", *command], cwd=ROOT, env=environment, check=False).returncode:
            failed.append(name)
    print(f"failed: {', '.join(failed)}" if failed else "all checks passed", flush=True)  # noqa: T201
    return 1 if failed else 0


def suite() -> dict[str, str]:
    """Return where the JSON Schema Test Suite lies, fetched once; without it, its tests are skipped and say so."""
    if "JSON_SCHEMA_TEST_SUITE" in os.environ:
        return {}
    cache = ROOT / "build" / "suite"
    command = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--quiet",
        "--no-deps",
        "--no-binary",
        ":all:",
        "--dest",
        str(cache),
        SUITE,
    ]
    folder = cache / SUITE.replace("==", "-") / "json"
    if not folder.is_dir():
        done = subprocess.run(command, capture_output=True, check=False)
        archives = sorted(cache.glob("*.tar.gz")) if not done.returncode else []
        for archive in archives:
            with tarfile.open(archive) as opened:
                opened.extractall(cache, filter="data")
    return {"JSON_SCHEMA_TEST_SUITE": str(folder)} if folder.is_dir() else {}


def packed(variable: str, package: str, file: str) -> dict[str, str]:
    """Return where a file of a package on npm lies, fetched once; without it, the tests that need it are skipped and say so."""
    npm = shutil.which("npm")
    if variable in os.environ:
        return {}
    cache = ROOT / "build" / package.replace("@", "-")
    script = cache / "package" / file
    if npm and not script.is_file():
        cache.mkdir(parents=True, exist_ok=True)
        subprocess.run([npm, "pack", "--silent", package], cwd=cache, capture_output=True, check=False)
        for archive in cache.glob("*.tgz"):
            with tarfile.open(archive) as opened:
                opened.extractall(cache, filter="data")
    return {variable: str(script)} if script.is_file() else {}


def installed(variable: str, package: str) -> dict[str, str]:
    """Return where the program of a package on npm lies, installed once with what it needs; without it, its tests are skipped and say so."""
    npm = shutil.which("npm")
    if variable in os.environ:
        return {}
    cache = ROOT / "build" / package.replace("@", "-")
    name = package.partition("@")[0]
    program = cache / "node_modules" / name / "bin" / name
    if npm and not program.is_file():
        options = ["--silent", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(cache)]
        subprocess.run([npm, "install", *options, package], capture_output=True, check=False)
    return {variable: str(program)} if program.is_file() else {}


if __name__ == "__main__":
    sys.exit(main())
