"""`charter lsp`: a language server, which an editor starts and talks to over standard input and output."""

import sys

from charter_cli.cli import options
from charter_cli.cli.options import AsOf, Charters, Lang, NoWaivers, StageName, WaiverFiles
from charter_cli.cli.problems import UsageProblem


def lsp(
    charter: Charters = [],  # noqa: B006 (typer copies it)
    lang: Lang = "",
    as_of: AsOf = "",
    stage: StageName = "",
    waivers: WaiverFiles = [],  # noqa: B006
    no_waivers: NoWaivers = False,
) -> int:
    """Serve the editor that started the command until it ends, and return the exit code."""
    options.check_language(lang)
    options.day(as_of)
    if stage:
        options.one_of("--stage", stage, options.STAGES)
    if sys.stdin is None or sys.stdin.isatty():
        raise UsageProblem("lsp-terminal")
    from charter_cli.cli.desk import Desk
    from charter_cli.cli.language_server import serve

    return serve(Desk(charters=charter, language=lang, stage=stage, waivers=waivers, as_of=as_of, bare=no_waivers))
