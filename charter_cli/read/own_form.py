"""Read the form that a body gives its reports: a template, a style sheet, a logo. Nothing in them may ask for more.

A page has a policy that keeps a browser from fetching anything, whatever a style sheet or a logo says. What could never
show for that reason is refused here, so that its author learns of it.
"""

import re
import sys
from collections.abc import Iterator

from charter_cli.model.declaration import Input, Place, Problem
from charter_cli.model.digest import of_bytes
from charter_cli.model.run import OwnForm, OwnLogo, OwnText
from charter_cli.read.files import load

MOST_TEXT = 1024 * 1024
MOST_LOGO = 256 * 1024

_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
_SVG = "http://www.w3.org/2000/svg svg"

_COMMENT = re.compile(r"""("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')|/\*.*?(?:\*/|\Z)""", re.DOTALL)
_ESCAPED = re.compile(r"\\([0-9A-Fa-f]{1,6})(?:\r\n|[ \t\r\n\f])?")
_FETCHES = re.compile(
    r"""@import|url\(\s*["']?(?!["']?(?:data:|\#))[^"')\s]*|(?<![\w-])(?:-webkit-)?(?:image-set|image|src)\(""",
    re.IGNORECASE,
)
_ENDS = re.compile("</style", re.IGNORECASE)


def read_own_form(template: str, style: str, logo: str) -> tuple[OwnForm, tuple[Problem, ...]]:
    """Return the form in these files, where empty text is none, and everything that is wrong with them."""
    problems: list[Problem] = []
    form = OwnForm(
        _text(template, problems) if template else None,
        _text(style, problems) if style else None,
        _logo(logo, problems) if logo else None,
    )
    if form.style:
        problems += _told(form.style)
    return form, tuple(problems)


def _content(path: str, most: int, problems: list[Problem]) -> bytes | None:
    content = load(path, most)
    if isinstance(content, bytes) and len(content) > most:
        content = Problem("own-form-too-large", path, None, "", {"limit": most})
    if isinstance(content, Problem):
        missing = content.code == "no-such-file"
        problems.append(content._replace(code="own-form-missing") if missing else content)
        return None
    return content


def _text(path: str, problems: list[Problem]) -> OwnText | None:
    content = _content(path, MOST_TEXT, problems)
    if content is None:
        return None
    try:
        return OwnText(Input(path, of_bytes(content)), content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8", "replace")
        params = {"byte": f"0x{content[error.start]:02x}"}
        problems.append(Problem("not-utf-8", path, _end(before), "", params))
        return None


def _end(text: str) -> Place:
    """Return the place behind a text."""
    return Place(text.count("\n") + 1, len(text) - text.rfind("\n"))


def _told(style: OwnText) -> Iterator[Problem]:
    """Find what asks for another file, comments aside, and what would end the style sheet, wherever it stands."""
    bare = _COMMENT.sub(lambda match: match[1] or re.sub(r"[^\n]", " ", match[0]), style.text)
    for code, pattern, text in (
        ("style-fetches", _FETCHES, _ESCAPED.sub(_letter, bare)),
        ("style-ends", _ENDS, style.text),
    ):
        for match in pattern.finditer(text):
            yield Problem(code, style.file.path, _end(text[: match.start()]), "", {"found": match[0]})


def _letter(match: re.Match[str]) -> str:
    """Return the letter for an escape in a style sheet."""
    number = int(match[1], 16)
    return chr(number) if 0 < number <= sys.maxunicode else "\ufffd"


def _logo(path: str, problems: list[Problem]) -> OwnLogo | None:
    content = _content(path, MOST_LOGO, problems)
    if content is None:
        return None
    if content.startswith(_PNG):
        media_type = "image/png"
    elif content.startswith(_JPEG):
        media_type = "image/jpeg"
    elif _is_svg(content):
        media_type = "image/svg+xml"
    else:
        problems.append(Problem("bad-logo", path, None, "", {}))
        return None
    return OwnLogo(Input(path, of_bytes(content)), media_type, content)


def _is_svg(content: bytes) -> bool:
    """Tell whether this is a well-formed SVG drawing; a browser shows no other one."""
    from xml.parsers import expat  # noqa: PLC0415 (only a drawing needs it)

    names: list[str] = []
    reader = expat.ParserCreate(namespace_separator=" ")
    reader.StartElementHandler = lambda name, _: names.append(name)
    try:
        reader.Parse(content, True)  # noqa: FBT003 (this is all of it)
    except (expat.ExpatError, ValueError, LookupError):
        return False
    return names[:1] == [_SVG]
