"""A baseline as its file: JSON, sorted, one entry on each line, so that a diff shows what came and what went."""

import json
from collections.abc import Iterable, Iterator

from charter_cli.model.baseline import Entry

FORMAT = 1

_dumped = json.JSONEncoder(ensure_ascii=False).encode


def written(entries: Iterable[Entry], as_of: str) -> Iterator[str]:
    """Yield the file of these entries; `as_of` is the day that was chosen, or empty."""
    day = f'"as_of": {_dumped(as_of)}, ' if as_of else ""
    yield f'{{"format": {FORMAT}, {day}"entries": ['
    ordered = sorted(entries, key=lambda entry: (entry.project, entry.charter, entry.requirement))
    for number, entry in enumerate(ordered):
        yield f"{',' if number else ''}\n{_dumped(_line(entry))}"
    yield "\n]}\n" if ordered else "]}\n"


def _line(entry: Entry) -> dict[str, object]:
    fields = entry._asdict()
    del fields["place"]
    return fields
