"""Read files of waivers: every well-formed entry, and everything that is wrong with the others, each with its place."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from charter_cli.dialect.formats import as_date
from charter_cli.model.charter import Charter
from charter_cli.model.declaration import Document, Place, Problem, parts_of
from charter_cli.model.digest import of_bytes
from charter_cli.model.waiver import Waiver, WaiversFile
from charter_cli.read.files import load
from charter_cli.read.form import check_form
from charter_cli.read.strict_yaml import MAX_BYTES, parse
from charter_cli.read.suggest import closest

LEAST_CHARACTERS, LEAST_WORDS = 20, 3
"""Of a reason; with fewer, others cannot judge it."""

_WORD = re.compile(r"[^\W\d_]+")

Entry = Mapping[str, Any]
Known = Mapping[str, Mapping[str, str]]
"""The requirements of each charter of a run: their ids, by id and by short name."""


def read_waivers(paths: Sequence[str], charters: Sequence[Charter]) -> tuple[WaiversFile, ...]:
    """Read the files at these paths, each once; what they say of charters that are not among these is not looked up."""
    known = {
        charter.id: {name: one.id for one in charter.requirements() for name in (one.slug, one.id)}
        for charter in charters
    }
    return tuple(_without_repeated(_file(path, known) for path in dict.fromkeys(paths)))


def _file(path: str, known: Known) -> WaiversFile:
    loaded = load(path, MAX_BYTES)
    if isinstance(loaded, Problem):
        return WaiversFile(path, None, (), (loaded,))
    return _read(path, loaded, known)._replace(sha256=of_bytes(loaded))


def _read(path: str, loaded: bytes, known: Known) -> WaiversFile:
    """Read one file by itself. Where its head is wrong, nobody knows what its entries mean, and none holds."""
    document, problems = parse(loaded, path)
    if document is None or (problems and not document.data):
        told = (one._replace(code="not-waivers") if one.code == "not-a-mapping" else one for one in problems)
        return WaiversFile(path, document, (), tuple(told))
    facts, of_form = check_form(document, "waivers", holes=False)
    listed, wrong = facts.get("waivers"), [*problems, *of_form]
    entries = dict(enumerate(listed if isinstance(listed, list) else ()))
    for number, entry in entries.items():
        if isinstance(entry, Mapping):
            wrong += [*_of_content(entry, f"/waivers/{number}", document)]
            wrong += [*_unknown(entry, f"/waivers/{number}", document, known)]
    spoiled = {_number(problem.pointer) for problem in wrong}
    whole = () if None in spoiled else (number for number in entries if number not in spoiled)
    waivers = tuple(_waiver(entries[number], f"/waivers/{number}", document) for number in whole)
    return _with(WaiversFile(path, document, waivers, ()), wrong)


def _with(file: WaiversFile, wrong: Sequence[Problem]) -> WaiversFile:
    """Return a file with further problems, all of them in the order of the file, and without the entries concerned."""
    if not wrong:
        return file
    spoiled = {_number(problem.pointer) for problem in wrong}
    problems = sorted((*file.problems, *wrong), key=lambda problem: problem.place or (0, 0))
    kept = tuple(one for one in file.waivers if _number(one.entry) not in spoiled)
    return file._replace(waivers=kept, problems=tuple(problems))


def _number(pointer: str) -> int | None:
    """Return the number of the entry at or below which a pointer lies, or None for the head of the file."""
    parts = parts_of(pointer)
    return int(parts[1]) if len(parts) > 1 and parts[0] == "waivers" else None


def _of_content(entry: Entry, pointer: str, document: Document) -> Iterator[Problem]:
    """Find what no schema can say: a reason that says too little, and days in the wrong order."""
    reason, granted, expires = (entry.get(key) for key in ("reason", "granted", "expires"))
    if isinstance(reason, str) and not _has_substance(reason):
        params = {"characters": LEAST_CHARACTERS, "words": LEAST_WORDS}
        yield _problem("thin-reason", f"{pointer}/reason", document, **params)
    first, last = as_date(granted), as_date(expires)
    if first and last and last < first:
        yield _problem("until-before-from", f"{pointer}/expires", document, until=expires, first=granted)


def _unknown(entry: Entry, pointer: str, document: Document, known: Known) -> Iterator[Problem]:
    """Find a requirement that the charter does not have; its short name, or one that is near, may have been meant."""
    charter, name = entry.get("charter"), entry.get("requirement")
    requirements = known.get(charter) if isinstance(charter, str) else None
    if requirements and isinstance(name, str) and requirements.get(name) != name:
        near = requirements.get(name) or closest(name, requirements.values())
        params = {"requirement": name, "charter": charter, "suggestion": near}
        yield _problem("unknown-requirement", f"{pointer}/requirement", document, **params)


def _has_substance(reason: str) -> bool:
    text = " ".join(reason.split())
    return len(text) >= LEAST_CHARACTERS and len(set(_WORD.findall(text.casefold()))) >= LEAST_WORDS


def _problem(code: str, pointer: str, document: Document, **params: object) -> Problem:
    return Problem(code, document.path, document.place(pointer), pointer, params)


def _waiver(entry: Entry, pointer: str, document: Document) -> Waiver:
    return Waiver(
        charter=entry["charter"],
        requirement=entry["requirement"],
        project=entry["project"],
        pointer=entry.get("pointer"),
        reason=entry["reason"],
        owner=entry["owner"],
        approver=entry["approver"],
        decision=entry["decision"],
        granted=entry["granted"],
        expires=entry["expires"],
        renewals=entry.get("renewals", 0),
        path=document.path,
        entry=pointer,
        place=document.place(pointer),
    )


def _without_repeated(files: Iterable[WaiversFile]) -> Iterator[WaiversFile]:
    """Keep the first of equal entries, whichever file it stands in; the others are problems."""
    first: dict[Waiver, Waiver] = {}
    for file in files:
        wrong = []
        for one in file.waivers:
            other = first.setdefault(one._replace(path="", entry="", place=Place(0, 0)), one)
            if other is not one:
                where = f"{other.path}:{other.place.line}"
                wrong.append(Problem("waiver-twice", one.path, one.place, one.entry, {"other": where}))
        yield _with(file, wrong)
