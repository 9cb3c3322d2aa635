"""What GitHub Actions adds to a run: its own format when none is asked for, and a summary on the page of the job."""

import os
from collections.abc import Sequence
from pathlib import Path

from charter_cli.cli.output import parse_outputs, say
from charter_cli.render.escape import markdown, one_line
from charter_cli.words import Words

LIMIT = 1024 * 1024
"""Bytes of a summary; GitHub drops one that is larger."""


def default_format(outputs: Sequence[str]) -> str:
    """Return the format of `check` where none is asked for; a file is written as text wherever it is written."""
    _, to_terminal = parse_outputs(outputs, "text", ())
    return "github" if to_terminal and os.environ.get("GITHUB_ACTIONS") == "true" else "text"


class StepSummary:
    """Takes the Markdown report, as far as GitHub shows it, and appends it to the summary of the step at the end."""

    def __init__(self, path: str, words: Words) -> None:
        self.path, self.words = Path(path), words
        self.pieces: list[bytes] = []
        self.size = 0

    def write(self, piece: str) -> None:
        """Take one piece; what is beyond the limit is not kept."""
        content = piece.encode("utf-8", "replace")
        if self.size < LIMIT:
            self.pieces.append(content)
        self.size += len(content)

    def append(self) -> None:
        """Write what was taken behind what other commands of the step wrote. It is an extra: if it fails, say so."""
        if not self.size:
            return
        try:
            before = self.path.stat().st_size if self.path.exists() else 0
            with self.path.open("ab") as file:
                file.write(self._fitting(LIMIT - 1 - before))
        except OSError as error:
            reason = error.strerror or str(error)
            say(self.words("notice.no-summary", path=one_line(str(self.path)), reason=reason))

    def _fitting(self, room: int) -> bytes:
        """Return the report, cut at the end of a line with a pointer to all of it where there is no room."""
        whole = b"".join(self.pieces)
        if self.size <= room:
            return whole
        pointer = f"\n\n{markdown(self.words('actions.cut'))}\n".encode()
        kept = whole[: max(0, room - len(pointer))]
        fitting = kept[: kept.rfind(b"\n") + 1] + pointer
        return fitting if len(fitting) <= room else b""


def step_summary(forms: Sequence[str], words: Words) -> StepSummary | None:
    """Return what writes the summary of the step, where annotations are written and GitHub has named its file."""
    path = os.environ.get("GITHUB_STEP_SUMMARY", "")
    return StepSummary(path, words) if path and "github" in forms else None
