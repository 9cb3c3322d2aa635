"""What is to be done about the findings, in the order to do it, by those who have to act."""

from collections.abc import Iterator, Mapping

from charter_cli.model.declaration import parts_of
from charter_cli.model.report import Finding, Outcome
from charter_cli.render.dossier import name_of, told
from charter_cli.render.once import Name
from charter_cli.render.scene import Data, Scene

WHO = {"organisation": "management", "data_protection": "dpo"}
"""Who has to act on the facts of a section; the project itself on those of all others."""

SUPPLIER = ("supplier", "supplied")
"""Words in the names of facts that only the supplier can tell."""


def tasks(scene: Scene, findings: Mapping[Name, Data]) -> Iterator[Data]:
    """Yield those who have to act, first who has the gravest to do, each with what there is to do."""
    groups: dict[str, list[Data]] = {}
    for assessment, finding in told(scene, Outcome.GAP, Outcome.UNDECLARED):
        groups.setdefault(who_acts(finding), []).append(findings[name_of(assessment, finding)])
    for who, to_do in groups.items():
        yield {"key": who, "who": scene.view.words(f"who.{who}"), "tasks": to_do}


def who_acts(finding: Finding) -> str:
    """Return who has to act on a finding, by where its facts stand; documents are of those whose fact cites them."""
    pointers = [one.pointer for one in finding.gaps] + list(finding.missing)
    return who_tells(next((one for one in pointers if one and parts_of(one)[0] != "evidence"), ""))


def who_tells(pointer: str) -> str:
    """Return who can tell the fact at a pointer, by the section and the name of the fact."""
    names = parts_of(pointer) or [""]
    if any(word in name for name in names for word in SUPPLIER):
        return "supplier"
    return WHO.get(names[0], "project")
