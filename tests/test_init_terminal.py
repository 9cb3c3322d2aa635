"""`charter init` in a real terminal: from nothing to a declaration, in each language, and no answer lost on the way."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from charter_cli.assess.assessment import Assessor
from charter_cli.assess.reach import Reach
from charter_cli.cli.draft import Draft, place_of
from charter_cli.cli.wizard import FIRST, LEAST, answers_to
from charter_cli.model.declaration import value_at, with_fact
from charter_cli.model.report import Exit, Outcome, Report
from charter_cli.read.answer import asked_for
from charter_cli.read.declarations import read_declaration
from charter_cli.render.phrases import question
from charter_cli.words import LANGUAGES, Words, words
from tests.conftest import AS_OF, EXAMPLES, all_charters
from tests.terminal import CTRL_C, DOWN, ENTER, PATIENCE, SPACE, UP, Terminal

DAY = ("--as-of", AS_OF.isoformat())
CHATBOT = next(
    read_declaration(str(path / "charter.yaml")).facts for path in EXAMPLES if path.name == "citizen-chatbot"
)
ASSESSOR = Assessor(all_charters(), AS_OF)
REACH = Reach(ASSESSOR.rules, AS_OF)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_from_nothing_to_the_declaration_of_the_chatbot(lang: str, tmp_path: Path) -> None:
    said = words(lang)
    with Terminal(["init", *DAY], tmp_path, {"LANG": "C.UTF-8"}) as terminal:
        terminal.until(lambda seen: all(words(one)("language.own") in seen.text for one in LANGUAGES))
        terminal.type(DOWN * LANGUAGES.index(lang) + ENTER)
        asked = _answered(terminal, said, CHATBOT)
        terminal.until(lambda seen: _plain(said("init.ask.go-on")) in seen.words)
        terminal.type(DOWN + ENTER)
        assert terminal.ended() == Exit.OK
        screen = terminal.words
    declaration = read_declaration(str(tmp_path / "charter.yaml"))
    assert not declaration.problems
    wanted: Mapping[str, object] = {"declaration": 1}
    for pointer in asked:
        wanted = with_fact(wanted, pointer, value_at(CHATBOT, pointer))
    assert declaration.facts == wanted
    assert len(asked) > len(FIRST)
    # It says on the way what an answer rules out, and in the end what applies.
    standings = REACH.standings(wanted)
    truths = [one.applies for one in standings]
    counts = {"applies": truths.count(True), "out": truths.count(False), "open": truths.count(None)}
    assert _plain(said("init.counts", **counts)) in screen
    assert _plain(said("init.end")) in screen
    # The check agrees: what is ruled out does not apply, here and in the complete declaration, and all else is asked.
    report, complete = ASSESSOR.assess(declaration), ASSESSOR.assess(declaration._replace(facts=CHATBOT))
    out = {(one.charter.id, one.requirement.id) for one in standings if one.applies is False}
    assert _of(report, Outcome.NOT_APPLICABLE) == out
    assert out <= _of(complete, Outcome.NOT_APPLICABLE)
    assert not _of(report, Outcome.GAP)
    assert not place_of(str(tmp_path / "charter.yaml")).exists()


FEDERAL = ("init", "-l", "nl", "-c", "be-federal-ai-2025", *DAY)


def test_neither_ctrl_c_nor_a_terminal_that_closes_loses_an_answer(tmp_path: Path) -> None:
    said, path = words("nl"), str(tmp_path / "charter.yaml")
    with Terminal(FEDERAL, tmp_path, {}) as terminal:
        _answer(terminal, said, 1, "/project/name", "Één project")
        _answer(terminal, said, 2, "/project/id", "een-project")
        _asks(terminal, said, 3, "/project/stage")
        terminal.type(CTRL_C)
        assert terminal.ended() == Exit.INTERRUPTED
        assert (
            _plain(said.number("init.stopped", 2, place=".charter.yaml.answers", path="charter.yaml")) in terminal.words
        )
    with Terminal(FEDERAL, tmp_path, {}) as terminal:
        terminal.until(lambda seen: _plain(said.number("init.ask.resume", 2, path="charter.yaml")) in seen.words)
        terminal.type(ENTER)
        _answer(terminal, said, 3, "/project/stage", "pilot")
        terminal.until(lambda seen: "4." in seen.words and _waits(seen, said))
        terminal.hang_up()
        terminal.child.wait(PATIENCE)
    left = Draft.found(path, "nl")
    assert left
    assert left.facts == {"project": {"name": "Één project", "id": "een-project", "stage": "pilot"}}


def test_lists_have_what_can_be_done_instead_of_an_answer(tmp_path: Path) -> None:
    said = words("nl")
    with Terminal(
        [*FEDERAL, "--answer", "project.name=X", "--answer", "project.id=x"], tmp_path, {"NO_COLOR": "1"}
    ) as terminal:
        _asks(terminal, said, 3, "/project/stage")
        assert "\x1b[1m" not in terminal.written.decode()
        terminal.type(_keys("/project/stage", "design"))
        terminal.until(lambda seen: "4." in seen.words and _waits(seen, said))
        # The purposes are several: with none marked, the wizard asks what is meant.
        fourth = next(pointer for pointer in (_next({}),) if asked_for(pointer).several)
        terminal.type(ENTER)
        terminal.until(lambda seen: said("init.instead") in seen.words)
        terminal.type(DOWN * 2 + ENTER)
        _asks(terminal, said, 3, "/project/stage")
        terminal.type(ENTER)
        _asks(terminal, said, 4, fourth)
        terminal.type(ENTER)
        terminal.until(lambda seen: said("init.instead") in seen.words)
        terminal.type(ENTER)
        _asks(terminal, said, 4, fourth)
        terminal.type(ENTER)
        terminal.until(lambda seen: said("init.instead") in seen.words)
        terminal.type(DOWN * 3 + ENTER)
        terminal.until(lambda seen: _plain(said("init.ask.go-on")) in seen.words)
        terminal.type(ENTER)
        # The questions of `charter next` have the same lists; the last choice is to go on later.
        begun = _plain(said("next.begin", path="charter.yaml"))
        terminal.until(
            lambda seen: begun in seen.words and _plain(said("init.several")) in seen.words.rpartition(begun)[2]
        )
        terminal.type(SPACE + ENTER)
        terminal.until(
            lambda seen: (
                seen.words.count(_plain(said.number("next.left", 2)[2:])) > 1 and said("init.move.later") in seen.text
            )
        )
        terminal.type(UP + ENTER)
        assert terminal.ended() == Exit.OK
        assert said("next.written").partition("{")[0] in terminal.text
    # Going back offers the answer that was given before.
    assert value_at(read_declaration(str(tmp_path / "charter.yaml")).facts, "/project/stage") == "design"


def _next(known: Mapping[str, object]) -> str:
    federal = Assessor([one for one in all_charters() if one.id == "be-federal-ai-2025"], AS_OF)
    found = Reach(federal.rules, AS_OF).most_settling(known, answers_to, (), LEAST)
    assert found
    return found


def _answered(terminal: Terminal, said: Words, facts: Mapping[str, object]) -> list[str]:
    """Answer every question as the facts have it, and return what was asked."""
    known, asked = dict[str, object](), list[str]()
    while pointer := next((one for one in FIRST if one not in asked), None) or REACH.most_settling(
        known, answers_to, asked, LEAST
    ):
        asked.append(pointer)
        _answer(terminal, said, len(asked), pointer, value_at(facts, pointer))
        known = with_fact(known, pointer, value_at(facts, pointer))
    return asked


def _answer(terminal: Terminal, said: Words, number: int, pointer: str, value: object) -> None:
    """Wait for a question, and type the answer to it."""
    _asks(terminal, said, number, pointer)
    terminal.type(_keys(pointer, value))


def _asks(terminal: Terminal, said: Words, number: int, pointer: str) -> None:
    """Wait for a question, the last on the screen, until it can be answered."""
    title = _plain(f"{number}. {question(said, pointer)}")
    terminal.until(lambda seen: seen.words.rfind(title) > seen.words.rfind("✓") and _waits(seen, said))


def _waits(terminal: Terminal, said: Words) -> bool:
    """Tell whether what stands behind the last mark asks for an answer."""
    asked = _plain(terminal.text.rpartition("\n>")[2])
    return any(_plain(said(f"init.{key}")) in asked for key in ("answer", "select", "several"))


def _plain(text: str) -> str:
    """Return text with single spaces, as what stands on a screen is compared."""
    return " ".join(text.split())


def _keys(pointer: str, value: object) -> str:
    ask = asked_for(pointer)
    if isinstance(value, bool):
        return ("" if value else DOWN) + ENTER
    if ask.several and isinstance(value, Sequence):
        wanted, keys, at = [ask.options.index(str(one)) for one in value], "", 0
        for index in sorted(wanted):
            keys += DOWN * (index - at) + SPACE
            at = index
        return keys + ENTER
    if ask.options:
        return DOWN * ask.options.index(str(value)) + ENTER
    # What is proposed is taken away first.
    return "\x15" + str(value) + ENTER


def _of(report: Report, outcome: Outcome) -> set[tuple[str, str]]:
    return {(one.charter.id, finding.requirement.id) for one in report.assessments for finding in one.of(outcome)}
