"""The form that a body gives its reports: read once for a run, as far as the formats of the run show it."""

from collections.abc import Sequence

from charter_cli.cli.choices import OwnFiles
from charter_cli.cli.problems import FileProblems, UsageProblem
from charter_cli.model.run import OwnForm
from charter_cli.read.own_form import read_own_form

SHOWN_IN = {"template": ("markdown", "html"), "style": ("html",), "logo": ("html",)}


def check_asked(files: OwnFiles, forms: Sequence[str]) -> None:
    """Raise UsageProblem for an option that no format of the run shows; a setting is for those that do."""
    for name in files.asked:
        if not _shown(name, forms):
            raise UsageProblem("own-form-format", option=f"--{name}", formats=", ".join(SHOWN_IN[name]))


def own_form(files: OwnFiles, forms: Sequence[str]) -> OwnForm:
    """Return the form that these formats show. Raises FileProblems for a file that cannot be used."""
    named = {"template": files.template, "style": files.style, "logo": files.logo}
    form, problems = read_own_form(**{name: path if _shown(name, forms) else "" for name, path in named.items()})
    if problems:
        raise FileProblems(*problems)
    return form


def _shown(name: str, forms: Sequence[str]) -> bool:
    return not set(SHOWN_IN[name]).isdisjoint(forms)
