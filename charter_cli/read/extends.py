"""A charter that extends another: all that the other asks, with levels raised and requirements added, none dropped."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from charter_cli.model.charter import Level
from charter_cli.model.declaration import Document, Problem, pointer_of

Raw = Mapping[str, Any]
Fetch = Callable[[str], tuple[Raw | None, tuple[Problem, ...]]]
"""Returns the data of the charter with this name, whatever it extends itself included, or why it cannot be had."""


def extended(document: Document, fetch: Fetch) -> tuple[Raw | None, tuple[Problem, ...]]:
    """Return the data of a charter with all of the charter that it extends, or what keeps the two from fitting."""
    own: Raw = document.data
    if "extends" not in own:
        return own, ()
    base, problems = fetch(own["extends"])
    if base is None:
        return None, problems
    wrong = tuple(_misfits(own, base, document))
    return (None, wrong) if wrong else (_laid_over(own, base), ())


def _misfits(own: Raw, base: Raw, document: Document) -> Iterator[Problem]:
    def problem(code: str, pointer: str, **params: object) -> Problem:
        return Problem(code, document.path, document.key_place(pointer), pointer, params)

    asked = {one["id"]: one for one in _requirements(base)}
    if "scope" in own:
        yield problem("extends-scope", "/scope", base=base["id"])
    if own["id"] == base["id"]:
        yield problem("extends-id", "/id", base=base["id"])
    for name, level in own.get("raise", {}).items():
        pointer = pointer_of(["raise", name])
        if name not in asked:
            yield problem("no-such-requirement", pointer, name=name)
        elif Level(level).rank >= Level(asked[name]["level"]).rank:
            yield problem("not-raised", pointer, name=name, level=asked[name]["level"])
    for index, principle in enumerate(own.get("principles", ())):
        for number, one in enumerate(principle["requirements"]):
            if one["id"] in asked:
                yield problem(
                    "id-taken", f"/principles/{index}/requirements/{number}/id", name=one["id"], base=base["id"]
                )


def _requirements(raw: Raw) -> Iterator[Raw]:
    for principle in raw["principles"]:
        yield from principle["requirements"]


def _laid_over(own: Raw, base: Raw) -> Raw:
    """Lay a charter over the one that it extends: its own identity, the other's requirements and then its own."""
    raised = own.get("raise", {})
    added = {principle["id"]: principle for principle in own.get("principles", ())}
    principles = []
    for principle in base["principles"]:
        requirements = [{**one, "level": raised.get(one["id"], one["level"])} for one in principle["requirements"]]
        more = added.pop(principle["id"], {"requirements": ()})["requirements"]
        principles.append({**principle, "requirements": [*requirements, *more]})
    kept = {key: base[key] for key in ("scope", "not_kept", "bodies") if key in base}
    together = {key: {**base.get(key, {}), **own.get(key, {})} for key in ("dates", "references")}
    return {**kept, **own, **together, "principles": [*principles, *added.values()]}
