"""What to do next, after an error, a failed gate or in a folder: a command, from one table by what is the matter."""

import shlex
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from charter_cli.model.declaration import Problem
from charter_cli.model.report import Outcome, Report
from charter_cli.render.escape import visible
from charter_cli.words import Words

COMMANDS: Mapping[str, str] = {
    # What fails a gate, in the order in which it is best settled.
    "outcome.undeclared": "charter next {path}",
    "outcome.gap": "charter explain {requirement} --for {path}",
    "outcome.needs-review": "charter decide {path}",
    # What is wrong with the form of a file, by what the file is.
    "file.declaration": "charter fix {path}",
    "file.charter": "charter lint {path}",
    "file.decisions": "charter schema decisions",
    "file.waivers": "charter schema waivers",
    "file.settings": "charter schema settings",
    "file.cases": "charter schema cases",
    # Problems for which the command for their file is of no use; nothing where no command is.
    "problem.nothing-found": "charter init {path}",
    "problem.nothing-matches": "charter",
    "problem.no-such-file": "charter",
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
    # What `charter fix` leaves.
    "fix.pending": "charter fix {path} --write",
    "fix.left": "charter check {path}",
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

MEANT = frozenset({"usage.unknown-words", "usage.unknown-requirement", "usage.unknown-fact"})
"""Names that were sought; where one was meant that is nearly the same, that one is explained."""

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
    return Step(own if own in COMMANDS else f"file.{kind}", {**problem.params, "path": problem.path})


def of_usage(key: str, params: Mapping[str, object], suggestion: object) -> Step:
    """Return the step after a wrong use; `suggestion` is what was meant, where that can be guessed."""
    if suggestion and f"usage.{key}" in MEANT:
        return Step("usage.unknown-fact", {"name": suggestion})
    return Step(f"usage.{key}", params)


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
    pattern = COMMANDS.get(step.key)
    if not pattern or ("{path}" in pattern and step.params.get("path") == STANDARD_INPUT):
        return ""
    words = pattern.split(" ")
    name = "".join(words[1:2])
    takes = TAKES.get(name, frozenset()) if step.key.startswith(("outcome.", "init.")) else frozenset()
    taken = [word for option, value in chosen if option in takes for word in (option, value)]
    return join([*(word.format(**step.params) for word in words), *taken])


def join(parts: Sequence[str]) -> str:
    """Return a command to be pasted; a name that looks like an option is told from one by its folder."""
    safe = [f"./{part}" if part.startswith("-") and "." in part else part for part in parts]
    return visible(shlex.join(safe))


def said(words: Words, step: Step | None, chosen: Chosen = ()) -> str:
    """Say what to do next, on one line, or nothing where no command is known."""
    told = command(step, chosen) if step else ""
    return words("advice", command=told) if told else ""
