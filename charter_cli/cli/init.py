"""`charter init`: begin a declaration, by asking what decides which requirements apply."""

import os
from typing import Annotated

import typer

from charter_cli.cli import options
from charter_cli.cli.options import AsOf, Charters, Lang
from charter_cli.cli.problems import UsageProblem

FILE = "charter.yaml"


def init(
    file: Annotated[str, typer.Argument(metavar="[FILE]", help="help.init.file")] = FILE,
    charter: Charters = [],  # noqa: B006 (typer copies it)
    answer: Annotated[list[str], typer.Option("--answer", metavar="FACT=VALUE", help="help.init.answer")] = [],  # noqa: B006
    no_input: Annotated[bool, typer.Option("--no-input", help="help.init.no-input")] = False,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="help.init.overwrite")] = False,
    lang: Lang = "",
    as_of: AsOf = "",
) -> int:
    """Ask, or take the answers of the options, and write a declaration; never over a file without a yes."""
    from charter_cli.cli.resolve import resolve

    settings = resolve(charters=charter, language=lang)
    day = options.day(as_of)
    if day is None:
        raise UsageProblem("bad-day", value=as_of)
    from charter_cli.cli.begin import Beginning, given
    from charter_cli.cli.judge import make_assessor, read_charters
    from charter_cli.read.declarations import STANDARD_INPUT

    if file == STANDARD_INPUT:
        raise UsageProblem("next-stdin")
    if not file:
        raise UsageProblem("empty-option", option="FILE", value=file)
    path = os.path.join(file, FILE) if os.path.isdir(file) else file  # noqa: PTH112, PTH118 (a Path raises for some texts)
    assessor = make_assessor(read_charters(settings.charters.value), day, "")
    chosen = [("--charter", name) for name in charter]
    beginning = Beginning(path, given(answer), assessor, day, overwrite=overwrite, chosen=chosen)
    if no_input:
        beginning.without_asking(settings.language.value)
        return 0
    return beginning.by_asking(settings.language)
