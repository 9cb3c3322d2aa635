"""The register of evidence for a terminal: a table, what each document supports, what to see to, what ends soon."""

from collections.abc import Iterable, Iterator

from charter_cli.model.evidence import Register
from charter_cli.render import View, phrases, upcoming
from charter_cli.render import evidence as said
from charter_cli.render.escape import one_line
from charter_cli.render.page import Page

COLUMNS = ("document", "date", "expires", "state")


def render(registers: Iterable[Register], view: View) -> Iterator[str]:
    """Yield the register of each declaration as text."""
    for number, register in enumerate(registers):
        page = _Register(view)
        if number:
            page.rule()
        page.register(register)
        yield page.text()


class _Register(Page):
    """The text of one register."""

    def register(self, register: Register) -> None:
        words, report = self.words, register.report
        declaration = report.declaration
        if declaration.problems:
            self.problems(declaration)
            return
        self.line(f"{one_line(str(declaration.fact('/project/name')))} ({declaration.fact('/project/id')})", "bold")
        self.styled((one_line(declaration.path), "dim"))
        self.line(words("judged", as_of=report.as_of, stage=phrases.stage(words, report)), "dim")
        self.line()
        if not register.documents:
            self.line(words("evidence.none"))
            return
        self.listing(register)
        self.supports(register)
        self.wrong(register)
        self.ahead(register)

    def listing(self, register: Register) -> None:
        words = self.words
        rows = [
            [one_line(one.id), one.date or "·", said.expires(words, one) or "·", said.state(words, one)]
            for one in register.documents
        ]
        self.table([words(f"evidence.column.{name}") for name in COLUMNS], rows)

    def supports(self, register: Register) -> None:
        words = self.words
        self.heading("evidence.supports")
        for one in register.documents:
            named = (said.kind(words, one), one_line(one.title or ""), said.age(words, one))
            self.labelled(one_line(one.id), " · ".join(part for part in named if part), "bold")
            told = said.supports(words, one, register.report) or [words("evidence.supports.none")]
            for group in told:
                self.line(group, indent=4)

    def wrong(self, register: Register) -> None:
        words, report = self.words, register.report
        documents = [one for one in register.documents if not one.in_order]
        if documents:
            self.heading("evidence.wrong")
        for one in documents:
            self.labelled(one_line(one.id), said.standing(words, one), "bold yellow")
            for reason in said.reasons(words, one, report):
                self.line(reason, indent=4)
            if doubt := said.doubt(words, one, report):
                self.line(doubt, "yellow", indent=4)

    def ahead(self, register: Register) -> None:
        words, agenda = self.words, register.ahead
        if agenda.events:
            self.heading("evidence.ahead")
        for event in agenda.events:
            self.labelled(event.day.isoformat(), upcoming.what(words, event, agenda), "bold")
            for detail in upcoming.details(words, event, agenda):
                self.line(detail, indent=4)

    def heading(self, key: str) -> None:
        self.line()
        self.line(self.words(key), "bold")
