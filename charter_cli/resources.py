"""Find the folders that are shipped beside the code: charters, schemas, templates, words.

In a wheel they lie inside the package, in a checkout `charters` and `schemas` lie beside it. This is the only module
that knows of the difference.
"""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def folder(name: str) -> Path:
    """Return the shipped folder called `name`.

    Raises FileNotFoundError when neither the package nor the checkout has it, which means a broken installation.
    """
    for parent in (PACKAGE, PACKAGE.parent):
        candidate = parent / name
        if candidate.is_dir():
            return candidate
    message = f"the folder '{name}' of charter is missing; install it again"
    raise FileNotFoundError(message)
