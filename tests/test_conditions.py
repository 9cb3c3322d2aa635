"""Conditions: three values, which facts decided, and that declaring less never settles a question."""

from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from itertools import product
from typing import Any

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from charter_cli.assess.conditions import Result, compile_condition
from charter_cli.assess.keywords import Context
from charter_cli.dialect.values import SchemaError
from charter_cli.model.condition import ALWAYS, AllOf, AnyOf, Condition, Fact, Not
from charter_cli.model.declaration import Sighting
from charter_cli.read.charters import parse_condition
from charter_cli.read.form import prune

TODAY = date(2026, 11, 22)
SHA = "a" * 64
SEEN = {"d1": Sighting("present", SHA), "d2": Sighting("missing", None)}


def evaluate(condition: Condition, facts: dict[str, Any]) -> Result:
    return compile_condition(condition)(Context(facts, TODAY, SEEN))


def judged(written: dict[str, Any], facts: dict[str, Any]) -> Result:
    """Judge a condition as a charter writes it."""
    return evaluate(parse_condition(written), facts)


FACTS: dict[str, Any] = {"yes": True, "no": False}
PARTS: dict[bool | None, Condition] = {
    True: Fact("/yes", {"const": True}),
    False: Fact("/no", {"const": True}),
    None: Fact("/unknown", {"const": True}),
}
TRUTHS = (True, False, None)


def weakest(truths: tuple[bool | None, ...]) -> bool | None:
    """Return what Kleene's logic says of all: false wins, then unknown."""
    return False if False in truths else None if None in truths else True


def strongest(truths: tuple[bool | None, ...]) -> bool | None:
    """Return what Kleene's logic says of any: true wins, then unknown."""
    return True if True in truths else None if None in truths else False


@pytest.mark.parametrize("truths", [*product(TRUTHS, repeat=2), *product(TRUTHS, repeat=3)])
def test_all_is_as_true_as_its_weakest_part(truths: tuple[bool | None, ...]) -> None:
    assert evaluate(AllOf(tuple(PARTS[truth] for truth in truths)), FACTS).truth is weakest(truths)


@pytest.mark.parametrize("truths", [*product(TRUTHS, repeat=2), *product(TRUTHS, repeat=3)])
def test_any_is_as_true_as_its_strongest_part(truths: tuple[bool | None, ...]) -> None:
    assert evaluate(AnyOf(tuple(PARTS[truth] for truth in truths)), FACTS).truth is strongest(truths)


@pytest.mark.parametrize(("truth", "expected"), [(True, False), (False, True), (None, None)])
def test_not_turns_true_and_false_and_leaves_unknown(truth: bool | None, expected: bool | None) -> None:  # noqa: FBT001
    assert evaluate(Not(PARTS[truth]), FACTS).truth is expected


@pytest.mark.parametrize("truths", [*product(TRUTHS, repeat=2)])
def test_not_all_is_any_not(truths: tuple[bool | None, ...]) -> None:
    parts = tuple(PARTS[truth] for truth in truths)
    one = evaluate(Not(AllOf(parts)), FACTS).truth
    assert one is evaluate(AnyOf(tuple(Not(part) for part in parts)), FACTS).truth


def test_the_empty_condition_holds() -> None:
    assert evaluate(ALWAYS, {}) == Result(truth=True)


@pytest.mark.parametrize(
    ("leaf", "declared", "truth"),
    [
        (True, True, True),
        (True, False, False),
        (True, 1, False),
        (True, "true", False),
        (True, None, None),
        ("high", "high", True),
        ("high", "High", False),
        (2, 2.0, True),
        ({"minItems": 1}, ["a"], True),
        ({"minItems": 1}, "a", True),
        ({"minLength": 1}, "a", True),
        ({"minLength": 1, "format": "date"}, "soon", False),
        ({"includes": ["a"], "maxItems": 1}, ["a", "b"], False),
        ({"maxAge": "/other"}, "2026-11-01", None),
        ({"maxAge": "/other", "format": "url"}, "2026-11-01", False),
    ],
)
def test_a_leaf_is_true_false_or_unknown(leaf: Any, declared: object, truth: bool | None) -> None:  # noqa: FBT001
    assert judged({"/a/b": leaf}, {"a": {"b": declared}}).truth is truth


@pytest.mark.parametrize("facts", [{}, {"a": None}, {"a": {}}, {"a": []}, {"a": "b"}, {"a": {"b": None}}, {"a": ["b"]}])
def test_a_fact_that_is_not_declared_is_unknown(facts: dict[str, Any]) -> None:
    result = judged({"/a/b": True}, facts)
    assert result == Result(None, missing=("/a/b",))


def test_an_item_of_a_list_is_found_by_its_number() -> None:
    assert judged({"/a/1": "c"}, {"a": ["b", "c"]}).truth is True
    assert judged({"/a/2": "c"}, {"a": ["b", "c"]}) == Result(None, missing=("/a/2",))


def test_a_list_with_a_hole_is_unknown() -> None:
    for leaf in ({"minItems": 1}, {"includes": ["a"]}, {"contains": {"const": "a"}}, {"maxItems": 1}):
        assert judged({"/a": leaf}, {"a": ["a", None, "b", None]}) == Result(None, missing=("/a/1", "/a/3"))


EVERY = {"/data/sources/*/origin": {"minLength": 1}}


@pytest.mark.parametrize(
    ("sources", "truth", "missing"),
    [
        ([{"origin": "a"}, {"origin": "b"}], True, ()),
        ([{"origin": "a"}, {"origin": ""}], False, ()),
        ([{"origin": "a"}, {}], None, ("/data/sources/1/origin",)),
        ([{}, {"origin": ""}], False, ("/data/sources/0/origin",)),
        ([{}, {}], None, ("/data/sources/0/origin", "/data/sources/1/origin")),
        ([{"origin": "a"}, None], None, ("/data/sources/1/origin",)),
        ([], None, ("/data/sources",)),
        (None, None, ("/data/sources",)),
        ("a", None, ("/data/sources",)),
        # Leaving out a key of a section must not settle anything, so a section is no list.
        ({"x": {"origin": "a"}, "y": {"origin": "b"}}, None, ("/data/sources",)),
        ({"x": {"origin": "a"}, "y": {"origin": ""}}, None, ("/data/sources",)),
        ({}, None, ("/data/sources",)),
    ],
)
def test_a_star_stands_for_every_item(sources: object, truth: bool | None, missing: tuple[str, ...]) -> None:  # noqa: FBT001
    result = judged(EVERY, {"data": {"sources": sources}})
    assert (result.truth, result.missing) == (truth, missing)


def test_the_items_that_decided_are_told_by_their_number() -> None:
    facts = {"data": {"sources": [{"origin": "a"}, {"origin": ""}, {"origin": ""}]}}
    result = judged(EVERY, facts)
    assert [cause.pointer for cause in result.failing] == ["/data/sources/1/origin", "/data/sources/2/origin"]


def test_two_stars_stand_for_every_item_of_every_list() -> None:
    written = {"/a/*/b/*": {"minimum": 1}}
    assert judged(written, {"a": [{"b": [1, 2]}, {"b": [3]}]}).truth is True
    assert judged(written, {"a": [{"b": [1, 2]}, {"b": [0]}]}).truth is False
    unknown = judged(written, {"a": [{"b": [1, 2]}, {"b": []}]})
    assert (unknown.truth, unknown.missing) == (None, ("/a/1/b",))


def test_a_last_star_stands_for_the_items_themselves() -> None:
    assert judged({"/a/*": "x"}, {"a": ["x", "x"]}).truth is True
    unknown = judged({"/a/*": "x"}, {"a": ["x", None]})
    assert (unknown.truth, unknown.missing) == (None, ("/a/1",))


def pointers(causes: tuple[Any, ...]) -> list[str]:
    return [cause.pointer for cause in causes]


def test_a_true_condition_tells_the_facts_that_hold() -> None:
    result = judged({"/yes": True, "/no": False}, FACTS)
    assert (result.truth, pointers(result.holding)) == (True, ["/yes", "/no"])
    assert not result.failing
    assert not result.missing


def test_a_false_condition_tells_every_fact_that_fails_and_none_that_holds() -> None:
    result = judged({"/yes": True, "/no": True, "/a": 1, "/b": 1}, {**FACTS, "a": 2})
    assert (result.truth, pointers(result.failing)) == (False, ["/no", "/a"])
    assert [(cause.keyword, cause.declared) for cause in result.failing] == [("const", False), ("const", 2)]


def test_a_failure_within_a_value_is_told_where_it_lies() -> None:
    result = judged({"/a": {"items": {"minLength": 2}}}, {"a": ["xy", "x", ""]})
    assert pointers(result.failing) == ["/a/1", "/a/2"]


def test_every_keyword_of_a_leaf_that_fails_is_told() -> None:
    result = judged({"/a": {"minItems": 2, "includes": ["b"], "maxAge": "/c"}}, {"a": ["a"]})
    assert (result.truth, [cause.keyword for cause in result.failing]) == (False, ["minItems", "includes"])
    assert result.missing == ("/c",)


def test_any_tells_the_first_branch_that_holds() -> None:
    result = judged({"any": [{"/no": True}, {"/yes": True}, {"/no": False}]}, FACTS)
    assert (result.truth, pointers(result.holding)) == (True, ["/yes"])


def test_any_that_fails_tells_why_each_branch_does() -> None:
    result = judged({"any": [{"/no": True}, {"/yes": False}]}, FACTS)
    assert (result.truth, pointers(result.failing)) == (False, ["/no", "/yes"])


def test_any_asks_first_and_alone_for_what_all_open_branches_wait_for() -> None:
    written = {"any": [{"/kind": "a", "/x": 1}, {"/kind": "b", "/y": 1}]}
    assert judged(written, {}).missing == ("/kind",)
    assert judged(written, {"kind": "a"}).missing == ("/x",)
    assert judged(written, {"x": 1, "y": 1}).missing == ("/kind",)


def test_any_asks_for_everything_when_the_open_branches_share_no_question() -> None:
    assert judged({"any": [{"/x": 1}, {"/y": 1}]}, {}).missing == ("/x", "/y")


def test_a_branch_that_has_failed_has_no_say_in_what_any_asks() -> None:
    written = {"any": [{"/kind": "a", "/z": 1}, {"/kind": "b", "/x": 1}, {"/y": 1, "/x": 1}]}
    assert judged(written, {"kind": "b"}).missing == ("/x",)


def test_not_tells_the_facts_that_hold_as_the_ones_against_it() -> None:
    result = judged({"not": {"/yes": True}}, FACTS)
    assert [(cause.pointer, cause.keyword, cause.declared) for cause in result.failing] == [("/yes", "not", True)]
    held = judged({"not": {"/no": True}}, FACTS)
    assert (held.truth, pointers(held.holding)) == (True, ["/no"])


def test_not_asks_for_what_is_missing() -> None:
    assert judged({"not": {"/x": 1}}, {}) == Result(None, missing=("/x",))


def test_each_fact_and_question_is_told_once() -> None:
    result = judged({"all": [{"/no": True}, {"/no": True, "/x": 1}, {"/x": 1}]}, FACTS)
    assert (result.truth, pointers(result.failing), result.missing) == (False, ["/no"], ("/x",))


@pytest.mark.parametrize(
    "written",
    [
        {"/a": {"minItem": 1}},
        {"/a": {"items": {"includes": ["a"]}}},
        {"/a": {"includes": "a"}},
        {"/a": {"properties": {"b": True}}},
        {"a": True},
        {"": True},
        {"any": [{"/a": True}, {"not": {"/a": {"formats": "date"}}}]},
    ],
)
def test_a_condition_outside_of_the_dialect_is_refused_when_it_is_compiled(written: dict[str, Any]) -> None:
    with pytest.raises(SchemaError):
        compile_condition(parse_condition(written))


# ---- Declaring less: facts and conditions over the same small world.

KEYS = ("a", "b", "c")
DAYS = ("2026-01-01", "2026-11-22", "2027-01-01", "2026-02-30", "P1Y", "P1D")
DOCUMENT: dict[str, Any] = {"kind": "dpia", "file": "x", "sha256": SHA, "date": "2026-01-01", "expires": "never"}
scalars = st.booleans() | st.integers(0, 2) | st.sampled_from(["x", "y", *DAYS, "d1", "d2", "d3"])
items = st.none() | scalars | st.dictionaries(st.sampled_from(KEYS), scalars, max_size=2)
declared = (
    scalars
    | st.lists(items, max_size=3)
    | st.dictionaries(st.sampled_from(KEYS), scalars | st.lists(items, max_size=2), max_size=3)
)
documents = st.builds(
    lambda entry, place: {**entry, **place},
    st.fixed_dictionaries(
        {},
        optional={
            "kind": st.sampled_from(["dpia", "fria"]),
            "sha256": st.sampled_from([SHA, "b" * 64]),
            "date": st.sampled_from(DAYS),
            "expires": st.sampled_from(["never", *DAYS]),
        },
    ),
    # The form of a declaration allows one place only.
    st.sampled_from([{"file": "x"}, {"url": "https://a.be"}, {}]),
)
facts_strategy = st.fixed_dictionaries(
    {"evidence": st.dictionaries(st.sampled_from(["d1", "d2"]), documents | st.just(DOCUMENT), max_size=2)},
    optional=dict.fromkeys(KEYS, declared),
)
written_pointers = st.lists(st.sampled_from([*KEYS, "*", "0"]), min_size=1, max_size=3).map(
    lambda parts: "/" + "/".join(["a" if parts[0] in ("*", "0") else parts[0], *parts[1:]])
)
leaf_values = st.sampled_from(
    [
        True,
        False,
        1,
        "x",
        {"type": "string"},
        {"type": ["array", "object"]},
        {"minItems": 1},
        {"maxItems": 1},
        {"minLength": 1},
        {"maximum": 1},
        {"not": {"const": "x"}},
        {"items": {"type": "string"}},
        {"contains": {"const": "x"}},
        {"contains": {"type": "object"}, "minContains": 0, "maxContains": 1},
        {"enum": ["x", 1, ["x"]]},
        {"format": "date"},
        {"oneOf": [{"type": "string"}, {"format": "date"}]},
        {"includes": ["x"]},
        {"maxAge": "P1Y"},
        {"maxAge": "/b"},
        {"notAfter": "/c"},
        {"notAfter": ["as-of", "/b"]},
        {"notAfter": "/b/a", "format": "date"},
        {"evidence": ["dpia"]},
        {"evidence": {"kinds": ["dpia", "fria"], "maxAge": "P1Y"}},
    ]
)
written_conditions = st.recursive(
    st.dictionaries(written_pointers, leaf_values, min_size=1, max_size=2),
    lambda inner: (
        st.fixed_dictionaries({"not": inner})
        | st.fixed_dictionaries({"any": st.lists(inner, min_size=1, max_size=3)})
        | st.fixed_dictionaries({"all": st.lists(inner, min_size=1, max_size=3)})
    ),
    max_leaves=5,
)


def pruned(facts: Any) -> Any:
    """Return facts as reading a file does: a section of nothing is not declared, an item of nothing is a hole."""
    return prune(facts) or {}


def keys_of(facts: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path of every key of a mapping, however deep; items of lists are no keys."""
    if isinstance(facts, dict):
        for key, value in facts.items():
            yield (*path, key)
            yield from keys_of(value, (*path, key))
    if isinstance(facts, list):
        for index, value in enumerate(facts):
            yield from keys_of(value, (*path, index))


def without(facts: dict[str, Any], path: tuple[Any, ...]) -> dict[str, Any]:
    """Return the facts without one key."""
    copy: Any = deepcopy(facts)
    node = copy
    for part in path[:-1]:
        node = node[part]
    del node[path[-1]]
    rest: dict[str, Any] = pruned(copy)
    return rest


@settings(max_examples=800, deadline=None)
@given(written=written_conditions, facts=facts_strategy.map(pruned))
def test_declaring_less_never_settles_a_question_or_turns_an_answer(
    written: dict[str, Any], facts: dict[str, Any]
) -> None:
    evaluator = compile_condition(parse_condition(written))
    before = evaluator(Context(facts, TODAY, SEEN)).truth
    event(f"{before}")
    for path in keys_of(facts):
        after = evaluator(Context(without(facts, path), TODAY, SEEN)).truth
        assert after in (before, None), f"without {path}: {before} becomes {after}"


@pytest.mark.parametrize(
    ("leaf", "more", "less"),
    [
        ({"const": {"a": 1}}, {"a": 1, "b": 1}, {"a": 1}),
        ({"enum": [{"a": 1}]}, {"a": 1, "b": 1}, {"a": 1}),
        ({"not": {"const": {"a": 1, "b": 1}}}, {"a": 1, "b": 1}, {"a": 1}),
        ({"const": [{"a": 1}]}, [{"a": 1, "b": 1}], [{"a": 1}]),
        ({"contains": {"const": {"a": 1}}}, [{"a": 1, "b": 1}], [{"a": 1}]),
        ({"includes": [{"a": 1}]}, [{"a": 1, "b": 1}], [{"a": 1}]),
        ({"uniqueItems": True}, [{"a": 1, "b": 1}, {"a": 1, "b": 1}], [{"a": 1}, {"a": 1, "b": 1}]),
        ({"not": {"uniqueItems": True}}, [{"a": 1}, {"a": 1, "b": 1}], [{"a": 1}, {"a": 1}]),
    ],
)
def test_a_leaf_that_looks_inside_sections_is_refused_or_not_settled_by_declaring_less(
    leaf: dict[str, Any], more: object, less: object
) -> None:
    try:
        evaluator = compile_condition(Fact("/x", leaf))
    except SchemaError:
        return
    before = evaluator(Context({"x": more}, TODAY, SEEN)).truth
    assert evaluator(Context({"x": less}, TODAY, SEEN)).truth in (before, None)


@settings(max_examples=400, deadline=None)
@given(written=written_conditions, facts=facts_strategy.map(pruned))
def test_every_answer_says_what_decided_it(written: dict[str, Any], facts: dict[str, Any]) -> None:
    result = judged(written, facts)
    if result.truth is None:
        assert result.missing
    elif result.truth:
        assert not result.failing
    else:
        assert result.failing
