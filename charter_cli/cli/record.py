"""Judge all that is found and write its open findings as a baseline, or nothing where anything cannot be judged."""

from collections.abc import Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import NamedTuple

from charter_cli.assess.baseline import Recorded, record, worsening
from charter_cli.cli.choices import Choices
from charter_cli.cli.find import Found, find
from charter_cli.cli.judge import known_findings
from charter_cli.cli.output import Sink, StandardOutput, WholeFile, say
from charter_cli.cli.problems import FileProblems
from charter_cli.cli.run import Judge
from charter_cli.cli.workers import in_order
from charter_cli.model.baseline import Baseline, Entry
from charter_cli.model.declaration import Place, Problem
from charter_cli.render.baseline import written
from charter_cli.render.phrases import listed
from charter_cli.words import Words, words


class Taken(NamedTuple):
    """What is left of a declaration when it was judged: where its project is named, what to record, what is wrong."""

    path: str
    place: Place | None
    project: str
    recorded: Recorded
    problems: tuple[Problem, ...]


class Recorder:
    """Judges what was found and keeps what a baseline says of it; every process of a run has its own."""

    def __init__(self, choices: Choices) -> None:
        self.judge = Judge(choices, ())

    def __call__(self, found: Found) -> Taken | None:
        """Read and judge one declaration."""
        report = self.judge.report(found)
        if report is None:
            return None
        declaration = report.declaration
        place = declaration.document.place("/project/id") if declaration.document else None
        project = str(declaration.fact("/project/id"))
        return Taken(declaration.path, place, project, record(report), declaration.problems)


def write(choices: Choices, path: str, as_of: str) -> None:
    """Write the baseline to `path`, or to standard output without one, and say what changed in it.

    Raises FileProblems for anything that cannot be read, be it the file that would be replaced.
    """
    before = known_findings(path) if path and Path(path).is_file() else None
    with ExitStack() as stack:
        sink: Sink = stack.enter_context(WholeFile(path)) if path else StandardOutput()
        taken = _judged(choices)
        entries = {entry.fingerprint: entry for one in taken for entry in one.recorded.entries}
        for piece in written(entries.values(), as_of):
            sink.write(piece)
        if isinstance(sink, StandardOutput):
            sink.flush()
    said = words(choices.language)
    if path:
        say(said.number("baseline.written", len(entries), path=path))
    if before:
        say(_changes(said, before, entries))
    left_out = [f"{name} ({one.project})" for one in taken for name in one.recorded.left_out]
    if left_out:
        say(said.number("baseline.left-out", len(left_out), names=listed(left_out)))


def _judged(choices: Choices) -> list[Taken]:
    """Judge all declarations. Raises FileProblems with everything that keeps any of them from being judged."""
    recorder = Recorder(choices)
    problems = [problem for file in recorder.judge.waivers for problem in file.problems]
    taken = list(in_order(find(choices.paths), recorder, partial(Recorder, choices), choices.jobs))
    problems += [problem for one in taken for problem in one.problems]
    problems = problems or _same_projects(taken)
    if problems:
        raise FileProblems(*problems, kind="declaration")
    return taken


def _same_projects(taken: Sequence[Taken]) -> list[Problem]:
    """Return a problem for each project that is declared twice and not alike: entries name projects, not files."""
    first: dict[str, Taken] = {}
    return [
        Problem("project-twice", one.path, one.place, "/project/id", {"project": one.project, "other": other.path})
        for one in taken
        for other in [first.setdefault(one.project, one)]
        if one.recorded != other.recorded
    ]


def _changes(said: Words, before: Baseline, after: dict[str, Entry]) -> str:
    """Say how many entries came, went and stayed, so that no baseline grows unseen."""
    old = {entry.fingerprint: entry for own in before.projects.values() for entry in own}
    stayed = old.keys() & after.keys()
    return said(
        "baseline.changes",
        came=len(after.keys() - old.keys()),
        went=len(old.keys() - after.keys()),
        stayed=len(stayed),
        worse=sum(worsening(old[name], after[name]) is not None for name in stayed),
    )
