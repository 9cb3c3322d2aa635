"""Charters for people: a list of all, or the principles and requirements of one."""

from collections.abc import Iterator, Sequence

from charter_cli.model.charter import Charter
from charter_cli.render import View, phrases
from charter_cli.render.page import Page


def render_list(charters: Sequence[Charter], view: View) -> Iterator[str]:
    """Yield the list of charters."""
    page, words = Page(view), view.words
    page.line(words("charters.title"), "bold")
    for charter in charters:
        page.line()
        page.line(charter.id, "bold")
        page.line(f"{words.text(charter.title)}, {words('version', version=charter.version)}", indent=2)
        requirements = sum(1 for _ in charter.requirements())
        page.line(words("charters.count", requirements=requirements, principles=len(charter.principles)), indent=2)
    page.line()
    page.line(words("charters.more"))
    yield page.text()


def render_one(charter: Charter, view: View) -> Iterator[str]:
    """Yield one charter: where it comes from, whom it binds, its principles and requirements, and the bodies."""
    page, words, source = Page(view), view.words, charter.source
    page.line(words.text(charter.title), "bold")
    page.line(f"{charter.id}, {words('version', version=charter.version)}")
    page.line()
    page.labelled(words.label("charters.official"), f"{source.title} ({words('charters.signed', date=source.signed)})")
    page.labelled(
        words.label("charters.source"),
        f"{words.text(source.note)}{f' SHA-256 {source.sha256}' if source.sha256 else ''}",
    )
    if words.language not in charter.official_languages:
        page.line(words("report.ours"), indent=2)
    page.labelled(words("binds"), words.text(charter.binds))
    for principle in charter.principles:
        page.line()
        page.line(phrases.heading(words, principle), "bold")
        page.line(words.text(principle.statement), indent=2)
        for requirement in principle.requirements:
            press = f", {words('charters.press')}" if requirement.basis == "press" else ""
            level = f"{words(f'level.{requirement.level}')}{press}"
            page.labelled(requirement.id, f"{words.text(requirement.title)} ({level})", "bold")
    if charter.bodies:
        page.line()
        page.line(f"{words('charters.bodies')} ({len(charter.bodies)})", "bold")
        for body in charter.bodies:
            name = body.names.get(words.language) or body.listed
            page.labelled(body.id, name, "bold")
    yield page.text()
