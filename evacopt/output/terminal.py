"""Tables and lines on a terminal: no rules but one under the head, figures to the right, codes never cut."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table as RichTable
from rich.text import Text

from evacopt.output.clean import clean
from evacopt.output.table import Table, shown

ROWS_SHOWN = 40
"""Rows of a table before it is cut."""


def line(text: str, style: str = "") -> Text:
    """One paragraph; markup and control characters in it mean nothing."""
    return Text(clean(text), style=style)


def section(title: str, *parts: RenderableType) -> RenderableType:
    """A titled part of a page, with a blank line before it."""
    return Group(Text(), Text(title, style="bold"), *parts)


def tabled(one: Table, *parts: RenderableType, blank: str = "") -> RenderableType:
    """A section of a table, its notes, then `parts`; the sentence `blank` where it has no row."""
    rows = line(blank) if blank and not one.rows else body(one)
    return section(one.caption, rows, *(line(note, "dim") for note in one.notes), *parts)


def body(one: Table, *, widths: Sequence[int] = ()) -> RichTable:
    """The columns and rows alone.

    With `widths` it has no head, and its columns are at least so wide: a table like the one above it.
    """
    head = not widths
    made = RichTable(
        box=box.SIMPLE_HEAD if head else None,
        show_header=head,
        show_edge=False,
        pad_edge=False,
        padding=(0, 1, 0, 0) if head else (0, 2, 0, 0),
    )
    for column, width in zip_longest(one.columns, widths):
        made.add_column(
            Text(column.head),
            justify="right" if column.holds == "figure" else "left",
            no_wrap=column.holds in {"figure", "time"},
            overflow="fold",
            min_width=width,
        )
    for row in one.rows:
        made.add_row(*(Text(clean(shown(cell))) for cell in row))
    if one.total:
        made.add_row(*(Text(clean(shown(cell))) for cell in one.total), style="bold")
    return made


def more(hidden: int, what: str) -> tuple[str, ...]:
    """The note that says what is not shown; none where all is."""
    return (f"and {hidden:,} more {what}; --all lists them",) if hidden else ()
