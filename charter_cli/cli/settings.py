"""`charter settings`: every setting that counts in this folder, with its value and where that comes from."""

from typing import Annotated

import typer

from charter_cli.cli import options
from charter_cli.cli.options import Lang


def settings(
    form: Annotated[str, typer.Option("--format", "-f", metavar="FORMAT", help="help.format.short")] = "text",
    lang: Lang = "",
) -> int:
    """Show the settings of the working folder, the environment counted in."""
    options.one_of("--format", form, options.ORIGINS)
    from charter_cli.cli.actions import default_format
    from charter_cli.cli.output import colour, width, write_all
    from charter_cli.cli.resolve import resolve
    from charter_cli.cli.settings_file import settings_file
    from charter_cli.model.settings import Origin, Setting, Source
    from charter_cli.render import View
    from charter_cli.render.settings import RENDERERS
    from charter_cli.words import words

    found = resolve(language=lang)
    if not found.format.value:
        shown = default_format(())
        by_place = Source(Origin.ENVIRONMENT, "GITHUB_ACTIONS") if shown == "github" else Source(Origin.DEFAULT)
        found = found._replace(format=Setting(shown, by_place))
    file = settings_file()
    view = View(words(found.language.value), width(), colour())
    write_all(RENDERERS[form](found, file.path if file else None, view))
    return 0
