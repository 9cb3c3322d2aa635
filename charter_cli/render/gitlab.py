"""The report as GitLab reads code quality: one entry for each finding that is open, and for each problem of a file.

GitLab shows only the first of several entries with one fingerprint, so none comes twice in a report.
"""

import json
from collections import Counter
from collections.abc import Iterator, Sequence

from charter_cli.model.charter import Charter, Level
from charter_cli.model.declaration import Problem
from charter_cli.model.digest import digest
from charter_cli.model.report import OPEN, Assessment, Exit, Finding, Outcome, Report
from charter_cli.render import View, Writer, phrases
from charter_cli.render.escape import one_line

SEVERITIES = {Level.MUST: "critical", Level.SHOULD: "major", Level.MAY: "minor"}
REVIEW, NOTICE, PROBLEM = "info", "minor", "blocker"


_dumped = json.JSONEncoder(ensure_ascii=False).encode

Entry = tuple[str, str, str]
"""The fingerprint of an entry, the path of its file, and the entry without its fingerprint, as JSON."""


class Form(Writer):
    """Writes one JSON array, empty where nothing is open."""

    def __init__(self, view: View, charters: Sequence[Charter]) -> None:
        super().__init__(view, charters)
        self.written: Counter[str] = Counter()

    def before(self) -> str:
        return "["

    def piece(self, report: Report) -> list[Entry]:
        return list(self.entries(report))

    def joined(self, piece: list[Entry]) -> str:
        text = ""
        for fingerprint, path, entry in piece:
            separator = ",\n" if self.written else "\n"
            text += f'{separator}{{"fingerprint": "{self.unique(fingerprint, path)}", {entry[1:]}'
        return text

    def after(self, _: Exit) -> str:
        return "\n]\n" if self.written else "]\n"

    def entries(self, report: Report) -> Iterator[Entry]:
        for problem in report.declaration.problems:
            yield self.problem(problem)
        for assessment in report.assessments:
            for finding in assessment.of(*OPEN, Outcome.WAIVED):
                yield self.finding(finding, assessment, report)
        for notice in report.notices:
            yield self.problem(notice, REVIEW if phrases.is_note(notice) else NOTICE)

    def problem(self, problem: Problem, severity: str = PROBLEM) -> Entry:
        path = self.view.relative(problem.path)
        project = problem.params.get("project", "")
        name = digest([path, problem.code, problem.pointer, project]).removeprefix("sha256:")[:32]
        said = phrases.problem(self.words, problem)
        line = problem.place.line if problem.place else 1
        return self.entry(said, problem.code, (name, path), severity, line)

    def finding(self, finding: Finding, assessment: Assessment, report: Report) -> Entry:
        words, requirement = self.words, finding.requirement
        outcome = phrases.outcome(words, finding)
        title, reason = words.text(requirement.title), phrases.reason(words, finding, assessment)
        told = " · ".join(filter(None, (reason, phrases.waived(words, finding, report))))
        said = f"{requirement.id} {outcome}{words('colon')}{title} ({told})"
        asks = finding.outcome in (Outcome.GAP, Outcome.UNDECLARED)
        severity = SEVERITIES[requirement.level] if asks else REVIEW
        path, place = phrases.spot(finding, report.declaration)
        name = (finding.fingerprint, self.view.relative(path))
        return self.entry(said, f"{assessment.charter.id}/{requirement.id}", name, severity, place.line)

    def entry(self, said: str, check: str, name: tuple[str, str], severity: str, line: int) -> Entry:
        """Write an entry; `name` is its fingerprint and the path of its file."""
        fingerprint, path = name
        told = {
            "description": one_line(said),
            "check_name": check,
            "severity": severity,
            "location": {"path": one_line(path), "lines": {"begin": line}},
        }
        return fingerprint, path, _dumped(told)

    def unique(self, fingerprint: str, path: str) -> str:
        """Return a fingerprint that no entry before had: with its file, where two declare the same project."""
        self.written[fingerprint] += 1
        if self.written[fingerprint] == 1:
            return fingerprint
        told = digest([fingerprint, path]).removeprefix("sha256:")[:32]
        self.written[told] += 1
        again = self.written[told]
        return told if again == 1 else digest([told, again]).removeprefix("sha256:")[:32]
