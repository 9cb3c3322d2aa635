"""`charter upcoming`: what starts to count and what expires, by date."""

from typing import Annotated

import typer

from charter_cli.cli import options
from charter_cli.cli.options import AsOf, Charters, Lang, NoWaivers, Outputs, Paths, WaiverFiles


def upcoming(
    paths: Paths = [],  # noqa: B006 (typer copies it)
    charter: Charters = [],  # noqa: B006
    until: Annotated[str, typer.Option("--until", metavar="DATE", help="help.upcoming.until")] = "",
    form: Annotated[str, typer.Option("--format", "-f", metavar="FORMAT", help="help.upcoming.format")] = "text",
    output: Outputs = [],  # noqa: B006
    lang: Lang = "",
    as_of: AsOf = "",
    waivers: WaiverFiles = [],  # noqa: B006
    no_waivers: NoWaivers = False,
) -> int:
    """Read declarations and charters, look ahead, render, and return the exit code."""
    from charter_cli.cli.resolve import resolve

    settings = resolve(charters=charter, language=lang, waivers=waivers)
    options.one_of("--format", form, options.AGENDAS)
    day = options.day(as_of)
    last = options.last_day(until, day)
    from charter_cli.assess.upcoming import look_ahead
    from charter_cli.cli.agenda import write
    from charter_cli.cli.find import declarations
    from charter_cli.cli.judge import make_assessor, read_charters, read_waivers
    from charter_cli.model.upcoming import Agenda
    from charter_cli.words import words

    charters = read_charters(settings.charters.value)
    files = read_waivers(() if no_waivers else settings.waivers.value, charters)
    assessor = make_assessor(charters, day, "", waivers=files)
    agendas = [look_ahead(assessor, declaration, last) for declaration in declarations(paths)]
    said = words(settings.language.value)
    if files:
        from charter_cli.cli.output import say
        from charter_cli.cli.waivers import not_judged, unusable

        judged = {str(one.report.declaration.fact("/project/id")) for one in agendas if one.report.assessments}
        if others := not_judged(files, charters, judged, said):
            say(others)
        agendas = [Agenda(report, last, (), ()) for report in unusable(files, assessor.gate)] + agendas
    return write(agendas, said, form, output)
