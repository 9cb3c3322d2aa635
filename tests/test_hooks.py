"""The hooks block a commit that has a gap and nothing else, tried with pre-commit itself on repositories made for it."""

import contextlib
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from charter_cli.cli.find import _NAME
from charter_cli.model.report import Exit
from charter_cli.words import LANGUAGES, words
from tests.conftest import ROOT, Run
from tests.scratch import DAY, copy_example, copy_sources, environment

MANIFEST = ROOT / ".pre-commit-hooks.yaml"
HOOKS: dict[str, dict[str, Any]] = {hook["id"]: hook for hook in yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))}
RULES = ROOT / "examples/municipal-charter/rules"
AS_OF = ("--as-of", DAY)


class Hooks(NamedTuple):
    """A repository that offers the hooks, and the folder in which pre-commit keeps what it installs."""

    repository: Path
    revision: str
    home: Path


class Scratch:
    """A repository that uses hooks."""

    def __init__(self, folder: Path, hooks: Hooks) -> None:
        self.folder, self.hooks = folder, hooks
        folder.mkdir()
        self.run("git", "init", "--quiet", "--initial-branch", "main")

    def use(self, hook: str, *arguments: str) -> None:
        """Install one hook, as somebody would who takes it over."""
        told = {"id": hook, **({"args": list(arguments)} if arguments else {})}
        source = {"repo": str(self.hooks.repository), "rev": self.hooks.revision, "hooks": [told]}
        (self.folder / ".pre-commit-config.yaml").write_text(yaml.safe_dump({"repos": [source]}), encoding="utf-8")
        assert self.run(sys.executable, "-m", "pre_commit", "install")[0] == 0

    def write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def commit(self) -> tuple[bool, str]:
        """Commit everything; return whether git did, and what was said."""
        self.run("git", "add", "--all")
        before = self.run("git", "rev-list", "--all")
        code, said = self.run("git", "commit", "--message", "A change")
        assert (code == 0) is (self.run("git", "rev-list", "--all") != before), said
        return code == 0, said

    def run(self, *command: str) -> tuple[int, str]:
        given = environment(PRE_COMMIT_HOME=self.hooks.home, PRE_COMMIT_COLOR="never")
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=given,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        return done.returncode, done.stdout


Use = Callable[..., Scratch]


@pytest.fixture(scope="session")
def hooks(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Hooks:
    """Return the hooks of this checkout. All processes of a run share them, and what pre-commit installs of them."""
    own = tmp_path_factory.mktemp("hooks")
    base = own if worker_id == "master" else tmp_path_factory.getbasetemp().parent
    made, shared = copy_sources(own / "sources"), base / "charter"
    for command in (("init", "--quiet"), ("add", "--all"), ("commit", "--quiet", "--message", "Hooks")):
        subprocess.run(["git", *command], cwd=made, env=environment(), check=True)  # noqa: S607 (the git at hand)
    with contextlib.suppress(OSError):  # another process was first
        made.rename(shared)
    asked = ["git", "rev-parse", "HEAD"]
    told = subprocess.run(asked, cwd=shared, env=environment(), check=True, capture_output=True, text=True)
    return Hooks(shared, told.stdout.strip(), base / "pre-commit")


@pytest.fixture
def use(hooks: Hooks, tmp_path: Path) -> Use:
    def begin(hook: str, *arguments: str) -> Scratch:
        scratch = Scratch(tmp_path / "repository", hooks)
        scratch.use(hook, *arguments)
        return scratch

    return begin


def test_a_commit_with_a_gap_is_blocked_and_told_why(use: Use) -> None:
    scratch = use("charter-check", *AS_OF)
    copy_example(1, scratch.folder / "project")
    committed, said = scratch.commit()
    assert not committed
    assert "Human oversight of a high-risk system is guaranteed\n  project/charter.yaml:164:17" in said
    assert "1 declaration: Do not use. The gate fails." in said


def test_a_commit_that_is_ready_passes(use: Use) -> None:
    scratch = use("charter-check", *AS_OF)
    copy_example(0, scratch.folder / "project")
    committed, said = scratch.commit()
    assert committed, said
    assert re.search(r"changed declarations\)\.+Passed", said)


def test_an_unrelated_file_runs_nothing(use: Use) -> None:
    scratch = use("charter-check", *AS_OF)
    scratch.write("mycharter.yaml", "declaration: 1\n")
    committed, said = scratch.commit()
    assert committed
    assert re.search(r"changed declarations\)\.+\(no files to check\)Skipped", said)


def test_only_what_changes_is_judged(use: Use) -> None:
    scratch = use("charter-check", *AS_OF)
    copy_example(1, scratch.folder / "old")
    scratch.run("git", "add", "--all")
    scratch.run("git", "commit", "--no-verify", "--message", "Before")
    copy_example(0, scratch.folder / "new")
    committed, said = scratch.commit()
    assert committed, said


def test_options_reach_the_check(use: Use) -> None:
    scratch = use("charter-check", *AS_OF, "--fail-on", "never")
    copy_example(1, scratch.folder / "project")
    committed, said = scratch.commit()
    assert committed, said


def test_a_charter_is_no_declaration_and_blocks_nothing(use: Use) -> None:
    scratch = use("charter-check", *AS_OF)
    shutil.copytree(RULES, scratch.folder / "rules")
    committed, said = scratch.commit()
    assert committed, said
    assert re.search(r"changed declarations\)\.+Passed", said)


def test_a_charter_beside_a_declaration_hides_no_gap(use: Use) -> None:
    scratch = use("charter-check", *AS_OF, "-c", "rules/charter.yaml", "-f", "concise")
    shutil.copytree(RULES.parent, scratch.folder, dirs_exist_ok=True)
    committed, said = scratch.commit()
    assert not committed
    assert re.findall(r"^(\S+?):\d+:\d+: \w+ gap ", said, re.MULTILINE) == ["charter.yaml"]


def test_a_declaration_with_a_stray_key_is_no_charter(use: Use) -> None:
    scratch = use("charter-check", *AS_OF)
    scratch.write("charter.yaml", "charter: our-rules\ndeclaration: 1\nproject: {id: p, name: P}\n")
    committed, said = scratch.commit()
    assert not committed
    assert "The key 'charter' is not known here." in said


def test_the_whole_repository_is_judged_whatever_changes(use: Use) -> None:
    scratch = use("charter-check-all", *AS_OF)
    copy_example(0, scratch.folder / "project")
    assert scratch.commit()[0]
    evidence = scratch.folder / "project/pieces/analyse-des-risques.md"
    evidence.write_text("Another text than the one that was declared.\n", encoding="utf-8")
    committed, said = scratch.commit()
    assert not committed
    assert "Ethical, social, legal and security risks are assessed" in said


def test_a_repository_without_declarations_is_told_so(use: Use) -> None:
    scratch = use("charter-check-all")
    scratch.write("readme.txt", "Nothing here.\n")
    committed, said = scratch.commit()
    assert not committed
    assert "There is no declaration here" in said


def test_a_charter_is_tried_when_its_cases_change(use: Use) -> None:
    scratch = use("charter-test", "rules/charter.yaml")
    shutil.copytree(RULES, scratch.folder / "rules")
    committed, said = scratch.commit()
    assert committed, said
    scratch.write("readme.txt", "Nothing to try.\n")
    assert re.search(r"their cases\)\.+\(no files to check\)Skipped", scratch.commit()[1])
    cases = scratch.folder / "rules/cases.yaml"
    cases.write_text(cases.read_text(encoding="utf-8").replace("outcome: gap", "outcome: met", 1), encoding="utf-8")
    committed, said = scratch.commit()
    assert not committed
    assert "valmont-ai-2026" in said


def test_who_forgets_to_name_the_charter_is_not_reassured(use: Use) -> None:
    scratch = use("charter-test")
    shutil.copytree(RULES, scratch.folder / "rules")
    committed, said = scratch.commit()
    assert not committed
    assert "charter.yaml" in said


@pytest.mark.parametrize(
    "name",
    ["charter.yaml", "charter.yml", "x.charter.yaml", ".charter.yaml", "charterxyaml", "mycharter.yaml", "charter.yaml.orig", "x-charter.yaml", "charter.json", "Charter.yaml"],
)  # fmt: skip
@pytest.mark.parametrize("folder", ["", "a/", "a b/c.d/"])
def test_a_changed_file_is_judged_if_a_search_would_find_it(name: str, folder: str) -> None:
    assert bool(re.search(HOOKS["charter-check"]["files"], folder + name)) is bool(_NAME.fullmatch(name))


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_only_charters_were_named_nothing_was_judged_and_that_is_said(language: str, run: Run) -> None:
    ran = run("check", "--skip-charters", RULES / "charter.yaml", "-f", "concise", "-l", language)
    assert ran == (Exit.OK, "", f"{words(language)('summary.only-charters')}\n")


def test_a_charter_that_is_named_without_the_option_stays_an_error(run: Run) -> None:
    assert run("check", RULES / "charter.yaml").code == Exit.UNREADABLE


@pytest.mark.parametrize("broken", ["", "charter: 1\ncharter: 1\ndeclaration: 1\n", "charter: [\n", "- charter: 1\n"])
def test_what_cannot_be_read_is_not_taken_for_a_charter(broken: str, run: Run, tmp_path: Path) -> None:
    (tmp_path / "charter.yaml").write_text(broken, encoding="utf-8")
    assert run("check", "--skip-charters", "charter.yaml").code != Exit.OK


def validated(kind: str, path: Path, cwd: Path) -> None:
    command = [sys.executable, "-m", "pre_commit", kind, str(path)]
    done = subprocess.run(command, cwd=cwd, env=environment(), capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_pre_commit_accepts_the_manifest(tmp_path: Path) -> None:
    validated("validate-manifest", MANIFEST, tmp_path)
    assert list(HOOKS) == ["charter-check", "charter-check-all", "charter-test"]


def test_each_hook_gets_all_files_in_one_run() -> None:
    assert {hook["require_serial"] for hook in HOOKS.values()} == {True}
    assert {name: hook.get("pass_filenames", True) for name, hook in HOOKS.items()} == {
        "charter-check": True,
        "charter-check-all": False,
        "charter-test": False,
    }
