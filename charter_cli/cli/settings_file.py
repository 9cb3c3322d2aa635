"""Find the settings file: in the nearest folder that has one, from the working folder up to its repository's root.

Without a repository only the working folder is looked into. Where there are no settings, looking is all that is done:
nothing is imported for them.
"""

import os
import re
from typing import TYPE_CHECKING

from charter_cli.cli.problems import FileProblems

if TYPE_CHECKING:
    from charter_cli.model.settings import SettingsFile

OWN, SHARED = "charter.toml", "pyproject.toml"

_NAMED = re.compile(rb"""\btool["']?[ \t]*(?:\.[ \t]*["']?charter\b|\]|=)""")
"""Every way to write the table tool.charter begins like this; a pyproject.toml without it is not parsed."""


def settings_file() -> "SettingsFile | None":
    """Return the settings file of the working folder, if there is one. Raises FileProblems."""
    folders = candidates()
    if not folders:
        return None
    from charter_cli.read.settings import read_settings

    file, problems = read_settings(folders)
    if problems:
        raise FileProblems(*problems, kind="settings")
    return file


def language_setting() -> str:
    """Return the language that the settings ask for, if any; what is wrong with them is told elsewhere."""
    folders = candidates()
    if not folders:
        return ""
    from charter_cli.read.settings import written_language

    return written_language(folders)


def candidates() -> list[list[str]]:
    """Return, for each folder from the nearest one up, the files in it that could hold settings, if there are any."""
    folders = []
    for folder in _folders():
        own, shared = folder + OWN, folder + SHARED
        found = [own] * os.path.lexists(own) + [shared] * (os.path.lexists(shared) and _may_hold_settings(shared))
        if found:
            folders.append(found)
    return folders


def _folders() -> list[str]:
    """Return the folders to look into, as seen from the working folder: nothing (itself), `../`, `../../` and so on."""
    try:
        here = os.getcwd()  # noqa: PTH109 (a Path costs more, at every start)
    except OSError:
        return []
    folders, folder = [""], here
    while not os.path.lexists(os.path.join(folder, ".git")):  # noqa: PTH118
        parent = os.path.dirname(folder)  # noqa: PTH120
        if parent == folder:
            return [""]
        folders.append(f"{folders[-1]}../")
        folder = parent
    return folders


def _may_hold_settings(path: str) -> bool:
    """Tell whether the file names the table; one that cannot be read may, and the reader says what is wrong."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123 (a Path costs as much as the reading)
            return _NAMED.search(file.read()) is not None
    except OSError:
        return True
