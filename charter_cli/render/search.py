"""Find requirements by words in all that is said of them: in the language of a view and in English, else in any.

Accents, capitals and signs do not count. All words that are sought have to stand in one and the same text; only where
no requirement has them so, those that have the most of them are found. A name, which has no spaces, is there whole.
A word is found by its beginning, and in languages that join words, also by a part of it.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from charter_cli.model.charter import Charter, Requirement, Text
from charter_cli.model.condition import facts_of
from charter_cli.render import phrases
from charter_cli.words import LANGUAGES, Words, words

WHERE = ("id", "title", "slug", "principle", "reference", "fact", "question", "because", "remedy", "judgement")
"""What is searched, the best place first."""
LEAST_TELLING = 4
"""Letters of a word that makes up for others that are missing, as articles do not."""
LEAST_BEGINNING = 3
"""Letters of a word that is also found as the beginning of a longer one."""
LEAST_INSIDE = 5
"""Letters of a word that is also found within another one of a language that joins them."""
JOINING = ("nl", "de")
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
    """Return the requirements that say what is sought, best first, else in the order of the charters.

    Other languages than the one chosen and English are searched only where these do not say all of it.
    """
    query = folded(sought)
    if not query:
        return []
    several = len(sought.split()) > 1
    ours, every = (dict.fromkeys((said.language, ENGLISH, *others)) for others in ((), LANGUAGES))
    found = _ranked(query, charters, list(ours))
    if not found or _far(found):
        elsewhere = _ranked(query, charters, list(every))
        found = elsewhere if not found or not _far(elsewhere) else found
    nearest = found[0][0] // len(WHERE) if found and several else 0
    return [hit for rank, hit in found if rank // len(WHERE) <= max(nearest, PARTLY - 1)]


def _ranked(query: str, charters: Sequence[Charter], languages: Sequence[str]) -> list[tuple[int, Hit]]:
    best = [_best(query, one, charter, languages) for charter in charters for one in charter.requirements()]
    return sorted(filter(None, best), key=lambda ranked: ranked[0])


def _far(found: Sequence[tuple[int, Hit]]) -> bool:
    """Tell whether even the best has not all that is sought."""
    return found[0][0] // len(WHERE) >= PARTLY


def vocabulary(charters: Sequence[Charter], said: Words) -> list[str]:
    """Return the words of all titles, for a guess at what was meant: first those of the language chosen."""
    titles = [one.title for charter in charters for one in charter.requirements()]
    languages = dict.fromkeys((said.language, ENGLISH, *LANGUAGES))
    texts = [title.get(language, "") for language in languages for title in titles]
    return list(dict.fromkeys(word for text in texts for word in re.findall(r"\w{4,}", text.lower())))


@cache
def folded(text: str) -> str:
    """Return the words of a text without accents and capitals, with a space before each of them."""
    plain = text.casefold()
    if not plain.isascii():
        joined = plain.replace("œ", "oe").replace("æ", "ae").replace("\u2019", " ")
        plain = unicodedata.normalize("NFKD", joined).encode("ascii", "ignore").decode()
    return "".join(f" {word}" for word in _WORD.findall(plain))


def _best(query: str, one: Requirement, charter: Charter, languages: Sequence[str]) -> tuple[int, Hit] | None:
    """Return where a requirement says best what is sought, with its rank, if it says it anywhere."""
    ranked = [
        (WHERE.index(where) + len(WHERE) * distance, Hit(one, charter, where, text))
        for where, language, text in _texts(one, charter, languages)
        if (distance := _distance(query, folded(text), joins=language in JOINING)) is not None
    ]
    return min(ranked, key=lambda pair: pair[0], default=None)


def _distance(query: str, text: str, *, joins: bool) -> int | None:
    """Return 0 for a text with the words as they were sought, 1 for all of them apart, 2 for parts of joined words.

    What is more tells how many words are missing; those of few letters, such as articles, do not make up for any.
    """
    text, sought = f"{text} ", query.split()
    if _begun(query, sought[-1]) in text:
        return 0
    has = {word: _begun(f" {word}", word) in text for word in sought}
    if all(has.values()):
        return 1
    if joins:
        has = {word: begun or (len(word) >= LEAST_INSIDE and word in text) for word, begun in has.items()}
        if all(has.values()):
            return 2
    there = sum(has[word] for word in sought if len(word) >= LEAST_TELLING)
    return PARTLY + len(sought) - there if there else None


def _begun(text: str, last: str) -> str:
    """Return a text that ends with this word as it is found: its last word can go on, unless it is very short."""
    return text if len(last) >= LEAST_BEGINNING else f"{text} "


def _texts(one: Requirement, charter: Charter, languages: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Yield all that is said of a requirement, each with where and in which language; names have none."""
    principle = next(each for each in charter.principles if each.id == one.principle)
    entries = [charter.references[name] for name in one.cites.references if name in charter.references]
    pointers = dict.fromkeys(fact.pointer for part in (one.when, one.require) for fact in facts_of(part))
    yield "id", "", one.id
    yield "slug", "", one.slug
    yield from _spoken("title", one.title, languages)
    yield from _spoken("principle", principle.title, languages)
    yield from (("reference", "", name) for name in one.cites.references)
    for entry in entries:
        yield from _spoken("reference", entry.title, languages)
    yield from (("fact", "", phrases.dotted(pointer)) for pointer in pointers)
    for pointer in pointers:
        asked = {language: phrases.question(words(language), pointer) for language in languages}
        yield from _spoken("question", asked, languages)
    yield from _spoken("because", one.because, languages)
    yield from _spoken("remedy", one.remedy, languages)
    if one.judgement:
        yield from _spoken("judgement", one.judgement, languages)


def _spoken(where: str, texts: Text, languages: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    yield from ((where, language, texts[language]) for language in languages if texts.get(language))
