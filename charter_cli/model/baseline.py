"""A baseline: the gaps of a body when it began to check, so that only what is new, or worse, fails the gate."""

from collections.abc import Mapping
from typing import NamedTuple

from charter_cli.model.charter import Level
from charter_cli.model.declaration import Place
from charter_cli.model.report import Outcome

HELD = (Outcome.GAP, Outcome.UNDECLARED)
"""The outcomes that a baseline holds. An open question for a committee is no gap: it fails only when that is asked."""


class Entry(NamedTuple):
    """One finding as bad as it was: the pointers that stood against it (`gaps`) and those that were `missing`.

    `place` says where the entry stands in its file; one that is not written yet has none.
    """

    fingerprint: str
    project: str
    charter: str
    requirement: str
    outcome: Outcome
    level: Level
    gaps: tuple[str, ...]
    missing: tuple[str, ...]
    place: Place | None = None


class Baseline(NamedTuple):
    """The entries of a file, by project, and the SHA-256 of its bytes."""

    path: str
    projects: Mapping[str, tuple[Entry, ...]]
    sha256: str | None = None
