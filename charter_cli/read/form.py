"""Check the form of a file against its schema, and tell every failure in our own terms, with a suggestion where one helps."""

import json
from collections.abc import Mapping
from functools import cache

from charter_cli.dialect.schema import Check, Failure, compile_form
from charter_cli.model.declaration import Document, Problem, pointer_of
from charter_cli.read import suggest
from charter_cli.resources import folder


@cache
def schema(name: str) -> Mapping[str, object]:
    """Return the shipped schema called `name`, such as declaration."""
    loaded: Mapping[str, object] = json.loads((folder("schemas") / f"{name}.schema.json").read_bytes())
    return loaded


@cache
def _check(name: str) -> Check:
    return compile_form(schema(name))


def prune(value: object) -> object:
    """Return the value without what is not declared: null, blank text, and lists and mappings of nothing else.

    An item of a list that is not declared stays as None, because a list with a hole is not a shorter list.
    """
    if isinstance(value, dict):
        kept = {key: inner for key, item in value.items() if (inner := prune(item)) is not None}
        return kept or None
    if isinstance(value, list):
        items = [prune(item) for item in value]
        return None if all(item is None for item in items) else items
    if isinstance(value, str) and not value.strip():
        return None
    return value


def check_form(document: Document, name: str) -> tuple[Mapping[str, object], tuple[Problem, ...]]:
    """Return the facts of a document, and everything in which it differs from the schema called `name`."""
    facts = prune(document.data)
    failures: list[Failure] = []
    _check(name)(facts if facts is not None else {}, (), failures)
    if facts != document.data:
        failures += _unknown_keys_without_value(document, name, failures)
    problems = [_problem(failure, document) for failure in failures if not _concerns_hole(failure)]
    problems.sort(key=lambda problem: problem.place or (0, 0))
    return facts if isinstance(facts, dict) else {}, tuple(problems)


def _unknown_keys_without_value(document: Document, name: str, known: list[Failure]) -> list[Failure]:
    """Find misspelt keys that were pruned away because nothing stands behind them."""
    raw: list[Failure] = []
    _check(name)(document.data, (), raw)
    told = {failure.path for failure in known}
    about_keys = ("additionalProperties", "propertyNames")
    return [failure for failure in raw if failure.keyword in about_keys and failure.path not in told]


def _concerns_hole(failure: Failure) -> bool:
    found = failure.found
    return failure.keyword != "additionalProperties" and (found is None or (isinstance(found, list) and None in found))


def _problem(failure: Failure, document: Document) -> Problem:
    """Turn a failure into a problem with its place; keys are shown where they stand, values where they begin."""
    code, params = _told(failure)
    pointer = pointer_of(failure.path)
    about_key = failure.keyword in ("additionalProperties", "propertyNames")
    place = document.key_place(pointer) if about_key else document.place(pointer)
    return Problem(code, document.path, place, pointer, params)


def _told(failure: Failure) -> tuple[str, Mapping[str, object]]:
    """Return the key of the message and its parameters."""
    found, asked, name = failure.found, failure.asked, str(failure.path[-1]) if failure.path else ""
    match failure.keyword:
        case "additionalProperties":
            options = [str(option) for option in asked] if isinstance(asked, tuple) else []
            return "unknown-key", {"key": name, "suggestion": suggest.closest(name, options), "options": options}
        case "propertyNames":
            return "bad-identifier", {"found": name, "suggestion": suggest.identifier(name)}
        case "required":
            return "required", {"key": asked}
        case "enum":
            options = [str(option) for option in asked]  # type: ignore[attr-defined]
            return "unknown-value", {"found": found, "suggestion": suggest.value(found, options), "options": options}
        case "type":
            params = {"found": found, "expected": asked, "suggestion": suggest.boolean(found) if "boolean" in asked else None}  # type: ignore[operator]
            return "wrong-type", params
        case "format":
            return f"bad-{asked}", {"found": found}
        case "pattern" if "A-Z" in str(asked):
            return "bad-country", {"found": found}
        case "pattern" if "64" in str(asked):
            return "bad-sha256", {"found": found}
        case "pattern" | "maxLength":
            return "bad-identifier", {"found": found, "suggestion": suggest.identifier(str(found))}
        case "anyOf":
            return "bad-expiry", {"found": found}
        case "not":
            return "two-places", {}
        case "const":
            return "unknown-version", {"found": found, "expected": asked}
        case "minimum":
            return "too-small", {"found": found, "limit": asked}
        case "uniqueItems":
            return "twice-in-list", {}
    return "wrong-form", {"found": found}  # pragma: no cover - every keyword of our schemas stands above
