"""Compile schemas of the dialect into functions that return every failure.

Semantics are those of JSON Schema 2020-12, with `format` asserted. Two sets of keywords: a *leaf* of a condition
looks at one value and may not look inside objects (`properties` is true of an object without the property, so that
leaving a fact out would meet a requirement); the *form* of a file may.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from math import isfinite
from typing import Any, TypeVar

from charter_cli.dialect.formats import FORMATS
from charter_cli.dialect.values import (
    TYPES,
    Check,
    Failure,
    Path,
    SchemaError,
    holds_sections,
    is_array,
    is_number,
    same,
)


class _Compiler:
    def __init__(self, root: Mapping[str, Any], keywords: Mapping[str, "_Maker"]) -> None:
        self.root = root
        self.keywords = keywords
        self.references: dict[str, Check | None] = {}

    def compile(self, schema: Any) -> Check:
        """Return the check of a schema: true, false, or a mapping of keywords."""
        if schema is True:
            return _accept
        if schema is False:
            return _refuse
        if not isinstance(schema, dict):
            message = f"a schema is a mapping, true or false, not {schema!r}"
            raise SchemaError(message)
        checks = []
        for keyword, asked in schema.items():
            if keyword in _ANNOTATIONS:
                continue
            maker = self.keywords.get(keyword)
            if maker is None:
                message = f"unknown keyword '{keyword}'"
                raise SchemaError(message)
            check = maker(self, asked, schema)
            if check is not None:
                checks.append(check)
        return checks[0] if len(checks) == 1 else _together(checks)

    def reference(self, pointer: str) -> Check:
        """Return the check of the schema at `pointer` in this file, made once; a recursive one is looked up late."""
        if pointer not in self.references:
            self.references[pointer] = None
            self.references[pointer] = self.compile(_resolve(self.root, pointer))
        known = self.references[pointer]
        if known is not None:
            return known

        def check(value: Any, path: Path, failures: list[Failure]) -> None:
            found = self.references[pointer]
            if found is not None:
                found(value, path, failures)

        return check


_Maker = Callable[[_Compiler, Any, Mapping[str, Any]], Check | None]
_ANNOTATIONS = frozenset(
    {"$schema", "$id", "$comment", "$defs", "title", "description", "examples", "default", "deprecated"}
)


def compile_leaf(schema: Any) -> Check:
    """Compile the standard keywords of a condition's leaf. Raises SchemaError."""
    return _Compiler({}, LEAF_KEYWORDS).compile(schema)


def compile_form(schema: Mapping[str, Any]) -> Check:
    """Compile the schema of a file's form, `$ref` within the same schema included. Raises SchemaError."""
    return _Compiler(schema, FORM_KEYWORDS).compile(schema)


def holds(check: Check, value: Any) -> bool:
    """Tell whether `value` passes `check`."""
    failures: list[Failure] = []
    check(value, (), failures)
    return not failures


def _accept(value: Any, path: Path, failures: list[Failure]) -> None:
    pass


def _refuse(value: Any, path: Path, failures: list[Failure]) -> None:
    failures.append(Failure(path, keyword="false", asked=False, found=value))


def _together(checks: Sequence[Check]) -> Check:
    def check(value: Any, path: Path, failures: list[Failure]) -> None:
        for part in checks:
            part(value, path, failures)

    return check


def _resolve(root: Mapping[str, Any], pointer: str) -> Any:
    node: Any = root
    if pointer != "#" and not pointer.startswith("#/"):
        message = f"'{pointer}' is no reference within this file"
        raise SchemaError(message)
    for part in pointer.removeprefix("#").split("/")[1:]:
        if not isinstance(node, dict) or part not in node:
            message = f"nothing stands at '{pointer}'"
            raise SchemaError(message)
        node = node[part]
    return node


def _type(_: _Compiler, asked: Any, __: Mapping[str, Any]) -> Check:
    names = (asked,) if isinstance(asked, str) else tuple(_list(asked))
    tests = [_known(TYPES, name, "type") for name in names]
    if len(tests) == 1:
        return _always(tests[0], "type", names)
    return _always(lambda value: any(test(value) for test in tests), "type", names)


def _const(_: _Compiler, asked: Any, __: Mapping[str, Any]) -> Check:
    if isinstance(asked, bool):
        return _always(lambda value: value is asked, "const", asked)
    return _always(lambda value: same(value, asked), "const", asked)


def _enum(_: _Compiler, asked: Any, __: Mapping[str, Any]) -> Check:
    options = _list(asked)
    if all(isinstance(option, str) for option in options):
        names = frozenset(options)
        return _always(lambda value: isinstance(value, str) and value in names, "enum", options)
    return _always(lambda value: any(same(value, option) for option in options), "enum", options)


def _format(_: _Compiler, asked: Any, __: Mapping[str, Any]) -> Check:
    return _when(lambda value: isinstance(value, str), _known(FORMATS, asked, "format"), "format", asked)


def _pattern(_: _Compiler, asked: Any, __: Mapping[str, Any]) -> Check:
    try:
        search = re.compile(str(asked)).search
    except re.error as error:
        message = f"'{asked}' is not a pattern"
        raise SchemaError(message) from error
    return _when(lambda value: isinstance(value, str), lambda value: search(value) is not None, "pattern", asked)


def _compared(
    keyword: str, counts: Callable[[Any], bool], passes: Callable[[Any, Any], bool], *, whole: bool
) -> _Maker:
    """Make a keyword that compares a value, or its size, with a number."""

    def make(_: _Compiler, asked: Any, __: Mapping[str, Any]) -> Check:
        if not is_number(asked) or (whole and (asked < 0 or not float(asked).is_integer())):
            message = f"'{keyword}' needs a number, not {asked!r}"
            raise SchemaError(message)
        return _when(counts, lambda value: passes(value, asked), keyword, asked)

    return make


def _when(counts: Callable[[Any], bool], passes: Callable[[Any], bool], keyword: str, asked: Any) -> Check:
    """Check values of the kind that the keyword looks at; JSON Schema lets all others pass."""

    def check(value: Any, path: Path, failures: list[Failure]) -> None:
        if counts(value) and not passes(value):
            failures.append(Failure(path, keyword, asked, value))

    return check


def _always(passes: Callable[[Any], bool], keyword: str, asked: Any) -> Check:
    """Check values of every kind."""

    def check(value: Any, path: Path, failures: list[Failure]) -> None:
        if not passes(value):
            failures.append(Failure(path, keyword, asked, value))

    return check


def _is_multiple(value: Any, of: Any) -> bool:
    if isinstance(of, int):
        return bool(value % of == 0)
    quotient: float = float(value) / of
    if isfinite(quotient):
        return quotient.is_integer()
    from fractions import Fraction  # noqa: PLC0415 (only numbers at the edge of floating point need it)

    return bool(Fraction(value) % Fraction(of) == 0)


def _has_no_twins(value: Any) -> bool:
    items: Sequence[Any] = value
    if all(isinstance(item, str) for item in items):
        return len(set(items)) == len(items)
    return not any(same(one, other) for index, one in enumerate(items) for other in items[:index])


def _unique(_: _Compiler, asked: Any, __: Mapping[str, Any]) -> Check | None:
    return _when(is_array, _has_no_twins, "uniqueItems", asked) if asked is True else None


def _items(compiler: _Compiler, asked: Any, beside: Mapping[str, Any]) -> Check:
    inner = compiler.compile(asked)
    skipped = len(_list(beside.get("prefixItems", [])))

    def check(value: Any, path: Path, failures: list[Failure]) -> None:
        if is_array(value):
            for index, item in enumerate(value):
                if index >= skipped:
                    inner(item, (*path, index), failures)

    return check


def _prefix_items(compiler: _Compiler, asked: Any, __: Mapping[str, Any]) -> Check:
    inner = [compiler.compile(part) for part in _list(asked)]

    def check(value: Any, path: Path, failures: list[Failure]) -> None:
        if is_array(value):
            for index, (part, item) in enumerate(zip(inner, value, strict=False)):
                part(item, (*path, index), failures)

    return check


def _contains(compiler: _Compiler, asked: Any, beside: Mapping[str, Any]) -> Check:
    inner = compiler.compile(asked)
    least, most = beside.get("minContains", 1), beside.get("maxContains")

    def check(value: Any, path: Path, failures: list[Failure]) -> None:
        if not is_array(value):
            return
        count = sum(holds(inner, item) for item in value)
        if count < least:
            failures.append(Failure(path, "contains", asked, value))
        if most is not None and count > most:
            failures.append(Failure(path, "maxContains", most, value))

    return check


def _all_of(compiler: _Compiler, asked: Any, __: Mapping[str, Any]) -> Check:
    return _together([compiler.compile(part) for part in _list(asked)])


def _counted(keyword: str, enough: Callable[[int], bool]) -> _Maker:
    """Make a combinator that fails as a whole, at its own place, instead of with the failures of all its branches."""

    def make(compiler: _Compiler, asked: Any, __: Mapping[str, Any]) -> Check:
        parts = [compiler.compile(part) for part in _list(asked)]
        return _always(lambda value: enough(sum(holds(part, value) for part in parts)), keyword, asked)

    return make


def _not(compiler: _Compiler, asked: Any, __: Mapping[str, Any]) -> Check:
    inner = compiler.compile(asked)
    return _always(lambda value: not holds(inner, value), "not", asked)


def _required(_: _Compiler, asked: Any, __: Mapping[str, Any]) -> Check:
    names = _list(asked)

    def check(value: Any, path: Path, failures: list[Failure]) -> None:
        if isinstance(value, dict):
            failures.extend(Failure(path, "required", name, value) for name in names if name not in value)

    return check


def _properties(compiler: _Compiler, asked: Any, beside: Mapping[str, Any]) -> Check:
    inner = {name: compiler.compile(part) for name, part in _mapping(asked).items()}
    # In one walk with `additionalProperties: false`, which nearly always stands beside.
    closed, known = beside.get("additionalProperties") is False, tuple(inner)

    def check(value: Any, path: Path, failures: list[Failure]) -> None:
        if isinstance(value, dict):
            for name, item in value.items():
                part = inner.get(name)
                if part is not None:
                    part(item, (*path, name), failures)
                elif closed:
                    failures.append(Failure((*path, name), "additionalProperties", known, item))

    return check


def _additional_properties(compiler: _Compiler, asked: Any, beside: Mapping[str, Any]) -> Check | None:
    if asked is False and "properties" in beside:
        return None
    inner = compiler.compile(asked)
    names = frozenset(_mapping(beside.get("properties", {})))

    def check(value: Any, path: Path, failures: list[Failure]) -> None:
        if isinstance(value, dict):
            for name, item in value.items():
                if name in names:
                    continue
                if asked is False:
                    failures.append(Failure((*path, name), "additionalProperties", (), item))
                else:
                    inner(item, (*path, name), failures)

    return check


def _property_names(compiler: _Compiler, asked: Any, __: Mapping[str, Any]) -> Check:
    inner = compiler.compile(asked)

    def check(value: Any, path: Path, failures: list[Failure]) -> None:
        if isinstance(value, dict):
            wrong = (name for name in value if not holds(inner, name))
            failures.extend(Failure((*path, name), "propertyNames", asked, name) for name in wrong)

    return check


def _ref(compiler: _Compiler, asked: Any, __: Mapping[str, Any]) -> Check:
    return compiler.reference(str(asked))


def _list(asked: Any) -> list[Any]:
    if not isinstance(asked, list | tuple):
        message = f"a list is needed, not {asked!r}"
        raise SchemaError(message)
    return list(asked)


def _mapping(asked: Any) -> Mapping[str, Any]:
    if not isinstance(asked, dict):
        message = f"a mapping is needed, not {asked!r}"
        raise SchemaError(message)
    return asked


T = TypeVar("T")


def _known(options: Mapping[str, T], name: object, kind: str) -> T:
    if not isinstance(name, str) or name not in options:
        message = f"unknown {kind} {name!r}"
        raise SchemaError(message)
    return options[name]


def _beside(_: _Compiler, __: object, ___: Mapping[str, Any]) -> None:
    """Stand for a keyword that only speaks to the keyword beside it."""


def _is_string(value: Any) -> bool:
    return isinstance(value, str)


def _plain(make: _Maker) -> _Maker:
    """Refuse values with sections inside: leaving out a key of the declared section could make it equal to them."""

    def plain(compiler: _Compiler, asked: Any, beside: Mapping[str, Any]) -> Check | None:
        if holds_sections(asked):
            message = f"a condition compares plain values and lists of them, not {asked!r}"
            raise SchemaError(message)
        return make(compiler, asked, beside)

    return plain


LEAF_KEYWORDS: Mapping[str, _Maker] = {
    "type": _type,
    "const": _plain(_const),
    "enum": _plain(_enum),
    "format": _format,
    "pattern": _pattern,
    "minLength": _compared("minLength", _is_string, lambda value, asked: len(value) >= asked, whole=True),
    "maxLength": _compared("maxLength", _is_string, lambda value, asked: len(value) <= asked, whole=True),
    "minimum": _compared("minimum", is_number, lambda value, asked: value >= asked, whole=False),
    "maximum": _compared("maximum", is_number, lambda value, asked: value <= asked, whole=False),
    "exclusiveMinimum": _compared("exclusiveMinimum", is_number, lambda value, asked: value > asked, whole=False),
    "exclusiveMaximum": _compared("exclusiveMaximum", is_number, lambda value, asked: value < asked, whole=False),
    "multipleOf": _compared("multipleOf", is_number, _is_multiple, whole=False),
    "minItems": _compared("minItems", is_array, lambda value, asked: len(value) >= asked, whole=True),
    "maxItems": _compared("maxItems", is_array, lambda value, asked: len(value) <= asked, whole=True),
    "items": _items,
    "prefixItems": _prefix_items,
    "contains": _contains,
    "minContains": _beside,
    "maxContains": _beside,
    "allOf": _all_of,
    "anyOf": _counted("anyOf", lambda count: count > 0),
    "oneOf": _counted("oneOf", lambda count: count == 1),
    "not": _not,
}

FORM_KEYWORDS: Mapping[str, _Maker] = {
    **LEAF_KEYWORDS,
    "const": _const,
    "enum": _enum,
    "uniqueItems": _unique,
    "$ref": _ref,
    "required": _required,
    "properties": _properties,
    "additionalProperties": _additional_properties,
    "propertyNames": _property_names,
}
