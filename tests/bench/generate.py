"""Write seeded declarations, about 5 KB each, for the benchmark: `python tests/bench/generate.py DIR -n 1000`.

Every file has the form that schemas/declaration.schema.json asks for. What it declares varies: each one is made complete,
then left incomplete and contradicted with as much care as its project takes, so that the outcomes vary too. The same seed
gives the same bytes.
"""

import argparse
import re
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random

SEED = 2025
NAME = "project-{index:05}.charter.yaml"
FIRST_DAY = date(2025, 9, 1)

Node = bool | int | str | list["Node"] | dict[str, "Node"]


class Prose(str):
    """Text that is written as a block."""

    __slots__ = ()


class Dice:
    """Chances that come out the same for the same seed, whatever the version of Python."""

    def __init__(self, seed: str) -> None:
        self._next = Random(seed).random  # noqa: S311 (repeatable, not secret)

    def below(self, limit: int) -> int:
        """Return a number from 0 up to, and without, `limit`."""
        return int(self._next() * limit)

    def chance(self, share: float) -> bool:
        """Return true in this share of the cases."""
        return self._next() < share

    def pick(self, options: Sequence[str]) -> str:
        """Return one of the options."""
        return options[self.below(len(options))]

    def some(self, options: Sequence[str], least: int = 1) -> list[Node]:
        """Return at least so many of the options, in their order."""
        chosen: list[Node] = [option for option in options if self.chance(0.6)]
        return chosen if len(chosen) >= least else list(options[:least])

    def day(self, first: date, days: int) -> str:
        """Return a day at most so many days after the first."""
        return (first + timedelta(days=self.below(days))).isoformat()

    def prose(self, sentences: int) -> Prose:
        """Return so many sentences, at times in two paragraphs."""
        chosen = [self.pick(SENTENCES) for _ in range(sentences)]
        middle = sentences // 2
        if middle and self.chance(0.5):
            return Prose(" ".join(chosen[:middle]) + "\n\n" + " ".join(chosen[middle:]))
        return Prose(" ".join(chosen))


SENTENCES = (
    "Le système propose un classement des demandes ; l'agent garde la main sur chaque dossier.",
    "Une note interne décrit les cas dans lesquels la proposition ne peut pas être suivie.",
    "Les erreurs signalées par le public sont examinées chaque mois avec le fournisseur.",
    "De dienst toetst elk kwartaal of de resultaten nog overeenkomen met de vastgestelde criteria.",
    "Medewerkers kunnen het voorstel altijd naast zich neerleggen; zij noteren dan hun reden.",
    "Het model leest alleen de velden die voor de aanvraag nodig zijn, en bewaart geen afschrift.",
    "Die Fachabteilung prüft jede Woche eine Stichprobe und hält das Ergebnis fest.",
    "Wer betroffen ist, kann jederzeit eine Bearbeitung durch einen Menschen verlangen.",
    "Vor jeder neuen Fassung werden dieselben Prüffälle noch einmal durchlaufen.",
    "The tool sorts incoming letters by subject and suggests the team that should answer.",
    "Staff see the three passages on which a suggestion rests, and may report a wrong one.",
    "The pilot covered two provinces; figures for the other regions follow after the summer.",
    "Thresholds were set with the service's lawyers, then tried on closed files of earlier years.",
    "When the supplier changes the model, the service repeats its own tests before it goes on.",
    "Les décisions défavorables sont toujours rédigées et signées par une personne.",
    "Bij twijfel wordt het dossier zonder voorstel aan een ervaren collega gegeven.",
)
GOALS = (
    "answer questions on pensions",
    "trier les demandes d'allocation",
    "dossiers naar het juiste team sturen",
    "Rechnungen auf Fehler prüfen",
    "find the articles of law that fit a complaint",
    "résumer de longs avis techniques",
)
ORGANISATIONS = ("fps-bosa", "fps-finance", "fps-justice", "pension-service", "rva-onem", "federal-planning-bureau")
ROLES = ("head of service", "chef de produit", "diensthoofd", "Leitung der Fachabteilung", "data officer")
SUPPLIERS = ("Noordzee Software", "Atelier Meuse", "Ardenne Data", "Kempen Systems")
DATASETS = ("closed files", "registre des demandes", "briefwisseling", "Stammdaten", "public web pages")
ORIGINS = ("own case system", "Banque-Carrefour", "open data portal", "leverancier", "interne Ablage")
RULES = ("regulation (EU) 2016/679, article 5", "circular 711", "règlement interne 2024/3", "retention schedule B")
RISKS = ("wrong priority for a file", "biais linguistique", "verouderde antwoorden", "Ausfall des Anbieters")
DOCUMENTS = (
    "technical-file",
    "risk-assessment",
    "dpia",
    "oversight-procedure",
    "training-plan",
    "user-instructions",
    "policy",
    "audit-report",
    "security-test",
    "bias-audit",
)
KIND_OF_RISK = ("ethical", "social", "legal", "security")
CRITERIA = ("nationality", "age", "language", "health", "disability", "sex", "social-origin-or-condition")


def declaration(index: int, seed: int = SEED) -> str:
    """Return the text of one declaration."""
    dice = Dice(f"{seed}/{index}")
    whole = _complete(dice, index)
    return _written(_spoilt(whole, dice, (0.0, 0.02, 0.05, 0.15)[dice.below(4)]))


def large(size: int, seed: int = SEED) -> str:
    """Return one declaration of about `size` bytes: many datasets, risks and documents, and the like of the small ones."""
    dice = Dice(f"{seed}/large")
    whole = _complete(dice, 0)
    written = len(_written(whole).encode())
    sources, risks, documents = whole["data"], whole["assessment"], whole["evidence"]
    number = 0
    while written < size:
        number += 1
        more: dict[str, Node] = {
            "data": {"sources": _sources(dice, 4)},
            "assessment": {"risks": _risks(dice, 2)},
            "evidence": {f"{kind}-{number}": entry for kind, entry in _evidence(dice, DOCUMENTS[:4]).items()},
        }
        sources["sources"] += more["data"]["sources"]  # type: ignore[index, call-overload, operator]
        risks["risks"] += more["assessment"]["risks"]  # type: ignore[index, call-overload, operator]
        documents |= more["evidence"]  # type: ignore[operator]
        written += len(_written(more).encode())
    return _written(whole)


def _complete(dice: Dice, index: int) -> dict[str, Node]:
    """Return a declaration in which every section is filled in."""
    purposes = dice.some(("decision-support", "public-interaction", "internal"))
    launch = FIRST_DAY + timedelta(days=dice.below(700))
    before = launch - timedelta(days=300)
    cited = dice.some(DOCUMENTS, least=7)
    personal = dice.chance(0.7)
    possible = dice.chance(0.8)
    return {
        "declaration": 1,
        "project": {
            "id": f"project-{index:05}",
            "name": f"Projet {index}: {dice.pick(GOALS)}",
            "summary": dice.prose(3),
            "stage": dice.pick(("idea", "design", "pilot", "pilot", "operation")),
            "launch": launch.isoformat(),
            "contact": f"ai-{index:05}@service.example",
        },
        "organisation": {
            "id": dice.pick(ORGANISATIONS),
            "country": "BE",
            "level": "federal",
            "adhered": True,
            "charter_policy": {"integrated": True, "evidence": _citation(dice, "policy", cited)},
            "charter_contact": {"given": True, "email": "charter@service.example"},
        },
        "scope": {
            "purposes": purposes,
            "purposes_complete": True,
            "audience": dice.some(("citizens", "businesses", "organisations", "staff")),
            "principles_kept_in": ["design", "development", "purchase", "use"],
        },
        "system": {
            "name": f"Tri {index}",
            "goal": dice.prose(1),
            "ai_system": True,
            "ai_system_reason": dice.prose(1),
            "generative": dice.chance(0.5),
            "sourcing": dice.pick(("in-house", "procured", "mixed")),
            "supplier": dice.pick(SUPPLIERS),
            "users": 10 + dice.below(400),
        },
        "ai_act": {
            "role": dice.pick(("deployer", "provider", "both")),
            "risk_class": dice.pick(("high", "transparency", "minimal")),
            "risk_class_reason": dice.prose(1),
            "annex_iii": ["none"],
        },
        "human_interaction": {
            "available": True,
            "channels": dice.some(("phone", "email", "counter", "post")),
            "how_told": dice.prose(1),
        },
        "transparency": {
            "public_information": {"published": True, "url": f"https://service.example/ai/{index}?lang=nl"},
            "exception": {"applies": False},
            "ai_notice": {
                "given": "always",
                "moment": dice.pick(("before-contact", "start-of-contact")),
                "languages": ["fr", "nl", "de"],
                "text": {"fr": "Vous parlez à un programme.", "nl": "U spreekt met een programma."},
            },
            "documentation": {
                "evidence": _citation(dice, "technical-file", cited),
                "owner": dice.pick(ROLES),
                "updated": dice.day(before, 290),
            },
        },
        "decision": {"legal_effect": dice.chance(0.5), "reasons": {"given": True, "ai_role_stated": True}},
        "oversight": {
            "guaranteed": True,
            "mode": dice.pick(("every-output", "sampled-outputs", "alerts")),
            "role": dice.pick(ROLES),
            "can_override": True,
            "covers_outputs": True,
            "procedure": _citation(dice, "oversight-procedure", cited),
            "on_request": True,
            "stop": {"decided": True, "role": dice.pick(ROLES)},
        },
        "appeal": {
            "available": True,
            "bodies": dice.some(("council-of-state", "administrative-court", "ombudsman")),
            "time_limit": "60 days",
            "told_in": dice.some(("decision", "letter", "website")),
        },
        "data": {
            "sources": _sources(dice, 1 + dice.below(3)),
            "rules_applied": dice.some(RULES),
            "quality": {"criteria_met": True, "last_check": dice.day(before, 290)},
        },
        "assessment": {
            "need": {"helps": True, "date": dice.day(before, 290)},
            "precautions_taken": True,
            "suitability": {"suited": True, "alternatives_considered": True},
            "risk": {
                "date": dice.day(before, 290),
                "kinds": list(KIND_OF_RISK),
                "fundamental_rights": True,
                "covers_all_purposes": True,
                "evidence": _citation(dice, "risk-assessment", cited),
            },
            "risks": _risks(dice, 1 + dice.below(2)),
            "supplied_parts_assessed": True,
        },
        "audit": {"needed": False, "reason": dice.prose(1)},
        "monitoring": {
            "method": dice.prose(1),
            "frequency": dice.pick(("P3M", "P6M", "P1Y")),
            "last_run": dice.day(before, 290),
        },
        "sustainability": {
            "considered": True,
            "considered_in": dice.some(("design", "development", "purchase", "use")),
            "note": dice.prose(1),
            "assessment_possible": possible,
            **({"energy_assessed": True, "environment_assessed": True} if possible else {}),
            **({} if possible else {"not_possible_reason": dice.prose(1)}),
        },
        "training": {
            "continuous": True,
            "plan": _citation(dice, "training-plan", cited),
            "critical_use": True,
            "instructions": _citation(dice, "user-instructions", cited),
            "topics": ["reliability", "bias", "transparency", *dice.some(("data-protection", "limits"))],
        },
        "data_protection": {
            "personal_data": personal,
            **({"legal_basis": "public-task", "automated_decision_assessed": True} if personal else {}),
            "special_categories": ["none"],
            "dpia": {"needed": True, "evidence": _citation(dice, "dpia", cited)},
        },
        "non_discrimination": {"tested": True, "criteria_tested": dice.some(CRITERIA, least=3)},
        "security": {"tested": True, "last_test": dice.day(before, 290)},
        "evidence": _evidence(dice, [str(kind) for kind in cited]),
    }


def _citation(dice: Dice, kind: str, cited: Sequence[Node]) -> Node:
    """Cite a document, alone or in a list; where the register has none of this kind, another one, which is a gap."""
    found = kind if kind in cited else cited[0]
    return [found, cited[-1]] if found != cited[-1] and dice.chance(0.3) else found


def _sources(dice: Dice, count: int) -> list[Node]:
    return [{"name": dice.pick(DATASETS), "origin": dice.pick(ORIGINS)} for _ in range(count)]


def _risks(dice: Dice, count: int) -> list[Node]:
    return [
        {"title": dice.pick(RISKS), "kind": dice.pick(KIND_OF_RISK), "mitigation": dice.prose(1)} for _ in range(count)
    ]


def _evidence(dice: Dice, kinds: Sequence[str]) -> dict[str, Node]:
    """Return the register: documents known by a reference or an address, so that no other file is needed."""
    register: dict[str, Node] = {}
    for kind in kinds:
        address = f"https://files.service.example/{kind}/{dice.below(1000)}"
        here = {"reference": f"DOC/2025/{dice.below(10_000):04}"} if dice.chance(0.7) else {"url": address}
        ends = "never" if dice.chance(0.7) else dice.day(date(2026, 6, 1), 900)
        note: dict[str, Node] = {"note": dice.prose(1)} if dice.chance(0.2) else {}
        day = dice.day(date(2025, 1, 1), 240)
        register[kind] = {"kind": kind, "title": f"{kind} {here.get('reference', '')}".strip(), **here, "date": day}
        register[kind] |= {"expires": ends} | note  # type: ignore[operator]
    return register


def _spoilt(whole: dict[str, Node], dice: Dice, share: float, *, inner: bool = False) -> dict[str, Node]:
    """Leave out this share of the facts, and turn as many answers round; what the format needs stays."""
    kept: dict[str, Node] = {}
    for key, value in whole.items():
        if key in ("declaration", "project"):
            kept[key] = value
        elif isinstance(value, dict):
            kept[key] = _spoilt(value, dice, share, inner=True)
        elif not (inner and dice.chance(share)):
            kept[key] = not value if isinstance(value, bool) and dice.chance(share) else value
    return {key: value for key, value in kept.items() if value != {}}


_PLAIN = re.compile(r"(?!(?:true|false|null|yes|no|on|off)$)[A-Za-z][\w .'()/@-]*[\w)]", re.IGNORECASE)


def _written(mapping: dict[str, Node]) -> str:
    """Return a declaration as YAML, a blank line between its sections."""
    sections = ("\n".join(_pair(key, value, "")) for key, value in mapping.items())
    return "\n\n".join(sections) + "\n"


def _pair(key: str, value: Node, indent: str) -> list[str]:
    if isinstance(value, Prose):
        return [f"{indent}{key}: {'|' if chr(10) in value else '>-'}", *_wrapped(value, indent + "  ")]
    if isinstance(value, dict) and not _is_short(value):
        return [f"{indent}{key}:", *(line for name, item in value.items() for line in _pair(name, item, indent + "  "))]
    if isinstance(value, list) and not _is_short(value):
        return [f"{indent}{key}:", *(line for item in value for line in _item(item, indent + "  "))]
    return [f"{indent}{key}: {_flow(value)}"]


def _item(value: Node, indent: str) -> list[str]:
    if not isinstance(value, dict):
        return [f"{indent}- {_flow(value)}"]
    first, *rest = (line for name, item in value.items() for line in _pair(name, item, indent + "  "))
    return [f"{indent}- {first.strip()}", *rest]


def _is_short(value: Node) -> bool:
    """Tell whether a list or mapping is written on one line: words, or answers to yes-or-no questions."""
    if isinstance(value, dict):
        return all(isinstance(item, bool) for item in value.values())
    return isinstance(value, list) and all(isinstance(item, str) and " " not in item for item in value)


def _flow(value: Node) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return f"[{', '.join(map(_flow, value))}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, int) or _PLAIN.fullmatch(value):
        return str(value)
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _wrapped(text: str, indent: str, width: int = 100) -> list[str]:
    """Break prose between words; paragraphs stay apart."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split():
            if line and len(indent) + len(line) + 1 + len(word) > width:
                lines.append(indent + line)
                line = word
            else:
                line = f"{line} {word}".strip()
        lines.append(indent + line if line else "")
    return lines


def write(folder: Path, count: int, seed: int = SEED) -> list[Path]:
    """Write so many declarations into a folder and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / NAME.format(index=index) for index in range(count)]
    for index, path in enumerate(paths):
        path.write_bytes(declaration(index, seed).encode())
    return paths


def main() -> None:
    """Write the declarations that the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("-n", "--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=SEED)
    asked = parser.parse_args()
    sizes = [path.stat().st_size for path in write(asked.folder, asked.count, asked.seed)]
    print(f"{len(sizes)} declarations, {min(sizes)} to {max(sizes)} bytes, mean {sum(sizes) / len(sizes):.0f}")


if __name__ == "__main__":
    main()
