"""`charter explain`: a requirement or a fact by its name, and else the requirements that say certain words.

With --for, what becomes of the requirement in a declaration.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from charter_cli.cli import options
from charter_cli.cli.options import AsOf, Charters, Lang, StageName
from charter_cli.cli.problems import FileProblems, UsageProblem

if TYPE_CHECKING:
    from datetime import date

    from charter_cli.model.ask import Ask
    from charter_cli.model.charter import Charter, Requirement
    from charter_cli.model.declaration import Declaration
    from charter_cli.model.report import Report
    from charter_cli.render import View
    from charter_cli.render.search import Hit
    from charter_cli.words import Words


def explain(
    requirement: Annotated[list[str], typer.Argument(metavar="REQUIREMENT...", help="help.requirement")],
    declaration: Annotated[str, typer.Option("--for", metavar="FILE", help="help.explain.for")] = "",
    charter: Charters = [],  # noqa: B006 (typer copies it)
    lang: Lang = "",
    as_of: AsOf = "",
    stage: StageName = "",
) -> int:
    """Show what was asked for; return 0, whatever its outcome, because explaining is not judging."""
    from charter_cli.cli.resolve import resolve

    settings = resolve(charters=charter, language=lang, stage=stage)
    day = options.day(as_of)
    from charter_cli.cli.judge import read_charters
    from charter_cli.cli.output import colour, width, write_all
    from charter_cli.render import View
    from charter_cli.render.explain import render, render_fact
    from charter_cli.render.search import search
    from charter_cli.words import words

    sought, charters = " ".join(requirement), read_charters(settings.charters.value)
    view = View(words(settings.language.value), width(), colour())
    pair = _named(sought, charters)
    ask = _fact(sought) if pair is None else None
    if ask:
        write_all(render_fact(ask, charters, _read(declaration) if declaration else None, view))
        return 0
    hits = [] if pair else search(sought, charters, view.words)
    if len(hits) > 1:
        given = [("--charter", name) for name in charter]
        given += [("--for", declaration), ("--as-of", as_of), ("--stage", stage)]
        _list(sought, hits, [word for option, value in given if value for word in (option, value)], view)
        return 0
    if not pair and not hits:
        raise UsageProblem("unknown-words", name=sought, suggestion=_near(sought, charters, view.words))
    found, home = pair or hits[0][:2]
    report = _judged(_read(declaration), home, day, settings.stage.value) if declaration else None
    write_all(render(found, home, report, view))
    return 0


def finds(sought: str) -> bool:
    """Tell whether there is anything to show for a name or for words, without options."""
    from charter_cli.cli.judge import read_charters
    from charter_cli.cli.resolve import resolve
    from charter_cli.render.search import search
    from charter_cli.words import words

    try:
        settings = resolve()
        charters = read_charters(settings.charters.value)
    except (UsageProblem, FileProblems):
        return False
    return bool(_named(sought, charters) or _fact(sought) or search(sought, charters, words(settings.language.value)))


def _named(name: str, charters: "Sequence[Charter]") -> "tuple[Requirement, Charter] | None":
    """Return the requirement with an id or short name, before which its charter can stand, as CHARTER/ID."""
    home, _, wanted = name.lower().rpartition("/")
    for charter in charters if home in ("", *(one.id for one in charters)) else ():
        for one in charter.requirements():
            if home in ("", charter.id) and wanted in (one.id.lower(), one.slug):
                return one, charter
    return None


def _fact(name: str) -> "Ask | None":
    """Return how a fact is asked for, by its name with dots or its pointer; None for anything else."""
    if "." not in name and not name.startswith("/"):
        return None
    from charter_cli.cli.interview import pointer_named
    from charter_cli.model.ask import Ask
    from charter_cli.read.answer import accepts, example, several
    from charter_cli.read.fields import item_of, node_for

    try:
        pointer = pointer_named(name)
    except UsageProblem:
        return None
    node = node_for(pointer) or {}
    kind, values = accepts(node), tuple(map(str, (item_of(node) or node).get("enum", ())))
    return Ask(pointer, (), kind, several(node) or kind == "documents", values, example(node, pointer, ()))


def _near(name: str, charters: "Sequence[Charter]", words: "Words") -> str | None:
    """Guess what was meant by one word: a requirement, a fact, or a word of a title."""
    if len(name.split()) > 1:
        return None
    from charter_cli.read.fields import pointers
    from charter_cli.read.suggest import closest
    from charter_cli.render.phrases import dotted
    from charter_cli.render.search import vocabulary

    ids = [name.lower() for charter in charters for one in charter.requirements() for name in (one.id, one.slug)]
    return closest(name, [*ids, *map(dotted, pointers()), *vocabulary(charters, words)])


def _list(sought: str, hits: "Sequence[Hit]", further: "Sequence[str]", view: "View") -> None:
    """Write the requirements that were found, each with the command that explains it."""
    from charter_cli.cli.advice import join
    from charter_cli.cli.output import write_all
    from charter_cli.render.explain import render_hits

    pairs = [(hit, join(["charter", "explain", hit.requirement.id, *further])) for hit in hits]
    write_all(render_hits(sought, pairs, view))


def _read(path: str) -> "Declaration":
    """Return the declaration at a path. Raises UsageProblem where there are several, FileProblems for a wrong one."""
    from charter_cli.cli.find import declarations

    first, *others = declarations([path])
    if others:
        raise UsageProblem("two-declarations", count=len(others) + 1)
    if first.problems:
        raise FileProblems(*first.problems, kind="declaration")
    return first


def _judged(declaration: "Declaration", charter: "Charter", day: "date | None", stage: str) -> "Report":
    from charter_cli.cli.judge import make_assessor

    report = make_assessor([charter], day, stage).assess(declaration)
    if report.declaration.problems:
        raise FileProblems(*report.declaration.problems, kind="declaration")
    return report
