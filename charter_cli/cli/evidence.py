"""`charter evidence`: the register of documents, what each supports, and which finding a changed file makes suspect."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from charter_cli.cli import options
from charter_cli.cli.options import AsOf, Charters, Lang, NoWaivers, Outputs, Paths, WaiverFiles
from charter_cli.cli.problems import FileProblems, UsageProblem

if TYPE_CHECKING:
    from charter_cli.assess.assessment import Assessor
    from charter_cli.model.declaration import Declaration
    from charter_cli.model.evidence import Register
    from charter_cli.words import Words


def evidence(
    paths: Paths = [],  # noqa: B006 (typer copies it)
    charter: Charters = [],  # noqa: B006
    record: Annotated[bool, typer.Option("--record", help="help.evidence.record")] = False,
    changed: Annotated[bool, typer.Option("--changed", help="help.evidence.changed")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="help.evidence.dry-run")] = False,
    form: Annotated[str, typer.Option("--format", "-f", metavar="FORMAT", help="help.evidence.format")] = "text",
    output: Outputs = [],  # noqa: B006
    lang: Lang = "",
    as_of: AsOf = "",
    waivers: WaiverFiles = [],  # noqa: B006
    no_waivers: NoWaivers = False,
) -> int:
    """Read declarations and charters, judge, record digests if asked, and return the exit code."""
    from charter_cli.cli.resolve import resolve

    settings = resolve(charters=charter, language=lang, waivers=waivers)
    options.one_of("--format", form, options.REGISTERS)
    if (changed or dry_run) and not record:
        raise UsageProblem("only-with", option="--changed" if changed else "--dry-run", other="--record")
    day = options.day(as_of)
    from charter_cli.cli.digests import Recorder
    from charter_cli.cli.find import declarations, find
    from charter_cli.cli.judge import make_assessor, read_charters, read_waivers
    from charter_cli.words import words

    said = words(settings.language.value)
    charters = read_charters(settings.charters.value)
    files = read_waivers(() if no_waivers else settings.waivers.value, charters)
    if problems := [problem for file in files for problem in file.problems]:
        raise FileProblems(*problems, kind="waivers")
    assessor = make_assessor(charters, day, "", waivers=files)
    if record:
        recorder = Recorder(assessor, said, changed=changed, dry_run=dry_run)
        registers = [register(assessor, recorder.record(*found)) for found in find(paths)]
    else:
        registers = [register(assessor, declaration) for declaration in declarations(paths)]
    return write(registers, said, "" if dry_run else form, [] if dry_run else output)


def register(assessor: "Assessor", declaration: "Declaration") -> "Register":
    """Return the documents of a declaration, with what ends or gets too old among them within a month."""
    from charter_cli.assess.upcoming import look_ahead
    from charter_cli.assess.waivers import SOON
    from charter_cli.model.evidence import Register

    agenda = look_ahead(assessor, declaration)
    report = agenda.report
    if not report.assessments:
        return Register(agenda, ())
    last = date.fromisoformat(str(report.as_of)) + timedelta(days=SOON + 1)
    events = tuple(one for one in agenda.events if one.pointer.startswith("/evidence/") and one.day <= last)
    return Register(agenda._replace(events=events, undated=()), report.evidence)


def write(registers: "list[Register]", words: "Words", form: str, outputs: list[str]) -> int:
    """Write the registers to all outputs, the summary to standard error, and return the exit code."""
    from charter_cli.cli import advice
    from charter_cli.cli.output import parse_outputs, say, write_each
    from charter_cli.model.report import Exit
    from charter_cli.render import phrases
    from charter_cli.render.evidence import render, summary

    paths = [one.report.declaration.path for one in registers]
    files, to_terminal = parse_outputs(outputs, form, paths, options.REGISTERS)
    shown = form if to_terminal else ""
    write_each(files, shown, words, lambda name, view: render(name, registers, view))
    if {name for name, _ in files} | {shown} <= {"csv", ""}:
        for one in registers:
            for problem in one.report.declaration.problems:
                say(phrases.located(words, problem))
    say(summary(words, registers))
    if step := advice.said(words, advice.of_form(one.report for one in registers)):
        say(step)
    return int(max((one.exit for one in registers), default=Exit.OK))
