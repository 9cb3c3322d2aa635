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
            return _ACCEPT
        if schema is False:
            return _REFUSE
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
        return _together(checks)

    def reference(self, pointer: str) -> Check:
        """Return the check of the schema at `pointer` in this file, made once; a recursive one is looked up late."""
        if pointer not in self.references:
            self.references[pointer] = None
            self.references[pointer] = self.compile(_resolve(self.root, pointer))
        known = self.references[pointer]
        if known is not None:
            return known

        def late() -> Check:
            found = self.references[pointer]
            return found if found is not None else _ACCEPT

        return Check(lambda value: late().passes(value), lambda value, path: late().tell(value, path))


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


_ACCEPT = Check(lambda _: True, lambda _, __: [])
_REFUSE = Check(lambda _: False, lambda value, path: [Failure(path, keyword="false", asked=False, found=value)])


def _together(checks: Sequence[Check]) -> Check:
    """Return the check of several keywords, all of which must hold."""
    if len(checks) == 1:
        return checks[0]
    tests = tuple(check.passes for check in checks)

    def passes(value: Any) -> bool:
        for test in tests:  # noqa: SIM110 (a generator costs more than the tests)
            if not test(value):
                return False
        return True

    return Check(passes, lambda value, path: [failure for check in checks for failure in check.tell(value, path)])


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
    holds = _known(FORMATS, asked, "format")
    return _always(lambda value: not isinstance(value, str) or holds(value), "format", asked)


def _pattern(_: _Compiler, asked: Any, __: Mapping[str, Any]) -> Check:
    try:
        search = re.compile(str(asked)).search
    except (re.error, OverflowError, RecursionError) as error:
        message = f"'{asked}' is not a pattern"
        raise SchemaError(message) from error
    return _always(lambda value: not isinstance(value, str) or search(value) is not None, "pattern", asked)


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
    return _always(lambda value: not counts(value) or passes(value), keyword, asked)


def _always(passes: Callable[[Any], bool], keyword: str, asked: Any) -> Check:
    """Check values of every kind with one test."""

    def tell(value: Any, path: Path) -> list[Failure]:
        return [] if passes(value) else [Failure(path, keyword, asked, value)]

    return Check(passes, tell)


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

    def tell(value: Any, path: Path) -> list[Failure]:
        items = list(enumerate(value))[skipped:] if is_array(value) else []
        return [failure for index, item in items for failure in inner.tell(item, (*path, index))]

    return Check(lambda value: not is_array(value) or all(map(inner.passes, value[skipped:])), tell)


def _prefix_items(compiler: _Compiler, asked: Any, __: Mapping[str, Any]) -> Check:
    inner = [compiler.compile(part) for part in _list(asked)]

    def tell(value: Any, path: Path) -> list[Failure]:
        pairs = zip(inner, value, strict=False) if is_array(value) else ()
        return [failure for index, (part, item) in enumerate(pairs) for failure in part.tell(item, (*path, index))]

    def passes(value: Any) -> bool:
        return not is_array(value) or all(part.passes(item) for part, item in zip(inner, value, strict=False))

    return Check(passes, tell)


def _contains(compiler: _Compiler, asked: Any, beside: Mapping[str, Any]) -> Check:
    inner = compiler.compile(asked)
    least, most = beside.get("minContains", 1), beside.get("maxContains")

    def count(value: Any) -> int:
        return sum(map(inner.passes, value))

    enough = _when(is_array, lambda value: count(value) >= least, "contains", asked)
    if most is None:
        return enough
    return _together([enough, _when(is_array, lambda value: count(value) <= most, "maxContains", most)])


def _all_of(compiler: _Compiler, asked: Any, __: Mapping[str, Any]) -> Check:
    return _together([compiler.compile(part) for part in _list(asked)])


def _counted(keyword: str, enough: Callable[[int], bool]) -> _Maker:
    """Make a combinator that fails as a whole, at its own place, instead of with the failures of all its branches."""

    def make(compiler: _Compiler, asked: Any, __: Mapping[str, Any]) -> Check:
        parts = [compiler.compile(part) for part in _list(asked)]
        return _always(lambda value: enough(sum(part.passes(value) for part in parts)), keyword, asked)

    return make


def _not(compiler: _Compiler, asked: Any, __: Mapping[str, Any]) -> Check:
    inner = compiler.compile(asked)
    return _always(lambda value: not inner.passes(value), "not", asked)


def _required(_: _Compiler, asked: Any, __: Mapping[str, Any]) -> Check:
    names = frozenset(_list(asked))

    def tell(value: Any, path: Path) -> list[Failure]:
        missing = [name for name in asked if name not in value] if isinstance(value, dict) else []
        return [Failure(path, "required", name, value) for name in missing]

    return Check(lambda value: not isinstance(value, dict) or names <= value.keys(), tell)


def _properties(compiler: _Compiler, asked: Any, beside: Mapping[str, Any]) -> Check:
    inner = {name: compiler.compile(part) for name, part in _mapping(asked).items()}
    # In one walk with `additionalProperties: false`, which nearly always stands beside.
    closed, known = beside.get("additionalProperties") is False, tuple(inner)
    tests = {name: part.passes for name, part in inner.items()}

    def passes(value: Any) -> bool:
        if isinstance(value, dict):
            for name, item in value.items():
                test = tests.get(name)
                if not (test(item) if test else not closed):
                    return False
        return True

    def tell(value: Any, path: Path) -> list[Failure]:
        failures: list[Failure] = []
        for name, item in value.items() if isinstance(value, dict) else ():
            part = inner.get(name)
            if part is not None:
                failures += part.tell(item, (*path, name))
            elif closed:
                failures.append(Failure((*path, name), "additionalProperties", known, item))
        return failures

    return Check(passes, tell)


def _additional_properties(compiler: _Compiler, asked: Any, beside: Mapping[str, Any]) -> Check | None:
    if asked is False and "properties" in beside:
        return None
    inner = compiler.compile(asked)
    names = frozenset(_mapping(beside.get("properties", {})))

    def others(value: Any) -> list[tuple[str, Any]]:
        return [pair for pair in value.items() if pair[0] not in names] if isinstance(value, dict) else []

    def tell(value: Any, path: Path) -> list[Failure]:
        if asked is False:
            return [Failure((*path, name), "additionalProperties", (), item) for name, item in others(value)]
        return [failure for name, item in others(value) for failure in inner.tell(item, (*path, name))]

    return Check(lambda value: all(inner.passes(item) for _, item in others(value)), tell)


def _property_names(compiler: _Compiler, asked: Any, __: Mapping[str, Any]) -> Check:
    inner = compiler.compile(asked)

    def tell(value: Any, path: Path) -> list[Failure]:
        wrong = [name for name in value if not inner.passes(name)] if isinstance(value, dict) else []
        return [Failure((*path, name), "propertyNames", asked, name) for name in wrong]

    return Check(lambda value: not isinstance(value, dict) or all(map(inner.passes, value)), tell)


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
