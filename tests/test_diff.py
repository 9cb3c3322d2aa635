"""Comparing: two versions of a declaration, two versions of a charter, and what becomes of declarations then."""

import copy
import itertools
import json
import shutil
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from charter_cli.assess.assessment import Assessor
from charter_cli.assess.charter_comparison import compare_charters
from charter_cli.assess.comparison import compare_facts, compare_reports, shift
from charter_cli.dialect.reference import failures
from charter_cli.model.charter import Charter, Requirement
from charter_cli.model.comparison import DeclarationComparison, Kind, Shift
from charter_cli.model.declaration import Declaration, parts_of
from charter_cli.model.digest import digest
from charter_cli.model.report import Exit, Finding, Outcome, Wait
from charter_cli.read.charters import read_charter
from charter_cli.read.declarations import read_declaration
from charter_cli.read.strict_yaml import parse
from charter_cli.words import LANGUAGES, words
from tests.conftest import AS_OF, MINIMAL, ROOT, Run
from tests.test_architecture import loaded

READY = ROOT / "examples/citizen-chatbot"
GAPS = ROOT / "examples/benefits-triage"
OUTSIDE = ROOT / "examples/gard-copilot"
FEDERAL = "be-federal-ai-2025"
SOURCE = ROOT / "charters" / FEDERAL / "charter.yaml"
DAY = ("--as-of", AS_OF.isoformat())
GONE = object()

Edits = Mapping[str, Any]


@cache
def data_of(path: Path) -> dict[str, Any]:
    document, problems = parse(path.read_bytes(), path.name, 4 * 1024 * 1024)
    assert document, problems
    return dict(document.data)


def edited(data: Any, edits: Edits) -> Any:
    """Return a copy of the data with values set or, for GONE, taken out."""
    made = copy.deepcopy(data)
    for pointer, value in edits.items():
        *parents, last = parts_of(pointer)
        holder = made
        for part in parents:
            holder = holder[int(part)] if isinstance(holder, list) else holder.setdefault(part, {})
        key: Any = int(last) if isinstance(holder, list) else last
        if value is GONE:
            del holder[key]
        else:
            holder[key] = value
    return made


def version(data: Any, folder: Path = READY) -> Declaration:
    """Read data as the declaration of an example, with the documents and decisions that lie there."""
    declaration = read_declaration(str(folder / "charter.yaml"), json.dumps(data).encode())
    assert declaration.problems == ()
    return declaration


@cache
def assessor() -> Assessor:
    charter, problems = read_charter(FEDERAL)
    assert charter, problems
    return Assessor([charter], AS_OF)


def compared(old: Declaration, new: Declaration) -> DeclarationComparison:
    return compare_reports(assessor().assess(old), assessor().assess(new))


def shifts(comparison: DeclarationComparison) -> dict[str, str]:
    return {one.requirement.id: one.shift.value for a in comparison.assessments for one in a.findings}


# The order of outcomes.


def finding(outcome: str) -> Finding | None:
    """Return a finding with an outcome; `upcoming:gap` is one that would be a gap."""
    if outcome == "absent":
        return None
    name, _, under = outcome.partition(":")
    requirement = next(assessor().rules[0].charter.requirements())
    return Finding(
        requirement, Outcome(name), "x", upcoming=Wait(None, "2030-01-01", Outcome(under)) if under else None
    )


ORDER = (
    ("met",),
    ("needs-review", "upcoming:needs-review"),
    ("upcoming:undeclared", "upcoming:gap", "waived"),
    ("undeclared", "gap"),
)
STATES = [(place, state) for place, states in enumerate(ORDER) for state in states]
NOT_ASKED = ("not-applicable", "absent")


@pytest.mark.parametrize(("old", "new"), list(itertools.product(STATES, STATES)), ids=str)
def test_outcomes_have_one_order_from_best_to_worst(old: tuple[int, str], new: tuple[int, str]) -> None:
    expected = Shift.CHANGED if old[0] == new[0] else Shift.WORSE if new[0] > old[0] else Shift.BETTER
    assert shift(finding(old[1]), finding(new[1])) is expected


@pytest.mark.parametrize("off", NOT_ASKED)
@pytest.mark.parametrize(("place", "state"), STATES)
def test_what_begins_or_ceases_to_apply_is_never_better_and_worse_only_when_it_is_open(
    place: int, state: str, off: str
) -> None:
    assert shift(finding(off), finding(state)) is (Shift.WORSE if place == 3 else Shift.NEW)
    assert shift(finding(state), finding(off)) is Shift.GONE


# Two declarations.

CHANGES: list[tuple[str, Edits, dict[str, str], list[str]]] = [
    ("nothing", {}, {}, []),
    ("layout only", {"/project/summary": "   Autre   texte "}, {}, ["/project/summary"]),
    ("a fact against", {"/training/critical_use": False}, {"TRN002": "worse"}, ["/training/critical_use"]),
    ("a fact left out", {"/training/critical_use": GONE}, {"TRN002": "worse"}, ["/training/critical_use"]),
    ("null is left out", {"/training/critical_use": None}, {"TRN002": "worse"}, ["/training/critical_use"]),
    ("met on other facts", {"/data/sources/0/name": "Y"}, {"DAT001": "changed"}, ["/data/sources/0/name"]),
    ("decided on other facts", {"/audit/reason": "Autre."}, {"ASM007": "worse"}, ["/audit/reason"]),
    (
        "an earlier stage",
        {"/project/stage": "idea", "/training/critical_use": GONE},
        {"TRN002": "worse"},
        ["/project/stage", "/training/critical_use"],
    ),
]


@pytest.mark.parametrize(("edits", "findings", "pointers"), [c[1:] for c in CHANGES], ids=[c[0] for c in CHANGES])
def test_a_change_of_facts_is_told_with_what_it_does(
    edits: Edits, findings: dict[str, str], pointers: list[str]
) -> None:
    data = data_of(READY / "charter.yaml")
    comparison = compared(version(data), version(edited(data, edits)))
    assert shifts(comparison) == findings
    assert [one.pointer for one in comparison.facts] == pointers
    assert comparison.regression is ("worse" in findings.values())


def test_a_gap_that_rests_on_another_fact_is_changed_and_a_gap_not_declared_any_more_is_no_progress() -> None:
    data = data_of(GAPS / "charter.yaml")
    old = version(data, GAPS)
    other = compared(old, version(edited(data, {"/monitoring/last_run": "2026-05-19"}), GAPS))
    assert shifts(other) == {"ASM006": "changed"}
    hidden = compared(old, version(edited(data, {"/oversight/can_override": GONE}), GAPS))
    assert shifts(hidden) == {"OVS001": "changed"}
    closed = compared(old, version(edited(data, {"/oversight/can_override": True}), GAPS))
    assert shifts(closed) == {"OVS001": "better"}


def test_what_begins_to_apply_is_worse_when_it_is_open_and_new_when_it_is_not() -> None:
    data = data_of(READY / "charter.yaml")
    comparison = compared(version(data), version(edited(data, {"/ai_act/risk_class": "high"})))
    assert shifts(comparison)["OVS001"] == "new"
    back = compared(version(edited(data, {"/ai_act/risk_class": "high"})), version(data))
    assert shifts(back)["OVS001"] == "gone"
    wider = compared(version(data), version(edited(data, {"/scope/purposes": ["decision-support"]})))
    assert shifts(wider)["TRA004"] == "worse"


def test_going_into_operation_with_gaps_is_a_regression_of_the_verdict() -> None:
    data = edited(data_of(GAPS / "charter.yaml"), {"/project/stage": "pilot"})
    due = edited(data, {"/project/stage": "operation"})
    comparison = compared(version(data, GAPS), version(due, GAPS))
    assert comparison.assessments[0].worse
    assert comparison.regression


def test_leaving_the_scope_makes_nothing_better() -> None:
    data = data_of(GAPS / "charter.yaml")
    comparison = compared(version(data, GAPS), version(edited(data, {"/scope/purposes": ["internal"]}), GAPS))
    assert set(shifts(comparison).values()) <= {"gone", "changed"}
    assert comparison.regression is False


FACTS: list[tuple[Any, Any, list[tuple[str, object, str, object]]]] = [
    ({"a": 1}, {"a": 1}, []),
    ({"a": 1}, {"a": True}, [("/a", 1, "/a", True)]),
    ({"a": 1}, {}, [("/a", 1, "/a", None)]),
    ({}, {"a": {"b": "x", "c": ["y"]}}, [("/a/b", None, "/a/b", "x"), ("/a/c", None, "/a/c", ["y"])]),
    ({"a": ["x", "y"]}, {"a": ["y"]}, [("/a", ["x", "y"], "/a", ["y"])]),
    ({"a/b~": 1}, {"a/b~": 2}, [("/a~1b~0", 1, "/a~1b~0", 2)]),
    ({"a": [{"n": 1}, {"n": 2}]}, {"a": [{"n": 0}, {"n": 1}, {"n": 2}]}, [("/a/-/n", None, "/a/0/n", 0)]),
    ({"a": [{"n": 0}, {"n": 1}]}, {"a": [{"n": 1}]}, [("/a/0/n", 0, "/a/-/n", None)]),
    ({"a": [{"n": 1, "m": 1}]}, {"a": [{"n": 1, "m": 2}]}, [("/a/0/m", 1, "/a/0/m", 2)]),
    ({"a": [{"n": 9}, {"n": 1}]}, {"a": [{"n": 2}, {"n": 9}]}, [("/a/-/n", None, "/a/0/n", 2), ("/a/1/n", 1, "/a/-/n", None)]),
    ({"a": "x"}, {"a": [{"n": 1}]}, [("/a", "x", "/a", [{"n": 1}])]),
    ({"a": {"b": 1}}, {"a": "x"}, [("/a", {"b": 1}, "/a", "x")]),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "expected"), FACTS, ids=str)
def test_facts_are_compared_value_by_value_and_items_of_lists_where_they_belong(
    old: Any, new: Any, expected: list[tuple[str, object, str, object]]
) -> None:
    versions = (Declaration("x", None, facts) for facts in (old, new))
    found = [(*c.before[:2], *c.after[:2]) for c in compare_facts(*versions)]
    assert [(a, json.dumps(b), c, json.dumps(d)) for a, b, c, d in found] == [
        (a, json.dumps(b), c, json.dumps(d)) for a, b, c, d in expected
    ]


def test_both_places_are_told_and_for_what_is_not_declared_that_of_its_parent() -> None:
    old = read_declaration("x", f"{MINIMAL}training:\n  continuous: true\n".encode())
    new = read_declaration("x", f"# one more line\n{MINIMAL}training:\n  critical_use: false\n".encode())
    added, removed = compare_facts(old, new)
    assert [(spot.value, *spot.place) for spot in added] == [(None, 3, 1), (False, 5, 17)]
    assert [(spot.value, *spot.place) for spot in removed] == [(True, 4, 15), (None, 4, 1)]


# Laws.


def keys(data: Any, path: str = "") -> list[str]:
    pairs = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    here = [f"{path}/{name}" for name, _ in pairs if isinstance(data, dict)]
    return here + [key for name, item in pairs for key in keys(item, f"{path}/{name}")]


BASES = {folder: data_of(folder / "charter.yaml") for folder in (READY, GAPS)}
FIXED = {"/declaration", "/project", "/project/id", "/project/name", "/evidence"}


def flipped(data: Any, pointer: str) -> Any:
    value: Any = data
    for part in parts_of(pointer):
        value = value[int(part)] if isinstance(value, list) else value[part]
    return not value if isinstance(value, bool) else GONE


@st.composite
def versions(draw: st.DrawFn) -> tuple[Declaration, Declaration]:
    """Make two versions of an example: keys left out, and answers turned round."""
    folder = draw(st.sampled_from(list(BASES)))
    data = BASES[folder]
    possible = [key for key in keys(data) if key not in FIXED and not key.startswith("/evidence/")]
    made = []
    for _ in range(2):
        chosen = draw(st.lists(st.sampled_from(possible), max_size=6, unique=True))
        # Of a section and what it holds, only the section.
        chosen = [one for one in chosen if not any(one.startswith(f"{other}/") for other in chosen)]
        made.append(version(edited(data, {one: flipped(data, one) for one in chosen}), folder))
    return made[0], made[1]


@settings(max_examples=60)
@given(versions())
def test_law_a_version_compared_with_itself_differs_in_nothing(pair: tuple[Declaration, Declaration]) -> None:
    for one in pair:
        comparison = compared(one, one)
        assert (shifts(comparison), comparison.facts, comparison.regression) == ({}, (), False)


@settings(max_examples=60)
@given(versions())
def test_law_swapping_the_versions_swaps_better_and_worse(pair: tuple[Declaration, Declaration]) -> None:
    there, back = compared(*pair), compared(*reversed(pair))
    turned = {"worse": "better", "better": "worse", "new": "gone", "gone": "new", "changed": "changed"}
    for one in there.assessments[0].findings:
        found = shifts(back)[one.requirement.id]
        begins = one.before and one.before.outcome is Outcome.NOT_APPLICABLE
        ceases = one.after and one.after.outcome is Outcome.NOT_APPLICABLE
        if begins and one.shift is Shift.WORSE:
            assert found == "gone"
        elif ceases and one.shift is Shift.GONE:
            assert found in {"new", "worse"}
        else:
            assert found == turned[one.shift]
    assert shifts(there).keys() == shifts(back).keys()
    assert sorted(one[::-1] for one in spots(there)) == sorted(spots(back))


def spots(comparison: DeclarationComparison) -> list[tuple[str, str]]:
    old_and_new = ((change.before, change.after) for change in comparison.facts)
    return [(json.dumps([a.pointer, a.value]), json.dumps([b.pointer, b.value])) for a, b in old_and_new]


@settings(max_examples=60)
@given(versions())
def test_law_the_facts_differ_exactly_when_their_digests_do(pair: tuple[Declaration, Declaration]) -> None:
    old, new = pair
    assert bool(compared(old, new).facts) is (old.digest != new.digest)


@pytest.mark.parametrize("folder", BASES, ids=lambda folder: folder.name)
def test_law_leaving_something_out_makes_nothing_better(folder: Path) -> None:
    data = BASES[folder]
    old = version(data, folder)
    for key in set(keys(data)) - FIXED:
        try:
            new = version(edited(data, {key: GONE}), folder)
        except AssertionError:  # a document without its place, say, is not valid
            continue
        assert "better" not in shifts(compared(old, new)).values(), key


plain_data = st.recursive(
    st.booleans() | st.integers(0, 2) | st.sampled_from("ab"),
    lambda inner: st.lists(inner, min_size=1, max_size=4) | st.dictionaries(st.sampled_from("abc"), inner, min_size=1),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from("abc"), plain_data), st.dictionaries(st.sampled_from("abc"), plain_data))
def test_law_facts_of_any_form_differ_exactly_when_their_digests_do_but_for_their_order_in_a_list(
    old: Any, new: Any
) -> None:
    there = list(compare_facts(Declaration("x", None, old), Declaration("x", None, new)))
    back = list(compare_facts(Declaration("x", None, new), Declaration("x", None, old)))
    assert bool(there) is (digest(old) != digest(new))
    assert bool(back) is bool(there)


# Two charters.


def charter_file(tmp_path: Path, name: str, edits: Edits) -> Path:
    path = tmp_path / name
    path.write_text(json.dumps(edited(data_of(SOURCE), edits)), encoding="utf-8")
    return path


FIRST = "/principles/0/requirements/0"
TITLE = {"en": "x", "fr": "x", "nl": "x", "de": "x"}
OF_CHARTERS: list[tuple[str, Edits, dict[str, list[str]], bool]] = [
    ("nothing", {}, {}, False),
    ("dropped", {FIRST: GONE}, {"SCO001": ["dropped"]}, True),
    ("identifier changed", {f"{FIRST}/id": "SCO999"}, {"SCO001": ["dropped"], "SCO999": ["added"]}, True),
    ("identifier reused", {f"{FIRST}/slug": "something-else"}, {"SCO001": ["reused"]}, True),
    ("lowered", {f"{FIRST}/level": "should"}, {"SCO001": ["lowered"]}, True),
    ("due", {f"{FIRST}/due": "pilot"}, {"SCO001": ["conditions"]}, False),
    ("waivable", {f"{FIRST}/waivable": False}, {"SCO001": ["conditions"]}, False),
    ("first day", {f"{FIRST}/applies_from": "2027-01-01"}, {"SCO001": ["conditions"]}, False),
    ("asked otherwise", {f"{FIRST}/require": {"/system/users": 1}}, {"SCO001": ["conditions"]}, False),
    ("one is not true", {f"{FIRST}/require/~1scope~1purposes_complete": 1}, {"SCO001": ["conditions"]}, False),
    ("a question", {f"{FIRST}/judgement": TITLE}, {"SCO001": ["conditions"]}, False),
    ("texts", {f"{FIRST}/title/fr": "x", f"{FIRST}/example": "x: 1"}, {"SCO001": ["texts"]}, False),
    ("lowered and texts", {f"{FIRST}/level": "may", f"{FIRST}/title": TITLE}, {"SCO001": ["lowered"]}, True),
    ("version only", {"/version": "9.9.9"}, {}, False),
]


@pytest.mark.parametrize(
    ("edits", "kinds", "regression"), [c[1:] for c in OF_CHARTERS], ids=[c[0] for c in OF_CHARTERS]
)
def test_a_change_of_a_charter_is_told_by_its_kind(
    edits: Edits, kinds: dict[str, list[str]], regression: bool, tmp_path: Path, federal: Charter  # noqa: FBT001
) -> None:  # fmt: skip
    charter, problems = read_charter(str(charter_file(tmp_path, "new.yaml", edits)))
    assert charter, problems
    comparison = compare_charters(federal, charter)
    assert {one.requirement.id: list(one.kinds) for one in comparison.requirements} == kinds
    assert comparison.regression is regression
    assert [field.name for field in comparison.fields] == (["version"] if "/version" in edits else [])


def test_every_field_that_can_differ_has_a_name_in_every_language() -> None:
    compared_elsewhere = {"id", "principles", "references", "digest"}
    fields = {*Requirement._fields, *Charter._fields} - compared_elsewhere
    for language in LANGUAGES:
        assert {name for name in fields if not words(language).get(f"diff.field.{name}")} == set()


def test_moved_raised_and_reworded_are_told_and_swapping_turns_them_round(tmp_path: Path, federal: Charter) -> None:
    data = data_of(SOURCE)
    lowest = next(r for r in federal.requirements() if r.level == "may")
    home = next(i for i, p in enumerate(federal.principles) if p.id == lowest.principle)
    at = next(i for i, r in enumerate(federal.principles[home].requirements) if r.id == lowest.id)
    pointer = f"/principles/{home}/requirements"
    raised = {**data["principles"][home]["requirements"][at], "level": "must"}
    moved = [*data["principles"][0]["requirements"], raised]
    edits = {f"{pointer}/{at}": GONE, "/principles/0/requirements": moved, "/principles/1/title": TITLE}
    charter, problems = read_charter(str(charter_file(tmp_path, "new.yaml", edits)))
    assert charter, problems
    there, back = compare_charters(federal, charter), compare_charters(charter, federal)
    assert [one.kinds for one in there.requirements] == [(Kind.RAISED, Kind.MOVED)]
    assert [one.kinds for one in back.requirements] == [(Kind.LOWERED, Kind.MOVED)]
    assert [one.after.id for one in there.principles if one.after] == [federal.principles[1].id]


def test_the_order_in_which_conditions_are_written_is_no_difference(tmp_path: Path, federal: Charter) -> None:
    require = data_of(SOURCE)["principles"][0]["requirements"][0]["require"]
    turned = {f"{FIRST}/require": dict(reversed(require.items()))}
    charter, _ = read_charter(str(charter_file(tmp_path, "new.yaml", turned)))
    assert charter
    assert compare_charters(federal, charter).requirements == ()


def test_with_tells_which_outcomes_change_and_survives_decisions_on_what_was_dropped(run: Run, tmp_path: Path) -> None:
    home = next(i for i, one in enumerate(data_of(SOURCE)["principles"]) if one["requirements"][0]["id"] == "HUM001")
    edits = {f"/principles/{home}": GONE, f"{FIRST}/require": {"/system/users": {"minimum": 1000}}}
    path = charter_file(tmp_path, "new.yaml", edits)
    ran = run("diff", FEDERAL, path, "--with", READY, "--with", OUTSIDE, "-f", "json", *DAY)
    assert ran.code == Exit.OK, ran.err
    first, second = json.loads(ran.out)["charters"]["outcomes"]
    told = {one["requirement"]: (one["change"], one["old"] and one["old"]["outcome"], one["new"] and one["new"]["outcome"])
            for one in first["assessments"][0]["findings"]}  # fmt: skip
    assert told == {"HUM001": ("gone", "met", None), "SCO001": ("worse", "met", "gap")}
    assert second["assessments"][0]["findings"] == []
    assert run("diff", FEDERAL, path, "--with", READY, "--fail-on-regression", *DAY).code == Exit.GATE
    back = run("diff", path, FEDERAL, "--with", READY, "--fail-on-regression", *DAY)
    assert back.code == Exit.OK, back.err


# The command line.


@pytest.fixture
def two(tmp_path: Path) -> tuple[Path, Path]:
    """Return two folders with versions of an example; in the second one something got worse."""
    for name in ("old", "new"):
        shutil.copytree(READY, tmp_path / name)
    path = tmp_path / "new/charter.yaml"
    text = path.read_text(encoding="utf-8").replace("  critical_use: true\n", "  critical_use: false\n")
    text = text.replace("name: Fiches d'information du site", 'name: "\\e[31m| <b>`x` [y](https://z)"')
    path.write_text(text, encoding="utf-8")
    return tmp_path / "old", tmp_path / "new"


@pytest.mark.parametrize("form", ["text", "json", "markdown"])
def test_only_fail_on_regression_fails_and_in_every_format(form: str, two: tuple[Path, Path], run: Run) -> None:
    old, new = two
    for arguments, code in [
        ((old, new), Exit.OK),
        ((old, new, "--fail-on-regression"), Exit.GATE),
        ((new, old, "--fail-on-regression"), Exit.OK),
        ((old, old, "--fail-on-regression"), Exit.OK),
    ]:
        ran = run("diff", *arguments, "-f", form, *DAY)
        assert (ran.code, ran.err.count("\n")) == (code, 1), ran.err


PAIRS: list[tuple[str | Path, ...]] = [
    (READY, READY),
    (READY, GAPS),
    (GAPS, READY),
    (GAPS, OUTSIDE),
    (READY, GAPS, "--stage", "idea"),
    (READY, GAPS, "--as-of", "launch"),
    (FEDERAL, FEDERAL),
    (FEDERAL, SOURCE, "--with", ROOT / "examples"),
]


@pytest.mark.parametrize("arguments", PAIRS, ids=str)
def test_every_comparison_as_json_has_the_form_of_its_schema(arguments: tuple[str | Path, ...], run: Run) -> None:
    ran = run("diff", *arguments, "-f", "json", *(() if "--as-of" in arguments else DAY))
    written = json.loads(ran.out)
    assert failures("diff", written) == []
    assert written["exit_code"] == ran.code == Exit.OK
    assert [key for key in ("declarations", "charters") if written[key]] == [written["kind"]]


def test_a_changed_charter_as_json_has_the_form_of_its_schema(run: Run, tmp_path: Path) -> None:
    edits = {FIRST: GONE, "/scope": GONE, "/bodies": GONE, "/principles/1/title": TITLE, "/principles/2": GONE}
    path = charter_file(tmp_path, "new.yaml", edits)
    for form in ("text", "markdown"):
        assert run("diff", FEDERAL, path, "-f", form).code == Exit.OK
    ran = run("diff", FEDERAL, path, "-f", "json", "--with", GAPS, "--fail-on-regression", *DAY)
    assert failures("diff", json.loads(ran.out)) == []
    assert json.loads(ran.out)["exit_code"] == ran.code == Exit.GATE


def test_the_schema_asks_for_every_key_and_knows_all_words() -> None:
    text = (ROOT / "schemas/diff.schema.json").read_text(encoding="utf-8")
    definitions = json.loads(text)["$defs"]
    assert definitions["change"]["properties"]["change"]["enum"] == [one.value for one in Shift]
    assert definitions["requirement"]["properties"]["kinds"]["items"]["enum"] == [one.value for one in Kind]
    assert definitions["finding"]["properties"]["outcome"]["enum"] == [one.value for one in Outcome]

    def sections(node: Any) -> list[Any]:
        inner = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
        own = [node] if isinstance(node, dict) and isinstance(node.get("properties"), dict) else []
        return own + [one for part in inner for one in sections(part)]

    for section in sections(json.loads(text)):
        assert (section["required"], section["additionalProperties"]) == (list(section["properties"]), False)


def test_standard_input_is_read_as_if_it_lay_beside_the_other_version(two: tuple[Path, Path], run: Run) -> None:
    old, new = two
    by_path = json.loads(run("diff", old, new, "-f", "json", *DAY).out)["declarations"]
    piped = run("diff", "-", new, "-f", "json", *DAY, stdin=(old / "charter.yaml").read_bytes(), cwd=ROOT)
    by_pipe = json.loads(piped.out)["declarations"]
    assert by_pipe["old"] == {**by_path["old"], "path": "-"}
    assert (by_pipe["facts"], by_pipe["assessments"]) == (by_path["facts"], by_path["assessments"])
    turned = run("diff", new, "-", "-f", "json", *DAY, stdin=(old / "charter.yaml").read_bytes(), cwd=ROOT)
    assert json.loads(turned.out)["regression"] is False


WRONG: list[tuple[list[str], int, str]] = [
    (["diff", "charter.yaml"], Exit.USAGE, "NEW"),
    (["diff", "charter.yaml", FEDERAL], Exit.USAGE, f"{FEDERAL} is a charter and charter.yaml is a declaration"),
    (["diff", "own.yaml", "."], Exit.USAGE, "own.yaml is a charter"),
    (["diff", "-", "-"], Exit.USAGE, "standard input"),
    (["diff", "-", FEDERAL], Exit.USAGE, "- is a declaration"),
    (["diff", FEDERAL, FEDERAL, "-c", FEDERAL], Exit.USAGE, "--charter"),
    (["diff", ".", ".", "--with", "."], Exit.USAGE, "--with"),
    (["diff", ".", ".", "-f", "concise"], Exit.USAGE, "markdown"),
    (["diff", ".", ".", "-o", "concise=x"], Exit.USAGE, "markdown"),
    (["diff", ".", ".", "-o", "charter.yaml"], Exit.USAGE, "charter.yaml"),
    (["diff", FEDERAL, FEDERAL, "--with", ".", "-o", "charter.yaml"], Exit.USAGE, "charter.yaml"),
    (["diff", ".", ".", "--stage", "pilote"], Exit.USAGE, "pilot"),
    (["diff", ".", "nowhere.yaml"], Exit.UNREADABLE, "nowhere.yaml: "),
    (["diff", "empty", "."], Exit.UNREADABLE, "charter.yaml"),
    (["diff", "be-federal-ai-2024", FEDERAL], Exit.UNREADABLE, f"'{FEDERAL}'"),
    (["diff", "bad.yaml", "bad.yaml"], Exit.UNREADABLE, "bad.yaml:2:"),
    (["diff", ".", ".", "-c", "nothing"], Exit.UNREADABLE, "nothing"),
    (["diff", ".", ".", "--as-of", "launch"], Exit.UNREADABLE, "launch"),
    (["diff", FEDERAL, "own.yaml"], Exit.UNREADABLE, "own.yaml:"),
    (["diff", FEDERAL, FEDERAL, "--with", "bad.yaml"], Exit.UNREADABLE, "bad.yaml:2:"),
]


@pytest.mark.parametrize(
    ("arguments", "code", "said"), WRONG, ids=lambda value: " ".join(value) if isinstance(value, list) else ""
)
def test_what_cannot_be_compared_is_told_and_writes_nothing(
    arguments: list[str], code: int, said: str, run: Run, tmp_path: Path
) -> None:  # fmt: skip
    (tmp_path / "charter.yaml").write_text(MINIMAL)
    (tmp_path / "bad.yaml").write_text("declaration: 1\nproject: {id: x, nam: X}\n")
    (tmp_path / "own.yaml").write_text("charter: 1\nid: own\n")
    (tmp_path / "empty").mkdir()
    before = {path: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    ran = run(*arguments, stdin=MINIMAL.encode())
    assert (ran.code, ran.out) == (code, ""), ran.err
    assert said in ran.err
    assert "Traceback" not in ran.err
    assert {path: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()} == before


def test_a_problem_on_both_sides_is_told_once_and_of_standard_input_under_its_own_name(
    run: Run, tmp_path: Path
) -> None:
    (tmp_path / "bad.yaml").write_text("declaration: 1\nproject: {id: x, nam: X}\n")
    (tmp_path / "charter.yaml").write_text(MINIMAL)
    assert run("diff", "bad.yaml", "bad.yaml").err.count("bad.yaml:2:18") == 1
    assert "-:2:18" in run("diff", "-", ".", stdin=(tmp_path / "bad.yaml").read_bytes()).err


def test_several_outputs_are_written_at_once(two: tuple[Path, Path], run: Run, tmp_path: Path) -> None:
    ran = run("diff", *two, "-o", "json=a.json", "-o", "markdown=b.md", *DAY)
    assert ran.out == run("diff", *two, *DAY).out
    assert (tmp_path / "a.json").read_text() == run("diff", *two, "-f", "json", *DAY).out
    assert (tmp_path / "b.md").read_text() == run("diff", *two, "-f", "markdown", *DAY).out


def test_what_others_wrote_is_shown_and_not_obeyed(two: tuple[Path, Path], run: Run) -> None:
    text = run("diff", *two, *DAY).out
    assert "\x1b" not in text
    assert "<U+001B>[31m| <b>`x`" in text
    markdown = run("diff", *two, "-f", "markdown", *DAY).out
    assert r"\<U+001B\>\[31m\| \<b\>\`x\` \[y\](https\://z)" in markdown


def test_of_long_texts_the_part_that_differs_is_shown(run: Run, tmp_path: Path) -> None:
    long = "mot " * 60
    (tmp_path / "a.yaml").write_text(MINIMAL.replace("name: X", f'name: X, summary: "{long}fin"'))
    (tmp_path / "b.yaml").write_text(MINIMAL.replace("name: X", f'name: X, summary: "{long}but"'))
    out = run("diff", "a.yaml", "b.yaml").out
    assert "mot fin" in out
    assert "mot but" in out


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("arguments", [(READY, GAPS), (GAPS, OUTSIDE), (FEDERAL, "new.yaml", "--with", READY)], ids=str)
def test_text_fits_its_width_in_every_language(
    arguments: tuple[str | Path, ...], language: str, run: Run, tmp_path: Path
) -> None:
    charter_file(tmp_path, "new.yaml", {FIRST: GONE, "/principles/0/requirements/1/require": {"/system/users": 1}})
    for width in (40, 80):
        ran = run("diff", *arguments, "-l", language, *DAY, environment={"COLUMNS": str(width)})
        lines = [line for line in ran.out.splitlines() if "charter.yaml" not in line]
        assert max(map(len, lines)) <= width
        said = words(language)
        assert said("diff.verdict.fails") in ran.err or said("diff.verdict.ok") in ran.err


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "en"])
def test_help_has_no_english_left(language: str, run: Run) -> None:
    out = run("diff", "--help", environment={"CHARTER_LANG": language}).out
    assert all(english not in out for english in ("Compare ", "OLD", "NEW", "Format of", "Exit codes", "[required]"))


def test_the_same_input_gives_the_same_bytes_anywhere(two: tuple[Path, Path], program: Run) -> None:
    for form in ("text", "json", "markdown"):
        results = [
            program("diff", "old", "new", "-f", form, *DAY, environment={"PYTHONHASHSEED": seed}, cwd=two[0].parent)
            for seed in ("1", "2")
        ]
        assert results[0] == results[1]
        assert str(two[0].parent) not in results[0].out


@pytest.mark.parametrize("arguments", [("--help",), ("diff", "--help")])
def test_help_loads_nothing_that_compares(arguments: tuple[str, ...]) -> None:
    modules = loaded(*arguments)
    assert modules
    assert not any(
        name.startswith(("charter_cli.assess", "charter_cli.read", "charter_cli.render", "charter_cli.cli.compare"))
        for name in modules
    )
