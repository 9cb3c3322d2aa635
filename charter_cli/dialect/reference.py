"""What jsonschema finds, in our own terms: the shipped schemas in full, with keywords that our compiler does not have.

The only door to jsonschema. It is slow to import, so judging a declaration does without: only a charter that is not
shipped brings it in. Its English messages stay in here.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError
from referencing import Registry, Resource

from charter_cli.dialect.formats import FORMATS
from charter_cli.dialect.values import Failure, Path
from charter_cli.resources import folder

_SUFFIX = ".schema.json"
_OF_ANOTHER_KIND = ("type", "const", "enum", None)
"""The keywords with which a branch says that it is not meant for such a value; None stands for the schema false."""


def failures(name: str, data: object) -> list[Failure]:
    """Return everything in which `data` differs from the shipped schema called `name`, each at the deepest place."""
    return failures_of(_validator(name), data)


def failures_of(validator: Draft202012Validator, data: object) -> list[Failure]:
    """Return what a validator of jsonschema finds, in our own terms, each failure once."""
    found: dict[tuple[Path, str, str], Failure] = {}
    for error in validator.iter_errors(data):
        for failure in _told(error):
            found.setdefault((failure.path, failure.keyword, repr(failure.asked)), failure)
    return list(found.values())


def format_checker() -> FormatChecker:
    """Return a checker of the dialect's formats, and of the regular expressions that a charter may hold."""
    checker = FormatChecker(formats=())
    for name, is_so in {**FORMATS, "regex": _is_pattern}.items():
        checker.checks(name)(_of_text(is_so))
    return checker


def _of_text(is_so: Callable[[str], bool]) -> Callable[[object], bool]:
    return lambda value: not isinstance(value, str) or is_so(value)


def _is_pattern(text: str) -> bool:
    try:
        re.compile(text)
    except re.error:
        return False
    return True


@cache
def _validator(name: str) -> Draft202012Validator:
    shipped = _shipped()
    # All schemas are at hand and nothing is fetched, so that no reference ever leads outside.
    resources = [(schema["$id"], Resource.from_contents(schema)) for schema in shipped.values()]
    registry: Registry[Any] = Registry().with_resources(resources)
    return Draft202012Validator(shipped[name], registry=registry, format_checker=format_checker())


@cache
def _shipped() -> Mapping[str, Mapping[str, Any]]:
    files = sorted(folder("schemas").glob(f"*{_SUFFIX}"))
    return {file.name.removesuffix(_SUFFIX): json.loads(file.read_bytes()) for file in files}


def _told(error: ValidationError) -> Iterator[Failure]:
    """Turn an error into failures: for a value with several branches, those of the branch that was meant."""
    meant = _meant(error)
    if meant:
        for inner in meant:
            yield from _told(inner)
        return
    path: Path = tuple(error.absolute_path)
    keyword: Any = error.validator
    found: Any = error.instance
    asked: Any = error.validator_value
    if "propertyNames" in error.absolute_schema_path:
        yield Failure((*path, str(found)), "propertyNames", asked, found)
        return
    match keyword:
        case None:
            yield Failure(path, "false", asked=False, found=found)
        case "required":
            yield from (Failure(path, "required", name, found) for name in asked if name not in found)
        case "additionalProperties":
            yield from _unknown_keys(error, path)
        case "type":
            yield Failure(path, "type", (asked,) if isinstance(asked, str) else tuple(asked), found)
        case _:
            yield Failure(path, keyword, asked, found)


def _unknown_keys(error: ValidationError, path: Path) -> Iterator[Failure]:
    schema: Any = error.schema
    found: Any = error.instance
    known = tuple(schema.get("properties", ()))
    patterns = [re.compile(pattern) for pattern in schema.get("patternProperties", ())]
    for key, value in found.items():
        if key not in known and not any(pattern.search(key) for pattern in patterns):
            yield Failure((*path, key), "additionalProperties", known, value)


def _meant(error: ValidationError) -> Sequence[ValidationError]:
    """Return the errors of the branch that the value was meant for, or none where nobody can tell.

    It is the only branch for values of this kind, or else the one of which the most holds: that fails deepest.
    """
    branches: dict[str | int, list[ValidationError]] = {}
    for inner in error.context:
        branches.setdefault(inner.relative_schema_path[0], []).append(inner)
    fitting = [branch for branch in branches.values() if not any(map(_refuses_kind, branch))]
    if len(fitting) == 1:
        return fitting[0]
    ranked = sorted(fitting, key=_depth, reverse=True)
    return ranked[0] if ranked and _depth(ranked[0]) > _depth(ranked[1]) else ()


def _refuses_kind(error: ValidationError) -> bool:
    return not error.relative_path and error.validator in _OF_ANOTHER_KIND


def _depth(branch: Sequence[ValidationError]) -> int:
    return max(len(error.relative_path) + (_depth(error.context) if error.context else 0) for error in branch)
