"""What lies ahead, as JSON, the same shape always, described by schemas/upcoming.schema.json."""

from collections.abc import Iterable, Iterator

from charter_cli.model.declaration import DecisionCondition, Document
from charter_cli.model.upcoming import Agenda, Concerned, Event
from charter_cli.model.waiver import Waiver
from charter_cli.render import View, told
from charter_cli.render import upcoming as said
from charter_cli.render.told import Json
from charter_cli.words import Words


def render(agendas: Iterable[Agenda], view: View) -> Iterator[str]:
    """Yield one JSON document."""
    yield from told.document(((agenda.exit, _agenda(agenda, view.words)) for agenda in agendas), view.words)


def _agenda(agenda: Agenda, words: Words) -> Json:
    report, declaration = agenda.report, agenda.report.declaration
    return {
        "path": declaration.path,
        "project": {"id": declaration.fact("/project/id"), "name": declaration.fact("/project/name")},
        "stage": report.stage,
        "as_of": report.as_of,
        "until": agenda.until.isoformat() if agenda.until else None,
        "exit_code": agenda.exit.value,
        "problems": [told.problem(words, problem) for problem in declaration.problems],
        "events": [_event(event, agenda, words) for event in agenda.events],
        "undated": [_concerned(one, words) for one in agenda.undated],
    }


def _event(event: Event, agenda: Agenda, words: Words) -> Json:
    declaration, owner, decision = agenda.report.declaration, event.owner, event.decision
    return {
        "uid": event.uid(declaration.fact("/project/id")),
        "date": event.day.isoformat(),
        "last_day": event.last_day.isoformat() if event.last_day else None,
        "kind": event.kind,
        "text": said.what(words, event, agenda),
        "details": list(said.details(words, event, agenda)),
        "fact": _fact(event.pointer, declaration.fact(event.pointer), declaration.document) if event.pointer else None,
        "requirements": [_concerned(one, words) for one in event.concerned],
        "decision": {"body": decision.body, "date": decision.date, "answer": decision.answer} if decision else None,
        "condition": _condition(event.condition) if event.condition else None,
        "waivers": [_waiver(waiver) for waiver in event.waivers],
        "owner": {"name": owner.name, "pointer": owner.pointer or None} if owner else None,
    }


def _condition(condition: DecisionCondition) -> Json:
    return {"text": condition.text, "due": condition.due, "line": condition.place.line}


def _waiver(waiver: Waiver) -> Json:
    return {
        "decision": waiver.decision,
        "reason": waiver.reason,
        "owner": waiver.owner,
        "approver": waiver.approver,
        "pointer": waiver.pointer,
        "renewals": waiver.renewals,
        "path": waiver.path,
        "line": waiver.place.line,
        "column": waiver.place.column,
    }


def _fact(pointer: str, declared: object, document: Document | None) -> Json:
    line, column = document.place(pointer) if document else (1, 1)
    return {"pointer": pointer, "line": line, "column": column, "declared": declared}


def _concerned(one: Concerned, words: Words) -> Json:
    return {
        "charter": one.charter.id,
        "requirement": one.requirement.id,
        "slug": one.requirement.slug,
        "level": one.requirement.level,
        "title": words.text(one.requirement.title),
        "now": one.now,
        "then": one.then,
        "stage": one.stage,
    }
