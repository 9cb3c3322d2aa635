"""Settle every setting of a run: the option, else the environment variable, else the settings file, else the default.

The first that is given counts alone; a list is never added to another. Each value says where it comes from.
"""

import os
from collections.abc import Mapping
from typing import Any

from charter_cli.cli.language import of_system
from charter_cli.cli.options import DEFAULT_CHARTERS, FORMATS, LEVELS, STAGES, one_of
from charter_cli.cli.problems import UsageProblem
from charter_cli.cli.settings_file import settings_file
from charter_cli.model.settings import NAMES, VARIABLES, Origin, Setting, Settings, SettingsFile, Source
from charter_cli.words import LANGUAGES

CHOICES = {"language": LANGUAGES, "fail-on": LEVELS, "stage": STAGES, "format": FORMATS}
LISTS = ("charters", "waivers", "output")
OPTIONS = {name: f"--{name}" for name in NAMES} | {"charters": "--charter", "language": "--lang"}
SWITCH = {"true": True, "1": True, "false": False, "0": False}
DEFAULTS: Mapping[str, Any] = {
    "charters": DEFAULT_CHARTERS,
    "fail-on": "must",
    "require-review": False,
    "stage": "",
    "waivers": (),
    "baseline": "",
    "format": "",
    "output": (),
    "template": "",
    "style": "",
    "logo": "",
}


def resolve(**options: object) -> Settings:
    """Return all settings; `options` are those of the command line, where None, empty text or list is not given.

    Raises UsageProblem for an option or variable, FileProblems for the settings file.
    """
    file = settings_file()
    return Settings(*(_settled(name, options.get(name.replace("-", "_")), file) for name in NAMES))


def _settled(name: str, given: Any, file: SettingsFile | None) -> Setting[Any]:
    if given not in (None, "", []):
        return Setting(_option(name, given), Source(Origin.OPTION, OPTIONS[name]))
    variable = VARIABLES[name]
    text = os.environ.get(variable, "")
    if text:
        return Setting(_from_text(name, text), Source(Origin.ENVIRONMENT, variable))
    if file and name in file.values:
        value = file.values[name]
        value = tuple(value) if name in LISTS else value
        return Setting(value, Source(Origin.FILE, file.path, file.places[name]))
    if name == "language":
        variable, language = of_system(os.environ)
        return Setting(language, Source(Origin.ENVIRONMENT, variable) if variable else Source(Origin.DEFAULT))
    return Setting(DEFAULTS[name], Source(Origin.DEFAULT))


def _option(name: str, given: Any) -> Any:
    if name in CHOICES:
        return one_of(OPTIONS[name], given, CHOICES[name])
    return tuple(given) if name in LISTS else given


def _from_text(name: str, text: str) -> Any:
    """Return the value of an environment variable; lists are written with commas."""
    variable = VARIABLES[name]
    if name == "language":
        # As for the system's own variables, what follows the language (fr_BE) does not matter.
        short = text[:2].lower()
        return short if short in LANGUAGES else one_of(variable, text, LANGUAGES)
    if name in CHOICES:
        return one_of(variable, text, CHOICES[name])
    if name == "require-review":
        return SWITCH[one_of(variable, text.lower(), tuple(SWITCH))]
    if name in LISTS:
        return tuple(_item(name, item.strip()) for item in text.split(","))
    return text


def _item(name: str, item: str) -> str:
    """Return one item of a list in an environment variable. Raises UsageProblem where it can be nothing."""
    variable = VARIABLES[name]
    if name == "charters" and not os.path.exists(item):  # noqa: PTH110 (Path cannot ask of every text)
        from charter_cli.read.charters import shipped

        return one_of(variable, item, shipped())
    if name == "output":
        form, _, path = item.partition("=")
        if not path:
            raise UsageProblem("bad-variable-output", value=item, option=variable)
        one_of(variable, form, FORMATS)
    if not item:
        raise UsageProblem("empty-item", option=variable)
    return item
