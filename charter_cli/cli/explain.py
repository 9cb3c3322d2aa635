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
    options.check_language(lang)
    chosen_stage = options.one_of("--stage", stage, options.STAGES) if stage else ""
    day = options.day(as_of)
    from charter_cli.cli.current import current_words
    from charter_cli.cli.find import declarations
    from charter_cli.cli.judge import make_assessor, read_charters
    from charter_cli.cli.output import colour, width, write_all
    from charter_cli.read.suggest import closest
    from charter_cli.render import View
    from charter_cli.render.explain import render

    charters = read_charters(charter or options.DEFAULT_CHARTERS)
    named = {name.lower(): (one, c) for c in charters for one in c.requirements() for name in (one.id, one.slug)}
    if requirement.lower() not in named:
        raise UsageProblem("unknown-requirement", name=requirement, suggestion=closest(requirement, named))
    found, home = named[requirement.lower()]
    report = None
    if declaration:
        first, *others = declarations([declaration])
        if others:
            raise UsageProblem("two-declarations", count=len(others) + 1)
        report = make_assessor([home], day, chosen_stage).assess(first)
        if report.declaration.problems:
            raise FileProblems(*report.declaration.problems)
    write_all(render(found, home, report, View(current_words(lang), width(), colour())))
    return 0
