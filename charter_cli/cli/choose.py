"""Turn the options of `charter check` and `charter report` into what the run was asked to do."""

from collections.abc import Iterator, Mapping
from typing import Any

from charter_cli.cli import options
from charter_cli.cli.actions import default_format
from charter_cli.cli.choices import Choices, own_files
from charter_cli.cli.resolve import resolve
from charter_cli.model.report import FailOn, Gate
from charter_cli.model.settings import NAMES


def choose(**given: Any) -> Choices:
    """Return the choices of a run; `given` are the options by the names of the command's parameters.

    Raises UsageProblem for an option or variable, FileProblems for the settings file.
    """
    named = given | {"charters": given["charter"], "language": given["lang"], "format": given["form"]}
    settings = resolve(**{name: named[name] for name in (name.replace("-", "_") for name in NAMES)})
    if given["audience"]:
        options.one_of("--for", given["audience"], options.AUDIENCES)
    return Choices(
        paths=tuple(given["paths"]),
        charters=settings.charters.value,
        language=settings.language.value,
        as_of=options.day(given["as_of"]),
        stage=settings.stage.value,
        gate=Gate(FailOn(settings.fail_on.value), settings.require_review.value),
        form=settings.format.value or default_format(settings.output.value),
        outputs=settings.output.value,
        own=own_files(settings),
        changed_since=given["changed_since"],
        waivers=() if given["no_waivers"] else settings.waivers.value,
        baseline=settings.baseline.value,
        jobs=options.whole_number("--jobs", given["jobs"]),
        skip_charters=given["skip_charters"],
        audience=given["audience"],
        asked=tuple(_asked(given)),
    )


def _asked(given: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the options that were given of those that choose by what, for when and for which stage is judged."""
    yield from (("--charter", name) for name in given["charter"])
    for option, value in (("--stage", given["stage"]), ("--as-of", given["as_of"])):
        if value:
            yield option, value
