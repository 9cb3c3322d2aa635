"""What became of a report, in words: unchanged, edited by hand, or made of what is not there any more."""

from collections.abc import Iterator

from charter_cli import __version__
from charter_cli.model.verification import Edit, Move, Verification
from charter_cli.render import View
from charter_cli.render.escape import one_line
from charter_cli.words import Words

MOST_EDITS = 5
BEFORE, WIDEST = 40, 160
"""Characters of a line that are shown before the first one that differs, and in all."""
DIGEST = 12
"""Characters of a digest that are shown; more than enough to tell two apart."""


def render(result: Verification, view: View) -> Iterator[str]:
    """Yield the lines that tell what became of a report."""
    words, path = view.words, one_line(result.path)
    if result.unchanged:
        names = ", ".join(map(one_line, result.declarations))
        yield words("verify.unchanged", path=path, version=__version__, declarations=names) + "\n"
    if result.moves:
        yield from _moved(result, words)
    if result.layout:
        names = ", ".join(map(one_line, result.layout))
        key = "verify.layout-edited" if result.edits or result.line_ends else "verify.layout"
        yield words(key, path=path, declarations=names) + "\n"
    if result.line_ends:
        yield words("verify.line-ends", path=path) + "\n"
    if result.edits:
        yield from _edited(result, words)


def _moved(result: Verification, words: Words) -> Iterator[str]:
    moved = [one for one in result.moves if one.kind == "facts"]
    yield words("verify.moved" if moved else "verify.moved-else", path=one_line(result.path)) + "\n"
    for one in result.moves:
        name = words(f"verify.kind.{one.kind}", name=one_line(one.name))
        yield f"  {name}{words('colon')}{words('verify.states', **_states(one, words))}\n"
    yield words("verify.edits-unknown") + "\n"
    for one in moved:
        yield words("verify.diff", path=one_line(one.name)) + "\n"


def _states(move: Move, words: Words) -> dict[str, str]:
    return {name: _state(getattr(move, name), words) for name in ("before", "after")}


def _state(state: str | None, words: Words) -> str:
    """Return a version or state as it is, and of a digest its beginning."""
    if state is None:
        return words("verify.none")
    parts = [f"{one[:DIGEST]}…" if len(one) == len("0" * 64) else one for one in state.split(", ")]
    return one_line(", ".join(parts))


def _edited(result: Verification, words: Words) -> Iterator[str]:
    count, first = len(result.edits), result.edits[0].line
    if not result.layout:
        yield words.number("verify.edited", count, path=one_line(result.path), line=first) + "\n"
    for one in result.edits[:MOST_EDITS]:
        was, found = _windows(one, words)
        yield f"  {words('line', line=one.line)}\n    {words.label('verify.was')} {was}\n"
        yield f"    {words.label('verify.is')} {found}\n"
    if count > MOST_EDITS:
        yield words.number("verify.more", count - MOST_EDITS) + "\n"


def _windows(edit: Edit, words: Words) -> tuple[str, str]:
    """Return both versions of a line, each on one harmless line, from a little before where they begin to differ."""
    was, found = edit.was or "", edit.found or ""
    same = next((i for i, (a, b) in enumerate(zip(was, found, strict=False)) if a != b), min(len(was), len(found)))
    start = max(same - BEFORE, 0)
    absent = words("verify.no-line")
    return tuple(absent if line is None else _window(line, start) for line in (edit.was, edit.found))  # type: ignore[return-value]


def _window(line: str, start: int) -> str:
    shown = one_line(line[start : start + WIDEST])
    return f"{'…' * (start > 0)}{shown}{'…' * (len(line) > start + WIDEST)}"
