"""The questions of a declaration that wait for a committee, numbered, each with the command that records the answer."""

from collections.abc import Iterator, Sequence

from charter_cli.model.charter import Charter
from charter_cli.model.declaration import Declaration
from charter_cli.model.report import Finding
from charter_cli.render import View, phrases
from charter_cli.render.escape import one_line
from charter_cli.render.page import Page


def listing(
    declaration: Declaration, date: str, asked: Sequence[tuple[Charter, Finding]], command: str, view: View
) -> Iterator[str]:
    """Yield the list of open questions; `command` is what comes before the requirement in the command to type."""
    page, words = Page(view), view.words
    page.line(f"{one_line(str(declaration.fact('/project/name')))} ({declaration.fact('/project/id')})", "bold")
    page.line(words.number("decide.open", len(asked), date=date) if asked else words("decide.none", date=date))
    for number, (charter, finding) in enumerate(asked, start=1):
        page.line()
        _question(page, number, charter, finding, declaration)
        name = f"{charter.id}/{finding.requirement.id}"
        given = {"body": words("decide.example.body"), "answer": words("metavar.ANSWER")}
        typed = f"{command} --requirement {name} --body {given['body']} --answer {given['answer']}"
        page.line(words("decide.command"), "dim", indent=3)
        page.styled("   ", (f"{typed} --reason {words('decide.example.reason')}", "cyan"))
    if asked:
        page.line()
        page.line(words("help.decide.answer"), "dim")
    yield page.text()


def question(number: int, charter: Charter, finding: Finding, declaration: Declaration, view: View) -> str:
    """Return one question, to be answered at once."""
    page = Page(view)
    page.line()
    _question(page, number, charter, finding, declaration)
    return page.text()


def _question(page: Page, number: int, charter: Charter, finding: Finding, declaration: Declaration) -> None:
    words, requirement = page.words, finding.requirement
    title = f"{words.text(requirement.title)} ({words(f'level.{requirement.level}')}, {charter.id})"
    page.labelled(f"{number}. {requirement.id}", title, "bold", indent=0)
    page.line(words.text(requirement.judgement or {}), indent=3)
    for name, value in phrases.judged_on(finding, declaration):
        page.labelled(words("decide.declared"), one_line(f"{name}{words('colon')}{value}"), indent=3)
    if finding.stale:
        page.line(one_line(phrases.stale(words, finding.stale)), indent=3)
