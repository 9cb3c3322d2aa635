"""`charter explain`: by name, by fact, and by words in every language."""

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from charter_cli.model.charter import Charter
from charter_cli.render.search import WHERE, Hit, folded, search
from charter_cli.words import LANGUAGES, words
from tests.cases import REQUIREMENTS, charter_of
from tests.conftest import MINIMAL, ROOT, Ran, Run

Told = Callable[..., Ran]

BENEFITS = "examples/benefits-triage"
DATA = ("-c", "data-protection")
FEDERAL = ("-c", "be-federal-ai-2025")


@pytest.fixture
def charter(monkeypatch: pytest.MonkeyPatch, inside: Run) -> Told:
    """Run a command inside of this process, where the examples are."""
    monkeypatch.chdir(ROOT)
    monkeypatch.delenv("COLUMNS", raising=False)
    return partial(inside, "explain", environment={"CHARTER_LANG": "en"})


def found(sought: str, language: str = "en", *charters: Charter) -> list[Hit]:
    every = charters or tuple(charter_of(name) for name in dict.fromkeys(name for name, _ in REQUIREMENTS))
    return search(sought, every, words(language))


def ids(hits: list[Hit]) -> list[str]:
    return [hit.requirement.id for hit in hits]


# By name.


@pytest.mark.parametrize("name", ["HUM001", "hum001", "staff-member-reachable", "be-federal-ai-2025/HUM001"])
def test_an_identifier_or_short_name_explains_that_requirement(name: str, charter: Told) -> None:
    ran = charter(name, *FEDERAL)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("HUM001 staff-member-reachable\n")
    assert "It is met when" in ran.out


def test_a_requirement_of_another_charter_is_not_found_under_a_name(charter: Told) -> None:
    assert charter("data-protection/HUM001", *FEDERAL).code == 2


# By fact.


@pytest.mark.parametrize("name", ["oversight.can_override", "/oversight/can_override"])
def test_a_fact_is_explained_with_its_question_its_values_and_who_looks_at_it(name: str, charter: Told) -> None:
    ran = charter(name, *FEDERAL)
    assert ran.code == 0
    assert ran.out.startswith("oversight.can_override\nCan the person who oversees the system set its result aside?\n")
    assert "answer: yes or no." in ran.out
    assert "OVS001" in ran.out


def test_the_values_of_a_closed_vocabulary_are_listed_with_their_labels(charter: Told) -> None:
    ran = charter("project.stage", "-l", "fr", *FEDERAL)
    label = words("fr")("value.stage.operation")
    assert f"operation — {label}" in ran.out


def test_the_scope_of_a_charter_looks_at_facts_too(charter: Told) -> None:
    assert "whether the charter applies" in charter("system.ai_system", "-c", "eu-ai-act").out


def test_a_fact_that_no_charter_looks_at_is_explained_all_the_same(charter: Told) -> None:
    assert "Nothing in these charters." in charter("project.summary", *FEDERAL).out


def test_a_fact_of_a_list_is_found_by_its_number_or_for_all_items(charter: Told) -> None:
    numbered, every = (charter(f"data.sources[{index}].origin", *DATA) for index in ("0", "*"))
    assert numbered.code == every.code == 0
    assert numbered.out.partition("What depends on it")[2] == every.out.partition("What depends on it")[2] != ""


def test_what_a_declaration_says_of_a_fact_is_shown(charter: Told, tmp_path: Path) -> None:
    assert "Declared here: false" in charter("oversight.can_override", "--for", BENEFITS, *FEDERAL).out
    (tmp_path / "charter.yaml").write_text(MINIMAL)
    assert "Declared here: not declared" in charter("project.stage", "--for", str(tmp_path), *FEDERAL).out


# By words.


def test_one_hit_is_explained_at_once(charter: Told) -> None:
    ran = charter("staff member reached instead", *FEDERAL)
    assert ran.out == charter("HUM001", *FEDERAL).out


def test_several_hits_are_listed_each_with_its_command(charter: Told) -> None:
    ran = charter("article 22", *DATA, "--for", BENEFITS)
    assert (ran.code, ran.err) == (0, "")
    named = re.findall(r"^  charter explain ([A-Z]{3}\d{3}) (.*)$", ran.out, re.MULTILINE)
    assert len(named) > 3
    assert {further for _, further in named} == {f"--charter data-protection --for {BENEFITS}"}
    assert "found in: reference (GDPR, article 22" in ran.out
    assert max(len(line) for line in ran.out.splitlines() if "  charter" not in line) <= 80


def test_of_many_hits_the_first_are_shown_and_the_rest_counted(charter: Told) -> None:
    ran = charter("data", *DATA)
    shown = ran.out.count("\n  charter explain ")
    total, more = int(ran.out.split()[0]), re.search(r"And (\d+) more", ran.out)
    assert more
    assert shown + int(more[1]) == total


@pytest.mark.parametrize(
    ("sought", "language", "expected"),
    [
        ("human oversight", "en", "OVS001"),
        ("toezicht", "nl", "OVS001"),
        ("TOEZICHT", "nl", "OVS001"),
        ("aufsicht", "de", "OVS001"),
        ("contrôle humain", "fr", "OVS001"),
        ("controle HUMAIN", "fr", "OVS001"),
        ("human oversight", "fr", "OVS001"),
        ("can_override", "en", "OVS001"),
        ("gdpr:art-22", "en", "ADM003"),
        ("artikel 22", "nl", "ADM003"),
        ("l\u2019exactitude des données", "fr", "MIN002"),
        ("l'exactitude des donnees", "fr", "MIN002"),
    ],
)
def test_words_are_found_in_the_language_chosen_and_in_english(sought: str, language: str, expected: str) -> None:
    assert expected in ids(found(sought, language))


def test_the_nearest_comes_first() -> None:
    hits = found("toezicht", "nl")
    assert [WHERE.index(hit.where) for hit in hits[:5]] == [WHERE.index("title")] * 5
    whole = [number for number, hit in enumerate(hits) if " toezicht" in folded(hit.text)]
    assert whole == list(range(len(whole)))


def test_part_of_a_long_word_is_found_and_of_a_short_one_is_not() -> None:
    assert found("sicht", "de")
    assert not [hit for hit in found("ai") if " ai" not in folded(hit.text)]


def test_where_no_requirement_has_all_words_those_with_most_of_them_come_first() -> None:
    hits = found("oversight of giraffes")
    assert hits
    assert all("oversight" in folded(hit.text) for hit in hits)
    assert not found("giraffes and zebras")
    assert not found("oversight.giraffes"), "a name is there, or it is not"


def _titles(charter: Charter, language: str) -> set[str]:
    return {words(language).text(one.title) for one in charter.requirements()}


@pytest.mark.parametrize(
    ("sought", "expected"), [("toezicht", "OVS001"), ("contrôle humain", "OVS001"), ("aufsicht", "OVS001")]
)
def test_words_of_another_language_are_found_where_one_s_own_has_none(sought: str, expected: str) -> None:
    assert expected in ids(found(sought, "en"))


def test_other_languages_do_not_mix_with_what_one_s_own_says() -> None:
    spoken = _titles(charter_of("eu-ai-act"), "fr")
    assert not spoken & {hit.text for hit in found("system", "en")}
    assert spoken & {hit.text for hit in found("système", "en")}


def test_a_very_short_word_is_found_whole_only() -> None:
    assert all(" le " in f"{folded(hit.text)} " for hit in found("le", "fr"))


@pytest.mark.parametrize("sought", ["carte", "carte de stationnement"])
def test_words_begin_a_word_where_a_language_does_not_join_them(sought: str) -> None:
    assert found(sought, "fr") == []


def test_several_words_need_no_quotes(charter: Told) -> None:
    assert charter("human", "oversight", *FEDERAL).out == charter("human oversight", *FEDERAL).out
    assert charter("contrôle", "humain", "-l", "fr", *FEDERAL).code == 0


def test_a_near_word_of_another_language_is_a_guess_too_and_none_is_made_of_several(charter: Told) -> None:
    assert "Did you mean 'toezicht'?" in charter("toezciht", *FEDERAL).err
    assert "Did you mean" not in charter("carte de stationnement", *FEDERAL).err


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_help_says_that_for_takes_a_declaration(language: str, charter: Told) -> None:
    told = charter("--help", "-l", language).out
    assert "committee" not in told


@pytest.mark.parametrize("sought", ["", " ", "…", "?!", "日本"])
def test_what_holds_no_word_finds_nothing(sought: str) -> None:
    assert found(sought) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_title_finds_its_requirement_first(language: str) -> None:
    home = charter_of("be-federal-ai-2025")
    for one in home.requirements():
        assert one.id in ids(found(words(language).text(one.title), language, home))[:2]


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_found_ends_with_2_and_a_guess(language: str, charter: Told) -> None:
    ran = charter("xqzw", "-l", language, *FEDERAL)
    assert (ran.code, ran.out) == (2, "")
    assert words(language)("usage.unknown-words", name="xqzw") in ran.err
    assert ran.err.splitlines()[-1].endswith("charter charters")
    near = charter("oversihgt", *FEDERAL)
    assert "Did you mean 'oversight'?" in near.err
    assert near.err.splitlines()[-1] == "Next step: charter explain oversight"


def test_what_is_sought_is_shown_harmless(charter: Told) -> None:
    ran = charter("data\x1b[31m protection", *DATA)
    assert "\x1b" not in ran.out + ran.err
