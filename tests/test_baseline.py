"""The baseline: what was there and is no worse does not fail; what is new, worse, or beyond any waiver does."""

import csv
import io
import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from charter_cli.assess.assessment import Assessor
from charter_cli.assess.baseline import compare, entry_of, record, worsening
from charter_cli.dialect.reference import failures
from charter_cli.model.baseline import HELD, Baseline, Entry
from charter_cli.model.charter import Charter, Level
from charter_cli.model.declaration import Declaration, Place
from charter_cli.model.report import Exit, FailOn, Finding, Gate, Outcome, Report
from charter_cli.read.baseline import read_baseline
from charter_cli.read.declarations import read_declaration
from charter_cli.read.form import schema
from charter_cli.render import Format, View, phrases, render
from charter_cli.render.baseline import written
from charter_cli.words import LANGUAGES, words
from tests.bench import generate
from tests.cases import CASES, Named, case_file, charter_of, declaration_of
from tests.conftest import AS_OF, ROOT, Ran, Run
from tests.scratch import environment
from tests.test_laws import prose

FEDERAL = "be-federal-ai-2025"
DAY = AS_OF.isoformat()
EVERYTHING = Gate(FailOn.MAY)
NUMBERS = st.integers(min_value=0, max_value=60)
"""Generated projects, each with gaps of its own."""


@cache
def assessor(*names: str) -> Assessor:
    return Assessor([charter_of(name) for name in names or (FEDERAL, "data-protection")], AS_OF, None, EVERYTHING)


@cache
def project(number: int) -> Declaration:
    return read_declaration("x.charter.yaml", generate.declaration(number).encode())


@cache
def judged(number: int) -> Report:
    report = assessor().assess(project(number))
    assert report.assessments
    return report


def baseline_of(entries: Iterable[Entry], path: str = "b.json") -> Baseline:
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        found.setdefault(entry.project, []).append(entry)
    return Baseline(path, {name: tuple(own) for name, own in found.items()})


def findings(report: Report) -> list[Finding]:
    return [finding for assessment in report.assessments for finding in assessment.findings]


def known(report: Report) -> set[str]:
    return {finding.fingerprint for finding in findings(report) if finding.known}


def stopped(report: Report) -> set[str]:
    return {finding.fingerprint for finding in findings(report) if report.gate.stops(finding)}


def codes(report: Report) -> list[str]:
    return [notice.code for notice in report.notices]


# A run against its own baseline.


@given(NUMBERS)
def test_against_its_own_baseline_only_what_cannot_be_waived_fails(number: int) -> None:
    report = judged(number)
    compared = compare(report, baseline_of(record(report).entries))
    left = [one for one in findings(report) if one.outcome in HELD and not one.requirement.waivable]
    assert stopped(compared) == {one.fingerprint for one in left}
    assert compared.exit is (Exit.GATE if left else Exit.OK)
    assert compared.notices == ()
    assert [one.requirement.id for one in left] == list(record(report).left_out)


@given(NUMBERS)
def test_what_is_known_keeps_its_outcome_its_causes_and_the_verdict(number: int) -> None:
    report = judged(number)
    compared = compare(report, baseline_of(record(report).entries))
    assert [one._replace(known=False) for one in findings(compared)] == findings(report)
    assert [one.verdict for one in compared.assessments] == [one.verdict for one in report.assessments]


@given(NUMBERS, st.data())
def test_taking_entries_away_only_ever_adds_failures(number: int, data: st.DataObject) -> None:
    report = judged(number)
    entries = record(report).entries
    assume(entries)
    fewer = data.draw(st.lists(st.sampled_from(entries), unique=True))
    removed = {entry.fingerprint for entry in set(entries) - set(fewer)}
    whole, rest = compare(report, baseline_of(entries)), compare(report, baseline_of(fewer))
    assert stopped(rest) == stopped(whole) | removed
    assert rest.exit is (Exit.GATE if stopped(whole) | removed else Exit.OK)


@given(NUMBERS, NUMBERS)
def test_the_entries_of_another_project_do_nothing(number: int, other: int) -> None:
    assume(number != other)
    compared = compare(judged(number), baseline_of(record(judged(other)).entries))
    assert (known(compared), compared.notices) == (set(), ())


BASE = declaration_of(dict(case_file(FEDERAL).base))
BROKEN = [one for one in CASES if one.charter == FEDERAL and one.case.outcome in HELD and not one.case.decided]


@given(st.sampled_from(BROKEN))
def test_one_gap_more_fails(named: Named) -> None:
    case = named.case
    judge = Assessor([charter_of(FEDERAL)], assessor().as_of, case.stage, EVERYTHING)
    before = judge.assess(BASE)
    after = judge.assess(case.declaration)
    finding = next(one for one in findings(after) if one.requirement.id == case.requirement)
    old = next(one for one in findings(before) if one.requirement.id == case.requirement)
    assume(finding.outcome in HELD and old.outcome not in HELD)
    compared = compare(after, baseline_of(record(before).entries))
    assert finding.fingerprint in stopped(compared)
    assert compared.exit is Exit.GATE


# What a baseline does not look at.


def turned(value: Any) -> Any:
    """Return the data with the keys of all mappings in the other order."""
    if isinstance(value, dict):
        return {key: turned(item) for key, item in reversed(value.items())}
    return [turned(item) for item in value] if isinstance(value, list) else value


def moved(declaration: Declaration) -> Declaration:
    """Write a declaration anew: in another layout, with comments, its keys in another order."""
    lines = json.dumps(turned(declaration.facts), ensure_ascii=False, indent=3).splitlines()
    text = "# moved\n\n" + "\n\n# and again\n".join(lines)
    found = read_declaration(declaration.path, text.encode())
    assert found.problems == ()
    return found


@given(NUMBERS)
def test_lines_comments_and_the_order_of_keys_change_nothing(number: int) -> None:
    report = judged(number)
    baseline = baseline_of(record(report).entries)
    again = assessor().assess(moved(project(number)))
    assert record(again) == record(report)
    assert (known(compare(again, baseline)), codes(compare(again, baseline))) == (known(compare(report, baseline)), [])


@given(NUMBERS)
def test_prose_in_other_words_changes_nothing(number: int) -> None:
    declaration = project(number)
    facts = prose(dict(schema("declaration")), declaration.facts)
    assert facts != declaration.facts
    again = assessor().assess(declaration._replace(facts=facts))
    assert record(again) == record(judged(number))


def test_the_place_of_an_item_in_its_list_does_not_count() -> None:
    good, bad = "{title: a, mitigation: done}", "{title: b}"

    def of(*risks: str) -> Report:
        text = f"{PROJECT}assessment: {{precautions_taken: true, risks: [{', '.join(risks)}]}}\n"
        report = assessor(FEDERAL).assess(read_declaration("x.charter.yaml", text.encode()))
        assert report.assessments
        return report

    baseline = baseline_of(record(of(good, bad)).entries)
    assert codes(compare(of(bad, good), baseline)) == []
    assert codes(compare(of(good, good, bad), baseline)) == []
    worse = compare(of(bad, bad), baseline)
    assert codes(worse) == ["baseline-worse-facts"]
    assert worse.notices[0].params["facts"] == ["/assessment/risks/*/mitigation"]


# Worse, in which way.


def entry(outcome: Outcome, gaps: tuple[str, ...] = (), missing: tuple[str, ...] = (), level: str = "should") -> Entry:
    return Entry("0" * 32, "p", "c", "ABC001", outcome, Level(level), gaps, missing)


GAP, UNDECLARED = Outcome.GAP, Outcome.UNDECLARED
WAYS = [
    ("the same", entry(GAP, ("/a",), ("/b",)), entry(GAP, ("/a",), ("/b",)), None),
    ("one of two causes closed", entry(GAP, ("/a", "/b")), entry(GAP, ("/a",)), None),
    ("a cause closed, the rest missing", entry(GAP, ("/a",), ("/b",)), entry(UNDECLARED, (), ("/b",)), None),
    ("a wrong fact left out", entry(GAP, ("/a",)), entry(UNDECLARED, (), ("/a",)), None),
    ("a missing fact declared", entry(UNDECLARED, (), ("/a", "/b")), entry(UNDECLARED, (), ("/b",)), None),
    ("an answer that asks the next question", entry(UNDECLARED, (), ("/a",)), entry(UNDECLARED, (), ("/b",)), None),
    ("a weaker level", entry(GAP, ("/a",), level="must"), entry(GAP, ("/a",), level="may"), None),
    ("a missing fact declared, and wrong", entry(UNDECLARED, (), ("/a",)), entry(GAP, ("/a",)), "outcome"),
    ("a refusal, which has no pointer", entry(UNDECLARED, (), ("/a",)), entry(GAP, ("",)), "outcome"),
    ("a missing fact of a gap declared, and wrong", entry(GAP, ("/a",), ("/b",)), entry(GAP, ("/a", "/b")), "facts"),
    ("another fact wrong instead", entry(GAP, ("/a",)), entry(GAP, ("/b",)), "facts"),
    ("one fact more wrong", entry(GAP, ("/a",)), entry(GAP, ("/a", "/b")), "facts"),
    ("a fact left out", entry(UNDECLARED, (), ("/a",)), entry(UNDECLARED, (), ("/a", "/b")), "facts"),
    ("a fact left out of a gap", entry(GAP, ("/a",)), entry(GAP, ("/a",), ("/b",)), "facts"),
    ("one item more", entry(GAP, ("/a/0/b",)), entry(GAP, ("/a/0/b", "/a/1/b")), "facts"),
    ("a stronger level", entry(GAP, ("/a",), level="may"), entry(GAP, ("/a",)), "level"),
    ("the strongest level", entry(GAP, ("/a",)), entry(GAP, ("/a",), level="must"), "level"),
    ("other facts asked", entry(GAP, ("/a",)), entry(GAP, ("/a",))._replace(fingerprint="1" * 32), "requirement"),
]


@pytest.mark.parametrize(("before", "after", "way"), [row[1:] for row in WAYS], ids=[row[0] for row in WAYS])
def test_in_which_way_a_finding_got_worse(before: Entry, after: Entry, way: str | None) -> None:
    found = worsening(before, after)
    assert (found[0] if found else None) == (way and f"worse-{way}")


PROJECT = 'declaration: 1\nproject: {id: p, name: P, launch: "2026-06-01", stage: pilot}\nscope: {purposes: [public-interaction]}\nsystem: {ai_system: true}\n'
UNANSWERED = PROJECT + "human_interaction: {channels: [phone], how_told: on each page}\n"
WRONG = PROJECT + "human_interaction: {available: false, channels: [phone], how_told: on each page}\n"
RIGHT = PROJECT + "human_interaction: {available: true, channels: [phone], how_told: on each page}\n"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Make a folder with one declaration in which little is declared."""
    (tmp_path / "charter.yaml").write_text(UNANSWERED, encoding="utf-8")
    return tmp_path


@pytest.fixture
def charter(run: Run) -> Callable[..., Ran]:
    """Run a command against the federal charter on one day, with every gap failing if it is a check."""
    return against_federal(run)


def against_federal(run: Run) -> Callable[..., Ran]:
    def asked(command: str, *arguments: str | Path, day: str = DAY, **more: Any) -> Ran:
        gate = ("--fail-on", "may") if command == "check" else ()
        return run(command, *arguments, "-c", FEDERAL, "--as-of", day, *gate, **more)

    return asked


def report_of(ran: Ran) -> Any:
    written = json.loads(ran.out)
    assert failures("report", written) == []
    assert written["exit_code"] == ran.code
    return written["declarations"][0]


def found(ran: Ran, requirement: str) -> tuple[str, bool]:
    (finding,) = (
        one for a in report_of(ran)["assessments"] for one in a["findings"] if one["requirement"] == requirement
    )
    return finding["outcome"], finding["known"]


def rewrite(path: Path, **changes: object) -> None:
    """Change each entry of a baseline."""
    data = json.loads(path.read_text(encoding="utf-8"))
    data["entries"] = [{**one, **changes} for one in data["entries"]]
    path.write_text(json.dumps(data), encoding="utf-8")


def test_a_missing_fact_that_is_answered_wrongly_fails(place: Path, charter: Callable[..., Ran]) -> None:
    assert charter("baseline", "-o", "b.json").code == 0
    before = charter("check", "--baseline", "b.json", "-f", "json")
    assert found(before, "HUM001") == ("undeclared", True)
    (place / "charter.yaml").write_text(WRONG, encoding="utf-8")
    after = charter("check", "--baseline", "b.json", "-f", "json")
    assert found(after, "HUM001") == ("gap", False)
    (place / "charter.yaml").write_text(RIGHT, encoding="utf-8")
    assert found(charter("check", "--baseline", "b.json", "-f", "json"), "HUM001") == ("needs-review", False)


def compared_with(text: str, baseline: Baseline, *charters: Charter, as_of: str = DAY) -> Report:
    judge = Assessor(charters or [charter_of(FEDERAL)], type(AS_OF).fromisoformat(as_of), None, EVERYTHING)
    return compare(judge.assess(read_declaration("charter.yaml", text.encode())), baseline)


def recorded(text: str) -> tuple[Entry, ...]:
    return record(assessor(FEDERAL).assess(read_declaration("charter.yaml", text.encode()))).entries


def test_an_entry_that_is_settled_is_told_with_its_line() -> None:
    entries = [one._replace(place=Place(number, 2)) for number, one in enumerate(recorded(UNANSWERED), 2)]
    (notice,) = compared_with(RIGHT, baseline_of(entries)).notices
    settled = [one for one in entries if one.requirement in notice.params["requirements"]]  # type: ignore[operator]
    assert (notice.code, notice.path, notice.place) == ("baseline-fixed", "b.json", settled[0].place)
    assert "HUM001" in notice.params["requirements"]  # type: ignore[operator]


def test_an_entry_of_a_requirement_that_is_gone_can_go() -> None:
    gone = recorded(UNANSWERED)[0]._replace(fingerprint="0" * 32, requirement="OLD001")
    (notice,) = compared_with(UNANSWERED, baseline_of([*recorded(UNANSWERED), gone])).notices
    assert (notice.code, notice.params["requirements"]) == ("baseline-fixed", ["OLD001"])


def test_entries_of_charters_and_projects_that_are_not_judged_are_passed_over() -> None:
    entries = recorded(UNANSWERED)
    others = [one._replace(charter="another") for one in entries] + [one._replace(project="q") for one in entries]
    assert compared_with(RIGHT, baseline_of(others)).notices == ()


def test_what_only_lies_ahead_on_the_day_judged_is_not_settled() -> None:
    text = UNANSWERED
    early = UNANSWERED.replace("pilot", "idea")
    compared = compared_with(early, baseline_of(recorded(text)))
    assert any(one.outcome is Outcome.UPCOMING for one in findings(compared))
    assert codes(compared) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"fingerprint": "0" * 32}, "baseline-worse-requirement"),
        ({"level": Level.MAY}, "baseline-worse-level"),
        ({"gaps": (), "missing": ()}, "baseline-worse-facts"),
    ],
)
def test_a_finding_that_is_worse_is_told_and_fails(changes: dict[str, Any], code: str) -> None:
    entries = [one._replace(**changes) for one in recorded(UNANSWERED) if one.requirement == "HUM001"]
    compared = compared_with(UNANSWERED, baseline_of(entries))
    assert codes(compared) == [code]
    assert known(compared) == set()
    for language in LANGUAGES:
        assert "HUM001" in phrases.problem(words(language), compared.notices[0])


# What no baseline hides.


def test_every_prohibited_practice_of_the_shipped_charters_is_beyond_waivers_and_so_beyond_baselines() -> None:
    (principle,) = (one for one in charter_of("eu-ai-act").principles if one.id == "prohibited-practices")
    practices = principle.requirements
    assert len(practices) >= 11
    assert [one.id for one in practices if one.waivable] == []
    of_article_5 = [
        one
        for one in charter_of("eu-ai-act").requirements()
        if any(re.search(r"(art|article)-?5($|[^0-9])", name) for name in one.cites.references)
    ]
    assert {one.id for one in practices} <= {one.id for one in of_article_5}
    assert [one.id for one in of_article_5 if one.waivable] == []


def test_an_entry_for_what_cannot_be_waived_hides_nothing_and_is_told() -> None:
    judge = assessor("eu-ai-act")
    text = "declaration: 1\nproject: {id: p, name: P, stage: operation}\nsystem: {ai_system: true}\nai_act: {prohibited: {social_scoring: true}}\n"
    report = judge.assess(read_declaration("charter.yaml", text.encode()))
    bad = [one for one in findings(report) if one.outcome in HELD and one.requirement.id.startswith("PRO")]
    assert any(one.outcome is Outcome.GAP for one in bad)
    assert not {one.requirement.id for one in bad} & {one.requirement for one in record(report).entries}
    forged = [entry_of(one, charter_of("eu-ai-act"), "p") for one in bad]
    compared = compare(report, baseline_of([*record(report).entries, *forged]))
    assert {one.fingerprint for one in bad} <= stopped(compared)
    assert codes(compared) == ["baseline-not-waivable"] * len(bad)


def test_an_open_judgement_is_in_no_baseline(charter: Callable[..., Ran]) -> None:
    example = ROOT / "examples/benefits-triage"
    ran = charter("baseline", example)
    held = {one["outcome"] for one in json.loads(ran.out)["entries"]}
    assert held == {"gap", "undeclared"}


def test_a_waived_finding_is_not_in_the_baseline() -> None:
    report = assessor(FEDERAL).assess(read_declaration("charter.yaml", UNANSWERED.encode()))
    one = next(one for one in findings(report) if one.requirement.id == "HUM001")
    waived = one._replace(outcome=Outcome.WAIVED)
    assessment = report.assessments[0]
    changed = tuple(waived if other is one else other for other in assessment.findings)
    again = report._replace(assessments=(assessment._replace(findings=changed),))
    assert "HUM001" not in {entry.requirement for entry in record(again).entries}


# The file.


@given(st.lists(NUMBERS, unique=True, max_size=4))
def test_what_is_written_is_what_is_read(tmp_path_factory: pytest.TempPathFactory, numbers: list[int]) -> None:
    path = tmp_path_factory.mktemp("baseline") / "b.json"
    entries = [one for number in numbers for one in record(judged(number)).entries]
    path.write_text("".join(written(entries, "")), encoding="utf-8")
    assert failures("baseline", json.loads(path.read_text(encoding="utf-8"))) == []
    baseline, problems = read_baseline(str(path))
    assert baseline, problems
    read = [one for own in baseline.projects.values() for one in own]
    assert {one._replace(place=None) for one in read} == set(entries)
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(lines) == (len(entries) + 2 if entries else 1)
    assert all(one.place and one.fingerprint in lines[one.place.line - 1] for one in read)
    assert lines[1:-1] == sorted(lines[1:-1], key=lambda line: [json.loads(line.rstrip(","))[key] for key in KEYS])
    assert "".join(written(reversed(entries), "")) == path.read_text(encoding="utf-8")


KEYS = ("project", "charter", "requirement")


@pytest.mark.usefixtures("place")
def test_the_file_holds_no_line_value_prose_or_day(charter: Callable[..., Ran], run: Run) -> None:
    text = run("baseline", "-c", FEDERAL).out
    data = json.loads(text)
    assert data.keys() == {"format", "entries"}
    assert all(one.keys() == {"fingerprint", *KEYS, "outcome", "level", "gaps", "missing"} for one in data["entries"])
    assert json.loads(charter("baseline").out)["as_of"] == DAY
    launch = run("baseline", "-c", FEDERAL, "--as-of", "launch")
    assert launch.code == 0
    assert "as_of" not in json.loads(launch.out)


ENTRY = {
    "fingerprint": "a" * 32,
    "project": "p",
    "charter": "c",
    "requirement": "ABC001",
    "outcome": "gap",
    "level": "must",
    "gaps": [],
    "missing": [],
}
LINE = json.dumps(ENTRY)
WRONG_FILES = [
    ("", "not-json", (1, 1)),
    ("declaration: 1\n", "not-json", (1, 1)),
    ('{"format": 1, "entries": [\n' + LINE + "\n<<<<<<< ours\n]}\n", "not-json", (3, 1)),
    ('{"format": 1, "entries": [NaN]}', "not-json", (1, 1)),
    ("[" * 100_000, "not-json", (1, 1)),
    ("[]\n", "not-a-baseline", (1, 1)),
    ('{"format": 2, "entries": [], "more": true}\n', "unknown-version", (1, 12)),
    ('{"entries": []}\n', "required", (1, 1)),
    ('{"format": 1}\n', "required", (1, 1)),
    ('{"format": 1, "entries": [\n' + LINE.replace('"must"', '"musst"') + "\n]}\n", "unknown-value", (2, 137)),
    ('{"format": 1, "entries": [\n' + LINE.replace('"gaps"', '"gap"') + "\n]}\n", "unknown-key", None),
    ('{"format": 1, "entries": [\n' + LINE.replace("aaaa", "xxxx") + "\n]}\n", "wrong-form", (2, 17)),
    ('{"format": 1, "format": 2, "entries": []}\n', "duplicate-key", (1, 15)),
    ('{"format": 1, "entries": [\n' + LINE + ",\n" + LINE + "\n]}\n", "baseline-twice", (3, 2)),
]


@pytest.mark.parametrize(("text", "code", "where"), WRONG_FILES, ids=[row[1] for row in WRONG_FILES])
def test_a_wrong_file_is_told_with_its_place(
    tmp_path: Path, text: str, code: str, where: tuple[int, int] | None
) -> None:
    path = tmp_path / "b.json"
    path.write_text(text, encoding="utf-8")
    baseline, problems = read_baseline(str(path))
    assert baseline is None
    problem = next(one for one in problems if one.code == code)
    assert problem.place is not None
    assert where in (None, tuple(problem.place))
    for language in LANGUAGES:
        assert phrases.located(words(language), problem).startswith(f"{path}:{problem.place.line}:")


def test_of_a_later_version_only_that_is_told(tmp_path: Path) -> None:
    (tmp_path / "b.json").write_text('{"format": 2, "entries": {}, "more": true}\n', encoding="utf-8")
    _, problems = read_baseline(str(tmp_path / "b.json"))
    assert [one.code for one in problems] == ["unknown-version"]


def test_a_file_that_a_formatter_wrote_anew_is_read_with_its_lines(place: Path, charter: Callable[..., Ran]) -> None:
    assert charter("baseline", "-o", "b.json").code == 0
    data = json.loads((place / "b.json").read_text(encoding="utf-8"))
    (place / "b.json").write_text(json.dumps(data, indent=2), encoding="utf-8")
    baseline, _ = read_baseline(str(place / "b.json"))
    assert baseline
    lines = (place / "b.json").read_text(encoding="utf-8").splitlines()
    for one in baseline.projects["p"]:
        assert one.place
        assert one.fingerprint in lines[one.place.line - 1]


@pytest.mark.parametrize("content", [None, b"{", b"\xff", b"{}"])
def test_nothing_is_judged_with_a_baseline_that_cannot_be_read(
    place: Path, charter: Callable[..., Ran], content: bytes | None
) -> None:
    if content is not None:
        (place / "b.json").write_bytes(content)
    ran = charter("check", "--baseline", "b.json", "-o", "json=report.json")
    assert (ran.code, ran.out) == (3, "")
    assert re.match(r"b\.json(:1:\d+)?: ", ran.err)
    assert "Traceback" not in ran.err
    assert not (place / "report.json").exists()


# The command.


@pytest.mark.usefixtures("place")
def test_the_gate_holds_until_something_new_opens(charter: Callable[..., Ran]) -> None:
    assert charter("check").code == 1
    ran = charter("baseline", "-o", "b.json")
    assert (ran.code, ran.out) == (0, "")
    left_out = set(re.findall(r"([A-Z]{3}[0-9]{3}) \(p\)", ran.err))
    held = charter("check", "--baseline", "b.json", "-f", "json")
    failing = {
        one["requirement"]
        for one in report_of(held)["assessments"][0]["findings"]
        if one["outcome"] in ("gap", "undeclared") and not one["known"]
    }
    assert failing == left_out
    assert "known from the baseline and do not count." in held.err


def without(section: str, path: Path) -> None:
    """Take one section out of a declaration."""
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(rf"(?m)^{section}:\n(?:[ #].*\n|\n)+", "", text), encoding="utf-8")


def with_gaps(folder: Path) -> Path:
    """Copy the example that is ready, and take out what can be waived."""
    shutil.copytree(ROOT / "examples/citizen-chatbot", folder / "bot")
    path = folder / "bot/charter.yaml"
    without("sustainability", path)
    without("human_interaction", path)
    return path


def test_the_gate_holds_where_all_can_be_waived(tmp_path: Path, charter: Callable[..., Ran]) -> None:
    path = with_gaps(tmp_path)
    assert charter("check").code == 1
    assert charter("baseline", "-o", "b.json").code == 0
    ran = charter("check", "--baseline", "b.json")
    assert ran.code == 0, ran.err
    assert "The gate holds." in ran.err
    without("training", path)
    assert charter("check", "--baseline", "b.json").code == 1


def test_writing_again_says_what_came_and_went(place: Path, charter: Callable[..., Ran]) -> None:
    first = charter("baseline", "-o", "b.json")
    assert "New:" not in first.err
    count = len(json.loads((place / "b.json").read_text(encoding="utf-8"))["entries"])
    assert f"{count} findings written to b.json.\n" in first.err
    before = (place / "b.json").read_bytes()
    assert f"New: 0. Gone: 0. Stayed: {count}, of which worse: 0.\n" in charter("baseline", "-o", "b.json").err
    assert (place / "b.json").read_bytes() == before
    (place / "charter.yaml").write_text(WRONG, encoding="utf-8")
    assert f"New: 0. Gone: 0. Stayed: {count}, of which worse: 1.\n" in charter("baseline", "-o", "b.json").err
    (place / "charter.yaml").write_text(RIGHT, encoding="utf-8")
    assert "Gone: 1. " in charter("baseline", "-o", "b.json").err
    (place / "charter.yaml").write_text(UNANSWERED, encoding="utf-8")
    assert "New: 1. Gone: 0." in charter("baseline", "-o", "b.json").err


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("b.json", "not a baseline\n"),
        ("charter.yaml", UNANSWERED),
    ],
)
def test_what_is_no_baseline_is_not_written_over(
    place: Path, charter: Callable[..., Ran], name: str, text: str
) -> None:
    (place / name).write_text(text, encoding="utf-8")
    ran = charter("baseline", "-o", name)
    assert (ran.code, (place / name).read_text(encoding="utf-8")) == (3, text)


@pytest.mark.parametrize("text", ["declaration: 1\nproject: {id: p, id: q}\n", "declaration: 1\n"])
def test_nothing_is_written_where_a_declaration_cannot_be_read(
    place: Path, charter: Callable[..., Ran], text: str
) -> None:
    (place / "other.charter.yaml").write_text(text, encoding="utf-8")
    ran = charter("baseline", "-o", "b.json")
    assert (ran.code, ran.out) == (3, "")
    assert "other.charter.yaml:" in ran.err
    assert sorted(path.name for path in place.iterdir()) == ["charter.yaml", "other.charter.yaml"]


def test_two_declarations_of_one_project_cannot_be_told_apart(place: Path, charter: Callable[..., Ran]) -> None:
    (place / "other.charter.yaml").write_text(WRONG, encoding="utf-8")
    ran = charter("baseline")
    assert (ran.code, ran.out) == (3, "")
    assert ran.err.startswith("other.charter.yaml:2:")
    assert charter("baseline", "charter.yaml", "./charter.yaml").code == 0


def test_no_declaration_is_no_baseline(tmp_path: Path, charter: Callable[..., Ran]) -> None:
    ran = charter("baseline", "-o", "b.json")
    assert ran.code == 3
    assert not (tmp_path / "b.json").exists()


@pytest.mark.usefixtures("place")
def test_a_baseline_that_cannot_be_written_is_a_usage_error(charter: Callable[..., Ran]) -> None:
    assert charter("baseline", "-o", "nowhere/b.json").code == 2


def test_the_settings_name_a_baseline(place: Path, charter: Callable[..., Ran]) -> None:
    charter("baseline", "-o", "b.json")
    (place / "charter.toml").write_text('baseline = "b.json"\n', encoding="utf-8")
    assert found(charter("check", "-f", "json"), "HUM001") == ("undeclared", True)
    assert charter("check", environment={"CHARTER_BASELINE": "no.json"}).code == 3


def test_a_report_is_not_written_over_the_baseline(place: Path, charter: Callable[..., Ran]) -> None:
    charter("baseline", "-o", "b.json")
    before = (place / "b.json").read_bytes()
    assert charter("check", "--baseline", "b.json", "-o", "json=b.json").code == 2
    assert (place / "b.json").read_bytes() == before


def test_a_changed_baseline_bears_on_declarations_that_did_not_change(place: Path, charter: Callable[..., Ran]) -> None:
    def git(*arguments: str) -> None:
        subprocess.run(["git", *arguments], cwd=place, env=environment(), check=True, capture_output=True)  # noqa: S607

    charter("baseline", "-o", "b.json")
    git("init", "-q")
    git("add", ".")
    git("commit", "-q", "-m", "x")
    check = ("check", "--baseline", "b.json", "--changed-since", "HEAD")
    assert charter(*check).code == 0
    (place / "b.json").write_text("".join(written([], "")), encoding="utf-8")
    assert charter(*check).code == 1


# Each format.


@pytest.mark.usefixtures("place")
def test_every_format_marks_what_is_known_and_has_the_same_exit_code(charter: Callable[..., Ran]) -> None:
    charter("baseline", "-o", "b.json")
    ran = {form: charter("check", "--baseline", "b.json", "-f", form.value) for form in Format}
    assert {one.code for one in ran.values()} == {1}
    rows = list(csv.DictReader(io.StringIO(ran[Format.CSV].out)))
    known = {row["requirement"] for row in rows if row["known"] == "true"}
    assert "HUM001" in known
    assert {row["known"] for row in rows} == {"true", "false"}
    assert "HUM001 undeclared A staff member" in ran[Format.CONCISE].out
    assert all(line.endswith(" (known)") == (line.split()[1] in known) for line in ran[Format.CONCISE].out.splitlines())
    assert "Known from the baseline" in ran[Format.TEXT].out
    assert re.search(r"^\| HUM001 .* \| must, known \|", ran[Format.MARKDOWN].out, re.MULTILINE)
    assert re.search(r"HUM001 .*\s+must, known", re.sub(r"<[^>]+>", "", ran[Format.HTML].out))
    (entry_,) = (one for one in json.loads(ran[Format.GITLAB].out) if one["check_name"].endswith("/HUM001"))
    assert (entry_["severity"], "HUM001 not declared, known: " in entry_["description"]) == ("critical", True)


@pytest.mark.usefixtures("place")
def test_junit_skips_what_is_known_and_says_so(charter: Callable[..., Ran]) -> None:
    charter("baseline", "-o", "b.json")
    ran = charter("check", "--baseline", "b.json", "-f", "junit")
    (suite,) = ET.fromstring(ran.out)  # noqa: S314 (our own)
    results = {case.get("name", "")[:6]: case for case in suite}
    skipped = results["HUM001"].find("skipped")
    assert skipped is not None
    assert skipped.get("message", "").startswith("not declared, known (must): human_interaction.available")
    assert int(suite.get("failures", "0")) == len(suite.findall("testcase/failure")) > 0


@pytest.mark.usefixtures("place")
def test_github_tells_what_is_known_as_notices_behind_all_others(charter: Callable[..., Ran]) -> None:
    charter("baseline", "-o", "b.json")
    lines = charter("check", "--baseline", "b.json", "-f", "github").out.splitlines()
    marks = [", known%3A".replace(",", "%2C") in line for line in lines]
    assert marks == sorted(marks)
    assert {True, False} == set(marks)
    assert all(line.startswith("::notice ") for line, mark in zip(lines, marks, strict=True) if mark)


def test_sarif_tells_the_state_of_every_result_and_only_beside_a_baseline(
    place: Path, charter: Callable[..., Ran]
) -> None:
    charter("baseline", "-o", "b.json")
    bare = json.loads(charter("check", "-f", "sarif").out)["runs"][0]["results"]
    assert not any("baselineState" in one for one in bare)
    results = json.loads(charter("check", "--baseline", "b.json", "-f", "sarif").out)["runs"][0]["results"]
    states = {one["ruleId"]: one["baselineState"] for one in results}
    assert states["HUM001"] == "unchanged"
    assert set(states.values()) == {"new", "unchanged"}
    assert len(results) == len(bare)
    empty = place / "empty.json"
    empty.write_text("".join(written([], "")), encoding="utf-8")
    again = json.loads(charter("check", "--baseline", "empty.json", "-f", "sarif").out)["runs"][0]["results"]
    assert {one["baselineState"] for one in again} == {"new"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_new_is_never_told_with_what_is_known(language: str) -> None:
    report = Assessor(
        [charter_of(name) for name in (FEDERAL, "data-protection", "non-discrimination")], AS_OF, None, EVERYTHING
    ).assess(read_declaration(str(ROOT / "examples/benefits-triage/charter.yaml")))
    federal = [one for one in record(report).entries if one.charter == FEDERAL]
    compared = compare(report, baseline_of(federal))
    data = json.loads("".join(render(Format.JSON, [compared], View(words(language)))))
    told = {
        (a["charter"]["id"], one["requirement"]): one
        for a in data["declarations"][0]["assessments"]
        for one in a["findings"]
    }
    pairs = [(one, told[tuple(one["told_with"].split("/"))]) for one in told.values() if one["told_with"]]
    assert all(one["known"] == kept["known"] for one, kept in pairs)
    text = "".join(render(Format.TEXT, [compared], View(words(language))))
    for one in told.values():
        if one["outcome"] == "gap" and not one["known"] and not one["told_with"]:
            assert re.search(rf"  {one['requirement']}$", text, re.MULTILINE), one["requirement"]


# Many.


def test_two_processes_say_the_same_bytes_as_one(tmp_path: Path, program: Run) -> None:
    charter = against_federal(program)
    generate.write(tmp_path / "many", 250)
    one, two = (charter("baseline", "many", "--jobs", jobs) for jobs in ("1", "2"))
    assert (one.code, one) == (0, two)
    (tmp_path / "b.json").write_text(one.out, encoding="utf-8")
    for form in ("concise", "sarif"):
        first, second = (charter("check", "many", "--baseline", "b.json", "-f", form, "-j", jobs) for jobs in "12")
        assert first == second
    settled = json.loads(one.out)["entries"][::2]
    (tmp_path / "b.json").write_text(json.dumps({"format": 1, "entries": settled}), encoding="utf-8")
    first, second = (charter("check", "many", "--baseline", "b.json", "-f", "json", "-j", jobs) for jobs in "12")
    assert first == second


# The README.


def test_the_readmes_example_works_as_it_stands(place: Path, run: Run) -> None:
    section = (ROOT / "README.md").read_text(encoding="utf-8").partition("\n## Start with many gaps\n")[2]
    (block,) = re.findall(r"```shell\n(.*?)```", section.partition("\n## ")[0], re.DOTALL)
    commands = [line.split() for line in block.splitlines() if line.startswith("charter ")]
    assert [line[1] for line in commands] == ["baseline", "check"]
    with_gaps(place)
    (place / "charter.yaml").unlink()
    for command in commands:
        ran = run(*command[1:], "--as-of", DAY)
        assert ran.code == 0, ran.err
    assert run("check", "--as-of", DAY).code == 1
