"""A table in Markdown."""

from __future__ import annotations

import io

from rich import box
from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

from evacopt.output.table import Table, shown

_WIDEST = 1_000


def markdown(table: Table) -> str:
    """`table` alone, without its caption and notes; figures stand to the right."""
    made = RichTable(box=box.MARKDOWN, show_edge=True)
    for column in table.columns:
        figure = column.holds == "figure"
        made.add_column(_escaped(column.head), justify="right" if figure else "left", no_wrap=True)
    for row in table.rows:
        made.add_row(*(_escaped(shown(cell)) for cell in row))
    console = Console(file=io.StringIO(), width=_WIDEST, color_system=None)
    with console.capture() as captured:
        console.print(made)
    return "\n".join(line.rstrip() for line in captured.get().strip().split("\n"))


def _escaped(text: str) -> Text:
    return Text(text.replace("|", "\\|"))
