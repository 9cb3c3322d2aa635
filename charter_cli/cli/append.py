"""Add entries to a file of decisions, which keeps its comments and its layout: they are text at the end of its list.

What comes out is read again before the file is replaced, and has to say what it said before and the new entries.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from charter_cli.cli.output import WholeFile
from charter_cli.cli.problems import FileProblems, UsageProblem
from charter_cli.model.declaration import Document, Problem
from charter_cli.read.files import load_own
from charter_cli.read.form import check_form
from charter_cli.read.strict_yaml import MAX_BYTES, parse
from charter_cli.render.entry import item

INDENT = 2
"""Of the dashes, in a list that has none yet."""

Entry = Mapping[str, Any]


def with_entries(path: str, entries: Sequence[Entry], head: str) -> tuple[str, str]:
    """Return the text of a file as it is, empty where there is none, and with entries; a new one begins with `head`.

    Raises FileProblems for a file that cannot be read, and UsageProblem for one to which nothing can be added safely.
    """
    loaded = load_own(path, MAX_BYTES)
    if isinstance(loaded, Problem) and loaded.code != "no-such-file":
        raise FileProblems(loaded)
    before = "" if isinstance(loaded, Problem) else loaded.decode("utf-8", "replace")
    start = before or f"{head}\nformat: 1\ndecisions:\n"
    document, problems = parse(start.encode(), path)
    if document is None or problems:
        raise FileProblems(*problems, kind="decisions")
    after = _inserted(start, document, entries)
    told, problems = parse(after.encode("utf-8", "replace"), path)
    listed = document.data.get("decisions") or []
    wanted = {**document.data, "decisions": [*(listed if isinstance(listed, list) else []), *entries]}
    if told is None or problems or told.data != wanted or check_form(told, "decisions", holes=False)[1]:
        raise UsageProblem("cannot-append", path=path)
    return before, after


def write(path: str, text: str) -> None:
    """Put a file with this text in its place, whole."""
    with WholeFile(path) as file:
        file.write(text)


def _inserted(text: str, document: Document, entries: Sequence[Entry]) -> str:
    """Return the text with the entries behind the last one of its list, or behind the key where there is none yet."""
    end = "\r\n" if "\r\n" in text else "\n"
    lines = text.split("\n")
    listed, key = document.data.get("decisions"), document.has("/decisions")
    if isinstance(listed, list) and listed:
        first, at = _dash(lines, document, len(listed) - 1)
        spaced = len(listed) == 1 or not lines[_dash(lines, document, 1)[0] - 1].strip()
        position = _end_of_item(lines, first, at)
    else:
        position, at, spaced = document.key_place("/decisions").line if key else len(lines), INDENT, False
    added = [] if key else ["decisions:"]
    for entry in entries:
        added += [*([""] if spaced else []), *item(entry, at)]
        spaced = True
    if not key and lines[-1] == "":
        position -= 1
    return _joined(lines, position, added, end)


def _joined(lines: Sequence[str], position: int, added: Sequence[str], end: str) -> str:
    """Return lines with others put in; those that are there keep how they end."""
    before, after = "\n".join(lines[:position]), "\n".join(lines[position:])
    glue = "" if not before or before.endswith("\r") or end == "\n" else "\r"
    return f"{before}{glue}\n{end.join(added)}{end}{after}" if before else f"{end.join(added)}{end}{after}"


def _dash(lines: Sequence[str], document: Document, number: int) -> tuple[int, int]:
    """Return the line of an entry, counted from 0, and the column of its dash. Raises UsageProblem without a dash."""
    line, column = document.place(f"/decisions/{number}")
    written = lines[line - 1] if line <= len(lines) else ""
    dash = re.fullmatch(" *- +", written[: column - 1])
    if dash is None:
        raise UsageProblem("cannot-append", path=document.path)
    return line - 1, written.index("-")


def _end_of_item(lines: Sequence[str], first: int, at: int) -> int:
    """Return the number of the line behind an entry: behind the last that stands further in than its dash."""
    end = position = first + 1
    while position < len(lines):
        line = lines[position]
        inside = len(line) - len(line.lstrip(" ")) > at
        if line.strip() and not inside:
            break
        position += 1
        if line.strip():
            end = position
    return end
