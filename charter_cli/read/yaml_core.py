"""What both readers of YAML keep to: how deep it goes, what a plain scalar of YAML 1.2 means, and what is blank."""

import re

MAX_DEPTH = 64

Scalar = bool | int | float | str | None

_NUMBER = re.compile(
    r"[-+]?(?:0|[1-9][0-9]{0,17})|[-+]?(?:\.[0-9]{1,17}|[0-9]{1,17}(?:\.[0-9]{0,17})?)(?:[eE][-+]?[0-9]{1,2})?"
)
_NUMERIC = frozenset("+-.0123456789")
"""What a number begins with; asking for that first spares most words the pattern."""
_WORDS: dict[str, bool | None] = dict.fromkeys(("", "~", "null", "Null", "NULL")) | {
    word: word.lower() == "true" for word in ("true", "True", "TRUE", "false", "False", "FALSE")
}


def scalar(text: str) -> Scalar:
    """Return the value of a plain scalar: nothing, true or false, a number, or text, as which `no` and `oui` stay."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] in _NUMERIC and _NUMBER.fullmatch(text):
        return _number(text)
    return text


def _number(text: str) -> int | float | str:
    """Turn a plain number into one; `012` stays text, because a leading zero is a code and not an amount."""
    digits = text.lstrip("+-")
    if len(digits) > 1 and digits[0] == "0" and digits[1].isdigit():
        return text
    return int(text) if digits.isdigit() else float(text)


def is_blank(value: object) -> bool:
    """Tell whether a value declares nothing: null, text without a letter or digit, an empty list or mapping."""
    if isinstance(value, str):
        return not value[:1].isalnum() and not any(map(str.isalnum, value))
    return value is None or value in ([], {})
