"""A chart by principle for the HTML report: one square for each requirement that applies, with a sign for its outcome.

A square is told by its sign and its border, not by its colour, and every row says its numbers in words. The signs
themselves are drawn once, in the template of the page.
"""

from collections.abc import Iterator

from charter_cli.model.report import Assessment, Finding, Outcome
from charter_cli.render import phrases
from charter_cli.render.escape import xml
from charter_cli.words import Words

SHOWN = (
    Outcome.MET,
    Outcome.GAP,
    Outcome.UNDECLARED,
    Outcome.NEEDS_REVIEW,
    Outcome.WAIVED,
    Outcome.UPCOMING,
)
SQUARE, STEP, PER_LINE = 16, 20, 12


def chart(words: Words, assessment: Assessment) -> str:
    """Return the chart of an assessment as a figure that names its charter."""
    title = xml(words.text(assessment.charter.title))
    rows = "".join(_rows(words, assessment))
    key = "".join(_key(words, assessment))
    return (
        f'<figure class="chart">\n<figcaption><strong>{title}.</strong> {xml(words("chart.caption"))}</figcaption>\n'
        f'<ul class="key">\n{key}</ul>\n<ul class="rows">\n{rows}</ul>\n</figure>\n'
    )


def _key(words: Words, assessment: Assessment) -> Iterator[str]:
    counts = assessment.counts()
    for outcome in SHOWN:
        sign = f'<svg width="{SQUARE}" height="{SQUARE}" aria-hidden="true">{_sign(outcome, 0)}</svg>'
        yield f"<li>{sign} {xml(words(f'outcome.{outcome}'))} <strong>{counts.get(outcome, 0)}</strong></li>\n"


def _rows(words: Words, assessment: Assessment) -> Iterator[str]:
    for principle in assessment.charter.principles:
        findings = tuple(one for one in assessment.findings if one.requirement.principle == principle.id)
        name, limits = xml(phrases.heading(words, principle)), xml(phrases.limits(words, findings))
        squares = _squares(words, name, findings)
        yield f'<li><span class="name">{name}</span>{squares}<span class="met">{limits}</span></li>\n'


def _squares(words: Words, name: str, findings: tuple[Finding, ...]) -> str:
    """Return the squares of one principle as a drawing with a name and a description, or an empty place for none."""
    counts = {outcome: sum(one.outcome is outcome for one in findings) for outcome in SHOWN}
    shown = [outcome for outcome, count in counts.items() for _ in range(count)]
    if not shown:
        return '<span class="none"></span>'
    told = ", ".join(f"{words(f'outcome.{one}')}{words('colon')}{count}" for one, count in counts.items() if count)
    width = min(len(shown), PER_LINE) * STEP
    height = -(-len(shown) // PER_LINE) * STEP
    signs = "".join(_sign(outcome, place) for place, outcome in enumerate(shown))
    return (
        f'<svg role="img" width="{width}" height="{height}"><title>{name}</title><desc>{xml(told)}</desc>{signs}</svg>'
    )


def _sign(outcome: Outcome, place: int) -> str:
    line, column = divmod(place, PER_LINE)
    return f'<use href="#_{outcome}" x="{column * STEP}" y="{line * STEP}"/>'
