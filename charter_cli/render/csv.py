"""The report as a table for spreadsheets (RFC 4180): a row for each declaration, charter and requirement.

A problem that keeps a declaration from being judged has a row too; its code stands in place of the slug.
"""

from collections.abc import Iterable, Iterator

from charter_cli.model.charter import Charter, Requirement
from charter_cli.model.declaration import Declaration, Place, Problem
from charter_cli.model.report import Assessment, Finding, Report
from charter_cli.render import View, phrases
from charter_cli.render.escape import quoted, row
from charter_cli.words import Words

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
)
PROBLEM = "problem"
"""What stands as the outcome of a declaration that was not judged."""


def render(reports: Iterable[Report], view: View) -> Iterator[str]:
    """Yield the heads, and then the rows of each report."""
    yield row(COLUMNS)
    writer = _Writer(view.words)
    for report in reports:
        yield "".join(writer.rows(report))


class _Writer:
    """Writes rows in one language. What a row says of its requirement alone is made once."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.requirements: dict[tuple[str, str], tuple[str, str, str]] = {}

    def rows(self, report: Report) -> Iterator[str]:
        declaration = report.declaration
        for problem in declaration.problems:
            yield self.problem(problem, declaration)
        names = (quoted(declaration.path), quoted(declaration.fact("/project/id")))
        for assessment in report.assessments:
            for finding in assessment.findings:
                yield self.finding(finding, assessment, declaration, names)

    def problem(self, problem: Problem, declaration: Declaration) -> str:
        line, column = problem.place or (None, None)
        said, project = phrases.problem(self.words, problem), declaration.fact("/project/id")
        named = (problem.path, line, column, project, None, None, problem.code, None, None, None, PROBLEM, said)
        return row([*named, *[None] * (len(COLUMNS) - len(named))])

    def finding(
        self, finding: Finding, assessment: Assessment, declaration: Declaration, names: tuple[str, str]
    ) -> str:
        document, (path, project) = declaration.document, names
        line, column = document.place(phrases.primary(finding)) if document else Place(1, 1)
        named, title, closed = self.requirement(finding.requirement, assessment.charter)
        gaps = quoted("; ".join(phrases.named_cause(self.words, one) for one in finding.gaps))
        missing = quoted("; ".join(map(phrases.dotted, finding.missing)))
        start = f"{path},{line},{column},{project},{named}"
        return f"{start},{finding.outcome},{title},{gaps},{missing},{closed},{finding.fingerprint}\r\n"

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
