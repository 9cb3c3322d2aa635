"""Put a changed text in the place of a declaration: whole, and only while nobody else has written it."""

from charter_cli.cli.output import WholeFile
from charter_cli.cli.problems import FileProblems
from charter_cli.model.declaration import Problem
from charter_cli.read.files import is_special, load
from charter_cli.read.strict_yaml import MAX_BYTES

BOM = b"\xef\xbb\xbf"


def encoded(text: str, before: bytes) -> bytes:
    """Return a text as the bytes of a file that began with the mark of UTF-8, if that of `before` did."""
    return BOM * before.startswith(BOM) + text.encode()


def replace(path: str, before: bytes, after: bytes) -> None:
    """Put new content in place of the old. Raises FileProblems for what is no file, or was written meanwhile."""
    if is_special(path):
        raise FileProblems(Problem("special-file", path, None, "", {}))
    with WholeFile(path) as file:
        file.write(after.decode())
        if load(path, MAX_BYTES) != before:
            raise FileProblems(Problem("record-meanwhile", path, None, "", {}))
