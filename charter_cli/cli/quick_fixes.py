"""What an editor can be offered to change in a declaration: the safe mends, and answers from a closed vocabulary."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from charter_cli.cli.interview import declaring
from charter_cli.cli.mends import mended, mends
from charter_cli.model.declaration import Document
from charter_cli.model.report import Outcome, Report
from charter_cli.read.answer import answered
from charter_cli.read.form import check_form
from charter_cli.render.diagnostics import MOST_PROBLEMS, Diagnostic
from charter_cli.render.edit import Edit
from charter_cli.render.entry import flow
from charter_cli.render.escape import one_line
from charter_cli.render.phrases import dotted, values
from charter_cli.words import Words

MOST_ANSWERS = 12


class Offer(NamedTuple):
    """A change to choose: what it is called, what it settles, and the edit; `sure` where nothing else can be meant."""

    title: str
    settles: Diagnostic
    edit: Edit
    sure: bool


def offers(report: Report, content: bytes, touched: Sequence[Diagnostic], words: Words) -> Iterator[Offer]:
    """Yield what can be changed to settle the diagnostics that were `touched`."""
    document = report.declaration.document
    if document is None:
        return
    wrong = {(one.code, one.pointer): one for one in touched if one.kind == "problem"}
    if wrong:
        yield from _mends(report, document, content, wrong, words)
    answers = (offer for one in touched if one.kind == Outcome.UNDECLARED for offer in _answers(document, one, words))
    yield from (offer for _, offer in zip(range(MOST_ANSWERS), answers, strict=False))


def _mends(
    report: Report, document: Document, content: bytes, wrong: dict[tuple[str, str], Diagnostic], words: Words
) -> Iterator[Offer]:
    """Yield the mend of each problem, and all of them at once, with what only comes to light behind them."""
    own = [problem for problem in report.declaration.problems if problem.path == document.path]
    few = len(own) <= MOST_PROBLEMS
    found = mends(document, own if few else [one for one in own if (one.code, one.pointer) in wrong])
    for mend in found:
        settles = wrong.get((mend.problem.code, mend.problem.pointer))
        if settles:
            before, after = document.text[mend.edit.start : mend.edit.end], mend.edit.text.strip(" ")
            title = words("lsp.mend", before=one_line(before), after=one_line(after))
            yield Offer(title, settles, mend.edit, sure=True)
    if not few:
        return
    whole = mended(report.declaration.path, content)
    if whole.number > len(found[:1]):
        edit = difference(document.text, whole.content.decode("utf-8-sig"))
        yield Offer(words("lsp.mend.all", count=whole.number), next(iter(wrong.values())), edit, sure=not found)


def _answers(document: Document, missing: Diagnostic, words: Words) -> Iterator[Offer]:
    """Yield each answer to a question that has few, if it can be put in without changing anything else."""
    for option in values(missing.pointer):
        value = answered(option, missing.pointer, {})
        after = declaring(document, missing.pointer, value)
        if after and not check_form(after, "declaration")[1]:
            title = words("lsp.declare", name=one_line(dotted(missing.pointer)), value=flow(value))
            yield Offer(title, missing, difference(document.text, after.text), sure=False)


def difference(before: str, after: str) -> Edit:
    """Return the one edit that makes `after` of `before`, as short as it can be."""
    start, most = 0, min(len(before), len(after))
    while start < most and before[start] == after[start]:
        start += 1
    same = 0
    while same < most - start and before[-1 - same] == after[-1 - same]:
        same += 1
    return Edit(start, len(before) - same, after[start : len(after) - same])
