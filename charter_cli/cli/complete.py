"""Answer a shell that completes what is typed: commands, options, and the values that are known.

Where nothing is known the answer is empty, and the shell completes the names of files. The tree of commands is that of
the application, read by its public attributes; charters and the declaration's schema are only read where a value is
one of theirs.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from charter_cli.cli.options import (
    AGENDAS,
    AUDIENCES,
    COMPARISONS,
    DEFAULT_CHARTERS,
    FORMATS,
    LEVELS,
    LINTS,
    ORIGINS,
    QUESTIONS,
    REGISTERS,
    SCHEMAS,
    SHELLS,
    STAGES,
    TRIALS,
)
from charter_cli.words import LANGUAGES, Words

VARIABLE = "_CHARTER_COMPLETE"
"""It names the shell that asks."""

FORMATS_OF = {
    "diff": COMPARISONS,
    "upcoming": AGENDAS,
    "evidence": REGISTERS,
    "next": QUESTIONS,
    "lint": LINTS,
    "settings": ORIGINS,
    "test": TRIALS,
}
"""The formats of a command, where they are not those of a check."""

FIXED = {
    "lang": LANGUAGES,
    "stage": STAGES,
    "fail_on": LEVELS,
    "audience": AUDIENCES,
    "as_of": ("launch",),
    "shell": SHELLS,
    "name": SCHEMAS,
}
"""The values of parameters that have the same in all commands, by the name of the parameter."""


class Candidate(NamedTuple):
    """Something that can stand here, and what it means, for the shells that show it."""

    value: str
    help: str = ""


class Typed(NamedTuple):
    """What stands before the word that is completed: the option that waits for a value, the options and arguments."""

    waiting: Any
    options: tuple[Any, ...]
    arguments: int
    charters: tuple[str, ...]
    ended: bool


def complete(shell: str, arguments: Sequence[str], said: Words) -> int:
    """Write what can stand in place of the last word, and say nothing where anything is wrong: somebody is typing."""
    from charter_cli.cli.output import write_all

    words = list(arguments) or [""]
    if shell == "powershell":
        words[-1] = words[-1].removeprefix(".")
    try:
        found = list(candidates(words, said))
    except Exception:  # noqa: BLE001 (a traceback would be put into the line that is typed)
        return 0
    write_all(f"{one.value}\n" if shell == "bash" or not one.help else f"{one.value}\t{one.help}\n" for one in found)
    return 0


def candidates(words: Sequence[str], said: Words) -> Iterator[Candidate]:
    """Yield what can stand in place of the last word."""
    (*before, word), own = _joined(words)
    for one in _candidates(before, word, said):
        yield one._replace(value=one.value.removeprefix(own))


def _joined(words: Sequence[str]) -> tuple[list[str], str]:
    """Return the words as they were typed, and how much of the last one is not to be repeated.

    bash takes --format=json and project.stage=pilot apart; an option and its value may stay so.
    """
    joined, own, rest = list[str](), "", iter(words)
    for word in rest:
        own = ""
        if word != "=":
            joined.append(word)
        elif joined and not joined[-1].startswith("-"):
            own = f"{joined[-1]}="
            joined[-1] = own + next(rest, "")
        else:
            joined.append(next(rest, ""))
    return joined, own


def _candidates(before: Sequence[str], word: str, said: Words) -> Iterator[Candidate]:
    from charter_cli.cli.app import COMMANDS, build

    name = next((one for one in before if not one.startswith("-")), "")
    if name in COMMANDS:
        command = build(said, (name,)).commands[name]
        yield from _of_command(name, command, before[before.index(name) + 1 :], word, said)
    elif not name and not word.startswith("-"):
        yield from (Candidate(one, said(f"help.{one}")) for one in COMMANDS if one.startswith(word))
    elif not name:
        both = (Candidate("--version", said("help.version")), Candidate("--help", said("help.help")))
        yield from (one for one in both if one.value.startswith(word))


def _of_command(name: str, command: Any, before: Sequence[str], word: str, said: Words) -> Iterator[Candidate]:
    options = {option: one for one in command.params for option in (*one.opts, *one.secondary_opts)}
    typed = _typed(options, before)
    if typed.waiting:
        yield from _values(name, typed.waiting, typed, word, said)
    elif word.startswith("-") and not typed.ended:
        option, sign, value = word.partition("=")
        if sign and option in options:
            found = _values(name, options[option], typed, value, said)
            yield from (one._replace(value=f"{option}={one.value}") for one in found)
        else:
            yield from _options(command, typed, word, said)
    else:
        arguments = [one for one in command.params if one.param_type_name == "argument"]
        # After the name of a requirement, further arguments are words to look for: any.
        more = [one for one in arguments[-1:] if one.nargs == -1 and one.name != "requirement"]
        open_ones = arguments[typed.arguments :] or more
        if open_ones:
            yield from _values(name, open_ones[0], typed, word, said)
        else:
            yield from _options(command, typed, word, said)


def _typed(options: dict[str, Any], before: Sequence[str]) -> Typed:
    waiting, used, arguments, charters, ended = None, list[Any](), 0, list[str](), False
    for one in before:
        if waiting is not None:
            charters += [one] * (waiting.name == "charter")
            waiting = None
        elif ended or not one.startswith("-") or one == "-":
            arguments += 1
        elif one == "--":
            ended = True
        else:
            option, sign, _ = one.partition("=")
            found = options.get(option)
            used += [found] * (found is not None)
            waiting = found if found is not None and not sign and not found.is_flag else None
    return Typed(waiting, tuple(used), arguments, tuple(charters), ended)


def _options(command: Any, typed: Typed, word: str, said: Words) -> Iterator[Candidate]:
    """Yield the options that begin like the word and can still be given; short ones only where one is begun."""
    for one in command.params:
        if one.param_type_name == "option" and (one.multiple or one not in typed.options):
            names = [name for name in (*one.opts, *one.secondary_opts) if name.startswith(word)]
            long = [name for name in names if name.startswith("--")]
            yield from (Candidate(name, one.help or "") for name in long or (names if word else []))
    if "--help".startswith(word):
        yield Candidate("--help", said("help.help"))


def _values(command: str, parameter: Any, typed: Typed, word: str, said: Words) -> Iterator[Candidate]:
    """Yield the values of an option or argument that begin like the word, whatever their capitals."""
    for one in _all_values(command, parameter.name, typed, word, said):
        if one.value.lower().startswith(word.lower()):
            yield one


def _all_values(command: str, name: str, typed: Typed, word: str, said: Words) -> Iterator[Candidate]:
    if name == "form":
        yield from map(Candidate, FORMATS_OF.get(command, FORMATS))
    elif name in ("stage", "lang"):
        kind = "stage" if name == "stage" else "language"
        yield from (Candidate(one, said(f"value.{kind}.{one}")) for one in FIXED[name])
    elif name in FIXED:
        yield from map(Candidate, FIXED[name])
    elif name == "charter":
        from charter_cli.read.charters import shipped

        yield from map(Candidate, shipped())
    elif name == "requirement":
        yield from _requirements(typed.charters, said, word)
        if command == "explain" and word:
            yield from _facts(said)
    elif name == "fact":
        yield from _facts(said)
    elif command == "init" and name == "answer":
        yield from _answers(word, said)
    elif command == "decide" and name == "answer":
        from charter_cli.cli.answers import ANSWERS

        yield from (Candidate(one, said(f"answer.{one}")) for one in ANSWERS)


def _requirements(charters: Sequence[str], said: Words, word: str) -> Iterator[Candidate]:
    """Yield the names of requirements: short ones where something is typed, and after a charter's name with it."""
    from charter_cli.cli.judge import read_charters

    for charter in read_charters(charters or DEFAULT_CHARTERS):
        for one in charter.requirements():
            home = f"{charter.id}/" if "/" in word else ""
            yield Candidate(home + one.id, said.text(one.title))
            if word:
                yield Candidate(home + one.slug, said.text(one.title))


def _answers(word: str, said: Words) -> Iterator[Candidate]:
    """Yield FACT= for what `charter init` takes an answer to, and after it the values of a closed vocabulary."""
    from charter_cli.model.declaration import pointer_of
    from charter_cli.read.fields import item_of, node_for

    name, sign, _ = word.partition("=")
    if not sign:
        yield from (Candidate(f"{one.value}=", one.help) for one in _facts(said) if "*" not in one.value)
        return
    node = node_for(pointer_of(name.split("."))) or {}
    values = ("yes", "no") if node.get("type") == "boolean" else (item_of(node) or node).get("enum", ())
    yield from (Candidate(f"{name}={value}") for value in values)


def _facts(said: Words) -> Iterator[Candidate]:
    from charter_cli.read.fields import pointers
    from charter_cli.render.phrases import dotted, question

    yield from (Candidate(dotted(one), question(said, one)) for one in pointers())
