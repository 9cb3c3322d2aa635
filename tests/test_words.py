"""The catalogues: the same keys and placeholders in all languages, every key used, every used key there."""

import ast
import re
from string import Formatter

import pytest

from charter_cli.cli.language import choose
from charter_cli.words import LANGUAGES, words
from tests.conftest import ROOT

ENGLISH = words("en").catalogue
PACKAGE = ROOT / "charter_cli"


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name} if re.search(r"\{\w", text) else set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_keys_and_placeholders(language: str) -> None:
    catalogue = words(language).catalogue
    assert catalogue.keys() == ENGLISH.keys()
    assert {key: placeholders(text) for key, text in catalogue.items()} == {
        key: placeholders(text) for key, text in ENGLISH.items()
    }
    assert all(text.strip(" \u00a0") for key, text in catalogue.items() if key != "colon")


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "en"])
def test_no_sentence_is_left_in_english(language: str) -> None:
    catalogue = words(language).catalogue
    same = {
        key
        for key, text in catalogue.items()
        if text == ENGLISH[key] and len(re.findall(r"(?<![{\w])[a-z]{2,}(?![\w}])", text)) > 2
    }
    assert same == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_french_sets_its_colons_and_quotes_apart_and_no_other_language_does(language: str) -> None:
    texts = "\n".join(words(language).catalogue.values())
    assert bool(re.search("\u00a0[:;?!»]", texts)) == (language == "fr")
    assert not re.search(" [:;?!]", texts)
    if language == "fr":
        assert not re.search(r"\w[;?!»]", texts)


def _literals() -> set[str]:
    """Return every piece of text in the code and the templates that could name a key, f-strings as patterns."""
    found: set[str] = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(re.escape(node.value))
            elif isinstance(node, ast.JoinedStr):
                parts = [re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".+" for part in node.values]
                found.add("".join(parts))
    for path in PACKAGE.rglob("*.jinja"):
        found |= {
            re.escape(key) for key in re.findall(r'words(?:\.number)?\("([^"]+)"', path.read_text(encoding="utf-8"))
        }
    for path in PACKAGE.rglob("*.js"):
        script = path.read_text(encoding="utf-8")
        found |= {re.escape(key) for key in re.findall(r'"([\w.-]+)"', script)}
        found |= {re.escape(start) + ".+" for start in re.findall(r"`([\w-]+\.[\w.-]*)\$\{", script)}
    return {pattern for pattern in found if re.search(r"\w", pattern)}


def test_every_key_is_used_and_every_used_key_is_there() -> None:
    # UsageProblem("key"), problem codes and keywords are literals without these prefixes; test_form.py holds fields and values, test_form_page.py sections.
    prefixes = (
        "usage.",
        "problem.",
        "gap.",
        "asked.",
        "summary.gate.",
        "help.",
        "gap.format.",
        "asked.format.",
        "problem.bad-",
    )
    elsewhere = ("field.", "value.", "section.")
    patterns = [re.compile(pattern) for pattern in _literals()]
    exact = {pattern for pattern in _literals() if ".+" not in pattern}

    def used(key: str) -> bool:
        base = key.removesuffix(".one").removesuffix(".other")
        names = {
            base,
            key,
            *(name.removeprefix(prefix) for prefix in prefixes for name in (base, key) if name.startswith(prefix)),
        }
        return any(re.escape(name) in exact for name in names) or any(
            ".+" in pattern.pattern and len(pattern.pattern) > 4 and pattern.fullmatch(name)
            for pattern in patterns
            for name in (base, key)
        )

    assert sorted(key for key in ENGLISH if not key.startswith(elsewhere) and not used(key)) == []


SAID = [
    (r'words\(\s*"([\w.-]+)"', ""),
    (r'words\.label\("([\w.-]+)"', ""),
    (r'UsageProblem\(\s*"([\w.-]+)"', "usage."),
    (r'(?:\bProblem|note|_problem)\(\s*"([\w.-]+)"', "problem."),
    (r'_fails\([^,]+, "([\w.-]+)"', "gap."),
]


@pytest.mark.parametrize(("pattern", "prefix"), SAID)
def test_every_key_that_is_said_is_there(pattern: str, prefix: str) -> None:
    sources = [*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.jinja")]
    said = {prefix + key for path in sources for key in re.findall(pattern, path.read_text(encoding="utf-8"))}
    assert said
    assert {key for key in said if key not in ENGLISH} == set()


@pytest.mark.parametrize(
    ("arguments", "environment", "language"),
    [
        ([], {}, "en"),
        ([], {"LANG": "fr_BE.UTF-8"}, "fr"),
        ([], {"LANG": "fr_BE.UTF-8", "LC_ALL": "nl_BE"}, "nl"),
        ([], {"LANG": "fr_BE", "LC_ALL": "C"}, "en"),
        ([], {"LANG": "nl", "CHARTER_LANG": "de"}, "de"),
        (["--lang", "fr"], {"CHARTER_LANG": "de"}, "fr"),
        (["check", "x", "-l", "nl"], {}, "nl"),
        (["check", "--lang=de"], {}, "de"),
        (["check", "-lfr"], {}, "fr"),
        (["check", "--", "--lang", "fr"], {}, "en"),
        (["--lang"], {"CHARTER_LANG": "nl"}, "nl"),
        (["--lang", "xx"], {}, "en"),
        ([], {"LANG": "pt_BR"}, "en"),
    ],
)
def test_the_language_is_chosen_by_option_then_variable_then_locale_then_english(
    arguments: list[str], environment: dict[str, str], language: str
) -> None:
    assert choose(arguments, environment) == language


@pytest.mark.parametrize(("language", "expected"), [("en", "other"), ("fr", "one"), ("nl", "other"), ("de", "other")])
def test_french_counts_nought_as_one(language: str, expected: str) -> None:
    said = words(language)
    assert said.number("questions.waiting", 0) == said(f"questions.waiting.{expected}", count=0)
