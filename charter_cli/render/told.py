"""What the formats of several commands tell alike: the frame of a JSON document, and what is wrong with a file."""

import json
from collections.abc import Iterable, Iterator

from charter_cli import __version__
from charter_cli.model.declaration import Declaration, Problem
from charter_cli.model.report import Exit
from charter_cli.render import escape, phrases
from charter_cli.words import Words

SCHEMA_VERSION = 1
Json = dict[str, object]

dumped = json.JSONEncoder(ensure_ascii=False).encode


def opening(words: Words) -> str:
    """Return what stands before the declarations of a JSON document."""
    head = dumped({"schema_version": SCHEMA_VERSION, "tool": {"name": "charter", "version": __version__}})
    return head[:-1] + f', "language": "{words.language}", "declarations": [\n'


def closing(worst: Exit) -> str:
    """Return the end of a JSON document with the exit code, which comes last since it is known last."""
    return f'\n], "exit_code": {worst.value}}}\n'


def document(declarations: Iterable[tuple[Exit, Json]], words: Words) -> Iterator[str]:
    """Yield one JSON document of what is told of each declaration, piece by piece."""
    worst, separator = Exit.OK, ""
    yield opening(words)
    for code, told in declarations:
        worst = max(worst, code)
        yield separator + dumped(told)
        separator = ",\n"
    yield closing(worst)


def problem(words: Words, one: Problem) -> Json:
    """Return what is wrong with a file, or what is noticed, as JSON."""
    return {
        "path": one.path,
        "code": one.code,
        "message": phrases.problem(words, one),
        "pointer": one.pointer,
        "line": one.place.line if one.place else None,
        "column": one.place.column if one.place else None,
    }


def unusable(words: Words, declaration: Declaration) -> Iterator[str]:
    """Yield the lines of Markdown that say why a declaration was not judged."""
    yield f"# {escape.markdown(phrases.unusable(words, declaration)[0])}"
    yield ""
    for one in declaration.problems:
        place = f":{one.place.line}:{one.place.column}" if one.place else ""
        yield f"- {escape.code(one.path + place)} {escape.markdown(phrases.problem(words, one))}"
