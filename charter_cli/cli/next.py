"""`charter next`: the next best question about a project, and its answer written into the declaration."""

from typing import TYPE_CHECKING, Annotated

import typer

from charter_cli.cli import options
from charter_cli.cli.options import AsOf, Charters, Lang, NoWaivers, StageName, WaiverFiles
from charter_cli.cli.problems import UsageProblem

if TYPE_CHECKING:
    from charter_cli.cli.interview import Interview
    from charter_cli.cli.prompts import Move, Prompts
    from charter_cli.model.ask import Ask, Round, Written
    from charter_cli.words import Words


def next(  # noqa: A001 (the command has this name)
    file: Annotated[str, typer.Argument(metavar="[FILE]", help="help.next.file")] = ".",
    charter: Charters = [],  # noqa: B006 (typer copies it)
    number: Annotated[str, typer.Option("--number", "-n", metavar="NUMBER", help="help.next.number")] = "",
    answer: Annotated[str | None, typer.Option("--answer", metavar="ANSWER", help="help.next.answer")] = None,
    fact: Annotated[str, typer.Option("--for", metavar="POINTER", help="help.next.for")] = "",
    form: Annotated[str, typer.Option("--format", "-f", metavar="FORMAT", help="help.next.format")] = "",
    lang: Lang = "",
    as_of: AsOf = "",
    stage: StageName = "",
    waivers: WaiverFiles = [],  # noqa: B006
    no_waivers: NoWaivers = False,
) -> int:
    """Judge the declaration; show its next questions, write an answer to one, or ask one after the other."""
    from charter_cli.cli.resolve import resolve

    settings = resolve(charters=charter, language=lang, stage=stage, waivers=waivers)
    if form:
        options.one_of("--format", form, options.QUESTIONS)
    day, count = options.day(as_of), options.whole_number("--number", number)
    from charter_cli.cli.find import find
    from charter_cli.cli.interview import Interview
    from charter_cli.cli.judge import make_assessor, read_charters, read_waivers
    from charter_cli.cli.output import on_terminal
    from charter_cli.read.declarations import STANDARD_INPUT
    from charter_cli.words import words

    if file == STANDARD_INPUT:
        raise UsageProblem("next-stdin")
    found, *others = find([file])
    if others:
        raise UsageProblem("two-declarations", count=len(others) + 1)
    charters = read_charters(settings.charters.value)
    files = read_waivers(() if no_waivers else settings.waivers.value, charters)
    said = words(settings.language.value)
    interview = Interview(make_assessor(charters, day, settings.stage.value, waivers=files), found)
    chosen = interview.named(fact) if fact else None
    if answer is None and not (form or count or fact) and on_terminal():
        dialogue(interview, said)
        return 0
    written = _write(interview, chosen, answer, said) if answer is not None else None
    asked = interview.round(count or 1, written)
    _show(asked._replace(asked=(chosen,)) if chosen and written is None else asked, form or "text", said)
    return 0


def _write(interview: "Interview", chosen: "Ask | None", answer: str, said: "Words") -> "Written":
    """Write the answer to one question. Raises UsageProblem where there is none, or the answer says nothing."""
    from charter_cli.model.ask import WrongAnswer
    from charter_cli.render.ask import refusal
    from charter_cli.render.phrases import dotted

    asked = (chosen,) if chosen else interview.round(1).asked
    if not asked:
        raise UsageProblem("nothing-asked", path=interview.path)
    try:
        return interview.answer(asked[0], answer)
    except WrongAnswer as wrong:
        name = dotted(asked[0].pointer)
        raise UsageProblem("wrong-answer", name=name, reason=refusal(said, wrong.problem)) from wrong


def _show(asked: "Round", form: str, said: "Words") -> None:
    from charter_cli.cli.output import colour, width, write_all
    from charter_cli.render import View
    from charter_cli.render import ask as shown

    render = shown.json if form == "json" else shown.text
    write_all(iter([render(asked, View(said, width(), colour()))]))


def dialogue(interview: "Interview", said: "Words") -> None:
    """Ask question by question; each answer is written as it is given, so that nothing is lost when somebody stops."""
    from charter_cli.cli.output import colour, width, write_all
    from charter_cli.cli.prompts import Move, prompts_in
    from charter_cli.render import View
    from charter_cli.render import ask as shown

    view, prompts, passed = View(said, width(), colour()), prompts_in(said), list[str]()
    written: Written | None = None
    write_all(iter([shown.beginning(interview.path, view)]))
    while (asked := interview.round(1, written, passed)).asked:
        (ask,) = asked.asked
        write_all(iter([shown.question(asked, view, numbered=prompts.numbered)]))
        given = _asked(interview, ask, prompts, said)
        if given is Move.LATER:
            break
        written = None if isinstance(given, Move) else given
        if written is None:
            passed.append(ask.pointer)
    write_all(iter([shown.ending(asked, view)]))


def _asked(interview: "Interview", ask: "Ask", prompts: "Prompts", said: "Words") -> "Written | Move":
    """Ask until an answer can be written, or until somebody does not know it yet, or goes on later."""
    from charter_cli.cli.output import say
    from charter_cli.cli.prompts import Move
    from charter_cli.model.ask import WrongAnswer
    from charter_cli.render.ask import refusal

    default: object = None
    while True:
        given = prompts.ask(ask, default, (Move.UNKNOWN, Move.LATER))
        if given in (Move.UNKNOWN, Move.LATER):
            return Move(str(given))
        if isinstance(given, Move):
            continue
        default = given
        try:
            return interview.answer(ask, given)
        except WrongAnswer as wrong:
            say(refusal(said, wrong.problem))
        except UsageProblem as problem:  # a full disk, say: the answer is told, and asked for again
            say(said(f"usage.{problem.key}", **problem.params))
