"""What a run of `charter check` or `charter report` was asked to do, when everything has been looked up and checked."""

from datetime import date
from typing import NamedTuple

from charter_cli.model.report import Gate
from charter_cli.model.settings import Origin, Settings


class OwnFiles(NamedTuple):
    """The files of a form of one's own, empty where there is none; `asked` has the names of those that are options."""

    template: str = ""
    style: str = ""
    logo: str = ""
    asked: tuple[str, ...] = ()

    @property
    def paths(self) -> tuple[str, ...]:
        """Return the files that there are."""
        return tuple(filter(None, self[:3]))


def own_files(settings: Settings) -> OwnFiles:
    """Return the files that the settings name."""
    named = {"template": settings.template, "style": settings.style, "logo": settings.logo}
    asked = tuple(name for name, one in named.items() if one.source.origin is Origin.OPTION)
    return OwnFiles(**{name: one.value for name, one in named.items()}, asked=asked)


class Choices(NamedTuple):
    """The choices of a run, plain values that another process can be given too.

    `as_of` is None for each project's own launch; an empty `stage` is the declared one; an empty `form` is the one that
    suits the place; `jobs` is the number of processes, 0 for as many as are worth it; an empty `audience` is the
    committee. `asked` are the options that were given of those that choose what is judged.
    """

    paths: tuple[str, ...]
    charters: tuple[str, ...]
    language: str
    as_of: date | None
    stage: str
    gate: Gate
    form: str
    outputs: tuple[str, ...]
    own: OwnFiles = OwnFiles()
    changed_since: str = ""
    waivers: tuple[str, ...] = ()
    baseline: str = ""
    jobs: int = 0
    skip_charters: bool = False
    audience: str = ""
    asked: tuple[tuple[str, str], ...] = ()

    @property
    def beside(self) -> tuple[str, ...]:
        """Return the files that bear on every declaration."""
        return (*self.waivers, self.baseline) if self.baseline else self.waivers
