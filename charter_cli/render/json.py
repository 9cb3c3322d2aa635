"""The report as JSON, the same shape always, described by schemas/report.schema.json. It carries keys and sentences."""

import json
from collections.abc import Iterable, Iterator

from charter_cli import __version__
from charter_cli.model.declaration import Document, Place
from charter_cli.model.report import Assessment, Cause, Exit, Finding, Report, bounds
from charter_cli.render import View, phrases

SCHEMA_VERSION = 1
Json = dict[str, object]


def render(reports: Iterable[Report], view: View) -> Iterator[str]:
    """Yield one JSON document; the exit code comes last, since it is known last."""
    head = json.dumps({"schema_version": SCHEMA_VERSION, "tool": {"name": "charter", "version": __version__}})
    yield head[:-1] + f', "language": "{view.words.language}", "declarations": ['
    worst, separator = Exit.OK, "\n"
    for report in reports:
        worst = max(worst, report.exit)
        yield separator + json.dumps(_report(report, view), ensure_ascii=False)
        separator = ",\n"
    yield f'\n], "exit_code": {worst.value}}}\n'


def _report(report: Report, view: View) -> Json:
    declaration = report.declaration
    return {
        "path": declaration.path,
        "project": {"id": declaration.fact("/project/id"), "name": declaration.fact("/project/name")},
        "stage": report.stage,
        "as_of": report.as_of,
        "digest": declaration.digest if declaration.facts else None,
        "exit_code": report.exit.value,
        "problems": [
            {
                "path": problem.path,
                "code": problem.code,
                "message": phrases.problem(view.words, problem),
                "pointer": problem.pointer,
                "line": problem.place.line if problem.place else None,
                "column": problem.place.column if problem.place else None,
            }
            for problem in declaration.problems
        ],
        "assessments": [_assessment(assessment, report, view) for assessment in report.assessments],
    }


def _assessment(assessment: Assessment, report: Report, view: View) -> Json:
    charter = assessment.charter
    limits = bounds(assessment.findings)
    return {
        "charter": {"id": charter.id, "version": charter.version, "digest": charter.digest},
        "verdict": assessment.verdict,
        "counts": {outcome.value: count for outcome, count in assessment.counts().items()},
        "bounds": {"least": limits.least, "most": limits.most, "total": limits.total},
        "findings": [_finding(finding, report, view) for finding in assessment.findings],
        "questions": [
            {
                "pointer": question.pointer,
                "question": phrases.question(view.words, question.pointer),
                "requirements": list(question.requirements),
            }
            for question in assessment.questions
        ],
    }


def _finding(finding: Finding, report: Report, view: View) -> Json:
    requirement, words, document = finding.requirement, view.words, report.declaration.document
    return {
        "requirement": requirement.id,
        "slug": requirement.slug,
        "principle": requirement.principle,
        "level": requirement.level,
        "basis": requirement.basis,
        "themes": list(requirement.themes),
        "outcome": finding.outcome,
        "title": words.text(requirement.title),
        "remedy": words.text(requirement.remedy),
        "source": phrases.source(words, requirement),
        "references": list(requirement.cites.references),
        "because": [_cause(one, document) | {"value": one.declared} for one in finding.because],
        "gaps": [
            _cause(one, document)
            | {"keyword": one.keyword, "declared": one.declared, "message": phrases.cause(words, one)}
            for one in finding.gaps
        ],
        "missing": [
            {"pointer": pointer, **_place(document, pointer), "question": phrases.question(words, pointer)}
            for pointer in finding.missing
        ],
        "fingerprint": finding.fingerprint,
        "waiver": None,
        "upcoming": _upcoming(finding),
        "judgement": _judgement(finding, view),
    }


def _cause(cause: Cause, document: Document | None) -> Json:
    return {"pointer": cause.pointer, **_place(document, cause.pointer)}


def _place(document: Document | None, pointer: str) -> Json:
    line, column = document.place(pointer) if document else Place(1, 1)
    return {"line": line, "column": column}


def _upcoming(finding: Finding) -> Json | None:
    wait = finding.upcoming
    return {"stage": wait.stage, "date": wait.date, "outcome": wait.outcome} if wait else None


def _judgement(finding: Finding, view: View) -> Json | None:
    question = finding.requirement.judgement
    if question is None or not finding.facts:
        return None
    decision = finding.decision
    return {
        "question": view.words.text(question),
        "facts": finding.facts,
        "decision": {"body": decision.body, "date": decision.date, "answer": decision.answer} if decision else None,
    }
