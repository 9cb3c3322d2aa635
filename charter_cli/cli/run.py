"""Run `charter check` or `charter report`: judge all that is found, write every format at once, tell the exit code."""

import gc
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from charter_cli.cli.actions import step_summary
from charter_cli.cli.choices import Choices
from charter_cli.cli.find import Found, find
from charter_cli.cli.judge import known_findings, make_assessor, own_paths, read_charters, read_waivers
from charter_cli.cli.output import (
    Sink,
    StandardOutput,
    WholeFile,
    colour,
    no_page_on_terminal,
    parse_outputs,
    say,
    width,
)
from charter_cli.cli.problems import FileProblems, UsageProblem
from charter_cli.cli.progress import Progress, watched
from charter_cli.cli.workers import in_order
from charter_cli.model.declaration import Declaration, Input
from charter_cli.model.report import Exit, Report
from charter_cli.model.run import COMMITTEE, OwnForm, Run
from charter_cli.read.declarations import read_declaration
from charter_cli.read.strict_yaml import reads_slowly
from charter_cli.render import Format, TemplateError, View, Writer, writer
from charter_cli.words import Words, words

if TYPE_CHECKING:
    from charter_cli.cli.advice import Step

PROSE = frozenset(("markdown", "html"))
"""The formats that are written for an audience."""


class Judged(NamedTuple):
    """What is left of a report when it was written: its exit code, its pieces, and what the last words tell of it."""

    exit: Exit
    verdict: str
    known: int
    project: str
    pieces: tuple[object, ...]
    step: "Step | None" = None


class Judge:
    """Judges what was found and writes it in each format; every process of a run has its own."""

    def __init__(self, choices: Choices, views: Sequence[tuple[str, View]]) -> None:
        self.charters = charters = read_charters(choices.charters)
        self.waivers = read_waivers(choices.waivers, charters)
        self.assessor = make_assessor(charters, choices.as_of, choices.stage, choices.gate, self.waivers)
        self.skip_charters = choices.skip_charters
        self.keeps = _changed(choices.changed_since, choices.beside) if choices.changed_since else None
        self.baseline = known_findings(choices.baseline) if choices.baseline else None
        chosen = self.chosen(choices)
        self.writers: list[Writer] = [writer(Format(form), view._replace(run=chosen), charters) for form, view in views]

    def chosen(self, choices: Choices) -> Run:
        """Return what the reports depend on, for those who make them again."""
        known = self.baseline
        return Run(
            charters=own_paths(choices.charters, self.charters),
            launch=choices.as_of is None,
            stage=choices.stage,
            audience=choices.audience or COMMITTEE,
            waivers=tuple(Input(one.path, one.sha256) for one in self.waivers),
            baseline=Input(known.path, known.sha256) if known else None,
        )

    def __call__(self, found: Found) -> Judged | None:
        """Read, judge and write one declaration, or return None if it is not among those that were asked for."""
        report = self.report(found)
        return self.written(report) if report else None

    def written(self, report: Report) -> Judged:
        """Write one report in each format."""
        pieces = tuple(form.piece(report) for form in self.writers)
        known, step = _known(report) if self.baseline else 0, _step(report) if report.exit else None
        return Judged(report.exit, _verdict(report), known, _project(report), pieces, step)

    def of_waivers(self) -> Iterator[Judged]:
        """Tell what is wrong with the files of waivers."""
        if self.waivers:
            from charter_cli.cli.waivers import unusable

            yield from map(self.written, unusable(self.waivers, self.assessor.gate))

    def report(self, found: Found) -> Report | None:
        """Read and judge one declaration, or return None if it is not among those that were asked for."""
        declaration = read_declaration(*found)
        if self.skip_charters and _is_charter(declaration):
            return None
        if self.keeps and not self.keeps(declaration):
            return None
        report = self.assessor.assess(declaration)
        if self.baseline:
            from charter_cli.assess.baseline import compare

            report = compare(report, self.baseline)
        return report


def _nothing(choices: Choices, words: Words) -> str:
    """Say why there was nothing to judge, which only a choice among what was found can bring about."""
    if choices.changed_since:
        return words("summary.nothing-changed", revision=choices.changed_since)
    return words("summary.only-charters")


def _is_charter(declaration: Declaration) -> bool:
    return any(problem.code == "this-is-a-charter" for problem in declaration.problems)


def _changed(revision: str, beside: Sequence[str]) -> Callable[[Declaration], bool] | None:
    """Return what tells whether a declaration changed since a revision; waivers and a baseline bear on any of them."""
    from charter_cli.cli.changed import is_changed
    from charter_cli.cli.git import changed_since

    files = changed_since(revision)
    if not files.isdisjoint(Path(path).resolve() for path in beside):
        return None
    return lambda declaration: is_changed(declaration, files)


def _known(report: Report) -> int:
    return sum(finding.known for assessment in report.assessments for finding in assessment.findings)


def _step(report: Report) -> "Step | None":
    from charter_cli.cli.advice import of_report

    return of_report(report)


def _project(report: Report) -> str:
    return str(report.declaration.fact("/project/id")) if report.assessments else ""


def _verdict(report: Report) -> str:
    """Return what the last word says of a report; a file of waivers is no declaration and is not counted."""
    if report.declaration.is_waivers:
        return ""
    return "unreadable" if report.declaration.problems else report.verdict


class Tally:
    """Counts what passes by, for the last word and the exit code."""

    def __init__(self) -> None:
        self.exit = Exit.OK
        self.verdicts: Counter[str] = Counter()
        self.known = 0
        self.projects: set[str] = set()
        self.step: Step | None = None

    def add(self, judged: Judged) -> None:
        """Count one declaration. What to do next is told of the first of the worst."""
        if judged.step and (self.step is None or judged.exit > self.exit):
            self.step = judged.step
        self.exit = max(self.exit, judged.exit)
        if judged.verdict:
            self.verdicts[judged.verdict] += 1
        self.known += judged.known
        if judged.project:
            self.projects.add(judged.project)

    def last_word(self, words: Words) -> str:
        """Return the summary line."""
        total = self.verdicts.total()
        told = []
        for key, count in self.verdicts.items():
            name = words("summary.unreadable" if key == "unreadable" else f"verdict.{key}")
            told.append(f"{name} ({count})" if total > 1 else name)
        gate = {Exit.OK: "ok", Exit.GATE: "fails"}.get(self.exit, "unreadable")
        summary = words.number("summary.total", total, verdicts=", ".join(told))
        known = f" {words.number('summary.known', self.known)}" if self.known else ""
        return f"{summary} {words(f'summary.gate.{gate}')}{known}"


def run(choices: Choices) -> int:
    """Do what was asked for and return the exit code.

    Raises UsageProblem for choices that do not go together, and FileProblems for a charter or template.
    """
    said = words(choices.language)
    sources = (*choices.paths, *choices.beside, *choices.own.paths)
    files, to_terminal = parse_outputs(choices.outputs, choices.form, sources)
    forms = [name for name, _ in files] + [choices.form] * to_terminal
    _check_forms(choices, forms, to_terminal=to_terminal)
    summary = step_summary(forms, said)
    own = _own_form(choices, forms, ["markdown"] if summary else [])
    if reads_slowly():
        say(said("notice.slow-yaml"))
    root, tally = current_folder(), Tally()
    with ExitStack() as stack:
        sinks: list[Sink] = [stack.enter_context(WholeFile(path)) for _, path in files]
        views = [(name, View(said, own=own, root=root)) for name, _ in files]
        terminal = StandardOutput()
        if to_terminal:
            sinks.append(terminal)
            views.append((choices.form, View(said, width(), colour(), own, root)))
        if summary:
            sinks.append(summary)
            views.append(("markdown", View(said, own=own, root=root)))
        try:
            judge = _write(choices, views, sinks, tally)
        except TemplateError as error:
            raise FileProblems(error.problem) from error
        terminal.flush()
    if summary:
        summary.append()
    if judge.waivers:
        from charter_cli.cli.waivers import not_judged

        if others := not_judged(judge.waivers, judge.charters, tally.projects, said):
            say(others)
    say(tally.last_word(said) if tally.verdicts else _nothing(choices, said))
    if tally.step:
        _advise(tally.step, choices, said)
    return int(tally.exit)


def _check_forms(choices: Choices, forms: Sequence[str], *, to_terminal: bool) -> None:
    if to_terminal and choices.form == "html":
        no_page_on_terminal("report.html")
    if choices.audience and PROSE.isdisjoint(forms):
        raise UsageProblem("for-format")


def _advise(step: "Step", choices: Choices, words: Words) -> None:
    """Say what to do next, with the options of this run that have to be given again."""
    from charter_cli.cli import advice

    if told := advice.said(words, step, choices.asked):
        say(told)


def _own_form(choices: Choices, forms: Sequence[str], further: Sequence[str]) -> OwnForm:
    """Return the form of one's own; `further` formats show it too, and no option asks for it because of them."""
    if not choices.own.paths:
        return OwnForm()
    from charter_cli.cli.own_form import check_asked, own_form

    check_asked(choices.own, forms)
    return own_form(choices.own, (*forms, *further))


def _write(choices: Choices, views: Sequence[tuple[str, View]], sinks: Sequence[Sink], tally: Tally) -> Judge:
    """Judge everything and write it, in the order in which it was found, into all sinks at once; return who judged."""
    judge = Judge(choices, views)
    # What is read and judged has no cycles and goes when it was written; to look for cycles is a fifth of a run.
    gc.freeze()
    pairs = list(zip(judge.writers, sinks, strict=True))
    for form, sink in pairs:
        sink.write(form.before())
    with Progress(words(choices.language), shown=watched()) as progress:
        found = find(choices.paths, progress.expect)
        declared = in_order(found, judge, partial(Judge, choices, views), choices.jobs)
        for judged in chain(judge.of_waivers(), declared):
            tally.add(judged)
            for (form, sink), piece in zip(pairs, judged.pieces, strict=True):
                sink.write(form.joined(piece))
            progress.advance()
    for form, sink in pairs:
        sink.write(form.after(tally.exit))
    return judge


def current_folder() -> str:
    """Return the folder in which the run was started, or nothing if it is gone."""
    try:
        return str(Path.cwd())
    except OSError:
        return ""
