"""Declarations and charters become reports: findings and verdicts."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from charter_cli.assess.findings import Rules, Subject, compile_rules, judge
from charter_cli.assess.keywords import Context
from charter_cli.dialect.formats import as_date
from charter_cli.model.charter import Charter, Level, Stage
from charter_cli.model.declaration import Declaration, Problem
from charter_cli.model.report import Assessment, Finding, Gate, Outcome, Report, Verdict

if TYPE_CHECKING:
    from charter_cli.assess.evidence import Registrar
    from charter_cli.assess.waivers import Waivers
    from charter_cli.model.evidence import Evidence

DEFAULT_GATE = Gate()


class Assessor:
    """Charters, compiled once, and what is the same for every declaration of a run.

    `as_of` is the day judged, or None for each project's own first day of use; `stage` overrides the declared stage;
    `waivers` are those of all projects.
    """

    def __init__(
        self,
        charters: Sequence[Charter],
        as_of: date | None,
        stage: Stage | None = None,
        gate: Gate = DEFAULT_GATE,
        waivers: "Waivers | None" = None,
    ) -> None:
        self.rules = tuple(compile_rules(charter) for charter in charters)
        self.as_of = as_of
        self.stage = stage
        self.gate = gate
        self.waivers = waivers
        self.registrar: Registrar | None = None

    def assess(self, declaration: Declaration) -> Report:
        """Judge one declaration against all charters; one with problems is reported and not judged."""
        as_of = self.as_of or as_date(declaration.fact("/project/launch"))
        if as_of is None and not declaration.problems:
            declaration = declaration._replace(problems=(_no_launch(declaration),))
        if declaration.decisions and not declaration.problems:
            declaration = declaration._replace(problems=self._unknown_decisions(declaration))
        if declaration.problems or as_of is None:
            return Report(declaration, as_of.isoformat() if as_of else None, None, (), self.gate)
        stage = self.stage or _declared_stage(declaration)
        context = Context(declaration.facts, as_of, declaration.sightings)
        subject = Subject(declaration, context, stage, as_of.isoformat(), declaration.fact("/project/id"))
        pairs = [self._assess(rules, subject) for rules in self.rules]
        notices = sorted((one for _, told in pairs for one in told), key=lambda one: (one.path, one.place or (0, 0)))
        assessments = tuple(assessment for assessment, _ in pairs)
        return Report(
            declaration, subject.as_of, stage, assessments, self.gate, tuple(notices), registrar=self._register
        )

    def _register(self, report: Report) -> "tuple[Evidence, ...]":
        """Return the register of evidence of a report. Few formats ask for it, and only these pay for it."""
        if self.registrar is None:
            from charter_cli.assess.evidence import Registrar  # noqa: PLC0415

            self.registrar = Registrar(self.rules)
        return self.registrar(report)

    def _assess(self, rules: Rules, subject: Subject) -> tuple[Assessment, tuple[Problem, ...]]:
        """Judge one declaration against one charter; with what is to be said of its waivers."""
        findings, notices = judge(rules, subject), tuple[Problem, ...]()
        if self.waivers:
            findings, notices = self.waivers.waive(findings, rules.charter, subject.project, subject.as_of)
        return Assessment(rules.charter, verdict(findings, subject.stage), findings), notices

    def _unknown_decisions(self, declaration: Declaration) -> tuple[Problem, ...]:
        """Return a problem for each decision on something that these charters leave nobody to decide."""
        open_to_decide = {
            (rules.charter.id, requirement.id)
            for rules in self.rules
            for requirement in rules.charter.requirements()
            if requirement.judgement
        }
        judged_by = {rules.charter.id for rules in self.rules}
        return tuple(
            Problem(
                "unknown-decision", one.path, one.place, "", {"requirement": one.requirement, "charter": one.charter}
            )
            for one in declaration.decisions
            if one.charter in judged_by and (one.charter, one.requirement) not in open_to_decide
        )


def _no_launch(declaration: Declaration) -> Problem:
    """Say that a project cannot be judged as of its launch when it does not declare one."""
    place = declaration.document.place("/project/launch") if declaration.document else None
    return Problem("no-launch", declaration.path, place, "/project/launch", {})


def _declared_stage(declaration: Declaration) -> Stage | None:
    stage = declaration.fact("/project/stage")
    return Stage(stage) if isinstance(stage, str) else None


def verdict(findings: Sequence[Finding], stage: Stage | None) -> Verdict:
    """Return the verdict that these findings come to. The gate's options play no part in it."""
    if all(finding.outcome is Outcome.NOT_APPLICABLE for finding in findings):
        return Verdict.OUT_OF_SCOPE
    open_levels = {f.requirement.level for f in findings if f.outcome in (Outcome.GAP, Outcome.UNDECLARED)}
    if Level.MUST in open_levels:
        return Verdict.DO_NOT_USE if stage is Stage.OPERATION else Verdict.NOT_READY
    conditions = any(f.conditions or f.outcome in (Outcome.NEEDS_REVIEW, Outcome.WAIVED) for f in findings)
    # Where nothing is met yet, because all of it lies ahead, nothing is ready either.
    conditions = conditions or not any(f.outcome is Outcome.MET for f in findings)
    return Verdict.READY_WITH_CONDITIONS if conditions or Level.SHOULD in open_levels else Verdict.READY
