"""The register of evidence, in any of its formats, and the words that they share with the reports."""

from collections import Counter
from collections.abc import Iterable, Iterator
from importlib import import_module

from charter_cli.model.evidence import Evidence, Register, State
from charter_cli.model.report import Report
from charter_cli.render import View
from charter_cli.render.escape import one_line
from charter_cli.words import Words

SEEN_TO = (State.CHANGED, State.MISSING, State.OUTSIDE, State.UNREADABLE)
"""The states that a gap can have as its reason, too, and that are said in the same words."""

FRESH = {True: "evidence.fresh.true", False: "evidence.fresh.false", None: "evidence.fresh.unknown"}


def render(form: str, registers: Iterable[Register], view: View) -> Iterator[str]:
    """Yield the register of each declaration in a format, piece by piece."""
    pieces: Iterator[str] = import_module(f"charter_cli.render.evidence_{form}").render(registers, view)
    return pieces


def summary(words: Words, registers: Iterable[Register]) -> str:
    """Say in one line how many documents there are, to how many somebody has to see, and whether a file was unread."""
    told = list(registers)
    documents = [document for one in told for document in one.documents]
    wrong = sum(not document.in_order for document in documents)
    total = words.number("evidence.total", len(documents), wrong=wrong)
    unread = any(one.report.declaration.problems for one in told)
    return f"{total} {words('summary.gate.unreadable')}" if unread else total


def kind(words: Words, document: Evidence) -> str:
    """Name what kind of document it is, if that is declared."""
    return words(f"value.evidence-kind.{document.kind}") if document.kind else ""


def state(words: Words, document: Evidence) -> str:
    """Say what is seen of a document."""
    return words(f"evidence.state.{document.state}")


def standing(words: Words, document: Evidence) -> str:
    """Say what is seen of a document and, unless that makes it suspect already, whether it is fresh."""
    if document.suspect:
        return state(words, document)
    return f"{state(words, document)}, {words(FRESH[document.fresh])}"


def expires(words: Words, document: Evidence) -> str:
    """Say until when a document is valid."""
    return words("evidence.never") if document.expires == "never" else document.expires or ""


def dated(words: Words, document: Evidence) -> str:
    """Say from which day a document is, and how old that makes it."""
    return ", ".join(part for part in (document.date, age(words, document)) if part)


def age(words: Words, document: Evidence) -> str:
    """Say how old a document is, if that can be told."""
    return "" if document.age is None else words.number("evidence.age", document.age)


def supports(words: Words, document: Evidence, report: Report) -> list[str]:
    """Return for each outcome the requirements that a document supports; those alike in two charters with theirs."""
    groups: dict[str, list[str]] = {}
    for name, outcome in _named(words, document, report):
        groups.setdefault(outcome, []).append(name)
    return [f"{outcome}{words('colon')}{', '.join(names)}" for outcome, names in groups.items()]


def doubt(words: Words, document: Evidence, report: Report) -> str:
    """Say which findings a document makes suspect, with their outcomes, if it does."""
    if not (document.suspect and document.supports):
        return ""
    told = ", ".join(f"{name} ({outcome})" for name, outcome in _named(words, document, report))
    return f"{words('evidence.suspect')}{words('colon')}{told}"


def _named(words: Words, document: Evidence, report: Report) -> Iterator[tuple[str, str]]:
    """Yield the name and the outcome of each requirement that a document supports."""
    names = Counter(one.requirement.id for assessment in report.assessments for one in assessment.findings)
    for one in document.supports:
        name = f"{one.charter} {one.requirement}" if names[one.requirement] > 1 else one.requirement
        yield name, words(f"outcome.{one.outcome}")


def reasons(words: Words, document: Evidence, report: Report) -> Iterator[str]:
    """Yield why somebody has to see to a document, if anybody has to."""
    if document.state in SEEN_TO:
        given = {"declared": document.file, "seen": document.seen_sha256}
        yield one_line(words(f"gap.evidence.{document.state}", **given))
    elif document.suspect:
        yield words(f"evidence.why.{document.state}", seen=document.seen_sha256)
    if document.state is State.NO_ENTRY:
        return
    if document.days_left is not None and document.days_left < 0:
        yield words("gap.evidence.expired", declared=document.expires)
    elif old := [one.requirement for one in document.supports if one.fresh is False and (document.age or 0) >= 0]:
        yield words("evidence.why.old", requirements=", ".join(old))
    if document.age is not None and document.age < 0:
        yield words("gap.maxAge.future", declared=document.date, as_of=report.as_of)
    if document.date is None:
        yield words("evidence.why.no-date")
    if document.expires is None:
        yield words("evidence.why.no-expiry")


def not_seen(words: Words, names: Iterable[str]) -> str:
    """Say on which documents something rests that nobody looked at."""
    return f"{words('evidence.state.declared')}{words('colon')}{', '.join(names)}"
