"""The answers given to `charter init` so far, kept in a file beside the declaration that they are for.

It is written whole after each answer, so that Ctrl-C, a terminal that closes or a computer that stops loses none.
"""

import json
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple, Self

from charter_cli.cli.output import WholeFile
from charter_cli.cli.problems import FileProblems, UsageProblem
from charter_cli.model.declaration import Problem, with_fact
from charter_cli.read.fields import node_for, takes
from charter_cli.read.files import load_own
from charter_cli.read.strict_yaml import MAX_BYTES
from charter_cli.words import LANGUAGES

FORMAT = 1


class Step(NamedTuple):
    """A question that was asked: its fact, and the answer, or None for "I do not know yet"."""

    pointer: str
    value: object


def place_of(path: str) -> Path:
    """Return where the answers for a declaration are kept while it is not written."""
    declaration = Path(path)
    return declaration.with_name(f".{declaration.name}.answers")


class Draft:
    """The answers for the declaration at `path`, in the order in which they were given."""

    def __init__(self, path: str, language: str) -> None:
        self.path, self.place, self.language = path, place_of(path), language
        self.steps: list[Step] = []
        self.kept = False
        """Whether the file holds all of them."""

    @classmethod
    def found(cls, path: str, language: str) -> Self | None:
        """Return the draft that was left for a declaration, in its own language; None where there is none.

        Answers that a declaration cannot have, such as those of another version, are left out: they are asked for
        again. Raises FileProblems for a file that is no draft.
        """
        draft = cls(path, language)
        loaded = load_own(str(draft.place), MAX_BYTES)
        if isinstance(loaded, Problem):
            if loaded.code == "no-such-file":
                return None
            raise FileProblems(loaded)
        try:
            told = json.loads(loaded)
            steps = [Step(str(pointer), value) for pointer, value in told["steps"]]
            language = told["language"]
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise FileProblems(Problem("bad-draft", str(draft.place), None, "", {})) from error
        draft.steps = [step for step in steps if _fits(step)]
        draft.kept = True
        draft.language = language if language in LANGUAGES else draft.language
        return draft

    @property
    def facts(self) -> dict[str, object]:
        """Return what the answers declare."""
        facts: dict[str, object] = {}
        for step in self.steps:
            if step.value is not None:
                facts = with_fact(facts, *step)
        return facts

    @property
    def asked(self) -> frozenset[str]:
        """Return the facts that were asked for."""
        return frozenset(step.pointer for step in self.steps)

    def add(self, step: Step) -> str:
        """Take an answer and keep it; return why it could not be kept, or nothing."""
        self.steps.append(step)
        return self.keep()

    def back(self) -> Step | None:
        """Take back the last answer and return it; None where there is none."""
        last = self.steps.pop() if self.steps else None
        self.keep()
        return last

    def keep(self) -> str:
        """Write the file; return why that was not possible, or nothing. What is in memory is written the next time."""
        data = {"charter-init": FORMAT, "language": self.language, "steps": self.steps}
        try:
            self.place.parent.mkdir(parents=True, exist_ok=True)
            with WholeFile(str(self.place)) as file:
                file.write(json.dumps(data, ensure_ascii=False, indent=1) + "\n")
        except (OSError, UsageProblem) as error:
            self.kept = False
            return str(error.params["reason"]) if isinstance(error, UsageProblem) else error.strerror or str(error)
        self.kept = True
        return ""

    def drop(self) -> None:
        """Remove the file, once the declaration is written."""
        with suppress(OSError):
            self.place.unlink()


def _fits(step: Step) -> bool:
    node = node_for(step.pointer)
    return node is not None and step.pointer.count("/") > 1 and (step.value is None or takes(node, step.value))
