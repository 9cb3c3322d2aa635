"""One requirement for people: its source, its conditions in words, an example, and what a declaration says to it.

Also one fact, with the requirements that look at it, and the requirements that were found by words.
"""

from collections.abc import Iterator, Sequence

from charter_cli.model.ask import Ask
from charter_cli.model.charter import Charter, Requirement
from charter_cli.model.condition import Condition, facts_of
from charter_cli.model.declaration import Declaration, parts_of
from charter_cli.model.report import Finding, Report
from charter_cli.render import View, conditions, phrases
from charter_cli.render.ask import answers
from charter_cli.render.escape import one_line
from charter_cli.render.excerpt import Label
from charter_cli.render.page import Page
from charter_cli.render.search import Hit

MOST = 12
"""Of what was found, before the rest is only counted."""
SHOWN = frozenset({"principle", "reference", "fact", "question"})
"""Where the text that was found is short and not shown anyhow."""


def render(requirement: Requirement, charter: Charter, report: Report | None, view: View) -> Iterator[str]:
    """Yield the page on one requirement; with a report, what becomes of it there."""
    page = _Explanation(view)
    page.requirement(requirement, charter)
    if report is not None:
        page.here(requirement, report)
    yield page.text()


def render_hits(sought: str, hits: Sequence[tuple[Hit, str]], view: View) -> Iterator[str]:
    """Yield the requirements that were found, each with where it says what was sought, and the command for it."""
    page, words = Page(view), view.words
    page.line(words("explain.hits", count=len(hits), sought=one_line(sought)))
    for hit, command in hits[:MOST]:
        one, where = hit.requirement, words(f"explain.where.{hit.where}")
        found = f"{where} ({one_line(hit.text)})" if hit.where in SHOWN else where
        page.line()
        page.line(f"{one.id} {words.text(one.title)}", "bold")
        level = words(f"level.{one.level}")
        page.line(words("explain.hit", charter=hit.charter.id, level=level, where=found), indent=2)
        page.styled("  ", (command, "cyan"))
    if len(hits) > MOST:
        page.line()
        page.line(words.number("explain.hits.more", len(hits) - MOST))
    yield page.text()


def render_fact(ask: Ask, charters: Sequence[Charter], declaration: Declaration | None, view: View) -> Iterator[str]:
    """Yield the page on one fact: its question, its possible values, what is declared, and who looks at it."""
    page, words = Page(view), view.words
    page.line(phrases.dotted(ask.pointer), "bold")
    page.line(phrases.question(words, ask.pointer), "bold")
    if meant := phrases.plain(words, ask.pointer):
        page.line(meant, indent=2)
    page.line()
    answers(page, ask, {})
    if declaration:
        value = declaration.fact(ask.pointer)
        shown = words("explain.not-declared") if value is None else one_line(phrases.shown(value, longest=2000))
        page.line()
        page.line(words("explain.here", path=one_line(declaration.path)), "bold")
        page.labelled(words.label("explain.declared"), shown)
    page.line()
    page.line(words("explain.uses"), "bold")
    groups = _uses(ask.pointer, charters)
    for (charter, role), requirements in groups.items():
        page.line(f"{charter}{words('colon')}{words(f'explain.use.{role}')}", indent=2)
        for one in requirements[:MOST]:
            page.labelled(one.id, f"{words.text(one.title)} ({words(f'level.{one.level}')})", "bold", indent=4)
        if rest := requirements[MOST:]:
            names = ", ".join(one.id for one in rest)
            page.line(f"{words.number('next.more', len(rest))}{words('colon')}{names}", "dim", indent=4)
    if not groups:
        page.line(words("explain.uses.none"), indent=2)
    yield page.text()


def _uses(pointer: str, charters: Sequence[Charter]) -> dict[tuple[str, str], list[Requirement]]:
    """Return who looks at a fact, by charter and by what it decides; a charter's scope has no requirements."""
    general = "/" + "/".join("*" if part.isdigit() else part for part in parts_of(pointer))
    groups: dict[tuple[str, str], list[Requirement]] = {}
    for charter in charters:
        if _looks_at(general, charter.scope):
            groups[charter.id, "scope"] = []
        for one in charter.requirements():
            applies, met = _looks_at(general, one.when), _looks_at(general, one.require)
            if applies or met:
                role = "both" if applies and met else "when" if applies else "require"
                groups.setdefault((charter.id, role), []).append(one)
    return groups


def _looks_at(pointer: str, condition: Condition) -> bool:
    """Tell whether a condition asks for a fact, or for the list in which it stands."""
    return any(f"{pointer}/".startswith(f"{fact.pointer}/") for fact in facts_of(condition))


class _Explanation(Page):
    def requirement(self, requirement: Requirement, charter: Charter) -> None:
        words = self.words
        principle = next(one for one in charter.principles if one.id == requirement.principle)
        self.line(f"{requirement.id} {requirement.slug}", "bold")
        self.line(words.text(requirement.title), "bold")
        self.line()
        self.line(words.text(requirement.because))
        self.line()
        source = phrases.source(words, requirement, charter)
        if requirement.basis == "charter":
            source = f"{source} ({words('explain.ours')})"
        rows = [
            ("explain.level", words(f"level.{requirement.level}")),
            ("explain.principle", phrases.heading(words, principle)),
            ("explain.commitment", requirement.cites.commitment or ""),
            ("explain.due", words(f"value.stage.{requirement.due}")),
            ("explain.from", requirement.applies_from or charter.applies_from),
            ("explain.until", requirement.applies_until or ""),
            ("explain.themes", ", ".join(words(f"theme.{theme}") for theme in requirement.themes)),
            ("explain.source", source),
        ]
        for key, text in rows:
            if text:
                self.labelled(words.label(key), text)
        for name in requirement.cites.references:
            self.labelled(words.label("explain.references"), f"{name}, {phrases.reference(words, charter, name)}")
        if not requirement.waivable:
            self.line(words("explain.waivable.no"), indent=2)
        self.conditions(requirement)
        if requirement.judgement:
            self.section("explain.judgement")
            self.line(words.text(requirement.judgement), indent=2)
        self.section("explain.remedy")
        self.line(words.text(requirement.remedy), indent=2)
        self.section("explain.example")
        self.verbatim(requirement.example, indent=2)

    def section(self, key: str) -> None:
        self.line()
        self.line(self.words(key), "bold")

    def conditions(self, requirement: Requirement) -> None:
        words = self.words
        self.section("explain.when")
        if phrases.has_when(requirement):
            self.tree(conditions.condition(words, requirement.when))
        else:
            self.line(words("condition.always"), indent=2)
        self.section("explain.require")
        self.tree(conditions.condition(words, requirement.require))
        for one in requirement.transition:
            self.line()
            self.line(words("explain.transition", date=one.applies_from), "bold")
            self.tree(conditions.condition(words, one.when))

    def tree(self, lines: list[tuple[int, str]]) -> None:
        for depth, text in lines:
            self.labelled("-", text, indent=2 + 2 * depth)

    def here(self, requirement: Requirement, report: Report) -> None:
        """Write what becomes of the requirement in one declaration."""
        words = self.words
        path = one_line(report.declaration.path)
        self.line()
        self.line(words("explain.here", path=path), "bold")
        for assessment in report.assessments:
            for finding in assessment.findings:
                if finding.requirement.id == requirement.id:
                    self.finding(finding, report)

    def finding(self, finding: Finding, report: Report) -> None:
        words, document = self.words, report.declaration.document
        outcome = words(f"outcome.{finding.outcome}")
        ahead = f" ({phrases.wait(words, finding.upcoming)})" if finding.upcoming else ""
        self.labelled(words.label("explain.outcome"), outcome + ahead)
        if document is None:
            return
        off = not finding.facts and finding.outcome == "not-applicable"
        labels = [
            Label(document.place(one.pointer), words("switched-off" if off else "why"), fails=False)
            for one in (finding.because if off else phrases.why(finding))
            if one.pointer
        ]
        labels += [
            Label(document.place(one.pointer), one_line(phrases.cause(words, one)), fails=True)
            for one in finding.gaps
            if one.pointer
        ]
        if labels:
            self.excerpt(document, labels)
        self.line()
        self.line(words("explain.declared"), indent=2)
        for pointer in dict.fromkeys(fact.pointer for fact in facts_of(finding.requirement.require)):
            value = report.declaration.fact(pointer.split("/*")[0])
            shown = words("explain.not-declared") if value is None else one_line(phrases.shown(value, longest=2000))
            self.labelled(phrases.dotted(pointer) + words("colon").rstrip(" "), shown, indent=4)
        if finding.facts:
            self.line()
            self.line(words("report.facts-digest"), indent=2)
            self.line(finding.facts, indent=4)
