"""The messages that an editor sends: lines that say how long each is, and then the message."""

import re
from typing import IO

_LINE = re.compile(rb"[A-Za-z-]+[ \t]*:")
_LENGTH = re.compile(rb"content-length[ \t]*:[ \t]*(\d{1,9})[ \t]*\r?\n", re.IGNORECASE)


class Messages:
    """An input that ends where a message does not say how long it is, because nobody knows where the next one begins.

    Without this, pygls would pass over such a message, and over all that follow, and would say nothing.
    """

    def __init__(self, stream: IO[bytes]) -> None:
        self.stream = stream
        self.lost = self.begun = self.measured = False

    def readline(self) -> bytes:
        """Return the next line before a message, that with its length always written in the same way."""
        line = b"" if self.lost else self.stream.readline()
        if not line.strip():
            self.lost = self.begun and not self.measured
            self.begun = self.measured = False
            return b"" if self.lost else line
        self.begun = True
        if length := _LENGTH.fullmatch(line):
            self.measured = True
            return b"Content-Length: %b\r\n" % length[1]
        self.lost = not _LINE.match(line) or line.lower().startswith(b"content-length")
        return b"" if self.lost else line

    def read(self, size: int) -> bytes:
        """Return a message."""
        return self.stream.read(size)
