"""What check and report share: read charters, judge declarations, render them in all formats, tell the exit code."""

import gc
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date
from itertools import tee
from pathlib import Path

from charter_cli.assess.assessment import DEFAULT_GATE, Assessor
from charter_cli.cli.actions import step_summary
from charter_cli.cli.options import FORMATS, one_of
from charter_cli.cli.output import Sink, StandardOutput, WholeFile, colour, say, width
from charter_cli.cli.problems import FileProblems, UsageProblem
from charter_cli.dialect.values import SchemaError
from charter_cli.model.charter import Charter, Stage
from charter_cli.model.declaration import Problem
from charter_cli.model.report import Exit, Gate, Report
from charter_cli.read.charters import read_charter
from charter_cli.read.strict_yaml import HAS_C_PARSER
from charter_cli.render import Format, TemplateError, View, render
from charter_cli.words import Words


def read_charters(names: Sequence[str]) -> list[Charter]:
    """Return the charters of these names, each once. Raises FileProblems with all that is wrong with any of them."""
    charters: list[Charter] = []
    problems: list[Problem] = []
    for name in dict.fromkeys(names):
        charter, wrong = read_charter(name)
        problems += wrong
        if charter is not None and any(charter.id == other.id for other in charters):
            problems.append(Problem("charter-twice", name, None, "", {"id": charter.id}))
        elif charter is not None:
            charters.append(charter)
    if problems:
        raise FileProblems(*problems)
    return charters


def make_assessor(charters: Sequence[Charter], day: date | None, stage: str, gate: Gate = DEFAULT_GATE) -> Assessor:
    """Return the assessor of these charters. Raises FileProblems for a condition that the form did not catch."""
    with guarded(charters):
        return Assessor(charters, day, Stage(stage) if stage else None, gate)


@contextmanager
def guarded(charters: Sequence[Charter]) -> Iterator[None]:
    """Compile charters in here. Raises FileProblems for a condition that the form did not catch."""
    try:
        yield
    except (SchemaError, RecursionError) as error:
        names = ", ".join(charter.id for charter in charters)
        raise FileProblems(Problem("wrong-condition", names, None, "", {"reason": str(error)})) from error


class Tally:
    """Counts what passes by, so that the last word needs no second look at the reports."""

    def __init__(self) -> None:
        self.exit = Exit.OK
        self.declarations = 0
        self.verdicts: Counter[str] = Counter()

    def watch(self, reports: Iterator[Report]) -> Iterator[Report]:
        """Pass reports on and count them."""
        for report in reports:
            self.exit = max(self.exit, report.exit)
            self.declarations += 1
            if report.declaration.problems:
                self.verdicts["unreadable"] += 1
            if report.assessments:
                self.verdicts[report.verdict] += 1
            yield report

    def last_word(self, words: Words) -> str:
        """Return the summary line."""
        told = []
        for key, count in self.verdicts.items():
            name = words("summary.unreadable" if key == "unreadable" else f"verdict.{key}")
            told.append(f"{name} ({count})" if self.declarations > 1 else name)
        gate = {Exit.OK: "ok", Exit.GATE: "fails"}.get(self.exit, "unreadable")
        summary = words.number("summary.total", self.declarations, verdicts=", ".join(told))
        return f"{summary} {words(f'summary.gate.{gate}')}"


def parse_outputs(
    outputs: Sequence[str], form: str, sources: Sequence[str], forms: Sequence[str] = FORMATS
) -> tuple[list[tuple[str, str]], bool]:
    """Return the format and path of each output file, and whether standard output gets the report too.

    Raises UsageProblem for two outputs into one file, and for one that would overwrite a declaration that is read.
    """
    chosen, to_terminal = [], True
    for output in outputs:
        name, sign, path = output.partition("=")
        if sign and name.isalpha() and not Path(output).exists():
            one_of("--output", name, forms)
        if sign and name in forms:
            chosen.append((name, path))
        else:
            chosen.append((form, output))
            to_terminal = False
        if not chosen[-1][1]:
            raise UsageProblem("bad-output", value=output)
    targets = [str(Path(path).absolute()) for _, path in chosen]
    for path in targets:
        if targets.count(path) > 1 or path in {str(Path(source).absolute()) for source in sources}:
            raise UsageProblem("bad-output", value=path)
    return chosen, to_terminal


def judge(
    reports: Iterator[Report],
    words: Words,
    form: str,
    outputs: Sequence[str],
    sources: Sequence[str],
    template: str = "",
    nothing: str = "",
) -> int:
    """Render the reports as they come, into all outputs at once, and return the exit code.

    `nothing` is said where there was nothing to judge, which only a choice among what was found can bring about.
    """
    files, to_terminal = parse_outputs(outputs, form, sources)
    forms = [name for name, _ in files] + [form] * to_terminal
    if template and "markdown" not in forms:
        raise UsageProblem("template-format")
    if not HAS_C_PARSER:
        say(words("notice.slow-yaml"))
    gc.freeze()
    gc.enable()
    tally, root = Tally(), current_folder()
    with ExitStack() as stack:
        sinks: list[Sink] = [stack.enter_context(WholeFile(path)) for _, path in files]
        terminal = StandardOutput()
        if to_terminal:
            sinks.append(terminal)
        summary = step_summary(forms, words)
        if summary:
            forms, sinks = ["markdown", *forms], [summary, *sinks]
        copies = tee(tally.watch(reports), len(forms))
        streams = []
        for index, name in enumerate(forms):
            on_terminal = to_terminal and index == len(forms) - 1
            view = View(words, width() if on_terminal else 80, colour() and on_terminal, template or None, root)
            streams.append(render(Format(name), copies[index], view))
        try:
            _write_in_turn(streams, sinks)
        except TemplateError as error:
            raise FileProblems(error.problem) from error
        terminal.flush()
    if summary:
        summary.append()
    say(tally.last_word(words) if tally.declarations else nothing)
    return int(tally.exit)


def current_folder() -> str:
    """Return the folder in which the run was started, or nothing if it is gone."""
    try:
        return str(Path.cwd())
    except OSError:
        return ""


def _write_in_turn(streams: Sequence[Iterator[str]], sinks: Sequence[Sink]) -> None:
    """Write a piece of each stream in turn, so that no report is held longer than the slowest format needs it."""
    open_streams = list(zip(streams, sinks, strict=True))
    while open_streams:
        for pair in list(open_streams):
            piece = next(pair[0], None)
            if piece is None:
                open_streams.remove(pair)
            else:
                pair[1].write(piece)
