"""The dialect: our compiler against jsonschema and the published test suite, and the schemas of conditions and charters."""

import json
import os
from collections.abc import Iterator, Mapping
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from charter_cli.assess.conditions import compile_condition
from charter_cli.assess.keywords import KEYWORDS, validate
from charter_cli.dialect.formats import FORMATS, add_duration, as_date
from charter_cli.dialect.reference import failures, failures_of, format_checker
from charter_cli.dialect.schema import FORM_KEYWORDS, LEAF_KEYWORDS, compile_form, compile_leaf
from charter_cli.dialect.values import TYPES, Check, SchemaError
from charter_cli.model.declaration import Document, Problem
from charter_cli.read.charter_form import check_charter
from charter_cli.read.charters import parse_condition
from charter_cli.read.strict_yaml import parse
from charter_cli.resources import folder

type_names = st.sampled_from(sorted(TYPES))
numbers = st.integers(-4, 4) | st.integers(-16, 16).map(lambda number: number / 4)
texts = st.text("abé1-", max_size=3) | st.sampled_from(
    ["2026-02-28", "2026-02-30", "P6M", "P", "a@b.be", "a@b", "https://a.be/x", "ftp://a.be", "a/b.pdf", "../a", "/a"]
)
scalars = st.none() | st.booleans() | numbers | texts
names = st.sampled_from(["a", "b", "c", "a/b"])
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=3),
    max_leaves=8,
)
plain_values = st.recursive(scalars, lambda inner: st.lists(inner, max_size=4), max_leaves=8)
counts = st.integers(0, 3)

ARGUMENTS: dict[str, st.SearchStrategy[Any]] = {
    "type": type_names | st.lists(type_names, min_size=1, max_size=3, unique=True),
    # No sections: a leaf does not look inside of them.
    "const": plain_values,
    "enum": st.lists(plain_values, min_size=1, max_size=4) | st.lists(texts, min_size=1, max_size=4),
    "format": st.sampled_from(sorted(FORMATS)),
    "pattern": st.sampled_from(["a", "^a", "b$", "^[ab]+$", "[0-9]", "é", "^$", "^(a|b){2}$"]),
    "minLength": counts,
    "maxLength": counts,
    "minimum": numbers,
    "maximum": numbers,
    "exclusiveMinimum": numbers,
    "exclusiveMaximum": numbers,
    "multipleOf": st.sampled_from([1, 2, 3, 0.5, 0.25, 0.1]),
    "minItems": counts,
    "maxItems": counts,
    "minContains": counts,
    "maxContains": counts,
}
NESTING = {"items", "contains", "not"}
NESTING_LISTS = {"prefixItems", "allOf", "anyOf", "oneOf"}


def _leaves(inner: st.SearchStrategy[Any] | None) -> dict[str, st.SearchStrategy[Any]]:
    arguments = dict(ARGUMENTS)
    if inner is not None:
        arguments |= dict.fromkeys(NESTING, inner)
        arguments |= dict.fromkeys(NESTING_LISTS, st.lists(inner, min_size=1, max_size=3))
    return {keyword: argument for keyword, argument in arguments.items() if keyword in LEAF_KEYWORDS}


def some_of(arguments: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[dict[str, Any]]:
    """Make schemas of one to three of these keywords."""
    chosen = st.lists(st.sampled_from(sorted(arguments)), min_size=1, max_size=3, unique=True)
    return chosen.flatmap(lambda keywords: st.fixed_dictionaries({key: arguments[key] for key in keywords}))


leaf_schemas = st.recursive(
    some_of(_leaves(None)) | st.booleans(), lambda inner: some_of(_leaves(inner)), max_leaves=5
).filter(lambda schema: isinstance(schema, dict))


def _forms(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    arguments = _leaves(inner)
    arguments["const"] = values
    arguments["enum"] = st.lists(values, min_size=1, max_size=4)
    arguments["$ref"] = st.just("#/$defs/shared")
    arguments["required"] = st.lists(names, max_size=2, unique=True)
    arguments["properties"] = st.dictionaries(names, inner | st.just({"$ref": "#"}), max_size=3)
    arguments["additionalProperties"] = inner
    arguments["propertyNames"] = inner
    arguments["uniqueItems"] = st.booleans()
    return some_of(arguments)


form_schemas = st.builds(
    lambda schema, shared: {**schema, "$defs": {"shared": shared}},
    st.recursive(_forms(st.booleans()), _forms, max_leaves=5),
    leaf_schemas,
)


def holds(check: Check, value: object) -> bool:
    """Tell what our check says, and hold its quick answer and its explanation equal."""
    quick, told = check.passes(value), check.tell(value, ())
    assert quick is (told == [])
    return quick


def reference_holds(schema: Any, value: object) -> bool:
    """Tell what jsonschema says."""
    return bool(Draft202012Validator(schema, format_checker=format_checker()).is_valid(value))


def _confuses_jsonschema(schema: object, value: object) -> bool:
    """Tell whether uniqueItems meets true beside 1: jsonschema sorts [[0], [false], [0]] and misses the twins."""
    text = json.dumps(value)
    booleans = "true" in text or "false" in text
    return "uniqueItems" in json.dumps(schema) and booleans and ("0" in text or "1" in text)


def test_every_keyword_is_generated() -> None:
    assert set(ARGUMENTS) | NESTING | NESTING_LISTS >= set(LEAF_KEYWORDS)
    assert set(FORM_KEYWORDS) - set(LEAF_KEYWORDS) == {
        "$ref",
        "required",
        "properties",
        "additionalProperties",
        "propertyNames",
        "uniqueItems",
    }


@settings(max_examples=600, deadline=None)
@given(schema=leaf_schemas, value=values)
def test_a_leaf_is_judged_as_jsonschema_judges_it(schema: Any, value: object) -> None:
    assume(not _confuses_jsonschema(schema, value))
    assert holds(compile_leaf(schema), value) == reference_holds(schema, value)


@settings(max_examples=600, deadline=None)
@given(schema=form_schemas, value=values)
def test_a_form_is_judged_as_jsonschema_judges_it(schema: Any, value: object) -> None:
    assume(not _confuses_jsonschema(schema, value))
    assert holds(compile_form(schema), value) == reference_holds(schema, value)


@pytest.mark.parametrize(
    ("items", "unique"),
    [
        ([0, False], True),
        ([1, True], True),
        ([[1], [True]], True),
        ([[0], [False], [0]], False),
        ([{"a": 1}, {"a": True}], True),
        ([{"a": 1}, {"a": 1.0}], False),
        ([1, 1.0], False),
        (["a", "b", "a"], False),
        ([None, None], False),
        ([], True),
    ],
)
def test_a_list_has_twins_only_when_they_are_equal_as_json(items: list[object], unique: bool) -> None:  # noqa: FBT001
    assert holds(compile_form({"uniqueItems": True}), items) is unique


@pytest.mark.parametrize(
    ("value", "of"),
    [(10**17 + 1, 2), (9007199254740993, 2), (1e300, 7), (1e308, 0.5), (4.5, 3), (0.75, 0.25), (0, 3), (-6, 3)],
)
def test_a_multiple_is_one_however_large_the_number(value: float, of: float) -> None:
    schema = {"multipleOf": of}
    assert holds(compile_leaf(schema), value) == reference_holds(schema, value)


@pytest.mark.parametrize(
    "reference", ["#name", "node", "urn:charter:schema:dialect:1", "other.json#/a", "#/$defs/none", ""]
)
def test_a_reference_that_leads_out_of_the_schema_is_refused(reference: str) -> None:
    with pytest.raises(SchemaError):
        compile_form({"properties": {"a": {"$ref": reference}}, "$defs": {"a": {"$anchor": "name"}}})


@pytest.mark.parametrize(
    "schema",
    [
        {"minItem": 1},
        {"items": {"minItem": 1}},
        {"not": {"anyOf": [{"unevaluatedItems": False}]}},
        {"format": "uri"},
        {"type": "text"},
        {"type": 1},
        {"pattern": "("},
        {"minItems": "1"},
        {"minItems": -1},
        {"minLength": 1.5},
        {"minimum": "1"},
        {"enum": "a"},
        {"allOf": {}},
        {"prefixItems": {}},
        {"items": "a"},
        {"properties": {}},
        {"$ref": "#"},
    ],
)
def test_a_leaf_outside_of_the_dialect_is_refused_when_it_is_compiled(schema: dict[str, object]) -> None:
    with pytest.raises(SchemaError):
        compile_leaf(schema)


SUITE = os.environ.get("JSON_SCHEMA_TEST_SUITE", "")
SUITE_ROOT = Path(SUITE) / "tests" / "draft2020-12"
DRAFT = "https://json-schema.org/draft/2020-12/schema"
NOT_OURS = frozenset({"format.json"})
"""The suite's files that hold for other readings of the standard: there, format is noted and not asserted."""


class SuiteGroup(NamedTuple):
    """One schema of the suite with its cases: a value, and whether it is valid."""

    name: str
    schema: Any
    tests: list[dict[str, Any]]


def _suite() -> Iterator[SuiteGroup]:
    for file in sorted(SUITE_ROOT.glob("*.json")):
        for group in json.loads(file.read_text(encoding="utf-8")):
            schema = group["schema"]
            standard = not isinstance(schema, dict) or schema.get("$schema", DRAFT) == DRAFT
            if file.name not in NOT_OURS and standard:
                yield SuiteGroup(f"{file.stem}: {group['description']}", schema, group["tests"])


@pytest.mark.skipif(not SUITE, reason="JSON_SCHEMA_TEST_SUITE does not name a folder with the JSON Schema Test Suite")
@pytest.mark.parametrize(("compile_schema", "least"), [(compile_leaf, 410), (compile_form, 600)])
def test_the_published_test_suite_holds_for_all_keywords_of_the_dialect(compile_schema: Any, least: int) -> None:
    wrong: list[str] = []
    count = 0
    for group in _suite():
        try:
            check = compile_schema(group.schema)
            for case in group.tests:
                count += 1
                if holds(check, case["data"]) != case["valid"]:
                    wrong.append(f"{group.name}: {case['description']}")
        except SchemaError:
            continue
        except RecursionError:
            wrong.append(f"{group.name}: never ends")
    assert not wrong
    assert count >= least


def _shipped(path: str) -> Document:
    document, problems = parse((folder("charters") / path).read_bytes(), path, 4 * 1024 * 1024)
    assert document is not None
    assert not problems
    return document


CHARTER = "be-federal-ai-2025/charter.yaml"


@pytest.mark.parametrize(
    ("schema", "path"),
    [("charter", CHARTER), ("cases", "be-federal-ai-2025/cases.yaml"), ("references", "references.yaml")],
)
def test_what_is_shipped_has_the_form_of_its_schema(schema: str, path: str) -> None:
    assert failures(schema, _shipped(path).data) == []


@pytest.mark.parametrize("path", sorted(folder("schemas").glob("*.json")), ids=lambda path: path.name)
def test_every_schema_is_one_of_the_standard_and_says_what_it_is(path: Path) -> None:
    schema = json.loads(path.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == DRAFT
    assert schema["$id"] == f"urn:charter:schema:{path.name.removesuffix('.schema.json')}:1"
    assert schema["title"]
    assert schema["description"]


def _conditions(node: Any) -> Iterator[dict[str, Any]]:
    """Yield every condition of a charter: its scope, and each when and require."""
    if isinstance(node, dict):
        yield from (node[key] for key in ("scope", "when", "require") if isinstance(node.get(key), dict))
        for inner in node.values():
            yield from _conditions(inner)
    if isinstance(node, list):
        for inner in node:
            yield from _conditions(inner)


def test_every_condition_of_the_shipped_charter_is_one_of_the_dialect() -> None:
    conditions = list(_conditions(_shipped(CHARTER).data))
    assert len(conditions) > 32
    for condition in conditions:
        assert failures("dialect", condition) == []
        compile_condition(parse_condition(condition))


def test_the_schema_of_conditions_and_the_compiler_know_the_same_keywords() -> None:
    definitions = json.loads((folder("schemas") / "dialect.schema.json").read_text(encoding="utf-8"))["$defs"]
    assert set(definitions["schema"]["properties"]) == set(LEAF_KEYWORDS)
    assert set(definitions["leaf"]["properties"]) == set(LEAF_KEYWORDS) | set(KEYWORDS)
    assert set(definitions["leaf"]["properties"]["format"]["enum"]) == set(FORMATS)
    assert set(definitions["type-name"]["enum"]) == set(TYPES)
    assert all(definitions["leaf"]["properties"][keyword]["description"] for keyword in (*LEAF_KEYWORDS, *KEYWORDS))


own_arguments: dict[str, st.SearchStrategy[Any]] = {
    "includes": st.lists(scalars, max_size=2) | scalars,
    "maxAge": st.sampled_from(["P1Y", "P6M", "P0D", "/a/b", "/a", "PT1H", "soon", "", 12, None, ["P1Y"]]),
    "notAfter": st.sampled_from(
        ["/a", "/a/b", "as-of", ["/a"], ["as-of", "/a/b"], "a", "as-of ", "", [], [""], ["/a", "b"], [3], 3, None]
    ),
    "before": st.sampled_from(
        ["/a", "as-of", "2026-12-02", "2026-13-02", ["2026-12-02", "/a"], ["/a", "2026-12-2"], "soon", [], 3]
    ),
    "evidence": st.sampled_from(
        [
            ["dpia"],
            ["dpia", "fria"],
            [],
            [1],
            "dpia",
            {"kinds": ["dpia"]},
            {"kinds": ["dpia"], "maxAge": "P1Y"},
            {"kinds": ["dpia"], "maxAge": "/a"},
            {"kinds": ["dpia"], "maxAge": "soon"},
            {"kinds": ["dpia"], "age": "P1Y"},
            {"kinds": "dpia"},
            {"maxAge": "P1Y"},
            {},
        ]
    ),
}


@given(st.sampled_from(sorted(KEYWORDS)).flatmap(lambda key: st.tuples(st.just(key), own_arguments[key])))
def test_the_schema_takes_the_arguments_that_our_own_keywords_take(pair: tuple[str, object]) -> None:
    keyword, asked = pair
    try:
        validate(keyword, asked)
        taken = True
    except SchemaError:
        taken = False
    assert (failures("dialect", {"/a": {keyword: asked}}) == []) is taken


@st.composite
def broken_schemas(draw: st.DrawFn) -> tuple[dict[str, Any], tuple[str | int, ...]]:
    """Make a leaf with one misspelt or misplaced keyword somewhere within, and tell where it stands."""
    word = draw(
        st.sampled_from(["minItem", "format ", "Type", "includes", "evidence", "unevaluatedItems", "properties"])
    )
    schema: dict[str, Any] = {word: draw(counts)}
    path: tuple[str | int, ...] = (word,)
    for keyword in draw(st.lists(st.sampled_from(sorted(NESTING | NESTING_LISTS)), min_size=1, max_size=5)):
        beside: dict[str, Any] = draw(st.sampled_from([{}, {"type": "array"}, {"minItems": 1}]))
        if keyword in NESTING:
            schema, path = {**beside, keyword: schema}, (keyword, *path)
        else:
            before = draw(st.lists(st.just({"type": "string"}), max_size=2))
            schema, path = {**beside, keyword: [*before, schema]}, (keyword, len(before), *path)
    return schema, path


def _within(draw: st.DrawFn, leaf: Any, path: tuple[str | int, ...]) -> tuple[Any, tuple[str | int, ...]]:
    condition, path = {"/x/y": leaf}, ("/x/y", *path)
    for connective in draw(st.lists(st.sampled_from(["any", "all", "not"]), max_size=3)):
        if connective == "not":
            condition, path = {"not": condition}, ("not", *path)
        else:
            condition, path = {connective: [{"/a": True}, condition]}, (connective, 1, *path)
    return condition, path


@given(st.data())
def test_a_misspelt_keyword_is_refused_at_its_own_place_however_deep(data: st.DataObject) -> None:
    leaf, path = data.draw(broken_schemas())
    condition, whole = data.draw(st.composite(_within)(leaf, path))
    found = failures("dialect", condition)
    assert [(failure.path, failure.keyword) for failure in found] == [(whole, "additionalProperties")]
    with pytest.raises(SchemaError):
        compile_condition(parse_condition(condition))


@settings(max_examples=300, deadline=None)
@given(leaf_schemas)
def test_a_leaf_of_standard_keywords_is_a_leaf_of_the_dialect(schema: dict[str, Any]) -> None:
    assert failures("dialect", {"/x": schema}) == []


@pytest.mark.parametrize(
    ("condition", "path", "keyword"),
    [
        ({}, (), "minProperties"),
        ([], (), "type"),
        ({"scope/purposes": True}, ("scope/purposes",), "additionalProperties"),
        ({"/a~2": True}, ("/a~2",), "additionalProperties"),
        ({"none": []}, ("none",), "additionalProperties"),
        ({"any": []}, ("any",), "minItems"),
        ({"any": {"/a": True}}, ("any",), "type"),
        ({"all": [{}]}, ("all", 0), "minProperties"),
        ({"not": [{"/a": True}]}, ("not",), "type"),
        ({"/a": None}, ("/a",), "type"),
        ({"/a": ["b"]}, ("/a",), "type"),
        ({"/a": {}}, ("/a",), "minProperties"),
        ({"/a": {"includes": []}}, ("/a", "includes"), "minItems"),
        ({"/a": {"maxAge": "soon"}}, ("/a", "maxAge"), "format"),
        ({"/a": {"notAfter": "b"}}, ("/a", "notAfter"), "anyOf"),
        ({"/a": {"notAfter": ["as-of", "as-off"]}}, ("/a", "notAfter", 1), "anyOf"),
        (
            {"/a": {"evidence": {"kinds": ["dpia"], "maxage": "P1Y"}}},
            ("/a", "evidence", "maxage"),
            "additionalProperties",
        ),
        ({"/a": {"format": "uri"}}, ("/a", "format"), "enum"),
        ({"/a": {"type": "text"}}, ("/a", "type"), "enum"),
        ({"/a": {"type": ["string", "text"]}}, ("/a", "type", 1), "enum"),
        ({"/a": {"pattern": "("}}, ("/a", "pattern"), "format"),
        ({"/a": {"minContains": -1}}, ("/a", "minContains"), "minimum"),
        ({"/a": {"const": {"b": 1}}}, ("/a", "const"), "type"),
        ({"/a": {"enum": ["b", [{"c": 1}]]}}, ("/a", "enum", 1, 0), "type"),
        ({"/a": {"includes": [{"c": 1}]}}, ("/a", "includes", 0), "type"),
        ({"/a": {"contains": {"const": {"b": 1}}}}, ("/a", "contains", "const"), "type"),
        ({"/a": {"multipleOf": 0}}, ("/a", "multipleOf"), "exclusiveMinimum"),
    ],
)
def test_a_condition_outside_of_the_dialect_is_refused_where_it_is_wrong(
    condition: object, path: tuple[str | int, ...], keyword: str
) -> None:
    assert [(failure.path, failure.keyword) for failure in failures("dialect", condition)] == [(path, keyword)]


def test_two_mistakes_in_one_condition_are_both_told() -> None:
    found = failures("dialect", {"/a": {"minItem": 1}, "any": [{"b": True}]})
    assert {failure.path for failure in found} == {("/a", "minItem"), ("any", 0, "b")}


@pytest.mark.parametrize(
    ("schema", "value", "expected"),
    [
        ({"required": ["a", "b"]}, {}, [((), "required", "a"), ((), "required", "b")]),
        ({"type": "string"}, 1, [((), "type", ("string",))]),
        (False, 1, [((), "false", False)]),
        ({"propertyNames": {"maxLength": 1}}, {"ab": 1}, [(("ab",), "propertyNames", 1)]),
        (
            {"properties": {"a": True}, "patternProperties": {"^b": True}, "additionalProperties": False},
            {"a": 1, "b1": 1, "c": 1, "d": 1},
            [(("c",), "additionalProperties", ("a",)), (("d",), "additionalProperties", ("a",))],
        ),
        # The branch for this kind of value is the one that was meant.
        (
            {"anyOf": [{"type": "string"}, {"items": {"type": "integer"}, "type": "array"}]},
            ["a"],
            [((0,), "type", ("integer",))],
        ),
        # Of two branches for this kind, the one that fails deeper is.
        (
            {"oneOf": [{"required": ["b"]}, {"properties": {"a": {"items": {"minimum": 3}}}}]},
            {"a": [1]},
            [(("a", 0), "minimum", 3)],
        ),
        # Where nobody can tell, the whole is.
        ({"anyOf": [{"minimum": 5}, {"multipleOf": 2}]}, 3, [((), "anyOf", [{"minimum": 5}, {"multipleOf": 2}])]),
        (
            {"anyOf": [{"type": "string"}, {"type": "array"}]},
            3,
            [((), "anyOf", [{"type": "string"}, {"type": "array"}])],
        ),
    ],
)
def test_a_failure_is_told_at_the_deepest_place_that_was_meant(
    schema: Any, value: object, expected: list[tuple[object, str, object]]
) -> None:
    found = failures_of(Draft202012Validator(schema), value)
    assert [(failure.path, failure.keyword, failure.asked) for failure in found] == expected


def _changed(change: Any) -> tuple[Problem, ...]:
    """Check the shipped charter after a change of its data."""
    document = _shipped(CHARTER)
    data: Any = deepcopy(document.data)
    change(data)
    return check_charter(Document(document.path, data, document.mark, document.text))


FIRST = "/principles/0/requirements/0"


def _first(data: Any) -> Any:
    return data["principles"][0]["requirements"][0]


@pytest.mark.parametrize(
    ("change", "code", "pointer", "params"),
    [
        (lambda data: data["title"].pop("fr"), "required", "/title", {"key": "fr"}),
        (lambda data: data.update(charter=2), "unknown-version", "/charter", {"found": 2, "expected": 1}),
        (lambda data: data.update(id="Our Charter"), "bad-identifier", "/id", {"suggestion": "our-charter"}),
        (lambda data: data.update(status="in force"), "unknown-value", "/status", {"suggestion": "in-force"}),
        (lambda data: data.update(applies_from="2025-02-30"), "bad-date", "/applies_from", {"found": "2025-02-30"}),
        (lambda data: data["source"].update(sha256="1234"), "bad-sha256", "/source/sha256", {"found": "1234"}),
        (lambda data: data["source"].update(pages=0), "too-small", "/source/pages", {"limit": 1}),
        (lambda data: data.update(principles=[]), "bad-charter", "/principles", {"reason": "minItems"}),
        (lambda data: data.update(scopes={}), "unknown-key", "/scopes", {"key": "scopes", "suggestion": "scope"}),
        (
            lambda data: data.update(scope={"scope/purposes": True}),
            "unknown-key",
            "/scope/scope~1purposes",
            {"suggestion": "/scope/purposes"},
        ),
        (
            lambda data: _first(data).update(require={"/a": {"minItem": 1}}),
            "unknown-key",
            f"{FIRST}/require/~1a/minItem",
            {"suggestion": "minItems"},
        ),
        (
            lambda data: _first(data).update(require={"/a": {"pattern": "("}}),
            "bad-charter",
            f"{FIRST}/require/~1a/pattern",
            {"reason": "format"},
        ),
        (lambda data: _first(data).update(level="shall"), "unknown-value", f"{FIRST}/level", {"found": "shall"}),
        (lambda data: _first(data).update(id="sco-1"), "bad-charter", f"{FIRST}/id", {"reason": "pattern"}),
        (lambda data: _first(data).update(waivable="no"), "wrong-type", f"{FIRST}/waivable", {"suggestion": "false"}),
        (
            lambda data: _first(data).update(waiver_max="6 months"),
            "bad-duration",
            f"{FIRST}/waiver_max",
            {"found": "6 months"},
        ),
        (lambda data: _first(data).update(themes=["legal", "legal"]), "twice-in-list", f"{FIRST}/themes", {}),
        (
            lambda data: _first(data)["cites"].update(clause="principle-9"),
            "unknown-value",
            f"{FIRST}/cites/clause",
            {"found": "principle-9"},
        ),
        (lambda data: _first(data).pop("remedy"), "required", FIRST, {"key": "remedy"}),
    ],
)
def test_a_wrong_charter_is_told_in_our_own_terms(
    change: Any, code: str, pointer: str, params: Mapping[str, object]
) -> None:
    (problem,) = _changed(change)
    assert (problem.code, problem.pointer) == (code, pointer)
    assert dict(problem.params) | dict(params) == dict(problem.params)
    assert problem.place is not None


def test_all_problems_of_a_charter_are_told_at_once_in_the_order_of_the_file() -> None:
    text = _shipped(CHARTER).text
    text = text.replace("minItems: 1", "minItem: 1").replace(
        "  /scope/purposes: {contains", "  scope/purposes: {contains"
    )
    text = text.replace("  fr: Charte pour", "  f: Charte pour", 1)
    document, problems = parse(text.encode(), "own.yaml", 4 * 1024 * 1024)
    assert document is not None
    assert not problems
    found = check_charter(document)
    assert [problem.place for problem in found] == sorted(problem.place for problem in found if problem.place)
    lines = text.splitlines()
    shown = [lines[problem.place.line - 1][problem.place.column - 1 :] for problem in found if problem.place]
    assert all(line.startswith(("minItem:", "scope/purposes:", "f: Charte", "en: Charter")) for line in shown)
    assert {problem.code for problem in found} == {"unknown-key", "required"}
    assert len(found) == 2 + text.count(" scope/purposes:") + text.count("minItem:")


_BASE: Any = _shipped("be-federal-ai-2025/cases.yaml").data["base"]


@settings(max_examples=100, deadline=None)
@given(section=st.sampled_from(sorted(_BASE)), key=names | st.none(), value=values)
def test_a_declaration_has_the_same_form_for_our_compiler_as_for_jsonschema(
    section: str, key: str | None, value: object
) -> None:
    facts: Any = deepcopy(_BASE)
    if key is None:
        facts[section] = value
    elif isinstance(facts[section], dict):
        facts[section][key] = value
    schema = json.loads((folder("schemas") / "declaration.schema.json").read_text(encoding="utf-8"))
    assert holds(compile_form(schema), facts) == (failures("declaration", facts) == [])


@pytest.mark.parametrize(
    ("format_name", "good", "bad"),
    [
        (
            "date",
            ["2026-02-28", "2024-02-29", "0001-01-01"],
            [
                "2026-02-29",
                "2026-02-30",
                "2026-2-1",
                "20260201",
                "2026-02-01T00:00",
                "٢٠٢٦-01-01",
                " 2026-01-01",
                "2026-01-01\n",
                "",
            ],
        ),
        (
            "duration",
            ["P1Y", "P6M", "P2W", "P14D", "P1Y2M3W4D", "P0D"],
            ["P", "1Y", "P1H", "PT1H", "P-1Y", "P1D1M", "p1y", "P1.5Y", "P1Y\n", ""],
        ),
        ("email", ["a@b.be", "a.b+c@d.e.be"], ["a", "a@b", "@b.be", "a@b.", "a b@c.be", "a@b@c.be", "a@b.be\n"]),
        (
            "url",
            ["https://a.be", "http://a.be/x?y=1#z", "https://a.be:8080/"],
            ["ftp://a.be", "a.be", "https://", "https:///x", "https://a.be/a b", "javascript:x", "https://a.be\n"],
        ),
        ("relative-path", ["a", "a/b.pdf", "a b/..c"], ["", "/a", "../a", "a/../b", "a/..", "C:a", "a\\b", "file:a"]),
    ],
)
def test_a_format_takes_these_and_refuses_those(format_name: str, good: list[str], bad: list[str]) -> None:
    check = compile_leaf({"format": format_name})
    assert [text for text in good if not holds(check, text)] == []
    assert [text for text in bad if holds(check, text)] == []


@pytest.mark.parametrize(
    ("day", "duration", "later"),
    [
        ("2026-01-31", "P1M", "2026-02-28"),
        ("2024-01-31", "P1M", "2024-02-29"),
        ("2024-02-29", "P1Y", "2025-02-28"),
        ("2024-02-29", "P4Y", "2028-02-29"),
        ("2026-01-31", "P1M1D", "2026-03-01"),
        ("2026-11-30", "P3M", "2027-02-28"),
        ("2026-12-31", "P12M", "2027-12-31"),
        ("2026-01-01", "P2W", "2026-01-15"),
        ("2026-01-01", "P0D", "2026-01-01"),
        ("2026-01-01", "P9999Y", "9999-12-31"),
        ("9999-12-01", "P99999D", "9999-12-31"),
    ],
)
def test_months_and_years_end_on_the_last_day_of_a_shorter_month(day: str, duration: str, later: str) -> None:
    assert add_duration(date.fromisoformat(day), duration) == as_date(later)
