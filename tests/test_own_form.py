"""The form of a body's own: a template, a style sheet and a logo that replace ours and can do no more than that."""

import re
import struct
import tomllib
import zlib
from base64 import b64decode
from collections.abc import Callable
from pathlib import Path

import pytest

from charter_cli.cli.app import run as command
from charter_cli.model.declaration import Problem
from charter_cli.model.report import Exit, Report
from charter_cli.model.run import OwnForm
from charter_cli.model.settings import NAMES
from charter_cli.read.own_form import MOST_LOGO, MOST_TEXT, read_own_form
from charter_cli.render import Format, TemplateError, View, phrases, render
from charter_cli.render.template import filler
from charter_cli.resources import PACKAGE
from charter_cli.words import LANGUAGES, words
from tests.conftest import MINIMAL, Ran

GUIDE = (PACKAGE / "templates" / "README.md").read_text(encoding="utf-8")
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20"/></svg>'


def png() -> bytes:
    """Return a picture of one white pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0\xff")) + chunk(b"IEND", b"")
    )


PICTURES = {
    "image/png": png(),
    "image/jpeg": b"\xff\xd8\xff\xe0\0\x10JFIF",
    "image/svg+xml": b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- ours -->\n' + SVG,
}

Charter = Callable[..., Ran]


@pytest.fixture
def charter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]) -> Charter:
    """Run a command inside of this process, in a folder with a declaration."""
    monkeypatch.chdir(tmp_path)
    Path("charter.yaml").write_text(MINIMAL, encoding="utf-8")

    def within(*arguments: str) -> Ran:
        code = command([*arguments, *(["-c", "consistency"] if arguments[0] in ("check", "report") else [])], {})
        out, err = capsysbinary.readouterr()
        return Ran(code, out.decode(), err.decode())

    return within


def write(path: str | Path, content: str | bytes) -> str:
    Path(path).write_bytes(content.encode() if isinstance(content, str) else content)
    return str(path)


def form(template: str = "", style: str = "", logo: str = "") -> OwnForm:
    found, problems = read_own_form(template, style, logo)
    assert problems == ()
    return found


def wrong(template: str = "", style: str = "", logo: str = "") -> list[Problem]:
    return list(read_own_form(template, style, logo)[1])


def written(report: Report, own: OwnForm, shape: Format = Format.HTML) -> str:
    return "".join(render(shape, [report], View(words("en"), own=own)))


@pytest.fixture
def filled(tmp_path: Path) -> Callable[[str], str]:
    """Fill a template with a small part of what a template is given."""
    model = {
        "title": "Report",
        "path": "charter.yaml",
        "project": {"name": "*X*"},
        "facts": [{"name": "a", "value": 1}],
    }

    def fill(source: str) -> str:
        return filler(View(words("en"), own=form(write(tmp_path / "t.jinja", source))))(model)

    return fill


def mistake(fill: Callable[[str], str], source: str) -> Problem:
    with pytest.raises(TemplateError) as raised:
        fill(source)
    for language in LANGUAGES:
        assert phrases.problem(words(language), raised.value.problem)
    return raised.value.problem


# Templates


def test_the_template_of_the_guide_works_in_both_formats(charter: Charter) -> None:
    (source,) = re.findall(r"```jinja\n(.+?)```", GUIDE, re.DOTALL)
    write("own.md.jinja", source)
    ran = charter("report", "--template", "own.md.jinja", "-o", "html=r.html", "-l", "en")
    assert ran.out.startswith("# Gap report: X\n\n## ")
    assert "<h1 " in Path("r.html").read_text(encoding="utf-8")


def test_the_style_sheet_and_the_settings_of_the_guide_are_what_they_seem(tmp_path: Path) -> None:
    (style,), (settings,) = (re.findall(rf"```{kind}\n(.+?)```", GUIDE, re.DOTALL) for kind in ("css", "toml"))
    assert wrong(style=write(tmp_path / "own.css", style)) == []
    assert set(tomllib.loads(settings)) == {"template", "style", "logo"} <= set(NAMES)


def test_the_guide_knows_the_filters_and_the_limits() -> None:
    for told in ("`code`", "`safe`", "`opening`", "256 KiB", "a million steps", "100,000", "a mebibyte"):
        assert told in GUIDE
    assert (MOST_LOGO, MOST_TEXT) == (256 * 1024, 1024 * 1024)


def test_loops_tell_their_length_and_place_as_jinja_does(filled: Callable[[str], str]) -> None:
    source = (
        "{% for one in [1, 2, 3] %}{{ loop.index }}/{{ loop.length }}{% if not loop.last %} {% endif %}{% endfor %}"
    )
    assert filled(source) == "1/3 2/3 3/3"
    assert filled("{% for one in [] %}x{% else %}none{% endfor %}") == "none"
    assert filled("{% for k, v in {'a': 1}.items() if v %}{{ k }}{% endfor %}") == "a"
    tree = (
        "{% for one in [[1], [2, 3]] recursive %}{% if one is iterable %}{{ loop(one) }}{% else %}{{ one }}{% endif %}"
    )
    assert filled(f"{tree}{{% endfor %}}") == "123"


MISTAKES = [
    ("ok\n{{ report.missing }}", "template-undefined", 2),
    ("ok\n{{ report.project.nme.x }}", "template-undefined", 2),
    ("{{ repotr }}", "template-undefined", 1),
    ("\n{% for one in report.gpas %}{% endfor %}", "template-undefined", 2),
    ("{{ words('no.such.key') }}", "bad-template", 1),
    ("\n{{ report.title | no_such_filter }}", "bad-template", 2),
    ("{% if %}", "bad-template", 1),
    ("# x\n{% for one in report.facts %}", "bad-template", 2),
    ("\n\n{{ 1 / 0 }}", "bad-template", 3),
    ("\n{{ report.facts + 1 }}", "bad-template", 2),
    ("\n{{ report.title() }}", "bad-template", 2),
    ("{% for one in 3 %}{% endfor %}", "bad-template", 1),
    ("\n{{ 'x' | random }}{{ lipsum() }}", "bad-template", 2),
    ("{% for a in [1] %}" * 30 + "{% endfor %}" * 30, "bad-template", 1),
    ("{{ " + "(" * 3000 + ")" * 3000 + " }}", "bad-template", 1),
    ("{{ 'x'.encode('no-such-codec') }}", "bad-template", 1),
]


@pytest.mark.parametrize(("source", "code", "line"), MISTAKES, ids=[source[:30] for source, *_ in MISTAKES])
def test_a_mistake_is_told_with_its_line(source: str, code: str, line: int, filled: Callable[[str], str]) -> None:
    problem = mistake(filled, source)
    assert (problem.code, problem.place) == (code, (line, 1))


ATTACKS = [
    ("{{ ''.__class__.__mro__ }}", "template-forbidden"),
    ("{{ words.__init__.__globals__ }}", "template-forbidden"),
    ("{{ report['__class__'].mro() }}", "template-forbidden"),
    ("{{ ('' | attr('__class__')).mro() }}", "template-forbidden"),
    ("{{ [''] | map(attribute='__class__') | list | first }}", "template-forbidden"),
    ("{{ '{0.__class__.__mro__}'.format('') }}", "template-forbidden"),
    ("{{ report.project.update({'a': 1}) }}", "template-forbidden"),
    ("{{ words.catalogue.clear() }}", "template-forbidden"),
    ("{{ open('/etc/passwd') }}", "template-undefined"),
    ("{% import 'os' as os %}", "template-one-file"),
    ("{% from 'x' import y %}", "template-one-file"),
    ("{% include '/etc/passwd' %}", "template-one-file"),
    ("{% extends 'charter.yaml' %}", "template-one-file"),
    ("{% include report.path ignore missing %}", "template-one-file"),
    ("{% include ['page.html', 'macros.md.jinja'] %}", "template-one-file"),
    ("{% include '../templates/page.css' %}", "template-one-file"),
]


@pytest.mark.parametrize(("source", "code"), ATTACKS, ids=[source[:30] for source, _ in ATTACKS])
def test_a_hostile_template_reaches_no_file_and_no_python(source: str, code: str, filled: Callable[[str], str]) -> None:
    problem = mistake(filled, f"\n{source}")
    assert (problem.code, problem.place) == (code, (2, 1))


def test_a_template_may_stand_around_a_shipped_one(judge: Callable[[str], Report], tmp_path: Path) -> None:
    source = '# Cover\n\n{% include "report.committee.md.jinja" %}'
    text = written(judge(MINIMAL), form(write(tmp_path / "t.jinja", source)), Format.MARKDOWN)
    whole = written(judge(MINIMAL), OwnForm(), Format.MARKDOWN)
    first = whole.splitlines()[0]
    assert text.startswith(f"# Cover\n\n{first}\n")


ENDLESS = [
    ("{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}", "template-endless"),
    (
        "{% macro f(n) %}{% if n %}{{ f(n - 1) }}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(60) }}",
        "template-endless",
    ),
    ("{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}", "bad-template"),
    ("{% for a in range(100001) %}{% endfor %}", "bad-template"),
    ("{{ 9 ** 9 ** 9 }}", "template-operator"),
    ("{{ '%1000000000d' % 1 }}", "template-operator"),
    ("{{ 'x' * 10000000000 }}", "template-product"),
    ("{{ [1, 2] * 10000000000 }}", "template-product"),
    ("{{ 10000000000 * 'x' }}", "template-product"),
]


@pytest.mark.parametrize(("source", "code"), ENDLESS, ids=[source[:30] for source, _ in ENDLESS])
def test_a_template_cannot_run_for_ever_by_simple_tricks(
    source: str, code: str, filled: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("charter_cli.render.template.STEPS", 20_000)
    assert mistake(filled, source).code == code


def test_products_of_usual_size_are_worked_out(filled: Callable[[str], str]) -> None:
    assert (
        filled("{{ '=' * 3 }} {{ 100 * 3 // 4 }} {{ -2.5 * 2 }} {{ 7 % 4 }}".replace("'='", "'x'")) == "xxx 75 -5.0 3"
    )


def test_every_report_has_its_own_steps(tmp_path: Path, judge: Callable[[str], Report]) -> None:
    source = "{% for a in range(99999) %}{% for b in range(6) %}{% endfor %}{% endfor %}x"
    view = View(words("en"), own=form(write(tmp_path / "t.jinja", source)))
    report = judge(MINIMAL)
    assert "".join(render(Format.MARKDOWN, [report, report], view)).count("x") == 2


def test_a_mistake_writes_nothing(charter: Charter) -> None:
    write("own.jinja", "# T\n\n{{ report.titel }}\n")
    write("old.md", "old")
    ran = charter("report", "--template", "own.jinja", "-o", "old.md", "-o", "html=new.html", "-l", "en")
    assert (ran.code, ran.out) == (Exit.UNREADABLE, "")
    assert ran.err.startswith("own.jinja:3:1: The template asks for 'titel'")
    assert sorted(path.name for path in Path().iterdir()) == ["charter.yaml", "old.md", "own.jinja"]
    assert Path("old.md").read_text(encoding="utf-8") == "old"


# Style sheets


def test_a_style_sheet_of_ones_own_overrides_ours(judge: Callable[[str], Report], tmp_path: Path) -> None:
    style = "h1 { color: red; background: url('data:image/png;base64,x') } @page { margin: 0 } /* $x ${y} @import */"
    page = written(judge(MINIMAL), form(style=write(tmp_path / "own.css", style)))
    ours, own = re.findall(r"<style>\n(.*?)</style>", page, re.DOTALL)
    assert own == f"{style}\n"
    assert ours.startswith("@layer charter {\n")
    assert "<style>\n@layer" not in written(judge(MINIMAL), OwnForm())


REFUSED = [
    ('@import "x.css";', "style-fetches", 1),
    ("a {}\n@IMPORT url(x.css);", "style-fetches", 2),
    ("@\\69mport 'x';", "style-fetches", 1),
    ("\n\na { background: url(http://x.example/x.png) }", "style-fetches", 3),
    ("a { background: URL( 'https://x.example' ) }", "style-fetches", 1),
    ("a { background: url(//x.example) }", "style-fetches", 1),
    ("a { background: url(\nlogo.png) }", "style-fetches", 1),
    ("a { background: u\\72l(logo.png) }", "style-fetches", 1),
    ("a { background: -webkit-image-set('x.png' 1x) }", "style-fetches", 1),
    ("a { background: src('x.png') }", "style-fetches", 1),
    ("a::after { content: '</style><script>alert(1)</script>' }", "style-ends", 1),
    ("/*\n</STYLE */", "style-ends", 2),
]


@pytest.mark.parametrize(("style", "code", "line"), REFUSED, ids=[style[:30] for style, *_ in REFUSED])
def test_what_asks_for_a_file_or_ends_the_sheet_is_refused_with_its_line(
    style: str, code: str, line: int, tmp_path: Path
) -> None:
    (problem,) = {one.code: one for one in wrong(style=write(tmp_path / "own.css", style))}.values()
    assert (problem.code, problem.place and problem.place.line) == (code, line)
    for language in LANGUAGES:
        assert phrases.located(words(language), problem)


@pytest.mark.parametrize(
    "style",
    [
        "/* @import 'x'; url(http://x.example) */",
        "a::after { content: 'no /* comment'; fill: url(#sign) }",
        '@font-face { font-family: H; src: url("data:font/woff2;base64,AAAA") format("woff2") }',
        ".my-image(x) {}",
    ],
)
def test_what_asks_for_nothing_is_allowed(style: str, tmp_path: Path) -> None:
    assert wrong(style=write(tmp_path / "own.css", style)) == []


# Logos


@pytest.mark.parametrize("kind", PICTURES)
def test_a_logo_is_on_the_page_as_a_picture_with_a_text_for_those_who_do_not_see_it(
    kind: str, judge: Callable[[str], Report], tmp_path: Path
) -> None:
    page = written(judge(MINIMAL), form(logo=write(tmp_path / "logo.any", PICTURES[kind])))
    alt, media, data = re.findall(r'<img class="logo" alt="([^"]+)" src="data:([^;]+);base64,([^"]+)">', page)[0]
    assert (alt, media) == (words("en")("page.logo"), kind)
    assert b64decode(data) == PICTURES[kind]


NO_LOGO = {
    "gif": b"GIF89a",
    "html": b"<html xmlns='http://www.w3.org/1999/xhtml'><svg xmlns='http://www.w3.org/2000/svg'/></html>",
    "svg without its namespace": b"<svg></svg>",
    "broken svg": b"<svg xmlns='http://www.w3.org/2000/svg'><g></svg>",
    "nothing": b"",
    "text": b"logo",
    "svg in a code that is unknown": b'<?xml version="1.0" encoding="x-y"?><svg xmlns="http://www.w3.org/2000/svg"/>',
}


@pytest.mark.parametrize("content", NO_LOGO.values(), ids=NO_LOGO)
def test_what_is_no_picture_is_no_logo(content: bytes, tmp_path: Path) -> None:
    assert [problem.code for problem in wrong(logo=write(tmp_path / "logo.png", content))] == ["bad-logo"]


def test_a_logo_may_have_256_kib_and_no_byte_more(tmp_path: Path) -> None:
    picture = png() + b"\0" * (MOST_LOGO - len(png()))
    assert form(logo=write(tmp_path / "logo", picture)).logo
    assert [problem.code for problem in wrong(logo=write(tmp_path / "logo", picture + b"\0"))] == ["own-form-too-large"]


# Files, options and settings


def test_everything_that_is_wrong_with_the_files_is_told_at_once(charter: Charter) -> None:
    write("own.jinja", b"# caf\xe9")
    Path("own.css").mkdir()
    ran = charter(
        "report", "-f", "html", "--template", "own.jinja", "--style", "own.css", "--logo", "x.svg", "-l", "en"
    )
    assert (ran.code, ran.out) == (Exit.UNREADABLE, "")
    told = ran.err.splitlines()
    assert told[0].startswith("own.jinja:1:6: The file is not in UTF-8")
    assert told[1] == "own.css: This is a folder. Name the file in it."
    assert told[2] == "x.svg: There is no such file. Check the path."


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="this system has no file without an end")
def test_a_file_without_an_end_is_too_large() -> None:
    assert [problem.code for problem in wrong(*["/dev/zero"] * 3)] == ["own-form-too-large"] * 3


def test_settings_are_for_the_formats_that_show_them(charter: Charter) -> None:
    Path("form").mkdir()
    write("form/own.jinja", "# Ours\n")
    write("form/own.css", "h1 {}")
    write("form/logo.svg", SVG)
    write("charter.toml", 'template = "form/own.jinja"\nstyle = "form/own.css"\nlogo = "form/logo.svg"\n')
    assert charter("check", "-f", "concise").out.startswith("charter.yaml:")
    assert charter("report").out == "# Ours\n"
    page = charter("report", "-f", "html").out
    assert all(told in page for told in ("Ours</h1>", "<style>\nh1 {}\n</style>", '<img class="logo"'))
    write("charter.toml", 'style = "gone.css"\n')
    assert charter("report").code == Exit.GATE
    assert charter("report", "-f", "html").code == Exit.UNREADABLE


def test_an_output_does_not_overwrite_the_form(charter: Charter) -> None:
    write("own.css", "h1 {}")
    ran = charter("report", "-f", "html", "--style", "own.css", "-o", "own.css")
    assert (ran.code, Path("own.css").read_text(encoding="utf-8")) == (Exit.USAGE, "h1 {}")


def test_a_page_in_ones_own_form_can_be_verified_and_a_changed_form_is_told(charter: Charter) -> None:
    write("own.css", "h1 {}")
    write("logo.svg", SVG)
    options = ("--style", "own.css", "--logo", "logo.svg", "--as-of", "2026-11-22", "-l", "en")
    charter("report", "-f", "html", "-o", "r.html", "-o", "markdown=r.md", *options)
    assert charter("verify", "r.html", "-l", "en").code == Exit.OK
    assert charter("verify", "r.md", "-l", "en").code == Exit.OK
    assert '"style": null' in Path("r.md").read_text(encoding="utf-8")
    write("own.css", "h2 {}")
    ran = charter("verify", "r.html", "-l", "en")
    assert ran.code == Exit.GATE
    assert "style sheet own.css" in ran.out
