"""How a wizard asks: with lists to choose from on a terminal, else line by line, so that answers can be piped in."""

from enum import StrEnum
from typing import Protocol

import typer

from charter_cli.model.ask import Ask
from charter_cli.read.answer import answered
from charter_cli.read.meant import yes_or_no
from charter_cli.words import Words


class Move(StrEnum):
    """What somebody can say instead of an answer."""

    UNKNOWN = "unknown"
    EXPLAIN = "explain"
    BACK = "back"
    FINISH = "finish"
    LATER = "later"


SIGNS = {"": Move.UNKNOWN, "?": Move.EXPLAIN, "<": Move.BACK, ".": Move.FINISH}
"""What is typed for it where answers are lines."""


class Prompts(Protocol):
    """Asks in one language. `numbered`: whether the options have to be shown, with numbers, before the question."""

    numbered: bool

    def ask(self, ask: Ask, default: object, moves: tuple[Move, ...]) -> object:
        """Return an answer, or one of the moves that are possible now.

        Raises WrongAnswer for what says nothing, KeyboardInterrupt or EOFError where nobody answers any more.
        """

    def agreed(self, asked: str, *, default: bool) -> bool:
        """Ask for a yes or a no."""

    def chosen(self, asked: str, options: dict[str, str], default: str) -> str:
        """Ask for one of a few options, whose names are the values of the mapping."""


class Lines:
    """Asks for lines on standard input."""

    numbered = True

    def __init__(self, words: Words) -> None:
        self.words = words

    def ask(self, ask: Ask, default: object, moves: tuple[Move, ...]) -> object:
        """Ask for one line; a number stands for an option."""
        hints = [self.words(f"init.sign.{move}") for move in SIGNS.values() if move in moves]
        told = (
            f"{self.words('init.answer')} ({self.words('init.sign.and').join(hints)})"
            if hints
            else self.words("init.answer")
        )
        given = self._line(told, "" if default is None else str(default))
        move = SIGNS.get(given)
        if move in moves:
            return move
        return answered(ask.by_number(given), ask.pointer, {})

    def agreed(self, asked: str, *, default: bool) -> bool:
        """Ask until it is a yes or a no; an empty line is the default."""
        shown = self.words("yes" if default else "no")
        while (said := yes_or_no(self._line(asked, shown))) is None:
            pass
        return said

    def chosen(self, asked: str, options: dict[str, str], default: str) -> str:
        """Ask until it is one of the options, by its number, its name or what it stands for."""
        names = list(options)
        told = ", ".join(f"{number} {name}" for number, name in enumerate(options.values(), 1))
        while True:
            given = self._line(f"{asked} ({told})", default).casefold()
            if given.isdigit() and 0 < int(given) <= len(names):
                return names[int(given) - 1]
            for name, label in options.items():
                if given in (name.casefold(), label.casefold()):
                    return name

    def _line(self, question: str, default: str) -> str:
        try:
            given: str = typer.prompt(
                question, default=default, show_default=bool(default), prompt_suffix=self.words("colon")
            )
        except typer.Abort as error:
            raise KeyboardInterrupt from error
        return given.strip()
