"""Sentences from keys: what a cause, a problem, a condition and a place in a source are called in a language.

Shared by all formats, so that a gap reads the same in each of them.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

from charter_cli.model.charter import Charter, Principle, Requirement
from charter_cli.model.condition import ALWAYS, facts_of
from charter_cli.model.declaration import DecisionCondition, Declaration, Place, Problem, parts_of
from charter_cli.model.report import (
    Assessment,
    Cause,
    Change,
    Finding,
    Report,
    Stale,
    StaleReason,
    Verdict,
    Wait,
    bounds,
)
from charter_cli.model.waiver import Waiver
from charter_cli.render.escape import one_line
from charter_cli.resources import folder
from charter_cli.words import Words

NOTES = frozenset({"waiver-ends", "waiver-orphan", "baseline-fixed"})
LONGEST_VALUE = 72
MOST_VALUES = 12


def dotted(pointer: str) -> str:
    """Write a JSON Pointer as people write it: `data.sources[0].name`; `[*]` is every item."""
    name = ""
    for part in parts_of(pointer):
        if part.isdigit() or part == "*":
            name += f"[{part}]"
        else:
            name += f".{part}" if name else part
    return name


def shown(value: object, longest: int = LONGEST_VALUE) -> str:
    """Write a value as YAML does on one line, shortened in its middle of nowhere if it is long."""
    if isinstance(value, str):
        text = value
    elif isinstance(value, list) and all(isinstance(item, str) for item in value):
        text = f"[{', '.join(map(str, value))}]"
    else:
        text = json.dumps(value, ensure_ascii=False, default=str)  # settings can hold dates, which JSON does not know
    return text if len(text) <= longest else text[: longest - 1] + "…"


def listed(values: Iterable[object], told: Callable[[object], str] = shown) -> str:
    """Write values one after the other; of very many, the first."""
    texts = [told(value) for value in values]
    return ", ".join(texts if len(texts) <= MOST_VALUES else [*texts[: MOST_VALUES // 2], "…"])


def cause(words: Words, given: Cause, told: Callable[[object], str] = shown) -> str:
    """Say what stands against a requirement at one place; `told` writes its values."""
    if given.keyword.startswith("decision."):
        return words(f"gap.{given.keyword}", **given.params)
    params = {
        name: told(value) if not isinstance(value, list) else listed(value, told)
        for name, value in given.params.items()
    }
    params["declared"] = told(given.declared)
    asked = given.params.get("asked")
    key = given.keyword
    if key == "contains" and others_of(asked):
        key, params["asked"] = "contains.other", listed(others_of(asked), told)
    elif key in ("contains", "not", "anyOf", "oneOf", "items"):
        options = options_of(asked)
        key = f"{key}.options" if options else key
        params["asked"] = listed(options, told)
    if "others" in params:
        params["others"] = ", ".join(map(dotted, given.params["others"]))  # type: ignore[call-overload]
    if "other" in params:
        params["other"] = dotted(str(given.params["other"]))
    if key == "type":
        params["asked"] = types(words, asked)
    if key == "format":
        key = f"format.{asked}"
    if key in {"minItems", "minLength", "maxItems"}:
        key = f"{key}.one" if asked == 1 else f"{key}.other"
    return words(f"gap.{key}", **params)


def options_of(asked: object) -> list[object]:
    """Return the values that a schema lists, if it does nothing else."""
    if isinstance(asked, Mapping) and isinstance(asked.get("enum"), list):
        return list(asked["enum"])
    if isinstance(asked, Mapping) and "const" in asked:
        return [asked["const"]]
    return []


def others_of(asked: object) -> list[object]:
    """Return the values that a schema shuts out, if it does nothing else."""
    return options_of(asked["not"]) if isinstance(asked, Mapping) and set(asked) == {"not"} else []


def types(words: Words, names: object) -> str:
    """Say what kind of value is asked."""
    chosen = [names] if isinstance(names, str) else list(names)  # type: ignore[call-overload]
    return words("or").join(words(f"type.{name}") for name in chosen)


def located(words: Words, given: Problem) -> str:
    """Say what is wrong with a file on one line that begins with the place."""
    place = f":{given.place.line}:{given.place.column}" if given.place else ""
    return f"{one_line(given.path + place)}: {one_line(problem(words, given))}"


def problem(words: Words, given: Problem) -> str:
    """Say what is wrong with a file and, where it can be guessed, what was meant."""
    params = dict(given.params)
    suggestion, options = params.pop("suggestion", None), params.get("options")
    params = {
        name: listed(value) if isinstance(value, list) and name in ("options", "requirements") else shown(value)
        for name, value in params.items()
    }
    if "facts" in given.params:
        params["facts"] = listed(map(dotted, given.params["facts"]))  # type: ignore[call-overload]
    if "pointers" in params:
        params["pointers"] = ", ".join(map(dotted, given.params["pointers"]))  # type: ignore[call-overload]
    if given.code == "wrong-type":
        params["expected"] = types(words, given.params["expected"])
    sentence = words(f"problem.{given.code}", **params)
    if suggestion:
        return f"{sentence} {words('suggestion', suggestion=suggestion)}"
    return f"{sentence} {words('options', options=params['options'])}" if options else sentence


def outcome(words: Words, finding: Finding) -> str:
    """Name an outcome, with a mark where the baseline knows the finding."""
    name = words(f"outcome.{finding.outcome}")
    return f"{name}, {words('known')}" if finding.known else name


def is_note(notice: Problem) -> bool:
    """Tell whether a notice only says what can be tidied up, or what comes; the others say that something is wrong."""
    return notice.code in NOTES


def unusable(words: Words, declaration: Declaration) -> tuple[str, str]:
    """Say that a file has problems, and what to do: a declaration is not judged, entries of waivers do not hold."""
    path = one_line(declaration.path)
    if declaration.is_waivers:
        return words("waivers.unusable", path=path), words("waivers.next")
    return words("problems.title", path=path), words("problems.next")


def waivers(words: Words, finding: Finding, report: Report) -> list[list[tuple[str, str]]]:
    """Return what is to be said of each waiver of a finding: labels and texts."""
    return [_waiver(words, one, str(report.as_of)) for one in finding.waived.waivers] if finding.waived else []


def _waiver(words: Words, given: Waiver, as_of: str) -> list[tuple[str, str]]:
    decision = words("waiver.granted", decision=given.decision, granted=given.granted)
    renewed = f", {words.number('waiver.renewed', given.renewals)}" if given.renewals else ""
    return [
        (words("waiver.until"), words.number("waiver.left", given.days_left(as_of), date=given.expires)),
        *([(words("waiver.only"), one_line(dotted(given.pointer)))] if given.pointer else []),
        (words("waiver.reason"), one_line(given.reason)),
        (words("waiver.decision"), one_line(decision + renewed)),
        (words("waiver.owner"), one_line(given.owner)),
        (words("waiver.approver"), one_line(given.approver)),
    ]


def waived(words: Words, finding: Finding, report: Report) -> str:
    """Say on one line by which waivers a finding is waived; nothing of one that is not."""
    told = waivers(words, finding, report)
    return " · ".join(f"{label} {text}" for facts in told for label, text in facts)


def question(words: Words, pointer: str) -> str:
    """Return the question that declaring the value at `pointer` answers; items of lists share one question."""
    parts = parts_of(pointer)
    while parts:
        general = "/" + "/".join("*" if part.isdigit() else part for part in parts)
        if parts[0] == "evidence" and len(parts) > 1:
            general = "/".join(["/evidence/*", *parts[2:]])
        asked = words.get(f"field.{general}") or words.get(f"field.{general.removesuffix('/*')}")
        if asked:
            return asked
        parts.pop()
    return ""


def plain(words: Words, pointer: str) -> str:
    """Return the sentence that helps to answer the question at `pointer`; nothing where there is none."""
    return words.get(f"plain.field.{pointer}") or ""


def plain_value(words: Words, kind: str, value: str) -> str:
    """Return the sentence that helps to choose a value of a vocabulary; nothing where there is none."""
    return words.get(f"plain.value.{kind}.{value}") or ""


def primary(finding: Finding) -> str:
    """Return the pointer at which a finding is shown: where it fails, else what is missing, else why it applies."""
    for group in (finding.gaps, finding.because):
        pointers = [one.pointer for one in group if one.pointer]
        if group is finding.because and finding.missing:
            return finding.missing[0]
        if pointers:
            return pointers[0]
    return ""


def why(finding: Finding) -> tuple[Cause, ...]:
    """Return the facts that made a requirement apply: those of its own condition, else the first of the scope."""
    own = {fact.pointer for fact in facts_of(finding.requirement.when)}
    chosen = tuple(one for one in finding.because if one.pointer in own)
    return chosen or finding.because[:1]


def verdict(words: Words, assessment: Assessment) -> str:
    """Say what a verdict means, and what the source itself says of a system in operation that does not keep it."""
    meaning, said = words(f"verdict.{assessment.verdict}.text"), assessment.charter.not_kept
    return f"{meaning} {words.text(said)}" if said and assessment.verdict is Verdict.DO_NOT_USE else meaning


def stage(words: Words, report: Report) -> str:
    """Name the stage judged, and the declared one where an option put another in its place."""
    if report.stage is None:
        return words("stage.unknown")
    judged, declared = words(f"value.stage.{report.stage}"), report.declaration.fact("/project/stage")
    if declared == report.stage:
        return judged
    named = words(f"value.stage.{declared}") if declared else words("explain.not-declared")
    return words("stage.overridden", stage=judged, declared=named)


def stale(words: Words, given: Stale) -> str:
    """Say that a decision does not count any more, or not yet, and what changed since."""
    decision, reason = given.decision, str(given.reason)
    if given.reason is StaleReason.CHANGED and not given.changes:
        reason = "unrecorded"
    told = [change(words, one) for one in given.changes[:MOST_VALUES]]
    changes = ", ".join(told if len(told) == len(given.changes) else [*told, "…"])
    params = {"date": decision.date, "body": decision.body, "until": decision.valid_until, "changes": changes}
    return words(f"decision.stale.{reason}", answer=words(f"answer.{decision.answer}"), **params)


def change(words: Words, given: Change) -> str:
    """Say what a fact was when it was decided on, and what it is now."""
    if given.file:
        before, after = (str(value)[:12] if value else words("decision.no-file") for value in given[1:3])
        return words("decision.change.file", name=dotted(given.pointer), before=before, after=after)
    before, after = (words("explain.not-declared") if value is None else shown(value) for value in given[1:3])
    return words("decision.change", name=dotted(given.pointer), before=before, after=after)


def conditions(words: Words, finding: Finding) -> list[str]:
    """Say what the committee asks for, by whom and by when, and is not met yet."""
    return [condition_of(words, one) for one in finding.conditions]


def condition_of(words: Words, given: DecisionCondition) -> str:
    """Say one condition of a decision."""
    return words("decision.condition", text=one_line(given.text), owner=one_line(given.owner), due=given.due)


def rests_on(finding: Finding) -> list[str]:
    """Return the pointers to what a judgement rests on, each once."""
    requirement = finding.requirement
    asked = requirement.judgement_on or tuple(fact.pointer for fact in facts_of(requirement.require))
    return list(dict.fromkeys(pointer.split("/*")[0] for pointer in asked))


def judged_on(finding: Finding, declaration: Declaration) -> list[tuple[str, str]]:
    """Return the names and values of what is declared at the pointers that a judgement rests on."""
    declared = ((pointer, declaration.fact(pointer)) for pointer in rests_on(finding))
    return [(dotted(pointer), shown(value)) for pointer, value in declared if value is not None]


def spot(finding: Finding, declaration: Declaration) -> tuple[str, Place]:
    """Return the file and the place at which a finding is shown: the declaration, or a decision that is against it."""
    place = declaration.document.place(primary(finding)) if declaration.document else Place(1, 1)
    return finding.refuted_at or (declaration.path, place)


def to_declare(pointer: str, declaration: Declaration) -> str:
    """Name a fact that is not declared; for the digest of a file that was seen, with the line to write."""
    parts = parts_of(pointer)
    seen = declaration.sightings.get(parts[1]) if parts[0] == "evidence" and parts[-1] == "sha256" else None
    return f"{dotted(pointer)}: {seen.sha256}" if seen and seen.sha256 else dotted(pointer)


def scope_missing(assessment: Assessment) -> tuple[str, ...]:
    """Return what is not declared of the facts that decide whether the charter applies at all."""
    asked = {fact.pointer for fact in facts_of(assessment.charter.scope)}
    waiting = [finding.missing for finding in assessment.findings if finding.outcome != "not-applicable"]
    shared = waiting[0] if waiting else ()
    return tuple(pointer for pointer in shared if pointer in asked and all(pointer in one for one in waiting))


def own_missing(finding: Finding, assessment: Assessment) -> tuple[str, ...]:
    """Return what a requirement itself waits for: without the charter's scope, which is told once for all."""
    asked_for_all = set(scope_missing(assessment))
    requirement = finding.requirement
    own = {fact.pointer for part in (requirement.when, requirement.require) for fact in facts_of(part)}
    return tuple(pointer for pointer in finding.missing if pointer in own or pointer not in asked_for_all)


@cache
def _form() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((folder("schemas") / "declaration.schema.json").read_bytes())
    return loaded


@cache
def field(pointer: str) -> tuple[str, Mapping[str, Any]]:
    """Return what kind of value stands at `pointer`, or in the list there, and what the form says of it."""
    kind, node = "", _form()
    for part in parts_of(pointer):
        inner = node.get("properties", {}).get(part) or node.get("items") or node.get("additionalProperties")
        kind, node = _of_kind(inner)
    return _of_kind(node["items"]) if kind != "citation" and "items" in node else (kind, node)


def _of_kind(node: Any) -> tuple[str, dict[str, Any]]:
    if not isinstance(node, dict):
        return "", {}
    kind = str(node.get("$ref", "")).rpartition("/")[2]
    return kind, _form()["$defs"].get(kind, node)


def values(pointer: str) -> tuple[str, ...]:
    """Return the values that a fact can have, where its vocabulary is closed and short enough to be shown."""
    _, node = field(pointer)
    if node.get("type") == "boolean":
        return ("true", "false")
    options = tuple(map(str, node.get("enum", ())))
    return options if len(options) <= MOST_VALUES else ()


def asked(words: Words, pointer: str) -> str:
    """Return the question of a fact with the answers that are possible."""
    given = question(words, pointer)
    options = values(pointer)
    return f"{given} {words('options', options=', '.join(options))}" if options else given


def wait(words: Words, given: Wait) -> str:
    """Say from when an upcoming finding counts."""
    if given.stage is None:
        return words("upcoming.date", date=given.date)
    stage = words(f"value.stage.{given.stage}")
    return words("upcoming.both", date=given.date, stage=stage) if given.date else words("upcoming.stage", stage=stage)


def reason(words: Words, finding: Finding, assessment: Assessment) -> str:
    """Say on one line why a finding is not met; nothing of one that is."""
    requirement, outcome = finding.requirement, finding.waived.outcome if finding.waived else finding.outcome
    if finding.upcoming:
        return wait(words, finding.upcoming)
    if outcome == "needs-review":
        judgement = words.text(requirement.judgement or {})
        return f"{judgement} {stale(words, finding.stale)}" if finding.stale else judgement
    if outcome == "undeclared":
        return ", ".join(map(dotted, own_missing(finding, assessment) or finding.missing))
    if outcome == "not-applicable":
        return "; ".join(
            f"{dotted(one.pointer)} = {shown(one.declared)}" if one.pointer else cause(words, one)
            for one in finding.because
        )
    told = [named_cause(words, one) for one in finding.gaps]
    return "; ".join([*told, stale(words, finding.stale)] if finding.stale else told)


def named_cause(words: Words, given: Cause) -> str:
    """Say what stands against a requirement and where, for a format that shows no excerpt."""
    said = cause(words, given)
    return f"{dotted(given.pointer)}{words('colon')}{said}" if given.pointer else said


def source(words: Words, requirement: Requirement, charter: Charter) -> str:
    """Say where a requirement stands, and on what it rests; of law and texts, how far they were read."""
    cites = requirement.cites
    basis = words(f"basis.{requirement.basis}")
    if cites.clause is None:
        return f"{basis}{words('colon')}{'; '.join(cited(words, charter, name) for name in cites.references)}"
    clause = words(f"clause.{cites.clause}")
    return words("source", basis=basis, clause=clause, page=cites.page) if cites.page else f"{basis} ({clause})"


def unverified(words: Words, assessment: Assessment) -> tuple[str, ...]:
    """Name the texts that nobody has read yet and that requirements which apply, or may apply, rest on."""
    references = assessment.charter.references
    applying = [one.requirement for one in assessment.findings if one.outcome != "not-applicable"]
    names = dict.fromkeys(name for requirement in applying for name in requirement.cites.references)
    return tuple(
        words.text(references[name].title)
        for name in names
        if name in references and references[name].check == "unverified"
    )


def cited(words: Words, charter: Charter, name: str) -> str:
    """Name a law or text, with its check mark unless its text was read."""
    entry = charter.references.get(name)
    if entry is None:
        return name
    title = words.text(entry.title)
    return title if entry.check == "text" else f"{title} ({words(f'check.{entry.check}')})"


def reference(words: Words, charter: Charter, name: str) -> str:
    """Name a law or text that a requirement cites, with its day and its check mark."""
    entry = charter.references.get(name)
    if entry is None:
        return name
    parts = [words("reference.from", date=entry.applies_from)] if entry.applies_from else []
    if entry.note:
        parts.append(words.text(entry.note))
    parts.append(words(f"check.{entry.check}"))
    return f"{words.text(entry.title)} ({', '.join(parts)})"


def limits(words: Words, findings: tuple[Finding, ...]) -> str:
    """Write how many of some findings are met, as bounds, or that none of them counts."""
    least, most, total = bounds(findings)
    if not total:
        return words("summary.none")
    return words(f"summary.{bounds_key(least, most)}", least=least, most=most, total=total)


def heading(words: Words, principle: Principle) -> str:
    """Name a principle, with its number if it has one."""
    title = words.text(principle.title)
    return f"{principle.number}. {title}" if principle.number else title


def bounds_key(least: int, most: int) -> str:
    """Return the key for bounds that are one number, or two."""
    return "exact" if least == most else "bounds"


def has_when(requirement: Requirement) -> bool:
    """Tell whether a requirement has a condition of its own."""
    return requirement.when != ALWAYS
