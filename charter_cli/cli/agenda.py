"""Write what lies ahead in all formats asked for, say the last word, and tell the exit code."""

from collections.abc import Sequence

from charter_cli.cli import advice
from charter_cli.cli.options import AGENDAS
from charter_cli.cli.output import parse_outputs, say, write_each
from charter_cli.model.report import Exit
from charter_cli.model.upcoming import Agenda
from charter_cli.render import phrases
from charter_cli.render.upcoming import render, summary
from charter_cli.words import Words

WITHOUT_PROBLEMS = frozenset({"csv", "ics"})
"""The formats that have no place for what is wrong with a file."""


def write(agendas: Sequence[Agenda], words: Words, form: str, outputs: Sequence[str]) -> int:
    """Write what lies ahead to all outputs, the summary to standard error, and return the exit code."""
    paths = [agenda.report.declaration.path for agenda in agendas]
    files, to_terminal = parse_outputs(outputs, form, paths, AGENDAS)
    write_each(files, form * to_terminal, words, lambda name, view: render(name, agendas, view))
    if {name for name, _ in files} | {form} <= WITHOUT_PROBLEMS:
        for agenda in agendas:
            for problem in agenda.report.declaration.problems:
                say(phrases.located(words, problem))
    say(summary(words, agendas))
    if step := advice.said(words, advice.of_form(agenda.report for agenda in agendas)):
        say(step)
    return int(max((agenda.exit for agenda in agendas), default=Exit.OK))
