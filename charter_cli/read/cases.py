"""Read the cases of a charter: patches on a base declaration, and what is expected of each."""

import copy
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from charter_cli.model.case import Case, CaseFile, Equivalent
from charter_cli.model.charter import Charter, Stage
from charter_cli.model.declaration import Declaration, Document, Mark, Problem, parts_of
from charter_cli.model.report import Outcome
from charter_cli.read.charter_form import check_against
from charter_cli.read.charters import MAX_CHARTER_BYTES
from charter_cli.read.files import load
from charter_cli.read.form import check_form
from charter_cli.read.strict_yaml import parse
from charter_cli.resources import folder

Data = dict[str, Any]
"""The data of a declaration, as it stands in a file."""

_NOWHERE: Mark = (0, 0, 0, 0, None)
"""The place of all that a case declares: it is written in no file, and what is wrong is told at the case."""


def cases_path(name: str) -> str:
    """Return where the cases of a charter lie: cases.yaml beside charter.yaml, x.cases.yaml beside x.yaml."""
    path = folder("charters") / name / "charter.yaml"
    if not path.is_file():
        path = Path(name)
    stem = path.name.removesuffix(path.suffix).removesuffix(".charter")
    return str(path.with_name("cases.yaml" if stem == "charter" else f"{stem}.cases.yaml"))


def read_cases(path: str, charter: Charter) -> tuple[CaseFile | None, tuple[Problem, ...]]:
    """Read and check the cases of a charter; return them, or every problem that keeps them from being used."""
    loaded = load(path, MAX_CHARTER_BYTES)
    if isinstance(loaded, Problem):
        return None, (loaded,)
    document, problems = parse(loaded, path, MAX_CHARTER_BYTES)
    if document is None or problems:
        return None, problems
    problems = check_against("cases", document) or _foreign(document, charter)
    if problems:
        return None, problems
    raw: Data = dict(document.data)
    cases: list[Case] = []
    wrong: list[Problem] = []
    for index, entry in enumerate(raw["cases"]):
        made = _case(entry, index, raw, document)
        if isinstance(made, Case):
            cases.append(made)
        else:
            wrong += made
    if wrong:
        return None, tuple(wrong)
    equivalent = tuple(Equivalent(**one) for one in raw.get("equivalent", ()))
    return CaseFile(path, raw["charter"], raw["as_of"], raw["base"], tuple(cases), equivalent), ()


def _foreign(document: Document, charter: Charter) -> tuple[Problem, ...]:
    """Return a problem for each mention of a charter or requirement that is not the one at hand."""
    raw: Data = dict(document.data)
    if raw["charter"] != charter.id:
        params = {"found": raw["charter"], "expected": charter.id}
        return (Problem("other-charter", document.path, document.place("/charter"), "/charter", params),)
    known = {requirement.id for requirement in charter.requirements()}
    named = [(f"/cases/{index}/requirement", one["requirement"]) for index, one in enumerate(raw["cases"])]
    named += [
        (f"/equivalent/{index}/requirement", one["requirement"])
        for index, one in enumerate(raw.get("equivalent", ()))
        if one["requirement"] != "scope"
    ]
    return tuple(
        Problem("no-such-requirement", document.path, document.place(pointer), pointer, {"name": name})
        for pointer, name in named
        if name not in known
    )


def _case(raw: Data, index: int, file: Data, document: Document) -> Case | list[Problem]:
    """Return one case, or what is wrong with the declaration that it makes."""
    pointer = f"/cases/{index}"
    place = document.place(pointer)
    try:
        data = patched(file["base"], raw.get("set", {}), raw.get("delete", []))
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        params = {"name": raw["name"], "reason": str(error)}
        return [Problem("bad-case", document.path, place, pointer, params)]
    facts, problems = check_form(Document(raw["name"], data, _NOWHERE, ""), "declaration")
    if problems:
        return [problem._replace(path=document.path, place=place) for problem in problems]
    return Case(
        requirement=raw["requirement"],
        name=raw["name"],
        declaration=Declaration(raw["name"], None, facts),
        as_of=str(raw.get("as_of", file["as_of"])),
        stage=Stage(raw["stage"]) if "stage" in raw else None,
        decided=raw.get("decided"),
        outcome=Outcome(raw["outcome"]),
        gaps=tuple(raw.get("gaps", ())),
        missing=tuple(raw.get("missing", ())),
        because=tuple(raw["because"]) if "because" in raw else None,
        place=place,
    )


def patched(base: Mapping[str, Any], changes: Mapping[str, Any], delete: Sequence[str]) -> Data:
    """Return the data with values set, their parents made where there are none, and others taken out.

    What is on the way to a change is copied, the rest is shared with the base, which stays as it was. An item one past
    the end of a list is appended. Raises LookupError for a pointer that names no place in the data.
    """
    data = dict(base)
    for pointer, value in changes.items():
        *parents, last = parts_of(pointer)
        holder = _holder(data, parents, make=True)
        if isinstance(holder, list) and int(last) == len(holder):
            holder.append(value)
        else:
            holder[int(last) if isinstance(holder, list) else last] = value
    for pointer in delete:
        *parents, last = parts_of(pointer)
        holder = _holder(data, parents, make=False)
        del holder[int(last) if isinstance(holder, list) else last]
    return data


def _holder(data: Any, parents: list[str], *, make: bool) -> Any:
    """Return a copy of the mapping or list at the end of `parents`, put where it was, in copies of those above it."""
    for part in parents:
        key: Any = int(part) if isinstance(data, list) else part
        found = data.setdefault(key, {}) if make and not isinstance(data, list) else data[key]
        data[key] = copy.copy(found)
        data = data[key]
    return data
