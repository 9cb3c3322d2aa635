"""What lies ahead, in Markdown: a table for each project."""

from collections.abc import Iterable, Iterator

from charter_cli.model.upcoming import Agenda, Event
from charter_cli.render import View, escape, told
from charter_cli.render import upcoming as said
from charter_cli.words import Words

COLUMNS = ("agenda.date", "agenda.event", "agenda.state", "agenda.owner")


def render(agendas: Iterable[Agenda], view: View) -> Iterator[str]:
    """Yield what lies ahead of each project as Markdown."""
    for number, agenda in enumerate(agendas):
        if number:
            yield "\n---\n\n"
        yield "\n".join(_lines(agenda, view.words)) + "\n"


def _lines(agenda: Agenda, words: Words) -> Iterator[str]:
    declaration = agenda.report.declaration
    if declaration.problems:
        yield from told.unusable(words, declaration)
        return
    yield f"# {escape.markdown(words('agenda.title', name=declaration.fact('/project/name')))}"
    yield ""
    yield f"{escape.code(declaration.path)} · {escape.markdown(said.judged(words, agenda))}"
    yield ""
    if agenda.events:
        yield f"| {' | '.join(_capital(words(column)) for column in COLUMNS)} |"
        yield f"|{' --- |' * len(COLUMNS)}"
        for event in agenda.events:
            yield f"| {' | '.join(_cells(event, agenda, words))} |"
    else:
        yield escape.markdown(said.nothing(words, agenda))
    if agenda.undated:
        yield ""
        yield escape.markdown(said.undated(words, agenda))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _cells(event: Event, agenda: Agenda, words: Words) -> Iterator[str]:
    yield event.day.isoformat()
    yield escape.markdown(f"{_capital(said.kind(words, event))}{words('colon')}{said.what(words, event, agenda)}")
    yield " · ".join(map(escape.markdown, said.details(words, event, agenda)))
    yield escape.markdown(said.owner(words, event)[1])
