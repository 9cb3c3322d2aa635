"""What is known of one fact of a declaration, in Markdown: its question, its vocabulary, and who looks at it."""

import re
from collections.abc import Iterator

from charter_cli.model.charter import Requirement
from charter_cli.model.condition import facts_of
from charter_cli.model.declaration import Document, Place, pointer_of
from charter_cli.model.report import Assessment, Finding, Outcome, Report
from charter_cli.render import phrases
from charter_cli.render.escape import code, markdown
from charter_cli.render.extent import split
from charter_cli.words import Words

MOST_VALUES = 40
MOST_FINDINGS = 8
_NUMBER = re.compile(r"/\d+(?=/|$)")
_DOCUMENT = re.compile(r"/evidence/[^/]+")
BREAK = "  \n  "
"""Ends a line within an item of a list."""


def hover(words: Words, pointer: str, report: Report | None) -> str:
    """Return what is to be said of the fact or section at `pointer`, or nothing where no declaration has one."""
    heading = _heading(words, pointer)
    if not heading:
        return ""
    blocks = [f"**{markdown(heading)}**", code(phrases.dotted(pointer)), "\n".join(_values(words, pointer))]
    found = list(_looking(pointer, report)) if report else []
    blocks.append("\n".join(_told(words, *one) for one in found[:MOST_FINDINGS]))
    if len(found) > MOST_FINDINGS:
        blocks.append(words.number("next.more", len(found) - MOST_FINDINGS))
    return "\n\n".join(filter(None, blocks))


def pointed_at(document: Document, place: Place) -> str:
    """Return the pointer of the key or value at a place, or nothing where there is only space or a comment."""
    before, rest = split(document, place)
    if not (before + rest[:1]).strip(" -") or (before + rest).lstrip().startswith("#"):
        return ""
    parts, mark, here = list[str | int](), document.mark, (place.line - 1, place.column - 1)
    while mark[4]:
        children = mark[4].items() if isinstance(mark[4], dict) else enumerate(mark[4])
        begun = [(name, child) for name, child in children if child[:2] <= here]
        if not begun:
            break
        name, mark = begun[-1]
        parts.append(name)
    return pointer_of(parts)


def _heading(words: Words, pointer: str) -> str:
    """Return the name of a section, or the question that a fact answers."""
    section = "/evidence" if _DOCUMENT.fullmatch(pointer) else pointer
    return words.get(f"section.{section}") or phrases.question(words, pointer)


def _values(words: Words, pointer: str) -> Iterator[str]:
    """Yield the words of a closed vocabulary with their labels."""
    kind, node = phrases.field(pointer)
    if node.get("type") == "boolean":
        yield words("options", options="true, false")
    options = list(map(str, node.get("enum", ())))
    for option in options[:MOST_VALUES]:
        label = words.get(f"value.{kind}.{option}")
        yield f"- {code(option)} — {markdown(label)}" if label else f"- {code(option)}"
    if len(options) > MOST_VALUES:
        yield f"- {words.number('next.more', len(options) - MOST_VALUES)}"


def _looking(pointer: str, report: Report) -> Iterator[tuple[Assessment, Finding]]:
    """Yield the findings of the requirements that look at a fact, what is open first, the strongest level first."""
    general = _NUMBER.sub("/*", pointer)
    found = [
        (assessment, finding)
        for assessment in report.assessments
        for finding in assessment.findings
        if _looks_at(finding.requirement, general)
    ]
    order = list(Outcome)
    yield from sorted(found, key=lambda one: (order.index(one[1].outcome), one[1].requirement.level.rank))


def _looks_at(requirement: Requirement, pointer: str) -> bool:
    """Tell whether a requirement's own conditions look at a fact, at a part of it, or at the list that it stands in."""
    named = (fact.pointer for part in (requirement.when, requirement.require) for fact in facts_of(part))
    return any(f"{one}/".startswith(f"{pointer}/") or f"{pointer}/".startswith(f"{one}/") for one in named)


def _told(words: Words, assessment: Assessment, finding: Finding) -> str:
    """Say what becomes of one requirement, where it stands, and how to close it if it is open."""
    requirement, charter = finding.requirement, assessment.charter
    level, outcome = words(f"level.{requirement.level}"), phrases.outcome(words, finding)
    title = markdown(words.text(requirement.title))
    lines = [f"- **{requirement.id}** ({markdown(charter.id)}, {level}, {outcome}){words('colon')}{title}"]
    if finding.outcome in (Outcome.GAP, Outcome.UNDECLARED):
        lines.append(f"{words('remedy')} {markdown(words.text(requirement.remedy))}")
    lines.append(f"{words('source.label')} {markdown(phrases.source(words, requirement, charter))}")
    return BREAK.join(lines)
