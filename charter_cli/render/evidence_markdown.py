"""The register of evidence in Markdown: a table for each declaration, what to see to, what ends soon."""

from collections.abc import Iterable, Iterator

from charter_cli.model.evidence import Evidence, Register
from charter_cli.render import View, escape, phrases, told, upcoming
from charter_cli.render import evidence as said
from charter_cli.words import Words

COLUMNS = ("document", "kind", "date", "expires", "state", "digest", "supports")


def render(registers: Iterable[Register], view: View) -> Iterator[str]:
    """Yield the register of each declaration as Markdown."""
    for number, register in enumerate(registers):
        if number:
            yield "\n---\n\n"
        yield "\n".join(_lines(register, view.words)) + "\n"


def _lines(register: Register, words: Words) -> Iterator[str]:
    report, declaration = register.report, register.report.declaration
    if declaration.problems:
        yield from told.unusable(words, declaration)
        return
    yield f"# {escape.markdown(words('evidence.title', name=declaration.fact('/project/name')))}"
    yield ""
    judged = words("judged", as_of=report.as_of, stage=phrases.stage(words, report))
    yield f"{escape.code(declaration.path)} · {escape.markdown(judged)}"
    yield ""
    if not register.documents:
        yield escape.markdown(words("evidence.none"))
        return
    yield f"| {' | '.join(_capital(words(f'evidence.column.{column}')) for column in COLUMNS)} |"
    yield f"|{' --- |' * len(COLUMNS)}"
    for document in register.documents:
        yield f"| {' | '.join(_cells(document, register, words))} |"
    yield from _wrong(register, words)
    yield from _ahead(register, words)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _cells(document: Evidence, register: Register, words: Words) -> Iterator[str]:
    yield f"{escape.code(document.id)} {escape.markdown(document.title or '')}".strip()
    yield escape.markdown(said.kind(words, document))
    yield escape.markdown(said.dated(words, document))
    yield escape.markdown(said.expires(words, document))
    yield escape.markdown(said.standing(words, document))
    yield escape.code(document.sha256) if document.sha256 else ""
    yield escape.markdown("; ".join(said.supports(words, document, register.report)))


def _wrong(register: Register, words: Words) -> Iterator[str]:
    documents = [one for one in register.documents if not one.in_order]
    if documents:
        yield ""
        yield f"## {escape.markdown(words('evidence.wrong'))}"
        yield ""
    for one in documents:
        told = [*said.reasons(words, one, register.report), said.doubt(words, one, register.report)]
        text = "; ".join(part for part in told if part)
        named = f"{escape.code(one.id)} ({escape.markdown(said.standing(words, one))})"
        yield f"- {named}{words('colon')}{escape.markdown(text)}"


def _ahead(register: Register, words: Words) -> Iterator[str]:
    agenda = register.ahead
    if agenda.events:
        yield ""
        yield f"## {escape.markdown(words('evidence.ahead'))}"
        yield ""
    for event in agenda.events:
        details = " · ".join([upcoming.what(words, event, agenda), *upcoming.details(words, event, agenda)])
        yield f"- {event.day.isoformat()}{words('colon')}{escape.markdown(details)}"
