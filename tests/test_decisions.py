"""A committee's decisions: what they cover, when they stop to count, and that none is dropped without a word."""

import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import chdir
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from charter_cli.assess.assessment import Assessor
from charter_cli.assess.findings import grounds_of
from charter_cli.assess.upcoming import look_ahead
from charter_cli.cli.app import run as command
from charter_cli.model.charter import Charter
from charter_cli.model.declaration import Decision, Place
from charter_cli.model.report import Change, Finding, Outcome, Report, StaleReason, Verdict
from charter_cli.model.upcoming import Kind
from charter_cli.read.declarations import read_declaration
from charter_cli.read.strict_yaml import parse
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


def judged(project: Path, charter: Charter, as_of: date = AS_OF) -> Report:
    return Assessor([charter], as_of).assess(read_declaration(str(project / "charter.yaml")))


def finding(project: Path, charter: Charter, requirement: str, as_of: date = AS_OF) -> Finding:
    (assessment,) = judged(project, charter, as_of).assessments
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
        assert "since then changed" in text


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


# With what was decided on.


@pytest.fixture
def record(project: Path, capfd: pytest.CaptureFixture[str]) -> Callable[..., None]:
    """Take all decisions away, and record others as the command does."""
    (project / "decisions.yaml").unlink()

    def decide(requirement: str, *options: str, answer: str = "accepted", day: str = "2026-11-12") -> None:
        named = ("--requirement", requirement, "--body", "The committee", "--reason", "It will do.", "--date", day)
        federal = ("-c", "be-federal-ai-2025", "-l", "en", "--answer", answer)
        with chdir(project):
            assert command(["decide", ".", *named, *federal, *options], {}) == 0, capfd.readouterr().err

    return decide


CONDITIONS = ("--condition", "DPO; 2026-12-31; Update the DPIA", "--condition", "Team; 2026-11-30; Train the staff")


@pytest.fixture
def conditional(record: Callable[..., None]) -> None:
    """Accept the question of HUM001 with two conditions."""
    record("HUM001", *CONDITIONS, "--valid-until", "2027-11-11", answer="accepted-with-conditions")


def test_after_a_change_the_old_and_the_new_value_are_told(
    project: Path, federal: Charter, record: Callable[..., None]
) -> None:
    record("HUM001")
    assert finding(project, federal, "HUM001").outcome is Outcome.MET
    text = (project / "charter.yaml").read_text(encoding="utf-8")
    now = finding(project, federal, "HUM001")
    assert now.decision
    channels: Any = now.decision.rests_on["/human_interaction/channels"]
    change(project / "charter.yaml", "channels: [", "channels: [post, ")
    stale = finding(project, federal, "HUM001").stale
    assert stale
    assert stale.reason is StaleReason.CHANGED
    assert stale.changes == (Change("/human_interaction/channels", channels, ["post", *channels]),)
    (project / "charter.yaml").write_text(text, encoding="utf-8")
    assert finding(project, federal, "HUM001").outcome is Outcome.MET


def test_a_file_of_evidence_that_changed_is_told_with_both_digests(
    project: Path, federal: Charter, record: Callable[..., None]
) -> None:
    record("TRA006")
    declaration = read_declaration(str(project / "charter.yaml"))
    cited: Any = declaration.fact("/transparency/documentation/evidence")
    name, seen = next((one, declaration.sightings[one].sha256) for one in cited if one in declaration.sightings)
    entry: Any = declaration.fact(f"/evidence/{name}")
    (project / entry["file"]).write_text("Other words", encoding="utf-8")
    stale = finding(project, federal, "TRA006").stale
    assert stale
    (changed,) = stale.changes
    assert (changed.pointer, changed.before, changed.file) == (f"/evidence/{name}", seen, True)
    assert changed.after not in (None, seen)


def test_a_fact_that_went_and_one_that_came_are_told(
    project: Path, federal: Charter, record: Callable[..., None]
) -> None:
    record("ASM007")
    change(project / "charter.yaml", "id: citizen-chatbot", "id: another-project")
    stale = finding(project, federal, "ASM007").stale
    assert stale
    assert stale.changes == (Change("/project/id", "citizen-chatbot", "another-project"),)


def test_a_decision_that_does_not_list_its_facts_is_told_without_them(project: Path, federal: Charter) -> None:
    change(project / "charter.yaml", "channels: [", "channels: [post, ")
    stale = finding(project, federal, "HUM001").stale
    assert stale
    assert (stale.reason, stale.changes) == (StaleReason.CHANGED, ())


@pytest.mark.parametrize(
    ("as_of", "reason"), [(date(2027, 4, 21), StaleReason.ENDED), (date(2026, 4, 20), StaleReason.AHEAD)]
)
def test_it_is_said_why_a_decision_does_not_count_on_a_day(
    as_of: date, reason: StaleReason, project: Path, federal: Charter
) -> None:
    change(project / "charter.yaml", "  launch: 2026-05-04", "  launch: 2026-05-05")
    stale = finding(project, federal, "HUM001", as_of).stale
    assert stale
    assert stale.reason is reason


# Conditions.


@pytest.mark.usefixtures("conditional")
def test_with_open_conditions_a_finding_is_met_and_the_project_ready_with_conditions(
    project: Path, federal: Charter
) -> None:
    found = finding(project, federal, "HUM001")
    assert found.outcome is Outcome.MET
    assert [(one.owner, one.due) for one in found.conditions] == [("Team", "2026-11-30"), ("DPO", "2026-12-31")]


@pytest.mark.parametrize(("conditions", "expected"), [(False, Verdict.READY), (True, Verdict.READY_WITH_CONDITIONS)])
def test_only_open_conditions_make_a_verdict_conditional(
    conditions: bool,  # noqa: FBT001
    expected: Verdict,
    project: Path,
    federal: Charter,
) -> None:
    entries = (project / "decisions.yaml").read_text(encoding="utf-8")
    due = "\n    conditions:\n      - {text: Do it, owner: DPO, due: 2026-12-31}"
    answer = f"answer: accepted-with-conditions{due}" if conditions else "answer: accepted"
    (project / "decisions.yaml").write_text(entries.replace("answer: accepted", answer, 1), encoding="utf-8")
    (assessment,) = judged(project, federal).assessments
    assert assessment.verdict is expected


@pytest.mark.usefixtures("conditional")
@pytest.mark.parametrize(
    ("as_of", "outcome", "overdue"),
    [
        (date(2026, 11, 30), Outcome.MET, []),
        (date(2026, 12, 1), Outcome.GAP, ["Team"]),
        (date(2027, 1, 1), Outcome.GAP, ["Team", "DPO"]),
    ],
)
def test_a_condition_that_is_open_after_its_day_is_a_gap(
    as_of: date, outcome: Outcome, overdue: list[str], project: Path, federal: Charter
) -> None:
    found = finding(project, federal, "HUM001", as_of)
    assert found.outcome is outcome
    assert [one.params["owner"] for one in found.gaps] == overdue
    assert {one.keyword for one in found.gaps} <= {"decision.condition"}


@pytest.mark.usefixtures("conditional")
def test_a_condition_that_is_met_is_no_gap_any_more(project: Path, federal: Charter) -> None:
    change(project / "decisions.yaml", "due: 2026-11-30", "due: 2026-11-30\n        met: 2026-12-02")
    assert finding(project, federal, "HUM001", date(2026, 12, 1)).outcome is Outcome.GAP
    found = finding(project, federal, "HUM001", date(2026, 12, 2))
    assert (found.outcome, [one.owner for one in found.conditions]) == (Outcome.MET, ["DPO"])


@pytest.mark.usefixtures("conditional")
def test_after_a_change_of_facts_conditions_do_not_count_either(project: Path, federal: Charter) -> None:
    change(project / "charter.yaml", "channels: [", "channels: [post, ")
    found = finding(project, federal, "HUM001", date(2027, 1, 1))
    assert (found.outcome, found.conditions) == (Outcome.NEEDS_REVIEW, ())


@pytest.mark.usefixtures("conditional")
def test_what_lies_ahead_has_the_conditions_and_the_end_of_the_decision(project: Path, federal: Charter) -> None:
    declaration = read_declaration(str(project / "charter.yaml"))
    events = look_ahead(Assessor([federal], AS_OF), declaration).events
    told = [(e.kind, str(e.day), e.owner.name if e.owner and e.kind is Kind.CONDITION else "") for e in events]
    assert [one for one in told if one[0] in (Kind.CONDITION, Kind.DECISION)] == [
        (Kind.CONDITION, "2026-12-01", "Team"),
        (Kind.CONDITION, "2027-01-01", "DPO"),
        (Kind.DECISION, "2027-11-12", ""),
    ]
    assert len({event.uid("x") for event in events}) == len(events)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("answer: accepted-with-conditions", "answer: accepted", "conditions-unasked"),
        ("answer: accepted-with-conditions", "answer: refused", "conditions-unasked"),
        ("conditions:", "conditions: []\n    x:", "unknown-key"),
        ("        due: 2026-12-31\n", "", "required"),
        ("  - charter:", "  -\n  - charter:", "wrong-type"),
    ],
)
@pytest.mark.usefixtures("conditional")
def test_conditions_that_are_not_whole_are_an_error(
    old: str, new: str, said: str, project: Path, federal: Charter
) -> None:
    change(project / "decisions.yaml", old, new)
    assert said in {problem.code for problem in judged(project, federal).declaration.problems}


# How it is told.

FORMATS = [form for form in Format if form is not Format.INTOTO]


def told(form: Format, report: Report) -> str:
    text = "".join(render(form, [report], View(words("en"))))
    return " ".join(text.replace("│", " ").split())


@pytest.mark.parametrize("available", ["true", "false"])
@pytest.mark.parametrize("form", [form for form in FORMATS if form is not Format.CONCISE])
def test_every_format_that_has_room_says_what_changed_since_the_decision(
    form: Format, available: str, project: Path, federal: Charter, record: Callable[..., None]
) -> None:
    record("HUM001")
    change(project / "charter.yaml", "channels: [", "channels: [post, ")
    change(project / "charter.yaml", "available: true", f"available: {available}")
    text = told(form, judged(project, federal)).replace("\\_", "_")
    assert "Decided on 2026-11-12 by The committee; since then changed: human_interaction.channels (" in text


@pytest.mark.usefixtures("conditional")
@pytest.mark.parametrize("form", FORMATS)
def test_every_format_tells_an_overdue_condition_and_where_it_stands(
    form: Format, project: Path, federal: Charter
) -> None:
    text = told(form, judged(project, federal, date(2026, 12, 15)))
    assert "decisions.yaml" in text
    if form is not Format.CONCISE:
        assert "overdue since 2026-11-30" in text
        assert "Train the staff" in text


@pytest.mark.usefixtures("conditional")
@pytest.mark.parametrize("form", [Format.TEXT, Format.MARKDOWN, Format.HTML, Format.CSV])
def test_open_conditions_are_listed_with_owner_and_due_date(form: Format, project: Path, federal: Charter) -> None:
    text = told(form, judged(project, federal))
    assert all(said in text for said in ("Update the DPIA", "DPO", "2026-12-31", "Train the staff", "2026-11-30"))


@pytest.mark.usefixtures("conditional")
def test_json_has_the_decision_its_conditions_and_its_place(project: Path, federal: Charter) -> None:
    report = json.loads(told(Format.JSON, judged(project, federal)))
    findings = report["declarations"][0]["assessments"][0]["findings"]
    judgement = next(one for one in findings if one["requirement"] == "HUM001")["judgement"]
    assert judgement["open_conditions"] == 2
    assert judgement["decision"]["answer"] == "accepted-with-conditions"
    assert [one["owner"] for one in judgement["decision"]["conditions"]] == ["DPO", "Team"]
    assert judgement["decision"]["path"].endswith("decisions.yaml")


# Laws.


@pytest.mark.parametrize("new", ["available: false", 'available: ""', "# available:"])
def test_law_1_no_decision_makes_anything_met_whose_facts_are_not_good_enough(
    new: str, project: Path, federal: Charter
) -> None:
    path = project / "charter.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("available: true", new), encoding="utf-8")
    declaration = read_declaration(str(path))._replace(problems=())
    assessor = Assessor([federal], AS_OF)
    (rules,) = assessor.rules
    made = Decision(federal.id, "", "B", "2026-01-01", "accepted", "R", "", None, "", Place(1, 1))
    decisions = tuple(
        made._replace(requirement=rule.requirement.id, facts=grounds_of(rule, declaration, federal).digest())
        for rule in rules.rules
        if rule.requirement.judgement
    )
    for facts in (declaration.facts, without(declaration.facts, ["human_interaction"]), {}):
        bare, decided = (
            assessor.assess(declaration._replace(facts=facts, decisions=given)).assessments[0]
            for given in ((), decisions)
        )
        pairs = zip(bare.findings, decided.findings, strict=True)
        turned = {before.outcome for before, after in pairs if before.outcome is not after.outcome}
        assert turned <= {Outcome.NEEDS_REVIEW}


def paths(data: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield where every key of a mapping stands, at any depth."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield (*path, key)
            yield from paths(value, (*path, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from paths(value, (*path, index))


def without(data: Any, path: Sequence[str | int]) -> Any:
    copy = json.loads(json.dumps(data))
    parent = copy
    for part in path[:-1]:
        parent = parent[part]
    del parent[path[-1]]
    return copy


@pytest.mark.usefixtures("conditional")
@pytest.mark.parametrize("as_of", [date(2026, 11, 22), date(2027, 1, 1), date(2027, 11, 12), date(2026, 11, 11)])
@pytest.mark.parametrize("refused", [False, True])
def test_law_1_deleting_any_key_of_the_decisions_turns_nothing_green(
    refused: bool,  # noqa: FBT001
    as_of: date,
    project: Path,
    federal: Charter,
    record: Callable[..., None],
) -> None:
    if refused:
        record("HUM001", answer="refused", day="2026-11-13")
    path = project / "decisions.yaml"
    document, _ = parse(path.read_bytes(), "")
    assert document
    before = met(judged(project, federal, as_of))
    deleted = list(paths(document.data))
    assert len(deleted) > 20
    for key in deleted:
        path.write_text(json.dumps(without(document.data, key)), encoding="utf-8")
        assert met(judged(project, federal, as_of)) <= before, key


def met(report: Report) -> set[str]:
    return {one.requirement.id for a in report.assessments for one in a.findings if one.outcome is Outcome.MET}


@pytest.mark.usefixtures("conditional")
@pytest.mark.parametrize("as_of", [date(2026, 11, 22), date(2027, 1, 1)])
def test_law_2_other_words_in_a_decision_change_no_outcome(as_of: date, project: Path, federal: Charter) -> None:
    path = project / "decisions.yaml"
    before = [(one.outcome, one.fingerprint) for one in judged(project, federal, as_of).assessments[0].findings]
    for old in ("The committee", "It will do.", "Update the DPIA", "Train the staff", "DPO", "Team"):
        change(path, old, "Nee, geweigerd")
    after = judged(project, federal, as_of)
    assert [(one.outcome, one.fingerprint) for one in after.assessments[0].findings] == before
