"""The tutorial in examples/README.md works as it stands: each command answers what it shows, one after the other."""

import re
import shlex
import shutil
from pathlib import Path

from tests.conftest import ROOT, Run

TUTORIAL = (ROOT / "examples/README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", TUTORIAL, re.DOTALL | re.MULTILINE)
LEFT_OUT = "…"


def test_the_tutorial_works_from_its_first_line_to_its_last(run: Run, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    folder = tmp_path / "assistant"
    folder.mkdir()
    commands = 0
    for kind, text in BLOCKS:
        if kind == "toml":
            (folder / "charter.toml").write_text(text, encoding="utf-8")
        elif kind == "diff":
            _change(folder / "charter.yaml", text)
        else:
            assert kind == "console"
            for command, shown in re.findall(r"^\$ (.+)\n((?:(?!\$ ).*\n)*)", text, re.MULTILINE):
                name, *arguments = shlex.split(command)
                assert name == "charter"
                ran = run(*arguments, cwd=folder)
                assert _is_as_shown(ran.out + ran.err, shown), f"$ {command}\n{ran.out}{ran.err}"
                commands += 1
    assert commands > 12
    assert {path.name for path in folder.iterdir()} == {
        "charter.toml",
        "charter.yaml",
        ".charter",
        "report.md",
        "report.html",
    }


def _change(path: Path, diff: str) -> None:
    """Change a file as a diff says, whose lines stand in it once."""
    text = path.read_text(encoding="utf-8")
    for old, new in re.findall(r"^-(.*)\n\+(.*)\n", diff, re.MULTILINE):
        assert text.count(f"{old}\n") == 1
        text = text.replace(f"{old}\n", f"{new}\n")
    path.write_text(text, encoding="utf-8")


def _is_as_shown(said: str, shown: str) -> bool:
    """Tell whether an answer is what is shown, where `…` stands for any lines."""
    lines = ["(?:.*\n)*" if line == LEFT_OUT else re.escape(line) + "\n" for line in shown.splitlines()]
    return re.fullmatch("".join(lines), said) is not None


def test_it_takes_ten_minutes() -> None:
    minutes = {"one minute": 1, "two minutes": 2}
    assert sum(minutes[told] for told in re.findall(r"^## \d\. .* \((.+)\)$", TUTORIAL, re.MULTILINE)) == 10
    # Who reads 200 words a minute reads the sentences in half of that time.
    prose = re.sub(r"^```.*?^```$", "", TUTORIAL, flags=re.DOTALL | re.MULTILINE)
    assert len(prose.split()) < 1000


def test_every_file_that_the_tutorial_names_is_there() -> None:
    named = re.findall(r"\]\(([^)#:]+)[^)]*\)", TUTORIAL)
    assert len(named) > 4
    assert [path for path in named if not (ROOT / "examples" / path).exists()] == []
