"""Write results: to standard output, or whole into files, and never half of one."""

import contextlib
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from errno import EACCES
from pathlib import Path
from types import TracebackType
from typing import IO, Protocol, Self

from charter_cli.cli.options import FORMATS, one_of
from charter_cli.cli.problems import UsageProblem
from charter_cli.render import View
from charter_cli.render.escape import visible
from charter_cli.words import Words

WIDEST = 1000


class Sink(Protocol):
    """Something that takes pieces of text."""

    def write(self, piece: str) -> None:
        """Take one piece."""


class StandardOutput:
    """Standard output in UTF-8. When its reader goes away, the rest is judged and not written."""

    def __init__(self) -> None:
        # A shell can start a program without this stream; Python then has None in its place.
        self.closed = sys.stdout is None

    def write(self, piece: str) -> None:
        """Write one piece, as long as anybody reads."""
        if self.closed:
            return
        try:
            _stream(sys.stdout).write(piece.encode("utf-8", "replace"))
        except (BrokenPipeError, ValueError):
            self.close()
        except OSError as error:
            self.close()
            raise UsageProblem("write", path="-", reason=error.strerror or str(error)) from error

    def flush(self) -> None:
        """Send what is still in the buffer."""
        if self.closed:
            return
        try:
            _stream(sys.stdout).flush()
        except (BrokenPipeError, ValueError):
            self.close()
        except OSError as error:
            self.close()
            raise UsageProblem("write", path="-", reason=error.strerror or str(error)) from error

    def close(self) -> None:
        """Take no more, and keep Python from complaining about the closed pipe when it ends."""
        self.closed = True
        with contextlib.suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _stream(stream: IO[str]) -> IO[bytes]:
    return stream.buffer  # type: ignore[attr-defined, no-any-return]


class WholeFile:
    """A file that appears, or is replaced, only when all of it is written.

    It is written beside its place under another name and moved there at the end; a device is written directly. A file
    that may not be written is left alone, although its folder would let it be replaced.
    """

    def __init__(self, path: str) -> None:
        self.path = Path(path)
        self.temporary: Path | None = None
        try:
            if self.path.exists() and not self.path.is_file():
                self.file: IO[bytes] = self.path.open("wb")
            else:
                refuse_protected(self.path)
                import tempfile

                handle, name = tempfile.mkstemp(prefix=f".{self.path.name}.", dir=self.path.resolve().parent)
                self.temporary = Path(name)
                self.file = os.fdopen(handle, "wb")
        except (OSError, RuntimeError) as error:
            raise self._problem(error) from error

    def write(self, piece: str) -> None:
        """Write one piece. Raises UsageProblem when the disk is full, say."""
        try:
            self.file.write(piece.encode("utf-8", "replace"))
        except OSError as error:
            raise self._problem(error) from error

    def keep(self) -> None:
        """Put the file in its place."""
        try:
            self.file.close()
            if self.temporary:
                _keep_rights(self.path, self.temporary)
                self.temporary.replace(self.path.resolve())
                self.temporary = None
        except OSError as error:
            raise self._problem(error) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self.keep()
        finally:
            with contextlib.suppress(OSError):
                self.file.close()
            if self.temporary:
                with contextlib.suppress(OSError):
                    self.temporary.unlink()

    def _problem(self, error: OSError | RuntimeError) -> UsageProblem:
        return UsageProblem("write", path=str(self.path), reason=getattr(error, "strerror", None) or str(error))


def refuse_protected(path: Path) -> None:
    """Raise UsageProblem for a file that is there and may not be written."""
    if path.exists() and not os.access(path, os.W_OK):
        raise UsageProblem("write", path=str(path), reason=os.strerror(EACCES))


def _keep_rights(path: Path, successor: Path) -> None:
    """Give a file the permissions of the one that it replaces, or those of a new file.

    It gets the same owner and group too, as far as the system allows; another group may do no more than anybody may.
    """
    if not path.exists():
        mask = os.umask(0)
        os.umask(mask)
        successor.chmod(0o666 & ~mask)
        return
    before = path.stat()
    mode = before.st_mode & 0o777
    for owner, group in ((-1, before.st_gid), (before.st_uid, -1)):
        with contextlib.suppress(OSError):
            os.chown(successor, owner, group)
    if successor.stat().st_gid != before.st_gid:
        mode = mode & 0o707 | (mode & 0o007) << 3
    successor.chmod(mode)


def say(text: str) -> None:
    """Write a line to standard error; when nobody reads it, go on."""
    with contextlib.suppress(AttributeError, OSError, ValueError):
        _stream(sys.stderr).write((text + "\n").encode("utf-8", "replace"))
        sys.stderr.flush()


def width() -> int:
    """Return the width to write for: that of the terminal, or 80 where there is none, so that files are the same."""
    if "COLUMNS" in os.environ or (sys.stdout and sys.stdout.isatty()):
        import shutil

        with contextlib.suppress(OverflowError):
            return min(shutil.get_terminal_size((80, 24)).columns, WIDEST)
    return 80


def colour() -> bool:
    """Tell whether to write colours: FORCE_COLOR and NO_COLOR decide, then whether a terminal reads."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return bool(sys.stdout) and sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def on_terminal() -> bool:
    """Tell whether somebody can be asked: a terminal is both read and written."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))


def no_page_on_terminal(path: str) -> None:
    """Raise UsageProblem where a terminal would get a page for a browser; `path` is proposed in its place."""
    if sys.stdout is not None and sys.stdout.isatty():
        raise UsageProblem("page-on-terminal", path=path)


def parse_outputs(
    outputs: Sequence[str], form: str, sources: Sequence[str], forms: Sequence[str] = FORMATS
) -> tuple[list[tuple[str, str]], bool]:
    """Return the format and path of each output file, and whether standard output gets the report too.

    Raises UsageProblem for two outputs into one file, and for one that would overwrite a declaration that is read.
    """
    chosen, to_terminal = [], True
    for output in outputs:
        name, sign, path = output.partition("=")
        if sign and name.isalpha() and not Path(output).exists():
            one_of("--output", name, forms)
        if sign and name in forms:
            chosen.append((name, path))
        else:
            chosen.append((form, output))
            to_terminal = False
        if not chosen[-1][1]:
            raise UsageProblem("bad-output", value=output)
    targets = [str(Path(path).absolute()) for _, path in chosen]
    for path in targets:
        if targets.count(path) > 1 or path in {str(Path(source).absolute()) for source in sources}:
            raise UsageProblem("bad-output", value=path)
    return chosen, to_terminal


def write_each(
    files: Sequence[tuple[str, str]], form: str, words: Words, render: Callable[[str, View], Iterator[str]]
) -> None:
    """Write one result to files, each with its format, and to standard output in `form` unless that is empty."""
    with ExitStack() as stack:
        sinks: list[tuple[str, Sink, View]] = [
            (name, stack.enter_context(WholeFile(path)), View(words)) for name, path in files
        ]
        terminal = StandardOutput()
        if form:
            sinks.append((form, terminal, View(words, width(), colour())))
        for name, sink, view in sinks:
            for piece in render(name, view):
                sink.write(piece)
        terminal.flush()


def show_change(path: str, before: str, after: str) -> None:
    """Write to standard output what would change in a file, as a unified diff."""
    import difflib

    old, new = ([visible(line) for line in text.splitlines()] for text in (before, after))
    write_all(f"{line}\n" for line in difflib.unified_diff(old, new, visible(path), visible(path), lineterm=""))


def write_all(pieces: Iterator[str]) -> None:
    """Write pieces to standard output."""
    out = StandardOutput()
    for piece in pieces:
        out.write(piece)
    out.flush()
