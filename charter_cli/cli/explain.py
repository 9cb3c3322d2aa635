"""`charter explain`: one requirement, and with --for what becomes of it in a declaration."""

from typing import Annotated

import typer

from charter_cli.cli import options
from charter_cli.cli.options import AsOf, Charters, Lang, StageName
from charter_cli.cli.problems import FileProblems, UsageProblem


def explain(
    requirement: Annotated[str, typer.Argument(metavar="REQUIREMENT", help="help.requirement")],
    declaration: Annotated[str, typer.Option("--for", metavar="FILE", help="help.for")] = "",
    charter: Charters = [],  # noqa: B006 (typer copies it)
    lang: Lang = "",
    as_of: AsOf = "",
    stage: StageName = "",
) -> int:
    """Show the requirement; return 0, whatever its outcome, because explaining is not judging."""
    from charter_cli.cli.resolve import resolve

    settings = resolve(charters=charter, language=lang, stage=stage)
    day = options.day(as_of)
    from charter_cli.cli.find import declarations
    from charter_cli.cli.judge import make_assessor, read_charters
    from charter_cli.cli.output import colour, width, write_all
    from charter_cli.read.suggest import closest
    from charter_cli.render import View
    from charter_cli.render.explain import render
    from charter_cli.words import words

    charters = read_charters(settings.charters.value)
    named = {name.lower(): (one, c) for c in charters for one in c.requirements() for name in (one.id, one.slug)}
    if requirement.lower() not in named:
        raise UsageProblem("unknown-requirement", name=requirement, suggestion=closest(requirement, named))
    found, home = named[requirement.lower()]
    report = None
    if declaration:
        first, *others = declarations([declaration])
        if others:
            raise UsageProblem("two-declarations", count=len(others) + 1)
        report = make_assessor([home], day, settings.stage.value).assess(first)
        if report.declaration.problems:
            raise FileProblems(*report.declaration.problems)
    write_all(render(found, home, report, View(words(settings.language.value), width(), colour())))
    return 0
