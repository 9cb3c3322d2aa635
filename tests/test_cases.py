"""The cases of the shipped charters hold, they leave no requirement out, and the examples keep what they illustrate."""

from collections import Counter
from datetime import date

import pytest

from charter_cli.assess.conditions import compile_condition
from charter_cli.assess.keywords import Context
from charter_cli.assess.trial import outcomes_needed, pointers, try_charter
from charter_cli.model.charter import Requirement
from charter_cli.model.report import Outcome
from charter_cli.read.charters import shipped
from charter_cli.read.fields import vocabulary
from charter_cli.read.form import check_form, prune
from charter_cli.read.strict_yaml import parse
from tests.cases import (
    CASES,
    REQUIREMENTS,
    Data,
    Named,
    case_file,
    charter_of,
    declaration_of,
    document_of,
    judged,
    merged,
)

each_case = pytest.mark.parametrize("named", [pytest.param(named, id=named.id) for named in CASES])
each_charter = pytest.mark.parametrize("name", shipped())
each_requirement = pytest.mark.parametrize(
    ("name", "requirement"), [pytest.param(name, requirement, id=requirement.id) for name, requirement in REQUIREMENTS]
)


@each_case
def test_a_case_comes_out_as_stated(named: Named) -> None:
    finding, case = named.finding, named.case
    assert (finding.outcome, pointers(finding.gaps), finding.missing) == (case.outcome, case.gaps, case.missing)
    if case.because is not None:
        assert pointers(finding.because) == case.because


@each_requirement
def test_every_outcome_that_a_requirement_can_have_has_a_case(name: str, requirement: Requirement) -> None:
    shown = {case.outcome for case in case_file(name).cases if case.requirement == requirement.id}
    assert set(outcomes_needed(requirement)) - shown == set()


@each_charter
def test_every_mutant_of_a_charters_rules_is_caught_or_explained(name: str) -> None:
    trial = try_charter(charter_of(name), case_file(name), vocabulary)
    assert trial.mutants > 0
    assert [mutant.name for mutant in trial.survivors] == []
    assert trial.unused == ()


@each_charter
def test_the_name_of_a_case_is_used_once_for_a_requirement(name: str) -> None:
    counts = Counter(case.id for case in case_file(name).cases)
    assert [case for case, count in counts.items() if count > 1] == []


@each_charter
def test_a_case_that_does_not_apply_says_what_switched_it_off(name: str) -> None:
    cases = case_file(name).cases
    assert [case.id for case in cases if case.outcome is Outcome.NOT_APPLICABLE and not case.because] == []


@each_charter
def test_every_requirement_of_the_base_is_met_or_waits_for_a_person_or_does_not_apply(name: str) -> None:
    file = case_file(name)
    declaration = declaration_of(file.base)
    outcomes = {judged(name, r.id, declaration, file.as_of).outcome for r in charter_of(name).requirements()}
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
    assert check_form(document_of(merged(named, example_of(requirement)), requirement.id), "declaration")[1] == ()


@each_requirement
def test_an_example_alone_holds_what_the_requirement_asks(name: str, requirement: Requirement) -> None:
    facts = declaration_of(example_of(requirement)).facts
    require = compile_condition(requirement.require)
    assert require(Context(facts, date.fromisoformat(case_file(name).as_of), {})).truth is True


@each_requirement
def test_an_example_laid_over_the_base_meets_the_requirement(name: str, requirement: Requirement) -> None:
    file = case_file(name)
    finding = judged(name, requirement.id, declaration_of(merged(file.base, example_of(requirement))), file.as_of)
    expected = {Outcome.MET if requirement.judgement is None else Outcome.NEEDS_REVIEW}
    if judged(name, requirement.id, declaration_of(file.base), file.as_of).outcome is Outcome.NOT_APPLICABLE:
        expected.add(Outcome.NOT_APPLICABLE)
    # What counts only later waits for its day, and would come out as it should.
    assert (finding.upcoming.outcome if finding.upcoming else finding.outcome) in expected


@each_requirement
def test_an_example_that_is_pasted_and_not_filled_in_declares_nothing_in_those_places(
    name: str, requirement: Requirement
) -> None:
    document, _ = parse(requirement.example.encode(), requirement.id)
    assert document
    assert "…" not in str(prune(document.data))
    _ = name
