"""The form in a real browser: filled in by keyboard alone, saved and checked; nothing lost, nothing fetched, accessible.

Needs what tests/test_browser.py needs, and is skipped with it.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from charter_cli.cli.app import run as run_here
from charter_cli.cli.options import DEFAULT_CHARTERS
from charter_cli.model.declaration import Declaration
from charter_cli.model.report import Report
from charter_cli.read.declarations import read_declaration
from charter_cli.read.strict_yaml import parse
from charter_cli.render.form import render
from charter_cli.words import LANGUAGES, words
from tests.cases import charter_of
from tests.conftest import ROOT
from tests.test_browser import AXE, browser, pytestmark, violations

__all__ = ["browser", "pytestmark"]

DAY = "2026-11-22"
CHATBOT = ROOT / "examples" / "citizen-chatbot" / "charter.yaml"
Show = Callable[..., Page]


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("form") / "form.html"
    page = render([charter_of(name) for name in DEFAULT_CHARTERS], "en", "0")
    path.write_text(page, encoding="utf-8")
    return path


@pytest.fixture
def shown(browser: Browser, form: Path) -> Iterator[Show]:
    """Show the form, and hold that it asks for nothing outside of itself and complains of nothing."""
    seen: list[str] = []

    def show(width: int = 1280, opened: Path | None = None) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme="light")
        page = context.new_page()
        own = (form.as_uri(), "blob:")
        page.on("request", lambda request: None if request.url.startswith(own) else seen.append(request.url))
        page.on("console", lambda message: seen.append(message.text))
        page.on("pageerror", lambda error: seen.append(str(error)))
        page.on("dialog", lambda dialog: seen.append(dialog.message))
        page.goto(form.as_uri())
        if opened:
            page.set_input_files("#file", opened)
            page.wait_for_selector(".message.good, .message.bad")
        return page

    yield show
    for context in browser.contexts:
        context.close()
    assert seen == []


def tab_to(page: Page, wanted: str) -> None:
    """Press Tab until what has the focus is one of these (a selector)."""
    for _ in range(150):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            return
    pytest.fail(f"Tab does not come to {wanted}")


def told(page: Page) -> dict[str, Any]:
    """Return the verdict and the counts of each charter as the page shows them."""
    found = page.eval_on_selector_all(
        ".results [data-charter]",
        "all => all.map(({dataset}) => [dataset.charter, dataset.verdict, JSON.parse(dataset.counts)])",
    )
    return {
        charter: (verdict, {name: count for name, count in counts.items() if count})
        for charter, verdict, counts in found
    }


def checked(path: Path, folder: Path) -> dict[str, Any]:
    """Return the same as `charter check` says it of a file."""
    report = folder / "report.json"
    assert run_here(["check", str(path), "--as-of", DAY, "-o", f"json={report}"], {}) in (0, 1)
    (declaration,) = json.loads(report.read_text(encoding="utf-8"))["declarations"]
    assert declaration["problems"] == []
    return {
        one["charter"]["id"]: (one["verdict"], {name: count for name, count in one["counts"].items() if count})
        for one in declaration["assessments"]
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_declaration_is_filled_in_by_keyboard_alone_and_check_agrees(
    language: str, shown: Show, tmp_path: Path
) -> None:
    page, said = shown(), words(language)
    keys = page.keyboard
    tab_to(page, "[name=language]")
    for _ in range(LANGUAGES.index(language)):
        keys.press("ArrowRight")
    assert page.evaluate("document.documentElement.lang") == language
    assert page.title() == said("form.title")
    tab_to(page, "#as-of")
    keys.press("Control+A")
    keys.type(DAY)
    tab_to(page, "[id='q/project/name-input']")
    keys.type("Été: « x » # 1")
    tab_to(page, "[name='q/project/stage']")
    keys.press("ArrowDown")
    keys.press("ArrowDown")
    keys.press("ArrowDown")
    tab_to(page, "[id='q/project/launch-input']")
    keys.type("2027-02-01")
    tab_to(page, "[id='s/scope'] summary")
    keys.press("Enter")
    tab_to(page, "[id='q/scope/purposes-public-interaction']")
    keys.press("Space")
    tab_to(page, "[name='q/scope/purposes_complete']")
    keys.press("ArrowDown")
    tab_to(page, "[id='s/system'] summary")
    keys.press("Enter")
    tab_to(page, "[name='q/system/ai_system']")
    keys.press("ArrowDown")
    tab_to(page, ".next")
    first = page.get_attribute(".questions li a", "href")
    keys.press("Enter")
    assert page.evaluate("'#' + document.activeElement.closest('[data-pointer]').id") == first
    tab_to(page, ".foot .save")
    with page.expect_download() as saving:
        keys.press("Enter")
    path = tmp_path / "charter.yaml"
    saving.value.save_as(path)
    assert saving.value.suggested_filename == "charter.yaml"
    written = path.read_text(encoding="utf-8")
    assert f"# {said('section./scope')}" in written
    facts = read_declaration(str(path)).facts
    assert facts["project"] == {
        "id": "ete-x-1",
        "name": "Été: « x » # 1",
        "stage": "pilot",
        "launch": "2027-02-01",
    }
    assert facts["scope"] == {"purposes": ["public-interaction"], "purposes_complete": True}
    assert facts["system"] == {"ai_system": True}
    assert told(page) == checked(path, tmp_path)


def test_an_example_is_opened_judged_as_we_judge_it_and_saved_with_nothing_lost(
    shown: Show, tmp_path: Path, judge_all: Callable[[Declaration], Report]
) -> None:
    page = shown(opened=CHATBOT)
    page.fill("#as-of", DAY)
    declaration = read_declaration(str(CHATBOT))
    report = judge_all(declaration._replace(decisions=()))
    expected = {
        one.charter.id: (str(one.verdict), {str(name): count for name, count in one.counts().items() if count})
        for one in report.assessments
    }
    assert told(page) == expected
    with page.expect_download() as saving:
        page.click(".foot .save")
    path = tmp_path / "charter.yaml"
    saving.value.save_as(path)
    before, after = CHATBOT.read_text(encoding="utf-8"), path.read_text(encoding="utf-8")
    document, problems = parse(after.encode(), "charter.yaml")
    assert problems == ()
    assert declaration.document
    assert document
    assert document.data == declaration.document.data
    comments = [[line.strip() for line in one.split("\n") if line.strip().startswith("#")] for one in (before, after)]
    assert comments[0] == comments[1]


def test_what_changes_is_only_the_answer_that_was_given(shown: Show, tmp_path: Path) -> None:
    page = shown(opened=CHATBOT)
    page.evaluate("document.getElementById('s/system').open = true")
    page.check("[id='q/system/generative-null']")
    with page.expect_download() as saving:
        page.click(".foot .save")
    path = tmp_path / "charter.yaml"
    saving.value.save_as(path)
    facts: Any = dict(read_declaration(str(CHATBOT)).facts)
    expected = {**facts, "system": {key: value for key, value in facts["system"].items() if key != "generative"}}
    document, _ = parse(path.read_bytes(), "charter.yaml")
    assert document
    assert document.data == expected


def test_a_file_that_cannot_be_read_is_told_with_the_line_and_nothing_changes(shown: Show, tmp_path: Path) -> None:
    page = shown(opened=CHATBOT)
    path = tmp_path / "odd.yaml"
    path.write_text("declaration: 1\nproject: &p {id: x}\n", encoding="utf-8")
    page.set_input_files("#file", path)
    page.wait_for_selector(".message.bad")
    message = page.inner_text(".message.bad")
    assert "odd.yaml" in message
    assert "2" in message
    assert page.input_value("[id='q/project/id-input']") == "citizen-chatbot"


def test_what_check_refuses_is_told_with_the_line_and_kept(shown: Show, tmp_path: Path) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_text("declaration: 1\nproject: {id: x, name: X}\nno_such: 1\nsystem:\n  users: many\n", encoding="utf-8")
    page = shown(opened=path)
    told_ = page.inner_text(".messages")
    assert "no_such" in told_
    assert "line 3" in told_
    assert "line 5" in told_
    with page.expect_download() as saving:
        page.click(".foot .save")
    saved = tmp_path / "saved.yaml"
    saving.value.save_as(saved)
    document, _ = parse(saved.read_bytes(), "charter.yaml")
    assert document
    assert document.data == {
        "declaration": 1,
        "project": {"id": "x", "name": "X"},
        "no_such": 1,
        "system": {"users": "many"},
    }


def test_documents_and_items_are_added_renamed_cited_and_removed(shown: Show) -> None:
    page = shown()
    page.check("#all")
    page.click("[id='s/data'] summary")
    page.click("[id='q/data/sources'] button")
    page.fill("[id='q/data/sources/0/name-input']", "Dossiers")
    page.click("[id='s/security'] summary")
    page.click("[id='q/security/evidence'] button")
    assert page.evaluate("document.activeElement.id") == "q/evidence/security/kind-input"
    page.select_option("[id='q/evidence/security/kind-input']", "security-test")
    page.fill("[id='q/evidence/security-name']", "Essai d'intrusion")
    page.press("[id='q/evidence/security-name']", "Tab")
    page.click("summary:has(+ label)")
    text = page.input_value("#current")
    document, problems = parse(text.encode(), "charter.yaml")
    assert problems == ()
    assert document
    assert document.data["security"] == {"evidence": ["essai-d-intrusion"]}
    assert document.data["evidence"] == {"essai-d-intrusion": {"kind": "security-test"}}
    assert document.data["data"] == {"sources": [{"name": "Dossiers"}]}
    assert page.evaluate("dispatchEvent(new Event('beforeunload', {cancelable: true}))") is False
    page.click("[data-group='/data/sources/0'] > button")
    document, _ = parse(page.input_value("#current").encode(), "charter.yaml")
    assert document
    assert "data" not in document.data


def test_the_digest_of_a_file_is_computed_on_the_page(shown: Show) -> None:
    page = shown(opened=CHATBOT)
    page.evaluate("document.getElementById('s/evidence').open = true")
    place = "q/evidence/note-de-besoin/sha256"
    expected = page.input_value(f"[id='{place}-input']")
    page.fill(f"[id='{place}-input']", "")
    page.set_input_files(f"[id='{place}'] input[type=file]", CHATBOT.parent / "pieces" / "note-de-besoin.md")
    expect(page.locator(f"[id='{place}-input']")).to_have_value(expected)


def test_the_day_judged_is_the_browsers_unless_another_is_set(shown: Show) -> None:
    page = shown()
    today = page.evaluate("new Date(Date.now() - new Date().getTimezoneOffset() * 60000).toISOString().slice(0, 10)")
    assert page.input_value("#as-of") == today


@pytest.mark.skipif(not AXE, reason="AXE_CORE does not name the script of axe-core")
def test_axe_finds_nothing_against_wcag_2_1_aa(shown: Show) -> None:
    page = shown(opened=ROOT / "examples" / "benefits-triage" / "charter.yaml")
    page.evaluate(Path(AXE).read_text(encoding="utf-8"))
    # One of each kind of question and of list: all of them together keep axe busy for long.
    opened = "[data-section=scope], [data-section=system], [data-section=data], [data-section=oversight], [data-section=evidence]"
    shows: list[tuple[str, Literal["light", "dark"], int]] = [("fr", "light", 1280), ("nl", "dark", 360)]
    for language, scheme, width in shows:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 800})
        page.check(f"[name=language][value={language}]")
        page.evaluate(
            f"for (const one of document.querySelectorAll('.files details, .result details, {opened}, details :is({opened}) details')) one.open = true"
        )
        assert violations(page) == [], (language, scheme, width)


@pytest.mark.parametrize("width", [360, 320])
def test_the_form_does_not_scroll_sideways_on_a_phone(width: int, shown: Show) -> None:
    page = shown(width, opened=CHATBOT)
    page.check("[name=language][value=de]")
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_what_is_declared_runs_nothing(shown: Show, tmp_path: Path) -> None:
    path = tmp_path / "charter.yaml"
    hostile = "<img src=x onerror=alert(1)></script><script>alert(2)</script>"
    written = f"declaration: 1\nproject:\n  id: x\n  name: '{hostile}'\nevidence:\n  x:\n    title: '{hostile}'\n"
    path.write_text(written, encoding="utf-8")
    page = shown(opened=path)
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("img, iframe, object").count() == 0
    assert page.locator("#paper h1").text_content() == hostile


def test_the_paper_holds_every_answer_and_no_controls(shown: Show) -> None:
    page = shown(opened=CHATBOT)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.locator("#paper :is(input, textarea, select, button)").count() == 0
    assert page.locator("main").is_hidden()
    assert "Assistants Exemple SA (entreprise fictive)" in page.inner_text("#paper")
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF-")
