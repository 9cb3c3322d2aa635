"""The waivers of a run: read once, told where they cannot be used, and where their project was not judged."""

from collections.abc import Collection, Iterator, Sequence

from charter_cli.model.charter import Charter
from charter_cli.model.declaration import Declaration
from charter_cli.model.report import Gate, Report
from charter_cli.model.waiver import WaiversFile
from charter_cli.read.suggest import closest
from charter_cli.words import Words


def unusable(files: Sequence[WaiversFile], gate: Gate) -> Iterator[Report]:
    """Yield a report on each file of waivers with which something is wrong, in the form that every format can tell."""
    for file in files:
        if file.problems:
            declared = Declaration(file.path, file.document, {}, problems=file.problems, is_waivers=True)
            yield Report(declared, None, None, (), gate)


def not_judged(files: Sequence[WaiversFile], charters: Sequence[Charter], judged: Collection[str], words: Words) -> str:
    """Name the projects that have waivers and were not judged, with one that may have been meant; or nothing."""
    named = {charter.id for charter in charters}
    projects = {one.project for file in files for one in file.waivers if one.charter in named}
    others = sorted(projects.difference(judged))
    if not others or not judged:
        return ""
    told = []
    for name in others:
        near = closest(name, sorted(judged))
        told.append(words("waivers.near", name=name, suggestion=near) if near else name)
    return words("waivers.not-judged", projects=", ".join(told))
