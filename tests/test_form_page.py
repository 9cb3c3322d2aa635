"""The form's scripts say what we say: its judgement, its YAML and its form, run by node on cases and generated files."""

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from charter_cli.assess.assessment import Assessor, verdict
from charter_cli.assess.findings import Rules, Subject, judge, only
from charter_cli.assess.keywords import Context
from charter_cli.assess.trial import pointers
from charter_cli.cli.app import run as run_here
from charter_cli.cli.options import DEFAULT_CHARTERS
from charter_cli.dialect.schema import compile_leaf
from charter_cli.model.charter import Stage
from charter_cli.model.declaration import Declaration, Document, Sighting
from charter_cli.model.report import Finding, bounds
from charter_cli.read.form import check_form, schema
from charter_cli.read.plain_yaml import read_plain
from charter_cli.read.strict_yaml import parse
from charter_cli.render.form import SCRIPTS, charter_data, data, render
from charter_cli.words import LANGUAGES, words
from tests.bench import generate
from tests.cases import CASES, charter_of, document_of, rules_of
from tests.conftest import AS_OF, EXAMPLES, ROOT
from tests.test_dialect import LEAVES, VALUES
from tests.test_laws import keys_of, without
from tests.test_plain_yaml import text

NODE = shutil.which("node")
LARGEST = 2_000_000
FOLDER = ROOT / "charter_cli" / "templates" / "form"

Ask = Callable[..., Any]

needs_node = pytest.mark.skipif(not NODE, reason="node, which runs the scripts of the form, is not on the path")


@pytest.fixture(scope="module")
def ask() -> Iterator[Ask]:
    """Ask the scripts of the form, which a program of its own runs, and return what they answer."""
    command = [NODE or "node", str(ROOT / "tests" / "form_page.js"), str(FOLDER), *SCRIPTS[:3]]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8") as program:
        assert program.stdin
        assert program.stdout
        requests, answers = program.stdin, program.stdout

        def put(question: str, **about: object) -> Any:
            requests.write(json.dumps({"ask": question, **about}) + "\n")
            requests.flush()
            return json.loads(answers.readline())

        for name in DEFAULT_CHARTERS:
            put("charter", charter=charter_data(charter_of(name)))
        put("schema", schema=data([], "en", "")["schema"])
        yield put


def told(findings: tuple[Finding, ...]) -> list[Any]:
    """Return findings as the scripts tell them."""
    return [[str(one.outcome), list(pointers(one.gaps)), list(one.missing), list(pointers(one.because))] for one in findings]


def subject_of(facts: Mapping[str, Any], as_of: str) -> Subject:
    """Return facts as a page sees them: files there, with the digest declared, and no decisions."""
    register = facts.get("evidence", {})
    seen = {name: Sighting("present", entry.get("sha256")) for name, entry in register.items() if "file" in entry}
    stage = facts.get("project", {}).get("stage")
    declaration = Declaration("charter.yaml", None, facts, seen)
    context = Context(facts, date.fromisoformat(as_of), seen)
    return Subject(declaration, context, Stage(stage) if stage else None, as_of, None)


def ours(rules: Rules, facts: Mapping[str, Any], as_of: str) -> list[Any]:
    """Return the verdict, the bounds and the findings as the scripts tell them."""
    subject = subject_of(facts, as_of)
    findings = judge(rules, subject)
    return [str(verdict(findings, subject.stage)), list(bounds(findings)), told(findings)]


# Judgement


@needs_node
@pytest.mark.parametrize("name", DEFAULT_CHARTERS)
def test_the_page_judges_every_case_as_we_do(name: str, ask: Ask) -> None:
    cases = [one.case for one in CASES if one.charter == name]
    assert cases
    for case in cases:
        rules = only(rules_of(name), case.requirement)
        about = {"charter": name, "facts": case.declaration.facts, "asOf": case.as_of}
        (expected,) = told(judge(rules, subject_of(case.declaration.facts, case.as_of)))
        assert ask("finding", requirement=case.requirement, **about) == expected, case.id


def declared(part: int) -> Iterator[Mapping[str, Any]]:
    """Yield the facts of generated declarations, and of examples that lost some of their keys."""
    for number in range(part, 40, 2):
        yield check_form(document("".join(generate.declaration(number))), "declaration")[0]
    dice = Random(part)  # noqa: S311 (repeatable, not secret)
    for folder in EXAMPLES:
        facts: Any = check_form(document((folder / "charter.yaml").read_text(encoding="utf-8")), "declaration")[0]
        for _ in range(4):
            yield facts
            for path in dice.sample(list(keys_of(facts)), 6):
                facts = without(facts, path) or {}


def document(written: str) -> Document:
    """Return a text as a document without problems."""
    read, problems = parse(written.encode(), "charter.yaml")
    assert read, problems
    return read


@needs_node
@pytest.mark.parametrize("part", [0, 1])
def test_the_page_judges_generated_declarations_as_we_do(part: int, ask: Ask) -> None:
    for facts in declared(part):
        for name in DEFAULT_CHARTERS:
            for day in ("2026-11-22", "2027-12-02"):
                assert ask("assess", charter=name, facts=facts, asOf=day) == ours(rules_of(name), facts, day)


@needs_node
def test_the_page_asks_the_questions_in_our_order(ask: Ask) -> None:
    assessor = Assessor([charter_of(name) for name in DEFAULT_CHARTERS], AS_OF)
    for facts in declared(0):
        subject = subject_of(facts, AS_OF.isoformat())
        report = assessor.assess(subject.declaration)
        expected = [[one.pointer, list(one.requirements)] for one in report.questions]
        assert ask("questions", charters=DEFAULT_CHARTERS, facts=facts, asOf=AS_OF.isoformat()) == expected


# Form


SPOILT = [None, "", "…", 0, -1, 1.5, True, "x", "X Y", [], ["x"], ["x", "x"], {}, {"x": 1}, "2026-02-30", "a@b", "http://", "/x", "P", [None], [{}]]


@needs_node
def test_the_page_finds_the_same_mistakes_in_the_form(ask: Ask) -> None:
    dice = Random(5)  # noqa: S311 (repeatable, not secret)
    whole = document((ROOT / "examples" / "citizen-chatbot" / "charter.yaml").read_text(encoding="utf-8")).data
    found = 0
    for _ in range(400):
        spoilt: Any = json.loads(json.dumps(whole))
        for path in dice.sample(list(keys_of(spoilt)), 3):
            put(spoilt, path, dice.choice(SPOILT), dice)
        made = document_of(spoilt, "charter.yaml")
        facts, problems = check_form(made, "declaration")
        answer = ask("form", data=spoilt)
        assert {one.pointer for one in problems} == set(answer["problems"])
        assert facts == (answer["facts"] or {})
        found += len(problems)
    assert found > 300


def put(target: Any, path: tuple[str | int, ...], value: object, dice: Random) -> None:
    """Put a value in the place of another, or beside it under a name that is not known; what is gone stays gone."""
    for part in path[:-1]:
        target = target[part] if part in target or isinstance(target, list) else {}
        if not isinstance(target, dict | list):
            return
    if isinstance(target, dict):
        target["no_such_key" if dice.random() < 0.2 else str(path[-1])] = value
