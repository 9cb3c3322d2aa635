"""The command line as a program: exit codes, messages, streams and files, whatever it is given."""

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from charter_cli.cli.options import FORMATS
from charter_cli.model.report import Exit
from charter_cli.words import LANGUAGES, words
from tests.conftest import EXAMPLES, MINIMAL, ROOT, Run

READY = ROOT / "examples/citizen-chatbot/charter.yaml"
GAPS = ROOT / "examples/benefits-triage/charter.yaml"
PLACE = re.compile(r" *.*charter\.yaml(:\d+:\d+)?")
OUTSIDE = ROOT / "examples/gard-copilot/charter.yaml"
DAY = ("--as-of", "2026-11-22")
FEDERAL = ("-c", "be-federal-ai-2025")


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(
    ("path", "code"), [(READY, Exit.OK), (GAPS, Exit.GATE), (OUTSIDE, Exit.OK), (ROOT / "LICENSE", Exit.UNREADABLE)]
)
def test_the_exit_code_is_the_same_in_every_format(path: Path, code: Exit, form: str, run: Run) -> None:
    for command in ("check", "report"):
        assert run(command, path, "-f", form, *FEDERAL, *DAY).code == code


def test_several_files_are_all_judged_and_an_unreadable_one_outranks_a_gap(run: Run, tmp_path: Path) -> None:
    broken = write(tmp_path, "broken.yaml", "declaration: 1\n\tproject: x\n")
    ran = run("check", GAPS, broken, READY, "-f", "json", *DAY)
    report = json.loads(ran.out)
    assert ran.code == report["exit_code"] == Exit.UNREADABLE
    assert [one["exit_code"] for one in report["declarations"]] == [1, 3, 0]
    assert report["declarations"][1]["problems"][0]["line"] == 2


def test_a_folder_is_searched_for_declarations_by_name_in_the_order_of_names(run: Run, tmp_path: Path) -> None:
    for name in ("b/charter.yaml", "a/chat.charter.yaml", "a/other.yaml", ".hidden/charter.yaml", "c/charter.yml"):
        write(tmp_path, name, MINIMAL)
    write(tmp_path, "d/charter.yaml", "charter: 1\nid: a-charter\n")
    report = json.loads(run("check", ".", "-f", "json").out)
    assert [one["path"] for one in report["declarations"]] == ["a/chat.charter.yaml", "b/charter.yaml", "c/charter.yml"]


def test_standard_input_is_a_declaration(run: Run) -> None:
    ran = run("check", "-", "-f", "json", stdin=MINIMAL.encode())
    assert (ran.code, json.loads(ran.out)["declarations"][0]["path"]) == (Exit.GATE, "-")


def test_the_gate_is_chosen_by_options(run: Run, tmp_path: Path) -> None:
    # Without its decisions only judgements are open in this declaration, and nothing fails unless reviews are asked for.
    shutil.copytree(READY.parent, tmp_path, dirs_exist_ok=True)
    (tmp_path / "decisions.yaml").unlink()
    assert run("check", *DAY).code == Exit.OK
    assert run("check", "--require-review", *DAY).code == Exit.GATE
    assert run("check", GAPS, "--fail-on", "never", *DAY).code == Exit.OK
    assert run("check", READY, "--fail-on", "may", "--require-review", *DAY).code == Exit.OK


def test_a_project_is_judged_as_of_another_day_or_stage(run: Run) -> None:
    early = json.loads(run("check", GAPS, "-f", "json", "--stage", "idea", *FEDERAL, *DAY).out)
    assert early["exit_code"] == Exit.OK
    assert {finding["outcome"] for a in early["declarations"][0]["assessments"] for finding in a["findings"]} >= {
        "upcoming"
    }
    launch = json.loads(run("check", READY, "-f", "json", "--as-of", "launch").out)
    assert launch["declarations"][0]["as_of"] == "2026-05-04"


def test_the_day_of_launch_must_be_declared_to_be_judged(run: Run) -> None:
    ran = run("check", "-", "--as-of", "launch", "-f", "concise", stdin=MINIMAL.encode())
    assert ran.code == Exit.UNREADABLE
    assert ran.out.startswith("-:2:1: no-launch ")


USAGE = [
    (["chek"], "chek", "check"),
    (["check", "--langg", "fr"], "--langg", "--lang"),
    (["check", "--lang", "english"], "english", "en"),
    (["check", "-f", "jsn"], "jsn", "json"),
    (["check", "--stage", "pilote"], "pilote", "pilot"),
    (["check", "--fail-on", "shuold"], "shuold", "should"),
    (["check", "--as-of", "tomorrow"], "tomorrow", "launch"),
    (["check", "--as-of", "2026-02-30"], "2026-02-30", "YYYY"),
    (["check", "--lang"], "--lang", ""),
    (["check", "-o", "json="], "json=", ""),
    (["check", "--template", "x", "-f", "json"], "--template", "markdown, html"),
    (["check", "--style", "x", "-f", "markdown"], "--style", "html"),
    (["check", "--logo", "x", "-o", "json=x.json"], "--logo", "html"),
    (["explain"], "REQUIREMENT", ""),
    (["explain", "HUM01"], "HUM01", "hum001"),
    (["schema", "declaration", "extra"], "extra", ""),
    (["schema", "declaratoin"], "declaratoin", "declaration"),
    (["check", "--version"], "--version", ""),
]


@pytest.mark.parametrize(("arguments", "wrong", "hint"), USAGE)
def test_a_wrong_use_names_what_is_wrong_and_what_was_meant(
    arguments: list[str], wrong: str, hint: str, run: Run
) -> None:
    ran = run(*arguments)
    assert (ran.code, ran.out) == (Exit.USAGE, "")
    assert wrong in ran.err
    assert hint.lower() in ran.err.lower()
    assert "'charter" in ran.err or "Next step: charter " in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("arguments", [arguments for arguments, _, _ in USAGE], ids=" ".join)
def test_a_wrong_use_is_told_in_the_readers_language(arguments: list[str], language: str, run: Run) -> None:
    ran = run(*arguments, environment={"CHARTER_LANG": language})
    expected = words(language)("error.usage", reason="").strip()
    assert ran.err.startswith(expected)


BAD_FILES = {
    "missing": None,
    "empty": b"",
    "binary": bytes(range(256)) * 4,
    "utf-16": MINIMAL.encode("utf-16"),
    "latin-1": "declaration: 1\nproject: {id: x, name: Pensées}\n".encode("latin-1"),
    "huge": b"a: " + b"x" * (2 * 1024 * 1024),
    "deep": b"[" * 5000,
    "wrong types": b"declaration: [1]\nproject: 12\nscope: yes\nevidence: [a, b]\nassessment: {risks: {a: b}}\n",
    "list": b"- 1\n- 2\n",
    "number": b"12\n",
    "bomb": b"a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n",
    "python tag": b"a: !!python/object/apply:os.system [ls]\n",
    "unclosed": b"project: {id: x, name: 'X\n",
    "many documents": b"---\na: 1\n---\nb: 2\n",
    "keys of all kinds": b"? [a, b]\n: c\n1: 2\ntrue: x\n",
    "a charter": b"charter: 1\nid: x\n",
    "a broken key": b"declaration: 1\nproject: {id: x, name: X}\norganisation\n",
}


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("name", BAD_FILES)
def test_no_file_makes_a_traceback_and_every_bad_one_ends_with_3(
    name: str, form: str, run: Run, tmp_path: Path
) -> None:
    content = BAD_FILES[name]
    if content is not None:
        write(tmp_path, "bad.yaml", content)
    ran = run("check", "bad.yaml", "-f", form, "-l", "nl")
    assert ran.code == Exit.UNREADABLE, ran.err
    assert "bad.yaml" in ran.out
    assert "Traceback" not in ran.err + ran.out


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_told(run: Run, tmp_path: Path) -> None:
    path = write(tmp_path, "charter.yaml", MINIMAL)
    path.chmod(0)
    assert "no-permission" in run("check", path, "-f", "concise").out


def test_a_folder_given_as_explained_declaration_needs_exactly_one(run: Run, tmp_path: Path) -> None:
    write(tmp_path, "a/charter.yaml", MINIMAL)
    assert run("explain", "HUM001", "--for", "a").code == Exit.OK
    write(tmp_path, "b/charter.yaml", MINIMAL)
    assert run("explain", "HUM001", "--for", ".").code == Exit.USAGE
    assert run("explain", "HUM001", "--for", "nowhere.yaml").code == Exit.UNREADABLE


def test_an_unknown_charter_is_an_unreadable_one_with_a_suggestion(run: Run) -> None:
    ran = run("check", READY, "-c", "be-federal-2025")
    assert (ran.code, ran.out) == (Exit.UNREADABLE, "")
    assert "be-federal-ai-2025" in ran.err


def test_a_charter_by_path_is_validated_with_line_and_column(run: Run, tmp_path: Path) -> None:
    text = (ROOT / "charters/be-federal-ai-2025/charter.yaml").read_text(encoding="utf-8")
    own = text.replace("id: be-federal-ai-2025", "id: own-charter", 1)
    write(tmp_path, "own.yaml", own)
    ran = run("check", READY, "-c", "own.yaml", "-f", "json", *DAY)
    assert json.loads(ran.out)["declarations"][0]["assessments"][0]["charter"]["id"] == "own-charter"
    line = next(number for number, one in enumerate(own.splitlines(), 1) if "minItems" in one)
    write(tmp_path, "own.yaml", own.replace("minItems", "minItem", 1))
    ran = run("check", READY, "-c", "own.yaml")
    assert ran.code == Exit.UNREADABLE
    assert f"own.yaml:{line}:" in ran.err
    assert "minItem" in ran.err


def test_the_report_goes_to_standard_output_and_the_summary_to_standard_error(run: Run) -> None:
    ran = run("check", GAPS, "-f", "json", *DAY)
    json.loads(ran.out)
    summary, step = ran.err.splitlines()
    assert summary.startswith("1 declaration: ")
    assert step.startswith("Next step: charter next ")


def test_several_formats_are_written_at_once_and_text_still_goes_to_the_terminal(run: Run, tmp_path: Path) -> None:
    ran = run("check", GAPS, "-o", "json=a.json", "-o", "markdown=b.md", *DAY)
    assert ran.out == run("check", GAPS, *DAY).out
    assert (tmp_path / "a.json").read_text() == run("check", GAPS, "-f", "json", *DAY).out
    assert (tmp_path / "b.md").read_text() == run("check", GAPS, "-f", "markdown", *DAY).out


def test_an_output_without_format_takes_the_place_of_the_terminal(run: Run, tmp_path: Path) -> None:
    ran = run("report", READY, "-o", "report.md", *DAY)
    assert ran.out == ""
    assert (tmp_path / "report.md").read_text().startswith("# ")


@pytest.mark.parametrize("target", ["missing-folder/out.json", "."])
def test_an_output_that_cannot_be_written_is_a_usage_error_and_leaves_nothing(
    target: str, run: Run, tmp_path: Path
) -> None:
    ran = run("check", READY, "-o", f"json={target}", *DAY)
    assert ran.code == Exit.USAGE
    assert "Traceback" not in ran.err
    assert list(tmp_path.iterdir()) == []


def test_a_failure_leaves_the_old_output_as_it_was(run: Run, tmp_path: Path) -> None:
    out = write(tmp_path, "out.md", "old")
    template = write(tmp_path, "t.jinja", "{{ report.path }}\n{{ report.nothing }}\n")
    ran = run("report", READY, "--template", template, "-o", out)
    assert (ran.code, out.read_text()) == (Exit.UNREADABLE, "old")
    assert "t.jinja:2:1" in ran.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.md", "t.jinja"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize("arguments", [["-o", "json=/dev/full"], ["-f", "json"]])
def test_a_full_disk_is_told(arguments: list[str], tmp_path: Path) -> None:
    command = [sys.executable, "-m", "charter_cli", "check", str(GAPS), *arguments]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            command, stdout=full, stderr=subprocess.PIPE, cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}, check=False
        )
    assert done.returncode == Exit.USAGE
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("form", FORMATS)
def test_a_closed_pipe_ends_quietly_with_the_exit_code_of_the_gate(form: str) -> None:
    command = [sys.executable, "-m", "charter_cli", "check", *[str(GAPS)] * 40, "-f", form, *DAY]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={"PYTHONPATH": str(ROOT)}
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.read(10)
        process.stdout.close()
        said = process.stderr.read()
    assert process.returncode == Exit.GATE
    assert b"Traceback" not in said
    assert b"BrokenPipe" not in said


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_an_interrupt_ends_with_130() -> None:
    command = [sys.executable, "-m", "charter_cli", "check", "-"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, env={"PYTHONPATH": str(ROOT), "PYTHONVERBOSE": ""}
    ) as process:
        assert process.stderr
        assert process.stdin
        # Standard input stays open, so the program waits for it; the signal comes when it does.
        for _ in range(200):
            waiting = Path(f"/proc/{process.pid}/wchan")
            if not waiting.exists() or "pipe" in waiting.read_text() or process.poll() is not None:
                break
            signal.sigtimedwait([], 0.05)
        else:
            signal.sigtimedwait([], 1)
        process.send_signal(signal.SIGINT)
        said = process.stderr.read()
    assert process.returncode == Exit.INTERRUPTED
    assert b"Traceback" not in said


def test_an_internal_error_is_no_gap_and_asks_to_be_reported() -> None:
    broken = "import charter_cli.assess.findings as f\ndef boom(*a): raise ZeroDivisionError('boom')\nf.judge = boom\nimport charter_cli.assess.assessment as a\na.judge = boom\nfrom charter_cli.cli import main\nmain(['check', '-'])\n"
    done = subprocess.run(
        [sys.executable, "-c", broken],
        input=MINIMAL.encode(),
        capture_output=True,
        env={"PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert done.returncode == Exit.INTERNAL
    assert b"ZeroDivisionError: boom" in done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("environment", "coloured"),
    [
        ({}, False),
        ({"FORCE_COLOR": "1"}, True),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ({"NO_COLOR": "1"}, False),
    ],
)
def test_colour_follows_the_usual_variables(environment: dict[str, str], coloured: bool, run: Run) -> None:  # noqa: FBT001
    assert ("\x1b[" in run("check", GAPS, environment=environment).out) is coloured


def test_files_never_hold_colour_or_depend_on_the_terminals_width(run: Run, tmp_path: Path) -> None:
    run("check", GAPS, "-o", "a.txt", *DAY, environment={"FORCE_COLOR": "1", "COLUMNS": "200"})
    run("check", GAPS, "-o", "b.txt", *DAY)
    assert (tmp_path / "a.txt").read_bytes() == (tmp_path / "b.txt").read_bytes()


@pytest.mark.parametrize("width", [20, 40, 60, 80, 132])
@pytest.mark.parametrize("language", LANGUAGES)
def test_text_fits_the_width_that_it_is_written_for(width: int, language: str, run: Run) -> None:
    out = run("check", *EXAMPLES, "-l", language, *DAY, environment={"COLUMNS": str(width)}).out
    widest = max((line for line in out.splitlines() if not PLACE.fullmatch(line)), key=len)
    assert len(widest) <= max(width, 40), widest


def test_a_place_stays_on_one_line_so_that_it_can_be_opened(run: Run, tmp_path: Path) -> None:
    deep = tmp_path / "/".join(["a-folder-with-a-long-name"] * 5)
    deep.mkdir(parents=True)
    (deep / "charter.yaml").write_bytes(GAPS.read_bytes())
    lines = run("check", deep, *DAY, environment={"COLUMNS": "60"}).out.splitlines()
    assert sum(f"{deep.name}/charter.yaml" in line and PLACE.fullmatch(line) is not None for line in lines) > 2


def test_version_and_help(run: Run) -> None:
    assert run("--version").out.startswith("charter ")
    assert run("--help").out.startswith("Usage: charter ")
    for command in ("check", "report", "explain", "charters", "schema"):
        assert run(command, "--help").code == Exit.OK


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "en"])
@pytest.mark.parametrize("command", ["", "check", "report", "explain", "charters", "schema"])
def test_help_has_no_english_left(command: str, language: str, run: Run) -> None:
    out = run(*command.split(), "--help", environment={"CHARTER_LANG": language}).out
    for english in (
        "Usage:",
        "Show this",
        "Commands",
        "[required]",
        "may be given",
        "Default",
        "Language:",
        "this day",
    ):
        assert english not in out


def test_schemas_are_printed_as_they_are_shipped(run: Run) -> None:
    assert json.loads(run("schema").out)["$id"] == "urn:charter:schema:declaration:1"
    assert json.loads(run("schema", "report").out)["$id"] == "urn:charter:schema:report:1"


@pytest.mark.parametrize("language", LANGUAGES)
def test_charters_lists_all_and_shows_one_with_every_requirement_and_body(language: str, run: Run) -> None:
    assert "be-federal-ai-2025" in run("charters", "-l", language).out
    out = run("charters", "be-federal-ai-2025", "-l", language).out
    assert all(name in out for name in ("HUM001", "IMP003", "fps-finance", "riziv-inami", "fb05877ca6a24ce8"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_explain_tells_the_source_the_conditions_an_example_and_what_is_declared(language: str, run: Run) -> None:
    said = words(language)
    out = run("explain", "oversight-guaranteed", "--for", GAPS, "-l", language, *DAY).out
    for part in (
        "OVS001",
        "oversight.can_override",
        "can_override: true",
        "ai-act:art-14",
        said("outcome.gap"),
        "can_override: false",
    ):
        assert part in out


def test_two_charters_with_one_identifier_are_refused(run: Run, tmp_path: Path) -> None:
    shutil.copy(ROOT / "charters/be-federal-ai-2025/charter.yaml", tmp_path / "same.yaml")
    for order in (("be-federal-ai-2025", "same.yaml"), ("same.yaml", "be-federal-ai-2025")):
        ran = run("check", READY, "-c", order[0], "-c", order[1])
        assert (ran.code, ran.out) == (Exit.UNREADABLE, "")


@pytest.mark.parametrize("outputs", [["charter.yaml"], ["json=x", "markdown=x"], ["json=x", "markdown=./x"], ["jsn=x"]])
def test_an_output_never_overwrites_an_input_or_another_output(outputs: list[str], run: Run, tmp_path: Path) -> None:
    path = write(tmp_path, "charter.yaml", MINIMAL)
    ran = run("check", "charter.yaml", *(part for output in outputs for part in ("-o", output)))
    assert ran.code == Exit.USAGE
    assert path.read_text() == MINIMAL
    assert [one.name for one in tmp_path.iterdir()] == ["charter.yaml"]


def test_a_declaration_is_found_whatever_its_name_and_a_pipe_is_not_waited_for(run: Run, tmp_path: Path) -> None:
    write(tmp_path, "a\nb.charter.yaml", MINIMAL)
    os.mkfifo(tmp_path / "pipe.charter.yaml")
    assert len(json.loads(run("check", ".", "-f", "json").out)["declarations"]) == 1


@pytest.mark.skipif(os.name == "nt", reason="a shell is needed")
@pytest.mark.parametrize(
    ("arguments", "code"),
    [("check - <&-", 3), ("check charter.yaml >&-", 1), ("--version >/dev/full", 2), ("--help >/dev/full", 2)],
)
def test_a_missing_or_full_stream_makes_no_internal_error(arguments: str, code: int, tmp_path: Path) -> None:
    write(tmp_path, "charter.yaml", MINIMAL)
    command = f"{shlex.quote(sys.executable)} -m charter_cli {arguments}"
    done = subprocess.run(
        ["/bin/sh", "-c", command], capture_output=True, cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}, check=False
    )
    assert done.returncode == code, done.stderr
    assert b"Traceback" not in done.stderr


def test_a_terminal_of_absurd_width_is_no_error(run: Run) -> None:
    assert run("check", OUTSIDE, *FEDERAL, environment={"COLUMNS": "9" * 20}).code == Exit.OK


def test_a_huge_word_and_thousands_of_problems_are_shown_in_seconds(run: Run, tmp_path: Path) -> None:
    write(tmp_path, "long.yaml", f"declaration: 1\nproject: {{id: x, name: {'X' * 900_000}}}\n")
    write(tmp_path, "many.yaml", MINIMAL + "".join(f"key{number}: 1\n" for number in range(5000)))
    assert run("check", "long.yaml").code == Exit.GATE
    assert run("check", "many.yaml").out.count("key4999") >= 1


def test_a_condition_that_cannot_be_compiled_is_the_charters_error(run: Run, tmp_path: Path) -> None:
    text = (ROOT / "charters/be-federal-ai-2025/charter.yaml").read_text(encoding="utf-8")
    own = text.replace("id: be-federal-ai-2025", "id: own", 1).replace(
        "{includes: [public-interaction]}", '{pattern: "a{99999999999999999999}"}'
    )
    write(tmp_path, "own.yaml", own)
    assert run("check", READY, "-c", "own.yaml").code == Exit.UNREADABLE
