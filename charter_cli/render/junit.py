"""The report as JUnit XML, which pipelines show as test results: a suite for each declaration and charter.

Each requirement is a test case, named by what never changes with the language. What fails the gate is a failure, so
that failures and the exit code agree; all else that is not met is skipped, with its reason.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from charter_cli.model.declaration import Declaration, Place, Problem
from charter_cli.model.report import OPEN, Assessment, Cause, Exit, Finding, Outcome, Report
from charter_cli.render import Writer, phrases
from charter_cli.render.escape import one_line, xml


@lru_cache(maxsize=4096)
def _line(text: str) -> str:
    """Return text on one line for XML; most of it comes again and again."""
    return xml(one_line(text))


def _element(name: str, attributes: Mapping[str, object], content: str = "") -> str:
    """Return an element around content that is XML already."""
    written = "".join(f' {key}="{_line(str(value))}"' for key, value in attributes.items())
    return f"<{name}{written}>{content}</{name}>" if content else f"<{name}{written}/>"


def _suite(name: str, cases: Iterable[tuple[str, str]]) -> str:
    """Return a suite of test cases, each with the kind of its result."""
    written, kinds = [], Counter[str]()
    for kind, case in cases:
        kinds[kind] += 1
        written.append(f"    {case}\n")
    counts = {
        "tests": len(written),
        "failures": kinds["failure"],
        "errors": kinds["error"],
        "skipped": kinds["skipped"],
    }
    return f"  {_element('testsuite', {'name': name, **counts}, chr(10) + ''.join(written) + '  ')}\n"


class Form(Writer):
    """Writes one XML document; each suite has its counts, since those of all are known last."""

    def before(self) -> str:
        return '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="charter">\n'

    def piece(self, report: Report) -> str:
        return "".join(self.suites(report))

    def after(self, _: Exit) -> str:
        return "</testsuites>\n"

    def suites(self, report: Report) -> Iterator[str]:
        declaration = report.declaration
        path = self.view.relative(declaration.path)
        if declaration.problems:
            yield _suite(path, [self.problem(problem, path) for problem in declaration.problems])
        for assessment in report.assessments:
            cases = (self.case(finding, assessment, report, path) for finding in assessment.findings)
            yield _suite(f"{path} {assessment.charter.id}", cases)
        if report.notices:
            yield _suite(f"{path} notices", [self.problem(notice, path, "skipped") for notice in report.notices])

    def problem(self, problem: Problem, suite: str, kind: str = "error") -> tuple[str, str]:
        """Return a problem of a file as a test case with an error, or a notice as one that is skipped."""
        path, place = self.view.relative(problem.path), problem.place or Place(1, 1)
        said = phrases.problem(self.words, problem)
        text = _line(f"{path}:{place.line}:{place.column}: {said}")
        result = _element(kind, {"message": said, **({"type": problem.code} if kind == "error" else {})}, text)
        name = f"{problem.code} {phrases.dotted(problem.pointer)}"
        attributes = {"classname": suite, "name": name, "file": path, "line": place.line}
        return kind, _element("testcase", attributes, result)

    def case(self, finding: Finding, assessment: Assessment, report: Report, path: str) -> tuple[str, str]:
        """Return the kind of result that a finding is, and its test case."""
        requirement, (file, place) = finding.requirement, phrases.spot(finding, report.declaration)
        attributes = {
            "classname": f"{path}.{assessment.charter.id}",
            "name": f"{requirement.id} {requirement.slug}",
            "file": self.view.relative(file),
            "line": place.line,
        }
        kind, result = self.result(finding, assessment, report, path)
        return kind, _element("testcase", attributes, result)

    def result(self, finding: Finding, assessment: Assessment, report: Report, path: str) -> tuple[str, str]:
        if finding.outcome is Outcome.MET:
            return "met", ""
        words = self.words
        outcome, level = phrases.outcome(words, finding), words(f"level.{finding.requirement.level}")
        told = f"{outcome} ({level}){words('colon')}"
        text = "".join(f"{_line(line)}\n" for line in self.text(finding, assessment, report.declaration, path))
        if report.gate.stops(finding):
            message = told + words.text(finding.requirement.title)
            return "failure", _element("failure", {"message": message, "type": finding.outcome}, f"\n{text}")
        message = told + (phrases.waived(words, finding, report) or phrases.reason(words, finding, assessment))
        return "skipped", _element("skipped", {"message": message}, f"\n{text}" if text else "")

    def text(self, finding: Finding, assessment: Assessment, declaration: Declaration, path: str) -> Iterator[str]:
        """Yield what somebody needs to close a finding: where it fails and why, how to close it, and its source."""
        if finding.outcome not in (*OPEN, Outcome.WAIVED):
            return
        words, requirement = self.words, finding.requirement
        yield words.text(requirement.title)
        for one in finding.gaps:
            where = self.place(declaration, one, path) if one.pointer else words("outcome.gap")
            yield f"{where}{words('colon')}{phrases.cause(words, one)}"
        if finding.stale and finding.outcome is not Outcome.NEEDS_REVIEW:
            yield phrases.stale(words, finding.stale)
        for one in phrases.why(finding):
            value = phrases.shown(one.declared)
            yield f"{self.place(declaration, one, path)} = {value} ({words('why')})"
        missing = phrases.own_missing(finding, assessment) or finding.missing
        if missing:
            named = ", ".join(phrases.to_declare(pointer, declaration) for pointer in missing)
            yield f"{words('missing')} {named}"
        if finding.outcome is Outcome.NEEDS_REVIEW:
            yield f"{words('judgement')} {phrases.reason(words, finding, assessment)}"
        else:
            yield f"{words('remedy')} {words.text(requirement.remedy)}"
        yield f"{words('source.label')} {phrases.source(words, requirement, assessment.charter)}"

    def place(self, declaration: Declaration, given: Cause, path: str) -> str:
        line, column = declaration.document.place(given.pointer) if declaration.document else Place(1, 1)
        return f"{path}:{line}:{column} {phrases.dotted(given.pointer)}".rstrip()
