"""`charter verify`: say whether a report is still what the tool writes, was edited, or is about something older."""

from typing import Annotated

import typer

from charter_cli.cli.options import Lang


def verify(
    report: Annotated[str, typer.Argument(metavar="REPORT", help="help.verify.report")],
    root: Annotated[str, typer.Option("--root", metavar="FOLDER", help="help.verify.root")] = ".",
    lang: Lang = "",
) -> int:
    """Read a report back, make it again, and say what differs."""
    from charter_cli.cli.resolve import resolve

    settings = resolve(language=lang)
    from charter_cli.cli.output import write_all
    from charter_cli.cli.verification import verify as verified
    from charter_cli.render import View
    from charter_cli.render.verification import render
    from charter_cli.words import words

    result = verified(report, root)
    write_all(render(result, View(words(settings.language.value))))
    return int(result.exit)
