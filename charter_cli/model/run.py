"""What the reports of a run depend on beside their declaration and charters, and the form that a body gives them."""

from collections.abc import Mapping
from typing import NamedTuple

from charter_cli.model.declaration import Input

NO_PATHS: Mapping[str, str] = {}
COMMITTEE = "committee"


class Run(NamedTuple):
    """What was chosen for all reports of a run.

    `charters` has the path of each charter that is not a shipped one, by its id; `launch` tells whether each project
    is judged as of its own first day of use, `stage` the stage that was chosen instead of the declared one. `audience`
    are those whom the reports in prose are for.
    """

    charters: Mapping[str, str] = NO_PATHS
    launch: bool = False
    stage: str = ""
    audience: str = COMMITTEE
    waivers: tuple[Input, ...] = ()
    baseline: Input | None = None
    template: Input | None = None
    style: Input | None = None
    logo: Input | None = None


class OwnText(NamedTuple):
    """A template or a style sheet of one's own."""

    file: Input
    text: str


class OwnLogo(NamedTuple):
    """A logo of one's own; `media_type` was told from its content."""

    file: Input
    media_type: str
    content: bytes


class OwnForm(NamedTuple):
    """The form that a body gives its reports in place of ours, as far as it does."""

    template: OwnText | None = None
    style: OwnText | None = None
    logo: OwnLogo | None = None
