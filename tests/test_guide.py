"""The guide for authors of charters is true: its blocks stand in the example or hold by themselves, its commands work."""

import re
import shlex
import shutil
from pathlib import Path
from textwrap import dedent, indent

import pytest

from charter_cli.cli.lint import look
from charter_cli.model.lint import Severity
from charter_cli.model.report import Exit
from charter_cli.read.form import schema
from charter_cli.render.scaffold import scaffold
from charter_cli.words import words
from tests.conftest import ROOT, Run

GUIDE = (ROOT / "charters/README.md").read_text(encoding="utf-8")
RULES = ROOT / "examples/municipal-charter/rules"
BLOCKS = re.findall(r"^```(\w+)(?: (\w+))?\n(.*?)^```$", GUIDE, re.DOTALL | re.MULTILINE)
COMMANDS = [line for kind, _, text in BLOCKS if kind == "sh" for line in text.splitlines()]
ALONE = [(use, text) for kind, use, text in BLOCKS if kind == "yaml" and use]
QUOTED = [text for kind, use, text in BLOCKS if kind == "yaml" and not use]


def pieces(text: str) -> set[str]:
    """Return every run of lines of a file that begins at some line, as far as the indentation lets it be told alone."""
    lines = [line for line in text.splitlines() if line.strip() and not line.strip().startswith("#")]
    return {"\n".join(lines[start:]) for start in range(len(lines))}


@pytest.mark.parametrize("block", QUOTED, ids=range(len(QUOTED)))
def test_a_block_stands_in_the_example(block: str) -> None:
    wanted = block.rstrip("\n").splitlines()
    for name in ("charter.yaml", "cases.yaml"):
        for piece in pieces((RULES / name).read_text(encoding="utf-8")):
            if dedent("\n".join(piece.splitlines()[: len(wanted)])).splitlines() == wanted:
                return
    pytest.fail("this block is neither in the charter nor in the cases of the example")


@pytest.mark.parametrize(("use", "block"), ALONE, ids=range(len(ALONE)))
def test_a_block_that_is_not_from_the_example_holds_by_itself(use: str, block: str, tmp_path: Path) -> None:
    text = scaffold(words("en"), "own-charter", "", "2026-01-01")["charter.yaml"]
    line = {"condition": "          /transparency/public_information/published: true\n", "extends": "version: 0.1.0\n"}[
        use
    ]
    text = text.replace(line, indent(block, "          ") if use == "condition" else line + block)
    (tmp_path / "charter.yaml").write_text(text, encoding="utf-8")
    (linted,) = look([str(tmp_path)])
    # The example in that charter is for another condition.
    assert [one.code for one in linted.of(Severity.ERROR) if one.code != "example-fails"] == []
    assert linted.charter == "own-charter"


def test_every_condition_of_the_table_holds_by_itself(tmp_path: Path) -> None:
    facts = {"before-contact": "/transparency/ai_notice/moment", "counter": "/human_interaction/channels", "citizens": "/scope/audience",
             "internal": "/scope/purposes", "minLength": "/project/name", "minItems": "/scope/purposes", "minimum": "/system/users",
             "maximum": "/system/users", "dpia": "/data_protection/dpia/evidence", "training-plan": "/training/plan",
             "maxAge: P1Y}": "/audit/date", "notAfter": "/audit/date", "before:": "/audit/date"}  # fmt: skip
    table = GUIDE[GUIDE.index("| you want to say") : GUIDE.index("`P1Y` is one year")]
    leaves = re.findall(r"`(\{[^`]+\})`", table)
    assert len(leaves) > 12
    conditions = [f"{next(fact for word, fact in facts.items() if word in leaf)}: {leaf}" for leaf in leaves]
    text = scaffold(words("en"), "own-charter", "", "2026-01-01")["charter.yaml"]
    for condition in conditions:
        made = text.replace("/transparency/public_information/published: true\n", f"{condition}\n")
        (tmp_path / "charter.yaml").write_text(made, encoding="utf-8")
        (linted,) = look([str(tmp_path)])
        assert [one.code for one in linted.of(Severity.ERROR) if one.code != "example-fails"] == [], condition


def test_the_commands_work_one_after_the_other(run: Run, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples/municipal-charter", tmp_path / "examples/municipal-charter")
    assert len(COMMANDS) >= 7
    for command in COMMANDS:
        name, *arguments = shlex.split(command)
        assert name == "charter"
        # The example of a declaration has a gap, and says so by its exit code.
        expected = Exit.GATE if arguments[0] in ("check", "report") else Exit.OK
        assert run(*arguments).code == expected, command


def test_every_key_of_a_requirement_is_explained() -> None:
    keys: dict[str, object] = schema("charter")["$defs"]["requirement"]["properties"]  # type: ignore[index]
    assert [key for key in keys if f"`{key}`" not in GUIDE] == []


def test_every_file_that_the_guide_names_is_there() -> None:
    named = re.findall(r"\]\(([^)#:]+)\)", GUIDE)
    assert named
    assert [path for path in named if not (ROOT / "charters" / path).exists()] == []


def test_the_guide_stays_short() -> None:
    assert 150 <= len(GUIDE.splitlines()) <= 250


def test_the_charter_of_the_example_has_nothing_to_mend_and_its_cases_hold(run: Run) -> None:
    assert run("lint", RULES, "--strict").code == Exit.OK
    assert run("test", RULES / "charter.yaml").code == Exit.OK
