"""What a report was made of, so that anybody can make it again: a table for people and one line for programs.

`charter verify` reads the line back; `schemas/footer.schema.json` describes it.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from charter_cli import __version__
from charter_cli.model.charter import Charter
from charter_cli.model.declaration import Input
from charter_cli.model.digest import digest
from charter_cli.model.report import Report
from charter_cli.render import View

VERSION = 1
INFO = "charter-report"
"""Marks the block of code that holds the line."""

Data = dict[str, Any]


def footer(report: Report, charters: Sequence[Charter], view: View) -> Data | None:
    """Return the rows for people and the line for programs; a file of waivers that has problems gets none."""
    if report.declaration.is_waivers:
        return None
    made_of = record(report, charters, view)
    return {"rows": list(_rows(made_of, report, view)), "line": json.dumps(made_of)}


def record(report: Report, charters: Sequence[Charter], view: View) -> Data:
    """Return all that the report depends on, as the line has it: digests of files, charters and options."""
    declaration, run = report.declaration, view.run
    return {
        "charter_report": VERSION,
        "tool": __version__,
        "declaration": {
            "path": view.relative(declaration.path),
            "sha256": declaration.sha256,
            "facts": _plain(declaration.digest) if declaration.facts else None,
        },
        "decisions": _input(declaration.decisions_file, view),
        "evidence": {name: seen.sha256 or seen.state for name, seen in declaration.sightings.items()},
        "charters": [_charter(charter, view) for charter in charters],
        "waivers": [_input(one, view) for one in run.waivers],
        "baseline": _input(run.baseline, view),
        "template": _input(run.template, view),
        "style": _input(run.style, view),
        "logo": _input(run.logo, view),
        "language": view.words.language,
        "audience": run.audience,
        "as_of": "launch" if run.launch else report.as_of,
        "stage": run.stage or None,
        "fail_on": report.gate.fail_on.value,
        "require_review": report.gate.require_review,
    }


def _plain(named: str) -> str:
    return named.removeprefix("sha256:")


def _input(given: Input | None, view: View) -> Data | None:
    return {"path": view.relative(given.path), "sha256": given.sha256} if given else None


def _charter(charter: Charter, view: View) -> Data:
    path = view.run.charters.get(charter.id)
    return {
        "id": charter.id,
        "version": charter.version,
        "digest": _plain(charter.digest),
        "path": view.relative(path) if path else None,
    }


def _rows(made_of: Data, report: Report, view: View) -> Iterator[Data]:
    """Yield the same for people: what it is, its name, and its digest if it has one."""
    words, declared = view.words, made_of["declaration"]
    yield _row(words("footer.file"), declared["path"], declared["sha256"])
    if declared["facts"]:
        yield _row(words("footer.facts"), report.declaration.fact("/project/id"), declared["facts"])
    if made_of["decisions"]:
        yield _row(words("footer.decisions"), **made_of["decisions"])
    if made_of["evidence"]:
        yield _row(words("footer.evidence"), len(made_of["evidence"]), _plain(digest(made_of["evidence"])))
    for one in made_of["charters"]:
        yield _row(words("report.charter"), f"{one['id']} {one['version']}", one["digest"])
    for one in made_of["waivers"]:
        yield _row(words("footer.waivers"), **one)
    for name in ("baseline", "template", "style", "logo"):
        if made_of[name]:
            yield _row(words(f"footer.{name}"), **made_of[name])
    yield _row(words("footer.options"), " ".join(options(made_of)))
    yield _row(words("report.tool"), made_of["tool"])


def _row(label: str, path: object, sha256: str | None = None) -> Data:
    return {"label": label, "name": str(path), "sha256": sha256}


def options(made_of: Mapping[str, Any]) -> list[str]:
    """Return the options of the command line that a report depends on, but for those that name files."""
    told = [f"--lang {made_of['language']}", f"--for {made_of['audience']}", f"--as-of {made_of['as_of']}"]
    if made_of["stage"]:
        told.append(f"--stage {made_of['stage']}")
    told.append(f"--fail-on {made_of['fail_on']}")
    return told + ["--require-review"] * made_of["require_review"]
