"""`charter init`: what it asks and in which order, what it writes, what it never overwrites, and that no answer is lost."""

import io
import json
import os
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from charter_cli.assess.assessment import Assessor
from charter_cli.assess.reach import Reach
from charter_cli.cli import draft as drafts
from charter_cli.cli.app import run as command
from charter_cli.cli.begin import Beginning
from charter_cli.cli.draft import Draft, Step, place_of
from charter_cli.cli.interview import Interview
from charter_cli.cli.output import WholeFile
from charter_cli.cli.problems import UsageProblem
from charter_cli.cli.prompts import Move, typed
from charter_cli.cli.wizard import FIRST, LEAST, NEEDED, Wizard, answers_to
from charter_cli.model.ask import Ask
from charter_cli.model.declaration import value_at, with_fact
from charter_cli.model.report import Exit, Outcome, Report
from charter_cli.read.answer import answered, asked_for
from charter_cli.read.charters import read_charter
from charter_cli.read.declarations import read_declaration
from charter_cli.read.fields import pointers
from charter_cli.read.strict_yaml import parse
from charter_cli.render import View
from charter_cli.render.new_declaration import new_declaration
from charter_cli.render.phrases import dotted, question
from charter_cli.words import LANGUAGES, words
from tests.conftest import AS_OF, EXAMPLES, ROOT, Ran, all_charters

Told = Callable[..., Ran]

ASSESSOR = Assessor(all_charters(), AS_OF)
FEDERAL = Assessor([one for one in all_charters() if one.id == "be-federal-ai-2025"], AS_OF)
REACH = Reach(ASSESSOR.rules, AS_OF)
DAY = ("--as-of", AS_OF.isoformat())
FACTS = {path.name: read_declaration(str(path / "charter.yaml")).facts for path in EXAMPLES}


@pytest.fixture
def charter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]) -> Told:
    """Run `charter init` inside of this process, in an empty folder, with lines on standard input."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "400")

    def within(*arguments: str, typed: str = "") -> Ran:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        code = command(["init", *DAY, *arguments], {"LANG": "C.UTF-8"})
        out, err = capsysbinary.readouterr()
        return Ran(code, out.decode(), err.decode())

    return within


class Scripted:
    """Answers questions by itself, and keeps which they were."""

    numbered = False

    def __init__(self, answer: Callable[[Ask], object]) -> None:
        self.answer, self.asked, self.moves, self.defaults = (
            answer,
            list[str](),
            list[tuple[Move, ...]](),
            list[object](),
        )

    def ask(self, ask: Ask, default: object, moves: tuple[Move, ...]) -> object:
        self.asked.append(ask.pointer)
        self.moves.append(moves)
        self.defaults.append(default)
        return self.answer(ask)

    def agreed(self, asked: str, *, default: bool) -> bool:
        _ = asked
        return default

    def chosen(self, asked: str, options: dict[str, str], default: str) -> str:
        _ = asked, options
        return default


def asked_by(answer: Callable[[Ask], object], path: Path) -> tuple[Scripted, Draft]:
    """Let the wizard ask until its end."""
    prompts, draft = Scripted(answer), Draft(str(path / "charter.yaml"), "en")
    Wizard(draft, REACH, prompts, View(words("en"))).run()
    return prompts, draft


def named(pointer: str) -> object:
    """Answer what is always asked."""
    return {"/project/name": "X", "/project/id": "x"}.get(pointer, Move.UNKNOWN)


# What is asked, and in which order.


@pytest.mark.parametrize("name", sorted(FACTS))
def test_each_question_settles_at_least_as_much_as_any_other_would(name: str) -> None:
    reach = Reach(FEDERAL.rules, AS_OF)
    known: dict[str, object] = {}
    passed: list[str] = []
    while pointer := reach.most_settling(known, answers_to, passed, LEAST):
        before = reach.standings(known)
        waiting = {one for standing in before if standing.applies is None for one in standing.missing} - set(passed)
        gains = {one: _settled(reach, known, one) for one in waiting if answers_to(one)}
        assert gains[pointer] == max(gains.values()) >= LEAST
        value = value_at(FACTS[name], pointer)
        passed.append(pointer)
        known = with_fact(known, pointer, value) if value is not None else known
    rest = [_settled(reach, known, one) for standing in reach.standings(known) for one in standing.missing if one not in passed and answers_to(one)]  # fmt: skip
    assert max(rest, default=0) < LEAST


def _settled(reach: Reach, known: dict[str, object], pointer: str) -> float:
    """Return how many requirements an answer settles on average: counted the long way."""
    answers = answers_to(pointer)
    before = sum(one.applies is None for one in reach.standings(known))
    after = [sum(one.applies is None for one in reach.standings(with_fact(known, pointer, value))) for value in answers]
    return before - sum(after) / len(after)


def test_first_the_project_is_asked_for_then_what_settles_the_most(tmp_path: Path) -> None:
    prompts, _ = asked_by(lambda ask: _fact("citizen-chatbot", ask.pointer), tmp_path)
    assert prompts.asked[:3] == list(FIRST)
    assert prompts.asked[3] == REACH.most_settling({}, answers_to, (), LEAST)


def _fact(name: str, pointer: str) -> object:
    value = value_at(FACTS[name], pointer)
    return Move.UNKNOWN if value is None else value


def _candidates() -> list[str]:
    return [pointer for pointer in pointers() if "*" not in pointer and answers_to(pointer)]


def test_nothing_is_asked_twice_and_i_do_not_know_is_an_answer(tmp_path: Path) -> None:
    prompts, draft = asked_by(lambda ask: named(ask.pointer), tmp_path)
    assert len(prompts.asked) == len(set(prompts.asked)) > len(FIRST)
    assert draft.facts == {"project": {"name": "X", "id": "x"}}


def test_an_answer_settles_questions_and_none_opens_one_again() -> None:
    answers = {pointer: answers_to(pointer) for pointer in _candidates()}

    @given(st.data())
    @settings(max_examples=60)
    def check(data: st.DataObject) -> None:
        known: dict[str, object] = {}
        before = REACH.standings(known)
        for pointer in data.draw(st.lists(st.sampled_from(sorted(answers)), unique=True, max_size=8)):
            known = with_fact(known, pointer, data.draw(st.sampled_from(list(answers[pointer]))))
            after = REACH.standings(known)
            for old, new in zip(before, after, strict=True):
                assert old.applies is None or new.applies is old.applies
            before = after

    check()


def test_what_is_ruled_out_is_what_a_check_finds_not_applicable() -> None:
    for facts in FACTS.values():
        report = ASSESSOR.assess(read_declaration("-", json.dumps(facts).encode()))
        found = [finding for one in report.assessments for finding in one.findings]
        for standing, finding in zip(REACH.standings(facts), found, strict=True):
            assert standing.requirement == finding.requirement
            assert (standing.applies is False) == (finding.outcome is Outcome.NOT_APPLICABLE)
            assert standing.because == finding.because
            assert standing.missing == () or finding.outcome is not Outcome.MET


def test_one_can_go_back_and_finds_the_answer_that_was_given(tmp_path: Path) -> None:
    given_once: list[str] = []

    def answer(ask: Ask) -> object:
        given_once.append(ask.pointer)
        if ask.pointer in FIRST:
            return "pilot" if ask.pointer == "/project/stage" else named(ask.pointer)
        return Move.BACK if given_once.count("/project/stage") == 1 else Move.FINISH

    prompts, draft = asked_by(answer, tmp_path)
    fourth = prompts.asked[3]
    assert prompts.asked == [*FIRST, fourth, "/project/stage", fourth]
    assert prompts.defaults[4] == "pilot"
    assert draft.facts == {"project": {"name": "X", "id": "x", "stage": "pilot"}}


def test_there_is_no_way_round_the_name(tmp_path: Path) -> None:
    prompts, _ = asked_by(lambda ask: named(ask.pointer), tmp_path)
    for pointer, moves in zip(prompts.asked, prompts.moves, strict=True):
        assert (Move.UNKNOWN in moves) == (pointer not in NEEDED)
        assert (Move.BACK in moves) == (pointer != prompts.asked[0])


# What is written.


@pytest.mark.parametrize("lang", LANGUAGES)
def test_without_questions_the_answers_of_the_options_are_written(lang: str, charter: Told) -> None:
    said = words(lang)
    ran = charter(
        "--no-input", "-l", lang, "--answer", "project.name=Réponse: à tous", "--answer", f"system.generative={said('yes')}",
        "--answer", "scope.audience=1", "--answer", f"scope.purposes={said('value.purpose.internal')}",
    )  # fmt: skip
    assert ran.code == Exit.USAGE, "the numbers of options are for those who see them"
    ran = charter(
        "--no-input", "-l", lang, "--answer", "project.name=Réponse: à tous", "--answer", f"system.generative={said('yes')}",
        "--answer", f"scope.purposes={said('value.purpose.internal')}",
    )  # fmt: skip
    assert (ran.code, ran.out) == (Exit.OK, "")
    text = Path("charter.yaml").read_text(encoding="utf-8")
    declared = read_declaration("charter.yaml")
    assert not declared.problems
    assert declared.facts == {
        "declaration": 1,
        "project": {"id": "reponse-a-tous", "name": "Réponse: à tous"},
        "system": {"generative": True},
        "scope": {"purposes": ["internal"]},
    }
    assert said("section./scope") in text
    assert " ".join(question(said, "/scope/purposes_complete").split()) in " ".join(text.replace("#", " ").split())
    assert max(map(len, text.splitlines())) <= 120


def test_only_sections_that_apply_are_written(charter: Told) -> None:
    assert (
        charter("--no-input", "--answer", "project.name=X", "--answer", "data_protection.personal_data=no").code
        == Exit.OK
    )
    without = Path("charter.yaml").read_text(encoding="utf-8")
    assert "  personal_data: false" in without
    assert "  retention:" not in without
    assert charter("--no-input", "--overwrite", "--answer", "project.name=X", "--answer", "data_protection.personal_data=yes").code == Exit.OK  # fmt: skip
    assert "  retention:" in Path("charter.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(FACTS))
def test_a_key_without_a_value_is_there_for_each_question_of_a_requirement_that_applies(name: str) -> None:
    _, draft = asked_by(lambda ask: _fact(name, ask.pointer), Path("/nowhere"))
    facts = {"declaration": 1, **draft.facts}
    before = ASSESSOR.assess(read_declaration("-", json.dumps(facts).encode()))
    written = Beginning("charter.yaml", (), ASSESSOR, AS_OF, overwrite=False)._text(draft, words("nl"))
    after = ASSESSOR.assess(read_declaration("-", written.encode()))
    assert after.declaration.facts == facts
    assert _told(after) == _told(before)
    document = after.declaration.document
    assert document
    found = [finding for one in after.assessments for finding in one.findings]
    for standing, finding in zip(REACH.standings(facts), found, strict=True):
        for pointer in finding.missing if standing.applies else standing.missing:
            assert document.has(pointer), pointer
    sections = set(document.data) - {"declaration"}
    for section in sections:
        assert section in facts or any(f"/{section}/" in one for f in found for one in f.missing)


def _told(report: Report) -> list[tuple[str, Outcome, tuple[str, ...]]]:
    findings = (finding for one in report.assessments for finding in one.findings)
    return [(one.fingerprint, one.outcome, one.missing) for one in findings]


def test_whatever_is_answered_is_what_the_file_declares() -> None:
    left = ("/evidence", "/declaration")
    closed = [pointer for pointer in pointers() if "*" not in pointer and not pointer.startswith(left)]
    text = st.text(st.characters(exclude_categories=["Cs", "Cc", "Co", "Cn"]), min_size=1, max_size=40)

    @given(st.data())
    @settings(max_examples=80)
    def check(data: st.DataObject) -> None:
        facts: dict[str, object] = {"project": {"id": "x", "name": data.draw(text) + "a"}}
        asked = data.draw(st.lists(st.sampled_from(closed), unique=True, max_size=12))
        for pointer in asked:
            answers = answers_to(pointer)
            value = data.draw(st.sampled_from([*answers, None]))
            facts = facts if value is None else with_fact(facts, pointer, value)
        lang = data.draw(st.sampled_from(LANGUAGES))
        written = new_declaration(facts, asked, "# head", words(lang))
        document, problems = parse(written.encode(), "charter.yaml")
        assert document
        assert not problems
        declared = read_declaration("-", written.encode())
        assert not declared.problems
        assert declared.facts == {"declaration": 1, **facts}
        assert all(document.has(pointer) for pointer in asked)

    check()


def test_charter_next_answers_each_open_key_on_its_own_line(tmp_path: Path) -> None:
    draft = Draft("charter.yaml", "en")
    draft.steps = [Step("/project/name", "X"), Step("/project/id", "x"), Step("/scope/purposes", ["internal"])]
    path = tmp_path / "charter.yaml"
    path.write_text(
        Beginning("charter.yaml", (), FEDERAL, AS_OF, overwrite=False)._text(draft, words("en")), encoding="utf-8"
    )
    interview, answers = Interview(FEDERAL, (str(path), None)), 0
    document = interview.document
    for ask in interview.round(1000).asked:
        if not document.has(ask.pointer) or not answers_to(ask.pointer):
            continue
        before = path.read_text(encoding="utf-8").splitlines()
        (value, *_) = answers_to(ask.pointer)
        interview.answer(ask, str(value[0] if isinstance(value, list) else value))
        after = path.read_text(encoding="utf-8").splitlines()
        changed = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
        assert len(changed) == 1
        assert changed[0][0].endswith(f"{ask.pointer.rpartition('/')[2]}:")
        answers += 1
    assert answers > 5


@pytest.mark.parametrize("arguments", [
    (),
    ("--answer", "project.name=…"),
    ("--answer", "project.name=X", "--answer", "system.generative"),
    ("--answer", "project.name=X", "--answer", "system.generativ=yes"),
    ("--answer", "project.name=X", "--answer", "system.generative=perhaps"),
    ("--answer", "project.name=X", "--answer", "data.sources[0].name=a"),
    ("--answer", "project.name=X", "--answer", "evidence.a.title=a"),
    ("--answer", "project.name=X", "--as-of", "launch"),
    ("-c", "nothing-of-ours", "--answer", "project.name=X"),
    ("-",),
    ("--answer", "project.name=X", ""),
])  # fmt: skip
def test_what_cannot_be_written_is_told_and_nothing_is(arguments: Sequence[str], charter: Told) -> None:
    ran = charter("--no-input", *arguments)
    assert ran.code in (Exit.USAGE, Exit.UNREADABLE)
    assert ran.err
    assert "Traceback" not in ran.err
    assert not list(Path().iterdir())


def test_the_next_command_is_told_with_the_charters_that_were_chosen(charter: Told) -> None:
    given = ("--no-input", "--answer", "project.name=X")
    assert charter(*given).err.splitlines()[-1].endswith(": charter next charter.yaml")
    ran = charter("a b.yaml", *given, "-c", "eu-ai-act")
    assert ran.err.splitlines()[-1].endswith(": charter next 'a b.yaml' --charter eu-ai-act")


def test_a_file_in_a_new_folder_and_the_schema_for_editors_beside_it(charter: Told) -> None:
    assert charter("a/b/x.charter.yaml", "--no-input", "-l", "de", "--answer", "project.name=X").code == Exit.OK
    first = Path("a/b/x.charter.yaml").read_text(encoding="utf-8").splitlines()[0]
    schema = first.partition("$schema=")[2]
    assert first.startswith("# yaml-language-server: ")
    told = json.loads((Path("a/b") / schema).read_text(encoding="utf-8"))
    assert told["properties"]["project"]["properties"]["name"]
    Path("a/c").mkdir()
    assert charter("a/c", "--no-input", "--answer", "project.name=X").code == Exit.OK
    assert Path("a/c/charter.yaml").is_file()


# What is never overwritten.


@pytest.mark.parametrize("typed", ["no\n", "\n", ""])
def test_no_file_is_overwritten_without_a_yes(typed: str, charter: Told) -> None:
    Path("charter.yaml").write_text("mine\n", encoding="utf-8")
    ran = charter("-l", "en", typed=typed)
    assert ran.code == (Exit.OK if typed else Exit.INTERRUPTED)
    assert charter("--no-input", "--answer", "project.name=X").code == Exit.USAGE
    assert Path("charter.yaml").read_text(encoding="utf-8") == "mine\n"
    assert list(Path().iterdir()) == [Path("charter.yaml")]


@pytest.mark.parametrize("name", ["charter.yaml", ".charter.yaml.answers"])
def test_a_pipe_is_neither_written_nor_waited_for(name: str, charter: Told) -> None:
    os.mkfifo(name)
    assert charter("-l", "en", typed="X\n\n.\nno\n").code == Exit.UNREADABLE
    assert [path.name for path in Path().iterdir()] == [name]


def test_a_yes_overwrites(charter: Told) -> None:
    Path("charter.yaml").write_text("mine\n", encoding="utf-8")
    assert charter("-l", "en", typed="yes\nX\n\n.\nno\n").code == Exit.OK
    assert read_declaration("charter.yaml").facts == {"declaration": 1, "project": {"id": "x", "name": "X"}}


def test_a_file_that_appears_meanwhile_is_not_overwritten_and_the_answers_stay(
    charter: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    ending = Wizard.run

    def run(self: Wizard) -> bool:
        complete = ending(self)
        Path("charter.yaml").write_text("theirs\n", encoding="utf-8")
        return complete

    monkeypatch.setattr(Wizard, "run", run)
    ran = charter("-l", "en", typed="X\n\n.\n")
    assert ran.code == Exit.USAGE
    assert str(place_of("charter.yaml")) in ran.err
    assert Path("charter.yaml").read_text(encoding="utf-8") == "theirs\n"
    left = Draft.found("charter.yaml", "en")
    assert left
    assert left.facts == {"project": {"id": "x", "name": "X"}}


# No answer is lost.


def test_where_the_input_ends_the_answers_are_kept_and_the_next_run_goes_on(charter: Told) -> None:
    ran = charter("-l", "nl", typed="X\n\npilot\n")
    assert ran.code == Exit.INTERRUPTED
    assert str(place_of("charter.yaml")) in ran.err
    assert not Path("charter.yaml").exists()
    ran = charter("-l", "nl", typed="ja\n.\nnee\n")
    assert ran.code == Exit.OK
    assert question(words("nl"), "/project/name") not in ran.out
    assert value_at(read_declaration("charter.yaml").facts, "/project") == {"name": "X", "id": "x", "stage": "pilot"}
    assert not place_of("charter.yaml").exists()


def test_one_can_begin_anew_instead(charter: Told) -> None:
    charter("-l", "en", typed="X\n\npilot\n")
    assert charter("-l", "en", typed="no\nY\n\n.\nno\n").code == Exit.OK
    assert value_at(read_declaration("charter.yaml").facts, "/project") == {"name": "Y", "id": "y"}


def test_who_stops_to_go_on_later_ends_well(tmp_path: Path) -> None:
    draft = Draft(str(tmp_path / "charter.yaml"), "en")
    assert not Wizard(draft, REACH, Scripted(lambda ask: named(ask.pointer) if ask.pointer in NEEDED else Move.LATER), View(words("en"))).run()  # fmt: skip
    left = Draft.found(str(tmp_path / "charter.yaml"), "en")
    assert left
    assert left.steps == draft.steps


def test_on_a_full_disk_the_answers_come_out_on_standard_output(charter: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafts, "WholeFile", _full)
    monkeypatch.setattr("charter_cli.cli.begin.write_new", lambda folder, _: _full(folder))
    ran = charter("-l", "en", typed="My project\n\npilot\n.\n")
    assert ran.code == Exit.USAGE
    assert "No space left on device" in ran.err
    text = ran.out[ran.out.index("# yaml-language-server") :]
    assert value_at(read_declaration("-", text.encode()).facts, "/project") == {"name": "My project", "id": "my-project", "stage": "pilot"}  # fmt: skip
    assert not list(Path().iterdir())


def test_once_there_is_room_again_all_answers_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = Draft(str(tmp_path / "charter.yaml"), "en")
    with monkeypatch.context() as full:
        full.setattr(drafts, "WholeFile", _full)
        assert draft.add(Step("/project/name", "X"))
        assert not draft.kept
    assert not draft.add(Step("/project/id", "x"))
    left = Draft.found(str(tmp_path / "charter.yaml"), "en")
    assert left
    assert left.facts == {"project": {"name": "X", "id": "x"}}


def _full(path: str) -> WholeFile:
    raise UsageProblem("write", path=path, reason="No space left on device")


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[]", b'{"steps": 3, "language": "en"}', b'{"steps": [[1]], "language": "en"}', b"[" * 100_000])  # fmt: skip
def test_what_is_no_draft_is_told_with_its_place(content: bytes, charter: Told) -> None:
    place_of("charter.yaml").write_bytes(content)
    ran = charter("-l", "en", typed="X\n\n.\n")
    assert ran.code == Exit.UNREADABLE
    assert str(place_of("charter.yaml")) in ran.err
    assert place_of("charter.yaml").read_bytes() == content


def test_answers_that_a_declaration_cannot_have_are_asked_for_again(tmp_path: Path) -> None:
    steps = [["/project/name", "X"], ["/project/id", "NOT AN ID"], ["/no/such", 1], ["/system/generative", "perhaps"], ["/project", {}], ["/project/stage", None]]  # fmt: skip
    place_of(str(tmp_path / "charter.yaml")).write_text(
        json.dumps({"language": "xx", "steps": steps}), encoding="utf-8"
    )
    left = Draft.found(str(tmp_path / "charter.yaml"), "fr")
    assert left
    assert left.steps == [Step("/project/name", "X"), Step("/project/stage", None)]
    assert left.language == "fr"


# Lines, where there is no terminal.


def test_lines_are_understood_as_people_write_them(charter: Told) -> None:
    typed = "X\n\n3\nperhaps\nja\n26\n<\n?\n5a-public-benefits\n.\nno\n"
    ran = charter("-l", "en", typed=typed)
    assert ran.code == Exit.OK
    facts = read_declaration("charter.yaml").facts
    assert value_at(facts, "/project/stage") == asked_for("/project/stage").options[2]
    assert value_at(facts, "/data_protection/personal_data") is True
    assert value_at(facts, "/ai_act/annex_iii") == ["5a-public-benefits"]
    assert words("en")("plain.value.annex-iii.5a-public-benefits") in ran.out
    assert "perhaps" in ran.err


def test_who_goes_on_is_asked_the_open_questions_of_the_file(charter: Told) -> None:
    ran = charter("-l", "en", typed="X\n\n.\nyes\n")
    assert ran.code == Exit.INTERRUPTED
    assert words("en")("init.answer") in ran.out
    assert Path("charter.yaml").is_file()


def test_the_language_is_asked_for_unless_it_was_chosen(charter: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    assert words("fr")("init.written", path="charter.yaml") in charter(typed="Français\nX\n\n.\nnon\n").err
    assert charter("a.yaml", typed="3\nX\n\n.\nnee\n").code == Exit.OK
    assert read_declaration("a.yaml").facts
    monkeypatch.setenv("CHARTER_LANG", "de")
    assert words("de")("init.written", path="b.yaml") in charter("b.yaml", typed="X\n\n.\nnein\n").err


def test_an_answer_given_as_option_is_not_asked_for(charter: Told) -> None:
    ran = charter("-l", "en", "--answer", "project.name=X", typed="\n.\nno\n")
    assert ran.code == Exit.OK
    assert question(words("en"), "/project/name") not in ran.out


def test_what_says_nothing_is_not_taken_and_is_offered_to_be_mended(tmp_path: Path) -> None:
    answers = iter(["…", "X"])
    prompts, draft = asked_by(
        lambda ask: next(answers) if ask.pointer == "/project/name" else named(ask.pointer), tmp_path
    )
    assert value_at(draft.facts, "/project/name") == "X"
    assert prompts.defaults[:2] == [None, "…"]


def test_none_of_these_stands_alone(charter: Told, tmp_path: Path) -> None:
    wrong, right = ["5b-credit-score", "none"], ["none"]
    answers = iter([wrong, right])
    prompts, draft = asked_by(
        lambda ask: next(answers) if ask.pointer == "/ai_act/annex_iii" else named(ask.pointer), tmp_path
    )
    assert value_at(draft.facts, "/ai_act/annex_iii") == right
    assert wrong in prompts.defaults
    assert charter("--no-input", "--answer", "project.name=X", "--answer", "ai_act.annex_iii=none, 5b-credit-score").code == Exit.USAGE  # fmt: skip
    assert not Path("charter.yaml").exists()


def test_one_can_be_asked_once_more(tmp_path: Path) -> None:
    answers = iter([Move.AGAIN, "X"])
    prompts, _ = asked_by(lambda ask: next(answers) if ask.pointer == "/project/name" else named(ask.pointer), tmp_path)
    assert prompts.asked[:3] == ["/project/name", "/project/name", "/project/id"]


@pytest.mark.parametrize(
    "name",
    [
        "Bot 🚗",
        "\N{MATHEMATICAL FRAKTUR CAPITAL U}",
        "א ב",
        "x 👩\u200d👧",
        "a: b # c",
        '"a',
        "'a",
        "- x",
        "a" * 5000,
        "#x",
        "{x}",
        "on",
    ],
)
def test_any_name_that_can_be_typed_is_written_as_it_was(name: str, charter: Told) -> None:
    assert charter("--no-input", "--answer", f"project.name={name}", "--answer", "project.id=x").code == Exit.OK
    assert read_declaration("charter.yaml").fact("/project/name") == name
    assert charter("b.yaml", "-l", "en", typed=f"{name}\nx\n.\nno\n").code == Exit.OK
    assert read_declaration("b.yaml").fact("/project/name") == name


def test_what_no_keyboard_has_is_left_out() -> None:
    assert typed("a\x1b[31m\x00 b\n\tc\udce9") == "a [31m b c"


def test_a_small_charter_is_asked_about_to_the_end(tmp_path: Path) -> None:
    one = "examples/municipal-charter/rules/charter.yaml"
    charter, problems = read_charter(str(ROOT / one))
    assert charter, problems
    reach = Reach(Assessor([charter], AS_OF).rules, AS_OF)
    prompts, draft = (
        Scripted(lambda ask: _fact("citizen-chatbot", ask.pointer)),
        Draft(str(tmp_path / "charter.yaml"), "en"),
    )
    Wizard(draft, reach, prompts, View(words("en"))).run()
    assert len(prompts.asked) > len(FIRST)
    assert all(standing.applies is not None for standing in reach.standings(draft.facts))


def test_every_fact_that_is_asked_for_has_words_that_help() -> None:
    asked = {step for name in FACTS for step in asked_by(lambda ask, name=name: _fact(name, ask.pointer), Path("/nowhere"))[0].asked}  # type: ignore[misc]  # fmt: skip
    for pointer in asked:
        assert words("fr").get(f"plain.field.{pointer}"), dotted(pointer)
        assert answered(str((answers_to(pointer) or ["x"])[0]).strip("[]'"), pointer, {}) is not None
    assert date(2026, 11, 22) == AS_OF


def test_what_stands_above_a_list_fits_on_a_line_of_80_columns() -> None:
    for said in map(words, LANGUAGES):
        for key in ("select", "several"):
            assert len(f"> {said('init.answer')} {said(f'init.{key}')}") < 80
