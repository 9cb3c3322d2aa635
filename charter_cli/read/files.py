"""Get the bytes of files, or say in one problem why they cannot be had."""

import hashlib
import os
import stat
from pathlib import Path

from charter_cli.model.declaration import Problem, Sighting

_USUAL = 32 * 1024
"""Bytes; nearly every file is smaller."""


def load(path: str, max_bytes: int) -> bytes | Problem:
    """Return the bytes of a file, at most one more than `max_bytes`, or the problem that keeps them away."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123 (a Path costs as much as the reading)
            # Asking for the limit at once would take a buffer of that size for every file, however small.
            head = file.read(_USUAL)
            return head if len(head) < _USUAL else head + file.read(max_bytes + 1 - _USUAL)
    except FileNotFoundError:
        return _problem("dead-link" if os.path.islink(path) else "no-such-file", path)  # noqa: PTH114 (a Path raises)
    except (IsADirectoryError, PermissionError):
        return _problem("is-directory" if os.path.isdir(path) else "no-permission", path)  # noqa: PTH112 (a Path raises)
    except (OSError, ValueError) as error:
        return _problem("unreadable", path, reason=getattr(error, "strerror", None) or str(error))


def load_own(path: str, max_bytes: int) -> bytes | Problem:
    """Load a file that is to be written too, or that nobody named: what is no ordinary file is refused, not awaited."""
    return _problem("special-file", path) if is_special(path) else load(path, max_bytes)


def is_special(path: str) -> bool:
    """Tell whether something is there that is no file, such as a pipe, which would be waited for without end."""
    try:
        mode = os.stat(path).st_mode  # noqa: PTH116 (a Path costs more than the question)
    except (OSError, ValueError):
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def _problem(code: str, path: str, **params: object) -> Problem:
    return Problem(code, path, None, "", params)


def sight(folder: Path, file: str) -> Sighting:
    """Look at an evidence file below `folder`; a link that leads outside of it is not followed."""
    try:
        root = folder.resolve()
        path = (root / file).resolve()
        if not path.is_relative_to(root):
            return Sighting("outside", None)
        if not stat.S_ISREG(path.stat().st_mode):
            return Sighting("missing", None)
        with path.open("rb") as opened:
            return Sighting("present", hashlib.file_digest(opened, "sha256").hexdigest())
    except FileNotFoundError:
        return Sighting("missing", None)
    except (OSError, ValueError, RuntimeError):
        return Sighting("unreadable", None)
