"""Choose the language of a run: the option, then CHARTER_LANG, then the settings, then the locale, then English."""

from collections.abc import Mapping, Sequence

from charter_cli.cli.settings_file import language_setting
from charter_cli.words import LANGUAGES


def choose(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """Return the language for these arguments and this environment.

    An unknown `--lang`, variable or setting is told later; until then the next one decides, or English.
    """
    asked = _option(arguments)
    if asked in LANGUAGES:
        return asked
    if environment.get("CHARTER_LANG"):
        return _spoken(environment["CHARTER_LANG"])
    chosen = language_setting()
    return chosen if chosen in LANGUAGES else of_system(environment)[1]


def of_system(environment: Mapping[str, str]) -> tuple[str, str]:
    """Return the variable that chooses the system's language, if one does, and that language, or English.

    As in POSIX, the first variable that is set decides, even when we do not speak its language.
    """
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(name):
            return name, _spoken(environment[name])
    return "", "en"


def _spoken(locale: str) -> str:
    language = locale[:2].lower()
    return language if language in LANGUAGES else "en"


def asks_nothing(arguments: Sequence[str]) -> bool:
    """Tell whether the arguments are none, or only choose a language that we speak."""
    apart = bool(arguments) and arguments[0] in ("-l", "--lang")
    return not arguments or (_option(arguments) in LANGUAGES and len(arguments) == 1 + apart)


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
