"""What lies ahead, for a terminal: by day what happens, what becomes of the requirements, and who sees to it."""

from collections.abc import Iterable, Iterator
from datetime import date

from charter_cli.model.upcoming import Agenda, Event, Kind
from charter_cli.render import View
from charter_cli.render import upcoming as said
from charter_cli.render.escape import one_line
from charter_cli.render.page import Page

STYLES = {
    Kind.STARTS: "bold cyan",
    Kind.STOPS: "bold blue",
    Kind.LAUNCH: "bold cyan",
    Kind.EXPIRES: "bold yellow",
    Kind.AGES: "bold yellow",
    Kind.DECISION: "bold magenta",
    Kind.CONDITION: "bold magenta",
    Kind.WAIVER: "bold blue",
}


def render(agendas: Iterable[Agenda], view: View) -> Iterator[str]:
    """Yield what lies ahead of each project as text."""
    for number, agenda in enumerate(agendas):
        page = _Agenda(view)
        if number:
            page.rule()
        page.agenda(agenda)
        yield page.text()


class _Agenda(Page):
    """The text of one agenda."""

    def agenda(self, agenda: Agenda) -> None:
        words, declaration = self.words, agenda.report.declaration
        if declaration.problems:
            self.problems(declaration)
            return
        self.line(f"{one_line(str(declaration.fact('/project/name')))} ({declaration.fact('/project/id')})", "bold")
        self.styled((one_line(declaration.path), "dim"))
        self.line(said.judged(words, agenda), "dim")
        # Said once for all that names nobody else.
        if contact := declaration.fact("/project/contact"):
            self.line(f"{words('agenda.contact')}{words('colon')}{one_line(str(contact))}", "dim")
        if not agenda.events:
            self.line()
            self.line(said.nothing(words, agenda))
        day: date | None = None
        for event in agenda.events:
            if event.day != day:
                self.line()
                self.line(event.day.isoformat(), "bold")
            day = event.day
            self.event(event, agenda)
        if agenda.undated:
            self.line()
            self.line(said.undated(words, agenda))

    def event(self, event: Event, agenda: Agenda) -> None:
        words = self.words
        self.labelled(words.label(f"agenda.kind.{event.kind}"), said.what(words, event, agenda), STYLES[event.kind])
        for detail in said.details(words, event, agenda):
            self.line(detail, indent=4)
        if event.owner and event.owner.pointer != "/project/contact":
            self.line(words("colon").join(said.owner(words, event)), "dim", indent=4)
