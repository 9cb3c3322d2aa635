"""What is to be said of an open finding beside its title, line by line, for formats that show no excerpt."""

from charter_cli.model.report import Assessment, Finding, Outcome
from charter_cli.render import phrases
from charter_cli.render.once import Once
from charter_cli.words import Words


def remarks(words: Words, finding: Finding, assessment: Assessment, told: Once) -> list[str]:
    """Say what stands against a requirement or is missing, how to close it, and where the same is asked."""
    requirement = finding.requirement
    if finding.outcome is Outcome.NEEDS_REVIEW:
        lines = [words.text(requirement.judgement or requirement.title)]
        return [*lines, phrases.stale(words, finding.stale)] if finding.stale else lines
    colon = words("colon")
    lines = [phrases.named_cause(words, one) for one in finding.gaps]
    if finding.stale:
        lines.append(phrases.stale(words, finding.stale))
    missing = (phrases.own_missing(finding, assessment) or finding.missing) if not finding.gaps else ()
    lines += [f"{words('missing')} {phrases.dotted(one)}{colon}{phrases.question(words, one)}" for one in missing]
    lines.append(f"{words('remedy')} {words.text(requirement.remedy)}")
    others = told.others.get((assessment.charter.id, requirement.id), ())
    if others:
        names = ", ".join(f"{other.requirement.id} ({home.charter.id})" for home, other in others)
        lines.append(f"{words('also')} {names}")
    return lines
