"""`charter next`: what it asks, how it understands answers, that it changes nothing else, and that no answer is lost."""

import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from difflib import SequenceMatcher
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from charter_cli.assess.assessment import Assessor
from charter_cli.cli.interview import Interview
from charter_cli.cli.next import dialogue
from charter_cli.cli.options import DEFAULT_CHARTERS
from charter_cli.cli.output import WholeFile
from charter_cli.cli.problems import UsageProblem
from charter_cli.model.ask import Ask, WrongAnswer
from charter_cli.model.declaration import value_at
from charter_cli.model.report import Exit
from charter_cli.read.answer import answered
from charter_cli.read.charters import read_charter
from charter_cli.read.declarations import read_declaration
from charter_cli.read.strict_yaml import parse
from charter_cli.render.edit import with_value
from charter_cli.render.phrases import dotted, question
from charter_cli.words import LANGUAGES, words
from tests.bench.generate import declaration as generated
from tests.conftest import AS_OF, EXAMPLES, MINIMAL, ROOT, Ran, Run
from tests.terminal import interrupt, take_terminal

Told = Callable[..., Ran]

DAY = ("--as-of", AS_OF.isoformat())
FEDERAL = ("-c", "be-federal-ai-2025", *DAY)
HEAD = "declaration: 1\nproject:\n  id: x\n  name: X\n"


@pytest.fixture
def charter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inside: Run) -> Told:
    """Run a command inside of this process, in a folder with a declaration that says next to nothing."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "400")
    Path("charter.yaml").write_text(HEAD, encoding="utf-8")
    return inside


def text() -> str:
    return Path("charter.yaml").read_text(encoding="utf-8")


# What is asked.


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_first_of_our_questions_is_asked_in_the_language_chosen(lang: str, charter: Told) -> None:
    first = Assessor([_charter("be-federal-ai-2025")], AS_OF).assess(read_declaration("charter.yaml")).questions[0]
    ran = charter("next", "charter.yaml", *FEDERAL, "-l", lang)
    assert (ran.code, ran.err) == (Exit.OK, "")
    said = words(lang)
    assert question(said, first.pointer) in ran.out
    for told in (dotted(first.pointer), said("next.why"), said("source.label"), said("next.possible"), said.label("next.example")):  # fmt: skip
        assert told in ran.out
    assert text() == HEAD


def _charter(name: str) -> Any:
    return read_charter(name)[0]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_closed_vocabulary_is_listed_with_its_labels(lang: str, charter: Told) -> None:
    ran = charter("next", "charter.yaml", *DAY, "--for", "ai_act.risk_class", "-l", lang)
    assert f"high — {words(lang)('value.risk-class.high')}" in ran.out
    assert words(lang)("who.dpo") in charter("next", "charter.yaml", *DAY, "--for", "data_protection.dpia.needed", "-l", lang).out  # fmt: skip


def test_json_holds_the_questions_in_order_and_what_is_left(charter: Told) -> None:
    ran = charter("next", "charter.yaml", *DAY, "-n", "3", "-f", "json", "-l", "fr")
    told = json.loads(ran.out)
    report = Assessor([_charter(name) for name in DEFAULT_CHARTERS], AS_OF).assess(read_declaration("charter.yaml"))
    assert [one["pointer"] for one in told["questions"]] == [one.pointer for one in report.questions[:3]]
    assert (told["open"], told["written"]) == (len(report.questions), None)
    assert [one["requirement"] for one in told["questions"][0]["requirements"]]
    assert {"project", "dpo", "management", "supplier"} <= {one["who"] for one in told["left"]}
    assert sum(len(one["tasks"]) for one in told["left"]) >= told["open"]


def test_every_example_declares_an_answer(charter: Told) -> None:
    told = json.loads(charter("next", "charter.yaml", *DAY, "-n", "500", "-f", "json").out)
    assert len(told["questions"]) == told["open"] > 300
    for one in told["questions"]:
        document, problems = parse(f"{MINIMAL}{one['example']}".replace("project:\n", "more:\n", 1).encode(), "")
        assert document, one
        assert not problems
        assert value_at(document.data, one["pointer"].replace("/project/", "/more/")) is not None, one


def test_at_the_end_it_says_what_only_others_can_do(charter: Told) -> None:
    folder = ROOT / "examples"
    ready = charter("next", str(folder / "citizen-chatbot"), *DAY, "-l", "en").out
    assert "no answer is missing any more" in " ".join(ready.split())
    assert ready.count(": Ready") + ready.count("\n    Ready") == len(DEFAULT_CHARTERS)
    assert "committee" not in ready


# What is understood.


@pytest.mark.parametrize(
    ("name", "answer", "line"),
    [
        ("system.ai_system", "Ja", "  ai_system: true"),
        ("/system/ai_system", "no", "  ai_system: false"),
        ("ai_act.risk_class", "hoog risico", "  risk_class: high"),
        ("scope.purposes", "internal, decision-support", "  purposes: [internal, decision-support]"),
        ("scope.purposes", "utilisation interne uniquement", "  purposes: [internal]"),
        ("scope.audience", "[staff, citizens, staff]", "  audience: [staff, citizens]"),
        ("ai_act.annex_iii", "geen van deze", "  annex_iii: [none]"),
        ("ai_act.annex_iii", "4 b) conditions des relations professionnelles, promotion, licenciement, attribution des tâches et suivi au travail", "  annex_iii: [4b-work-relations]"),
        ("project.launch", "1 mars 2026", "  launch: 2026-03-01"),
        ("monitoring.frequency", "3 months", "  frequency: P3M"),
        ("system.users", "64", "  users: 64"),
        ("organisation.country", "be", "  country: BE"),
        ("project.contact", "ai@x.example", '  contact: "ai@x.example"'),
        ("system.goal", "Yes: sort # letters", '  goal: "Yes: sort # letters"'),
        ("data.rules_applied", "Artikel 5, AVG; Wet X", '  rules_applied: ["Artikel 5, AVG", Wet X]'),
        ("data.sources", "Letters, Calls", "    - name: Calls"),
        ("assessment.risk.evidence", "risk-note", "    evidence: [risk-note]"),
        ("/evidence/risk-note", "Risk note of May", "    title: Risk note of May"),
    ],
)  # fmt: skip
def test_answers_are_understood_as_people_write_them(name: str, answer: str, line: str, charter: Told) -> None:
    ran = charter("next", "charter.yaml", *FEDERAL, "--for", name, "--answer", answer)
    assert (ran.code, ran.err) == (Exit.OK, "")
    assert line in text().splitlines()
    assert text().startswith(HEAD.removesuffix("  name: X\n"))
    assert not read_declaration("charter.yaml").problems


def test_a_document_can_be_cited_by_its_title() -> None:
    assert answered("The DPIA; Note", "/assessment/risk/evidence", {"dpia-1": "the dpia", "n": "note"}) == [
        "dpia-1",
        "n",
    ]


@pytest.mark.parametrize(
    ("name", "answer", "told"),
    [
        ("system.ai_system", "maybe", "true or false"),
        ("ai_act.risk_class", "grave", "prohibited, high, transparency, minimal"),
        ("ai_act.annex_iii", "9z", "8a-justice, 8b-elections, none"),
        ("project.launch", "03/04/2026", "2026-04-03 / 2026-03-04"),
        ("project.contact", "nobody", "e-mail"),
        ("system.users", "-4", "-4"),
        ("system.goal", "…", "says nothing"),
        ("assessment.risk.evidence", "No Such Document", "no-such-document"),
    ],
)
def test_a_wrong_answer_is_told_with_what_is_possible_and_nothing_is_written(
    name: str, answer: str, told: str, charter: Told
) -> None:
    ran = charter("next", "charter.yaml", *FEDERAL, "--for", name, "--answer", answer, "-l", "en")
    assert (ran.code, ran.out) == (Exit.USAGE, "")
    assert name in ran.err
    assert told in ran.err
    assert text() == HEAD


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--for", "project.stag", "--answer", "pilot"], "project.stage"),
        (["--for", "project", "--answer", "pilot"], "no declaration has a fact"),
        (["--for", "project.name", "--answer", "Y"], "on line 4: X"),
        (["-n", "0"], "--number"),
        (["-f", "markdown"], "text, json"),
    ],
)
def test_a_wrong_use_is_told(arguments: list[str], told: str, charter: Told) -> None:
    ran = charter("next", "charter.yaml", *FEDERAL, *arguments, "-l", "en")
    assert ran.code == Exit.USAGE
    assert told in ran.err
    assert text() == HEAD


def test_standard_input_and_several_declarations_are_refused(charter: Told) -> None:
    assert charter("next", "-", *FEDERAL).code == Exit.USAGE
    Path("second.charter.yaml").write_text(HEAD, encoding="utf-8")
    assert charter("next", ".", *FEDERAL).code == Exit.USAGE


def test_a_declaration_that_cannot_be_judged_is_told_and_left(charter: Told) -> None:
    Path("charter.yaml").write_text(HEAD + "sytem: {}\n", encoding="utf-8")
    ran = charter("next", "charter.yaml", *FEDERAL, "--answer", "yes")
    assert (ran.code, ran.out) == (Exit.UNREADABLE, "")
    assert "charter.yaml:5:1" in ran.err


# Where it is written.

LAYOUTS = {
    "brackets": ("declaration: 1\nproject: {id: x, name: X}\n", "/project/stage", "idea", "declaration: 1\nproject: {id: x, name: X, stage: idea}\n"),
    "all in brackets": ("{declaration: 1, project: { id: x, name: X }}\n", "/project/stage", "idea", "{declaration: 1, project: { id: x, name: X, stage: idea }}\n"),
    "brackets over lines": ("declaration: 1\nproject: {id: x,\n  name: X}\n", "/project/stage", "idea", "declaration: 1\nproject: {stage: idea, id: x,\n  name: X}\n"),
    "wide": ("declaration: 1\nproject:\n    id: x\n    name: X\n\n# End\n", "/scope/audience", ["staff"], "declaration: 1\nproject:\n    id: x\n    name: X\nscope:\n    audience: [staff]\n\n# End\n"),
    "between sections": (HEAD + "\n# Scope\nscope: {}\n\n# System\nsystem: {}\n", "/organisation/adhered", True, HEAD + "\norganisation:\n  adhered: true\n\n# Scope\nscope: {}\n\n# System\nsystem: {}\n"),
    "nothing behind a key": (HEAD + "scope:   # later\n", "/scope/audience", ["staff"], HEAD + "scope:   # later\n  audience: [staff]\n"),
    "nothing behind the key itself": (HEAD + "scope:\n  audience:  # who?\n", "/scope/audience", ["staff"], HEAD + "scope:\n  audience: [staff]  # who?\n"),
    "null": (HEAD + "scope: null\n", "/scope/audience", ["staff"], HEAD + "scope: \n  audience: [staff]\n"),
    "an empty mapping": (HEAD + "scope: {}  # later\n", "/scope/audience", ["staff"], HEAD + "scope: {audience: [staff]}  # later\n"),
    "an empty list": (HEAD + "scope:\n  audience: []\n", "/scope/audience", ["staff"], HEAD + "scope:\n  audience: [staff]\n"),
    "an ellipsis in quotes": (HEAD + "  stage: '…'  # when?\n", "/project/stage", "idea", HEAD + "  stage: idea  # when?\n"),
    "an item of a list": (HEAD + "data:\n  sources:\n  - origin: a\n  - origin: >-\n      b\n\nsystem: {}\n", "/data/sources/1/name", "N: 1", HEAD + 'data:\n  sources:\n  - origin: a\n  - origin: >-\n      b\n    name: "N: 1"\n\nsystem: {}\n'),
    "new items": (HEAD, "/data/sources", [{"name": "a"}, {"name": "b"}], HEAD + "data:\n  sources:\n    - name: a\n    - name: b\n"),
    "text that is a block": (HEAD + "  summary: |\n    one\n    # two\n", "/scope/audience", ["staff"], HEAD + "  summary: |\n    one\n    # two\nscope:\n  audience: [staff]\n"),
    "a list in brackets over lines": (HEAD + "scope:\n  purposes: [\n    internal\n  ]\n", "/scope/audience", ["staff"], HEAD + "scope:\n  purposes: [\n    internal\n  ]\n  audience: [staff]\n"),
    "an end of the document": ("---\n" + HEAD + "...\n", "/project/stage", "idea", "---\n" + HEAD + "  stage: idea\n...\n"),
    "no line end": (HEAD.rstrip("\n"), "/project/stage", "idea", HEAD.rstrip("\n") + "\n  stage: idea\n"),
    "windows": (HEAD.replace("\n", "\r\n"), "/scope/audience", ["staff"], (HEAD + "scope:\n  audience: [staff]\n").replace("\n", "\r\n")),
}  # fmt: skip


@pytest.mark.parametrize("name", LAYOUTS)
def test_an_answer_finds_its_place_in_every_layout(name: str) -> None:
    before, pointer, value, expected = LAYOUTS[name]
    document, _ = parse(before.encode(), "")
    assert document
    assert next(with_value(document, pointer, value)).rstrip("\r\n") == expected.rstrip("\r\n")
    after, problems = parse(expected.encode(), "")
    assert after
    assert (value_at(after.data, pointer), problems) == (value, ())


def test_where_an_answer_cannot_be_put_it_is_said_and_nothing_is_written(charter: Told) -> None:
    odd = HEAD + 'scope:\n  ? "audience"\n  : \n'
    Path("charter.yaml").write_text(odd, encoding="utf-8")
    ran = charter("next", "charter.yaml", *FEDERAL, "--for", "scope.audience", "--answer", "staff", "-l", "en")
    assert ran.code in (Exit.OK, Exit.USAGE)
    assert "audience: [staff]" in (ran.err if ran.code else ran.out)
    assert ran.code == Exit.OK or text() == odd


# Nothing else changes, in any declaration.

TEXTS = [(folder / "charter.yaml").read_text(encoding="utf-8") for folder in EXAMPLES] + [
    generated(n) for n in range(6)
]
ASSESSOR = Assessor([_charter(name) for name in DEFAULT_CHARTERS], date(2026, 11, 22))
ANSWERS = {
    "boolean": ["oui", "nein"],
    "date": ["2026-03-01", "1 maart 2026"],
    "expiry": ["nie", "2027-01-01"],
    "duration": ["3 mois"],
    "email": ["a@b.example"],
    "url": ["https://a.example/x?y#z"],
    "file": ["a/b.pdf"],
    "sha256": ["0" * 64],
    "slug": ["a-b"],
    "integer": ["12"],
    "country": ["BE"],
    "documents": ["note-1", "note-1, note-2"],
    "names": ["One; Two, three"],
    "title": ["Title: of it"],
    "text": ["Some words: with # signs, 'quotes' and é", "word " * 60, "- no list", "true", "12"],
}
SHAPES: dict[str, Callable[[str], str]] = {
    "as it is": lambda text: text,
    "windows": lambda text: text.replace("\n", "\r\n"),
    "wide": lambda text: re.sub(r"(?m)^( *)(- )?", lambda found: found[1] * 2 + "-   " * bool(found[2]), text),
    "no line end": lambda text: text.rstrip("\n"),
    "byte order mark": lambda text: "\ufeff" + text,
    "comments": lambda text: re.sub(r"\n\n(?=[#a-z])", "\n\n# there\n\n", text),
}


def an_answer(ask: Ask, dice: Random) -> str:
    options = ANSWERS.get(ask.accepts, ask.options)
    return dice.choice([one for one in options if one != "none"] or list(options))


@settings(max_examples=60)
@given(st.sampled_from(TEXTS), st.sampled_from(sorted(SHAPES)), st.integers(0, 10_000))
def test_an_answer_changes_only_its_own_lines(
    tmp_path_factory: pytest.TempPathFactory, text: str, shape: str, seed: int
) -> None:
    path, dice = tmp_path_factory.mktemp("x") / "charter.yaml", Random(seed)  # noqa: S311
    before = SHAPES[shape](text)
    path.write_bytes(before.encode())
    interview = Interview(ASSESSOR, (str(path), None))
    missing = interview.round(1000).asked
    if not missing:
        return
    ask = dice.choice(missing)
    value = interview.answer(ask, an_answer(ask, dice)).value
    after = path.read_bytes().decode()
    old, new = before.splitlines(), after.splitlines()
    changed = [step for step in SequenceMatcher(None, old, new, autojunk=False).get_opcodes() if step[0] != "equal"]
    ((kind, first, last, _, _),) = changed
    # Lines are put in; or, where a mapping stands in brackets, its line gets one more pair.
    assert kind == "insert" or (last - first == 1 and "{" in old[first])
    assert after.count("\r\n") in (0, after.count("\n"))
    assert after.startswith("\ufeff") == before.startswith("\ufeff")
    assert read_declaration(str(path)).fact(ask.pointer) == value
    assert ask.pointer not in {one.pointer for one in interview.report.questions}


# What goes wrong on the way.


def test_a_full_disk_loses_nothing(charter: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: WholeFile, _: str) -> None:
        raise self._problem(OSError(28, "No space left on device"))

    monkeypatch.setattr(WholeFile, "write", full)
    ran = charter("next", "charter.yaml", *FEDERAL, "--for", "project.stage", "--answer", "idea")
    assert ran.code == Exit.USAGE
    assert "No space left on device" in ran.err
    assert "project: stage: idea" in ran.err
    assert text() == HEAD
    assert [path.name for path in Path().iterdir()] == ["charter.yaml"]


def test_an_answer_that_could_not_be_written_is_asked_for_again(charter: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    _, typed, said = charter, iter(["ja", "ja", *[""] * 500]), list[str]()
    interview, write = Interview(ASSESSOR, ("charter.yaml", None)), WholeFile.write

    def once(self: WholeFile, _: str) -> None:
        monkeypatch.setattr(WholeFile, "write", write)
        raise self._problem(OSError(28, "No space left on device"))

    monkeypatch.setattr(WholeFile, "write", once)
    monkeypatch.setattr("typer.prompt", lambda *_, **__: next(typed))
    monkeypatch.setattr("charter_cli.cli.output.say", said.append)
    dialogue(interview, words("nl"))
    first = ASSESSOR.assess(read_declaration("-", HEAD.encode())).questions[0]
    assert value_at(read_declaration("charter.yaml").facts, first.pointer) is True
    assert ["No space left on device" in one for one in said] == [True]


def test_a_place_that_cannot_be_written_loses_nothing(charter: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("tempfile.mkstemp", closed)
    ran = charter("next", "charter.yaml", *FEDERAL, "--for", "project.stage", "--answer", "idea")
    assert (ran.code, ran.out) == (Exit.USAGE, "")
    assert text() == HEAD


def test_a_file_that_somebody_else_writes_meanwhile_stays_theirs(tmp_path: Path) -> None:
    path = tmp_path / "charter.yaml"
    path.write_text(HEAD, encoding="utf-8")
    interview = Interview(ASSESSOR, (str(path), None))
    path.write_text("theirs", encoding="utf-8")
    with pytest.raises(Exception, match="record-meanwhile"):
        interview.answer(interview.named("project.stage"), "idea")
    assert path.read_text(encoding="utf-8") == "theirs"


def test_an_answer_that_makes_the_declaration_wrong_is_refused(tmp_path: Path) -> None:
    path, before = tmp_path / "charter.yaml", HEAD + "evidence:\n  a: {kind: dpia, file: a.pdf}\n"
    path.write_text(before, encoding="utf-8")
    interview = Interview(ASSESSOR, (str(path), None))
    with pytest.raises(WrongAnswer):
        interview.answer(interview.named("/evidence/a/url"), "https://a.example")
    with pytest.raises(UsageProblem):
        interview.named("evidence.a.kind")
    assert path.read_text(encoding="utf-8") == before


# On a terminal.


@pytest.mark.parametrize("lang", ["fr", "nl"])
def test_on_a_terminal_questions_follow_one_another_and_ctrl_c_loses_no_answer(lang: str, charter: Told) -> None:
    _, said = charter, words(lang)
    ask = said("init.answer").encode()
    master, slave = pty.openpty()
    child = subprocess.Popen(
        [sys.executable, "-m", "charter_cli", "next", "charter.yaml", *FEDERAL, "-l", lang],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8", "COLUMNS": "200"},
        start_new_session=True,
        preexec_fn=take_terminal,  # noqa: PLW1509 (one thread)
    )
    os.close(slave)
    seen, typed = b"", [b"peut-etre\n", b"1, 4\n", b"\n", b""]
    for keys in typed:
        while ask not in seen:
            seen += os.read(master, 4096)
        seen = seen.partition(ask)[2]
        os.write(master, keys)
    assert interrupt(child, master) == Exit.INTERRUPTED
    os.close(master)
    assert text() == HEAD + "scope:\n  purposes: [administrative-act, internal]\n"
