"""The shipped charters are whole and say what their sources say: texts, pointers, vocabularies, citations, figures."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pytest

from charter_cli.assess.conditions import compile_condition
from charter_cli.assess.keywords import pointers_asked
from charter_cli.model.charter import Basis, Charter, Requirement
from charter_cli.model.condition import Condition, Fact, facts_of
from charter_cli.read.charters import compile_charter, references, shipped
from charter_cli.read.fields import cites, item_of, node_at, takes
from charter_cli.resources import folder
from tests.cases import charter_of

FEDERAL = "be-federal-ai-2025"
LANGUAGES = ("en", "fr", "nl", "de")

each_charter = pytest.mark.parametrize("name", shipped())


def raw(*path: str) -> dict[str, Any]:
    """Return the data of a shipped file below `charters`."""
    data: dict[str, Any] = compile_charter(folder("charters").joinpath(*path))["charter"]  # type: ignore[assignment]
    return data


def texts(value: object, where: str = "") -> Iterator[tuple[str, Mapping[str, object]]]:
    """Yield every mapping of languages to texts, and where it stands.

    The names of bodies are left out: they are given only in the languages in which we are sure of them.
    """
    if isinstance(value, Mapping):
        if any(language in value for language in LANGUAGES):
            yield where, value
        else:
            for key, item in value.items():
                if key != "bodies":
                    yield from texts(item, f"{where}/{key}")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from texts(item, f"{where}/{index}")


def incomplete(data: object) -> list[str]:
    """Return where a text lacks one of our languages, or has another or an empty one."""
    return [
        where
        for where, text in texts(data)
        if text.keys() != set(LANGUAGES) or not all(isinstance(words, str) and words.strip() for words in text.values())
    ]


@each_charter
def test_every_text_of_a_charter_is_there_in_four_languages(name: str) -> None:
    assert incomplete(raw(name, "charter.yaml")) == []


def test_every_text_of_the_references_is_there_in_four_languages() -> None:
    assert incomplete(raw("references.yaml")) == []


def twice(names: Iterable[str]) -> list[str]:
    """Return the names that come more than once."""
    return [name for name, count in Counter(names).items() if count > 1]


def test_ids_and_slugs_of_requirements_are_unique() -> None:
    requirements = [requirement for name in shipped() for requirement in charter_of(name).requirements()]
    assert twice(requirement.id for requirement in requirements) == []
    assert twice(requirement.slug for requirement in requirements) == []


@each_charter
def test_ids_of_principles_and_bodies_are_unique(name: str) -> None:
    charter = charter_of(name)
    assert twice(principle.id for principle in charter.principles) == []
    assert twice(body.id for body in charter.bodies) == []


def conditions(charter: Charter) -> Iterator[tuple[str, Condition]]:
    """Yield every condition of a charter, and the id of the requirement that has it."""
    yield "scope", charter.scope
    for requirement in charter.requirements():
        yield requirement.id, requirement.when
        yield requirement.id, requirement.require


def facts(charter: Charter) -> list[tuple[str, Fact]]:
    """Return every fact that a charter asks about, and the id of the requirement that asks."""
    return [(owner, fact) for owner, condition in conditions(charter) for fact in facts_of(condition)]


def foreign(leaf: Mapping[str, Any], node: Mapping[str, Any]) -> list[object]:
    """Return the values that a leaf names and that no declaration can have at its pointer."""
    found: list[object] = []
    for keyword, asked in leaf.items():
        if keyword == "const":
            found += [value for value in (asked,) if not takes(node, value)]
        elif keyword == "enum":
            found += [value for value in asked if not takes(node, value)]
        elif keyword in {"contains", "items"}:
            found += foreign(asked, item_of(node))
        elif keyword == "includes":
            found += [value for value in asked if not takes(item_of(node), value)]
        elif keyword == "evidence":
            kind = node_at("/evidence/*/kind")
            assert kind is not None
            kinds = asked["kinds"] if isinstance(asked, Mapping) else asked
            found += [value for value in kinds if not takes(kind, value)]
        elif keyword in {"not", "allOf", "anyOf", "oneOf"}:
            inner = [asked] if keyword == "not" else asked
            found += [value for part in inner for value in foreign(part, node)]
    return found


@each_charter
def test_every_pointer_of_a_condition_exists_in_the_declaration(name: str) -> None:
    asked = [
        (owner, pointer)
        for owner, fact in facts(charter_of(name))
        for pointer in (fact.pointer, *pointers_asked(fact.leaf))
    ]
    assert asked
    assert [(owner, pointer) for owner, pointer in asked if node_at(pointer) is None] == []


@each_charter
def test_every_value_of_a_condition_is_one_that_a_declaration_can_have(name: str) -> None:
    asked = [
        (owner, fact.pointer, foreign(fact.leaf, node_at(fact.pointer) or {}))
        for owner, fact in facts(charter_of(name))
    ]
    assert [(owner, pointer, values) for owner, pointer, values in asked if values] == []


@each_charter
def test_evidence_is_asked_only_where_documents_are_cited(name: str) -> None:
    asked = [(owner, fact.pointer) for owner, fact in facts(charter_of(name)) if "evidence" in fact.leaf]
    assert [(owner, pointer) for owner, pointer in asked if not cites(node_at(pointer) or {})] == []


@each_charter
def test_every_condition_stays_within_the_dialect(name: str) -> None:
    for _, condition in conditions(charter_of(name)):
        compile_condition(condition)


def test_a_pointer_that_no_declaration_has_is_found_out() -> None:
    assert node_at("/human_interaction/avaliable") is None
    assert node_at("/data/sources/*/nam") is None
    assert node_at("/project/id/deeper") is None


def test_a_value_that_no_declaration_can_have_is_found_out() -> None:
    purposes, mode = node_at("/scope/purposes"), node_at("/oversight/mode")
    assert purposes is not None
    assert mode is not None
    assert foreign({"contains": {"enum": ["internal", "external"]}}, purposes) == ["external"]
    assert foreign({"includes": ["internal", "external"]}, purposes) == ["external"]
    assert foreign({"enum": ["alerts", "alarm"]}, mode) == ["alarm"]
    assert foreign({"const": True}, mode) == [True]
    assert foreign({"evidence": ["dpia", "paper"]}, {}) == ["paper"]


def test_every_reference_cited_stands_in_the_catalogue() -> None:
    cited = {id_ for name in shipped() for r in charter_of(name).requirements() for id_ in r.cites.references}
    assert cited - references().keys() == set()


def test_every_reference_of_the_catalogue_is_cited() -> None:
    cited = {id_ for name in shipped() for r in charter_of(name).requirements() for id_ in r.cites.references}
    assert references().keys() - cited == set()


def federal(requirement: str) -> Requirement:
    """Return a requirement of the federal charter."""
    return next(r for r in charter_of(FEDERAL).requirements() if r.id == requirement)


def test_annex_2_of_the_federal_charter_has_39_bodies() -> None:
    groups = Counter(body.group for body in charter_of(FEDERAL).bodies)
    # CDZ and KCE stand in two of its lists; they are counted once, with the public-interest bodies.
    assert groups == {"federal-services": 13, "own-heading": 2, "public-interest": 14, "social-security": 12 - 2}
    assert sum(groups.values()) == 39


def test_the_recognised_organisations_are_the_bodies_of_annex_2() -> None:
    bodies = [body.id for body in charter_of(FEDERAL).bodies]
    asked = [fact.leaf["enum"] for fact in facts_of(federal("IMP003").require) if fact.pointer == "/organisation/id"]
    assert asked == [bodies, bodies]


def test_a_body_has_the_name_listed_and_a_name_in_dutch_and_in_french() -> None:
    lacking = [
        body.id
        for body in charter_of(FEDERAL).bodies
        if not body.listed or not {"nl", "fr"} <= body.names.keys() <= set(LANGUAGES) or not all(body.names.values())
    ]
    assert lacking == []


def test_the_eight_principles_have_their_official_dutch_titles() -> None:
    numbered = [(p.number, p.id, p.title["nl"]) for p in charter_of(FEDERAL).principles if p.number is not None]
    assert numbered == [
        (1, "human-interaction", "Menselijke interactie"),
        (2, "transparency", "Transparantie"),
        (3, "human-oversight", "Menselijk toezicht"),
        (4, "right-of-appeal", "Beroepsmogelijkheid"),
        (5, "data-quality", "Kwaliteit en beheersing van de gegevens"),
        (6, "prior-assessment", "Voorafgaande beoordelingen risicobeperking"),
        (7, "sustainability", "Duurzaamheid en milieueffecten"),
        (8, "continuous-training", "Permanente vorming"),
    ]


def test_the_federal_charter_names_the_copy_that_was_read() -> None:
    charter = charter_of(FEDERAL)
    source = charter.source
    assert source.title == (
        "Charter voor verantwoord gebruik van artificiële intelligentie in overheidsdiensten "
        "bij de dienstverlening aan individuen, bedrijven en organisaties"
    )
    assert (source.language, source.pages, source.wording) == ("nl", 8, "paraphrase")
    assert source.sha256 == "fb05877ca6a24ce82d72c367629311e2f31486e7b4bf529ad8068cecfcd0472c"
    assert (source.signed, charter.applies_from) == ("2025-07-11", "2025-07-11")
    assert charter.official_languages == ("nl",)
    assert charter.title["nl"] == "Charter voor verantwoord gebruik van AI in overheidsdiensten"


def test_every_commitment_of_the_federal_charter_is_covered() -> None:
    covered = {requirement.cites.commitment for requirement in charter_of(FEDERAL).requirements()}
    scope = {"S-1", "S-2", "S-3", "S-4", "S-5"}
    principles = {
        *("1.1", "2.0", "2.1", "2.2", "2.3", "3.1", "3.2", "4.1", "5.1"),
        *("6.1", "6.2", "6.3", "6.4", "6.5", "6.6", "6.7", "7.1", "7.2", "8.1", "8.2", "8.3"),
    }
    assert len(principles) == 21
    assert covered == scope | principles | {"3.P"} | {"I-1", "I-2", "I-3"}


def test_only_what_the_press_alone_reports_rests_on_the_press() -> None:
    on_press = {r.cites.commitment for r in charter_of(FEDERAL).requirements() if r.basis is Basis.PRESS}
    assert on_press == {"3.P"}
    others = {r.basis for r in charter_of(FEDERAL).requirements() if r.cites.commitment != "3.P"}
    assert others == {Basis.CHARTER}


def test_what_rests_on_the_press_is_advice_and_cites_no_page() -> None:
    advice = federal("OVS003")
    assert (advice.level.value, advice.cites.page) == ("may", None)
    assert {references()[id_].kind for id_ in advice.cites.references} == {"press"}


@pytest.mark.parametrize("commitment", ["1.1", "2.0", "2.1", "2.2", "2.3", "3.1", "4.1", "5.1", "6.1", "7.1", "8.1"])
def test_a_commitment_stands_under_the_principle_of_its_number(commitment: str) -> None:
    numbers = {principle.id: principle.number for principle in charter_of(FEDERAL).principles}
    under = {numbers[r.principle] for r in charter_of(FEDERAL).requirements() if r.cites.commitment == commitment}
    assert under == {int(commitment[0])}
