"""`charter report`: write the gap report for a committee, in Markdown unless another format is asked for."""

from inspect import Parameter, signature
from typing import Any

from charter_cli.cli.check import check


def report(**given: Any) -> int:
    """Do what check does, with Markdown as the first choice; the exit codes are the same."""
    return check(**given)


def _ours(option: Parameter) -> Parameter:
    return option.replace(default="markdown") if option.name == "form" else option


# The parser reads the options of a command from its signature: they are those of check.
_options = [_ours(option) for option in signature(check).parameters.values() if option.name != "skip_charters"]
report.__signature__ = signature(check).replace(parameters=_options)  # type: ignore[attr-defined]
report.__annotations__ = check.__annotations__
