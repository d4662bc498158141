"""Tables in one style: no lines but one under the head, figures to the right, codes never cut."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from evacopt.output.clean import clean

ROWS_SHOWN = 40
"""Rows of a table before it is cut."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, and what it holds; only words and codes may be folded."""

    head: str
    holds: Literal["code", "figure", "time", "words"] = "figure"


def section(title: str, *parts: RenderableType) -> RenderableType:
    """A titled part of a page, with a blank line before it."""
    return Group(Text(), Text(title, style="bold"), *parts)


def line(text: str, style: str = "") -> Text:
    """One paragraph; markup and control characters in it mean nothing."""
    return Text(clean(text), style=style)


def table(
    columns: Sequence[Column],
    rows: Sequence[Sequence[str]],
    *,
    total: bool = False,
    widths: Sequence[int] = (),
) -> Table:
    """A table of text cells; with `total` the last row is set off as the sum of the others.

    With `widths` it has no head, and its columns are at least so wide: a table like the one above it.
    """
    head = not widths
    made = Table(
        box=box.SIMPLE_HEAD if head else None,
        show_header=head,
        show_edge=False,
        pad_edge=False,
        padding=(0, 1, 0, 0) if head else (0, 2, 0, 0),
    )
    for column, width in zip_longest(columns, widths):
        made.add_column(
            Text(column.head),
            justify="right" if column.holds == "figure" else "left",
            no_wrap=column.holds in {"figure", "time"},
            overflow="fold",
            min_width=width,
        )
    for number, row in enumerate(rows):
        last = total and number == len(rows) - 1
        made.add_row(*(Text(clean(cell)) for cell in row), style="bold" if last else None)
    return made


def without_empty(
    columns: Sequence[Column], rows: Sequence[Sequence[str]]
) -> tuple[list[Column], list[list[str]]]:
    """The columns in which any row has something to say."""
    kept = [place for place in range(len(columns)) if any(row[place] for row in rows)]
    return [columns[place] for place in kept], [[row[place] for place in kept] for row in rows]


def more(hidden: int, what: str) -> list[RenderableType]:
    """The line that says what is not shown; nothing where all is."""
    return [line(f"and {hidden:,} more {what}; --all lists them", "dim")] if hidden else []
