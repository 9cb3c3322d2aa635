"""Many files: the same bytes with any number of processes, nothing lost, and an end at once when it is asked for."""

import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from charter_cli.cli.workers import FEW, PORTION, in_order
from tests.bench import generate
from tests.conftest import Run

FILES = FEW + PORTION + 7
DAY = ("--as-of", "2026-11-22", "-c", "be-federal-ai-2025")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("many")
    generate.write(made, FILES)
    for number in range(0, FILES, 25):
        (made / f"project-{number:05}-wrong.charter.yaml").write_bytes(b"declaration: \xff")
    return made


def make() -> Callable[[int], int | None]:
    raise AssertionError


@pytest.mark.parametrize("count", [0, 1, FEW - 1, FEW, FEW + 1, FEW + 3 * PORTION + 1])
@pytest.mark.parametrize("jobs", [0, 1, 2, 3])
def test_results_come_in_the_order_of_the_items_and_none_is_lost(count: int, jobs: int) -> None:
    results = in_order(range(count), lambda number: None if number % 7 == 3 else number * 2, make, jobs)
    assert list(results) == [number * 2 for number in range(count) if number % 7 != 3]


def test_items_are_taken_as_they_are_needed() -> None:
    taken = list[int]()

    def items() -> Iterator[int]:
        for number in range(100 * PORTION):
            taken.append(number)
            yield number

    results = in_order(items(), lambda number: number, make, 2)
    assert next(results) == 0
    assert len(taken) <= FEW + 10 * PORTION


def test_below_a_few_hundred_files_no_process_is_started() -> None:
    here = set(in_order(range(FEW - 1), lambda _: os.getpid(), make, 2))
    assert here == {os.getpid()}
    assert os.getpid() not in set(in_order(range(FEW), lambda _: os.getpid(), make, 2))


FORMS = ("concise", "json", "sarif", "junit", "gitlab", "github", "csv", "text")


def test_every_format_has_the_same_bytes_with_any_number_of_processes(folder: Path, program: Run) -> None:
    results = {}
    for jobs in ("1", "2"):
        outputs = [argument for form in FORMS for argument in ("-o", f"{form}={folder}/{form}.{jobs}.out")]
        done = program("check", str(folder), *DAY, "-f", "concise", *outputs, "--jobs", jobs)
        results[jobs] = (
            done.code,
            done.out,
            done.err,
            [(folder / f"{form}.{jobs}.out").read_bytes() for form in FORMS],
        )
        assert done.code == 3
    assert results["1"] == results["2"]


def test_each_unreadable_file_among_many_is_told(folder: Path, program: Run) -> None:
    done = program("check", str(folder), *DAY, "-f", "json", "--jobs", "2")
    told = json.loads(done.out)["declarations"]
    assert sum(bool(one["problems"]) for one in told) == len(range(0, FILES, 25))
    assert len(told) == FILES + len(range(0, FILES, 25))
    assert f"({len(range(0, FILES, 25))})" in done.err


COMMAND = [sys.executable, "-m", "charter_cli", "check"]
SLOW = 40
"""How often the folder is judged again, so that it lasts long enough to be interrupted."""


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_an_interruption_ends_at_once_with_130_and_leaves_no_half_of_a_file(
    folder: Path, tmp_path: Path, jobs: str
) -> None:
    out = tmp_path / "out.json"
    arguments = [*COMMAND, *[str(folder)] * SLOW, *DAY, "-o", f"json={out}", "-f", "concise", "--jobs", jobs]
    process = subprocess.Popen(
        arguments,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        env={**os.environ, "CHARTER_LANG": "en"},
    )
    assert process.stdout
    process.stdout.readline()  # it has begun
    os.killpg(process.pid, signal.SIGINT)
    start = time.monotonic()
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"Interrupted" in err
    assert b"Traceback" not in err
    assert list(tmp_path.iterdir()) == []
    assert time.monotonic() - start < 30  # it would last minutes


def test_the_processes_of_a_run_that_was_killed_end_with_it(folder: Path) -> None:
    arguments = [*COMMAND, *[str(folder)] * SLOW, *DAY, "-f", "concise", "--jobs", "2"]
    with subprocess.Popen(
        arguments, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
    ) as process:
        assert process.stdout
        for _ in range(FEW * 10):
            process.stdout.readline()
        process.kill()
        # The pipe ends when all who could write into it are gone; else this raises TimeoutExpired.
        process.communicate(timeout=30)


def watched(arguments: list[str], environment: dict[str, str]) -> str:
    """Run a command with standard error on a terminal and standard output in a file, and return what the terminal got."""
    reader, writer = pty.openpty()
    process = subprocess.Popen(
        arguments, stdout=subprocess.DEVNULL, stderr=writer, env={**os.environ, "CHARTER_LANG": "en", **environment}
    )
    os.close(writer)
    told = b""
    try:
        while piece := os.read(reader, 65536):
            told += piece
    except OSError:  # the other end is closed
        pass
    process.wait()
    return told.decode()


def test_a_long_run_shows_how_far_it_has_come_and_a_short_one_does_not(folder: Path) -> None:
    told = watched([*COMMAND, *[str(folder)] * 8, *DAY, "-f", "concise", "--jobs", "1"], {})
    assert "Judging" in told
    assert re.search(r"\d+/\d+", told)
    short = watched([*COMMAND, str(next(folder.glob("*.yaml"))), *DAY, "-f", "concise"], {})
    assert "Judging" not in short


@pytest.mark.parametrize("value", ["0", "-1", "1.5", "two", "1000", "²", "9" * 5000])
def test_a_number_of_processes_is_a_whole_number(value: str, run: Run) -> None:
    done = run("check", "x.yaml", "--jobs", value)
    assert (done.code, done.out) == (2, "")
    assert "--jobs" in done.err
