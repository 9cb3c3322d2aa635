"""Compile conditions into functions that answer true, false or unknown, and say which facts decided.

Kleene's strong three-valued logic: a fact that is not declared is unknown, and an unknown part leaves the whole unknown
unless the other parts settle it. Declaring less can therefore turn true or false into unknown, and nothing else.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeVar

from charter_cli.assess.keywords import KEYWORDS, Context, Keyword, validate
from charter_cli.dialect.schema import compile_leaf
from charter_cli.dialect.values import Check, SchemaError
from charter_cli.model.condition import AllOf, AnyOf, Condition, Fact, Not
from charter_cli.model.declaration import find, parts_of, pointer_of
from charter_cli.model.report import Cause


class Result(NamedTuple):
    """What a condition comes to: its truth (None is unknown) and the facts for it, against it, and missing."""

    truth: bool | None
    holding: tuple[Cause, ...] = ()
    failing: tuple[Cause, ...] = ()
    missing: tuple[str, ...] = ()


Evaluate = Callable[[Context], Result]

Entry = TypeVar("Entry")

NOTHING: Mapping[str, object] = {}


MOST_REMEMBERED = 200
"""Results of one fact that are kept; closed vocabularies have fewer values, and prose is not worth more."""

TRUE = Result(truth=True)
"""What holds without a trace."""


def compile_condition(condition: Condition, *, trace: bool = True) -> Evaluate:
    """Return the function that evaluates a condition; without `trace` it does not collect the facts that hold.

    Raises SchemaError for a leaf outside of the dialect.
    """
    match condition:
        case Fact(pointer, leaf):
            return _fact(pointer, leaf, trace=trace)
        case AllOf(parts):
            return _all([compile_condition(part, trace=trace) for part in parts])
        case AnyOf(parts):
            firsts = [_first(part) for part in parts]
            return _any([compile_condition(part, trace=trace) for part in parts], firsts)
        case Not(part):
            return _not(compile_condition(part))


def _all(parts: list[Evaluate]) -> Evaluate:
    if not parts:
        return lambda _: TRUE
    if len(parts) == 1:
        return parts[0]
    return lambda context: conjunction([part(context) for part in parts])


def conjunction(results: list[Result]) -> Result:
    """Return what holds of all parts together: false where one is false, else unknown where one is unknown."""
    open_results = [result for result in results if result is not TRUE]
    if not open_results:
        return TRUE
    truths = {result.truth for result in open_results}
    if truths == {True}:
        return Result(truth=True, holding=_joined([result.holding for result in open_results]))
    return Result(
        None if False not in truths else False,
        _joined([result.holding for result in open_results if result.truth]),
        _joined([result.failing for result in open_results if result.truth is False]),
        _joined([result.missing for result in open_results if result.truth is not True]),
    )


def _any(parts: list[Evaluate], firsts: list[Evaluate]) -> Evaluate:
    def evaluate(context: Context) -> Result:
        results = [part(context) for part in parts]
        for result in results:
            if result.truth:
                return result
        unknown = [result.missing for result in results if result.truth is None]
        if unknown:
            # A fact that every open branch waits for decides between them, so it is asked for first and alone.
            shared = tuple(pointer for pointer in unknown[0] if all(pointer in missing for missing in unknown[1:]))
            return Result(None, missing=shared or _joined(unknown))
        # A branch is meant when its first line holds: who declares that an audit is needed need not hear that it could
        # have been declared as not needed.
        meant = [result for result, first in zip(results, firsts, strict=True) if first(context).truth]
        return Result(truth=False, failing=_joined([result.failing for result in meant or results]))

    return evaluate


def _first(condition: Condition) -> Evaluate:
    """Return the function that evaluates the first line of a condition."""
    while isinstance(condition, AllOf) and condition.parts:
        condition = condition.parts[0]
    return compile_condition(condition, trace=False)


def _not(part: Evaluate) -> Evaluate:
    def evaluate(context: Context) -> Result:
        result = part(context)
        truth = None if result.truth is None else not result.truth
        against = _against(result.holding) if truth is False else ()
        return Result(truth, result.failing, against, result.missing)

    return evaluate


def _against(holding: tuple[Cause, ...]) -> tuple[Cause, ...]:
    """Return the facts that may not hold; of several, each with the others that it may not stand beside."""
    if len(holding) == 1:
        return (Cause(holding[0].pointer, "not", holding[0].declared, {}),)
    return tuple(
        Cause(one.pointer, "beside", one.declared, {"others": [other.pointer for other in holding if other != one]})
        for one in holding
    )


def _joined(groups: list[tuple[Entry, ...]]) -> tuple[Entry, ...]:
    """Join groups, each entry once, in the order of first appearance."""
    filled = [group for group in groups if group]
    if len(filled) < 2:  # noqa: PLR2004 (nothing to join)
        return filled[0] if filled else ()
    joined = list(filled[0])
    for group in filled[1:]:
        joined += [entry for entry in group if entry not in joined]
    return tuple(joined)


_FACTS: dict[tuple[str, str, bool], Evaluate] = {}
"""The facts compiled so far, by what is written: charters ask the same of the same facts again and again."""


def _fact(pointer: str, leaf: Mapping[str, object], *, trace: bool) -> Evaluate:
    written = (pointer, repr(leaf), trace)
    if written not in _FACTS:
        _FACTS[written] = _compile_fact(pointer, leaf, trace=trace)
    return _FACTS[written]


def _compile_fact(pointer: str, leaf: Mapping[str, object], *, trace: bool) -> Evaluate:
    standard = compile_leaf({key: asked for key, asked in leaf.items() if key not in KEYWORDS})
    own = [(KEYWORDS[key], asked) for key, asked in leaf.items() if key in KEYWORDS]
    for key, asked in leaf.items():
        if key in KEYWORDS:
            validate(key, asked)
    parts = tuple(parts_of(pointer))
    if not pointer.startswith("/"):
        message = f"'{pointer}' is not a JSON Pointer"
        raise SchemaError(message)
    compiled = _Leaf(standard, own, trace)
    return _every(parts, compiled.judge) if "*" in parts else _single(parts, pointer, compiled)


def _single(parts: tuple[str, ...], pointer: str, leaf: "_Leaf") -> Evaluate:
    """Return what evaluates one fact. Most facts are yes, no or a word that was met before, and so is their result."""
    undeclared, judge, results = Result(None, missing=(pointer,)), leaf.judge, dict[object, Result]()

    def evaluate(context: Context) -> Result:
        value: object = context.facts
        for part in parts:
            value = value.get(part) if type(value) is dict else find(value, (part,))
        if value is None:
            return undeclared
        if leaf.own:
            return judge(value, pointer, context)
        key = value if type(value) is str or type(value) is bool else (repr(value),)
        result = results.get(key)
        if result is None:
            result = judge(value, pointer, context)
            if len(results) < MOST_REMEMBERED:
                results[key] = result
        return result

    return evaluate


def _every(parts: tuple[str, ...], judge: Callable[[object, str, Context], Result]) -> Evaluate:
    def evaluate(context: Context) -> Result:
        places, missing = _expand(context.facts, parts)
        missing += [place for place, value in places if value is None]
        results = [judge(value, place, context) for place, value in places if value is not None]
        if missing:
            results.append(Result(None, missing=tuple(missing)))
        return conjunction(results)

    return evaluate


def _expand(facts: Mapping[str, object], parts: tuple[str, ...]) -> tuple[list[tuple[str, object]], list[str]]:
    """Return every place that a pointer with `*` stands for, with its value, and the pointers that are not declared.

    Only a list has items: a mapping has keys, and one key less would be one condition less.
    """
    star = parts.index("*")
    here = pointer_of(parts[:star])
    container = find(facts, parts[:star])
    if not isinstance(container, list) or not container:
        return [], [here]
    places: list[tuple[str, object]] = []
    missing: list[str] = []
    for index in range(len(container)):
        inner = (*parts[:star], str(index), *parts[star + 1 :])
        if "*" in inner:
            more, gone = _expand(facts, inner)
            places += more
            missing += gone
        else:
            places.append((pointer_of(inner), find(facts, inner)))
    return places, missing


class _Leaf(NamedTuple):
    """A leaf, compiled: its standard keywords, its own ones, and whether to say what holds."""

    standard: Check
    own: list[tuple[Keyword, object]]
    trace: bool

    def judge(self, value: object, pointer: str, context: Context) -> Result:
        """Judge one declared value by the standard keywords and then by the own ones."""
        if isinstance(value, list) and None in value:
            return Result(None, missing=tuple(f"{pointer}/{i}" for i, item in enumerate(value) if item is None))
        passes = self.standard.passes(value)
        if not passes or self.own:
            failures = [] if passes else self.standard.tell(value, ())
            against = tuple(
                Cause(pointer + pointer_of(failure.path), failure.keyword, failure.found, {"asked": failure.asked})
                for failure in failures
            )
            missing: tuple[str, ...] = ()
            for keyword, asked in self.own:
                answer = keyword(value, asked, pointer, context)
                against += answer.against
                missing += answer.missing
            if against:
                return Result(truth=False, failing=against, missing=missing)
            if missing:
                return Result(None, missing=missing)
        return Result(truth=True, holding=(Cause(pointer, "", value, NOTHING),)) if self.trace else TRUE
