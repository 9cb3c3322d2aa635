"""Ask the facts that decide what applies to a project, first the one that settles the most, and keep each answer."""

from collections.abc import Sequence

from charter_cli.assess.reach import Reach
from charter_cli.cli.draft import Draft, Step
from charter_cli.cli.output import say, write_all
from charter_cli.cli.prompts import Move, Prompts
from charter_cli.model.ask import WrongAnswer
from charter_cli.model.declaration import value_at
from charter_cli.read.answer import answered, asked_for, check_alone
from charter_cli.read.suggest import identifier
from charter_cli.render import View, wizard
from charter_cli.render.ask import is_explained, refusal

NAME, ID = "/project/name", "/project/id"
NEEDED = (NAME, ID)
"""What every declaration has; "I do not know yet" is no answer to these."""
FIRST = (*NEEDED, "/project/stage")
"""What is asked before anything else: the project, and its stage, which decides from when requirements count."""
LEAST, SHARE = 2, 50
"""How many requirements a question has to settle, on average, to be worth asking here: so many, or, of few, one in 50.

`charter next` asks the rest.
"""


class Wizard:
    """The questions of one declaration, asked until none settles much any more, or until somebody stops."""

    def __init__(self, draft: Draft, reach: Reach, prompts: Prompts, view: View) -> None:
        self.draft, self.reach, self.prompts, self.view = draft, reach, prompts, view
        self.words = view.words
        self.standings = reach.standings(draft.facts)

    def run(self) -> bool:
        """Ask; return whether the declaration is to be written now, or False when somebody goes on later.

        Raises KeyboardInterrupt and EOFError; what was answered is kept.
        """
        again: Step | None = None
        while pointer := again.pointer if again else self.next():
            move = self._asked(pointer, again.value if again else None)
            again = None
            if move is Move.BACK:
                again = self._back()
            elif move is Move.FINISH:
                break
            elif move is Move.LATER:
                return False
        return True

    def next(self) -> str | None:
        """Return the fact that is asked for next, or None at the end."""
        asked = self.draft.asked
        first = next((pointer for pointer in FIRST if pointer not in asked), None)
        return first or self.reach.most_settling(self.draft.facts, answers_to, asked, least_of(len(self.standings)))

    def _back(self) -> Step | None:
        """Take back the last answer; return the question to ask again."""
        step = self.draft.back()
        self.standings = self.reach.standings(self.draft.facts)
        return step

    def _asked(self, pointer: str, before: object) -> Move | None:
        """Ask one question until it is answered; return the move that was made instead, if it changes the course."""
        ask, moves = asked_for(pointer), self._moves(pointer)
        number = len(self.draft.steps) + 1
        default = before if before is not None else self._default(pointer)
        write_all(iter([wizard.question(ask, number, self.standings, self.view, numbered=self.prompts.numbered)]))
        while True:
            given = self.prompts.ask(ask, default, moves)
            if given is Move.EXPLAIN:
                write_all(iter([wizard.explanation(ask, self.view)]))
            elif given is Move.AGAIN:
                continue
            elif given is Move.UNKNOWN:
                if pointer not in NEEDED:
                    self._take(Step(pointer, None))
                    return None
                say(self.words("init.needed"))
            elif isinstance(given, Move):
                return given
            else:
                try:
                    value = answered(given, pointer, {}) if isinstance(given, str) else given
                    check_alone(value, pointer)
                except WrongAnswer as wrong:
                    say(refusal(self.words, wrong.problem))
                    default = given
                    continue
                self._take(Step(pointer, value))
                return None

    def _moves(self, pointer: str) -> tuple[Move, ...]:
        """Return what is possible now instead of an answer."""
        needed = pointer in NEEDED
        moves = [] if needed else [Move.UNKNOWN]
        explain = self.prompts.numbered and not is_explained(asked_for(pointer))
        moves += [Move.EXPLAIN] if explain else []
        moves += [Move.BACK] if self.draft.steps else []
        moves += [] if needed else [Move.FINISH]
        return (*moves, Move.LATER)

    def _default(self, pointer: str) -> object:
        name = value_at(self.draft.facts, NAME)
        return identifier(str(name)) if pointer == ID else None

    def _take(self, step: Step) -> None:
        """Keep an answer, and say what it settles."""
        reason = self.draft.add(step)
        after = self.reach.standings(self.draft.facts)
        write_all(iter([wizard.settled(*step, self.standings, after, self.view)]))
        self.standings = after
        if reason:
            say(self.words("init.not-kept", path=self.draft.place, reason=reason))


def least_of(requirements: int) -> float:
    """Return how many of so many requirements a question has to settle to be asked."""
    return min(LEAST, requirements / SHARE)


def answers_to(pointer: str) -> Sequence[object]:
    """Return the answers to look ahead for: all of a closed vocabulary, one by one, or an example of an open one."""
    ask = asked_for(pointer)
    if ask.accepts == "boolean":
        return (True, False)
    if ask.options:
        return tuple([option] if ask.several else option for option in ask.options)
    return (ask.example,) if ask.accepts == "country" else ()
