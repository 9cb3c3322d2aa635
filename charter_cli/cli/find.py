"""Find declarations: files as named, and in folders those called charter.yaml or ending in .charter.yaml.

Patterns such as `projects/*/charter.yaml` are spread here too, because not every shell does.
"""

import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from charter_cli.model.declaration import Declaration, Problem
from charter_cli.read.declarations import STANDARD_INPUT, read_declaration
from charter_cli.read.files import is_special, load
from charter_cli.read.strict_yaml import MAX_BYTES

_GLOB = re.compile(r"[*?\[]")
_NAME = re.compile(r"(?:.+\.)?charter\.ya?ml", re.DOTALL)

Found = tuple[str, bytes | Problem | None]
"""The path of a declaration, and what was loaded of it already, or why it cannot be had."""


def declarations(paths: Sequence[str]) -> Iterator[Declaration]:
    """Yield the declarations at these paths, in their order, each read when it is asked for."""
    return (read_declaration(*found) for found in find(paths))


def find(paths: Sequence[str], expect: Callable[[int], None] = lambda _: None) -> Iterator[Found]:
    """Yield what is at these paths, in their order; `expect` is told how many of them are coming.

    A folder in which there is no declaration comes back with that problem: nothing found is never a pass.
    """
    for path in paths or (".",):
        if path == STANDARD_INPUT:
            yield path, sys.stdin.buffer.read(MAX_BYTES + 1) if sys.stdin else b""
        elif os.path.isdir(path):  # noqa: PTH112 (a Path raises for what it may not look at)
            found, closed, charters = False, list[OSError](), list[str]()
            names = list(below(path, closed))
            expect(len(names))
            for name in names:
                loaded = load(name, MAX_BYTES)
                if isinstance(loaded, bytes) and is_charter(loaded):
                    charters.append(name)
                    continue
                found = True
                yield name, loaded
            for error in closed:
                where = str(error.filename or path)
                yield where, Problem("unreadable", where, None, "", {"reason": error.strerror or str(error)})
            if not found and not closed:
                yield path, _nothing(path, charters)
        elif _GLOB.search(path) and not os.path.lexists(path):
            from glob import glob

            matching = sorted(glob(path, recursive=True))  # noqa: PTH207 (Path would drop what was typed)
            if matching:
                yield from find([match.replace(os.sep, "/") for match in matching], expect)
            else:
                yield path, Problem("nothing-matches", path, None, "", {})
        else:
            expect(1)
            yield path, None


def _nothing(path: str, charters: Sequence[str]) -> Problem:
    """Say that a folder has no declaration, but perhaps a charter, which can have the same name."""
    if charters:
        return Problem("only-charters", path, None, "", {"charter": charters[0]})
    return Problem("nothing-found", path, None, "", {})


def is_declaration(name: str, content: bytes) -> bool:
    """Tell whether a file is a declaration: by the key at its top, or by its name, unless it is a charter."""
    return _has(content, b"declaration:") or bool(_NAME.fullmatch(name) and not _has(content, b"charter:"))


def is_charter(content: bytes) -> bool:
    """Tell a charter that is called charter.yaml from a declaration, by the keys at the top of the file."""
    return _has(content, b"charter:") and not _has(content, b"declaration:")


def _has(content: bytes, key: bytes) -> bool:
    return content.startswith(key) or b"\n" + key in content


def below(
    folder: str, closed: list[OSError], most: int | None = None, visit: Callable[[str], object] = lambda _: None
) -> Iterator[str]:
    """Yield the declarations below a folder in the order of their names; hidden and ignored ones are left out.

    What keeps a folder from being looked into is added to `closed`. At most so many folders are looked into, if that is
    given; `visit` is told each.
    """
    from charter_cli.cli.git import ignored_below

    ignored = ignored_below(folder)
    for parent, folders, files in islice(os.walk(folder, onerror=closed.append), most):
        visit(parent)
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and f"{_absolute(parent, name)}/" not in ignored
        )
        for name in sorted(files):
            path = os.path.normpath(os.path.join(parent, name))  # noqa: PTH118 (Path would drop what was typed)
            if _NAME.fullmatch(name) and not is_special(path) and _absolute(parent, name) not in ignored:
                yield path.replace(os.sep, "/")


def _absolute(parent: str, name: str) -> str:
    return os.path.abspath(os.path.join(parent, name))  # noqa: PTH100, PTH118 (a Path costs more, for every folder)
