"""Reports become text: one module for each format, each with a `Form`, which writes the reports of a run one by one.

One by one, because thousands of reports are written while they are made and never held together, and because the most
of the work, making the piece of each report, is shared out to several processes.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

from charter_cli.model.report import Exit
from charter_cli.model.run import OwnForm, Run

if TYPE_CHECKING:
    from charter_cli.model.charter import Charter
    from charter_cli.model.declaration import Problem
    from charter_cli.model.report import Report
    from charter_cli.words import Words


class Format(StrEnum):
    """The formats of a report; each value is the name of a module of this package."""

    TEXT = "text"
    CONCISE = "concise"
    JSON = "json"
    MARKDOWN = "markdown"
    HTML = "html"
    SARIF = "sarif"
    GITHUB = "github"
    JUNIT = "junit"
    GITLAB = "gitlab"
    CSV = "csv"
    INTOTO = "intoto"


class View(NamedTuple):
    """How to show reports: in which words, how wide, with colour or without, in which form of one's own.

    `root` is the folder from which a pipeline names its files, in the formats that it reads. `run` is what was chosen
    for all reports.
    """

    words: "Words"
    width: int = 80
    colour: bool = False
    own: OwnForm = OwnForm()
    root: str = ""
    run: Run = Run()

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


class Writer:
    """Writes the reports of one run in one format.

    `piece` may be called in another process; all that it makes comes back to `joined`, in the order of the reports.
    """

    def __init__(self, view: View, charters: "Sequence[Charter]") -> None:
        self.view = view
        self.words = view.words
        self.charters = charters

    def before(self) -> str:
        """Return what stands before all reports."""
        return ""

    def piece(self, report: "Report") -> Any:
        """Return what a report comes to, without a thought for other reports: text, or what `joined` makes text of."""
        raise NotImplementedError

    def joined(self, piece: Any) -> str:
        """Return the piece as it stands behind those before it."""
        text: str = piece
        return text

    def after(self, worst: Exit) -> str:  # noqa: ARG002 (for those formats that tell it)
        """Return what stands after all reports; `worst` is the exit code of the run."""
        return ""


class Separated(Writer):
    """Writes pieces of text with something between them; an empty piece is left out."""

    separator = ""
    first = True

    def joined(self, piece: str) -> str:
        """Return the piece behind the separator, unless it is the first."""
        if not piece:
            return ""
        text = piece if self.first else self.separator + piece
        self.first = False
        return text


def writer(form: Format, view: View, charters: "Sequence[Charter]") -> Writer:
    """Return what writes reports against these charters in a format."""
    made: Writer = import_module(f"charter_cli.render.{form.value}").Form(view, charters)
    return made


def render(form: Format, reports: "Iterable[Report]", view: View) -> Iterator[str]:
    """Yield reports, all against the same charters, in a format."""
    known = list(reports)
    made = writer(form, view, next(([a.charter for a in one.assessments] for one in known if one.assessments), []))
    yield made.before()
    for report in known:
        yield made.joined(made.piece(report))
    yield made.after(max((report.exit for report in known), default=Exit.OK))
