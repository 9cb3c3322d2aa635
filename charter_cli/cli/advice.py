"""What to do next, after an error, a failed gate or in a folder: a command, from one table by what is the matter.

Where no command mends a file, it is the line to open in an editor.
"""

import os
import shlex
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from charter_cli.model.declaration import Problem
from charter_cli.model.report import Outcome, Report
from charter_cli.render.escape import visible
from charter_cli.words import Words

COMMANDS: Mapping[str, str] = {
    # What fails a gate, in the order in which it is best settled.
    "outcome.undeclared": "charter next {path}",
    "outcome.gap": "charter explain {requirement} --for {path}",
    "outcome.needs-review": "charter decide {path}",
    # What is wrong with the form of a file, by what the file is; it is opened in an editor where no command is.
    "file.declaration": "charter fix {path}",
    "file.charter": "charter lint {path}",
    "file.decisions": "",
    "file.waivers": "",
    "file.settings": "",
    "file.cases": "",
    # Problems for which the command for their file is of no use; nothing where no command is.
    "problem.nothing-found": "charter init {path}",
    "problem.only-charters": "charter lint {charter}",
    "problem.nothing-matches": "charter",
    "problem.no-such-file": "charter",
    "problem.dead-link": "",
    "problem.is-directory": "",
    "problem.no-permission": "",
    "problem.unreadable": "",
    "problem.too-large": "",
    "problem.not-utf-8": "",
    "problem.project-twice": "",
    "problem.no-launch": "charter next {path} --for project.launch",
    "problem.this-is-a-charter": "charter lint {path}",
    "problem.this-is-a-declaration": "charter check {path}",
    "problem.unknown-charter": "charter charters",
    "problem.unknown-decision": "charter charters {charter}",
    "problem.template-undefined": "charter schema view",
    # Wrong uses; for all others, the help of the command.
    "usage.unknown-words": "charter charters",
    "usage.unknown-requirement": "charter explain {name}",
    "usage.unknown-fact": "charter explain {name}",
    "usage.wrong-answer": "charter explain {name}",
    "usage.declared-already": "charter next {path}",
    "usage.nothing-asked": "charter check {path}",
    "usage.question-undeclared": "charter next {path}",
    "usage.question-gap": "charter explain {requirement} --for {path}",
    "usage.question-not-applicable": "charter explain {requirement} --for {path}",
    "usage.no-question": "charter explain {requirement} --for {path}",
    "usage.page-on-terminal": "charter {again}",
    # What can be done in a folder, for `charter` without arguments.
    "start.none": "charter init",
    "start.form": "charter form -o declaration.html",
    "start.draft": "charter init {path}",
    "start.check": "charter check {path}",
    "start.report": "charter report {path} -o report.md",
    "start.upcoming": "charter upcoming {path}",
    "start.all": "charter check",
    "start.lint": "charter lint {path}",
    "start.test": "charter test {path}",
    # What `charter init` wrote.
    "init.written": "charter next {path}",
    # What `charter fix` could write.
    "fix.pending": "charter fix {path} --write",
}
"""The command for each thing that can go wrong; an empty one where none helps more than the sentence on it."""

TAKES: Mapping[str, frozenset[str]] = {
    "next": frozenset({"--charter", "--stage", "--as-of"}),
    "explain": frozenset({"--charter", "--stage", "--as-of"}),
    "decide": frozenset({"--charter"}),
}
"""What was chosen for a run, and has to be chosen for the next command too, lest it speak of something else."""

ORDER = (Outcome.UNDECLARED, Outcome.GAP, Outcome.NEEDS_REVIEW)
STANDARD_INPUT = "-"

SOUGHT = frozenset({"usage.unknown-requirement", "usage.unknown-fact"})
"""Names that were given to a command; they are looked up as words where that finds something."""
MEANT = SOUGHT | {"usage.unknown-words"}
"""Names and words; where one was meant that is nearly the same, that one is explained."""

Chosen = Sequence[tuple[str, str]]
"""Options and their values, as they were given."""


class Step(NamedTuple):
    """What went wrong, as a key of the table, and what its command is made of."""

    key: str
    params: Mapping[str, object]


def of_problem(problem: Problem, kind: str) -> Step:
    """Return the step after a problem of a file, which is of this kind unless its name says otherwise."""
    if problem.code == "nothing-found" and problem.path == ".":
        return Step("start.none", {})
    own = f"problem.{problem.code}"
    kind = "decisions" if kind == "declaration" and problem.path.endswith("decisions.yaml") else kind
    place = {"path": problem.path, "line": problem.place.line if problem.place else None}
    return Step(own if own in COMMANDS else f"file.{kind}", {**problem.params, **place})


def of_usage(key: str, params: Mapping[str, object], suggestion: object, arguments: Sequence[str] = ()) -> Step | None:
    """Return the step after a wrong use; `suggestion` is what was meant, where that can be guessed.

    `arguments` are those that were given. What `charter explain` does not know either is not looked up there.
    """
    if suggestion and f"usage.{key}" in MEANT:
        return Step("usage.unknown-fact", {"name": suggestion})
    if f"usage.{key}" in SOUGHT and not _explains(str(params["name"])):
        return None
    if key == "page-on-terminal":
        name, *rest = arguments
        return Step(f"usage.{key}", {"again": [name, "-o", params["path"], *rest]})
    return Step(f"usage.{key}", params)


def _explains(name: str) -> bool:
    from charter_cli.cli.explain import finds

    return finds(name)


def of_form(reports: Iterable[Report]) -> Step | None:
    """Return the step after the first of these reports that has a problem of its form, if one has."""
    for declaration in (report.declaration for report in reports if report.declaration.problems):
        return of_problem(declaration.problems[0], "waivers" if declaration.is_waivers else "declaration")
    return None


def of_report(report: Report) -> Step | None:
    """Return the step after a report that does not pass: for a problem of its form, else for what stops the gate."""
    if report.declaration.problems:
        return of_form([report])
    stopped = [one for each in report.assessments for one in each.findings if report.gate.stops(one)]
    stopped.sort(key=lambda one: (ORDER.index(one.outcome), one.requirement.level.rank))
    if not stopped:
        return None
    worst = stopped[0]
    params = {"path": report.declaration.path, "requirement": worst.requirement.id}
    return Step(f"outcome.{worst.outcome}", params)


def command(step: Step, chosen: Chosen = ()) -> str:
    """Return the command of a step, quoted for the shell, or nothing where there is none."""
    pattern, path = COMMANDS.get(step.key), str(step.params.get("path"))
    if not pattern or ("{path}" in pattern and path == STANDARD_INPUT):
        return ""
    if step.key == "file.declaration" and not _can_be_mended(path):
        return ""
    words = pattern.split(" ")
    name = "".join(words[1:2])
    takes = TAKES.get(name, frozenset()) if step.key.startswith(("outcome.", "init.")) else frozenset()
    taken = [word for option, value in chosen if option in takes for word in (option, value)]
    again: Any = step.params.get("again", ())
    spread = [one for word in words for one in (again if word == "{again}" else (word.format(**step.params),))]
    return join([*spread, *taken])


def by_hand(step: Step) -> str:
    """Return the place to open in an editor, as PATH:LINE, for a wrong file that no command mends; else nothing."""
    path, line = str(step.params.get("path")), step.params.get("line")
    is_file = step.key.startswith("file.") and step.key in COMMANDS and os.path.isfile(path)  # noqa: PTH113 (a Path raises)
    if not is_file or command(step):
        return ""
    return visible(f"{path}:{line}" if line else path)


def _can_be_mended(path: str) -> bool:
    """Tell whether `charter fix` would change anything in a declaration; a pipe is not read a second time."""
    from charter_cli.cli.mends import mended
    from charter_cli.read.files import load_own
    from charter_cli.read.strict_yaml import MAX_BYTES

    content = load_own(path, MAX_BYTES)
    return isinstance(content, bytes) and mended(path, content).content != content


def join(parts: Sequence[str]) -> str:
    """Return a command to be pasted; a name that looks like an option is told from one by its folder."""
    safe = [f"./{part}" if part.startswith("-") and "." in part else part for part in parts]
    return visible(shlex.join(safe))


def said(words: Words, step: Step | None, chosen: Chosen = ()) -> str:
    """Say what to do next, on one line, or nothing where nothing is known."""
    if step is None:
        return ""
    if told := command(step, chosen):
        return words("advice", command=told)
    place = by_hand(step)
    return words("advice.open", place=place) if place else ""
