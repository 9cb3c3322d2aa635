"""Build the application in one language, run it, and turn every way in which it can end into words and an exit code."""

import importlib
import re
import traceback
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import typer

from charter_cli.cli.language import asks_nothing, choose
from charter_cli.cli.problems import FileProblems, UsageProblem
from charter_cli.words import Words, words

COMMANDS = (
    "init",
    "check",
    "report",
    "verify",
    "next",
    "fix",
    "explain",
    "diff",
    "upcoming",
    "decide",
    "evidence",
    "baseline",
    "charters",
    "settings",
    "form",
    "schema",
    "lsp",
    "lint",
    "test",
    "new",
    "completion",
)

OK, USAGE, UNREADABLE, INTERNAL, INTERRUPTED = 0, 2, 3, 70, 130

Version = Annotated[bool, typer.Option("--version", is_eager=True)]

# The base of all errors of typer's parser; it has no public name of its own.
PARSER_ERROR: type[Exception] = typer.BadParameter.__mro__[2]


def run(arguments: Sequence[str], environment: Mapping[str, str]) -> int:  # noqa: PLR0911 (one for each way to end)
    """Run one command and return its exit code."""
    said = words(choose(arguments, environment))
    if environment.get("_CHARTER_COMPLETE"):
        from charter_cli.cli.complete import VARIABLE, complete

        return complete(environment[VARIABLE], arguments, said)
    try:
        if asks_nothing(arguments):
            from charter_cli.cli.start import start

            return start(said)
        return _parsed(build(said, _named(arguments)), list(arguments))
    except (PARSER_ERROR, UsageProblem) as error:
        return _usage(error, said, arguments)
    except FileProblems as error:
        return _files(error, said)
    except (KeyboardInterrupt, typer.Abort):
        _say(said("error.interrupted"))
        return INTERRUPTED
    except BrokenPipeError:
        return OK
    except OSError as error:
        from charter_cli.cli.output import StandardOutput

        StandardOutput().close()
        _say(
            said(
                "error.usage",
                reason=said("usage.write", path=error.filename or "-", reason=error.strerror or str(error)),
            )
        )
        return USAGE
    except Exception as error:  # noqa: BLE001 (the last net: an internal error must not look like a gap)
        if environment.get("CHARTER_DEBUG"):
            traceback.print_exc()
        _say(said("error.internal", reason=f"{type(error).__name__}: {error}"))
        return INTERNAL


def _parsed(command: Any, arguments: list[str]) -> int:
    """Parse the arguments, run what they name and return its exit code, without what the parser makes of some ends."""
    try:
        result = command.main(arguments, prog_name="charter", standalone_mode=False)
    except SystemExit as end:
        if end.code == 1:  # nobody reads its help any more
            return OK
        raise
    if result == INTERRUPTED:
        raise KeyboardInterrupt
    return int(result) if isinstance(result, int) else OK


def _named(arguments: Sequence[str]) -> tuple[str, ...]:
    """Return the command that the arguments name, so that only that one is built; without one, all of them."""
    first = next((argument for argument in arguments if not argument.startswith("-")), "")
    return (first,) if first in COMMANDS and not arguments[0].startswith("-") else COMMANDS


def build(said: Words, commands: Sequence[str] = COMMANDS) -> Any:
    """Return the command tree with its help in one language."""
    app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=False)

    @app.callback()
    def charter(version: Version = False) -> None:  # noqa: FBT002 (typer's form)
        _ = version

    for name in commands:
        module = importlib.import_module(f"charter_cli.cli.{name}")
        app.command(name)(getattr(module, name))
    command = typer.main.get_command(app)
    _localise(command, "app", said)
    for name, sub in command.commands.items():  # type: ignore[attr-defined]
        _localise(sub, name, said)
    return command


def _localise(command: Any, name: str, said: Words) -> None:
    """Give a command, its parameters and the headings of its help the words of one language."""
    command.help = command.short_help = said(f"help.{name}")
    command.context_class = _context(command.context_class, said)
    command.options_metavar = said("help.options-metavar")
    if name == "app":
        command.subcommand_metavar = said("help.command-metavar")
    elif said.get(f"help.{name}.more"):
        command.epilog = said(f"help.{name}.more")
    for parameter in command.params:
        if parameter.metavar:
            parameter.metavar = re.sub(r"[A-Z]{2,}", lambda match: said(f"metavar.{match[0]}"), parameter.metavar)
        key = parameter.help or f"help.{parameter.name.replace('_', '-')}"
        parameter.help = said(key, **_lists())
        parameter.show_default = False


def _lists() -> dict[str, str]:
    from charter_cli.cli.options import AGENDAS, AUDIENCES, COMPARISONS, FORMATS, QUESTIONS, REGISTERS, SCHEMAS, STAGES

    return {
        "formats": ", ".join(FORMATS),
        "comparisons": ", ".join(COMPARISONS),
        "agendas": ", ".join(AGENDAS),
        "audiences": ", ".join(AUDIENCES),
        "registers": ", ".join(REGISTERS),
        "questions": ", ".join(QUESTIONS),
        "stages": ", ".join(STAGES),
        "names": ", ".join(SCHEMAS),
    }


def _context(base: Any, said: Words) -> Any:
    """Return the context class whose help pages have headings in one language."""
    plain: Any = base.formatter_class

    class Formatter(plain):  # type: ignore[misc]
        def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
            _ = prefix
            super().write_usage(prog, args, f"{said('help.usage')}: ")

        def section(self, name: str) -> Any:
            return super().section(said(f"help.{name.lower()}"))

        def write_dl(self, rows: Sequence[tuple[str, str]], *rest: int, **more: int) -> None:
            told = [(name, said("help.help") if name == "--help" else text) for name, text in rows]
            required = f"[{said('help.required')}]"
            super().write_dl([(name, text.replace("[required]", required)) for name, text in told], *rest, **more)

    return type("Context", (base,), {"formatter_class": Formatter})


def _usage(error: Exception, said: Words, arguments: Sequence[str]) -> int:
    """Say what is wrong with the arguments, and where to look."""
    key, params = (error.key, error.params) if isinstance(error, UsageProblem) else _parser_problem(error)
    from charter_cli.cli import advice

    suggestion, possible = params.pop("suggestion", None), params.pop("options", ())
    reason = said(f"usage.{key}", **params)
    if suggestion:
        reason = f"{reason}. {said('suggestion', suggestion=suggestion)}"
    elif isinstance(possible, tuple) and possible:
        reason = f"{reason}. {said('options', options=', '.join(possible))}"
    _say(said("error.usage", reason=reason))
    named = [argument for argument in arguments[:1] if argument in COMMANDS]
    step = advice.of_usage(key, params, suggestion, arguments)
    _say(advice.said(said, step) or said("error.try-help", command=" ".join(["charter", *named])))
    return USAGE


def _parser_problem(error: Exception) -> tuple[str, dict[str, object]]:
    """Return the key of our own sentence for an error of the parser."""
    kind, message = type(error).__name__, getattr(error, "message", "") or str(error)
    option = getattr(error, "option_name", "")
    if kind == "NoSuchOption":
        near = getattr(error, "possibilities", None)
        return "no-such-option", {"option": option, "suggestion": near[0] if near else None}
    if kind == "MissingParameter":
        parameter = getattr(error, "param", None)
        return "missing-argument", {"name": getattr(parameter, "human_readable_name", "") if parameter else ""}
    if kind == "BadOptionUsage":
        return "needs-value", {"option": option}
    named = re.search(r"No such command '([^']*)'", message)
    if named:
        from charter_cli.read.suggest import closest

        return "no-such-command", {"command": named[1], "suggestion": closest(named[1], COMMANDS)}
    extra = re.search(r"unexpected extra argument[()s]* \((.*)\)", message)
    if extra:
        return "unexpected-argument", {"value": extra[1]}
    return "other", {"reason": message}


def _files(error: FileProblems, said: Words) -> int:
    from charter_cli.cli import advice
    from charter_cli.render import phrases

    for problem in error.problems:
        _say(phrases.located(said, problem))
    steps = (advice.said(said, advice.of_problem(problem, error.kind)) for problem in error.problems)
    if step := next(filter(None, steps), ""):
        _say(step)
    return UNREADABLE


def _say(text: str) -> None:
    from charter_cli.cli.output import say

    say(text)
