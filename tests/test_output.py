"""Files that are replaced: only where they may be written, with the rights that they had, and through links."""

import os
from pathlib import Path

import pytest

from charter_cli.cli.output import WholeFile
from charter_cli.cli.problems import FileProblems, UsageProblem
from charter_cli.cli.rewrite import replace
from charter_cli.model.report import Exit
from tests.conftest import MINIMAL, Run

MISSPELT = MINIMAL.replace("project:", "porject:")
GROUP = 4711


@pytest.fixture
def protected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a file that may not be written in a folder that may, also where the tests may write everything."""
    path = tmp_path / "charter.yaml"
    path.write_text(MISSPELT, encoding="utf-8")
    path.chmod(0o444)
    allowed = os.access

    def access(asked: Path, mode: int) -> bool:
        return allowed(asked, mode) and not (mode == os.W_OK and Path(asked).resolve() == path)

    monkeypatch.setattr(os, "access", access)
    return path


@pytest.mark.parametrize("by_link", [False, True])
def test_a_file_that_may_not_be_written_is_not_replaced(by_link: bool, protected: Path) -> None:  # noqa: FBT001
    named = protected.with_name("link.yaml") if by_link else protected
    if by_link:
        named.symlink_to(protected.name)
    with pytest.raises(UsageProblem) as raised, WholeFile(str(named)):
        pytest.fail("opened")
    assert raised.value.params["reason"] == "Permission denied"
    assert protected.read_text(encoding="utf-8") == MISSPELT
    assert set(protected.parent.iterdir()) == {protected, named}


@pytest.mark.parametrize("arguments", [["schema", "--for"], ["fix", "--write"], ["schema", "-o"]])
def test_a_command_that_would_replace_a_protected_file_says_so(arguments: list[str], protected: Path, run: Run) -> None:
    ran = run(*arguments, protected, "-l", "en")
    assert (ran.code, "cannot be written: Permission denied" in ran.err) == (Exit.USAGE, True)
    assert protected.read_text(encoding="utf-8") == MISSPELT
    assert list(protected.parent.iterdir()) == [protected]


def test_a_replaced_file_keeps_its_mode_and_is_given_to_the_same_owner(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, given = tmp_path / "charter.yaml", list[tuple[int, int]]()
    path.write_text("old", encoding="utf-8")
    path.chmod(0o640)
    monkeypatch.setattr(os, "chown", lambda _, owner, group: given.append((owner, group)))
    with WholeFile(str(path)) as file:
        file.write("new")
    assert (path.read_text(encoding="utf-8"), path.stat().st_mode & 0o777) == ("new", 0o640)
    assert given == [(-1, path.stat().st_gid), (path.stat().st_uid, -1)]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file to a group that it is not in")
@pytest.mark.parametrize(("may_give", "group", "mode"), [(True, GROUP, 0o664), (False, os.getegid(), 0o644)])
def test_what_a_group_may_do_is_not_handed_to_another_one(
    may_give: bool,  # noqa: FBT001
    group: int,
    mode: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = tmp_path / "charter.yaml"
    path.write_text("old", encoding="utf-8")
    os.chown(path, GROUP, GROUP)
    path.chmod(0o664)
    if not may_give:
        monkeypatch.setattr(os, "chown", _refused)
    with WholeFile(str(path)) as file:
        file.write("new")
    assert (path.stat().st_gid, path.stat().st_mode & 0o777) == (group, mode)


def _refused(*_: object) -> None:
    raise PermissionError


def test_a_pipe_is_not_written_in_place_of_a_declaration(tmp_path: Path) -> None:
    path = tmp_path / "charter.yaml"
    os.mkfifo(path)
    with pytest.raises(FileProblems) as raised:
        replace(str(path), b"", b"declaration: 1\n")
    assert [one.code for one in raised.value.problems] == ["special-file"]


@pytest.mark.parametrize("name", ["decisions.yaml", "charter.toml"])
def test_a_pipe_that_nobody_named_is_told_and_not_waited_for(name: str, tmp_path: Path, run: Run) -> None:
    (tmp_path / "charter.yaml").write_text(MINIMAL, encoding="utf-8")
    os.mkfifo(tmp_path / name)
    ran = run("check", "charter.yaml", "-l", "en")
    assert ran.code == Exit.UNREADABLE
    assert name in ran.out + ran.err
    assert "no ordinary file" in ran.out + ran.err


def test_digests_are_not_recorded_in_a_pipe(tmp_path: Path, run: Run) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    ran = run("evidence", "--record", "pipe.yaml", "-l", "en")
    assert (ran.code, "no ordinary file" in ran.out) == (Exit.UNREADABLE, True)
