"""`charter new`: what it writes passes every check at once, in every language, and nothing is ever overwritten."""

import os
import re
from pathlib import Path

import pytest

from charter_cli.cli import new_files
from charter_cli.cli.problems import UsageProblem
from charter_cli.model.report import Exit
from charter_cli.read.strict_yaml import parse
from charter_cli.render.scaffold import FILES, scaffold
from charter_cli.resources import PACKAGE
from charter_cli.words import LANGUAGES, words
from tests.conftest import MINIMAL, Run

TITLES = [
    "",
    "AI in our city",
    'A "title": with #signs, \\ and {braces}',
    "  two\n lines\t",
    "Übermaß « là »",
    "'",
    "- no",
    "<id>",
]


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_new_charter_passes_lint_and_test_and_judges_a_declaration(language: str, run: Run, tmp_path: Path) -> None:
    ran = run("new", "our-charter", "-l", language)
    assert (ran.code, ran.err) == (Exit.OK, "")
    schemas = {f"our-charter/.charter/{name}.en.schema.json" for name in ("charter", "cases")}
    assert set(files(tmp_path)) == {"our-charter/charter.yaml", "our-charter/cases.yaml", *schemas}
    for name in ("charter", "cases"):
        first = (tmp_path / "our-charter" / f"{name}.yaml").read_text(encoding="utf-8").splitlines()[0]
        assert first == f"# yaml-language-server: $schema=.charter/{name}.en.schema.json"
    assert run("lint", "our-charter", "--strict").code == Exit.OK
    assert run("test", "our-charter/charter.yaml").code == Exit.OK
    (tmp_path / "charter.yaml").write_text(MINIMAL, encoding="utf-8")
    judged = run("check", "charter.yaml", "-c", "our-charter/charter.yaml", "-f", "concise")
    assert judged.code == Exit.GATE
    assert "OWN001 undeclared" in judged.out


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("title", TITLES)
def test_any_title_is_read_back_as_it_was_given(title: str, language: str) -> None:
    made = scaffold(words(language), "our-charter", title, "2026-01-01")
    document, problems = parse(made["charter.yaml"].encode(), "charter.yaml")
    assert document
    assert problems == ()
    titles: dict[str, str] = document.data["title"]  # type: ignore[assignment]
    assert len(set(titles.values())) == len(LANGUAGES)
    if title:
        assert titles[language] == " ".join(title.split())
        assert all(text.startswith(titles[language]) for text in titles.values())


@pytest.mark.parametrize("name", FILES)
def test_every_key_is_explained_in_every_language(name: str) -> None:
    template = (PACKAGE / "templates" / "new" / name).read_text(encoding="utf-8")
    asked = re.findall(r"#: (.+)", template)
    assert asked
    for language in LANGUAGES:
        made, said = scaffold(words(language), "x", "", "2026-01-01")[name], words(language)
        comments = " ".join(
            " ".join(
                line.strip().removeprefix("#") for line in made.splitlines() if line.strip().startswith("#")
            ).split()
        )
        assert all(" ".join(said(f"new.comment.{key}").split()) in comments for key in asked)
        assert "#:" not in made
        assert max(map(len, made.splitlines())) <= 120


def test_no_explanation_is_left_over() -> None:
    templates = "".join((PACKAGE / "templates" / "new" / name).read_text(encoding="utf-8") for name in FILES)
    explained = {key.removeprefix("new.comment.") for key in words("en").catalogue if key.startswith("new.comment.")}
    assert explained == set(re.findall(r"#: (.+)", templates))


@pytest.mark.parametrize(
    ("folder", "arguments", "identifier"),
    [
        ("Charte de Liège", [], "charte-de-liege"),
        ("a/b/c", [], "c"),
        ("x", ["--id", "city-2.0"], "city-2.0"),
        ("2026", [], '"2026"'),
        ("x", ["--id", "true"], '"true"'),
        ("…", [], "own-charter"),
    ],
)
def test_the_identifier_is_given_or_made_of_the_folders_name(
    folder: str, arguments: list[str], identifier: str, run: Run, tmp_path: Path
) -> None:
    assert run("new", folder, *arguments).code == Exit.OK
    assert f"\nid: {identifier}\n" in (tmp_path / folder / "charter.yaml").read_text(encoding="utf-8")
    assert run("lint", folder).code == Exit.OK
    assert run("test", f"{folder}/charter.yaml").code == Exit.OK


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["x", "--id", "Our Charter"], "our-charter"),
        (["x", "--id", "a" * 81], "a" * 80),
        (["x", "--id", "be-federal-ai-2025"], "be-federal-ai-2025"),
        (["be-federal-ai-2025"], "be-federal-ai-2025"),
        (["x", "--lang", "xx"], "xx"),
        ([], "FOLDER"),
    ],
)
def test_a_wrong_use_is_told_and_nothing_is_written(arguments: list[str], hint: str, run: Run, tmp_path: Path) -> None:
    ran = run("new", *arguments)
    assert (ran.code, ran.out) == (Exit.USAGE, "")
    assert hint in ran.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("kind", ["file", "link", "folder"])
def test_nothing_that_is_there_is_overwritten_and_nothing_is_added(
    kind: str, name: str, run: Run, tmp_path: Path
) -> None:
    taken = tmp_path / "own" / name
    taken.parent.mkdir()
    if kind == "file":
        taken.write_text("mine", encoding="utf-8")
    elif kind == "link":
        taken.symlink_to("nowhere")
    else:
        taken.mkdir()
    before = sorted(taken.parent.iterdir()), files(tmp_path)
    ran = run("new", "own")
    assert (ran.code, ran.out) == (Exit.USAGE, "")
    assert name in ran.err
    assert (sorted(taken.parent.iterdir()), files(tmp_path)) == before


def test_a_folder_with_other_files_gets_the_two_beside_them(run: Run, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    assert run("new", ".", "--id", "own").code == Exit.OK
    assert sorted(path.name for path in tmp_path.iterdir()) == [".charter", "cases.yaml", "charter.yaml", "notes.txt"]
    assert run("new", ".", "--id", "own").code == Exit.USAGE


def test_where_the_schemas_cannot_be_written_nothing_is(run: Run, tmp_path: Path) -> None:
    (tmp_path / ".charter").write_text("mine", encoding="utf-8")
    ran = run("new", ".", "--id", "own")
    assert (ran.code, ran.out) == (Exit.USAGE, "")
    assert ".charter" in ran.err
    assert files(tmp_path) == {".charter": b"mine"}


@pytest.mark.parametrize("existing", [False, True])
def test_a_failure_half_way_leaves_nothing(
    existing: bool,  # noqa: FBT001
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if existing:
        (tmp_path / "own").mkdir()
    made: list[str] = []

    def link(source: Path, target: Path) -> None:
        if made:
            raise OSError(28, "No space left on device")
        made.append(target.name)
        target.write_bytes(source.read_bytes())

    def rename(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device", str(self), None, str(target))

    monkeypatch.setattr(os, "link", link)
    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(UsageProblem):
        new_files.write_new(str(tmp_path / "own" if existing else tmp_path / "a" / "b"), {"x": "1", "y": "2"})
    assert [path.name for path in tmp_path.rglob("*")] == (["own"] if existing else [])


def test_where_disks_know_no_second_names_files_are_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def link(source: Path, target: Path) -> None:
        raise PermissionError(1, "Operation not permitted", str(source), None, str(target))

    monkeypatch.setattr(os, "link", link)
    new_files.write_new(str(tmp_path), {"x": "1", "y": "2"})
    assert files(tmp_path) == {"x": b"1", "y": b"2"}


@pytest.mark.parametrize("target", ["file.txt", "file.txt/below"])
def test_a_folder_that_cannot_be_made_is_told(target: str, run: Run, tmp_path: Path) -> None:
    (tmp_path / "file.txt").write_text("mine", encoding="utf-8")
    ran = run("new", target)
    assert (ran.code, "Traceback" in ran.err) == (Exit.USAGE, False)
    assert files(tmp_path) == {"file.txt": b"mine"}
