"""`charter lint`: each rule finds what it is for, at its place, and nothing in what is right; proofs hold for all facts."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charter_cli.assess import proofs
from charter_cli.assess.conditions import compile_condition
from charter_cli.assess.keywords import Context
from charter_cli.assess.proofs import never_false, never_true
from charter_cli.cli.lint import look
from charter_cli.dialect.reference import failures
from charter_cli.model.condition import Condition, facts_of
from charter_cli.model.declaration import pointer_of, value_at
from charter_cli.model.field import Field
from charter_cli.model.lint import WARNINGS, Linted, Severity, severity_of
from charter_cli.model.report import Exit
from charter_cli.read.charters import parse_condition, shipped
from charter_cli.read.fields import field_at, node_at, pointers
from charter_cli.read.form import check_form
from charter_cli.read.strict_yaml import parse
from charter_cli.render import phrases
from charter_cli.render.scaffold import scaffold
from charter_cli.words import LANGUAGES, words
from tests.conftest import ROOT, Run

CHARTER = scaffold(words("en"), "own-charter", "", "2026-01-01")["charter.yaml"]
FEDERAL = "be-federal-ai-2025"
SECOND = CHARTER[CHARTER.index("      - id: OWN001") :]
"""The requirement of the charter, to be written a second time."""


def lint(folder: Path, text: str) -> Linted:
    path = folder / "charter.yaml"
    path.write_text(text, encoding="utf-8")
    (linted,) = look([str(path)])
    return linted


def changed(old: str, new: str, text: str = CHARTER) -> str:
    assert text.count(old) == 1, old
    return text.replace(old, new)


def required(condition: str) -> str:
    """Return the charter with another requirement of facts, and an example that nobody looks at here."""
    return changed("          /transparency/public_information/published: true\n", f"          {condition}\n")


def when(condition: str) -> str:
    return changed("          /scope/purposes: {includes: [public-interaction]}\n", f"          {condition}\n")


def added(line: str) -> str:
    """Return the charter with a line more in its requirement."""
    return changed("        due: operation\n", f"        due: operation\n        {line}\n")


def twice(**changes: str) -> str:
    """Return the charter with its requirement a second time, changed."""
    second = SECOND
    for old, new in {"OWN001": "OWN002", "use-is-published": "use-is-told", **changes}.items():
        second = second.replace(old, new)
    return CHARTER + second


PUBLISHED = "/transparency/public_information/published"
EXAMPLE = "              published: true\n"

# What is written, the code that is found, and the text at whose beginning it is found, or None where no place matters.
FLAWS: list[tuple[str, str, str]] = [
    # Form and dialect.
    (changed("status: draft", "status: drafted"), "unknown-value", "drafted"),
    (changed("version: 0.1.0\n", ""), "required", "charter: 1"),
    (changed("wording: paraphrase", "wordings: paraphrase"), "unknown-key", "wordings"),
    (changed("  nl: Wie zich", "  xx: Wie zich"), "unknown-key", "xx: Wie"),
    (required(f"{PUBLISHED}: {{minItem: 1}}"), "unknown-key", "minItem"),
    (required(f"{PUBLISHED}: {{pattern: '('}}"), "bad-charter", "'('"),
    (added("applies_from: 2026-13-01"), "bad-date", "2026-13-01"),
    (changed("version: 0.1.0\n", "version: 0.1.0\nversion: 0.1.1\n"), "duplicate-key", "version: 0.1.1"),
    # Named days.
    (added("applies_from: $ai-act:annex-3"), "unknown-date", "$ai-act:annex-3"),
    (changed("status: draft", "status: draft\ndates: {start: '2026-02-01'}"), "unused-date", "start: "),
    # Facts.
    (required("/transparency/public_information/publishd: true"), "unknown-fact", "/transparency/public_information/pub"),
    (required("/scope/*/purposes: internal"), "unknown-fact", "/scope/*/purposes"),
    (required("/evidence/*/kind: dpia"), "star-not-list", "/evidence/*/kind"),
    (required("/project/launch: {notAfter: /project/lanch}"), "unknown-fact", "/project/lanch"),
    (required("/project/launch: {before: [as-of, /project/name]}"), "not-a-date", "/project/name"),
    (required("/monitoring/last_run: {maxAge: /project/launch}"), "not-a-duration", "/project/launch"),
    (added("judgement: {en: Is it?, fr: L'est-ce?, nl: Is het?, de: Ist es?}\n        judgement_on: [/scope/purpose]"),
     "unknown-fact", "/scope/purpose]"),
    # Values and keywords.
    (required("/ai_act/risk_class: hihg"), "foreign-value", "hihg"),
    (required(f"{PUBLISHED}: 'yes'"), "foreign-value", "'yes'"),
    (required("/ai_act/risk_class: {enum: [high, low]}"), "foreign-value", "low]"),
    (required("/scope/purposes: {includes: [intern]}"), "foreign-value", "intern]"),
    (required("/scope/purposes: {contains: {enum: [intern]}}"), "foreign-value", "intern]"),
    (required("/scope/purposes: {items: {not: {const: intern}}}"), "foreign-value", "intern}}}"),
    (required("/ai_act/risk_class: {anyOf: [{const: hihg}, {const: high}]}"), "foreign-value", "hihg"),
    (required("/training/plan: {evidence: [training-plans]}"), "foreign-value", "training-plans"),
    (required("/training/plan: {evidence: {kinds: [training-plans]}}"), "foreign-value", "training-plans"),
    (required("/training/continuous: {evidence: [training-plan]}"), "not-cited", "evidence: [training-plan]"),
    (required("/training/continuous: {minItems: 1}"), "idle-keyword", "minItems"),
    (required("/project/name: {minimum: 1}"), "idle-keyword", "minimum"),
    (required("/system/users: {maxLength: 1}"), "idle-keyword", "maxLength"),
    (required("/monitoring/frequency: {notAfter: as-of}"), "idle-keyword", "notAfter"),
    # Languages.
    (changed("en: The council of our organisation", "en: ' '"), "empty-text", "' '"),
    (changed("nl: Openheid", "nl: Openness"), "same-text", "Openness\n      de"),
    # References and relations.
    (changed("{references: [own-text]}", "{references: [own-text, own-txt]}"), "unknown-reference", "own-txt]"),
    (changed("{references: [own-text]}", "{references: ['gdpr:art-35']}"), "unused-reference", "own-text:"),
    (CHARTER.replace("own-text", "ai-act:art-4"), "own-over-catalogue", "ai-act:art-4:"),
    (added("related: [be-federal-ai-2025/HUM999]"), "unknown-related", "be-federal-ai-2025/HUM999"),
    (added("related: [own-charter/OWN003]"), "unknown-related", "own-charter/OWN003"),
    (added("related: [own-charter/OWN001]"), "related-self", "own-charter/OWN001"),
    # Identifiers.
    (twice(OWN002="OWN001"), "id-twice", "OWN001\n        slug: use-is-told"),
    (twice(**{"use-is-told": "use-is-published"}), "id-twice", "use-is-published\n"),
    (CHARTER.replace("OWN001", "HUM001"), "id-elsewhere", "HUM001"),
    (CHARTER.replace("use-is-published", "staff-member-reachable"), "id-elsewhere", "staff-member-reachable"),
    # Examples.
    (changed(EXAMPLE, "              publishd: true\n"), "unknown-key", "publishd: true"),
    (changed(EXAMPLE, "              published: maybe\n"), "wrong-type", "maybe"),
    (changed(EXAMPLE, "              published: [\n"), "open-bracket", ""),
    (changed(EXAMPLE, "              published: false\n"), "example-fails", "example: |"),
    (changed(EXAMPLE, "              url: https://x.example\n"), "example-fails", "example: |"),
    (changed(EXAMPLE, EXAMPLE + "          system: {goal: for the …}\n"), "example-half-filled", "example: |"),
    # Conditions.
    (required(f"{PUBLISHED}: {{enum: [true], const: false}}"), "never-true", PUBLISHED + ": {"),
    (required(f"{PUBLISHED}: true\n          not: {{{PUBLISHED}: true}}"), "never-true", "not: {"),
    (required("/system/users: {minimum: 3, maximum: 2}"), "never-true", "/system/users"),
    (required("/system/users: {minimum: 0}"), "never-false", "/system/users"),
    (required("/scope/purposes: {minItems: 1}"), "never-false", "/scope/purposes: {minI"),
    (when("/ai_act/risk_class: high\n          all: [{/ai_act/risk_class: minimal}]"), "never-true", "all: ["),
    (when(f"any: [{{{PUBLISHED}: true}}, {{{PUBLISHED}: false}}]"), "never-false", "any: ["),
    (required(f"any: [{{{PUBLISHED}: true}}, {{/system/users: {{minimum: 1, maximum: 0}}}}]"), "never-true-branch",
     "/system/users"),
    (when(f"{PUBLISHED}: false"), "never-met", f"{PUBLISHED}: true"),
    (when(f"{PUBLISHED}: true"), "always-met", f"{PUBLISHED}: true\n        # What people"),
    (changed("principles:\n", "scope: {/scope/purposes: {items: {const: internal}}}\nprinciples:\n"), "never-applies",
     "/scope/purposes: {includes"),
    (changed("principles:\n", "scope: {/scope/purposes: {maxItems: 0}}\nprinciples:\n"), "never-true",
     "/scope/purposes: {maxItems"),
    (added("transition: [{when: {/system/users: {minimum: 1, maximum: 0}}, applies_from: '2027-01-01'}]"), "never-true",
     "/system/users"),
    (changed("principles:\n", "scope: {/scope/purposes: {minItems: 1}}\nprinciples:\n"), "never-false", "/scope/purposes: {minI"),
    # Days and waivers.
    (added("applies_until: '2025-12-31'"), "until-before-from", "'2025-12-31'"),
    (added("applies_from: '2027-01-01'\n        applies_until: '2026-12-31'"), "until-before-from", "'2026-12-31'"),
    (added("transition: [{when: {/system/generative: true}, applies_from: '2026-01-01'}]"), "transition-not-later",
     "'2026-01-01'"),
    (added("transition: [{when: {/system/generative: true}, applies_from: $ai-act:omnibus}]\n"
           "        applies_from: $ai-act:annex-iii"), "transition-not-later", "$ai-act:omnibus"),
    (added("waivable: false\n        waiver_max: P6M"), "waiver-max-unused", "waiver_max"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "code", "marked"), FLAWS, ids=[f"{n}-{code}" for n, (_, code, _) in enumerate(FLAWS)])
def test_a_rule_finds_what_it_is_for_where_it_stands(text: str, code: str, marked: str, tmp_path: Path) -> None:
    problems = {(one.code, one.place.line, one.place.column) for one in lint(tmp_path, text).problems if one.place}
    assert code in {found for found, _, _ in problems}
    if marked:
        last = text.rindex(marked)
        line, column = text.count("\n", 0, last) + 1, last - text.rfind("\n", 0, last)
        assert (code, line, column) in problems


def test_every_rule_of_lint_has_a_row_in_the_table() -> None:
    sources = [*(ROOT / "charter_cli/read").glob("*.py"), ROOT / "charter_cli/assess/lint.py"]
    said = {code for path in sources for code in re.findall(r'Flaw\(\s*"([\w-]+)"', path.read_text(encoding="utf-8"))}
    assert (said | set(WARNINGS)) - {code for _, code, _ in FLAWS} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_flaw_is_told_in_every_language(language: str, tmp_path: Path) -> None:
    said = words(language)
    for text, code, _ in FLAWS:
        told = [phrases.problem(said, one) for one in lint(tmp_path, text).problems if one.code == code]
        assert all(told)
        assert not any("{" in one.replace("{minItem: 1}", "") for one in told)


RIGHT = [
    CHARTER,
    changed("status: draft", "status: draft\ndates: {start: '2026-02-01'}").replace(
        "        due: operation\n", "        due: operation\n        applies_from: $start\n"
    ),
    added("applies_until: '2026-01-01'"),
    added("transition: [{when: {/system/generative: true}, applies_from: '2026-01-02'}]"),
    added("waiver_max: P6M"),
    added("related: [some-other-charter/ABC001, be-federal-ai-2025/HUM001]"),
    twice(),
    changed(EXAMPLE, EXAMPLE + "          system: {goal: …}\n"),
    # An example with a dated document holds on the day of that document, whatever day it is today.
    changed(EXAMPLE, EXAMPLE + "          training: {plan: plan}\n          evidence:\n            plan: {kind: training-plan, file: p.pdf,\n"
            f"              sha256: {'0' * 64}, date: '2026-03-01', expires: '2027-03-01'}}\n").replace(
        f"          {PUBLISHED}: true\n", f"          {PUBLISHED}: true\n          /training/plan: {{evidence: {{kinds: [training-plan], maxAge: P1Y}}}}\n"
    ),
]  # fmt: skip


@pytest.mark.parametrize("text", RIGHT, ids=range(len(RIGHT)))
def test_nothing_is_found_in_what_is_right(text: str, tmp_path: Path) -> None:
    assert lint(tmp_path, text).problems == ()


@pytest.mark.parametrize("name", shipped())
def test_the_shipped_charters_have_no_errors(name: str) -> None:
    (linted,) = look([name])
    assert linted.of(Severity.ERROR) == ()


SUGGESTIONS = [
    (required("/transparency/public_information/publishd: true"), PUBLISHED),
    (required("/ai_act/risk_class: hihg"), "high"),
    (required(f"{PUBLISHED}: oui"), "true"),
    (changed("{references: [own-text]}", "{references: [own-text, ai-act:art4]}"), "ai-act:art-4"),
    (added("related: [be-federal-ai-2025/HUM01]".replace("HUM01", "HUN001")), "be-federal-ai-2025/HUM001"),
    (added("applies_from: $ai-act:annex-3"), "$ai-act:annex-"),
]


@pytest.mark.parametrize(("text", "meant"), SUGGESTIONS, ids=[meant for _, meant in SUGGESTIONS])
def test_a_mistake_in_writing_gets_a_suggestion(text: str, meant: str, tmp_path: Path) -> None:
    assert any(str(one.params.get("suggestion")).startswith(meant) for one in lint(tmp_path, text).problems)


def test_one_mistake_hides_no_other(tmp_path: Path) -> None:
    text = changed("status: draft", "status: drafted", required("/ai_act/risk_clas: high"))
    text = changed("nl: Openheid", "nl: Openness", text)
    assert {one.code for one in lint(tmp_path, text).problems} == {"unknown-value", "unknown-fact", "same-text"}


def test_a_value_that_there_is_not_is_told_once(tmp_path: Path) -> None:
    codes = [one.code for one in lint(tmp_path, when("/scope/purposes: {includes: [public-interactoin]}")).problems]
    assert codes == ["foreign-value"]


def test_charters_that_are_looked_at_together_know_each_other(tmp_path: Path) -> None:
    one, other = tmp_path / "one.yaml", tmp_path / "other.yaml"
    one.write_text(CHARTER, encoding="utf-8")
    other.write_text(
        added("related: [own-charter/OWN009]").replace("id: own-charter", "id: other", 1), encoding="utf-8"
    )
    assert look([str(one)])[0].problems == ()
    found = look([str(one), str(other)])[1]
    assert {problem.code for problem in found.problems} == {"id-elsewhere", "unknown-related"}


EXTENDING = CHARTER.replace("version: 0.1.0", "version: 0.1.0\nextends: be-federal-ai-2025\nraise: {ASM007: must}", 1)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (EXTENDING, set()),
        (EXTENDING[: EXTENDING.index("principles:")].rsplit("#", 1)[0], {"unused-reference"}),
        (EXTENDING.replace("ASM007", "ASM099"), {"no-such-requirement"}),
        (EXTENDING.replace("be-federal-ai-2025", "nowhere.yaml"), {"no-such-file"}),
        (
            EXTENDING.replace(
                "{includes: [public-interaction]}",
                "{items: {const: internal}}\n          /scope/purposes_complete: true",
            ),
            {"never-applies"},
        ),
        (
            changed(
                "        due: operation\n", "        due: operation\n        related: [own-charter/HUM001]\n", EXTENDING
            ),
            set(),
        ),
    ],
    ids=["right", "nothing-added", "raises-nothing", "extends-nothing", "outside-the-scope", "related-to-the-other"],
)
def test_a_charter_that_extends_another_is_told_what_it_writes_itself(
    text: str, codes: set[str], tmp_path: Path
) -> None:
    assert {one.code for one in lint(tmp_path, text).problems} == codes


# Whatever the schema or a charter says, nothing breaks: lint has to bear with every wrong form.
ODD = ["principles: 1", "principles: [1]", "dates: 1", "references: [a]", "scope: []", "bodies: {a: b}", "id: 1",
       "principles: [{requirements: [{cites: 1, related: a, transition: {}, when: 1, require: {any: 1, not: []}, id: 1}]}]",
       "scope: {any: [1, {/scope/purposes: {contains: 1, enum: 1, includes: {}, evidence: 1, notAfter: {}}}]}",
       "principles: [{requirements: [{judgement_on: 1, example: 1, title: {en: 1, fr: 1}}]}]"]  # fmt: skip


@pytest.mark.parametrize("text", ODD)
def test_no_form_is_too_odd_to_be_told(text: str, tmp_path: Path) -> None:
    assert lint(tmp_path, f"charter: 1\n{text}\n").of(Severity.ERROR)


UNREADABLE: list[tuple[bytes | None, str]] = [
    (None, "no-such-file"),
    (b"", "empty-file"),
    (b"- 1\n", "not-a-mapping"),
    (b"a: [\n", "open-bracket"),
    (bytes(range(256)), "not-utf-8"),
    (b"declaration: 1\nproject: {id: x, name: X}\n", "this-is-a-declaration"),
]


@pytest.mark.parametrize("form", ["text", "concise", "json"])
@pytest.mark.parametrize(("content", "code"), UNREADABLE, ids=[code for _, code in UNREADABLE])
def test_a_file_that_cannot_be_read_ends_with_3(
    content: bytes | None, code: str, form: str, run: Run, tmp_path: Path
) -> None:
    if content is not None:
        (tmp_path / "own.yaml").write_bytes(content)
    ran = run("lint", "own.yaml", "-f", form)
    assert (ran.code, "Traceback" in ran.err) == (Exit.UNREADABLE, False)
    assert code in ran.out


@pytest.mark.parametrize(
    ("text", "arguments", "code"),
    [
        (CHARTER, [], Exit.OK),
        (CHARTER, ["--strict"], Exit.OK),
        (changed("nl: Openheid", "nl: Openness"), [], Exit.OK),
        (changed("nl: Openheid", "nl: Openness"), ["--strict"], Exit.GATE),
        (required("/ai_act/risk_clas: high"), [], Exit.GATE),
    ],
)
def test_errors_end_with_1_and_warnings_only_if_that_is_asked(
    text: str, arguments: list[str], code: Exit, run: Run, tmp_path: Path
) -> None:
    (tmp_path / "charter.yaml").write_text(text, encoding="utf-8")
    assert {run("lint", ".", "-f", form, *arguments).code for form in ("text", "concise", "json")} == {code}
    # What cannot be read outranks errors.
    assert run("lint", ".", "nowhere.yaml", *arguments).code == Exit.UNREADABLE


def test_without_argument_all_shipped_charters_are_looked_at(run: Run) -> None:
    report = json.loads(run("lint", "-f", "json", cwd=ROOT).out)
    assert [one["charter"] for one in report["charters"]] == list(shipped())
    assert report["charters"][0]["path"].startswith("charters/")


def test_an_id_of_a_shipped_charter_and_a_near_miss(run: Run) -> None:
    assert run("lint", FEDERAL).code == Exit.OK
    near = run("lint", "be-federal")
    assert (near.code, FEDERAL in near.out) == (Exit.UNREADABLE, True)


def test_text_shows_the_line_and_marks_the_place(run: Run, tmp_path: Path) -> None:
    (tmp_path / "charter.yaml").write_text(required("/ai_act/risk_class: hihg"), encoding="utf-8")
    ran = run("lint", "charter.yaml")
    assert re.search(r"/ai_act/risk_class: hihg\n +│ +\^\^\^\^\n", ran.out)
    assert "Did you mean 'high'?" in ran.out
    assert ran.err.count("\n") == 1


def test_json_has_the_form_of_its_schema(run: Run, tmp_path: Path) -> None:
    (tmp_path / "charter.yaml").write_text(required("/ai_act/risk_class: hihg"), encoding="utf-8")
    report = json.loads(run("lint", ".", "nowhere.yaml", "-f", "json", "-l", "fr").out)
    assert failures("lint", report) == []
    (problem, *_) = [one for one in report["charters"][0]["problems"] if one["code"] == "foreign-value"]
    assert (problem["severity"], problem["pointer"].endswith("/~1ai_act~1risk_class")) == ("error", True)
    assert report["charters"][1]["readable"] is False


def test_a_condition_that_cannot_be_compiled_is_told(tmp_path: Path) -> None:
    found = lint(tmp_path, required(f'{PUBLISHED}: {{pattern: "a{{99999999999999999999}}"}}'))
    assert found.of(Severity.ERROR)


# Proofs. What each condition can never be: "true", "false", or "" where both can be.
PROOFS = [
    ("{/system/generative: true}", ""),
    ("{/system/generative: {enum: [true, false]}}", "false"),
    ("{any: [{/system/generative: true}, {/system/generative: false}]}", "false"),
    ("{all: [{/system/generative: true}, {/system/generative: false}]}", "true"),
    ("{/system/generative: true, not: {/system/generative: true}}", "true"),
    ("{/project/stage: {enum: [idea, design, pilot, operation, retired]}}", "false"),
    ("{/project/stage: {enum: [idea, design, pilot, operation]}}", ""),
    ("{/project/stage: {allOf: [{enum: [idea, design]}, {enum: [pilot]}]}}", "true"),
    ("{/project/stage: {not: {enum: [idea, design, pilot, operation, retired]}}}", "true"),
    ("{/project/stage: {oneOf: [{const: idea}, {const: idea}]}}", "true"),
    ("{/project/stage: idea, any: [{/system/generative: true}, {/project/stage: pilot}], not: {/system/generative: true}}", "true"),
    ("{/scope/purposes: {minItems: 1}}", "false"),
    ("{/scope/purposes: {minItems: 4}}", ""),
    ("{/scope/purposes: {minItems: 5}}", "true"),
    ("{/scope/purposes: {maxItems: 4}}", "false"),
    ("{/scope/purposes: {maxItems: 0}}", "true"),
    ("{/scope/purposes: {includes: [internal], items: {const: administrative-act}}}", "true"),
    ("{/scope/purposes: {includes: [internal], items: {enum: [internal, administrative-act]}}}", ""),
    ("{/scope/purposes: {contains: {const: internal}, not: {contains: {enum: [internal, decision-support]}}}}", "true"),
    ("{/scope/purposes: {contains: {const: internal}, minContains: 2}}", "true"),
    ("{/scope/purposes: {contains: {enum: [internal, decision-support]}, minContains: 2, maxItems: 1}}", "true"),
    ("{/scope/purposes: {contains: {enum: [internal, decision-support]}, minContains: 2, maxItems: 2}}", ""),
    ("{any: [{/scope/purposes: {contains: {const: internal}}}, {/scope/purposes: {items: {not: {const: internal}}}}]}", "false"),
    ("{/ai_act/annex_iii: {includes: [none], items: {enum: [8a-justice, 8b-elections]}}}", "true"),
    ("{/system/users: {minimum: 3, maximum: 2}}", "true"),
    ("{/system/users: {exclusiveMinimum: 2, exclusiveMaximum: 3}}", "true"),
    ("{/sustainability/kwh_per_year: {exclusiveMinimum: 2, exclusiveMaximum: 3}}", ""),
    ("{/system/users: {minimum: 0}}", "false"),
    ("{/system/users: {maximum: -1}}", "true"),
    ("{/system/users: {minimum: 1}}", ""),
    ("{any: [{/system/users: {maximum: 5}}, {/system/users: {minimum: 6}}]}", "false"),
    ("{any: [{/sustainability/kwh_per_year: {maximum: 5}}, {/sustainability/kwh_per_year: {minimum: 6}}]}", ""),
    ("{/project/launch: {before: '2026-01-01', not: {notAfter: '2026-01-01'}}}", "true"),
    ("{/project/launch: {before: '2026-01-01'}, not: {/project/launch: {notAfter: '2025-12-31'}}}", "true"),
    ("{/project/launch: {before: '2026-01-02'}, not: {/project/launch: {notAfter: '2025-12-31'}}}", ""),
    ("{any: [{/project/launch: {before: '2026-01-01'}}, {not: {/project/launch: {before: '2026-01-01'}}}]}", "false"),
    # The day judged, other dates and documents may be anything; the same question twice is one question.
    ("{/project/launch: {notAfter: as-of}}", ""),
    ("{/project/launch: {notAfter: as-of}, not: {/project/launch: {notAfter: as-of}}}", "true"),
    ("{/project/launch: {notAfter: as-of}, not: {/project/launch: {before: as-of}}}", ""),
    ("{/project/launch: {notAfter: [as-of, '2026-01-01']}, not: {/project/launch: {notAfter: '2026-06-01'}}}", "true"),
    ("{/training/plan: {evidence: [training-plan]}}", ""),
    ("{/training/plan: {evidence: [training-plan]}, not: {/training/plan: {evidence: [training-plan]}}}", "true"),
    ("{/monitoring/last_run: {maxAge: P1Y}}", ""),
    ("{/project/name: X, not: {/project/name: {minLength: 1}}}", "true"),
    ("{/project/name: {minLength: 1}}", "false"),
    ("{/project/name: {minLength: 2}}", ""),
    ("{/project/name: {pattern: ^A}, not: {/project/name: {pattern: ^AB}}}", ""),
    ("{/project/name: AB, not: {/project/name: {pattern: ^A}}}", "true"),
    ("{/assessment/risks/*/kind: legal, not: {/assessment/risks/*/kind: legal}}", "true"),
    # One risk may be legal and another ethical, so neither is what all of them are.
    ("{not: {any: [{/assessment/risks/*/kind: {enum: [legal, ethical]}}, {/assessment/risks/*/kind: {enum: [social, security]}}]}}", ""),
    ("{any: [{/assessment/risks/*/kind: {enum: [legal, ethical]}}, {/assessment/risks/*/kind: {enum: [social, security]}}]}", ""),
    ("{/assessment/risks/*/kind: legal, any: [{/assessment/risks/*/kind: social}]}", "true"),
    ("{/no/such/fact: true, not: {/no/such/fact: false}}", ""),
]  # fmt: skip


IMPOSSIBLE = {True: never_true, False: never_false}


def condition_of(text: str) -> Condition:
    document, problems = parse(f"require: {text}\n".encode(), "condition")
    assert document, problems
    assert problems == ()
    raw: Any = document.data["require"]
    return parse_condition(raw)


@pytest.mark.parametrize(("text", "impossible"), PROOFS, ids=[text for text, _ in PROOFS])
def test_what_a_condition_can_never_be_is_proven_and_nothing_else(text: str, impossible: str) -> None:
    condition = condition_of(text)
    proven = [word for word, proof in (("true", never_true), ("false", never_false)) if proof(condition, field_at)]
    assert "".join(proven) == impossible


LEAVES: Mapping[str, st.SearchStrategy[str]] = {
    "/system/generative": st.sampled_from(["true", "false", "{enum: [true]}", "{not: {const: true}}"]),
    "/system/users": st.builds("{{{}: {}}}".format, st.sampled_from(["minimum", "maximum", "exclusiveMinimum", "const"]), st.integers(-1, 3)),
    "/project/stage": st.builds("{{{}}}".format, st.sampled_from(["enum: [idea, pilot]", "const: idea", "not: {const: idea}", "enum: [design, retired, operation]"])),
    "/scope/purposes": st.sampled_from(["{includes: [internal]}", "{contains: {enum: [internal, decision-support]}}", "{items: {const: internal}}", "{minItems: 2}",
                                        "{maxItems: 1}", "{contains: {enum: [internal, decision-support]}, minContains: 2}", "{not: {contains: {const: internal}}}"]),
    "/project/launch": st.sampled_from(["{before: '2026-01-02'}", "{notAfter: '2026-01-01'}", "{notAfter: as-of}", "'2026-01-01'", "{before: as-of}"]),
    "/assessment/risks/*/kind": st.sampled_from(["legal", "{enum: [legal, social]}", "{not: {const: social}}"]),
    "/project/name": st.sampled_from(["A", "{pattern: A}", "{minLength: 1}", "{enum: [A, B]}", "{maxLength: 1}"]),
}  # fmt: skip
FACTS = st.fixed_dictionaries(
    {
        "system": st.fixed_dictionaries({"generative": st.booleans(), "users": st.integers(0, 3)}),
        "project": st.fixed_dictionaries({
            "stage": st.sampled_from(["idea", "design", "pilot", "operation", "retired"]),
            "launch": st.sampled_from(["2025-12-31", "2026-01-01", "2026-01-02", "2026-06-01"]),
            "name": st.sampled_from(["A", "B", "AB", "C"]),
        }),
        "scope": st.fixed_dictionaries({"purposes": st.lists(
            st.sampled_from(["internal", "decision-support", "public-interaction", "administrative-act"]), min_size=1, unique=True)}),
        "assessment": st.fixed_dictionaries({"risks": st.lists(
            st.fixed_dictionaries({"kind": st.sampled_from(["legal", "social", "ethical"])}), min_size=1, max_size=3)}),
    }
)  # fmt: skip


def _fact(pointer: str) -> st.SearchStrategy[str]:
    return LEAVES[pointer].map(lambda leaf: f"{{{pointer}: {leaf}}}")


CONDITIONS = st.recursive(
    st.sampled_from(sorted(LEAVES)).flatmap(_fact),
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"{{any: [{', '.join(parts)}]}}"),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"{{all: [{', '.join(parts)}]}}"),
        inner.map(lambda part: f"{{not: {part}}}"),
    ),
    max_leaves=5,
)


@given(text=CONDITIONS, facts=FACTS, day=st.sampled_from([date(2025, 12, 31), date(2026, 1, 1), date(2026, 5, 1)]))
def test_no_declaration_stands_against_a_proof(text: str, facts: dict[str, Any], day: date) -> None:
    condition = condition_of(text)
    truth = compile_condition(condition)(Context(facts, day, {})).truth
    assert truth is not None
    assert not IMPOSSIBLE[truth](condition, field_at)


@given(text=CONDITIONS, facts=FACTS, data=st.data())
def test_a_proof_holds_for_what_is_half_declared_too(text: str, facts: dict[str, Any], data: st.DataObject) -> None:
    condition = condition_of(text)
    asked = sorted({fact.pointer for fact in facts_of(condition)})
    for pointer in data.draw(st.lists(st.sampled_from(asked), unique=True)):
        section, name, *_ = pointer.split("/")[1:]
        facts[section] = {key: value for key, value in facts[section].items() if key != name}
    truth = compile_condition(condition)(Context(facts, date(2026, 1, 1), {})).truth
    assert truth is None or not IMPOSSIBLE[truth](condition, field_at)


def test_what_takes_too_long_is_not_said_to_be_impossible(monkeypatch: pytest.MonkeyPatch) -> None:
    # Each of a row of facts is the opposite of the one before, and the last of an odd row is not what the first is.
    names = [pointer for pointer in pointers() if (field_at(pointer) or Field(())).values == (True, False)][:9]
    pairs = [f"{{any: [{{{a}: true, {b}: false}}, {{{a}: false, {b}: true}}]}}" for a, b in pairwise(names)]
    riddle = condition_of(f"{{all: [{', '.join(pairs)}, {{{names[0]}: true}}, {{{names[-1]}: false}}]}}")
    assert never_true(riddle, field_at)
    monkeypatch.setattr(proofs, "MOST_STEPS", 2)
    assert not never_true(riddle, field_at)


def test_a_vocabulary_with_too_many_lists_counts_as_open(monkeypatch: pytest.MonkeyPatch) -> None:
    condition = condition_of("{/ai_act/annex_iii: {includes: [none], items: {enum: [8a-justice, 8b-elections]}}}")
    assert never_true(condition, field_at)
    monkeypatch.setattr("charter_cli.assess.worlds.MOST_LISTS", 4)
    assert not never_true(condition, field_at)


# The fields of a declaration.


def declared(node: Mapping[str, Any] | None) -> Iterator[object]:
    """Yield some values, of which a field takes a few."""
    del node
    yield from (
        True,
        False,
        0,
        1.5,
        "idea",
        "internal",
        "2026-01-01",
        "P1Y",
        "some-id",
        ["internal"],
        ["some-id"],
        [True],
    )


@pytest.mark.parametrize("pointer", [pointer for pointer in pointers() if "*" not in pointer])
def test_a_field_is_what_the_declarations_form_takes(pointer: str) -> None:
    field, parts = field_at(pointer), pointer.split("/")[1:]
    assert field
    for value in declared(node_at(pointer)):
        data: dict[str, Any] = {"declaration": 1, "project": {"id": "x", "name": "X"}}
        holder = data
        for part in parts[:-1]:
            holder = holder.setdefault(part, {})
        holder[parts[-1]] = value
        document, _ = parse(json.dumps(data).encode(), "x")
        assert document
        taken = not [one for one in check_form(document, "declaration")[1] if one.pointer.startswith(pointer_of(parts))]
        if taken and field.values and not isinstance(value, list):
            assert value in field.values
        if taken:
            kind = {bool: "boolean", int: "integer", float: "number", str: "string", list: "array"}[type(value)]
            assert kind in field.types or (kind == "integer" and "number" in field.types)
        assert value_at(data, pointer) == value


def test_a_warning_is_a_warning_and_all_else_an_error(tmp_path: Path) -> None:
    problems = lint(tmp_path, changed("nl: Openheid", "nl: Openness", required("/ai_act/risk_clas: high"))).problems
    assert {one.code: str(severity_of(one)) for one in problems} == {"same-text": "warning", "unknown-fact": "error"}
