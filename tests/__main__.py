"""Run every check: format, lint, types, tests (which build the wheel and look at what is in it)."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
CHECKS = (
    ("format", ["ruff", "format", "--check"]),
    ("lint", ["ruff", "check"]),
    ("types", ["mypy"]),
    ("tests", ["pytest"]),
)


def main() -> int:
    """Run all checks, also after one has failed, and return 1 if any has."""
    failed = []
    for name, command in CHECKS:
        print(f"== {name}", flush=True)  # noqa: T201 (a script for a terminal)
        if subprocess.run([sys.executable, "-m", *command], cwd=ROOT, check=False).returncode:
            failed.append(name)
    print(f"failed: {', '.join(failed)}" if failed else "all checks passed", flush=True)  # noqa: T201
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
