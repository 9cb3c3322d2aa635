"""`charter upcoming`: what starts to count and what expires, by date."""

from typing import Annotated

import typer

from charter_cli.cli import options
from charter_cli.cli.options import AsOf, Charters, Lang, Outputs, Paths


def upcoming(
    paths: Paths = [],  # noqa: B006 (typer copies it)
    charter: Charters = [],  # noqa: B006
    until: Annotated[str, typer.Option("--until", metavar="DATE", help="help.upcoming.until")] = "",
    form: Annotated[str, typer.Option("--format", "-f", metavar="FORMAT", help="help.upcoming.format")] = "text",
    output: Outputs = [],  # noqa: B006
    lang: Lang = "",
    as_of: AsOf = "",
) -> int:
    """Read declarations and charters, look ahead, render, and return the exit code."""
    options.check_language(lang)
    options.one_of("--format", form, options.AGENDAS)
    day = options.day(as_of)
    last = options.last_day(until, day)
    from charter_cli.assess.upcoming import look_ahead
    from charter_cli.cli.agenda import write
    from charter_cli.cli.current import current_words
    from charter_cli.cli.find import declarations
    from charter_cli.cli.judge import make_assessor, read_charters

    assessor = make_assessor(read_charters(charter or options.DEFAULT_CHARTERS), day, "")
    agendas = [look_ahead(assessor, declaration, last) for declaration in declarations(paths)]
    return write(agendas, current_words(lang), form, output)
