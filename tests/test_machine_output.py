"""What `next` and `settings` write for programs has the form of its schema, whatever is asked and chosen."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from charter_cli.cli.app import run as command
from charter_cli.dialect.reference import failures
from charter_cli.model.settings import VARIABLES
from charter_cli.read.answer import EXAMPLES as KINDS
from charter_cli.read.fields import pointers
from charter_cli.read.form import schema
from charter_cli.render.phrases import dotted
from charter_cli.words import LANGUAGES
from tests.conftest import AS_OF, MINIMAL, ROOT

Json = Callable[..., Any]

DAY = ("--as-of", AS_OF.isoformat())
FEDERAL = ("-c", "be-federal-ai-2025", *DAY)


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]) -> Json:
    """Run a command with its JSON format, hold that against a schema, and return it."""
    monkeypatch.chdir(tmp_path)
    Path("charter.yaml").write_text(MINIMAL, encoding="utf-8")

    def within(name: str, *arguments: str) -> Any:
        assert command([*arguments, "-f", "json"], {"LANG": "C.UTF-8"}) == 0
        written = json.loads(capsysbinary.readouterr().out)
        assert failures(name, written) == []
        return written

    return within


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_questions_and_what_is_left_have_the_form_of_the_schema(language: str, told: Json) -> None:
    written = told("next", "next", "charter.yaml", *DAY, "-n", "999", "-l", language)
    assert written["language"] == language
    assert len(written["questions"]) == written["open"] > 300
    assert len({one["accepts"] for one in written["questions"]}) >= len(KINDS) - 3


def test_gaps_judgements_and_documents_to_cite_have_the_form_of_the_schema(told: Json) -> None:
    path = str(ROOT / "examples/benefits-triage")
    written = told("next", "next", path, *DAY, "-n", "999")
    kinds = {task["kind"] for group in written["left"] for task in group["tasks"]}
    assert kinds == {"gap", "needs-review", "fact"}
    assert told("next", "next", str(ROOT / "examples/citizen-chatbot"), *DAY)["questions"] == []


def test_a_written_answer_has_the_form_of_the_schema(told: Json) -> None:
    for name, answer in (("project.stage", "pilot"), ("scope.purposes", "internal"), ("system.ai_system", "yes")):
        written = told("next", "next", "charter.yaml", *FEDERAL, "--for", name, "--answer", answer)["written"]
        assert dotted(written["pointer"]) == name


def test_every_fact_can_be_asked_for_in_the_form_of_the_schema(told: Json) -> None:
    every = [pointer for pointer in pointers() if "*" not in pointer and not pointer.startswith("/project/")]
    for pointer in every[1::20]:
        (question,) = told("next", "next", "charter.yaml", "-c", "consistency", *DAY, "--for", pointer)["questions"]
        assert question["pointer"] == pointer


def test_the_schema_knows_every_kind_of_answer() -> None:
    told: Any = schema("next")
    assert {*KINDS, "option", "names", "title", "text"} == set(
        told["$defs"]["question"]["properties"]["accepts"]["enum"]
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_settings_by_default_have_the_form_of_the_schema(language: str, told: Json) -> None:
    written = told("settings-report", "settings", "-l", language)
    assert written["file"] is None
    assert written["settings"]["language"] == {"value": language, "source": {"origin": "option", "name": "--lang"}}


def test_settings_of_a_file_and_of_variables_have_the_form_of_the_schema(
    told: Json, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("page.jinja", "page.css", "logo.svg", "waivers.yaml", "known.json"):
        Path(name).write_text("")
    Path("charter.toml").write_text(
        'charters = ["eu-ai-act"]\nlanguage = "fr"\nfail-on = "should"\nrequire-review = true\nstage = "pilot"\n'
        'waivers = ["waivers.yaml"]\nbaseline = "known.json"\nformat = "html"\noutput = ["json=a.json"]\n'
        'template = "page.jinja"\nstyle = "page.css"\nlogo = "logo.svg"\n'
    )
    written = told("settings-report", "settings")
    assert {one["source"]["origin"] for one in written["settings"].values()} == {"file"}
    for name, value in {"stage": "idea", "charters": "consistency,eu-ai-act", "output": "csv=b.csv"}.items():
        monkeypatch.setenv(VARIABLES[name], value)
    written = told("settings-report", "settings")
    assert written["settings"]["stage"]["source"] == {"origin": "environment", "name": "CHARTER_STAGE"}
