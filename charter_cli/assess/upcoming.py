"""Look ahead: the days on which something starts to count, or a finding that holds would hold no longer.

Nothing is estimated. A condition can only change its answer with time on the days that its keywords name; on each of
these the requirement is judged again, with the same facts.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from charter_cli.assess.assessment import Assessor
from charter_cli.assess.findings import Rule, Rules, Subject, first_day, judge
from charter_cli.assess.keywords import AS_OF, Context
from charter_cli.assess.waivers import Waivers, waive
from charter_cli.dialect.formats import add_duration, as_date
from charter_cli.model.charter import Charter, Requirement, Stage
from charter_cli.model.condition import Fact, facts_of
from charter_cli.model.declaration import Declaration, find, parts_of, pointer_of, value_at
from charter_cli.model.report import HOLDS, Assessment, Finding, Outcome
from charter_cli.model.upcoming import Agenda, Concerned, Event, Kind, Owner
from charter_cli.model.waiver import Waiver

ROLES = ("/transparency/documentation/owner", "/oversight/stop/role", "/oversight/role", "/ai_act/explanation/role")
"""The facts that name who sees to a section of a declaration, the innermost section first."""

CONTACT, LAUNCH = "/project/contact", "/project/launch"


class Turn(NamedTuple):
    """A day from which a keyword answers otherwise: the date declared at `pointer`, asked for at `asked_at`, ends.

    Or it begins to hold: a date that lies ahead of the day judged comes to lie behind it.
    """

    day: date
    pointer: str
    asked_at: str
    ends: bool


class Watch(NamedTuple):
    """A requirement that is not known not to apply, ready to be judged on any day; its finding today, its waivers."""

    charter: Charter
    rule: Rule
    rules: Rules
    subject: Subject
    finding: Finding
    turns: tuple[Turn, ...]
    waivers: Sequence[Waiver]

    @property
    def requirement(self) -> Requirement:
        """Return the requirement."""
        return self.rule.requirement

    @property
    def begins(self) -> date:
        """Return the day from which the requirement counts."""
        return date.fromisoformat(first_day(self.rule, self.subject.context, self.charter))

    @property
    def waits_for(self) -> Stage | None:
        """Return the stage from which the requirement counts, if the project has not come to it."""
        stage, due = self.subject.stage, self.requirement.due
        return due if stage is not None and not stage.reaches(due) else None

    def on(self, day: date) -> Finding:
        """Return what would be found on another day."""
        context = self.subject.context._replace(as_of=day)
        return judge(self.rules, self.subject._replace(context=context, as_of=day.isoformat()))[0]

    def waived_on(self, day: date) -> Finding:
        """Return what would be found on a day if the requirement counted, with the waivers that hold on that day."""
        return self._waived(self.on(day), day)

    def _waived(self, finding: Finding, day: date) -> Finding:
        return waive(finding._replace(outcome=state(finding)), self.waivers, day.isoformat())[0]

    def by_facts(self) -> "Watch":
        """Return the same without any decision, so that only facts count."""
        declaration = self.subject.declaration._replace(decisions=())
        return self._replace(subject=self.subject._replace(declaration=declaration))

    def concerned(self, day: date) -> Concerned:
        """Return how an event of a day concerns this requirement."""
        now, then = self._waived(self.finding, self.subject.context.as_of), self.waived_on(day)
        return Concerned(self.charter, self.requirement, now.outcome, then.outcome, self.waits_for)


class Lapse(NamedTuple):
    """The first day on which a requirement that holds would hold no longer, and the dates that pass then."""

    watch: Watch
    day: date
    turns: tuple[Turn, ...]


def look_ahead(assessor: Assessor, declaration: Declaration, until: date | None = None) -> Agenda:
    """Return what lies ahead of a project after the day judged; one with problems has nothing but these."""
    report = assessor.assess(declaration)
    if report.declaration.problems or report.as_of is None:
        return Agenda(report, until, (), ())
    context = Context(declaration.facts, date.fromisoformat(report.as_of), declaration.sightings)
    subject = Subject(report.declaration, context, report.stage, report.as_of, declaration.fact("/project/id"))
    watches = [
        watch
        for rules, assessment in zip(assessor.rules, report.assessments, strict=True)
        for watch in _watches(rules, assessment, subject, assessor.waivers)
    ]
    events = [*_starts(watches), *_stops(watches), *_launch(watches, subject)]
    events += _ageing(watches, subject)
    events += _decisions(watches)
    events += _conditions(watches)
    events += _waivers(watches)
    last = until or date.max
    known = [event for event in events if context.as_of < event.day <= last]
    ordered = sorted(known, key=lambda event: (event.day, event.kind.rank, event.subject))
    return Agenda(report, until, tuple(ordered), tuple(_undated(watches, subject)))


def state(finding: Finding) -> Outcome:
    """Return the outcome of a finding, or what it would be where it does not count yet."""
    return finding.upcoming.outcome if finding.upcoming else finding.outcome


def _watches(rules: Rules, assessment: Assessment, subject: Subject, waivers: Waivers | None) -> Iterator[Watch]:
    """Yield the requirements of one charter that apply, or may."""
    scope = list(facts_of(rules.charter.scope))
    for rule, finding in zip(rules.rules, assessment.findings, strict=True):
        if finding.outcome is not Outcome.NOT_APPLICABLE:
            alone = rules._replace(whens=(rules.whens[rule.when],), rules=(rule._replace(when=0),))
            facts = [*scope, *facts_of(rule.requirement.when), *facts_of(rule.requirement.require)]
            turns = tuple(turn for fact in facts for turn in turns_of(fact, subject.context))
            own = waivers.of(rules.charter, subject.project, rule.requirement.id) if waivers else ()
            yield Watch(rules.charter, rule, alone, subject, finding, turns, own)


def _starts(watches: Iterable[Watch]) -> Iterator[Event]:
    """Yield the requirements that start to count: by law, by transitional law, or with their charter."""
    for watch in watches:
        day = watch.begins
        if day > watch.subject.context.as_of and (concerned := watch.concerned(day)).then is not Outcome.NOT_APPLICABLE:
            yield _event_of(Kind.STARTS, day, watch, concerned)


def _stops(watches: Iterable[Watch]) -> Iterator[Event]:
    """Yield the requirements that stop to count."""
    for watch in watches:
        last = as_date(watch.requirement.applies_until)
        if last and (day := _after(last)) and watch.begins <= last:
            yield _event_of(Kind.STOPS, day, watch, watch.concerned(day))


def _launch(watches: Iterable[Watch], subject: Subject) -> Iterator[Event]:
    """Yield the launch, with what becomes due then: no other stage has a day of its own."""
    day = _launch_day(subject)
    if day is None:
        return
    concerned = [watch.concerned(day) for watch in watches if _due_in_use(watch.waits_for) and watch.begins <= day]
    due = tuple(one for one in concerned if one.then is not Outcome.NOT_APPLICABLE)
    if due:
        yield Event(Kind.LAUNCH, day, LAUNCH, LAUNCH, due, owner_of((), subject.declaration))


def _launch_day(subject: Subject) -> date | None:
    """Return the declared first day of use, if it lies ahead."""
    day = as_date(subject.declaration.fact(LAUNCH))
    return day if day and day > subject.context.as_of else None


def _due_in_use(stage: Stage | None) -> bool:
    return stage is not None and Stage.OPERATION.reaches(stage)


def _undated(watches: Iterable[Watch], subject: Subject) -> Iterator[Concerned]:
    """Yield the requirements that wait for a stage for which no day is known."""
    launch = _launch_day(subject)
    for watch in watches:
        if watch.waits_for and not (launch and _due_in_use(watch.waits_for)):
            yield watch.concerned(watch.subject.context.as_of)


def _ageing(watches: Sequence[Watch], subject: Subject) -> Iterator[Event]:
    """Yield every document that expires, and every other date that gets too old, with what would hold no longer."""
    lapses = [lapse for watch in watches if (lapse := first_lapse(watch))]
    passing: dict[tuple[date, str], list[Lapse]] = {}
    for lapse in lapses:
        for pointer in dict.fromkeys(turn.pointer for turn in lapse.turns):
            passing.setdefault((lapse.day, pointer), []).append(lapse)
    asked_at: dict[str, list[str]] = {}
    for turn in (turn for watch in watches for turn in watch.turns):
        asked_at.setdefault(turn.pointer, []).append(turn.asked_at)
    for day, pointer in _expiries(subject.declaration):
        passing.setdefault((day, pointer), [])
    for (day, pointer), concerned in passing.items():
        told = tuple(lapse.watch.concerned(day) for lapse in concerned)
        owner = owner_of([*asked_at.get(pointer, ()), pointer], subject.declaration)
        kind = Kind.EXPIRES if pointer.startswith("/evidence/") and pointer.endswith("/expires") else Kind.AGES
        yield Event(kind, day, pointer, pointer, told, owner)


def first_lapse(watch: Watch) -> Lapse | None:
    """Return when a requirement that holds today would hold no longer because of time alone, if ever."""
    holds, undecided = state(watch.finding) in HOLDS, watch.by_facts()
    if not holds:
        return None
    for day in sorted({turn.day for turn in watch.turns if turn.day > watch.subject.context.as_of}):
        found = state(undecided.on(day))
        if holds and found in (Outcome.GAP, Outcome.UNDECLARED):
            passing = [turn for turn in watch.turns if turn.day == day]
            return Lapse(watch, day, tuple([turn for turn in passing if turn.ends] or passing))
        holds = found in HOLDS
    return None


def _expiries(declaration: Declaration) -> Iterator[tuple[date, str]]:
    """Yield the first day on which each document of the register is valid no longer."""
    register = declaration.facts.get("evidence")
    for name, entry in register.items() if isinstance(register, Mapping) else ():
        last = as_date(entry.get("expires")) if isinstance(entry, Mapping) else None
        if last and (day := _after(last)):
            yield day, pointer_of(["evidence", name, "expires"])


def _decisions(watches: Iterable[Watch]) -> Iterator[Event]:
    """Yield the decisions that count today and end."""
    for watch in watches:
        decision = watch.finding.decision
        last = as_date(decision.valid_until) if decision else None
        if last and (day := _after(last)):
            yield _event_of(Kind.DECISION, day, watch, watch.concerned(day))._replace(decision=decision)


def _conditions(watches: Iterable[Watch]) -> Iterator[Event]:
    """Yield the conditions of decisions that count today, from the first day on which each would be a gap."""
    for watch in watches:
        decision, waiting = watch.finding.decision, watch.finding.conditions
        for number, condition in enumerate(decision.conditions if decision else (), 1):
            if condition in waiting and (day := _after(date.fromisoformat(condition.due))):
                event = _event_of(Kind.CONDITION, day, watch, watch.concerned(day))
                subject, owner = f"{event.subject}/{number}", Owner(condition.owner, "")
                yield event._replace(subject=subject, owner=owner, decision=decision, condition=condition)


def _waivers(watches: Iterable[Watch]) -> Iterator[Event]:
    """Yield the ends of waivers that cover something on their last day, or would if it counted by then."""
    for watch in watches:
        for last in sorted({waiver.expires for waiver in watch.waivers}):
            day, waived = _after(date.fromisoformat(last)), watch.waived_on(date.fromisoformat(last)).waived
            ending = tuple(one for one in waived.waivers if one.expires == last) if waived else ()
            if ending and day:
                owner = Owner(", ".join(dict.fromkeys(one.owner for one in ending)), "")
                yield _event_of(Kind.WAIVER, day, watch, watch.concerned(day))._replace(owner=owner, waivers=ending)


def _event_of(kind: Kind, day: date, watch: Watch, concerned: Concerned) -> Event:
    """Return what happens to one requirement."""
    asked = [fact.pointer for fact in facts_of(watch.requirement.require)]
    owner = owner_of(asked, watch.subject.declaration)
    return Event(kind, day, f"{watch.charter.id}/{watch.requirement.id}", "", (concerned,), owner)


def owner_of(pointers: Iterable[str], declaration: Declaration) -> Owner | None:
    """Return who sees to the first of these facts that has somebody: the role of its section, else the contact."""
    for pointer in pointers:
        for role in ROLES:
            if pointer.startswith(role.rpartition("/")[0] + "/") and (name := declaration.fact(role)):
                return Owner(str(name), role)
    contact = declaration.fact(CONTACT)
    return Owner(str(contact), CONTACT) if contact else None


def turns_of(fact: Fact, context: Context) -> Iterator[Turn]:
    """Yield the days from which a fact can answer otherwise, because of time alone."""
    keywords = [(TURNS[keyword], asked) for keyword, asked in fact.leaf.items() if keyword in TURNS]
    if keywords:
        for pointer, value in _places(context.facts, parts_of(fact.pointer)):
            for turns, asked in keywords:
                yield from turns(value, asked, pointer, context)


def _places(data: object, parts: Sequence[str], pointer: str = "") -> Iterator[tuple[str, object]]:
    """Yield every declared value that a pointer stands for, `*` for every item of a list."""
    if not parts:
        yield pointer, data
    elif parts[0] == "*":
        for index, item in enumerate(data if isinstance(data, list) else ()):
            yield from _places(item, parts[1:], f"{pointer}/{index}")
    elif (value := find(data, parts[:1])) is not None:
        yield from _places(value, parts[1:], pointer + pointer_of(parts[:1]))


def _of_age(value: object, asked: object, pointer: str, context: Context) -> Iterator[Turn]:
    """Yield the day itself, and the first on which it is too old."""
    named = isinstance(asked, str) and asked.startswith("/")
    duration = value_at(context.facts, str(asked)) if named else asked
    day = as_date(value)
    if day:
        yield Turn(day, pointer, pointer, ends=False)
        last = add_duration(day, str(duration))
        if last and (first := _after(last)):
            yield Turn(first, pointer, pointer, ends=True)


def _of_not_after(value: object, asked: object, pointer: str, _: Context) -> Iterator[Turn]:
    """Yield the day itself where it may not lie after the day judged."""
    day = as_date(value)
    if day and AS_OF in (asked if isinstance(asked, list) else [asked]):
        yield Turn(day, pointer, pointer, ends=False)


def _of_before(value: object, asked: object, pointer: str, context: Context) -> Iterator[Turn]:
    """Yield the day after, where it has to lie before the day judged."""
    for turn in _of_not_after(value, asked, pointer, context):
        if first := _after(turn.day):
            yield turn._replace(day=first)


def _of_evidence(value: object, asked: object, pointer: str, context: Context) -> Iterator[Turn]:
    """Yield the days from which each document cited is there, too old, or valid no longer."""
    age = asked.get("maxAge") if isinstance(asked, Mapping) else None
    for name in value if isinstance(value, list) else [value]:
        here = pointer_of(["evidence", str(name)])
        entry = value_at(context.facts, here)
        if not isinstance(entry, Mapping):
            continue
        for turn in _of_age(entry.get("date"), age, f"{here}/date", context):
            yield turn._replace(asked_at=pointer)
        last = as_date(entry.get("expires"))
        if last and (first := _after(last)):
            yield Turn(first, f"{here}/expires", pointer, ends=True)


def _after(day: date) -> date | None:
    """Return the next day; the calendar's last has none."""
    return day + timedelta(days=1) if day < date.max else None


TURNS: Mapping[str, Callable[[object, object, str, Context], Iterator[Turn]]] = {
    "maxAge": _of_age,
    "notAfter": _of_not_after,
    "before": _of_before,
    "evidence": _of_evidence,
}
"""For each keyword whose answer depends on the day judged, the days from which it can be another one."""
