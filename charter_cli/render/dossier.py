"""What a committee reads first, and what it is asked: the decision, the gravest gaps, what changed, the questions."""

from collections.abc import Iterator, Mapping, Sequence

from charter_cli.model.charter import Level, Stage
from charter_cli.model.declaration import parts_of
from charter_cli.model.report import Assessment, Finding, Outcome, Verdict
from charter_cli.render import phrases
from charter_cli.render.once import Name
from charter_cli.render.scene import Data, Scene

GRAVEST = 3
MANY = 8
"""So many answers that an earlier question quotes are not quoted once more."""

Placed = tuple[Assessment, Finding]


def name_of(assessment: Assessment, finding: Finding) -> Name:
    """Return the name by which a finding is known among all charters."""
    return assessment.charter.id, finding.requirement.id


def told(scene: Scene, *outcomes: Outcome) -> list[Placed]:
    """Return the findings with one of these outcomes that are told in their own place, the gravest first.

    First by level, then by the stage at which they are due, then by how many charters ask the same.
    """
    found = [
        (assessment, finding)
        for assessment in scene.report.assessments
        for finding in assessment.findings
        if finding.outcome in outcomes and scene.told.tells(assessment, finding)
    ]
    return sorted(found, key=lambda one: _gravity(scene, *one))


def _gravity(scene: Scene, assessment: Assessment, finding: Finding) -> tuple[int, int, int]:
    requirement, others = finding.requirement, scene.told.others.get(name_of(assessment, finding), ())
    return requirement.level.rank, list(Stage).index(requirement.due), -len(others)


def ahead(scene: Scene) -> list[Placed]:
    """Return what counts only later, first what counts first; what waits for a stage comes before what has a day."""
    return sorted(told(scene, Outcome.UPCOMING), key=lambda one: (one[1].upcoming and one[1].upcoming.date) or "")


def first(scene: Scene, findings: Mapping[Name, Data]) -> Data:
    """Return what stands on the first page."""
    report, words = scene.report, scene.view.words
    gaps = told(scene, Outcome.GAP)
    missing = told(scene, Outcome.UNDECLARED)
    reviews = told(scene, Outcome.NEEDS_REVIEW)
    stage = str(report.stage) if report.stage else "unknown"
    binding = sum(finding.requirement.level is Level.MUST for _, finding in (*gaps, *missing))
    may = f"committee.{'use' if stage in ('operation', 'retired') else 'may'}.{report.verdict}"
    return {
        "decision": words(f"committee.decision.{stage}"),
        "questions": words.number("committee.questions", len(reviews)) if reviews else words("report.asked.none"),
        "may": words.number(may, binding) if words.get(f"{may}.one") else words(may),
        "later": _later(scene),
        "verdict": {"key": report.verdict.value, "name": words(f"verdict.{report.verdict}"), "text": _verdict(scene)},
        "not_kept": [
            {"charter": words.text(one.charter.title), "text": words.text(one.charter.not_kept)}
            for one in report.assessments
            if one.charter.not_kept and one.verdict is not Verdict.OUT_OF_SCOPE
        ],
        "gravest": [findings[name_of(*one)] for one in gaps[:GRAVEST]],
        "gaps": words.number("committee.gaps", len(gaps)) if len(gaps) > GRAVEST else None,
        "missing": words.number("committee.missing", len(missing)) if missing else None,
        "changed": _changed(scene, findings),
    }


def _verdict(scene: Scene) -> str:
    """Say what the verdict of the whole means; with one charter, what that charter says of it, too."""
    assessments, words = scene.report.assessments, scene.view.words
    if len(assessments) == 1:
        return phrases.verdict(words, assessments[0])
    meaning = words(f"verdict.{scene.report.verdict}.text")
    return meaning if len({one.verdict for one in assessments}) == 1 else f"{meaning} {words('committee.worst')}"


def _later(scene: Scene) -> str | None:
    """Say how many requirements count only later, where the next stage or a day lies ahead."""
    ahead = sum(finding.outcome is Outcome.UPCOMING for one in scene.report.assessments for finding in one.findings)
    return scene.view.words.number("committee.later", ahead) if ahead else None


def _changed(scene: Scene, findings: Mapping[Name, Data]) -> Data:
    """Return the decisions of the last day on which any were made, and what changed since of all that are recorded."""
    report, words = scene.report, scene.view.words
    made = [one for one in report.declaration.decisions if one.date <= str(report.as_of)]
    last = max((one.date for one in made), default=None)
    return {
        "last": [
            {
                **scene.decision(one),
                "id": one.requirement,
                "title": findings.get((one.charter, one.requirement), {}).get("title", one.charter),
                "said": words("committee.last", date=last, body=one.body),
            }
            for one in made
            if one.date == last
        ],
        "since": [
            {"id": finding.requirement.id, "text": phrases.stale(words, finding.stale)}
            for assessment in report.assessments
            for finding in assessment.findings
            if finding.stale
        ],
    }


def questions(scene: Scene, findings: Mapping[Name, Data]) -> Iterator[Data]:
    """Yield the open judgements as numbered questions, each with the answers and the documents that it rests on."""
    quoted: dict[str, int] = {}
    for number, (assessment, finding) in enumerate(told(scene, Outcome.NEEDS_REVIEW), 1):
        answers, documents = _judged_on(scene, finding)
        before = _repeated(answers, quoted)
        fresh = [(pointer, value) for pointer, value in answers if pointer not in before]
        quoted |= {pointer: number for pointer, _ in fresh}
        yield {
            **findings[name_of(assessment, finding)],
            "number": number,
            "answers": [scene.fact(pointer, value) for pointer, value in fresh],
            "before": _said_before(scene, before),
            "documents": [scene.document(scene.register[name]) for name in documents],
        }


def _judged_on(scene: Scene, finding: Finding) -> tuple[list[tuple[str, object]], list[str]]:
    """Return the declared answers that a judgement rests on, and the names of the documents cited among them."""
    answers: list[tuple[str, object]] = []
    documents: dict[str, None] = {}
    for pointer in phrases.rests_on(finding):
        for place, value in scene.facts(scene.report.declaration.fact(pointer), pointer):
            kind, _ = phrases.field(place)
            names = value if isinstance(value, list) else [value]
            if kind == "citation":
                documents |= dict.fromkeys(str(name) for name in names if name in scene.register)
            elif value is not None and parts_of(place)[0] != "evidence":
                answers.append((place, value))
    return answers, list(documents)


def _repeated(answers: Sequence[tuple[str, object]], quoted: Mapping[str, int]) -> dict[str, int]:
    """Return the answers that earlier questions quote, with the number of each, where it is worth to point there."""
    before = {pointer: quoted[pointer] for pointer, _ in answers if pointer in quoted}
    return before if len(before) > MANY else {}


def _said_before(scene: Scene, before: Mapping[str, int]) -> list[str]:
    words, numbers = scene.view.words, sorted(set(before.values()))
    counts = [(number, list(before.values()).count(number)) for number in numbers]
    return [words.number("committee.before", count, number=number) for number, count in counts]


def conditions(scene: Scene) -> list[Data]:
    """Return the conditions of the decisions that count, first what is due first, those that are met last."""
    words, as_of = scene.view.words, str(scene.report.as_of)
    found: list[tuple[bool, str, Data]] = []
    for assessment in scene.report.assessments:
        for finding in assessment.findings:
            for one in finding.decision.conditions if finding.decision else ():
                met = one.met is not None and one.met <= as_of
                state = "met" if met else "overdue" if one.due < as_of else "open"
                said = words(f"committee.condition.{state}", date=one.met if met else one.due)
                data: Data = {"id": finding.requirement.id, "text": one.text, "owner": one.owner, "due": one.due}
                found.append((met, one.due, {**data, "state": state, "said": said}))
    return [data for _, _, data in sorted(found, key=lambda one: one[:2])]


def ruled_out(scene: Scene) -> list[Data]:
    """Return what does not apply, together where the same facts switched it off."""
    words = scene.view.words
    groups: dict[tuple[tuple[str, str], ...], tuple[list[Data], list[str]]] = {}
    for assessment in scene.report.assessments:
        for finding in assessment.of(Outcome.NOT_APPLICABLE):
            name = f"{finding.requirement.id} {words.text(finding.requirement.title)}"
            reasons = scene.places(finding.because)
            key = tuple((str(one["name"]), str(one["message"] or one["value"])) for one in reasons)
            groups.setdefault(key, (reasons, []))[1].append(name)
    return [{"reasons": reasons, "requirements": names} for reasons, names in groups.values()]
