"""Text from files, made harmless for whoever opens a table of it."""

from __future__ import annotations

from evacopt.domain.spreadsheet import guarded
from evacopt.output.clean import clean


def safe_cell(text: str) -> str:
    """`text` as a cell: no control character, no mark that turns the writing, no formula."""
    return guarded(clean(text))
