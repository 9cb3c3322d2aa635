"""Declarations are found by file, folder and pattern; what git ignores is left out; nothing found is never a pass."""

import subprocess
from pathlib import Path

import pytest

from charter_cli.model.report import Exit
from tests.conftest import MINIMAL, Run


def declare(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(MINIMAL, encoding="utf-8")


def judged(run: Run, *arguments: str | Path) -> list[str]:
    """Return the paths of the declarations that were judged, in their order."""
    lines = run("check", *arguments, "-f", "concise", "--as-of", "2026-11-22").out.splitlines()
    return list(dict.fromkeys(line.split(":")[0] for line in lines))


def git(folder: Path, *arguments: str) -> str:
    identity = ("-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "init.defaultBranch=main")
    done = subprocess.run(["git", *identity, *arguments], cwd=folder, capture_output=True, check=True, text=True)  # noqa: S607 (the git at hand)
    return done.stdout.strip()


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("*/charter.yaml", ["a/charter.yaml", "b/charter.yaml"]),
        ("**/*.charter.yaml", ["b/c/x.charter.yaml"]),
        ("[b-z]", ["b/charter.yaml", "b/c/x.charter.yaml"]),
        ("?/charter.yaml", ["a/charter.yaml", "b/charter.yaml"]),
    ],
)
def test_a_pattern_is_spread_in_the_order_of_names(pattern: str, expected: list[str], run: Run, tmp_path: Path) -> None:
    declare(tmp_path, "b/charter.yaml", "a/charter.yaml", "b/c/x.charter.yaml")
    assert judged(run, pattern) == expected


def test_a_pattern_that_matches_nothing_is_an_error_and_hides_nothing(run: Run, tmp_path: Path) -> None:
    declare(tmp_path, "a/charter.yaml")
    ran = run("check", "a", "b*/charter.yaml", "-f", "concise")
    assert ran.code == Exit.UNREADABLE
    assert "b*/charter.yaml:1:1: nothing-matches " in ran.out
    assert "a/charter.yaml:" in ran.out


def test_a_file_whose_name_looks_like_a_pattern_is_that_file(run: Run, tmp_path: Path) -> None:
    declare(tmp_path, "[x].charter.yaml", "x.charter.yaml")
    assert judged(run, "[x].charter.yaml") == ["[x].charter.yaml"]


@pytest.mark.parametrize(
    ("rules", "left"),
    [
        ("build/\n", ["a/charter.yaml", "kept.charter.yaml"]),
        ("*.charter.yaml\n", ["a/charter.yaml", "build/charter.yaml"]),
        ("*.charter.yaml\n!kept.charter.yaml\n", ["a/charter.yaml", "build/charter.yaml", "kept.charter.yaml"]),
        ("/a\n# a comment\n", ["build/charter.yaml", "kept.charter.yaml"]),
        ("\udcff\n".encode("utf-8", "surrogateescape").decode("latin-1"), None),
    ],
)
def test_what_git_ignores_is_left_out_of_a_folder(rules: str, left: list[str] | None, run: Run, tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    declare(tmp_path, "a/charter.yaml", "build/charter.yaml", "kept.charter.yaml")
    (tmp_path / ".gitignore").write_bytes(rules.encode("latin-1"))
    assert sorted(judged(run, ".")) == (left or ["a/charter.yaml", "build/charter.yaml", "kept.charter.yaml"])


def test_rules_above_the_folder_and_below_it_count_the_nearest_first(run: Run, tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    declare(tmp_path, "a/b/charter.yaml", "a/c/charter.yaml", "a/d/charter.yaml")
    (tmp_path / ".gitignore").write_text("a/b/\nd/\n", encoding="utf-8")
    (tmp_path / "a/.gitignore").write_text("!d/\n", encoding="utf-8")
    assert judged(run, "a") == ["a/c/charter.yaml", "a/d/charter.yaml"]


def test_rules_above_the_repository_do_not_count(run: Run, tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("*\n", encoding="utf-8")
    declare(tmp_path, "repository/charter.yaml")
    git(tmp_path / "repository", "init", "-q")
    assert judged(run, "repository") == ["repository/charter.yaml"]


def test_a_file_that_is_named_is_judged_though_it_is_ignored(run: Run, tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    declare(tmp_path, "a/charter.yaml")
    (tmp_path / ".gitignore").write_text("a\n", encoding="utf-8")
    assert judged(run, "a/charter.yaml") == ["a/charter.yaml"]
    assert run("check", ".").code == Exit.UNREADABLE


def test_what_git_tracks_is_judged_whatever_its_rules_say(run: Run, tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    declare(tmp_path, "build/charter.yaml")
    git(tmp_path, "add", ".")
    (tmp_path / ".gitignore").write_text("build/\n", encoding="utf-8")
    assert judged(run, ".") == ["build/charter.yaml"]


def test_without_git_nothing_is_left_out(run: Run, tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    declare(tmp_path, "a/charter.yaml")
    (tmp_path / ".gitignore").write_text("a\n", encoding="utf-8")
    ran = run("check", ".", "-f", "concise", environment={"PATH": ""})
    assert "a/charter.yaml:" in ran.out


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Make a repository with three declarations, one of which cites a file as evidence."""
    declare(tmp_path, "a/charter.yaml", "b/charter.yaml", "c/charter.yaml")
    (tmp_path / "b/charter.yaml").write_text(f"{MINIMAL}evidence: {{dpia: {{file: dpia.md}}}}\n", encoding="utf-8")
    (tmp_path / "b/dpia.md").write_text("one\n", encoding="utf-8")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "first")
    return tmp_path


def test_only_what_changed_is_judged(run: Run, repository: Path) -> None:
    with (repository / "c/charter.yaml").open("a", encoding="utf-8") as file:
        file.write("scope: {purposes: [internal]}\n")
    assert judged(run, "--changed-since", "HEAD") == ["c/charter.yaml"]
    git(repository, "commit", "-q", "-a", "-m", "second")
    assert judged(run, "--changed-since", "HEAD~1") == ["c/charter.yaml"]


def test_a_declaration_changes_with_its_evidence_and_its_decisions(run: Run, repository: Path) -> None:
    (repository / "b/dpia.md").write_text("two\n", encoding="utf-8")
    (repository / "a/decisions.yaml").write_text("format: 1\ndecisions: []\n", encoding="utf-8")
    assert judged(run, "--changed-since", "HEAD") == ["a/charter.yaml", "b/charter.yaml"]


def test_a_declaration_that_is_new_has_changed(run: Run, repository: Path) -> None:
    declare(repository, "d/charter.yaml")
    assert judged(run, "--changed-since", "HEAD") == ["d/charter.yaml"]


def test_evidence_that_was_deleted_has_changed(run: Run, repository: Path) -> None:
    (repository / "b/dpia.md").unlink()
    assert judged(run, "--changed-since", "HEAD") == ["b/charter.yaml"]


def test_where_nothing_changed_the_gate_holds_and_it_is_said(run: Run, repository: Path) -> None:
    _ = repository
    ran = run("check", "--changed-since", "HEAD", "-f", "concise")
    assert (ran.code, ran.out) == (Exit.OK, "")
    assert "No declaration changed since HEAD." in ran.err


@pytest.mark.parametrize("revision", ["no-such-branch", "--output=x", "HEAD~99", "a b", "HEAD:a/charter.yaml"])
def test_a_revision_that_git_does_not_know_is_a_usage_error(revision: str, run: Run, repository: Path) -> None:
    ran = run("check", f"--changed-since={revision}")
    assert (ran.code, ran.out) == (Exit.USAGE, "")
    assert revision in ran.err
    assert not (repository / "x").exists()


def test_without_a_repository_nobody_can_tell_what_changed(run: Run, tmp_path: Path) -> None:
    declare(tmp_path, "charter.yaml")
    ran = run("check", "--changed-since", "HEAD", environment={"GIT_CEILING_DIRECTORIES": str(tmp_path.parent)})
    assert (ran.code, ran.out) == (Exit.USAGE, "")
    assert "git" in ran.err


def test_without_git_nobody_can_tell_what_changed(run: Run, repository: Path) -> None:
    _ = repository
    ran = run("check", "--changed-since", "HEAD", environment={"PATH": ""})
    assert ran.code == Exit.USAGE
    assert "git" in ran.err
