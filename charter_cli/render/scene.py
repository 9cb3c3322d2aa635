"""Findings as plain data for templates: every sentence made, every declared value as people read it."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from charter_cli.model.charter import Charter
from charter_cli.model.declaration import Decision, parts_of
from charter_cli.model.evidence import Evidence
from charter_cli.model.report import Assessment, Cause, Change, Finding, Outcome, Report
from charter_cli.model.waiver import Waiver
from charter_cli.render import View, evidence, people, phrases
from charter_cli.render.once import Name, Once, once

Data = dict[str, object]

SHORT = 12
"""So many letters of a digest are enough to tell it from others by eye."""


class Scene(NamedTuple):
    """What the data of one report is made of: its evidence, which is looked up only once, by name.

    `unseen` names the documents that nobody looked at and that a requirement of a charter holds by alone.
    """

    report: Report
    view: View
    told: Once
    register: Mapping[str, Evidence]
    unseen: Mapping[Name, list[str]]

    def facts(self, value: object, pointer: str = "") -> Iterator[tuple[str, object]]:
        """Yield every declared value below a pointer, in the order of the file; a list of plain values is one."""
        if isinstance(value, dict):
            for key, item in value.items():
                yield from self.facts(item, f"{pointer}/{key}")
        elif isinstance(value, list) and any(isinstance(item, dict | list) for item in value):
            for index, item in enumerate(value):
                yield from self.facts(item, f"{pointer}/{index}")
        else:
            yield pointer, value

    def fact(self, pointer: str, value: object) -> Data:
        """Return a declared value with its name, what was asked, and its line."""
        declaration, words = self.report.declaration, self.view.words
        return {
            "name": phrases.dotted(pointer),
            "question": self.document_at(pointer) or phrases.question(words, pointer),
            "value": people.value(words, pointer, value, declaration),
            "line": declaration.document.place(pointer).line if declaration.document and pointer else None,
        }

    def places(self, causes: Sequence[Cause]) -> list[Data]:
        """Return the fact of each cause, and what stands against it, if anything does."""
        return [
            {**self.fact(one.pointer, one.declared), "message": self.cause(one) if one.keyword else None}
            for one in causes
        ]

    def cause(self, given: Cause) -> str:
        """Say what stands against a requirement."""
        return phrases.cause(self.view.words, given, partial(people.quoted, self.view.words, given.pointer))

    def missing(self, pointers: Sequence[str]) -> list[Data]:
        """Return the facts that are not declared, each with its question."""
        return [
            {"name": phrases.to_declare(one, self.report.declaration), "question": self.question(one)}
            for one in pointers
        ]

    def question(self, pointer: str) -> str:
        """Return the question that a fact answers, with the document that it is about, if it is about one."""
        parts = (self.document_at(pointer), phrases.question(self.view.words, pointer))
        return self.view.words("colon").join(part for part in parts if part)

    def document_at(self, pointer: str) -> str:
        """Return the title of the document that a fact is about, or nothing for facts about anything else."""
        names = parts_of(pointer)
        document = self.register.get(names[1]) if len(names) > 1 and names[0] == "evidence" else None
        return document.title or "" if document else ""

    def finding(self, finding: Finding, assessment: Assessment) -> Data:
        """Return a finding with all that a template may want to say of it."""
        requirement, words = finding.requirement, self.view.words
        name = (assessment.charter.id, requirement.id)
        decision, unseen, others = finding.decision, self.unseen.get(name), self.told.others.get(name, ())
        return {
            "id": requirement.id,
            "charter": words.text(assessment.charter.title),
            "title": words.text(requirement.title),
            "level": words(f"level.{requirement.level}"),
            "outcome": words(f"outcome.{finding.outcome}"),
            "known": words("known.text") if finding.known else None,
            "themes": [words(f"theme.{theme}") for theme in requirement.themes],
            "because": words.text(requirement.because),
            "remedy": words.text(requirement.remedy),
            "example": requirement.example,
            "source": phrases.source(words, requirement, assessment.charter),
            "references": list(requirement.cites.references),
            "see": _see(finding, assessment.charter, self.view),
            "judgement": words.text(requirement.judgement) if requirement.judgement else None,
            "facts": finding.facts,
            "decision": self.decision(decision) if decision else None,
            "conditions": phrases.conditions(words, finding),
            "stale": phrases.stale(words, finding.stale) if finding.stale else None,
            "stale_decision": self.decision(finding.stale.decision) if finding.stale else None,
            "changes": [self.change(one) for one in finding.stale.changes] if finding.stale else [],
            "why": self.places(phrases.why(finding)),
            "switched_off": self.places(finding.because if finding.outcome is Outcome.NOT_APPLICABLE else ()),
            "gaps": self.places(finding.gaps),
            "missing": self.missing(phrases.own_missing(finding, assessment)),
            "upcoming": phrases.wait(words, finding.upcoming) if finding.upcoming else None,
            "waivers": [self.waiver(one) for one in finding.waived.waivers] if finding.waived else [],
            "not_seen": evidence.not_seen(words, unseen) if unseen else None,
            "also": [
                {
                    "id": other.requirement.id,
                    "charter": words.text(home.charter.title),
                    "source": phrases.source(words, other.requirement, home.charter),
                }
                for home, other in others
            ],
        }

    def decision(self, given: Decision) -> Data:
        """Return a decision with its conditions, those that are met too."""
        return {
            "body": given.body,
            "date": given.date,
            "answer": self.view.words(f"answer.{given.answer}"),
            "reason": given.reason,
            "valid_until": given.valid_until,
            "path": given.path,
            "line": given.place.line,
            "conditions": [
                {"text": one.text, "owner": one.owner, "due": one.due, "met": one.met, "line": one.place.line}
                for one in given.conditions
            ],
        }

    def change(self, given: Change) -> Data:
        """Return a fact that a decision rests on and that changed since."""
        words = self.view.words
        before, after = (
            people.value(words, given.pointer, value, self.report.declaration) if value is not None else None
            for value in given[1:3]
        )
        told = {"name": phrases.dotted(given.pointer), "question": phrases.question(words, given.pointer)}
        return {**told, "before": before, "after": after, "file": given.file, "text": phrases.change(words, given)}

    def waiver(self, given: Waiver) -> Data:
        """Return a waiver with the days that it has left."""
        words, renewals = self.view.words, given.renewals
        left = given.days_left(str(self.report.as_of))
        return {
            "until": words.number("waiver.left", left, date=given.expires),
            "days_left": left,
            "name": phrases.dotted(given.pointer) if given.pointer else None,
            "reason": given.reason,
            "decision": words("waiver.granted", decision=given.decision, granted=given.granted),
            "renewed": words.number("waiver.renewed", renewals) if renewals else None,
            "owner": given.owner,
            "approver": given.approver,
        }

    def document(self, given: Evidence) -> Data:
        """Return one document of the register of evidence."""
        words, report = self.view.words, self.report
        return {
            "id": given.id,
            "title": given.title,
            "kind": evidence.kind(words, given),
            "date": given.date,
            "dated": evidence.dated(words, given),
            "age": given.age,
            "expires": evidence.expires(words, given),
            "days_left": given.days_left,
            "state": given.state.value,
            "standing": evidence.standing(words, given),
            "fresh": given.fresh,
            "in_order": given.in_order,
            "sha256": given.sha256,
            "short": f"{given.sha256[:SHORT]}…" if given.sha256 else None,
            "seen_sha256": given.seen_sha256,
            "supports": evidence.supports(words, given, report),
            "reasons": list(evidence.reasons(words, given, report)),
            "doubt": evidence.doubt(words, given, report),
        }


def scene(report: Report, view: View) -> Scene:
    """Return what the data of a report is made of."""
    register = report.evidence
    unseen: dict[Name, list[str]] = {}
    for document in register:
        for one in document.supports:
            if one.not_seen:
                unseen.setdefault((one.charter, one.requirement), []).append(document.id)
    return Scene(report, view, once(report), {one.id: one for one in register}, unseen)


def _see(finding: Finding, charter: Charter, view: View) -> list[str]:
    """Name the texts that a requirement cites beside its source; one that rests on law names them as its source."""
    cites = finding.requirement.cites
    return [phrases.cited(view.words, charter, name) for name in cites.references] if cites.clause else []
