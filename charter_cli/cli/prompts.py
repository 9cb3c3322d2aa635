"""How a wizard asks: with lists to choose from on a terminal, else line by line, so that answers can be piped in."""

import os
import sys
import unicodedata
from enum import StrEnum
from typing import Protocol

import typer

from charter_cli.cli.output import colour, on_terminal, width, write_all
from charter_cli.model.ask import Ask
from charter_cli.read.meant import yes_or_no
from charter_cli.render.excerpt import wrapped
from charter_cli.words import Words


class Move(StrEnum):
    """What somebody can say instead of an answer."""

    UNKNOWN = "unknown"
    AGAIN = "again"
    EXPLAIN = "explain"
    BACK = "back"
    FINISH = "finish"
    LATER = "later"


SIGNS = {"": Move.UNKNOWN, "?": Move.EXPLAIN, "<": Move.BACK, ".": Move.FINISH}
"""What is typed for it where answers are lines."""
CONTROL = ("Cc", "Cs")
"""The categories of control characters, and of halves of characters, which a name that is no UTF-8 is read as."""


class Prompts(Protocol):
    """Asks in one language. `numbered`: whether the options have to be shown, with numbers, before the question."""

    numbered: bool

    def ask(self, ask: Ask, default: object, moves: tuple[Move, ...]) -> object:
        """Return an answer, or one of the moves that are possible now; AGAIN is to be asked once more.

        Text is an answer as it was typed. Raises KeyboardInterrupt or EOFError where nobody answers any more.
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
        if hints:
            write_all(f"   {line}\n" for line in wrapped(self.words("init.sign.and").join(hints), width() - 3))
        given = self._line(self.words("init.answer"), self._shown(default))
        move = SIGNS.get(given)
        return move if move in moves else ask.by_number(given)

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

    def _shown(self, default: object) -> str:
        """Return an answer as it would be typed."""
        if isinstance(default, bool):
            return self.words("yes" if default else "no")
        return ", ".join(map(str, default)) if isinstance(default, list) else str(default or "")

    def _line(self, asked: str, default: str) -> str:
        if sys.stdin is None:  # closed by the shell
            raise KeyboardInterrupt
        folded = "\n".join(wrapped(asked, width() - len(default) - 6))
        try:
            given: str = typer.prompt(
                folded, default=default, show_default=bool(default), prompt_suffix=self.words("colon")
            )
        except typer.Abort as error:
            raise KeyboardInterrupt from error
        return typed(given)


def typed(text: str) -> str:
    """Return what somebody typed or pasted without signs that no keyboard has, and with single spaces."""
    return " ".join("".join(" " if unicodedata.category(sign) in CONTROL else sign for sign in text).split())


def prompts_in(said: Words) -> Prompts:
    """Return lists to choose from, or plain lines where there is no terminal that can show these."""
    if not on_terminal() or os.environ.get("TERM", "dumb") in ("", "dumb"):
        return Lines(said)
    from charter_cli.cli.lists import Lists

    return Lists(said, colour=colour())
