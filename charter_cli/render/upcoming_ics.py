"""What lies ahead, as a calendar (RFC 5545): an all-day event for each date, with a name that stays the same.

No clock: the stamp is the day judged, so that the same input gives the same bytes.
"""

from collections.abc import Iterable, Iterator

from charter_cli import __version__
from charter_cli.model.upcoming import Agenda, Event
from charter_cli.render import View
from charter_cli.render import upcoming as said
from charter_cli.render.escape import one_line
from charter_cli.words import Words

LONGEST = 75
"""Of a line, in octets, without its end."""

# A calendar holds at least one component; one without any date holds the time zone that needs no explanation.
EMPTY = (
    "BEGIN:VTIMEZONE",
    "TZID:UTC",
    "BEGIN:STANDARD",
    "DTSTART:19700101T000000",
    "TZOFFSETFROM:+0000",
    "TZOFFSETTO:+0000",
    "END:STANDARD",
    "END:VTIMEZONE",
)


def render(agendas: Iterable[Agenda], view: View) -> Iterator[str]:
    """Yield one calendar for all projects; a declaration with problems has no events."""
    yield _joined(["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//charter//charter {__version__}//EN"])
    written: set[str] = set()
    for agenda in agendas:
        for event in agenda.events:
            uid = event.uid(agenda.report.declaration.fact("/project/id"))
            # The same project named twice: a calendar may not hold the same event twice.
            if uid not in written:
                written.add(uid)
                yield _joined(_event(event, uid, agenda, view.words))
    if not written:
        yield _joined(EMPTY)
    yield _joined(["END:VCALENDAR"])


def _event(event: Event, uid: str, agenda: Agenda, words: Words) -> Iterator[str]:
    declaration, (label, owner) = agenda.report.declaration, said.owner(words, event)
    kind, colon, project = said.kind(words, event), words("colon"), declaration.fact("/project/id")
    lines = [*said.details(words, event, agenda), f"{label}{colon}{owner}" if owner else "", declaration.path]
    yield "BEGIN:VEVENT"
    yield f"UID:{uid}@charter"
    yield f"DTSTAMP:{str(agenda.report.as_of).replace('-', '')}T000000Z"
    yield f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}"
    yield f"SUMMARY:{text(f'{kind}{colon}{said.what(words, event, agenda)} ({project})')}"
    yield f"DESCRIPTION:{text(*filter(None, lines))}"
    if owner:
        yield f"CONTACT:{text(owner)}"
    yield f"CATEGORIES:{text(kind)}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def text(*lines: str) -> str:
    r"""Return lines as a value of type TEXT: backslash, semicolon and comma escaped, lines joined by \n."""
    escaped = (one_line(line).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,") for line in lines)
    return "\\n".join(escaped)


def folded(line: str) -> str:
    """Fold a line at 75 octets, never within a character; each further line begins with a space."""
    pieces, size = [""], 0
    for character in line:
        octets = len(character.encode("utf-8", "replace"))
        if size + octets > LONGEST:
            pieces.append(" ")
            size = 1
        pieces[-1] += character
        size += octets
    return "\r\n".join(pieces)


def _joined(lines: Iterable[str]) -> str:
    return "".join(f"{folded(line)}\r\n" for line in lines)
