"""What lies ahead, in any of its formats, and the words that they share."""

from collections.abc import Iterable, Iterator
from importlib import import_module

from charter_cli.model.charter import Charter
from charter_cli.model.report import Outcome
from charter_cli.model.upcoming import Agenda, Concerned, Event, Kind
from charter_cli.render import View, phrases
from charter_cli.render.escape import one_line
from charter_cli.words import Words

OF_PEOPLE = (Kind.DECISION, Kind.CONDITION, Kind.WAIVER)
"""The events whose days people have set, whatever the stage of the project."""


def render(form: str, agendas: Iterable[Agenda], view: View) -> Iterator[str]:
    """Yield what lies ahead of each project in a format, piece by piece."""
    pieces: Iterator[str] = import_module(f"charter_cli.render.upcoming_{form}").render(agendas, view)
    return pieces


def summary(words: Words, agendas: Iterable[Agenda]) -> str:
    """Say in one line how much lies ahead, and whether a file could not be read."""
    told = list(agendas)
    total = words.number("agenda.total", sum(len(agenda.events) for agenda in told))
    unread = any(agenda.report.declaration.problems for agenda in told)
    return f"{total} {words('summary.gate.unreadable')}" if unread else total


def kind(words: Words, event: Event) -> str:
    """Name what kind of event it is."""
    return words(f"agenda.kind.{event.kind}")


def what(words: Words, event: Event, agenda: Agenda) -> str:
    """Say in one line what starts, ends or becomes due."""
    declaration, decision = agenda.report.declaration, event.decision
    if event.kind is Kind.LAUNCH:
        return words.number("agenda.launch", len(event.concerned))
    if event.kind is Kind.EXPIRES:
        return document(event.pointer.rpartition("/")[0], agenda)
    if event.kind is Kind.AGES:
        within = event.pointer.startswith("/evidence/")
        name = document(event.pointer.rpartition("/")[0], agenda) if within else phrases.dotted(event.pointer)
        return one_line(f"{name} · {phrases.shown(declaration.fact(event.pointer))}")
    (one,) = event.concerned
    if event.waivers:
        references = ", ".join(dict.fromkeys(waiver.decision for waiver in event.waivers))
        return one_line(words("agenda.waiver", id=called(one, agenda), decision=references))
    if decision:
        text = event.condition.text if event.condition else ""
        told = {"id": called(one, agenda), "date": decision.date, "body": decision.body, "text": text}
        return one_line(words(f"agenda.{event.kind}", **told))
    return one_line(f"{called(one, agenda)} {words.text(one.requirement.title)}")


def document(pointer: str, agenda: Agenda) -> str:
    """Name a document of the register, with its title if it has one."""
    name, title = pointer.rpartition("/")[2], agenda.report.declaration.fact(f"{pointer}/title")
    return one_line(f"{name} ({title})") if title else name


def called(one: Concerned, agenda: Agenda) -> str:
    """Name a requirement; with its charter where another one has a requirement of that name."""
    name = one.requirement.id
    homes = [each.charter for each in agenda.report.assessments]
    several = len(homes) > 1 and sum(_has(charter, name) for charter in homes) > 1
    return f"{one.charter.id} {name}" if several else name


def _has(charter: Charter, name: str) -> bool:
    return any(requirement.id == name for requirement in charter.requirements())


def details(words: Words, event: Event, agenda: Agenda) -> Iterator[str]:
    """Yield what else there is to say: until when all is as before, and what becomes of each requirement."""
    if event.last_day:
        yield words(f"agenda.last.{event.kind}", last=event.last_day.isoformat())
    if event.kind in (Kind.STARTS, Kind.STOPS, *OF_PEOPLE):
        (one,) = event.concerned
        yield states(words, one.now, one.now if event.kind is Kind.STOPS else one.then)
        if one.stage and event.kind not in OF_PEOPLE:
            yield words("upcoming.stage", stage=words(f"value.stage.{one.stage}"))
        return
    for (now, then), names in _by_state(event, agenda).items():
        pair = (", ".join(names), states(words, now, then))
        # Of the many that become due together, how they stand is said first.
        yield " — ".join(reversed(pair) if event.kind is Kind.LAUNCH else pair)
    if not event.concerned:
        yield words("agenda.none")


def states(words: Words, now: Outcome, then: Outcome) -> str:
    """Say what a requirement is, or would be, on the day judged, and on the day of the event where that differs."""
    given = {"now": words(f"outcome.{now}"), "then": words(f"outcome.{then}")}
    return words("agenda.then", **given) if now is not then else words("agenda.now", now=given["now"])


def _by_state(event: Event, agenda: Agenda) -> dict[tuple[Outcome, Outcome], list[str]]:
    groups: dict[tuple[Outcome, Outcome], list[str]] = {}
    for one in event.concerned:
        groups.setdefault((one.now, one.then), []).append(called(one, agenda))
    return groups


def owner(words: Words, event: Event) -> tuple[str, str]:
    """Return how the owner is called in this language, and the name declared, empty if there is none."""
    given = event.owner
    label = "agenda.contact" if given and given.pointer == "/project/contact" else "agenda.owner"
    return words(label), one_line(given.name) if given else ""


def judged(words: Words, agenda: Agenda) -> str:
    """Say for which day and stage this was looked up, and how far ahead."""
    told = words("judged", as_of=agenda.report.as_of, stage=phrases.stage(words, agenda.report))
    return f"{told} · {words('agenda.until', until=agenda.until)}" if agenda.until else told


def nothing(words: Words, agenda: Agenda) -> str:
    """Say that nothing lies ahead."""
    return words("agenda.nothing.until", until=agenda.until) if agenda.until else words("agenda.nothing")


def undated(words: Words, agenda: Agenda) -> str:
    """Say which requirements count from a later stage on an unknown day, if any do."""
    if not agenda.undated:
        return ""
    names = ", ".join(called(one, agenda) for one in agenda.undated)
    return words.number("agenda.undated", len(agenda.undated), ids=names)
