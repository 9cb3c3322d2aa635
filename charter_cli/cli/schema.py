"""`charter schema`: write a JSON Schema, or prepare an editor for a file by it."""

from typing import Annotated

import typer

from charter_cli.cli import options
from charter_cli.cli.options import Lang
from charter_cli.cli.problems import UsageProblem


def schema(
    name: Annotated[str, typer.Argument(metavar="[NAME]", help="help.schema.argument")] = "",
    file: Annotated[str | None, typer.Option("--for", metavar="FILE", help="help.schema.for")] = None,
    output: Annotated[str | None, typer.Option("--output", "-o", metavar="FILE", help="help.baseline.output")] = None,
    lang: Lang = "",
) -> int:
    """Write the schema called `name` to the terminal or a file, or beside the file that it is for."""
    from charter_cli.cli.resolve import resolve

    language = resolve(language=lang).language.value
    options.not_empty("--for", file)
    options.not_empty("--output", output)
    if name:
        options.one_of("NAME", name, options.SCHEMAS)
    if file and output:
        raise UsageProblem("not-with", option="--output", other="--for")
    from charter_cli.cli.editor import mark, text
    from charter_cli.cli.output import WholeFile, say, write_all
    from charter_cli.words import words

    said = words(language)
    if file:
        write_all(iter([mark(file, name, said) + "\n"]))
    elif output:
        with WholeFile(output) as written:
            written.write(text(name or "declaration", language))
        say(said("schema.written", path=output))
    else:
        write_all(iter([text(name or "declaration", language)]))
    return 0
