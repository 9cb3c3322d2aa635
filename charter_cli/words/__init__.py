"""What the tool says, in every language: one flat catalogue a language, chosen for a view and never for the process."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

LANGUAGES = ("en", "fr", "nl", "de")


class Words(NamedTuple):
    """The catalogue of one language."""

    language: str
    catalogue: Mapping[str, str]

    def __call__(self, key: str, /, **params: object) -> str:
        """Return the sentence for `key` with its parameters put in. Raises KeyError for an unknown key."""
        template = self.catalogue[key]
        return template.format(**params) if params else template

    def number(self, key: str, count: int, /, **params: object) -> str:
        """Return the sentence for a number of things; French counts nought as one, the others do not."""
        one = count == 1 or (count == 0 and self.language == "fr")
        return self(f"{key}.one" if one else f"{key}.other", count=count, **params)

    def label(self, key: str) -> str:
        """Return the text for `key` as a label: with the language's own colon, which French sets apart."""
        return self(key) + self("colon").rstrip(" ")

    def get(self, key: str) -> str | None:
        """Return the text for `key`, if there is one."""
        return self.catalogue.get(key)

    def text(self, texts: Mapping[str, str]) -> str:
        """Return a charter's text in this language, or in English where it has none."""
        return texts.get(self.language) or texts.get("en") or next(iter(texts.values()), "")


@cache
def words(language: str) -> Words:
    """Return the words of a language. Raises KeyError for a language that we do not speak."""
    if language not in LANGUAGES:
        raise KeyError(language)
    return Words(language, json.loads((Path(__file__).parent / f"{language}.json").read_bytes()))
