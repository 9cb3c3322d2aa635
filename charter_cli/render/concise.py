"""One line for each finding that asks somebody to do something: `path:line:column: ID outcome title`."""

from collections.abc import Iterable, Iterator

from charter_cli.model.declaration import Place
from charter_cli.model.report import Outcome, Report
from charter_cli.render import View, phrases
from charter_cli.render.escape import one_line

TOLD = (Outcome.GAP, Outcome.UNDECLARED, Outcome.NEEDS_REVIEW, Outcome.UPCOMING)


def render(reports: Iterable[Report], view: View) -> Iterator[str]:
    """Yield the lines of each report, problems first."""
    words, titles = view.words, dict[str, str]()
    for report in reports:
        declaration = report.declaration
        for problem in declaration.problems:
            line, column = problem.place or Place(1, 1)
            said = one_line(phrases.problem(words, problem))
            yield f"{one_line(problem.path)}:{line}:{column}: {problem.code} {said}\n"
        document, path = declaration.document, one_line(declaration.path)
        for assessment in report.assessments:
            for finding in assessment.of(*TOLD):
                line, column = document.place(phrases.primary(finding)) if document else Place(1, 1)
                requirement = finding.requirement
                title = titles.get(requirement.id) or one_line(words.text(requirement.title))
                titles[requirement.id] = title
                yield f"{path}:{line}:{column}: {requirement.id} {finding.outcome} {title}\n"
