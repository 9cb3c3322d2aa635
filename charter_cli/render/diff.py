"""Comparisons become text: one module `diff_*` for each format, with `render(result, view)`, and what they share."""

from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from importlib import import_module
from typing import Any, NamedTuple

from charter_cli.model.charter import Charter
from charter_cli.model.comparison import (
    APART,
    AssessmentChange,
    Comparison,
    DeclarationComparison,
    FactChange,
    FieldChange,
    FindingChange,
    Kind,
    PrincipleChange,
    RequirementChange,
    Shift,
    plain,
)
from charter_cli.model.condition import AllOf, AnyOf, Condition, Fact, Not
from charter_cli.model.declaration import parts_of, pointer_of
from charter_cli.model.report import Exit, Finding, Outcome
from charter_cli.render import View, conditions, phrases
from charter_cli.words import Words

LONGEST = 64
BEFORE_DIFFERENCE = 20
MOST_NAMES = 6
NOTHING = "–"  # noqa: RUF001 (a dash that stands for nothing)

Pair = tuple[str, str]


class Result(NamedTuple):
    """A comparison, and the exit code that it comes to with the options of the run."""

    comparison: Comparison
    exit: Exit


def render(form: str, result: Result, view: View) -> Iterator[str]:
    """Yield a comparison in a format, piece by piece."""
    pieces: Iterator[str] = import_module(f"charter_cli.render.diff_{form}").render(result, view)
    return pieces


def summary(words: Words, comparison: Comparison) -> str:
    """Return the last word: what was counted, and whether anything got worse."""
    if isinstance(comparison, DeclarationComparison):
        counted = words(
            "diff.summary",
            worse=comparison.count(Shift.WORSE),
            better=comparison.count(Shift.BETTER),
            other=comparison.count(Shift.NEW, Shift.GONE, Shift.CHANGED),
            facts=len(comparison.facts),
        )
    else:
        added = len(comparison.of(Kind.ADDED))
        counted = words(
            "diff.summary.charters",
            lost=comparison.losses,
            added=added,
            other=len(comparison.requirements) - comparison.losses - added,
            worse=sum(one.count(Shift.WORSE) for one in comparison.outcomes),
        )
    return f"{counted} {words('diff.verdict.fails' if comparison.regression else 'diff.verdict.ok')}"


# Findings and facts.


def arrow(words: Words, old: str, new: str) -> str:
    """Write what was and what is, or that it is as it was."""
    return words("diff.same", value=new) if old == new else f"{old} → {new}"


def transition(words: Words, change: FindingChange) -> str:
    """Write the outcome before and after, or once where it is the same."""
    old, new = _outcome(words, change.before), _outcome(words, change.after)
    return new if old == new else f"{old} → {new}"


def _outcome(words: Words, finding: Finding | None) -> str:
    if finding is None:
        return words("diff.absent")
    name = words(f"outcome.{finding.outcome}")
    return f"{name} ({phrases.wait(words, finding.upcoming)})" if finding.upcoming else name


def verdicts(words: Words, change: AssessmentChange) -> str:
    """Write the verdict before and after."""
    old, new = (words(f"verdict.{one.verdict}") for one in (change.before, change.after))
    return arrow(words, old, new)


def limits(words: Words, change: AssessmentChange) -> str:
    """Write the bounds before and after."""
    return arrow(words, *(phrases.limits(words, one.findings) for one in (change.before, change.after)))


def name_of(change: FactChange) -> str:
    """Name a fact, by both pointers where an item of a list stands at another place now."""
    old, new = change.before, change.after
    if None in (old.value, new.value) or old.pointer == new.pointer:
        return phrases.dotted(change.pointer)
    return f"{phrases.dotted(old.pointer)} → {phrases.dotted(new.pointer)}"


def names_of(change: FindingChange) -> list[str]:
    """Name the changed facts that a finding looks at, first those that it fails at; of very many, the first."""
    found, facts = change.after, change.facts
    if found and found.outcome is Outcome.NOT_APPLICABLE:
        off = {one.pointer for one in found.because}
        facts = tuple(one for one in facts if one.pointer in off) or facts
    told = {*(one.pointer for one in found.gaps), *found.missing} if found else set()
    first = sorted(facts, key=lambda fact: not told.intersection((fact.before.pointer, fact.after.pointer)))
    names = list(dict.fromkeys(_brief(one) for one in first))
    return names if len(names) <= MOST_NAMES else [*names[: MOST_NAMES - 1], "…"]


def _brief(change: FactChange) -> str:
    """Name a fact; of a document, only the document."""
    parts = parts_of(change.pointer)
    return phrases.dotted(pointer_of(parts[:2])) if parts[0] == "evidence" else name_of(change)


def values(change: FactChange) -> tuple[str | None, str | None]:
    """Write both values; of long ones, the part in which they differ. None is not declared."""
    old, new = (None if one.value is None else phrases.shown(one.value, longest=1_000_000) for one in change)
    if old is None or new is None:
        return old and _short(old, 0), new and _short(new, 0)
    same = next((at for at, (one, other) in enumerate(zip(old, new, strict=False)) if one != other), 0)
    same = same or min(len(old), len(new))
    start = max(0, same - BEFORE_DIFFERENCE) if max(len(old), len(new)) > LONGEST else 0
    return _short(old, start), _short(new, start)


def _short(text: str, start: int) -> str:
    part = ("…" if start else "") + text[start:]
    return part if len(part) <= LONGEST else part[: LONGEST - 1] + "…"


def missing(change: FindingChange, assessment: AssessmentChange, comparison: DeclarationComparison) -> list[str]:
    """Name what has to be declared for a finding of the new version."""
    finding = change.after
    if finding is None:
        return []
    pointers = phrases.own_missing(finding, assessment.after) or finding.missing
    return [phrases.to_declare(pointer, comparison.after.declaration) for pointer in pointers]


# Charters.


def field_name(words: Words, field: FieldChange) -> str:
    """Name a field, and for texts the languages in which it differs."""
    name = words.get(f"diff.field.{field.name}") or field.name
    old, new = field.before, field.after
    if not isinstance(old, Mapping) or not isinstance(new, Mapping):
        return name
    return f"{name} ({', '.join(key for key in {**old, **new} if old.get(key) != new.get(key))})"


def is_condition(field: FieldChange) -> bool:
    """Tell whether a field is a condition, which is told line by line."""
    return isinstance(field.after, Fact | AllOf | AnyOf | Not)


def is_short(field: FieldChange) -> bool:
    """Tell whether both values of a field are worth a line; of long texts only the name is told."""
    lengthy = field.name in ("source", "bodies") or (isinstance(field.after, Mapping) and field.name != "judgement")
    return not lengthy


def condition_lines(words: Words, field: FieldChange) -> list[tuple[str, int, str]]:
    """Put both conditions into words: lines with `-`, `+` or nothing before them, and their depth."""
    old, new = (_condition(words, value) for value in (field.before, field.after))
    lines: list[tuple[str, int, str]] = []
    for kind, start, end, other_start, other_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            lines += [(" ", *line) for line in old[start:end]]
        else:
            lines += [("-", *line) for line in old[start:end]]
            lines += [("+", *line) for line in new[other_start:other_end]]
    return lines


def _condition(words: Words, value: Any) -> list[tuple[int, str]]:
    condition: Condition = value
    return conditions.condition(words, condition) or [(0, words("condition.always"))]


def field_values(words: Words, field: FieldChange) -> str:
    """Write the value of a field before and after."""
    return f"{_value(words, field.name, field.before)} → {_value(words, field.name, field.after)}"


def _value(words: Words, name: str, value: Any) -> str:
    if value is None or value == ():
        return NOTHING
    if name in ("level", "due"):
        return words(f"level.{value}" if name == "level" else f"value.stage.{value}")
    return words.text(value) if isinstance(value, Mapping) else phrases.shown(plain(value))


def texts(words: Words, change: RequirementChange) -> str:
    """Name the fields of a requirement that decide on nothing and differ."""
    return ", ".join(field_name(words, one) for one in change.fields if not one.decides and one.name not in APART)


def homes(words: Words, change: RequirementChange, charters: tuple[Charter, Charter]) -> Pair:
    """Name the principles under which a requirement stood and stands."""
    asked = (change.before, change.after)
    old, new = (
        next((phrases.heading(words, p) for p in charter.principles if one and p.id == one.principle), NOTHING)
        for charter, one in zip(charters, asked, strict=True)
    )
    return old, new


def principle_line(words: Words, change: PrincipleChange) -> Pair:
    """Say what became of a principle: a label, and its name."""
    old, new = change
    if old is None or new is None:
        present = new or old
        key = "diff.principle.added" if old is None else "diff.principle.dropped"
        return words(key), phrases.heading(words, present) if present else ""
    told = (phrases.heading(words, old), phrases.heading(words, new))
    return words("diff.principle.reworded"), told[0] if told[0] == told[1] else " → ".join(told)


def level_line(words: Words, change: RequirementChange) -> str:
    """Write the level, before and after where it differs."""
    old, new = (one and words(f"level.{one.level}") for one in (change.before, change.after))
    return f"{old} → {new}" if old and new and old != new else new or old or ""
