"""Ask git: what it ignores below a folder, and what changed since a revision. Nothing else is ever run."""

import os
from pathlib import Path

from charter_cli.cli.problems import UsageProblem


def ignored_below(folder: str) -> frozenset[str]:
    """Return the absolute paths below a folder that git ignores, folders with a slash at their end and only themselves.

    Nothing is ignored outside of a repository or without git. What is tracked is not ignored, as in git.
    """
    try:
        here = Path(folder).absolute()
        if not any((one / ".git").exists() for one in (here, *here.parents)):
            return frozenset()
    except OSError:  # what cannot be looked at is told by whoever reads it
        return frozenset()
    asked = ("ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--directory")
    code, told, _ = _git("-C", folder, *asked)
    names = told.split("\0") if code == 0 else ()
    return frozenset(os.path.join(os.path.abspath(folder), name) for name in names if name)  # noqa: PTH100, PTH118


def changed_since(revision: str) -> frozenset[Path]:
    """Return the files that differ from a revision, new and uncommitted ones included.

    Raises UsageProblem where git is missing, the folder is in no repository, or the revision is unknown.
    """
    root = Path(_told("rev-parse", "--show-toplevel").strip("\n"))
    # A revision that begins with a dash would be an option; rev-parse makes a name of it that is none.
    asked = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    code, commit, _ = _git(*asked)
    if code:
        raise UsageProblem("no-revision", value=revision)
    named = _told("-C", str(root), "diff", "--name-only", "-z", "--no-renames", commit.strip(), "--")
    new = _told("-C", str(root), "ls-files", "--others", "--exclude-standard", "-z")
    return frozenset((root / name).resolve() for name in (named + new).split("\0") if name)


def _told(*arguments: str) -> str:
    """Return what git says. Raises UsageProblem with its reason where it cannot say anything."""
    code, told, reason = _git(*arguments)
    if code:
        raise UsageProblem("no-git", reason=reason)
    return told


def _git(*arguments: str) -> tuple[int, str, str]:
    """Run git; return its exit code, what it says, and the first line of its reason."""
    import subprocess

    try:
        done = subprocess.run(["git", *arguments], capture_output=True, check=False)  # noqa: S603, S607 (the user's git)
    except OSError as error:
        return 127, "", error.strerror or str(error)
    reason = done.stderr.decode("utf-8", "replace").strip().splitlines()
    return done.returncode, done.stdout.decode("utf-8", "surrogateescape"), reason[0] if reason else "git"
