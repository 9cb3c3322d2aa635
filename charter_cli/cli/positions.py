"""Places in a text, as we count them and as an editor does.

We count lines as YAML does, and characters from 1, behind the mark of UTF-8 that a text may begin with. An editor knows
fewer line ends, counts from 0, and in the units of an encoding, mostly UTF-16, where an emoji counts for two.
"""

import re
from bisect import bisect_right

from charter_cli.model.declaration import Place
from charter_cli.render.edit import Lines

MARK = "\ufeff"
_END = re.compile(r"\r\n|[\r\n]")
_BYTES = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}
"""How a text is encoded, and how many bytes are one unit."""

Position = tuple[int, int]
"""A line and a column as an editor counts them."""


class Positions:
    """The places of one text; offsets are those of the text without the mark."""

    def __init__(self, text: str, encoding: str = "utf-16") -> None:
        self.marked = len(MARK) if text.startswith(MARK) else 0
        self.text = text
        self.codec, self.unit = _BYTES[encoding]
        self.starts = [0, *(end.end() for end in _END.finditer(text))]
        self.lines = Lines(text[self.marked :])

    def at(self, line: int, column: int) -> Position:
        """Return the position of a place in our count; one behind the end of the text is its end."""
        if line > len(self.lines.found):
            return self.of(len(self.text))
        return self.of(self.lines.position(line - 1, column - 1))

    def of(self, offset: int) -> Position:
        """Return the position of an offset."""
        offset = min(offset + self.marked, len(self.text))
        line = bisect_right(self.starts, offset) - 1
        return line, self._units(self.text[self.starts[line] : offset])

    def place(self, position: Position) -> Place:
        """Return the place in our count of a position; what lies behind the end of a line is its end."""
        line, units = min(position[0], len(self.starts) - 1), position[1]
        offset = self.starts[line]
        end = _END.search(self.text, offset)
        last = end.start() if end else len(self.text)
        while offset < last and units > 0:
            units -= self._units(self.text[offset])
            offset += 1
        offset = max(offset - self.marked, 0)
        ours = bisect_right(self.lines.found, offset, key=lambda found: found.start()) - 1
        return Place(ours + 1, offset - self.lines.found[ours].start() + 1)

    def _units(self, text: str) -> int:
        return len(text.encode(self.codec, "surrogatepass")) // self.unit
