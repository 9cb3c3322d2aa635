"""A fact to ask for: who waits for it, what an answer looks like, and what became of an answer."""

from typing import NamedTuple

from charter_cli.model.declaration import Problem
from charter_cli.model.report import Assessment, Finding, Report


class Ask(NamedTuple):
    """A fact that is not declared, and how it is asked for.

    `waits` are the requirements that wait for it, with their assessments. `accepts` says what an answer can be; of
    `options`, where the vocabulary is closed, one or, with `several`, more. `example` is a value.
    """

    pointer: str
    waits: tuple[tuple[Assessment, Finding], ...]
    accepts: str
    several: bool
    options: tuple[str, ...]
    example: object

    def by_number(self, given: str) -> str:
        """Return an answer in which the numbers of options stand for these, as a numbered question shows them."""
        parts = [part.strip() for part in given.split(",")]
        if not all(part.isdigit() and 0 < int(part) <= len(self.options) for part in parts):
            return given
        return ", ".join(self.options[int(part) - 1] for part in parts)


class Written(NamedTuple):
    """An answer that was written: the fact, its value, and the line on which it stands now."""

    pointer: str
    value: object
    line: int


class Round(NamedTuple):
    """What is asked next of a declaration as it was judged, of all `missing` facts, and the answer written before."""

    report: Report
    missing: tuple[Ask, ...]
    asked: tuple[Ask, ...]
    written: Written | None = None


class WrongAnswer(Exception):  # noqa: N818 (what somebody typed is no error of ours)
    """An answer that says nothing of the fact asked for; `problem` says why, and what is possible."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem
