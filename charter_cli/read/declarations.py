"""Read declarations: the file, its form, what is to be seen of its evidence, and the decisions beside it."""

from pathlib import Path, PurePath

from charter_cli.model.declaration import Decision, Declaration, Document, Problem
from charter_cli.read.files import load, sight
from charter_cli.read.form import check_form
from charter_cli.read.strict_yaml import MAX_BYTES, parse

STANDARD_INPUT = "-"


def read_declaration(path: str, loaded: bytes | Problem | None = None) -> Declaration:
    """Read one declaration, from what was loaded already if that is given, and always return one.

    All problems come back in it, those of the decisions beside it included. Evidence is looked for below its folder;
    standard input has the folder at hand and no decisions.
    """
    loaded = load(path, MAX_BYTES) if loaded is None else loaded
    if isinstance(loaded, Problem):
        return Declaration(path, None, {}, problems=(loaded,))
    document, problems = parse(loaded, path)
    if document is None or (problems and not document.data):
        return Declaration(path, document, {}, problems=problems)
    if "charter" in document.data and "declaration" not in document.data:
        mistaken = Problem("this-is-a-charter", path, document.key_place("/charter"), "/charter", {})
        return Declaration(path, document, {}, problems=(mistaken,))
    facts, of_form = check_form(document, "declaration")
    decisions, of_decisions = ((), ()) if path == STANDARD_INPUT else read_decisions(decisions_path(path))
    wrong = (*problems, *of_form, *of_decisions)
    if wrong:
        return Declaration(path, document, {}, problems=wrong)
    return Declaration(path, document, facts, _sightings(facts, Path(path).parent), decisions)


def _sightings(facts: object, folder: Path) -> dict:  # type: ignore[type-arg]
    register = facts.get("evidence", {}) if isinstance(facts, dict) else {}
    return {name: sight(folder, entry["file"]) for name, entry in register.items() if "file" in entry}


def decisions_path(path: str) -> str:
    """Return where decisions lie: decisions.yaml beside charter.yaml, x.decisions.yaml beside x.yaml."""
    pure = PurePath(path)
    stem = pure.name.removesuffix(pure.suffix).removesuffix(".charter")
    return str(pure.with_name("decisions.yaml" if stem == "charter" else f"{stem}.decisions.yaml"))


def read_decisions(path: str) -> tuple[tuple[Decision, ...], tuple[Problem, ...]]:
    """Read the decisions at `path`, all or none; without such a file there are none."""
    loaded = load(path, MAX_BYTES)
    if isinstance(loaded, Problem):
        return (), () if loaded.code == "no-such-file" else (loaded,)
    document, problems = parse(loaded, path)
    if document is None or (problems and not document.data):
        return (), problems
    facts, of_form = check_form(document, "decisions")
    if problems or of_form:
        return (), (*problems, *of_form)
    entries: list[dict[str, str]] = facts.get("decisions", [])  # type: ignore[assignment]
    return tuple(_decision(entry, index, document) for index, entry in enumerate(entries)), ()


def _decision(entry: dict[str, str], index: int, document: Document) -> Decision:
    return Decision(
        charter=entry["charter"],
        requirement=entry["requirement"],
        body=entry["body"],
        date=entry["date"],
        answer=entry["answer"],
        reason=entry["reason"],
        facts=entry["facts"],
        valid_until=entry.get("valid_until"),
        path=document.path,
        place=document.place(f"/decisions/{index}"),
    )
