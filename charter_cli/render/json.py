"""The report as JSON, the same shape always, described by schemas/report.schema.json. It carries keys and sentences."""

from collections.abc import Mapping, Sequence

from charter_cli.model.charter import Charter, Requirement
from charter_cli.model.declaration import Decision, Document, Place
from charter_cli.model.report import Assessment, Exit, Finding, Report, Stale, Waived, bounds
from charter_cli.model.waiver import Waiver
from charter_cli.render import Separated, View, phrases, told
from charter_cli.render.once import Name, once
from charter_cli.render.told import Json, dumped


def _joined(*parts: str) -> str:
    """Make one JSON object of several, each written already."""
    return "{" + ", ".join(part[1:-1] for part in parts) + "}"


def _decision(given: Decision) -> Json:
    return {
        "body": given.body,
        "date": given.date,
        "answer": given.answer,
        "reason": given.reason,
        "valid_until": given.valid_until,
        "conditions": [
            {"text": one.text, "owner": one.owner, "due": one.due, "met": one.met, "line": one.place.line}
            for one in given.conditions
        ],
        "path": given.path,
        "line": given.place.line,
        "column": given.place.column,
    }


def _waived(given: Waived, as_of: str) -> Json:
    """Return the waiver of a finding that ends first, the outcome that lies under it, and the other waivers."""
    others = [_waiver(one, as_of) for one in given.others]
    return {"outcome": given.outcome, **_waiver(given.waiver, as_of), "others": others}


def _waiver(given: Waiver, as_of: str) -> Json:
    return {
        "pointer": given.pointer,
        "reason": given.reason,
        "owner": given.owner,
        "approver": given.approver,
        "decision": given.decision,
        "granted": given.granted,
        "expires": given.expires,
        "days_left": given.days_left(as_of),
        "renewals": given.renewals,
        "path": given.path,
        "line": given.place.line,
        "column": given.place.column,
    }


class Form(Separated):
    """Writes one JSON document. What is the same in every report is made and written once."""

    separator = ",\n"

    def __init__(self, view: View, charters: Sequence[Charter]) -> None:
        super().__init__(view, charters)
        self.requirements: dict[tuple[str, str], str] = {}
        self.questions: dict[str, str] = {}
        self.places: dict[str, Json] = {}
        self.told_with: Mapping[Name, Name] = {}
        self.as_of = ""

    def before(self) -> str:
        return told.opening(self.words)

    def after(self, worst: Exit) -> str:
        return told.closing(worst)

    def piece(self, report: Report) -> str:
        declaration, self.places = report.declaration, {}
        self.told_with, self.as_of = once(report).told_with, str(report.as_of)
        head = {
            "path": declaration.path,
            "project": {"id": declaration.fact("/project/id"), "name": declaration.fact("/project/name")},
            "stage": report.stage,
            "as_of": report.as_of,
            "digest": declaration.digest if declaration.facts else None,
            "exit_code": report.exit.value,
            "problems": [told.problem(self.words, problem) for problem in declaration.problems],
            "notices": [told.problem(self.words, notice) for notice in report.notices],
            "evidence": [document.data() for document in report.evidence],
        }
        assessments = ", ".join(self.assessment(one, declaration.document) for one in report.assessments)
        return _joined(dumped(head), f'{{"assessments": [{assessments}]}}')

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
            _joined(self.requirement(finding.requirement, charter), dumped(self.finding(finding, document, charter)))
            for finding in assessment.findings
        )
        return _joined(dumped(head), f'{{"findings": [{findings}]}}', dumped(tail))

    def requirement(self, requirement: Requirement, charter: Charter) -> str:
        """Return what a finding says of its requirement, whatever the declaration."""
        key = (charter.id, requirement.id)
        if key not in self.requirements:
            words = self.words
            self.requirements[key] = dumped(
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
            "known": finding.known,
            "told_with": f"{told_with[0]}/{told_with[1]}" if told_with else None,
            "waiver": _waived(finding.waived, self.as_of) if finding.waived else None,
            "upcoming": {"stage": wait.stage, "date": wait.date, "outcome": wait.outcome} if wait else None,
            "judgement": self.judgement(finding),
            "stale": self.stale(finding.stale) if finding.stale else None,
        }

    def stale(self, given: Stale) -> Json:
        """Return a decision that does not cover the judgement, why, and what changed since, as far as it records it."""
        return {
            **_decision(given.decision),
            "why": given.reason,
            "changes": [one._asdict() for one in given.changes],
            "message": phrases.stale(self.words, given),
        }

    def judgement(self, finding: Finding) -> Json | None:
        question, facts = finding.requirement.judgement, finding.facts
        if question is None or not facts:
            return None
        decision = finding.decision
        return {
            "question": self.words.text(question),
            "facts": facts,
            "decision": _decision(decision) if decision else None,
            "open_conditions": len(finding.conditions),
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
