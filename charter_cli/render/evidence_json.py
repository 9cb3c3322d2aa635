"""The register of evidence as JSON, the same shape always, described by schemas/evidence.schema.json."""

import json
from collections.abc import Iterable, Iterator

from charter_cli import __version__
from charter_cli.model.declaration import Problem
from charter_cli.model.evidence import Register
from charter_cli.model.report import Exit
from charter_cli.model.upcoming import Agenda, Event
from charter_cli.render import View, phrases, upcoming
from charter_cli.words import Words

SCHEMA_VERSION = 1
Json = dict[str, object]

_dumped = json.JSONEncoder(ensure_ascii=False).encode


def render(registers: Iterable[Register], view: View) -> Iterator[str]:
    """Yield one JSON document; the exit code comes last, since it is known last."""
    head = _dumped({"schema_version": SCHEMA_VERSION, "tool": {"name": "charter", "version": __version__}})
    yield head[:-1] + f', "language": "{view.words.language}", "declarations": ['
    worst, separator = Exit.OK, "\n"
    for register in registers:
        worst = max(worst, register.exit)
        yield separator + _dumped(_register(register, view.words))
        separator = ",\n"
    yield f'\n], "exit_code": {worst.value}}}\n'


def _register(register: Register, words: Words) -> Json:
    report, declaration = register.report, register.report.declaration
    return {
        "path": declaration.path,
        "project": {"id": declaration.fact("/project/id"), "name": declaration.fact("/project/name")},
        "stage": report.stage,
        "as_of": report.as_of,
        "exit_code": register.exit.value,
        "problems": [_problem(problem, words) for problem in declaration.problems],
        "evidence": [document.data() for document in register.documents],
        "ahead": [_event(event, register.ahead, words) for event in register.ahead.events],
    }


def _problem(problem: Problem, words: Words) -> Json:
    return {
        "path": problem.path,
        "code": problem.code,
        "message": phrases.problem(words, problem),
        "pointer": problem.pointer,
        "line": problem.place.line if problem.place else None,
        "column": problem.place.column if problem.place else None,
    }


def _event(event: Event, agenda: Agenda, words: Words) -> Json:
    return {
        "date": event.day.isoformat(),
        "last_day": event.last_day.isoformat() if event.last_day else None,
        "kind": event.kind,
        "pointer": event.pointer,
        "text": upcoming.what(words, event, agenda),
        "requirements": [
            {"charter": one.charter.id, "requirement": one.requirement.id, "now": one.now, "then": one.then}
            for one in event.concerned
        ],
    }
