"""The view model: every key that templates get is described, and every key that is described is there."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import pytest

from charter_cli.dialect.reference import failures
from charter_cli.model.declaration import DecisionCondition, Declaration, Place
from charter_cli.model.report import Outcome, Report
from charter_cli.read.declarations import read_declaration
from charter_cli.read.form import schema
from charter_cli.render import View
from charter_cli.render.markdown import VERSION, view_model
from charter_cli.words import LANGUAGES, words
from tests.conftest import EXAMPLES, MINIMAL
from tests.test_waivers_told import triage

VIEW: Any = schema("view")

Node = Mapping[str, Any]
JudgeAll = Callable[[Declaration], Report]


class Key(NamedTuple):
    """A key as the schema describes it; `home` is the part of the schema in which it stands."""

    home: str
    name: str


def keys(node: Node, home: str) -> Iterator[tuple[Key, Node]]:
    """Yield the keys of an object with what describes each, those that it takes over from another part too."""
    for part in [node, *node.get("allOf", [])]:
        if "$ref" in part:
            name = part["$ref"].removeprefix("#/$defs/")
            yield from keys(VIEW["$defs"][name], name)
    for part in node.get("anyOf", []):
        yield from keys(part, home)
    for name, value in node.get("properties", {}).items():
        yield Key(home, name), value


def every_key() -> set[Key]:
    homes = {"report": VIEW, **VIEW["$defs"]}
    return {Key(home, name) for home, node in homes.items() for name in node.get("properties", {})}


class Walk:
    """Goes through models along the schema, and notes the keys that hold something."""

    def __init__(self) -> None:
        self.seen: set[Key] = set()
        self.known: dict[int, dict[str, tuple[Key, Node]]] = {}

    def keys(self, node: Node, home: str) -> dict[str, tuple[Key, Node]]:
        if id(node) not in self.known:
            self.known[id(node)] = {key.name: (key, part) for key, part in keys(node, home)}
        return self.known[id(node)]

    def wrong(self, node: Node, value: object, path: str, home: str) -> Iterator[str]:
        """Yield what of a model is not as described, by its path."""
        described = self.keys(node, home)
        if isinstance(value, dict):
            yield from (f"schemas/view.schema.json lacks {path}.{name}" for name in value.keys() - described.keys())
            yield from (f"{path}.{name} is described and not there" for name in described.keys() - value.keys())
            for name, (key, part) in described.items():
                if value.get(name) not in (None, []):
                    self.seen.add(key)
                    yield from self.wrong(part, value[name], f"{path}.{name}", key.home)
        elif isinstance(value, list):
            for one in value:
                yield from self.wrong(node["items"], one, f"{path}[]", home)


def model(report: Report, language: str) -> Any:
    return view_model(report, [one.charter for one in report.assessments], View(words(language)))


def example(name: str) -> Declaration:
    return read_declaration(str(next(folder for folder in EXAMPLES if folder.name == name) / "charter.yaml"))


def decided(judge_all: JudgeAll) -> Report:
    """Judge an example with a decision on conditions, and one that rests on other facts."""
    declaration = example("citizen-chatbot")
    first, second, *others = declaration.decisions
    met, late = (
        DecisionCondition("Tell all.", "the service", "2026-10-01", day, Place(9, 9)) for day in ("2026-09-01", None)
    )
    first = first._replace(answer="accepted-with-conditions", conditions=(met, late._replace(due="2027-01-01")))
    rests_on = {"/project/id": "another", "/project/name": "Another"}
    second = second._replace(facts=f"sha256:{'0' * 64}", rests_on=rests_on)
    return judge_all(declaration._replace(decisions=(first, second, *others)))


def known(report: Report) -> Report:
    """Return a report whose gaps a baseline knows."""
    return report._replace(
        assessments=tuple(
            one._replace(findings=tuple(f._replace(known=f.outcome is Outcome.GAP) for f in one.findings))
            for one in report.assessments
        )
    )


@pytest.fixture(scope="module")
def reports(judge_all: JudgeAll) -> list[Report]:
    """Judge all examples, and what no example has."""
    examples = [judge_all(read_declaration(str(folder / "charter.yaml"))) for folder in EXAMPLES]
    unusable = judge_all(read_declaration("charter.yaml", b"declaration: 1\n"))
    return [*examples, unusable, decided(judge_all), known(triage(pointer="/decision/reasons"))]


def test_every_key_that_a_template_gets_is_described_in_every_language_and_none_is_described_in_vain(
    reports: list[Report],
) -> None:
    walk = Walk()
    models = [model(report, language) for report in reports for language in LANGUAGES]
    assert sorted({told for one in models for told in walk.wrong(VIEW, one, "report", "report")}) == []
    assert sorted(every_key() - walk.seen) == []


def test_every_model_has_the_types_and_values_that_the_schema_says(reports: list[Report]) -> None:
    for report, language in zip(reports[-4:], LANGUAGES, strict=True):
        assert [failure[:3] for failure in failures("view", model(report, language))] == []


def test_a_model_is_plain_data_and_the_same_each_time(reports: list[Report]) -> None:
    for report in reports:
        assert json.loads(json.dumps(model(report, "fr"))) == model(report, "fr")


def test_every_key_says_what_it_means_and_none_is_one_of_pythons_names() -> None:
    for name, node in {"report": VIEW, **VIEW["$defs"]}.items():
        assert node["description"], name
        for key, value in node.get("properties", {}).items():
            assert re.fullmatch(r"[A-Z].*[.:]", value["description"]), key
            assert key not in dir(dict), key


def test_the_version_of_the_model_is_that_of_its_description(judge_all: JudgeAll) -> None:
    assert VIEW["properties"]["version"]["const"] == VERSION
    assert VIEW["$id"].endswith(f":{VERSION}")
    report = judge_all(read_declaration("charter.yaml", MINIMAL.encode()))
    assert model(report, "en")["version"] == VERSION
