"""SARIF 2.1.0, for code scanning and other tools that gather findings of many checkers.

One run: each requirement is a rule, listed once, and each finding is a result. Rules, notifications and the exit code
come after the results, since they are known last; a thousand reports are never held together.

Only a gap and a missing fact fail; the other outcomes have the kinds that SARIF has for them, and no level. What is
upcoming is `informational`: it was judged, and is no problem on this day. There is no `automationDetails`: it would
outrank the category that a pipeline chooses when it uploads.
"""

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import PurePath
from urllib.parse import quote

from charter_cli import __version__
from charter_cli.model.charter import Charter, Level, Requirement
from charter_cli.model.declaration import Problem
from charter_cli.model.report import Assessment, Exit, Finding, Outcome, Report
from charter_cli.render import View, phrases
from charter_cli.render.escape import markdown, one_line
from charter_cli.render.extent import Extent, extent
from charter_cli.render.once import once
from charter_cli.words import Words

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS = {Level.MUST: "error", Level.SHOULD: "warning", Level.MAY: "note"}
KINDS = {
    Outcome.GAP: "fail",
    Outcome.UNDECLARED: "fail",
    Outcome.WAIVED: "fail",
    Outcome.NEEDS_REVIEW: "review",
    Outcome.UPCOMING: "informational",
    Outcome.MET: "pass",
    Outcome.NOT_APPLICABLE: "notApplicable",
}
LINE_ENDS = ["\r\n", "\n", "\r", "\u0085", "\u2028", "\u2029"]
"""What ends a line in YAML as we read it."""

Json = dict[str, object]
_dumped = json.JSONEncoder(ensure_ascii=False).encode


def render(reports: Iterable[Report], view: View) -> Iterator[str]:
    """Yield one SARIF log with one run."""
    writer, worst, separator = _Writer(view), Exit.OK, "\n"
    head = {"columnKind": "unicodeCodePoints", "newlineSequences": LINE_ENDS, "language": view.words.language}
    yield f'{{"$schema": "{SCHEMA}", "version": "2.1.0", "runs": [{{{_dumped(head)[1:-1]}, "results": ['
    for report in reports:
        worst = max(worst, report.exit)
        results = ",\n".join(map(_dumped, writer.results(report)))
        yield separator + results if results else ""
        separator = ",\n" if results else separator
    invocation: Json = {
        "executionSuccessful": not writer.notifications,
        "exitCode": worst.value,
        "toolExecutionNotifications": writer.notifications,
    }
    driver: Json = {
        "name": "charter",
        "version": __version__,
        "language": view.words.language,
        "rules": writer.rules,
    }
    tail = {"tool": {"driver": driver}, "invocations": [invocation]}
    yield f"\n], {_dumped(tail)[1:-1]}}}]}}\n"


def artifact(path: str, view: View) -> Json:
    """Return where a file lies: relative to where the command runs, unless it was named absolutely and lies outside."""
    name, pure = view.relative(path), PurePath(path)
    if pure.is_absolute() and (name.startswith("../") or PurePath(name).is_absolute()):
        posix = pure.as_posix()
        return {"uri": "file://" + quote(posix if posix.startswith("/") else f"/{posix}", safe="/:", errors=_BYTES)}
    return {"uri": quote(name, safe="/", errors=_BYTES), "uriBaseId": "%SRCROOT%"}


_BYTES = "surrogateescape"
"""How names of files that are no text come in, and go out again."""


def plain(text: str) -> str:
    """Return text on one line in which nothing is a link; SARIF reads `[text](address)` as one."""
    return one_line(text).replace("](", "\\](")


class _Writer:
    """Makes results, and gathers what is told after them: rules and notifications."""

    def __init__(self, view: View) -> None:
        self.view, self.words = view, view.words
        self.rules: list[Json] = []
        self.numbers: dict[tuple[str, str], int] = {}
        self.names: set[str] = set()
        self.notifications: list[Json] = []

    def results(self, report: Report) -> Iterator[Json]:
        """Yield the results of one report; its problems become notifications."""
        self.notifications += [self.notification(problem) for problem in report.declaration.problems]
        told_with, places = once(report).told_with, _Places(report, self.view)
        for assessment in report.assessments:
            for finding in assessment.findings:
                kept = told_with.get((assessment.charter.id, finding.requirement.id))
                properties = {"outcome": finding.outcome.value, "project": report.declaration.fact("/project/id")}
                if kept:
                    properties["toldWith"] = "/".join(kept)
                yield {**self.result(finding, assessment, places), "properties": properties}

    def result(self, finding: Finding, assessment: Assessment, places: "_Places") -> Json:
        number = self.rule(finding.requirement, assessment.charter)
        kind = KINDS[finding.outcome]
        pointer = phrases.primary(finding)
        waived = finding.outcome is Outcome.WAIVED
        return {
            "ruleId": self.rules[number]["id"],
            "ruleIndex": number,
            "kind": kind,
            "level": LEVELS[finding.requirement.level] if kind == "fail" else "none",
            "message": {"text": self.message(finding, assessment)},
            "locations": [places.location(pointer)],
            "relatedLocations": self.related(finding, pointer, places),
            "partialFingerprints": {"charterFinding/v1": finding.fingerprint},
            # All results of a run have this list, or none has it; waivers of later files are not known yet.
            "suppressions": [{"kind": "external", "status": "accepted"}] if waived else [],
        }

    def message(self, finding: Finding, assessment: Assessment) -> str:
        """Say what becomes of a requirement, what stands against it or is missing, and how to close it."""
        words, requirement = self.words, finding.requirement
        colon = words("colon")
        lines = [f"{words.label(f'outcome.{finding.outcome}')} {words.text(requirement.title)}"]
        if finding.upcoming:
            lines.append(phrases.wait(words, finding.upcoming))
        if KINDS[finding.outcome] in ("fail", "informational"):
            lines += [f"{phrases.dotted(one.pointer)}{colon}{phrases.cause(words, one)}" for one in finding.gaps]
            missing = phrases.own_missing(finding, assessment) or finding.missing
            names = [f"{phrases.dotted(one)}{colon}{phrases.question(words, one)}" for one in missing]
            lines += [f"{words('missing')} {name}" for name in names]
        if finding.outcome is Outcome.NEEDS_REVIEW and requirement.judgement:
            lines.append(words.text(requirement.judgement))
        if finding.stale:
            lines.append(phrases.stale(words, finding.stale))
        if KINDS[finding.outcome] == "fail":
            lines.append(f"{words('remedy')} {words.text(requirement.remedy)}")
        return "\n".join(map(plain, lines))

    def related(self, finding: Finding, shown: str, places: "_Places") -> list[Json]:
        """Return the further places of a finding: what else stands against it, and why it applies or does not."""
        words = self.words
        switched_off = finding.outcome is Outcome.NOT_APPLICABLE
        reason = words("switched-off" if switched_off else "why")
        causes = finding.because if switched_off else phrases.why(finding)
        told = [(one, phrases.cause(words, one)) for one in finding.gaps if one.pointer != shown and one.keyword]
        told += [(one, f"{phrases.dotted(one.pointer)}{words('colon')}{reason}") for one in causes]
        return [
            {"id": number, **places.location(one.pointer), "message": {"text": plain(text)}}
            for number, (one, text) in enumerate(((one, text) for one, text in told if one.pointer), 1)
        ]

    def rule(self, requirement: Requirement, charter: Charter) -> int:
        """Return the number of a requirement among the rules, where it is listed when it is first met."""
        key = (charter.id, requirement.id)
        if key not in self.numbers:
            # Two charters of one's own may have used the same identifier.
            name = f"{charter.id}/{requirement.id}" if requirement.id in self.names else requirement.id
            self.names.add(name)
            self.numbers[key] = len(self.rules)
            self.rules.append(_rule(name, requirement, charter, self.words) | {"help": self.help(requirement, charter)})
        return self.numbers[key]

    def help(self, requirement: Requirement, charter: Charter) -> Json:
        """Return the help of a rule: why it is asked, how to close a gap, where it stands, and an example."""
        words = self.words
        because, remedy = words.text(requirement.because), words.text(requirement.remedy)
        source = phrases.source(words, requirement, charter)
        told = ((words("remedy"), remedy), (words("source.label"), source))
        example = words.label("explain.example")
        text = "\n\n".join([one_line(because), *(f"{label} {one_line(said)}" for label, said in told)])
        rich = "\n\n".join([markdown(because), *(f"**{label}** {markdown(said)}" for label, said in told)])
        written = requirement.example.strip("\n")
        if not written.strip():
            return {"text": text, "markdown": rich}
        fence = "`" * max(3, max(map(len, re.findall("`+", written)), default=0) + 1)
        return {
            "text": f"{text}\n\n{example}\n\n{written}",
            "markdown": f"{rich}\n\n**{example}**\n\n{fence}yaml\n{written}\n{fence}",
        }

    def notification(self, problem: Problem) -> Json:
        """Return what is wrong with a file, and where."""
        physical: Json = {"artifactLocation": artifact(problem.path, self.view)}
        if problem.place:
            physical["region"] = {"startLine": problem.place.line, "startColumn": problem.place.column}
        return {
            "descriptor": {"id": problem.code},
            "level": "error",
            "message": {"text": plain(phrases.problem(self.words, problem))},
            "locations": [{"physicalLocation": physical}],
        }


class _Places:
    """The places of one declaration, each made once: the facts of the scope are asked for with every finding."""

    def __init__(self, report: Report, view: View) -> None:
        self.document = report.declaration.document
        self.file = artifact(report.declaration.path, view)
        self.made: dict[str, Json] = {}

    def location(self, pointer: str) -> Json:
        """Return the location of a fact; of one that is not declared, that of its nearest parent's key."""
        if pointer not in self.made:
            reach = extent(self.document, pointer) if self.document else Extent(1, 1, 1)
            region = {"startLine": reach.line, "startColumn": reach.column}
            region |= {"endLine": reach.line, "endColumn": reach.end_column}
            location: Json = {"physicalLocation": {"artifactLocation": self.file, "region": region}}
            if pointer:
                location["logicalLocations"] = [{"fullyQualifiedName": pointer, "kind": "property"}]
            self.made[pointer] = location
        return self.made[pointer]


def _rule(name: str, requirement: Requirement, charter: Charter, words: Words) -> Json:
    rule: Json = {
        "id": name,
        "name": requirement.slug,
        "shortDescription": {"text": plain(words.text(requirement.title))},
        "fullDescription": {"text": plain(words.text(requirement.because))},
        "defaultConfiguration": {"level": LEVELS[requirement.level]},
        "properties": {
            "level": requirement.level.value,
            "basis": requirement.basis.value,
            "themes": list(requirement.themes),
            "principle": requirement.principle,
            "charter": charter.id,
            "tags": list(dict.fromkeys(requirement.themes)),
        },
    }
    addresses = (charter.references[one].url for one in requirement.cites.references if one in charter.references)
    address = next((address for address in addresses if address.startswith(("https://", "http://"))), None)
    return {**rule, "helpUri": address} if address else rule
