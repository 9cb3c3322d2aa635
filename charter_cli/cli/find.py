"""Find declarations: files as named, and in folders those called charter.yaml or ending in .charter.yaml."""

import os
import re
import stat
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from charter_cli.model.declaration import Declaration, Problem
from charter_cli.read.declarations import STANDARD_INPUT, read_declaration
from charter_cli.read.files import load
from charter_cli.read.strict_yaml import MAX_BYTES

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
        else:
            yield read_declaration(path)


def _below(folder: str, closed: list[OSError]) -> Iterator[str]:
    """Yield the declarations below a folder in the order of their names; hidden folders are left out.

    What keeps a folder from being looked into is added to `closed`.
    """
    for parent, folders, files in os.walk(folder, onerror=closed.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = os.path.normpath(os.path.join(parent, name))  # noqa: PTH118 (Path would drop what was typed)
            if _NAME.fullmatch(name) and not _is_special(path):
                yield path.replace(os.sep, "/")


def _is_special(path: str) -> bool:
    """Tell whether something is there that is no file, such as a pipe, which would be waited for without end."""
    try:
        return not stat.S_ISREG(os.stat(path).st_mode)  # noqa: PTH116 (a Path costs more than the question)
    except OSError:
        return False
