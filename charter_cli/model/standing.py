"""Whether a requirement applies to a project, as far as that is declared yet."""

from typing import NamedTuple

from charter_cli.model.charter import Charter, Requirement
from charter_cli.model.report import Cause


class Standing(NamedTuple):
    """Whether a requirement applies: `applies` is None while that is unknown.

    `because` are the facts that decide it, `missing` those that would have to be declared.
    """

    charter: Charter
    requirement: Requirement
    applies: bool | None
    because: tuple[Cause, ...]
    missing: tuple[str, ...]
