"""A gap that rests on several charters is told once, with all its sources; every machine format still has each finding."""

import json
import re
from pathlib import Path

import pytest

from tests.conftest import AS_OF, Run

DAY = ("--as-of", AS_OF.isoformat())
TEXTS = "{en: The law's text., fr: Texte de la loi., nl: Tekst van de wet., de: Text des Gesetzes.}"
DECLARATION = """declaration: 1
project: {id: x, name: X, stage: operation}
scope: {purposes: [public-interaction], purposes_complete: true}
system: {ai_system: true}
"""


def law(folder: Path, require: str, level: str = "must", related: str = "[be-federal-ai-2025/OVS001]") -> Path:
    """Write a charter with one requirement that is related to the federal one on human oversight."""
    path = folder / "law.yaml"
    path.write_text(
        f"""charter: 1
id: a-law
version: 1.0.0
status: in-force
title: {TEXTS}
official_languages: [nl]
issuer: {TEXTS}
applies_from: "2026-01-01"
source: {{title: T, language: nl, signed: "2026-01-01", wording: paraphrase, note: {TEXTS}}}
binds: {TEXTS}
principles:
  - id: oversight
    title: {TEXTS}
    statement: {TEXTS}
    requirements:
      - id: LAW001
        slug: overseen-by-law
        level: {level}
        basis: law
        themes: [legal]
        cites: {{references: ["ai-act:art-26-2"]}}
        due: design
        require: {require}
        related: {related}
        title: {TEXTS}
        because: {TEXTS}
        remedy: {TEXTS}
        example: "oversight: {{guaranteed: true}}"
""",
        encoding="utf-8",
    )
    return path


def told_with(run: Run, folder: Path, declared: str, *charters: str | Path) -> dict[str, str | None]:
    """Return for each finding of the two requirements with which other one it is told."""
    (folder / "charter.yaml").write_text(DECLARATION + declared, encoding="utf-8")
    options = [option for charter in charters for option in ("-c", charter)]
    out = json.loads(run("check", "charter.yaml", *options, "-f", "json", *DAY).out)
    found = [f for a in out["declarations"][0]["assessments"] for f in a["findings"]]
    return {f["requirement"]: f["told_with"] for f in found if f["requirement"] in {"OVS001", "LAW001"}}


GAP = "oversight: {guaranteed: false, mode: none, role: nobody, covers_outputs: false, can_override: false}\n"


def test_a_gap_on_the_same_fact_is_told_with_the_first(run: Run, tmp_path: Path) -> None:
    asks = law(tmp_path, "{/oversight/guaranteed: true}")
    assert told_with(run, tmp_path, GAP, "be-federal-ai-2025", asks) == {
        "OVS001": None,
        "LAW001": "be-federal-ai-2025/OVS001",
    }


def test_a_gap_on_another_fact_is_told_apart(run: Run, tmp_path: Path) -> None:
    asks = law(tmp_path, "{/oversight/guaranteed: true, /scope/purposes: {contains: {const: internal}}}")
    assert told_with(run, tmp_path, GAP, "be-federal-ai-2025", asks)["LAW001"] is None


def test_requirements_that_are_not_related_are_told_apart(run: Run, tmp_path: Path) -> None:
    asks = law(tmp_path, "{/oversight/guaranteed: true}", related="[be-federal-ai-2025/OVS002]")
    assert told_with(run, tmp_path, GAP, "be-federal-ai-2025", asks)["LAW001"] is None


def test_a_stronger_level_is_never_told_with_a_weaker_one(run: Run, tmp_path: Path) -> None:
    weaker = law(tmp_path, "{/oversight/guaranteed: true}", level="should")
    found = told_with(run, tmp_path, GAP, weaker, "be-federal-ai-2025")
    assert found == {"LAW001": None, "OVS001": None}


def test_what_is_not_declared_is_told_once_too(run: Run, tmp_path: Path) -> None:
    asks = law(tmp_path, "{/oversight/guaranteed: true}")
    assert told_with(run, tmp_path, "", "be-federal-ai-2025", asks)["LAW001"] == "be-federal-ai-2025/OVS001"


@pytest.mark.parametrize(
    ("form", "heading", "also"),
    [
        ("text", r"^gap · must +(\w+)$", r"^ +also: LAW001 \(a-law\), law: AI Act,\s+article 26\(2\)"),
        ("markdown", r"^#+ (\w+) .* \(must\)$", r"^- The same is asked by: LAW001 .*: law: AI Act, article 26\(2\)"),
    ],
)
def test_people_read_it_once_with_both_sources(form: str, heading: str, also: str, run: Run, tmp_path: Path) -> None:
    asks = law(tmp_path, "{/oversight/guaranteed: true}")
    (tmp_path / "charter.yaml").write_text(DECLARATION + GAP, encoding="utf-8")
    out = run("check", "charter.yaml", "-c", "be-federal-ai-2025", "-c", asks, "-f", form, *DAY).out
    told = re.findall(heading, out, re.MULTILINE | re.IGNORECASE)
    assert told.count("OVS001") == 1
    assert "LAW001" not in told
    assert len(re.findall(also, out, re.MULTILINE)) == 1


def test_concise_keeps_a_line_for_each(run: Run, tmp_path: Path) -> None:
    asks = law(tmp_path, "{/oversight/guaranteed: true}")
    (tmp_path / "charter.yaml").write_text(DECLARATION + GAP, encoding="utf-8")
    out = run("check", "charter.yaml", "-c", "be-federal-ai-2025", "-c", asks, "-f", "concise", *DAY).out
    assert {"OVS001", "LAW001"} <= {line.split()[1] for line in out.splitlines()}


def test_an_almost_empty_declaration_gets_its_questions_and_no_flood_of_titles(run: Run, tmp_path: Path) -> None:
    (tmp_path / "charter.yaml").write_text("declaration: 1\nproject: {id: x, name: X}\n", encoding="utf-8")
    one = run("check", "-c", "eu-ai-act", *DAY).out
    title = "The system does not manipulate people"
    assert title in " ".join(one.split())
    every = run("check", *DAY).out
    assert title not in " ".join(every.split())
    assert {"PRO001", "CRI001", "HUM001", "LWF001"} <= set(re.findall(r"[A-Z]{3}\d{3}", every))
    assert "Answer these questions first" in every
    assert "from 2027-12-02:" in every
