"""Try a charter: judge its cases, then see which mutants of its rules they catch."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from charter_cli.assess.findings import Rules, Subject, compile_rules, grounds_of, judge, only
from charter_cli.assess.keywords import Context
from charter_cli.assess.mutation import Vocabulary, mutants, of_condition
from charter_cli.model.case import Case, CaseFile, Equivalent, Found, Mutant, Trial
from charter_cli.model.charter import Charter, Requirement, Stage
from charter_cli.model.condition import ALWAYS
from charter_cli.model.declaration import Decision, Declaration, Place
from charter_cli.model.report import Cause, Finding, Outcome


class Setting(NamedTuple):
    """A case with what is the same whatever the rule."""

    case: Case
    subject: Subject


def try_charter(charter: Charter, file: CaseFile, vocabulary: Vocabulary, *, with_mutants: bool = True) -> Trial:
    """Judge all cases and, if asked for, all mutants. Raises SchemaError for a condition outside of the dialect."""
    rules = compile_rules(charter)
    settings = [setting_of(case) for case in file.cases]
    failed = tuple((one.case, found) for one in settings if not (found := found_in(rules, one)).is_as_stated(one.case))
    tried = list(_tried(charter, rules, settings, vocabulary)) if with_mutants else []
    alive = [mutant for mutant, caught in tried if not caught]
    known = {(one.requirement, one.mutant): one for one in file.equivalent}
    explained = [mutant for mutant in alive if (mutant.requirement, mutant.name) in known]
    named = {(mutant.requirement, mutant.name) for mutant in explained}
    unused: tuple[Equivalent, ...] = tuple(one for key, one in known.items() if key not in named)
    return Trial(
        charter=charter.id,
        cases=len(file.cases),
        failed=failed,
        untested=tuple(_untested(charter, file.cases)),
        mutants=len(tried),
        survivors=tuple(mutant for mutant in alive if mutant not in explained),
        equivalent=tuple(explained),
        unused=unused if with_mutants else (),
    )


def setting_of(case: Case) -> Setting:
    """Prepare a case."""
    declaration, day = case.declaration, date.fromisoformat(case.as_of)
    declared = declaration.fact("/project/stage")
    stage = case.stage or (Stage(declared) if isinstance(declared, str) else None)
    context = Context(declaration.facts, day, declaration.sightings)
    return Setting(case, Subject(declaration, context, stage, case.as_of, declaration.fact("/project/id")))


def found_in(rules: Rules, setting: Setting) -> Found:
    """Return what becomes of a case."""
    finding = finding_of(rules, setting)
    return Found(finding.outcome, pointers(finding.gaps), finding.missing, pointers(finding.because))


def finding_of(rules: Rules, setting: Setting) -> Finding:
    """Judge a case, with the decision that it asks for."""
    case, subject = setting
    rules = only(rules, case.requirement)
    (rule,) = rules.rules
    if case.decided is not None:
        facts = grounds_of(rule, case.declaration, rules.charter).digest()
        subject = subject._replace(declaration=_decided(case, facts, rules.charter.id))
    (finding,) = judge(rules, subject)
    return finding


def _decided(case: Case, facts: str, charter: str) -> Declaration:
    """Return the declaration with a decision, made on the day judged, that rests on exactly its facts."""
    decision = Decision(
        charter=charter,
        requirement=case.requirement,
        body=charter,
        date=case.as_of,
        answer=case.decided or "",
        reason="",
        facts=facts,
        valid_until=None,
        path="",
        place=Place(1, 1),
    )
    return case.declaration._replace(decisions=(decision,))


def pointers(causes: Iterable[Cause]) -> tuple[str, ...]:
    """Return the distinct pointers of causes, in order; two branches of an `any` may stumble over the same fact."""
    return tuple(dict.fromkeys(cause.pointer for cause in causes))


def outcomes_needed(requirement: Requirement) -> tuple[Outcome, ...]:
    """Return the outcomes that the cases of a requirement have to show."""
    needed = [Outcome.MET, Outcome.GAP, Outcome.UNDECLARED]
    if requirement.judgement is not None:
        needed.append(Outcome.NEEDS_REVIEW)
    if requirement.when != ALWAYS:
        needed.append(Outcome.NOT_APPLICABLE)
    return tuple(needed)


def _untested(charter: Charter, cases: Sequence[Case]) -> Iterator[tuple[str, tuple[Outcome, ...]]]:
    shown: dict[str, set[Outcome]] = {}
    for case in cases:
        shown.setdefault(case.requirement, set()).add(case.outcome)
    for requirement in charter.requirements():
        gone = tuple(one for one in outcomes_needed(requirement) if one not in shown.get(requirement.id, set()))
        if gone:
            yield requirement.id, gone


def _tried(
    charter: Charter, rules: Rules, settings: Sequence[Setting], vocabulary: Vocabulary
) -> Iterator[tuple[Mutant, bool]]:
    """Yield every mutant of the charter and whether a case that holds for the rule fails for it."""
    by_requirement: dict[str, list[Setting]] = {}
    holding: Mapping[str, bool] = {one.case.id: found_in(rules, one).is_as_stated(one.case) for one in settings}
    for one in settings:
        if holding[one.case.id]:
            by_requirement.setdefault(one.case.requirement, []).append(one)
    for requirement in charter.requirements():
        for mutant, mutated in mutants(requirement, vocabulary):
            yield mutant, _caught(charter, (mutated,), by_requirement.get(requirement.id, []))
    every = [one for group in by_requirement.values() for one in group]
    requirements = tuple(charter.requirements())
    for change, condition in of_condition(charter.scope, vocabulary):
        caught = _caught(charter._replace(scope=condition), requirements, every)
        yield Mutant("scope", "scope", *change), caught


def _caught(charter: Charter, requirements: Sequence[Requirement], settings: Sequence[Setting]) -> bool:
    """Tell whether a case fails for these requirements."""
    principle = charter.principles[0]._replace(requirements=tuple(requirements))
    rules = compile_rules(charter._replace(principles=(principle,)))
    return any(not found_in(rules, one).is_as_stated(one.case) for one in settings)
