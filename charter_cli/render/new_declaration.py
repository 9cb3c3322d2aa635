"""A new declaration as commented YAML: what was answered, and a place for each fact that is still asked for.

Sections of which nothing is answered or asked for are left out. A key without a value declares nothing.
"""

from collections.abc import Collection, Iterator, Mapping
from textwrap import wrap

from charter_cli.model.declaration import value_at
from charter_cli.render.edit import INDENT, block
from charter_cli.render.entry import WIDTH
from charter_cli.render.phrases import field, question
from charter_cli.words import Words

MOST_OPTIONS = 12
"""Of a vocabulary that are named in a comment."""

Facts = Mapping[str, object]


class _Writer:
    """Writes the sections of one declaration."""

    def __init__(self, facts: Facts, asked: Collection[str], words: Words) -> None:
        self.facts, self.asked, self.words = facts, asked, words

    def below(self, pointer: str, depth: int) -> Iterator[str]:
        """Yield the lines of what stands below a section, each with its comment."""
        for name in field(pointer)[1].get("properties", ()):
            here = f"{pointer}/{name}"
            if not self.has(here):
                continue
            section = (
                "properties" in field(here)[1] and here not in self.asked and not isinstance(self.value(here), list)
            )
            if not depth:
                yield ""
            yield from self.comment(here, depth, section=section)
            if section:
                yield f"{' ' * depth}{name}:"
                yield from self.below(here, depth + INDENT)
            elif self.value(here) is None:
                yield f"{' ' * depth}{name}:"
            else:
                yield from (f"{' ' * depth}{line}" for line in block([name], self.value(here)))

    def has(self, pointer: str) -> bool:
        """Tell whether anything is answered or asked for at a fact or below it."""
        return self.value(pointer) is not None or any(
            one == pointer or one.startswith(f"{pointer}/") for one in self.asked
        )

    def value(self, pointer: str) -> object:
        return value_at(self.facts, pointer)

    def comment(self, pointer: str, depth: int, *, section: bool) -> Iterator[str]:
        """Yield what is to be known of a section or fact: its title or question and, of what is open, the options."""
        if section:
            told = self.words.get(f"section.{pointer}") or ""
        else:
            told = question(self.words, pointer)
            if self.value(pointer) is None and (options := self.options(pointer)):
                told = f"{told} {options}"
        yield from commented(told, depth)

    def options(self, pointer: str) -> str:
        """Name the values that a fact can have, where they are closed and few."""
        kind, node = field(pointer)
        values = tuple(map(str, node.get("enum", ())))
        if not 0 < len(values) <= MOST_OPTIONS:
            return ""
        labels = (self.words.get(f"value.{kind}.{value}") for value in values)
        told = (f"{value} ({label})" if label else value for value, label in zip(values, labels, strict=True))
        return self.words("init.file.options", options=", ".join(told))


def new_declaration(facts: Facts, asked: Collection[str], head: str, words: Words) -> str:
    """Return the text of a declaration of these facts in which those of `asked` have a place; `head` is its comment."""
    lines = ["declaration: 1", *_Writer(facts, asked, words).below("", 0)]
    return "".join(f"{line}\n" for line in [*commented(head, 0), *lines])


def commented(text: str, depth: int) -> Iterator[str]:
    """Yield text as comments, wrapped; each of its lines begins a new one."""
    for paragraph in text.splitlines():
        for line in wrap(paragraph, WIDTH - depth - 2, break_long_words=False, break_on_hyphens=False) or [""]:
            yield f"{' ' * depth}# {line}".rstrip()
