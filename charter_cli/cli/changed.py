"""Choose the declarations that changed since a revision, or whose evidence or decisions did."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from charter_cli.cli.git import changed_since
from charter_cli.model.declaration import Declaration
from charter_cli.read.declarations import decisions_path


def only_changed(revision: str, declarations: Iterable[Declaration]) -> Iterator[Declaration]:
    """Yield the declarations of which a file changed. Raises UsageProblem where git cannot tell."""
    changed = changed_since(revision)
    for declaration in declarations:
        if not changed.isdisjoint(_files(declaration)):
            yield declaration


def _files(declaration: Declaration) -> Iterator[Path]:
    """Yield every file that a declaration's report rests on."""
    path = Path(declaration.path)
    yield path.resolve()
    yield Path(decisions_path(declaration.path)).resolve()
    evidence = declaration.fact("/evidence")
    for entry in evidence.values() if isinstance(evidence, dict) else ():
        if "file" in entry:
            yield (path.parent / entry["file"]).resolve()
