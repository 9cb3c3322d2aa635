"""`charter lsp`: gaps in an editor. The pure parts in this process, and whole conversations with a real client."""

import asyncio
import json
import os
import sys
from collections.abc import Coroutine, Sequence
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

import pytest
from lsprotocol import types
from pygls.lsp.client import LanguageClient

from charter_cli.cli.app import run as command
from charter_cli.cli.desk import Desk
from charter_cli.cli.find import is_declaration
from charter_cli.cli.language_server import Server
from charter_cli.cli.messages import Messages
from charter_cli.cli.positions import MARK, Positions
from charter_cli.cli.quick_fixes import Offer, difference, offers
from charter_cli.model.declaration import Document, Place, value_at
from charter_cli.model.report import Report
from charter_cli.read.strict_yaml import parse
from charter_cli.render import View
from charter_cli.render.diagnostics import MOST_FACTS, MOST_PROBLEMS, Diagnostic, diagnostics
from charter_cli.render.edit import applied
from charter_cli.render.hover import MOST_FINDINGS, hover, pointed_at
from charter_cli.words import LANGUAGES, words
from tests.conftest import MINIMAL, ROOT, Run

EXAMPLE = ROOT / "examples" / "benefits-triage" / "charter.yaml"
AS_OF = "2026-11-22"


def desk(*, charters: Sequence[str] = (), waivers: Sequence[str] = (), language: str = "en") -> Desk:
    made = Desk(charters, language, "", waivers, AS_OF, bare=False)
    assert made.set_up() == []
    return made


@pytest.fixture(scope="module")
def ours() -> Desk:
    return desk()


def shown(report: Report, language: str = "en") -> list[Diagnostic]:
    return diagnostics(report, View(words(language), root=str(ROOT)))


def of(text: str, ours: Desk, path: str = "x.charter.yaml") -> list[Diagnostic]:
    return shown(ours.judge(path, text.encode()))


@pytest.fixture(scope="module")
def example(ours: Desk) -> Report:
    return ours.judge(str(EXAMPLE), EXAMPLE.read_bytes())


# Diagnostics.


def test_a_gap_is_shown_where_it_fails_with_the_place_of_the_reason_why_it_applies(example: Report) -> None:
    (gap,) = [one for one in shown(example) if one.code == "OVS001"]
    assert (gap.kind, gap.severity, gap.pointer) == ("gap", "error", "/oversight/can_override")
    assert tuple(gap.extent) == (164, 17, 22)
    assert gap.message.splitlines()[:2] == [
        "gap: Human oversight of a high-risk system is guaranteed",
        "oversight.can_override: declared is false; true is needed",
    ]
    assert "to close it: " in gap.message
    assert "source: the charter, principle 3" in gap.message
    assert [(tuple(one.extent), one.text) for one in gap.related] == [
        ((66, 15, 19), "ai_act.risk_class: applies because of this")
    ]
    assert "ai_act.risk_class: applies because of this (line 66)" in gap.told_whole(words("en"))


def test_levels_are_severities_and_open_judgements_are_for_the_committee(example: Report) -> None:
    levels = {one.requirement.id: one.requirement.level for a in example.assessments for one in a.findings}
    found = {(levels[one.code].value, one.severity) for one in shown(example) if one.kind == "gap"}
    assert found == {("must", "error"), ("should", "warning"), ("may", "information")}
    reviews = [one for one in shown(example) if one.kind == "needs-review"]
    assert {one.severity for one in reviews} == {"information"}
    assert all("charter decide" in one.message for one in reviews)


def test_a_missing_fact_is_told_once_and_only_the_first_ones_by_themselves(ours: Desk) -> None:
    found = of(MINIMAL, ours)
    facts = [one for one in found if one.kind == "undeclared"]
    assert len(facts) == MOST_FACTS
    assert len({one.pointer for one in facts}) == MOST_FACTS
    (rest,) = [one for one in found if one.kind == "more"]
    assert "charter next x.charter.yaml" in rest.message
    assert tuple(rest.extent) == (1, 1, 12)
    assert len(found) == MOST_FACTS + 1


def test_of_very_many_problems_only_the_first_are_sent_and_the_others_counted(ours: Desk) -> None:
    text = MINIMAL + "".join(f"porject{number}: 1\n" for number in range(MOST_PROBLEMS + 20))
    found = of(text, ours)
    problems = [one for one in found if one.kind == "problem"]
    assert (len(problems), len(found)) == (MOST_PROBLEMS, MOST_PROBLEMS + 1)
    assert problems[0].extent.line == len(MINIMAL.splitlines()) + 1
    (rest,) = [one for one in found if one.kind == "more"]
    assert (rest.severity, tuple(rest.extent)) == ("error", (1, 1, 12))
    assert rest.message.startswith("20 more problems")
    assert "charter check x.charter.yaml" in rest.message
    (rest,) = [one for one in of(text[: text.rindex("porject101")], ours) if one.kind == "more"]
    assert rest.message.startswith("One more problem")


def test_among_very_many_problems_only_the_one_that_is_asked_for_is_mended(ours: Desk) -> None:
    names = (f"porject{number}: 1\n" for number in range(MOST_PROBLEMS))
    content = f"{MINIMAL}scpoe: {{}}\n{''.join(names)}".encode()
    report = ours.judge("x.charter.yaml", content)
    offered = list(offers(report, content, [one for one in shown(report) if one.pointer == "/scpoe"], words("en")))
    assert [one.title for one in offered] == ["Write scope instead of scpoe"]


def test_a_missing_fact_stands_at_its_nearest_section_with_its_question(example: Report) -> None:
    (fact,) = [one for one in shown(example) if one.pointer == "/oversight/on_request"]
    assert tuple(fact.extent) == (160, 1, 10)
    assert "Does a person look at the case" in fact.message
    assert "Possible: true, false." in fact.message
    assert fact.severity == "warning"


def test_what_lies_ahead_is_not_shown(example: Report) -> None:
    assert {one.kind for one in shown(example)} == {"gap", "undeclared", "needs-review", "more"}


def test_problems_of_form_are_errors_at_the_key_or_the_value(ours: Desk) -> None:
    text = MINIMAL + "scope: {purpses: [internal], audience: [aliens]}\nai_act:\n  risk_class: hoog # x\n"
    found = {one.code: one for one in of(text, ours)}
    assert {(code, tuple(one.extent)) for code, one in found.items()} == {
        ("unknown-key", (3, 9, 16)),
        ("unknown-value", (5, 15, 19)),
    } | {(code, tuple(one.extent)) for code, one in found.items() if one.pointer.startswith("/scope/audience")}
    assert {one.severity for one in found.values()} == {"error"}
    assert "purposes" in found["unknown-key"].message


def test_text_that_is_no_yaml_is_told_at_its_place(ours: Desk) -> None:
    (found,) = of(MINIMAL + "scope: [a\n", ours)
    assert found.kind == "problem"
    assert found.extent.line >= 3
    assert of("\ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace"), ours)


def test_problems_of_decisions_are_told_at_the_top_with_their_own_place(ours: Desk, tmp_path: Path) -> None:
    (tmp_path / "decisions.yaml").write_text("format: 1\ndecisions: none\n", encoding="utf-8")
    found = of(MINIMAL, ours, str(tmp_path / "charter.yaml"))
    assert found
    assert {tuple(one.extent) for one in found} == {(1, 1, 12)}
    assert all(one.related[0].path == str(tmp_path / "decisions.yaml") for one in found)
    assert any(one.related[0].extent.line == 2 for one in found)


def test_what_is_waived_is_a_hint(tmp_path: Path) -> None:
    file = tmp_path / "waivers.yaml"
    file.write_text(
        "format: 1\nwaivers:\n  - {charter: be-federal-ai-2025, requirement: TRA004, project: benefits-triage,"
        " reason: The new letters with reasons are printed in January., owner: head, approver: management,"
        " decision: MC-1, granted: 2026-11-01, expires: 2026-12-31}\n",
        encoding="utf-8",
    )
    report = desk(waivers=[str(file)]).judge(str(EXAMPLE), EXAMPLE.read_bytes())
    (waived,) = [one for one in shown(report) if one.kind == "waived"]
    assert (waived.code, waived.severity) == ("TRA004", "hint")
    assert "2026-12-31" in waived.message


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_all_of_it(example: Report, language: str) -> None:
    found = shown(example, language)
    assert [one.pointer for one in found] == [one.pointer for one in shown(example)]
    assert all(one.message.strip() for one in found)
    assert hover(words(language), "/ai_act/risk_class", example)


def test_what_is_declared_cannot_hide_in_a_message(ours: Desk) -> None:
    found = of(MINIMAL + 'scope: {purposes: ["\u202eevil\\nline"]}\n', ours)
    assert all("\u202e" not in one.message for one in found)
    assert any("<U+202E>" in one.message for one in found)


# Hover.


def text_at(report: Report, line: int, column: int) -> str:
    document = report.declaration.document
    assert document
    pointer = pointed_at(document, Place(line, column))
    return hover(words("en"), pointer, report) if pointer else ""


def test_hover_tells_the_question_the_vocabulary_and_who_looks(example: Report) -> None:
    told = text_at(example, 164, 18)
    assert told.startswith("**Can the person who oversees the system set its result aside?**")
    assert "- **OVS001** (be-federal-ai-2025, must, gap): Human oversight" in told
    assert "to close it: Appoint a role" in told
    assert "source: the charter, principle 3, p. 2-4" in told
    many = text_at(example, 66, 4)
    assert "- `high` — high risk" in many
    assert many.count("\n- **") == MOST_FINDINGS
    assert " more" in many.splitlines()[-1]


def test_hover_knows_keys_values_items_and_sections_and_nothing_between(example: Report) -> None:
    document, _ = parse(b"a: 1\n\n# c\nb:\n  c: [x, y]\n  e:\n    - f: 1\n      g: 2\n", "x")
    assert document
    pointers = {
        (1, 1): "/a",
        (1, 4): "/a",
        (2, 1): "",
        (3, 2): "",
        (4, 1): "/b",
        (5, 1): "",
        (5, 3): "/b/c",
        (5, 7): "/b/c/0",
        (5, 10): "/b/c/1",
        (7, 7): "/b/e/0/f",
        (8, 10): "/b/e/0/g",
        (99, 1): "",
    }
    assert {place: pointed_at(document, Place(*place)) for place in pointers} == pointers
    assert "Its place under the AI Act" in text_at(example, 64, 2)


def test_hover_shows_what_is_declared_or_written_in_a_charter_to_the_letter(ours: Desk) -> None:
    told = hover(words("en"), "/evidence/<b>x`/kind", ours.judge("x.yaml", MINIMAL.encode()))
    assert "`evidence.<b>x'.kind`" in told
    assert hover(words("en"), "/nothing/of/the/kind", None) == ""


# Positions.

SIGNS = 'a: "😀\U0001d4b3é" # 😀\r\nb: 1\rc: 2\nd: "\u2028" \n'


@pytest.mark.parametrize("mark", ["", MARK])
@pytest.mark.parametrize(
    ("encoding", "columns"),
    [("utf-16", (4, 6, 8, 9)), ("utf-8", (4, 8, 12, 14)), ("utf-32", (4, 5, 6, 7))],
)
def test_places_are_counted_as_the_editor_counts(mark: str, encoding: str, columns: tuple[int, ...]) -> None:
    positions, shift = Positions(mark + SIGNS, encoding), 0
    if mark:
        shift = 3 if encoding == "utf-8" else 1
    for column, theirs in zip((5, 6, 7, 8), columns, strict=True):
        assert positions.at(1, column) == (0, theirs + shift)
        assert positions.place((0, theirs + shift)) == (1, column)
    assert positions.at(2, 4) == (1, 3)
    assert positions.at(3, 1) == (2, 0)
    # What YAML takes for the end of a line is none for an editor.
    assert positions.at(5, 1) == (3, 5 if encoding != "utf-8" else 7)
    assert positions.at(99, 1) == (4, 0)
    assert positions.place((1, 99)) == (2, 5)
    assert positions.place((99, 0)).line >= 5


def test_an_offset_and_its_place_are_the_same_everywhere() -> None:
    positions = Positions(MARK + SIGNS)
    for offset in range(len(SIGNS)):
        if SIGNS[offset - 1 : offset + 1] != "\r\n":
            assert positions.at(*positions.place(positions.of(offset))) == positions.of(offset)


# Quick fixes.


def fixes(text: str, ours: Desk, code: str = "") -> list[Offer]:
    report = ours.judge("x.charter.yaml", text.encode())
    touched = [one for one in shown(report) if code in ("", one.code, one.pointer)]
    return list(offers(report, text.encode(), touched, words("en")))


def after(text: str, offer: Offer) -> str:
    return applied(text.removeprefix(MARK), [offer.edit])


def test_each_problem_has_its_safe_mend_and_all_have_one_together(ours: Desk) -> None:
    text = MINIMAL + "sytem:\n  ai_system: true # yes\nscope:\n  purposes: internal\n"
    first, second, everything = fixes(text, ours)
    assert first.title == "Write system instead of sytem"
    assert "system:\n  ai_system: true # yes\n" in after(text, first)
    assert second.title == "Write [internal] instead of internal"
    assert first.sure
    assert second.sure
    assert not everything.sure
    assert after(text, everything) == text.replace("sytem", "system").replace(" internal", " [internal]")


def test_tabs_are_mended_as_a_whole(ours: Desk) -> None:
    text = MINIMAL + "system:\n\tai_system: true\n"
    (offer,) = fixes(text, ours)
    assert offer.sure
    assert "\t" not in after(text, offer)


def test_a_missing_fact_with_few_answers_can_be_declared(ours: Desk) -> None:
    text = MINIMAL + "# A comment.\nai_act:\r\n  role: deployer # ours\r\n"
    found = fixes(text, ours, "/ai_act/risk_class")
    assert [one.title for one in found] == [
        f"Declare ai_act.risk_class: {value}" for value in ("prohibited", "high", "transparency", "minimal")
    ]
    declared = after(text, found[1])
    document = parse(declared.encode(), "x")[0]
    assert isinstance(document, Document)
    assert value_at(document.data, "/ai_act/risk_class") == "high"
    assert declared.replace("  risk_class: high\r\n", "") == text
    yes = fixes(text, ours, "/system/ai_system")[0]
    assert after(text, yes).count("ai_system: true") == 1


def test_nothing_is_offered_where_only_people_know_what_is_meant(ours: Desk) -> None:
    assert fixes(MINIMAL + "project_launch: 03/04/2026\n", ours) == []
    assert fixes("just text\n", ours) == []


def test_a_difference_is_as_short_as_it_can_be() -> None:
    for before, changed in [("abc", "axc"), ("aa", "aaa"), ("", "x"), ("abab", "ab"), ("x", "x")]:
        assert applied(before, [difference(before, changed)]) == changed
    assert difference("one two three", "one 2 three") == (4, 7, "2")


def test_nothing_that_can_be_typed_is_too_odd(ours: Desk) -> None:
    chance, text = Random(6), EXAMPLE.read_text(encoding="utf-8")  # noqa: S311
    for _ in range(40):
        at, size = chance.randrange(len(text)), chance.randrange(40)
        odd = chance.choice(["\t", "\r", "\u2028", "\ufeff", "\ud800", "{", "- ", '"', "|\n", "&a", "😀", "\n\n"])
        typed = text[:at] + odd + text[at + size :]
        content = typed.encode("utf-8", "surrogatepass")
        report, positions = ours.judge(str(EXAMPLE), content), Positions(typed)
        found, document = shown(report), report.declaration.document
        for one in found:
            assert positions.at(*one.extent[:2]) <= positions.at(one.extent.line, one.extent.end_column)
        if document:
            pointer = pointed_at(document, positions.place(positions.of(at)))
            assert not pointer or isinstance(hover(words("en"), pointer, report), str)
            for offer in offers(report, content, found[:3], words("en")):
                assert parse(applied(document.text, [offer.edit]).encode(), "x")[0]


# What is a declaration.


@pytest.mark.parametrize(
    ("name", "text", "is_one"),
    [
        ("charter.yaml", "", True),
        ("x.charter.yml", "project: {}\n", True),
        ("charter.yaml", "charter: x\n", False),
        ("other.yaml", "a: 1\r\ndeclaration: 1\r\n", True),
        ("other.yaml", "a:\n  declaration: 1\n", False),
        ("", "declaration: 1\n", True),
    ],
)
def test_a_declaration_is_known_by_its_name_or_its_key(name: str, text: str, is_one: bool) -> None:  # noqa: FBT001
    assert is_declaration(name, text.encode()) is is_one


# The desk.


def test_without_charters_the_form_is_still_looked_at(tmp_path: Path) -> None:
    made = Desk([str(tmp_path / "none.yaml")], "en", "", (), AS_OF, bare=False)
    (said,) = made.set_up()
    assert "none.yaml" in said
    assert [one.code for one in shown(made.judge("x.yaml", b"declaration: 1\nsytem: {}\n"))][:1] != []
    assert shown(made.judge("x.yaml", MINIMAL.encode())) == []


def test_wrong_settings_are_told_and_right_ones_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    made, settings = Desk((), "", "", (), AS_OF, bare=False), tmp_path / "charter.toml"
    settings.write_text("langage = 'fr'\n", encoding="utf-8")
    (said,) = made.set_up()
    assert said.startswith("charter.toml:1:")
    settings.write_text("language = 'fr'\ncharters = ['consistency']\n", encoding="utf-8")
    assert made.set_up() == []
    assert made.view.words.language == "fr"
    assert [one.charter.id for one in made.judge("x.yaml", MINIMAL.encode()).assessments] == ["consistency"]
    monkeypatch.setenv("CHARTER_STAGE", "never")
    assert len(made.set_up()) == 1
    assert made.rules is None


def test_what_the_baseline_knows_is_only_information(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert command(["baseline", str(EXAMPLE), "-o", str(tmp_path / "b.json"), "--as-of", AS_OF], {}) == 0
    (tmp_path / "charter.toml").write_text("baseline = 'b.json'\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    found = shown(desk().judge(str(EXAMPLE), EXAMPLE.read_bytes()))
    (known,) = [one for one in found if one.code == "TRA004"]
    assert known.severity == "information"
    assert "known" in known.message


# Conversations.


class Editor(LanguageClient):
    """An editor that remembers what it is shown."""

    def __init__(self) -> None:
        super().__init__("editor", "1")
        self.shown: asyncio.Queue[types.PublishDiagnosticsParams] = asyncio.Queue()
        self.messages: list[str] = []
        self.logged: list[str] = []

        @self.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)  # type: ignore[untyped-decorator]
        def _(params: types.PublishDiagnosticsParams) -> None:
            self.shown.put_nowait(params)

        @self.feature(types.WINDOW_SHOW_MESSAGE)  # type: ignore[untyped-decorator]
        def _(params: types.ShowMessageParams) -> None:
            self.messages.append(params.message)

        @self.feature(types.WINDOW_LOG_MESSAGE)  # type: ignore[untyped-decorator]
        def _(params: types.LogMessageParams) -> None:
            self.logged.append(params.message)

    async def begin(self, folder: Path, *arguments: str) -> types.InitializeResult:
        """Start the server elsewhere, and open a folder."""
        await self.start_io(
            sys.executable,
            *("-m", "charter_cli", "lsp", "--as-of", AS_OF, *arguments),
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"},
        )
        told = types.ClientCapabilities(
            text_document=types.TextDocumentClientCapabilities(
                publish_diagnostics=types.PublishDiagnosticsClientCapabilities(related_information=True)
            ),
            workspace=types.WorkspaceClientCapabilities(
                workspace_edit=types.WorkspaceEditClientCapabilities(document_changes=True)
            ),
        )
        result = await self.initialize_async(types.InitializeParams(told, root_uri=folder.as_uri()))
        self.initialized(types.InitializedParams())
        return result

    async def open(self, uri: str, text: str) -> types.PublishDiagnosticsParams:
        """Open a document, and wait for what is shown of it."""
        self.text_document_did_open(types.DidOpenTextDocumentParams(types.TextDocumentItem(uri, "yaml", 1, text)))
        return await self.next()

    async def next(self) -> types.PublishDiagnosticsParams:
        return await asyncio.wait_for(self.shown.get(), 20)

    def type(self, uri: str, version: int, text: str) -> None:
        """Change a document."""
        self.text_document_did_change(
            types.DidChangeTextDocumentParams(
                types.VersionedTextDocumentIdentifier(version, uri),
                [types.TextDocumentContentChangeWholeDocument(text)],
            )
        )

    async def end(self, *, in_order: bool = True) -> int:
        """End the server and return its exit code."""
        server = self._server
        assert server
        if in_order:
            await self.shutdown_async(None)
        self.exit(None)
        code = await asyncio.wait_for(server.wait(), 20)
        await self.stop()  # type: ignore[no-untyped-call]
        return code


def talk(conversation: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(conversation, 60))


def codes(told: types.PublishDiagnosticsParams) -> set[object]:
    return {one.code for one in told.diagnostics}


def edited(text: str, edit: types.TextEdit) -> str:
    """Return a text after an edit, as an editor makes it."""
    positions = Positions(text)
    start, end = (positions.place((at.line, at.character)) for at in (edit.range.start, edit.range.end))
    lines = text.splitlines(keepends=True)
    offsets = [sum(map(len, lines[: place.line - 1])) + place.column - 1 for place in (start, end)]
    return text[: offsets[0]] + edit.new_text + text[offsets[1] :]


def test_an_editor_sees_gaps_come_and_go() -> None:
    talk(_gaps_come_and_go())


async def _gaps_come_and_go() -> None:
    editor, uri, text = Editor(), EXAMPLE.as_uri(), EXAMPLE.read_text(encoding="utf-8")
    begun = await editor.begin(ROOT)
    assert begun.capabilities.hover_provider
    told = await editor.open(uri, text)
    assert (told.uri, told.version) == (uri, 1)
    (gap,) = [one for one in told.diagnostics if one.code == "OVS001"]
    assert (gap.source, gap.severity, gap.code_description) == ("charter", types.DiagnosticSeverity.Error, None)
    assert gap.range == types.Range(types.Position(163, 16), types.Position(163, 21))
    (why,) = gap.related_information or ()
    assert why.location == types.Location(uri, types.Range(types.Position(65, 14), types.Position(65, 18)))
    assert why.message == "ai_act.risk_class: applies because of this"
    assert isinstance(gap.data, dict)
    assert gap.data["pointer"] == "/oversight/can_override"

    where = types.TextDocumentIdentifier(uri)
    hovered = await editor.text_document_hover_async(types.HoverParams(where, types.Position(163, 18)))
    assert hovered
    assert isinstance(hovered.contents, types.MarkupContent)
    assert "**OVS001**" in hovered.contents.value
    assert await editor.text_document_hover_async(types.HoverParams(where, types.Position(0, 3))) is None

    # Typing: the last version alone is judged, and the gap is gone.
    closed = text.replace("can_override: false", "can_override: true")
    for version in range(2, 6):
        editor.type(uri, version, closed.replace("true", "tru", 1))
    editor.type(uri, 6, closed)
    while (told := await editor.next()).version != 6:
        assert told.version is not None
    assert "OVS001" not in codes(told)
    assert editor.shown.empty()

    await _mends_a_key(editor, uri)

    # A charter gets none, text without a file is judged by itself, and what is closed is cleared.
    charter = ROOT / "charters" / "consistency" / "charter.yaml"
    assert not (await editor.open(charter.as_uri(), "charter: x\n")).diagnostics
    assert (await editor.open("untitled:Untitled-1", MINIMAL)).diagnostics
    editor.text_document_did_close(types.DidCloseTextDocumentParams(where))
    told = await editor.next()
    assert (told.uri, list(told.diagnostics)) == (uri, [])
    assert (editor.messages, editor.logged) == ([], [])
    assert await editor.end() == 0


async def _mends_a_key(editor: Editor, uri: str) -> None:
    """Take the quick fix of a misspelt key; line ends, a mark and an emoji are counted right."""
    wrong = MARK + 'declaration: 1\r\nproject: {name: "😀\U0001d4b3", id: x, lunch: "2026-01-01"}\r\n'
    editor.type(uri, 7, wrong)
    told = await editor.next()
    (problem,) = told.diagnostics
    assert problem.range == types.Range(types.Position(1, 31), types.Position(1, 36))
    asked = types.CodeActionParams(types.TextDocumentIdentifier(uri), problem.range, types.CodeActionContext([problem]))
    (action,) = await editor.text_document_code_action_async(asked) or ()
    assert isinstance(action, types.CodeAction)
    assert (action.kind, action.is_preferred) == (types.CodeActionKind.QuickFix, True)
    assert action.edit
    (change,) = action.edit.document_changes or ()
    assert isinstance(change, types.TextDocumentEdit)
    assert change.text_document.version == 7
    (edit,) = change.edits
    assert isinstance(edit, types.TextEdit)
    editor.type(uri, 8, edited(wrong, edit))
    told = await editor.next()
    assert "unknown-key" not in codes(told)
    assert {"SCO001"} <= codes(told)


def test_a_server_goes_on_whatever_is_wrong(tmp_path: Path) -> None:
    talk(_goes_on(tmp_path))


async def _goes_on(folder: Path) -> None:
    settings, uri = folder / "charter.toml", (folder / "charter.yaml").as_uri()
    settings.write_text("langage = 'fr'\n", encoding="utf-8")
    editor = Editor()
    await editor.begin(folder, "-l", "en")
    told = await editor.open(uri, MINIMAL + "sytem: {}\n")
    assert codes(told) == {"unknown-key"}
    assert len(editor.messages) == 1
    assert "charter.toml:1:" in editor.messages[0]
    # Saving reads them again; they are told once as long as they are the same.
    saved = types.DidSaveTextDocumentParams(types.TextDocumentIdentifier(uri))
    editor.text_document_did_save(saved)
    await editor.next()
    assert len(editor.messages) == 1
    settings.write_text("charters = ['be-federal-ai-2025']\n", encoding="utf-8")
    editor.type(uri, 2, MINIMAL)
    editor.text_document_did_save(saved)
    assert "SCO001" in codes(await editor.next())
    # A message that nobody understands.
    editor.protocol._send_data({"jsonrpc": "2.0", "method": types.TEXT_DOCUMENT_DID_OPEN, "params": {"nonsense": 1}})
    assert (await editor.open("untitled:other", MINIMAL)).diagnostics
    assert len(editor.logged) == 1
    assert "Traceback" not in editor.logged[0]
    assert await editor.end(in_order=False) == 1


def test_an_internal_error_is_told_once_and_the_server_goes_on(ours: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    server, logged = Server(ours), list[types.LogMessageParams]()
    monkeypatch.setattr(server, "window_log_message", logged.append)
    assert [server.safely(lambda: 1 // 0, 7) for _ in range(2)] == [7, 7]
    (told,) = logged
    assert told.message.startswith("Internal error: ZeroDivisionError: ")


def test_the_end_of_input_ends_the_server(run: Run) -> None:
    ran = run("lsp")
    assert (ran.code, ran.out, ran.err) == (0, "", "")


# What no good editor sends.


def sent(message: dict[str, Any]) -> bytes:
    body = json.dumps({"jsonrpc": "2.0", **message}).encode()
    return b"Content-Length: %d\r\n\r\n%b" % (len(body), body)


BEGIN = sent({"id": 1, "method": "initialize", "params": {"processId": None, "rootUri": None, "capabilities": {}}})


@pytest.mark.parametrize("length", [b"Content-Length: abc", b"Content-Length: -5", b"Content-Type: x", b"{}"])
def test_a_message_that_does_not_say_how_long_it_is_ends_the_server_with_a_word(length: bytes, run: Run) -> None:
    ran = run("lsp", "-l", "en", stdin=BEGIN + length + b"\r\n\r\n{}" + sent({"id": 2, "method": "shutdown"}))
    assert ran.code == 1
    assert '"id": 1' in ran.out
    assert '"id": 2' not in ran.out
    assert "Content-Length" in ran.err


def test_the_lines_before_a_message_are_read_however_they_are_written() -> None:
    written = b"\r\ncontent-length:2\nContent-Type: x\n\n{}Content-Length:  3 \r\n\r\n{ }"
    messages = Messages(BytesIO(written))
    assert [messages.readline() for _ in range(4)] == [b"\r\n", b"Content-Length: 2\r\n", b"Content-Type: x\n", b"\n"]
    assert messages.read(2) == b"{}"
    assert [messages.readline() for _ in range(2)] == [b"Content-Length: 3\r\n", b"\r\n"]
    assert messages.read(3) == b"{ }"
    assert (messages.readline(), messages.lost) == (b"", False)


@pytest.mark.parametrize(
    "params",
    [
        {"nonsense": 1},
        {"textDocument": {"uri": "untitled:x"}, "position": {"line": -1, "character": 0}},
        {"textDocument": {"uri": "untitled:x"}, "position": {"line": "first", "character": 0}},
    ],
)
def test_a_question_that_makes_no_sense_gets_an_answer(params: dict[str, Any], run: Run) -> None:
    asked = sent({"id": "q", "method": "textDocument/hover", "params": params})
    ended = sent({"id": 3, "method": "shutdown"})
    ran = run("lsp", "-l", "en", stdin=BEGIN + asked + ended)
    received = [json.loads(piece.partition("\r\n\r\n")[2]) for piece in ran.out.split("Content-Length: ")[1:]]
    (answer,) = [one for one in received if one.get("id") == "q"]
    assert answer["error"]["message"]
    assert (ran.code, [one["result"] for one in received if one.get("id") == 3]) == (0, [None])


def test_on_a_terminal_it_says_who_should_start_it(
    monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    assert command(["lsp"], {"LANG": "C.UTF-8"}) == 2
    assert b"editor" in capsysbinary.readouterr().err
    assert command(["lsp", "--stage", "never"], {"LANG": "C.UTF-8"}) == 2
