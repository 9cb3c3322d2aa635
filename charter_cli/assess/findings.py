"""One requirement and one declaration become one finding: the order in which outcomes are decided, and their trace."""

from typing import NamedTuple

from charter_cli.assess.conditions import Evaluate, Result, compile_condition, conjunction
from charter_cli.assess.decisions import Grounds, covering, decisions_on, open_conditions, refutation, stale
from charter_cli.assess.keywords import Context, pointers_asked
from charter_cli.model.charter import Charter, Requirement, Stage
from charter_cli.model.condition import Condition, facts_of
from charter_cli.model.declaration import Decision, Declaration
from charter_cli.model.digest import digest
from charter_cli.model.report import OPEN, Cause, Finding, Outcome, Wait


class Rule(NamedTuple):
    """A requirement, ready to be judged.

    `when` is the position of its condition among those of the charter; `pointers` are all that it looks at; `mark`
    names it in a run; `transition` holds the conditions under which it counts from a later day.
    """

    requirement: Requirement
    when: int
    require: Evaluate
    pointers: tuple[str, ...]
    mark: str
    transition: tuple[tuple[Evaluate, str], ...]


class Rules(NamedTuple):
    """A charter, ready to judge by: each `when` once, because requirements share them, and a rule per requirement."""

    charter: Charter
    scope: Evaluate
    whens: tuple[Evaluate, ...]
    rules: tuple[Rule, ...]


def only(rules: Rules, requirement: str) -> Rules:
    """Return the rules cut down to one requirement. Raises ValueError when the charter does not have it."""
    (rule,) = (rule for rule in rules.rules if rule.requirement.id == requirement)
    return rules._replace(whens=(rules.whens[rule.when],), rules=(rule._replace(when=0),))


def compile_rules(charter: Charter) -> Rules:
    """Compile every requirement of a charter. Raises SchemaError for a condition outside of the dialect."""
    # By what is written: as values, 1 and true would be the same.
    conditions: dict[str, Condition] = {repr(one.when): one.when for one in charter.requirements()}
    positions = {written: position for position, written in enumerate(conditions)}
    return Rules(
        charter,
        compile_condition(charter.scope),
        tuple(compile_condition(condition) for condition in conditions.values()),
        tuple(_compile(one, charter, positions[repr(one.when)]) for one in charter.requirements()),
    )


def _compile(requirement: Requirement, charter: Charter, when: int) -> Rule:
    pointers = _pointers(requirement)
    require = compile_condition(requirement.require, trace=False)
    transition = tuple((compile_condition(one.when, trace=False), one.applies_from) for one in requirement.transition)
    return Rule(requirement, when, require, pointers, digest([charter.id, requirement.id, *pointers]), transition)


def _pointers(requirement: Requirement) -> tuple[str, ...]:
    """Return every pointer that a requirement looks at, each once."""
    found: dict[str, None] = {}
    for condition in (requirement.when, requirement.require):
        for fact in facts_of(condition):
            found[fact.pointer] = None
            found.update(dict.fromkeys(pointers_asked(fact.leaf)))
    return tuple(found)


class Subject(NamedTuple):
    """What is judged: a declaration, in its context, at its stage; the day and the project are written out once."""

    declaration: Declaration
    context: Context
    stage: Stage | None
    as_of: str
    project: object


def judge(rules: Rules, subject: Subject) -> tuple[Finding, ...]:
    """Return the finding of each requirement, in the order of the charter."""
    scope = rules.scope(subject.context)
    applies = [conjunction([scope, when(subject.context)]) for when in rules.whens]
    return tuple(_judge(rule, applies[rule.when], subject, rules.charter) for rule in rules.rules)


def _judge(rule: Rule, applies: Result, subject: Subject, charter: Charter) -> Finding:
    """Return the finding of one requirement. The outcomes are decided in the order in which they stand here."""
    requirement, as_of = rule.requirement, subject.as_of
    identity = f"{rule.mark} {subject.project}"
    if applies.truth is False:
        return Finding(requirement, Outcome.NOT_APPLICABLE, identity, applies.failing)
    if over := ended(requirement, as_of):
        return Finding(requirement, Outcome.NOT_APPLICABLE, identity, over)
    required = rule.require(subject.context)
    settled = required.truth and applies.truth and requirement.judgement is not None
    grounds = grounds_of(rule, subject.declaration, charter) if settled or subject.declaration.decisions else None
    decided = decisions_on(grounds) if grounds else ()
    decision = covering(decided, grounds, as_of) if settled and grounds and decided else None
    conditions = open_conditions(decision, as_of) if decision else ()
    against = refutation(decision, conditions, as_of) if decision else ()
    outcome = _outcome(applies, required, requirement, decision, against)
    wait = _wait(rule, subject, charter, outcome) if outcome in OPEN else None
    return Finding(
        requirement,
        Outcome.UPCOMING if wait else outcome,
        identity,
        because=applies.holding,
        gaps=against or required.failing,
        missing=_missing(outcome, applies, required),
        rests_on=grounds.digest if settled and grounds else None,
        decision=decision,
        stale=stale(decided, grounds, as_of) if grounds and decided and not decision else None,
        conditions=conditions,
        upcoming=wait,
    )


def ended(requirement: Requirement, as_of: str) -> tuple[Cause, ...]:
    """Return why a requirement applies no longer on a day; nothing where it does."""
    until = requirement.applies_until
    return (Cause("", "applies-until", None, {"date": until}),) if until is not None and as_of > until else ()


def grounds_of(rule: Rule, declaration: Declaration, charter: Charter) -> Grounds:
    """Return the facts that a judgement on this requirement rests on."""
    return Grounds(charter, rule.requirement, rule.pointers, declaration)


def _missing(outcome: Outcome, applies: Result, required: Result) -> tuple[str, ...]:
    """Return what would have to be declared: first what decides whether the requirement applies at all."""
    if outcome not in (Outcome.GAP, Outcome.UNDECLARED):
        return ()
    return tuple(dict.fromkeys((*applies.missing, *required.missing)))


def _outcome(
    applies: Result,
    required: Result,
    requirement: Requirement,
    decision: Decision | None,
    against: tuple[Cause, ...],
) -> Outcome:
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
    return Outcome.GAP if against else Outcome.MET


def _wait(rule: Rule, subject: Subject, charter: Charter, outcome: Outcome) -> Wait | None:
    """Return what the finding waits for: a day or a stage that lies ahead. Without a stage everything is due."""
    stage, requirement, applies_from = subject.stage, rule.requirement, first_day(rule, subject.context, charter)
    date = applies_from if subject.as_of < applies_from else None
    due = requirement.due if stage is not None and not stage.reaches(requirement.due) else None
    return Wait(due, date, outcome) if due or date else None


def first_day(rule: Rule, context: Context, charter: Charter) -> str:
    """Return the day from which a requirement counts: a later one only where transitional law is known to give it."""
    for when, day in rule.transition:
        if when(context).truth:
            return day
    return rule.requirement.applies_from or charter.applies_from
