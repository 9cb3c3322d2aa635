"""What editors are given: a schema beside the file, a line that names it, and what yaml-language-server makes of both.

The server is asked for in earnest where it is there: CONTRIBUTING.md says how to get it. Else its tests are skipped.
"""

import json
import os
import queue
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import pytest

from charter_cli.cli.editor import line, mark, prepare, text
from charter_cli.cli.find import find
from charter_cli.cli.problems import FileProblems, UsageProblem
from charter_cli.model.report import Exit
from charter_cli.read.fields import vocabulary
from charter_cli.words import LANGUAGES, words
from tests.conftest import MINIMAL, Run

BOM = b"\xef\xbb\xbf"
FRENCH = "# yaml-language-server: $schema=.charter/declaration.fr.schema.json"
FILES = {
    "declaration": MINIMAL,
    "charter": "charter: 1\nid: own\n",
    "cases": "format: 1\ncharter: own\nbase:\n  declaration: 1\ncases: []\n",
    "decisions": "format: 1\ndecisions: []\n",
    "waivers": '"format": 1\n"waivers": []\n',
}

# The schema beside a file.


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_line_names_the_schema_that_was_written_beside_the_file(language: str, tmp_path: Path) -> None:
    told = prepare(str(tmp_path / "charter.yaml"), "declaration", language)
    assert told == line("declaration", language)
    named = told.removeprefix("# yaml-language-server: $schema=")
    assert (tmp_path / named).read_text(encoding="utf-8") == text("declaration", language)


def test_a_schema_that_is_up_to_date_is_left_alone_and_an_old_one_replaced(tmp_path: Path) -> None:
    path = str(tmp_path / "decisions.yaml")
    prepare(path, "decisions", "nl")
    (schema,) = (tmp_path / ".charter").iterdir()
    written = schema.stat().st_ino
    prepare(path, "decisions", "nl")
    assert schema.stat().st_ino == written
    schema.write_text("{}", encoding="utf-8")
    prepare(path, "decisions", "nl")
    assert schema.read_text(encoding="utf-8") == text("decisions", "nl")
    assert [one.name for one in (tmp_path / ".charter").iterdir()] == [schema.name]


@pytest.mark.parametrize("path", ["nowhere/charter.yaml", "taken/charter.yaml", "\0/charter.yaml"])
def test_where_no_schema_can_be_written_this_is_told(path: str, tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / ".charter").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageProblem):
        prepare(str(tmp_path / path), "declaration", "en")


def test_the_folder_of_schemas_is_not_searched_for_declarations(tmp_path: Path) -> None:
    (tmp_path / "charter.yaml").write_text(MINIMAL, encoding="utf-8")
    prepare(str(tmp_path / "charter.yaml"), "charter", "en")
    (tmp_path / ".charter" / "charter.yaml").write_text(MINIMAL, encoding="utf-8")
    assert [Path(path).parent for path, _ in find([str(tmp_path)])] == [tmp_path]


# The line in a file that is there.


@pytest.mark.parametrize("name", FILES)
def test_which_schema_fits_is_told_by_the_keys_of_a_file(name: str, tmp_path: Path) -> None:
    path = tmp_path / "some.yaml"
    path.write_text(FILES[name], encoding="utf-8")
    mark(str(path), "", words("fr"))
    assert path.read_text(encoding="utf-8") == f"{line(name, 'fr')}\n{FILES[name]}"
    assert json.loads((tmp_path / line(name, "fr").partition("=")[2]).read_bytes())["properties"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"declaration: 1\r\n# x\r\n", f"{FRENCH}\r\ndeclaration: 1\r\n# x\r\n".encode()),
        (BOM + b"declaration: 1\n", BOM + f"{FRENCH}\ndeclaration: 1\n".encode()),
        (b"declaration: 1", f"{FRENCH}\ndeclaration: 1".encode()),
        (b"---\ndeclaration: 1\n...\n", f"{FRENCH}\n---\ndeclaration: 1\n...\n".encode()),
        (b"declaration: 1\nproject: {id: [\n", f"{FRENCH}\ndeclaration: 1\nproject: {{id: [\n".encode()),
        (f"{line('declaration', 'nl')}\r\ndeclaration: 1\r\n".encode(), f"{FRENCH}\r\ndeclaration: 1\r\n".encode()),
        (f"# é\n\n{line('cases', 'en')}  \ndeclaration: 1\n".encode(), f"# é\n\n{FRENCH}\ndeclaration: 1\n".encode()),
        (f"{FRENCH}\ndeclaration: 1\n".encode(), f"{FRENCH}\ndeclaration: 1\n".encode()),
    ],
)
def test_nothing_but_the_line_changes(before: bytes, after: bytes, tmp_path: Path) -> None:
    path = tmp_path / "charter.yaml"
    path.write_bytes(before)
    told = mark(str(path), "", words("fr"))
    assert path.read_bytes() == after
    assert ".charter/declaration.fr.schema.json" in told
    mark(str(path), "", words("fr"))
    assert path.read_bytes() == after


def test_an_empty_file_gets_the_schema_that_is_named(tmp_path: Path) -> None:
    path = tmp_path / "waivers.yaml"
    path.write_bytes(b"")
    with pytest.raises(UsageProblem):
        mark(str(path), "", words("en"))
    mark(str(path), "waivers", words("en"))
    assert path.read_text(encoding="utf-8") == line("waivers", "en") + "\n"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"# yaml-language-server: $schema=https://schemas.example/x.json\ndeclaration: 1\n", UsageProblem),
        (b"name: x\n", UsageProblem),
        (b"declaration: \xff\n", FileProblems),
        (None, FileProblems),
    ],
)
def test_what_cannot_be_prepared_stays_as_it_is(
    content: bytes | None, problem: type[Exception], tmp_path: Path
) -> None:
    path = tmp_path / "charter.yaml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(problem):
        mark(str(path), "", words("en"))
    assert {one.name: one.read_bytes() for one in tmp_path.iterdir()} == (
        {} if content is None else {"charter.yaml": content}
    )


def test_of_a_link_the_line_and_the_schema_belong_beside_the_file_that_it_leads_to(tmp_path: Path) -> None:
    own, link = tmp_path / "own" / "charter.yaml", tmp_path / "links" / "charter.yaml"
    for path in (own, link):
        path.parent.mkdir()
    own.write_text(MINIMAL, encoding="utf-8")
    link.symlink_to("../own/charter.yaml")
    told = mark(str(link), "", words("fr"))
    assert link.is_symlink()
    assert own.read_text(encoding="utf-8") == f"{FRENCH}\n{MINIMAL}"
    assert (own.parent / ".charter" / "declaration.fr.schema.json").is_file()
    assert str(own.parent / ".charter") in told
    assert list(link.parent.iterdir()) == [link]


@pytest.mark.parametrize(
    ("name", "content", "fitting"),
    [
        ("decisions", MINIMAL, "declaration"),
        ("report", MINIMAL, "declaration"),
        ("charter", FILES["cases"], "cases"),
        ("declaration", FILES["charter"], "charter"),
        ("cases", "charter: own\n", ""),
        ("decisions", "format: 1\n", ""),
        ("cases", FILES["cases"], ""),
    ],
)
def test_a_schema_that_is_named_counts_unless_the_keys_say_something_else(
    name: str, content: str, fitting: str, tmp_path: Path
) -> None:
    path = tmp_path / "some.yaml"
    path.write_text(content, encoding="utf-8")
    if fitting:
        with pytest.raises(UsageProblem) as raised:
            mark(str(path), name, words("en"))
        assert (raised.value.key, raised.value.params["fitting"]) == ("schema-does-not-fit", fitting)
        assert list(tmp_path.iterdir()) == [path]
    else:
        mark(str(path), name, words("en"))
        assert path.read_text(encoding="utf-8").startswith(line(name, "en"))


@pytest.mark.parametrize(
    ("beside", "left"),
    [
        ({}, {"declaration.nl.schema.json"}),
        ({"b.yaml": f"{FRENCH}\n{MINIMAL}"}, {"declaration.fr.schema.json", "declaration.nl.schema.json"}),
        ({"b.yml": "# see ./.charter/declaration.fr.schema.json\n"}, {"declaration.fr.schema.json"}),
        ({"b.txt": FRENCH}, {"declaration.nl.schema.json"}),
    ],
)
def test_with_another_language_the_old_schema_goes_where_no_other_file_names_it(
    beside: dict[str, str], left: set[str], tmp_path: Path
) -> None:
    path = tmp_path / "charter.yaml"
    for name, content in {"charter.yaml": MINIMAL, **beside}.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    mark(str(path), "", words("fr"))
    told = mark(str(path), "", words("nl"))
    stays = left | {"declaration.nl.schema.json"}
    assert {one.name for one in (tmp_path / ".charter").iterdir()} == stays
    assert ("verwijderd" in told) == ("declaration.fr.schema.json" not in stays)


@pytest.mark.parametrize("old", ["mine.json", "../charter.yaml", "../../other.yaml"])
def test_a_file_that_is_no_schema_of_ours_is_never_removed(old: str, tmp_path: Path) -> None:
    folder = tmp_path / "here"
    (folder / ".charter").mkdir(parents=True)
    path, mine = folder / "charter.yaml", folder / ".charter" / old
    mine.write_text("mine", encoding="utf-8")
    path.write_text(f"{line('declaration', 'en').rpartition('/')[0]}/{old}\n{MINIMAL}", encoding="utf-8")
    mark(str(path), "", words("nl"))
    assert mine.is_file()


def test_what_is_no_file_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "charter.yaml"
    os.mkfifo(path)
    with pytest.raises(FileProblems) as raised:
        mark(str(path), "declaration", words("en"))
    assert [one.code for one in raised.value.problems] == ["special-file"]
    assert list(tmp_path.iterdir()) == [path]


def test_the_command_says_what_it_did(run: Run, tmp_path: Path) -> None:
    (tmp_path / "charter.yaml").write_text(MINIMAL, encoding="utf-8")
    ran = run("schema", "--for", "charter.yaml", "-l", "fr")
    assert (ran.code, ran.err) == (Exit.OK, "")
    assert ran.out.startswith("charter.yaml cite désormais .charter/declaration.fr.schema.json à la ligne 1")
    assert (tmp_path / "charter.yaml").read_text(encoding="utf-8") == f"{FRENCH}\n{MINIMAL}"
    assert "déjà" in run("schema", "--for", "charter.yaml", "-l", "fr").out
    assert run("schema", "--for", "-", stdin=MINIMAL.encode()).code == Exit.USAGE


# What the server shows.

PROGRAM, NODE = os.environ.get("YAML_LANGUAGE_SERVER", ""), shutil.which("node")
with_server = pytest.mark.skipif(
    not (PROGRAM and NODE), reason="yaml-language-server (YAML_LANGUAGE_SERVER) or node is not there"
)
PATIENCE = 60
"""Seconds for an answer, so that a server that fell silent fails a test instead of stopping all."""


class Server:
    """yaml-language-server, asked over its standard streams as an editor does; it fetches nothing."""

    def __init__(self) -> None:
        assert NODE
        self.process = subprocess.Popen([NODE, PROGRAM, "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.received: queue.Queue[dict[str, Any]] = queue.Queue()
        self.diagnostics: dict[str, list[dict[str, Any]]] = {}
        self.asked = 0
        self.reader = threading.Thread(target=self._receive, daemon=True)
        self.reader.start()
        shows = {"completion": {"completionItem": {"documentationFormat": ["plaintext"]}}}
        self.ask("initialize", {"processId": None, "rootUri": None, "capabilities": {"textDocument": shows}})
        self._send({"method": "initialized", "params": {}})
        settings = {"schemaStore": {"enable": False}, "validate": True, "hover": True, "completion": True}
        self._send({"method": "workspace/didChangeConfiguration", "params": {"settings": {"yaml": settings}}})

    def ask(self, method: str, params: object) -> Any:
        """Send a request and return its result."""
        self.asked += 1
        self._send({"id": self.asked, "method": method, "params": params})
        while True:
            message = self._next()
            if message.get("id") == self.asked and "method" not in message:
                assert "error" not in message, message
                return message["result"]

    def open(self, path: Path) -> "Opened":
        """Open a file and wait for what the server has to say of it."""
        uri, written = path.as_uri(), path.read_text(encoding="utf-8")
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": written}
        self._send({"method": "textDocument/didOpen", "params": {"textDocument": document}})
        while uri not in self.diagnostics:
            self._next()
        return Opened(self, uri, written)

    def close(self) -> None:
        """End the server."""
        self.process.kill()
        self.process.wait()
        self.reader.join()
        for stream in (self.process.stdin, self.process.stdout):
            if stream:
                stream.close()

    def _next(self) -> dict[str, Any]:
        message = self.received.get(timeout=PATIENCE)
        if message.get("method") == "textDocument/publishDiagnostics":
            self.diagnostics[message["params"]["uri"]] = message["params"]["diagnostics"]
        elif "method" in message and "id" in message:
            self._send({"id": message["id"], "result": None})
        return message

    def _send(self, message: dict[str, Any]) -> None:
        assert self.process.stdin
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self.process.stdin.flush()

    def _receive(self) -> None:
        assert self.process.stdout
        while body := _message(self.process.stdout):
            self.received.put(json.loads(body))


def _message(stream: IO[bytes]) -> bytes:
    """Return the body of the next message; it is empty at the end."""
    length = 0
    while header := stream.readline().strip():
        name, _, value = header.partition(b":")
        length = int(value) if name.lower() == b"content-length" else length
    return stream.read(length)


class Opened:
    """A file that is open in the editor."""

    def __init__(self, server: Server, uri: str, written: str) -> None:
        self.server, self.uri, self.lines = server, uri, written.splitlines()

    @property
    def problems(self) -> dict[str, str]:
        """Return what is said to be wrong, by the text at which it is marked."""
        found = {}
        for one in self.server.diagnostics[self.uri]:
            start, end = one["range"]["start"], one["range"]["end"]
            found[self.lines[start["line"]][start["character"] : end["character"]]] = one["message"]
        return found

    def hover(self, at: str) -> str:
        """Return what is shown over a piece of the text."""
        shown = self._ask("textDocument/hover", at, 0)
        value: str = shown["contents"]["value"]
        return value

    def completion(self, behind: str) -> dict[str, str]:
        """Return what can be written behind a piece of the text, and how each is explained."""
        return {
            one["label"]: one.get("documentation")
            for one in self._ask("textDocument/completion", behind, len(behind))["items"]
        }

    def _ask(self, method: str, piece: str, offset: int) -> Any:
        number = next(number for number, line in enumerate(self.lines) if piece in line)
        position = {"line": number, "character": self.lines[number].index(piece) + offset}
        return self.server.ask(method, {"textDocument": {"uri": self.uri}, "position": position})


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    started = Server()
    yield started
    started.close()


GOOD = """\
declaration: 1
project:
  id: x
  name: X
  stage: pilot
  s
scope:
  purposes:
    - internal
evidence:
  note:
    kind: dpia
    expires: never
"""


@with_server
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_editor_shows_questions_and_values_in_the_language_chosen(
    language: str, server: Server, tmp_path: Path
) -> None:
    path, said = tmp_path / "charter.yaml", words(language)
    path.write_text(GOOD, encoding="utf-8")
    mark(str(path), "", said)
    opened = server.open(path)
    assert plain(opened.hover("stage")).startswith(f"#### {said('section./project')}{said('colon')}stage\n\n")
    assert said("field./project/stage") in plain(opened.hover("stage"))
    for value in ("pilot", "operation"):
        assert f"* `{value}`: {said(f'value.stage.{value}')}" in plain(opened.hover("pilot"))
        assert opened.completion("stage: ")[value] == said(f"value.stage.{value}")
    assert said("field./scope/purposes") in plain(opened.hover("internal"))
    assert opened.completion("    - ")["public-interaction"] == said("value.purpose.public-interaction")
    assert opened.completion("  s")["summary"] == said("field./project/summary")
    assert opened.completion("kind: ")["dpia"] == said("value.evidence-kind.dpia")
    assert said("evidence.never") in plain(opened.hover("expires"))


def plain(shown: str) -> str:
    """Return Markdown without the backslashes before signs, and with plain spaces where it writes an entity."""
    return shown.replace("\\", "").replace("&nbsp;", "\u00a0")


@with_server
def test_an_editor_marks_a_misspelt_key_and_a_wrong_value_and_nothing_in_a_good_file(
    server: Server, tmp_path: Path
) -> None:
    good, bad = tmp_path / "charter.yaml", tmp_path / "bad.charter.yaml"
    good.write_text(GOOD.replace("  s\n", ""), encoding="utf-8")
    bad.write_text(GOOD.replace("  s\n", "  sumary: x\n").replace("pilot", "pilote"), encoding="utf-8")
    for path in (good, bad):
        mark(str(path), "", words("fr"))
    assert "Quel est le nom du projet" in server.open(good).hover("name")
    assert server.open(good).problems == {}
    problems = server.open(bad).problems
    assert set(problems) == {"sumary", "pilote"}
    assert "operation" in problems["pilote"]


@with_server
@pytest.mark.parametrize("language", ["fr", "de"])
def test_a_declaration_that_was_just_begun_is_good_in_an_editor_which_asks_for_what_is_open(
    language: str, server: Server, run: Run, tmp_path: Path
) -> None:
    path, said = tmp_path / "charter.yaml", words(language)
    assert run("init", "--no-input", "--answer", "project.name=X", "-l", language).code == Exit.OK
    opened = server.open(path)
    assert "  stage:" in opened.lines
    assert opened.problems == {}
    for value in ("pilot", "operation"):
        assert f"* `{value}`: {said(f'value.stage.{value}')}" in plain(opened.hover("stage:"))
    assert said("field./project/stage") in plain(opened.hover("stage:"))
    assert said("init.unknown") in plain(opened.hover("stage:"))


@with_server
def test_an_editor_offers_the_values_of_a_key_with_nothing_behind_it_and_never_null(
    server: Server, tmp_path: Path
) -> None:
    path, said = tmp_path / "charter.yaml", words("nl")
    empty = "scope: \n  purposes:\n    - internal\n    - \nsystem:\n  generative: \n  sourcing: \ndecision: \n"
    path.write_text(f"declaration: 1\nproject:\n  id: x\n  name: X\n{empty}", encoding="utf-8")
    mark(str(path), "", said)
    opened = server.open(path)
    assert opened.problems == {}
    assert list(opened.completion("generative: ")) == ["true", "false"]
    assert opened.completion("sourcing: ") == {
        value: said(f"value.sourcing.{value}") for value in vocabulary("/system/sourcing")
    }
    assert set(opened.completion("    - ")) == set(vocabulary("/scope/purposes"))
    assert opened.completion("decision: ") == {}


@with_server
def test_the_files_of_a_new_charter_are_good_in_an_editor(server: Server, run: Run, tmp_path: Path) -> None:
    assert run("new", "own").code == Exit.OK
    for name in ("charter", "cases"):
        opened = server.open(tmp_path / "own" / f"{name}.yaml")
        assert opened.problems == {}
        assert f"{name}.en.schema.json" in opened.hover("charter:")
