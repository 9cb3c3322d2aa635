"""Read a strict subset of YAML: data, places and problems together.

One document in UTF-8, YAML 1.2 core scalars (so `no`, `oui` and `2026-01-01` stay text), no tags, anchors or aliases,
no key twice, bounded size and depth. What is plain throughout is read line by line, the rest through libyaml.
"""

import re
from importlib.util import find_spec
from pathlib import Path

from charter_cli.model.declaration import Document, Place, Problem
from charter_cli.read.plain_yaml import read_plain

MAX_BYTES = 1024 * 1024

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def parse(content: bytes, path: str, max_bytes: int = MAX_BYTES) -> tuple[Document | None, tuple[Problem, ...]]:
    """Read one YAML document; return it with every problem found, or None where the bytes are no text.

    With problems the document is still there: with its data where that could be read (a key written twice, say), so
    that all further problems can be told too, and else empty, so that the place can be shown.
    """
    text, problem = _decode(content, path, max_bytes)
    if text is None:
        return None, (problem,) if problem else ()
    plain = read_plain(text)
    if plain:
        return Document(path, plain.data, plain.mark, text, plain.blanks), ()
    from charter_cli.read.yaml_events import read_events  # noqa: PLC0415 (what is plain needs no PyYAML)

    return read_events(text, path)


def reads_slowly() -> bool:
    """Tell whether PyYAML was installed without libyaml, so that what is not plain is read slowly; it is not loaded."""
    found = find_spec("yaml")
    folders = found.submodule_search_locations if found else None
    return not any(any(Path(folder).glob("_yaml.*")) for folder in folders or ())


def _decode(content: bytes, path: str, max_bytes: int) -> tuple[str | None, Problem | None]:
    """Return the text, or the problem that keeps the bytes from being text."""
    if len(content) > max_bytes:
        return None, Problem("too-large", path, None, "", {"limit": max_bytes})
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8", "replace")
        return None, Problem("not-utf-8", path, _place_after(before), "", {"byte": f"0x{content[error.start]:02x}"})
    control = _CONTROL.search(text)
    if control:
        params = {"character": f"U+{ord(control[0]):04X}"}
        return None, Problem("control-character", path, _place_after(text[: control.start()]), "", params)
    return text, None


def _place_after(before: str) -> Place:
    line_start = max(before.rfind("\n"), before.rfind("\r")) + 1
    lines = before.count("\n") + before.replace("\r\n", "").count("\r")
    return Place(lines + 1, len(before) - line_start + 1)
