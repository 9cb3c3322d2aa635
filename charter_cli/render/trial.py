"""What the tests of charters came to: cases that do not hold, outcomes without a case, mutants that none catches."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence

from charter_cli import __version__
from charter_cli.model.case import Case, CaseFile, Found, Mutant, Trial
from charter_cli.render import View
from charter_cli.render.escape import one_line
from charter_cli.render.page import Page

NOTHING = "-"

Trials = Sequence[tuple[Trial, CaseFile]]


def text(trials: Trials, view: View) -> Iterator[str]:
    """Yield a paragraph for each charter, with everything that does not hold."""
    for number, (trial, file) in enumerate(trials):
        page = _Page(view)
        if number:
            page.line()
        page.trial(trial, file)
        yield page.text()


class _Page(Page):
    def trial(self, trial: Trial, file: CaseFile) -> None:
        words = self.words
        self.line(trial.charter, "bold")
        held = trial.cases - len(trial.failed)
        self.line(words("test.cases", held=held, total=trial.cases), indent=2)
        for case, found in trial.failed:
            self.failed(case, found, file)
        for requirement, outcomes in trial.untested:
            named = ", ".join(words(f"outcome.{outcome}") for outcome in outcomes)
            self.labelled(requirement, words("test.untested", outcomes=named), "red")
        if trial.mutants:
            caught = trial.mutants - len(trial.survivors) - len(trial.equivalent)
            told = words("test.mutants", caught=caught, total=trial.mutants, equivalent=len(trial.equivalent))
            self.line(told, indent=2)
        for mutant in trial.survivors:
            self.labelled(mutant.requirement, words("test.survivor", change=change(mutant)), "red")
        for one in trial.unused:
            self.labelled(one.requirement, words("test.unused", mutant=one_line(one.mutant)), "red")
        if trial.survivors:
            self.line(words("test.next"), indent=2)

    def failed(self, case: Case, found: Found, file: CaseFile) -> None:
        words = self.words
        where = f"{one_line(file.path)}:{case.place.line}:{case.place.column}" if case.place else one_line(file.path)
        self.styled("  ", (where, "dim"))
        self.labelled(case.requirement, one_line(case.name), "bold red")
        for name, stated, came in _differences(case, found):
            self.line(words("test.differs", name=name, stated=stated or NOTHING, found=came or NOTHING), indent=4)


def _differences(case: Case, found: Found) -> Iterator[tuple[str, str, str]]:
    """Yield what a case states and what came out, where they differ, by the name of the key in the case file."""
    if case.outcome is not found.outcome:
        yield "outcome", case.outcome, found.outcome
    for name in ("gaps", "missing", "because"):
        stated, came = getattr(case, name), getattr(found, name)
        if stated is not None and stated != came:
            yield name, ", ".join(stated), ", ".join(came)


def change(mutant: Mutant) -> str:
    """Write a mutant by the name under which a case file can call it equivalent."""
    return one_line(mutant.name)


def as_json(trials: Trials, view: View) -> Iterator[str]:
    """Yield one JSON document, described by schemas/trial.schema.json."""
    _ = view
    data = {
        "schema_version": 1,
        "tool": {"name": "charter", "version": __version__},
        "charters": [_charter(trial, file) for trial, file in trials],
    }
    yield json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _charter(trial: Trial, file: CaseFile) -> dict[str, object]:
    return {
        "charter": trial.charter,
        "holds": trial.holds,
        "cases": {
            "path": file.path,
            "total": trial.cases,
            "failed": [
                {
                    "requirement": case.requirement,
                    "name": case.name,
                    "line": case.place.line if case.place else None,
                    "differences": [
                        {"key": name, "stated": stated, "found": came}
                        for name, stated, came in _differences(case, found)
                    ],
                }
                for case, found in trial.failed
            ],
            "untested": [
                {"requirement": requirement, "outcomes": list(outcomes)} for requirement, outcomes in trial.untested
            ],
        },
        "mutants": {
            "total": trial.mutants,
            "survivors": [{"requirement": one.requirement, "mutant": one.name} for one in trial.survivors],
            "equivalent": [{"requirement": one.requirement, "mutant": one.name} for one in trial.equivalent],
            "not_alive": [{"requirement": one.requirement, "mutant": one.mutant} for one in trial.unused],
        },
    }


RENDERERS: Mapping[str, Callable[[Trials, View], Iterator[str]]] = {"text": text, "json": as_json}
