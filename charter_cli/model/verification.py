"""What verifying a report comes to: whether it is what the tool writes today, and if not, what differs."""

from typing import NamedTuple

from charter_cli.model.report import Exit


class Move(NamedTuple):
    """Something that a report was made of and that is not the same now: its kind, its name, and its two states.

    A state is a digest or a version, or None where there is none.
    """

    kind: str
    name: str
    before: str | None
    after: str | None


class Edit(NamedTuple):
    """A line that differs: its number in the report, what was written there, and what stands there now.

    `was` is None for a line that was added, `found` for one that is missing, and then the number is that of the next.
    """

    line: int
    was: str | None
    found: str | None


class Verification(NamedTuple):
    """What became of a report since it was made of these declarations.

    Where anything `moved`, edits are not known. `layout` names the declarations of which only comments or layout
    changed. `line_ends` tells that the report differs in the ends of its lines alone.
    """

    path: str
    declarations: tuple[str, ...]
    moves: tuple[Move, ...] = ()
    edits: tuple[Edit, ...] = ()
    layout: tuple[str, ...] = ()
    line_ends: bool = False

    @property
    def unchanged(self) -> bool:
        """Tell whether the report is, to the byte, what the tool writes today."""
        return not (self.moves or self.edits or self.layout or self.line_ends)

    @property
    def exit(self) -> Exit:
        """Return the exit code: a report holds, too, where only comments or layout of a declaration changed."""
        return Exit.GATE if self.moves or self.edits or self.line_ends else Exit.OK
