"""`charter fix`: mend what is surely meant otherwise, shown as a diff first; what is not sure is only suggested."""

from typing import TYPE_CHECKING, Annotated

import typer

from charter_cli.cli.options import Lang, Paths
from charter_cli.cli.problems import UsageProblem

if TYPE_CHECKING:
    from charter_cli.cli.advice import Step
    from charter_cli.cli.find import Found
    from charter_cli.model.report import Exit
    from charter_cli.words import Words


def fix(
    paths: Paths = [],  # noqa: B006 (typer copies it)
    write: Annotated[bool, typer.Option("--write", help="help.fix.write")] = False,
    lang: Lang = "",
) -> int:
    """Show or write the safe mends of each declaration, tell what is left, and return the exit code."""
    from charter_cli.cli import advice
    from charter_cli.cli.find import find
    from charter_cli.cli.output import say
    from charter_cli.cli.resolve import resolve
    from charter_cli.model.report import Exit
    from charter_cli.read.declarations import STANDARD_INPUT
    from charter_cli.words import words

    said = words(resolve(language=lang).language.value)
    if write and STANDARD_INPUT in paths:
        raise UsageProblem("record-stdin")
    results = [_fix(found, said, write=write) for found in find(paths)]
    worst, step = max(results, key=lambda one: one[0], default=(Exit.OK, None))
    step = next((one for _, one in results if one and one.key == "fix.pending"), step)
    if worst is Exit.OK:
        say(said("fix.done"))
    if told := advice.said(said, step):
        say(told)
    return int(worst)


def _fix(found: "Found", said: "Words", *, write: bool) -> "tuple[Exit, Step | None]":
    """Mend one declaration, or show how it would be mended; return the exit code for it and what is to be done."""
    from charter_cli.cli.advice import Step, of_problem
    from charter_cli.cli.mends import mended
    from charter_cli.cli.output import say, show_change
    from charter_cli.cli.rewrite import replace
    from charter_cli.model.declaration import Problem
    from charter_cli.model.report import Exit
    from charter_cli.read.declarations import STANDARD_INPUT
    from charter_cli.read.files import load
    from charter_cli.read.strict_yaml import MAX_BYTES
    from charter_cli.render import phrases
    from charter_cli.render.escape import visible

    path, loaded = found
    content = load(path, MAX_BYTES) if loaded is None else loaded
    if isinstance(content, Problem):
        say(phrases.located(said, content))
        return Exit.UNREADABLE, of_problem(content, "declaration")
    after = mended(path, content)
    pending = after.content != content
    if pending:
        show_change(path, content.decode("utf-8-sig"), after.content.decode("utf-8-sig"))
        if write or (path != STANDARD_INPUT and _agreed(said, after.number)):
            replace(path, content, after.content)
            pending = False
            say(said.number("fix.written", after.number, path=visible(path)))
        else:
            say(said.number("fix.pending", after.number, path=visible(path)))
    for problem in after.left:
        say(phrases.located(said, problem))
    step = Step("fix.pending", {"path": path}) if pending else None
    if after.left:
        return Exit.UNREADABLE, step or of_problem(after.left[0], "declaration")
    return (Exit.GATE, step) if pending else (Exit.OK, None)


def _agreed(said: "Words", count: int) -> bool:
    """Ask on a terminal whether to write; nobody asked is no."""
    from charter_cli.cli.output import on_terminal
    from charter_cli.read.meant import yes_or_no

    if not on_terminal():
        return False
    given = typer.prompt(said.number("fix.ask", count), default="", show_default=False, prompt_suffix=said("colon"))
    return yes_or_no(given.strip()) is True
