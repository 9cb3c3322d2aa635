"""The words of this run, for a command that has its language option parsed."""

import os

from charter_cli.cli.language import choose
from charter_cli.words import Words, words


def current_words(lang: str) -> Words:
    """Return the words that `--lang`, or else the environment, asks for."""
    return words(choose(["--lang", lang] if lang else [], os.environ))
