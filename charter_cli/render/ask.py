"""What is asked next of a declaration, as text and as JSON; at the end, what is left and who has to act on it."""

import shlex
from collections.abc import Mapping
from json import JSONEncoder
from typing import NamedTuple

from charter_cli.model.ask import Ask, Round
from charter_cli.model.declaration import Problem, parts_of
from charter_cli.model.report import Assessment, Finding, Outcome
from charter_cli.render import View, phrases
from charter_cli.render.edit import block
from charter_cli.render.entry import flow
from charter_cli.render.escape import one_line
from charter_cli.render.page import Page
from charter_cli.render.tasks import who_acts, who_tells
from charter_cli.words import Words

SCHEMA_VERSION = 1
WHO = ("project", "dpo", "supplier", "management", "documents", "committee")
"""Who has to act, in the order in which they are told."""
MOST = 10
"""Of what one of them has to do, before the rest is only counted."""
MOST_EXPLAINED = 8
"""Of the answers that a question can have, before they are named only."""


class Task(NamedTuple):
    """What is to be done: an outcome, or a fact to declare; the name of the requirement or fact, and a sentence."""

    kind: str
    name: str
    text: str


def text(asked: Round, view: View) -> str:
    """Return the answer that was written and the next questions, or the end where there is none."""
    if not asked.asked:
        return ending(asked, view)
    page = Page(view)
    _written(page, asked)
    page.line(view.words.number("next.open", len(asked.missing), name=_project(asked)), "bold")
    for ask in asked.asked:
        page.line()
        _about(page, ask)
        answers(page, ask, _titles(asked, ask))
        path = one_line(asked.report.declaration.path)
        command = shlex.join(["charter", "next", path, "--for", phrases.dotted(ask.pointer), "--answer"])
        page.line(view.words.label("next.command"), "dim", indent=2)
        page.styled("  ", (f"{command} {view.words('metavar.ANSWER')}", "cyan"))
    return page.text()


def beginning(path: str, view: View) -> str:
    """Return what is to be known before the first question of a dialogue."""
    page = Page(view)
    page.line(view.words("next.begin", path=one_line(path)))
    return page.text()


def question(asked: Round, view: View, *, numbered: bool) -> str:
    """Return the answer that was written and one question, to be answered at once.

    `numbered` shows its options, with numbers to type; else they are in the list from which one is chosen.
    """
    page, (ask,) = Page(view), asked.asked
    _written(page, asked)
    page.line()
    page.line(view.words.number("next.left", len(asked.missing)), "dim")
    _about(page, ask)
    if numbered or not (ask.options or ask.accepts == "boolean"):
        answers(page, ask, _titles(asked, ask), numbered=numbered)
    return page.text()


def ending(asked: Round, view: View) -> str:
    """Return the verdicts, and what is left to do by those who have to act."""
    page, words = Page(view), view.words
    _written(page, asked)
    page.line()
    page.line(words("next.end.open" if asked.missing else "next.end", name=_project(asked)), "bold")
    for assessment in asked.report.assessments:
        title, verdict = words.text(assessment.charter.title), words(f"verdict.{assessment.verdict}")
        page.labelled(f"{one_line(title)}{words('colon').rstrip(' ')}", verdict)
    groups = _groups(asked, words)
    for who, tasks in groups.items():
        page.line()
        page.line(_who(words, who), "bold")
        for task in tasks[:MOST]:
            page.labelled(f"- {task.name}{words('colon').rstrip(' ')}", one_line(task.text), "", indent=2)
        if len(tasks) > MOST:
            page.line(words.number("next.more", len(tasks) - MOST), "dim", indent=4)
        if who == "committee":
            page.line(words("lead.committee"), "dim", indent=2)
    if groups:
        page.line()
        page.line(words("next.derived"), "dim")
    return page.text()


def _written(page: Page, asked: Round) -> None:
    if asked.written is None:
        return
    given, words = asked.written, page.words
    value = one_line(flow(given.value))
    place = f"{one_line(asked.report.declaration.path)}:{given.line}"
    page.line(words("next.written", name=phrases.dotted(given.pointer), value=value, place=place), "green")


def _about(page: Page, ask: Ask) -> None:
    """Write a question: what is meant, why it is asked, on which source, and who can tell."""
    words = page.words
    page.line(phrases.question(words, ask.pointer), "bold")
    page.line(phrases.dotted(ask.pointer), "cyan", indent=2)
    if meant := phrases.plain(words, ask.pointer):
        page.line(meant, "dim", indent=2)
    for assessment, finding in ask.waits[:1]:
        requirement = finding.requirement
        name = f"{requirement.id} ({assessment.charter.id}, {words(f'level.{requirement.level}')})"
        others = len(ask.waits) - 1
        more = f" {words.number('next.waits', others)}" if others else ""
        page.labelled(words("next.why"), f"{name}{words('colon')}{words.text(requirement.title)}.{more}")
        page.labelled(words("source.label"), phrases.source(words, requirement, assessment.charter))
    who = _who_tells(ask.pointer)
    if who != "project":
        page.labelled(words("next.who"), _who(words, who))


def _titles(asked: Round, ask: Ask) -> dict[str, str]:
    return {option: _title(asked, ask, option) for option in ask.options}


def answers(page: Page, ask: Ask, titles: Mapping[str, str], *, numbered: bool = False) -> None:
    """Write what an answer can be, and an example; `titles` are those of documents that can be cited."""
    words, kind = page.words, phrases.field(ask.pointer)[0]
    page.labelled(words("next.possible"), _accepted(words, ask))
    explained = is_explained(ask)
    for number, option in enumerate(ask.options, 1):
        label = words.get(f"value.{kind}.{option}") or titles.get(option)
        told = f"{option} — {label}" if label else option
        page.line(one_line(f"{number}. {told}" if numbered else told), indent=4)
        if explained and (meant := phrases.plain_value(words, kind, option)):
            page.line(meant, "dim", indent=6)
    page.line(words.label("next.example"), "dim", indent=2)
    page.verbatim("\n".join(_example(ask)), indent=4)


def _example(ask: Ask) -> list[str]:
    """Return the lines that declare the example; an item of a list is shown as one."""
    parts = [part for part in parts_of(ask.pointer) if not part.isdigit()]
    return block(parts, ask.example)


def _title(asked: Round, ask: Ask, option: str) -> str:
    title = asked.report.declaration.fact(f"/evidence/{option}/title") if ask.accepts == "documents" else None
    return str(title or "")


def _accepted(words: Words, ask: Ask) -> str:
    """Say what an answer can be."""
    if ask.accepts == "option":
        return words("next.accepts.options" if ask.several else "next.accepts.option")
    told = words(f"next.accepts.{ask.accepts}")
    return f"{told} {words('next.several')}" if ask.several else told


def _project(asked: Round) -> str:
    return one_line(str(asked.report.declaration.fact("/project/name")))


def _who(words: Words, who: str) -> str:
    return words("next.documents") if who == "documents" else words(f"who.{who}")


def _who_tells(pointer: str) -> str:
    return "documents" if pointer.startswith("/evidence/") else who_tells(pointer)


def _groups(asked: Round, words: Words) -> dict[str, list[Task]]:
    """Return what is left by those who have to act: gaps, facts that are not declared, judgements."""
    groups: dict[str, list[Task]] = {who: [] for who in WHO}
    for assessment in asked.report.assessments:
        for finding in assessment.of(Outcome.GAP, Outcome.NEEDS_REVIEW):
            groups[_who_settles(finding)].append(_task(words, assessment, finding))
    for ask in asked.missing:
        fact = Task("fact", phrases.dotted(ask.pointer), phrases.question(words, ask.pointer))
        groups[_who_tells(ask.pointer)].append(fact)
    return {who: tasks for who, tasks in groups.items() if tasks}


def _who_settles(finding: Finding) -> str:
    if finding.outcome is Outcome.NEEDS_REVIEW or finding.refuted_at:
        return "committee"
    who, about_documents = who_acts(finding), all(one.keyword.startswith("evidence") for one in finding.gaps)
    return "documents" if about_documents and who == "project" else who


def _task(words: Words, assessment: Assessment, finding: Finding) -> Task:
    requirement = finding.requirement
    review = finding.outcome is Outcome.NEEDS_REVIEW
    sentence = phrases.reason(words, finding, assessment) if review else words.text(requirement.remedy)
    return Task(str(finding.outcome), f"{requirement.id} ({assessment.charter.id})", sentence)


def is_explained(ask: Ask) -> bool:
    """Tell whether the answers to a question are so few that each is explained with it."""
    return len(ask.options) <= MOST_EXPLAINED


def label_of(words: Words, pointer: str, option: str) -> str:
    """Return what a value of a vocabulary is called."""
    return words.get(f"value.{phrases.field(pointer)[0]}.{option}") or option


def refusal(words: Words, wrong: Problem) -> str:
    """Say why an answer cannot be taken, with all that is possible where the vocabulary is closed."""
    if wrong.code == "empty-value":
        return words("refusal.empty")
    if wrong.code == "none-with-others":
        return phrases.problem(words, wrong._replace(params={"name": label_of(words, wrong.pointer, "none")}))
    if wrong.params.get("expected") == "boolean":
        return words("refusal.boolean", found=phrases.shown(wrong.params["found"]))
    if wrong.code != "unknown-value":
        return phrases.problem(words, wrong)
    possible = ", ".join(map(str, wrong.params["options"]))  # type: ignore[call-overload]
    sentence = phrases.problem(words, wrong._replace(params={**wrong.params, "options": ()}))
    return f"{sentence} {words('options', options=possible)}"


# JSON.


def json(asked: Round, view: View) -> str:
    """Return the same as one JSON document."""
    declaration, words, written = asked.report.declaration, view.words, asked.written
    told = {
        "schema_version": SCHEMA_VERSION,
        "language": words.language,
        "path": declaration.path,
        "project": {"id": declaration.fact("/project/id"), "name": declaration.fact("/project/name")},
        "verdicts": {one.charter.id: one.verdict for one in asked.report.assessments},
        "written": written._asdict() if written else None,
        "open": len(asked.missing),
        "questions": [_question_as_json(asked, ask, words) for ask in asked.asked],
        "left": [
            {"who": who, "name": _who(words, who), "tasks": [task._asdict() for task in tasks]}
            for who, tasks in _groups(asked, words).items()
        ],
    }
    return JSONEncoder(ensure_ascii=False, indent=1).encode(told) + "\n"


def _question_as_json(asked: Round, ask: Ask, words: Words) -> dict[str, object]:
    kind = phrases.field(ask.pointer)[0]
    return {
        "pointer": ask.pointer,
        "name": phrases.dotted(ask.pointer),
        "question": phrases.question(words, ask.pointer),
        "who": _who_tells(ask.pointer),
        "accepts": ask.accepts,
        "several": ask.several,
        "options": [
            {"value": option, "label": words.get(f"value.{kind}.{option}") or _title(asked, ask, option)}
            for option in ask.options
        ],
        "example": "".join(f"{line}\n" for line in _example(ask)),
        "requirements": [
            {
                "charter": assessment.charter.id,
                "requirement": finding.requirement.id,
                "level": finding.requirement.level,
                "title": words.text(finding.requirement.title),
                "source": phrases.source(words, finding.requirement, assessment.charter),
            }
            for assessment, finding in ask.waits
        ],
    }
