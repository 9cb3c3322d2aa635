"""`charter completion`: print the script with which a shell completes what is typed.

The script runs charter again with the words typed so far and `_CHARTER_COMPLETE` set; complete.py answers.
"""

from typing import Annotated

import typer

from charter_cli.cli import options
from charter_cli.cli.options import SHELLS, Lang


def completion(
    shell: Annotated[str, typer.Argument(metavar="SHELL", help="help.completion.shell")],
    lang: Lang = "",
) -> int:
    """Print the script for one shell."""
    options.check_language(lang)
    options.one_of("SHELL", shell, SHELLS)
    from charter_cli.cli.output import write_all
    from charter_cli.resources import PACKAGE

    write_all(iter([(PACKAGE / "templates" / "completion" / shell).read_text(encoding="utf-8")]))
    return 0
