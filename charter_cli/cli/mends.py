"""Find what is wrong with the form of a declaration and can be mended safely, and mend it.

Safe is what can be meant in one way only. The mended text is read again: it has to say what the text before said, with
nothing but the mended values and keys changed.
"""

import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from typing import Any, NamedTuple

from charter_cli.cli.rewrite import encoded
from charter_cli.model.declaration import Document, Problem, parts_of, value_at
from charter_cli.read import meant
from charter_cli.read.answer import with_days
from charter_cli.read.declarations import read_declaration
from charter_cli.read.fields import node_for
from charter_cli.read.strict_yaml import parse
from charter_cli.render.edit import Edit, applied, renamed, replaced

ROUNDS = 5
"""How often a mend can show another thing to mend: the value behind a misspelt key, in a list, and so on."""
TAB_WIDTHS = (2, 4, 8)
_INDENT = re.compile(r"^ *\t[\t ]*", re.MULTILINE)


class Mend(NamedTuple):
    """One safe change: the problem that it solves, its key or else its value as they are to be, and the edit."""

    problem: Problem
    key: str | None
    value: object
    edit: Edit


class Mended(NamedTuple):
    """A file after all safe mends: its content, the number of these, and the problems that are left."""

    content: bytes
    number: int
    left: tuple[Problem, ...]


def mended(path: str, content: bytes) -> Mended:
    """Return what a declaration becomes; where nothing is to be mended safely, its content is the same."""
    count = 0
    document, problems = _read(path, content)
    if document and any(problem.code == "tab" for problem in problems):
        text = _without_tabs(document)
        count, content = (1, encoded(text, content)) if text else (0, content)
        document, problems = _read(path, content)
    for _ in range(ROUNDS):
        chosen = mends(document, problems) if document else []
        if not document or not chosen:
            break
        count += len(chosen)
        content = encoded(applied(document.text, [mend.edit for mend in chosen]), content)
        document, problems = _read(path, content)
    left = (problem._replace(params=with_days(problem.code, problem.params)) for problem in problems)
    return Mended(content, count, tuple(left))


def mends(document: Document, problems: Sequence[Problem]) -> list[Mend]:
    """Return the safe mends of these problems of a document; none overlaps another or changes anything else."""
    found: list[Mend] = []
    for problem in problems:
        mend = _of_key(document, problem) if problem.code == "unknown-key" else _of_value(document, problem)
        if mend and all(mend.edit.start >= one.edit.end or mend.edit.end <= one.edit.start for one in found):
            found.append(mend)
    return _that_hold(document, found)


def _read(path: str, content: bytes) -> tuple[Document | None, tuple[Problem, ...]]:
    declaration = read_declaration(path, content)
    return declaration.document, tuple(one for one in declaration.problems if one.path == path)


def _of_key(document: Document, problem: Problem) -> Mend | None:
    *above, name = parts_of(problem.pointer)
    holder = value_at(document.data, problem.pointer.rpartition("/")[0]) if above else document.data
    options: Any = problem.params.get("options", ())
    key = meant.key(name, [option for option in options if option not in holder])  # type: ignore[operator]
    edit = renamed(document, problem.pointer, key) if key else None
    return Mend(problem, key, None, edit) if edit else None


def _of_value(document: Document, problem: Problem) -> Mend | None:
    given, node = value_at(document.data, problem.pointer), node_for(problem.pointer)
    if given is None or node is None or not problem.pointer:
        return None
    value = meant.meant(given, node)
    edit = replaced(document, problem.pointer, value) if value is not None and _differs(value, given) else None
    return Mend(problem, None, value, edit) if edit else None


def _differs(value: object, given: object) -> bool:
    return value != given or type(value) is not type(given)


def _that_hold(document: Document, found: list[Mend]) -> list[Mend]:
    """Return those mends that change nothing else: all of them, or those that do so one by one."""
    if not found or _holds(document, found):
        return found
    alone = [mend for mend in found if _holds(document, [mend])]
    return alone if alone and _holds(document, alone) else alone[:1]


def _holds(document: Document, chosen: Sequence[Mend]) -> bool:
    """Tell whether the mended text says what the text before said, but for these keys and values."""
    wanted: Any = deepcopy(document.data)
    for mend in sorted(chosen, key=lambda one: len(parts_of(one.problem.pointer)), reverse=True):
        *above, name = parts_of(mend.problem.pointer)
        holder = wanted
        for part in above:
            holder = holder[int(part)] if isinstance(holder, list) else holder[part]
        place: Any = int(name) if isinstance(holder, list) else name
        if mend.key:
            holder[mend.key] = holder.pop(name)
        else:
            holder[place] = mend.value
    after, _ = parse(applied(document.text, [mend.edit for mend in chosen]).encode(), document.path)
    return after is not None and after.data == wanted


def _without_tabs(document: Document) -> str | None:
    """Return a text with spaces for the tabs that lines begin with, if it says the same however wide they are."""
    texts = list(_spaced(document.text))
    read = [parse(text.encode(), document.path)[0] for text in texts]
    says = [one.data if one else {} for one in read]
    return texts[0] if says[0] and all(one == says[0] for one in says) else None


def _spaced(text: str) -> Iterator[str]:
    for width in TAB_WIDTHS:
        yield _INDENT.sub(lambda found, width=width: found[0].expandtabs(width), text)  # type: ignore[misc]
