"""Duties know when they start: the days of the AI Act stand in one file, and a day decides on both of its sides."""

import re
from datetime import date, timedelta

import pytest
import yaml

from charter_cli.assess.assessment import Assessor
from charter_cli.model.declaration import Declaration
from charter_cli.model.report import Finding, Outcome
from charter_cli.read.charters import dates, references, shipped
from charter_cli.resources import folder
from tests.cases import case_file, charter_of, declaration_of
from tests.conftest import AS_OF, Run

ACT = "eu-ai-act"


def of_the_act() -> dict[str, str]:
    return {name: day for name, day in dates().items() if name.startswith("ai-act:")}


def test_the_days_are_those_of_the_amended_act() -> None:
    assert of_the_act() == {
        "ai-act:chapters-1-2": "2025-02-02",
        "ai-act:omnibus": "2026-07-27",
        "ai-act:general": "2026-08-02",
        "ai-act:new-prohibitions": "2026-12-02",
        "ai-act:annex-iii": "2027-12-02",
        "ai-act:annex-i": "2028-08-02",
        "ai-act:public-authorities": "2030-08-02",
    }


@pytest.mark.parametrize("name", [f"{name}/charter.yaml" for name in shipped()] + ["references.yaml"])
def test_no_other_file_writes_a_day_of_the_act(name: str) -> None:
    text = (folder("charters") / name).read_text(encoding="utf-8")
    data = yaml.safe_load(text)
    # The day on which a list was last checked, or a text signed, is another day than the one on which a law starts.
    allowed = {data.get("checked_on"), data.get("source", {}).get("signed")}
    assert {day for day in of_the_act().values() if day in text} - allowed == set()
    years = "|".join(sorted({day[:4] for day in of_the_act().values() if day >= "2026-08"}))
    months = r"(?:August|December|août|décembre|augustus|december|Dezember)"
    assert re.findall(rf"\b2\.? {months} (?:{years})\b", text) == []


def test_every_named_day_is_resolved_where_it_is_read() -> None:
    for name in shipped():
        for requirement in charter_of(name).requirements():
            texts = (*requirement.title.values(), *requirement.because.values(), *requirement.remedy.values())
            assert not any("$ai-act" in text for text in texts), requirement.id
    assert not any("$" in str(entry.applies_from) for entry in references().values())


def judged(declaration: Declaration, day: date) -> dict[str, Finding]:
    (assessment,) = Assessor([charter_of(ACT)], day).assess(declaration).assessments
    return {finding.requirement.id: finding for finding in assessment.findings}


def changed(**facts: object) -> Declaration:
    """Return the base declaration of the cases with everything that the Act asks taken away, and some facts set."""
    base = dict(case_file(ACT).base)
    kept = {key: base[key] for key in ("declaration", "project", "organisation", "scope", "system")}
    kept["ai_act"] = {
        key: base["ai_act"][key] for key in ("role", "risk_class", "annex_iii", "annex_i", "profiling", "exception")
    }
    for path, value in facts.items():
        section, _, key = path.partition("__")
        kept[section] = {**kept[section], key: value}
    return declaration_of(kept)


OPEN = (Outcome.GAP, Outcome.UNDECLARED, Outcome.NEEDS_REVIEW)
STARTS = {
    "2026-12-02": ("PRO009", changed()),
    "2027-12-02": ("DEP002", changed(project__launch="2028-01-01")),
    "2030-08-02": (
        "DEP002",
        changed(project__launch="2026-05-01", organisation__public_authority=True, ai_act__significant_change=False),
    ),
}


@pytest.mark.parametrize("start", STARTS)
def test_a_duty_counts_from_its_day_and_not_the_day_before(start: str) -> None:
    requirement, declaration = STARTS[start]
    day = date.fromisoformat(start)
    before, on = judged(declaration, day - timedelta(days=1)), judged(declaration, day)
    assert before[requirement].outcome is Outcome.UPCOMING
    wait = before[requirement].upcoming
    assert wait is not None
    assert wait.date == start
    assert on[requirement].outcome in OPEN


@pytest.mark.parametrize("start", [day for day in of_the_act().values() if day > "2025-02-02"])
def test_a_day_of_the_act_changes_something_by_itself_and_only_from_upcoming_to_open(start: str) -> None:
    day = date.fromisoformat(start)
    for _, declaration in STARTS.values():
        before, on = judged(declaration, day - timedelta(days=1)), judged(declaration, day)
        for name, finding in on.items():
            if finding.outcome is not before[name].outcome:
                assert (before[name].outcome, finding.outcome in OPEN) == (Outcome.UPCOMING, True), name


def test_without_the_facts_that_transitional_law_needs_the_earlier_day_counts() -> None:
    for missing in ("launch", "public_authority", "significant_change"):
        facts: dict[str, object] = {
            "project__launch": "2026-05-01",
            "organisation__public_authority": True,
            "ai_act__significant_change": False,
        }
        facts = {key: None if key.endswith(missing) else value for key, value in facts.items()}
        wait = judged(changed(**facts), AS_OF)["DEP002"].upcoming
        assert wait is not None
        assert wait.date == "2027-12-02", missing


def test_a_date_that_is_contested_may_only_warn() -> None:
    contested = [r for r in charter_of(ACT).requirements() if "ai-act:art-49-2" in r.cites.references]
    assert [requirement.level.value for requirement in contested] == ["may"]


def test_a_requirement_explains_its_day_and_the_later_one_of_transitional_law(run: Run) -> None:
    told = " ".join(run("explain", "DEP006").out.split())
    assert "Counts from the day: 2027-12-02" in told
    assert "By transitional law it counts only from 2030-08-02 when - project.launch lies before 2027-12-02" in told
