"""`charter new`: begin a charter of one's own, with a first requirement and its cases."""

import re
from pathlib import Path
from typing import Annotated

import typer

from charter_cli.cli import options
from charter_cli.cli.options import Lang
from charter_cli.cli.problems import UsageProblem

_IDENTIFIER = re.compile(r"(?=.{1,80}$)[a-z0-9]+(?:[._-][a-z0-9]+)*")


def new(
    folder: Annotated[str, typer.Argument(metavar="FOLDER", help="help.new.folder")],
    identifier: Annotated[str, typer.Option("--id", metavar="ID", help="help.new.id")] = "",
    title: Annotated[str, typer.Option("--title", metavar="TEXT", help="help.new.title")] = "",
    lang: Lang = "",
) -> int:
    """Write charter.yaml and cases.yaml into a folder, both or none, and never over one that is there.

    Each names its schema, which lies beside them, for editors.
    """
    options.check_language(lang)
    from charter_cli.cli.current import current_words
    from charter_cli.cli.editor import line, prepare
    from charter_cli.cli.new_files import write_new
    from charter_cli.cli.output import write_all
    from charter_cli.read.charters import shipped
    from charter_cli.read.suggest import identifier as suggested
    from charter_cli.render.scaffold import scaffold

    chosen = identifier or suggested(Path(folder).resolve().name) or "own-charter"
    if not _IDENTIFIER.fullmatch(chosen):
        raise UsageProblem("bad-id", value=chosen, suggestion=suggested(chosen))
    if chosen in shipped():
        raise UsageProblem("taken-id", value=chosen, suggestion=f"{chosen}-own")
    said = current_words(lang)
    made = scaffold(said, chosen, title, str(options.day("")))
    marked = {name: f"{line(Path(name).stem, said.language)}\n{text}" for name, text in made.items()}
    written = write_new(folder, marked)
    try:
        for path in written:
            prepare(path, Path(path).stem, said.language)
    except UsageProblem:
        for path in written:
            Path(path).unlink()
        raise
    lines = [said("new.written", paths=", ".join(written)), said("new.next", path=written[0])]
    write_all(iter([f"{line}\n" for line in lines]))
    return 0
