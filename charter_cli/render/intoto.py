"""What a run found as an in-toto Statement (https://in-toto.io/Statement/v1), which a body can sign with its own tools.

The subject is each declaration by the digest of its file; a file that could not be read is only in the predicate.
The statement is not signed and has no time: who signs it says when.
"""

import json
from collections.abc import Sequence

from charter_cli import __version__
from charter_cli.model.charter import Charter
from charter_cli.model.declaration import Input, Problem
from charter_cli.model.report import Assessment, Exit, Report
from charter_cli.render import View, Writer, phrases

STATEMENT = "https://in-toto.io/Statement/v1"
PREDICATE = "urn:charter:attestation:assessment:1"

Json = dict[str, object]

_dumped = json.JSONEncoder(ensure_ascii=False).encode


class Form(Writer):
    """Writes one JSON document: a line for each declaration, then the subject, which is known last."""

    def __init__(self, view: View, charters: Sequence[Charter]) -> None:
        super().__init__(view, charters)
        self.subject: dict[str, Json] = {}
        self.separator = ""

    def before(self) -> str:
        run = self.view.run
        predicate = {
            "tool": {"name": "charter", "version": __version__},
            "charters": [
                {"id": one.id, "version": one.version, "digest": _digest(one.digest)} for one in self.charters
            ],
            "waivers": [self.file(one) for one in run.waivers],
            "baseline": self.file(run.baseline),
        }
        head = _dumped({"_type": STATEMENT, "predicateType": PREDICATE})[:-1]
        return f'{head}, "predicate": {_dumped(predicate)[:-1]}, "declarations": [\n'

    def piece(self, report: Report) -> tuple[Json | None, str]:
        declaration = report.declaration
        told = {
            "file": self.file(Input(declaration.path, declaration.sha256)),
            "project": declaration.fact("/project/id"),
            "facts": _digest(declaration.digest) if declaration.facts else None,
            "decisions": self.file(declaration.decisions_file),
            "as_of": report.as_of,
            "stage": report.stage,
            "gate": {"fail_on": report.gate.fail_on, "require_review": report.gate.require_review},
            "exit_code": report.exit.value,
            "problems": [self.problem(one) for one in declaration.problems],
            "assessments": [_assessment(one) for one in report.assessments],
        }
        subject = self.file(Input(declaration.path, declaration.sha256)) if declaration.sha256 else None
        return subject, _dumped(told)

    def joined(self, piece: tuple[Json | None, str]) -> str:
        subject, text = piece
        if subject:
            self.subject.setdefault(str(subject["name"]), subject)
        text, self.separator = self.separator + text, ",\n"
        return text

    def after(self, worst: Exit) -> str:
        subject = _dumped(list(self.subject.values()))
        return f'\n], "exit_code": {worst.value}}}, "subject": {subject}}}\n'

    def file(self, given: Input | None) -> Json | None:
        """Return a file as in-toto describes a resource."""
        if given is None:
            return None
        digest = {"sha256": given.sha256} if given.sha256 else {}
        return {"name": self.view.relative(given.path), "digest": digest}

    def problem(self, given: Problem) -> Json:
        line, column = given.place or (None, None)
        return {
            "name": self.view.relative(given.path),
            "code": given.code,
            "message": phrases.problem(self.words, given),
            "line": line,
            "column": column,
        }


def _digest(named: str) -> Json:
    return {"sha256": named.removeprefix("sha256:")}


def _assessment(assessment: Assessment) -> Json:
    """Return the verdict by one charter, how many findings have each outcome, and the outcome of each requirement."""
    return {
        "charter": assessment.charter.id,
        "verdict": assessment.verdict,
        "counts": {outcome.value: count for outcome, count in assessment.counts().items()},
        "outcomes": {one.requirement.id: one.outcome for one in assessment.findings},
    }
