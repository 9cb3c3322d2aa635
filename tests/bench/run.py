"""Measure the speed and memory of an installed `charter` and print a Markdown table: see README.md beside this file.

Nearly every figure is a ratio of two things that were run in turn (A B A B ...): the median over the pairs, with the
middle half of the pairs beside it, because seconds of one machine at one hour say little.
"""

import argparse
import gc
import importlib
import importlib.util
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from statistics import median, quantiles
from typing import Any, NamedTuple

generate: Any = importlib.import_module("generate")  # beside this file, which is run as a script

SCHEMA = Path(__file__).resolve().parents[2] / "schemas" / "declaration.schema.json"
CHARTER = "be-federal-ai-2025"
AS_OF = "2026-06-01"
SMALL, LARGE, INSIDE_FILES = 5 * 1024, 1024 * 1024 - 16 * 1024, 40
NOT_WANTED = "asyncio importlib.metadata jinja2 jsonschema markdown_it multiprocessing pydantic rich"
# A child counts as its own peak what its parent held before exec, so memory is measured from a parent that holds little.
LAUNCHER = """
import os, sys
quiet = [(os.POSIX_SPAWN_OPEN, fd, os.devnull, os.O_WRONLY, 0) for fd in (1, 2)]
pid = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=quiet)
print(os.wait4(pid, 0)[2].ru_maxrss)
"""
LOADED = """
import json, sys
from charter_cli.cli import main
try:
    main(sys.argv[1:])
except SystemExit:
    sys.stdout.flush()
print("\\n" + json.dumps(sorted(sys.modules)), file=sys.stderr)
"""
LOAD_CHARTER = """
import time
from charter_cli.assess.assessment import Assessor
from charter_cli.read.charters import read_charter
start = time.perf_counter()
Assessor([read_charter("be-federal-ai-2025")[0]], None)
print(time.perf_counter() - start)
"""

Command = Sequence[str]


class Row(NamedTuple):
    """One line of the table; `most` is the target where a smaller value is better, `least` where a larger one is."""

    measure: str
    values: Sequence[float]
    unit: str
    most: float | None = None
    least: float | None = None

    def cells(self) -> tuple[str, ...]:
        """Return the cells of the line."""
        value = median(self.values)
        target = f"≤ {self.most:g}" if self.most is not None else f"≥ {self.least:g}" if self.least is not None else ""
        holds = (self.most is None or value <= self.most) and (self.least is None or value >= self.least)
        low, _, high = quantiles(self.values, n=4) if len(self.values) > 1 else (value, value, value)
        spread = f"{low:.3g} to {high:.3g}" if len(self.values) > 1 else ""
        return (
            self.measure,
            target,
            f"{value:.3g} {self.unit}".strip(),
            spread,
            "" if not target else "yes" if holds else "**no**",
        )


class Machine(NamedTuple):
    """What is measured: the interpreter of an installation, its `charter`, the peer if there is one, and how often."""

    python: str
    peer: str | None
    ajv: str | None
    rounds: int
    folder: Path

    @property
    def charter(self) -> str:
        """Return the console script beside the interpreter."""
        return str(Path(self.python).with_name("charter"))

    def check(self, form: str, paths: Sequence[Path], charters: Sequence[str] = ("-c", CHARTER)) -> Command:
        """Return the command that checks these files, against the federal charter if no others are given."""
        return [self.charter, "check", *charters, "-f", form, "--as-of", AS_OF, *map(str, paths)]

    def check_all(self, folder: Path, jobs: int = 0) -> Command:
        """Return the command that checks all files of a folder, with as many processes as it chooses by itself or these."""
        shared = ["--jobs", str(jobs)] if jobs else []
        return [self.charter, "check", "-c", CHARTER, "-f", "concise", "--as-of", AS_OF, *shared, str(folder)]

    def ajv_check(self, folder: Path) -> Command:
        """Return the command with which ajv looks at the form of all files of a folder."""
        chosen = ["-s", str(SCHEMA), "-d", f"{folder}/*.yaml", "--spec=draft2020", "--strict=false", "--all-errors"]
        return [self.ajv or "", "validate", *chosen, "-c", "ajv-formats"]

    def peer_check(self, paths: Sequence[Path]) -> Command:
        """Return the peer's command for these files; it looks at their form only."""
        return [self.peer or "", "--schemafile", str(SCHEMA), *map(str, paths)]


def environment() -> dict[str, str]:
    """Return the same environment for all that is run."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH")}
    return kept | {"LC_ALL": "C.UTF-8", "CHARTER_LANG": "en"}


def timed(command: Command) -> float:
    """Run a command without its output and return the seconds; one that fails otherwise than by a gate ends the benchmark."""
    start = time.perf_counter()
    code = subprocess.run(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment(), check=False
    ).returncode
    spent = time.perf_counter() - start
    if code not in (0, 1):
        sys.exit(f"{' '.join(command[:6])} ... ended with {code}")
    return spent


def said(command: Command) -> tuple[str, str]:
    """Return what a command writes to standard output and standard error."""
    done = subprocess.run(command, capture_output=True, env=environment(), check=False, text=True, encoding="utf-8")
    return done.stdout, done.stderr


def pairs(one: Command, other: Command, rounds: int) -> list[float]:
    """Return the ratio one to other, from runs in turn after one of each to warm up."""
    timed(other), timed(one)
    ratios = []
    for _ in range(rounds):
        below = timed(other)
        ratios.append(timed(one) / below)
    return ratios


def peak(command: Command) -> float:
    """Return the peak memory of a command in MiB."""
    kib = int(said([sys.executable, "-I", "-S", "-c", LAUNCHER, *command])[0])
    return kib / 1024 / (1024 if sys.platform == "darwin" else 1)


def starts(machine: Machine, files: Sequence[Path]) -> Iterator[Row]:
    """Measure whole processes against a bare start of the same interpreter."""
    bare: Command = [machine.python, "-c", "pass"]
    one = files[:1]
    commands: Mapping[str, tuple[Command, float | None]] = {
        "charter --version": ([machine.charter, "--version"], 8.0),
        "charter --help": ([machine.charter, "--help"], 8.0),
        "check of one file, json": (machine.check("json", one), 10.0),
        "check of one file, concise": (machine.check("concise", one), 10.0),
        "check of one file, text": (machine.check("text", one), 14.0),
        "report of one file, markdown": (machine.check("markdown", one), 16.0),
        "report of one file, html": (machine.check("html", one), 22.0),
        "check of one file against all charters, json": (machine.check("json", one, ()), 13.0),
        "check of one file against all charters, text": (machine.check("text", one, ()), None),
    }
    for name, (command, most) in commands.items():
        yield Row(name, pairs(command, bare, machine.rounds), "x bare", most)
    load = []
    for _ in range(machine.rounds):
        below = timed(bare)
        load.append(float(said([machine.python, "-c", LOAD_CHARTER])[0]) / below)
    yield Row("load and compile the shipped charter", load, "x bare")
    nothing = set(json.loads(said([machine.python, "-c", "import json, sys; print(json.dumps([*sys.modules]))"])[0]))
    for form in ("concise", "json"):
        loaded = said([machine.python, "-c", LOADED, *machine.check(form, one)[1:]])[1]
        names = set(json.loads(loaded.splitlines()[-1])) - nothing
        yield Row(f"modules loaded by check, {form}, beyond a bare start and json", [len(names)], "")
        yield Row(f"of these: {NOT_WANTED}", [len(names & set(NOT_WANTED.split()))], "", 0)


def many(machine: Machine, files: Sequence[Path]) -> Iterator[Row]:
    """Measure many files in one process, against check-jsonschema where it was given, and the memory for it."""
    forms = ("concise", "json")
    if machine.peer:
        alone = pairs(machine.check("text", files[:1]), machine.peer_check(files[:1]), machine.rounds)
        yield Row("one file, text, against check-jsonschema", alone, "x its time")
        faster: dict[str, list[float]] = {form: [] for form in forms}
        for _ in range(3):
            theirs = timed(machine.peer_check(files))
            for form in forms:
                faster[form].append(theirs / timed(machine.check(form, files)))
        for form in forms:
            yield Row(f"{len(files)} files, {form}, against check-jsonschema", faster[form], "x its speed", least=10)
    yield Row("peak memory of a bare start", [peak([machine.python, "-c", "pass"])], "MiB")
    for form in forms:
        for count in (1, 100, 1000):
            used = peak(machine.check(form, files[:count]))
            yield Row(f"peak memory, {form}, {min(count, len(files))} files", [used], "MiB", 40)
    for count in (1, 100, 1000) if machine.peer else ():
        yield Row(
            f"peak memory, check-jsonschema, {min(count, len(files))} files",
            [peak(machine.peer_check(files[:count]))],
            "MiB",
        )


def bulk(machine: Machine, files: Sequence[Path]) -> Iterator[Row]:
    """Measure a folder of many files with all processors, against one process and against peers."""
    folder, count = files[0].parent, len(files)
    few, some = machine.folder / "few", machine.folder / "some"
    for chosen, number in ((few, 100), (some, 1000)):
        chosen.mkdir()
        for file in files[:number]:
            (chosen / file.name).hardlink_to(file)
    one, two = machine.check_all(folder, 1), machine.check_all(folder, 2)
    yield Row(f"{count} files, --jobs 2 against --jobs 1", pairs(two, one, 3), "x its time", 0.72)
    thousand = pairs(machine.check_all(some, 2), machine.check_all(some, 1), 5)
    yield Row("1000 files, --jobs 2 against --jobs 1", thousand, "x its time", 0.72)
    hundred = pairs(machine.check_all(few), machine.check_all(few, 1), machine.rounds)
    yield Row("100 files, as chosen by itself, against --jobs 1", hundred, "x its time", 1.05)
    rates = [count / timed(machine.check_all(folder)) for _ in range(3)]
    yield Row(f"{count} files", rates, "files a second")
    if machine.peer:
        theirs = [1000 / timed(machine.peer_check(files[:1000])) for _ in range(3)]
        against = [ours / peer for ours, peer in zip(rates, theirs, strict=True)]
        yield Row(f"{count} files, against check-jsonschema with 1000", against, "x its throughput", least=30)
    if machine.ajv:
        faster = [1 / ratio for ratio in pairs(machine.check_all(folder), machine.ajv_check(folder), 3)]
        yield Row(f"{count} files, against ajv-cli", faster, "x its speed", least=1)
    least, most = peak(machine.check_all(few, 1)), peak(machine.check_all(folder))
    yield Row(f"peak memory of a process, {count} files, above that of 100", [most - least], "MiB", 16)


def inside(machine: Machine) -> Iterator[Row]:
    """Measure single steps within one process of the installation's own interpreter."""
    out, err = said([machine.python, str(Path(__file__).resolve()), "--inside", str(machine.folder)])
    if not out:
        sys.exit(err)
    for fields in json.loads(out):
        yield Row(*fields)


def in_turn(steps: Mapping[str, tuple[Callable[[Any], object], Sequence[Any]]], rounds: int) -> dict[str, list[float]]:
    """Return the seconds that each function takes for all its items, in each round; the functions take turns.

    What was made for the measurement is hidden from the garbage collector, which else would look through it time and again.
    """
    gc.collect()
    gc.freeze()
    spent: dict[str, list[float]] = {name: [] for name in steps}
    for number in range(rounds + 1):
        for name, (step, items) in steps.items():
            start = time.perf_counter()
            for item in items:
                step(item)
            if number:  # the first round warms up
                spent[name].append(time.perf_counter() - start)
    return spent


def ratios(one: Sequence[float], other: Sequence[float], factor: float = 1) -> list[float]:
    """Return the ratio of each round."""
    return [factor * a / b for a, b in zip(one, other, strict=True)]


def measure_inside(folder: Path) -> list[Row]:
    """Return the rows of this process."""
    import yaml  # noqa: PLC0415 (only the process that measures has it for sure)

    from charter_cli.assess.assessment import Assessor  # noqa: PLC0415
    from charter_cli.read.charters import read_charter  # noqa: PLC0415
    from charter_cli.read.declarations import read_declaration  # noqa: PLC0415
    from charter_cli.read.form import check_form  # noqa: PLC0415
    from charter_cli.read.strict_yaml import parse  # noqa: PLC0415
    from charter_cli.render import Format, View, render  # noqa: PLC0415
    from charter_cli.words import words  # noqa: PLC0415

    paths = [str(path) for path in sorted(folder.glob("*.charter.yaml"))[:INSIDE_FILES]]
    contents = [Path(path).read_bytes() for path in paths]
    big_path = str(folder / "large.yaml")
    big = Path(big_path).read_bytes()
    charter, _ = read_charter(CHARTER)
    if charter is None:
        sys.exit("the shipped charter cannot be read")
    assessor, view = Assessor([charter], date.fromisoformat(AS_OF)), View(words("en"))

    def whole(path: str, form: Format = Format.CONCISE) -> str:
        return "".join(render(form, [assessor.assess(read_declaration(path))], view))

    documents = [document for content in contents if (document := parse(content, "x")[0])]
    declarations = [read_declaration(path) for path in paths]
    reports = [assessor.assess(declaration) for declaration in declarations]
    if read_declaration(big_path).problems or any(declaration.problems for declaration in declarations):
        sys.exit("a generated declaration does not have the right form")
    spent = in_turn(
        {
            "load": (lambda content: yaml.load(content, yaml.CSafeLoader), contents),
            "parse": (lambda content: parse(content, "x"), contents),
            "form": (lambda document: check_form(document, "declaration"), documents),
            "read": (read_declaration, paths),
            "assess": (assessor.assess, declarations),
            "concise": (lambda report: "".join(render(Format.CONCISE, [report], view)), reports),
            "json": (lambda report: "".join(render(Format.JSON, [report], view)), reports),
            "whole": (whole, paths),
            "whole-json": (lambda path: whole(path, Format.JSON), paths),
        },
        rounds=21,
    )
    load = spent["load"]
    rows = [
        Row("parse with positions, against yaml.load", ratios(spent["parse"], load), "x CSafeLoader", 0.8),
        Row("whole check in a warm process, concise", ratios(spent["whole"], load), "x CSafeLoader"),
        Row("whole check in a warm process, json", ratios(spent["whole-json"], load), "x CSafeLoader"),
    ]
    rows += [
        Row(f"of this: {name}", ratios(spent[name], load), "x CSafeLoader")
        for name in ("read", "form", "assess", "concise", "json")
    ]
    rows += against_jsonschema(declarations, charter.requirements())
    size = sum(map(len, contents)) / 1024
    grown = in_turn(
        {
            "small": (lambda content: parse(content, "x"), contents),
            "large": (lambda content: parse(content, "x"), [big]),
            "small-whole": (whole, paths),
            "large-whole": (whole, [big_path]),
        },
        rounds=15,
    )
    for name, told in (("", "parse"), ("-whole", "whole check, concise")):
        small, large = grown[f"small{name}"], grown[f"large{name}"]
        rows += [
            Row(f"{told}, 5 KB files", [1e6 * seconds / size for seconds in small], "µs/KB"),
            Row(f"{told}, 1 MB file", [1e6 * seconds / (len(big) / 1024) for seconds in large], "µs/KB"),
            Row(f"{told}, 1 MB against 5 KB", ratios(large, small, size / (len(big) / 1024)), "x per KB"),
        ]
    return rows


def against_jsonschema(declarations: Sequence[Any], requirements: Iterator[Any]) -> list[Row]:
    """Compare our evaluation with jsonschema's: the schema of the form, and the conditions that a plain schema can say."""
    if importlib.util.find_spec("jsonschema") is None:
        return []
    from jsonschema import Draft202012Validator  # noqa: PLC0415

    from charter_cli.assess.conditions import compile_condition  # noqa: PLC0415
    from charter_cli.assess.keywords import Context  # noqa: PLC0415
    from charter_cli.dialect.schema import compile_form  # noqa: PLC0415

    schema = json.loads(SCHEMA.read_bytes())
    form, their_form = compile_form(schema), Draft202012Validator(schema)
    facts = [declaration.facts for declaration in declarations]
    conditions = [condition for one in requirements for condition in (one.when, one.require)]
    both = [
        (compile_condition(condition), same) for condition in conditions if (same := as_schema(condition)) is not None
    ]
    ours, theirs = [evaluate for evaluate, _ in both], [Draft202012Validator(same) for _, same in both]
    day = date.fromisoformat(AS_OF)
    contexts = [Context(declaration.facts, day, declaration.sightings) for declaration in declarations]
    for context in contexts:
        if [evaluate(context).truth is True for evaluate in ours] != [one.is_valid(context.facts) for one in theirs]:
            sys.exit("our evaluation and jsonschema's do not agree")
    spent = in_turn(
        {
            "form": (form.passes, facts),
            "their-form": (lambda one: list(their_form.iter_errors(one)), facts),
            "conditions": (lambda context: [evaluate(context) for evaluate in ours], contexts),
            "their-conditions": (lambda one: [list(validator.iter_errors(one)) for validator in theirs], facts),
        },
        rounds=15,
    )
    told = f"evaluate {len(both)} of {len(conditions)} conditions"
    return [
        Row("evaluate the schema of the form", ratios(spent["form"], spent["their-form"]), "x jsonschema"),
        Row(told, ratios(spent["conditions"], spent["their-conditions"]), "x jsonschema"),
    ]


def as_schema(condition: Any) -> dict[str, Any] | None:
    """Return a JSON Schema that holds when a condition is true, or None where it needs more than a schema can say."""
    from charter_cli.assess.keywords import KEYWORDS  # noqa: PLC0415
    from charter_cli.model.condition import AllOf, AnyOf, Fact  # noqa: PLC0415

    if isinstance(condition, Fact):
        if "*" in condition.pointer or set(condition.leaf) & set(KEYWORDS):
            return None
        schema = dict(condition.leaf)
        for part in reversed(condition.pointer.split("/")[1:]):
            schema = {"type": "object", "required": [part], "properties": {part: schema}}
        return schema
    if isinstance(condition, AllOf | AnyOf):
        parts = [as_schema(part) for part in condition.parts]
        if not parts or None in parts:
            return None
        return {"allOf" if isinstance(condition, AllOf) else "anyOf": parts}
    return None


def table(rows: Iterator[Row]) -> None:
    """Print the rows as they come."""
    print("| measure | target | measured (median) | middle half | holds |")
    print("| --- | --- | --- | --- | --- |", flush=True)
    for row in rows:
        print("| " + " | ".join(re.sub(r"\|", "\\|", cell) for cell in row.cells()) + " |", flush=True)


def main() -> None:
    """Run the parts that the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--python", default=sys.executable, help="the interpreter of the environment with charter in it"
    )
    parser.add_argument("--peer", help="check-jsonschema, of an environment of its own")
    parser.add_argument("--only", choices=("start", "many", "bulk", "inside"), help="one part of the four")
    parser.add_argument("--ajv", help="ajv of ajv-cli, with ajv-formats beside it")
    parser.add_argument("--bulk", type=int, default=10_000, help="declarations for the part with all processors")
    parser.add_argument("--rounds", type=int, default=15, help="pairs of short commands")
    parser.add_argument("--files", type=int, default=1000, help="declarations for the part with many files")
    parser.add_argument("--inside", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.inside:
        print(json.dumps(measure_inside(asked.inside)))
        return
    with tempfile.TemporaryDirectory() as name:
        machine = Machine(asked.python, asked.peer, asked.ajv, asked.rounds, Path(name))
        files = generate.write(machine.folder, asked.files)
        (machine.folder / "large.yaml").write_bytes(generate.large(LARGE).encode())
        parts = {"start": starts(machine, files), "many": many(machine, files), "inside": inside(machine)}
        if asked.only in (None, "bulk"):
            (machine.folder / "bulk").mkdir()
            parts["bulk"] = bulk(machine, generate.write(machine.folder / "bulk", asked.bulk))
        table(row for part, rows in parts.items() if asked.only in (None, part) for row in rows)


if __name__ == "__main__":
    main()
