"""The report for a committee, a lead or citizens, in Markdown, through a template that a body may replace.

The template gets plain data, with all sentences made, in `report`: `view_model` makes it, `schemas/view.schema.json`
describes every key to those who write templates. The template decides on order and layout.
"""

from collections.abc import Mapping, Sequence

from charter_cli import __version__
from charter_cli.model.charter import Charter
from charter_cli.model.declaration import Problem
from charter_cli.model.report import OPEN, Assessment, Outcome, Report, Verdict, bounds
from charter_cli.render import Separated, View, dossier, phrases
from charter_cli.render.footer import footer
from charter_cli.render.listed import listing
from charter_cli.render.notice import notice
from charter_cli.render.once import Name
from charter_cli.render.scene import Data, Scene, scene
from charter_cli.render.tasks import tasks
from charter_cli.render.template import filler
from charter_cli.words import Words

VERSION = 1
"""Of the view model. It rises when a template that worked could stop to work: a key goes, or means something else."""

TOLD = {
    "gaps": Outcome.GAP,
    "undeclared": Outcome.UNDECLARED,
    "waived": Outcome.WAIVED,
}
"""The findings of all charters together, the gravest first."""


class Form(Separated):
    """Writes each report as Markdown. Raises TemplateError for a template of one's own that cannot be used."""

    separator = "\n---\n\n"

    def __init__(self, view: View, charters: Sequence[Charter]) -> None:
        super().__init__(view, charters)
        self.filled = filler(view)
        own = view.own.template
        self.view = view._replace(run=view.run._replace(template=own.file if own else None))

    def piece(self, report: Report) -> str:
        return self.filled(view_model(report, self.charters, self.view))


def view_model(report: Report, charters: Sequence[Charter], view: View) -> Data:
    """Return what a template gets: a tree of text, numbers and lists; no object of ours."""
    declaration, words, made_of = report.declaration, view.words, scene(report, view)
    findings = {
        dossier.name_of(assessment, finding): made_of.finding(finding, assessment)
        for assessment in report.assessments
        for finding in assessment.findings
    }
    return {
        "path": view.relative(declaration.path),
        "audience": view.run.audience,
        "project": {key: declaration.fact(f"/project/{key}") for key in ("id", "name", "summary", "launch", "contact")},
        "organisation": declaration.fact("/organisation/name"),
        "as_of": report.as_of,
        "stage": phrases.stage(words, report),
        "digest": declaration.digest,
        "version": VERSION,
        "tool": __version__,
        "language": words.language,
        "title": _title(report, view),
        "unusable": list(phrases.unusable(words, declaration._replace(path=view.relative(declaration.path)))),
        "problems": [_problem(problem, view) for problem in declaration.problems],
        "notices": [_problem(notice, view) for notice in report.notices],
        "facts": [made_of.fact(*one) for one in made_of.facts(declaration.facts)],
        "first": dossier.first(made_of, findings) if report.assessments else None,
        "asked": list(dossier.questions(made_of, findings)),
        **{name: _told(made_of, findings, outcome) for name, outcome in TOLD.items()},
        "upcoming": [findings[dossier.name_of(*one)] for one in dossier.ahead(made_of)],
        "conditions": dossier.conditions(made_of),
        "ruled_out": dossier.ruled_out(made_of),
        "tasks": list(tasks(made_of, findings)),
        "notice": notice(report, words),
        "assessments": [_assessment(assessment, made_of, findings) for assessment in report.assessments],
        "references": _references(report, view),
        "questions": [
            {
                "name": phrases.dotted(question.pointer),
                "question": phrases.asked(words, question.pointer),
                "requirements": list(question.requirements),
            }
            for question in report.questions
        ],
        "evidence": [made_of.document(document) for document in made_of.register.values()],
        "footer": footer(report, charters, view),
    }


def _told(made_of: Scene, findings: Mapping[Name, Data], outcome: Outcome) -> list[Data]:
    return [findings[dossier.name_of(*one)] for one in dossier.told(made_of, outcome)]


def _title(report: Report, view: View) -> str:
    declaration, words = report.declaration, view.words
    if declaration.is_waivers:
        return words("waivers.report", path=view.relative(declaration.path))
    name = declaration.fact("/project/name") or view.relative(declaration.path)
    return words(f"report.title.{view.run.audience}", name=name)


def _problem(problem: Problem, view: View) -> Data:
    line, column = problem.place or (None, None)
    message, path = phrases.problem(view.words, problem), view.relative(problem.path)
    return {"path": path, "line": line, "column": column, "message": message}


def _assessment(assessment: Assessment, made_of: Scene, findings: Mapping[Name, Data]) -> Data:
    report, words, told, charter = made_of.report, made_of.view.words, made_of.told, assessment.charter
    limits = bounds(assessment.findings)

    def found(outcome: Outcome) -> list[Data]:
        return [
            findings[dossier.name_of(assessment, finding)]
            for finding in assessment.of(outcome)
            if told.tells(assessment, finding)
        ]

    return {
        "charter": {
            "id": charter.id,
            "title": words.text(charter.title),
            "version": charter.version,
            "digest": charter.digest,
            "binds": words.text(charter.binds),
            "listed": listing(words, charter, report.declaration),
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
        "principles": [_principle(assessment, principle.id, words) for principle in charter.principles],
        "gaps": found(Outcome.GAP),
        "waived": found(Outcome.WAIVED),
        "undeclared": found(Outcome.UNDECLARED),
        "reviews": found(Outcome.NEEDS_REVIEW),
        "upcoming": found(Outcome.UPCOMING),
        "met": found(Outcome.MET),
        "not_applicable": found(Outcome.NOT_APPLICABLE),
    }


def _principle(assessment: Assessment, name: str, words: Words) -> Data:
    principle = next(one for one in assessment.charter.principles if one.id == name)
    findings = tuple(finding for finding in assessment.findings if finding.requirement.principle == name)
    return {
        "number": principle.number,
        "title": words.text(principle.title),
        "met": phrases.limits(words, findings),
        "counts": {outcome.value: sum(f.outcome is outcome for f in findings) for outcome in Outcome},
    }


def _references(report: Report, view: View) -> list[Data]:
    """Return the texts that the gaps, missing facts and open questions cite, each once."""
    found: dict[str, Data] = {}
    for assessment in report.assessments:
        charter, shown = assessment.charter, assessment.of(*OPEN, Outcome.WAIVED)
        for name in (name for finding in shown for name in finding.requirement.cites.references):
            if name in charter.references:
                text = phrases.reference(view.words, charter, name)
                found[name] = {"id": name, "text": text, "url": charter.references[name].url}
    return [found[name] for name in sorted(found)]
