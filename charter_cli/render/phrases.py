"""Sentences from keys: what a cause, a problem, a condition and a place in a source are called in a language.

Shared by all formats, so that a gap reads the same in each of them.
"""

import json
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from charter_cli.model.charter import Body, Charter, Principle, Requirement
from charter_cli.model.condition import ALWAYS, AllOf, AnyOf, Condition, Fact, Not, facts_of
from charter_cli.model.declaration import Decision, Declaration, Problem, parts_of
from charter_cli.model.report import Assessment, Cause, Finding, Report, Verdict, Wait, bounds
from charter_cli.render.escape import one_line
from charter_cli.resources import folder
from charter_cli.words import Words

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
        text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= longest else text[: longest - 1] + "…"


def listed(values: Iterable[object]) -> str:
    """Write values one after the other; of very many, the first."""
    texts = [shown(value) for value in values]
    return ", ".join(texts if len(texts) <= MOST_VALUES else [*texts[: MOST_VALUES // 2], "…"])


def cause(words: Words, given: Cause) -> str:
    """Say what stands against a requirement at one place."""
    params = {
        name: shown(value) if not isinstance(value, list) else listed(value) for name, value in given.params.items()
    }
    params["declared"] = shown(given.declared)
    asked = given.params.get("asked")
    key = given.keyword
    if key == "contains" and _others(asked):
        key, params["asked"] = "contains.other", listed(_others(asked))
    elif key in ("contains", "not", "anyOf", "oneOf", "items"):
        options = _options(asked)
        key = f"{key}.options" if options else key
        params["asked"] = listed(options)
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


def _options(asked: object) -> list[object]:
    """Return the values that a schema lists, if it does nothing else."""
    if isinstance(asked, Mapping) and isinstance(asked.get("enum"), list):
        return list(asked["enum"])
    if isinstance(asked, Mapping) and "const" in asked:
        return [asked["const"]]
    return []


def _others(asked: object) -> list[object]:
    """Return the values that a schema shuts out, if it does nothing else."""
    return _options(asked["not"]) if isinstance(asked, Mapping) and set(asked) == {"not"} else []


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
        name: listed(value) if isinstance(value, list) and name == "options" else shown(value)
        for name, value in params.items()
    }
    if given.code == "wrong-type":
        params["expected"] = types(words, given.params["expected"])
    sentence = words(f"problem.{given.code}", **params)
    if suggestion:
        return f"{sentence} {words('suggestion', suggestion=suggestion)}"
    return f"{sentence} {words('options', options=params['options'])}" if options else sentence


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


def stale(words: Words, given: Decision) -> str:
    """Say that a decision does not count any more."""
    answer = words(f"answer.{given.answer}")
    return words("decision.stale", date=given.date, body=given.body, answer=answer)


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


def values(pointer: str) -> tuple[str, ...]:
    """Return the values that a fact can have, where its vocabulary is closed and short enough to be shown."""
    node, definitions = _form(), _form()["$defs"]
    for part in parts_of(pointer):
        node = node.get("properties", {}).get(part) or node.get("items") or node.get("additionalProperties") or {}
        node = definitions.get(str(node.get("$ref", "")).rpartition("/")[2], node) if isinstance(node, dict) else {}
    items = node.get("items", {})
    found = definitions.get(str(items.get("$ref", "")).rpartition("/")[2], node) if isinstance(items, dict) else node
    if found.get("type") == "boolean":
        return ("true", "false")
    options = tuple(map(str, found.get("enum", ())))
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
    requirement, outcome = finding.requirement, finding.outcome
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
    return "; ".join(named_cause(words, one) for one in finding.gaps)


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


def condition(words: Words, given: Condition, depth: int = 0) -> list[tuple[int, str]]:
    """Put a condition into words: lines with their depth."""
    match given:
        case Fact():
            return [(depth, line) for line in _fact(words, given)]
        case Not(part):
            return [(depth, words("condition.not")), *condition(words, part, depth + 1)]
        case AnyOf(parts):
            return [(depth, words("condition.any")), *_branches(words, parts, depth + 1)]
        case AllOf(parts):
            return [line for part in parts for line in condition(words, part, depth)]


def _branches(words: Words, parts: Iterable[Condition], depth: int) -> list[tuple[int, str]]:
    lines: list[tuple[int, str]] = []
    for part in parts:
        if isinstance(part, AllOf):
            lines += [(depth, words("condition.all")), *condition(words, part, depth + 1)]
        else:
            lines += condition(words, part, depth)
    return lines


def _fact(words: Words, fact: Fact) -> list[str]:
    """Say what a leaf asks, one sentence for each keyword."""
    name = dotted(fact.pointer)
    return [words("condition.fact", name=name, asked=_asked(words, key, value)) for key, value in fact.leaf.items()]


def _asked(words: Words, keyword: str, asked: Any) -> str:  # noqa: PLR0911 (a schema's value; one sentence each)
    options = _options(asked)
    if keyword == "enum" and isinstance(asked, list):
        return words("asked.enum", asked=" | ".join(map(str, asked)))
    if keyword == "contains" and _others(asked):
        return words("asked.contains.other", asked=" | ".join(map(str, _others(asked))))
    if keyword in ("contains", "not", "items") and options:
        return words(f"asked.{keyword}.options", asked=" | ".join(map(str, options)))
    if keyword in ("minLength", "minItems", "maxItems") and asked == 1:
        return words(f"asked.{keyword}.one")
    if keyword == "format":
        return words(f"asked.format.{asked}")
    if keyword == "type":
        return words("asked.type", asked=types(words, asked))
    if keyword == "maxAge" and str(asked).startswith("/"):
        return words("asked.maxAge.pointer", asked=dotted(asked))
    if keyword in ("notAfter", "before"):
        limits = asked if isinstance(asked, list) else [asked]
        return words("and").join(_limit(words, keyword, limit) for limit in limits)
    if keyword == "evidence":
        kinds, age = (asked["kinds"], asked.get("maxAge")) if isinstance(asked, Mapping) else (asked, None)
        named = " | ".join(map(str, kinds))
        sentence = words("asked.evidence", asked=named)
        return f"{sentence}, {words('asked.maxAge', asked=age)}" if age else sentence
    return words(f"asked.{keyword}", asked=listed(asked) if isinstance(asked, list) else shown(asked))


def _limit(words: Words, keyword: str, limit: str) -> str:
    if limit == "as-of":
        return words(f"asked.{keyword}.as-of")
    return words(f"asked.{keyword}.limit", asked=dotted(limit) if limit.startswith("/") else limit)


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


def body_of(charter: Charter, declaration: Declaration) -> Body | None:
    """Return the body of the charter's list that an organisation is, by its identifier or by a name in any language."""
    name = str(declaration.fact("/organisation/name") or "").casefold()
    for body in charter.bodies:
        names = {known.casefold() for known in (body.listed, *body.names.values())}
        if body.id == declaration.fact("/organisation/id") or name in names:
            return body
    return None


def listing(words: Words, charter: Charter, declaration: Declaration) -> str | None:
    """Say whether the organisation is on the charter's list, and under which identifier, if one is declared."""
    body = body_of(charter, declaration)
    if not charter.bodies or not (declaration.fact("/organisation/id") or declaration.fact("/organisation/name")):
        return None
    if body is None:
        return words("listed.no", count=len(charter.bodies))
    return words("listed.yes", name=body.names.get(words.language) or body.listed, id=body.id)


def has_when(requirement: Requirement) -> bool:
    """Tell whether a requirement has a condition of its own."""
    return requirement.when != ALWAYS
