"""Annotations of GitHub Actions: one workflow command for each finding, the strongest first.

GitHub shows ten of each kind for a step, so order matters: errors are written as they come, and warnings and notices
are kept, as lines, until the last report. Within a kind and a report, gaps come before what is not declared. A finding
that is told with one of another charter is left out, and what only lies ahead too; both are in the summary.
"""

from collections.abc import Iterable, Iterator

from charter_cli.model.charter import Level
from charter_cli.model.declaration import Problem
from charter_cli.model.report import OPEN, Assessment, Finding, Outcome, Report
from charter_cli.render import View, phrases
from charter_cli.render.escape import one_line, visible
from charter_cli.render.extent import extent
from charter_cli.render.once import Once, once

COMMANDS = {Level.MUST: "error", Level.SHOULD: "warning", Level.MAY: "notice"}


def render(reports: Iterable[Report], view: View) -> Iterator[str]:
    """Yield errors of all reports, then their warnings, then their notices."""
    kept: dict[str, list[str]] = {"warning": [], "notice": []}
    for report in reports:
        errors = [_problem(problem, view) for problem in report.declaration.problems]
        for kind, line in _annotations(report, view):
            kept.get(kind, errors).append(line)
        yield "".join(errors)
    for lines in kept.values():
        yield from lines


def _annotations(report: Report, view: View) -> Iterator[tuple[str, str]]:
    """Yield the kind and the line of each finding that asks somebody to do something."""
    told, found = once(report), list[tuple[int, Assessment, Finding]]()
    for assessment in report.assessments:
        for finding in assessment.of(*OPEN):
            name = (assessment.charter.id, finding.requirement.id)
            if name not in told.told_with:
                rank = OPEN.index(finding.outcome) + len(OPEN) * (name in told.waiting)
                found.append((rank, assessment, finding))
    for _, assessment, finding in sorted(found, key=lambda one: one[0]):
        kind = "notice" if finding.outcome is Outcome.NEEDS_REVIEW else COMMANDS[finding.requirement.level]
        yield kind, _annotation(kind, finding, assessment, report, told, view)


def _annotation(kind: str, finding: Finding, assessment: Assessment, report: Report, told: Once, view: View) -> str:
    words, requirement, document = view.words, finding.requirement, report.declaration.document
    places = {"file": view.relative(report.declaration.path)}
    if document:
        reach = extent(document, phrases.primary(finding))
        numbers = {"line": reach.line, "endLine": reach.line, "col": reach.column, "endColumn": reach.end_column}
        places |= {name: str(number) for name, number in numbers.items()}
    outcome = words.label(f"outcome.{finding.outcome}")
    title = f"{requirement.id} {outcome} {words.text(requirement.title)}"
    return _command(kind, {**places, "title": one_line(title)}, _lines(finding, assessment, told, view))


def _lines(finding: Finding, assessment: Assessment, told: Once, view: View) -> list[str]:
    """Say what stands against a requirement or is missing, how to close it, and where the same is asked."""
    words, requirement = view.words, finding.requirement
    if finding.outcome is Outcome.NEEDS_REVIEW:
        lines = [words.text(requirement.judgement or requirement.title)]
        return [*lines, phrases.stale(words, finding.stale)] if finding.stale else lines
    colon = words("colon")
    lines = [f"{phrases.dotted(one.pointer)}{colon}{phrases.cause(words, one)}" for one in finding.gaps]
    missing = (phrases.own_missing(finding, assessment) or finding.missing) if not finding.gaps else ()
    lines += [f"{words('missing')} {phrases.dotted(one)}{colon}{phrases.question(words, one)}" for one in missing]
    lines.append(f"{words('remedy')} {words.text(requirement.remedy)}")
    others = told.others.get((assessment.charter.id, requirement.id), ())
    if others:
        names = ", ".join(f"{other.requirement.id} ({home.charter.id})" for home, other in others)
        lines.append(f"{words('also')} {names}")
    return lines


def _problem(problem: Problem, view: View) -> str:
    properties = {"file": view.relative(problem.path)}
    if problem.place:
        properties |= {"line": str(problem.place.line), "col": str(problem.place.column)}
    return _command("error", {**properties, "title": problem.code}, [phrases.problem(view.words, problem)])


def _command(kind: str, properties: dict[str, str], lines: list[str]) -> str:
    told = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{kind} {told}::{'%0A'.join(_data(one_line(line)) for line in lines)}\n"


def _data(text: str) -> str:
    """Return text as the message of a command: without anything that ends the line or begins another command."""
    return visible(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """Return text as a property of a command, which colons and commas would end."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")
