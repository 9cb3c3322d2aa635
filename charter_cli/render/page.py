"""A page of text for a terminal: wrapped paragraphs, labelled lines, tables, excerpts.

With excerpt, the only door to rich. Width and colour come with the view, so that the same page is the same text
everywhere.
"""

from io import StringIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from charter_cli.model.declaration import Document
from charter_cli.render import View
from charter_cli.render.excerpt import Label, excerpt, wrapped

NARROWEST = 40


class Page:
    """Text written from top to bottom."""

    def __init__(self, view: View) -> None:
        self.words = view.words
        self.width = max(view.width, NARROWEST)
        self.console = Console(
            file=StringIO(),
            width=self.width,
            force_terminal=view.colour,
            color_system="standard" if view.colour else None,
            no_color=not view.colour,
            highlight=False,
            emoji=False,
            markup=False,
            legacy_windows=False,
        )

    def text(self) -> str:
        """Return all that was written, without spaces at the ends of lines."""
        written: str = self.console.file.getvalue()  # type: ignore[attr-defined]
        return "".join(line.rstrip() + "\n" for line in written.split("\n")[:-1])

    def line(self, text: str = "", style: str = "", indent: int = 0) -> None:
        """Write a paragraph, wrapped; `style` colours all of it."""
        for part in wrapped(text, self.width - indent):
            self.styled((" " * indent + part, style))

    def styled(self, *parts: str | tuple[str, str]) -> None:
        """Write one line of parts, each with its style, as it is."""
        self.console.print(Text.assemble(*parts), soft_wrap=True)

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
            self.styled((" " * indent + part, "cyan"))

    def excerpt(self, document: Document, labels: list[Label]) -> None:
        """Write the lines of a file at these labels, with marks below."""
        for margin, text, style in excerpt(document, labels, self.width - 2):
            self.styled("  ", (f"{margin} │ ", "dim"), (text, style))

    def table(self, heads: list[str], rows: list[list[str]]) -> None:
        """Write a table whose first column takes the room that the others, of numbers, leave."""
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
        numbers = sum(max(len(row[column]) for row in [heads, *rows]) + 2 for column in range(1, len(heads)))
        for column, head in enumerate(heads):
            if column:
                table.add_column(head, justify="right", no_wrap=True)
            else:
                table.add_column(head, overflow="fold", max_width=max(12, self.width - numbers - 2))
        for row in rows:
            table.add_row(*row)
        self.console.print(table)
