"""A waiver: a gap that a body accepts for a time, with who answers for that and why."""

from datetime import date
from typing import NamedTuple

from charter_cli.model.declaration import Document, Place, Problem


class Waiver(NamedTuple):
    """One entry of a waivers file.

    It covers one requirement of one project, or with `pointer` only what stands against it there or below. `granted`
    and `expires` are days; the last one counts to its end. `path`, `entry` (a JSON Pointer) and `place` say where the
    entry stands.
    """

    charter: str
    requirement: str
    project: str
    pointer: str | None
    reason: str
    owner: str
    approver: str
    decision: str
    granted: str
    expires: str
    renewals: int
    path: str
    entry: str
    place: Place

    def days_left(self, as_of: str) -> int:
        """Return how many days lie between a day and the last one on which this counts."""
        return (date.fromisoformat(self.expires) - date.fromisoformat(as_of)).days


class WaiversFile(NamedTuple):
    """A file of waivers: the entries that are well-formed, what is wrong with the others, the SHA-256 of its bytes."""

    path: str
    document: Document | None
    waivers: tuple[Waiver, ...]
    problems: tuple[Problem, ...]
    sha256: str | None = None
