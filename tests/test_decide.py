"""`charter decide`: what it lists, what it writes and where, what it refuses, and that no answer is lost."""

import io
import json
import os
import pty
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from charter_cli.assess.assessment import Assessor
from charter_cli.model.charter import Charter
from charter_cli.model.declaration import Decision
from charter_cli.model.report import Finding, Outcome
from charter_cli.read.declarations import read_decisions, read_declaration
from charter_cli.read.strict_yaml import parse
from charter_cli.render.entry import item
from charter_cli.words import LANGUAGES, words
from tests.conftest import AS_OF, ROOT, Ran, Run
from tests.scratch import DAY
from tests.terminal import interrupt, take_terminal

Told = Callable[..., Ran]

FEDERAL = ("-c", "be-federal-ai-2025", "-l", "en", "--date", DAY)
ACCEPT = ("--body", "Ethics committee", "--answer", "accepted", "--reason", "It suffices for this system.")
CONDITIONAL = ("--body", "Ethics committee", "--answer", "accepted-with-conditions", "--reason", "Nearly there.")


@pytest.fixture
def charter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inside: Run) -> Told:
    """Run a command inside of this process, in a folder with a declaration that has open questions."""
    shutil.copytree(ROOT / "examples/benefits-triage", tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return inside


def recorded(path: str = "decisions.yaml") -> tuple[Decision, ...]:
    decisions, problems = read_decisions(path)
    assert not problems
    return decisions


def found(charter: Charter, requirement: str) -> Finding:
    report = Assessor([charter], AS_OF).assess(read_declaration("charter.yaml"))
    (assessment,) = report.assessments
    return next(one for one in assessment.findings if one.requirement.id == requirement)


# What is listed.


def test_without_a_requirement_the_open_questions_are_listed_with_what_is_declared(charter: Told) -> None:
    ran = charter("decide", ".", *FEDERAL)
    assert ran.code == 0
    assert "2 questions are open on 2026-11-22" in ran.out
    assert "1. TRA006 " in ran.out
    assert "2. ASM007 " in ran.out
    assert "declared: audit.needed: true" in ran.out
    assert not Path("decisions.yaml").exists()


def test_the_command_that_is_listed_records_the_answer_when_its_words_are_filled_in(charter: Told) -> None:
    listed = charter("decide", ".", *FEDERAL).out
    line = next(line for line in listed.splitlines() if "ASM007 --body" in line)
    filled = line.replace("COMMITTEE", "'A committee'").replace("ANSWER", "accepted").replace("REASON", "'It is so.'")
    ran = charter(*shlex.split(filled)[1:], "-l", "en")
    assert (ran.code, ran.err) == (0, "")
    assert [(one.requirement, one.body) for one in recorded()] == [("ASM007", "A committee")]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_list_speaks_the_language_asked_for(lang: str, charter: Told) -> None:
    ran = charter("decide", ".", *FEDERAL[:2], "--date", DAY, "-l", lang)
    assert ran.code == 0
    assert f"be-federal-ai-2025/TRA006 --body {words(lang)('decide.example.body')} " in ran.out


def test_where_nothing_is_open_that_is_said(charter: Told) -> None:
    charter("decide", ".", *FEDERAL, "--requirement", "TRA006", "--requirement", "ASM007", *ACCEPT)
    assert "No question is open" in charter("decide", ".", *FEDERAL).out


# What is written.


def test_a_decision_is_recorded_with_what_it_was_made_on(charter: Told, federal: Charter) -> None:
    ran = charter("decide", ".", *FEDERAL, "--requirement", "ASM007", *ACCEPT, "--valid-until", "2027-11-21")
    assert ran.code == 0
    document, _ = parse(Path("decisions.yaml").read_bytes(), "")
    assert document
    entry: Any = document.data["decisions"][0]  # type: ignore[index]
    declaration = read_declaration("charter.yaml")
    assert entry["declaration"] == declaration.digest
    assert (entry["charter_version"], entry["charter_digest"]) == (federal.version, federal.digest)
    assert entry["valid_until"] == "2027-11-21"
    assert entry["rests_on"]["/audit/needed"] is True
    assert entry["rests_on"]["/evidence/auditverslag"] == declaration.fact("/evidence/auditverslag")
    assert found(federal, "ASM007").outcome is Outcome.MET


def test_files_that_were_seen_are_recorded_with_their_digest(charter: Told) -> None:
    charter("decide", ".", *FEDERAL, "--requirement", "TRA006", *ACCEPT)
    (decision,) = recorded()
    declaration = read_declaration("charter.yaml")
    seen = {name: one.sha256 for name, one in declaration.sightings.items() if one.sha256}
    named = {name: value for name, value in decision.rests_on.items() if not name.startswith("/")}
    cited = set(declaration.fact("/transparency/documentation/evidence") or ())  # type: ignore[call-overload]
    assert named == {name: digest for name, digest in seen.items() if name in cited}


def test_without_an_end_it_is_said_that_there_is_none(charter: Told) -> None:
    charter("decide", ".", *FEDERAL, "--requirement", "ASM007", *ACCEPT)
    assert "valid_until: never" in Path("decisions.yaml").read_text(encoding="utf-8")
    assert recorded()[0].valid_until is None


def test_conditions_are_written_with_their_owners_and_due_dates(charter: Told, federal: Charter) -> None:
    conditions = ("--condition", "DPO; 2027-01-31; Finish the DPIA; all of it", "--condition", "Team;2026-12-01;Train")
    ran = charter("decide", ".", *FEDERAL, "--requirement", "ASM007", *CONDITIONAL, *conditions)
    assert ran.code == 0, ran.err
    told = [(one.text, one.owner, one.due, one.met) for one in recorded()[0].conditions]
    assert told == [("Finish the DPIA; all of it", "DPO", "2027-01-31", None), ("Train", "Team", "2026-12-01", None)]
    assert [one.owner for one in found(federal, "ASM007").conditions] == ["Team", "DPO"]


def test_one_answer_can_be_given_to_several_questions(charter: Told) -> None:
    named = ("--requirement", "asm007", "--requirement", "be-federal-ai-2025/TRA006", "--requirement", "ASM007")
    assert charter("decide", ".", *FEDERAL, *named, *ACCEPT).code == 0
    assert [one.requirement for one in recorded()] == ["ASM007", "TRA006"]


def test_a_new_decision_stands_beside_the_old_one_and_covers(charter: Told, federal: Charter) -> None:
    charter("decide", ".", *FEDERAL, "--requirement", "ASM007", *ACCEPT)
    refuse = ("--body", "Ethics committee", "--answer", "refused", "--reason", "Not so.")
    charter("decide", ".", *FEDERAL, "--requirement", "ASM007", *refuse)
    assert [one.answer for one in recorded()] == ["accepted", "refused"]
    assert found(federal, "ASM007").outcome is Outcome.GAP


def test_a_dry_run_shows_the_lines_and_writes_nothing(charter: Told) -> None:
    ran = charter("decide", ".", *FEDERAL, "--requirement", "ASM007", *ACCEPT, "--dry-run")
    assert ran.code == 0
    assert "+    answer: accepted\n" in ran.out
    assert not Path("decisions.yaml").exists()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_new_file_begins_with_comments_in_the_language_chosen(lang: str, charter: Told) -> None:
    charter("decide", ".", *FEDERAL[:2], "--date", DAY, "-l", lang, "--requirement", "ASM007", *ACCEPT)
    first, *lines = Path("decisions.yaml").read_text(encoding="utf-8").splitlines()
    schema = ".charter/decisions.en.schema.json"
    assert first == f"# yaml-language-server: $schema={schema}"
    assert json.loads(Path(schema).read_bytes())["$id"] == "urn:charter:schema:decisions:1"
    assert lines[0].startswith("# ")
    assert "benefits-triage" in lines[0]
    assert all(len(line) <= 140 for line in lines[:3])


# Files that are there already.

FACTS = "sha256:" + "0" * 64
ENTRY = (
    f"charter: be-federal-ai-2025\nrequirement: TRA006\nbody: B\ndate: 2026-01-01\nanswer: accepted\nfacts: {FACTS}\n"
)


def block(indent: int, reason: str = "reason: R") -> str:
    lines = [*ENTRY.splitlines(), *reason.splitlines()]
    return "".join(f"{' ' * indent}{'  ' if number else '- '}{line}\n" for number, line in enumerate(lines))


KEPT = {
    "indented": "format: 1\ndecisions:\n" + block(2),
    "flush": "# Head\nformat: 1 # one\ndecisions: # these\n" + block(0),
    "deep": "format: 1\ndecisions:\n" + block(6),
    "blank lines": "format: 1\n\ndecisions:\n\n" + block(2) + "\n" + block(2) + "\n\n# The end\n",
    "close together": "format: 1\ndecisions:\n" + block(2) + block(2),
    "list first": "decisions:\n" + block(2) + "\n# What this is:\nformat: 1\n",
    "a comment that is text": "format: 1\ndecisions:\n" + block(2, "reason: |\n  First\n\n  # Second\n"),
    "quoted over lines": "format: 1\ndecisions:\n" + block(2, 'reason: "one\n\n    two"'),
    "no line end": ("format: 1\ndecisions:\n" + block(2)).rstrip("\n"),
    "end of document": "---\nformat: 1\ndecisions:\n" + block(2) + "...\n",
    "wide dash": "format: 1\ndecisions:\n" + block(2).replace("  - charter", "  -   charter").replace("\n    ", "\n      "),
    "no entry yet": "format: 1\ndecisions: # none yet\n# Nothing else\n",
    "no list yet": "# Only this\nformat: 1\n",
    "no list and no line end": "format: 1",
    "windows": ("format: 1\ndecisions:\n" + block(2)).replace("\n", "\r\n"),
    "brackets in a line": "format: 1\ndecisions:\n  - {reason: R, " + ", ".join(ENTRY.splitlines()).replace(FACTS, f"'{FACTS}'") + "}\n",
    "byte order mark": "\ufeffformat: 1\ndecisions:\n" + block(2),
}  # fmt: skip


@pytest.mark.parametrize("name", KEPT)
def test_what_is_in_the_file_stays_as_it_is(name: str, charter: Told) -> None:
    path, before = Path("decisions.yaml"), KEPT[name].encode()
    path.write_bytes(before)
    earlier = recorded()
    ran = charter("decide", ".", *FEDERAL, "--requirement", "ASM007", *ACCEPT)
    assert ran.code == 0, ran.err
    old, new = before.decode().splitlines(), path.read_bytes().decode().splitlines()
    rest = iter(new)
    assert all(line in rest for line in old)
    assert len(recorded()) == len(earlier) + 1
    assert recorded()[-1].requirement == "ASM007"
    endings = path.read_bytes()
    assert endings.count(b"\r\n") in (0, endings.count(b"\n"))


REFUSED = {
    "flow": f"format: 1\ndecisions: [{{charter: c, requirement: R, body: B, date: 2026-01-01, answer: accepted, reason: R, facts: '{FACTS}'}}]\n",
    "empty brackets": "format: 1\ndecisions: []\n",
    "whole file in brackets": "{format: 1}\n",
    "dash on its own line": "format: 1\ndecisions:\n  -\n" + block(4).replace("    - ", "      "),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_to_which_nothing_can_be_added_safely_is_left_alone(name: str, charter: Told) -> None:
    path = Path("decisions.yaml")
    path.write_text(REFUSED[name], encoding="utf-8")
    ran = charter("decide", ".", *FEDERAL, "--requirement", "ASM007", *ACCEPT)
    assert ran.code == 2
    assert "nothing was written" in ran.err
    assert path.read_text(encoding="utf-8") == REFUSED[name]


def test_a_malformed_file_of_decisions_is_told_and_left_alone(charter: Told) -> None:
    Path("decisions.yaml").write_text("format: 1\ndecisions:\n  - charter: x\n", encoding="utf-8")
    ran = charter("decide", ".", *FEDERAL, "--requirement", "ASM007", *ACCEPT)
    assert ran.code == 3
    assert "decisions.yaml:3:5" in ran.err


texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=150).filter(
    lambda text: any(map(str.isalnum, text))
)
values = st.recursive(
    st.booleans() | st.integers(-(10**9), 10**9) | texts,
    lambda inner: st.lists(inner, min_size=1, max_size=3) | st.dictionaries(texts, inner, min_size=1, max_size=3),
    max_leaves=5,
)


@settings(max_examples=40)
@given(
    reason=texts | st.lists(st.from_regex(r"\w{1,20}", fullmatch=True), min_size=20, max_size=60).map(" ".join),
    conditions=st.lists(st.fixed_dictionaries({"text": texts, "owner": texts}), min_size=1, max_size=2),
    facts=st.dictionaries(st.sampled_from(["/a/b", "/a/*/c", "card"]), values, min_size=1),
    indent=st.integers(0, 4),
)
def test_whatever_is_written_is_read_again_as_it_was(
    reason: str, conditions: list[dict[str, str]], facts: dict[str, object], indent: int
) -> None:
    entry = {"reason": reason, "conditions": conditions, "rests_on": facts}
    text = "decisions:\n" + "".join(f"{line}\n" for line in item(entry, indent))
    document, problems = parse(text.encode(), "decisions.yaml")
    assert not problems
    assert document
    assert document.data == {"decisions": [entry]}


# What is refused.


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--answer", "accepted"), "--requirement is needed with --answer"),
        (("--requirement", "ASM007"), "--answer is needed with --requirement"),
        (("--requirement", "ASM007", "--answer", "acepted"), "Did you mean 'accepted'"),
        (("--requirement", "ASM007", "--answer", "accepted", "--body", "B"), "--reason is needed with --answer"),
        (("--requirement", "ASM007", "--answer", "accepted", "--reason", "R"), "--body is needed with --answer"),
        (("--requirement", "ASM007", *ACCEPT[:-1], "…"), "--reason says nothing"),
        (("--requirement", "ASM008x", *ACCEPT), "there is no requirement 'ASM008x'"),
        (("--requirement", "eu-ai-act/ASM007", *ACCEPT), "there is no requirement 'eu-ai-act/ASM007'"),
        (("--requirement", "ASM007", *CONDITIONAL), "needs at least one --condition"),
        (("--requirement", "ASM007", *ACCEPT, "--condition", "A; 2027-01-01; T"), "accepted-with-conditions only"),
        (("--requirement", "ASM007", *CONDITIONAL, "--condition", "A; T"), "is no condition"),
        (("--requirement", "ASM007", *CONDITIONAL, "--condition", "; 2027-01-01; T"), "is no condition"),
        (("--requirement", "ASM007", *CONDITIONAL, "--condition", "A; soon; T"), "'soon' is not a date"),
        (("--requirement", "ASM007", *CONDITIONAL, "--condition", "A; 2026-11-21; T"), "before the day of the decision"),
        (("--requirement", "ASM007", *ACCEPT, "--valid-until", "2026-11-21"), "before the day of the decision"),
        (("--requirement", "ASM007", *ACCEPT, "--valid-until", "x"), "'x' is not a date"),
        (("--date", "launch"), "'launch' is not a date"),
        (("--requirement", "SCO001", *ACCEPT), "leaves no question to people"),
    ],
)  # fmt: skip
def test_what_does_not_go_together_is_said_and_nothing_is_written(
    arguments: tuple[str, ...], said: str, charter: Told
) -> None:
    ran = charter("decide", ".", *FEDERAL, *arguments)
    assert ran.code == 2
    assert said in ran.err
    assert not Path("decisions.yaml").exists()


@pytest.mark.parametrize(
    ("requirement", "old", "new", "said"),
    [
        ("ASM007", "  needed: true", "  # needed: ?", "declare first: audit.needed"),
        ("ASM007", "  date: 2026-02-20", "  date: 2026-12-20", "a declared fact stands against it"),
        ("HUM001", "", "", "does not apply"),
    ],
)
def test_a_question_whose_facts_are_not_good_enough_yet_cannot_be_decided(
    requirement: str, old: str, new: str, said: str, charter: Told
) -> None:
    path = Path("charter.yaml")
    before, audit, after = path.read_text(encoding="utf-8").partition("\naudit:")
    assert old in after
    path.write_text(before + audit + after.replace(old, new, 1), encoding="utf-8")
    ran = charter("decide", ".", *FEDERAL, "--requirement", requirement, *ACCEPT)
    assert ran.code == 2
    assert said in ran.err
    assert not Path("decisions.yaml").exists()


def test_a_name_that_several_charters_use_has_to_name_one(charter: Told, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(ROOT / "charters/be-federal-ai-2025", tmp_path / "own/charter"))
    shutil.copytree(ROOT / "charters", tmp_path / "own", dirs_exist_ok=True)
    text = (copy / "charter.yaml").read_text(encoding="utf-8").replace("be-federal-ai-2025", "own-copy", 1)
    (copy / "charter.yaml").write_text(text, encoding="utf-8")
    both = ("-c", "own/charter/charter.yaml", *FEDERAL)
    ran = charter("decide", ".", *both, "--requirement", "ASM007", *ACCEPT)
    assert ran.code == 2, ran.err
    assert "be-federal-ai-2025/ASM007" in ran.err
    assert charter("decide", ".", *both, "--requirement", "be-federal-ai-2025/ASM007", *ACCEPT).code == 0


def test_standard_input_and_several_declarations_have_no_place_for_decisions(charter: Told) -> None:
    assert "name a file" in charter("decide", "-", *FEDERAL).err
    shutil.copy("charter.yaml", "second.charter.yaml")
    assert "one declaration" in charter("decide", ".", *FEDERAL).err
    assert charter("decide", "second.charter.yaml", *FEDERAL, "--requirement", "ASM007", *ACCEPT).code == 0
    assert recorded("second.decisions.yaml")


# On a terminal.


class Keys(io.StringIO):
    """What somebody types, and then Ctrl-C."""

    def isatty(self) -> bool:
        return True

    def readline(self, *_: object) -> str:  # type: ignore[override]
        line = super().readline()
        if not line:
            raise KeyboardInterrupt
        return line


@pytest.fixture
def typed(charter: Told, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    """Run the command on a terminal on which these lines are typed."""
    monkeypatch.setattr("charter_cli.cli.output.on_terminal", lambda: True)

    def type_in(*lines: str, options: tuple[str, ...] = ()) -> Ran:
        monkeypatch.setattr(sys, "stdin", Keys("".join(f"{line}\n" for line in lines)))
        return charter("decide", ".", *FEDERAL, *options)

    return type_in


def test_on_a_terminal_each_question_is_asked_and_can_be_left_for_later(typed: Callable[..., Ran]) -> None:
    ran = typed("", "3", "Committee", "No audit of ours", "")
    assert ran.code == 0, ran.err
    assert [(one.requirement, one.answer, one.body) for one in recorded()] == [("ASM007", "refused", "Committee")]


def test_what_was_answered_is_kept_when_somebody_stops(typed: Callable[..., Ran]) -> None:
    ran = typed("accepted", "Committee", "Good enough", "2027-11-21", "1")
    assert ran.code == 130
    assert [(one.requirement, one.valid_until) for one in recorded()] == [("TRA006", "2027-11-21")]


def test_an_answer_that_cannot_be_used_is_asked_for_again(typed: Callable[..., Ran]) -> None:
    conditions = ("Do it", "…", "DPO", "soon", "2026-01-01", "2027-01-01", "")
    ran = typed("yes", "2", "...", "Committee", "", "Nearly", *conditions, "x", "", options=("--requirement", "ASM007"))
    assert ran.code == 0, ran.err
    (decision,) = recorded()
    assert (decision.body, decision.reason, decision.valid_until) == ("Committee", "Nearly", None)
    assert [(one.text, one.owner, one.due) for one in decision.conditions] == [("Do it", "DPO", "2027-01-01")]


def test_what_is_given_as_an_option_is_not_asked_for(typed: Callable[..., Ran]) -> None:
    given = ("--body", "B", "--reason", "R", "--valid-until", "2027-01-01")
    assert typed("1", "", options=given).code == 0
    assert [one.requirement for one in recorded()] == ["TRA006"]


def test_list_lists_on_a_terminal_too(typed: Callable[..., Ran]) -> None:
    assert "To record the answer:" in typed(options=("--list",)).out


def test_on_a_real_terminal_ctrl_c_ends_with_130_and_loses_no_answer(charter: Told, tmp_path: Path) -> None:
    _ = charter
    master, slave = pty.openpty()
    child = subprocess.Popen(
        [sys.executable, "-m", "charter_cli", "decide", ".", *FEDERAL],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"},
        start_new_session=True,
        preexec_fn=take_terminal,  # noqa: PLW1509 (one thread)
    )
    os.close(slave)
    seen = b""
    for prompt, keys in ((b"Answer (1", b"1\n"), (b"decides: ", b"C\n"), (b"Reason: ", b"R\n"), (b"end): ", b"\n"), (b"recorded", b""), (b"Answer (1", b"")):  # fmt: skip
        while prompt not in seen:
            seen += os.read(master, 4096)
        seen = seen.partition(prompt)[2]
        os.write(master, keys)
    assert interrupt(child, master) == 130
    os.close(master)
    (decision,) = read_decisions(str(tmp_path / "decisions.yaml"))[0]
    assert decision.requirement == "TRA006"
