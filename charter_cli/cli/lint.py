"""`charter lint`: say everything about charters that can be said without judging a case."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from charter_cli.cli import options
from charter_cli.cli.options import Lang

if TYPE_CHECKING:
    from charter_cli.model.lint import Linted
    from charter_cli.read.charter_names import Known
    from charter_cli.read.lint import Draft


def lint(
    charter: Annotated[list[str], typer.Argument(metavar="[CHARTER]...", help="help.lint.argument")] = [],  # noqa: B006
    strict: Annotated[bool, typer.Option("--strict", help="help.strict")] = False,  # noqa: FBT002
    form: Annotated[str, typer.Option("--format", "-f", metavar="FORMAT", help="help.lint.format")] = "text",
    lang: Lang = "",
) -> int:
    """Look at each charter and return 1 where there are errors, 3 where a file cannot be read."""
    options.check_language(lang)
    options.one_of("--format", form, options.LINTS)
    from charter_cli.cli.current import current_words
    from charter_cli.cli.output import colour, say, width, write_all
    from charter_cli.model.lint import Severity
    from charter_cli.model.report import Exit
    from charter_cli.read.charters import shipped
    from charter_cli.render import View
    from charter_cli.render.lint import RENDERERS, last_word

    found = look(charter or shipped())
    weighs = (Severity.ERROR, Severity.WARNING) if strict else (Severity.ERROR,)
    code = Exit.GATE if any(one.of(severity) for one in found for severity in weighs) else Exit.OK
    code = code if all(one.readable for one in found) else Exit.UNREADABLE
    view = View(current_words(lang), width(), colour())
    write_all(RENDERERS[form](found, int(code), view))
    say(last_word(found, view.words))
    return int(code)


def look(names: Sequence[str]) -> "list[Linted]":
    """Return what is to be said of each of these charters, which know of each other."""
    from charter_cli.read.lint import others, path_of, read_draft

    paths = dict.fromkeys(path_of(name) for name in names)
    drafts = [read_draft(path, _shown(path)) for path in paths]
    known = others(drafts)
    return [_linted(draft, known) for draft in drafts]


def _shown(path: str) -> str:
    """Return a path as people write it: from this folder where it lies below, with its name in full elsewhere."""
    here = os.path.relpath(path) if Path(path).is_absolute() else path
    return (path if here.startswith("..") else here).replace(os.sep, "/")


def _linted(draft: "Draft", known: "Known") -> "Linted":
    """Add to what was read all that the file and the rules tell, in the order of the file."""
    from charter_cli.assess.lint import flaws_of_rules
    from charter_cli.dialect.values import SchemaError
    from charter_cli.model.declaration import Problem
    from charter_cli.model.lint import located
    from charter_cli.read.fields import field_at
    from charter_cli.read.lint import problems_of_file, written

    linted, document = draft.linted, draft.linted.document
    if document is None or not linted.readable:
        return linted
    found = [*linted.problems, *problems_of_file(draft, known)]
    if draft.charter:
        scope, ruled, wrong = written(document, draft.charter)
        found += wrong
        try:
            of_rules = [located(flaw, document) for flaw in flaws_of_rules(draft.charter, scope, ruled, field_at)]
            # A value that there is not makes a condition impossible; telling the value is enough.
            foreign = [one.pointer for one in found if one.code == "foreign-value"]
            found += [one for one in of_rules if not any(where.startswith(f"{one.pointer}/") for where in foreign)]
        except (SchemaError, RecursionError) as error:
            found.append(Problem("wrong-condition", linted.path, None, "", {"reason": str(error)}))
    first = (0, 0)
    return linted._replace(problems=tuple(sorted(found, key=lambda one: (one.place or first, one.code))))
