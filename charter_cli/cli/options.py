"""The options that commands share, spelled alike everywhere, and the checks of their values.

Values come in as plain text and are checked here, so that every message is ours and in the reader's language.
"""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Annotated

import typer

from charter_cli.cli.problems import UsageProblem
from charter_cli.words import LANGUAGES

FORMATS = ("text", "concise", "json", "markdown", "html", "sarif", "github", "junit", "gitlab", "csv", "intoto")
COMPARISONS = ("text", "json", "markdown")
AGENDAS = ("text", "markdown", "json", "csv", "ics")
REGISTERS = ("text", "markdown", "json", "csv")
QUESTIONS = TRIALS = ORIGINS = ("text", "json")
LINTS = ("text", "concise", "json")
STAGES = ("idea", "design", "pilot", "operation", "retired")
SHELLS = ("bash", "zsh", "fish", "powershell")
AUDIENCES = ("committee", "lead", "public")
LEVELS = ("must", "should", "may", "never")
SCHEMAS = (
    "declaration",
    "baseline",
    "cases",
    "charter",
    "dates",
    "decisions",
    "dialect",
    "diff",
    "evidence",
    "footer",
    "lint",
    "next",
    "references",
    "report",
    "settings",
    "settings-report",
    "trial",
    "upcoming",
    "view",
    "waivers",
)
DEFAULT_CHARTERS = ("be-federal-ai-2025", "eu-ai-act", "data-protection", "non-discrimination", "consistency")

Paths = Annotated[list[str], typer.Argument(metavar="[PATH]...", help="help.path")]
Charters = Annotated[list[str], typer.Option("--charter", "-c", metavar="CHARTER", help="help.charter")]
FormatName = Annotated[str, typer.Option("--format", "-f", metavar="FORMAT", help="help.format")]
Outputs = Annotated[list[str], typer.Option("--output", "-o", metavar="[FORMAT=]PATH", help="help.output")]
Lang = Annotated[str, typer.Option("--lang", "-l", metavar="LANG", help="help.lang")]
AsOf = Annotated[str, typer.Option("--as-of", metavar="DATE|launch", help="help.as-of")]
Audience = Annotated[str, typer.Option("--for", metavar="AUDIENCE", help="help.for")]
StageName = Annotated[str, typer.Option("--stage", metavar="STAGE", help="help.stage")]
FailOnName = Annotated[str, typer.Option("--fail-on", metavar="LEVEL", help="help.fail-on")]
RequireReview = Annotated[bool | None, typer.Option("--require-review/--no-require-review", help="help.require-review")]
ChangedSince = Annotated[str, typer.Option("--changed-since", metavar="REV", help="help.changed-since")]
SkipCharters = Annotated[bool, typer.Option("--skip-charters", help="help.skip-charters")]
Jobs = Annotated[str, typer.Option("--jobs", "-j", metavar="NUMBER", help="help.jobs")]
BaselineFile = Annotated[str, typer.Option("--baseline", metavar="FILE", help="help.baseline.file")]
WaiverFiles = Annotated[list[str], typer.Option("--waivers", metavar="FILE", help="help.waivers")]
NoWaivers = Annotated[bool, typer.Option("--no-waivers", help="help.no-waivers")]
Template = Annotated[str, typer.Option("--template", metavar="FILE", help="help.template")]
Style = Annotated[str, typer.Option("--style", metavar="FILE", help="help.style")]
Logo = Annotated[str, typer.Option("--logo", metavar="FILE", help="help.logo")]


def one_of(option: str, value: str, options: Sequence[str]) -> str:
    """Return the value if it is possible. Raises UsageProblem with a suggestion."""
    if value in options:
        return value
    from charter_cli.read.suggest import closest

    raise UsageProblem("bad-choice", value=value, option=option, suggestion=closest(value, options), options=options)


def not_empty(option: str, value: str | None) -> None:
    """Raise UsageProblem for an option that was given without saying anything, such as a shell variable not set."""
    if value is not None and not value.strip():
        raise UsageProblem("empty-option", option=option, value=value)


def check_language(value: str) -> None:
    """Raise UsageProblem for a language that we do not speak; the language itself was chosen before."""
    if value:
        one_of("--lang", value, LANGUAGES)


def whole_number(option: str, value: str) -> int:
    """Return a number of processes, 0 where none was given. Raises UsageProblem for anything but a positive number."""
    if not value:
        return 0
    if not re.fullmatch("0*[1-9][0-9]{0,2}", value):
        raise UsageProblem("bad-number", value=value, option=option)
    return int(value)


def day(value: str) -> date | None:
    """Return the day to judge, today if none is given, or None for each project's own launch. Raises UsageProblem."""
    if not value:
        return datetime.now(UTC).astimezone().date()
    if value == "launch":
        return None
    from charter_cli.dialect.formats import as_date

    chosen = as_date(value)
    if chosen is None:
        raise UsageProblem("bad-date", value=value)
    return chosen


def last_day(value: str, judged: date | None) -> date | None:
    """Return the day up to which to look ahead, or None for no end. Raises UsageProblem for a past one."""
    if not value:
        return None
    from charter_cli.dialect.formats import as_date

    chosen = as_date(value)
    if chosen is None:
        raise UsageProblem("bad-day", value=value)
    if judged and chosen <= judged:
        raise UsageProblem("not-ahead", value=value, as_of=judged)
    return chosen
