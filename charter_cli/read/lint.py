"""Read a charter to say everything about it that its file alone tells: form, names, facts, examples."""

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from charter_cli.model.charter import Charter
from charter_cli.model.condition import ALWAYS
from charter_cli.model.declaration import Document, Problem
from charter_cli.model.lint import Linted, Part, Written, located
from charter_cli.read.charter_examples import read_example
from charter_cli.read.charter_facts import flaws_of_facts
from charter_cli.read.charter_form import check_charter
from charter_cli.read.charter_names import Known, flaws_of_names
from charter_cli.read.charter_parts import part_of, requirements
from charter_cli.read.charters import (
    MAX_CHARTER_BYTES,
    build_charter,
    read_charter,
    resolve,
    shipped,
    unknown_dates,
)
from charter_cli.read.files import load
from charter_cli.read.strict_yaml import parse
from charter_cli.read.suggest import closest
from charter_cli.resources import folder

CHARTER_FILE = "charter.yaml"


class Draft(NamedTuple):
    """A charter as it was read: what was found so far and, where its form is right, the charter itself."""

    linted: Linted
    charter: Charter | None = None


def path_of(name: str) -> str:
    """Return the file of a shipped charter, of a folder that holds one, or the path itself."""
    if name in shipped():
        return str(folder("charters") / name / CHARTER_FILE)
    path = Path(name)
    return str(path / CHARTER_FILE) if path.is_dir() and (path / CHARTER_FILE).exists() else name


def read_draft(path: str, shown: str) -> Draft:
    """Read a charter as far as it can be read; `shown` is the path that problems name."""
    loaded = load(path, MAX_CHARTER_BYTES)
    if isinstance(loaded, Problem):
        if loaded.code == "no-such-file" and not path.endswith((".yaml", ".yml")):
            params = {"name": path, "suggestion": closest(path, shipped()), "options": list(shipped())}
            loaded = Problem("unknown-charter", path, None, "", params)
        return Draft(Linted(shown, "", None, (loaded._replace(path=shown),), readable=False))
    document, problems = parse(loaded, shown, MAX_CHARTER_BYTES)
    if document is None or (problems and not document.data):
        return Draft(Linted(shown, "", document, problems, readable=False))
    if "declaration" in document.data and "charter" not in document.data:
        place = document.key_place("/declaration")
        mistaken = Problem("this-is-a-declaration", shown, place, "/declaration", {})
        return Draft(Linted(shown, "", document, (mistaken,), readable=False))
    named = document.data.get("id")
    linted = Linted(shown, named if isinstance(named, str) else "", document, problems)
    wrong = (*problems, *(check_charter(document) or unknown_dates(document)))
    if wrong:
        return Draft(linted._replace(problems=wrong))
    if "extends" not in document.data:
        return Draft(linted, build_charter(resolve(document.data), ""))
    # What the other charter asks is its author's concern; here only what is written in this file is told.
    charter, of_base = read_charter(path)
    return Draft(linted._replace(problems=tuple(_shown(one, path, shown) for one in of_base)), charter)


def _shown(problem: Problem, path: str, shown: str) -> Problem:
    return problem._replace(path=shown) if problem.path == path else problem


def others(drafts: Iterable[Draft]) -> Known:
    """Return the requirements of the shipped charters and of those that are looked at together."""
    found = dict(_shipped())
    for linted, charter in drafts:
        if charter and linted.document and charter.id not in found:
            raws = (raw for _, raw in requirements(linted.document.data))
            found[charter.id] = tuple((raw["id"], raw["slug"]) for raw in raws)
    return found


@cache
def _shipped() -> Known:
    charters = [read_charter(name)[0] for name in shipped()]
    return {one.id: tuple((r.id, r.slug) for r in one.requirements()) for one in charters if one}


def problems_of_file(draft: Draft, known: Known) -> Iterator[Problem]:
    """Yield what the file tells beside its form: facts, values, names."""
    document = draft.linted.document
    if document:
        taken_over = draft.charter if "extends" in document.data else None
        for flaw in (*flaws_of_facts(document.data), *flaws_of_names(document.data, known, taken_over)):
            yield located(flaw, document)


def written(document: Document, charter: Charter) -> tuple[Part | None, tuple[Written, ...], list[Problem]]:
    """Return the scope and the requirements in the file of a charter of the right form, each with its places.

    With them comes what is wrong with their examples.
    """
    found: list[Written] = []
    wrong: list[Problem] = []
    data = resolve(document.data)
    judged = {requirement.id: requirement for requirement in charter.requirements()}
    for pointer, raw in requirements(data):
        facts, problems = read_example(raw["example"], f"{pointer}/example", document)
        wrong += problems
        transition = tuple(
            part_of(one["when"], f"{pointer}/transition/{index}/when")
            for index, one in enumerate(raw.get("transition", ()))
        )
        when = part_of(raw["when"], f"{pointer}/when") if "when" in raw else None
        require = part_of(raw["require"], f"{pointer}/require")
        found.append(Written(pointer, judged[raw["id"]], when, require, transition, facts))
    scope = part_of(data["scope"], "/scope") if "scope" in data else None
    return scope or (None if charter.scope == ALWAYS else Part("", charter.scope)), tuple(found), wrong
