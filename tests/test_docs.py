"""The README is true: its blocks are what the tool prints today, and its commands do what it says."""

import re
import shlex
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from charter_cli.cli.app import COMMANDS
from charter_cli.cli.options import FORMATS
from charter_cli.cli.resolve import OPTIONS
from charter_cli.model.report import Exit, Outcome, Verdict
from charter_cli.model.settings import NAMES, VARIABLES
from charter_cli.read.charters import read_charter, shipped
from charter_cli.read.declarations import read_declaration
from charter_cli.read.form import schema
from charter_cli.words import words
from tests.conftest import EXAMPLES, ROOT, Run

README = ROOT / "README.md"
MEANINGS = {
    Exit.OK: "judged, and the gate holds (also outside every charter's scope, by declared facts)",
    Exit.GATE: "judged, and the gate fails",
    Exit.USAGE: "usage error, or an output that cannot be written",
    Exit.UNREADABLE: "a declaration, charter, decision, waiver, template or settings file cannot be read or is not valid, or no declaration was found",
    Exit.INTERNAL: "internal error; nothing was judged",
    Exit.INTERRUPTED: "interrupted",
}


def fenced(text: str, language: str = "text") -> str:
    return f"```{language}\n{text.rstrip()}\n```"


def excerpt(run: Run) -> str:
    out = run("check", "examples/benefits-triage", "--as-of", "2026-11-22", cwd=ROOT).out
    finding = next(part for part in out.split("\n\n") if "OVS001" in part)
    return fenced(finding)


def charters(_: Run) -> str:
    lines = ["| charter | version | requirements | from |", "| --- | --- | --: | --- |"]
    for name in shipped():
        charter, _problems = read_charter(name)
        assert charter
        requirements = sum(1 for _ in charter.requirements())
        lines.append(f"| `{name}` | {charter.version} | {requirements} | {charter.applies_from} |")
    return "\n".join(lines)


def evidence(run: Run) -> str:
    out = run("evidence", "examples/benefits-triage", "--as-of", "2026-11-22", cwd=ROOT).out
    return fenced(out[out.index("To see to") :])


def exit_codes(_: Run) -> str:
    rows = [f"| {code.value} | {MEANINGS[code]} |" for code in Exit]
    return "\n".join(["| code | meaning |", "| --: | --- |", *rows])


def settings(_: Run) -> str:
    properties: Any = schema("settings")["properties"]
    rows = [
        f"| `{name}` | `{VARIABLES[name]}` | `{OPTIONS[name]}` | {properties[name]['description']} |" for name in NAMES
    ]
    return "\n".join(["| setting | variable | option | meaning |", "| --- | --- | --- | --- |", *rows])


def help_of(*command: str) -> Callable[[Run], str]:
    return lambda run: fenced(run(*command, "--help").out)


def verified(run: Run) -> str:
    command = "charter verify examples/citizen-chatbot/report.fr.md"
    out = run(*shlex.split(command)[1:], cwd=ROOT).out
    return fenced(f"$ {command}\n" + "\n".join(textwrap.wrap(out, 120)), "console")


DECIDE = ("decide", "examples/benefits-triage", "-c", "be-federal-ai-2025", "-l", "en", "--date", "2026-11-22")


def decide(run: Run) -> str:
    out = run(*DECIDE, "--list", cwd=ROOT).out
    return fenced(next(part for part in out.split("\n\n") if "TRA006" in part))


def decision(run: Run) -> str:
    answer = ("--answer", "accepted-with-conditions", "--reason", "The audit covers the system as it was in February.")
    condition = ("--condition", "Internal audit; 2027-01-31; Audit the new model")
    named = ("--requirement", "ASM007", "--body", "Ethics committee of the example (fictional)", "--dry-run")
    out = run(*DECIDE, *named, *answer, *condition, cwd=ROOT).out
    lines = [line.removeprefix("+") for line in out.splitlines()]
    return fenced("\n".join(lines[lines.index("decisions:") :]), "yaml")


def asked(run: Run) -> str:
    out = run("next", "examples/benefits-triage", "--as-of", "2026-11-22", cwd=ROOT).out
    return fenced(out.split("\n\n", 1)[1])


MISSPELT = """\
declaration: 1
project: {id: our-project, name: Our project}
scope:
  purposes: internal     # for now
sytem:
  ai_system: oui
  sourcing: aangekocht
monitoring:
  last_run: 3 mars 2026
"""


def fixed(run: Run) -> str:
    out = run("fix", "-", stdin=MISSPELT.encode()).out
    return fenced(out[out.index("@@") :], "diff")


BLOCKS: dict[str, Callable[[Run], str]] = {
    "excerpt": excerpt,
    "charters": charters,
    "decide": decide,
    "decision": decision,
    "evidence": evidence,
    "exit-codes": exit_codes,
    "fix": fixed,
    "next": asked,
    "settings": settings,
    "verify": verified,
    "help": help_of(),
    "help-check": help_of("check"),
    "help-diff": help_of("diff"),
}


@pytest.mark.parametrize("name", BLOCKS)
def test_a_block_of_the_readme_is_what_the_tool_says_today(name: str, run: Run, update_goldens: bool) -> None:  # noqa: FBT001
    text = README.read_text(encoding="utf-8")
    block = f"<!-- {name} -->\n{BLOCKS[name](run)}\n<!-- /{name} -->"
    pattern = re.compile(f"<!-- {name} -->\n.*?<!-- /{name} -->", re.DOTALL)
    assert pattern.search(text)
    if update_goldens:
        README.write_text(pattern.sub(lambda _: block, text), encoding="utf-8")
    assert block in README.read_text(encoding="utf-8")


def test_every_block_is_filled_by_a_test() -> None:
    assert set(re.findall(r"<!-- /([\w-]+) -->", README.read_text(encoding="utf-8"))) == set(BLOCKS)


def test_every_outcome_verdict_format_command_and_example_is_described() -> None:
    text = README.read_text(encoding="utf-8")
    for name in (*Outcome, *Verdict, *FORMATS):
        assert f"`{name}`" in text
    for command in COMMANDS:
        assert f"charter {command}" in text or f"`{command}`" in text
    for folder in EXAMPLES:
        assert f"`examples/{folder.name}`" in text


def test_every_file_that_the_documents_name_is_there() -> None:
    for document in ("README.md", "CONTRIBUTING.md"):
        text = (ROOT / document).read_text(encoding="utf-8")
        named = re.findall(r"\]\(([^)#:]+)\)", text) + re.findall(
            r"`((?:charters|schemas|tests|examples|charter_cli)/[\w./-]+)`", text
        )
        assert named
        for path in named:
            assert (ROOT / path).exists(), path


def commands() -> list[str]:
    """Return the `charter` commands that the README shows on a line of their own or inline, without placeholders."""
    text = README.read_text(encoding="utf-8")
    found = re.findall(r"`(charter [^`]+)`", text) + re.findall(r"\.venv/bin/(charter [^\n]+)", text)
    return sorted({command for command in found if not re.search(r"[A-Z]{2,}", command.replace("OVS001", ""))})


@pytest.mark.parametrize("command", commands())
def test_every_command_that_the_readme_shows_works(command: str, run: Run, tmp_path: Path) -> None:
    arguments = shlex.split(command)[1:]
    if arguments[0] == "init":
        assert run(*arguments, "--no-input", "--answer", "project.name=X", cwd=tmp_path).code == Exit.OK
        return
    if arguments[0] in ("check", "report") and len(arguments) == 1:
        arguments += ["examples/citizen-chatbot", "--as-of", "2026-11-22"]
    assert run(*arguments, cwd=ROOT).code == Exit.OK


def test_a_declaration_is_begun_as_the_readme_shows(run: Run, tmp_path: Path) -> None:
    (command,) = re.findall(r"```shell\ncharter (init .+)\n```", README.read_text(encoding="utf-8"))
    assert run(*shlex.split(command), cwd=tmp_path).code == Exit.OK
    assert read_declaration(str(tmp_path / "my-project.charter.yaml")).fact("/system/generative") is True


def test_the_pipeline_runs_the_readmes_second_command() -> None:
    setups = re.findall(r"```sh\n(.+?)\n```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert len(setups) == 2
    assert all("\n" not in setup for setup in setups)
    assert setups[1] in (ROOT / ".ci/run").read_text(encoding="utf-8")


def test_the_first_command_judges_a_shipped_example() -> None:
    assert "charter check examples/citizen-chatbot" in README.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [*COMMANDS, "app"])
def test_every_command_and_option_is_explained_in_every_language(name: str) -> None:
    assert all(words(language).get(f"help.{name}") for language in ("en", "fr", "nl", "de"))
