"""Read declarations: the file, its form, what is to be seen of its evidence, and the decisions beside it."""

from collections.abc import Iterator, Mapping
from pathlib import Path, PurePath
from typing import Any

from charter_cli.model.declaration import Decision, DecisionCondition, Declaration, Document, Input, Problem
from charter_cli.model.digest import of_bytes
from charter_cli.read.files import load, load_own, sight
from charter_cli.read.form import check_form
from charter_cli.read.strict_yaml import MAX_BYTES, parse

STANDARD_INPUT = "-"

NEVER = "never"
"""What stands in place of the last day of a decision that has none."""

_RECORDED = ("declaration", "charter_version", "charter_digest", "rests_on")
"""What is written with a decision by `charter decide`: all of it, or, by hand, nothing."""


def read_declaration(path: str, loaded: bytes | Problem | None = None) -> Declaration:
    """Read one declaration, from what was loaded already if that is given, and always return one.

    All problems come back in it, those of the decisions beside it included. Evidence is looked for below its folder;
    standard input has the folder at hand and no decisions.
    """
    loaded = load(path, MAX_BYTES) if loaded is None else loaded
    if isinstance(loaded, Problem):
        return Declaration(path, None, {}, problems=(loaded,))
    return _read(path, loaded)._replace(sha256=of_bytes(loaded))


def _read(path: str, loaded: bytes) -> Declaration:
    document, problems = parse(loaded, path)
    if document is None or (problems and not document.data):
        return Declaration(path, document, {}, problems=problems)
    if "charter" in document.data and "declaration" not in document.data:
        mistaken = Problem("this-is-a-charter", path, document.key_place("/charter"), "/charter", {})
        return Declaration(path, document, {}, problems=(mistaken,))
    facts, of_form = check_form(document, "declaration")
    beside, decisions, of_decisions = _decisions_beside(path)
    wrong = (*problems, *of_form, *of_decisions)
    if wrong:
        return Declaration(path, document, {}, problems=wrong, decisions_file=beside)
    sightings = _sightings(facts, Path(path).parent)
    return Declaration(path, document, facts, sightings, decisions, decisions_file=beside)


def _sightings(facts: object, folder: Path) -> dict:  # type: ignore[type-arg]
    register = facts.get("evidence", {}) if isinstance(facts, dict) else {}
    return {name: sight(folder, entry["file"]) for name, entry in register.items() if "file" in entry}


def decisions_path(path: str) -> str:
    """Return where decisions lie: decisions.yaml beside charter.yaml, x.decisions.yaml beside x.yaml."""
    pure = PurePath(path)
    stem = pure.name.removesuffix(pure.suffix).removesuffix(".charter")
    return str(pure.with_name("decisions.yaml" if stem == "charter" else f"{stem}.decisions.yaml"))


def _decisions_beside(path: str) -> tuple[Input | None, tuple[Decision, ...], tuple[Problem, ...]]:
    """Return the file of decisions beside a declaration, if there is one, and what it says."""
    if path == STANDARD_INPUT:
        return None, (), ()
    beside = decisions_path(path)
    loaded = load_own(beside, MAX_BYTES)
    file = Input(beside, of_bytes(loaded)) if isinstance(loaded, bytes) else None
    return file, *read_decisions(beside, loaded)


def read_decisions(
    path: str, loaded: bytes | Problem | None = None
) -> tuple[tuple[Decision, ...], tuple[Problem, ...]]:
    """Read the decisions at `path`, all or none; without such a file there are none."""
    loaded = load(path, MAX_BYTES) if loaded is None else loaded
    if isinstance(loaded, Problem):
        return (), () if loaded.code == "no-such-file" else (loaded,)
    document, problems = parse(loaded, path)
    if document is None or (problems and not document.data):
        return (), problems
    facts, of_form = check_form(document, "decisions", holes=False)
    if problems or of_form:
        return (), (*problems, *of_form)
    entries: list[Entry] = facts.get("decisions", [])  # type: ignore[assignment]
    wrong = [problem for index, entry in enumerate(entries) for problem in _of_content(entry, index, document)]
    if wrong:
        return (), tuple(wrong)
    return tuple(_decision(entry, index, document) for index, entry in enumerate(entries)), ()


Entry = Mapping[str, Any]


def _of_content(entry: Entry, index: int, document: Document) -> Iterator[Problem]:
    """Find what no schema can say, so that nothing can be left out of an entry to make it hold for longer, or for more.

    A decision that is recorded with its facts has all of them and says how long it is valid; so does one with
    conditions, and only that answer has any.
    """
    pointer, conditional = f"/decisions/{index}", entry["answer"] == "accepted-with-conditions"
    recorded = _RECORDED if any(key in entry for key in _RECORDED) else ()
    needed = [*recorded, *(["valid_until"] if recorded or conditional else []), *(["conditions"] * conditional)]
    for key in needed:
        if key not in entry:
            yield Problem("required", document.path, document.place(pointer), f"{pointer}/{key}", {"key": key})
    if "conditions" in entry and not conditional:
        place = document.key_place(f"{pointer}/conditions")
        yield Problem("conditions-unasked", document.path, place, f"{pointer}/conditions", {"answer": entry["answer"]})


def _decision(entry: Entry, index: int, document: Document) -> Decision:
    return Decision(
        charter=entry["charter"],
        requirement=entry["requirement"],
        body=entry["body"],
        date=entry["date"],
        answer=entry["answer"],
        reason=entry["reason"],
        facts=entry["facts"],
        valid_until=None if entry.get("valid_until") == NEVER else entry.get("valid_until"),
        path=document.path,
        place=document.place(f"/decisions/{index}"),
        conditions=tuple(
            DecisionCondition(
                text=one["text"],
                owner=one["owner"],
                due=one["due"],
                met=one.get("met"),
                place=document.place(f"/decisions/{index}/conditions/{number}"),
            )
            for number, one in enumerate(entry.get("conditions", []))
        ),
        rests_on=entry.get("rests_on", {}),
    )
