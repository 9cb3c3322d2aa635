"""`-f intoto`: an in-toto Statement that the official package accepts, the same whenever it is made."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from google.protobuf.json_format import ParseDict  # type: ignore[import-untyped]
from in_toto_attestation.v1.statement import STATEMENT_TYPE_URI, Statement  # type: ignore[import-untyped]
from in_toto_attestation.v1.statement_pb2 import Statement as Message  # type: ignore[import-untyped]

from charter_cli.cli.app import run as command
from charter_cli.model.report import Exit
from charter_cli.render.intoto import PREDICATE
from tests.conftest import ROOT
from tests.scratch import DAY

TRIAGE, CHATBOT = "examples/benefits-triage/charter.yaml", "examples/citizen-chatbot/charter.yaml"


def stated(folder: Path, paths: Sequence[str], *options: str) -> tuple[int, Any]:
    """Return the exit code of a run from the checkout, and the statement that it writes."""
    target = folder / "statement.json"
    code = command(["check", *paths, "-l", "en", "--as-of", DAY, *options, "-o", f"intoto={target}"], {})
    return code, json.loads(target.read_bytes())


def accepted(statement: Any) -> Message:
    """Return the statement as the official package reads it, validated; nothing in it is unknown to the format."""
    message = ParseDict(statement, Message())
    Statement.copy_from_pb(message).validate()
    return message


def sha256(path: str) -> str:
    return hashlib.sha256((ROOT / path).read_bytes()).hexdigest()


@pytest.fixture(autouse=True)
def checkout(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def test_the_official_package_accepts_the_statement_of_a_run(tmp_path: Path) -> None:
    code, statement = stated(tmp_path, [CHATBOT, TRIAGE])
    message = accepted(statement)
    assert message.type == statement["_type"] == STATEMENT_TYPE_URI
    assert message.predicate_type == PREDICATE
    assert [(one.name, dict(one.digest)) for one in message.subject] == [
        (path, {"sha256": sha256(path)}) for path in (CHATBOT, TRIAGE)
    ]
    assert message.predicate["exit_code"] == code == Exit.GATE


def test_the_predicate_says_what_was_judged_by_what_and_with_which_outcome(tmp_path: Path) -> None:
    _, statement = stated(tmp_path, [CHATBOT, TRIAGE], "--fail-on", "should", "--require-review")
    predicate = statement["predicate"]
    chatbot, triage = predicate["declarations"]
    assert [one["id"] for one in predicate["charters"]] == [one["charter"] for one in triage["assessments"]]
    assert all(len(one["digest"]["sha256"]) == 64 for one in predicate["charters"])
    assert chatbot["decisions"]["digest"] == {"sha256": sha256("examples/citizen-chatbot/decisions.yaml")}
    assert triage["decisions"] is None
    assert triage["gate"] == {"fail_on": "should", "require_review": True}
    assert (chatbot["as_of"], triage["stage"]) == (DAY, "operation")
    assert (chatbot["exit_code"], triage["exit_code"]) == (Exit.OK, Exit.GATE)
    first = triage["assessments"][0]
    assert first["verdict"] == "do-not-use"
    outcomes = list(first["outcomes"].values())
    assert first["counts"] == {outcome: outcomes.count(outcome) for outcome in first["counts"]}


def test_the_same_run_makes_the_same_bytes_in_any_language_and_from_any_way_to_name_the_file(tmp_path: Path) -> None:
    made = set()
    for number, (path, language) in enumerate([(TRIAGE, "en"), (f"./{TRIAGE}", "fr"), (str(ROOT / TRIAGE), "nl")]):
        target = tmp_path / str(number)
        command(["check", path, "-l", language, "--as-of", DAY, "-o", f"intoto={target}"], {})
        made.add(target.read_bytes())
    assert len(made) == 1


def test_waivers_and_the_baseline_are_named_with_their_digests(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("x.charter.yaml").write_text("declaration: 1\nproject: {id: x, name: X}\n", encoding="utf-8")
    Path("waivers.yaml").write_text("format: 1\nwaivers: []\n", encoding="utf-8")
    assert command(["baseline", "x.charter.yaml", "-o", "baseline.json", "--as-of", DAY], {}) == Exit.OK
    options = ("--waivers", "waivers.yaml", "--baseline", "baseline.json", "-c", "be-federal-ai-2025")
    _, statement = stated(tmp_path, ["x.charter.yaml"], *options)
    named = [*statement["predicate"]["waivers"], statement["predicate"]["baseline"]]
    assert {one["name"]: one["digest"]["sha256"] for one in named} == {
        name: hashlib.sha256(Path(name).read_bytes()).hexdigest() for name in ("waivers.yaml", "baseline.json")
    }
    accepted(statement)


def test_what_could_not_be_read_is_told_and_is_no_subject(tmp_path: Path) -> None:
    bad = tmp_path / "bad.charter.yaml"
    bad.write_text("declaration: 1\nproject: {id: x, name: X}\nnonsense: 1\n", encoding="utf-8")
    code, statement = stated(tmp_path, [TRIAGE, TRIAGE, str(bad), "nowhere.yaml"])
    accepted(statement)
    assert code == statement["predicate"]["exit_code"] == Exit.UNREADABLE
    assert len(statement["subject"]) == 2
    *_, wrong, gone = statement["predicate"]["declarations"]
    assert [(one["code"], one["line"]) for one in wrong["problems"]] == [("unknown-key", 3)]
    assert (wrong["assessments"], wrong["file"]["digest"] != {}) == ([], True)
    assert (gone["problems"][0]["code"], gone["file"]["digest"]) == ("no-such-file", {})
    # About nothing, nothing can be stated; the document is there all the same, and no statement.
    _, empty = stated(tmp_path, ["nowhere.yaml"])
    with pytest.raises(ValueError, match="subject"):
        accepted(empty)
