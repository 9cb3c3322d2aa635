"""`charter schema`: in every language it describes all that can be declared, and accepts what `charter check` takes."""

import copy
import json
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from charter_cli.cli.editor import text
from charter_cli.cli.options import SCHEMAS
from charter_cli.dialect.reference import failures, format_checker
from charter_cli.model.declaration import pointer_of
from charter_cli.model.report import Exit
from charter_cli.read.declarations import STANDARD_INPUT, read_declaration
from charter_cli.read.fields import node_for, vocabulary
from charter_cli.read.form import schema
from charter_cli.read.strict_yaml import parse
from charter_cli.render.scaffold import scaffold
from charter_cli.words import LANGUAGES, words
from tests.conftest import EXAMPLES, MINIMAL, ROOT, Run

DESCRIBES = frozenset({"$id", "title", "description", "examples", "enumDescriptions"})
DECLARED: list[Any] = [
    document.data
    for folder in EXAMPLES
    if (document := parse((folder / "charter.yaml").read_bytes(), "")[0]) and "declaration" in document.data
]


@cache
def told(language: str) -> Any:
    return json.loads(text("declaration", language))


def validator(form: Any) -> Draft202012Validator:
    return Draft202012Validator(form, format_checker=format_checker())


TOLD = validator(told("en"))


def bare(node: Any, names: bool = False) -> Any:  # noqa: FBT001, FBT002 (whether the keys are names of facts)
    """Return a schema without what only describes; a fact of such a name stays."""
    if isinstance(node, list):
        return [bare(one) for one in node]
    if not isinstance(node, dict):
        return node
    kept = {key: one for key, one in node.items() if names or key not in DESCRIBES}
    return {key: bare(one, not names and key in ("properties", "$defs")) for key, one in kept.items()}


def nodes(node: Any, parts: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Yield the schema of every fact and section with its pointer; a star is any item."""
    if parts:
        yield pointer_of(parts), node
    for name, inner in node.get("properties", {}).items():
        yield from nodes(inner, (*parts, name))
    for key in ("items", "additionalProperties"):
        if isinstance(node.get(key), dict):
            yield from nodes(node[key], (*parts, "*"))


# What it accepts.


@pytest.mark.parametrize("language", LANGUAGES)
def test_languages_differ_only_in_what_describes_the_facts_of_the_schema_that_is_shipped(language: str) -> None:
    Draft202012Validator.check_schema(told(language))
    assert bare(told(language)) == bare(told("en"))
    assert {pointer for pointer, _ in nodes(told(language))} == {pointer for pointer, _ in nodes(schema("declaration"))}


@pytest.mark.parametrize("declared", DECLARED, ids=lambda data: data["project"]["id"])
def test_every_example_is_accepted(declared: Any) -> None:
    assert TOLD.is_valid(declared)


def places(value: Any, parts: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    yield parts
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in pairs:
        yield from places(inner, (*parts, key))


def at(data: Any, parts: Sequence[str | int]) -> Any:
    for part in parts:
        data = data[part]
    return data


VALUES = st.none() | st.booleans() | st.integers(-1, 3) | st.text(max_size=3) | st.sampled_from(["2026-01-01", "never"])
BROKEN = VALUES | st.lists(VALUES, max_size=2) | st.dictionaries(st.sampled_from(["id", "titel", "name"]), VALUES)


@st.composite
def changed(draw: st.DrawFn, good: list[Any], broken: st.SearchStrategy[Any] = BROKEN) -> Any:
    """Return good data with something else put anywhere."""
    data: Any = copy.deepcopy(draw(st.sampled_from(good)))
    *parents, last = draw(st.sampled_from([parts for parts in places(data) if parts]))
    at(data, parents)[last] = draw(broken)
    return data


BLANK: st.SearchStrategy[Any] = st.sampled_from([None, "", "…", "? -", [], {}, {"id": None}]).map(copy.deepcopy)
FILLED = st.booleans() | st.integers(-1, 3) | st.sampled_from(["é", "a b", "x", "internal", "2026-01-01", "never"])
KEYED = st.dictionaries(st.sampled_from(["id", "titel", "name", "file", "url"]), FILLED | BLANK)


@st.composite
def blanked(draw: st.DrawFn) -> Any:
    """Return a declaration in which keys and items are blank that were not, or were not there, and one is changed."""
    data: Any = copy.deepcopy(draw(st.sampled_from(DECLARED)))
    holding = [(parts, one) for parts in places(data) if isinstance(one := at(data, parts), dict | list)]
    for _ in range(draw(st.integers(0, 4))):
        parts, chosen = holding[draw(st.integers(0, len(holding) - 1))]
        if isinstance(chosen, list):
            chosen.insert(draw(st.integers(0, len(chosen))), draw(BLANK))
        else:
            known = (node_for(pointer_of(parts)) or {}).get("properties", ())
            chosen[draw(st.sampled_from([*chosen, *known, "titel"]))] = draw(BLANK)
    return draw(changed([data], BLANK | FILLED | st.lists(FILLED, max_size=2) | KEYED)) if draw(st.booleans()) else data


def accepted(data: Any) -> bool:
    """Tell whether `charter check` takes this as a declaration, complete or not."""
    return not read_declaration(STANDARD_INPUT, json.dumps(data).encode()).problems


@given(blanked())
def test_what_is_changed_or_blank_anywhere_is_accepted_or_refused_as_by_check(data: Any) -> None:
    assert TOLD.is_valid(data) is accepted(data)


@pytest.mark.parametrize(
    ("changes", "good"),
    [
        ({"scope": None, "ai_act": {"role": None, "annex_iii": [], "exception": {"condition": [None, ""]}}}, True),
        ({"project": {"id": "x", "name": "X", "stage": "", "launch": "…"}}, True),
        ({"scope": {"purposes": ["internal", None, None]}}, True),
        ({"evidence": {"note": {"file": None, "url": "https://x.example"}}}, True),
        ({"evidence": {"note": {"file": "x", "url": "https://x.example"}}}, False),
        ({"evidence": {"note": None}}, True),
        ({"declaration": None}, False),
        ({"project": None}, False),
        ({"project": {"id": None, "name": "X"}}, False),
        ({"project": {"id": "x", "name": "?"}}, False),
        ({"scope": {"purpose": None}}, False),
        ({"evidence": {"Not one": None}}, False),
        ({"scope": {"purposes": ["internal", "internal"]}}, False),
    ],
)
def test_what_is_not_declared_is_accepted_unless_it_is_required_or_misspelt(
    changes: dict[str, Any],
    good: bool,  # noqa: FBT001 (a case)
) -> None:
    data = {"declaration": 1, "project": {"id": "x", "name": "X"}, **changes}
    assert accepted(data) is good
    assert TOLD.is_valid(data) is good


# The other schemas.

OTHERS = [name for name in SCHEMAS if name != "declaration"]
WHOLE = validator(json.loads(text("charter", "en")))
CHARTER = parse(scaffold(words("en"), "own-charter", "", "2026-01-01")["charter.yaml"].encode(), "")[0]


@pytest.mark.parametrize("name", OTHERS)
def test_another_schema_is_the_same_in_every_language_and_refers_to_no_other_file(name: str) -> None:
    assert {text(name, language) for language in LANGUAGES} == {text(name, "en")}
    assert '"$ref": "urn:' not in text(name, "en")
    whole: dict[str, Any] = json.loads(text(name, "en"))
    Draft202012Validator.check_schema(whole)
    if '"$ref": "urn:' not in json.dumps(schema(name)):
        assert whole == schema(name)


@given(changed([CHARTER.data if CHARTER else {}]))
def test_a_charter_is_accepted_or_refused_as_by_the_schemas_that_are_shipped(data: Any) -> None:
    assert WHOLE.is_valid(data) is not bool(failures("charter", data))


def test_the_shipped_charters_and_references_are_accepted() -> None:
    for path in sorted((ROOT / "charters").glob("*/charter.yaml")):
        document, _ = parse(path.read_bytes(), "")
        assert document
        assert WHOLE.is_valid(document.data)
    references, _ = parse((ROOT / "charters" / "references.yaml").read_bytes(), "")
    assert references
    assert validator(json.loads(text("references", "en"))).is_valid(references.data)


# What it says.


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fact_and_section_has_a_title_and_a_description_in_that_language(language: str) -> None:
    english = dict(nodes(told("en")))
    for pointer, node in nodes(told(language)):
        assert node["title"].strip()
        assert node["description"].strip()
        if language != "en" and "properties" not in node:
            assert node["description"] != english[pointer]["description"], pointer


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_question_is_the_one_that_is_asked_everywhere(language: str) -> None:
    described, said = dict(nodes(told(language))), words(language)
    assert described["/project/stage"]["description"] == said("field./project/stage")
    assert described["/scope/purposes/*"]["description"] == said("field./scope/purposes")
    assert described["/evidence"]["description"] == said("field./evidence")
    assert described["/evidence/*/expires"]["description"] == said("field./evidence/*/expires")
    assert described["/ai_act/fria"]["title"] == said("section./ai_act/fria")
    assert described["/ai_act/fria/made"]["title"] == f"{said('section./ai_act/fria')}{said('colon')}made"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_value_of_a_vocabulary_is_explained(language: str) -> None:
    for name, node in told(language)["$defs"].items():
        if "enum" in node:
            expected = [words(language)(f"value.{name}.{value}") for value in node["enum"]]
            assert node["enumDescriptions"] == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_example_fits_its_fact_and_never_suggests_an_answer(language: str) -> None:
    form, shown = told(language), 0
    for pointer, node in nodes(form):
        for example in node.get("examples", ()):
            shown += 1
            one = validator({"$schema": form["$schema"], "$defs": form["$defs"], **node})
            assert one.is_valid(example), (pointer, example)
            assert not isinstance(example, bool)
            assert not vocabulary(pointer)
            assert "…" not in str(example)
    assert shown > 80


def test_an_example_in_prose_is_in_the_language_chosen() -> None:
    goals = {dict(nodes(told(language)))["/system/goal"]["examples"][0] for language in LANGUAGES}
    assert len(goals) == len(LANGUAGES)
    pointers = {pointer for pointer, _ in nodes(told("en"))}
    said = {key.removeprefix("example.") for key in words("en").catalogue if key.startswith("example.")}
    assert said <= pointers


# The command.


@pytest.mark.parametrize(
    ("arguments", "environment", "language"),
    [
        ([], {}, "en"),
        (["-l", "fr"], {"CHARTER_LANG": "de"}, "fr"),
        ([], {"CHARTER_LANG": "de"}, "de"),
        (["declaration", "--lang", "nl"], {}, "nl"),
    ],
)
def test_the_language_is_chosen_as_everywhere(
    arguments: list[str], environment: dict[str, str], language: str, run: Run
) -> None:
    ran = run("schema", *arguments, environment=environment)
    assert (ran.code, ran.err) == (Exit.OK, "")
    assert json.loads(ran.out) == told(language)


def test_a_schema_is_written_whole_into_a_file(run: Run, tmp_path: Path) -> None:
    ran = run("schema", "-l", "fr", "-o", "schema.json")
    assert (ran.code, ran.out) == (Exit.OK, "")
    assert "schema.json" in ran.err
    assert json.loads((tmp_path / "schema.json").read_bytes()) == told("fr")
    missing = run("schema", "-o", "nowhere/schema.json")
    assert (missing.code, [path.name for path in tmp_path.iterdir()]) == (Exit.USAGE, ["schema.json"])


def test_a_file_for_an_editor_and_an_output_do_not_go_together(run: Run, tmp_path: Path) -> None:
    (tmp_path / "charter.yaml").write_text(MINIMAL, encoding="utf-8")
    assert run("schema", "--for", "charter.yaml", "-o", "x.json").code == Exit.USAGE
    assert [path.name for path in tmp_path.iterdir()] == ["charter.yaml"]
