"""A comparison as JSON, the same shape always, described by schemas/diff.schema.json. It carries keys and sentences."""

import json
from collections.abc import Iterator
from typing import Any

from charter_cli import __version__
from charter_cli.model.charter import Charter
from charter_cli.model.comparison import (
    AssessmentChange,
    CharterComparison,
    DeclarationComparison,
    FactChange,
    FieldChange,
    FindingChange,
    PrincipleChange,
    RequirementChange,
    Spot,
    plain,
)
from charter_cli.model.declaration import Document, Place
from charter_cli.model.report import Finding, Report, bounds
from charter_cli.render import View, phrases
from charter_cli.render.diff import Result
from charter_cli.words import Words

SCHEMA_VERSION = 1
Json = dict[str, Any]


def render(result: Result, view: View) -> Iterator[str]:
    """Yield one JSON document."""
    comparison, writer = result.comparison, _Writer(view.words)
    of_charters = isinstance(comparison, CharterComparison)
    written = {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "charter", "version": __version__},
        "language": view.words.language,
        "kind": "charters" if of_charters else "declarations",
        "regression": comparison.regression,
        "declarations": None if isinstance(comparison, CharterComparison) else writer.declarations(comparison),
        "charters": writer.charters(comparison) if isinstance(comparison, CharterComparison) else None,
        "exit_code": result.exit.value,
    }
    yield json.dumps(written, ensure_ascii=False, indent=1) + "\n"


class _Writer:
    """Writes comparisons in one language."""

    def __init__(self, words: Words) -> None:
        self.words = words

    def declarations(self, comparison: DeclarationComparison) -> Json:
        return {
            "old": _version(comparison.before),
            "new": _version(comparison.after),
            "facts": [_fact(change) for change in comparison.facts],
            "assessments": [self.assessment(change, comparison) for change in comparison.assessments],
        }

    def assessment(self, change: AssessmentChange, comparison: DeclarationComparison) -> Json:
        old, new = change.before, change.after
        return {
            "charter": {"old": _charter(old.charter), "new": _charter(new.charter)},
            "verdict": {"old": old.verdict, "new": new.verdict, "worse": change.worse},
            "bounds": {"old": bounds(old.findings)._asdict(), "new": bounds(new.findings)._asdict()},
            "findings": [self.change(one, comparison) for one in change.findings],
        }

    def change(self, change: FindingChange, comparison: DeclarationComparison) -> Json:
        requirement = change.requirement
        return {
            "change": change.shift,
            "requirement": requirement.id,
            "slug": requirement.slug,
            "principle": requirement.principle,
            "level": requirement.level,
            "title": self.words.text(requirement.title),
            "old": self.finding(change.before, comparison.before),
            "new": self.finding(change.after, comparison.after),
            "facts": list(dict.fromkeys(fact.pointer for fact in change.facts)),
        }

    def finding(self, finding: Finding | None, report: Report) -> Json | None:
        if finding is None:
            return None
        document, wait = report.declaration.document, finding.upcoming
        return {
            "outcome": finding.outcome,
            "upcoming": {"stage": wait.stage, "date": wait.date, "outcome": wait.outcome} if wait else None,
            "because": [{**_place(document, one.pointer), "value": one.declared} for one in finding.because],
            "gaps": [
                {
                    "keyword": one.keyword,
                    **_place(document, one.pointer),
                    "declared": one.declared,
                    "message": phrases.cause(self.words, one),
                }
                for one in finding.gaps
            ],
            "missing": [_place(document, pointer) for pointer in finding.missing],
        }

    def charters(self, comparison: CharterComparison) -> Json:
        return {
            "old": _charter(comparison.before),
            "new": _charter(comparison.after),
            "fields": [_field(field) for field in comparison.fields],
            "principles": [self.principle(change) for change in comparison.principles],
            "requirements": [self.requirement(change) for change in comparison.requirements],
            "outcomes": [self.declarations(one) for one in comparison.outcomes],
        }

    def principle(self, change: PrincipleChange) -> Json:
        old, new = change
        return {
            "old": {"id": old.id, "number": old.number, "title": self.words.text(old.title)} if old else None,
            "new": {"id": new.id, "number": new.number, "title": self.words.text(new.title)} if new else None,
        }

    def requirement(self, change: RequirementChange) -> Json:
        requirement = change.requirement
        return {
            "kinds": list(change.kinds),
            "requirement": requirement.id,
            "slug": requirement.slug,
            "principle": requirement.principle,
            "level": requirement.level,
            "title": self.words.text(requirement.title),
            "fields": [_field(field) for field in change.fields],
        }


def _version(report: Report) -> Json:
    declaration = report.declaration
    return {
        "path": declaration.path,
        "project": {"id": declaration.fact("/project/id"), "name": declaration.fact("/project/name")},
        "stage": report.stage,
        "as_of": report.as_of,
        "digest": declaration.digest,
    }


def _charter(charter: Charter) -> Json:
    return {"id": charter.id, "version": charter.version, "digest": charter.digest}


def _fact(change: FactChange) -> Json:
    return {"pointer": change.pointer, "old": _spot(change.before), "new": _spot(change.after)}


def _spot(spot: Spot) -> Json:
    return {"pointer": spot.pointer, "line": spot.place.line, "column": spot.place.column, "value": spot.value}


def _field(field: FieldChange) -> Json:
    return {"field": field.name, "old": plain(field.before), "new": plain(field.after)}


def _place(document: Document | None, pointer: str) -> Json:
    line, column = document.place(pointer) if document else Place(1, 1)
    return {"pointer": pointer, "line": line, "column": column}
