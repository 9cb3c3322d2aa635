"""The gap report as one page of HTML that needs nothing else: the Markdown report. The only door to markdown_it.

The page is made of what the Markdown says, so that both always say the same; what is added is found by its place there:
a contents list from the headings, a panel around each verdict, a chart under each heading "by principle". There is no
script, nothing is fetched, and no HTML comes out of a declaration, a charter or a template of one's own.
"""

import re
import unicodedata
from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from string import Template
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token

from charter_cli.model.charter import Charter
from charter_cli.model.report import Exit, Report, Verdict
from charter_cli.model.run import OwnForm, OwnLogo
from charter_cli.render import View, Writer, markdown
from charter_cli.render.chart import chart
from charter_cli.render.escape import xml
from charter_cli.resources import folder
from charter_cli.words import Words

OWN = "\0"
"""Stands in the names of anchors for what sets a report apart from others on the page; it occurs in no Markdown."""

_LINK = re.compile(r"(?:https?://|mailto:|#)", re.IGNORECASE)
_NOT_A_NAME = re.compile("[^a-z0-9]+")
NOTHING_OWN = OwnForm()
LONGEST_NAME = 60
LONGEST_FOOTER = 90


class Heading(NamedTuple):
    """A heading: its level, the name of its anchor, and its text."""

    level: int
    anchor: str
    text: str


class Part(NamedTuple):
    """What one report comes to: its title, what stands before the first chapter, the chapters, and all its headings."""

    name: str
    title: str
    head: str
    body: str
    headings: tuple[Heading, ...]

    def apart(self, prefix: str) -> "Part":
        """Return the part with anchors that no other part of the page has."""
        return self._replace(
            head=self.head.replace(OWN, prefix),
            body=self.body.replace(OWN, prefix),
            headings=tuple(one._replace(anchor=one.anchor.replace(OWN, prefix)) for one in self.headings),
        )


class Form(Writer):
    """Writes one page. The contents stand before the reports, so the page is written when all of them are there."""

    def __init__(self, view: View, charters: Sequence[Charter]) -> None:
        super().__init__(view, charters)
        style, logo = view.own.style, view.own.logo
        run = view.run._replace(style=style.file if style else None, logo=logo.file if logo else None)
        self.markdown = markdown.Form(view._replace(run=run), charters)
        self.view = self.markdown.view
        self.reader = reader()
        self.parts: list[Part] = []

    def piece(self, report: Report) -> Part:
        charts = [chart(self.words, one) for one in report.assessments if one.verdict is not Verdict.OUT_OF_SCOPE]
        name = str(report.declaration.fact("/project/id") or self.view.relative(report.declaration.path))
        return part(self.reader, self.markdown.piece(report), name, self.words, charts)

    def joined(self, piece: Part) -> str:
        self.parts.append(piece)
        return ""

    def after(self, worst: Exit) -> str:  # noqa: ARG002 (a page does not tell it)
        return page(self.parts, self.words, self.view.own)


def reader() -> MarkdownIt:
    """Return the reader of Markdown: CommonMark with tables, no HTML, no pictures, links to the web or the page."""
    made = MarkdownIt("commonmark", {"html": False}).enable("table").disable(["image", "html_block", "html_inline"])
    made.validateLink = lambda url: bool(_LINK.match(url))  # type: ignore[method-assign]
    return made


def part(made: MarkdownIt, text: str, name: str, words: Words, charts: Sequence[str]) -> Part:
    """Return a report in Markdown as a part of a page, with its charts if a heading stands there for each of them."""
    tokens, under = made.parse(text), words("report.by-principle")
    headings = tuple(_named(tokens))
    _mark_verdicts(tokens, words)
    _mark_tables(tokens)
    fit = sum(one.text == under for one in headings) == len(charts)
    tokens = list(_placed(tokens, under, iter(charts if fit else ())))
    first = next((i for i, one in enumerate(tokens) if one.type == "heading_open" and one.tag == "h2"), len(tokens))
    head, body = (made.renderer.render(some, made.options, {}) for some in (tokens[:first], tokens[first:]))
    title = next((one.text for one in headings if one.level == 1), name)
    return Part(anchor(name), title, head, body, headings)


def anchor(text: str) -> str:
    """Return text as the name of an anchor: small Latin letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", text[:1000]).encode("ascii", "ignore").decode().lower()
    return _NOT_A_NAME.sub("-", plain)[:LONGEST_NAME].strip("-") or "x"


def _different(name: str, taken: set[str]) -> str:
    """Return a name that is not taken yet, with a number behind it if need be, and take it."""
    free, number = name, 1
    while free in taken:
        number += 1
        free = f"{name}-{number}"
    taken.add(free)
    return free


def _named(tokens: Sequence[Token]) -> Iterator[Heading]:
    """Give each heading an anchor, and yield all of them."""
    taken: set[str] = set()
    for index, token in enumerate(tokens):
        if token.type == "heading_open":
            text = _plain(tokens[index + 1])
            token.attrSet("id", OWN + _different(anchor(text), taken))
            yield Heading(int(token.tag[1]), str(token.attrs["id"]), text)


def _plain(inline: Token) -> str:
    return "".join(" " if one.type == "softbreak" else one.content for one in inline.children or [])


def _mark_verdicts(tokens: Sequence[Token], words: Words) -> None:
    """Mark each paragraph that begins with a verdict in bold: declared text is never bold."""
    verdicts = {f"{words(f'verdict.{one}')}.": one for one in Verdict}
    for index, token in enumerate(tokens):
        if token.type == "paragraph_open":
            shown = [one for one in tokens[index + 1].children or [] if one.content or one.type != "text"]
            if len(shown) > 1 and shown[0].type == "strong_open" and shown[1].content in verdicts:
                token.attrSet("class", f"verdict {verdicts[shown[1].content]}")


def _mark_tables(tokens: Sequence[Token]) -> None:
    """Make the first cell of a row its heading, and an empty heading a cell; name columns of numbers as such."""
    table = opened = Token("", "", 0)
    in_head = first = False
    for index, token in enumerate(tokens):
        if token.type == "table_open":
            table, in_head = token, True
        elif token.type == "tbody_open":
            in_head = False
        elif token.type == "tr_open":
            first = True
        elif token.type in ("th_open", "td_open"):
            is_number = "right" in str(token.attrs.get("style"))
            is_heading = bool(tokens[index + 1].content) if in_head else first
            token.tag, token.attrs = "th" if is_heading else "td", {"dir": "auto"}
            if is_heading:
                token.attrSet("scope", "col" if in_head else "row")
            if is_number:
                token.attrSet("class", "number")
                table.meta["numbers"] = table.meta.get("numbers", 0) + in_head
            opened, first = token, False
        elif token.type in ("th_close", "td_close"):
            token.tag = opened.tag


def _placed(tokens: Sequence[Token], under: str, charts: Iterator[str]) -> Iterator[Token]:
    """Put a frame, which can scroll, around each table, and the next chart under each heading of this text."""
    heading = ""
    for index, token in enumerate(tokens):
        if token.type == "heading_open":
            heading = _plain(tokens[index + 1])
        elif token.type == "table_open":
            kind = "table numbers" if token.meta.get("numbers", 0) > 1 else "table"
            yield _html(f'<div class="{kind}" role="group" aria-label="{xml(heading)}" tabindex="0">\n')
        yield token
        if token.type == "table_close":
            yield _html("</div>\n")
        elif token.type == "heading_close" and heading == under:
            yield _html(next(charts, ""))


def _html(text: str) -> Token:
    return Token("html_block", "", 0, content=text)


def page(parts: Sequence[Part], words: Words, own: OwnForm = NOTHING_OWN) -> str:
    """Return the page with these reports; a single one gives the page its title and its first lines."""
    alone = len(parts) == 1
    taken: set[str] = set()
    parts = [one.apart("" if alone else f"{_different(one.name, taken)}.") for one in parts]
    title = parts[0].title if alone else words.number("page.reports", len(parts))
    templates = folder("templates")
    return Template((templates / "page.html").read_text(encoding="utf-8")).substitute(
        language=words.language,
        title=xml(title),
        style=_layered((templates / "page.css").read_text(encoding="utf-8"), own),
        own_style=f"\n<style>\n{own.style.text}\n</style>" if own.style else "",
        logo=_picture(own.logo, words) if own.logo else "",
        footer=_quoted(title),
        skip=xml(words("page.skip")),
        head=parts[0].head if alone else f'<p class="title">{xml(title)}</p>\n',
        label=xml(words("page.contents")),
        contents=_contents([heading for one in parts for heading in one.headings], 2 if alone else 1),
        body=parts[0].body if alone else "".join(f"<article>\n{one.head}{one.body}</article>\n" for one in parts),
    )


def _layered(style: str, own: OwnForm) -> str:
    """Return our style sheet so that a sheet of one's own comes before it, however little its selectors say."""
    return f"@layer charter {{\n{style}}}" if own.style else style


def _picture(logo: OwnLogo, words: Words) -> str:
    """Return a logo that is on the page itself, as a picture: no script runs in one."""
    data = b64encode(logo.content).decode("ascii")
    return f'<img class="logo" alt="{xml(words("page.logo"))}" src="data:{logo.media_type};base64,{data}">\n'


def _quoted(text: str) -> str:
    """Return text for a string of a style sheet: whatever is no letter or digit stands there as its number."""
    return "".join(letter if letter.isalnum() else f"\\{ord(letter):x} " for letter in text[:LONGEST_FOOTER])


def _contents(headings: Iterable[Heading], top: int) -> str:
    """Return a list of the headings of one level, each with a list of those one level below it."""
    chapters: list[tuple[Heading, list[Heading]]] = []
    for heading in headings:
        if heading.level == top:
            chapters.append((heading, []))
        elif heading.level == top + 1 and chapters:
            chapters[-1][1].append(heading)
    return _listed(
        _entry(chapter) + (f"\n{_listed(map(_entry, below))}" if below else "") for chapter, below in chapters
    )


def _entry(heading: Heading) -> str:
    return f'<a href="#{heading.anchor}">{xml(heading.text)}</a>'


def _listed(entries: Iterable[str]) -> str:
    items = "".join(f"<li>{entry}</li>\n" for entry in entries)
    return f"<ol>\n{items}</ol>"
