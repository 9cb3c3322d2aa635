"""`charter check`: judge declarations and say where they fall short."""

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
    given = locals()
    from charter_cli.cli.choose import choose
    from charter_cli.cli.run import run

    return run(choose(**given))
