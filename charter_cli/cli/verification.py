"""Make a report again of what it says it was made of, and compare.

The report may come from anybody: nothing outside of the root is read, and no line of what is made again is told unless
every digest in the report is that of today, so that nobody learns from here what stands in a file.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import chdir
from difflib import SequenceMatcher
from itertools import chain, takewhile
from operator import eq

from charter_cli.cli.choices import Choices, OwnFiles
from charter_cli.cli.own_form import own_form
from charter_cli.cli.problems import FileProblems
from charter_cli.cli.run import Judge, current_folder
from charter_cli.dialect.formats import as_date
from charter_cli.model.declaration import Problem
from charter_cli.model.report import FailOn, Gate, Report
from charter_cli.model.verification import Edit, Move, Verification
from charter_cli.read.charters import shipped
from charter_cli.read.report import Footer, Written, files_of, outside_or_missing, read_report
from charter_cli.render import TemplateError, View
from charter_cli.render.footer import record
from charter_cli.words import words

MOST_PAIRS = 25_000_000
"""Lines times lines; of more, the search for what moved where would take too long, and lines are compared in order."""

States = dict[tuple[str, str], str | None]
"""What a report was made of: the kind and name of each thing, and its digest or version."""


def verify(path: str, root: str) -> Verification:
    """Verify the report at `path`, made in the folder `root`. Raises FileProblems where it cannot be made again."""
    written, problems = read_report(path)
    problems = problems if written is None else tuple(_unusable(written, root))
    if written is None or problems:
        raise FileProblems(*problems)
    with chdir(root):
        try:
            return _verified(written)
        except TemplateError as error:
            raise FileProblems(_without_content(written, error.problem)) from error


def _unusable(written: Written, root: str) -> Iterator[Problem]:
    """Find what keeps the report from being made again: files that may not or cannot be read, unknown charters."""
    for named in dict.fromkeys(chain.from_iterable(map(files_of, written.footers))):
        code = outside_or_missing(named, root)
        if code:
            yield Problem(code, written.path, None, "", {"path": named})
    first = written.footers[0]
    for one in first["charters"]:
        if one["path"] is None and one["id"] not in shipped():
            yield Problem("footer-charter", written.path, None, "", {"id": one["id"]})
    if first["as_of"] != "launch" and as_date(first["as_of"]) is None:
        yield Problem("footer-malformed", written.path, None, "", {})


def _without_content(written: Written, problem: Problem) -> Problem:
    """Say which file cannot be used any more, and nothing of what stands in it."""
    return Problem("footer-unusable", written.path, None, "", {"path": problem.path})


def _verified(written: Written) -> Verification:
    """Compare a report with what the working folder makes of it today."""
    declarations = tuple(one["declaration"]["path"] for one in written.footers)
    judge = _judge(written, declarations)
    reports = [report for path in declarations if (report := judge.report((path, None)))]
    pairs = list(zip(written.footers, reports, strict=True))
    view = judge.writers[0].view
    moves = dict.fromkeys(chain.from_iterable(_moves(one, record(now, judge.charters, view)) for one, now in pairs))
    result = Verification(written.path, declarations, tuple(one for one in moves if one.kind != "layout"))
    if result.moves:
        return result
    result = result._replace(layout=tuple(one.name for one in moves))
    return _compared(result, written.content, _text(judge, [_as_it_was(*pair) for pair in pairs]))


def _judge(written: Written, declarations: tuple[str, ...]) -> Judge:
    first = written.footers[0]
    own = OwnFiles(template=_path(first["template"]), style=_path(first["style"]), logo=_path(first["logo"]))
    choices = Choices(
        paths=declarations,
        charters=tuple(one["path"] or one["id"] for one in first["charters"]),
        language=first["language"],
        as_of=None if first["as_of"] == "launch" else as_date(first["as_of"]),
        stage=first["stage"] or "",
        gate=Gate(FailOn(first["fail_on"]), first["require_review"]),
        form=written.form,
        outputs=(),
        own=own,
        waivers=tuple(one["path"] for one in first["waivers"]),
        baseline=_path(first["baseline"]),
        audience=first["audience"],
    )
    try:
        view = View(words(first["language"]), own=own_form(own, [written.form]), root=current_folder())
        return Judge(choices, [(written.form, view)])
    except FileProblems as error:
        raise FileProblems(*(_without_content(written, one) for one in error.problems)) from error


def _path(file: Mapping[str, str] | None) -> str:
    return file["path"] if file else ""


def _moves(before: Footer, after: Footer) -> Iterator[Move]:
    """Yield what a declaration's report is not made of any more; of a file with the same facts, its layout."""
    old, new = _states(before), _states(after)
    for key in dict.fromkeys((*old, *new)):
        if old.get(key) != new.get(key):
            yield Move(*key, old.get(key), new.get(key))
    declared, now = before["declaration"], after["declaration"]
    if declared["facts"] and declared["facts"] == now["facts"] and declared["sha256"] != now["sha256"]:
        yield Move("layout", declared["path"], declared["sha256"], now["sha256"])


def _states(footer: Footer) -> States:
    declared = footer["declaration"]
    states: States = {
        ("facts", declared["path"]): declared["facts"] or declared["sha256"],
        **{("evidence", f"{name} ({declared['path']})"): seen for name, seen in footer["evidence"].items()},
        **{("charter", one["id"]): f"{one['version']}, {one['digest']}" for one in footer["charters"]},
        **{("waivers", one["path"]): one["sha256"] for one in footer["waivers"]},
        ("tool", "charter"): footer["tool"],
    }
    for kind in ("decisions", "baseline", "template", "style", "logo"):
        if footer[kind]:
            states[kind, footer[kind]["path"]] = footer[kind]["sha256"]
    return states


def _as_it_was(footer: Footer, report: Report) -> Report:
    """Return the report on a file whose facts are the same, with the digest that the file had."""
    return report._replace(declaration=report.declaration._replace(sha256=footer["declaration"]["sha256"]))


def _text(judge: Judge, reports: Sequence[Report]) -> bytes:
    """Return the whole report, as a run writes it."""
    (form,) = judge.writers
    judged = [*judge.of_waivers(), *map(judge.written, reports)]
    pieces = [form.joined(piece) for one in judged for piece in one.pieces]
    text = "".join([form.before(), *pieces, form.after(max(one.exit for one in judged))])
    return text.encode("utf-8", "replace")


def _compared(result: Verification, found: bytes, was: bytes) -> Verification:
    if found == was:
        return result
    if found.replace(b"\r\n", b"\n") == was:
        return result._replace(line_ends=True)
    return result._replace(edits=tuple(_edits(was.split(b"\n"), found.split(b"\n"))))


def _edits(was: list[bytes], found: list[bytes]) -> Iterator[Edit]:
    """Yield each line that differs, first by its place in the report; what is the same at both ends is left out."""
    head = _same(was, found)
    tail = _same(was[:head:-1], found[:head:-1])
    was, found = was[head : len(was) - tail], found[head : len(found) - tail]
    changes = [("replace", 0, len(was), 0, len(found))]
    if len(was) * len(found) <= MOST_PAIRS:
        changes = [one for one in SequenceMatcher(None, was, found).get_opcodes() if one[0] != "equal"]
    for _, start, end, first, last in changes:
        for offset in range(max(end - start, last - first)):
            yield Edit(
                head + min(first + offset, last) + 1,
                _shown(was[start + offset]) if start + offset < end else None,
                _shown(found[first + offset]) if first + offset < last else None,
            )


def _same(one: list[bytes], other: list[bytes]) -> int:
    """Return how many lines are the same from the start."""
    return sum(1 for _ in takewhile(bool, map(eq, one, other)))


def _shown(line: bytes) -> str:
    return line.decode("utf-8", "backslashreplace")
