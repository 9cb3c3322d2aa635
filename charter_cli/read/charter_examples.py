"""The examples of a charter: pieces of a declaration, read as readers paste them, with the place of each mistake."""

import copy
from collections.abc import Mapping
from typing import Any

from charter_cli.model.declaration import Document, Place, Problem
from charter_cli.model.lint import Flaw, located
from charter_cli.read.form import check_form, prune
from charter_cli.read.strict_yaml import parse

ELLIPSIS, FILLED_IN = "…", "filled in"
"""What stands for words of the reader's own in an example, and what the reader is taken to write."""

NAMED = {"declaration": 1, "project": {"id": "example", "name": "Example"}}
"""What every declaration needs, and examples leave out."""


def read_example(text: str, pointer: str, file: Document) -> tuple[Mapping[str, object] | None, list[Problem]]:
    """Return the facts of an example at `pointer` of a charter, or none, and what is wrong with it."""
    document, problems = parse(text.replace(ELLIPSIS, FILLED_IN).encode(), file.path)
    if document is None or problems:
        return None, [_moved(problem, pointer, file) for problem in problems]
    laid = Document(file.path, merged(NAMED, document.data), document.mark, document.text)
    facts, wrong = check_form(laid, "declaration")
    found = [_moved(problem, pointer, file) for problem in wrong]
    if ELLIPSIS in str(prune(parse(text.encode(), file.path)[0].data)):  # type: ignore[union-attr]
        found.append(located(Flaw("example-half-filled", pointer, {}, on_key=True), file))
    return None if wrong else facts, found


def merged(base: Any, other: Any) -> Any:
    """Return mappings laid over each other, key by key; whatever else `other` holds takes the place of the base's."""
    if isinstance(base, dict) and isinstance(other, dict):
        return {**base, **{key: merged(base.get(key), value) for key, value in other.items()}}
    return copy.deepcopy(other)


def _moved(problem: Problem, pointer: str, file: Document) -> Problem:
    """Return a problem within an example with its place in the charter."""
    begin = file.place(pointer)
    lines = file.text.splitlines()
    place = begin
    if problem.place and lines[begin.line - 1][begin.column - 1 : begin.column] == "|":
        # A block of text begins on the next line, as far to the right as its first line that is not empty.
        first = next((line for line in lines[begin.line :] if line.strip()), "")
        indent = len(first) - len(first.lstrip(" "))
        place = Place(begin.line + problem.place.line, indent + problem.place.column)
    return problem._replace(place=place, pointer=pointer)
