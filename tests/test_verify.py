"""`charter verify`: a report is unchanged to the byte, or it is said where it was edited or what has changed since."""

import json
import os
import re
import shutil
from collections.abc import Callable, Mapping
from contextlib import chdir
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from charter_cli import __version__
from charter_cli.cli import verification
from charter_cli.cli.app import run as command
from charter_cli.cli.problems import FileProblems
from charter_cli.cli.verification import verify
from charter_cli.model.report import Exit
from charter_cli.model.verification import Edit, Move, Verification
from charter_cli.read.form import schema
from charter_cli.render import View
from charter_cli.render import footer as footers
from charter_cli.render.verification import render
from charter_cli.words import LANGUAGES, words
from tests.conftest import EXAMPLES, ROOT, Ran, Run
from tests.scratch import DAY

MINIMAL = "declaration: 1\nproject: {id: x, name: X}\n"
FEDERAL = ("-c", "be-federal-ai-2025")
LINE = re.compile(r"```charter-report\n(.*)\n```")

Told = Callable[..., Ran]


@pytest.fixture
def charter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inside: Run) -> Told:
    """Run a command inside of this process, in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    return inside


@pytest.fixture
def ready(tmp_path: Path) -> Path:
    """Copy the example that has evidence and decisions."""
    return Path(shutil.copytree(ROOT / "examples/citizen-chatbot", tmp_path / "chatbot"))


def write(charter: Told, *arguments: str | Path, form: str = "markdown", name: str = "report.md") -> Path:
    """Write a report into the working folder."""
    ran = charter("report", *arguments, "-f", form, "-o", name, "--as-of", DAY, "-l", "en")
    assert Path(name).is_file(), ran.err
    return Path(name)


def line_of(text: str) -> dict[str, Any]:
    (found,) = LINE.findall(text)
    data: dict[str, Any] = json.loads(found)
    return data


def with_line(path: Path, **changes: Any) -> None:
    """Change what the line for programs of a report says."""
    text = path.read_text(encoding="utf-8")
    changed = json.dumps({**line_of(text), **changes})
    path.write_text(LINE.sub(lambda _: f"```charter-report\n{changed}\n```", text), encoding="utf-8")


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_bytes().decode()
    assert old in text
    path.write_bytes(text.replace(old, new, 1).encode())


# Unchanged.


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda folder: folder.name)
def test_a_report_just_written_is_unchanged(
    folder: Path, language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    own = folder / "rules/charter.yaml"
    charters = ["-c", str(own.relative_to(ROOT))] if own.is_file() else []
    made = {form: str(tmp_path / form) for form in ("markdown", "html")}
    outputs = [part for form, name in made.items() for part in ("-o", f"{form}={name}")]
    path = str(folder.relative_to(ROOT))
    assert command(["report", path, *charters, "-l", language, "--as-of", DAY, *outputs], {}) < Exit.USAGE
    assert all(verify(name, ".").unchanged for name in made.values())


@pytest.mark.parametrize("name", ["citizen-chatbot/report.fr.md", "municipal-charter/report.en.html"])
def test_the_report_beside_an_example_can_be_verified(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    declaration = f"examples/{Path(name).parent}/charter.yaml"
    assert verify(f"examples/{name}", ".") == Verification(f"examples/{name}", (declaration,))


OPTIONS: dict[str, tuple[str, ...]] = {
    "stage and gate": ("--stage", "design", "--fail-on", "may", "--require-review"),
    "launch": ("--as-of", "launch"),
    "waivers": ("--waivers", "waivers.yaml"),
    "bad waivers": ("--waivers", "bad.yaml", "--waivers", "waivers.yaml"),
    "baseline": ("--baseline", "baseline.json"),
    "own charter": ("-c", "rules/charter.yaml", *FEDERAL),
    "own template": ("--template", "own.jinja"),
    "absolute path": (),
}


@pytest.mark.parametrize("name", OPTIONS)
def test_whatever_a_report_depends_on_is_in_its_footer(name: str, charter: Told, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples/benefits-triage", "triage")
    shutil.copytree(ROOT / "examples/municipal-charter/rules", "rules")
    waiver = (ROOT / "tests/test_waivers.py").read_text(encoding="utf-8").split('TEXT = f"""\\\n')[1].split('"""')[0]
    waiver = waiver.format(FEDERAL=FEDERAL[1], REASON="The letters are printed again in January, and staff explain.")
    Path("waivers.yaml").write_text(waiver, encoding="utf-8")
    Path("bad.yaml").write_text("format: 1\nwaivers: [{charter: x}]\n", encoding="utf-8")
    Path("own.jinja").write_text("{{ report.title }}\n\n```charter-report\n{{ report.footer.line | safe }}\n```\n")
    Path("launch.charter.yaml").write_text("declaration: 1\nproject: {id: x, name: X, launch: 2027-01-01}\n")
    assert charter("baseline", "triage", *FEDERAL, "-o", "baseline.json", "--as-of", DAY).code == Exit.OK
    path: str | Path = "launch.charter.yaml" if name == "launch" else "triage"
    path = tmp_path / "triage/charter.yaml" if name == "absolute path" else path
    charters = () if name == "own charter" else FEDERAL
    day = () if name == "launch" else ("--as-of", DAY)
    assert charter("report", path, *charters, *OPTIONS[name], *day, "-o", "report.md").code in (1, 3)
    assert str(tmp_path) not in Path("report.md").read_text(encoding="utf-8")
    ran = charter("verify", "report.md")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("report.md: unchanged.")


@pytest.mark.parametrize("form", ["markdown", "html"])
def test_several_declarations_in_one_report_are_verified_together(form: str, charter: Told, ready: Path) -> None:
    Path("other.charter.yaml").write_text(MINIMAL, encoding="utf-8")
    Path("broken.charter.yaml").write_text(f"{MINIMAL}nonsense: 1\n", encoding="utf-8")
    path = write(charter, ready, "other.charter.yaml", "broken.charter.yaml", *FEDERAL, form=form)
    assert charter("verify", path).code == Exit.OK
    replace(ready / "charter.yaml", "# ", "#  ")
    replace(path, "other.charter.yaml", "other.charter.yam1")
    assert charter("verify", path).code != Exit.OK


def test_another_folder_can_be_the_root(
    charter: Told, ready: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(charter, ready, *FEDERAL).resolve()
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert charter("verify", path).code == Exit.UNREADABLE
    assert charter("verify", path, "--root", tmp_path).code == Exit.OK
    assert Path.cwd().name == "elsewhere"


# Edited.


@cache
def small_reports() -> Mapping[str, bytes]:
    """Return a small report in both forms, made at the root of the checkout."""
    made = {}
    with chdir(ROOT):
        for form in ("markdown", "html"):
            name = f"/tmp/charter-verify-{os.getpid()}.{form}"  # noqa: S108 (taken away at once)
            command(
                ["report", "examples/gard-copilot", *FEDERAL, "-l", "en", "--as-of", DAY, "-o", f"{form}={name}"], {}
            )
            made[form] = Path(name).read_bytes()
            Path(name).unlink()
    return made


@settings(max_examples=30)
@given(form=st.sampled_from(["markdown", "html"]), at=st.floats(0, 1, exclude_max=True), other=st.integers(1, 255))
def test_a_report_of_which_one_byte_was_changed_is_never_unchanged(
    tmp_path_factory: pytest.TempPathFactory, form: str, at: float, other: int
) -> None:
    content = bytearray(small_reports()[form])
    # Half of all tries go into the footer, which is read; the rest anywhere.
    place = int(at * len(content)) if other % 2 else len(content) - 1 - int(at * len(content) / 8)
    content[place] ^= other
    path = tmp_path_factory.getbasetemp() / "one-byte"
    path.write_bytes(content)
    with chdir(ROOT):
        try:
            result = verify(str(path), ".")
        except FileProblems:
            return
    assert not result.unchanged
    assert result.exit is Exit.GATE


@pytest.mark.parametrize("form", ["markdown", "html"])
def test_a_line_that_was_edited_is_shown_as_it_was_and_as_it_is(form: str, charter: Told) -> None:
    Path("charter.yaml").write_text(MINIMAL, encoding="utf-8")
    path = write(charter, "charter.yaml", *FEDERAL, form=form)
    before = path.read_text(encoding="utf-8").split("\n")
    line = next(number for number, text in enumerate(before, 1) if "Not ready." in text)
    replace(path, "Not ready.", "Ready.")
    ran = charter("verify", path, "-l", "en")
    assert ran.code == Exit.GATE
    assert ran.out.startswith(f"report.md: edited by hand at line {line}.\n  line {line}\n    was: ")
    was, found = ran.out.splitlines()[2:4]
    assert ("Not ready." in was, "Ready." in found, "Not ready." in found) == (True, True, False)


def test_lines_added_and_taken_away_are_told_and_many_only_counted(charter: Told) -> None:
    Path("charter.yaml").write_text(MINIMAL, encoding="utf-8")
    path = write(charter, "charter.yaml", *FEDERAL)
    lines = path.read_text(encoding="utf-8").split("\n")
    path.write_text("\n".join([*lines[:4], "one more", *lines[4:8], *lines[9:]]), encoding="utf-8")
    assert verify("report.md", ".").edits == (Edit(5, None, "one more"), Edit(10, lines[8], None))
    path.write_text("\n".join(line + " " if 20 < at < 40 else line for at, line in enumerate(lines)), encoding="utf-8")
    assert charter("verify", path, "-l", "en").out.endswith("  and 14 more lines\n")


def test_lines_far_apart_are_compared_in_order_where_a_search_would_take_too_long(
    charter: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("charter.yaml").write_text(MINIMAL, encoding="utf-8")
    path = write(charter, "charter.yaml", *FEDERAL)
    replace(path, "# Gap report", "# Report")
    monkeypatch.setattr(verification, "MOST_PAIRS", 0)
    assert [one.line for one in verify("report.md", ".").edits] == [1]


def test_other_line_ends_are_not_the_same_bytes_and_are_told_as_such(charter: Told) -> None:
    Path("charter.yaml").write_text(MINIMAL, encoding="utf-8")
    path = write(charter, "charter.yaml", *FEDERAL)
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    ran = charter("verify", path, "-l", "en")
    assert (ran.code, "ends of its lines" in ran.out) == (Exit.GATE, True)


def test_bytes_that_are_no_text_are_edits(charter: Told) -> None:
    Path("charter.yaml").write_text(MINIMAL, encoding="utf-8")
    path = write(charter, "charter.yaml", *FEDERAL)
    path.write_bytes(path.read_bytes().replace(b"# Gap", b"# G\xffp", 1))
    assert verify("report.md", ".").edits[0].found == "# G\\xffp report: X"


def test_what_a_stranger_wrote_is_shown_harmless(charter: Told) -> None:
    Path("charter.yaml").write_text(MINIMAL, encoding="utf-8")
    path = write(charter, "charter.yaml", *FEDERAL)
    replace(path, "# Gap report", "\x1b[31m\u202e# Gap report" + "x" * 9999)
    out = charter("verify", path).out
    assert "\x1b" not in out
    assert "\u202e" not in out
    assert "<U+001B>" in out
    assert max(map(len, out.splitlines())) < 400


# Moved on.


def test_changed_facts_are_told_with_the_command_that_says_more(charter: Told, ready: Path) -> None:
    path = write(charter, ready, *FEDERAL)
    old = line_of(path.read_text(encoding="utf-8"))["declaration"]["facts"]
    replace(ready / "charter.yaml", "stage: ", "summary_of_nothing: ")
    assert charter("verify", path).code == Exit.GATE
    replace(ready / "charter.yaml", "summary_of_nothing: ", "stage: ")
    replace(ready / "charter.yaml", "launch: ", "launch: 2031-01-01 # ")
    # An edit cannot be told from what moved on, and nothing pretends to.
    replace(path, "# Gap report", "# My report")
    ran = charter("verify", path, "-l", "en")
    assert ran.code == Exit.GATE
    assert ran.out.startswith("report.md: the declaration has moved on.")
    assert f"facts in chatbot/charter.yaml: in the report {old[:12]}…, now " in ran.out
    assert "Whether the report was also edited by hand cannot be told" in ran.out
    assert "charter diff OLD chatbot/charter.yaml" in ran.out
    assert "My report" not in ran.out


def moves(path: Path) -> list[tuple[str, str]]:
    return [(one.kind, one.name) for one in verify(str(path), ".").moves]


def test_decisions_evidence_waivers_baseline_and_template_are_told_apart(charter: Told, ready: Path) -> None:
    Path("waivers.yaml").write_text("format: 1\nwaivers: []\n", encoding="utf-8")
    Path("own.jinja").write_text("```charter-report\n{{ report.footer.line | safe }}\n```\n", encoding="utf-8")
    assert charter("baseline", ready, *FEDERAL, "-o", "baseline.json", "--as-of", DAY).code == Exit.OK
    options = ("--waivers", "waivers.yaml", "--baseline", "baseline.json", "--template", "own.jinja")
    path = write(charter, ready, *FEDERAL, *options)
    assert moves(path) == []
    for name in (
        "waivers.yaml",
        "own.jinja",
        "baseline.json",
        "chatbot/decisions.yaml",
        "chatbot/pieces/plan-incidents.md",
    ):
        with Path(name).open("a", encoding="utf-8") as file:
            file.write("\n")
    (ready / "pieces/audit-des-biais.md").unlink()
    assert sorted(moves(path)) == [
        ("baseline", "baseline.json"),
        ("decisions", "chatbot/decisions.yaml"),
        ("evidence", "audit-des-biais (chatbot/charter.yaml)"),
        ("evidence", "plan-incidents (chatbot/charter.yaml)"),
        ("template", "own.jinja"),
        ("waivers", "waivers.yaml"),
    ]
    ran = charter("verify", path, "-l", "en")
    assert ran.out.startswith("report.md: what the report was made of has changed since:")
    assert re.search(r"evidence audit-des-biais .*, now missing", ran.out)
    (ready / "decisions.yaml").unlink()
    with pytest.raises(FileProblems):
        verify(str(path), ".")


def test_another_version_of_a_charter_or_of_the_tool_is_told(
    charter: Told, ready: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(ROOT / "examples/municipal-charter/rules", "rules")
    path = write(charter, ready, "-c", "rules/charter.yaml")
    version = line_of(path.read_text(encoding="utf-8"))["charters"][0]["version"]
    replace(Path("rules/charter.yaml"), f"version: {version}", "version: 9.0.0")
    ran = charter("verify", path, "-l", "en")
    assert re.search(rf": in the report {version}, [0-9a-f]{{12}}…, now 9\.0\.0, [0-9a-f]{{12}}…\n", ran.out)
    monkeypatch.setattr(footers, "__version__", "99.0")
    assert ("tool", "charter") in moves(path)
    assert f"in the report {__version__}, now 99.0" in charter("verify", path, "-l", "en").out


def test_a_comment_in_the_declaration_changes_nothing_that_the_report_says(charter: Told) -> None:
    Path("charter.yaml").write_text(f"# draft\n{MINIMAL}", encoding="utf-8")
    path = write(charter, "charter.yaml", *FEDERAL)
    Path("charter.yaml").write_text(f"# final\n{MINIMAL}", encoding="utf-8")
    ran = charter("verify", path, "-l", "en")
    assert (ran.code, ran.out) == (
        Exit.OK,
        "report.md: nothing in it was edited. Of charter.yaml, only comments or layout changed since; the facts are the same.\n",
    )
    assert not verify("report.md", ".").unchanged
    replace(path, "# Gap report", "# My report")
    result = verify("report.md", ".")
    assert (result.layout, [one.line for one in result.edits], result.exit) == (("charter.yaml",), [1], Exit.GATE)


def test_values_that_stand_on_other_lines_are_shown_with_what_they_could_be(charter: Told) -> None:
    Path("charter.yaml").write_text(MINIMAL, encoding="utf-8")
    path = write(charter, "charter.yaml", *FEDERAL)
    Path("charter.yaml").write_text(f"# a line more\n{MINIMAL}", encoding="utf-8")
    ran = charter("verify", path, "-l", "en")
    assert ran.code == Exit.GATE
    assert "only comments or layout changed" in ran.out
    assert "line numbers" in ran.out


def test_a_digest_of_the_file_that_was_forged_is_seen_in_the_table(charter: Told) -> None:
    Path("charter.yaml").write_text(MINIMAL, encoding="utf-8")
    path = write(charter, "charter.yaml", *FEDERAL)
    declared = line_of(path.read_text(encoding="utf-8"))["declaration"]
    with_line(path, declaration={**declared, "sha256": "0" * 64})
    assert verify("report.md", ".").exit is Exit.GATE


# What cannot be verified.


def refused(path: Path, root: str | Path = ".") -> list[str]:
    with pytest.raises(FileProblems) as caught:
        verify(str(path), str(root))
    return [one.code for one in caught.value.problems]


LINES: dict[str, tuple[Mapping[str, Any], str]] = {
    "other version of the form": ({"charter_report": 2}, "footer-malformed"),
    "newer tool with more in its line": ({"tool": "99.0", "for": "public"}, "footer-version"),
    "unknown key": ({"for": "public"}, "footer-malformed"),
    "language": ({"language": "xx"}, "footer-malformed"),
    "no such day": ({"as_of": "2026-99-99"}, "footer-malformed"),
    "no charters": ({"charters": []}, "footer-malformed"),
    "path that is a number": ({"template": {"path": 3, "sha256": None}}, "footer-malformed"),
    "stdin": ({"declaration": {"path": "-", "sha256": "0" * 64, "facts": None}}, "footer-no-file"),
    "no bytes": ({"declaration": {"path": "x", "sha256": None, "facts": None}}, "footer-no-file"),
    "gone": ({"declaration": {"path": "gone.yaml", "sha256": "0" * 64, "facts": None}}, "footer-gone"),
    "folder": ({"declaration": {"path": ".", "sha256": "0" * 64, "facts": None}}, "footer-gone"),
    "nul": ({"declaration": {"path": "a\0b", "sha256": "0" * 64, "facts": None}}, "footer-gone"),
    "above": ({"declaration": {"path": "../x.yaml", "sha256": "0" * 64, "facts": None}}, "footer-outside"),
    "absolute": ({"baseline": {"path": "/etc/passwd", "sha256": "0" * 64}}, "footer-outside"),
    "template outside": ({"template": {"path": "/etc/passwd", "sha256": "0" * 64}}, "footer-outside"),
    "waivers outside": ({"waivers": [{"path": "a/../../b", "sha256": "0" * 64}]}, "footer-outside"),
    "decisions by a link": ({"decisions": {"path": "link/hosts", "sha256": "0" * 64}}, "footer-outside"),
    "charter outside": (
        {"charters": [{"id": "x", "version": "1", "digest": "0" * 64, "path": "/etc/passwd"}]},
        "footer-outside",
    ),
    "unknown charter": (
        {"charters": [{"id": "x", "version": "1", "digest": "0" * 64, "path": None}]},
        "footer-charter",
    ),
    "no charter": (
        {"charters": [{"id": "x", "version": "1", "digest": "0" * 64, "path": "secret.yaml"}]},
        "footer-unusable",
    ),
    "no baseline": ({"baseline": {"path": "secret.yaml", "sha256": "0" * 64}}, "footer-unusable"),
    "no template": ({"template": {"path": "secret.yaml", "sha256": "0" * 64}}, "footer-unusable"),
}


@pytest.mark.parametrize("name", LINES)
def test_a_line_for_programs_that_cannot_be_followed_is_a_clear_error(name: str, charter: Told) -> None:
    changes, code = LINES[name]
    Path("charter.yaml").write_text(MINIMAL, encoding="utf-8")
    Path("secret.yaml").write_text("pass_word: '{% hunter2'\n", encoding="utf-8")
    Path("link").symlink_to("/etc")
    path = write(charter, "charter.yaml", *FEDERAL)
    with_line(path, **changes)
    assert code in refused(path)
    ran = charter("verify", path)
    assert (ran.code, ran.out) == (Exit.UNREADABLE, "")
    assert ran.err.startswith("report.md")
    assert "pass_word" not in ran.err
    assert "hunter2" not in ran.err


def test_what_stands_in_a_file_is_never_told_to_who_does_not_know_it(charter: Told) -> None:
    Path("charter.yaml").write_text(MINIMAL, encoding="utf-8")
    Path("secret.txt").write_text("hunter2\n", encoding="utf-8")
    path = write(charter, "charter.yaml", *FEDERAL)
    with_line(path, template={"path": "secret.txt", "sha256": "0" * 64})
    ran = charter("verify", path)
    assert ran.code == Exit.GATE
    assert "hunter2" not in ran.out + ran.err
    with_line(path, template=None, declaration={"path": "secret.txt", "sha256": "0" * 64, "facts": "0" * 64})
    ran = charter("verify", path)
    assert ran.code == Exit.GATE
    assert "hunter2" not in ran.out + ran.err


@pytest.mark.parametrize("text", ["", "not json", "[]", "{}", "1", "[" * 100_000, '{"a": 1, "a": 1}', "9" * 5000])
def test_a_malformed_line_for_programs_is_a_clear_error(text: str, charter: Told) -> None:
    _ = charter
    Path("report.md").write_text(f"# R\n\n```charter-report\n{text}\n```\n", encoding="utf-8")
    assert refused(Path("report.md")) == ["footer-malformed"]
    Path("report.md").write_text(
        f'<!DOCTYPE html>\n<pre><code class="language-charter-report">{text}\n</code></pre>\n', encoding="utf-8"
    )
    assert refused(Path("report.md")) == ["footer-malformed"]


def test_a_report_without_a_line_two_alike_or_of_two_runs_are_clear_errors(charter: Told) -> None:
    Path("charter.yaml").write_text(MINIMAL, encoding="utf-8")
    Path("own.jinja").write_text("{{ report.title }}\n", encoding="utf-8")
    assert refused(write(charter, "charter.yaml", *FEDERAL, "--template", "own.jinja")) == ["footer-missing"]
    path = write(charter, "charter.yaml", *FEDERAL)
    text = path.read_text(encoding="utf-8")
    path.write_text(text + text, encoding="utf-8")
    assert refused(path) == ["footer-twice"]
    other = text.replace('"path": "charter.yaml"', '"path": "other.yaml"').replace(
        '"language": "en"', '"language": "fr"'
    )
    path.write_text(text + other, encoding="utf-8")
    assert refused(path) == ["footer-runs"]
    assert refused(Path("nowhere.md")) == ["no-such-file"]
    assert refused(Path()) == ["is-directory"]
    path.write_text(text, encoding="utf-8")
    assert refused(path, "nowhere") == ["footer-gone"]


def test_no_declared_text_makes_a_line_for_programs(charter: Told) -> None:
    text = 'a\\n```charter-report\\n{}\\n```\\n</code></pre><pre><code class=\\"language-charter-report\\">{}\\n</code></pre>'
    Path("charter.yaml").write_text(f'declaration: 1\nproject: {{id: x, name: "{text}"}}\n', encoding="utf-8")
    for form in ("markdown", "html"):
        assert verify(str(write(charter, "charter.yaml", *FEDERAL, form=form)), ".").unchanged


def test_a_path_with_any_sign_comes_back_as_it_was(charter: Told) -> None:
    for name in ("a`b<b>&lt;.yaml", "é ü.charter.yaml", "x\u202ey.yaml"):
        Path(name).write_text(MINIMAL, encoding="utf-8")
        for form in ("markdown", "html"):
            result = verify(str(write(charter, name, *FEDERAL, form=form)), ".")
            assert result.unchanged
            assert result.declarations == (name,)


# The words and the form.


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_result_is_told_in_every_language(language: str) -> None:
    kinds = ("facts", "decisions", "evidence", "charter", "waivers", "baseline", "template", "tool")
    results = [
        Verification("r", ("d",)),
        Verification("r", ("d",), layout=("d",)),
        Verification("r", ("d",), layout=("d",), edits=(Edit(1, "a", "b"),)),
        Verification("r", ("d",), line_ends=True),
        Verification("r", ("d",), edits=(Edit(1, "a", None),) * 9),
        Verification("r", ("d",), moves=tuple(Move(kind, "n", None, "0" * 64) for kind in kinds)),
    ]
    told = ["".join(render(one, View(words(language)))) for one in results]
    assert len(set(told)) == len(told)
    assert all(text.startswith("r") and text.endswith("\n") for text in told)


def test_the_line_has_the_form_of_its_schema_and_no_more_keys(charter: Told) -> None:
    Path("charter.yaml").write_text(MINIMAL, encoding="utf-8")
    line = line_of(write(charter, "charter.yaml", *FEDERAL).read_text(encoding="utf-8"))
    assert set(line) == set(schema("footer")["required"])  # type: ignore[call-overload]
