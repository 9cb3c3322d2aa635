"""Rendering: declared text stays text, in a terminal and in Markdown, and no report breaks on it."""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from charter_cli.model.declaration import Declaration
from charter_cli.model.report import Report
from charter_cli.read.declarations import read_declaration
from charter_cli.read.own_form import read_own_form
from charter_cli.render import Format, View, escape, render
from charter_cli.render.excerpt import cells, wrapped
from charter_cli.words import LANGUAGES, words
from tests.cases import assessor
from tests.conftest import AS_OF, EXAMPLES

MARKDOWN = MarkdownIt("gfm-like", {"linkify": False})
NASTY = [
    "<script>alert(1)</script>",
    "[x](javascript:alert(1))",
    "![x](http://evil.example/x.png)",
    "a | b | c",
    "`code` and ``more``",
    "# heading",
    "- item",
    "1. item",
    "> quote",
    "---",
    "===",
    "***bold***",
    "_under_ __line__",
    "~~struck~~",
    "&lt;b&gt; &#60;",
    "<https://x.example>",
    "http://x.example www.x.example a@b.example",
    "a\\|b\\",
    "{{ report }} {% for %}",
    "$x^2$",
    "line one\n\n# line two\n\n| a |\n|---|\n",
    "\u202eright to left\u202c \u200bhidden",
    "[ref]: http://x.example",
    "- [ ] task",
    "\ttab",
    "日本語のテキスト 🎉 نص عربي",
    "x" * 5000,
    "    indented",
    "```\nfence",
    "<!-- comment -->",
]


def text_of(tokens: list[Token]) -> str:
    """Return what a reader sees of inline tokens, refusing anything that is not plain text."""
    seen = ""
    for token in tokens:
        assert token.type in ("text", "text_special"), token.type
        seen += token.content
    return seen


@given(
    st.text(max_size=60)
    | st.sampled_from(NASTY)
    | st.lists(st.sampled_from([*"#-+=*_`|<>[]()!&~$\\:/.1) \n\t@{}"]), max_size=20).map("".join)
)
@settings(max_examples=1500)
def test_escaped_text_is_read_to_the_letter_wherever_markdown_puts_it(text: str) -> None:
    escaped = escape.markdown(text)
    expected = escape.one_line(text)
    assert "\n" not in escaped
    if not expected:
        return
    for before, after in (("", ""), ("- ", ""), ("1. ", ""), ("**x** ", ""), ("## ", " (x)")):
        tokens = MARKDOWN.parse(f"{before}{escaped}{after}\n")
        (inline,) = [token for token in tokens if token.type == "inline"]
        children = [token for token in inline.children or [] if token.type not in ("strong_open", "strong_close")]
        shown = text_of(children)
        assert shown.endswith(expected + after) if before != "**x** " else shown.endswith(expected)
    cell = MARKDOWN.parse(f"| a | b |\n| --- | --- |\n| {escaped} | y |\n")
    inlines = [token for token in cell if token.type == "inline"]
    assert len(inlines) == 4
    assert text_of(inlines[2].children or []) == expected


@given(st.text(max_size=60) | st.sampled_from(NASTY))
def test_a_code_span_holds_in_a_table_cell(text: str) -> None:
    tokens = MARKDOWN.parse(f"| a | b |\n| --- | --- |\n| {escape.code(text)} | y |\n")
    inlines = [token for token in tokens if token.type == "inline"]
    assert len(inlines) == 4
    assert [token.type for token in inlines[2].children or []] == ["code_inline"]


@given(st.text(max_size=200), st.integers(5, 60))
def test_wrapped_lines_fit_and_lose_no_word(text: str, width: int) -> None:
    plain = escape.one_line(text)
    lines = wrapped(plain, width)
    assert all(cells(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == plain.replace(" ", "")


@cache
def benefits_triage() -> Declaration:
    return read_declaration(
        str(next(folder for folder in EXAMPLES if folder.name == "benefits-triage") / "charter.yaml")
    )


def poisoned(text: str) -> Report:
    """Judge an example in which every piece of prose that reports show is replaced."""
    facts = _replaced(benefits_triage().facts, text)
    assert isinstance(facts, dict)
    return assessor("be-federal-ai-2025", AS_OF.isoformat(), None).assess(benefits_triage()._replace(facts=facts))


PROSE = {
    "name",
    "summary",
    "goal",
    "supplier",
    "reason",
    "method",
    "note",
    "title",
    "mitigation",
    "rule",
    "role",
    "body",
    "owner",
}


def _replaced(value: object, text: str, key: str = "") -> object:
    if isinstance(value, dict):
        return {name: _replaced(item, text, name) for name, item in value.items()}
    if isinstance(value, list):
        return [_replaced(item, text) for item in value]
    return text if key in PROSE and isinstance(value, str) else value


@cache
def clean_shape() -> list[tuple[str, str]]:
    return shape(MARKDOWN.parse("".join(render(Format.MARKDOWN, [poisoned("x")], View(words("en"))))))


def shape(tokens: list[Token]) -> list[tuple[str, str]]:
    return [(token.type, token.tag) for token in tokens]


@pytest.mark.parametrize("text", NASTY, ids=lambda text: text[:20])
def test_no_declared_text_breaks_the_markdown_report(text: str) -> None:
    tokens = MARKDOWN.parse("".join(render(Format.MARKDOWN, [poisoned(text)], View(words("en")))))
    assert shape(tokens) == clean_shape()
    inline = [child for token in tokens for child in token.children or []]
    assert not any(token.type in ("html_inline", "image") for token in inline)
    links = {str(token.attrs["href"]) for token in inline if token.type == "link_open"}
    assert all(link.startswith(("https://", "http://www.ejustice", "http://www.raadvst")) for link in links)


@pytest.mark.parametrize("text", NASTY, ids=lambda text: text[:20])
@pytest.mark.parametrize("form", [Format.TEXT, Format.CONCISE])
def test_no_declared_text_commands_the_terminal(text: str, form: Format) -> None:
    report = "".join(render(form, [poisoned(f"{text}\x1b[31m\x07\x08")], View(words("en"))))
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", report)


@settings(max_examples=40)
@given(st.text(max_size=80))
@example("{}{declared}%s")
def test_every_format_renders_every_text(text: str) -> None:
    report = poisoned(text)
    for form in Format:
        for language in ("en", "fr"):
            assert "".join(render(form, [report], View(words(language), colour=True)))


def test_a_template_of_ones_own_gets_data_and_nothing_else(
    tmp_path: Path, judge: Callable[[Declaration | str], Report]
) -> None:
    template = tmp_path / "own.md.jinja"
    report = judge("declaration: 1\nproject: {id: x, name: '*X*'}\n")
    template.write_text(
        "{{ report.project.name }} {{ report.assessments[0].verdict.key }} {{ words('outcome.gap') }}\n"
    )
    view = View(words("nl"), own=read_own_form(str(template), "", "")[0])
    assert "".join(render(Format.MARKDOWN, [report], view)) == "\\*X\\* not-ready lacune\n"


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("ok\n{{ report.missing }}", 2),
        ("{% if %}", 1),
        ("\n\n{{ 1 / 0 }}", 3),
        ("{{ ''.__class__.__mro__ }}", 1),
        ("{% include 'x' %}", 1),
        ("{{ report.project.update({'a': 1}) }}", 1),
    ],
)
def test_a_templates_mistake_is_told_with_its_line_and_the_sandbox_holds(
    source: str, line: int, tmp_path: Path, run: Callable[..., object]
) -> None:
    (tmp_path / "t.jinja").write_text(source)
    (tmp_path / "charter.yaml").write_text("declaration: 1\nproject: {id: x, name: X}\n")
    ran = run("report", "--template", "t.jinja")
    assert (ran.code, ran.out) == (3, "")  # type: ignore[attr-defined]
    assert ran.err.startswith(f"t.jinja:{line}:1: ")  # type: ignore[attr-defined]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_french_colon_is_never_at_the_start_of_a_line(language: str) -> None:
    text = "".join(render(Format.TEXT, [poisoned("x")], View(words(language), width=60)))
    assert not re.search(r"^\s*[:;!]", text, re.MULTILINE)
