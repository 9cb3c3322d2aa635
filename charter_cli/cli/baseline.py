"""`charter baseline`: write down the gaps that are there, so that a check fails only on new or worse ones."""

from typing import Annotated

import typer

from charter_cli.cli import options
from charter_cli.cli.options import AsOf, Charters, Jobs, Lang, NoWaivers, Paths, StageName, WaiverFiles


def baseline(
    paths: Paths = [],  # noqa: B006 (typer copies it)
    charter: Charters = [],  # noqa: B006
    output: Annotated[str, typer.Option("--output", "-o", metavar="FILE", help="help.baseline.output")] = "",
    lang: Lang = "",
    as_of: AsOf = "",
    stage: StageName = "",
    waivers: WaiverFiles = [],  # noqa: B006
    no_waivers: NoWaivers = False,
    jobs: Jobs = "",
) -> int:
    """Read declarations and charters, judge, and write what is open."""
    from charter_cli.cli.resolve import resolve

    settings = resolve(charters=charter, language=lang, stage=stage, waivers=waivers)
    day = options.day(as_of)
    number = options.whole_number("--jobs", jobs)
    from charter_cli.cli.choices import Choices
    from charter_cli.cli.record import write
    from charter_cli.model.report import Gate

    choices = Choices(
        paths=tuple(paths),
        charters=settings.charters.value,
        language=settings.language.value,
        as_of=day,
        stage=settings.stage.value,
        gate=Gate(),
        form="",
        outputs=(),
        waivers=() if no_waivers else settings.waivers.value,
        jobs=number,
    )
    write(choices, output, day.isoformat() if as_of and day else "")
    return 0
