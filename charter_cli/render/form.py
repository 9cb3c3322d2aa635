"""The declaration as a form: one page of HTML that needs nothing else, for those who will never open a terminal.

The page holds the schema of a declaration, the charters and all words; its scripts judge what is filled in as we do
(templates/form/engine.js) and read and write plain YAML (yaml.js). It may run these scripts, known by their digest,
and fetch nothing.
"""

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cache
from string import Template
from typing import Any

from charter_cli.model.charter import Charter, Principle, Requirement, Text
from charter_cli.model.condition import AllOf, AnyOf, Condition, Fact, Not
from charter_cli.render import phrases
from charter_cli.render.escape import xml
from charter_cli.resources import PACKAGE, folder
from charter_cli.words import LANGUAGES, Words, words

SCRIPTS = ("engine.js", "yaml.js", "fields.js", "findings.js", "form.js")
STYLES = ("../page.css", "form.css")
SPOKEN = ("field.", "value.", "section.", "form.", "gap.", "outcome.", "verdict.", "level.", "type.", "upcoming.")
"""The words that the page says, by how their keys begin."""
ALSO = ("colon", "or", "and", "bounds", "report.as-of", "report.declared-only")
PROBLEMS = (
    "bad-",
    "unknown-key",
    "unknown-value",
    "unknown-version",
    "wrong-type",
    "wrong-form",
    "too-small",
    "two-places",
    "twice-in-list",
    "required",
    "duplicate-key",
    "tab",
    "indentation",
    "unexpected-colon",
    "too-deep",
    "empty-file",
)
DESCRIPTIONS = frozenset({"$schema", "$id", "title", "description"})


def render(charters: Sequence[Charter], language: str, version: str) -> str:
    """Return the page, which begins in this language."""
    said = words(language)
    script, style = _script(), "\n".join(_template(name) for name in STYLES)
    return Template(_template("page.html")).substitute(
        language=language,
        title=xml(said("form.title")),
        no_script=xml(said("form.no-script")),
        script=script,
        script_digest=_digest(script),
        style=style,
        style_digest=_digest(style),
        data=_inert(data(charters, language, version)),
    )


def _script() -> str:
    return "\n".join(_template(name) for name in SCRIPTS)


def _template(name: str) -> str:
    return (PACKAGE / "templates" / "form" / name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    """Return the digest by which the page names its own script and style."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _inert(value: object) -> str:
    """Return data as JSON in which nothing can end or begin an element of the page."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for letter in "<>&\u2028\u2029":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return text


def data(charters: Sequence[Charter], language: str, version: str) -> dict[str, object]:
    """Return all that the scripts of the page need to know."""
    return {
        "version": version,
        "language": language,
        "words": {name: _said(words(name)) for name in LANGUAGES},
        "schema": _bare(_schema()),
        "charters": [charter_data(charter) for charter in charters],
    }


def _said(said: Words) -> dict[str, str]:
    problems = tuple(f"problem.{name}" for name in PROBLEMS)
    return {key: text for key, text in said.catalogue.items() if key.startswith((*SPOKEN, *problems)) or key in ALSO}


@cache
def _schema() -> Mapping[str, Any]:
    loaded: Mapping[str, Any] = json.loads((folder("schemas") / "declaration.schema.json").read_bytes())
    return loaded


def _bare(schema: Any) -> Any:
    """Return a schema without what only describes it; a property of such a name stays."""
    if isinstance(schema, list):
        return [_bare(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: {name: _bare(one) for name, one in value.items()} if key in ("properties", "$defs") else _bare(value)
        for key, value in schema.items()
        if key not in DESCRIPTIONS
    }


def charter_data(charter: Charter) -> dict[str, object]:
    """Return a charter, cut down to what it takes to judge by it and to say what comes of it."""
    return {
        "id": charter.id,
        "version": charter.version,
        "title": _text(charter.title),
        "not_kept": _text(charter.not_kept) if charter.not_kept else None,
        "applies_from": charter.applies_from,
        "scope": condition_data(charter.scope),
        "principles": [_principle(principle) for principle in charter.principles],
        "requirements": [
            _requirement(requirement, position, charter)
            for position, principle in enumerate(charter.principles)
            for requirement in principle.requirements
        ],
    }


def _principle(principle: Principle) -> dict[str, str]:
    return {language: phrases.heading(words(language), principle) for language in LANGUAGES}


def _requirement(requirement: Requirement, principle: int, charter: Charter) -> dict[str, object]:
    return {
        "id": requirement.id,
        "principle": principle,
        "level": requirement.level,
        "due": requirement.due,
        "when": condition_data(requirement.when),
        "require": condition_data(requirement.require),
        "transition": [
            {"when": condition_data(one.when), "applies_from": one.applies_from} for one in requirement.transition
        ],
        "applies_from": requirement.applies_from,
        "applies_until": requirement.applies_until,
        "title": _text(requirement.title),
        "because": _text(requirement.because),
        "remedy": _text(requirement.remedy),
        "judgement": _text(requirement.judgement) if requirement.judgement else None,
        "source": {language: phrases.source(words(language), requirement, charter) for language in LANGUAGES},
    }


def _text(texts: Text) -> dict[str, str]:
    return {language: words(language).text(texts) for language in LANGUAGES}


def condition_data(condition: Condition) -> dict[str, object]:
    """Return a condition as the scripts of the page read it."""
    match condition:
        case Fact(pointer, leaf):
            return {"at": pointer, "leaf": leaf}
        case AllOf(parts):
            return {"all": [condition_data(part) for part in parts]}
        case AnyOf(parts):
            return {"any": [condition_data(part) for part in parts]}
        case Not(part):
            return {"not": condition_data(part)}
