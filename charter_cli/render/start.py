"""What to do next in a folder: what is there, in a sentence, and the commands that lead on."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from charter_cli.render import View
from charter_cli.render.excerpt import cells
from charter_cli.render.page import Page


class Action(NamedTuple):
    """Something that can be done, in words, and the command that does it, quoted for the shell."""

    text: str
    command: str


class Found(NamedTuple):
    """What is there, in a sentence, what can be done, and, of several declarations, the first, and how many more."""

    heading: str
    actions: Sequence[Action]
    rows: Sequence[Action] = ()
    more: int = 0


def render(found: Found, view: View) -> Iterator[str]:
    """Yield the page; a command stands on one line, however long, so that it can be pasted."""
    page = Page(view)
    page.line(found.heading, "bold")
    if found.rows or found.actions:
        page.line()
    column = max((cells(row.text) for row in found.rows), default=0)
    for row in found.rows:
        page.styled("  ", row.text, " " * (column - cells(row.text) + 2), (row.command, "cyan"))
    if found.more:
        page.line(view.words.number("next.more", found.more), indent=2)
    for action in found.actions:
        page.line(action.text)
        page.styled("  ", (action.command, "cyan"))
    page.line()
    page.line(view.words("start.help"), "dim")
    yield page.text()
