"""A first charter to build upon, and its cases, with comments in the language of its author on what each key is for."""

import json
import re
from textwrap import wrap

from charter_cli.render.escape import one_line
from charter_cli.resources import PACKAGE
from charter_cli.words import LANGUAGES, Words, words

WIDTH = 100
FILES = ("charter.yaml", "cases.yaml")
_PLAIN = re.compile(r"(?!(?:true|false|null)$)[a-z]")
"""What YAML reads as text without quotes."""
_COMMENT = re.compile(r"^( *)#: (.+)\n", re.MULTILINE)


def scaffold(said: Words, identifier: str, title: str, day: str) -> dict[str, str]:
    """Return the files of a new charter by name; what has no title yet is called by what it is to become."""
    titles = {language: _title(title, language, said) for language in LANGUAGES}
    values = {
        "id": identifier if _PLAIN.match(identifier) else _quoted(identifier),
        "day": day,
        "language": said.language,
        "title": _quoted(titles[said.language]),
        **{f"title.{language}": _quoted(text) for language, text in titles.items()},
    }
    return {name: _filled((PACKAGE / "templates" / "new" / name).read_text("utf-8"), values, said) for name in FILES}


def _title(given: str, language: str, said: Words) -> str:
    """Return the title in a language: the one that was given, marked where it is still to be translated."""
    own = words(language)
    if not given:
        return own("new.title")
    return one_line(given) if language == said.language else f"{one_line(given)} ({own('new.to-translate')})"


def _quoted(text: str) -> str:
    """Write text so that YAML reads it back as text, whatever stands in it."""
    return json.dumps(text, ensure_ascii=False)


def _filled(template: str, values: dict[str, str], said: Words) -> str:
    def comment(match: re.Match[str]) -> str:
        indent, key = match.groups()
        lines = wrap(
            said(f"new.comment.{key}"), WIDTH - len(indent) - 2, break_on_hyphens=False, break_long_words=False
        )
        return "".join(f"{indent}# {line}\n" for line in lines)

    commented = _COMMENT.sub(comment, template)
    return re.sub(r"<([a-z.]+)>", lambda match: values[match[1]], commented)
