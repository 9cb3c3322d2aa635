"""The page: whole and inert whatever a declaration says, the same as the Markdown, complete in itself, with its chart."""

import re
from collections import Counter
from collections.abc import Callable
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from charter_cli.assess.assessment import Assessor
from charter_cli.model.declaration import Declaration
from charter_cli.model.report import Outcome, Report
from charter_cli.read.declarations import read_declaration
from charter_cli.read.own_form import read_own_form
from charter_cli.render import Format, View, html, render
from charter_cli.resources import folder
from charter_cli.words import LANGUAGES, words
from tests.cases import charter_of
from tests.conftest import AS_OF, EXAMPLES, MINIMAL, Run
from tests.test_render import NASTY, poisoned

PAGE = {
    "html",
    "head",
    "meta",
    "title",
    "style",
    "body",
    "main",
    "header",
    "nav",
    "div",
    "article",
    "figure",
    "figcaption",
}
TEXT = {
    "a",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "p",
    "ul",
    "ol",
    "li",
    "strong",
    "em",
    "code",
    "pre",
    "blockquote",
    "hr",
    "br",
    "span",
}
TABLE = {"table", "thead", "tbody", "tr", "th", "td"}
DRAWING = {"svg", "defs", "g", "rect", "path", "circle", "use", "desc"}
SHAPE = {"width", "height", "rx", "x", "y", "d", "r", "cx", "cy", "stroke-dasharray"}
ALLOWED = {
    "html": {"lang"},
    "meta": {"charset", "http-equiv", "name", "content"},
    "a": {"class", "href"},
    "ol": {"start"},
    "th": {"scope", "class", "dir"},
    "td": {"class", "dir"},
    "div": {"id", "class", "role", "aria-label", "tabindex"},
    "nav": {"aria-labelledby"},
    "p": {"id", "class"},
    "svg": {"class", "role", "width", "height", "aria-hidden"},
    "use": {"href", "x", "y"},
    "g": {"id", "class"},
    **{f"h{level}": {"id"} for level in range(1, 7)},
    **{name: {"class"} for name in ("ul", "span", "figure", "code")},
    **{name: SHAPE | {"class"} for name in ("rect", "path", "circle")},
}


class Read(HTMLParser):
    """A page as a reader of HTML finds it: elements with their attributes, anchors, links, and what is shown."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, tuple[str, ...]]] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.shown = ""
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, tuple(name for name, _ in attrs)))
        self.ids += [value or "" for name, value in attrs if name == "id"]
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]
        if tag not in ("meta", "br", "hr"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag in self.open:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1:] != ["style"]:
            self.shown += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)


def written(*reports: Report, language: str = "en", template: str | None = None) -> str:
    own, _ = read_own_form(template or "", "", "")
    return "".join(render(Format.HTML, reports, View(words(language), own=own)))


def is_inert(read: Read) -> None:
    """Hold that a page has only the elements, attributes and addresses that we write, each closed."""
    assert read.open == []
    for tag, attributes in read.elements:
        assert tag in PAGE | TEXT | TABLE | DRAWING
        assert set(attributes) <= ALLOWED.get(tag, set()), tag
    assert all(re.match(r"https?://|mailto:|#", link) for link in read.links)
    assert {link[1:] for link in read.links if link.startswith("#")} <= set(read.ids)
    assert max(Counter(read.ids).values()) == 1


@cache
def clean() -> Read:
    return Read(written(poisoned("x")))


@settings(max_examples=40)
@given(st.text(max_size=80) | st.sampled_from(NASTY) | st.lists(st.sampled_from(NASTY), max_size=4).map(" ".join))
@example("</style></title></svg><svg onload=alert(1)>")
@example("\u202e\u2066\x00\x1b[31m\ufffe")
@example("\\3c script> \"; } * { display: none } '")
@example("مشروع 日本語 🎉 ﷽")
@example("$style ${head} $$")
def test_no_declared_text_changes_a_page(text: str) -> None:
    read = Read(written(poisoned(f"{text} x")))
    is_inert(read)
    assert read.elements == clean().elements


def test_a_long_paragraph_stands_on_the_page_to_the_letter(judge: Callable[[str], Report]) -> None:
    text = "ABCDEFGHIJ<b>&amp;" * 3000
    report = judge(f"declaration: 1\nproject: {{id: x, name: {text}, summary: {text}}}\n")
    read = Read(written(report))
    is_inert(read)
    assert read.shown.count(text) >= 3


@pytest.mark.parametrize("text", NASTY, ids=lambda text: text[:20])
def test_no_text_of_an_unreadable_declaration_changes_a_page(text: str) -> None:
    key = text.replace("'", "''").replace("\n", " ").replace("\t", " ")
    problems = read_declaration(f"{text[:40]}.yaml", f"{MINIMAL}'{key}': 1\n".encode())
    read = Read(written(Assessor([charter_of("be-federal-ai-2025")], AS_OF).assess(problems)))
    is_inert(read)
    # The one table is that of the footer.
    assert [tag for tag, _ in read.elements if tag in ("table", "figure")] == ["table"]


@pytest.mark.parametrize(
    ("folder", "language"),
    [(folder, LANGUAGES[number % 4]) for number, folder in enumerate(EXAMPLES)],
    ids=lambda value: getattr(value, "name", value),
)
def test_a_page_says_what_the_markdown_says(
    folder: Path, language: str, judge_all: Callable[[Declaration], Report]
) -> None:
    report = judge_all(read_declaration(str(folder / "charter.yaml")))
    page = written(report, language=language)
    read = Read(page)
    is_inert(read)
    assert f'<html lang="{language}">' in page
    kinds = {"text": "", "code_inline": "", "softbreak": "\n"}
    for token in html.reader().parse("".join(render(Format.MARKDOWN, [report], View(words(language))))):
        shown = [child.content or kinds[child.type] for child in token.children or [] if child.type in kinds]
        assert "".join(shown) in read.shown


def test_what_a_page_needs_is_on_the_page() -> None:
    page = written(poisoned("x"))
    assert re.search(r"default-src 'none'; style-src 'unsafe-inline'; img-src data:", page)
    assert not re.search(r"<(?:script|link|img|iframe|object|form)\b|@import|url\(|\bon\w+=", page)


def counted(name: str, page: str) -> Counter[str]:
    """Return how many squares of each outcome stand in the row of a principle."""
    rows = re.findall(r'<li><span class="name">(.*?)</span>(.*?)</li>', page)
    return Counter(re.findall('href="#_(.*?)"', next(squares for found, squares in rows if found == name)))


def test_the_chart_has_a_square_for_each_requirement_that_applies() -> None:
    report = poisoned("x")
    page = written(report)
    (assessment,) = report.assessments
    for principle in assessment.charter.principles:
        outcomes = [f.outcome for f in assessment.findings if f.requirement.principle == principle.id]
        name = f"{principle.number}. {principle.title['en']}" if principle.number else principle.title["en"]
        assert counted(name, page) == Counter(str(one) for one in outcomes if one is not Outcome.NOT_APPLICABLE)


def test_every_sign_of_the_chart_is_drawn_and_told_in_the_key() -> None:
    read = Read(written(poisoned("x")))
    signs = {f"_{outcome}" for outcome in Outcome if outcome is not Outcome.NOT_APPLICABLE}
    assert signs <= set(read.ids)
    assert {f"#{sign}" for sign in signs} <= set(read.links)


def test_a_square_is_told_in_words_too() -> None:
    page = written(poisoned("x"))
    assert "<title>2. Transparency</title><desc>met (as declared): 1, gap: 2, needs review: 1</desc>" in page


def test_the_verdict_stands_in_a_panel_in_words() -> None:
    assert '<p class="verdict do-not-use"><strong>Do not use.</strong>' in written(poisoned("x"))


def test_a_project_called_like_a_verdict_gets_no_panel() -> None:
    assert written(poisoned("**Ready.** All is well")).count('<p class="verdict ') == 1


def test_one_page_holds_every_declaration_of_a_run_with_one_contents_list() -> None:
    reports = [poisoned("x"), poisoned("y"), poisoned("x")]
    page = written(*reports)
    read = Read(page)
    is_inert(read)
    assert page.count("<article>") == 3
    assert page.count("<nav ") == 1
    assert "<title>Gap reports on 3 declarations</title>" in page
    assert {"benefits-triage.verdict", "benefits-triage-2.verdict", "benefits-triage-3.verdict"} <= set(read.ids)


def test_anchors_have_names_that_stay() -> None:
    ids = Read(written(poisoned("x"))).ids
    assert {"verdict", "gaps", "by-principle", "facts-declared"} <= set(ids)
    assert ids == Read(written(poisoned("x"))).ids


def test_the_contents_lead_to_every_chapter() -> None:
    page = written(poisoned("x"))
    contents = page[page.index("<nav") : page.index("</nav>")]
    chapters = re.findall(r'<h2 id="(.*?)"', page)
    assert chapters
    assert [f'href="#{chapter}"' in contents for chapter in chapters] == [True] * len(chapters)


def test_a_heading_without_latin_letters_has_an_anchor() -> None:
    assert html.anchor("日本語") == "x"


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd", "//x.example", "x.html"]
)
def test_a_template_of_ones_own_brings_in_no_html_no_picture_and_no_other_address(address: str, tmp_path: Path) -> None:
    template = tmp_path / "own.md.jinja"
    template.write_text(f"# T\n\n<script>x</script> <b>b</b> ![x]({address}) [x]({address}) <{address}>\n\n<div>\n")
    read = Read(written(poisoned("x"), template=str(template)))
    is_inert(read)
    assert "<script>x</script>" in read.shown
    assert address not in read.links


def test_no_chart_is_shown_where_a_template_of_ones_own_has_no_place_for_it(tmp_path: Path) -> None:
    template = tmp_path / "own.md.jinja"
    template.write_text("# T\n\n## By principle\n\n## By principle\n")
    assert "<figure" not in written(poisoned("x"), template=str(template))


def test_the_command_writes_a_page_beside_other_formats(run: Run, tmp_path: Path) -> None:
    (tmp_path / "charter.yaml").write_text(MINIMAL)
    ran = run("check", "charter.yaml", "-f", "concise", "-o", "html=a.html", "--as-of", "2026-11-22", "-l", "fr")
    assert ran.code == 1
    assert (tmp_path / "a.html").read_text(encoding="utf-8").startswith('<!DOCTYPE html>\n<html lang="fr">\n')


def brightness(colour: str) -> float:
    """Return the relative luminance of a colour, as WCAG 2.1 defines it."""
    digits = colour.removeprefix("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    shares = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, as WCAG 2.1 defines it."""
    low, high = sorted((brightness(one), brightness(other)))
    return (high + 0.05) / (low + 0.05)


TONES = ("met", "gap", "undeclared", "review", "waived", "upcoming")
READ_ON = [
    *((ink, ground) for ink in ("text", "quiet", "link", *TONES) for ground in ("paper", "soft")),
    *((f"{tone}", f"{tone}-soft") for tone in ("met", "gap", "undeclared", "review")),
    *(("text", f"{tone}-soft") for tone in ("met", "gap", "undeclared", "review")),
    *(("on", tone) for tone in ("met", "gap", "waived")),
]


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), READ_ON)
def test_what_is_read_stands_out_from_what_is_behind_it(scheme: int, ink: str, ground: str) -> None:
    style = (folder("templates") / "page.css").read_text(encoding="utf-8")
    colours = dict(re.findall(r"--([\w-]+): (#\w+);", style.split(":root")[scheme + 1]))
    assert contrast(colours[ink], colours[ground]) >= 4.5
