"""`charter fix`: what is surely meant is mended, the rest only told, and not one other byte of a file changes."""

import os
import stat
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from charter_cli.cli.mends import mended
from charter_cli.cli.output import WholeFile
from charter_cli.model.declaration import Document, pointer_of, value_at
from charter_cli.model.report import Exit
from charter_cli.read import meant
from charter_cli.read.fields import Node, node_for
from charter_cli.read.strict_yaml import parse
from charter_cli.render.edit import applied, renamed, replaced
from charter_cli.words import LANGUAGES, words
from tests.bench.generate import declaration as generated
from tests.conftest import EXAMPLES, Ran, Run

Told = Callable[..., Ran]

HEAD = "declaration: 1\nproject: {id: x, name: X}\n"


@pytest.fixture
def charter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inside: Run) -> Told:
    """Run a command inside of this process, in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    return inside


def after(text: str) -> str:
    return mended("charter.yaml", text.encode()).content.decode()


# What is meant.

MEANT = [
    ("/system/ai_system", "oui", True),
    ("/system/ai_system", "Nein", False),
    ("/system/ai_system", "true", True),
    ("/ai_act/risk_class", "hoog", "high"),
    ("/ai_act/risk_class", "Hoog risico", "high"),
    ("/ai_act/risk_class", "HIGH", "high"),
    ("/ai_act/role", "fournisseur", "provider"),
    ("/ai_act/role", "Deployer", "deployer"),
    ("/ai_act/role", "deploer", "deployer"),
    ("/scope/purposes", "internal", ["internal"]),
    ("/scope/purposes", "internal, Decision support", ["internal", "decision-support"]),
    ("/project/stage", ["pilot"], "pilot"),
    ("/project/stage", "pilote", "pilot"),
    ("/project/launch", "1 mars 2026", "2026-03-01"),
    ("/project/launch", "1er mars 2026", "2026-03-01"),
    ("/project/launch", "1. März 2026", "2026-03-01"),
    ("/project/launch", "March 1st, 2026", "2026-03-01"),
    ("/project/launch", "1 janv. 2026", "2026-01-01"),
    ("/project/launch", "2026/03/01", "2026-03-01"),
    ("/project/launch", "25.04.2026", "2026-04-25"),
    ("/system/users", "64", 64),
    ("/organisation/country", "be", "BE"),
    ("/monitoring/frequency", "3 maanden", "P3M"),
    ("/monitoring/frequency", "p1y", "P1Y"),
    ("/data/rules_applied", "Artikel 5, AVG", ["Artikel 5, AVG"]),
    ("/evidence/a/expires", "jamais", "never"),
    ("/evidence/a/sha256", "A" * 64, "a" * 64),
    ("/declaration", "1", 1),
]
NOT_MEANT = [
    ("/system/ai_system", "maybe"),
    ("/system/ai_system", 1),
    ("/ai_act/risk_class", "risk"),
    ("/ai_act/risk_class", "very high indeed"),
    ("/ai_act/role", "supplier"),
    ("/project/launch", "03/04/2026"),
    ("/project/launch", "1 jui 2026"),
    ("/project/launch", "31/02/2026"),
    ("/project/launch", "next spring"),
    ("/project/stage", ["pilot", "idea"]),
    ("/system/users", "about 60"),
    ("/system/users", "1.000"),
    ("/ai_act/annex_iii", "3e-education-level"),
    ("/non_discrimination/criteria/age/status", "untested"),
    ("/non_discrimination/criteria/age/status", "niet"),
    ("/project/id", "Our Project"),
    ("/scope/purposes", "internal, other things"),
]


@pytest.mark.parametrize(("pointer", "written", "value"), MEANT)
def test_what_can_mean_one_thing_is_understood(pointer: str, written: object, value: object) -> None:
    node = node_for(pointer)
    assert node is not None
    found = meant.meant(written, node)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(("pointer", "written"), NOT_MEANT)
def test_what_can_mean_two_things_or_none_is_not(pointer: str, written: object) -> None:
    assert meant.meant(written, node_for(pointer) or {}) is None


@pytest.mark.parametrize(
    ("name", "options", "found"),
    [
        ("purpses", ["purposes", "audience"], "purposes"),
        ("organizaton", ["organisation", "oversight"], "organisation"),
        ("humanInteraction", ["human_interaction"], "human_interaction"),
        ("Human-Interaction", ["human_interaction"], "human_interaction"),
        ("unpublished", ["published"], None),
        ("unused", ["used"], None),
        ("dat", ["data", "date"], None),
        ("kind", ["find"], None),
    ],
)
def test_a_key_is_understood_when_one_only_is_near_and_begins_alike(
    name: str, options: list[str], found: str | None
) -> None:
    assert meant.key(name, options) == found


# What is mended, and how.

LAYOUTS = {
    "a value in a block": ("system:\n  ai_system:   oui   # yes\n", "system:\n  ai_system:   true   # yes\n"),
    "values in brackets": ('ai_act: { risk_class: hoog, role: "Aanbieder" }\n', 'ai_act: { risk_class: high, role: "provider" }\n'),
    "a misspelt key": ("sytem:\n  generative: true\n", "system:\n  generative: true\n"),
    "a misspelt key in quotes": ("'sytem' :\n  generative: true\n", "system :\n  generative: true\n"),
    "a misspelt key and its value": ("system:\n  generatve: nee\n", "system:\n  generative: false\n"),
    "one in the place of a list": ("scope:\n  purposes: intern gebruik\n  audience: staff # us\n", "scope:\n  purposes: intern gebruik\n  audience: [staff] # us\n"),
    "an item of a list": ("scope:\n  audience: [Staff, citizens]\n", "scope:\n  audience: [staff, citizens]\n"),
    "an item on a line": ("scope:\n  audience:\n  - citizens\n  - Personnel\n", "scope:\n  audience:\n  - citizens\n  - staff\n"),
    "a quoted number": ("system: {users: '64'}\n", "system: {users: 64}\n"),
    "tabs": ("system:\n\tgenerative: true\n\tgoal: g\n", "system:\n  generative: true\n  goal: g\n"),
}  # fmt: skip


@pytest.mark.parametrize("name", LAYOUTS)
def test_only_what_is_wrong_changes(name: str) -> None:
    before, expected = LAYOUTS[name]
    assert after(HEAD + before) == HEAD + expected
    assert after(after(HEAD + before)) == HEAD + expected


@pytest.mark.parametrize("ending", ["\r\n", "\n"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_line_ends_and_byte_order_marks_stay(ending: str, bom: str) -> None:
    text = bom + (HEAD + "system:\n  ai_system: ja").replace("\n", ending)
    assert after(text) == text.replace("ja", "true")


@pytest.mark.parametrize(
    "text",
    [
        "sytem: {}\nsystem: {}\n",  # both keys are there
        "system:\n  ai_system: >-\n    oui\n",  # not on its line
        "system:\n\tgenerative: true\n    goal: g\n",  # says different things for different tabs
        "project: {id: y}\n",  # twice
        "data:\n  quality: {last_check: 03/04/2026}\n",
        "evidence:\n  Report 1: {kind: dpia}\n",
    ],
)
def test_what_is_not_safe_is_left(text: str) -> None:
    result = mended("charter.yaml", (HEAD + text).encode())
    assert result.content.decode() == HEAD + text
    assert result.left


def test_a_day_that_can_be_two_is_told_with_both(charter: Told) -> None:
    Path("charter.yaml").write_text(HEAD + "monitoring: {last_run: 03/04/2026}\n", encoding="utf-8")
    ran = charter("fix", "charter.yaml", "-l", "en")
    assert (ran.code, ran.out) == (Exit.UNREADABLE, "")
    assert "charter.yaml:3:24" in ran.err
    assert "2026-04-03 / 2026-03-04" in ran.err


# The command.

WRONG = HEAD + "# Ours\nsystem:\n  ai_system: oui\n"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_mends_are_shown_first_and_written_when_asked(lang: str, charter: Told) -> None:
    path = Path("charter.yaml")
    path.write_text(WRONG, encoding="utf-8")
    shown = charter("fix", "charter.yaml", "-l", lang)
    assert shown.code == Exit.GATE
    assert "-  ai_system: oui\n+  ai_system: true\n" in shown.out
    assert words(lang).number("fix.pending", 1, path="charter.yaml") in shown.err
    assert path.read_text(encoding="utf-8") == WRONG
    assert charter("fix", "charter.yaml", "-l", lang, "--write").code == Exit.OK
    assert path.read_text(encoding="utf-8") == WRONG.replace("oui", "true")
    again = charter("fix", "charter.yaml", "-l", lang, "--write")
    assert (again.code, again.out, again.err) == (Exit.OK, "", words(lang)("fix.done") + "\n")


def test_several_files_are_mended_and_the_worst_end_counts(charter: Told) -> None:
    Path("a.yaml").write_text(WRONG, encoding="utf-8")
    Path("b.yaml").write_text(HEAD + "system: {ai_system: maybe}\n", encoding="utf-8")
    ran = charter("fix", "a.yaml", "b.yaml", "none.yaml", "--write", "-l", "en")
    assert ran.code == Exit.UNREADABLE
    assert "true" in Path("a.yaml").read_text(encoding="utf-8")
    assert "b.yaml:3:21" in ran.err
    assert "none.yaml" in ran.err


def test_standard_input_cannot_be_written(charter: Told) -> None:
    assert charter("fix", "-", "--write").code == Exit.USAGE


@pytest.mark.parametrize(("typed", "written"), [("ja", True), ("", False), ("nee", False)])
def test_on_a_terminal_a_yes_writes(typed: str, written: bool, charter: Told, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: FBT001
    Path("charter.yaml").write_text(WRONG, encoding="utf-8")
    for stream in (sys.stdin, sys.stdout):
        monkeypatch.setattr(stream, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("typer.prompt", lambda *_, **__: typed)
    assert charter("fix", "charter.yaml", "-l", "nl").code == (Exit.OK if written else Exit.GATE)
    assert (Path("charter.yaml").read_text(encoding="utf-8") != WRONG) is written


def test_a_full_disk_loses_nothing(charter: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: WholeFile, _: str) -> None:
        raise self._problem(OSError(28, "No space left on device"))

    Path("charter.yaml").write_text(WRONG, encoding="utf-8")
    monkeypatch.setattr(WholeFile, "write", full)
    ran = charter("fix", "charter.yaml", "--write")
    assert ran.code == Exit.USAGE
    assert Path("charter.yaml").read_text(encoding="utf-8") == WRONG
    assert [path.name for path in Path().iterdir()] == ["charter.yaml"]


def test_a_file_that_somebody_else_writes_meanwhile_stays_theirs(
    charter: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    def meanwhile(self: WholeFile, _: str) -> None:
        self.path.write_text("theirs", encoding="utf-8")

    Path("charter.yaml").write_text(WRONG, encoding="utf-8")
    monkeypatch.setattr(WholeFile, "write", meanwhile)
    assert charter("fix", "charter.yaml", "--write").code == Exit.UNREADABLE
    assert Path("charter.yaml").read_text(encoding="utf-8") == "theirs"


def test_permissions_stay(charter: Told) -> None:
    Path("charter.yaml").write_text(WRONG, encoding="utf-8")
    Path("charter.yaml").chmod(0o640)
    charter("fix", "charter.yaml", "--write")
    assert stat.S_IMODE(os.stat("charter.yaml").st_mode) == 0o640  # noqa: PTH116


# Whatever is made wrong comes back as it was.

TEXTS = [(folder / "charter.yaml").read_text(encoding="utf-8") for folder in EXAMPLES] + [
    generated(n) for n in range(6)
]


def values(data: object, parts: tuple[str | int, ...] = ()) -> Iterator[tuple[str, object, Node]]:
    """Yield the pointer, value and schema of everything that a declaration says."""
    if isinstance(data, dict | list):
        for part, one in data.items() if isinstance(data, dict) else enumerate(data):
            yield from values(one, (*parts, part))
    else:
        node = node_for(pointer_of(parts))
        assert node is not None
        yield pointer_of(parts), data, node


def otherwise(value: Any, node: Node, dice: Random) -> object:
    """Return another way to write a value, or None."""
    if isinstance(value, bool):
        return dice.choice(["oui", "ja", "YES"] if value else ["non", "Nee", "nein"])
    if meant.kind_of(node) == "date":
        year, month, day = map(int, value.split("-"))
        name = words(dice.choice(LANGUAGES))(f"month.{month}")
        return dice.choice([f"{day} {name} {year}", f"{name} {day}, {year}", f"{year}/{month:02}/{day:02}"])
    if "enum" in node:
        label = words(dice.choice(LANGUAGES)).get(f"value.{meant.kind_of(node)}.{value}")
        return dice.choice([value.upper(), value.replace("-", " ").title(), label])
    return None


def misspelt(name: str, dice: Random) -> str:
    at = dice.randrange(1, len(name) - 1)
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :]


def made_wrong(document: Document, dice: Random) -> str:
    """Return the text of a declaration with some of its values and one of its keys written otherwise."""
    edits = []
    for pointer, value, node in dice.sample(found := list(values(document.data)), min(4, len(found))):
        other = otherwise(value, node, dice)
        edit = replaced(document, pointer, value)
        if edit and other != value and isinstance(other, str) and meant.meant(other, node) == value:
            quote = document.text[edit.start] if document.text[edit.start] in "'\"" else ""
            written = edit._replace(text=f"{quote}{other}{quote}")
            read, _ = parse(applied(document.text, [written]).encode(), "")
            edits += [written] if read and value_at(read.data, pointer) == other else []
    key = dice.choice([name for name in document.data if name not in ("declaration", "evidence")])
    renaming = renamed(document, f"/{key}", misspelt(key, dice))
    return applied(document.text, [*edits, renaming] if renaming else edits)


@settings(max_examples=60)
@given(st.sampled_from(TEXTS), st.integers(0, 10_000), st.booleans())
def test_a_declaration_that_was_made_wrong_comes_back_byte_by_byte(text: str, seed: int, windows: bool) -> None:  # noqa: FBT001
    text = text.replace("\n", "\r\n") if windows else text
    document, problems = parse(text.encode(), "charter.yaml")
    assert document
    assert not problems
    wrong = made_wrong(document, Random(seed))  # noqa: S311
    result = mended("charter.yaml", wrong.encode())
    assert result.content.decode() == text
    assert result.left == ()


@pytest.mark.parametrize("text", TEXTS)
def test_what_is_right_is_left_as_it_is(text: str) -> None:
    assert mended("charter.yaml", text.encode()) == (text.encode(), 0, ())
