"""Choose the language of a run: the option, then CHARTER_LANG, then the locale, then English."""

from collections.abc import Mapping, Sequence

from charter_cli.words import LANGUAGES


def choose(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """Return the language for these arguments and this environment.

    An unknown `--lang` is told later, as a usage error; until then the environment decides.
    """
    asked = _option(arguments)
    if asked in LANGUAGES:
        return asked
    names = [environment.get(name, "") for name in ("CHARTER_LANG", "LC_ALL", "LC_MESSAGES", "LANG")]
    # As in POSIX, the first variable that is set decides, even when we do not speak its language.
    first = next((name for name in names if name), "")
    language = first[:2].lower()
    return language if language in LANGUAGES else "en"


def _option(arguments: Sequence[str]) -> str:
    """Find the value of --lang before the arguments are parsed, because the parser's messages need it."""
    for position, argument in enumerate(arguments):
        if argument == "--":
            break
        if argument in ("-l", "--lang"):
            return arguments[position + 1] if position + 1 < len(arguments) else ""
        if argument.startswith("--lang="):
            return argument.removeprefix("--lang=")
        if argument.startswith("-l") and not argument.startswith("--"):
            return argument[2:].removeprefix("=")
    return ""
