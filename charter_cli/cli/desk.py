"""What a language server judges with: settings and charters as of now, read again when somebody changed them."""

import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from charter_cli.assess.assessment import DEFAULT_GATE, Assessor
from charter_cli.cli import options
from charter_cli.cli.judge import known_findings, make_assessor, read_charters, read_waivers
from charter_cli.cli.language import choose
from charter_cli.cli.problems import FileProblems, UsageProblem
from charter_cli.cli.resolve import resolve
from charter_cli.cli.run import current_folder
from charter_cli.model.report import Report
from charter_cli.read.declarations import read_declaration
from charter_cli.render import View, phrases
from charter_cli.words import words

if TYPE_CHECKING:
    from charter_cli.model.baseline import Baseline


class Rules(NamedTuple):
    """What declarations are judged by."""

    assessor: Assessor
    baseline: "Baseline | None"


class Desk:
    """Judges texts by the settings of the working folder; `bare` counts no waivers.

    While something is wrong with the settings or charters there are no rules, and only the form of a text is looked at.
    """

    def __init__(
        self, charters: Sequence[str], language: str, stage: str, waivers: Sequence[str], as_of: str, *, bare: bool
    ) -> None:
        self.given = {"charters": list(charters), "language": language, "stage": stage, "waivers": list(waivers)}
        self.as_of, self.bare = as_of, bare
        self.rules: Rules | None = None
        self.view = self._view(language)

    def set_up(self) -> list[str]:
        """Read settings, charters, waivers and the baseline anew; return what is to be said of them."""
        self.rules = None
        self.view = self._view(str(self.given["language"]))
        try:
            return list(self._read())
        except FileProblems as error:
            return [phrases.located(self.view.words, problem) for problem in error.problems]
        except UsageProblem as error:
            return [self.view.words(f"usage.{error.key}", **error.params)]

    def judge(self, path: str, content: bytes) -> Report:
        """Judge a text as if it were what lies at `path`."""
        declaration = read_declaration(path, content)
        if self.rules is None:
            return Report(declaration, None, None, (), DEFAULT_GATE)
        assessor, baseline = self.rules
        assessor.as_of = options.day(self.as_of)  # a server can run past midnight
        report = assessor.assess(declaration)
        if baseline:
            from charter_cli.assess.baseline import compare

            report = compare(report, baseline)
        return report

    def _read(self) -> Iterator[str]:
        settings = resolve(**self.given)
        self.view = self._view(settings.language.value)
        charters = read_charters(settings.charters.value)
        files = read_waivers(() if self.bare else settings.waivers.value, charters)
        assessor = make_assessor(charters, options.day(self.as_of), settings.stage.value, waivers=files)
        baseline = known_findings(settings.baseline.value) if settings.baseline.value else None
        self.rules = Rules(assessor, baseline)
        for file in files:
            yield from (phrases.located(self.view.words, problem) for problem in file.problems)

    @staticmethod
    def _view(language: str) -> View:
        """Return how to show reports: in a language if one is given, else in that of the environment or settings."""
        return View(words(language or choose((), os.environ)), root=current_folder())
