"""One line for each finding that asks somebody to do something: `path:line:column: ID outcome title`.

Problems and notices have a line too, with their code. What is waived asks nobody now, and is left out.
"""

from collections.abc import Iterator, Sequence

from charter_cli.model.charter import Charter
from charter_cli.model.declaration import Place, Problem
from charter_cli.model.report import Outcome, Report
from charter_cli.render import View, Writer, phrases
from charter_cli.render.escape import one_line

TOLD = (Outcome.GAP, Outcome.UNDECLARED, Outcome.NEEDS_REVIEW, Outcome.UPCOMING)


class Form(Writer):
    """Writes the lines of each report, problems first."""

    def __init__(self, view: View, charters: Sequence[Charter]) -> None:
        super().__init__(view, charters)
        self.titles: dict[str, str] = {}

    def piece(self, report: Report) -> str:
        return "".join(self.lines(report))

    def lines(self, report: Report) -> Iterator[str]:
        words, titles, declaration = self.words, self.titles, report.declaration
        for problem in declaration.problems:
            yield self.problem(problem)
        for assessment in report.assessments:
            for finding in assessment.of(*TOLD):
                path, (line, column) = phrases.spot(finding, declaration)
                requirement = finding.requirement
                title = titles.get(requirement.id) or one_line(words.text(requirement.title))
                titles[requirement.id] = title
                known = f" ({words('known')})" if finding.known else ""
                yield f"{one_line(path)}:{line}:{column}: {requirement.id} {finding.outcome} {title}{known}\n"
        yield from map(self.problem, report.notices)

    def problem(self, problem: Problem) -> str:
        line, column = problem.place or Place(1, 1)
        said = one_line(phrases.problem(self.words, problem))
        return f"{one_line(problem.path)}:{line}:{column}: {problem.code} {said}\n"
