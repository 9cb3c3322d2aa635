"""The answers of a committee: from options, each checked, or asked for one by one on a terminal."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import typer

from charter_cli.cli.options import one_of
from charter_cli.cli.problems import UsageProblem
from charter_cli.cli.questions import Asked
from charter_cli.dialect.formats import as_date
from charter_cli.model.declaration import Declaration
from charter_cli.words import Words

ANSWERS = ("accepted", "accepted-with-conditions", "refused")
CONDITIONAL = "accepted-with-conditions"
PARTS = 3
"""Of a condition: who sees to it, by when, and what has to be done."""

Condition = dict[str, str]


class Answer(NamedTuple):
    """What a committee answers to one question or several."""

    body: str
    date: str
    answer: str
    reason: str
    conditions: Sequence[Condition]
    valid_until: str


def entry_of(answer: Answer, asked: Asked, declaration: Declaration) -> dict[str, object]:
    """Return what is written of an answer: with what it was decided on, down to each fact that it rests on."""
    charter, requirement = asked.charter, asked.finding.requirement
    return {
        "charter": charter.id,
        "requirement": requirement.id,
        "body": answer.body,
        "date": answer.date,
        "answer": answer.answer,
        "reason": answer.reason,
        **({"conditions": list(answer.conditions)} if answer.conditions else {}),
        "valid_until": answer.valid_until or "never",
        "declaration": declaration.digest,
        "charter_version": charter.version,
        "charter_digest": charter.digest,
        "facts": asked.grounds.digest(),
        "rests_on": asked.grounds.as_recorded(),
    }


def day_of(option: str, value: str, first: date | None = None) -> str:
    """Return a day as it was given. Raises UsageProblem for none, and for one before `first`."""
    day = as_date(value)
    if day is None:
        raise UsageProblem("bad-day", value=value)
    if first and day < first:
        raise UsageProblem("before-decision", value=value, date=first, option=option)
    return value


def checked(answer: Answer, conditions: Sequence[str]) -> Answer:
    """Return an answer from options. Raises UsageProblem for whatever is missing or does not go together."""
    one_of("--answer", answer.answer, ANSWERS)
    for option, value in (("--body", answer.body), ("--reason", answer.reason)):
        if not value:
            raise UsageProblem("needs-option", option=option, other="--answer")
        _check_text(option, value)
    decided = date.fromisoformat(answer.date)
    if answer.valid_until:
        day_of("--valid-until", answer.valid_until, decided)
    if answer.answer == CONDITIONAL and not conditions:
        raise UsageProblem("no-conditions")
    if answer.answer != CONDITIONAL and conditions:
        raise UsageProblem("conditions-unasked")
    return answer._replace(conditions=[_condition(text, decided) for text in conditions])


def _check_text(option: str, value: str) -> None:
    """Raise UsageProblem for text without a letter or digit, which declares nothing in any of our files."""
    if not any(map(str.isalnum, value)):
        raise UsageProblem("empty-option", option=option, value=value)


def _condition(given: str, decided: date) -> Condition:
    parts = [part.strip() for part in given.split(";", PARTS - 1)]
    if len(parts) < PARTS or not all(any(map(str.isalnum, part)) for part in parts):
        raise UsageProblem("bad-condition", value=given)
    owner, due, text = parts
    return {"text": text, "owner": owner, "due": day_of("--condition", due, decided)}


class Prompts:
    """Asks on a terminal, again until an answer can be used. What is known already is not asked for."""

    def __init__(self, known: Answer, words: Words) -> None:
        self.known, self.words = known, words
        self.decided = date.fromisoformat(known.date)
        self.body = known.body

    def answer(self) -> Answer | None:
        """Ask for the answer to one question; None leaves it for later."""
        words = self.words
        names = [f"{number} {words(f'answer.{answer}')}" for number, answer in enumerate(ANSWERS, 1)]
        given = self._asked("decide.ask.answer", f" ({', '.join(names)}; {words('decide.ask.later')})")
        while given and given not in ("1", "2", "3", *ANSWERS):
            given = self._asked("decide.ask.answer", " (1, 2, 3)")
        if not given:
            return None
        answer = ANSWERS[int(given) - 1] if given.isdigit() else given
        self.body = self.body or self._text("decide.ask.body")
        reason = self.known.reason or self._text("decide.ask.reason")
        conditions = self._conditions() if answer == CONDITIONAL else []
        until = self.known.valid_until or self._day("decide.ask.until", needed=False)
        return Answer(self.body, self.known.date, answer, reason, conditions, until)

    def _conditions(self) -> list[Condition]:
        found: list[Condition] = []
        while text := self._text("decide.ask.condition", needed=not found):
            owner = self._text("decide.ask.owner")
            found.append({"text": text, "owner": owner, "due": self._day("decide.ask.due")})
        return found

    def _text(self, key: str, *, needed: bool = True) -> str:
        given = self._asked(key)
        while not any(map(str.isalnum, given)) and (given or needed):
            given = self._asked(key)
        return given

    def _day(self, key: str, *, needed: bool = True) -> str:
        given = self._asked(key)
        while (day := as_date(given)) is None or day < self.decided:
            if not given and not needed:
                return ""
            given = self._asked(key)
        return given

    def _asked(self, key: str, more: str = "") -> str:
        colon = self.words("colon")
        given: str = typer.prompt(self.words(key) + more, default="", show_default=False, prompt_suffix=colon)
        return given.strip()
