"""What `charter init` says between its questions: the question itself, what an answer settles, and where it ends."""

from collections import Counter
from collections.abc import Iterable, Sequence

from charter_cli.model.ask import Ask
from charter_cli.model.charter import Charter
from charter_cli.model.report import Outcome, Report
from charter_cli.model.standing import Standing
from charter_cli.render import View, phrases
from charter_cli.render.ask import is_explained, label_of
from charter_cli.render.entry import flow
from charter_cli.render.escape import one_line
from charter_cli.render.page import Page
from charter_cli.words import Words

MOST_TITLES = 3
"""Of the requirements that an answer rules out, which are told by title; the others are counted."""


def beginning(path: str, view: View) -> str:
    """Return what is to be known before the first question."""
    page, words = Page(view), view.words
    page.line()
    page.line(words("init.begin", path=one_line(path)), "bold")
    page.line(words("init.begin.how"))
    return page.text()


def question(ask: Ask, number: int, standings: Sequence[Standing], view: View, *, numbered: bool) -> str:
    """Return one question: what is meant by it, which requirements wait for it, and the answers that it can have.

    `numbered` shows all of these, with numbers to type; else those that are few are explained only.
    """
    page, words = Page(view), view.words
    page.line()
    page.line(f"{number}. {phrases.question(words, ask.pointer)}", "bold")
    if told := phrases.plain(words, ask.pointer):
        page.line(told, indent=3)
    waiting = [one for one in standings if one.applies is None and ask.pointer in one.missing]
    if waiting:
        first, others = waiting[0], len(waiting) - 1
        more = f" {words.number('next.waits', others)}" if others else ""
        page.labelled(words("next.why"), f"{_named(words, first)}.{more}", indent=3)
    if not ask.options and (numbered or ask.accepts != "boolean"):
        page.labelled(words("next.possible"), words(f"next.accepts.{ask.accepts}"), indent=3)
    if numbered:
        _answers(page, ask, numbered=True, explained=is_explained(ask))
    return page.text()


def explanation(ask: Ask, view: View) -> str:
    """Return what each answer to a question means."""
    page = Page(view)
    _answers(page, ask, numbered=False)
    return page.text()


def _answers(page: Page, ask: Ask, *, numbered: bool, explained: bool = True) -> None:
    words, kind = page.words, phrases.field(ask.pointer)[0]
    for number, option in enumerate(ask.options, 1):
        label, told = label_of(words, ask.pointer, option), phrases.plain_value(words, kind, option)
        if numbered or told:
            page.labelled(f"{number}." if numbered else "-", label, indent=3)
        if told and explained:
            page.line(told, "dim", indent=7)


def told(words: Words, pointer: str, value: object) -> str:
    """Return an answer as people say it: yes, no, the names of options, or the text itself."""
    if isinstance(value, bool):
        return words("yes" if value else "no")
    if isinstance(value, list):
        return ", ".join(label_of(words, pointer, str(one)) for one in value)
    return label_of(words, pointer, value) if isinstance(value, str) else flow(value)


def settled(pointer: str, value: object, before: Sequence[Standing], after: Sequence[Standing], view: View) -> str:
    """Return what an answer settles: how many requirements apply now, and which it rules out, and why."""
    page, words = Page(view), view.words
    answer = told(words, pointer, value) if value is not None else words("init.unknown")
    page.labelled("✓" if value is not None else "·", one_line(answer), "green", indent=3)
    page.line(_counts(words, after), "dim", indent=5)
    out = [new for old, new in zip(before, after, strict=True) if new.applies is False and old.applies is not False]
    if out:
        page.line(words.number("init.ruled-out", len(out), why=_because(words, out[0])), "dim", indent=5)
        for one in out[:MOST_TITLES]:
            page.labelled("-", _named(words, one), indent=5)
        if len(out) > MOST_TITLES:
            page.line(words.number("next.more", len(out) - MOST_TITLES), "dim", indent=7)
    return page.text()


def _counts(words: Words, standings: Iterable[Standing]) -> str:
    truths = [one.applies for one in standings]
    return words("init.counts", applies=truths.count(True), out=truths.count(False), open=truths.count(None))


def _named(words: Words, standing: Standing) -> str:
    title = one_line(words.text(standing.requirement.title))
    return f"{standing.requirement.id} ({standing.charter.id}){words('colon')}{title}"


def _because(words: Words, standing: Standing) -> str:
    """Name the facts that rule a requirement out."""
    causes = [one for one in standing.because if one.pointer]
    if not causes:
        return words("init.ended")
    named = (f"{phrases.dotted(one.pointer)}{words('colon')}{told(words, one.pointer, one.declared)}" for one in causes)
    return one_line("; ".join(named))


def ending(report: Report, standings: Sequence[Standing], view: View) -> str:
    """Return what applies in the end, by charter, which fact ruled out how much, and what stands against the rest."""
    page, words = Page(view), view.words
    page.line()
    page.line(words("init.end"), "bold")
    page.line()
    heads = [words("init.charter"), words("init.applies"), words("init.out"), words("init.open")]
    page.table(heads, [_row(words, one.charter, standings) for one in report.assessments])
    reasons = Counter(_because(words, one) for one in standings if one.applies is False)
    if reasons:
        page.line()
        page.line(words.label("init.why-out"))
        for reason, count in reasons.most_common():
            page.labelled(str(count).rjust(4), reason, indent=1)
    gaps = [(one.charter.id, finding.requirement) for one in report.assessments for finding in one.of(Outcome.GAP)]
    if gaps:
        page.line()
        page.line(words.label("init.gaps"), "bold red")
        for charter, requirement in gaps:
            title = one_line(words.text(requirement.title))
            page.labelled("-", f"{requirement.id} ({charter}){words('colon')}{title}", indent=3)
    return page.text()


def _row(words: Words, charter: Charter, standings: Sequence[Standing]) -> list[str]:
    truths = [one.applies for one in standings if one.charter.id == charter.id]
    return [one_line(words.text(charter.title)), *(str(truths.count(truth)) for truth in (True, False, None))]
