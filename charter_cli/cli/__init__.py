"""The command line: the only door to typer, the arguments, the clock, the environment, the terminal and exit codes.

One file for each command. What is not needed for the command at hand is not imported: `charter --help` loads no YAML,
no rich.
"""

import gc
import os
import signal
import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit code. Nothing but SystemExit comes out of it."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given == ["--version"] and "_CHARTER_COMPLETE" not in os.environ:
        from charter_cli import __version__

        try:
            print(f"charter {__version__}", flush=True)  # noqa: T201 (the answer)
        except OSError as error:
            os._exit(0 if isinstance(error, BrokenPipeError) else 2)
        sys.exit(0)
    # Nothing made while starting becomes garbage, and looking for it costs a tenth of a short run. Judging turns the
    # collector on; what is left at the end is left to the system.
    gc.disable()
    # A pipeline that is cancelled ends its programs so; leaving in order takes half-written files away.
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    from charter_cli.cli.app import run

    code = run(given, dict(os.environ))
    gc.freeze()
    sys.exit(code)
