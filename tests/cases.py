"""The cases of the shipped charters, and short ways to judge what they and the tests declare."""

import copy
import json
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from charter_cli.assess.assessment import Assessor
from charter_cli.assess.findings import Rules, compile_rules, only
from charter_cli.assess.trial import Setting, finding_of, setting_of
from charter_cli.model.case import Case, CaseFile
from charter_cli.model.charter import Charter, Requirement, Stage
from charter_cli.model.declaration import Decision, Declaration, Document
from charter_cli.model.report import Finding
from charter_cli.read.cases import cases_path, read_cases
from charter_cli.read.charters import read_charter, shipped
from charter_cli.read.form import prune
from charter_cli.read.strict_yaml import parse

Data = dict[str, Any]
"""The data of a declaration, as it stands in the file."""


class Named(NamedTuple):
    """A case and the charter that it belongs to."""

    charter: str
    case: Case

    @property
    def id(self) -> str:
        """Return the name under which the test of this case runs."""
        return self.case.id

    @property
    def rules(self) -> Rules:
        """Return the charter's rules, cut down to the one that the case is about."""
        return only(rules_of(self.charter), self.case.requirement)

    @property
    def setting(self) -> Setting:
        """Return the case, ready to be judged."""
        return setting_of(self.case)

    @property
    def finding(self) -> Finding:
        """Judge the case, with the decision that it asks for."""
        return finding_of(rules_of(self.charter), self.setting)


@cache
def charter_of(name: str) -> Charter:
    """Return a shipped charter."""
    charter, problems = read_charter(name)
    if charter is None:
        message = f"{name} cannot be read: {problems}"
        raise ValueError(message)
    return charter


@cache
def rules_of(name: str) -> Rules:
    """Return the rules of a shipped charter, compiled once."""
    return compile_rules(charter_of(name))


@cache
def case_file(name: str) -> CaseFile:
    """Return the cases of a shipped charter."""
    file, problems = read_cases(cases_path(name), charter_of(name))
    if file is None:
        message = f"the cases of {name} cannot be read: {problems}"
        raise ValueError(message)
    return file


CASES = [Named(name, case) for name in shipped() for case in case_file(name).cases]
REQUIREMENTS: list[tuple[str, Requirement]] = [
    (name, requirement) for name in shipped() for requirement in charter_of(name).requirements()
]


def document_of(data: Mapping[str, Any], path: str) -> Document:
    """Return data as a document read from a file. JSON is YAML, and quotes every text, so that it stays text."""
    document, problems = parse(json.dumps(data, indent=2, ensure_ascii=False).encode(), path)
    if document is None or problems:
        message = f"{path} cannot be read: {problems}"
        raise ValueError(message)
    return document


def declaration_of(data: Mapping[str, Any], decisions: tuple[Decision, ...] = ()) -> Declaration:
    """Return the declaration that the data makes, with nothing seen on disk and these decisions beside it."""
    document = document_of(data, "case.charter.yaml")
    facts = prune(document.data)
    if not isinstance(facts, dict):
        message = "the data declares nothing"
        raise TypeError(message)
    return Declaration(document.path, document, facts, decisions=decisions)


@cache
def assessor(name: str, as_of: str, stage: Stage | None) -> Assessor:
    """Return the assessor of one shipped charter, compiled once for each day and stage."""
    return Assessor([charter_of(name)], date.fromisoformat(as_of), stage)


def judged(name: str, requirement: str, declaration: Declaration, as_of: str, stage: Stage | None = None) -> Finding:
    """Return the finding of one requirement. Raises LookupError when the charter does not have it."""
    assessment = assessor(name, as_of, stage).assess(declaration).assessments[0]
    return {finding.requirement.id: finding for finding in assessment.findings}[requirement]


def merged(base: Any, other: Any) -> Any:
    """Return mappings laid over each other, key by key; whatever else `other` holds takes the place of the base's."""
    if isinstance(base, dict) and isinstance(other, dict):
        return {**base, **{key: merged(base.get(key), value) for key, value in other.items()}}
    return copy.deepcopy(other)
