"""Reports become text: one module for each format, each with `render(reports, view)`, which yields pieces of text.

Pieces, because a thousand reports are written while they are made and never held together.
"""

import os
from collections.abc import Iterable, Iterator
from enum import StrEnum
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from charter_cli.model.declaration import Problem
    from charter_cli.model.report import Report
    from charter_cli.words import Words


class Format(StrEnum):
    """The formats of a report; each value is the name of a module of this package."""

    TEXT = "text"
    CONCISE = "concise"
    JSON = "json"
    MARKDOWN = "markdown"
    SARIF = "sarif"
    GITHUB = "github"
    JUNIT = "junit"
    GITLAB = "gitlab"
    CSV = "csv"


class View(NamedTuple):
    """How to show reports: in which words, how wide, with colour or without, through which template of one's own.

    `root` is the folder from which a pipeline names its files, in the formats that it reads.
    """

    words: "Words"
    width: int = 80
    colour: bool = False
    template: str | None = None
    root: str = ""

    def relative(self, path: str) -> str:
        """Return a path as it is named from `root`, with slashes."""
        try:
            name = os.path.relpath(path, self.root) if self.root and os.path.isabs(path) else os.path.normpath(path)  # noqa: PTH117 (a Path drops what is above it)
        except ValueError:  # another drive
            name = path
        return name.replace(os.sep, "/")


class TemplateError(Exception):
    """A template of one's own cannot be used; `problem` says why and where."""

    def __init__(self, problem: "Problem") -> None:
        super().__init__(problem.code)
        self.problem = problem


def render(form: Format, reports: "Iterable[Report]", view: View) -> Iterator[str]:
    """Yield the reports in a format, piece by piece."""
    module = import_module(f"charter_cli.render.{form.value}")
    pieces: Iterator[str] = module.render(reports, view)
    return pieces
