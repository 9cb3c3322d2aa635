"""A decision as lines of YAML, to stand in a file that people read and write too."""

import json
import re
from collections.abc import Iterator, Mapping
from textwrap import wrap

WIDTH = 110

_WORD = re.compile(r"(?!(?:null|true|false)$)[^\W\d_](?:[\w ./()-]*[\w.)])?", re.IGNORECASE)
_PLAIN = re.compile(r"\d{4}-\d{2}-\d{2}|sha256:[0-9a-f]{64}|(?:/[\w-]+)+|\d[a-z]?(?:-[a-z]+)+")
"""Dates, digests, pointers, and points such as 5a-public-benefits."""
_HIDDEN = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
"""What JSON writes as it is and YAML does not take."""


def item(entry: Mapping[str, object], indent: int) -> list[str]:
    """Return the lines of a mapping as an item of a list whose dashes stand behind `indent` spaces."""
    lines = list(_mapping(entry))
    return [f"{' ' * indent}{'  ' if number else '- '}{line}" for number, line in enumerate(lines)]


def _mapping(given: Mapping[str, object]) -> Iterator[str]:
    for key, value in given.items():
        if isinstance(value, Mapping):
            yield f"{key}:"
            yield from (f"  {_scalar(name)}: {flow(one)}" for name, one in value.items())
        elif isinstance(value, list):
            yield f"{key}:"
            for one in value:
                yield from item(one, 2)
        elif is_paragraph(str(value)):
            yield f"{key}: >-"
            lines = wrap(str(value), WIDTH, break_long_words=False, break_on_hyphens=False)
            yield from (f"  {line}" for line in lines)
        else:
            yield f"{key}: {_scalar(str(value))}"


def is_paragraph(text: str) -> bool:
    """Tell whether text is long, and one paragraph of words with single spaces, so that it can be wrapped."""
    return len(text) > WIDTH - 20 and " ".join(text.split()) == text and text.isprintable()


def flow(value: object) -> str:
    """Return a value on one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_scalar(str(key))}: {flow(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    return _scalar(value) if isinstance(value, str) else json.dumps(value)


def _scalar(text: str) -> str:
    """Return text as it is where YAML reads it so, and else in quotes."""
    if _WORD.fullmatch(text) or _PLAIN.fullmatch(text):
        return text
    written = json.dumps(text, ensure_ascii=False)
    return _HIDDEN.sub(lambda found: f"\\u{ord(found[0]):04x}", written)
