"""Read a report back: its text, and the lines for programs in it that say what it was made of.

A report can have been written by anybody: what its lines say is checked before anything is done with it.
"""

import html
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from charter_cli import __version__
from charter_cli.model.declaration import Document, Place, Problem
from charter_cli.read.declarations import STANDARD_INPUT
from charter_cli.read.files import load
from charter_cli.read.form import check_form

MAX_BYTES = 256 * 1024 * 1024

_IN_MARKDOWN = re.compile(r"^```charter-report\r?\n(.*?)\r?\n```\r?$", re.MULTILINE)
_IN_HTML = re.compile(r'<pre><code class="language-charter-report">([^<\n]*)\r?\n</code></pre>')

Footer = Mapping[str, Any]
"""What one line says, as schemas/footer.schema.json describes it."""


class Written(NamedTuple):
    """A report as it was found; `form` is markdown or html. There is a footer for each declaration in it."""

    path: str
    form: str
    content: bytes
    footers: tuple[Footer, ...]


def read_report(path: str) -> tuple[Written | None, tuple[Problem, ...]]:
    """Return the report at `path`, or everything that keeps it from being made again."""
    content = load(path, MAX_BYTES)
    if isinstance(content, Problem):
        return None, (content,)
    if len(content) > MAX_BYTES:
        return None, (Problem("report-too-large", path, None, "", {"limit": MAX_BYTES}),)
    text = content.decode("utf-8", "replace")
    form = "html" if text[:100].lstrip("\ufeff \t\r\n").lower().startswith("<!doctype html") else "markdown"
    found = list(_footers(text, form, path))
    problems = [one for one in found if isinstance(one, Problem)]
    footers = tuple(one for one in found if not isinstance(one, Problem))
    problems = problems or list(_of_all(footers, path))
    return (None, tuple(problems)) if problems else (Written(path, form, content, footers), ())


def _footers(text: str, form: str, path: str) -> Iterator[Footer | Problem]:
    line, start = 1, 0
    for match in (_IN_HTML if form == "html" else _IN_MARKDOWN).finditer(text):
        line += text.count("\n", start, match.start(1))
        start = match.start(1)
        yield _footer(html.unescape(match[1]) if form == "html" else match[1], path, Place(line, 1))


def _footer(text: str, path: str, place: Place) -> Footer | Problem:
    """Return what a line says, or what is wrong with it."""
    try:
        data = json.loads(text, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        return Problem("footer-malformed", path, place, "", {})
    if not isinstance(data, dict):
        return Problem("footer-malformed", path, place, "", {})
    _, problems = check_form(Document(path, data, (0, 0, 0, 0, None), "", blanks=False), "footer")
    if not problems:
        return data
    made_with = data.get("tool")
    if isinstance(made_with, str) and made_with != __version__:
        return Problem("footer-version", path, place, "", {"version": made_with, "own": __version__})
    return Problem("footer-malformed", path, place, "", {})


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        raise ValueError("a key stands twice")
    return made


_OWN = ("declaration", "decisions", "evidence")
"""What the footers of one report may differ in."""


def _of_all(footers: tuple[Footer, ...], path: str) -> Iterator[Problem]:
    """Find what is wrong with the footers of a report together: none, one declaration twice, of several runs."""
    if not footers:
        yield Problem("footer-missing", path, None, "", {})
    seen: set[str] = set()
    for one in footers:
        declared = one["declaration"]
        if declared["path"] in seen:
            yield Problem("footer-twice", path, None, "", {"declaration": declared["path"]})
        seen.add(declared["path"])
        if declared["sha256"] is None or declared["path"] == STANDARD_INPUT:
            yield Problem("footer-no-file", path, None, "", {"declaration": declared["path"]})
        if _of_run(one) != _of_run(footers[0]):
            yield Problem("footer-runs", path, None, "", {"declaration": declared["path"]})


def _of_run(footer: Footer) -> dict[str, Any]:
    return {key: value for key, value in footer.items() if key not in _OWN}


def files_of(footer: Footer) -> Iterator[str]:
    """Yield the paths of all files that a footer names."""
    files = (footer["declaration"], footer["decisions"], *footer["charters"], *footer["waivers"])
    for one in (*files, *(footer[name] for name in ("baseline", "template", "style", "logo"))):
        if one and one["path"] is not None:
            yield one["path"]


def outside_or_missing(path: str, root: str) -> str | None:
    """Return the code of the problem with a path that a footer names, seen from `root`, or None for a file below it.

    A link that leads outside is not followed.
    """
    try:
        top = Path(root).resolve(strict=True)
        file = (top / path).resolve()
        if not file.is_relative_to(top):
            return "footer-outside"
        return None if file.is_file() else "footer-gone"
    except (OSError, ValueError, RuntimeError):
        return "footer-gone"
