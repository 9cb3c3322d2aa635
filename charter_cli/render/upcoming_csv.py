"""What lies ahead, as a table for spreadsheets (RFC 4180): a row for each requirement that an event concerns."""

from collections.abc import Iterable, Iterator

from charter_cli.model.upcoming import Agenda, Concerned, Event
from charter_cli.render import View
from charter_cli.render import upcoming as said
from charter_cli.render.escape import row
from charter_cli.words import Words

COLUMNS = (
    "date",
    "last_day",
    "kind",
    "project",
    "name",
    "path",
    "what",
    "charter",
    "requirement",
    "level",
    "title",
    "now",
    "then",
    "stage",
    "owner",
)


def render(agendas: Iterable[Agenda], view: View) -> Iterator[str]:
    """Yield the heads and then the rows; a declaration with problems has none."""
    yield row(COLUMNS)
    for agenda in agendas:
        for event in agenda.events:
            for one in event.concerned or (None,):
                yield row(_cells(event, one, agenda, view.words))


def _cells(event: Event, one: Concerned | None, agenda: Agenda, words: Words) -> Iterator[object]:
    declaration = agenda.report.declaration
    yield event.day
    yield event.last_day
    yield event.kind
    yield declaration.fact("/project/id")
    yield declaration.fact("/project/name")
    yield declaration.path
    yield said.what(words, event, agenda)
    if one:
        yield one.charter.id
        yield one.requirement.id
        yield one.requirement.level
        yield words.text(one.requirement.title)
        yield one.now
        yield one.then
        yield one.stage
    else:
        yield from [None] * 7
    yield said.owner(words, event)[1]
