"""Read a baseline: the JSON that `charter baseline` writes, with the line of each entry.

It can hold thousands of entries, so it is read as JSON, at once. Only a file with something wrong in it is read a
second time, as YAML, which JSON is too, because that tells the place of every value.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from charter_cli.model.baseline import Baseline, Entry
from charter_cli.model.charter import Level
from charter_cli.model.declaration import Document, Place, Problem
from charter_cli.model.digest import of_bytes
from charter_cli.model.report import Outcome
from charter_cli.read.files import load
from charter_cli.read.form import check_form
from charter_cli.read.strict_yaml import parse

MAX_BYTES = 256 * 1024 * 1024

_FINGERPRINT = re.compile(r'"fingerprint"\s*:\s*"([0-9a-f]{32})"')


class _KeyTwiceError(ValueError):
    """A mapping in which a key stands twice; which of the two counts would be a guess."""


def read_baseline(path: str) -> tuple[Baseline | None, tuple[Problem, ...]]:
    """Return the baseline at `path`, or everything that is wrong with it."""
    content = load(path, MAX_BYTES)
    if isinstance(content, Problem):
        return None, (content,)
    data, problems = _data(content, path)
    if problems:
        return None, problems
    entries = list(_entries(data["entries"], content.decode("utf-8-sig")))
    problems = tuple(_twice(entries, path))
    return (None, problems) if problems else (Baseline(path, _by_project(entries), of_bytes(content)), ())


def _data(content: bytes, path: str) -> tuple[Any, tuple[Problem, ...]]:
    """Return what the file says, or everything in which it has not the form of a baseline."""
    if len(content) > MAX_BYTES:
        return None, (Problem("too-large", path, None, "", {"limit": MAX_BYTES}),)
    try:
        data = json.loads(content.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_refused)
    except (UnicodeDecodeError, _KeyTwiceError):
        return None, _strictly(content, path)
    except (ValueError, RecursionError) as error:
        where = Place(error.lineno, error.colno) if isinstance(error, json.JSONDecodeError) else Place(1, 1)
        return None, (Problem("not-json", path, where, "", {}),)
    if not isinstance(data, dict):
        return None, (Problem("not-a-baseline", path, Place(1, 1), "", {}),)
    _, problems = check_form(Document(path, data, (0, 0, 0, 0, None), "", blanks=False), "baseline")
    return data, (_strictly(content, path) or problems) if problems else ()


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        raise _KeyTwiceError
    return made


def _refused(constant: str) -> None:
    raise ValueError(constant)


def _strictly(content: bytes, path: str) -> tuple[Problem, ...]:
    """Return what is wrong with the file, with places; of another version, nothing but that."""
    document, problems = parse(content, path, MAX_BYTES)
    if document is None or problems:
        return problems
    _, problems = check_form(document._replace(blanks=False), "baseline")
    version = tuple(problem for problem in problems if problem.code == "unknown-version")
    return version or problems


def _entries(written: list[dict[str, Any]], text: str) -> Iterator[Entry]:
    places = _places(text)
    for one in written:
        yield Entry(
            fingerprint=one["fingerprint"],
            project=one["project"],
            charter=one["charter"],
            requirement=one["requirement"],
            outcome=Outcome(one["outcome"]),
            level=Level(one["level"]),
            gaps=tuple(one["gaps"]),
            missing=tuple(one["missing"]),
            place=next(places, None),
        )


def _places(text: str) -> Iterator[Place]:
    """Yield the place of each fingerprint, in the order of the file."""
    line, start = 1, 0
    for match in _FINGERPRINT.finditer(text):
        line += text.count("\n", start, match.start())
        start = match.start()
        yield Place(line, start - text.rfind("\n", 0, start))


def _twice(entries: list[Entry], path: str) -> Iterator[Problem]:
    """Yield a problem for each entry that stands in the file already, as after a merge that kept both sides."""
    seen: dict[str, Entry] = {}
    for number, entry in enumerate(entries):
        first = seen.setdefault(entry.fingerprint, entry)
        if first is not entry:
            line = first.place.line if first.place else 1
            params = {"requirement": entry.requirement, "project": entry.project, "first": line}
            yield Problem("baseline-twice", path, entry.place, f"/entries/{number}", params)


def _by_project(entries: list[Entry]) -> Mapping[str, tuple[Entry, ...]]:
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        found.setdefault(entry.project, []).append(entry)
    return {project: tuple(own) for project, own in found.items()}
