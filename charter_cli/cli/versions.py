"""Read the two versions that are compared: two declarations or two charters, told apart by what they hold."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from charter_cli.cli.find import declarations
from charter_cli.cli.problems import FileProblems, UsageProblem
from charter_cli.model.charter import Charter
from charter_cli.model.declaration import Declaration, Problem
from charter_cli.read.charters import MAX_CHARTER_BYTES, read_charter, shipped
from charter_cli.read.declarations import STANDARD_INPUT, read_declaration
from charter_cli.read.files import load
from charter_cli.read.strict_yaml import parse
from charter_cli.read.suggest import closest


class Declarations(NamedTuple):
    """Two versions of a declaration, both readable."""

    before: Declaration
    after: Declaration


class Charters(NamedTuple):
    """Two versions of a charter."""

    before: Charter
    after: Charter


class _Given(NamedTuple):
    """One version as it was named, what was loaded of it, and whether that is a charter."""

    name: str
    loaded: bytes | Problem | None
    is_charter: bool


def read_versions(old: str, new: str) -> Declarations | Charters:
    """Return both versions. Raises UsageProblem for one of each kind, FileProblems for what cannot be read."""
    if old == new == STANDARD_INPUT:
        raise UsageProblem("stdin-twice")
    given = (_given(old), _given(new))
    unread = [one.loaded for one in given if isinstance(one.loaded, Problem)]
    if unread:
        raise FileProblems(*_once(unread))
    if given[0].is_charter is not given[1].is_charter:
        charter, declaration = sorted(given, key=lambda one: not one.is_charter)
        raise UsageProblem("diff-kinds", charter=charter.name, declaration=declaration.name)
    return _charters(*given) if given[0].is_charter else _declarations(*given)


def _once(problems: Iterable[Problem]) -> list[Problem]:
    """Return problems, each once: the same file can be named twice."""
    told: list[Problem] = []
    told += (one for one in problems if one not in told)
    return told


def _given(name: str) -> _Given:
    """Tell whether a name stands for a charter: by its identifier, or by what the file holds."""
    if name in shipped():
        return _Given(name, None, is_charter=True)
    if name != STANDARD_INPUT and Path(name).is_dir():
        return _Given(name, None, is_charter=False)
    if name == STANDARD_INPUT:
        loaded: bytes | Problem = sys.stdin.buffer.read(MAX_CHARTER_BYTES + 1) if sys.stdin else b""
    else:
        loaded = load(name, MAX_CHARTER_BYTES)
    if isinstance(loaded, Problem):
        is_near = loaded.code == "no-such-file" and closest(name, shipped()) is not None
        return _Given(name, read_charter(name)[1][0] if is_near else loaded, is_charter=is_near)
    document, _ = parse(loaded, name, MAX_CHARTER_BYTES)
    data = document.data if document else {}
    return _Given(name, loaded, is_charter="charter" in data and "declaration" not in data)


def _charters(old: _Given, new: _Given) -> Charters:
    if STANDARD_INPUT in (old.name, new.name):
        raise UsageProblem("stdin-charter")
    (before, of_old), (after, of_new) = read_charter(old.name), read_charter(new.name)
    if before is None or after is None:
        raise FileProblems(*_once((*of_old, *of_new)), kind="charter")
    return Charters(before, after)


def _declarations(old: _Given, new: _Given) -> Declarations:
    if old.name == STANDARD_INPUT:
        after = _declaration(new)
        before = _beside(old, after)
    else:
        before = _declaration(old)
        after = _beside(new, before) if new.name == STANDARD_INPUT else _declaration(new)
    if before.problems or after.problems:
        raise FileProblems(*_once((*before.problems, *after.problems)), kind="declaration")
    return Declarations(before, after)


def _declaration(given: _Given) -> Declaration:
    if given.loaded is not None:
        return read_declaration(given.name, given.loaded)
    first, *others = declarations([given.name])
    if others:
        raise UsageProblem("two-declarations", count=len(others) + 1)
    return first


def _beside(given: _Given, other: Declaration) -> Declaration:
    """Read standard input as if it lay where the other version lies, so that only what is declared differs.

    It is judged with the same documents and the same decisions, which cover nothing but the facts that they name.
    """
    found = read_declaration(other.path, given.loaded)
    document = found.document._replace(path=given.name) if found.document else None
    problems = tuple(one._replace(path=given.name) if one.path == other.path else one for one in found.problems)
    return found._replace(path=given.name, document=document, problems=problems)
