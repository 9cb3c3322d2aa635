"""Find declarations: files as named, and in folders those called charter.yaml or ending in .charter.yaml.

Patterns such as `projects/*/charter.yaml` are spread here too, because not every shell does.
"""

import os
import re
import stat
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from charter_cli.cli.git import ignored_below
from charter_cli.model.declaration import Declaration, Problem
from charter_cli.read.declarations import STANDARD_INPUT, read_declaration
from charter_cli.read.files import load
from charter_cli.read.strict_yaml import MAX_BYTES

_GLOB = re.compile(r"[*?\[]")
_NAME = re.compile(r"(?:.+\.)?charter\.ya?ml", re.DOTALL)
_CHARTER_FILE, _HEAD = re.compile(rb"^charter:", re.MULTILINE), 8192
"""What tells a file called charter.yaml as a charter itself, as those of this project are, and in how many bytes."""


def declarations(paths: Sequence[str]) -> Iterator[Declaration]:
    """Yield the declarations at these paths, in their order, each read when it is asked for.

    A folder in which there is none comes back as a declaration with that problem: nothing found is never a pass.
    """
    for path in paths or (".",):
        if path == STANDARD_INPUT:
            yield read_declaration(path, sys.stdin.buffer.read(MAX_BYTES + 1) if sys.stdin else b"")
        elif Path(path).is_dir():
            found, closed = False, list[OSError]()
            for name in _below(path, closed):
                loaded = load(name, MAX_BYTES)
                if isinstance(loaded, bytes) and _CHARTER_FILE.search(loaded, 0, _HEAD):
                    continue
                found = True
                yield read_declaration(name, loaded)
            for error in closed:
                where = str(error.filename or path)
                wrong = Problem("unreadable", where, None, "", {"reason": error.strerror or str(error)})
                yield Declaration(where, None, {}, problems=(wrong,))
            if not found and not closed:
                yield Declaration(path, None, {}, problems=(Problem("nothing-found", path, None, "", {}),))
        elif _GLOB.search(path) and not os.path.lexists(path):
            from glob import glob

            matching = sorted(glob(path, recursive=True))  # noqa: PTH207 (Path would drop what was typed)
            if matching:
                yield from declarations([match.replace(os.sep, "/") for match in matching])
            else:
                yield Declaration(path, None, {}, problems=(Problem("nothing-matches", path, None, "", {}),))
        else:
            yield read_declaration(path)


def _below(folder: str, closed: list[OSError]) -> Iterator[str]:
    """Yield the declarations below a folder in the order of their names; hidden and ignored ones are left out.

    What keeps a folder from being looked into is added to `closed`.
    """
    ignored = ignored_below(folder)
    for parent, folders, files in os.walk(folder, onerror=closed.append):
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and f"{_absolute(parent, name)}/" not in ignored
        )
        for name in sorted(files):
            path = os.path.normpath(os.path.join(parent, name))  # noqa: PTH118 (Path would drop what was typed)
            if _NAME.fullmatch(name) and not _is_special(path) and _absolute(parent, name) not in ignored:
                yield path.replace(os.sep, "/")


def _absolute(parent: str, name: str) -> str:
    return os.path.abspath(os.path.join(parent, name))  # noqa: PTH100, PTH118 (a Path costs more, for every folder)


def _is_special(path: str) -> bool:
    """Tell whether something is there that is no file, such as a pipe, which would be waited for without end."""
    try:
        return not stat.S_ISREG(os.stat(path).st_mode)  # noqa: PTH116 (a Path costs more than the question)
    except OSError:
        return False
