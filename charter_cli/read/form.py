"""Check the form of a file against its schema, and tell every failure in our own terms, with a suggestion."""

import json
from collections.abc import Callable, Mapping
from functools import cache
from operator import is_

from charter_cli.dialect.schema import compile_form
from charter_cli.dialect.values import Check, Failure
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
    """Return the value without what is not declared: null, text such as "…" or "?", lists and mappings of nothing else.

    An item of a list that is not declared stays as None, because a list with a hole is not a shorter list. Where all is
    declared, which is the rule, the value itself comes back.
    """
    if isinstance(value, dict):
        pruned = {key: prune(item) for key, item in value.items()}
        kept = {key: item for key, item in pruned.items() if item is not None}
        unchanged = len(kept) == len(value) and all(item is value[key] for key, item in kept.items())
        return (value if unchanged else kept) or None
    if isinstance(value, list):
        items = [prune(item) for item in value]
        if all(item is None for item in items):
            return None
        return value if all(map(is_, items, value)) else items
    if isinstance(value, str) and not any(map(str.isalnum, value)):
        return None
    return value


def check_form(
    document: Document, name: str, *, holes: bool = True
) -> tuple[Mapping[str, object], tuple[Problem, ...]]:
    """Return the facts of a document, and everything in which it differs from the schema called `name`.

    A list may have `holes`, items that are not declared, unless a file has nobody to ask for them.
    """
    facts = prune(document.data) if document.blanks else document.data
    declared, check = facts if facts is not None else {}, _check(name)
    failures = [] if check.passes(declared) else check.tell(declared, ())
    if facts is not document.data:
        failures += _unknown_keys_without_value(document, name, failures)
    problems = [_problem(failure, document) for failure in failures if not (holes and _concerns_hole(failure))]
    problems.sort(key=lambda problem: problem.place or (0, 0))
    return facts if isinstance(facts, dict) else {}, tuple(problems)


def _unknown_keys_without_value(document: Document, name: str, known: list[Failure]) -> list[Failure]:
    """Find misspelt keys that were pruned away because nothing stands behind them."""
    raw = _check(name).tell(document.data, ())
    told = {failure.path for failure in known}
    about_keys = ("additionalProperties", "propertyNames")
    return [failure for failure in raw if failure.keyword in about_keys and failure.path not in told]


def _concerns_hole(failure: Failure) -> bool:
    """Tell whether nothing is wrong but that an item of a list, or several of them, are not declared."""
    found = failure.found
    if failure.keyword == "uniqueItems" and isinstance(found, list):
        return None in found and all(found.count(item) == 1 for item in found if item is not None)
    return found is None and failure.keyword != "additionalProperties"


def _problem(failure: Failure, document: Document) -> Problem:
    """Turn a failure into a problem with its place; keys are shown where they stand, values where they begin."""
    code, params = told(failure)
    pointer = pointer_of(failure.path)
    about_key = failure.keyword in ("additionalProperties", "propertyNames")
    place = document.key_place(pointer) if about_key else document.place(pointer)
    return Problem(code, document.path, place, pointer, params)


def told(failure: Failure) -> tuple[str, Mapping[str, object]]:
    """Return the key of the message for a failure, and the parameters of the message."""
    say = _SAYINGS.get(failure.keyword)
    return say(failure) if say else ("wrong-form", {"found": failure.found})


Told = tuple[str, Mapping[str, object]]


def _name(failure: Failure) -> str:
    return str(failure.path[-1]) if failure.path else ""


def _unknown_key(failure: Failure) -> Told:
    options = [str(option) for option in failure.asked] if isinstance(failure.asked, tuple) else []
    name = _name(failure)
    return "unknown-key", {"key": name, "suggestion": suggest.closest(name, options), "options": options}


def _bad_identifier(failure: Failure) -> Told:
    found = str(failure.found)
    return "bad-identifier", {"found": found, "suggestion": suggest.identifier(found)}


def _unknown_value(failure: Failure) -> Told:
    options = [str(option) for option in failure.asked]
    return "unknown-value", {
        "found": failure.found,
        "suggestion": suggest.value(failure.found, options),
        "options": options,
    }


def _wrong_type(failure: Failure) -> Told:
    suggestion = suggest.boolean(failure.found) if "boolean" in failure.asked else None
    return "wrong-type", {"found": failure.found, "expected": failure.asked, "suggestion": suggestion}


def _bad_pattern(failure: Failure) -> Told:  # noqa: PLR0911 (one for each pattern)
    """Tell the patterns of the schemas apart: country codes, digests, pointers, outputs, identifiers."""
    if failure.asked == "^[A-Z]{2}$":
        return "bad-country", {"found": failure.found}
    if failure.asked.startswith("^sha256:"):
        return "bad-facts", {"found": failure.found}
    if "64" in failure.asked:
        return "bad-sha256", {"found": failure.found}
    if failure.asked.startswith("^(/"):
        return _bad_pointer(failure)
    if failure.asked.endswith(")=."):
        return _bad_output(failure)
    if failure.asked.endswith("{32}$"):
        return "wrong-form", {"found": failure.found}
    return _bad_identifier(failure)


def _bad_pointer(failure: Failure) -> Told:
    parts = [part for part in str(failure.found).replace(".", "/").split("/") if part]
    return "bad-pointer", {"found": failure.found, "suggestion": pointer_of(parts) or None}


def _bad_output(failure: Failure) -> Told:
    """Tell what is wrong with FORMAT=PATH; the formats stand between the brackets of the pattern."""
    found, options = str(failure.found), str(failure.asked).removeprefix("^(").removesuffix(")=.").split("|")
    form = found.partition("=")[0]
    if form in options:
        return "bad-output", {"found": found}
    return "bad-output", {"found": found, "suggestion": suggest.closest(form, options), "options": options}


_SAYINGS: Mapping[str, Callable[[Failure], Told]] = {
    "additionalProperties": _unknown_key,
    "propertyNames": _bad_identifier,
    "required": lambda failure: ("required", {"key": failure.asked}),
    "enum": _unknown_value,
    "type": _wrong_type,
    "format": lambda failure: (f"bad-{failure.asked}", {"found": failure.found}),
    "pattern": _bad_pattern,
    "maxLength": _bad_identifier,
    "minLength": lambda _: ("empty-value", {}),
    "minItems": lambda _: ("empty-list", {}),
    "anyOf": lambda failure: ("bad-expiry", {"found": failure.found}),
    "not": lambda _: ("two-places", {}),
    "const": lambda failure: ("unknown-version", {"found": failure.found, "expected": failure.asked}),
    "minimum": lambda failure: ("too-small", {"found": failure.found, "limit": failure.asked}),
    "uniqueItems": lambda _: ("twice-in-list", {}),
}
