"""The cases of the shipped charters hold, they leave no requirement out, and the examples keep what they illustrate."""

from collections import Counter
from collections.abc import Iterable

import pytest

from charter_cli.assess.conditions import compile_condition
from charter_cli.assess.keywords import Context
from charter_cli.model.charter import Requirement
from charter_cli.model.condition import ALWAYS
from charter_cli.model.report import Cause, Outcome
from charter_cli.read.form import check_form, prune
from charter_cli.read.strict_yaml import parse
from tests.cases import (
    Case,
    Data,
    case_file,
    charter_of,
    declaration_of,
    document_of,
    finding_of,
    judged,
    merged,
    with_cases,
)

CASES = [case for name in with_cases() for case in case_file(name).cases]
REQUIREMENTS = [(name, requirement) for name in with_cases() for requirement in charter_of(name).requirements()]

each_case = pytest.mark.parametrize("case", [pytest.param(case, id=case.id) for case in CASES])
each_charter = pytest.mark.parametrize("name", with_cases())
each_requirement = pytest.mark.parametrize(
    ("name", "requirement"), [pytest.param(name, requirement, id=requirement.id) for name, requirement in REQUIREMENTS]
)


def pointers(causes: Iterable[Cause]) -> tuple[str, ...]:
    """Return the distinct pointers of causes, in order; two branches of an `any` may stumble over the same fact."""
    return tuple(dict.fromkeys(cause.pointer for cause in causes))


@each_case
def test_a_case_comes_out_as_stated(case: Case) -> None:
    finding = finding_of(case)
    assert (finding.outcome, pointers(finding.gaps), finding.missing) == (case.outcome, case.gaps, case.missing)
    if case.because is not None:
        assert pointers(finding.because) == case.because


@each_case
def test_a_case_has_the_form_of_a_declaration(case: Case) -> None:
    assert check_form(document_of(case.data), "declaration")[1] == ()


def outcomes_needed(requirement: Requirement) -> set[Outcome]:
    """Return the outcomes that the cases of a requirement have to show."""
    needed = {Outcome.MET, Outcome.UNDECLARED, Outcome.GAP}
    if requirement.judgement is not None:
        needed.add(Outcome.NEEDS_REVIEW)
    if requirement.when != ALWAYS:
        needed.add(Outcome.NOT_APPLICABLE)
    return needed


@each_requirement
def test_every_outcome_that_a_requirement_can_have_has_a_case(name: str, requirement: Requirement) -> None:
    shown = {case.outcome for case in case_file(name).cases if case.requirement == requirement.id}
    assert outcomes_needed(requirement) - shown == set()


@each_charter
def test_the_name_of_a_case_is_used_once_for_a_requirement(name: str) -> None:
    counts = Counter(case.id for case in case_file(name).cases)
    assert [case for case, count in counts.items() if count > 1] == []


@each_charter
def test_the_requirement_of_each_case_is_in_the_charter(name: str) -> None:
    known = {requirement.id for requirement in charter_of(name).requirements()}
    assert {case.requirement for case in case_file(name).cases} <= known


@each_charter
def test_a_case_that_does_not_apply_says_what_switched_it_off(name: str) -> None:
    cases = case_file(name).cases
    assert [case.id for case in cases if case.outcome is Outcome.NOT_APPLICABLE and not case.because] == []


@each_charter
def test_every_requirement_of_the_base_is_met_or_waits_for_a_person_or_does_not_apply(name: str) -> None:
    file = case_file(name)
    declaration = declaration_of(file.base)
    outcomes = {judged(name, r.id, declaration, file.as_of).outcome for r in file.charter.requirements()}
    assert outcomes <= {Outcome.MET, Outcome.NEEDS_REVIEW, Outcome.NOT_APPLICABLE}


def example_of(requirement: Requirement) -> Data:
    """Return the data of a requirement's example, with its ellipses filled in, as its reader is to do."""
    document, problems = parse(requirement.example.replace("…", "filled in").encode(), requirement.id)
    assert document is not None
    assert problems == ()
    return dict(document.data)


@each_requirement
def test_an_example_has_the_form_of_a_declaration(name: str, requirement: Requirement) -> None:
    del name
    named = {"declaration": 1, "project": {"id": "example", "name": "Example"}}
    assert check_form(document_of(merged(named, example_of(requirement))), "declaration")[1] == ()


@each_requirement
def test_an_example_alone_holds_what_the_requirement_asks(name: str, requirement: Requirement) -> None:
    facts = declaration_of(example_of(requirement)).facts
    require = compile_condition(requirement.require)
    assert require(Context(facts, case_file(name).as_of, {})).truth is True


@each_requirement
def test_an_example_laid_over_the_base_meets_the_requirement(name: str, requirement: Requirement) -> None:
    file = case_file(name)
    finding = judged(name, requirement.id, declaration_of(merged(file.base, example_of(requirement))), file.as_of)
    assert finding.outcome is (Outcome.MET if requirement.judgement is None else Outcome.NEEDS_REVIEW)


@each_requirement
def test_an_example_that_is_pasted_and_not_filled_in_declares_nothing_in_those_places(
    name: str, requirement: Requirement
) -> None:
    document, _ = parse(requirement.example.encode(), requirement.id)
    assert document
    assert "…" not in str(prune(document.data))
    _ = name
