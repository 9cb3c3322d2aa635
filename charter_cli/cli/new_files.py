"""Write files that are not there yet: all of them or none, each whole, and never over another."""

import contextlib
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from charter_cli.cli.problems import UsageProblem


def write_new(folder: str, files: Mapping[str, str]) -> list[str]:
    """Write files into a folder, made where there is none, and return their paths.

    They are written beside it under another name. A new folder is then moved into its place; in one that is there, each
    file gets its name in a step that fails where that name is taken. Raises UsageProblem, and then nothing is left.
    """
    home = Path(folder)
    paths = [home / name for name in files]
    for path in paths:
        if os.path.lexists(path):
            raise UsageProblem("file-exists", path=str(path))
    try:
        place = home.resolve()
        made = _make_parents(place.parent)
        try:
            _write(place, files)
        except BaseException:
            for parent in made:
                with contextlib.suppress(OSError):
                    parent.rmdir()
            raise
    except FileExistsError as error:
        raise UsageProblem("file-exists", path=str(error.filename2 or error.filename or folder)) from error
    except (OSError, RuntimeError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UsageProblem("write", path=folder, reason=reason) from error
    return [path.as_posix() for path in paths]


def _make_parents(parent: Path) -> list[Path]:
    """Make a folder with its parents and return those that were made, the deepest first."""
    lacking = [one for one in (parent, *parent.parents) if not one.exists()]
    for one in reversed(lacking):
        one.mkdir()
    return lacking


def _write(place: Path, files: Mapping[str, str]) -> None:
    home = place if place.is_dir() else place.parent
    with tempfile.TemporaryDirectory(prefix=f".{place.name}.", dir=home) as temporary:
        beside = Path(temporary)
        (beside / place.name).mkdir()
        for name, text in files.items():
            (beside / place.name / name).write_text(text, encoding="utf-8", newline="\n")
        if place.is_dir():
            _link_all(beside / place.name, place, list(files))
        else:
            (beside / place.name).rename(place)


def _link_all(source: Path, place: Path, names: list[str]) -> None:
    """Give files a second name in a folder, or a copy where disks know no second names; all of them or none."""
    done: list[Path] = []
    try:
        for name in names:
            try:
                os.link(source / name, place / name)
            except PermissionError:
                with (place / name).open("xb") as copy:
                    done.append(place / name)
                    copy.write((source / name).read_bytes())
            else:
                done.append(place / name)
    except BaseException:
        for path in done:
            path.unlink()
        raise
