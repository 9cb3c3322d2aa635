"""A real pseudo-terminal for tests: a program runs in it, keys are typed, and what a person would see is read."""

import contextlib
import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import pyte

from tests.conftest import ROOT

UP, DOWN, SPACE, ENTER, CTRL_C = "\x1b[A", "\x1b[B", " ", "\r", "\x03"
WIDTH, HEIGHT = 80, 100
"""Higher than most, so that a question and all that its answer settles can be read at once."""
PATIENCE = 60
"""Seconds until a program that says nothing is given up."""


class Terminal:
    """A terminal of 80 columns in which `charter` runs; leaving it hangs up."""

    def __init__(self, arguments: Sequence[str], folder: Path, environment: Mapping[str, str]) -> None:
        self.screen = pyte.Screen(WIDTH, HEIGHT)
        self.stream = pyte.ByteStream(self.screen)
        self.written = b""
        self.screen.write_process_input = self.type  # type: ignore[assignment,method-assign]
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", HEIGHT, WIDTH, 0, 0))
        self.child = subprocess.Popen(
            [sys.executable, "-m", "charter_cli", *arguments],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            cwd=folder,
            env={
                "PATH": os.environ["PATH"],
                "PYTHONPATH": str(ROOT),
                "TERM": "xterm",
                "HOME": str(folder),
                **environment,
            },
            start_new_session=True,
            preexec_fn=take_terminal,  # noqa: PLW1509 (one thread)
        )
        os.close(slave)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.hang_up()
        self.child.send_signal(signal.SIGKILL)
        self.child.wait()

    @property
    def text(self) -> str:
        """Return what stands on the screen."""
        return "\n".join(line.rstrip() for line in self.screen.display).rstrip()

    @property
    def words(self) -> str:
        """Return what stands on the screen, however it is wrapped."""
        return " ".join(self.text.split())

    def type(self, keys: str) -> None:
        """Type keys."""
        os.write(self.master, keys.encode())

    def until(self, seen: Callable[[Self], bool]) -> None:
        """Read until something is seen. Raises AssertionError with the screen where it never is."""
        end = time.monotonic() + PATIENCE
        while not seen(self):
            assert time.monotonic() < end, self.text
            assert self._read() or seen(self), self.text

    def ended(self) -> int:
        """Read until the program ends, and return its exit code."""
        while self._read():
            pass
        return self.child.wait(PATIENCE)

    def hang_up(self) -> None:
        """Close the terminal, as a window is closed."""
        with contextlib.suppress(OSError):
            os.close(self.master)

    def _read(self) -> bool:
        """Read what was written meanwhile; return False once nothing will be."""
        ready, _, _ = select.select([self.master], [], [], 1)
        if not ready:
            return True
        try:
            data = os.read(self.master, 65536)
        except OSError:
            return False
        self.written += data
        self.stream.feed(data)
        return bool(data)


def take_terminal() -> None:
    """Make standard input the terminal that controls this process, so that its Ctrl-C arrives."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def interrupt(child: "subprocess.Popen[bytes]", master: int) -> int:
    """Press Ctrl-C until it is seen, and return the exit code.

    One that comes just before the terminal is read would only be seen with the next key.
    """
    for _ in range(30):
        os.write(master, CTRL_C.encode())
        with contextlib.suppress(subprocess.TimeoutExpired):
            return child.wait(timeout=2)
    return child.wait(timeout=PATIENCE)
