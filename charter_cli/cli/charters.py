"""`charter charters`: the charters of this installation, or one of them in full."""

from typing import Annotated

import typer

from charter_cli.cli import options
from charter_cli.cli.options import Lang


def charters(
    charter: Annotated[str, typer.Argument(metavar="[CHARTER]", help="help.charter.argument")] = "",
    lang: Lang = "",
) -> int:
    """List the charters, or show the principles, requirements and bodies of one."""
    options.check_language(lang)
    from charter_cli.cli.current import current_words
    from charter_cli.cli.judge import read_charters
    from charter_cli.cli.output import colour, width, write_all
    from charter_cli.read.charters import shipped
    from charter_cli.render import View
    from charter_cli.render.charters import render_list, render_one

    view = View(current_words(lang), width(), colour())
    if charter:
        write_all(render_one(read_charters([charter])[0], view))
    else:
        write_all(render_list(read_charters(shipped()), view))
    return 0
