"""The report as GitLab reads code quality: one entry for each finding that is open, and for each problem of a file.

GitLab shows only the first of several entries with one fingerprint, so none comes twice in a report.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator

from charter_cli.model.charter import Level
from charter_cli.model.declaration import Problem
from charter_cli.model.digest import digest
from charter_cli.model.report import OPEN, Assessment, Finding, Outcome, Report
from charter_cli.render import View, phrases
from charter_cli.render.escape import one_line

SEVERITIES = {Level.MUST: "critical", Level.SHOULD: "major", Level.MAY: "minor"}
REVIEW, PROBLEM = "info", "blocker"


def render(reports: Iterable[Report], view: View) -> Iterator[str]:
    """Yield one JSON array, empty where nothing is open."""
    yield "["
    writer, separator = _Writer(view), "\n"
    for report in reports:
        entries = ",\n".join(writer.entries(report))
        if entries:
            yield separator + entries
            separator = ",\n"
    yield "]\n" if separator == "\n" else "\n]\n"


_dumped = json.JSONEncoder(ensure_ascii=False).encode


class _Writer:
    """Writes entries in one language, with paths as the pipeline names them."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.words = view.words
        self.written: Counter[str] = Counter()

    def entries(self, report: Report) -> Iterator[str]:
        for problem in report.declaration.problems:
            yield self.problem(problem)
        for assessment in report.assessments:
            for finding in assessment.of(*OPEN):
                yield self.finding(finding, assessment, report)

    def problem(self, problem: Problem) -> str:
        path = self.view.relative(problem.path)
        name = digest([path, problem.code, problem.pointer]).removeprefix("sha256:")[:32]
        said = phrases.problem(self.words, problem)
        line = problem.place.line if problem.place else 1
        return self.entry(said, problem.code, (name, path), PROBLEM, line)

    def finding(self, finding: Finding, assessment: Assessment, report: Report) -> str:
        words, requirement, document = self.words, finding.requirement, report.declaration.document
        outcome = words(f"outcome.{finding.outcome}")
        title, reason = words.text(requirement.title), phrases.reason(words, finding, assessment)
        said = f"{requirement.id} {outcome}{words('colon')}{title} ({reason})"
        severity = REVIEW if finding.outcome is Outcome.NEEDS_REVIEW else SEVERITIES[requirement.level]
        line = document.place(phrases.primary(finding)).line if document else 1
        name = (finding.fingerprint, self.view.relative(report.declaration.path))
        return self.entry(said, f"{assessment.charter.id}/{requirement.id}", name, severity, line)

    def entry(self, said: str, check: str, name: tuple[str, str], severity: str, line: int) -> str:
        """Write an entry; `name` is its fingerprint and the path of its file."""
        return _dumped(
            {
                "description": one_line(said),
                "check_name": check,
                "fingerprint": self.unique(*name),
                "severity": severity,
                "location": {"path": one_line(name[1]), "lines": {"begin": line}},
            }
        )

    def unique(self, fingerprint: str, path: str) -> str:
        """Return a fingerprint that no entry before had: with its file, where two declare the same project."""
        self.written[fingerprint] += 1
        if self.written[fingerprint] == 1:
            return fingerprint
        told = digest([fingerprint, path]).removeprefix("sha256:")[:32]
        self.written[told] += 1
        again = self.written[told]
        return told if again == 1 else digest([told, again]).removeprefix("sha256:")[:32]
