"""Ask what a declaration does not say yet, and write the answers into it: each is read and judged before it is kept."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from charter_cli.assess.assessment import Assessor
from charter_cli.cli.find import Found
from charter_cli.cli.problems import FileProblems, UsageProblem
from charter_cli.cli.rewrite import encoded, replace
from charter_cli.model.ask import Ask, Round, Written, WrongAnswer
from charter_cli.model.declaration import Document, Problem, parts_of, pointer_of, with_fact
from charter_cli.model.report import Outcome, Question, Report
from charter_cli.read.answer import accepts, answered, asked_for
from charter_cli.read.declarations import read_declaration
from charter_cli.read.fields import node_for, pointers
from charter_cli.read.files import load
from charter_cli.read.strict_yaml import MAX_BYTES, parse
from charter_cli.read.suggest import closest
from charter_cli.render.edit import block, with_value
from charter_cli.render.phrases import dotted, shown


class Interview:
    """A declaration that is judged, asked about and written. Raises FileProblems for one that cannot be judged."""

    def __init__(self, assessor: Assessor, found: Found) -> None:
        self.assessor = assessor
        self.path, loaded = found
        loaded = load(self.path, MAX_BYTES) if loaded is None else loaded
        if isinstance(loaded, Problem):
            raise FileProblems(loaded, kind="declaration")
        self.content = loaded
        self.report = assessor.assess(read_declaration(self.path, loaded))
        if self.report.declaration.problems:
            raise FileProblems(*self.report.declaration.problems, kind="declaration")

    @property
    def document(self) -> Document:
        """Return the file as it is now."""
        document = self.report.declaration.document
        assert document is not None  # noqa: S101 (one that was judged was read)
        return document

    def round(self, count: int, written: Written | None = None, without: Sequence[str] = ()) -> Round:
        """Return what is asked next: so many questions, without those that were passed over."""
        missing = tuple(_ask(self.report, question) for question in self.report.questions)
        asked = tuple(ask for ask in missing if ask.pointer not in without)[:count]
        return Round(self.report, missing, asked, written)

    def named(self, name: str) -> Ask:
        """Return the question of a fact, by its pointer or its name with dots.

        Raises UsageProblem for what is no fact, and for one that is declared already.
        """
        pointer = pointer_named(name)
        declared = self.report.declaration.fact(pointer)
        if declared is not None:
            line = self.document.place(pointer).line
            value = shown(declared)
            raise UsageProblem("declared-already", name=dotted(pointer), value=value, line=line, path=self.path)
        question = next((one for one in self.report.questions if one.pointer == pointer), Question(pointer, ()))
        return _ask(self.report, question)

    def answer(self, ask: Ask, given: object) -> Written:
        """Write an answer, typed or a value, into the file. Raises WrongAnswer, UsageProblem, FileProblems."""
        register: Any = self.report.declaration.fact("/evidence") or {}
        titles = {str(entry.get("title", name)): name for name, entry in register.items()}
        documents: Mapping[str, str] = {name: title for title, name in titles.items()}
        value = answered(given, ask.pointer, documents) if isinstance(given, str) else given
        proposal = declaring(self.document, ask.pointer, value)
        if proposal is None:
            raise UsageProblem("answer-by-hand", path=self.path, line=_by_hand(ask, value))
        content = encoded(proposal.text, self.content)
        after = read_declaration(self.path, content)
        if after.problems:
            raise WrongAnswer(after.problems[0])
        report = self.assessor.assess(after)
        try:
            replace(self.path, self.content, content)
        except UsageProblem as problem:
            told = {**problem.params, "line": _by_hand(ask, value)}
            raise UsageProblem("answer-not-written", **told) from problem
        self.content, self.report = content, report
        return Written(ask.pointer, value, self.document.place(ask.pointer).line)


def _by_hand(ask: Ask, value: object) -> str:
    """Return an answer for somebody who writes it into the file."""
    return " ".join(line.strip() for line in block(parts_of(ask.pointer), value))


def pointer_named(name: str) -> str:
    """Return the pointer of a fact: given itself, or by its name with dots. Raises UsageProblem for what is no fact."""
    pointer = name if name.startswith("/") else pointer_of(re.findall(r"[^.\[\]]+", name))
    node = node_for(pointer)
    if node is None or (accepts(node) == "title" and not pointer.startswith("/evidence/")):
        names = [dotted(one) for one in pointers()]
        raise UsageProblem("unknown-fact", name=name, suggestion=closest(dotted(pointer), names))
    return pointer


def _ask(report: Report, question: Question) -> Ask:
    """Return how a fact is asked for."""
    pointer = question.pointer
    waits = tuple(
        (assessment, finding)
        for assessment in report.assessments
        for finding in assessment.findings
        if pointer in finding.missing and finding.outcome is not Outcome.WAIVED
    )
    ranked = tuple(sorted(waits, key=lambda one: (one[1].outcome is Outcome.UPCOMING, one[1].requirement.level.rank)))
    asked = asked_for(pointer, [finding.requirement.example for _, finding in ranked])
    if asked.accepts == "documents":
        register: Any = report.declaration.fact("/evidence") or {}
        asked = asked._replace(several=True, options=tuple(register))
    return asked._replace(waits=ranked)


def declaring(document: Document, pointer: str, value: object) -> Document | None:
    """Return a document with a value declared in it: read again, it says nothing else new."""
    wanted = with_fact(document.data, pointer, value)
    for proposal in with_value(document, pointer, value):
        after, problems = parse(proposal.encode(), document.path)
        if after is not None and after.data == wanted and not problems:
            return after
    return None
