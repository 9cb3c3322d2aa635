"""Annotations of GitHub Actions: one workflow command for each finding, the strongest first.

GitHub shows ten of each kind for a step, so order matters: errors are written as they come, and warnings and notices
are kept, as lines, until the last report. Within a kind and a report, gaps come before what is not declared. A finding
that is told with one of another charter is left out, and what only lies ahead too; both are in the summary. What the
baseline knows is a notice behind all others, whatever its level.
"""

from collections.abc import Iterator, Sequence

from charter_cli.model.charter import Charter, Level
from charter_cli.model.declaration import Problem
from charter_cli.model.report import OPEN, Assessment, Exit, Finding, Outcome, Report
from charter_cli.render import View, Writer, phrases
from charter_cli.render.escape import one_line, visible
from charter_cli.render.extent import extent
from charter_cli.render.once import Once, once
from charter_cli.render.remarks import remarks

COMMANDS = {Level.MUST: "error", Level.SHOULD: "warning", Level.MAY: "notice"}


class Form(Writer):
    """Writes the errors of all reports, then their warnings, then their notices."""

    def __init__(self, view: View, charters: Sequence[Charter]) -> None:
        super().__init__(view, charters)
        self.kept: dict[str, list[str]] = {"warning": [], "notice": [], "known": []}

    def piece(self, report: Report) -> list[tuple[str, str]]:
        problems = [("error", _problem(problem, self.view)) for problem in report.declaration.problems]
        notices = [_notice(notice, self.view) for notice in report.notices]
        return [*problems, *_annotations(report, self.view), *notices]

    def joined(self, piece: list[tuple[str, str]]) -> str:
        errors = list[str]()
        for kind, line in piece:
            self.kept.get(kind, errors).append(line)
        return "".join(errors)

    def after(self, _: Exit) -> str:
        return "".join(line for lines in self.kept.values() for line in lines)


def _annotations(report: Report, view: View) -> Iterator[tuple[str, str]]:
    """Yield the kind and the line of each finding that asks somebody to do something, and of what is waived, last."""
    told, found = once(report), list[tuple[int, Assessment, Finding]]()
    for assessment in report.assessments:
        for finding in assessment.of(*OPEN):
            name = (assessment.charter.id, finding.requirement.id)
            if name not in told.told_with:
                rank = OPEN.index(finding.outcome) + len(OPEN) * (name in told.waiting)
                found.append((rank, assessment, finding))
        found += [(2 * len(OPEN), assessment, finding) for finding in assessment.of(Outcome.WAIVED)]
    for _, assessment, finding in sorted(found, key=lambda one: one[0]):
        notice = finding.known or finding.outcome in (Outcome.NEEDS_REVIEW, Outcome.WAIVED)
        kind = "notice" if notice else COMMANDS[finding.requirement.level]
        yield "known" if finding.known else kind, _annotation(kind, finding, assessment, report, told, view)


def _annotation(kind: str, finding: Finding, assessment: Assessment, report: Report, told: Once, view: View) -> str:
    words, requirement, document = view.words, finding.requirement, report.declaration.document
    places = {"file": view.relative(report.declaration.path)}
    if finding.refuted_at:
        path, place = finding.refuted_at
        places = {"file": view.relative(path), "line": str(place.line), "col": str(place.column)}
    elif document:
        reach = extent(document, phrases.primary(finding))
        numbers = {"line": reach.line, "endLine": reach.line, "col": reach.column, "endColumn": reach.end_column}
        places |= {name: str(number) for name, number in numbers.items()}
    outcome = phrases.outcome(words, finding)
    title = f"{requirement.id} {outcome}{words('colon')}{words.text(requirement.title)}"
    waived = [f"{label} {text}" for facts in phrases.waivers(words, finding, report) for label, text in facts]
    lines = [*waived, *remarks(words, finding, assessment, told)]
    return _command(kind, {**places, "title": one_line(title)}, lines)


def _notice(notice: Problem, view: View) -> tuple[str, str]:
    kind = "notice" if phrases.is_note(notice) else "warning"
    return kind, _problem(notice, view, kind)


def _problem(problem: Problem, view: View, kind: str = "error") -> str:
    properties = {"file": view.relative(problem.path)}
    if problem.place:
        properties |= {"line": str(problem.place.line), "col": str(problem.place.column)}
    return _command(kind, {**properties, "title": problem.code}, [phrases.problem(view.words, problem)])


def _command(kind: str, properties: dict[str, str], lines: list[str]) -> str:
    told = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{kind} {told}::{'%0A'.join(_data(one_line(line)) for line in lines)}\n"


def _data(text: str) -> str:
    """Return text as the message of a command: without anything that ends the line or begins another command."""
    return visible(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """Return text as a property of a command, which colons and commas would end."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")
