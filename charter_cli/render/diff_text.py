"""A comparison for a terminal: what got worse and where, then the rest, then the facts that changed."""

from collections.abc import Iterator

from charter_cli.model.comparison import (
    AssessmentChange,
    CharterComparison,
    DeclarationComparison,
    FactChange,
    FieldChange,
    FindingChange,
    Kind,
    RequirementChange,
    Shift,
)
from charter_cli.model.declaration import Declaration
from charter_cli.model.report import Cause, Outcome, Report
from charter_cli.render import View, diff, phrases
from charter_cli.render.diff import Result
from charter_cli.render.escape import one_line
from charter_cli.render.excerpt import Label
from charter_cli.render.page import Page

STYLES = {
    Shift.WORSE: "bold red",
    Shift.BETTER: "bold green",
    Shift.NEW: "bold cyan",
    Shift.GONE: "bold cyan",
    Shift.CHANGED: "bold yellow",
}
KINDS = {Kind.REUSED: "bold red", Kind.DROPPED: "bold red", Kind.LOWERED: "bold red"}
SIGNS = {"-": "red", "+": "green"}


def render(result: Result, view: View) -> Iterator[str]:
    """Yield the comparison as text."""
    page = _Comparison(view)
    if isinstance(result.comparison, DeclarationComparison):
        page.declarations(result.comparison)
    else:
        page.charters(result.comparison)
    yield page.text()


class _Comparison(Page):
    """The text of one comparison. Of findings that the same facts switch off, only the first shows them."""

    def __init__(self, view: View) -> None:
        super().__init__(view)
        self.shown_off: tuple[Cause, ...] = ()

    def declarations(self, comparison: DeclarationComparison) -> None:
        words, before, after = self.words, comparison.before, comparison.after
        self.line(f"{_name(after.declaration)} ({after.declaration.fact('/project/id')})", "bold")
        self.version("diff.old", before)
        self.version("diff.new", after)
        old, new = (one.declaration.fact("/project/id") for one in (before, after))
        if old != new:
            self.line(words("diff.two-projects", old=old, new=new), "bold yellow")
        for assessment in comparison.assessments:
            self.line()
            charter = assessment.after.charter
            title = f"{words.text(charter.title)}, {words('version', version=charter.version)}"
            self.line(one_line(title), "bold")
            self.assessment(assessment, comparison)
        self.facts(comparison.facts)

    def version(self, key: str, report: Report) -> None:
        """Write which file is meant, on one line however long, and how it was judged."""
        words = self.words
        self.styled("  ", (words.label(key), "dim"), " ", one_line(report.declaration.path))
        self.line(words("judged", as_of=report.as_of, stage=phrases.stage(words, report)), "dim", indent=4)

    def assessment(self, assessment: AssessmentChange, comparison: DeclarationComparison) -> None:
        words = self.words
        self.labelled(words.label("report.verdict"), diff.verdicts(words, assessment))
        self.labelled(words.label("report.met"), diff.limits(words, assessment))
        if not assessment.findings:
            self.line()
            self.line(words("diff.findings.none"))
        for shift in Shift:
            found = assessment.of(shift)
            if found:
                self.heading(f"diff.shift.{shift}", len(found), STYLES[shift])
            for change in found:
                self.finding(change, assessment, comparison)

    def heading(self, key: str, count: int, style: str = "bold") -> None:
        self.line()
        self.line(f"{self.words(key)} ({count})", style)

    def finding(self, change: FindingChange, assessment: AssessmentChange, comparison: DeclarationComparison) -> None:
        words, requirement = self.words, change.requirement
        self.line()
        label = f"{diff.transition(words, change)} · {words(f'level.{requirement.level}')}"
        if len(label) + len(requirement.id) + 2 <= self.width:
            self.styled((label, STYLES[change.shift]), "  ", (requirement.id, "bold"))
        else:
            self.line(label, STYLES[change.shift])
            self.line(requirement.id, "bold")
        self.line(one_line(words.text(requirement.title)), "bold")
        self.places(change, comparison.after.declaration)
        missing = diff.missing(change, assessment, comparison)
        if missing:
            self.labelled(words("missing"), ", ".join(missing))
        if change.after and change.after.stale:
            self.line(one_line(phrases.stale(words, change.after.stale)), indent=2)
        if change.facts:
            self.labelled(words("diff.because"), ", ".join(diff.names_of(change)))

    def places(self, change: FindingChange, declaration: Declaration) -> None:
        """Show in the new version what stands against a finding, or switches it off."""
        words, finding, document = self.words, change.after, declaration.document
        if finding is None or document is None or change.shift is Shift.BETTER:
            return
        off = finding.because if finding.outcome is Outcome.NOT_APPLICABLE else ()
        if off and off == self.shown_off:
            return
        self.shown_off = off
        told: list[tuple[Cause, str, bool]] = [(one, phrases.cause(words, one), True) for one in finding.gaps]
        told += [(one, words("switched-off"), False) for one in off if one.pointer]
        labels = [Label(document.place(one.pointer), one_line(said), fails) for one, said, fails in told if one.pointer]
        if labels:
            self.place(declaration.path, labels[0].place, indent=2)
            self.excerpt(document, labels)
        for one, said, _ in told:
            if not one.pointer:
                self.line(one_line(said), "red", indent=2)

    def facts(self, facts: tuple[FactChange, ...]) -> None:
        words = self.words
        if not facts:
            self.line()
            self.line(words("diff.facts.none"))
            return
        self.heading("diff.facts", len(facts))
        for change in facts:
            self.line()
            self.line(one_line(diff.name_of(change)), "bold", indent=2)
            digits = max(len(str(spot.place.line)) for spot in change)
            for sign, spot, value in zip("-+", change, diff.values(change), strict=True):
                if value is not None:
                    label = f"{sign} {str(spot.place.line).rjust(digits)} │"
                    self.labelled(label, one_line(value), SIGNS[sign], indent=4)

    def charters(self, comparison: CharterComparison) -> None:
        words, versions = self.words, (comparison.before, comparison.after)
        self.line(one_line(words.text(comparison.after.title)), "bold")
        for key, charter in zip(("diff.old", "diff.new"), versions, strict=True):
            counted = words(
                "charters.count",
                requirements=sum(1 for _ in charter.requirements()),
                principles=len(charter.principles),
            )
            told = f"{charter.id}, {words('version', version=charter.version)}, {counted}"
            self.labelled(words.label(key), one_line(told))
        old, new = (charter.id for charter in versions)
        if old != new:
            self.line(words("diff.two-charters", old=old, new=new), "bold yellow")
        if not (comparison.fields or comparison.principles or comparison.requirements):
            self.line()
            self.line(words("diff.none.charters"))
        self.charter(comparison)
        for kind in Kind:
            found = comparison.of(kind)
            if found:
                self.heading(f"diff.kind.{kind}", len(found), KINDS.get(kind, "bold"))
            for change in found:
                self.requirement(change, kind, comparison)
        for outcome in comparison.outcomes:
            declaration = outcome.after.declaration
            self.line()
            self.line(words("diff.outcomes", name=_name(declaration), path=one_line(declaration.path)), "bold")
            for assessment in outcome.assessments:
                self.assessment(assessment, outcome)

    def charter(self, comparison: CharterComparison) -> None:
        """Write what differs in the charter itself and its principles."""
        words = self.words
        if comparison.fields or comparison.principles:
            self.line()
            self.line(words("diff.charter"), "bold")
        for field in comparison.fields:
            self.field(field, indent=2)
        for principle in comparison.principles:
            label, name = diff.principle_line(words, principle)
            self.labelled(label, one_line(name))

    def field(self, field: FieldChange, indent: int) -> None:
        """Write a field before and after; of texts, only that they differ."""
        words = self.words
        name = one_line(diff.field_name(words, field))
        if diff.is_condition(field):
            self.line(name + words("colon").rstrip(" "), "dim", indent)
            for sign, depth, text in diff.condition_lines(words, field):
                self.labelled(f"{sign}{'  ' * depth}", one_line(text), SIGNS.get(sign, ""), indent + 2)
        elif diff.is_short(field):
            self.labelled(name + words("colon").rstrip(" "), one_line(diff.field_values(words, field)), indent=indent)
        else:
            self.labelled(words("diff.texts"), name, indent=indent)

    def requirement(self, change: RequirementChange, kind: Kind, comparison: CharterComparison) -> None:
        words, requirement = self.words, change.requirement
        self.line()
        self.labelled(requirement.id, one_line(words.text(requirement.title)), "bold")
        if kind is Kind.REUSED and change.before and change.after:
            for sign, one in (("-", change.before), ("+", change.after)):
                self.labelled(sign, one_line(f"{one.slug}, {words.text(one.title)}"), SIGNS[sign], indent=4)
            return
        if kind is Kind.MOVED:
            self.line(one_line(" → ".join(diff.homes(words, change, (comparison.before, comparison.after)))), indent=4)
        else:
            self.line(diff.level_line(words, change), indent=4)
        for field in change.fields if kind is Kind.CONDITIONS else ():
            if field.decides:
                self.field(field, indent=4)
        named = diff.texts(words, change)
        if named and kind is change.kinds[-1]:
            self.labelled(words("diff.texts"), one_line(named), indent=4)


def _name(declaration: Declaration) -> str:
    return one_line(str(declaration.fact("/project/name")))
