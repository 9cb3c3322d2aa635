"""A page of text for a terminal: wrapped paragraphs, labelled lines, tables, excerpts.

With excerpt, the only door to rich: its measure of how wide characters are, and its styles, which are loaded only for
colour (a console of rich's would cost a quarter of a run). Width and colour come with the view, so that the same page
is the same text everywhere.
"""

from charter_cli.model.declaration import Declaration, Document, Place
from charter_cli.render import View, phrases
from charter_cli.render.escape import one_line
from charter_cli.render.excerpt import Label, cells, excerpt, wrapped

NARROWEST = 40
NARROWEST_COLUMN = 16
GAP = "  "


class Page:
    """Text written from top to bottom."""

    def __init__(self, view: View) -> None:
        self.words = view.words
        self.width = max(view.width, NARROWEST)
        self.colour = view.colour
        self.lines: list[str] = []

    def text(self) -> str:
        """Return all that was written."""
        return "".join(f"{line}\n" for line in self.lines)

    def line(self, text: str = "", style: str = "", indent: int = 0) -> None:
        """Write a paragraph, wrapped; `style` colours all of it."""
        for part in wrapped(text, self.width - indent):
            self.styled(" " * indent, (part, style))

    def styled(self, *parts: str | tuple[str, str]) -> None:
        """Write one line of parts, each as it is or with its style, without spaces at its end."""
        pairs = [(part, "") if isinstance(part, str) else part for part in parts]
        while pairs and not pairs[-1][0].rstrip(" "):
            pairs.pop()
        if pairs:
            pairs[-1] = (pairs[-1][0].rstrip(" "), pairs[-1][1])
        self.lines.append("".join(painted(text, style) if self.colour else text for text, style in pairs))

    def rule(self) -> None:
        """Write a line across the page."""
        self.line()
        self.line("─" * self.width, "dim")
        self.line()

    def labelled(self, label: str, text: str, style: str = "dim", indent: int = 2) -> None:
        """Write a paragraph behind a label; further lines hang by the label's width, or by a little if that is long."""
        lead = indent + len(label) + 1
        hang = lead if lead <= self.width // 3 else indent + 2
        first = wrapped(text, self.width - lead)[0]
        self.styled(" " * indent, (label, style), " ", first)
        rest = text.strip(" ")[len(first) :].strip(" ")
        if rest:
            self.line(rest, indent=hang)

    def verbatim(self, text: str, indent: int) -> None:
        """Write lines as they are, such as an example of YAML."""
        for part in text.rstrip().splitlines():
            self.styled(" " * indent, (part, "cyan"))

    def excerpt(self, document: Document, labels: list[Label]) -> None:
        """Write the lines of a file at these labels, with marks below."""
        for margin, text, style in excerpt(document, labels, self.width - 2):
            self.styled(GAP, (f"{margin} │ ", "dim"), (text, style))

    def place(self, path: str, place: Place | None = None, indent: int = 0) -> None:
        """Write where something stands, on one line however long, so that terminals and editors can open it."""
        where = f"{one_line(path)}:{place.line}:{place.column}" if place else one_line(path)
        self.styled(" " * indent, (where, "dim"))

    def problems(self, declaration: Declaration) -> None:
        """Write why a declaration was not judged: each problem, with the lines of the file where they help."""
        self.line(phrases.unusable(self.words, declaration)[0], "bold red")
        for problem in declaration.problems:
            self.line()
            place, document = problem.place, declaration.document
            self.place(problem.path, place)
            said = one_line(phrases.problem(self.words, problem))
            if document and place and problem.path == document.path:
                self.excerpt(document, [Label(place, said, fails=True)])
            else:
                self.line(said, "red", indent=2)

    def table(self, heads: list[str], rows: list[list[str]]) -> None:
        """Write a table whose first column takes the room that the others, of numbers, leave, and is wrapped there.

        Where they leave too little, each row becomes a paragraph.
        """
        widths = [max(cells(row[column]) for row in [heads, *rows]) for column in range(len(heads))]
        room = self.width - sum(width + len(GAP) for width in widths[1:])
        if room < NARROWEST_COLUMN:
            self.paragraphs(heads, rows)
            return
        widths[0] = min(widths[0], room)
        for number, row in enumerate([heads, *rows]):
            style = "" if number else "bold"
            first, *rest = wrapped(row[0], widths[0])
            numbers = [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
            self.styled((GAP.join([first + " " * (widths[0] - cells(first)), *numbers]), style))
            for part in rest:
                self.styled((part, style))

    def paragraphs(self, heads: list[str], rows: list[list[str]]) -> None:
        """Write a table as paragraphs: the first cell, then the others with their heads."""
        colon = self.words("colon")
        for row in rows:
            self.line(row[0])
            told = (f"{head}{colon}{cell}" for head, cell in zip(heads[1:], row[1:], strict=True) if cell != "·")
            self.line(", ".join(told), "dim", indent=2)


def painted(text: str, style: str) -> str:
    """Return text with the escape sequences of a style, such as `bold red`."""
    if not style or not text:
        return text
    from rich.color import ColorSystem  # noqa: PLC0415 (only colour pays for it)
    from rich.style import Style  # noqa: PLC0415

    return Style.parse(style).render(text, color_system=ColorSystem.STANDARD)
