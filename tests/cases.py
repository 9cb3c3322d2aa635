"""Read the cases of a charter, which are data, and judge the declaration that each of them describes."""

import copy
import json
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from charter_cli.assess.assessment import Assessor
from charter_cli.assess.findings import facts_digest
from charter_cli.model.charter import Charter, Stage
from charter_cli.model.declaration import Decision, Declaration, Document, Place, parts_of
from charter_cli.model.report import Finding, Outcome
from charter_cli.read.charters import read_charter, shipped
from charter_cli.read.form import prune
from charter_cli.read.strict_yaml import parse
from charter_cli.resources import folder

Data = dict[str, Any]
"""The data of a declaration, as it stands in the file."""

KEYS = frozenset(
    {"requirement", "name", "set", "delete", "decided", "as_of", "stage", "outcome", "gaps", "missing", "because"}
)


class Case(NamedTuple):
    """One case: what is declared and judged, and what is expected; `because` is None where it is not stated."""

    charter: str
    requirement: str
    name: str
    data: Data
    as_of: date
    stage: Stage | None
    decided: str | None
    outcome: Outcome
    gaps: tuple[str, ...]
    missing: tuple[str, ...]
    because: tuple[str, ...] | None

    @property
    def id(self) -> str:
        """Return the name under which the test of this case runs."""
        return f"{self.requirement}-{self.name}"


class CaseFile(NamedTuple):
    """The cases of one charter, the declaration that they patch, and the day on which it is judged."""

    charter: Charter
    as_of: date
    base: Data
    cases: tuple[Case, ...]


def with_cases() -> tuple[str, ...]:
    """Return the ids of the shipped charters that have cases."""
    return tuple(name for name in shipped() if (folder("charters") / name / "cases.yaml").is_file())


@cache
def case_file(name: str) -> CaseFile:
    """Read the cases of a shipped charter. Raises ValueError for what a case file does not have."""
    raw = _load(name)
    if raw.keys() != {"format", "charter", "as_of", "base", "cases"} or raw["format"] != 1 or raw["charter"] != name:
        message = f"cases.yaml of {name} has other keys, another format or another charter"
        raise ValueError(message)
    cases = tuple(_case(entry, raw) for entry in raw["cases"])
    return CaseFile(charter_of(name), date.fromisoformat(raw["as_of"]), raw["base"], cases)


def _load(name: str) -> Data:
    content = (folder("charters") / name / "cases.yaml").read_bytes()
    document, problems = parse(content, f"{name}/cases.yaml")
    if document is None or problems:
        message = f"cases.yaml of {name} cannot be read: {problems}"
        raise ValueError(message)
    return dict(document.data)


def _case(raw: Data, file: Data) -> Case:
    if unknown := raw.keys() - KEYS:
        message = f"{raw['requirement']} {raw['name']}: unknown {sorted(unknown)}"
        raise ValueError(message)
    return Case(
        charter=file["charter"],
        requirement=raw["requirement"],
        name=raw["name"],
        data=patched(file["base"], raw.get("set", {}), raw.get("delete", [])),
        as_of=date.fromisoformat(str(raw.get("as_of", file["as_of"]))),
        stage=Stage(raw["stage"]) if "stage" in raw else None,
        decided=raw.get("decided"),
        outcome=Outcome(raw["outcome"]),
        gaps=tuple(raw.get("gaps", ())),
        missing=tuple(raw.get("missing", ())),
        because=tuple(raw["because"]) if "because" in raw else None,
    )


@cache
def charter_of(name: str) -> Charter:
    """Return a shipped charter."""
    charter, problems = read_charter(name)
    if charter is None:
        message = f"{name} cannot be read: {problems}"
        raise ValueError(message)
    return charter


def patched(base: Data, changes: Mapping[str, Any], delete: list[str]) -> Data:
    """Return a copy of the data with values set, their parents made where there are none, and others taken out.

    An item one past the end of a list is appended. Raises LookupError for a pointer that names no place in the data.
    """
    data = copy.deepcopy(base)
    for pointer, value in changes.items():
        *parents, last = parts_of(pointer)
        holder = _holder(data, parents, make=True)
        if isinstance(holder, list) and int(last) == len(holder):
            holder.append(copy.deepcopy(value))
        else:
            holder[int(last) if isinstance(holder, list) else last] = copy.deepcopy(value)
    for pointer in delete:
        *parents, last = parts_of(pointer)
        holder = _holder(data, parents, make=False)
        del holder[int(last) if isinstance(holder, list) else last]
    return data


def _holder(data: Any, parents: list[str], *, make: bool) -> Any:
    """Return the mapping or list at the end of `parents`."""
    for part in parents:
        if isinstance(data, list):
            data = data[int(part)]
        elif make:
            data = data.setdefault(part, {})
        else:
            data = data[part]
    return data


def merged(base: Any, other: Any) -> Any:
    """Return mappings laid over each other, key by key; whatever else `other` holds takes the place of the base's."""
    if isinstance(base, dict) and isinstance(other, dict):
        return {**base, **{key: merged(base.get(key), value) for key, value in other.items()}}
    return copy.deepcopy(other)


def document_of(data: Data, path: str = "case.charter.yaml") -> Document:
    """Return the data as a document read from a file. JSON is YAML, and quotes every text, so that it stays text."""
    document, problems = parse(json.dumps(data, indent=2, ensure_ascii=False).encode(), path)
    if document is None or problems:
        message = f"{path} cannot be read: {problems}"
        raise ValueError(message)
    return document


def declaration_of(data: Data, decisions: tuple[Decision, ...] = ()) -> Declaration:
    """Return the declaration that the data makes, with nothing seen on disk and these decisions beside it."""
    document = document_of(data)
    facts = prune(document.data)
    if not isinstance(facts, dict):
        message = "the data declares nothing"
        raise TypeError(message)
    return Declaration(document.path, document, facts, decisions=decisions)


@cache
def assessor(name: str, as_of: date, stage: Stage | None) -> Assessor:
    """Return the assessor of one shipped charter, compiled once for each day and stage."""
    return Assessor([charter_of(name)], as_of, stage)


def judged(name: str, requirement: str, declaration: Declaration, as_of: date, stage: Stage | None = None) -> Finding:
    """Return the finding of one requirement. Raises LookupError when the charter does not have it."""
    assessment = assessor(name, as_of, stage).assess(declaration).assessments[0]
    return {finding.requirement.id: finding for finding in assessment.findings}[requirement]


def finding_of(case: Case) -> Finding:
    """Judge a case, with the decision that it asks for."""
    declaration = declaration_of(case.data)
    if case.decided is not None:
        declaration = declaration_of(case.data, (_decision(case, declaration),))
    return judged(case.charter, case.requirement, declaration, case.as_of, case.stage)


def _decision(case: Case, declaration: Declaration) -> Decision:
    """Return a decision, made on the day judged, that rests on exactly the facts of the case."""
    (rules,) = assessor(case.charter, case.as_of, case.stage).rules
    rule = next(rule for rule in rules.rules if rule.requirement.id == case.requirement)
    return Decision(
        charter=case.charter,
        requirement=case.requirement,
        body="Ethics committee",
        date=case.as_of.isoformat(),
        answer=case.decided or "",
        reason="Discussed.",
        facts=facts_digest(rule, declaration, charter_of(case.charter)),
        valid_until=None,
        path="decisions.yaml",
        place=Place(1, 1),
    )
