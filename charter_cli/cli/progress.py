"""Show on a terminal how far a long run has come. Where nobody watches, or the report itself is written, nothing is."""

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, Self

from charter_cli.words import Words

if TYPE_CHECKING:
    import rich.progress

PATIENCE = 1.5
"""Seconds before a bar is worth its place."""
EVERY = 20
"""Declarations between two looks at the clock."""


class Progress:
    """Counts what is expected and what is done, and shows it as a bar once it lasts."""

    def __init__(self, words: Words, *, shown: bool) -> None:
        self.words = words
        self.shown = shown
        self.expected = self.done = 0
        self.start = time.monotonic()
        self.bar: rich.progress.Progress | None = None

    def expect(self, count: int) -> None:
        """Count what was found."""
        self.expected += count

    def advance(self) -> None:
        """Count one that is done."""
        self.done += 1
        if not self.shown or self.done % EVERY:
            return
        if self.bar is None and time.monotonic() - self.start > PATIENCE:
            self.bar = _bar()
            self.bar.start()
            self.bar.add_task(self.words("progress"), total=self.expected)
        if self.bar is not None:
            self.bar.update(self.bar.task_ids[0], completed=self.done, total=self.expected)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.bar is not None:
            self.bar.stop()


def watched() -> bool:
    """Tell whether a terminal shows standard error, and the report does not go to one at the same time."""
    return bool(sys.stderr) and sys.stderr.isatty() and not (sys.stdout and sys.stdout.isatty())


def _bar() -> "rich.progress.Progress":
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True)
