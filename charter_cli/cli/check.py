"""`charter check`: judge declarations and say where they fall short."""

from charter_cli.cli import options
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


def check(
    paths: Paths = [],  # noqa: B006 (typer copies it)
    charter: Charters = [],  # noqa: B006
    form: FormatName = "",
    output: Outputs = [],  # noqa: B006
    lang: Lang = "",
    as_of: AsOf = "",
    stage: StageName = "",
    fail_on: FailOnName = "must",
    require_review: RequireReview = False,
    template: Template = "",
    changed_since: ChangedSince = "",
) -> int:
    """Read declarations and charters, judge, render, and return the exit code."""
    options.check_language(lang)
    if form:
        options.one_of("--format", form, options.FORMATS)
    chosen_stage = options.one_of("--stage", stage, options.STAGES) if stage else ""
    level = options.one_of("--fail-on", fail_on, options.LEVELS)
    day = options.day(as_of)
    from charter_cli.cli.current import current_words
    from charter_cli.cli.find import declarations
    from charter_cli.cli.judge import judge, make_assessor, read_charters
    from charter_cli.model.report import FailOn, Gate

    charters = read_charters(charter or options.DEFAULT_CHARTERS)
    gate = Gate(FailOn(level), require_review)
    assessor = make_assessor(charters, day, chosen_stage, gate)
    words, found = current_words(lang), declarations(paths)
    if changed_since:
        from charter_cli.cli.changed import only_changed

        found = only_changed(changed_since, found)
    nothing = words("summary.nothing-changed", revision=changed_since)
    if not form:
        from charter_cli.cli.actions import default_format

        form = default_format(output)
    return judge(map(assessor.assess, found), words, form, output, paths, template, nothing)
