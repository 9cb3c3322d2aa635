"""The form's scripts say what we say: its judgement, its YAML and its form, run by node on cases and generated files."""

import base64
import hashlib
import itertools
import json
import re
import shlex
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from charter_cli.assess.assessment import Assessor, verdict
from charter_cli.assess.conditions import compile_condition
from charter_cli.assess.findings import Rules, Subject, judge, only
from charter_cli.assess.keywords import Context
from charter_cli.assess.trial import pointers
from charter_cli.cli.app import run as run_here
from charter_cli.cli.options import DEFAULT_CHARTERS
from charter_cli.dialect.schema import compile_leaf
from charter_cli.model.charter import Stage
from charter_cli.model.declaration import Declaration, Document, Sighting
from charter_cli.model.report import Finding, bounds
from charter_cli.read.charters import parse_condition
from charter_cli.read.form import check_form, schema
from charter_cli.read.plain_yaml import read_plain
from charter_cli.read.strict_yaml import parse
from charter_cli.render.form import SCRIPTS, charter_data, condition_data, data, render
from charter_cli.words import LANGUAGES, words
from tests.bench import generate
from tests.cases import CASES, charter_of, document_of, rules_of
from tests.conftest import AS_OF, EXAMPLES, ROOT
from tests.test_conditions import facts_strategy, pruned, written_conditions
from tests.test_dialect import leaf_schemas, values
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
    command = [NODE or "node", str(ROOT / "tests" / "form_page.js"), str(FOLDER), *SCRIPTS[:4]]
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
    return [
        [str(one.outcome), list(pointers(one.gaps)), list(one.missing), list(pointers(one.because))] for one in findings
    ]


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
        yield check_form(document(generate.declaration(number)), "declaration")[0]
    dice = Random(part)  # noqa: S311 (repeatable, not secret)
    for folder in EXAMPLES:
        facts: Any = check_form(document((folder / "charter.yaml").read_text(encoding="utf-8")), "declaration")[0]
        for _ in range(4):
            yield facts
            paths = list(keys_of(facts))
            for path in dice.sample(paths, min(6, len(paths) // 2)):
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


@needs_node
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(written=written_conditions, facts=facts_strategy.map(pruned))
def test_the_page_evaluates_every_condition_as_we_do(written: dict[str, Any], facts: dict[str, Any], ask: Ask) -> None:
    condition = parse_condition(written)
    register = facts.get("evidence")
    entries = register.items() if isinstance(register, dict) else ()
    seen = {name: Sighting("present", one.get("sha256")) for name, one in entries if isinstance(one, dict)}
    result = compile_condition(condition)(Context(facts, AS_OF, seen))
    holding, failing = ([[one.pointer, one.keyword] for one in some] for some in (result.holding, result.failing))
    answer = ask("condition", condition=condition_data(condition), facts=facts, asOf=AS_OF.isoformat())
    assert answer[:3] == [result.truth, holding, failing]
    # What is no text is called by another name here and there when it is taken for that of a document; none is cited so.
    documents = re.compile("^/evidence/.*")
    missing, expected = ([documents.sub("/evidence", one) for one in some] for some in (answer[3], result.missing))
    assert missing == expected


@needs_node
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(leaf=leaf_schemas, value=values)
def test_the_page_passes_the_values_that_we_pass(leaf: dict[str, Any], value: object, ask: Ask) -> None:
    assert ask("passes", schema=leaf, value=value) is compile_leaf(leaf).passes(value)


@needs_node
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_on_a_finding_is_whole(language: str, ask: Ask) -> None:
    about = {"words": words_on_page(language), "language": language, "asOf": AS_OF.isoformat()}
    sentences: set[str] = set()
    for facts in itertools.islice(declared(1), 12):
        for name in DEFAULT_CHARTERS:
            sentences.update(ask("sentences", charter=name, facts=facts, **about))
    assert len(sentences) > 200
    assert [one for one in sentences if re.search(r"[{}]|undefined|null|\[object", one)] == []


@needs_node
def test_a_pattern_that_only_python_knows_is_never_met_on_the_page(ask: Ask) -> None:
    condition = {"at": "/a", "leaf": {"pattern": "(?P<x>a)"}}
    assert ask("condition", condition=condition, facts={"a": "a"}, asOf=AS_OF.isoformat()) == [None, [], [], ["/a"]]


# Form


SPOILT: list[Any] = [
    None,
    "",
    "…",
    0,
    -1,
    1.5,
    True,
    "x",
    "X Y",
    [],
    ["x"],
    ["x", "x"],
    {},
    {"x": 1},
    "2026-02-30",
    "a@b",
    "http://",
    "/x",
    "P",
    [None],
    [{}],
]


@needs_node
def test_the_page_finds_the_same_mistakes_in_the_form(ask: Ask) -> None:
    dice = Random(5)  # noqa: S311 (repeatable, not secret)
    whole = document((ROOT / "examples" / "citizen-chatbot" / "charter.yaml").read_text(encoding="utf-8")).data
    found = 0
    for _ in range(60):
        spoilt: Any = json.loads(json.dumps(whole))
        for path in dice.sample(list(keys_of(spoilt)), 3):
            put(spoilt, path, dice.choice(SPOILT), dice)
        made = document_of(spoilt, "charter.yaml")
        facts, problems = check_form(made, "declaration")
        answer = ask("form", data=spoilt)
        assert {one.pointer for one in problems} == set(answer["problems"])
        assert facts == (answer["facts"] or {})
        found += len(problems)
        told_ = ask("mistakes", data=spoilt, words=words_on_page("en"))
        assert [one for one in told_ if re.search(r"\{\w|undefined", one)] == []
    assert found > 50


def put(target: Any, path: tuple[str | int, ...], value: object, dice: Random) -> None:
    """Put a value in the place of another, or beside it under a name that is not known; what is gone stays gone."""
    for part in path[:-1]:
        try:
            target = target[part]
        except (LookupError, TypeError):
            return
    if isinstance(target, dict):
        target["no_such_key" if dice.random() < 0.2 else str(path[-1])] = value


# YAML


def alike(value: object) -> str:
    """Return data as text, keys in one order and whole numbers written alike: a page keeps neither apart."""

    def number(written: str) -> float:
        return int(float(written)) if float(written).is_integer() else float(written)

    return json.dumps(json.loads(json.dumps(value), parse_float=number), sort_keys=True)


TEXTS = [
    *(text(f"page/{number}") for number in range(1500)),
    *(generate.declaration(number) for number in range(12)),
    *((folder / "charter.yaml").read_text(encoding="utf-8") for folder in EXAMPLES),
]


@needs_node
def test_what_the_page_reads_we_read_to_the_same_data_and_it_reads_all_that_is_plain(ask: Ask) -> None:
    taken = 0
    for written in TEXTS:
        answer = ask("read", text=written)
        if "data" in answer:
            taken += 1
            assert alike(document(written).data) == alike(answer["data"]), written
        else:
            assert read_plain(written) is None, written
            assert answer["code"]
            assert 0 < answer["line"] <= len(written.split("\n")), written
    assert taken > 350


@needs_node
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.sampled_from("ab: -#'\"[]{}|>,\n\n  \\u0041"), max_size=40))
def test_any_text_is_read_alike_or_declined(ask: Ask, written: str) -> None:
    answer = ask("read", text=written)
    if "data" in answer:
        assert alike(document(written).data) == alike(answer["data"])
    else:
        assert read_plain(written) is None


@needs_node
@pytest.mark.parametrize(
    ("written", "code", "line"),
    [
        ("a: b\nc: {d\n", "not-plain", 2),
        ("a: b\n\tc: d\n", "tab", 2),
        ("a: 1\nb: 2\na: 3\n", "duplicate", 3),
        ("a: b: c\n", "unexpected-colon", 1),
        ("a:\n    b: c\n  d: e\n", "indentation", 3),
        ("a: &x b\n", "not-plain", 1),
        ("a: 12345678901234567\n", "number", 1),
        ("# nothing\n", "empty", 2),
        ("a: b\x07\n", "control", 1),
    ],
)
def test_what_the_page_does_not_read_it_declines_with_the_line(written: str, code: str, line: int, ask: Ask) -> None:
    assert ask("read", text=written) == {"code": code, "line": line}


prose = st.text(st.sampled_from("aé1 .,:#-'\"\\\n|>[]{}&*!%@?~\t\x85\u2028\u00a0\ufeff日🙂"), max_size=160)
plain_prose = st.text(st.sampled_from("aé1 .,:#-'|>[]{}&*!%@?~日🙂"), max_size=160)
keys = st.sampled_from(["a", "b_c", "d-e", "f.g", "true", "1"])


def data_of(texts: st.SearchStrategy[str]) -> st.SearchStrategy[dict[str, Any]]:
    """Make sections as a declaration may have them: texts, words, numbers, lists of those and of sections."""
    words_ = st.sampled_from(
        ["true", "no", "null", "~", "012", "1e3", "2026-01-01", "a: b", "a #b", "https://x.example/y", ""]
    )
    scalars = (
        texts | words_ | st.booleans() | st.none() | st.integers(-9999, 9999) | st.sampled_from([0.5, -12.25, 1e21])
    )
    inner = st.recursive(
        scalars | st.lists(scalars, max_size=3),
        lambda one: (
            st.dictionaries(keys, one, max_size=3) | st.lists(st.dictionaries(keys, one, max_size=2), max_size=2)
        ),
        max_leaves=8,
    )
    return st.dictionaries(keys, inner, min_size=1, max_size=4)


@needs_node
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(written=data_of(prose), remark=st.sampled_from(["", "une remarque : « oui », # non"]))
def test_what_the_page_writes_both_read_to_the_same_data(written: dict[str, Any], remark: str, ask: Ask) -> None:
    saved = ask("write", data=written, remark=remark)
    assert alike(document(saved).data) == alike(written)
    answer = ask("read", text=saved)
    assert "data" not in answer or alike(answer["data"]) == alike(written)


@needs_node
def test_what_the_page_saves_of_a_declaration_is_plain(ask: Ask) -> None:
    for number in range(20):
        whole = document(generate.declaration(number)).data
        read = read_plain(ask("write", data=whole, remark="one: two # three"))
        assert read
        assert read.data == whole


@needs_node
@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda folder: folder.name)
def test_an_example_opened_and_saved_keeps_its_data_and_every_comment(folder: Path, ask: Ask) -> None:
    before = (folder / "charter.yaml").read_text(encoding="utf-8")
    after = ask("again", text=before, remark="")
    read = read_plain(after)
    assert read
    assert list(read.data) == list(document(before).data)
    assert read.data == document(before).data
    comments = [[line.strip() for line in one.split("\n") if line.strip().startswith("#")] for one in (before, after)]
    assert comments[0] == comments[1]
    assert ask("again", text=after, remark="") == after


@needs_node
def test_a_comment_behind_a_value_or_at_an_item_moves_above_its_key(ask: Ask) -> None:
    written = "# head\na: b # behind\nc:\n  # above\n  - x\n  - z # item\nd:\n  - e: f # of e\n# last\n"
    saved = "# head\n# behind\na: b\n\n# above\n# item\nc: [x, z]\n\nd:\n  # of e\n  - e: f\n\n# last\n"
    assert ask("again", text=written, remark="") == saved


# The page


@pytest.fixture(scope="module")
def page() -> str:
    return render([charter_of(name) for name in DEFAULT_CHARTERS], "nl", "0")


def test_the_page_is_one_file_below_two_megabytes_that_names_nothing_to_fetch(page: str) -> None:
    assert len(page.encode()) < LARGEST
    head = page[: page.index('<script type="application/json"')]
    assert "default-src 'none'" in head
    assert not re.search(r"""(?:src|href)=|@import|url\(|unsafe-inline""", head)
    assert page.startswith('<!DOCTYPE html>\n<html lang="nl">')


def test_the_page_names_its_own_script_and_style_by_their_digests(page: str) -> None:
    for kind, tag in (("script-src", "script"), ("style-src", "style")):
        (inner,) = re.findall(f"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(inner.encode()).digest()).decode()
        assert f"{kind} 'sha256-{digest}'" in page


def test_nothing_that_a_charter_says_ends_the_data_of_the_page() -> None:
    charter = charter_of("consistency")
    hostile = charter._replace(title=dict.fromkeys(LANGUAGES, "</script><script>alert(1)</script><!--\u2028"))
    made = render([hostile], "en", "0")
    assert made.count("</script>") == 2
    inner = made.partition('id="data">')[2].partition("</script>")[0]
    assert json.loads(inner)["charters"][0]["title"]["en"] == hostile.title["en"]


def words_on_page(language: str) -> dict[str, str]:
    made: Any = data([], "en", "")["words"]
    said: dict[str, str] = made[language]
    return said


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_that_the_scripts_say_is_on_the_page(language: str) -> None:
    said = words_on_page(language)
    scripts = "\n".join((FOLDER / name).read_text(encoding="utf-8") for name in SCRIPTS)
    asked = set(re.findall(r"""\b(?:say|Say\.say|labelled|Say\.labelled)\("([\w.-]+)\"""", scripts))
    numbered = set(re.findall(r"""\bnumber\("([\w.-]+)\"""", scripts))
    assert asked
    assert {key for key in asked if key not in said} == set()
    assert {key for key in numbered if f"{key}.one" not in said or f"{key}.other" not in said} == set()
    codes = set(re.findall(r"""new Unread\("([\w-]+)\"""", scripts)) - {"duplicate", "empty"}
    assert {code for code in codes if f"form.unread.{code}" not in said and f"problem.{code}" not in said} == set()


def test_every_section_and_group_has_a_title_in_every_language() -> None:
    def groups(node: Mapping[str, Any], pointer: str = "") -> Iterator[str]:
        for name, inner in node.get("properties", {}).items():
            if "properties" in inner or "propertyNames" in inner:
                yield f"{pointer}/{name}"
                yield from groups(inner, f"{pointer}/{name}")

    named = {key.removeprefix("section.") for key in words("en").catalogue if key.startswith("section.")}
    assert named == set(groups(schema("declaration")))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_command_writes_the_page_in_a_language(
    language: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "form.html"
    assert run_here(["form", "-c", "consistency", "-l", language, "-o", str(path)], {}) == 0
    written = path.read_text(encoding="utf-8")
    assert f'<html lang="{language}">' in written
    assert words(language)("form.title") in written
    assert str(path) in capsys.readouterr().err


def test_the_command_of_the_readme_writes_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (command,) = re.findall(r"^(charter form .+)$", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    monkeypatch.chdir(tmp_path)
    arguments = shlex.split(command)[1:]
    assert run_here(arguments, {}) == 0
    (page,) = tmp_path.iterdir()
    assert page.name == arguments[-1]
    assert round(page.stat().st_size / 1_000_000, 1) == 1.5


def test_a_charter_that_cannot_be_read_is_told_and_nothing_is_written(tmp_path: Path) -> None:
    path = tmp_path / "form.html"
    assert run_here(["form", "-c", "no-such-charter", "-o", str(path)], {}) == 3
    assert not path.exists()
