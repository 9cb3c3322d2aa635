"""`charter` without arguments: what to do next in this folder.

Guidance, not a gate: whatever is wrong with a file is told, and the exit code is 0. Few files are looked at.
"""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from charter_cli.cli import advice, options
from charter_cli.cli.advice import Step
from charter_cli.cli.draft import place_of
from charter_cli.cli.find import below, is_charter
from charter_cli.cli.judge import make_assessor, read_charters, read_waivers
from charter_cli.cli.options import DEFAULT_CHARTERS
from charter_cli.cli.output import colour, width, write_all
from charter_cli.cli.problems import FileProblems
from charter_cli.cli.resolve import resolve
from charter_cli.model.declaration import Problem
from charter_cli.model.report import Outcome, Report
from charter_cli.model.settings import Settings
from charter_cli.read.declarations import read_declaration
from charter_cli.read.files import is_special, load
from charter_cli.read.strict_yaml import MAX_BYTES
from charter_cli.render import View, phrases
from charter_cli.render.escape import one_line
from charter_cli.render.start import Action, Found, render
from charter_cli.words import Words

FILE = "charter.yaml"
"""What `charter init` writes where no name is given."""
MOST_FOLDERS = 2000
"""They are looked into in a moment, and a home folder can have a million."""
MOST_FILES = 100
"""They are looked at; what else has the name of a declaration is counted as one."""
MOST_JUDGED = 4
"""They are told one by one; of the others, there is only a number."""


class Here(NamedTuple):
    """What is in the folder: the first declarations, how many more there are, charters, and what is closed."""

    declarations: Sequence[tuple[str, bytes | Problem]]
    more: int
    charters: Sequence[str]
    closed: Sequence[OSError]
    cut: bool


def start(said: Words) -> int:
    """Write what to do next, each thing with its command, and return 0."""
    try:
        reason = _closed()
        found = Found(said("start.closed", reason=reason), []) if reason else _found(_look(), said)
    except FileProblems as error:
        heading = " ".join(phrases.located(said, problem) for problem in error.problems)
        steps = [advice.of_problem(problem, error.kind) for problem in error.problems]
        found = Found(heading, [mend for step in steps for mend in _mend(said, step)][:1])
    write_all(render(found, View(said, width(), colour())))
    return 0


def _closed() -> str:
    """Return what keeps this folder from being looked into, or nothing; one that is gone can look empty."""
    try:
        Path.cwd()
        os.scandir().close()
    except OSError as error:
        return error.strerror or str(error)
    return ""


def _look() -> Here:
    closed, folders = list[OSError](), list[str]()
    names = list(below(".", closed, MOST_FOLDERS, folders.append)) or list(filter(os.path.isfile, [FILE]))
    loaded = [(name, load(name, MAX_BYTES)) for name in names[:MOST_FILES]]
    charters = [name for name, content in loaded if isinstance(content, bytes) and is_charter(content)]
    declared = [one for one in loaded if one[0] not in charters]
    more = len(names) - len(charters) - len(declared[:MOST_JUDGED])
    return Here(declared[:MOST_JUDGED], more, charters, closed, cut=len(folders) >= MOST_FOLDERS)


def _found(here: Here, said: Words) -> Found:
    """Return what is here, in a sentence, and what can be done. Raises FileProblems for the settings."""
    settings = resolve()
    of_charters = _of_charters(here, said)
    if not here.declarations:
        return _begun(here, of_charters, settings, said)
    reports = _judged(here, settings)
    count = len(reports) + here.more
    if count == 1:
        (report,) = reports
        name = str(report.declaration.fact("/project/name") or "")
        named = f"{one_line(name)} ({one_line(report.declaration.path)})" if name else one_line(report.declaration.path)
        heading = f"{named}{said('colon')}{_state(report, said)}"
        if report.declaration.problems and not _is_mended_by_command(report):
            heading = phrases.located(said, report.declaration.problems[0])
        return Found(heading, _of_one(report, said) + of_charters)
    rows = [Action(_state(report, said), _of_one(report, said)[0].command) for report in reports]
    everything = [_action(said, "all", Step("start.all", {})), *of_charters[:1]]
    return Found(said.number("start.several", count), everything, rows, here.more)


def _begun(here: Here, of_charters: list[Action], settings: Settings, said: Words) -> Found:
    """Return how a declaration is begun, or gone on with. Raises FileProblems for what would stop `charter init`."""
    if is_special(FILE):
        raise FileProblems(Problem("special-file", FILE, None, "", {}))
    if settings.charters.value != DEFAULT_CHARTERS:
        read_charters(settings.charters.value)
    drafts = [_action(said, "resume", _resume(path)) for path in _drafts()]
    if drafts:
        return Found(said("start.draft"), drafts + of_charters)
    if of_charters:
        return Found(said("start.charter"), [*of_charters, _action(said, "init", Step("start.none", {}))])
    begin = [_action(said, key, Step(f"start.{step}", {})) for key, step in (("init", "none"), ("form", "form"))]
    return Found(_nothing(here, said), begin)


def _nothing(here: Here, said: Words) -> str:
    if here.closed:
        error = here.closed[0]
        reason = error.strerror or str(error)
        return phrases.located(said, Problem("unreadable", error.filename or ".", None, "", {"reason": reason}))
    return said("start.none.cut", count=MOST_FOLDERS) if here.cut else said("start.none")


def _drafts() -> list[str]:
    """Return the declarations of this folder that `charter init` was not finished with."""
    try:
        names = sorted(path.name for path in Path().iterdir())
    except OSError:
        return []
    begun = [name[1:].rpartition(".")[0] for name in names if name.startswith(".")]
    return [name for name in begun if name and str(place_of(name)) in names][:MOST_JUDGED]


def _resume(path: str) -> Step:
    return Step("start.none" if path == FILE else "start.draft", {"path": path})


def _judged(here: Here, settings: Settings) -> list[Report]:
    """Judge the declarations as `charter check` does without options. Raises FileProblems."""
    charters = read_charters(settings.charters.value)
    waivers = read_waivers(settings.waivers.value, charters)
    assessor = make_assessor(charters, options.day(""), settings.stage.value, waivers=waivers)
    return [assessor.assess(read_declaration(*found)) for found in here.declarations]


def _state(report: Report, said: Words) -> str:
    """Say in a few words where a declaration stands."""
    if report.declaration.problems:
        return said.number("start.state.problems", len(report.declaration.problems))
    outcome = _worst(report)
    if outcome is None:
        return said(f"verdict.{report.verdict}")
    count = len(report.questions) if outcome is Outcome.UNDECLARED else _count(report, outcome)
    return said.number(f"start.state.{outcome}", count)


def _worst(report: Report) -> Outcome | None:
    return next((outcome for outcome in advice.ORDER if _count(report, outcome)), None)


def _count(report: Report, outcome: Outcome) -> int:
    return sum(len(assessment.of(outcome)) for assessment in report.assessments)


def _of_one(report: Report, said: Words) -> list[Action]:
    actions = [_mend(said, step) if key == "mend" else [_action(said, key, step)] for key, step in _steps(report)]
    return [one for each in actions for one in each]


def _mend(said: Words, step: Step) -> list[Action]:
    """Return how a problem is mended: by a command, else by hand at its place; nothing where neither is known."""
    if advice.command(step):
        return [_action(said, "mend", step)]
    place = advice.by_hand(step)
    return [Action(said("start.by-hand"), place)] if place else []


def _is_mended_by_command(report: Report) -> bool:
    return bool(advice.command(_steps(report)[0][1]))


def _steps(report: Report) -> Sequence[tuple[str, Step]]:
    """Return what can be done about a declaration, the best first, each with the key of its sentence."""
    params = {"path": report.declaration.path}
    check, dossier = ("check", Step("start.check", params)), ("report", Step("start.report", params))
    if report.declaration.problems:
        return [("mend", advice.of_problem(report.declaration.problems[0], "declaration")), check]
    outcome = _worst(report)
    if outcome is Outcome.UNDECLARED:
        return [("next", Step("outcome.undeclared", params)), check]
    if outcome is Outcome.GAP:
        return [check, dossier]
    if outcome is Outcome.NEEDS_REVIEW:
        return [("decide", Step("outcome.needs-review", params)), dossier]
    return [dossier, ("upcoming", Step("start.upcoming", params))]


def _of_charters(here: Here, said: Words) -> list[Action]:
    """Return what can be done about the first charter that is here."""
    steps = [(key, Step(f"start.{key}", {"path": path})) for path in here.charters[:1] for key in ("lint", "test")]
    return [_action(said, key, step) for key, step in steps]


def _action(said: Words, key: str, step: Step) -> Action:
    return Action(said(f"start.{key}"), advice.command(step))
