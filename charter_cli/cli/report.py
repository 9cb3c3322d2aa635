"""`charter report`: write the report for a committee, a project lead or citizens, in Markdown unless another format is asked for."""

from charter_cli.cli.check import check
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
    StageName,
    Style,
    Template,
    WaiverFiles,
)


def report(
    paths: Paths = [],  # noqa: B006 (typer copies it)
    charter: Charters = [],  # noqa: B006
    form: FormatName = "markdown",
    output: Outputs = [],  # noqa: B006
    lang: Lang = "",
    as_of: AsOf = "",
    stage: StageName = "",
    fail_on: FailOnName = "",
    require_review: RequireReview = None,
    template: Template = "",
    changed_since: ChangedSince = "",
    jobs: Jobs = "",
    baseline: BaselineFile = "",
    waivers: WaiverFiles = [],  # noqa: B006
    no_waivers: NoWaivers = False,
    style: Style = "",
    logo: Logo = "",
    audience: Audience = "",
) -> int:
    """Do what check does, with Markdown as the first choice; the exit codes are the same."""
    return check(
        paths,
        charter,
        form,
        output,
        lang,
        as_of,
        stage,
        fail_on,
        require_review,
        template,
        changed_since,
        jobs=jobs,
        baseline=baseline,
        waivers=waivers,
        no_waivers=no_waivers,
        style=style,
        logo=logo,
        audience=audience,
    )
