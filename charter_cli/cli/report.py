"""`charter report`: write the gap report for a committee, in Markdown unless another format is asked for."""

from charter_cli.cli.check import check
from charter_cli.cli.options import (
    AsOf,
    ChangedSince,
    Charters,
    FailOnName,
    FormatName,
    Lang,
    Outputs,
    Paths,
    RequireReview,
    StageName,
    Template,
)


def report(
    paths: Paths = [],  # noqa: B006 (typer copies it)
    charter: Charters = [],  # noqa: B006
    form: FormatName = "markdown",
    output: Outputs = [],  # noqa: B006
    lang: Lang = "",
    as_of: AsOf = "",
    stage: StageName = "",
    fail_on: FailOnName = "must",
    require_review: RequireReview = False,
    template: Template = "",
    changed_since: ChangedSince = "",
) -> int:
    """Do what check does, with Markdown as the first choice; the exit codes are the same."""
    return check(paths, charter, form, output, lang, as_of, stage, fail_on, require_review, template, changed_since)
