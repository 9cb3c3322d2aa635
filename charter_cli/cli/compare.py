"""Compare what was read, write the comparison in all formats, and tell the exit code."""

from collections.abc import Iterator, Sequence
from datetime import date

from charter_cli.assess.assessment import Assessor
from charter_cli.assess.charter_comparison import compare_charters, decisions_for
from charter_cli.assess.comparison import compare_outcomes, compare_reports
from charter_cli.cli.find import declarations
from charter_cli.cli.judge import make_assessor, read_charters
from charter_cli.cli.options import COMPARISONS
from charter_cli.cli.output import parse_outputs, say, write_each
from charter_cli.cli.problems import FileProblems, UsageProblem
from charter_cli.cli.versions import Charters, Declarations
from charter_cli.model.comparison import CharterComparison, Comparison, DeclarationComparison
from charter_cli.model.declaration import Declaration, Problem
from charter_cli.model.report import Exit, Report
from charter_cli.model.settings import Origin, Setting
from charter_cli.render.diff import Result, render, summary
from charter_cli.words import Words


def compare(
    versions: Declarations | Charters,
    charters: Setting[tuple[str, ...]],
    others: Sequence[str],
    day: date | None,
    stage: str,
) -> Comparison:
    """Compare two declarations by these charters, or two charters and what they make of other declarations.

    Raises UsageProblem for options that belong to the other kind, FileProblems for what cannot be judged.
    """
    if isinstance(versions, Charters):
        if charters.source.origin is Origin.OPTION:
            raise UsageProblem("diff-charter-option")
        outcomes = _outcomes(versions, others, day, stage) if others else ()
        return compare_charters(versions.before, versions.after, tuple(outcomes))
    if others:
        raise UsageProblem("diff-with-option")
    assessor = make_assessor(read_charters(charters.value), day, stage)
    return compare_reports(*_judged((assessor, versions.before), (assessor, versions.after)))


def _outcomes(
    versions: Charters, paths: Sequence[str], day: date | None, stage: str
) -> Iterator[DeclarationComparison]:
    """Yield what becomes of each declaration when one version of a charter takes the place of the other."""
    old, new = versions
    before, after = (make_assessor([charter], day, stage) for charter in versions)
    for one in declarations(paths):
        yield compare_outcomes(*_judged((before, decisions_for(one, old, new)), (after, decisions_for(one, new, old))))


def _judged(*pairs: tuple[Assessor, Declaration]) -> list[Report]:
    """Return the reports. Raises FileProblems with everything that keeps any of them from being made."""
    reports = [assessor.assess(declaration) for assessor, declaration in pairs]
    problems: list[Problem] = []
    for report in reports:
        problems += (one for one in report.declaration.problems if one not in problems)
    if problems:
        raise FileProblems(*problems, kind="declaration")
    return reports


def write(
    comparison: Comparison,
    words: Words,
    form: str,
    outputs: Sequence[str],
    sources: Sequence[str],
    *,
    fail_on_regression: bool,
) -> int:
    """Write the comparison to all outputs, the summary to standard error, and return the exit code."""
    files, to_terminal = parse_outputs(outputs, form, [*sources, *_sources(comparison)], COMPARISONS)
    fails = fail_on_regression and comparison.regression
    result = Result(comparison, Exit.GATE if fails else Exit.OK)
    write_each(files, form * to_terminal, words, lambda name, view: render(name, result, view))
    say(summary(words, comparison))
    return int(result.exit)


def _sources(comparison: Comparison) -> list[str]:
    """Return the declarations that were found in folders; like those named, they may not be written over."""
    compared = comparison.outcomes if isinstance(comparison, CharterComparison) else (comparison,)
    return [report.declaration.path for one in compared for report in (one.before, one.after)]
