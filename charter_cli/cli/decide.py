"""`charter decide`: list what waits for a committee, and record its answers beside the declaration."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from charter_cli.cli import options
from charter_cli.cli.options import Charters, Lang
from charter_cli.cli.problems import UsageProblem

if TYPE_CHECKING:
    from charter_cli.cli.answers import Answer
    from charter_cli.cli.questions import Asked, Questions
    from charter_cli.words import Words


def decide(
    file: Annotated[str, typer.Argument(metavar="FILE", help="help.decide.file")],
    charter: Charters = [],  # noqa: B006 (typer copies it)
    requirement: Annotated[
        list[str], typer.Option("--requirement", metavar="REQUIREMENT", help="help.decide.requirement")
    ] = [],  # noqa: B006
    body: Annotated[str, typer.Option("--body", metavar="NAME", help="help.decide.body")] = "",
    date: Annotated[str, typer.Option("--date", metavar="DATE", help="help.decide.date")] = "",
    answer: Annotated[str, typer.Option("--answer", metavar="ANSWER", help="help.decide.answer")] = "",
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="help.decide.reason")] = "",
    condition: Annotated[
        list[str], typer.Option("--condition", metavar="CONDITION", help="help.decide.condition")
    ] = [],  # noqa: B006
    valid_until: Annotated[str, typer.Option("--valid-until", metavar="DATE", help="help.decide.valid-until")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="help.decide.dry-run")] = False,
    listed: Annotated[bool, typer.Option("--list", help="help.decide.list")] = False,
    lang: Lang = "",
) -> int:
    """Judge the declaration on the day of the decision; list its open questions, or record answers to them."""
    from charter_cli.cli.resolve import resolve

    settings = resolve(charters=charter, language=lang)
    from charter_cli.cli.answers import Answer, checked, day_of
    from charter_cli.cli.find import declarations
    from charter_cli.cli.judge import make_assessor, read_charters
    from charter_cli.cli.output import on_terminal
    from charter_cli.cli.questions import Questions, first_of
    from charter_cli.read.declarations import STANDARD_INPUT
    from charter_cli.words import words

    if file == STANDARD_INPUT:
        raise UsageProblem("decide-stdin")
    decided = day_of("--date", date) if date else str(options.day(""))
    given = Answer(body, decided, answer, reason, (), valid_until)
    asks = not answer and not listed and on_terminal()
    if answer and not requirement:
        raise UsageProblem("needs-option", option="--requirement", other="--answer")
    if requirement and not answer and not asks:
        raise UsageProblem("needs-option", option="--answer", other="--requirement")
    if answer:
        given = checked(given, condition)
    said = words(settings.language.value)
    assessor = make_assessor(read_charters(settings.charters.value), options.day(decided), "")
    questions = Questions(assessor, first_of(list(declarations([file]))))
    chosen = {one.name: one for one in (questions.named(name, said) for name in requirement)}
    if answer:
        _record([(one, given) for one in chosen.values()], questions, said, dry_run=dry_run)
        return 0
    if asks:
        _ask(tuple(chosen.values()) or questions.open(), given, questions, said, dry_run=dry_run)
        return 0
    _list(questions, charter, date, said)
    return 0


def _list(questions: "Questions", charters: Sequence[str], date: str, said: "Words") -> None:
    """Write the open questions, each with the command that was given and what it lacks."""
    import shlex

    from charter_cli.cli.output import colour, width, write_all
    from charter_cli.render import View
    from charter_cli.render.decide import listing

    declaration, asked = questions.report.declaration, questions.open()
    given = [word for name in charters for word in ("--charter", name)] + (["--date", date] if date else [])
    command = shlex.join(["charter", "decide", declaration.path, *given])
    pairs = [(one.charter, one.finding) for one in asked]
    day = str(questions.report.as_of)
    write_all(listing(declaration, day, pairs, command, View(said, width(), colour())))


def _ask(asked: "Sequence[Asked]", known: "Answer", questions: "Questions", said: "Words", *, dry_run: bool) -> None:
    """Ask question by question; each answer is written as it is given, so that nothing is lost when somebody stops."""
    from charter_cli.cli.answers import Prompts
    from charter_cli.cli.output import colour, width, write_all
    from charter_cli.render import View
    from charter_cli.render.decide import listing, question

    view, declaration = View(said, width(), colour()), questions.report.declaration
    if not asked:
        write_all(listing(declaration, known.date, (), "", view))
    prompts = Prompts(known, said)
    for number, one in enumerate(asked, 1):
        write_all(iter([question(number, one.charter, one.finding, declaration, view)]))
        answer = prompts.answer()
        if answer:
            _record([(one, answer)], questions, said, dry_run=dry_run)


def _record(answers: "Sequence[tuple[Asked, Answer]]", questions: "Questions", said: "Words", *, dry_run: bool) -> None:
    """Write answers into the file of decisions, all or none, and say so; or show what would be written."""
    from charter_cli.cli.answers import entry_of
    from charter_cli.cli.append import with_entries, write
    from charter_cli.cli.editor import line, prepare
    from charter_cli.cli.output import show_change, write_all
    from charter_cli.read.declarations import decisions_path

    declaration = questions.report.declaration
    path = decisions_path(declaration.path)
    about = said("decide.head", project=declaration.fact("/project/id"))
    head = "\n".join((line("decisions", said.language), *(f"# {one}" for one in about.splitlines())))
    before, after = with_entries(path, [entry_of(answer, one, declaration) for one, answer in answers], head)
    if dry_run:
        show_change(path, before, after)
        return
    if not before:
        prepare(path, "decisions", said.language)
    write(path, after)
    told = [
        said("decide.recorded", id=one.name, answer=said(f"answer.{answer.answer}"), path=path)
        for one, answer in answers
    ]
    write_all(iter([f"{line}\n" for line in (*told, said("decide.next", path=declaration.path))]))
