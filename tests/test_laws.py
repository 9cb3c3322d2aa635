"""The laws of the house, each held on every example and every case: what a declaration can never do to its own verdict."""

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from charter_cli.assess.assessment import Assessor
from charter_cli.assess.findings import Rules, grounds_of, judge, only
from charter_cli.assess.trial import finding_of, setting_of
from charter_cli.cli.options import DEFAULT_CHARTERS
from charter_cli.model.case import Case
from charter_cli.model.charter import Charter, Stage
from charter_cli.model.condition import facts_of
from charter_cli.model.declaration import Decision, Declaration, pointer_of, value_at
from charter_cli.model.report import Exit, FailOn, Finding, Gate, Outcome, Report, Verdict
from charter_cli.read.declarations import read_declaration
from charter_cli.read.form import prune, schema
from tests.cases import CASES, Named, charter_of, rules_of
from tests.conftest import AS_OF, EXAMPLES, MINIMAL, Run

Judge = Callable[[Declaration | str], Report]
GREEN = (Outcome.MET, Outcome.NOT_APPLICABLE)
FORMS = ("text", "concise", "json", "markdown")

Keys = tuple[str | int, ...]


def keys_of(data: Any, path: Keys = ()) -> Iterator[Keys]:
    """Yield the path of every key of every mapping."""
    pairs = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for name, value in pairs:
        if isinstance(data, dict):
            yield (*path, name)
        yield from keys_of(value, (*path, name))


def without(data: Any, path: Keys) -> Any:
    """Return the data without one key, and without what then holds nothing; a key that is already gone stays gone."""
    name, rest = path[0], path[1:]
    if isinstance(data, dict) and name in data:
        kept = without(data[name], rest) if rest else None
        others = {key: kept if key == name else value for key, value in data.items() if key != name or kept is not None}
        return others or None
    if isinstance(data, list) and rest:
        items = [without(item, rest) if index == name else item for index, item in enumerate(data)]
        return items if any(item is not None for item in items) else None
    return data


def facts_without(declaration: Declaration, *paths: Keys) -> Declaration:
    facts: Any = declaration.facts
    for path in paths:
        facts = without(facts, path) or {}
    return declaration._replace(facts=facts)


def test_what_is_left_without_a_key_is_what_reading_would_leave() -> None:
    facts = {"a": {"b": 1}, "c": [{"d": 1, "e": 2}, {"d": 3}], "f": 4}
    assert without(facts, ("a", "b")) == prune({"a": {}, "c": facts["c"], "f": 4})
    assert without(facts, ("c", 1, "d")) == prune({"a": {"b": 1}, "c": [{"d": 1, "e": 2}, {}], "f": 4})
    assert without({"c": [{"d": 1}]}, ("c", 0, "d")) == prune({"c": [{}]})


def read_example(folder: Path) -> Declaration:
    declaration = read_declaration(str(folder / "charter.yaml"))
    assert declaration.problems == ()
    return declaration


def outcomes(report: Report) -> dict[str, Outcome]:
    return {finding.requirement.id: finding.outcome for a in report.assessments for finding in a.findings}


def turned_green(before: dict[str, Outcome], after: dict[str, Outcome]) -> dict[str, tuple[Outcome, Outcome]]:
    return {name: (before[name], now) for name, now in after.items() if now in GREEN and now is not before[name]}


# Law 1: omission never passes.


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda folder: folder.name)
def test_law_1_deleting_any_key_of_an_example_turns_nothing_green(folder: Path, judge_all: Judge) -> None:
    declaration = read_example(folder)
    before = outcomes(judge_all(declaration))
    for path in keys_of(declaration.facts):
        assert turned_green(before, outcomes(judge_all(facts_without(declaration, path)))) == {}, path


@pytest.mark.parametrize("name", DEFAULT_CHARTERS)
@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda folder: folder.name)
def test_law_1_deleting_any_pair_of_keys_of_an_example_turns_nothing_green(folder: Path, name: str) -> None:
    declaration = read_example(folder)
    for requirement in charter_of(name).requirements():
        rules = only(rules_of(name), requirement.id)
        case = Case(requirement.id, folder.name, declaration, AS_OF.isoformat(), None, None, Outcome.MET, (), (), ())
        before = finding_of(rules, setting_of(case)).outcome
        for pair in pairs_of(looked_at(rules, declaration.facts)):
            changed = case._replace(declaration=facts_without(declaration, *pair))
            found = finding_of(rules, setting_of(changed)).outcome
            assert found not in GREEN or found is before, (requirement.id, pair)


def looked_at(rules: Rules, facts: Any) -> list[Keys]:
    """Return the keys on the way to a pointer that a requirement or the charter's scope looks at, or below it.

    Deleting any other key changes no value that a condition can see; documents count where the requirement cites some.
    """
    (rule,) = rules.rules
    others = [rules.charter.scope, *(one.when for one in rule.requirement.transition)]
    pointers = [*rule.pointers, *(fact.pointer for part in others for fact in facts_of(part)), "/project/stage"]
    seen = [tuple(pointer.split("/")[1:]) for pointer in pointers]
    cited = {str(name) for parts in seen for name in as_list(value_at(facts, pointer_of(parts)))}
    return list(on_the_way(facts, [*seen, *(("evidence", name) for name in cited)]))


def on_the_way(data: Any, wanted: list[tuple[str, ...]], path: Keys = ()) -> Iterator[Keys]:
    """Yield the path of every key of a mapping on the way to one of the paths that are wanted, or below it."""
    pairs = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for name, value in pairs:
        if further := [parts[1:] for parts in wanted if not parts or parts[0] in ("*", str(name))]:
            if isinstance(data, dict):
                yield (*path, name)
            yield from on_the_way(value, further, (*path, name))


def pairs_of(keys: list[Keys]) -> Iterator[tuple[Keys, Keys]]:
    """Yield all pairs of which neither lies below the other: without a key, what was below it is gone already."""
    for one, other in itertools.combinations(keys, 2):
        if one != other[: len(one)]:
            yield one, other


def as_list(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


@pytest.mark.parametrize("named", CASES, ids=lambda named: named.id)
def test_law_1_deleting_any_key_or_pair_of_keys_of_a_case_turns_nothing_green(named: Named) -> None:
    before, case, subject, rules = named.finding.outcome, named.case, named.setting.subject, named.rules

    def after(*paths: Keys) -> Outcome:
        changed = facts_without(case.declaration, *paths)
        stage = case.stage or (Stage(str(found)) if (found := changed.fact("/project/stage")) else None)
        context = subject.context._replace(facts=changed.facts)
        (finding,) = judge(rules, subject._replace(declaration=changed, context=context, stage=stage))
        return finding.outcome

    undecided = after()
    keys = looked_at(rules, case.declaration.facts)
    for paths in itertools.chain(zip(keys), pairs_of(keys)):
        found = after(*paths)
        assert found not in GREEN or found in (before, undecided), paths


def test_law_1_a_missing_stage_makes_everything_due(judge: Judge) -> None:
    early = judge(
        f"{MINIMAL}scope: {{purposes: [internal, public-interaction]}}\n".replace("name: X", "name: X, stage: idea")
    )
    late = judge(f"{MINIMAL}scope: {{purposes: [internal, public-interaction]}}\n")
    assert Outcome.UPCOMING in outcomes(early).values()
    assert Outcome.UPCOMING not in outcomes(late).values()


def test_the_empty_declaration_meets_nothing_and_asks_first_what_settles_the_most(judge: Judge) -> None:
    (assessment,) = judge(MINIMAL).assessments
    assert assessment.counts()[Outcome.UNDECLARED] == len(assessment.findings)
    assert assessment.verdict is Verdict.NOT_READY
    first = [question.pointer for question in assessment.questions[:4]]
    assert first == ["/scope/purposes", "/scope/purposes_complete", "/system/ai_system", "/system/generative"]


# Law 2: language-proof.


def prose(node: dict[str, Any], value: Any) -> Any:
    """Yield a copy of the value in which every prose field has other words: those without format, pattern or vocabulary."""
    node = resolved(node)
    if isinstance(value, dict):
        inner = node.get("properties", {})
        other = node.get("additionalProperties")
        return {key: prose(inner.get(key) or other or {}, item) for key, item in value.items()}
    if isinstance(value, list):
        return [prose(node.get("items", {}), item) for item in value]
    return "ዓለም xyzzy, geen vereiste; prêt" if node == {"type": "string"} and isinstance(value, str) else value


def resolved(node: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in node:
        return resolved(schema("declaration")["$defs"][node["$ref"].rpartition("/")[2]])  # type: ignore[index]
    return {key: item for key, item in node.items() if key not in ("description", "title")}


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda folder: folder.name)
def test_law_2_other_words_leave_outcomes_exit_code_and_fingerprints(folder: Path, judge_all: Judge) -> None:
    declaration = read_example(folder)
    facts = prose(dict(schema("declaration")), declaration.facts)
    assert facts != declaration.facts
    reworded = declaration._replace(facts=facts)
    # A committee decided on the words as well, so it decides again on the new ones.
    decisions = tuple(one._replace(facts=facts_decided_on(one, reworded)) for one in declaration.decisions)
    before, after = judge_all(declaration), judge_all(reworded._replace(decisions=decisions))
    assert outcomes(before) == outcomes(after)
    assert before.exit == after.exit
    assert [f.fingerprint for f in findings(before)] == [f.fingerprint for f in findings(after)]


def facts_decided_on(decision: Decision, declaration: Declaration) -> str:
    """Return the digest that a decision on the same requirement names for these facts."""
    (rule,) = only(rules_of(decision.charter), decision.requirement).rules
    return grounds_of(rule, declaration, charter_of(decision.charter)).digest()


def test_a_decision_does_not_cover_words_that_were_not_decided_on(judge: Judge) -> None:
    folder = next(folder for folder in EXAMPLES if folder.name == "citizen-chatbot")
    declaration = read_example(folder)
    facts = prose(dict(schema("declaration")), declaration.facts)
    assert Outcome.NEEDS_REVIEW not in outcomes(judge(declaration)).values()
    assert Outcome.NEEDS_REVIEW in outcomes(judge(declaration._replace(facts=facts))).values()


def findings(report: Report) -> list[Finding]:
    return [finding for assessment in report.assessments for finding in assessment.findings]


# Law 3: options never change an outcome, and a declaration never weakens its own gate.


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda folder: folder.name)
@pytest.mark.parametrize("fail_on", FailOn)
@pytest.mark.parametrize("review", [True, False])
def test_law_3_the_gate_changes_no_outcome(
    folder: Path, fail_on: FailOn, *, review: bool, judge: Judge, federal: Charter
) -> None:
    declaration = read_example(folder)
    gated = Assessor([federal], AS_OF, gate=Gate(fail_on, review)).assess(declaration)
    assert outcomes(gated) == outcomes(judge(declaration))
    if fail_on is FailOn.NEVER and not review:
        assert gated.exit is Exit.OK


def test_law_3_a_declaration_has_no_key_for_levels_charters_or_waivers() -> None:
    names = {str(part) for path in keys_of(schema("declaration")) for part in path}
    assert names.isdisjoint(
        {"level", "severity", "charters", "waivers", "waiver", "fail_on", "gate", "ignore", "outcome", "verdict"}
        - {"level"}
    )


# Law 4: same input, same bytes.


@pytest.mark.parametrize("form", FORMS)
def test_law_4_the_same_input_gives_the_same_bytes_anywhere(form: str, program: Run, tmp_path: Path) -> None:
    content = (EXAMPLES[0] / "charter.yaml").read_bytes()
    runs = []
    for number, environment in enumerate(
        ({"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo"}, {"PYTHONHASHSEED": "2", "HOME": "/nowhere"})
    ):
        folder = tmp_path / f"place-{number}"
        folder.mkdir()
        (folder / "charter.yaml").write_bytes(content)
        runs.append(
            program(
                "check",
                "charter.yaml",
                "-f",
                form,
                "--as-of",
                "2026-11-22",
                "-l",
                "fr",
                cwd=folder,
                environment=environment,
            )
        )
    assert runs[0] == runs[1]
    assert str(tmp_path) not in runs[0].out


# Law 5: nothing is green over nothing.


@pytest.mark.parametrize("form", FORMS)
def test_law_5_a_folder_without_declarations_is_an_error(form: str, run: Run, tmp_path: Path) -> None:
    (tmp_path / "notes.yaml").write_text("a: 1\n")
    (tmp_path / "charter.yaml").write_text("charter: 1\nid: x\n")
    for arguments in ([], ["."], [tmp_path], ["nothing-here"]):
        assert run("check", *arguments, "-f", form).code == Exit.UNREADABLE


# Law 6: a duty is never reported before the day from which it applies.


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda folder: folder.name)
def test_law_6_before_the_charter_was_signed_nothing_fails(folder: Path, federal: Charter) -> None:
    declaration = read_example(folder)
    before = Assessor([federal], AS_OF.replace(year=2025, month=7, day=10)).assess(declaration)
    assert set(outcomes(before).values()) <= {Outcome.UPCOMING, Outcome.MET, Outcome.NOT_APPLICABLE}
    assert before.exit is Exit.OK
