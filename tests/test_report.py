"""The report for each audience: what stands first, what is asked, who has what to do, what citizens are told."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from charter_cli.assess.assessment import Assessor
from charter_cli.cli.options import AUDIENCES, DEFAULT_CHARTERS
from charter_cli.model.charter import Level
from charter_cli.model.declaration import Declaration
from charter_cli.model.report import Outcome, Report
from charter_cli.model.run import Run as Chosen
from charter_cli.read.declarations import read_declaration
from charter_cli.render import Format, View, dossier, notice, people, phrases, render, scene
from charter_cli.words import LANGUAGES, words
from tests.cases import assessor, charter_of
from tests.conftest import AS_OF, EXAMPLES, MINIMAL, Run
from tests.test_render import NASTY, PROSE

MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable("table")


@cache
@cache
def judged(name: str) -> Report:
    folder = next(folder for folder in EXAMPLES if folder.name == name)
    return judged_all(read_declaration(str(folder / "charter.yaml")))


def judged_all(declaration: Declaration) -> Report:
    return by_all_charters().assess(declaration)


@cache
def by_all_charters() -> Assessor:
    return Assessor([charter_of(name) for name in DEFAULT_CHARTERS], AS_OF)


def told(report: Report, audience: str = "committee", language: str = "en", form: Format = Format.MARKDOWN) -> str:
    return "".join(render(form, [report], View(words(language), run=Chosen(audience=audience))))


def chapters(text: str) -> list[str]:
    return re.findall("^## (.*)$", text, re.MULTILINE)


def chapter(text: str, title: str) -> str:
    return text.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def ids(text: str) -> list[str]:
    return re.findall(r"\b[A-Z]{3}\d{3}\b", text)


# The committee.


def test_the_committee_reads_what_is_asked_the_verdict_the_gaps_and_the_changes_before_all_else() -> None:
    assert chapters(told(judged("benefits-triage"))) == [
        "What the committee is asked",
        "Verdict",
        "The most serious gaps",
        "What has changed since the last decision",
        "Questions for the committee",
        "Gaps",
        "Not declared",
        "Charter by charter",
        "Upcoming",
        "Met as declared",
        "Not applicable, and why",
        "Texts cited",
        "Register of evidence",
        "Decision of the committee",
        "Facts declared",
        "How to check this report",
    ]


@pytest.mark.parametrize(
    ("stage", "asked"),
    [
        ("idea", "whether it may be worked out"),
        ("design", "whether it may be tried out"),
        ("pilot", "whether it may be put into operation"),
        ("operation", "whether it may stay in operation"),
        ("retired", "whether anything is still to be done"),
    ],
)
def test_the_decision_that_is_asked_is_that_of_the_stage(
    stage: str, asked: str, judge: Callable[[str], Report]
) -> None:
    report = judge(f"declaration: 1\nproject: {{id: x, name: X, stage: {stage}}}\n")
    assert asked in chapter(told(report), "What the committee is asked")


def test_without_a_stage_the_committee_is_told_so(judge: Callable[[str], Report]) -> None:
    assert "stage of the project is not declared" in told(judge("declaration: 1\nproject: {id: x, name: X}\n"))


def test_the_three_gravest_gaps_are_binding_due_first_and_shared_by_most() -> None:
    report = judged("benefits-triage")
    made_of = scene.scene(report, View(words("en")))
    gaps = dossier.told(made_of, Outcome.GAP)
    keys = [
        (
            finding.requirement.level.rank,
            ["idea", "design", "pilot", "operation", "retired"].index(finding.requirement.due),
            -len(made_of.told.others.get(dossier.name_of(assessment, finding), ())),
        )
        for assessment, finding in gaps
    ]
    assert keys == sorted(keys)
    assert gaps[0][1].requirement.level is Level.MUST
    first = chapter(told(report), "The most serious gaps")
    assert [line[:2] for line in first.splitlines() if re.match(r"\d\. ", line)] == ["1.", "2.", "3."]
    assert ids(first)[:3] == [finding.requirement.id for _, finding in gaps[:3]]


def test_a_gap_that_charters_share_is_among_the_gravest_once_with_all_that_ask_it() -> None:
    first = chapter(told(judged("benefits-triage")), "The most serious gaps")
    assert len(ids(first)) == len(set(ids(first)))
    (shared,) = (line for line in first.splitlines() if "OVS001" in line)
    asked_by = shared.partition("Asked by:")[2]
    assert "Charter for the responsible use" in asked_by
    assert "GDPR" in asked_by


def test_what_stands_against_a_requirement_is_said_as_people_say_it() -> None:
    gaps = chapter(told(judged("benefits-triage")), "Gaps")
    assert "declared is 'no'; 'yes' is needed" in gaps
    assert not re.search("declared is (true|false)", gaps)


def test_the_questions_are_numbered_over_all_charters_with_a_place_for_each_answer() -> None:
    report = judged("benefits-triage")
    asked = chapter(told(report), "Questions for the committee")
    reviews = [f for a in report.assessments for f in a.findings if f.outcome is Outcome.NEEDS_REVIEW]
    assert re.findall(r"^### Question (\d+): ", asked, re.MULTILINE) == [str(n + 1) for n in range(len(reviews))]
    assert asked.count("| The committee's answer | |") == len(reviews)
    assert asked.count("Digest of these facts") == len(reviews)
    assert asked.count("☐ refused") == len(reviews)


def test_a_question_quotes_the_declared_answers_and_the_documents_cited() -> None:
    asked = chapter(told(judged("benefits-triage")), "Questions for the committee")
    assert "| Is an independent audit needed before use? | yes | `audit.needed`, line 219 |" in asked
    assert re.search(r"^- Document: Verslag van de onafhankelijke audit \(.*declared, not seen", asked, re.MULTILINE)


def test_answers_that_many_questions_rest_on_are_quoted_once() -> None:
    asked = chapter(told(judged("benefits-triage")), "Questions for the committee")
    assert asked.count("`non_discrimination.criteria.nationality.status`") == 1
    assert "answers already quoted under question" in asked


def test_nothing_that_is_decided_is_asked_again() -> None:
    text = told(judged("citizen-chatbot"))
    assert "Questions for the committee" not in chapters(text)
    assert "No judgement is open." in chapter(text, "What the committee is asked")
    changed = chapter(text, "What has changed since the last decision")
    assert "Last decision: 2026-11-12" in changed
    assert "Nothing that a recorded decision rests on has changed since." in changed


def test_what_changed_since_the_last_decision_stands_on_the_first_page(tmp_path: Path) -> None:
    folder = shutil.copytree(next(one for one in EXAMPLES if one.name == "citizen-chatbot"), tmp_path / "project")
    path = folder / "charter.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("channels: [staff-chat,", "channels: [post, staff-chat,"))
    changed = chapter(told(judged_all(read_declaration(str(path)))), "What has changed since the last decision")
    assert re.search(r"^- HUM001: Decided on 2026-04-21 .*; since then changed: ", changed, re.MULTILINE)


def test_without_decisions_the_committee_is_told_so() -> None:
    changed = chapter(told(judged("benefits-triage")), "What has changed since the last decision")
    assert changed.strip() == "No decision has been recorded yet."


@pytest.mark.parametrize("name", ["benefits-triage", "citizen-chatbot", "municipal-charter"])
def test_every_requirement_that_applies_stands_in_the_report_with_its_source(name: str) -> None:
    report = judged(name)
    text = told(report)
    for assessment in report.assessments:
        for finding in assessment.findings:
            assert finding.requirement.id in text
    for outcome, title in ((Outcome.MET, "Met as declared"), (Outcome.UPCOMING, "Upcoming")):
        rows = [line for line in chapter(text, title).splitlines() if re.match(r"\| [A-Z]{3}\d{3} ", line)]
        assert len(rows) == sum(f.outcome is outcome for a in report.assessments for f in a.findings)
        assert all(re.search(r"\| (law|the charter|good practice|press)", row) for row in rows)


# The lead.


def test_the_lead_gets_what_to_do_by_who_has_to_act_with_examples_and_no_decision_block() -> None:
    text = told(judged("benefits-triage"), "lead")
    assert "Decision of the committee" not in text
    assert {"The project itself", "The project with the supplier", "The committee"} <= set(chapters(text))
    report = judged("benefits-triage")
    to_do = dossier.told(scene.scene(report, View(words("en"))), Outcome.GAP, Outcome.UNDECLARED)
    headings = re.findall(r"^### ([A-Z]{3}\d{3}) ", text, re.MULTILINE)
    assert sorted(headings) == sorted(finding.requirement.id for _, finding in to_do)
    assert text.count("```yaml\n") == sum(bool(finding.requirement.example) for _, finding in to_do)


def test_within_a_group_the_gravest_comes_first() -> None:
    text = told(judged("benefits-triage"), "lead")
    levels = [
        re.findall(r"^### .* \((must|should|may)", part, re.MULTILINE) for part in text.split("\n## ") if "### " in part
    ]
    assert len(levels) > 2
    assert all(found == sorted(found, key=("must", "should", "may").index) for found in levels)


def test_what_names_the_supplier_is_for_the_supplier() -> None:
    assert "ASM005" in chapter(told(judged("benefits-triage"), "lead"), "The project with the supplier")


# Citizens.


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["benefits-triage", "citizen-chatbot", "gard-copilot"])
def test_the_notice_says_nothing_of_gaps_charters_or_requirements(name: str, language: str) -> None:
    report, said = judged(name), words(language)
    text = told(report, "public", language)
    assert ids(text) == []
    assert not any(said(f"verdict.{one.verdict}.text") in text for one in report.assessments)
    assert said("outcome.gap") not in re.sub("(?m)^>.*$", "", text).lower().split()


def leaves(value: Any, pointer: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every value that is declared."""
    if isinstance(value, dict | list):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(item, f"{pointer}/{key}")
    else:
        yield pointer, value


def another(pointer: str, value: Any) -> Any:
    """Return another value that the form allows at a place."""
    _, node = phrases.field(pointer)
    others = [one for one in node.get("enum", ()) if one != value]
    return not value if isinstance(value, bool) else others[0] if others else "OTHER"


def replaced(value: Any, names: list[str], new: Any) -> Any:
    """Return the facts with another value at one place."""
    if not names:
        return new
    name, *rest = names
    if isinstance(value, dict):
        return {key: replaced(item, rest, new) if key == name else item for key, item in value.items()}
    return [replaced(item, rest, new) if str(index) == name else item for index, item in enumerate(value)]


def answers(declaration: Declaration) -> list[list[str]]:
    """Return the answers of the notice, in their order; all else in it is the same for every declaration."""
    report = judged("gard-copilot")._replace(declaration=declaration)
    chapters: Any = notice.notice(report, words("en"))
    return [one["declared"] for chapter in chapters for one in chapter["answers"]]


@pytest.mark.parametrize("name", ["benefits-triage", "citizen-chatbot"])
def test_another_value_changes_only_the_places_where_the_notice_quotes_it(name: str) -> None:
    declaration = judged(name).declaration
    before = answers(declaration)
    asked = [pointer for chapter in notice.SECTIONS.values() for pointer in chapter.values()]
    for pointer, value in leaves(declaration.facts):
        new = another(pointer, value)
        facts = replaced(declaration.facts, pointer.split("/")[1:], new)
        after = answers(declaration._replace(facts=facts))
        changed = [asked[place] for place, pair in enumerate(zip(before, after, strict=True)) if pair[0] != pair[1]]
        quoting = [one for one in asked if pointer == one or pointer.startswith(f"{one}/")]
        assert set(changed) <= set(quoting), pointer
        told_now = ", ".join(line for one in quoting for line in after[asked.index(one)])
        assert not changed or people.value(words("en"), pointer, new) in told_now


def test_what_is_not_declared_is_said_not_to_be_published(judge: Callable[[str], Report]) -> None:
    text = told(judge("declaration: 1\nproject: {id: x, name: X}\n"), "public")
    asked = sum(map(len, notice.SECTIONS.values()))
    assert text.count("The service has not published this (yet).") == asked
    assert ">" not in text


def test_the_notice_shows_a_text_in_the_readers_language_if_there_is_one() -> None:
    for language, begins in (("fr", "Vous posez"), ("nl", "U stelt"), ("de", "Sie stellen")):
        assert f"> {begins}" in told(judged("citizen-chatbot"), "public", language)


def test_a_declaration_that_cannot_be_read_makes_no_notice(judge: Callable[[str], Report]) -> None:
    text = told(judge("declaration: 1\nproject: {id: x, name: X}\nunknown: 1\n"), "public")
    assert "published" not in text
    assert "unknown" in text


# All of them.


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "en"])
@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("name", ["benefits-triage", "citizen-chatbot"])
def test_no_english_is_left_in_another_language(name: str, audience: str, language: str) -> None:
    text = told(judged(name), audience, language)
    prose = re.sub(r"(?ms)^```.*?^```$|`[^`]*`|<http[^>]*>", "", text)
    sentences = {
        sentence
        for key, sentence in words("en").catalogue.items()
        if len(sentence) > 24 and "{" not in sentence and words(language).catalogue[key] != sentence
    }
    assert {sentence for sentence in sentences if sentence in prose} == set()
    english = {"the", "and", "not", "which", "whether", "declared", "with", "from", "must", "should"}
    own = prose.partition(f"\n## {words(language)('footer.title')}\n")[0]  # the titles of sources stand below
    assert english & set(re.findall(r"(?<![\w.-])[a-z]+(?![\w-])", own)) == set()


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("text", NASTY, ids=lambda text: text[:20])
def test_no_declared_text_changes_the_shape_of_a_report(text: str, audience: str) -> None:
    assert shape(text, audience) == shape("x", audience)


@cache
def shape(prose: str, audience: str) -> list[tuple[str, str]]:
    """Return the tokens of a report on a declaration with other prose, and hold that none of them is HTML or a picture."""
    declaration = judged("benefits-triage").declaration
    facts = poisoned(declaration.facts, prose)
    report = assessor("be-federal-ai-2025", AS_OF.isoformat(), None).assess(declaration._replace(facts=facts))
    tokens = MARKDOWN.parse(told(report, audience))
    inline = [child for token in tokens for child in token.children or []]
    assert not any(one.type in ("html_inline", "image", "html_block") for one in [*tokens, *inline])
    return [(token.type, token.tag) for token in tokens]


def poisoned(value: Any, text: str, key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: poisoned(item, text, name) for name, item in value.items()}
    if isinstance(value, list):
        return [poisoned(item, text) for item in value]
    told_as = PROSE | {"origin", "time_limit", "how_told", "fr", "nl", "de"}
    return text if key in told_as and isinstance(value, str) else value


@settings(max_examples=8)
@given(st.text(max_size=60))
def test_every_audience_gets_a_report_on_any_text(text: str) -> None:
    declaration = judged("citizen-chatbot").declaration
    facts = poisoned(declaration.facts, text)
    report = assessor("be-federal-ai-2025", AS_OF.isoformat(), None).assess(declaration._replace(facts=facts))
    for audience in AUDIENCES:
        assert told(report, audience, "fr").startswith("# ")


@pytest.mark.parametrize("audience", AUDIENCES)
def test_the_page_says_the_same_to_each_audience(audience: str) -> None:
    report = judged("benefits-triage")
    page, text = told(report, audience, "nl", Format.HTML), told(report, audience, "nl")
    assert re.findall("<h2 ", page) == ["<h2 "] * len(chapters(text))
    assert ("<figure" in page) == (audience == "committee")


def test_the_command_writes_for_an_audience(run: Run, tmp_path: Path) -> None:
    (tmp_path / "charter.yaml").write_text(MINIMAL, encoding="utf-8")
    day = ("--as-of", AS_OF.isoformat())
    assert run("report", "charter.yaml", *day).out == run("report", "charter.yaml", "--for", "committee", *day).out
    assert run("report", "charter.yaml", "--for", "lead", *day).out.startswith("# What to do: ")
    assert run("check", "charter.yaml", "--for", "public", "-f", "html", *day).out.startswith("<!DOCTYPE html>")
    assert run("check", "charter.yaml", "--for", "public", "-o", "markdown=a.md", *day).code == 1
    assert (tmp_path / "a.md").read_text(encoding="utf-8").startswith("# Information on the use of AI: ")


@pytest.mark.parametrize(
    ("options", "said"), [(("--for", "lead"), "--for"), (("--for", "leed", "-f", "markdown"), "lead")]
)
def test_an_audience_that_no_format_is_written_for_is_a_mistake(
    options: tuple[str, ...], said: str, run: Run, tmp_path: Path
) -> None:
    (tmp_path / "charter.yaml").write_text(MINIMAL, encoding="utf-8")
    ran = run("check", "charter.yaml", *options)
    assert ran.code == 2
    assert said in ran.err


# Another reader of Markdown.

MARKED, NODE = os.environ.get("MARKED", ""), shutil.which("node")
READ = """
const shown = [];
const walk = tokens => tokens.forEach(one => {
  if (one.type === 'heading') shown.push(['h' + one.depth, one.text]);
  if (one.type === 'table') shown.push(['table', [one.header.length, one.rows.length].join('x')]);
  if (one.type === 'link') shown.push(['link', one.href]);
  if (one.type === 'table') [one.header, ...one.rows].flat().forEach(cell => walk(cell.tokens));
  if (one.items) one.items.forEach(item => walk(item.tokens));
  if (one.tokens) walk(one.tokens);
});
import(process.argv[1]).then(({marked}) => {
  walk(marked.lexer(require('fs').readFileSync(0, 'utf8')));
  process.stdout.write(JSON.stringify(shown));
});
"""


def seen_by_us(text: str) -> list[list[str]]:
    shown: list[list[str]] = []
    tokens = MARKDOWN.parse(text)
    for index, token in enumerate(tokens):
        if token.type == "heading_open":
            shown.append([token.tag, tokens[index + 1].content])
        elif token.type == "table_open":
            end = next(place for place in range(index, len(tokens)) if tokens[place].type == "table_close")
            kinds = [one.type for one in tokens[index:end]]
            shown.append(["table", f"{kinds.count('th_open')}x{kinds.count('tr_open') - 1}"])
        shown += [["link", str(one.attrs["href"])] for one in token.children or [] if one.type == "link_open"]
    return shown


@pytest.mark.skipif(
    not (NODE and MARKED), reason="node is not on the path, or MARKED does not name the script of marked"
)
@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("name", ["benefits-triage", "citizen-chatbot", "municipal-charter"])
def test_another_reader_of_markdown_finds_the_same_headings_tables_and_links(name: str, audience: str) -> None:
    text = told(judged(name), audience, "fr")
    done = subprocess.run([str(NODE), "-e", READ, MARKED], input=text, capture_output=True, text=True, check=True)
    # GFM makes links of plain e-mail addresses too, which CommonMark leaves as they are.
    theirs = [one for one in json.loads(done.stdout) if not one[1].startswith("mailto:")]
    assert sorted(theirs) == sorted(seen_by_us(text))
