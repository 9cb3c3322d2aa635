"""The report for a terminal: what stands against the declaration and where, then a summary and what to do next."""

from collections.abc import Sequence

from charter_cli.model.charter import Charter
from charter_cli.model.declaration import Declaration
from charter_cli.model.report import Assessment, Finding, Outcome, Report, Verdict, bounds
from charter_cli.render import Separated, View, phrases
from charter_cli.render.escape import one_line
from charter_cli.render.excerpt import Label
from charter_cli.render.listed import body_of, listing
from charter_cli.render.once import Once, once
from charter_cli.render.page import Page

STYLES = {
    Outcome.GAP: "bold red",
    Outcome.UNDECLARED: "bold yellow",
    Outcome.NEEDS_REVIEW: "bold magenta",
    Outcome.WAIVED: "bold blue",
    Outcome.UPCOMING: "bold cyan",
}
VERDICTS = {
    Verdict.READY: "bold green",
    Verdict.READY_WITH_CONDITIONS: "bold yellow",
    Verdict.OUT_OF_SCOPE: "bold",
    Verdict.NOT_READY: "bold red",
    Verdict.DO_NOT_USE: "bold white on red",
}
MOST_QUESTIONS = 5
MOST_UNDECLARED = 12


class Form(Separated):
    """Writes each report as text, with a line across the page between two."""

    def __init__(self, view: View, charters: Sequence[Charter]) -> None:
        super().__init__(view, charters)
        page = Page(view)
        page.rule()
        self.separator = page.text()

    def piece(self, report: Report) -> str:
        page = _Report(self.view)
        page.report(report)
        return page.text()


class _Report(Page):
    """The text of one report."""

    many = False
    """Whether several charters are judged."""

    def report(self, report: Report) -> None:
        declaration = report.declaration
        if declaration.problems:
            self.problems(declaration)
            self.line()
            self.line(phrases.unusable(self.words, declaration)[1])
            return
        name = one_line(str(declaration.fact("/project/name")))
        self.line(f"{name} ({declaration.fact('/project/id')})", "bold")
        self.place(declaration.path)
        told, self.many = once(report), len(report.assessments) > 1
        for assessment in report.assessments:
            self.assessment(assessment, report, told)
        if self.many:
            self.overview(report)
        self.waivers(report)
        self.notices(report)
        self.questions(report)

    def assessment(self, assessment: Assessment, report: Report, told: Once) -> None:
        words, charter = self.words, assessment.charter
        stage = phrases.stage(words, report)
        if self.many:
            self.line()
        style = "bold" if self.many else ""
        self.line(f"{words.text(charter.title)}, {words('version', version=charter.version)}", style)
        self.line(words("judged", as_of=report.as_of, stage=stage), "dim")
        listed = listing(words, charter, report.declaration)
        if listed and body_of(charter, report.declaration):
            self.line(listed, "dim")
        if assessment.verdict is Verdict.OUT_OF_SCOPE:
            self.out_of_scope(assessment, report)
            return
        unknown = phrases.scope_missing(assessment)
        if unknown:
            self.line()
            self.line(words("scope.unknown"), "bold yellow")
            self.labelled("?", ", ".join(map(phrases.dotted, unknown)))
        for finding in assessment.of(Outcome.GAP, Outcome.WAIVED):
            if told.tells(assessment, finding) and not finding.known:
                self.gap(finding, assessment, report)
                self.also(finding, assessment, told)
        self.undeclared(assessment, report.declaration, told)
        self.elsewhere(assessment, told)
        for finding in assessment.of(Outcome.NEEDS_REVIEW):
            self.review(finding, assessment)
        self.conditions(assessment)
        self.upcoming(assessment.of(Outcome.UPCOMING))
        self.known([one for one in assessment.findings if one.known and told.tells(assessment, one)])
        self.summary(assessment)
        self.unverified(assessment)
        self.not_seen(assessment, report)
        self.verdict(assessment)

    def unverified(self, assessment: Assessment) -> None:
        """Name the texts that requirements which apply rest on and that nobody has read yet."""
        names = phrases.unverified(self.words, assessment)
        if names:
            self.line()
            self.line(f"{self.words('unverified')} {', '.join(names)}", "dim")

    def not_seen(self, assessment: Assessment, report: Report) -> None:
        """Name the requirements that hold only by documents that nobody looked at."""
        found: dict[str, list[str]] = {}
        for document in report.evidence:
            for name in document.unseen_for(assessment.charter.id):
                found.setdefault(name, []).append(one_line(document.id))
        if found:
            self.line()
            told = ", ".join(f"{name} ({', '.join(documents)})" for name, documents in found.items())
            self.line(f"{self.words('evidence.not-seen')} {told}", "dim")

    def heading(self, finding: Finding) -> None:
        words, requirement = self.words, finding.requirement
        outcome, level = words(f"outcome.{finding.outcome}"), words(f"level.{requirement.level}")
        self.line()
        label = f"{outcome} · {level}"
        self.styled((label, STYLES[finding.outcome]), "  ", (requirement.id, "bold"))
        self.line(words.text(requirement.title), "bold")

    def gap(self, finding: Finding, assessment: Assessment, report: Report) -> None:
        words, document = self.words, report.declaration.document
        self.heading(finding)
        labels = [
            Label(document.place(one.pointer), one_line(phrases.cause(words, one)), fails=True)
            for one in finding.gaps
            if one.pointer and document
        ]
        if labels and document:
            labels += [Label(document.place(one.pointer), words("why"), fails=False) for one in phrases.why(finding)]
            self.place(report.declaration.path, labels[0].place, indent=2)
            self.excerpt(document, labels)
        if finding.refuted_at:
            self.place(*finding.refuted_at, indent=2)
        for one in finding.gaps:
            if not one.pointer:
                self.line(one_line(phrases.cause(words, one)), "red", indent=2)
        if finding.stale:
            self.line(one_line(phrases.stale(words, finding.stale)), indent=2)
        missing = phrases.own_missing(finding, assessment)
        if missing:
            self.labelled(words("missing"), ", ".join(map(phrases.dotted, missing)))
        for facts in phrases.waivers(words, finding, report):
            for label, text in facts:
                self.labelled(label, text)
        self.labelled(words("remedy"), words.text(finding.requirement.remedy))
        self.labelled(words("source.label"), phrases.source(words, finding.requirement, assessment.charter))

    def also(self, finding: Finding, assessment: Assessment, told: Once) -> None:
        """Name the requirements of other charters that the same gap stands against."""
        words = self.words
        for other, one in told.others.get((assessment.charter.id, finding.requirement.id), ()):
            source = phrases.source(words, one.requirement, other.charter)
            self.labelled(words("also"), f"{one.requirement.id} ({other.charter.id}), {source}")

    def elsewhere(self, assessment: Assessment, told: Once) -> None:
        """Say which findings of this charter are told with those of another one, and which only wait."""
        home = assessment.charter.id
        named = [f"{name} ({kept})" for (charter, name), (_, kept) in told.told_with.items() if charter == home]
        waiting = [f.requirement.id for f in assessment.findings if (home, f.requirement.id) in told.waiting]
        for key, names in (("told-with", named), ("waiting", waiting)):
            if names:
                self.line()
                self.line(f"{self.words(key)} {', '.join(names)}", "dim")

    def undeclared(self, assessment: Assessment, declaration: Declaration, told: Once) -> None:
        """Write what is missing, briefly: there is no line to show, and `explain` tells the rest.

        Where much is missing, only the titles, or of several charters the ids: the questions at the end say what to
        declare first.
        """
        words = self.words
        told_here = [finding for finding in assessment.of(Outcome.UNDECLARED) if told.tells(assessment, finding)]
        findings = [finding for finding in told_here if not finding.known]
        if len(findings) > MOST_UNDECLARED:
            self.line()
            self.line(words("undeclared.title"), STYLES[Outcome.UNDECLARED])
            if self.many:
                self.line(", ".join(finding.requirement.id for finding in findings), indent=2)
                return
            for finding in findings:
                requirement = finding.requirement
                level = words(f"level.{requirement.level}")
                self.labelled(requirement.id, f"{words.text(requirement.title)} ({level})", "bold")
            return
        for finding in findings:
            self.heading(finding)
            missing = phrases.own_missing(finding, assessment)
            if missing:
                self.labelled("?", ", ".join(phrases.to_declare(pointer, declaration) for pointer in missing))
            self.also(finding, assessment, told)

    def review(self, finding: Finding, assessment: Assessment) -> None:
        words, requirement = self.words, finding.requirement
        self.heading(finding)
        self.labelled(words("judgement"), words.text(requirement.judgement or {}))
        if finding.stale:
            self.line(one_line(phrases.stale(words, finding.stale)), indent=2)
        self.labelled(words("source.label"), phrases.source(words, requirement, assessment.charter))

    def conditions(self, assessment: Assessment) -> None:
        """List what a committee asks for where it accepts, as long as it is not met."""
        found = [finding for finding in assessment.of(Outcome.MET) if finding.conditions]
        if found:
            self.line()
            self.line(self.words("decision.conditions"), "bold magenta")
        for finding in found:
            for told in phrases.conditions(self.words, finding):
                self.labelled(finding.requirement.id, told, "bold")

    def upcoming(self, findings: tuple[Finding, ...]) -> None:
        words = self.words
        if not findings:
            return
        self.line()
        self.line(words("upcoming.title"), STYLES[Outcome.UPCOMING])
        if self.many and len(findings) > MOST_UNDECLARED:
            waits: dict[str, list[str]] = {}
            for finding in findings:
                when = phrases.wait(words, finding.upcoming) if finding.upcoming else ""
                waits.setdefault(when, []).append(finding.requirement.id)
            for when, names in sorted(waits.items()):
                self.line(f"{when}{words('colon').rstrip(' ')}", "bold", indent=2)
                self.line(", ".join(names), indent=4)
            return
        for finding in findings:
            when = phrases.wait(words, finding.upcoming) if finding.upcoming else ""
            self.labelled(finding.requirement.id, f"{words.text(finding.requirement.title)} ({when})", "bold")

    def known(self, findings: Sequence[Finding]) -> None:
        """Name what the baseline knows, briefly, so that what is new stands out."""
        words = self.words
        if not findings:
            return
        self.line()
        self.line(words("known.title"), "bold")
        for finding in findings:
            requirement = finding.requirement
            outcome, level = words(f"outcome.{finding.outcome}"), words(f"level.{requirement.level}")
            self.labelled(requirement.id, f"{words.text(requirement.title)} ({outcome}, {level})", "dim")

    def out_of_scope(self, assessment: Assessment, report: Report) -> None:
        words, document = self.words, report.declaration.document
        self.verdict(assessment)
        because = assessment.findings[0].because if assessment.findings else ()
        if document and because:
            labels = [Label(document.place(one.pointer), words("switched-off"), fails=False) for one in because]
            self.place(report.declaration.path, labels[0].place, indent=2)
            self.excerpt(document, labels)
        self.labelled(words("binds"), words.text(assessment.charter.binds))

    def summary(self, assessment: Assessment) -> None:
        """Write the table by principle: numbers as bounds, and what is open."""
        words = self.words
        shown = [Outcome.GAP, Outcome.UNDECLARED, Outcome.NEEDS_REVIEW, Outcome.UPCOMING]
        if assessment.of(Outcome.WAIVED):
            shown.insert(-1, Outcome.WAIVED)
        heads = [words("summary.principle"), words("summary.met"), *(words(f"short.{outcome}") for outcome in shown)]
        rows = []
        for principle in assessment.charter.principles:
            findings = tuple(f for f in assessment.findings if f.requirement.principle == principle.id)
            numbers = (sum(f.outcome is outcome for f in findings) for outcome in shown)
            name = phrases.heading(words, principle)
            rows.append(
                [name, phrases.limits(words, findings), *(str(number) if number else "·" for number in numbers)]
            )
        self.line()
        self.table(heads, rows)
        least, most, total = bounds(assessment.findings)
        self.line()
        self.line(words(phrases.bounds_key(least, most), least=least, most=most, total=total))

    def overview(self, report: Report) -> None:
        """Write what each charter comes to, after all of them."""
        words = self.words
        self.line()
        self.line("─" * self.width, "dim")
        for assessment in report.assessments:
            limits = bounds(assessment.findings)
            verdict = words(f"verdict.{assessment.verdict}")
            self.line()
            self.line(words.text(assessment.charter.title))
            self.line(verdict, VERDICTS[assessment.verdict], indent=2)
            if assessment.verdict is not Verdict.OUT_OF_SCOPE:
                told = words(phrases.bounds_key(limits.least, limits.most), **limits._asdict())
                self.line(told, "dim", indent=2)

    def waivers(self, report: Report) -> None:
        """List what is waived, first what ends first."""
        words, found = self.words, list[tuple[str, str, str]]()
        for assessment in report.assessments:
            for finding in assessment.of(Outcome.WAIVED):
                charter = f" ({assessment.charter.id})" if self.many else ""
                for one in finding.waived.waivers if finding.waived else ():
                    left = words.number("waiver.left", one.days_left(str(report.as_of)), date=one.expires)
                    decision = f"{words('waiver.decision')} {one_line(one.decision)}"
                    found.append((one.expires, finding.requirement.id + charter, f"{left} · {decision}"))
        if found:
            self.line()
            self.line(words("waivers.title"), "bold")
        for _, name, text in sorted(found):
            self.labelled(name, text, "bold")

    def notices(self, report: Report) -> None:
        """Tell what is to be said beside the findings."""
        if report.notices:
            self.line()
            self.line(self.words("notices.title"), "bold")
        for notice in report.notices:
            self.line()
            self.place(notice.path, notice.place, indent=2)
            style = "dim" if phrases.is_note(notice) else "yellow"
            self.line(one_line(phrases.problem(self.words, notice)), style, indent=2)

    def questions(self, report: Report) -> None:
        words, chosen = self.words, report.questions[:MOST_QUESTIONS]
        if not chosen:
            return
        self.line()
        self.line(words("questions.title"), "bold")
        for number, question in enumerate(chosen, start=1):
            asked = phrases.asked(words, question.pointer)
            waiting = words.number("questions.waiting", len(question.requirements))
            self.labelled(f"{number}.", f"{phrases.dotted(question.pointer)} — {asked} ({waiting})", "bold")

    def verdict(self, assessment: Assessment) -> None:
        words = self.words
        self.line()
        self.line(words(f"verdict.{assessment.verdict}"), VERDICTS[assessment.verdict])
        self.line(phrases.verdict(words, assessment))
