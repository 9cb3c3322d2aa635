"""SARIF 2.1.0, for code scanning and other tools that gather findings of many checkers.

One run: each requirement that was judged is a rule, and each finding that asks somebody to do something, or that
somebody waived, is a result. What is met, does not apply or lies ahead is no result: it would be an alert where code is
scanned, since GitHub looks at no kind. Notifications and the exit code come after the results, since they are known
last; a thousand reports are never held together. There is no `automationDetails`: it would outrank the category that a
pipeline chooses when it uploads.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePath
from urllib.parse import quote

from charter_cli import __version__
from charter_cli.model.charter import Charter, Level, Requirement
from charter_cli.model.declaration import Problem
from charter_cli.model.report import Assessment, Exit, Finding, Outcome, Report
from charter_cli.render import Separated, View, phrases
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
}
"""The outcomes that are told as results."""
LINE_ENDS = ["\r\n", "\n", "\r", "\u0085", "\u2028", "\u2029"]
"""What ends a line in YAML as we read it."""

Json = dict[str, object]
_dumped = json.JSONEncoder(ensure_ascii=False).encode


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


class Form(Separated):
    """Writes one SARIF log with one run, and gathers what is told after the results."""

    separator = ",\n"

    def __init__(self, view: View, charters: Sequence[Charter]) -> None:
        super().__init__(view, charters)
        asked = [(charter, requirement) for charter in charters for requirement in charter.requirements()]
        self.numbers = {(charter.id, requirement.id): number for number, (charter, requirement) in enumerate(asked)}
        self.names = list(_names(asked))
        self.notifications: list[Json] = []

    def before(self) -> str:
        head = {"columnKind": "unicodeCodePoints", "newlineSequences": LINE_ENDS, "language": self.words.language}
        return f'{{"$schema": "{SCHEMA}", "version": "2.1.0", "runs": [{{{_dumped(head)[1:-1]}, "results": [\n'

    def piece(self, report: Report) -> tuple[str, list[Json]]:
        """Return the results of one report, and its problems and notices as notifications."""
        problems = [self.notification(problem, "error") for problem in report.declaration.problems]
        levels = ["note" if phrases.is_note(notice) else "warning" for notice in report.notices]
        notices = map(self.notification, report.notices, levels)
        return ",\n".join(map(_dumped, self.results(report))), [*problems, *notices]

    def joined(self, piece: tuple[str, list[Json]]) -> str:  # type: ignore[override]
        results, notifications = piece
        self.notifications += notifications
        return super().joined(results)

    def after(self, worst: Exit) -> str:
        invocation: Json = {
            "executionSuccessful": all(one["level"] != "error" for one in self.notifications),
            "exitCode": worst.value,
            "toolExecutionNotifications": self.notifications,
        }
        driver: Json = {
            "name": "charter",
            "version": __version__,
            "language": self.words.language,
            "rules": list(self.rules()),
        }
        tail = {"tool": {"driver": driver}, "invocations": [invocation]}
        return f"\n], {_dumped(tail)[1:-1]}}}]}}\n"

    def results(self, report: Report) -> Iterator[Json]:
        told_with, places = once(report).told_with, _Places(report, self.view)
        for assessment in report.assessments:
            for finding in assessment.of(*KINDS):
                kept = told_with.get((assessment.charter.id, finding.requirement.id))
                properties = {"outcome": finding.outcome.value, "project": report.declaration.fact("/project/id")}
                if kept:
                    properties["toldWith"] = "/".join(kept)
                result = self.result(finding, assessment, places, report)
                if report.compared:
                    result["baselineState"] = "unchanged" if finding.known else "new"
                yield {**result, "properties": properties}

    def result(self, finding: Finding, assessment: Assessment, places: "_Places", report: Report) -> Json:
        number = self.numbers[assessment.charter.id, finding.requirement.id]
        kind = KINDS[finding.outcome]
        pointer = phrases.primary(finding)
        return {
            "ruleId": self.names[number],
            "ruleIndex": number,
            "kind": kind,
            "level": LEVELS[finding.requirement.level] if kind == "fail" else "none",
            "message": {"text": self.message(finding, assessment)},
            "locations": [self.spot(finding) or places.location(pointer)],
            "relatedLocations": self.related(finding, pointer, places),
            "partialFingerprints": {"charterFinding/v1": finding.fingerprint},
            # All results of a run have this list, or none has it; waivers of later files are not known yet.
            "suppressions": list(self.suppressions(finding, report)),
        }

    def spot(self, finding: Finding) -> Json | None:
        """Return the place of the decision that stands against a requirement, where that is what does."""
        if finding.refuted_at is None:
            return None
        path, place = finding.refuted_at
        region = {"startLine": place.line, "startColumn": place.column}
        return {"physicalLocation": {"artifactLocation": artifact(path, self.view), "region": region}}

    def suppressions(self, finding: Finding, report: Report) -> Iterator[Json]:
        """Yield the waivers of a finding."""
        for facts in phrases.waivers(self.words, finding, report):
            said = " · ".join(f"{label} {text}" for label, text in facts)
            yield {"kind": "external", "status": "accepted", "justification": plain(said)}

    def message(self, finding: Finding, assessment: Assessment) -> str:
        """Say what becomes of a requirement, what stands against it or is missing, and how to close it."""
        words, requirement = self.words, finding.requirement
        colon = words("colon")
        lines = [f"{phrases.outcome(words, finding)}{colon}{words.text(requirement.title)}"]
        if KINDS[finding.outcome] == "fail":
            lines += [phrases.named_cause(words, one) for one in finding.gaps]
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
        """Return the further places of a finding: what else stands against it, and why it applies."""
        words = self.words
        told = [(one, phrases.cause(words, one)) for one in finding.gaps if one.pointer != shown and one.keyword]
        told += [(one, f"{phrases.dotted(one.pointer)}{words('colon')}{words('why')}") for one in phrases.why(finding)]
        return [
            {"id": number, **places.location(one.pointer), "message": {"text": plain(text)}}
            for number, (one, text) in enumerate(((one, text) for one, text in told if one.pointer), 1)
        ]

    def rules(self) -> Iterator[Json]:
        """Yield a rule for each requirement that was judged, in the order of their numbers."""
        asked = ((charter, requirement) for charter in self.charters for requirement in charter.requirements())
        for name, (charter, requirement) in zip(self.names, asked, strict=True):
            yield _rule(name, requirement, charter, self.words) | {"help": self.help(requirement, charter)}

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

    def notification(self, problem: Problem, level: str) -> Json:
        """Return what is wrong with a file, or a notice, and where."""
        physical: Json = {"artifactLocation": artifact(problem.path, self.view)}
        if problem.place:
            physical["region"] = {"startLine": problem.place.line, "startColumn": problem.place.column}
        return {
            "descriptor": {"id": problem.code},
            "level": level,
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


def _names(asked: Iterable[tuple[Charter, Requirement]]) -> Iterator[str]:
    """Yield the names of rules: their identifiers, with their charter where two charters of one's own use the same."""
    used = set[str]()
    for charter, requirement in asked:
        yield f"{charter.id}/{requirement.id}" if requirement.id in used else requirement.id
        used.add(requirement.id)


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
