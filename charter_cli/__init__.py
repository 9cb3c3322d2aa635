"""charter checks what a public service declares about an AI project against machine-readable charters.

The path of the data is read, then assess, then render; CONTRIBUTING.md shows the house. The version stands in one
place, here, because asking the installed metadata for it costs more than half of a start.
"""

__version__ = "0.1.0"
