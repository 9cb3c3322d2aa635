"""One requirement and one declaration become one finding: the order in which outcomes are decided, and their trace."""

from typing import NamedTuple

from charter_cli.assess.conditions import Evaluate, Result, compile_condition, conjunction
from charter_cli.assess.keywords import Context, pointers_asked
from charter_cli.model.charter import Charter, Requirement, Stage
from charter_cli.model.condition import facts_of
from charter_cli.model.declaration import Decision, Declaration, pointer_of, value_at
from charter_cli.model.digest import digest
from charter_cli.model.report import Cause, Finding, Outcome, Wait

OPEN = (Outcome.GAP, Outcome.UNDECLARED, Outcome.NEEDS_REVIEW)
"""The outcomes that ask somebody to do something."""


class Rule(NamedTuple):
    """A requirement, ready to be judged: its compiled conditions, and every pointer that they look at."""

    requirement: Requirement
    when: Evaluate
    require: Evaluate
    pointers: tuple[str, ...]


def compile_rules(charter: Charter) -> tuple[Rule, ...]:
    """Compile every requirement of a charter. Raises SchemaError for a condition outside of the dialect."""
    return tuple(
        Rule(
            requirement,
            compile_condition(requirement.when),
            compile_condition(requirement.require),
            _pointers(requirement),
        )
        for requirement in charter.requirements()
    )


def _pointers(requirement: Requirement) -> tuple[str, ...]:
    """Return every pointer that a requirement looks at, each once."""
    found: dict[str, None] = {}
    for condition in (requirement.when, requirement.require):
        for fact in facts_of(condition):
            found[fact.pointer] = None
            found.update(dict.fromkeys(pointers_asked(fact.leaf)))
    return tuple(found)


class Subject(NamedTuple):
    """What is judged: a declaration against a charter, in its context, at its stage, within the charter's scope or not."""

    declaration: Declaration
    charter: Charter
    context: Context
    stage: Stage | None
    scope: Result


def judge(rule: Rule, subject: Subject) -> Finding:
    """Return the finding of one requirement. The outcomes are decided in the order in which they stand here."""
    declaration, charter, context, stage, scope = subject
    requirement = rule.requirement
    applies = conjunction([scope, rule.when(context)])
    as_of = context.as_of.isoformat()
    until = requirement.applies_until
    if applies.truth is False:
        return _finding(rule, declaration, charter, Outcome.NOT_APPLICABLE, because=applies.failing)
    if until is not None and as_of > until:
        ended = Cause("", "applies-until", None, {"date": until})
        return _finding(rule, declaration, charter, Outcome.NOT_APPLICABLE, because=(ended,))
    required = rule.require(context)
    decision = _decision(rule, declaration, charter, as_of) if requirement.judgement and required.truth else None
    outcome = _outcome(applies, required, requirement, decision)
    gaps = required.failing
    if outcome is Outcome.GAP and decision is not None:
        gaps = (Cause("", "decision.refused", None, {"body": decision.body, "date": decision.date}),)
    wait = _wait(requirement, charter, as_of, stage, outcome) if outcome in OPEN else None
    return _finding(
        rule,
        declaration,
        charter,
        Outcome.UPCOMING if wait else outcome,
        because=applies.holding,
        gaps=gaps,
        missing=_missing(outcome, applies, required),
        decision=decision,
        upcoming=wait,
    )


def _missing(outcome: Outcome, applies: Result, required: Result) -> tuple[str, ...]:
    """Return what would have to be declared: first what decides whether the requirement applies at all."""
    if outcome not in (Outcome.GAP, Outcome.UNDECLARED):
        return ()
    return tuple(dict.fromkeys((*applies.missing, *required.missing)))


def _outcome(applies: Result, required: Result, requirement: Requirement, decision: Decision | None) -> Outcome:
    """Return the outcome of a requirement that is not known not to apply.

    While it is not known to apply either, what it asks for may stand against it but cannot be met: else leaving out the
    fact that switches it off would turn not-applicable into met.
    """
    if required.truth is False:
        return Outcome.GAP
    if required.truth is None or applies.truth is None:
        return Outcome.UNDECLARED
    if requirement.judgement is None:
        return Outcome.MET
    if decision is None:
        return Outcome.NEEDS_REVIEW
    return Outcome.GAP if decision.answer == "refused" else Outcome.MET


def _wait(requirement: Requirement, charter: Charter, as_of: str, stage: Stage | None, outcome: Outcome) -> Wait | None:
    """Return what the finding waits for: a day or a stage that lies ahead. Without a stage everything is due."""
    applies_from = requirement.applies_from or charter.applies_from
    date = applies_from if as_of < applies_from else None
    due = requirement.due if stage is not None and not stage.reaches(requirement.due) else None
    return Wait(due, date, outcome) if due or date else None


def _decision(rule: Rule, declaration: Declaration, charter: Charter, as_of: str) -> Decision | None:
    """Return the last decision on this requirement that is valid on the day judged and rests on the same facts."""
    requirement = rule.requirement
    candidates = [
        decision
        for decision in declaration.decisions
        if decision.requirement == requirement.id
        and decision.charter == charter.id
        and decision.date <= as_of
        and (decision.valid_until is None or decision.valid_until >= as_of)
    ]
    if not candidates:
        return None
    facts = facts_digest(rule, declaration, charter)
    covering = [decision for decision in candidates if decision.facts == facts]
    return max(covering, key=lambda decision: decision.date, default=None)


def _finding(rule: Rule, declaration: Declaration, charter: Charter, outcome: Outcome, **traces: object) -> Finding:
    full = {"because": (), "gaps": (), "missing": (), **traces}
    judged = rule.requirement.judgement is not None and outcome is not Outcome.NOT_APPLICABLE
    return Finding(
        requirement=rule.requirement,
        outcome=outcome,
        fingerprint=_fingerprint(rule, declaration, charter),
        facts=facts_digest(rule, declaration, charter) if judged else "",
        **full,  # type: ignore[arg-type]
    )


def _fingerprint(rule: Rule, declaration: Declaration, charter: Charter) -> str:
    """Name a finding across runs: charter, requirement, project and pointers; never a line, a value or a date."""
    project = declaration.fact("/project/id")
    return digest([charter.id, rule.requirement.id, project, *rule.pointers]).removeprefix("sha256:")[:32]


def facts_digest(rule: Rule, declaration: Declaration, charter: Charter) -> str:
    """Return the digest of all facts that a requirement's judgement rests on, the documents cited included.

    A decision names it, and covers the judgement only as long as it stays the same.
    """
    facts: dict[str, object] = {}
    for pointer in rule.requirement.judgement_on or rule.pointers:
        value = value_at(declaration.facts, pointer.split("/*")[0])
        facts[pointer] = value
        for name in value if isinstance(value, list) else [value]:
            if isinstance(name, str) and (entry := value_at(declaration.facts, pointer_of(["evidence", name]))):
                seen = declaration.sightings.get(name)
                facts[f"/evidence/{name}"] = [entry, seen.sha256 if seen else None]
    return digest([charter.id, rule.requirement.id, facts])
