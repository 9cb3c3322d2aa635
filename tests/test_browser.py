"""The page in a real browser: accessible, inert, readable on a phone, usable by keyboard, and whole on paper.

Needs Chromium, and axe-core for what it checks: CONTRIBUTING.md says how to get them. What is missing is skipped.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from itertools import pairwise, product
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from charter_cli.model.declaration import Declaration, Input
from charter_cli.model.report import Report
from charter_cli.model.run import OwnForm, OwnLogo, OwnText
from charter_cli.read.declarations import read_declaration
from charter_cli.render import Format, View, render
from charter_cli.words import words
from tests.conftest import EXAMPLES
from tests.test_render import NASTY, poisoned

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
AXE = os.environ.get("AXE_CORE", "")
# A test needs no sandbox for pages of its own, and root has none; the rest keeps the browser from calling home.
OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
GOOD_PRACTICE = [
    "heading-order",
    "page-has-heading-one",
    "empty-heading",
    "landmark-one-main",
    "landmark-unique",
    "skip-link",
]
A4_WITHIN_MARGINS = 658  # 174 mm in CSS pixels

pytestmark = [
    pytest.mark.skipif(not CHROMIUM, reason=f"none of {', '.join(NAMES)} is on the path"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as player:
        started = player.chromium.launch(executable_path=CHROMIUM, args=[*OPTIONS])
        yield started
        started.close()


@pytest.fixture
def shown(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """Show reports in the browser, and hold that it runs no script, asks for nothing and complains of nothing."""
    seen: list[str] = []

    def show(*reports: Report, language: str = "en", width: int = 1280) -> Page:
        path = tmp_path / "page.html"
        path.write_text("".join(render(Format.HTML, reports, View(words(language)))), encoding="utf-8")
        context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme="light")
        page = context.new_page()
        page.on("request", lambda request: seen.append(request.url) if request.url != path.as_uri() else None)
        page.on("dialog", lambda dialog: seen.append(dialog.message))
        page.on("console", lambda message: seen.append(message.text))
        page.on("pageerror", lambda error: seen.append(str(error)))
        page.goto(path.as_uri())
        return page

    yield show
    for context in browser.contexts:
        context.close()
    assert seen == []


def example(name: str) -> Declaration:
    return read_declaration(str(next(folder for folder in EXAMPLES if folder.name == name) / "charter.yaml"))


AGAINST = """([tags, more]) => axe.run({
    runOnly: {type: 'tag', values: tags},
    rules: Object.fromEntries(more.map(name => [name, {enabled: true}])),
    resultTypes: ['violations'],
})"""


def violations(page: Page) -> list[tuple[str, list[str]]]:
    """Return what axe, which the page has loaded, finds against WCAG and good practice as the page is shown now."""
    found = page.evaluate(AGAINST, [WCAG, GOOD_PRACTICE])
    judged = {one["id"] for kind in ("violations", "passes", "inapplicable", "incomplete") for one in found[kind]}
    assert {"color-contrast", *GOOD_PRACTICE} <= judged
    return [(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in found["violations"]]


@pytest.mark.skipif(not AXE, reason="AXE_CORE does not name the script of axe-core")
@pytest.mark.parametrize("language", ["en", "nl"])
def test_axe_finds_nothing_against_wcag_2_1_aa(
    language: str, shown: Callable[..., Page], judge: Callable[[Declaration], Report]
) -> None:
    reports = [judge(example(name)) for name in ("benefits-triage", "citizen-chatbot", "gard-copilot")]
    page = shown(*reports, language=language)
    page.evaluate(Path(AXE).read_text(encoding="utf-8"))
    schemes: list[Literal["light", "dark"]] = ["light", "dark"]
    for scheme, width in product(schemes, (1280, 360)):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 800})
        assert violations(page) == [], (scheme, width)


ATTACKS = [
    *NASTY,
    "</title></style></svg><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    '" onfocus=alert(1) autofocus x="',
    "![x](https://x.example/x.png) <https://x.example>",
    '"; } * { background: url(https://x.example/x.png) } @import "https://x.example/x.css"; a { b: "',
]


def test_hostile_declarations_run_nothing_and_fetch_nothing(shown: Callable[..., Page]) -> None:
    page = shown(*map(poisoned, ATTACKS))
    page.evaluate("for (const one of document.querySelectorAll('main :is(a, [tabindex])')) one.focus()")
    page.wait_for_timeout(300)
    assert page.locator("script, img, iframe, object, form, input").count() == 0


FETCHES = (
    '@import "https://x.example/i.css"; @font-face { font-family: X; src: url(https://x.example/f.woff2) } '
    "body { font-family: X; background: url(https://x.example/b.png) } h1 { color: rgb(1, 2, 3) } "
    'h2 { background: image-set("https://x.example/s.png" 1x) } main { color: red; /* "'
)
LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20" onload="alert(1)"><script>alert(1)</script>'
    '<image href="https://x.example/l.png" width="9" height="9"/><rect width="40" height="20"/></svg>'
)


def test_a_form_of_ones_own_fetches_nothing_and_runs_nothing_even_where_it_was_not_refused(
    browser: Browser, tmp_path: Path, judge: Callable[[Declaration], Report]
) -> None:
    file, path = Input("x", None), tmp_path / "page.html"
    own = OwnForm(None, OwnText(file, FETCHES), OwnLogo(file, "image/svg+xml", LOGO.encode()))
    report = judge(example("benefits-triage"))
    path.write_text("".join(render(Format.HTML, [report], View(words("en"), own=own))), encoding="utf-8")
    page = browser.new_page()
    asked, kept, dialogs = list[str](), list[str](), list[str]()
    page.on("request", lambda request: asked.append(request.url))
    page.on("requestfailed", lambda request: kept.append(request.url) if request.failure == "csp" else None)
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    page.goto(path.as_uri())
    page.wait_for_timeout(300)
    assert [url for url in asked if url != path.as_uri() and not url.startswith("data:")] == kept
    assert dialogs == []
    assert page.evaluate("document.querySelector('.logo').naturalWidth") == 40
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).color") == "rgb(1, 2, 3)"
    assert page.locator("h2").count() > 3
    page.close()


@pytest.mark.parametrize("width", [360, 320])
def test_a_page_does_not_scroll_sideways_on_a_phone(
    width: int, shown: Callable[..., Page], judge_all: Callable[[Declaration], Report]
) -> None:
    for reports in ([judge_all(example("benefits-triage"))], [poisoned("W" * 5000), poisoned("日本語نص" * 900)]):
        page = shown(*reports, language="nl", width=width)
        assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("name", ["benefits-triage", "citizen-chatbot"])
def test_no_table_is_cut_on_paper(
    name: str, shown: Callable[..., Page], judge_all: Callable[[Declaration], Report]
) -> None:
    page = shown(judge_all(example(name)), language="fr", width=A4_WITHIN_MARGINS)
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollWidth") == A4_WITHIN_MARGINS
    wide = (
        "[...document.querySelectorAll('table')].filter(one => one.scrollWidth > one.parentElement.clientWidth).length"
    )
    assert page.evaluate(wide) == 0
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF-")


def test_headings_follow_each_other(shown: Callable[..., Page], judge_all: Callable[[Declaration], Report]) -> None:
    page = shown(judge_all(example("benefits-triage")))
    levels = page.evaluate("[...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map(one => +one.tagName[1])")
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_the_keyboard_comes_first_to_the_link_that_skips_the_contents(
    shown: Callable[..., Page], judge: Callable[[Declaration], Report]
) -> None:
    page = shown(judge(example("benefits-triage")))
    focused = "document.activeElement"
    page.keyboard.press("Tab")
    assert page.evaluate(f"{focused}.className") == "skip"
    assert page.evaluate(f"{focused}.getBoundingClientRect().top >= 0")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate(f"document.getElementById('_report').contains({focused})")


def test_what_has_the_focus_shows_it(shown: Callable[..., Page], judge: Callable[[Declaration], Report]) -> None:
    page = shown(judge(example("benefits-triage")))
    for _ in range(12):
        page.keyboard.press("Tab")
        style = page.evaluate(
            "(({outlineStyle, outlineWidth}) => [outlineStyle, outlineWidth])(getComputedStyle(document.activeElement))"
        )
        assert style == ["solid", "3px"]


def test_a_screen_reader_hears_the_numbers_of_the_chart(
    shown: Callable[..., Page], judge: Callable[[Declaration], Report]
) -> None:
    page = shown(judge(example("benefits-triage")))
    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    heard = [
        (node["name"]["value"], node["description"]["value"])
        for node in tree
        if not node["ignored"] and node["role"]["value"] == "image"
    ]
    assert ("2. Transparency", "met (as declared): 1, gap: 2, needs review: 1") in heard
