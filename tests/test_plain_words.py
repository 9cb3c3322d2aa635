"""The sentences that help to answer: whole vocabularies, of facts and values that exist, short, and shown by `charter next`."""

from pathlib import Path

import pytest

from charter_cli.cli.app import run as command
from charter_cli.model.report import Exit
from charter_cli.render.ask import MOST_EXPLAINED
from charter_cli.render.phrases import field, plain, plain_value
from charter_cli.words import LANGUAGES, words
from tests.conftest import AS_OF

LONGEST = 240
ENGLISH = words("en").catalogue
VOCABULARIES = {
    "annex-iii": "/ai_act/annex_iii",
    "audience": "/scope/audience",
    "dpia-trigger": "/data_protection/dpia/triggers",
    "government-level": "/organisation/level",
    "legal-basis": "/data_protection/legal_basis",
    "purpose": "/scope/purposes",
    "risk-class": "/ai_act/risk_class",
    "role": "/ai_act/role",
    "sourcing": "/system/sourcing",
    "special-category": "/data_protection/special_categories",
    "stage": "/project/stage",
}
"""The closed vocabularies that decide which requirements apply, each with a fact that has a value of it."""


def explained(kind: str) -> set[str]:
    return {key.rpartition(".")[2] for key in ENGLISH if key.startswith(f"plain.value.{kind}.")}


@pytest.mark.parametrize("kind", VOCABULARIES)
def test_a_vocabulary_that_decides_is_explained_completely_and_nothing_else_is(kind: str) -> None:
    named, form = field(VOCABULARIES[kind])
    assert named == kind
    assert explained(kind) == set(form["enum"])


def test_what_is_explained_is_a_value_or_a_fact_that_exists() -> None:
    keys = [key.removeprefix("plain.") for key in ENGLISH if key.startswith("plain.")]
    assert {key for key in keys if key not in ENGLISH} == set()
    assert {key.split(".")[1] for key in keys if key.startswith("value.")} == set(VOCABULARIES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_explanation_is_short_and_ends_as_a_sentence_does(language: str) -> None:
    texts = {key: text for key, text in words(language).catalogue.items() if key.startswith("plain.")}
    assert {key: len(text) for key, text in texts.items() if len(text) > LONGEST} == {}
    assert {key for key, text in texts.items() if not text.endswith(".") or "\n" in text} == set()


def test_what_is_not_explained_is_left_out() -> None:
    assert plain(words("en"), "/system/supplier") == ""
    assert plain_value(words("en"), "", "true") == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_next_says_what_a_question_and_its_few_answers_mean(
    language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "400")
    path = tmp_path / "charter.yaml"
    path.write_text("declaration: 1\nproject:\n  id: x\n  name: X\n", encoding="utf-8")

    def asked(name: str) -> str:
        arguments = ["next", str(path), "--for", name, "--as-of", AS_OF.isoformat(), "-l", language]
        assert command(arguments, {"LANG": "C.UTF-8"}) == Exit.OK
        return capsys.readouterr().out

    said = words(language)
    few, many = asked("ai_act.risk_class"), asked("ai_act.annex_iii")
    assert plain(said, "/ai_act/risk_class") in few
    assert all(plain_value(said, "risk-class", value) in few for value in explained("risk-class"))
    assert plain(said, "/ai_act/annex_iii") in many
    assert len(explained("annex-iii")) > MOST_EXPLAINED
    assert not any(plain_value(said, "annex-iii", value) in many for value in explained("annex-iii"))
