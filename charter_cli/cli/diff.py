"""`charter diff`: compare two versions of a declaration, or of a charter."""

from typing import Annotated

import typer

from charter_cli.cli import options
from charter_cli.cli.options import AsOf, Charters, Lang, Outputs, StageName


def diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help="help.diff.old")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="help.diff.new")],
    charter: Charters = [],  # noqa: B006 (typer copies it)
    with_: Annotated[list[str], typer.Option("--with", metavar="DECLARATION", help="help.diff.with")] = [],  # noqa: B006
    form: Annotated[str, typer.Option("--format", "-f", metavar="FORMAT", help="help.diff.format")] = "text",
    output: Outputs = [],  # noqa: B006
    lang: Lang = "",
    as_of: AsOf = "",
    stage: StageName = "",
    fail_on_regression: Annotated[bool, typer.Option("--fail-on-regression", help="help.fail-on-regression")] = False,
) -> int:
    """Read two versions, compare them, render the comparison, and return the exit code."""
    from charter_cli.cli.resolve import resolve

    settings = resolve(charters=charter, language=lang, stage=stage)
    options.one_of("--format", form, options.COMPARISONS)
    day = options.day(as_of)
    from charter_cli.cli.compare import compare, write
    from charter_cli.cli.versions import read_versions
    from charter_cli.words import words

    comparison = compare(read_versions(old, new), settings.charters, with_, day, settings.stage.value)
    said = words(settings.language.value)
    return write(comparison, said, form, output, [old, new], fail_on_regression=fail_on_regression)
