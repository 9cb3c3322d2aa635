"""Ask on a terminal with lists to choose from. The only door to questionary, which is loaded when it is needed."""

import logging
from collections.abc import Callable, Sequence
from typing import Any

import questionary
from prompt_toolkit.filters import is_done
from prompt_toolkit.layout import ConditionalContainer, Dimension, FormattedTextControl, HSplit, Window
from prompt_toolkit.output import ColorDepth
from questionary import Choice, Question, Separator
from questionary.prompts.common import InquirerControl

from charter_cli.cli.output import width
from charter_cli.cli.prompts import Move, typed
from charter_cli.model.ask import Ask
from charter_cli.render.ask import is_explained, label_of
from charter_cli.render.excerpt import wrapped
from charter_cli.render.phrases import field, plain_value, question
from charter_cli.words import Words

MARK = ">"
EXPLAINED = 4
"""Lines below a list, for what the answer at the pointer means."""

Means = Callable[[object], str] | None


class Lists:
    """Asks with lists: arrows move, Enter chooses; below the answers stand what can be done instead of one.

    What the answer at the pointer means is told below the list.
    """

    numbered = False

    def __init__(self, words: Words, *, colour: bool) -> None:
        self.words = words
        # What was chosen is written by the wizard, in its language; the library would write it in English.
        self.look: dict[str, Any] = {"qmark": MARK, "erase_when_done": True}
        if not colour:
            self.look["color_depth"] = ColorDepth.DEPTH_1_BIT
        # What a terminal sends and the library does not understand is nothing to show a traceback for.
        logging.getLogger("asyncio").addHandler(logging.NullHandler())

    def ask(self, ask: Ask, default: object, moves: tuple[Move, ...]) -> object:
        """Ask with the list that fits the question, or for text."""
        if ask.accepts == "boolean":
            answers = [Choice(self.words("yes"), value=True), Choice(self.words("no"), value=False)]
            return self._one(ask, answers, default, moves)
        if not ask.options or ask.accepts == "documents":
            return self._text(default, moves)
        if ask.several:
            return self._several(ask, default, moves)
        answers = [Choice(label_of(self.words, ask.pointer, one), value=one) for one in ask.options]
        return self._one(ask, answers, default, moves)

    def agreed(self, asked: str, *, default: bool) -> bool:
        """Ask for a yes or a no."""
        answers = [Choice(self.words("yes"), value=True), Choice(self.words("no"), value=False)]
        return bool(self._select(self._folded(asked), answers, default=default))

    def chosen(self, asked: str, options: dict[str, str], default: str) -> str:
        """Ask for one of a few options."""
        answers = [Choice(label, value=name) for name, label in options.items()]
        return str(self._select(asked, answers, default=default))

    def _one(self, ask: Ask, answers: Sequence[Choice], default: object, moves: tuple[Move, ...]) -> object:
        listed = [*answers, Separator(" "), *self._moves(moves)] if moves else list(answers)
        return self._select(self._message(ask), listed, default=default, means=self._meaning(ask))

    def _several(self, ask: Ask, default: object, moves: tuple[Move, ...]) -> object:
        marked = default if isinstance(default, list) else []
        answers = [
            Choice(label_of(self.words, ask.pointer, one), value=one, checked=one in marked) for one in ask.options
        ]
        instruction = self.words("init.several")
        asked = questionary.checkbox(self._message(ask), answers, instruction=instruction, **self.look)
        chosen: list[str] = _run(asked, self._meaning(ask))
        return chosen or self._instead(moves)

    def _text(self, default: object, moves: tuple[Move, ...]) -> object:
        shown = "" if default is None else str(default)
        given = typed(_run(questionary.text(self.words("init.answer"), default=shown, **self.look)))
        return given if given or Move.UNKNOWN not in moves else self._instead(moves)

    def _message(self, ask: Ask) -> str:
        """Return what stands above a list; where it can fill the terminal, that is the question once more."""
        if is_explained(ask):
            return self.words("init.answer")
        return self._folded(question(self.words, ask.pointer)) + "\n "

    def _folded(self, text: str) -> str:
        return "\n  ".join(wrapped(text, width() - 4))

    def _meaning(self, ask: Ask) -> Means:
        """Return what tells the meaning of an answer, for those of a vocabulary."""
        kind = field(ask.pointer)[0]
        if not ask.options:
            return None
        return lambda value: "" if isinstance(value, bool | Move) else plain_value(self.words, kind, str(value))

    def _instead(self, moves: tuple[Move, ...]) -> object:
        """Ask what is meant by no answer."""
        return self._select(self.words("init.instead"), self._moves((Move.AGAIN, *moves)))

    def _moves(self, moves: tuple[Move, ...]) -> list[Choice]:
        return [Choice(self.words(f"init.move.{move}"), value=move) for move in moves]

    def _select(
        self,
        asked: str,
        answers: Sequence[Choice],
        default: object = None,
        means: Means = None,
    ) -> object:
        chosen = next((one for one in answers if one.value == default and default is not None), None)
        instruction = self.words("init.select")
        return _run(questionary.select(asked, answers, default=chosen, instruction=instruction, **self.look), means)


def _run(asked: Question, means: Means = None) -> Any:
    """Ask; below a list, tell what the answer at the pointer means."""
    layout = asked.application.layout
    if means and isinstance(layout.container, HSplit):
        (listed,) = (one for one in layout.find_all_controls() if isinstance(one, InquirerControl))
        told = FormattedTextControl(lambda: _below(means(listed.get_pointed_at().value)))
        window = Window(told, wrap_lines=True, height=Dimension(min=EXPLAINED, max=EXPLAINED))
        layout.container.children.append(ConditionalContainer(window, filter=~is_done))
    return asked.application.run(set_exception_handler=False)


def _below(text: str) -> str:
    return "\n  ".join(["", *wrapped(text, width() - 4)]) if text else ""
