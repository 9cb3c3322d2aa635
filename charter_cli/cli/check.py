"""`charter check`: judge declarations and say where they fall short."""

from charter_cli.cli import options
from charter_cli.cli.options import (
    AsOf,
    Audience,
    BaselineFile,
    ChangedSince,
    Charters,
    FailOnName,
    FormatName,
    Jobs,
    Lang,
    Logo,
    NoWaivers,
    Outputs,
    Paths,
    RequireReview,
    SkipCharters,
    StageName,
    Style,
    Template,
    WaiverFiles,
)


def check(
    paths: Paths = [],  # noqa: B006 (typer copies it)
    charter: Charters = [],  # noqa: B006
    form: FormatName = "",
    output: Outputs = [],  # noqa: B006
    lang: Lang = "",
    as_of: AsOf = "",
    stage: StageName = "",
    fail_on: FailOnName = "",
    require_review: RequireReview = None,
    template: Template = "",
    changed_since: ChangedSince = "",
    skip_charters: SkipCharters = False,
    jobs: Jobs = "",
    baseline: BaselineFile = "",
    waivers: WaiverFiles = [],  # noqa: B006
    no_waivers: NoWaivers = False,
    style: Style = "",
    logo: Logo = "",
    audience: Audience = "",
) -> int:
    """Read declarations and charters, judge, render, and return the exit code."""
    from charter_cli.cli.resolve import resolve

    settings = resolve(
        charters=charter,
        language=lang,
        fail_on=fail_on,
        require_review=require_review,
        stage=stage,
        format=form,
        output=output,
        baseline=baseline,
        waivers=waivers,
        template=template,
        style=style,
        logo=logo,
    )
    day = options.day(as_of)
    number = options.whole_number("--jobs", jobs)
    if audience:
        options.one_of("--for", audience, options.AUDIENCES)
    from charter_cli.cli.actions import default_format
    from charter_cli.cli.choices import Choices, own_files
    from charter_cli.cli.run import run
    from charter_cli.model.report import FailOn, Gate

    return run(
        Choices(
            paths=tuple(paths),
            charters=settings.charters.value,
            language=settings.language.value,
            as_of=day,
            stage=settings.stage.value,
            gate=Gate(FailOn(settings.fail_on.value), settings.require_review.value),
            form=settings.format.value or default_format(settings.output.value),
            outputs=settings.output.value,
            own=own_files(settings),
            changed_since=changed_since,
            waivers=() if no_waivers else settings.waivers.value,
            baseline=settings.baseline.value,
            jobs=number,
            skip_charters=skip_charters,
            audience=audience,
        )
    )
