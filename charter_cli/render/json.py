"""The report as JSON, the same shape always, described by schemas/report.schema.json. It carries keys and sentences."""

import json
from collections.abc import Iterable, Iterator, Mapping

from charter_cli import __version__
from charter_cli.model.charter import Charter, Requirement
from charter_cli.model.declaration import Document, Place, Problem
from charter_cli.model.report import Assessment, Exit, Finding, Report, bounds
from charter_cli.render import View, phrases
from charter_cli.render.once import Name, once

SCHEMA_VERSION = 1
Json = dict[str, object]


def render(reports: Iterable[Report], view: View) -> Iterator[str]:
    """Yield one JSON document; the exit code comes last, since it is known last."""
    head = _dumped({"schema_version": SCHEMA_VERSION, "tool": {"name": "charter", "version": __version__}})
    yield head[:-1] + f', "language": "{view.words.language}", "declarations": ['
    worst, separator, writer = Exit.OK, "\n", _Writer(view)
    for report in reports:
        worst = max(worst, report.exit)
        yield separator + writer.report(report)
        separator = ",\n"
    yield f'\n], "exit_code": {worst.value}}}\n'


_dumped = json.JSONEncoder(ensure_ascii=False).encode


def _joined(*parts: str) -> str:
    """Make one JSON object of several, each written already."""
    return "{" + ", ".join(part[1:-1] for part in parts) + "}"


class _Writer:
    """Writes reports in one language. What is the same in every report is made and written once."""

    def __init__(self, view: View) -> None:
        self.words = view.words
        self.requirements: dict[tuple[str, str], str] = {}
        self.questions: dict[str, str] = {}
        self.places: dict[str, Json] = {}
        self.told_with: Mapping[Name, Name] = {}

    def report(self, report: Report) -> str:
        declaration, self.places = report.declaration, {}
        self.told_with = once(report).told_with
        head = {
            "path": declaration.path,
            "project": {"id": declaration.fact("/project/id"), "name": declaration.fact("/project/name")},
            "stage": report.stage,
            "as_of": report.as_of,
            "digest": declaration.digest if declaration.facts else None,
            "exit_code": report.exit.value,
            "problems": [self.problem(problem) for problem in declaration.problems],
        }
        assessments = ", ".join(self.assessment(one, declaration.document) for one in report.assessments)
        return _joined(_dumped(head), f'{{"assessments": [{assessments}]}}')

    def problem(self, problem: Problem) -> Json:
        return {
            "path": problem.path,
            "code": problem.code,
            "message": phrases.problem(self.words, problem),
            "pointer": problem.pointer,
            "line": problem.place.line if problem.place else None,
            "column": problem.place.column if problem.place else None,
        }

    def assessment(self, assessment: Assessment, document: Document | None) -> str:
        charter = assessment.charter
        head = {
            "charter": {"id": charter.id, "version": charter.version, "digest": charter.digest},
            "verdict": assessment.verdict,
            "counts": {outcome.value: count for outcome, count in assessment.counts().items()},
            "bounds": bounds(assessment.findings)._asdict(),
        }
        tail = {
            "questions": [
                {
                    "pointer": question.pointer,
                    "question": self.question(question.pointer),
                    "requirements": list(question.requirements),
                }
                for question in assessment.questions
            ]
        }
        findings = ", ".join(
            _joined(self.requirement(finding.requirement, charter), _dumped(self.finding(finding, document, charter)))
            for finding in assessment.findings
        )
        return _joined(_dumped(head), f'{{"findings": [{findings}]}}', _dumped(tail))

    def requirement(self, requirement: Requirement, charter: Charter) -> str:
        """Return what a finding says of its requirement, whatever the declaration."""
        key = (charter.id, requirement.id)
        if key not in self.requirements:
            words = self.words
            self.requirements[key] = _dumped(
                {
                    "requirement": requirement.id,
                    "slug": requirement.slug,
                    "principle": requirement.principle,
                    "level": requirement.level,
                    "basis": requirement.basis,
                    "themes": list(requirement.themes),
                    "title": words.text(requirement.title),
                    "remedy": words.text(requirement.remedy),
                    "source": phrases.source(words, requirement, charter),
                    "references": list(requirement.cites.references),
                    "related": list(requirement.related),
                }
            )
        return self.requirements[key]

    def finding(self, finding: Finding, document: Document | None, charter: Charter) -> Json:
        words, wait = self.words, finding.upcoming
        told_with = self.told_with.get((charter.id, finding.requirement.id))
        return {
            "outcome": finding.outcome,
            "because": [{**self.place(document, one.pointer), "value": one.declared} for one in finding.because],
            "gaps": [
                {
                    "keyword": one.keyword,
                    **self.place(document, one.pointer),
                    "declared": one.declared,
                    "message": phrases.cause(words, one),
                }
                for one in finding.gaps
            ],
            "missing": [
                {**self.place(document, pointer), "question": self.question(pointer)} for pointer in finding.missing
            ],
            "fingerprint": finding.fingerprint,
            "told_with": f"{told_with[0]}/{told_with[1]}" if told_with else None,
            "waiver": None,
            "upcoming": {"stage": wait.stage, "date": wait.date, "outcome": wait.outcome} if wait else None,
            "judgement": self.judgement(finding),
        }

    def judgement(self, finding: Finding) -> Json | None:
        question, facts = finding.requirement.judgement, finding.facts
        if question is None or not facts:
            return None
        decision = finding.decision
        return {
            "question": self.words.text(question),
            "facts": facts,
            "decision": {"body": decision.body, "date": decision.date, "answer": decision.answer} if decision else None,
        }

    def place(self, document: Document | None, pointer: str) -> Json:
        """Return where a pointer stands; the facts of the scope are asked for with every finding of a report."""
        if pointer not in self.places:
            line, column = document.place(pointer) if document else Place(1, 1)
            self.places[pointer] = {"pointer": pointer, "line": line, "column": column}
        return self.places[pointer]

    def question(self, pointer: str) -> str:
        """Return the question of a fact, made once."""
        if pointer not in self.questions:
            self.questions[pointer] = phrases.question(self.words, pointer)
        return self.questions[pointer]
