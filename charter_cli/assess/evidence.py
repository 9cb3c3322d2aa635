"""The register of evidence: which findings rest on which documents, and on which of these nobody has looked at."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from charter_cli.assess.findings import Rule, Rules
from charter_cli.assess.keywords import Context, documents_asked, freshness, has_kind
from charter_cli.dialect.formats import as_date
from charter_cli.model.condition import facts_of
from charter_cli.model.declaration import Sighting, pointer_of, value_at
from charter_cli.model.evidence import Evidence, State, Support
from charter_cli.model.report import HOLDS, Finding, Outcome, Report


class Asked(NamedTuple):
    """A pointer at which documents are cited, and what is asked of them."""

    pointer: str
    kinds: Sequence[str]
    age: str | None


class Asking(NamedTuple):
    """A rule that asks for documents, and its position in the charter."""

    position: int
    rule: Rule
    asked: tuple[Asked, ...]


class Registrar:
    """Makes the register of each declaration; which requirements ask for documents is looked up once."""

    def __init__(self, rules: Sequence[Rules]) -> None:
        self.asking = [tuple(_asking(one)) for one in rules]
        self.last: tuple[Report, tuple[Evidence, ...]] | None = None

    def __call__(self, report: Report) -> tuple[Evidence, ...]:
        """Return all documents in the order of the file, then those that are only cited."""
        # Each format of a run asks again, and some ask more than once.
        if self.last is None or self.last[0] is not report:
            self.last = (report, self.documents(report))
        return self.last[1]

    def documents(self, report: Report) -> tuple[Evidence, ...]:
        """Look the documents up and tell what rests on them."""
        declaration = report.declaration
        register = declaration.facts.get("evidence")
        entries: Mapping[str, object] = register if isinstance(register, Mapping) else {}
        context = Context(declaration.facts, date.fromisoformat(str(report.as_of)), declaration.sightings)
        supports: dict[str, list[Support]] = {name: [] for name in entries}
        unseen = {name for name in entries if _state(entries[name], None) is State.DECLARED}
        for charter, assessment in zip(self.asking, report.assessments, strict=True):
            for one in charter:
                finding = assessment.findings[one.position]
                for name, fresh in _cited(one, finding, context).items():
                    blind = name in unseen and _rests_on(unseen, one.rule, finding, context)
                    support = Support(assessment.charter.id, finding.requirement.id, finding.outcome, fresh, blind)
                    supports.setdefault(name, []).append(support)
        return tuple(_document(name, entries.get(name), supports[name], context) for name in supports)


def _asking(rules: Rules) -> Iterator[Asking]:
    for position, rule in enumerate(rules.rules):
        facts = [fact for fact in facts_of(rule.requirement.require) if "evidence" in fact.leaf]
        if facts:
            yield Asking(
                position, rule, tuple(Asked(one.pointer, *documents_asked(one.leaf["evidence"])) for one in facts)
            )


def _cited(asking: Asking, finding: Finding, context: Context) -> dict[str, bool | None]:
    """Return the documents cited for a requirement that may apply, and whether each is fresh enough for it.

    One that is known to be of another kind than those asked supports nothing here.
    """
    found: dict[str, bool | None] = {}
    if finding.outcome is Outcome.NOT_APPLICABLE:
        return found
    for pointer, kinds, age in asking.asked:
        value = value_at(context.facts, pointer)
        for name in value if isinstance(value, list) else [value]:
            if not isinstance(name, str):
                continue
            here = pointer_of(["evidence", name])
            entry = value_at(context.facts, here)
            if not isinstance(entry, Mapping):
                found[name] = None
            elif not has_kind(entry, here, kinds).against:
                found[name] = _together(found.get(name, True), _fresh(entry, here, age, context))
    return found


def _fresh(entry: Mapping[str, object], here: str, age: str | None, context: Context) -> bool | None:
    """Tell whether a document is dated, recent enough and still valid; None where that is not declared."""
    answer = freshness(entry, here, age, context)
    return False if answer.against else None if answer.missing else True


def _together(*answers: bool | None) -> bool | None:
    """Return what answers come to together: no where one is no, else unknown where one is unknown."""
    return False if False in answers else None if None in answers else True


def _rests_on(unseen: set[str], rule: Rule, finding: Finding, context: Context) -> bool:
    """Tell whether a requirement holds, and would not without the documents that nobody looked at."""
    if finding.outcome not in HOLDS:
        return False
    register = context.facts["evidence"]
    seen = {name: entry for name, entry in register.items() if name not in unseen} if isinstance(register, dict) else {}
    return not rule.require(context._replace(facts={**context.facts, "evidence": seen})).truth


def _document(name: str, entry: object, supports: Sequence[Support], context: Context) -> Evidence:
    declared: Mapping[str, str] = entry if isinstance(entry, Mapping) else {}
    sighting = context.sightings.get(name)
    fresh = _fresh(declared, pointer_of(["evidence", name]), None, context)
    return Evidence(
        id=name,
        kind=declared.get("kind"),
        title=declared.get("title"),
        file=declared.get("file"),
        url=declared.get("url"),
        reference=declared.get("reference"),
        date=declared.get("date"),
        age=_days(declared.get("date"), context.as_of, -1),
        expires=declared.get("expires"),
        days_left=_days(declared.get("expires"), context.as_of, 1),
        sha256=declared.get("sha256"),
        seen_sha256=sighting.sha256 if sighting else None,
        state=_state(entry, sighting),
        fresh=_together(fresh, *(one.fresh for one in supports)),
        supports=tuple(supports),
    )


def _days(day: object, as_of: date, sign: int) -> int | None:
    """Return how many days lie between the day judged and another one, ahead of it (1) or behind it (-1)."""
    other = as_date(day)
    return sign * (other - as_of).days if other else None


def _state(entry: object, seen: Sighting | None) -> State:
    """Tell what is seen of a document."""
    if not isinstance(entry, Mapping):
        return State.NO_ENTRY
    if "file" not in entry:
        return State.DECLARED if "url" in entry or "reference" in entry else State.NO_PLACE
    if seen is None or seen.state != "present":
        return State(seen.state) if seen else State.MISSING
    if "sha256" not in entry:
        return State.NO_DIGEST
    return State.SEEN if entry["sha256"] == seen.sha256 else State.CHANGED
