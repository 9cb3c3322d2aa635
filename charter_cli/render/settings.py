"""The settings that count in a place, each with where it comes from, as text and JSON."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from charter_cli import __version__
from charter_cli.model.settings import NAMES, Origin, Setting, Settings, Source
from charter_cli.render import View, phrases
from charter_cli.render.escape import one_line
from charter_cli.render.page import Page
from charter_cli.words import Words

SCHEMA_VERSION = 1
INDENT = 2
COLUMN = max(map(len, NAMES))


def text(settings: Settings, path: str | None, view: View) -> Iterator[str]:
    """Yield each setting with its value and, below, where that comes from."""
    page, words = Page(view), view.words
    page.line(words("settings.file", path=one_line(path)) if path else words("settings.no-file"))
    page.line()
    for name, setting in _named(settings):
        page.labelled(name.ljust(COLUMN), _value(words, setting.value), "bold", INDENT)
        page.line(_source(words, setting.source), "dim", INDENT + COLUMN + 1)
    yield page.text()


def _named(settings: Settings) -> Iterator[tuple[str, Setting[Any]]]:
    every: Iterable[Setting[Any]] = settings
    return zip(NAMES, every, strict=True)


def _value(words: Words, value: object) -> str:
    if value in ("", ()):
        return words("settings.none")
    return one_line(", ".join(value) if isinstance(value, tuple) else phrases.shown(value))


def _source(words: Words, source: Source) -> str:
    if source.place:
        return one_line(f"{source.name}:{source.place.line}:{source.place.column}")
    return words(f"settings.source.{source.origin}", name=source.name)


def as_json(settings: Settings, path: str | None, view: View) -> Iterator[str]:
    """Yield one JSON document; what is not chosen is null."""
    data = {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "charter", "version": __version__},
        "language": view.words.language,
        "file": path,
        "settings": {
            name: {"value": None if setting.value == "" else setting.value, "source": _as_data(setting.source)}
            for name, setting in _named(settings)
        },
    }
    yield json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _as_data(source: Source) -> dict[str, object]:
    line, column = source.place or (None, None)
    named = source.name or None
    if source.origin is Origin.FILE:
        return {"origin": source.origin, "path": named, "line": line, "column": column}
    return {"origin": source.origin} if named is None else {"origin": source.origin, "name": named}


RENDERERS: Mapping[str, Callable[[Settings, str | None, View], Iterator[str]]] = {"text": text, "json": as_json}
