"""Compile and run the templates of reports, in a sandbox. The only door to jinja2.

What a template prints is escaped, unless it goes through the filters `code` and `safe`. A template of one's own may
come from anybody: it is one file, reaches nothing but its data and the shipped templates, takes a limited number of
steps, and whatever goes wrong in it is told with its line. Its authors have `charter_cli/templates/README.md`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Any, TypeVar

import jinja2
from jinja2 import nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from charter_cli.model.declaration import Place, Problem
from charter_cli.model.run import OwnText
from charter_cli.render import TemplateError, View, escape
from charter_cli.resources import folder
from charter_cli.words import Words, words

SHIPPED = "report.{audience}.md.jinja"
STEPS = 1_000_000
"""Items that loops go through and calls of macros and functions, for one report; a large one takes some thousands."""
LARGEST = 1_000_000
"""A product of two numbers, or the length of something repeated."""

Sandbox = TypeVar("Sandbox", bound=ImmutableSandboxedEnvironment)
Fill = Callable[[Mapping[str, object]], str]

_OTHER_FILES = (nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)


class _Safe(str):
    """Text that is Markdown already."""

    __slots__ = ()


class _Refused(Exception):  # noqa: N818 (a problem of the template)
    """What a template may not do; `code` and `params` make the sentence, the line is known where nothing ran yet."""

    def __init__(self, code: str, lineno: int | None = None, **params: object) -> None:
        super().__init__(code)
        self.code, self.lineno, self.params = code, lineno, params


class _Missing(jinja2.StrictUndefined):
    """What a template asks for and is not given; using it says its name."""

    __slots__ = ()

    @property
    def _undefined_message(self) -> str:
        return str(self._undefined_hint or self._undefined_name)


class _Limited(ImmutableSandboxedEnvironment):
    """The sandbox for templates of one's own: what could go on for ever is counted."""

    intercepted_binops = frozenset({"*", "**", "%"})
    steps = 0

    def count(self) -> None:
        """Count one step."""
        self.steps += 1
        if self.steps > STEPS:
            raise _Refused("template-endless", limit=STEPS)

    def counted(self, items: Iterable[object]) -> Iterator[object]:
        """Yield what a loop goes through, each item a step."""
        for item in items:
            self.count()
            yield item

    def call(self, context: Any, called: Any, /, *given: Any, **named: Any) -> Any:
        """Call a macro, a function or a loop."""
        self.count()
        return super().call(context, called, *given, **named)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Work out a product, or refuse one that is too large; powers and formats can be too large in other ways."""
        if operator == "**" or (operator == "%" and isinstance(left, str)):
            raise _Refused("template-operator", operator=operator)
        if operator == "*" and _size(left) * _size(right) > LARGEST:
            raise _Refused("template-product", limit=LARGEST)
        return super().call_binop(context, operator, left, right)


def _size(value: Any) -> float:
    return len(value) if hasattr(value, "__len__") else abs(value)


def environment() -> ImmutableSandboxedEnvironment:
    """Return the sandbox of the shipped template, which counts nothing."""
    return _sandbox(ImmutableSandboxedEnvironment)


def _sandbox(kind: type[Sandbox]) -> Sandbox:
    """Return a sandbox in which templates are compiled and run; nothing in it is left to chance."""
    made = kind(
        undefined=_Missing,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_escaped,
    )
    del made.filters["random"], made.globals["lipsum"]
    made.filters["code"] = lambda value: _Safe(escape.code(str(value)))
    made.filters["safe"] = _Safe
    made.filters["fenced"] = lambda text, info: _Safe(escape.fenced(text, info))
    made.filters["opening"] = lambda text: text[:1].upper() + text[1:]
    return made


def _escaped(value: object) -> str:
    return value if isinstance(value, _Safe) else _Safe(escape.markdown(str(value)))


def compiled_name() -> str:
    """Return the folder of templates compiled for the installed version of jinja2; the build of the wheel makes it."""
    return f"jinja-{jinja2.__version__}"


def filler(view: View) -> Fill:
    """Return what fills the template. One of one's own can raise TemplateError, now and when it is filled."""
    own = view.own.template
    return _OwnTemplate(own, view.words).filled if own else _shipped(view)


def _speaking(made: Sandbox, words: Words) -> Sandbox:
    """Give templates the words of a language."""
    made.globals["words"], made.globals["colon"] = words, _Safe(words("colon"))
    return made


def _shipped(view: View) -> Fill:
    template = _template(view.run.audience, view.words.language)
    return lambda model: template.render(report=model)


@cache
def _template(audience: str, language: str) -> jinja2.Template:
    """Return the shipped template for an audience, compiled once for each language that it speaks."""
    made = _speaking(environment(), words(language))
    compiled = folder("templates") / compiled_name()
    ready = compiled.is_dir()
    made.loader = jinja2.ModuleLoader(compiled) if ready else jinja2.FileSystemLoader(compiled.parent)
    return made.get_template(SHIPPED.format(audience=audience))


class _OwnTemplate:
    """A template of one's own; whatever is raised while it is compiled or filled is its own mistake."""

    def __init__(self, own: OwnText, words: Words) -> None:
        self.path = own.file.path
        self.sandbox = _speaking(_sandbox(_Limited), words)
        self.sandbox.loader = jinja2.FileSystemLoader(folder("templates"))
        try:
            self.template = self.sandbox.from_string(self.counting(self.sandbox.parse(own.text)))
        except Exception as error:
            raise TemplateError(_problem(error, self.path)) from error

    def counting(self, tree: nodes.Template) -> nodes.Template:
        """Return a template with every loop counting; of other files it may only ask for shipped ones."""
        shipped = sorted(path.name for path in folder("templates").glob("*.jinja"))
        for other in tree.find_all(_OTHER_FILES):
            name = getattr(other, "template", None)
            if not (isinstance(name, nodes.Const) and name.value in shipped):
                raise _Refused("template-one-file", other.lineno, options=", ".join(shipped))
        self.sandbox.filters["counted"] = self.sandbox.counted
        for loop in list(tree.find_all(nodes.For)):
            loop.iter = nodes.Filter(loop.iter, "counted", [], [], None, None, lineno=loop.iter.lineno)
        return tree

    def filled(self, model: Mapping[str, object]) -> str:
        """Return what the template makes of a view model."""
        self.sandbox.steps = 0
        try:
            return self.template.render(report=model)
        except Exception as error:
            raise TemplateError(_problem(error, self.path)) from error


def _problem(error: Exception, path: str) -> Problem:
    """Say what is wrong with a template, and in which line."""
    line = getattr(error, "lineno", None) if isinstance(error, jinja2.TemplateSyntaxError | _Refused) else None
    code, params = _told(error)
    return Problem(code, path, Place(line or _failing_line(error), 1), "", params)


def _told(error: Exception) -> tuple[str, Mapping[str, object]]:
    if isinstance(error, _Refused):
        return error.code, error.params
    if isinstance(error, jinja2.UndefinedError):
        return "template-undefined", {"name": error.message}
    if isinstance(error, jinja2.exceptions.SecurityError):
        return "template-forbidden", {"reason": error.message}
    if isinstance(error, jinja2.TemplateSyntaxError):
        return "bad-template", {"reason": error.message}
    return "bad-template", {"reason": f"{type(error).__name__}: {error}"}


def _failing_line(error: BaseException) -> int:
    """Return the line of the template in which an error arose; Jinja maps tracebacks to template lines."""
    line, trace = 1, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
