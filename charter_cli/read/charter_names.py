"""What a charter names: texts in every language, identifiers, references, other requirements, days."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from charter_cli.model.charter import Charter
from charter_cli.model.lint import Flaw
from charter_cli.read import suggest
from charter_cli.read.charter_parts import Raw, entries, items, requirements, texts_in, translations
from charter_cli.read.charters import references
from charter_cli.words import LANGUAGES

_NAMED_DATE = re.compile(r"\$[a-z0-9]+(?:[:.-][a-z0-9]+)*")

Known = Mapping[str, Sequence[tuple[str, str]]]
"""The other charters at hand: for each id, the ids and slugs of its requirements."""


def flaws_of_names(data: Raw, others: Known, taken_over: Charter | None = None) -> Iterator[Flaw]:
    """Yield everything that is named twice, nowhere, or for nothing.

    `taken_over` is the charter together with the one that it extends, if it does.
    """
    yield from _texts(data)
    yield from _twice(data)
    yield from _elsewhere(data, others)
    yield from _references(data, taken_over.references if taken_over else {})
    yield from _related(data, others, [one.id for one in taken_over.requirements()] if taken_over else [])
    yield from _unused_dates(data)


def _texts(data: Raw) -> Iterator[Flaw]:
    """Yield blank texts, and those that stand unchanged in a second language."""
    for pointer, texts in translations(data):
        told = {key: " ".join(text.split()) for key in LANGUAGES if isinstance(text := texts.get(key), str)}
        for language, text in told.items():
            if text == "" or not any(map(str.isalnum, text)):
                yield Flaw("empty-text", f"{pointer}/{language}", {"language": language})
        for one, other in combinations(told, 2):
            if told[one] == told[other] != "":
                yield Flaw("same-text", f"{pointer}/{other}", {"language": other, "other": one})
                break


def _named(data: Raw, key: str, name: str) -> Iterator[tuple[str, str]]:
    """Yield pointer and value of a key of all principles, bodies or requirements."""
    found = requirements(data) if key == "requirements" else items(data, key)
    for pointer, one in found:
        if isinstance(one.get(name), str):
            yield f"{pointer}/{name}", one[name]


def _twice(data: Raw) -> Iterator[Flaw]:
    for key, name in (("principles", "id"), ("requirements", "id"), ("requirements", "slug"), ("bodies", "id")):
        seen: set[str] = set()
        for pointer, found in _named(data, key, name):
            if found in seen:
                yield Flaw("id-twice", pointer, {"name": found})
            seen.add(found)


def _elsewhere(data: Raw, others: Known) -> Iterator[Flaw]:
    """Yield the requirements that are called like one of another charter, unless this one builds upon another."""
    if "extends" in data:
        return
    for charter, named in others.items():
        ids, slugs = {one for one, _ in named}, {slug for _, slug in named}
        for name, taken in (("id", ids), ("slug", slugs)):
            for pointer, found in _named(data, "requirements", name):
                if charter != data.get("id") and found in taken:
                    yield Flaw("id-elsewhere", pointer, {"name": found, "charter": charter})


def _references(data: Raw, more: Mapping[str, object]) -> Iterator[Flaw]:
    """Yield citations of nothing, entries of its own that nobody cites, and those that hide one of the catalogue."""
    own = {name: pointer for pointer, name, _ in entries(data, "references")}
    known, cited = {**references(), **more, **own}, set[str]()
    for pointer, requirement in requirements(data):
        for where, name in texts_in(requirement.get("cites"), "references", f"{pointer}/cites"):
            cited.add(name)
            if name not in known:
                yield Flaw("unknown-reference", where, {"name": name, "suggestion": suggest.closest(name, known)})
    for name, pointer in own.items():
        if name in references():
            yield Flaw("own-over-catalogue", pointer, {"name": name}, on_key=True)
        if name not in cited:
            yield Flaw("unused-reference", pointer, {"name": name}, on_key=True)


def _related(data: Raw, others: Known, more: Sequence[str]) -> Iterator[Flaw]:
    """Yield the names of related requirements behind which there is none; of charters not at hand nothing is known."""
    here = str(data.get("id"))
    own = [found for _, found in _named(data, "requirements", "id")]
    known = {**{charter: [one for one, _ in named] for charter, named in others.items()}, here: [*own, *more]}
    for pointer, requirement in requirements(data):
        for where, name in texts_in(requirement, "related", pointer):
            charter, _, wanted = name.partition("/")
            if name == f"{here}/{requirement.get('id')}":
                yield Flaw("related-self", where, {"name": name})
            elif charter in known and wanted not in known[charter]:
                near = suggest.closest(wanted, known[charter])
                params = {"name": name, "suggestion": f"{charter}/{near}" if near else None}
                yield Flaw("unknown-related", where, params)


def _unused_dates(data: Raw) -> Iterator[Flaw]:
    named = set(_NAMED_DATE.findall(json.dumps(data, ensure_ascii=False)))
    for pointer, name, _ in entries(data, "dates"):
        if f"${name}" not in named:
            yield Flaw("unused-date", pointer, {"name": name}, on_key=True)
