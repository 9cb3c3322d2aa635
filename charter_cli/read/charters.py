"""Read charters: the shipped ones by their id, others by their path.

A shipped charter is read as the JSON that the wheel carries beside its YAML (made by the build, tested to be the
same), and as YAML in a checkout. It is not validated again at each start: the tests do that. A charter given by path
is.
"""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from charter_cli.model.charter import (
    Basis,
    Body,
    Charter,
    Citation,
    Level,
    Principle,
    Reference,
    Requirement,
    Source,
    Stage,
    Transition,
)
from charter_cli.model.condition import ALWAYS, AllOf, AnyOf, Condition, Fact, Not
from charter_cli.model.declaration import Document, Problem, pointer_of
from charter_cli.model.digest import digest
from charter_cli.read.files import load
from charter_cli.resources import folder

MAX_CHARTER_BYTES = 4 * 1024 * 1024
Raw = Mapping[str, Any]


def shipped() -> tuple[str, ...]:
    """Return the ids of the shipped charters, in order of the alphabet."""
    return tuple(sorted(path.name for path in folder("charters").iterdir() if path.is_dir()))


def read_charter(name: str) -> tuple[Charter | None, tuple[Problem, ...]]:
    """Return the charter with this id or at this path, or the problems that keep it from being read."""
    if name in shipped():
        return _shipped(name), ()
    data, problems = _data(name, ())
    return (build_charter(data, digest(data)), ()) if data is not None else (None, problems)


def _data(name: str, extending: tuple[str, ...]) -> tuple[Raw | None, tuple[Problem, ...]]:
    """Return the data of a charter with all that it extends; `extending` are those that brought us here."""
    if name in shipped():
        return _compiled(name)["charter"], ()
    if not name.endswith((".yaml", ".yml")) and not Path(name).exists():
        from charter_cli.read.suggest import closest  # noqa: PLC0415 (only a mistake pays for it)

        params = {"name": name, "suggestion": closest(name, shipped()), "options": list(shipped())}
        return None, (Problem("unknown-charter", name, None, "", params),)
    document, problems = read_charter_file(name)
    if document is None or problems:
        return None, problems
    here = str(Path(name).resolve())
    if here in extending:
        place = document.key_place("/extends")
        return None, (Problem("extends-itself", name, place, "/extends", {}),)
    from charter_cli.read.extends import extended  # noqa: PLC0415 (a shipped charter extends none)

    def fetch(base: str) -> tuple[Raw | None, tuple[Problem, ...]]:
        return _data(base if base in shipped() else str(Path(name).parent / base), (*extending, here))

    data, problems = extended(document, fetch)
    return (resolve(data), ()) if data is not None else (None, problems)


def read_charter_file(path: str) -> tuple[Document | None, tuple[Problem, ...]]:
    """Read and validate a charter at a path."""
    from charter_cli.read.charter_form import check_charter  # noqa: PLC0415 (brings jsonschema)
    from charter_cli.read.strict_yaml import parse  # noqa: PLC0415 (a shipped charter needs no YAML)

    loaded = load(path, MAX_CHARTER_BYTES)
    if isinstance(loaded, Problem):
        return None, (loaded,)
    document, problems = parse(loaded, path, MAX_CHARTER_BYTES)
    if document is None or problems:
        return None, problems
    return document, check_charter(document) or unknown_dates(document)


@cache
def _shipped(name: str) -> Charter:
    """Return a shipped charter, read once: what is shipped stays as it is while we run."""
    compiled = _compiled(name)
    return build_charter(compiled["charter"], compiled["digest"])


@cache
def _compiled(name: str) -> Raw:
    """Return a shipped charter with its digest, from JSON where the build made it, else from YAML."""
    made: Path = folder("charters") / name / "charter.json"
    if made.is_file():
        compiled: Raw = json.loads(made.read_bytes())
        return compiled
    return compile_charter(folder("charters") / name / "charter.yaml")


def compile_charter(path: Path) -> dict[str, object]:
    """Return what the build writes as JSON: the data of a shipped charter and its digest."""
    from charter_cli.read.strict_yaml import parse  # noqa: PLC0415 (a shipped charter needs no YAML)

    document, problems = parse(path.read_bytes(), path.name, MAX_CHARTER_BYTES)
    if document is None or problems:
        message = f"the shipped charter {path} cannot be read: {problems}"
        raise ValueError(message)
    data = resolve(document.data) if path.name != DATES else document.data
    return {"digest": digest(data), "charter": data}


DATES = "dates.yaml"
_NAMED_DATE = re.compile(r"\$[a-z0-9]+(?:[:.-][a-z0-9]+)*")


@cache
def dates() -> Mapping[str, str]:
    """Return the days on which laws start to count, by name."""
    entries: Raw = _catalogue(DATES)["dates"]
    return {name: entry["date"] for name, entry in entries.items()}


def resolve(data: Raw) -> Raw:
    """Return a charter's data with the day in the place of each `$name`, in texts too.

    A charter's own days come first, then those that come with the tool.
    """
    known = {**dates(), **data.get("dates", {})}
    resolved: dict[str, Any] = _with_days(data, {f"${name}": day for name, day in known.items()})
    return resolved


def _with_days(value: Any, days: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _with_days(item, days) for key, item in value.items()}
    if isinstance(value, list):
        return [_with_days(item, days) for item in value]
    if isinstance(value, str) and "$" in value:
        return _NAMED_DATE.sub(lambda name: days.get(name[0], name[0]), value)
    return value


def unknown_dates(document: Document) -> tuple[Problem, ...]:
    """Return a problem for each day that a charter names and that nobody knows."""
    from charter_cli.read.suggest import closest  # noqa: PLC0415 (only a charter of one's own pays for it)

    known = [f"${name}" for name in {**dates(), **document.data.get("dates", {})}]  # type: ignore[dict-item]
    return tuple(
        Problem(
            "unknown-date",
            document.path,
            document.place(pointer),
            pointer,
            {"name": name, "suggestion": closest(name, known), "options": known},
        )
        for pointer, name in _named_dates(resolve(document.data))
    )


def _named_dates(value: Any, pointer: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _named_dates(item, f"{pointer}{pointer_of([key])}")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _named_dates(item, f"{pointer}/{index}")
    elif isinstance(value, str) and _NAMED_DATE.fullmatch(value):
        yield pointer, value


def _catalogue(name: str) -> Raw:
    """Return the data of a shipped file beside the charters, from JSON where the build made it, else from YAML."""
    made: Path = (folder("charters") / name).with_suffix(".json")
    entries: Raw = json.loads(made.read_bytes()) if made.is_file() else compile_charter(folder("charters") / name)
    raw: Raw = entries["charter"]
    return raw


@cache
def references() -> Mapping[str, Reference]:
    """Return the catalogue of laws and texts that charters cite, by id."""
    raw = _catalogue("references.yaml")
    return _references(raw["references"], raw["checked_on"])


def _references(entries: Raw, checked_on: str) -> Mapping[str, Reference]:
    return {name: _reference(name, entry, checked_on) for name, entry in entries.items()}


def _reference(name: str, raw: Raw, checked_on: str) -> Reference:
    return Reference(
        id=name,
        title=raw["title"],
        url=raw["url"],
        kind=raw["kind"],
        check=raw["check"],
        checked_on=checked_on,
        applies_from=raw.get("applies_from"),
        note=raw.get("note"),
    )


def build_charter(raw: Raw, charter_digest: str) -> Charter:
    """Make a charter of data that has the right form."""
    cited = {name for p in raw["principles"] for r in p["requirements"] for name in r["cites"]["references"]}
    known = {**references(), **_references(raw.get("references", {}), raw["source"]["signed"])}
    return Charter(
        id=raw["id"],
        version=raw["version"],
        status=raw["status"],
        title=raw["title"],
        official_languages=tuple(raw["official_languages"]),
        issuer=raw["issuer"],
        applies_from=raw["applies_from"],
        source=Source(**raw["source"]),
        binds=raw["binds"],
        not_kept=raw.get("not_kept"),
        scope=parse_condition(raw["scope"]) if "scope" in raw else ALWAYS,
        principles=tuple(_principle(principle) for principle in raw["principles"]),
        bodies=tuple(Body(**body) for body in raw.get("bodies", ())),
        references={name: known[name] for name in sorted(cited) if name in known},
        digest=charter_digest,
    )


def _principle(raw: Raw) -> Principle:
    requirements = tuple(_requirement(requirement, raw["id"]) for requirement in raw["requirements"])
    return Principle(raw["id"], raw.get("number"), raw["title"], raw["statement"], requirements)


def _requirement(raw: Raw, principle: str) -> Requirement:
    cites = raw["cites"]
    return Requirement(
        id=raw["id"],
        slug=raw["slug"],
        principle=principle,
        level=Level(raw["level"]),
        basis=Basis(raw["basis"]),
        themes=tuple(raw["themes"]),
        cites=Citation(cites.get("commitment"), cites.get("page"), cites.get("clause"), tuple(cites["references"])),
        due=Stage(raw["due"]),
        when=parse_condition(raw["when"]) if "when" in raw else ALWAYS,
        require=parse_condition(raw["require"]),
        judgement=raw.get("judgement"),
        judgement_on=tuple(raw.get("judgement_on", ())),
        title=raw["title"],
        because=raw["because"],
        remedy=raw["remedy"],
        example=raw["example"],
        applies_from=raw.get("applies_from"),
        applies_until=raw.get("applies_until"),
        transition=tuple(
            Transition(parse_condition(one["when"]), one["applies_from"]) for one in raw.get("transition", ())
        ),
        related=tuple(raw.get("related", ())),
        waivable=raw.get("waivable", True),
        waiver_max=raw.get("waiver_max"),
    )


def parse_condition(raw: Raw) -> Condition:
    """Turn a condition as it is written into its tree: pointers with leaves, `any`, `all` and `not`, side by side."""
    parts = tuple(_part(key, value) for key, value in raw.items())
    return parts[0] if len(parts) == 1 else AllOf(parts)


def _part(key: str, value: Any) -> Condition:
    if key == "any":
        return AnyOf(tuple(parse_condition(part) for part in value))
    if key == "all":
        return AllOf(tuple(parse_condition(part) for part in value))
    if key == "not":
        return Not(parse_condition(value))
    return Fact(key, value if isinstance(value, dict) else {"const": value})
