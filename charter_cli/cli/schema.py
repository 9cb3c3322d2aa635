"""`charter schema`: print a JSON Schema."""

from typing import Annotated

import typer

from charter_cli.cli import options
from charter_cli.cli.options import Lang


def schema(
    name: Annotated[str, typer.Argument(metavar="[NAME]", help="help.schema.argument")] = "declaration",
    lang: Lang = "",
) -> int:
    """Print the schema called `name`, as it is shipped."""
    options.check_language(lang)
    options.one_of("NAME", name, options.SCHEMAS)
    from charter_cli.cli.output import write_all
    from charter_cli.resources import folder

    write_all(iter([(folder("schemas") / f"{name}.schema.json").read_text(encoding="utf-8")]))
    return 0
