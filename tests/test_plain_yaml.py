"""The quick reader of plain YAML: it agrees with the reader that goes through libyaml on all that it takes."""

import subprocess
import sys
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from charter_cli.read.plain_yaml import read_plain
from charter_cli.read.yaml_core import MAX_DEPTH
from charter_cli.read.yaml_events import read_events
from tests.bench import generate
from tests.conftest import EXAMPLES

DECLARED = [folder / "charter.yaml" for folder in EXAMPLES]


def agrees(text: str) -> bool:
    """Tell whether the quick reader takes a text; if so, both readers must say the same of it, to the type."""
    plain = read_plain(text)
    if plain is None:
        return False
    document, problems = read_events(text, "f.yaml")
    assert problems == ()
    assert repr(plain.data) == repr(document.data)
    assert plain.mark == document.mark
    assert plain.blanks == document.blanks
    return True


WORDS = ["word", "two words", "true", "False", "null", "~", "-1", "-x", "0.5", "012", "2026-01-01", "a:b", "a: b", "a:", "http://x/?y#z", "a#b", "'s'", "'it''s'", "''", "'a' b", "'open", '"d"', '""', '"# x"', '"a\\n"', "[]", "[ ]", "[a]", "[a, b ]", "[ a,b,]", "[,]", "[a b, 1, true]", "[-1]", "[- a]", "[a: b]", "[[a]]", "[a - b]", "[é]", "{}", "{ }", "{a: b}", "{a: b, c: 1 }", "{a: b,}", "{a: }", "{a:b}", "{a: b: c}", "{a: [b, c]}", "{a: [b] , c: d}", "{a: []}", "{a: [b], a: c}", "{a: [b]c}", "{é: b}", "&a x", "*a", "!t x", "%x", "@x", "? x", ":x", ",x", "x,y", "x]", "=", "<<", "---", "...", "- x", "\xa0x", "x\xa0", "²", "a\ttab", "\u2028", ""]  # fmt: skip
USUAL = [
    "word",
    "two words",
    "true",
    "-1",
    "http://x/?y#z",
    "'it''s'",
    '"d"',
    "[a, b ]",
    "{a: [b, c]}",
    "012",
    "~",
    "[]",
]
KEYS = ("a", "b", "c", "key", "x-1", "y.z", "null", "1", "_", "true", "01", "a_b", "aé", "A9")
ENDS = ("", "", "", "", " ", "  # note", " #", "#no")
CONTENT = ("one", "two # x", "- a", "a: b", "'q", "x  ", "é", "#h", "[", "---", "", " ", "    ", "  more")
EDITS = ("", " ", "\n", ":", " #", "-", "'", "  ", "x")


def block(dice: Random, indent: int) -> str:
    """Return a block scalar as it may stand behind a key at `indent`."""
    pad = " " * (indent + dice.choice((1, 2, 2, 4)))
    lines = [pad + dice.choice(CONTENT) for _ in range(dice.randint(1, 4))]
    return "\n".join([dice.choice(("|", ">", "|-", ">-", ">- # c", "|+", "|2")), *lines])


def mapping(dice: Random, indent: int, depth: int = 0) -> list[str]:
    """Return the lines of a mapping: most of them as people write them, some odd, some wrong."""
    lines, pad, step = list[str](), " " * indent, dice.choice((1, 2, 2, 2, 3))
    words = dice.choice((WORDS, USUAL, USUAL))
    for key in dice.sample(KEYS, dice.randint(1, 4)):
        start, kind = f"{pad}{key}:{dice.choice((' ', ' ', '  '))}", dice.random()
        if dice.random() < 0.08:
            lines.append(dice.choice(("", "# note", f"{pad}# note", "  ")))
        if kind < 0.55 or depth > 3:
            lines.append(start + dice.choice(words) + dice.choice(ENDS))
        elif kind < 0.68:
            lines.append(start + block(dice, indent))
        elif kind < 0.85:
            lines += [start + dice.choice(("", "# note")), *mapping(dice, indent + step, depth + 1)]
        else:
            lines += [start, *sequence(dice, indent + dice.choice((0, step)), depth + 1)]
    return lines


def sequence(dice: Random, indent: int, depth: int) -> list[str]:
    """Return the lines of a list."""
    lines = list[str]()
    for _ in range(dice.randint(1, 3)):
        dash = " " * indent + "-" + " " * dice.choice((1, 1, 1, 3))
        if dice.random() < 0.5 or depth > 3:
            lines.append(dash + dice.choice(WORDS) + dice.choice(ENDS))
        else:
            first, *others = mapping(dice, len(dash), depth + 1)
            lines += [dash + first.lstrip(" "), *others]
    return lines


def text(seed: str) -> str:
    """Return a text that is nearly always YAML and often plain; the same for the same seed."""
    dice = Random(seed)  # noqa: S311 (repeatable, not secret)
    made = "\n".join(mapping(dice, dice.choice((0, 0, 0, 2)))) + dice.choice(
        ("\n", "\n", "", "\n\n", "\n # c\n", "\n  ")
    )
    for _ in range(dice.choice((0, 0, 1, 2))):
        at = dice.randrange(len(made) + 1)
        made = made[:at] + dice.choice(EDITS) + made[at + dice.choice((0, 0, 1, 2)) :]
    return made


@pytest.mark.parametrize("part", range(4))
def test_what_the_quick_reader_takes_both_read_alike(part: int) -> None:
    taken = sum(agrees(text(f"{part}/{number}")) for number in range(3000))
    assert taken > 500


@pytest.mark.parametrize(
    "written",
    [
        "a: >-\n  x\n\n\n  y\n  \nb: c\n",
        "a: |\n  x\n   y\n# note\nb: c\n",
        "a:\n- b\n- c: d\n  e: f\ng: h\n",
        "a:\n  - b: >\n      x\n    c: d\n  -  e\n",
        "a: {b: [c, d], e: f}\n",
        " a: b\n c: d",
    ],
)
def test_these_are_plain(written: str) -> None:
    assert agrees(written)


@given(st.text(st.sampled_from("ab: -#'\"[]{}|>,\n\n  "), max_size=40))
def test_any_text_is_read_alike(written: str) -> None:
    agrees(written)


@settings(max_examples=400)
@given(
    folder=st.sampled_from(EXAMPLES),
    start=st.integers(0, 20_000),
    cut=st.integers(0, 60),
    piece=st.sampled_from(["", " ", "\n", "\n  ", ":", ": ", " #", "- ", "'", '"', "[", "}", ">", "|\n", "\t", "a", "é", "#"]),
)  # fmt: skip
def test_a_changed_file_is_read_alike(folder: Path, start: int, cut: int, piece: str) -> None:
    text = (folder / "charter.yaml").read_text(encoding="utf-8")
    start %= len(text)
    agrees(text[:start] + piece + text[start + cut :])


@pytest.mark.parametrize("path", DECLARED, ids=lambda path: path.parent.name)
def test_the_declarations_of_the_examples_are_plain(path: Path) -> None:
    assert agrees(path.read_text(encoding="utf-8"))


def test_the_declarations_of_the_benchmark_are_plain() -> None:
    assert all(agrees(generate.declaration(number)) for number in range(20))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# nothing\n",
        "a: 1\na: 2\n",
        "a: {b: 1, b: 2}\n",
        "a:\n",
        "a: &x 1\n",
        "a: !t 1\n",
        "a: b\n  c\n",
        "a: b: c\n",
        "\ta: b\n",
        "a: b\r\n",
        "---\na: b\n",
        "? a\n",
        "- a\n",
        "a\n",
        "a: [b\n",
        "".join(f"{'  ' * depth}a:\n" for depth in range(MAX_DEPTH)) + "  " * MAX_DEPTH + "b: c\n",
    ],
)
def test_what_needs_a_message_or_more_than_a_line_is_left_to_the_other_reader(text: str) -> None:
    assert read_plain(text) is None


def test_what_was_remembered_of_a_line_serves_wherever_it_stands() -> None:
    one, two = read_plain("a:\n  b: [c, d]\n"), read_plain("x: 1\na:\n  b: [c, d]\n")
    assert one
    assert two
    assert one.data["a"] == two.data["a"]
    assert one.mark != two.mark


def test_a_plain_file_needs_no_pyyaml() -> None:
    program = "import sys; from charter_cli.read.strict_yaml import parse; parse(b'a: b', 'f'); sys.exit('yaml' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
