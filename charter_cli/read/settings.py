"""Read settings: charter.toml, or [tool.charter] of pyproject.toml. The only door to tomllib."""

import os
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from charter_cli.model.declaration import Document, Mark, Place, Problem
from charter_cli.model.settings import SettingsFile
from charter_cli.read.files import load_own

SHARED, TABLE = "pyproject.toml", ("tool", "charter")
MAX_BYTES = 1024 * 1024

_PART = r"""(?:[\w-]+|"[^"\n]*"|'[^'\n]*')"""
_PARTS = re.compile(_PART)
_KEY = re.compile(
    rf"^[ \t]*(\[{{0,2}})[ \t]*({_PART}(?:[ \t]*\.[ \t]*{_PART})*)[ \t]*(?:=[ \t]*|\]{{1,2}}[ \t]*(?:#.*)?$)",
    re.MULTILINE,
)
_LONG_TEXT = re.compile(r'"""[\s\S]*?"""|' + r"'''[\s\S]*?'''")
_WHERE = re.compile(r"at line (\d+), column (\d+)\)$")


def read_settings(folders: Sequence[Sequence[str]]) -> tuple[SettingsFile | None, tuple[Problem, ...]]:
    """Return the settings of the first of these folders, each given as its files, that has some.

    Where anything is wrong with them, all of that comes back in their place.
    """
    document, problems = _first(folders)
    if document is None or problems:
        return None, problems
    from charter_cli.read.form import check_form  # noqa: PLC0415 (not needed for the language alone)

    values, problems = check_form(document, "settings")
    if problems:
        return None, problems
    seen, problems = _seen_from_here(values, document)
    places = {name: document.key_place(f"/{name}") for name in seen}
    return (None, problems) if problems else (SettingsFile(document.path, seen, places), ())


def written_language(folders: Sequence[Sequence[str]]) -> str:
    """Return the language that the settings ask for, whatever is wrong with the rest of them."""
    document, _ = _first(folders)
    value = document.data.get("language") if document and isinstance(document.data, dict) else None
    return value if isinstance(value, str) else ""


def _first(folders: Sequence[Sequence[str]]) -> tuple[Document | None, tuple[Problem, ...]]:
    """Return the settings of the first folder that has some, as they are written, and what is wrong so far."""
    for files in folders:
        read = [_document(path) for path in files]
        documents = [document for document, _ in read if document]
        problems = tuple(problem for _, wrong in read for problem in wrong)
        if len(documents) > 1:
            own, shared = documents
            place, params = shared.key_place(""), {"other": own.path}
            problems = (*problems, Problem("settings-twice", shared.path, place, "", params))
        if documents or problems:
            return documents[0] if documents else None, problems
    return None, ()


def _document(path: str) -> tuple[Document | None, tuple[Problem, ...]]:
    """Return what a file says, with places, or nothing where it has no settings."""
    table = TABLE if os.path.basename(path) == SHARED else ()  # noqa: PTH119
    content = load_own(path, MAX_BYTES)
    if isinstance(content, Problem):
        return None, (content,)
    if len(content) > MAX_BYTES:
        return None, (Problem("too-large", path, None, "", {"limit": MAX_BYTES}),)
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8", "replace")
        params = {"byte": f"0x{content[error.start]:02x}"}
        return None, (Problem("not-utf-8", path, _end(before), "", params),)
    data, problems = _parsed(text, path)
    for name in table:
        data = data.get(name) if isinstance(data, dict) else None
    return (None, problems) if data is None else (Document(path, data, _marks(text, table), text, blanks=False), ())


def _parsed(text: str, path: str) -> tuple[Any, tuple[Problem, ...]]:
    try:
        return tomllib.loads(text), ()
    except (ValueError, RecursionError) as error:
        where = _WHERE.search(str(error))
        place = Place(int(where[1]), int(where[2])) if where else _end(text.rstrip())
        return None, (Problem("not-toml", path, place, "", {}),)


def _end(text: str) -> Place:
    """Return the place behind a text."""
    return Place(text.count("\n") + 1, len(text) - text.rfind("\n"))


def _marks(text: str, table: tuple[str, ...]) -> Mark:
    """Find the lines of the keys of a table, for messages: the parser does not tell. Data is never taken from here."""
    blank = _LONG_TEXT.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
    header: tuple[str, ...] = ()
    home, found = (0, 0, 0, 0), dict[str, Mark]()
    for match in _KEY.finditer(blank):
        name = tuple(part.strip("\"'") for part in _PARTS.findall(match[2]))
        header, name = (name, name) if match[1] else (header, header + name)
        start = _end(text[: match.start(1)])
        value = start if match[1] else _end(text[: match.end()])
        mark = (start.line - 1, start.column - 1, value.line - 1, value.column - 1)
        if name[: len(table)] != table:
            continue
        if len(name) == len(table):
            home = mark
        else:
            found.setdefault(name[len(table)], (*mark, None))
    return (*home, found)


Wrong = tuple[str, Mapping[str, object]]
"""What is wrong with a value: the code and the parameters of a problem."""


def _seen_from_here(values: Mapping[str, Any], document: Document) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    """Return the values with their paths as seen from the working folder, and what they name that cannot be."""
    folder, seen, problems = os.path.dirname(document.path), dict(values), list[Problem]()  # noqa: PTH120
    for name, look in _WITH_PATHS.items():
        if name in values:
            seen[name], wrong = look(values[name], folder)
            place = document.key_place(f"/{name}")
            problems += [Problem(code, document.path, place, f"/{name}", params) for code, params in wrong]
    return seen, tuple(problems)


def _path(folder: str, written: str) -> str:
    return os.path.normpath(os.path.join(folder, written))  # noqa: PTH118 (Path would drop what was typed)


def _charters(names: list[str], folder: str) -> tuple[list[str], list[Wrong]]:
    """Tell identifiers from paths, and find what is neither."""
    from charter_cli.read.charters import shipped  # noqa: PLC0415 (only this setting needs it)
    from charter_cli.read.suggest import closest  # noqa: PLC0415

    known = shipped()
    seen = [name if name in known else _path(folder, name) for name in names]
    missing = [name for name, path in zip(names, seen, strict=True) if name not in known and not os.path.lexists(path)]
    wrong: list[Wrong] = [
        ("unknown-charter", {"name": name, "suggestion": closest(name, known), "options": list(known)})
        for name in missing
    ]
    return seen, wrong


def _files(written: str | list[str], folder: str) -> tuple[list[str], list[Wrong]]:
    return [_path(folder, one) for one in ([written] if isinstance(written, str) else written)], []


def _file(written: str, folder: str) -> tuple[str, list[Wrong]]:
    return _path(folder, written), []


def _shown_file(written: str, folder: str) -> tuple[str, list[Wrong]]:
    """Find a file that reports show something of: settings that come with a repository show nothing outside of it."""
    path = _path(folder, written)
    return path, [] if _lies_below(path, folder) else [("own-form-outside", {"found": written})]


def _outputs(written: list[str], folder: str) -> tuple[list[str], list[Wrong]]:
    """Find the targets, which must lie below the folder: settings that come with a repository write only in it."""
    pairs = [one.partition("=")[::2] for one in written]
    outside = [path for _, path in pairs if not _lies_below(_path(folder, path), folder)]
    return [f"{form}={_path(folder, path)}" for form, path in pairs], [
        ("output-outside", {"found": path}) for path in outside
    ]


_WITH_PATHS: Mapping[str, Callable[[Any, str], tuple[Any, list[Wrong]]]] = {
    "charters": _charters,
    "waivers": _files,
    "baseline": _file,
    "output": _outputs,
    "template": _shown_file,
    "style": _shown_file,
    "logo": _shown_file,
}


def _lies_below(path: str, folder: str) -> bool:
    """Tell whether a path lies in a folder, wherever links lead."""
    try:
        root = os.path.realpath(folder)
        return os.path.commonpath([root, os.path.realpath(path)]) == root
    except (OSError, ValueError):
        return False
