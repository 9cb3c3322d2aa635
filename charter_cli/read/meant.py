"""What people mean by a value that they write in their own way: yes and no, labels of any language, days, numbers.

Only what can mean one thing is understood. What could mean two, such as 03/04/2026, is for people to settle.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from charter_cli.read import suggest
from charter_cli.read.fields import Node, item_of, takes
from charter_cli.words import LANGUAGES, words

SHORTEST_KEY = 4
LONG_KEY = 8
SHORTEST_MONTH = 3
MONTHS = 12
_YEAR_FIRST = re.compile(r"(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})")
_YEAR_LAST = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})")
_DAY_MONTH = re.compile(r"(\d{1,2})(?:er|\.|st|nd|rd|th)? (?:of |de )?([^\W\d_]{3,})\.?,? (\d{4})")
_MONTH_DAY = re.compile(r"([^\W\d_]{3,})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")
_COUNTED = re.compile(r"(\d{1,4}) \w+")
_TRUE, _FALSE = "true", "false"


def meant(given: object, node: Node) -> object | None:
    """Return the value that is surely meant where the schema is `node`, or None; one that fits is itself meant."""
    if given is None or takes(node, given):
        return given
    found = _meant(given, node)
    return found if found is not None and takes(node, found) else None


def _meant(given: object, node: Node) -> object | None:  # noqa: PLR0911 (one for each kind of value)
    kinds = _types(node)
    if "array" in kinds and not isinstance(given, list | dict):
        return _items(given, item_of(node))
    if isinstance(given, list):
        return meant(given[0], node) if len(given) == 1 and "array" not in kinds else None
    if not isinstance(given, str):
        return None
    text = " ".join(given.split())
    if "const" in node and text == str(node["const"]):
        return node["const"]  # type: ignore[no-any-return]
    if "boolean" in kinds:
        return yes_or_no(text)
    if "enum" in node:
        return option(text, tuple(map(str, node["enum"])), kind_of(node))
    if "integer" in kinds:
        return int(text) if re.fullmatch(r"[-+]?\d{1,15}", text) else None
    return _text(text, node)


def _types(node: Node) -> tuple[str, ...]:
    named = node.get("type", ())
    return (named,) if isinstance(named, str) else tuple(named)


def kind_of(node: Node) -> str:
    """Return the name of the schema's definition that a value follows, such as risk-class."""
    return str(node.get("$ref", "")).rpartition("/")[2]


def _items(given: Any, item: Node) -> list[object] | None:
    """Return a list of the one value that was given, or of several with commas where their vocabulary is closed."""
    whole = meant(given, item)
    if whole is not None:
        return [whole]
    several = isinstance(given, str) and "enum" in item
    parts = [meant(part.strip(), item) for part in given.split(",")] if several else []
    return None if not parts or None in parts else list(parts)


def yes_or_no(text: str) -> bool | None:
    """Return what a word that says yes or no in one of our languages means."""
    word = suggest.boolean(text) or text.lower()
    return {_TRUE: True, _FALSE: False}.get(word)


def _text(text: str, node: Node) -> str | None:
    """Return text in the form that is asked for: a day, a length of time, a country, a digest."""
    kind = kind_of(node)
    if kind in ("date", "expiry"):
        found = day(text)
        if found is None and kind == "expiry":
            return option(text, ("never",), "frequency-of-notice")
        return found
    if kind == "duration":
        return duration(text)
    if "pattern" in node:
        return next((one for one in (text.upper(), text.lower()) if kind != "slug" and takes(node, one)), None)
    return None


# Words of a vocabulary.


def option(text: str, options: Sequence[str], kind: str) -> str | None:
    """Return the word of a vocabulary that is meant: written otherwise, or by its label in one of our languages."""
    plain = _plain(text)
    exact = {one for one in options if _plain(one) == plain}
    return _only(exact or _named(plain, options, kind) or _shortened(plain, options, kind) or _misspelt(text, options))


def _only(found: Iterable[str]) -> str | None:
    """Return what was found if it is one thing only."""
    one, *others = found or ("",)
    return None if others else one or None


@cache
def _labels(kind: str) -> Mapping[str, Mapping[str, str]]:
    """Return the labels of a vocabulary as they are compared, by language and word."""
    prefix = f"value.{kind}."
    return {
        language: {
            key.removeprefix(prefix): _plain(label)
            for key, label in words(language).catalogue.items()
            if key.startswith(prefix)
        }
        for language in LANGUAGES
    }


def _named(plain: str, options: Sequence[str], kind: str) -> set[str]:
    return {one for told in _labels(kind).values() for one in options if told.get(one) == plain}


def _shortened(plain: str, options: Sequence[str], kind: str) -> set[str]:
    """Return the words whose label lacks only what other labels say too, as "hoog" for "hoog risico"."""
    said = set(plain.split())
    found = set[str]()
    for told in _labels(kind).values():
        for one in options:
            label = set(told.get(one, "").split())
            others = {word for other, text in told.items() if other != one for word in text.split()}
            if said and said <= label and label - said <= others and not said <= others:
                found.add(one)
    return found


def _misspelt(text: str, options: Sequence[str]) -> set[str]:
    """Return the words that one wrong letter makes of the text; codes with digits are none of these."""
    if any(map(str.isdigit, text)):
        return set()
    return {one for one in options if _is_near(text.lower(), one, 1) and not any(map(str.isdigit, one))}


def _plain(text: str) -> str:
    """Return text as it is compared: without case, accents and what joins words."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(letter if letter.isalnum() else " " for letter in bare if not unicodedata.combining(letter))
    return " ".join(kept.split())


# Keys.


def key(name: str, options: Sequence[str]) -> str | None:
    """Return the key that is surely meant by a misspelt one: the only one that is written so, or nearly so."""
    words_of = _plain(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name))
    exact = {one for one in options if _plain(one) == words_of}
    wrong = 2 if len(name) >= LONG_KEY else 1
    return _only(exact or {one for one in options if _is_near(words_of.replace(" ", "_"), one, wrong)})


def _is_near(text: str, option: str, wrong: int) -> bool:
    """Tell whether at most so many letters are wrong, and not the first: "uncorrected" is not meant by "corrected"."""
    if min(len(text), len(option)) < SHORTEST_KEY or text[0] != option[0]:
        return False
    return _distance(text, option) <= wrong


def _distance(one: str, other: str) -> int:
    """Return how many letters have to be put in, left out, replaced or swapped with the next to make one the other."""
    before, last = list[int](), list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        line = [row]
        for column, wanted in enumerate(other, 1):
            cost = min(last[column] + 1, line[-1] + 1, last[column - 1] + (letter != wanted))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == wanted:
                cost = min(cost, before[column - 2] + 1)
            line.append(cost)
        before, last = last, line
    return last[-1]


# Days and lengths of time.


def day(text: str) -> str | None:
    """Return a day as YYYY-MM-DD if it is written so that it can be only one day."""
    found = days(text)
    return found[0] if len(found) == 1 else None


def days(text: str) -> list[str]:
    """Return all days that a text can mean."""
    found: Any
    if found := _YEAR_FIRST.fullmatch(text):
        year, month, number = found.groups()
        tried = [(year, month, number)]
    elif found := _YEAR_LAST.fullmatch(text):
        first, second, year = found.groups()
        tried = [(year, second, first), (year, first, second)]
    elif found := _DAY_MONTH.fullmatch(text):
        number, name, year = found.groups()
        tried = [(year, month, number) for month in _months(name)]
    elif found := _MONTH_DAY.fullmatch(text):
        name, number, year = found.groups()
        tried = [(year, month, number) for month in _months(name)]
    else:
        return []
    return list(dict.fromkeys(filter(None, (_day(*map(int, one)) for one in tried))))


def _day(year: int, month: int, number: int) -> str | None:
    try:
        return date(year, month, number).isoformat()
    except ValueError:
        return None


def _months(name: str) -> list[str]:
    """Return the numbers of the months that a name, or its first letters, can mean in our languages."""
    plain = _plain(name)
    named = {(_plain(words(language)(f"month.{number}")), number) for language in LANGUAGES for number in range(1, 13)}
    exact = {number for label, number in named if label == plain}
    begun = {number for label, number in named if len(plain) >= SHORTEST_MONTH and label.startswith(plain)}
    return [str(number) for number in sorted(exact or begun)]


def duration(text: str) -> str | None:
    """Return a length of time as ISO 8601 writes it, such as P3M for "3 months"."""
    found = _COUNTED.fullmatch(text)
    if found is None:
        return text.upper() if re.fullmatch(r"p\d{1,4}[ymwd]", text.lower()) else None
    count = int(found[1])
    units = {
        unit
        for language in LANGUAGES
        for unit in "YMWD"
        if _plain(words(language).number(f"duration.{unit}", count)) == _plain(text)
    }
    unit = _only(units)
    return f"P{count}{unit}" if unit else None
