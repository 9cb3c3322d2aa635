"""The form of a declaration: types, vocabularies and keys, each mistake with its place and a suggestion."""

import json
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charter_cli.model.declaration import Problem
from charter_cli.read.declarations import decisions_path, read_declaration
from charter_cli.read.form import prune, schema
from charter_cli.render import phrases
from charter_cli.words import LANGUAGES, words
from tests.conftest import MINIMAL, ROOT


def problems(text: str) -> tuple[Problem, ...]:
    return read_declaration("charter.yaml", text.encode()).problems


def test_three_keys_make_a_valid_declaration() -> None:
    assert problems(MINIMAL) == ()


@pytest.mark.parametrize(
    "nothing", ["", "null", "''", "[]", "{}", "'  '", "…", "'?'", "'-'", "[null, '']", "{name: , country: ''}"]
)
def test_nothing_is_the_same_as_no_key(nothing: str) -> None:
    with_key = read_declaration("charter.yaml", f"{MINIMAL}organisation: {nothing}\n".encode())
    without = read_declaration("charter.yaml", MINIMAL.encode())
    assert with_key.problems == ()
    assert (with_key.facts, with_key.digest) == (without.facts, without.digest)


CASES = [
    ("organisatio: {}", "unknown-key", (3, 1), "organisation"),
    ("oversight: {rolle: x}", "unknown-key", (3, 13), "role"),
    ("oversight: {rolle: }", "unknown-key", (3, 13), "role"),
    ("ai_act: {risk_class: hihg}", "unknown-value", (3, 22), "high"),
    ("ai_act: {risk_class: hoog}", "unknown-value", (3, 22), "high"),
    ("scope:\n  purposes: [intern]", "unknown-value", (4, 14), "internal"),
    ("system: {ai_system: oui}", "wrong-type", (3, 21), "true"),
    ("system: {ai_system: nee}", "wrong-type", (3, 21), "false"),
    ("system: {ai_system: 1}", "wrong-type", (3, 21), None),
    ("scope: {purposes: internal}", "wrong-type", (3, 19), None),
    ("scope: 12", "wrong-type", (3, 8), None),
    ("scope: {purposes: [internal, internal]}", "twice-in-list", (3, 19), None),
    ("system: {users: -1}", "too-small", (3, 17), None),
    ("project_: 1", "unknown-key", (3, 1), "project"),
    ("assessment: {need: {date: 2026-02-30}}", "bad-date", (3, 27), None),
    ("assessment: {need: {date: 1 May 2026}}", "bad-date", (3, 27), None),
    ("monitoring: {frequency: monthly}", "bad-duration", (3, 25), None),
    ("organisation: {charter_contact: {email: nobody}}", "bad-email", (3, 41), None),
    ("organisation: {country: Belgium}", "bad-country", (3, 25), None),
    ("transparency: {public_information: {url: 'javascript:x'}}", "bad-url", (3, 42), None),
    ("evidence: {Mijn DPIA: {kind: dpia}}", "bad-identifier", (3, 12), "mijn-dpia"),
    ("evidence: {a: {file: ../secret}}", "bad-relative-path", (3, 22), None),
    ("evidence: {a: {file: /etc/passwd}}", "bad-relative-path", (3, 22), None),
    ("evidence: {a: {expires: soon}}", "bad-expiry", (3, 25), None),
    ("evidence: {a: {sha256: abc}}", "bad-sha256", (3, 24), None),
    ("evidence: {a: {file: x, url: 'https://x.example'}}", "two-places", (3, 15), None),
]


@pytest.mark.parametrize(("line", "code", "place", "suggestion"), CASES)
def test_each_mistake_has_its_code_its_place_and_a_suggestion(
    line: str, code: str, place: tuple[int, int], suggestion: str | None
) -> None:
    (problem,) = problems(f"{MINIMAL}{line}\n")
    assert (problem.code, problem.place, problem.params.get("suggestion")) == (code, place, suggestion)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("line", sorted({line for line, *_ in CASES}))
def test_each_mistake_is_told_in_every_language_with_the_suggestion(line: str, language: str) -> None:
    (problem,) = problems(f"{MINIMAL}{line}\n")
    sentence = phrases.problem(words(language), problem)
    assert "{" not in sentence.replace("{a: {", "")
    assert str(problem.params.get("suggestion") or "") in sentence


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("project: {id: x, name: X}\n", ["declaration"]),
        ("declaration: 1\n", ["project"]),
        ("declaration: 1\nproject: {id: x}\n", ["name"]),
        ("declaration: 1\nproject: {id: , name: ''}\n", ["project"]),
    ],
)
def test_what_a_declaration_cannot_do_without_is_named(text: str, missing: list[str]) -> None:
    assert [problem.params["key"] for problem in problems(text)] == missing


def test_another_format_version_is_refused() -> None:
    (problem,) = problems("declaration: 2\nproject: {id: x, name: X}\n")
    assert problem.code == "unknown-version"


def test_all_mistakes_of_form_are_told_at_once_in_the_order_of_the_file() -> None:
    found = problems(
        f"{MINIMAL}scoop: 1\nsystem: {{ai_system: ja, usrs: 3}}\nai_act: {{role: boss}}\nscope: {{}}\nscope: {{}}\n"
    )
    assert [problem.code for problem in found] == [
        "duplicate-key",
        "unknown-key",
        "wrong-type",
        "unknown-key",
        "unknown-value",
    ]


def test_a_list_with_a_hole_keeps_its_length() -> None:
    assert prune({"a": ["x", None, "", {"b": None}]}) == {"a": ["x", None, None, None]}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=15,
)


@given(JSON)
def test_pruning_twice_is_pruning_once(value: object) -> None:
    once = prune(value)
    assert prune(once) == once


@given(st.data())
def test_no_data_of_any_type_makes_reading_raise(data: st.DataObject) -> None:
    sections = st.sampled_from([*schema("declaration")["properties"], "other"])  # type: ignore[misc]
    text = json.dumps(
        {
            "declaration": 1,
            "project": {"id": "x", "name": "X"},
            **data.draw(st.dictionaries(sections, JSON, max_size=4)),
        }
    )
    read = read_declaration("charter.yaml", text.encode())
    assert read.problems or read.document


@pytest.mark.parametrize(
    ("path", "decisions"),
    [
        ("a/charter.yaml", "a/decisions.yaml"),
        ("chat.charter.yaml", "chat.decisions.yaml"),
        ("x.yaml", "x.decisions.yaml"),
    ],
)
def test_decisions_lie_beside_their_declaration(path: str, decisions: str) -> None:
    assert decisions_path(path) == decisions


def _fields(node: dict[str, object], pointer: str = "") -> Iterator[tuple[str, dict[str, object]]]:
    """Yield every property of the declaration's schema with its pointer."""
    for key, value in node.get("properties", {}).items():  # type: ignore[attr-defined]
        yield f"{pointer}/{key}", value
        yield from _fields(value, f"{pointer}/{key}")
    for key in ("items", "additionalProperties"):
        if isinstance(node.get(key), dict):
            yield from _fields(node[key], f"{pointer}/*")  # type: ignore[arg-type]


FIELDS = dict(_fields(json.loads((ROOT / "schemas/declaration.schema.json").read_text())))


@pytest.mark.parametrize("pointer", [pointer for pointer, field in FIELDS.items() if "properties" not in field])
def test_every_field_asks_its_question_in_every_language_and_the_schema_asks_it_in_english(pointer: str) -> None:
    if f"field.{pointer}" not in words("en").catalogue:
        assert pointer.startswith("/transparency/ai_notice/text/")
        return
    assert FIELDS[pointer]["description"] == words("en")(f"field.{pointer}")
    assert all(words(language).get(f"field.{pointer}") for language in LANGUAGES)


@pytest.mark.parametrize("name", [name for name, field in schema("declaration")["$defs"].items() if "enum" in field])  # type: ignore[attr-defined]
def test_every_value_of_a_vocabulary_has_a_label_in_every_language(name: str) -> None:
    values = schema("declaration")["$defs"][name]["enum"]  # type: ignore[index]
    for language in LANGUAGES:
        assert all(words(language).get(f"value.{name}.{value}") for value in values)
