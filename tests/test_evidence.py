"""Evidence: what is seen of a document and what is only declared, what rests on it, and digests that are recorded."""

import csv
import hashlib
import io
import json
import os
import re
import shlex
import shutil
import stat
import tracemalloc
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from charter_cli.assess.assessment import Assessor
from charter_cli.cli import digests
from charter_cli.cli.app import run as command
from charter_cli.cli.evidence import register
from charter_cli.cli.options import REGISTERS, SCHEMAS
from charter_cli.dialect.reference import failures
from charter_cli.model.declaration import Declaration, Document, Sighting
from charter_cli.model.evidence import Evidence, State
from charter_cli.model.report import Exit, Outcome, Report
from charter_cli.read.declarations import read_declaration
from charter_cli.read.files import sight
from charter_cli.read.strict_yaml import parse
from charter_cli.render import Format, View, render
from charter_cli.render import evidence as said
from charter_cli.render.digests import with_digests
from charter_cli.resources import folder
from charter_cli.words import LANGUAGES, words
from tests.bench import generate
from tests.conftest import EXAMPLES, ROOT, Run
from tests.test_architecture import HEAVY, loaded
from tests.test_upcoming import charter, loose

Data = dict[str, Any]
Charter = Callable[..., tuple[int, str, str]]

DAY = "2026-11-22"
ON = ("--as-of", DAY)
QUICK = (*ON, "-c", "be-federal-ai-2025")
CHATBOT, TRIAGE = "examples/citizen-chatbot", "examples/benefits-triage"
CITED = "/data_protection/dpia/evidence"
A = hashlib.sha256(b"a").hexdigest()
B = hashlib.sha256(b"b").hexdigest()


def document(**fields: str | None) -> dict[str, str]:
    """Return the entry of a document of which nothing is wrong; a field that is None is left out."""
    entry = {"kind": "dpia", "reference": "R 1", "date": "2026-01-01", "expires": "never", **fields}
    return {key: value for key, value in entry.items() if value is not None}


def file(**fields: str | None) -> dict[str, str]:
    """Return the entry of a document with a file, with the digest of what `declared` has seen of it."""
    return document(**{"reference": None, "file": "a.md", "sha256": A, **fields})


def declared(register: Mapping[str, object], cited: object = None, seen: Mapping[str, Sighting] = {}) -> Declaration:
    """Return a declaration with these documents, which cites all of them; their files are there with the digest of a."""
    sightings = {
        name: Sighting("present", A) for name, entry in register.items() if isinstance(entry, dict) and "file" in entry
    }
    facts: Data = {
        "declaration": 1,
        "project": {"id": "p", "name": "P"},
        "data_protection": {"dpia": {"evidence": list(register) if cited is None else cited}},
        "evidence": register,
    }
    return Declaration("charter.yaml", None, facts, {**sightings, **seen})


def judged(declaration: Declaration, *requirements: Data, day: str = DAY) -> Report:
    """Judge by a small charter; without requirements, by one that asks for a document."""
    asks = requirements or ({"require": {CITED: {"evidence": ["dpia"]}}},)
    return Assessor([charter(*asks)], date.fromisoformat(day)).assess(declaration)


def only(declaration: Declaration, *requirements: Data, day: str = DAY) -> Evidence:
    """Return the one document of a declaration."""
    (found,) = judged(declaration, *requirements, day=day).evidence
    return found


# What is seen.


@pytest.mark.parametrize(
    ("entry", "seen", "state"),
    [
        (file(), Sighting("present", A), State.SEEN),
        (file(), Sighting("present", B), State.CHANGED),
        (file(), Sighting("missing", None), State.MISSING),
        (file(), Sighting("outside", None), State.OUTSIDE),
        (file(), Sighting("unreadable", None), State.UNREADABLE),
        (file(), None, State.MISSING),
        (file(sha256=None), Sighting("present", A), State.NO_DIGEST),
        (document(), None, State.DECLARED),
        (document(reference=None, url="https://example.org/a"), None, State.DECLARED),
        (document(reference=None), None, State.NO_PLACE),
        (document(reference=None, sha256=A), None, State.NO_PLACE),
    ],
)
def test_a_document_is_in_one_state(entry: Data, seen: Sighting | None, state: State) -> None:
    declaration = declared({"a": entry})._replace(sightings={"a": seen} if seen else {})
    found = only(declaration)
    assert (found.state, found.suspect) == (state, state not in (State.SEEN, State.DECLARED))
    # The report and the condition tell the same.
    outcome = found.supports[0].outcome
    assert (outcome is Outcome.MET) is found.in_order is not found.suspect


def test_a_document_that_is_cited_and_not_registered_is_told() -> None:
    report = judged(declared({"a": file()}, ["a", "b"]))
    assert [(one.id, one.state, one.fresh) for one in report.evidence] == [
        ("a", State.SEEN, True),
        ("b", State.NO_ENTRY, None),
    ]
    assert [one.id for one in judged(declared({}, "b")).evidence] == ["b"]


def place(tmp_path: Path) -> Path:
    """Return a folder with a file a.md, beside a folder that holds a secret."""
    (tmp_path / "here").mkdir()
    (tmp_path / "away").mkdir()
    (tmp_path / "away" / "secret").write_bytes(b"secret")
    (tmp_path / "here" / "a.md").write_bytes(b"a")
    return tmp_path / "here"


def test_a_link_that_leads_outside_is_not_followed(tmp_path: Path) -> None:
    here = place(tmp_path)
    (here / "link").symlink_to(tmp_path / "away" / "secret")
    (here / "relative").symlink_to("../away/secret")
    (here / "folder").symlink_to(tmp_path / "away")
    (here / "twice").symlink_to("link")
    (here / "loop").symlink_to("loop")
    for name in ("link", "relative", "folder/secret", "twice", "../away/secret"):
        assert sight(here, name) == Sighting("outside", None), name
    assert sight(here, "loop").state == "unreadable"


def test_a_link_that_stays_inside_is_followed_even_where_the_folder_itself_is_a_link(tmp_path: Path) -> None:
    here = place(tmp_path)
    (here / "inside").symlink_to("a.md")
    (tmp_path / "alias").symlink_to(here)
    assert sight(here, "inside") == sight(tmp_path / "alias", "inside") == Sighting("present", A)


def test_what_is_no_file_is_not_there(tmp_path: Path) -> None:
    here = place(tmp_path)
    (here / "folder").mkdir()
    os.mkfifo(here / "pipe")
    assert [sight(here, name).state for name in ("folder", "pipe", "nothing", "a.md/b")] == [
        "missing",
        "missing",
        "missing",
        "unreadable",
    ]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_told_so(tmp_path: Path) -> None:
    here = place(tmp_path)
    (here / "a.md").chmod(0)
    assert sight(here, "a.md") == Sighting("unreadable", None)


def test_a_huge_file_is_read_piece_by_piece(tmp_path: Path) -> None:
    with (tmp_path / "huge").open("wb") as huge:
        huge.truncate(32 * 1024 * 1024)
    tracemalloc.start()
    found = sight(tmp_path, "huge")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found.state == "present"
    assert peak < 1024 * 1024


# How fresh it is.


@pytest.mark.parametrize(
    ("fields", "day", "age", "left", "fresh"),
    [
        ({}, "2026-01-01", 0, None, True),
        ({}, "2026-01-11", 10, None, True),
        ({}, "2025-12-31", -1, None, False),
        ({"expires": "2026-11-22"}, DAY, 325, 0, True),
        ({"expires": "2026-11-21"}, DAY, 325, -1, False),
        ({"expires": "2026-12-22"}, DAY, 325, 30, True),
        ({"date": None}, DAY, None, None, None),
        ({"expires": None}, DAY, 325, None, None),
        ({"date": None, "expires": "2026-11-21"}, DAY, None, -1, False),
    ],
)
def test_age_and_end_are_counted_from_the_day_judged(
    fields: Data, day: str, age: int | None, left: int | None, fresh: object
) -> None:
    found = only(declared({"a": document(**fields)}), day=day)
    assert (found.age, found.days_left, found.fresh) == (age, left, fresh)
    assert found.in_order is (fresh is True)


def test_a_document_is_as_fresh_as_each_requirement_wants_it() -> None:
    young = {"require": {CITED: {"evidence": {"kinds": ["dpia"], "maxAge": "P3M"}}}}
    any_age = {"require": {CITED: {"evidence": ["dpia"]}}}
    found = only(declared({"a": document()}), any_age, young)
    assert [(one.requirement, one.fresh) for one in found.supports] == [("ONE001", True), ("ONE002", False)]
    assert (found.fresh, found.in_order) == (False, False)
    undated = only(declared({"a": document(date=None)}), young)
    assert [one.fresh for one in undated.supports] == [None]


# What rests on it.


def test_a_document_supports_what_cites_it_and_may_apply() -> None:
    asks = {CITED: {"evidence": ["dpia"]}}
    found = only(
        declared({"a": document()}),
        {"require": asks},
        {"require": asks, "when": {"/project/id": "q"}},
        {"require": asks, "when": {"/oversight/guaranteed": True}},
        {"require": {CITED: {"evidence": ["policy"]}}},
        {"require": asks, "from": "2027-01-01"},
    )
    assert [(one.requirement, one.outcome) for one in found.supports] == [
        ("ONE001", Outcome.MET),
        ("ONE003", Outcome.UNDECLARED),
        ("ONE005", Outcome.MET),
    ]


@pytest.mark.parametrize(
    ("register", "not_seen"),
    [
        ({"a": document()}, ["a"]),
        ({"a": document(), "b": document()}, ["a", "b"]),
        ({"a": document(), "b": file()}, []),
        ({"a": document(), "b": file(sha256=B)}, ["a"]),
        ({"a": document(), "b": file(kind="policy")}, ["a"]),
        ({"a": document(expires="2026-01-02")}, []),
        ({"a": file()}, []),
    ],
)
@pytest.mark.parametrize("judgement", [None, {"en": "Enough?"}])
def test_a_requirement_rests_on_what_was_not_seen_only_where_it_would_not_hold_without(
    register: Data, not_seen: list[str], judgement: Data | None
) -> None:
    found = judged(declared(register), {"require": {CITED: {"evidence": ["dpia"]}}, "judgement": judgement}).evidence
    assert [one.id for one in found if one.unseen_for("small")] == not_seen
    assert [one.id for one in found if one.unseen_for("other")] == []


def test_a_requirement_that_holds_on_other_grounds_rests_on_no_document() -> None:
    either = {"any": [{CITED: {"evidence": ["dpia"]}}, {"/project/id": "p"}]}
    assert not only(declared({"a": document()}), {"require": either}).supports[0].not_seen


BROKEN: list[tuple[Data, Mapping[str, Sighting]]] = [
    (file(), {"a": Sighting("present", B)}),
    (file(), {"a": Sighting("missing", None)}),
    (file(), {"a": Sighting("outside", None)}),
    (file(expires="2026-11-21"), {}),
    (document(expires="2026-11-21"), {}),
    (document(date="2026-11-23"), {}),
    (document(date="2020-01-01"), {}),
]


@pytest.mark.parametrize(("entry", "seen"), BROKEN)
def test_law_1_leaving_out_a_key_never_puts_a_document_in_order(entry: Data, seen: Mapping[str, Sighting]) -> None:
    asks = {"require": {CITED: {"evidence": {"kinds": ["dpia"], "maxAge": "P1Y"}}}}

    def wrong(register: Data) -> bool:
        return any(not one.in_order for one in judged(declared(register, ["a"], seen), asks).evidence)

    assert wrong({"a": entry})
    assert wrong({})
    assert all(wrong({"a": {key: value for key, value in entry.items() if key != gone}}) for gone in entry)


# The reports.


def chatbot(tmp_path: Path) -> Path:
    """Return a copy of the example in which everything is in order, with its documents."""
    target = tmp_path / "chatbot"
    shutil.copytree(ROOT / CHATBOT, target, ignore=shutil.ignore_patterns("report.*", "check.*"))
    return target / "charter.yaml"


@pytest.fixture
def charter_cli(capsysbinary: pytest.CaptureFixture[bytes]) -> Charter:
    """Run a command in this process."""

    def program(*arguments: str | Path) -> tuple[int, str, str]:
        code = command([*map(str, arguments)], {"CHARTER_LANG": "en"})
        out, err = capsysbinary.readouterr()
        return code, out.decode(), err.decode()

    return program


def test_a_report_in_json_holds_the_register(charter_cli: Charter) -> None:
    _, out, _ = charter_cli("check", ROOT / TRIAGE, *ON, "-f", "json")
    written = json.loads(out)
    assert failures("report", written) == []
    documents = {one["id"]: one for one in written["declarations"][0]["evidence"]}
    changed, unseen = documents["toezichtsprocedure"], documents["auditverslag"]
    assert (changed["state"], changed["suspect"], changed["fresh"]) == ("changed", True, True)
    assert changed["sha256"] != changed["seen_sha256"] is not None
    assert [(one["requirement"], one["outcome"]) for one in changed["supports"]] == [("OVS002", "gap")]
    assert (unseen["state"], unseen["reference"], unseen["seen_sha256"]) == ("declared", "AUD 2026/003", None)
    assert unseen["supports"] == [
        {
            "charter": "be-federal-ai-2025",
            "requirement": "ASM007",
            "outcome": "needs-review",
            "fresh": True,
            "not_seen": True,
        }
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_report_says_what_is_declared_and_not_seen(language: str, judge_all: Callable[..., Report]) -> None:
    report, said_so = judge_all(read_declaration(str(ROOT / TRIAGE / "charter.yaml"))), words(language)
    text = "".join(render(Format.TEXT, [report], View(said_so, 200)))
    assert f"{said_so('evidence.not-seen')} ASM007 (auditverslag)" in text
    markdown = "".join(render(Format.MARKDOWN, [report], View(said_so)))
    note = f"{said_so('evidence.state.declared')}{said_so('colon')}"
    lines = [line.lower() for line in markdown.splitlines()]
    assert any(line.endswith(f"{note}auditverslag".lower()) for line in lines)
    assert any("bre001" in line and f"{note}incidentenplan".lower() in line for line in lines)
    register = markdown.partition(f"## {said_so('evidence.register')}\n")[2].partition("\n## ")[0]
    assert len(re.findall(r"^\| `", register, re.MULTILINE)) == len(report.evidence)
    html = "".join(render(Format.HTML, [report], View(said_so)))
    assert said_so("evidence.register") in html


def test_the_register_of_a_run_with_a_baseline_or_several_formats_is_the_same(judge_all: Callable[..., Report]) -> None:
    report = judge_all(read_declaration(str(ROOT / TRIAGE / "charter.yaml")))
    assert report.evidence == report._replace(compared=True).evidence == report.evidence


# The command.


def schema_failures(written: str) -> list[Any]:
    return list(failures("evidence", json.loads(written)))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", REGISTERS)
def test_the_command_lists_every_document_in_every_format_and_language(
    form: str, language: str, charter_cli: Charter
) -> None:
    code, out, err = charter_cli("evidence", ROOT / TRIAGE, *ON, "-f", form, "-l", language)
    assert code == Exit.GATE
    for name in ("toezichtsprocedure", "auditverslag", "vooringenomenheidstest", "OVS002"):
        assert name in out
    assert err == words(language).number("evidence.total", 16, wrong=2) + "\n"
    if form == "json":
        assert schema_failures(out) == []
        assert json.loads(out)["exit_code"] == code
    else:
        assert "{" not in out


def test_the_command_says_which_finding_a_changed_file_makes_suspect(charter_cli: Charter) -> None:
    _, out, _ = charter_cli("evidence", ROOT / TRIAGE, *ON)
    told = out[out.index("To see to") :]
    assert "toezichtsprocedure changed\n" in told
    assert "In doubt: OVS002 (gap)\n" in told
    assert "opleidingsplan-2025-2026 seen, stale\n" in told
    assert "valid until 2026-09-30" in told


@pytest.mark.parametrize(
    ("day", "kinds", "code"),
    [
        ("2026-12-20", [], 0),
        ("2026-12-21", ["ages"], 0),
        ("2027-01-20", ["ages"], 0),
        ("2027-01-21", [], 1),
        ("2027-02-08", [], 1),
        ("2027-02-09", ["expires"], 1),
        ("2027-03-11", ["expires", "expires"], 1),
        ("2027-03-12", ["expires"], 1),
    ],
)
def test_what_ends_within_30_days_is_told_ahead(day: str, kinds: list[str], code: int, charter_cli: Charter) -> None:
    ended, out, _ = charter_cli("evidence", ROOT / CHATBOT, "--as-of", day, "-f", "json")
    ahead = json.loads(out)["declarations"][0]["ahead"]
    assert (ended, [one["kind"] for one in ahead]) == (code, kinds)
    assert schema_failures(out) == []
    assert all(one["pointer"].startswith("/evidence/") for one in ahead)


def test_the_exit_code_tells_what_is_wrong(tmp_path: Path, charter_cli: Charter) -> None:
    path = chatbot(tmp_path)
    assert charter_cli("evidence", path, *QUICK)[0] == Exit.OK
    note = path.parent / "pieces" / "note-de-besoin.md"
    content = note.read_bytes()
    note.write_bytes(content + b" ")
    assert charter_cli("evidence", path, *QUICK)[0] == Exit.GATE
    note.unlink()
    assert charter_cli("evidence", path, *QUICK)[0] == Exit.GATE
    note.write_bytes(content)
    assert charter_cli("evidence", path, "-c", "be-federal-ai-2025", "--as-of", "2028-01-01")[0] == Exit.GATE
    assert charter_cli("evidence", ROOT / "examples/gard-copilot", *QUICK)[0] == Exit.OK
    for form in REGISTERS:
        code, out, err = charter_cli("evidence", tmp_path / "nothing.yaml", path, *QUICK, "-f", form)
        assert code == Exit.UNREADABLE
        assert "note-de-besoin" in out
        assert "nothing.yaml" in (err if form == "csv" else out)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["-f", "html"], "'html' is not possible for --format"),
        (["--changed"], "--changed goes with --record only"),
        (["--dry-run"], "--dry-run goes with --record only"),
        (["--as-of", "soon"], "'soon' is neither a date"),
        (["-o", "yaml=x"], "'yaml' is not possible for --output"),
    ],
)
def test_wrong_options_are_usage_errors(arguments: list[str], told: str, charter_cli: Charter) -> None:
    code, out, err = charter_cli("evidence", ROOT / CHATBOT, *arguments)
    assert (code, out) == (Exit.USAGE, "")
    assert told in err


def test_the_schema_asks_for_every_key_and_knows_every_state() -> None:
    schema, report = (
        json.loads((folder("schemas") / f"{name}.schema.json").read_bytes()) for name in ("evidence", "report")
    )
    assert loose(schema) == []
    assert schema["$defs"]["document"] == report["$defs"]["document"]
    assert schema["$defs"]["document"]["properties"]["state"]["enum"] == [state.value for state in State]
    assert "evidence" in SCHEMAS


def test_the_help_loads_nothing_heavy_and_the_command_no_more_than_it_needs() -> None:
    assert loaded("evidence", "--help") & set(HEAVY) == set()
    assert loaded("evidence", CHATBOT, "-f", "csv", *ON) & (set(HEAVY) - {"yaml"}) == set()


HOSTILE = ["<script>alert(1)</script>", "[a](javascript:b)", "| x | `y`", "=1+1", "\u202egnp.exe", "\U0001f980 مرحبا"]


def shown(form: str, title: str) -> str:
    """Return the register of a document with this title, to which somebody has to see."""
    assessor = Assessor([charter({"require": {CITED: {"evidence": ["dpia"]}}})], date.fromisoformat(DAY))
    entries = {"a": file(title=title, file=title or "b", expires="2026-12-01", sha256=B)}
    return "".join(said.render(form, [register(assessor, declared(entries))], View(words("en"))))


@pytest.mark.parametrize("title", HOSTILE)
def test_what_is_declared_stays_inert_in_every_format(title: str) -> None:
    assert json.loads(shown("json", title))["declarations"][0]["evidence"][0]["title"] == title
    assert "\u202e" not in shown("text", title) + shown("csv", title) + shown("markdown", title)
    page = MarkdownIt("gfm-like", {"linkify": False}).render(shown("markdown", title))
    assert "<script" not in page
    assert "<a " not in page


@given(title=st.text(max_size=60))
@settings(max_examples=60)
def test_tables_stay_whole_whatever_is_declared(title: str) -> None:
    rows = [line for line in shown("markdown", title).split("\n") if line.startswith("|")]
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {8}
    assert len(rows) == 3
    head, *others = csv.reader(io.StringIO(shown("csv", title), newline=""), strict=True)
    assert [len(row) for row in others] == [len(head)]
    assert not any(cell.startswith(("=", "+", "-", "@", "\t")) for cell in others[0])


# Recording.


ENTRY = "    kind: dpia\n    file: a.md\n    date: 2026-01-01\n    expires: never\n"
HEAD = "declaration: 1\nproject:\n  id: p\n  name: P\nevidence:\n"


def written(text: str, digests: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    """Return the text with digests in it, as far as they can be put there."""
    document, problems = parse(text.encode(), "charter.yaml")
    assert document, problems
    recorded = with_digests(document, digests)
    return recorded.text, recorded.refused


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("  a:\n    file: a.md\n    date: d\n", "  a:\n    file: a.md\n    sha256: X\n    date: d\n"),
        ("  a:\n    file: a.md", "  a:\n    file: a.md\n    sha256: X"),
        ("  a:\n    file: a.md # why\n", "  a:\n    file: a.md # why\n    sha256: X\n"),
        ("  a:\n    file: 'it''s' # b\n", "  a:\n    file: 'it''s' # b\n    sha256: X\n"),
        ('  a:\n    file: "a#b.md"\n', '  a:\n    file: "a#b.md"\n    sha256: X\n'),
        ("  a:\n    file: a#b c.md   \n", "  a:\n    file: a#b c.md   \n    sha256: X\n"),
        ("  a:\n    file:\n      a.md\n    kind: k\n", "  a:\n    file:\n      a.md\n    sha256: X\n    kind: k\n"),
        ("  a:\n    file: a\n      b.md\n", "  a:\n    sha256: X\n    file: a\n      b.md\n"),
        (
            "  a:\n    kind: k\n    file: >-\n      a.md\n",
            "  a:\n    sha256: X\n    kind: k\n    file: >-\n      a.md\n",
        ),
        ('  a:\n    file: "a\n      b"\n', '  a:\n    sha256: X\n    file: "a\n      b"\n'),
        (
            "  a:\n    # one\n    file: a.md\n    # two\n    kind: k\n",
            "  a:\n    # one\n    file: a.md\n    sha256: X\n    # two\n    kind: k\n",
        ),
        ("  a: # note\n         file: a.md\n", "  a: # note\n         file: a.md\n         sha256: X\n"),
        ("  a:\n    file: a.md\n    sha256:\n", "  a:\n    file: a.md\n    sha256: X\n"),
        ("  a:\n    file: a.md\n    sha256:   # soon\n", "  a:\n    file: a.md\n    sha256: X   # soon\n"),
        ("  a:\n    sha256: ''\n    file: a.md\n", "  a:\n    sha256: X\n    file: a.md\n"),
        ("  a:\n    sha256: null # none\n    file: a.md\n", "  a:\n    sha256: X # none\n    file: a.md\n"),
        ("  a:\n    sha256: ~\n    file: a.md\n", "  a:\n    sha256: X\n    file: a.md\n"),
        (f"  a:\n    sha256: {A}  # old\n    file: a.md\n", "  a:\n    sha256: X  # old\n    file: a.md\n"),
        (f'  a:\n    "sha256": "{A}"\n    file: a.md\n', '  a:\n    "sha256": X\n    file: a.md\n'),
        ("  ? a\n  : file: a.md\n    kind: k\n", "  ? a\n  : file: a.md\n    sha256: X\n    kind: k\n"),
        ("  a: {file: a.md}\n", None),
        ("  a: {file: a.md,\n      kind: k}\n", None),
        ("  a:\n    {file: a.md}\n", None),
        ("  a:\n    file: a.md\n    sha256: >-\n      abc\n", None),
        ("  a:\n    file: a.md\n    sha256:\n      abc\n", None),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_digest_comes_on_a_line_of_its_own_or_in_place_of_another(before: str, after: str | None, end: str) -> None:
    text = (HEAD + before).replace("\n", end)
    expected = text if after is None else (HEAD + after).replace("\n", end).replace("X", B)
    assert written(text, {"a": B}) == (expected, ("a",) if after is None else ())


def test_an_evidence_register_in_flow_style_is_left_as_it_is() -> None:
    text = HEAD.replace("evidence:\n", "evidence: {a: {file: a.md}, b: {file: b.md}}\n")
    assert written(text, {"a": A, "b": B}) == (text, ("a", "b"))


def test_marks_of_lines_that_only_yaml_knows_are_counted() -> None:
    text = f"# one\u2028# two\x85{HEAD}  a:\n    title: 'x\u2029\n      y'\n    file: a.md\n"
    assert written(text, {"a": B}) == (f"{text}    sha256: {B}\n", ())


@cache
def texts() -> tuple[str, ...]:
    """Return the declarations of the examples and of the benchmark; what the latter only refer to lies in files here."""
    found = [(path / "charter.yaml").read_text(encoding="utf-8") for path in EXAMPLES]
    found += [
        re.sub(r"^    (?:reference|url): ", "    file: ", generate.declaration(index), flags=re.MULTILINE)
        for index in range(12)
    ]
    return tuple(text for text in found if re.search(r"^    file: ", text, re.MULTILINE))


def entries(found: Document) -> dict[str, Data]:
    register: Any = found.data.get("evidence", {})
    return {name: dict(entry) for name, entry in register.items() if "file" in entry}


@given(data=st.data())
@settings(max_examples=60)
def test_recording_keeps_every_other_byte(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(texts()))
    end = data.draw(st.sampled_from(["\n", "\r\n"]))
    without = data.draw(st.booleans())
    if without:
        text = re.sub(r"^    sha256: .*\n", "", text, flags=re.MULTILINE)
    text = text.replace("\n", end)
    before, _ = parse(text.encode(), "charter.yaml")
    assert before
    names = data.draw(st.lists(st.sampled_from(sorted(entries(before))), unique=True, min_size=1))
    chosen = {name: hashlib.sha256(name.encode()).hexdigest() for name in names}
    after, refused = written(text, chosen)
    assert refused == ()
    read, problems = parse(after.encode(), "charter.yaml")
    assert read, problems
    assert entries(read) == {
        name: entry | ({"sha256": chosen[name]} if name in chosen else {}) for name, entry in entries(before).items()
    }
    new = {f"    sha256: {digest}" for digest in chosen.values()}
    kept = [line for line in after.split(end) if line not in new]
    replaced = {f"    sha256: {entries(before)[name].get('sha256')}" for name in chosen}
    assert kept == [line for line in text.split(end) if line not in replaced]


def declare(tmp_path: Path, text: str, content: bytes = b"a") -> Path:
    path = tmp_path / "charter.yaml"
    path.write_bytes(text.encode())
    (tmp_path / "a.md").write_bytes(content)
    return path


def test_recording_puts_a_declaration_in_order(tmp_path: Path, charter_cli: Charter) -> None:
    path = declare(tmp_path, f"\ufeff{HEAD}  a:\n{ENTRY}  b:\n{ENTRY}".replace("\n", "\r\n"))
    path.chmod(0o640)
    before = path.read_bytes()
    assert charter_cli("evidence", path, *QUICK)[0] == Exit.GATE
    assert path.read_bytes() == before
    code, _, err = charter_cli("evidence", path, "--record", *QUICK)
    assert (code, err.splitlines()) == (Exit.OK, [f"2 digests written to {path}.", "2 documents, to see to: 0."])
    line = b"    file: a.md\r\n"
    assert path.read_bytes() == before.replace(line, line + f"    sha256: {A}\r\n".encode())
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    recorded = path.read_bytes()
    assert charter_cli("evidence", path, path, "--record", *QUICK)[2] == "4 documents, to see to: 0.\n"
    assert path.read_bytes() == recorded
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a.md", "charter.yaml"]


def test_a_digest_that_differs_is_replaced_only_on_request_and_that_is_said_to_be_a_claim(
    tmp_path: Path, charter_cli: Charter
) -> None:
    path = chatbot(tmp_path)
    before = path.read_bytes()
    changed = path.parent / "pieces" / "analyse-des-risques.md"
    changed.write_bytes(b"new")
    code, _, err = charter_cli("evidence", path, "--record", *QUICK)
    assert (code, path.read_bytes()) == (Exit.GATE, before)
    assert "analyse-des-risques. With --changed" in err
    code, _, err = charter_cli("evidence", path, "--record", "--changed", *QUICK)
    assert code == Exit.OK
    assert "The new digest of analyse-des-risques claims that its new content still supports: ASM004\n" in err
    changes = [(a, b) for a, b in zip(before.split(b"\n"), path.read_bytes().split(b"\n"), strict=True) if a != b]
    assert [b for _, b in changes] == [f"    sha256: {hashlib.sha256(b'new').hexdigest()}".encode()]


def test_a_decision_on_a_document_that_is_recorded_anew_is_open_again(tmp_path: Path, charter_cli: Charter) -> None:
    path = chatbot(tmp_path)

    def open_questions() -> set[str]:
        written = json.loads(charter_cli("check", path, *QUICK, "-f", "json")[1])
        findings = [one for each in written["declarations"][0]["assessments"] for one in each["findings"]]
        return {one["requirement"] for one in findings if one["outcome"] == "needs-review"}

    assert open_questions() == set()
    (path.parent / "pieces" / "analyse-des-risques.md").write_bytes(b"new")
    charter_cli("evidence", path, "--record", "--changed", *QUICK)
    assert open_questions() == {"ASM004"}


def test_a_dry_run_shows_what_would_change_and_writes_nothing(tmp_path: Path, charter_cli: Charter) -> None:
    path = declare(tmp_path, f"{HEAD}  a:\n{ENTRY}")
    before = path.read_bytes()
    code, out, _ = charter_cli("evidence", path, "--record", "--dry-run", *QUICK, "-o", tmp_path / "out")
    assert (code, path.read_bytes()) == (Exit.GATE, before)
    assert out.splitlines()[:2] == [f"--- {path}", f"+++ {path}"]
    assert [line for line in out.splitlines()[2:] if line[0] in "+-"] == [f"+    sha256: {A}"]
    assert not (tmp_path / "out").exists()


def test_what_cannot_be_written_is_told_with_what_to_write_by_hand(tmp_path: Path, charter_cli: Charter) -> None:
    flow = "  b: {kind: dpia, file: a.md, date: 2026-01-01, expires: never}\n"
    path = declare(tmp_path, f"{HEAD}  a:\n{ENTRY}{flow}")
    code, _, err = charter_cli("evidence", path, "--record", *QUICK)
    assert code == Exit.GATE
    assert f"{path}:12:3: The entry 'b' is not written line by line" in err
    assert f"sha256: {A}" in err
    assert "1 digest written" in err
    assert path.read_text(encoding="utf-8").endswith(flow)


def test_nothing_is_recorded_where_it_cannot_be(
    tmp_path: Path, charter_cli: Charter, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = f"{HEAD}  a:\n{ENTRY}"
    path = declare(tmp_path, text)
    assert charter_cli("evidence", "-", "--record", *QUICK)[0] == Exit.USAGE
    for wrong in (f"{text}purposes: []\n", text.replace("id: p", "id: p\n  id: q")):
        path.write_text(wrong, encoding="utf-8")
        assert charter_cli("evidence", path, "--record", *QUICK)[0] == Exit.UNREADABLE
        assert path.read_text(encoding="utf-8") == wrong
    (tmp_path / "empty").mkdir()
    assert charter_cli("evidence", tmp_path / "empty", "--record", *QUICK)[0] == Exit.UNREADABLE
    path.write_text(text, encoding="utf-8")
    monkeypatch.setattr(digests, "with_digests", lambda document, _: with_digests(document, {"a": B}))
    code, _, err = charter_cli("evidence", path, "--record", *QUICK)
    assert (code, "nothing was written" in err, path.read_text(encoding="utf-8")) == (Exit.UNREADABLE, True, text)


def test_a_declaration_that_changes_meanwhile_is_not_written_over(
    tmp_path: Path, charter_cli: Charter, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = declare(tmp_path, f"{HEAD}  a:\n{ENTRY}")
    other = f"# other\n{HEAD}  a:\n{ENTRY}".encode()

    def slow(document: Document, chosen: Mapping[str, str]) -> object:
        path.write_bytes(other)
        return with_digests(document, chosen)

    monkeypatch.setattr(digests, "with_digests", slow)
    code, _, err = charter_cli("evidence", path, "--record", *QUICK)
    assert (code, path.read_bytes()) == (Exit.UNREADABLE, other)
    assert "changed by somebody else" in err
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a.md", "charter.yaml"]


def test_a_link_to_the_outside_gets_no_digest(tmp_path: Path, charter_cli: Charter) -> None:
    here = place(tmp_path)
    (here / "a.md").unlink()
    (here / "a.md").symlink_to(tmp_path / "away" / "secret")
    path = here / "charter.yaml"
    path.write_text(f"{HEAD}  a:\n{ENTRY}", encoding="utf-8")
    code, out, _ = charter_cli("evidence", path, "--record", "--changed", *QUICK)
    assert code == Exit.GATE
    assert "outside the folder" in out
    assert "sha256" not in path.read_text(encoding="utf-8")
    assert hashlib.sha256(b"secret").hexdigest() not in out


# The README.


def test_the_readmes_example_works_as_it_stands(tmp_path: Path, run: Run) -> None:
    section = (ROOT / "README.md").read_text(encoding="utf-8").partition("\n## Evidence\n")[2].partition("\n## ")[0]
    (block,) = re.findall(r"```shell\n(.*?)```", section, re.DOTALL)
    place = chatbot(tmp_path).parent
    path = place / "charter.yaml"
    whole = path.read_bytes()
    path.write_bytes(re.sub(rb"^    sha256: .*\n", b"", whole, flags=re.MULTILINE))
    codes = [run(*shlex.split(line)[1:], *ON, cwd=place).code for line in block.splitlines()]
    assert codes == [Exit.GATE, Exit.OK, Exit.OK]
    assert path.read_bytes() != whole
    assert read_declaration(str(path)).facts == read_declaration(str(ROOT / CHATBOT / "charter.yaml")).facts
    assert (place / "evidence.csv").is_file()
