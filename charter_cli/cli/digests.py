"""Record digests of evidence in declarations: read again before the file is replaced, whole or not at all."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

from charter_cli.assess.assessment import Assessor
from charter_cli.cli.output import say, show_change
from charter_cli.cli.problems import FileProblems, UsageProblem
from charter_cli.cli.rewrite import encoded, replace
from charter_cli.model.declaration import Declaration, Problem
from charter_cli.model.evidence import Evidence, State
from charter_cli.read.declarations import STANDARD_INPUT, read_declaration
from charter_cli.read.files import load_own
from charter_cli.read.strict_yaml import MAX_BYTES
from charter_cli.render import phrases
from charter_cli.render.digests import with_digests
from charter_cli.render.escape import visible
from charter_cli.words import Words


class Recorder:
    """Writes the digests that are missing into declarations, and those that differ where `changed` asks for it.

    With `dry_run` it prints what would change instead.
    """

    def __init__(self, assessor: Assessor, words: Words, *, changed: bool, dry_run: bool) -> None:
        self.assessor, self.words = assessor, words
        self.states = (State.NO_DIGEST, State.CHANGED) if changed else (State.NO_DIGEST,)
        self.dry_run = dry_run

    def record(self, path: str, loaded: bytes | Problem | None) -> Declaration:
        """Record what is seen of one declaration's evidence and return the declaration as it is then.

        Raises UsageProblem where it cannot be written, FileProblems where it changed meanwhile.
        """
        if path == STANDARD_INPUT:
            raise UsageProblem("record-stdin")
        content = load_own(path, MAX_BYTES) if loaded is None else loaded
        declaration = read_declaration(path, content)
        documents = self.assessor.assess(declaration).evidence
        chosen = {one.id: one for one in documents if one.state in self.states}
        if chosen and isinstance(content, bytes):
            declaration = self.write(declaration, content, chosen)
        differing = [one.id for one in documents if one.state is State.CHANGED and one.state not in self.states]
        if differing:
            say(self.words("evidence.left", path=visible(path), ids=", ".join(differing)))
        return declaration

    def write(self, before: Declaration, content: bytes, chosen: Mapping[str, Evidence]) -> Declaration:
        """Write the digests of these documents, unless that would change anything else, and say which were not."""
        path, document = before.path, before.document
        if document is None:
            return before
        recorded = with_digests(document, {one.id: str(one.seen_sha256) for one in chosen.values()})
        done = [one for one in chosen.values() if one.id not in recorded.refused]
        written = encoded(recorded.text, content)
        after = read_declaration(path, written)
        if after.problems or after.facts != _expected(before, done):
            raise FileProblems(Problem("record-failed", path, None, "", {}))
        if self.dry_run:
            show_change(path, document.text, recorded.text)
            after = before
        elif done:
            replace(path, content, written)
            self.told(done, path)
        for name in recorded.refused:
            say(phrases.located(self.words, _by_hand(after, chosen[name])))
        return after

    def told(self, recorded: Sequence[Evidence], path: str) -> None:
        """Say what was written, and what a digest that was replaced claims."""
        say(self.words.number("evidence.recorded", len(recorded), path=visible(path)))
        for one in recorded:
            if one.state is State.CHANGED:
                names = ", ".join(dict.fromkeys(support.requirement for support in one.supports))
                key = "evidence.claims" if names else "evidence.claims.none"
                say(self.words(key, id=one.id, requirements=names))


def _by_hand(declaration: Declaration, document: Evidence) -> Problem:
    pointer = f"/evidence/{document.id}"
    place = declaration.document.key_place(pointer) if declaration.document else None
    params = {"id": document.id, "line": f"sha256: {document.seen_sha256}"}
    return Problem("record-by-hand", declaration.path, place, pointer, params)


def _expected(declaration: Declaration, recorded: Sequence[Evidence]) -> object:
    """Return the facts of a declaration with the digests in them."""
    facts: Any = deepcopy(dict(declaration.facts))
    for one in recorded:
        facts["evidence"][one.id]["sha256"] = one.seen_sha256
    return facts
