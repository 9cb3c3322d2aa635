"""What an editor shows in a declaration: problems of form, gaps, missing facts and open judgements, each with places.

Plain data, which cli/language_server.py puts into the protocol. What lies ahead is left out, because there is nothing
to do about it now and it would outnumber the rest (`charter upcoming` shows it); what is waived is there as a hint,
because what lies under a waiver stays visible. A fact that is not declared has no line of its own: it is told once, for
all that wait for it, at its nearest section, and only the facts that settle the most are told one by one. Of problems
that are very many only the first are told, and how many others there are.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from charter_cli.model.charter import Level
from charter_cli.model.declaration import Declaration, Problem
from charter_cli.model.report import Assessment, Finding, Outcome, Report
from charter_cli.render import View, phrases
from charter_cli.render.escape import one_line
from charter_cli.render.extent import Extent, extent, extent_at
from charter_cli.render.once import Once, once
from charter_cli.render.remarks import remarks
from charter_cli.words import Words

SEVERITIES = ("error", "warning", "information", "hint")
AGAINST = {Level.MUST: "error", Level.SHOULD: "warning", Level.MAY: "information"}
"""How grave it is that a declared fact stands against a requirement."""
MISSING = {Level.MUST: "warning", Level.SHOULD: "information", Level.MAY: "hint"}
"""How grave it is that a fact is missing: less, because a draft without it is no wrong draft."""
MOST_FACTS, MOST_PROBLEMS = 10, 100
TOP = Extent(1, 1, 1)


class Related(NamedTuple):
    """A further place of a diagnostic, and what is to be said there."""

    path: str
    extent: Extent
    text: str


class Diagnostic(NamedTuple):
    """What is shown at one place: `kind` is an outcome or `problem`, `code` the requirement or the problem's name."""

    kind: str
    severity: str
    code: str
    extent: Extent
    lines: tuple[str, ...]
    pointer: str = ""
    fingerprint: str = ""
    related: tuple[Related, ...] = ()

    @property
    def message(self) -> str:
        """Return what is to be said, on several lines, without anything that is not seen."""
        return "\n".join(map(one_line, self.lines))

    def told_whole(self, words: Words) -> str:
        """Return the message with the further places in words, for an editor that does not show them."""
        places = (f"{one.text} ({words('lsp.line', line=one.extent.line)})" for one in self.related)
        return "\n".join([self.message, *map(one_line, places)])


def diagnostics(report: Report, view: View) -> list[Diagnostic]:
    """Return what is to be shown of one declaration, in the order of its lines."""
    told = once(report)
    found = [*_problems(report.declaration, view), *_notices(report, view.words)]
    found += (
        _finding(finding, assessment, report, told, view.words)
        for assessment in report.assessments
        for finding in assessment.of(Outcome.GAP, Outcome.NEEDS_REVIEW, Outcome.WAIVED)
        if (assessment.charter.id, finding.requirement.id) not in told.told_with
    )
    found += _missing(report, view)
    return sorted(found, key=lambda one: one.extent)


def _problems(declaration: Declaration, view: View) -> Iterator[Diagnostic]:
    for problem in declaration.problems[:MOST_PROBLEMS]:
        yield _problem(problem, declaration, view.words, "error")
    if others := len(declaration.problems[MOST_PROBLEMS:]):
        said = view.words.number("lsp.problems", others, path=view.relative(declaration.path))
        yield Diagnostic("more", "error", "problems", _top(declaration), (said,))


def _notices(report: Report, words: Words) -> Iterator[Diagnostic]:
    for notice in report.notices:
        severity = "information" if phrases.is_note(notice) else "warning"
        yield _problem(notice, report.declaration, words, severity)


def _problem(problem: Problem, declaration: Declaration, words: Words, severity: str) -> Diagnostic:
    """Tell a problem where it stands; one of another file at the top, with its own place beside it."""
    said, related = phrases.problem(words, problem), tuple[Related, ...]()
    if problem.path != declaration.path:
        place = problem.place or (1, 1)
        related = (Related(problem.path, Extent(*place, place[1]), said),)
        said = phrases.located(words, problem)
    where = _top(declaration) if related else _extent(problem, declaration)
    return Diagnostic("problem", severity, problem.code, where, (said,), problem.pointer, related=related)


def _extent(problem: Problem, declaration: Declaration) -> Extent:
    """Return how far a problem reaches: over a value where its place is that of one, else over the key."""
    document, place = declaration.document, problem.place
    if place is None or document is None:
        return Extent(*place, place.column) if place else _top(declaration)
    value = document.has(problem.pointer) and place == document.place(problem.pointer)
    return extent_at(document, place, key=not value)


def _at(declaration: Declaration, pointer: str) -> Extent:
    return extent(declaration.document, pointer) if declaration.document else TOP


def _top(declaration: Declaration) -> Extent:
    """Return where the file as a whole is spoken of: the key that says what it is."""
    document = declaration.document
    return extent_at(document, document.key_place("/declaration"), key=True) if document else TOP


def _finding(finding: Finding, assessment: Assessment, report: Report, told: Once, words: Words) -> Diagnostic:
    """Tell a finding where a fact stands against it, or where it would be judged, with the places of the reasons."""
    requirement, pointer = finding.requirement, phrases.primary(finding)
    severity = AGAINST[requirement.level] if finding.outcome is Outcome.GAP else "information"
    if finding.outcome is Outcome.WAIVED:
        severity = "hint"
    elif finding.known:
        severity = "information"
    title = f"{phrases.outcome(words, finding)}{words('colon')}{words.text(requirement.title)}"
    waived = [f"{label} {text}" for facts in phrases.waivers(words, finding, report) for label, text in facts]
    lines = [title, *waived, *remarks(words, finding, assessment, told)]
    if finding.outcome is Outcome.NEEDS_REVIEW:
        lines.append(words("lsp.committee"))
    lines.append(f"{words('source.label')} {phrases.source(words, requirement, assessment.charter)}")
    return Diagnostic(
        str(finding.outcome),
        severity,
        requirement.id,
        _at(report.declaration, pointer),
        tuple(lines),
        pointer,
        finding.fingerprint,
        tuple(_related(finding, pointer, report.declaration, words)),
    )


def _related(finding: Finding, shown: str, declaration: Declaration, words: Words) -> Iterator[Related]:
    """Yield what else stands against a finding and where, and why it applies."""
    colon = words("colon")
    if finding.refuted_at:
        path, place = finding.refuted_at
        yield Related(path, Extent(*place, place.column), "; ".join(phrases.cause(words, one) for one in finding.gaps))
    for one in finding.gaps:
        if one.pointer and one.pointer != shown:
            yield Related(declaration.path, _at(declaration, one.pointer), phrases.named_cause(words, one))
    for one in phrases.why(finding):
        if one.pointer:
            text = f"{phrases.dotted(one.pointer)}{colon}{words('why')}"
            yield Related(declaration.path, _at(declaration, one.pointer), text)


# Facts that are not declared.

Waiting = tuple[Assessment, Finding]


def _missing(report: Report, view: View) -> Iterator[Diagnostic]:
    """Yield the facts that settle the most, one by one, and at the top how many others are missing."""
    waiting: dict[str, list[Waiting]] = {}
    for assessment in report.assessments:
        for finding in assessment.of(Outcome.GAP, Outcome.UNDECLARED):
            for pointer in finding.missing:
                waiting.setdefault(pointer, []).append((assessment, finding))
    asked = [one.pointer for one in report.questions if one.pointer in waiting]
    shown, others = asked[:MOST_FACTS], asked[MOST_FACTS:]
    for pointer in shown:
        yield _fact(pointer, _strongest_first(waiting[pointer]), report.declaration, view.words)
    if others:
        severity = min((_severity(waiting[one]) for one in others), key=SEVERITIES.index)
        path = view.relative(report.declaration.path)
        said = view.words.number("lsp.more", len(others), path=path)
        yield Diagnostic("more", severity, "undeclared", _top(report.declaration), (said,))


def _strongest_first(waiting: Sequence[Waiting]) -> list[Waiting]:
    return sorted(waiting, key=lambda one: one[1].requirement.level.rank)


def _severity(waiting: Sequence[Waiting]) -> str:
    new = [finding.requirement.level for _, finding in waiting if not finding.known]
    return MISSING[min(new, key=lambda level: level.rank)] if new else "hint"


def _fact(pointer: str, waiting: Sequence[Waiting], declaration: Declaration, words: Words) -> Diagnostic:
    """Tell a fact that is missing, with its question, the possible answers, and who waits for it."""
    colon, (assessment, finding) = words("colon"), waiting[0]
    requirement = finding.requirement
    name = phrases.to_declare(pointer, declaration)
    level = words(f"level.{requirement.level}")
    lines = [
        f"{words('missing')} {name}{colon}{phrases.asked(words, pointer)}",
        f"{requirement.id} ({assessment.charter.id}, {level}){colon}{words.text(requirement.title)}",
        f"{words('source.label')} {phrases.source(words, requirement, assessment.charter)}",
    ]
    if len(waiting) > 1:
        lines.append(words.number("next.waits", len(waiting) - 1))
    where, outcome = _at(declaration, pointer), str(Outcome.UNDECLARED)
    return Diagnostic(outcome, _severity(waiting), requirement.id, where, tuple(lines), pointer, finding.fingerprint)
