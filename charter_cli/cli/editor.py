"""Prepare an editor for a file of ours: the schema beside it in one language, and the comment line that names it.

Editors with yaml-language-server read that line. The schema lies in a hidden folder, in which no declaration is sought.
Of a link both belong beside the file that it leads to, because the line stands in that file.
"""

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from charter_cli.cli.problems import FileProblems, UsageProblem
from charter_cli.words import Words

FOLDER = ".charter"
LOCALISED = frozenset({"declaration"})
"""The schemas that there are in every language; the others are in English."""
MARKS = (("declaration",), ("cases", "charter"), ("charter",), ("decisions",), ("waivers",))
"""The keys at the top of a file that tell which schema it has; the first of them is its name."""
_LINE = re.compile(r"^#[ \t]+yaml-language-server[ \t]*:.*?\$schema=([^\s]+)[^\r\n]*", re.MULTILINE)
_KEY = re.compile(r"""^["']?([a-z]+)["']?[ \t]*:""", re.MULTILINE)


def line(name: str, language: str) -> str:
    """Return the comment line, without its end, for a file that has the form of the schema called `name`."""
    return f"# yaml-language-server: $schema={FOLDER}/{_file(name, language)}"


def prepare(path: str, name: str, language: str) -> str:
    """Write the schema called `name` into the hidden folder beside `path`, and return the line that names it.

    Raises UsageProblem where it cannot be written; a schema that is there already with this content is left alone.
    """
    from charter_cli.cli.output import WholeFile

    content, schema = text(name, language), _beside(path, name, language)
    try:
        schema.parent.mkdir(exist_ok=True)
        if schema.is_file() and schema.read_bytes() == content.encode():
            return line(name, language)
    except (OSError, ValueError) as error:
        raise UsageProblem("write", path=str(schema), reason=getattr(error, "strerror", None) or str(error)) from error
    with WholeFile(str(schema)) as file:
        file.write(content)
    return line(name, language)


def text(name: str, language: str) -> str:
    """Return the text of the schema called `name`: in a language, if it is one that has several, and in one piece."""
    from charter_cli.resources import folder

    shipped = (folder("schemas") / f"{name}.schema.json").read_text(encoding="utf-8")
    if name in LOCALISED:
        return _localised(shipped, language)
    return _bundled(shipped) if '"$ref": "urn:' in shipped else shipped


def mark(path: str, name: str, said: Words) -> str:
    """Prepare an editor for a file that is there, by the schema called `name` or else by its keys, and say so.

    The line is put at its top, or in the place of one of ours, whose schema goes where nobody else needs it; nothing
    else in the file changes. Raises UsageProblem where no schema fits or another one is named, FileProblems for a file
    that cannot be read.
    """
    from charter_cli.cli.output import refuse_protected
    from charter_cli.cli.rewrite import encoded, replace
    from charter_cli.model.declaration import Problem
    from charter_cli.read.declarations import STANDARD_INPUT
    from charter_cli.read.files import load_own
    from charter_cli.read.strict_yaml import MAX_BYTES, parse

    if path == STANDARD_INPUT:
        raise UsageProblem("record-stdin")
    content = load_own(path, MAX_BYTES)
    if isinstance(content, Problem):
        raise FileProblems(content)
    document, problems = parse(content, path)
    if document is None:
        raise FileProblems(*problems)
    chosen = _schema_of(path, document.text, name)
    after, number, old = _marked(path, document.text, line(chosen, said.language))
    changed = encoded(after, content)
    if changed != content:
        refuse_protected(Path(path))
    prepare(path, chosen, said.language)
    if changed != content:
        replace(path, content, changed)
    schema = _beside(path, chosen, said.language).as_posix()
    key = "schema.prepared" if changed != content else "schema.prepared.already"
    told = [said(key, path=path, schema=schema, line=number)]
    if old and (removed := _without(path, old)):
        told.append(said("schema.removed", schema=removed))
    return "\n".join(told)


def _schema_of(path: str, text: str, name: str) -> str:
    """Tell by the keys at the top of a file which schema it has, also while it is being written.

    A schema that is named counts for a file that says nothing, or can still become one of that kind.
    """
    keys = set(_KEY.findall(text))
    fitting: tuple[str, ...] = next((marks for marks in MARKS if keys.issuperset(marks)), ())
    if not (fitting or name):
        raise UsageProblem("schema-for-what", path=path)
    if not name or name in fitting[:1]:
        return fitting[0]
    if fitting and not any(marks[0] == name and set(marks) > set(fitting) for marks in MARKS):
        raise UsageProblem("schema-does-not-fit", path=path, name=name, fitting=fitting[0])
    return name


def _marked(path: str, text: str, wanted: str) -> tuple[str, int, str]:
    """Return the text with the line, the number of that line, and the schema that it named before instead."""
    found = _LINE.search(text)
    if not found:
        end = re.search(r"\r\n|\r|\n", text)
        return f"{wanted}{end[0]}{text}" if end else f"{wanted}\n{text}", 1, ""
    number = text.count("\n", 0, found.start()) + 1
    if not found[1].startswith(f"{FOLDER}/"):
        raise UsageProblem("schema-other", path=path, line=number)
    old = found[1].removeprefix(f"{FOLDER}/")
    return text[: found.start()] + wanted + text[found.end() :], number, "" if wanted.endswith(f"/{old}") else old


def _without(path: str, old: str) -> str:
    """Remove a schema of ours that a file named before, and return its path.

    It stays, and the answer is empty, where another YAML file in that folder names it, or this cannot be told.
    """
    from charter_cli.cli.options import SCHEMAS
    from charter_cli.words import LANGUAGES

    folder, ours = _place(path).parent, {_file(name, language) for name in SCHEMAS for language in LANGUAGES}
    schema = folder / FOLDER / old
    try:
        others = [one for one in folder.iterdir() if one.suffix in (".yaml", ".yml") and one.is_file()]
        if old not in ours or any(f"{FOLDER}/{old}".encode() in one.read_bytes() for one in others):
            return ""
        schema.unlink()
    except OSError:
        return ""
    return schema.as_posix()


def _localised(shipped: str, language: str) -> str:
    from charter_cli.render.schema import localised
    from charter_cli.words import words

    return _written(localised(json.loads(shipped), words(language), _examples()))


def _bundled(shipped: str) -> str:
    from charter_cli.cli.options import SCHEMAS
    from charter_cli.read.form import schema
    from charter_cli.render.schema import bundled

    others = {str(one["$id"]): (name, one) for name in SCHEMAS if (one := schema(name))}
    return _written(bundled(json.loads(shipped), others))


def _written(schema: Mapping[str, object]) -> str:
    return json.dumps(schema, ensure_ascii=False, separators=(",", ":")) + "\n"


@cache
def _examples() -> Mapping[str, object]:
    """Return the examples of facts that the shipped charters hold."""
    from charter_cli.read.charters import read_charter, shipped
    from charter_cli.read.field_examples import field_examples

    charters = [charter for name in shipped() if (charter := read_charter(name)[0])]
    return field_examples(requirement.example for charter in charters for requirement in charter.requirements())


def _beside(path: str, name: str, language: str) -> Path:
    return _place(path).parent / FOLDER / _file(name, language)


def _place(path: str) -> Path:
    """Return where a file lies: the end of a link, or where it is as named."""
    place = Path(path)
    try:
        return place.resolve() if place.is_symlink() else place
    except (OSError, RuntimeError):
        return place


def _file(name: str, language: str) -> str:
    return f"{name}.{language if name in LOCALISED else 'en'}.schema.json"
