"""Write digests into the text of a declaration: only the lines concerned change, whatever else the file holds."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from charter_cli.model.declaration import Document, Mark
from charter_cli.render.edit import ENDS, Edit, Lines, applied

_WHOLE = re.compile(r"""('(?:[^']|'')*'|"(?:[^"\\]|\\.)*"|[^'"|>\s].*?)[ \t]*(?:(?<=[ \t])\#.*)?""", re.VERBOSE)
"""A value that ends on its line, and what may stand behind it."""
_DIGEST = re.compile(rf"""'[^'\r\n]*'|"[^"\\\r\n]*"|[0-9A-Za-z]+|~|(?=[ \t]*(?:\#|{ENDS}|\Z))""", re.VERBOSE)
"""A digest that is written already, or what stands for none."""


class Recorded(NamedTuple):
    """The text with the digests in it, and the documents whose entries are not written in a way that we change."""

    text: str
    refused: tuple[str, ...]


def with_digests(document: Document, digests: Mapping[str, str]) -> Recorded:
    """Return the text of a declaration with these digests, by the id of their documents."""
    lines, edits, refused = Lines(document.text), list[Edit](), list[str]()
    register: Any = document.mark[4]
    entries, data = register["evidence"][4], document.data["evidence"]
    for name, digest in digests.items():
        edit = _edit(lines, entries[name], data[name]["file"], digest)  # type: ignore[index]
        if edit:
            edits.append(edit)
        else:
            refused.append(name)
    return Recorded(applied(document.text, edits), tuple(refused))


def _edit(lines: Lines, entry: Mark, file: str, digest: str) -> Edit | None:
    """Return how one digest comes into its entry, or None for an entry that is not written line by line."""
    _, _, line, column, keys = entry
    if not isinstance(keys, dict) or lines.content(line)[column] == "{":
        return None
    if "sha256" in keys:
        return _in_place(lines, keys["sha256"], digest)
    return _behind(lines, keys["file"], column, file, digest) or _above(lines, line, column, digest)


def _in_place(lines: Lines, mark: Mark, digest: str) -> Edit | None:
    """Return how a digest takes the place of another one, or of nothing behind its key."""
    key_line, _, line, column, _ = mark
    start = lines.position(line, column)
    found = _DIGEST.match(lines.text, start)
    if found is None or key_line != line:
        return None
    return Edit(start, found.end(), digest if lines.text[start - 1] == " " else f" {digest}")


def _behind(lines: Lines, mark: Mark, column: int, file: str, digest: str) -> Edit | None:
    """Return a new line behind that of the file, if the file's value ends there."""
    _, _, line, start, _ = mark
    found = _WHOLE.fullmatch(lines.content(line)[start:])
    if found is None or (found[1][0] not in "'\"" and found[1] != file):
        return None
    place, added = lines.position(line, len(lines.content(line))), f"{lines.end(line)}{' ' * column}sha256: {digest}"
    return Edit(place, place, added)


def _above(lines: Lines, line: int, column: int, digest: str) -> Edit | None:
    """Return a new line above the first key of the entry, if nothing else stands on that key's line."""
    place = lines.position(line, 0)
    if lines.content(line)[:column].strip(" "):
        return None
    return Edit(place, place, f"{' ' * column}sha256: {digest}{lines.end(line)}")
