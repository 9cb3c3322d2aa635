"""Ask on a terminal with lists to choose from. The only door to questionary, which is loaded when it is needed."""

from collections.abc import Sequence
from typing import Any

import questionary
from prompt_toolkit.output import ColorDepth
from questionary import Choice, Separator

from charter_cli.cli.output import width
from charter_cli.cli.prompts import Move
from charter_cli.model.ask import Ask
from charter_cli.read.answer import answered
from charter_cli.render.excerpt import wrapped
from charter_cli.render.phrases import question
from charter_cli.render.wizard import is_explained, label_of
from charter_cli.words import Words

MARK = ">"


class Lists:
    """Asks with lists: arrows move, Enter chooses; below the answers stand what can be done instead of one."""

    numbered = False

    def __init__(self, words: Words, *, colour: bool) -> None:
        self.words = words
        # What was chosen is written by the wizard, in its language; the library would write it in English.
        self.look: dict[str, Any] = {"qmark": MARK, "erase_when_done": True}
        if not colour:
            self.look["color_depth"] = ColorDepth.DEPTH_1_BIT

    def ask(self, ask: Ask, default: object, moves: tuple[Move, ...]) -> object:
        """Ask with the list that fits the question, or for text."""
        if ask.accepts == "boolean":
            answers = [Choice(self.words("yes"), value=True), Choice(self.words("no"), value=False)]
            return self._one(ask, answers, default, moves)
        if not ask.options:
            return self._text(ask, default, moves)
        if ask.several:
            return self._several(ask, default, moves)
        answers = [Choice(label_of(self.words, ask.pointer, one), value=one) for one in ask.options]
        return self._one(ask, answers, default, moves)

    def agreed(self, asked: str, *, default: bool) -> bool:
        """Ask for a yes or a no."""
        answers = [Choice(self.words("yes"), value=True), Choice(self.words("no"), value=False)]
        return bool(self._select(asked, answers, default=default))

    def chosen(self, asked: str, options: dict[str, str], default: str) -> str:
        """Ask for one of a few options."""
        answers = [Choice(label, value=name) for name, label in options.items()]
        return str(self._select(asked, answers, default=default))

    def _one(self, ask: Ask, answers: Sequence[Choice], default: object, moves: tuple[Move, ...]) -> object:
        listed = [*answers, Separator(" "), *self._moves(moves)] if moves else list(answers)
        return self._select(self._message(ask), listed, default=default)

    def _several(self, ask: Ask, default: object, moves: tuple[Move, ...]) -> object:
        marked = default if isinstance(default, list) else []
        answers = [
            Choice(label_of(self.words, ask.pointer, one), value=one, checked=one in marked) for one in ask.options
        ]
        chosen = questionary.checkbox(
            self._message(ask), answers, instruction=self.words("init.several"), **self.look
        ).unsafe_ask()
        return list(chosen) if chosen else self._instead(moves)

    def _text(self, ask: Ask, default: object, moves: tuple[Move, ...]) -> object:
        given = questionary.text(
            self.words("init.answer"), default="" if default is None else str(default), **self.look
        ).unsafe_ask()
        if not given.strip():
            return self._instead(moves)
        return answered(given, ask.pointer, {})

    def _message(self, ask: Ask) -> str:
        """Return what stands above a list; where it can fill the terminal, that is the question once more."""
        if is_explained(ask):
            return self.words("init.answer")
        return "\n  ".join(wrapped(question(self.words, ask.pointer), width() - 4)) + "\n "

    def _instead(self, moves: tuple[Move, ...]) -> object:
        """Ask what is meant by no answer."""
        return self._select(self.words("init.instead"), self._moves(moves)) if moves else Move.UNKNOWN

    def _moves(self, moves: tuple[Move, ...]) -> list[Choice]:
        return [Choice(self.words(f"init.move.{move}"), value=move) for move in moves]

    def _select(self, asked: str, answers: Sequence[Choice], default: object = None) -> object:
        chosen = next((one for one in answers if one.value == default and default is not None), None)
        return questionary.select(
            asked, answers, default=chosen, instruction=self.words("init.select"), **self.look
        ).unsafe_ask()
