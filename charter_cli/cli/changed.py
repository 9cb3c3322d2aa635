"""Choose the declarations that changed since a revision, or whose evidence or decisions did."""

from collections.abc import Iterator
from pathlib import Path

from charter_cli.model.declaration import Declaration
from charter_cli.read.declarations import decisions_path


def is_changed(declaration: Declaration, changed: frozenset[Path]) -> bool:
    """Tell whether a file of a declaration is among those that changed; one that cannot be had counts as such."""
    return declaration.document is None or not changed.isdisjoint(_files(declaration))


def _files(declaration: Declaration) -> Iterator[Path]:
    """Yield every file that a declaration's report rests on."""
    path = Path(declaration.path)
    yield path.resolve()
    yield Path(decisions_path(declaration.path)).resolve()
    evidence = declaration.fact("/evidence")
    for entry in evidence.values() if isinstance(evidence, dict) else ():
        if "file" in entry:
            yield (path.parent / entry["file"]).resolve()
