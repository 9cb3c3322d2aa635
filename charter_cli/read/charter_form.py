"""Check the form of a charter that is not shipped: every failure at once, in our own terms, where it stands."""

from collections.abc import Mapping

from charter_cli.dialect.formats import FORMATS
from charter_cli.dialect.reference import failures
from charter_cli.dialect.values import Failure
from charter_cli.model.declaration import Document, Problem, pointer_of
from charter_cli.read.form import told

_TOLD = frozenset({"additionalProperties", "const", "enum", "minimum", "required", "type", "uniqueItems"})
"""The keywords whose message in a declaration says the right thing of a charter, too."""


def check_charter(document: Document) -> tuple[Problem, ...]:
    """Return everything in which a charter differs from its schema, in the order of the file."""
    return check_against("charter", document)


def check_against(name: str, document: Document) -> tuple[Problem, ...]:
    """Return everything in which a file differs from the shipped schema called `name`, in the order of the file."""
    try:
        problems = [_problem(failure, document) for failure in failures(name, document.data)]
    except (OverflowError, RecursionError) as error:
        # A pattern that Python cannot compile escapes the validator; it is the charter's mistake all the same.
        return (Problem("bad-charter", document.path, None, "", {"reason": str(error)}),)
    return tuple(sorted(problems, key=lambda problem: (problem.place or (0, 0), problem.pointer)))


def _problem(failure: Failure, document: Document) -> Problem:
    pointer = pointer_of(failure.path)
    about_key = failure.keyword in ("additionalProperties", "propertyNames")
    place = document.key_place(pointer) if about_key else document.place(pointer)
    code, params = _said(failure)
    return Problem(code, document.path, place, pointer, params)


def _said(failure: Failure) -> tuple[str, Mapping[str, object]]:
    """Return the key of the message and its parameters."""
    if failure.keyword == "additionalProperties" and _lacks_slash(failure):
        key = str(failure.path[-1])
        return "unknown-key", {"key": key, "suggestion": f"/{key}", "options": list(failure.asked)}
    if failure.keyword == "anyOf" and {"format": "date"} in failure.asked:
        return "bad-date", {"found": failure.found}
    if failure.keyword in _TOLD or (failure.keyword == "format" and failure.asked in FORMATS) or _is_name(failure):
        return told(failure)
    return "bad-charter", {"reason": failure.keyword}


def _lacks_slash(failure: Failure) -> bool:
    """Tell whether a key of a condition was meant to be the pointer of a fact."""
    key = str(failure.path[-1])
    return tuple(failure.asked) == ("any", "all", "not") and "/" in key and not key.startswith("/")


def _is_name(failure: Failure) -> bool:
    """Tell whether a text was to be an identifier in small letters, or a digest."""
    return failure.keyword == "pattern" and ("[a-z0-9]" in failure.asked or "[0-9a-f]{64}" in failure.asked)
