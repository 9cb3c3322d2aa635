"""Reading YAML: what the subset takes, what it refuses and where, and that nothing else ever comes out."""

from pathlib import Path

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from charter_cli.model.declaration import Document, Place
from charter_cli.read import yaml_events
from charter_cli.read.declarations import read_declaration
from charter_cli.read.strict_yaml import MAX_BYTES, parse
from charter_cli.read.yaml_core import MAX_DEPTH
from charter_cli.read.yaml_events import read_events
from charter_cli.render import Format, View, render
from charter_cli.words import LANGUAGES, words
from tests.cases import assessor
from tests.conftest import AS_OF, EXAMPLES


def read(text: str) -> Document:
    document, problems = parse(text.encode(), "f.yaml")
    assert document, problems
    assert not problems
    return document


@pytest.mark.parametrize(
    ("plain", "value"),
    [
        ("no", "no"),
        ("oui", "oui"),
        ("on", "on"),
        ("2026-01-01", "2026-01-01"),
        ("1:30", "1:30"),
        ("012", "012"),
        ("1_000", "1_000"),
        ("0x1F", "0x1F"),
        (".inf", ".inf"),
        ("1e999", "1e999"),
        ("9" * 400, "9" * 400),
        ("true", True),
        ("False", False),
        ("~", None),
        ("null", None),
        ("", None),
        ("42", 42),
        ("-7", -7),
        ("0", 0),
        ("1.5", 1.5),
        (".5", 0.5),
        ("2e3", 2000.0),
        ("'42'", "42"),
        ('"true"', "true"),
    ],
)
def test_scalars_are_those_of_yaml_1_2_and_nothing_that_looks_like_a_code_becomes_a_number(
    plain: str, value: object
) -> None:
    found = read(f"key: {plain}\n").data["key"]
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize("key", ["on", "no", "1", "null", "2026-01-01", "~"])
def test_every_key_is_text(key: str) -> None:
    assert read(f"{key}: x\n").data == {key: "x"}


def test_every_value_keeps_the_place_of_its_key_and_of_itself() -> None:
    document = read("a:\n  - b: one\n    c: {d: two}\n  - é: three\n")
    assert document.place("/a/0/b") == Place(2, 8)
    assert document.key_place("/a/0/b") == Place(2, 5)
    assert document.place("/a/0/c/d") == Place(3, 12)
    assert document.place("/a/1/é") == Place(4, 8)
    assert document.place("/a/1/missing") == Place(4, 5)
    assert document.place("/a/7") == Place(1, 1)
    assert document.place("/nothing/at/all") == Place(1, 1)


REFUSED = [
    (b"a: 1\nb: 2\na: 3\n", "duplicate-key", (3, 1)),
    (b"a:\n  - x: 1\n    x: 2\n", "duplicate-key", (3, 5)),
    (b"a:\n\tb: 1\n", "tab", (2, 1)),
    (b"a: !!str 1\n", "tag", (1, 4)),
    (b"a: !mine {b: 1}\n", "tag", (1, 4)),
    (b"a: &x 1\n", "anchor", (1, 4)),
    (b"a: &x [1]\nb: *x\n", "anchor", (1, 4)),
    (b"a: *x\n", "alias", (1, 4)),
    (b"a: 1\n---\nb: 2\n", "several-documents", (2, 1)),
    (b"a: \xe9\n", "not-utf-8", (1, 4)),
    ("a: 1".encode("utf-16"), "not-utf-8", (1, 1)),
    (b"a: 1\nb: \x00\n", "control-character", (2, 4)),
    (b"\x89PNG\r\n\x1a\n", "not-utf-8", (1, 1)),
    (b"", "empty-file", (1, 1)),
    (b"# only a comment\n", "empty-file", (1, 1)),
    (b"- a\n", "not-a-mapping", (1, 1)),
    (b"just text\n", "not-a-mapping", (1, 1)),
    (b"[a]: b\n", "key-not-text", (1, 1)),
    (b"? {a: b}\n: c\n", "key-not-text", (1, 3)),
    (b"[" * (MAX_DEPTH + 1), "too-deep", (1, MAX_DEPTH + 1)),
    (b"a: b: c\n", "unexpected-colon", (1, 5)),
    (b"a: @b\n", "reserved-character", (1, 4)),
    (b"a: 'b\n", "open-quote", (2, 1)),
    (b"a: [b,\n", "open-bracket", (2, 1)),
    (b"a: {b: 1\nc: 2\n", "open-bracket", (2, 2)),
    (b"a: 1\n  b\nc\n", "missing-colon", (4, 1)),
    (b"a:\n  - b\n c: d\n", "indentation", (3, 2)),
]


@pytest.mark.parametrize(("content", "code", "place"), REFUSED)
def test_what_is_refused_has_its_own_message_with_line_and_column(
    content: bytes, code: str, place: tuple[int, int]
) -> None:
    _, problems = parse(content, "f.yaml")
    assert (problems[0].code, problems[0].place) == (code, place)


def test_a_file_over_the_limit_is_refused_without_being_read() -> None:
    document, problems = parse(b"a: " + b"x" * MAX_BYTES, "f.yaml")
    assert document is None
    assert [problem.code for problem in problems] == ["too-large"]


def test_a_duplicate_key_names_both_lines() -> None:
    _, (problem,) = parse(b"a: 1\nb:\n  c: 1\n  d: 2\n  c: 3\n", "f.yaml")
    assert (problem.place, problem.params["first"], problem.pointer) == ((5, 3), 3, "/b/c")


def test_all_problems_of_a_file_are_told_at_once() -> None:
    _, problems = parse(b"a: &x 1\na: 2\nb: !t 3\nb: *x\n", "f.yaml")
    assert [problem.code for problem in problems] == ["anchor", "duplicate-key", "tag", "duplicate-key", "alias"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", sorted({code for _, code, _ in REFUSED} | {"too-large", "not-yaml"}))
def test_every_refusal_has_a_message_in_every_language(code: str, language: str) -> None:
    assert words(language).get(f"problem.{code}")


@given(st.binary(max_size=400))
@example(b"\xef\xbb\xbfa: 1")
@example(b"%YAML 1.1\n---\na: 1\n")
@example(b"a: !<\n")
@example(b"%TAG ! tag:x,2000:\n---\na: !b 1\n")
def test_no_bytes_make_it_raise(content: bytes) -> None:
    document, problems = parse(content, "f.yaml")
    assert document is not None or problems


PIECES = [
    b"",
    b"\t",
    b"{",
    b"]",
    b"&a",
    b"*a",
    b"!",
    b":",
    b"- ",
    b"\n",
    b"'",
    b"\xff",
    b"\0",
    b"? ",
    b"true",
    b"2026-99-99",
    b"never",
]


EDITS = st.lists(st.tuples(st.integers(0, 20_000), st.integers(0, 3), st.sampled_from(PIECES)), min_size=1, max_size=4)


@settings(max_examples=400)
@given(folder=st.sampled_from(EXAMPLES), edits=EDITS)
def test_no_mutation_of_a_valid_file_makes_reading_or_judging_it_raise(
    folder: Path, edits: list[tuple[int, int, bytes]]
) -> None:
    content = bytearray((folder / "charter.yaml").read_bytes())
    for place, cut, piece in edits:
        at = place % len(content)
        content[at : at + cut] = piece
    declaration = read_declaration("x.charter.yaml", bytes(content))
    assert all(problem.place is None or min(problem.place) >= 1 for problem in declaration.problems)
    report = assessor("be-federal-ai-2025", AS_OF.isoformat(), None).assess(declaration)
    assert report.assessments or declaration.problems
    "".join(render(Format.CONCISE, [report], View(words("nl"))))
    assert "".join(render(Format.TEXT, [report], View(words("nl"))))


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=20)
TREES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**15), 10**15) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=20,
)


@given(st.dictionaries(TEXT, TREES, min_size=1, max_size=5))
def test_data_comes_back_as_pyyaml_wrote_it(data: dict[str, object]) -> None:
    quoted = yaml.safe_dump(data, default_style='"', allow_unicode=True)
    # PyYAML tags quoted values that are no text; the plain style says the same without tags.
    text = quoted if "!!" not in quoted else yaml.safe_dump(data, allow_unicode=True)
    document, problems = parse(text.encode(), "f.yaml")
    if not problems:
        assert document
        assert _as_text(document.data) == _as_text(data)


def _as_text(value: object) -> object:
    """Level what plain style cannot tell apart: both sides become text."""
    if isinstance(value, dict):
        return {str(key): _as_text(item) for key, item in value.items()}
    return [_as_text(item) for item in value] if isinstance(value, list) else str(value)


def test_the_slow_parser_reads_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [(folder / "charter.yaml").read_text(encoding="utf-8") for folder in EXAMPLES]
    fast = [read_events(text, "f.yaml") for text in texts]
    monkeypatch.setattr(yaml_events, "_parser", lambda: yaml.Loader)
    assert [read_events(text, "f.yaml") for text in texts] == fast
