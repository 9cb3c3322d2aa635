"""Find requirements by words in all that is said of them, in the language of a view and in English.

Accents, capitals and signs do not count. All words that are sought have to stand in one and the same text; only where
no requirement has them so, those that have the most of them are found. A name, which has no spaces, is there whole.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from charter_cli.model.charter import Charter, Requirement, Text
from charter_cli.model.condition import facts_of
from charter_cli.render import phrases
from charter_cli.words import Words, words

WHERE = ("id", "title", "slug", "principle", "reference", "fact", "question", "because", "remedy", "judgement")
"""What is searched, the best place first."""
LEAST_INSIDE = 4
"""Letters of a word that is also found within another one, as Dutch and German join them."""
PARTLY = 3
"""The least distance of a text in which a word is missing."""

ENGLISH = "en"

_WORD = re.compile(r"[a-z0-9]+")


class Hit(NamedTuple):
    """A requirement that was found, where it says what was sought (one of WHERE), and the text that does."""

    requirement: Requirement
    charter: Charter
    where: str
    text: str


def search(sought: str, charters: Sequence[Charter], said: Words) -> list[Hit]:
    """Return the requirements that say what is sought, best first, else in the order of the charters."""
    query = folded(sought)
    if not query:
        return []
    best = [_best(query, one, charter, said) for charter in charters for one in charter.requirements()]
    found = sorted(filter(None, best), key=lambda ranked: ranked[0])
    nearest = found[0][0] // len(WHERE) if found and len(sought.split()) > 1 else 0
    return [hit for rank, hit in found if rank // len(WHERE) <= max(nearest, PARTLY - 1)]


def vocabulary(charters: Sequence[Charter], said: Words) -> list[str]:
    """Return the words of all titles, for a guess at what was meant."""
    texts = [said.text(one.title) for charter in charters for one in charter.requirements()]
    return list(dict.fromkeys(word for text in texts for word in re.findall(r"\w{4,}", text.lower())))


@cache
def folded(text: str) -> str:
    """Return the words of a text without accents and capitals, with a space before each of them."""
    plain = text.casefold()
    if not plain.isascii():
        joined = plain.replace("œ", "oe").replace("æ", "ae").replace("\u2019", " ")
        plain = unicodedata.normalize("NFKD", joined).encode("ascii", "ignore").decode()
    return "".join(f" {word}" for word in _WORD.findall(plain))


def _best(query: str, one: Requirement, charter: Charter, said: Words) -> tuple[int, Hit] | None:
    """Return where a requirement says best what is sought, with its rank, if it says it anywhere."""
    ranked = [
        (WHERE.index(where) + len(WHERE) * distance, Hit(one, charter, where, text))
        for where, text in _texts(one, charter, said)
        if (distance := _distance(query, folded(text))) is not None
    ]
    return min(ranked, key=lambda pair: pair[0], default=None)


def _distance(query: str, text: str) -> int | None:
    """Return 0 for a text with the words as they were sought, 1 for all of them apart, 2 for parts of words.

    What is more tells how many words are missing; those of few letters, such as articles, do not make up for any.
    """
    if query in text:
        return 0
    sought = query.split()
    if all(f" {word}" in text for word in sought):
        return 1
    if all(word in text if len(word) >= LEAST_INSIDE else f" {word}" in text for word in sought):
        return 2
    there = sum(word in text for word in sought if len(word) >= LEAST_INSIDE)
    return PARTLY + len(sought) - there if there else None


def _texts(one: Requirement, charter: Charter, said: Words) -> Iterator[tuple[str, str]]:
    """Yield all that is said of a requirement, each with where."""
    principle = next(each for each in charter.principles if each.id == one.principle)
    entries = [charter.references[name] for name in one.cites.references if name in charter.references]
    pointers = dict.fromkeys(fact.pointer for part in (one.when, one.require) for fact in facts_of(part))
    yield "id", one.id
    yield "slug", one.slug
    yield from _spoken("title", one.title, said)
    yield from _spoken("principle", principle.title, said)
    yield from (("reference", name) for name in one.cites.references)
    for entry in entries:
        yield from _spoken("reference", entry.title, said)
    yield from (("fact", phrases.dotted(pointer)) for pointer in pointers)
    for pointer in pointers:
        yield from (("question", phrases.question(each, pointer)) for each in (said, words(ENGLISH)))
    yield from _spoken("because", one.because, said)
    yield from _spoken("remedy", one.remedy, said)
    if one.judgement:
        yield from _spoken("judgement", one.judgement, said)


def _spoken(where: str, texts: Text, said: Words) -> Iterator[tuple[str, str]]:
    yield from ((where, text) for text in dict.fromkeys((said.text(texts), texts.get(ENGLISH, ""))) if text)
