"""A charter that extends another one asks all that the other asks, and more; it can drop nothing."""

from pathlib import Path

import pytest

from charter_cli.model.charter import Level
from charter_cli.read.charters import read_charter
from tests.cases import charter_of
from tests.conftest import Run

FEDERAL = "be-federal-ai-2025"
TEXTS = "{en: Text., fr: Texte., nl: Tekst., de: Text.}"
REQUIREMENT = f"""
      - id: CIT001
        slug: council-told
        level: must
        basis: practice
        themes: [ethics]
        cites: {{references: ["ai-act:art-4"]}}
        due: pilot
        require: {{/organisation/name: {{minLength: 1}}}}
        title: {TEXTS}
        because: {TEXTS}
        remedy: {TEXTS}
        example: "organisation: {{name: The city}}"
"""


def charter(folder: Path, name: str = "city.charter.yaml", **changes: str) -> Path:
    """Write a charter that extends the federal one, with some lines changed or, where the value is empty, left out."""
    lines = {
        "charter": "1",
        "id": "a-city",
        "version": "1.0.0",
        "status": "in-force",
        "title": TEXTS,
        "official_languages": "[nl]",
        "issuer": TEXTS,
        "applies_from": '"2026-01-01"',
        "source": f"{{title: T, language: nl, signed: '2026-01-01', wording: paraphrase, note: {TEXTS}}}",
        "binds": TEXTS,
        "extends": FEDERAL,
        **{key.rstrip("_"): value for key, value in changes.items()},
    }
    path = folder / name
    path.write_text("".join(f"{key}: {value}\n" for key, value in lines.items() if value), encoding="utf-8")
    return path


def codes(path: Path) -> list[tuple[str, str]]:
    return [(problem.code, problem.pointer) for problem in read_charter(str(path))[1]]


def test_it_asks_everything_that_the_other_asks(tmp_path: Path) -> None:
    found, problems = read_charter(str(charter(tmp_path)))
    assert problems == ()
    assert found
    assert found.id == "a-city"
    assert list(found.requirements()) == list(charter_of(FEDERAL).requirements())
    assert (found.scope, found.bodies) == (charter_of(FEDERAL).scope, charter_of(FEDERAL).bodies)


def test_a_level_can_be_raised(tmp_path: Path) -> None:
    found, _ = read_charter(str(charter(tmp_path, raise_="{SUS001: must}")))
    assert found
    levels = {requirement.id: requirement.level for requirement in found.requirements()}
    assert levels["SUS001"] is Level.MUST
    before = {requirement.id: requirement.level for requirement in charter_of(FEDERAL).requirements()}
    assert before["SUS001"] is not Level.MUST
    assert {name for name in levels if levels[name] is not before[name]} == {"SUS001"}


@pytest.mark.parametrize("principle", ["sustainability", "the-city"])
def test_requirements_are_added_to_a_principle_of_the_other_or_to_a_new_one(principle: str, tmp_path: Path) -> None:
    added = f"\n  - id: {principle}\n    title: {TEXTS}\n    statement: {TEXTS}\n    requirements:{REQUIREMENT}"
    found, problems = read_charter(str(charter(tmp_path, principles=added)))
    assert problems == ()
    assert found
    ids = [requirement.id for requirement in found.requirements()]
    assert set(ids) - {requirement.id for requirement in charter_of(FEDERAL).requirements()} == {"CIT001"}
    assert len(ids) == len(set(ids)) == 33
    assert {one.principle for one in found.requirements() if one.id == "CIT001"} == {principle}


@pytest.mark.parametrize(
    ("changes", "code", "pointer"),
    [
        ({"raise_": "{SUS999: must}"}, "no-such-requirement", "/raise/SUS999"),
        ({"raise_": "{SCO001: must}"}, "not-raised", "/raise/SCO001"),
        ({"raise_": "{SCO001: should}"}, "not-raised", "/raise/SCO001"),
        ({"scope": "{/system/generative: true}"}, "extends-scope", "/scope"),
        ({"id": FEDERAL}, "extends-id", "/id"),
        (
            {
                "principles": f"\n  - id: x\n    title: {TEXTS}\n    statement: {TEXTS}\n    requirements:"
                + REQUIREMENT.replace("CIT001", "SCO001")
            },
            "id-taken",
            "/principles/0/requirements/0/id",
        ),
    ],
)
def test_nothing_can_be_lowered_dropped_or_taken(
    changes: dict[str, str], code: str, pointer: str, tmp_path: Path
) -> None:
    assert codes(charter(tmp_path, **changes)) == [(code, pointer)]


def test_a_charter_in_the_same_folder_can_be_extended_and_so_on(tmp_path: Path) -> None:
    charter(tmp_path, "first.yaml")
    found, problems = read_charter(str(charter(tmp_path, "second.yaml", id="b-city", extends="first.yaml")))
    assert problems == ()
    assert found
    assert len(list(found.requirements())) == 32


def test_a_charter_cannot_extend_itself_even_through_another(tmp_path: Path) -> None:
    one = charter(tmp_path, "one.yaml", extends="two.yaml")
    charter(tmp_path, "two.yaml", id="b-city", extends="one.yaml")
    assert codes(one) == [("extends-itself", "/extends")]


def test_a_charter_that_is_not_there_cannot_be_extended(run: Run, tmp_path: Path) -> None:
    ran = run("check", "-c", charter(tmp_path, extends="be-federal-ai-2024"))
    assert ran.code == 3
    assert "be-federal-ai-2025" in ran.err or "be-federal-ai-2024" in ran.err


def test_it_is_judged_like_any_other(run: Run, tmp_path: Path) -> None:
    (tmp_path / "charter.yaml").write_text("declaration: 1\nproject: {id: x, name: X}\n", encoding="utf-8")
    ran = run("check", "charter.yaml", "-c", charter(tmp_path, "city.yaml"), "-f", "concise")
    assert ran.code == 1
    assert "HUM001" in ran.out
