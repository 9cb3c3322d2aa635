"""The gap report for a committee, in Markdown, through a template that a body may replace. The only door to jinja2.

The template gets plain data, with all sentences made, in `report` (see `view_model`); it decides on order and layout.
What a template prints is escaped, unless it goes through the filters `code` and `safe`. Templates run in a sandbox.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

from charter_cli import __version__
from charter_cli.model.condition import facts_of
from charter_cli.model.declaration import Document, Place, Problem
from charter_cli.model.report import Assessment, Cause, Finding, Outcome, Report, Verdict, bounds
from charter_cli.render import TemplateError, View, escape, phrases
from charter_cli.render.once import Once, once
from charter_cli.resources import folder

SHIPPED = "report.md.jinja"
Data = dict[str, object]


class _Safe(str):
    """Text that is Markdown already."""

    __slots__ = ()


def render(reports: Iterable[Report], view: View) -> Iterator[str]:
    """Yield each report as Markdown. Raises TemplateError for a template that cannot be read or fails."""
    template = _template(view)
    for number, report in enumerate(reports):
        if number:
            yield "\n---\n\n"
        yield _filled(template, view_model(report, view), view)


def environment() -> ImmutableSandboxedEnvironment:
    """Return the sandbox in which templates are compiled and run; what they print is escaped unless it is safe."""
    made = ImmutableSandboxedEnvironment(
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_escaped,
    )
    made.filters["code"] = lambda value: _Safe(escape.code(str(value)))
    made.filters["safe"] = _Safe
    made.filters["opening"] = lambda text: text[:1].upper() + text[1:]
    return made


def _escaped(value: object) -> str:
    return value if isinstance(value, _Safe) else _Safe(escape.markdown(str(value)))


def compiled_name() -> str:
    """Return the folder of templates compiled for the installed version of jinja2; the build of the wheel makes it."""
    return f"jinja-{jinja2.__version__}"


def _template(view: View) -> jinja2.Template:
    made = environment()
    made.globals["words"] = view.words
    made.globals["colon"] = _Safe(view.words("colon"))
    compiled = folder("templates") / compiled_name()
    if not view.template and compiled.is_dir():
        made.loader = jinja2.ModuleLoader(compiled)
        return made.get_template(SHIPPED)
    path = Path(view.template) if view.template else folder("templates") / SHIPPED
    try:
        return made.from_string(path.read_text(encoding="utf-8"))
    except jinja2.TemplateSyntaxError as error:
        place = Place(error.lineno, 1)
        raise TemplateError(Problem("bad-template", str(path), place, "", {"reason": error.message})) from error
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise TemplateError(Problem("unreadable", str(path), None, "", {"reason": reason})) from error


def _filled(template: jinja2.Template, model: Data, view: View) -> str:
    try:
        return template.render(report=model)
    except (
        jinja2.TemplateError,
        ArithmeticError,
        AttributeError,
        LookupError,
        RecursionError,
        TypeError,
        ValueError,
    ) as error:
        if view.template is None:
            raise
        place = Place(_failing_line(error), 1)
        reason = f"{type(error).__name__}: {error}"
        raise TemplateError(Problem("bad-template", view.template, place, "", {"reason": reason})) from error


def _failing_line(error: BaseException) -> int:
    """Return the line of the template in which an error arose; Jinja maps tracebacks to template lines."""
    line, trace = 1, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def view_model(report: Report, view: View) -> Data:
    """Return what a template gets: a tree of text, numbers and lists; no object of ours."""
    declaration, words, told = report.declaration, view.words, once(report)
    return {
        "path": declaration.path,
        "project": {key: declaration.fact(f"/project/{key}") for key in ("id", "name", "summary", "launch", "contact")},
        "organisation": declaration.fact("/organisation/name"),
        "as_of": report.as_of,
        "stage": phrases.stage(words, report),
        "digest": declaration.digest,
        "version": __version__,
        "language": words.language,
        "problems": [_problem(problem, view) for problem in declaration.problems],
        "facts": _facts(declaration.facts, declaration.document),
        "assessments": [_assessment(assessment, report, view, told) for assessment in report.assessments],
        "questions": [
            {
                "name": phrases.dotted(question.pointer),
                "question": phrases.asked(words, question.pointer),
                "requirements": list(question.requirements),
            }
            for question in report.questions
        ],
    }


def _problem(problem: Problem, view: View) -> Data:
    line, column = problem.place or (None, None)
    return {"path": problem.path, "line": line, "column": column, "message": phrases.problem(view.words, problem)}


def _facts(facts: object, document: Document | None, pointer: str = "") -> list[Data]:
    """Return every declared value with its name and line, in the order of the file."""
    if isinstance(facts, dict):
        return [row for key, value in facts.items() for row in _facts(value, document, f"{pointer}/{key}")]
    if isinstance(facts, list) and any(isinstance(item, dict | list) for item in facts):
        return [row for index, item in enumerate(facts) for row in _facts(item, document, f"{pointer}/{index}")]
    line = document.place(pointer).line if document else 1
    return [{"name": phrases.dotted(pointer), "value": phrases.shown(facts, longest=100_000), "line": line}]


def _assessment(assessment: Assessment, report: Report, view: View, told: Once) -> Data:
    words, charter = view.words, assessment.charter
    limits = bounds(assessment.findings)

    def found(*outcomes: Outcome) -> list[Data]:
        return [
            _finding(finding, assessment, report, view, told)
            for finding in assessment.of(*outcomes)
            if told.tells(assessment, finding)
        ]

    return {
        "charter": {
            "id": charter.id,
            "title": words.text(charter.title),
            "version": charter.version,
            "digest": charter.digest,
            "binds": words.text(charter.binds),
            "listed": phrases.listing(words, charter, report.declaration),
            "issuer": words.text(charter.issuer),
            "official_title": charter.source.title,
            "signed": charter.source.signed,
            "sha256": charter.source.sha256,
            "note": words.text(charter.source.note),
            "ours": words.language not in charter.official_languages,
        },
        "verdict": {
            "key": assessment.verdict.value,
            "name": words(f"verdict.{assessment.verdict}"),
            "text": phrases.verdict(words, assessment),
            "out_of_scope": assessment.verdict is Verdict.OUT_OF_SCOPE,
        },
        "scope_unknown": [phrases.dotted(pointer) for pointer in phrases.scope_missing(assessment)],
        "counts": {outcome.value: count for outcome, count in assessment.counts().items()},
        "met_bounds": phrases.limits(words, assessment.findings),
        "told_with": [
            {"id": name, "with": kept} for (home, name), (_, kept) in told.told_with.items() if home == charter.id
        ],
        "waiting": [f.requirement.id for f in assessment.findings if (charter.id, f.requirement.id) in told.waiting],
        "bounds": words(phrases.bounds_key(limits.least, limits.most), **limits._asdict()),
        "principles": [_principle(assessment, principle.id, view) for principle in charter.principles],
        "gaps": found(Outcome.GAP, Outcome.WAIVED),
        "undeclared": found(Outcome.UNDECLARED),
        "reviews": found(Outcome.NEEDS_REVIEW),
        "upcoming": found(Outcome.UPCOMING),
        "met": found(Outcome.MET),
        "not_applicable": found(Outcome.NOT_APPLICABLE),
        "references": _references(assessment, view),
    }


def _principle(assessment: Assessment, name: str, view: View) -> Data:
    words = view.words
    principle = next(one for one in assessment.charter.principles if one.id == name)
    findings = tuple(finding for finding in assessment.findings if finding.requirement.principle == name)
    return {
        "number": principle.number,
        "title": words.text(principle.title),
        "met": phrases.limits(words, findings),
        "counts": {outcome.value: sum(f.outcome is outcome for f in findings) for outcome in Outcome},
    }


def _finding(finding: Finding, assessment: Assessment, report: Report, view: View, told: Once) -> Data:
    requirement, words, document = finding.requirement, view.words, report.declaration.document
    decision = finding.decision
    return {
        "id": requirement.id,
        "title": words.text(requirement.title),
        "level": words(f"level.{requirement.level}"),
        "outcome": words(f"outcome.{finding.outcome}"),
        "themes": [words(f"theme.{theme}") for theme in requirement.themes],
        "because": words.text(requirement.because),
        "remedy": words.text(requirement.remedy),
        "source": phrases.source(words, requirement, assessment.charter),
        "references": list(requirement.cites.references),
        "judgement": words.text(requirement.judgement) if requirement.judgement else None,
        "facts": finding.facts,
        "decision": {"body": decision.body, "date": decision.date, "reason": decision.reason} if decision else None,
        "stale": phrases.stale(words, finding.stale) if finding.stale else None,
        "why": _places(phrases.why(finding), document, view),
        "switched_off": _places(finding.because if finding.outcome is Outcome.NOT_APPLICABLE else (), document, view),
        "gaps": _places(finding.gaps, document, view),
        "missing": [
            phrases.to_declare(pointer, report.declaration) for pointer in phrases.own_missing(finding, assessment)
        ],
        "upcoming": phrases.wait(words, finding.upcoming) if finding.upcoming else None,
        "declared": _declared(finding, report),
        "also": [
            {
                "id": other.requirement.id,
                "charter": words.text(home.charter.title),
                "source": phrases.source(words, other.requirement, home.charter),
            }
            for home, other in told.others.get((assessment.charter.id, requirement.id), ())
        ],
    }


def _places(causes: Sequence[Cause], document: Document | None, view: View) -> list[Data]:
    """Return what each cause says, the name of its fact, what is declared there, and its line."""
    return [
        {
            "name": phrases.dotted(one.pointer),
            "value": phrases.shown(one.declared),
            "line": document.place(one.pointer).line if document and one.pointer else None,
            "message": phrases.cause(view.words, one) if one.keyword else None,
        }
        for one in causes
    ]


def _declared(finding: Finding, report: Report) -> list[Data]:
    """Return what is declared at the pointers that a judgement rests on."""
    rows: list[Data] = []
    requirement = finding.requirement
    for asked in requirement.judgement_on or [fact.pointer for fact in facts_of(requirement.require)]:
        pointer = asked.split("/*")[0]
        value = report.declaration.fact(pointer)
        row: Data = {"name": phrases.dotted(pointer), "value": phrases.shown(value, longest=100_000)}
        if value is not None and row not in rows:
            rows.append(row)
    return rows


def _references(assessment: Assessment, view: View) -> list[Data]:
    """Return the texts that the gaps, missing facts and open questions cite, each once."""
    words, charter = view.words, assessment.charter
    shown = assessment.of(Outcome.GAP, Outcome.WAIVED, Outcome.UNDECLARED, Outcome.NEEDS_REVIEW)
    cited = sorted({name for finding in shown for name in finding.requirement.cites.references})
    return [
        {"id": name, "text": phrases.reference(words, charter, name), "url": charter.references[name].url}
        for name in cited
        if name in charter.references
    ]
