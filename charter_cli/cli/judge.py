"""What commands that judge share: charters by name, and an assessor of them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

from charter_cli.assess.assessment import DEFAULT_GATE, Assessor
from charter_cli.cli.problems import FileProblems
from charter_cli.dialect.values import SchemaError
from charter_cli.model.charter import Charter, Stage
from charter_cli.model.declaration import Problem
from charter_cli.model.report import Gate
from charter_cli.model.waiver import WaiversFile
from charter_cli.read.charters import read_charter, shipped

if TYPE_CHECKING:
    from charter_cli.assess.waivers import Waivers
    from charter_cli.model.baseline import Baseline


def read_charters(names: Sequence[str]) -> list[Charter]:
    """Return the charters of these names, each once. Raises FileProblems with all that is wrong with any of them."""
    charters: list[Charter] = []
    problems: list[Problem] = []
    for name in dict.fromkeys(names):
        charter, wrong = read_charter(name)
        problems += wrong
        if charter is not None and any(charter.id == other.id for other in charters):
            problems.append(Problem("charter-twice", name, None, "", {"id": charter.id}))
        elif charter is not None:
            charters.append(charter)
    if problems:
        raise FileProblems(*problems, kind="charter")
    return charters


def own_paths(names: Sequence[str], charters: Sequence[Charter]) -> dict[str, str]:
    """Return the paths of those charters that are not shipped, by their ids; the names are those that were read."""
    ours = shipped()
    return {charter.id: name for name, charter in zip(dict.fromkeys(names), charters, strict=True) if name not in ours}


def known_findings(path: str) -> "Baseline":
    """Return the baseline at `path`. Raises FileProblems for one that cannot be read."""
    from charter_cli.read.baseline import read_baseline

    baseline, problems = read_baseline(path)
    if baseline is None:
        raise FileProblems(*problems)
    return baseline


def make_assessor(
    charters: Sequence[Charter],
    day: date | None,
    stage: str,
    gate: Gate = DEFAULT_GATE,
    waivers: Sequence[WaiversFile] = (),
) -> Assessor:
    """Return the assessor of these charters. Raises FileProblems for a condition that the form did not catch."""
    with guarded(charters):
        return Assessor(charters, day, Stage(stage) if stage else None, gate, _all_of(waivers) if waivers else None)


def _all_of(files: Sequence[WaiversFile]) -> "Waivers":
    from charter_cli.assess.waivers import Waivers

    return Waivers(waiver for file in files for waiver in file.waivers)


def read_waivers(paths: Sequence[str], charters: Sequence[Charter]) -> tuple[WaiversFile, ...]:
    """Return the files of waivers at these paths, with what is wrong with them."""
    if not paths:
        return ()
    from charter_cli.read import waivers

    return waivers.read_waivers(paths, charters)


@contextmanager
def guarded(charters: Sequence[Charter]) -> Iterator[None]:
    """Compile charters in here. Raises FileProblems for a condition that the form did not catch."""
    try:
        yield
    except (SchemaError, RecursionError) as error:
        names = ", ".join(charter.id for charter in charters)
        raise FileProblems(Problem("wrong-condition", names, None, "", {"reason": str(error)})) from error
