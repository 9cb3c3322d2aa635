"""`charter test`: cases that do not hold, outcomes without a case and mistakes that no case catches are all told."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from charter_cli.assess.mutation import mutants, of_condition
from charter_cli.assess.trial import outcomes_needed
from charter_cli.dialect.reference import failures
from charter_cli.model.report import Exit
from charter_cli.read.charters import parse_condition, shipped
from charter_cli.read.fields import vocabulary
from charter_cli.words import LANGUAGES
from tests.cases import charter_of
from tests.conftest import ROOT, Run


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """Return a copy of the worked example of a charter."""
    return Path(shutil.copytree(ROOT / "examples/municipal-charter/rules", tmp_path / "rules"))


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.count(old) >= 1, old
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def tried(run: Run, rules: Path, *options: str) -> tuple[int, Any]:
    ran = run("test", rules / "charter.yaml", "-f", "json", *options)
    written = json.loads(ran.out)
    assert failures("trial", written) == []
    (charter,) = written["charters"]
    assert charter["holds"] is (ran.code == Exit.OK)
    return ran.code, charter


def test_a_charter_with_good_cases_holds(run: Run, rules: Path) -> None:
    code, charter = tried(run, rules)
    assert code == Exit.OK
    assert charter["mutants"]["total"] > 0
    assert charter["mutants"]["survivors"] == charter["cases"]["failed"] == charter["cases"]["untested"] == []


def test_a_case_that_comes_out_otherwise_is_told_with_both_and_its_line(run: Run, rules: Path) -> None:
    change(rules / "cases.yaml", "name: in the register\n    outcome: met", "name: in the register\n    outcome: gap")
    code, charter = tried(run, rules)
    assert code == Exit.GATE
    (failed,) = charter["cases"]["failed"]
    line = (rules / "cases.yaml").read_text(encoding="utf-8").split("name: in the register")[0].count("\n")
    assert (failed["requirement"], failed["name"], failed["line"]) == ("VAL001", "in the register", line)
    assert failed["differences"] == [{"key": "outcome", "stated": "gap", "found": "met"}]
    text = run("test", rules / "charter.yaml").out
    assert "cases.yaml" in text
    assert "outcome: stated gap; found met" in text


def test_pointers_are_compared_in_their_order(run: Run, rules: Path) -> None:
    change(rules / "cases.yaml", "because: [/system/ai_system, /system/generative]", "because: [/system/generative]")
    _, charter = tried(run, rules, "--no-mutants")
    (failed,) = charter["cases"]["failed"]
    assert failed["differences"] == [
        {"key": "because", "stated": "/system/generative", "found": "/system/ai_system, /system/generative"}
    ]


def test_an_outcome_without_a_case_is_told(run: Run, rules: Path) -> None:
    text = (rules / "cases.yaml").read_text(encoding="utf-8")
    start = text.index("  - requirement: VAL001\n    name: published nobody says where")
    end = text.index("  # VAL002", start)
    (rules / "cases.yaml").write_text(text[:start] + text[end:], encoding="utf-8")
    code, charter = tried(run, rules, "--no-mutants")
    assert code == Exit.GATE
    assert charter["cases"]["untested"] == [{"requirement": "VAL001", "outcomes": ["undeclared"]}]


SURVIVOR = "require drop /transparency/public_information/published"


def without_a_case(rules: Path) -> None:
    """Take away the only case that shows the first line of VAL001 failing."""
    change(
        rules / "cases.yaml",
        """  - requirement: VAL001
    name: not published
    set: {/transparency/public_information/published: false}
    outcome: gap
    gaps: [/transparency/public_information/published]
""",
        "",
    )


def test_a_mistake_that_no_case_catches_is_named(run: Run, rules: Path) -> None:
    without_a_case(rules)
    code, charter = tried(run, rules)
    assert code == Exit.GATE
    assert {"requirement": "VAL001", "mutant": SURVIVOR} in charter["mutants"]["survivors"]
    assert f"VAL001 no case catches: {SURVIVOR}" in " ".join(run("test", rules / "charter.yaml").out.split())


def test_a_mistake_explained_as_asking_the_same_is_counted_apart(run: Run, rules: Path) -> None:
    without_a_case(rules)
    _, before = tried(run, rules)
    explained = "".join(
        f"  - requirement: {one['requirement']}\n    mutant: {json.dumps(one['mutant'])}\n    why: Because.\n"
        for one in before["mutants"]["survivors"]
    )
    with (rules / "cases.yaml").open("a", encoding="utf-8") as file:
        file.write(f"\nequivalent:\n{explained}")
    code, charter = tried(run, rules)
    assert code == Exit.OK
    assert charter["mutants"]["equivalent"] == before["mutants"]["survivors"]


def test_an_explanation_of_a_mistake_that_is_caught_is_told(run: Run, rules: Path) -> None:
    with (rules / "cases.yaml").open("a", encoding="utf-8") as file:
        file.write(f"\nequivalent:\n  - requirement: VAL001\n    mutant: {SURVIVOR}\n    why: Because.\n")
    code, charter = tried(run, rules)
    assert code == Exit.GATE
    assert charter["mutants"]["not_alive"] == [{"requirement": "VAL001", "mutant": SURVIVOR}]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("charter: valmont-ai-2026", "charter: another", "another"),
        ("requirement: VAL001", "requirement: VAL999", "VAL999"),
        ("outcome: met", "outcome: mett", "mett"),
        ("published: false}", "publishd: false}", "publishd"),
        ("set: {/system/ai_system: false}", "delete: [/no/such/fact]", "generative, and said to be no AI system"),
    ],
)
def test_cases_that_cannot_be_used_are_told_with_their_line(
    old: str, new: str, said: str, run: Run, rules: Path
) -> None:
    change(rules / "cases.yaml", old, new)
    ran = run("test", rules / "charter.yaml")
    assert (ran.code, ran.out) == (Exit.UNREADABLE, "")
    assert said in ran.err
    assert "cases.yaml:" in ran.err


def test_a_charter_without_cases_is_told(run: Run, rules: Path) -> None:
    (rules / "cases.yaml").unlink()
    ran = run("test", rules / "charter.yaml")
    assert ran.code == Exit.UNREADABLE
    assert "cases.yaml" in ran.err


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_speaks_every_language_and_fits_the_width(language: str, run: Run, rules: Path) -> None:
    without_a_case(rules)
    out = run("test", rules / "charter.yaml", "-l", language, environment={"COLUMNS": "60"}).out
    assert "VAL001" in out
    assert max(len(line) for line in out.splitlines() if "cases.yaml" not in line) <= 60


def mutated(raw: dict[str, Any]) -> set[str]:
    return {" ".join(filter(None, change)) for change, _ in of_condition(parse_condition(raw), vocabulary)}


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ({"/system/ai_system": True}, {"negate /system/ai_system"}),
        ({"not": {"/a": True}}, {"drop-not /a", "negate /a"}),
        ({"/a": True, "/b": True}, {"negate /a", "negate /b", "drop /a", "drop /b", "swap /a /b all any"}),
        (
            {"any": [{"/a": True}, {"/b": True}]},
            {"negate /a", "negate /b", "drop /a", "drop /b", "swap /a /b any all"},
        ),
        ({"/n": {"minimum": 6}}, {"negate /n", "shift /n minimum 6 7", "shift /n minimum 6 5"}),
        ({"/l": {"minItems": 1}}, {"negate /l", "shift /l minItems 1 2"}),
        ({"/t": {"minLength": 1}}, {"negate /t"}),
        ({"/d": {"maxAge": "P1Y"}}, {"negate /d", "shift /d P1Y P1Y1D", "shift /d P1Y P11M"}),
        (
            {"/d": {"before": "2027-12-02"}},
            {
                "negate /d",
                "edge /d before notAfter",
                "shift /d 2027-12-02 2027-12-03",
                "shift /d 2027-12-02 2027-12-01",
            },
        ),
        (
            {"/project/stage": {"enum": ["pilot", "operation"]}},
            {
                "negate /project/stage",
                "narrow /project/stage pilot",
                "narrow /project/stage operation",
                "widen /project/stage enum",
            },
        ),
        ({"/project/stage": "pilot"}, {"negate /project/stage", "value /project/stage pilot idea"}),
        (
            {"/x": {"evidence": {"kinds": ["dpia", "fria"], "maxAge": "P1Y"}}},
            {
                "negate /x",
                "narrow /x dpia",
                "narrow /x fria",
                "widen /x evidence",
                "drop /x maxAge",
                "shift /x P1Y P1Y1D",
                "shift /x P1Y P11M",
            },
        ),
    ],
)
def test_the_mistakes_that_are_put_into_a_condition(raw: dict[str, Any], expected: set[str]) -> None:
    assert mutated(raw) == expected


def test_a_requirements_judgement_days_and_transition_are_mistaken_too() -> None:
    requirement = next(r for r in charter_of("eu-ai-act").requirements() if r.transition and r.applies_from)
    parts = {mutant.part.split()[0] for mutant, _ in mutants(requirement, vocabulary)}
    assert {"require", "applies_from", "transition"} <= parts
    judged = next(r for r in charter_of("eu-ai-act").requirements() if r.judgement)
    assert "judgement" in {mutant.part for mutant, _ in mutants(judged, vocabulary)}
    assert "needs-review" in outcomes_needed(judged)


def test_no_mistake_leaves_a_rule_as_it_is() -> None:
    for name in shipped():
        for requirement in charter_of(name).requirements():
            made = [condition for _, condition in of_condition(requirement.require, vocabulary)]
            assert requirement.require not in made
