"""`charter form`: write the declaration as one offline page, for those who will never open a terminal."""

from typing import Annotated

import typer

from charter_cli.cli import options
from charter_cli.cli.options import Lang


def form(
    charter: Annotated[list[str], typer.Option("--charter", "-c", metavar="CHARTER", help="help.form.charter")] = [],  # noqa: B006 (typer copies it)
    lang: Lang = "",
    output: Annotated[str | None, typer.Option("--output", "-o", metavar="FILE", help="help.baseline.output")] = None,
) -> int:
    """Write the page, with the charters that a check would judge by."""
    options.not_empty("--output", output)
    from charter_cli.cli.resolve import resolve

    settings = resolve(charters=charter, language=lang)
    from charter_cli import __version__
    from charter_cli.cli.judge import make_assessor, read_charters
    from charter_cli.cli.output import StandardOutput, WholeFile, no_page_on_terminal, say
    from charter_cli.render.form import render
    from charter_cli.words import words

    if not output:
        no_page_on_terminal("declaration.html")
    said = words(settings.language.value)
    charters = read_charters(settings.charters.value)
    make_assessor(charters, None, "")  # refuses what a check would refuse
    page = render(charters, said.language, __version__)
    if not output:
        terminal = StandardOutput()
        terminal.write(page)
        terminal.flush()
        return 0
    with WholeFile(output) as file:
        file.write(page)
    say(said("form.written", path=output, size=round(len(page.encode()) / 1000)))
    return 0
