"""A committee's decisions: what they cover, when they stop to count, and that none is dropped without a word."""

import shutil
from pathlib import Path

import pytest

from charter_cli.assess.assessment import Assessor
from charter_cli.model.charter import Charter
from charter_cli.model.report import Finding, Outcome, Report
from charter_cli.read.declarations import read_declaration
from charter_cli.render import Format, View, render
from charter_cli.words import words
from tests.conftest import AS_OF, ROOT, Run

CHATBOT = ROOT / "examples/citizen-chatbot"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copytree(CHATBOT, tmp_path, dirs_exist_ok=True)
    return tmp_path


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def judged(project: Path, charter: Charter) -> Report:
    return Assessor([charter], AS_OF).assess(read_declaration(str(project / "charter.yaml")))


def finding(project: Path, charter: Charter, requirement: str) -> Finding:
    (assessment,) = judged(project, charter).assessments
    return next(one for one in assessment.findings if one.requirement.id == requirement)


def add(project: Path, federal: Charter, **fields: str) -> None:
    """Add a decision on HUM001 that rests on the facts as they are."""
    facts = finding(project, federal, "HUM001").facts
    given = {
        "charter": federal.id,
        "requirement": "HUM001",
        "body": "B",
        "reason": "R",
        "facts": facts,
        "date": "2026-11-01",
        **fields,
    }
    entry = "\n  - " + "\n    ".join(f'{key}: "{value}"' for key, value in given.items()) + "\n"
    path = project / "decisions.yaml"
    path.write_text(path.read_text(encoding="utf-8").rstrip() + entry, encoding="utf-8")


def test_a_decision_covers_the_judgement_on_the_facts_that_it_names(project: Path, federal: Charter) -> None:
    found = finding(project, federal, "HUM001")
    assert found.outcome is Outcome.MET
    assert found.decision
    assert found.decision.facts == found.facts


def test_a_change_of_those_facts_opens_the_question_again_and_says_so(project: Path, federal: Charter) -> None:
    change(project / "charter.yaml", "channels: [", "channels: [post, ")
    found = finding(project, federal, "HUM001")
    assert (found.outcome, found.decision) == (Outcome.NEEDS_REVIEW, None)
    assert found.stale
    for form in (Format.TEXT, Format.MARKDOWN):
        text = " ".join("".join(render(form, [judged(project, federal)], View(words("en")))).split())
        assert "no longer covers it" in text


def test_a_change_of_other_facts_leaves_it_valid(project: Path, federal: Charter) -> None:
    change(project / "charter.yaml", "launch: 2026-05-04", "launch: 2026-05-05")
    assert finding(project, federal, "HUM001").outcome is Outcome.MET


def test_a_decision_does_not_carry_over_to_another_project(project: Path, federal: Charter) -> None:
    change(project / "charter.yaml", "id: citizen-chatbot", "id: another-project")
    assert finding(project, federal, "HUM001").outcome is Outcome.NEEDS_REVIEW


def test_the_last_decision_counts(project: Path, federal: Charter) -> None:
    add(project, federal, answer="refused")
    assert finding(project, federal, "HUM001").outcome is Outcome.GAP
    add(project, federal, answer="accepted", date="2026-11-02")
    assert finding(project, federal, "HUM001").outcome is Outcome.MET


@pytest.mark.parametrize("order", [("accepted", "refused"), ("refused", "accepted")])
def test_of_two_decisions_of_one_day_the_refusal_counts(
    order: tuple[str, str], project: Path, federal: Charter
) -> None:
    for answer in order:
        add(project, federal, answer=answer)
    found = finding(project, federal, "HUM001")
    assert (found.outcome, found.gaps[0].keyword) == (Outcome.GAP, "decision.refused")


@pytest.mark.parametrize("fields", [{"date": "2026-11-23"}, {"valid_until": "2026-11-21"}])
def test_a_decision_counts_neither_before_its_day_nor_after_its_end(
    fields: dict[str, str], project: Path, federal: Charter
) -> None:
    (project / "decisions.yaml").write_text("format: 1\ndecisions:\n", encoding="utf-8")
    add(project, federal, answer="accepted", **fields)
    assert finding(project, federal, "HUM001").outcome is Outcome.NEEDS_REVIEW


def test_a_decision_is_valid_through_its_last_day(project: Path, federal: Charter) -> None:
    (project / "decisions.yaml").write_text("format: 1\ndecisions:\n", encoding="utf-8")
    add(project, federal, answer="accepted", valid_until="2026-11-22")
    assert finding(project, federal, "HUM001").outcome is Outcome.MET


@pytest.mark.parametrize("requirement", ["HUM999", "SCO001"])
def test_a_decision_on_something_that_nobody_is_asked_is_an_error(requirement: str, project: Path, run: Run) -> None:
    change(project / "decisions.yaml", "requirement: HUM001", f"requirement: {requirement}")
    ran = run("check", ".", "-f", "concise", cwd=project)
    assert ran.code == 3
    assert "decisions.yaml:" in ran.out
    assert "unknown-decision" in ran.out


def test_a_malformed_decision_is_told_with_its_place_and_nothing_is_judged(project: Path, run: Run) -> None:
    change(project / "decisions.yaml", "answer: accepted", "answer: acepted")
    ran = run("check", ".", "-f", "concise", cwd=project)
    assert ran.code == 3
    assert "unknown-value" in ran.out
    assert "accepted" in ran.out
