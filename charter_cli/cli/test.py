"""`charter test`: judge the cases of charters, and see whether they catch every small mistake in the rules."""

from typing import Annotated

import typer

from charter_cli.cli import options
from charter_cli.cli.options import Lang


def test(
    charter: Annotated[list[str], typer.Argument(metavar="[CHARTER]...", help="help.test.argument")] = [],  # noqa: B006
    mutants: Annotated[bool, typer.Option("--mutants/--no-mutants", help="help.mutants")] = True,
    form: Annotated[str, typer.Option("--format", "-f", metavar="FORMAT", help="help.format.short")] = "text",
    lang: Lang = "",
) -> int:
    """Try each charter and return 1 when a case fails, an outcome has no case, or a mutant is not caught."""
    options.check_language(lang)
    options.one_of("--format", form, options.TRIALS)
    from charter_cli.assess.trial import try_charter
    from charter_cli.cli.current import current_words
    from charter_cli.cli.judge import guarded, read_charters
    from charter_cli.cli.output import colour, width, write_all
    from charter_cli.cli.problems import FileProblems
    from charter_cli.model.report import Exit
    from charter_cli.read.cases import cases_path, read_cases
    from charter_cli.read.charters import shipped
    from charter_cli.read.fields import vocabulary
    from charter_cli.render import View
    from charter_cli.render.trial import RENDERERS

    names = list(dict.fromkeys(charter)) or shipped()
    trials = []
    for name, found in zip(names, read_charters(names), strict=True):
        file, problems = read_cases(cases_path(name), found)
        if file is None:
            raise FileProblems(*problems, kind="cases")
        # The place of an installation is nothing to show.
        named = file._replace(path=f"charters/{name}/cases.yaml") if name in shipped() else file
        with guarded([found]):
            trials.append((try_charter(found, file, vocabulary, with_mutants=mutants), named))
    write_all(RENDERERS[form](trials, View(current_words(lang), width(), colour())))
    return Exit.OK if all(trial.holds for trial, _ in trials) else Exit.GATE
