"""The report as a table for spreadsheets (RFC 4180): a row for each declaration, charter and requirement.

A problem that keeps a declaration from being judged has a row too, and so has a notice; the code stands in place of the
slug.
"""

from collections.abc import Iterator, Sequence

from charter_cli.model.charter import Charter, Requirement
from charter_cli.model.declaration import Declaration, Place, Problem
from charter_cli.model.report import Assessment, Finding, Report, Waived
from charter_cli.render import View, Writer, phrases
from charter_cli.render.escape import quoted, row

OF_WAIVERS = ("reason", "owner", "approver", "decision", "granted", "expires", "days_left", "renewals")
COLUMNS = (
    "path",
    "line",
    "column",
    "project",
    "charter",
    "requirement",
    "slug",
    "principle",
    "level",
    "basis",
    "outcome",
    "title",
    "gaps",
    "missing",
    "remedy",
    "source",
    "fingerprint",
    "known",
    "waived_outcome",
    *(f"waiver_{name}" for name in OF_WAIVERS),
    "decision",
)
PROBLEM = "problem"
"""What stands as the outcome of a declaration that was not judged."""
NOTICE = "notice"
"""What stands as the outcome of what is told beside the findings."""


class Form(Writer):
    """Writes the heads, and then the rows of each report. What a row says of its requirement alone is made once."""

    def __init__(self, view: View, charters: Sequence[Charter]) -> None:
        super().__init__(view, charters)
        self.requirements: dict[tuple[str, str], tuple[str, str, str]] = {}

    def before(self) -> str:
        return row(COLUMNS)

    def piece(self, report: Report) -> str:
        return "".join(self.rows(report))

    def rows(self, report: Report) -> Iterator[str]:
        declaration = report.declaration
        for problem in declaration.problems:
            yield self.problem(problem, declaration)
        names = (quoted(declaration.path), quoted(declaration.fact("/project/id")))
        for assessment in report.assessments:
            for finding in assessment.findings:
                yield self.finding(finding, assessment, report, names)
        for notice in report.notices:
            yield self.problem(notice, declaration, NOTICE)

    def problem(self, problem: Problem, declaration: Declaration, kind: str = PROBLEM) -> str:
        line, column = problem.place or (None, None)
        said, project = phrases.problem(self.words, problem), declaration.fact("/project/id")
        named = (problem.path, line, column, project, None, None, problem.code, None, None, None, kind, said)
        return row([*named, *[None] * (len(COLUMNS) - len(named))])

    def finding(self, finding: Finding, assessment: Assessment, report: Report, names: tuple[str, str]) -> str:
        document, (path, project) = report.declaration.document, names
        line, column = document.place(phrases.primary(finding)) if document else Place(1, 1)
        named, title, closed = self.requirement(finding.requirement, assessment.charter)
        waived = _waived(finding.waived, str(report.as_of)) if finding.waived else "," * len(OF_WAIVERS)
        gaps = quoted("; ".join(phrases.named_cause(self.words, one) for one in finding.gaps))
        missing = quoted("; ".join(map(phrases.dotted, finding.missing)))
        end = f"{'true' if finding.known else 'false'},{waived},{self.decision(finding)}"
        start = f"{path},{line},{column},{project},{named}"
        return f"{start},{finding.outcome},{title},{gaps},{missing},{closed},{finding.fingerprint},{end}\r\n"

    def decision(self, finding: Finding) -> str:
        """Return the cell on the decision of a finding: that it covers it no longer, or what it still asks for."""
        if finding.stale:
            return quoted(phrases.stale(self.words, finding.stale))
        return quoted("; ".join(phrases.conditions(self.words, finding))) if finding.conditions else ""

    def requirement(self, requirement: Requirement, charter: Charter) -> tuple[str, str, str]:
        """Return what a row says of its requirement: its names, its title, and its remedy with its source."""
        key = (charter.id, requirement.id)
        if key not in self.requirements:
            words = self.words
            names = (
                charter.id,
                requirement.id,
                requirement.slug,
                requirement.principle,
                requirement.level,
                requirement.basis,
            )
            closed = (words.text(requirement.remedy), phrases.source(words, requirement, charter))
            self.requirements[key] = (
                ",".join(map(quoted, names)),
                quoted(words.text(requirement.title)),
                ",".join(map(quoted, closed)),
            )
        return self.requirements[key]


def _waived(given: Waived, as_of: str) -> str:
    """Return the cells on the waivers of a finding, several of them in one cell, behind the outcome that lies under."""
    cells = [str(given.outcome)]
    for name in OF_WAIVERS:
        values = (one.days_left(as_of) if name == "days_left" else getattr(one, name) for one in given.waivers)
        cells.append("; ".join(map(str, values)))
    return ",".join(map(quoted, cells))
