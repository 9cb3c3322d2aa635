"""The shape of the house: who may import whom, one door for each library, a light start, rooms of a sensible size."""

import ast
import builtins
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

PACKAGE = ROOT / "charter_cli"
MODULES = sorted(PACKAGE.rglob("*.py"))

LAYERS = {
    "model": set(),
    "words": set(),
    "resources": set(),
    "dialect": {"model", "resources"},
    "read": {"model", "dialect", "resources", "words"},
    "assess": {"model", "dialect"},
    "render": {"model", "words", "resources"},
    "cli": {"model", "words", "resources", "dialect", "read", "assess", "render"},
}
DOORS = {
    "typer": {"cli"},
    "yaml": {"read/yaml_events.py"},
    "tomllib": {"read/settings.py"},
    "jsonschema": {"dialect/reference.py"},
    "referencing": {"dialect/reference.py"},
    "rich": {"cli/progress.py", "render/page.py", "render/excerpt.py"},
    "jinja2": {"render/template.py"},
    "markdown_it": {"render/html.py"},
    "pygls": {"cli/language_server.py"},
    "lsprotocol": {"cli/language_server.py"},
}
HEAVY = (
    "rich",
    "jsonschema",
    "yaml",
    "tomllib",
    "jinja2",
    "markdown_it",
    "pydantic",
    "pygls",
    "lsprotocol",
    "importlib.metadata",
    "asyncio",
    "multiprocessing",
)
RENDERERS = {
    "text",
    "concise",
    "json",
    "markdown",
    "html",
    "sarif",
    "github",
    "junit",
    "gitlab",
    "csv",
    "intoto",
    "explain",
    "charters",
    "lint",
    "diff_text",
    "diff_json",
    "diff_markdown",
    "upcoming_text",
    "upcoming_markdown",
    "upcoming_json",
    "upcoming_csv",
    "upcoming_ics",
    "evidence_text",
    "evidence_markdown",
    "evidence_json",
    "evidence_csv",
}


def name_of(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def layer(name: str) -> str:
    return name.split("/", maxsplit=1)[0].removesuffix(".py")


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_point_one_way(path: Path) -> None:
    here = layer(name_of(path))
    if here.startswith("__"):
        return
    seen = {name.split(".")[1] for name in imports(path) if name.startswith("charter_cli.")} & LAYERS.keys()
    assert seen - {here} <= LAYERS[here]


@pytest.mark.parametrize("library", DOORS)
def test_each_library_has_one_door(library: str) -> None:
    users = {name_of(path) for path in MODULES if any(name.split(".")[0] == library for name in imports(path))}
    assert {name for name in users if name not in DOORS[library] and layer(name) not in DOORS[library]} == set()


@pytest.mark.parametrize("path", sorted((PACKAGE / "render").glob("*.py")), ids=name_of)
def test_renderers_do_not_import_each_other(path: Path) -> None:
    source = {"markdown"} if path.stem == "html" else set()  # the page is made of the Markdown report
    others = {f"charter_cli.render.{name}" for name in RENDERERS - {path.stem} - source}
    assert imports(path) & others == set()


def test_only_the_command_line_knows_the_clock_and_the_environment() -> None:
    for path in MODULES:
        text = path.read_text(encoding="utf-8")
        if layer(name_of(path)) != "cli":
            assert not any(
                word in text for word in ("os.environ", "datetime.now", "date.today", "time.time", "sys.argv")
            )


def loaded(*arguments: str) -> set[str]:
    """Return the modules that a run has loaded when it ends."""
    code = (
        "import sys, atexit\n"
        "atexit.register(lambda: sys.stderr.write('\\nLOADED ' + ' '.join(sys.modules)))\n"
        f"from charter_cli.cli import main\nmain({list(arguments)!r})\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)
    return set(done.stderr.rpartition("LOADED ")[2].split())


@pytest.mark.parametrize("arguments", [("--version",), ("--help",), ("check", "--help")])
def test_version_and_help_load_nothing_heavy(arguments: tuple[str, ...]) -> None:
    modules = loaded(*arguments)
    assert modules
    assert modules & set(HEAVY) == set()
    assert not any(name.startswith("charter_cli.model") for name in modules if arguments == ("--version",))


@pytest.mark.parametrize("form", ["json", "concise"])
def test_a_check_loads_only_what_it_needs(form: str) -> None:
    modules = loaded("check", "examples/gard-copilot", "-f", form)
    assert modules & (set(HEAVY) - {"yaml"}) == set()
    # Beyond those of the parser of options, whose number is for each version of Python another; 20 of them are PyYAML,
    # which an installation does not load: it has its charters as JSON. Each costs a third of a millisecond at every start.
    code = "import sys, json, typer; print(*sys.modules)"
    parser = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert len(modules - set(parser)) <= 94


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_rooms_and_functions_have_a_sensible_size(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert len(source.splitlines()) <= 460
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef) and name_of(path) not in {"read/plain_yaml.py", "read/yaml_events.py"}:
            assert (node.end_lineno or 0) - node.lineno <= 60, node.name


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_every_module_says_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    "path", [path for path in MODULES if path.parent.name == "render" and path.stem != "__init__"], ids=name_of
)
def test_no_renderer_has_the_name_of_a_builtin(path: Path) -> None:
    # Once it is loaded, it would stand in the place of the builtin in the package's own code.
    assert not hasattr(builtins, path.stem)
