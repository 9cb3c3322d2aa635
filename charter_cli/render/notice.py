"""The notice for citizens: what a service declares of a system, in plain words, and nothing else."""

from collections.abc import Iterator

from charter_cli.model.declaration import Declaration
from charter_cli.model.report import Report
from charter_cli.render import people
from charter_cli.render.scene import Data
from charter_cli.words import Words

SECTIONS = {
    "what": {
        "summary": "/project/summary",
        "goal": "/system/goal",
        "purposes": "/scope/purposes",
        "stage": "/project/stage",
        "since": "/project/launch",
    },
    "who": {
        "organisation": "/organisation/name",
        "contact": "/project/contact",
        "overseer": "/oversight/role",
        "stop": "/oversight/stop/role",
        "supplier": "/system/supplier",
    },
    "person": {
        "person": "/human_interaction/available",
        "channels": "/human_interaction/channels",
        "how": "/human_interaction/how_told",
        "again": "/oversight/on_request",
    },
    "decision": {
        "effect": "/decision/legal_effect",
        "appeal": "/appeal/available",
        "bodies": "/appeal/bodies",
        "until": "/appeal/time_limit",
        "complaint": "/non_discrimination/complaints/own_route/contact",
    },
    "data": {
        "personal": "/data_protection/personal_data",
        "sources": "/data/sources",
        "dpo": "/data_protection/dpo/contact",
    },
    "more": {
        "told": "/transparency/ai_notice/text",
        "page": "/transparency/public_information/url",
    },
}
"""The questions that a notice answers, by chapter, and the fact that answers each."""


def notice(report: Report, words: Words) -> list[Data]:
    """Return the chapters of the notice; an answer that is not declared is empty."""
    return [
        {
            "title": words(f"notice.{chapter}"),
            "answers": [
                {
                    "question": words(f"notice.{chapter}.{key}"),
                    "declared": list(_values(report.declaration, pointer, words)),
                }
                for key, pointer in asked.items()
            ],
        }
        for chapter, asked in SECTIONS.items()
    ]


def _values(declaration: Declaration, pointer: str, words: Words) -> Iterator[str]:
    """Yield what is declared at a pointer: a text for each dataset, or in the reader's language if there is one."""
    given = declaration.fact(pointer)
    if isinstance(given, dict):
        given = [given[words.language]] if words.language in given else list(given.values())
    for item in given if isinstance(given, list) else [given]:
        parts = [item.get("name"), item.get("origin")] if isinstance(item, dict) else [item]
        declared = [people.value(words, pointer, part) for part in parts if part is not None]
        if declared:
            yield ", ".join(declared)
