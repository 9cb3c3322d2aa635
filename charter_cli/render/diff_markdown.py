"""A comparison in Markdown, for a committee or a merge request: lists of findings, and a table of facts."""

from collections.abc import Iterator, Sequence

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
from charter_cli.render.escape import code, markdown, one_line
from charter_cli.words import Words


def render(result: Result, view: View) -> Iterator[str]:
    """Yield the comparison as Markdown, block by block."""
    writer = _Writer(view.words)
    if isinstance(result.comparison, DeclarationComparison):
        yield from writer.declarations(result.comparison)
    else:
        yield from writer.charters(result.comparison)


class _Writer:
    """Writes blocks of Markdown; every text that others wrote is escaped where it is put in."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.colon = words("colon")

    def heading(self, level: int, text: str) -> str:
        return f"{'#' * level} {markdown(text)}\n\n"

    def title(self, level: int, key: str, count: int) -> str:
        return self.heading(level, f"{self.words(key)} ({count})")

    def table(self, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
        """Write a table of cells that are Markdown already."""
        lines = [heads, ["---"] * len(heads), *rows]
        return "".join(f"| {' | '.join(line)} |\n" for line in lines) + "\n"

    def declarations(self, comparison: DeclarationComparison) -> Iterator[str]:
        words, reports = self.words, (comparison.before, comparison.after)
        yield self.heading(1, words("diff.title", name=_name(comparison.after.declaration)))
        rows = [
            [words("report.declaration"), *(code(one.declaration.path) for one in reports)],
            [words("report.project"), *(code(str(one.declaration.fact("/project/id"))) for one in reports)],
            [words("report.as-of"), *(str(one.as_of) for one in reports)],
            [words("report.stage"), *(markdown(phrases.stage(words, one)) for one in reports)],
            [words("report.digests"), *(code(one.declaration.digest) for one in reports)],
        ]
        yield self.table(["", words("diff.old"), words("diff.new")], rows)
        for assessment in comparison.assessments:
            charter = assessment.after.charter
            yield self.heading(2, f"{words.text(charter.title)}, {words('version', version=charter.version)}")
            yield from self.assessment(assessment, comparison, 3)
        yield from self.facts(comparison.facts)
        yield f"{words('report.declared-only')}\n"

    def assessment(self, assessment: AssessmentChange, comparison: DeclarationComparison, level: int) -> Iterator[str]:
        words = self.words
        yield f"- {words.label('report.verdict')} {markdown(diff.verdicts(words, assessment))}\n"
        yield f"- {words.label('report.met')} {markdown(diff.limits(words, assessment))}\n\n"
        if not assessment.findings:
            yield f"{words('diff.findings.none')}\n\n"
        for shift in Shift:
            found = assessment.of(shift)
            if found:
                yield self.title(level, f"diff.shift.{shift}", len(found))
                yield from (self.finding(change, assessment, comparison) for change in found)
                yield "\n"

    def finding(self, change: FindingChange, assessment: AssessmentChange, comparison: DeclarationComparison) -> str:
        words, requirement = self.words, change.requirement
        name = markdown(f"{requirement.id} {words.text(requirement.title)}")
        outcome = markdown(diff.transition(words, change))
        lines = [f"- **{name}** ({words(f'level.{requirement.level}')}){self.colon}{outcome}"]
        lines += self.places(change, comparison.after)
        missing = diff.missing(change, assessment, comparison)
        if missing:
            lines.append(f"  - {words('missing')} {', '.join(map(code, missing))}")
        if change.after and change.after.stale:
            lines.append(f"  - {markdown(phrases.stale(words, change.after.stale))}")
        if change.facts:
            lines.append(f"  - {words('diff.because')} {', '.join(map(code, diff.names_of(change)))}")
        return "".join(f"{line}\n" for line in lines)

    def places(self, change: FindingChange, report: Report) -> Iterator[str]:
        """Yield what stands against a finding in the new version, or switches it off."""
        words, finding = self.words, change.after
        if finding is None or change.shift is Shift.BETTER:
            return
        off = finding.because if finding.outcome is Outcome.NOT_APPLICABLE else ()
        told: list[tuple[Cause, str]] = [(one, phrases.cause(words, one)) for one in finding.gaps]
        told += [(one, words("switched-off")) for one in off if one.pointer]
        for one, said in told:
            yield f"  - {self.place(one.pointer, report)}{markdown(said)}"

    def place(self, pointer: str, report: Report) -> str:
        document = report.declaration.document
        if not pointer or document is None:
            return ""
        line = self.words("line", line=document.place(pointer).line)
        return f"{code(phrases.dotted(pointer))} ({line}){self.colon}"

    def facts(self, facts: tuple[FactChange, ...]) -> Iterator[str]:
        words = self.words
        if not facts:
            yield f"{words('diff.facts.none')}\n\n"
            return
        yield self.title(2, "diff.facts", len(facts))
        line = words("report.line")
        heads = [words("report.fact"), words("diff.old"), line, words("diff.new"), line]
        yield self.table(heads, [self.fact(change) for change in facts])

    def fact(self, change: FactChange) -> list[str]:
        cells = [code(diff.name_of(change))]
        for spot, value in zip(change, diff.values(change), strict=True):
            cells += [diff.NOTHING, ""] if value is None else [markdown(value), str(spot.place.line)]
        return cells

    def charters(self, comparison: CharterComparison) -> Iterator[str]:
        words, versions = self.words, (comparison.before, comparison.after)
        yield self.heading(1, words("diff.title", name=words.text(comparison.after.title)))
        rows = [
            [words("report.charter"), *(code(one.id) for one in versions)],
            [_opening(words("diff.field.version")), *(markdown(one.version) for one in versions)],
            [words("diff.requirements"), *(str(sum(1 for _ in one.requirements())) for one in versions)],
            [words("report.digests"), *(code(one.digest) for one in versions)],
        ]
        yield self.table(["", words("diff.old"), words("diff.new")], rows)
        if not (comparison.fields or comparison.principles or comparison.requirements):
            yield f"{words('diff.none.charters')}\n\n"
        yield from self.charter(comparison)
        for kind in Kind:
            found = comparison.of(kind)
            if found:
                yield self.title(2, f"diff.kind.{kind}", len(found))
                yield from (self.requirement(change, kind, comparison) for change in found)
                yield "\n"
        for outcome in comparison.outcomes:
            declaration = outcome.after.declaration
            yield self.heading(2, words("diff.outcomes", name=_name(declaration), path=declaration.path))
            for assessment in outcome.assessments:
                yield from self.assessment(assessment, outcome, 3)

    def charter(self, comparison: CharterComparison) -> Iterator[str]:
        words = self.words
        if comparison.fields or comparison.principles:
            yield self.heading(2, words("diff.charter"))
            for field in comparison.fields:
                yield self.field(field, "")
            for principle in comparison.principles:
                label, name = diff.principle_line(words, principle)
                yield f"- {label} {markdown(name)}\n"
            yield "\n"

    def field(self, field: FieldChange, indent: str) -> str:
        """Write a field before and after; of texts, only that they differ."""
        words = self.words
        name = markdown(diff.field_name(words, field))
        if diff.is_condition(field):
            # An indented code block shows signs and depths to the letter, whatever the condition says.
            lines = [
                f"{sign} {'  ' * depth}{one_line(text)}" for sign, depth, text in diff.condition_lines(words, field)
            ]
            block = "".join(f"{indent}      {line}\n" for line in lines)
            return f"{indent}- {name}{self.colon.rstrip(' ')}\n\n{block}\n"
        if diff.is_short(field):
            return f"{indent}- {name}{self.colon}{markdown(diff.field_values(words, field))}\n"
        return f"{indent}- {words('diff.texts')} {name}\n"

    def requirement(self, change: RequirementChange, kind: Kind, comparison: CharterComparison) -> str:
        words, requirement = self.words, change.requirement
        head = f"- **{markdown(f'{requirement.id} {words.text(requirement.title)}')}**"
        if kind is Kind.REUSED and change.before and change.after:
            told = (f"{code(one.slug)} {markdown(words.text(one.title))}" for one in (change.before, change.after))
            return f"{head}{self.colon}{' → '.join(told)}\n"
        if kind is Kind.MOVED:
            homes = diff.homes(words, change, (comparison.before, comparison.after))
            text = f"{head}{self.colon}{markdown(' → '.join(homes))}\n"
        else:
            text = f"{head} ({diff.level_line(words, change)})\n"
        if kind is Kind.CONDITIONS:
            text += "".join(self.field(field, "  ") for field in change.fields if field.decides)
        named = diff.texts(words, change)
        return f"{text}  - {words('diff.texts')} {markdown(named)}\n" if named and kind is change.kinds[-1] else text


def _name(declaration: Declaration) -> str:
    return str(declaration.fact("/project/name"))


def _opening(text: str) -> str:
    return text[:1].upper() + text[1:]
