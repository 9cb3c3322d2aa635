"""The register of evidence as JSON, the same shape always, described by schemas/evidence.schema.json."""

from collections.abc import Iterable, Iterator

from charter_cli.model.evidence import Register
from charter_cli.model.upcoming import Agenda, Event
from charter_cli.render import View, told, upcoming
from charter_cli.render.told import Json
from charter_cli.words import Words


def render(registers: Iterable[Register], view: View) -> Iterator[str]:
    """Yield one JSON document."""
    yield from told.document(((register.exit, _register(register, view.words)) for register in registers), view.words)


def _register(register: Register, words: Words) -> Json:
    report, declaration = register.report, register.report.declaration
    return {
        "path": declaration.path,
        "project": {"id": declaration.fact("/project/id"), "name": declaration.fact("/project/name")},
        "stage": report.stage,
        "as_of": report.as_of,
        "exit_code": register.exit.value,
        "problems": [told.problem(words, problem) for problem in declaration.problems],
        "evidence": [document.data() for document in register.documents],
        "ahead": [_event(event, register.ahead, words) for event in register.ahead.events],
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
