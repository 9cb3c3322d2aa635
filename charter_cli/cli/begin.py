"""Begin a declaration: from the answers of options alone, or with a wizard, and write it once all is known."""

import os
from collections.abc import Mapping, Sequence
from datetime import date
from json import JSONEncoder
from pathlib import Path

from charter_cli.assess.assessment import Assessor
from charter_cli.assess.reach import Reach
from charter_cli.cli import advice, editor
from charter_cli.cli.draft import Draft, Step
from charter_cli.cli.interview import Interview, pointer_named
from charter_cli.cli.new_files import write_new
from charter_cli.cli.next import dialogue
from charter_cli.cli.output import WholeFile, colour, say, width, write_all
from charter_cli.cli.problems import FileProblems, UsageProblem
from charter_cli.cli.prompts import Prompts, prompts_in
from charter_cli.cli.wizard import ID, NAME, Wizard
from charter_cli.model.ask import WrongAnswer
from charter_cli.model.declaration import Problem, value_at
from charter_cli.model.report import Report
from charter_cli.model.settings import VARIABLES, Origin, Setting
from charter_cli.read.answer import answered, check_alone
from charter_cli.read.declarations import STANDARD_INPUT, read_declaration
from charter_cli.read.files import is_special
from charter_cli.read.suggest import identifier
from charter_cli.render import View, wizard
from charter_cli.render.ask import refusal
from charter_cli.render.escape import visible
from charter_cli.render.new_declaration import new_declaration
from charter_cli.render.phrases import dotted
from charter_cli.words import LANGUAGES, Words, words

OK = 0
LANGUAGE = "Language · Langue · Taal · Sprache"

Given = tuple[str, str]
"""An answer from an option: the pointer of a fact, and what was typed."""


def given(answers: Sequence[str]) -> list[Given]:
    """Return the answers of options such as `system.generative=yes`. Raises UsageProblem for what is no fact."""
    pairs = []
    for answer in answers:
        name, sign, text = answer.partition("=")
        if not sign:
            raise UsageProblem("bad-answer", value=answer)
        pointer = pointer_named(name)
        if any(part.isdigit() for part in pointer.split("/")) or pointer.startswith("/evidence/"):
            raise UsageProblem("unknown-fact", name=name)
        pairs.append((pointer, text))
    return pairs


class Beginning:
    """The declaration that is to be written at `path`; `chosen` are options that the next command needs again.

    Raises FileProblems for what is no file, such as a pipe.
    """

    def __init__(
        self,
        path: str,
        answers: Sequence[Given],
        assessor: Assessor,
        day: date,
        *,
        overwrite: bool,
        chosen: advice.Chosen = (),
    ) -> None:
        self.path, self.answers, self.assessor = path, answers, assessor
        self.overwrite, self.chosen = overwrite, chosen
        self.reach = Reach(assessor.rules, day)
        if is_special(path):
            raise FileProblems(Problem("special-file", path, None, "", {}))

    def without_asking(self, language: str) -> None:
        """Write the declaration of the answers that were given. Raises UsageProblem where the project has no name."""
        if os.path.lexists(self.path) and not self.overwrite:
            raise UsageProblem("init-exists", path=self.path)
        draft = Draft(self.path, language)
        self._take(draft, words(language))
        name = value_at(draft.facts, NAME)
        if name is None:
            raise UsageProblem("needs-name")
        if value_at(draft.facts, ID) is None:
            draft.steps.append(Step(ID, identifier(str(name)) or "project"))
        self._write(draft, words(language))
        self._next(words(language))

    def by_asking(self, language: Setting[str]) -> int:
        """Ask, write the declaration, and return the exit code. Raises KeyboardInterrupt where nobody answers."""
        draft = self._begun(prompts_in(words(language.value)), language)
        said = words(draft.language)
        prompts = prompts_in(said)
        if os.path.lexists(self.path) and not self.overwrite:
            self.overwrite = prompts.agreed(said("init.ask.overwrite", path=visible(self.path)), default=False)
            if not self.overwrite:
                say(said("init.left", path=visible(self.path)))
                return OK
        self._take(draft, said)
        if self.answers:
            draft.keep()
        write_all(iter([wizard.beginning(self.path, _view(said))]))
        asking = Wizard(draft, self.reach, prompts, _view(said))
        try:
            complete = asking.run()
        except (KeyboardInterrupt, EOFError) as error:
            self._stopped(draft, said)
            raise KeyboardInterrupt from error
        if not complete:
            self._stopped(draft, said)
            return OK
        write_all(iter([wizard.ending(self._judged(draft), asking.standings, _view(said))]))
        self._write(draft, said)
        draft.drop()
        if prompts.agreed(said("init.ask.go-on"), default=True):
            dialogue(Interview(self.assessor, (self.path, None)), said)
        else:
            self._next(said)
        return OK

    def _begun(self, prompts: Prompts, language: Setting[str]) -> Draft:
        """Return the answers that were left by an earlier run, if they are wanted, or none, in a language."""
        said = words(language.value)
        left = Draft.found(self.path, language.value)
        if left and left.steps:
            asked = words(left.language) if _by_system(language) else said
            question = asked.number("init.ask.resume", len(left.steps), path=visible(self.path))
            if prompts_in(asked).agreed(question, default=True):
                left.language = asked.language
                return left
        if _by_system(language):
            chosen = prompts.chosen(LANGUAGE, {name: words(name)("language.own") for name in LANGUAGES}, language.value)
            return Draft(self.path, chosen)
        return Draft(self.path, language.value)

    def _take(self, draft: Draft, said: Words) -> None:
        """Put the answers of options among those of a draft. Raises UsageProblem for one that says nothing."""
        for pointer, text in self.answers:
            try:
                value = answered(text, pointer, {})
                check_alone(value, pointer)
            except WrongAnswer as wrong:
                reason = refusal(said, wrong.problem)
                raise UsageProblem("wrong-answer", name=dotted(pointer), reason=reason) from wrong
            draft.steps = [step for step in draft.steps if step.pointer != pointer]
            draft.steps.append(Step(pointer, value))

    def _judged(self, draft: Draft) -> Report:
        """Return the report on the answers. Raises FileProblems for those that no declaration can have together."""
        data = {"declaration": 1, **draft.facts}
        content = JSONEncoder(ensure_ascii=False).encode(data).encode("utf-8", "replace")
        judged = self.assessor.assess(read_declaration(STANDARD_INPUT, content))
        if judged.declaration.problems:
            raise FileProblems(*judged.declaration.problems)
        return judged

    def _text(self, draft: Draft, said: Words) -> str:
        """Return the declaration."""
        asked = self._asked(self._judged(draft), draft.facts)
        head = said("init.file.head", path=Path(self.path).name)
        return f"{editor.line('declaration', draft.language)}\n{new_declaration(draft.facts, asked, head, said)}"

    def _asked(self, judged: Report, facts: Mapping[str, object]) -> set[str]:
        """Return the facts with a place in the file: what decides on a requirement, and what one that applies asks."""
        findings = [finding for assessment in judged.assessments for finding in assessment.findings]
        asked: set[str] = set()
        for standing, finding in zip(self.reach.standings(facts), findings, strict=True):
            asked.update(finding.missing if standing.applies else standing.missing)
        return asked

    def _write(self, draft: Draft, said: Words) -> None:
        """Write the declaration, and the schema for editors beside it. Raises UsageProblem; the answers stay."""
        text = self._text(draft, said)
        try:
            if self.overwrite and os.path.lexists(self.path):
                with WholeFile(self.path) as file:
                    file.write(text)
            else:
                write_new(str(Path(self.path).parent), {Path(self.path).name: text})
        except UsageProblem as problem:
            self._stopped(draft, said)
            raise UsageProblem(problem.key, **{**problem.params, "path": self.path}) from problem
        say(said("init.written", path=visible(self.path)))
        editor.prepare(self.path, "declaration", draft.language)

    def _next(self, said: Words) -> None:
        """Say how to go on."""
        say(advice.said(said, advice.Step("init.written", {"path": self.path}), self.chosen))

    def _stopped(self, draft: Draft, said: Words) -> None:
        """Say where the answers are that were given so far; write them out where no file could keep them."""
        if draft.steps and draft.kept:
            say(
                "\n"
                + said.number(
                    "init.stopped", len(draft.steps), place=visible(str(draft.place)), path=visible(self.path)
                )
            )
        elif draft.steps:
            say(said("init.rescue"))
            write_all(iter([self._text(draft, said)]))


def _by_system(language: Setting[str]) -> bool:
    """Tell whether nobody chose the language for this tool, but at most for the system."""
    source = language.source
    return source.origin is Origin.DEFAULT or (
        source.origin is Origin.ENVIRONMENT and source.name != VARIABLES["language"]
    )


def _view(said: Words) -> View:
    return View(said, width(), colour())
