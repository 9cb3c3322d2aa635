"""What is to be said of charters as they are written: each flaw with its place, as errors and warnings."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence

from charter_cli import __version__
from charter_cli.model.declaration import Place
from charter_cli.model.lint import Linted, Severity, severity_of
from charter_cli.render import View, phrases
from charter_cli.render.escape import one_line
from charter_cli.render.excerpt import Label
from charter_cli.render.page import Page
from charter_cli.words import Words

SCHEMA_VERSION = 1
STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow"}


def text(found: Sequence[Linted], code: int, view: View) -> Iterator[str]:
    """Yield each charter with its flaws, the lines of the file shown."""
    del code
    for number, linted in enumerate(found):
        page = _Page(view)
        if number:
            page.line()
        page.charter(linted)
        yield page.text()


class _Page(Page):
    def charter(self, linted: Linted) -> None:
        words, path = self.words, one_line(linted.path)
        self.line(f"{one_line(linted.charter)} ({path})" if linted.charter else path, "bold")
        for problem in linted.problems:
            severity, place = severity_of(problem), problem.place
            self.line()
            where = f"{one_line(problem.path)}:{place.line}:{place.column}" if place else one_line(problem.path)
            label = words(f"lint.{severity}")
            self.styled((label, STYLES[severity]), " · ", problem.code, "  ", (where, "dim"))
            said = one_line(phrases.problem(words, problem))
            if linted.document and place:
                self.excerpt(linted.document, [Label(place, said, fails=severity is Severity.ERROR)])
            else:
                self.line(said, indent=2)
        if not linted.problems:
            self.line(words("lint.clean"), indent=2)


def last_word(found: Sequence[Linted], words: Words) -> str:
    """Return the summary line."""
    told = [words.number(f"lint.{severity}s", sum(len(one.of(severity)) for one in found)) for severity in Severity]
    return f"{words.number('lint.charters', len(found))}{words('colon')}{', '.join(told)}."


def concise(found: Sequence[Linted], code: int, view: View) -> Iterator[str]:
    """Yield one line for each flaw: `path:line:column: severity code sentence`."""
    del code
    for problem in (problem for linted in found for problem in linted.problems):
        line, column = problem.place or Place(1, 1)
        said = one_line(phrases.problem(view.words, problem))
        yield f"{one_line(problem.path)}:{line}:{column}: {severity_of(problem)} {problem.code} {said}\n"


def as_json(found: Sequence[Linted], code: int, view: View) -> Iterator[str]:
    """Yield one JSON document, described by schemas/lint.schema.json."""
    data = {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "charter", "version": __version__},
        "language": view.words.language,
        "charters": [_charter(linted, view.words) for linted in found],
        "exit_code": code,
    }
    yield json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _charter(linted: Linted, words: Words) -> dict[str, object]:
    return {
        "path": linted.path,
        "charter": linted.charter or None,
        "readable": linted.readable,
        "errors": len(linted.of(Severity.ERROR)),
        "warnings": len(linted.of(Severity.WARNING)),
        "problems": [
            {
                "severity": severity_of(problem),
                "code": problem.code,
                "message": phrases.problem(words, problem),
                "path": problem.path,
                "pointer": problem.pointer,
                "line": problem.place.line if problem.place else None,
                "column": problem.place.column if problem.place else None,
            }
            for problem in linted.problems
        ],
    }


RENDERERS: Mapping[str, Callable[[Sequence[Linted], int, View], Iterator[str]]] = {
    "text": text,
    "concise": concise,
    "json": as_json,
}
