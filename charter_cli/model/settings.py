"""Settings: what is chosen for all runs in a place, each value with where it comes from."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Generic, NamedTuple, TypeVar

from charter_cli.model.declaration import Place

T = TypeVar("T")


class Origin(StrEnum):
    """Who chose a value; the first that did counts."""

    OPTION = "option"
    ENVIRONMENT = "environment"
    FILE = "file"
    DEFAULT = "default"


class Source(NamedTuple):
    """Where a value comes from: for an option or a variable its name, for a file its path and the place of the key."""

    origin: Origin
    name: str = ""
    place: Place | None = None


class Setting(NamedTuple, Generic[T]):
    """A value that counts, and where it comes from. Empty text and an empty list are nothing chosen."""

    value: T
    source: Source


class Settings(NamedTuple):
    """Every setting, in the order in which they are shown."""

    charters: Setting[tuple[str, ...]]
    language: Setting[str]
    fail_on: Setting[str]
    require_review: Setting[bool]
    stage: Setting[str]
    waivers: Setting[tuple[str, ...]]
    baseline: Setting[str]
    format: Setting[str]
    output: Setting[tuple[str, ...]]
    template: Setting[str]
    style: Setting[str]
    logo: Setting[str]


NAMES = tuple(name.replace("_", "-") for name in Settings._fields)
"""What the settings are called in a file."""

VARIABLES = {name: f"CHARTER_{name.upper().replace('-', '_')}" for name in NAMES} | {"language": "CHARTER_LANG"}
"""The environment variable of each setting."""


class SettingsFile(NamedTuple):
    """A file with settings: its path, its values with all paths as seen from the working folder, and their places."""

    path: str
    values: Mapping[str, Any]
    places: Mapping[str, Place]
