"""What all tests share: the examples, a way to run the command line, and the flag that rewrites golden files."""

import gc
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import chdir, contextmanager
from datetime import date
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, settings

from charter_cli.assess.assessment import Assessor
from charter_cli.cli import main
from charter_cli.cli.app import run as application
from charter_cli.cli.options import DEFAULT_CHARTERS
from charter_cli.model.charter import Charter
from charter_cli.model.declaration import Declaration
from charter_cli.model.report import Report
from charter_cli.model.settings import VARIABLES
from charter_cli.read.charters import read_charter
from charter_cli.read.declarations import read_declaration

ROOT = Path(__file__).parent.parent
AS_OF = date(2026, 11, 22)
EXAMPLES = sorted(path.parent for path in (ROOT / "examples").glob("*/charter.yaml"))

# Commands that run inside of this process choose their format and settings as on any other machine.
for name in ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", *VARIABLES.values()):
    os.environ.pop(name, None)

# Generated tests run on machines of every speed, and find the same cases each time.
settings.register_profile("house", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the flag that rewrites what tests compare with."""
    parser.addoption("--update-goldens", action="store_true", help="write golden files and README blocks anew")


def pytest_collection_finish() -> None:
    """Leave what was collected out of the search for garbage: it stays to the end, and to walk it costs a tenth."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def update_goldens(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update-goldens"))


@pytest.fixture(scope="session")
def federal() -> Charter:
    charter, problems = read_charter("be-federal-ai-2025")
    assert charter, problems
    return charter


@pytest.fixture(scope="session")
def judge(federal: Charter) -> Callable[[Declaration | str], Report]:
    """Judge a declaration, or YAML text, against the federal charter as of one fixed day."""
    assessor = Assessor([federal], AS_OF)

    def assess(given: Declaration | str) -> Report:
        declaration = read_declaration("charter.yaml", given.encode()) if isinstance(given, str) else given
        return assessor.assess(declaration)

    return assess


@pytest.fixture(scope="session")
def judge_all() -> Callable[[Declaration], Report]:
    """Judge a declaration against all shipped charters, in the order of every run without -c, as of one fixed day."""
    return Assessor(all_charters(), AS_OF).assess


def all_charters() -> list[Charter]:
    """Return the shipped charters, in the order of every run without -c."""
    return [charter for name in DEFAULT_CHARTERS if (charter := read_charter(name)[0])]


class Ran(NamedTuple):
    """How a run of the command line ended."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


def clean(environment: Mapping[str, str]) -> dict[str, str]:
    """Return an environment that nothing leaks into, with these variables."""
    kept = {key: os.environ[key] for key in ("PATH", "SYSTEMROOT") if key in os.environ}
    return {**kept, "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8", **environment}


@pytest.fixture
def program(tmp_path: Path) -> Run:
    """Run `charter` as a program, in a folder of its own, with an environment that nothing leaks into.

    For what a new process adds: its start, the seed of its hashes, its time zone, its processes. Else `run` does.
    """

    def started(
        *arguments: str | Path,
        stdin: bytes = b"",
        cwd: Path = tmp_path,
        environment: Mapping[str, str] = {},
    ) -> Ran:
        done = subprocess.run(
            [sys.executable, "-m", "charter_cli", *map(str, arguments)],
            input=stdin,
            capture_output=True,
            cwd=cwd,
            env=clean(environment),
            check=False,
        )
        return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())

    return started


@pytest.fixture
def inside(capsysbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Run the application inside of this process and its folder, as a test that patches parts of it needs it."""

    def called(*arguments: str | Path, environment: Mapping[str, str] = {"LANG": "C.UTF-8"}) -> Ran:
        code = application([str(argument) for argument in arguments], environment)
        out, err = capsysbinary.readouterr()
        return Ran(code, out.decode(), err.decode())

    return called


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run `charter` from its entry point to its exit code as `program` does, but inside of this process: much faster."""

    def called(
        *arguments: str | Path,
        stdin: bytes = b"",
        cwd: Path = tmp_path,
        environment: Mapping[str, str] = {},
    ) -> Ran:
        given, out, err = (TextIOWrapper(BytesIO(held), "utf-8", newline="\n") for held in (stdin, b"", b""))
        streams = patch.multiple(sys, stdin=given, stdout=out, stderr=err)
        with chdir(cwd), patch.dict(os.environ, clean(environment), clear=True), streams, _as_it_was():
            with pytest.raises(SystemExit) as end:
                main([str(argument) for argument in arguments])
            out.flush()
            err.flush()
        assert isinstance(end.value.code, int)
        return Ran(end.value.code, *(held.buffer.getvalue().decode() for held in (out, err)))

    return called


@contextmanager
def _as_it_was() -> Iterator[None]:
    """Put back what a program sets for its own process, which ends with it."""
    handler = signal.getsignal(signal.SIGTERM)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, handler)
        gc.enable()


MINIMAL = "declaration: 1\nproject: {id: x, name: X}\n"
