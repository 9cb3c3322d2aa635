"""The register of evidence as a table for spreadsheets (RFC 4180): a row for each requirement that one supports."""

from collections.abc import Iterable, Iterator

from charter_cli.model.evidence import Evidence, Register, Support
from charter_cli.render import View
from charter_cli.render.escape import row

OF_DOCUMENT = (
    "id",
    "kind",
    "title",
    "file",
    "url",
    "reference",
    "date",
    "age",
    "expires",
    "days_left",
    "sha256",
    "seen_sha256",
    "state",
    "suspect",
)
OF_SUPPORT = ("charter", "requirement", "outcome", "fresh", "not_seen")
COLUMNS = ("path", "project", *OF_DOCUMENT, *OF_SUPPORT)


def render(registers: Iterable[Register], view: View) -> Iterator[str]:
    """Yield the heads and then the rows; a declaration with problems has none."""
    _ = view
    yield row(COLUMNS)
    for register in registers:
        declaration = register.report.declaration
        for document in register.documents:
            for one in document.supports or (None,):
                yield row([declaration.path, declaration.fact("/project/id"), *_cells(document, one)])


def _cells(document: Evidence, one: Support | None) -> Iterator[object]:
    for name in OF_DOCUMENT:
        yield _cell(getattr(document, name))
    for name in OF_SUPPORT:
        yield _cell(getattr(one, name)) if one else _cell(document.fresh if name == "fresh" else None)


def _cell(value: object) -> object:
    """Return a value as it stands in a cell; what is true or false as in JSON."""
    return str(value).lower() if isinstance(value, bool) else value
