"""Guess what was meant: the nearest known word, or the word for a label in another language. Only ever a suggestion."""

import re
import unicodedata
from collections.abc import Iterable

_TRUE = frozenset({"yes", "oui", "ja", "vrai", "waar", "wahr", "on", "y", "j", "o"})
_FALSE = frozenset({"no", "non", "nee", "nein", "faux", "onwaar", "falsch", "off", "n"})


def closest(word: str, options: Iterable[str]) -> str | None:
    """Return the option that is written most like `word`, or None when none is near."""
    from difflib import get_close_matches  # noqa: PLC0415 (only a mistake pays for it)

    plain = word.lower().replace("_", "-")
    named = {option.lower().replace("_", "-"): option for option in options}
    found = get_close_matches(plain, list(named), n=1, cutoff=0.6)
    return named[found[0]] if found else None


def boolean(found: object) -> str | None:
    """Return true or false for a word that says yes or no in one of our languages."""
    word = str(found).strip().lower() if isinstance(found, str) else ""
    return "true" if word in _TRUE else "false" if word in _FALSE else None


def value(found: object, options: list[str]) -> str | None:
    """Return the word of a vocabulary that was meant: near in writing, or its label in one of our languages."""
    if not isinstance(found, str):
        return None
    return closest(found, options) or _by_label(found, options)


def _by_label(found: str, options: list[str]) -> str | None:
    from charter_cli.words import LANGUAGES, words  # noqa: PLC0415 (only a mistake pays for it)

    labels: dict[str, str] = {}
    for language in LANGUAGES:
        for key, label in words(language).catalogue.items():
            option = key.rpartition(".")[2]
            if key.startswith("value.") and option in options:
                labels.setdefault(label, option)
    near = closest(found, labels) or next((label for label in labels if found.lower() in label.lower().split()), None)
    return labels.get(near or "")


def identifier(found: str) -> str | None:
    """Return the identifier that a text could become: small letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", found).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:80] or None
