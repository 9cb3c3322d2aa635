"""The examples' reports are golden files: what is shown to a reader is what the tool writes today."""

from contextlib import chdir
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from charter_cli.assess.assessment import Assessor
from charter_cli.cli.options import DEFAULT_CHARTERS
from charter_cli.model.charter import Charter
from charter_cli.model.report import Outcome, Verdict
from charter_cli.model.run import Run
from charter_cli.read.charters import read_charter
from charter_cli.read.declarations import read_declaration
from charter_cli.render import Format, View, render
from charter_cli.words import LANGUAGES, words
from tests.cases import charter_of
from tests.conftest import AS_OF, EXAMPLES, ROOT

OWN_LANGUAGE = {"benefits-triage": "nl"}
VERDICTS = {
    "benefits-triage": Verdict.DO_NOT_USE,
    "citizen-chatbot": Verdict.READY,
    "copilot-discovery": Verdict.NOT_READY,
    "flanders-copilot": Verdict.NOT_READY,
    "gard-copilot": Verdict.OUT_OF_SCOPE,
    "municipal-charter": Verdict.NOT_READY,
    "services-publics-plus": Verdict.NOT_READY,
}


def goldens() -> list[tuple[Path, Format, str, str]]:
    """Return folder, format, language and file name of every report that lies beside an example.

    Each has its report and text in its own language and in English; the two fictional ones have the report in all.
    The smallest has what pipelines and spreadsheets read.
    """
    found = []
    for folder in EXAMPLES:
        own = OWN_LANGUAGE.get(folder.name, "fr")
        complete = folder.name in ("citizen-chatbot", "benefits-triage")
        reports = LANGUAGES if complete else (own, "en")
        found += [(folder, Format.MARKDOWN, language, f"report.{language}.md") for language in reports]
        found += [(folder, Format.TEXT, language, f"check.{language}.txt") for language in (own, "en")]
        found.append((folder, Format.JSON, "en", "check.json"))
        found.append((folder, Format.CONCISE, "en", "check.concise.txt"))
        if folder.name == "municipal-charter":
            found.append((folder, Format.SARIF, "en", "check.sarif"))
            found.append((folder, Format.GITHUB, "en", "check.github.txt"))
            found.append((folder, Format.JUNIT, "en", "check.junit.xml"))
            found.append((folder, Format.GITLAB, "en", "check.gitlab.json"))
            found.append((folder, Format.CSV, "en", "check.csv"))
            found.append((folder, Format.HTML, "en", "report.en.html"))
    return found


def charters_for(folder: Path) -> list[Charter]:
    """Return the charters that an example is judged against: the one below it, or else those of every run."""
    own = folder / "rules" / "charter.yaml"
    charter, problems = read_charter(str(own)) if own.is_file() else (None, ())
    assert problems == ()
    return [charter] if charter else [charter_of(name) for name in DEFAULT_CHARTERS]


def written(folder: Path, form: Format, language: str) -> str:
    path = (folder / "charter.yaml").relative_to(ROOT).as_posix()
    with chdir(ROOT):
        declaration = read_declaration(path)
    report = Assessor(charters_for(folder), AS_OF).assess(declaration)
    run = Run(charters={one.id: own_charter(folder) for one in charters_for(folder) if own_charter(folder)})
    return "".join(render(form, [report], View(words(language), run=run)))


def own_charter(folder: Path) -> str:
    """Return the path of the charter below an example, as it is named from the checkout, or nothing."""
    own = folder / "rules" / "charter.yaml"
    return own.relative_to(ROOT).as_posix() if own.is_file() else ""


@pytest.mark.parametrize(
    ("folder", "form", "language", "name"), goldens(), ids=lambda value: getattr(value, "name", str(value))
)
def test_the_report_beside_an_example_is_what_is_written_today(
    folder: Path,
    form: Format,
    language: str,
    name: str,
    update_goldens: bool,  # noqa: FBT001
) -> None:
    golden, text = folder / name, written(folder, form, language)
    if update_goldens:
        golden.write_bytes(text.encode())
    assert golden.read_bytes().decode() == text


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda folder: folder.name)
def test_an_example_comes_out_as_it_is_announced(folder: Path) -> None:
    declaration = read_declaration(str(folder / "charter.yaml"))
    first, *_others = Assessor(charters_for(folder), AS_OF).assess(declaration).assessments
    assert first.verdict is VERDICTS[folder.name]


@pytest.mark.parametrize("day", [AS_OF, date(2026, 12, 2)])
def test_the_chatbot_is_ready_by_every_charter_with_nothing_left_to_do(day: date) -> None:
    folder = next(folder for folder in EXAMPLES if folder.name == "citizen-chatbot")
    report = Assessor(charters_for(folder), day).assess(read_declaration(str(folder / "charter.yaml")))
    assert {one.charter.id: one.verdict for one in report.assessments} == dict.fromkeys(DEFAULT_CHARTERS, Verdict.READY)
    outcomes = {finding.outcome for one in report.assessments for finding in one.findings}
    assert outcomes == {Outcome.MET, Outcome.NOT_APPLICABLE}


def test_the_triage_has_gaps_by_every_charter_and_duties_that_lie_ahead() -> None:
    folder = next(folder for folder in EXAMPLES if folder.name == "benefits-triage")
    report = Assessor(charters_for(folder), AS_OF).assess(read_declaration(str(folder / "charter.yaml")))
    assert all(any(f.outcome is Outcome.GAP for f in one.findings) for one in report.assessments)
    waits = {f.upcoming.date for one in report.assessments for f in one.findings if f.upcoming}
    assert {"2027-12-02", "2030-08-02"} <= waits


def test_no_file_lies_beside_an_example_that_is_not_tested() -> None:
    known = {(folder / name).name for folder, _, _, name in goldens()} | {"charter.yaml", "decisions.yaml"}
    assert {path.name for folder in EXAMPLES for path in folder.iterdir() if path.is_file()} <= known


@pytest.mark.parametrize(
    ("folder", "form", "language", "name"), [golden for golden in goldens() if golden[1] is Format.TEXT], ids=str
)
def test_the_text_fits_80_columns(folder: Path, form: Format, language: str, name: str) -> None:
    _ = (form, language)
    assert max(map(len, (folder / name).read_text(encoding="utf-8").splitlines())) <= 80


@pytest.mark.parametrize(
    ("folder", "form", "language", "name"), [golden for golden in goldens() if golden[1] is Format.MARKDOWN], ids=str
)
def test_the_markdown_has_its_headings_in_order_and_whole_tables(
    folder: Path, form: Format, language: str, name: str
) -> None:
    _ = (form, language)
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse((folder / name).read_text(encoding="utf-8"))
    levels = [int(token.tag[1]) for token in tokens if token.type == "heading_open"]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    rows: list[int] = []
    for token in tokens:
        if token.type == "table_open":
            rows = []
        elif token.type == "tr_open":
            rows.append(0)
        elif token.type in ("td_open", "th_open"):
            rows[-1] += 1
        elif token.type == "table_close":
            assert len(set(rows)) == 1
    assert not any(token.type in ("html_block", "html_inline") for token in tokens)
