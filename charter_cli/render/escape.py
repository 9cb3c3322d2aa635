"""Make declared text harmless: declarations are written by others, and what shows a report obeys its input."""

import re
from collections.abc import Iterable

_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]")
_SPACES = re.compile("[ \t\r\n\x0b\x0c\x85]+")  # not the no-break space, which French writes before a colon
_MARKDOWN = re.compile(r"[\\`*\[\]<>|~$]|(?<![^\W_])_|_(?![^\W_])|&(?=[#A-Za-z])|(?<=[a-zA-Z]):(?=//)|(?<=\bwww)\.")
_OPENING = re.compile(r"#{1,6}(?=\s|$)|[+-](?=\s|$)|[-=](?=[-= ]*$)|\d{1,9}(?=[.)](?:\s|$))")

_NOT_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})
_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def visible(text: str) -> str:
    """Return text with control and direction characters shown by their number: what is read is what is there."""
    return _UNSEEN.sub(lambda match: f"<U+{ord(match[0]):04X}>", text)


def one_line(text: str) -> str:
    """Return visible text on one line, with single spaces."""
    return visible(_SPACES.sub(" ", text).strip())


def markdown(text: str) -> str:
    """Return text that CommonMark and GFM show to the letter in a paragraph, a list item, a heading or a table cell.

    Signs that mean something within a line are escaped wherever they stand, those that open a block only at the
    start, so that ordinary sentences stay as they are.
    """
    escaped = _MARKDOWN.sub(lambda match: f"\\{match[0]}", one_line(text))
    opening = _OPENING.match(escaped)
    if not opening:
        return escaped
    end = opening.end()
    return f"{escaped[:end]}\\{escaped[end:]}" if escaped[0].isdigit() else f"\\{escaped}"


def code(text: str) -> str:
    """Return text as a Markdown code span that also holds in a table cell."""
    plain = one_line(text).replace("`", "'").replace("|", "\\|")
    return f"`{plain or ' '}`"


def fenced(text: str, info: str) -> str:
    """Return lines as a Markdown block of code, within a fence that is longer than any in them."""
    lines = "\n".join(visible(line) for line in text.splitlines())
    longest = max((len(found) for found in re.findall("`+", lines)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{info}\n{lines}\n{fence}"


def xml(text: str) -> str:
    """Return text for XML 1.0, in an element or an attribute; what XML cannot hold is shown by its number."""
    return _NOT_XML.sub(lambda match: f"<U+{ord(match[0]):04X}>", visible(text)).translate(_ENTITIES)


def cell(value: object) -> str:
    """Return a value as one line of text; a spreadsheet runs what begins like a formula, unless an apostrophe does."""
    text = one_line("" if value is None else str(value))
    return f"'{text}" if text.startswith(_FORMULA) else text


def quoted(value: object) -> str:
    """Return a value as a harmless cell of a table, in quotes where it needs them."""
    text = cell(value)
    return '"' + text.replace('"', '""') + '"' if '"' in text or "," in text else text


def row(values: Iterable[object]) -> str:
    """Return a row of a table for spreadsheets (RFC 4180)."""
    return ",".join(map(quoted, values)) + "\r\n"
