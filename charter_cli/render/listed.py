"""Whether an organisation is on the list of bodies of a charter."""

from charter_cli.model.charter import Body, Charter
from charter_cli.model.declaration import Declaration
from charter_cli.words import Words


def body_of(charter: Charter, declaration: Declaration) -> Body | None:
    """Return the body of the charter's list that an organisation is, by its identifier or by a name in any language."""
    name = str(declaration.fact("/organisation/name") or "").casefold()
    for body in charter.bodies:
        names = {known.casefold() for known in (body.listed, *body.names.values())}
        if body.id == declaration.fact("/organisation/id") or name in names:
            return body
    return None


def listing(words: Words, charter: Charter, declaration: Declaration) -> str | None:
    """Say whether the organisation is on the charter's list, and under which identifier, if one is declared."""
    body = body_of(charter, declaration)
    if not charter.bodies or not (declaration.fact("/organisation/id") or declaration.fact("/organisation/name")):
        return None
    if body is None:
        return words("listed.no", count=len(charter.bodies))
    return words("listed.yes", name=body.names.get(words.language) or body.listed, id=body.id)
