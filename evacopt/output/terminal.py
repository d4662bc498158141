"""Tables and lines on a terminal: no rules but one under the head, figures to the right, codes never cut."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import zip_longest

from rich import box
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.measure import Measurement
from rich.table import Table as RichTable
from rich.text import Text

from evacopt.domain.phrase import phrase
from evacopt.output.clean import clean
from evacopt.output.language import ENGLISH, Language
from evacopt.output.table import Cell, Table

ROWS_SHOWN = 40
"""Rows of a table before it is cut."""


class SpeakingConsole(Console):
    """A console, and the language in which it is to speak."""

    language = ENGLISH


class Told:
    """A part of a page; it is made when it is printed, in the language of the console."""

    def __init__(self, make: Callable[[Language], RenderableType]) -> None:
        self._make = make

    def _made(self, console: Console) -> RenderableType:
        return self._make(console.language if isinstance(console, SpeakingConsole) else ENGLISH)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield self._made(console)

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        return Measurement.get(console, options, self._made(console))


def line(text: str, style: str = "") -> RenderableType:
    """One paragraph; markup and control characters in it mean nothing."""
    return Told(lambda language: Text(clean(language(text)), style=style))


def section(title: str, *parts: RenderableType) -> RenderableType:
    """A titled part of a page, with a blank line before it."""
    return Group(Text(), line(title, "bold"), *parts)


def tabled(one: Table, *parts: RenderableType, blank: str = "") -> RenderableType:
    """A section of a table, its notes, then `parts`; the sentence `blank` where it has no row."""
    rows = line(blank) if blank and not one.rows else body(one)
    return section(one.caption, rows, *(line(note, "dim") for note in one.notes), *parts)


def body(one: Table, *, like: Sequence[Sequence[Cell]] = ()) -> RenderableType:
    """The columns and rows alone.

    With the rows `like` it has no head, and its columns are as wide as those of a table of these rows.
    """
    return Told(lambda language: _body(one, like, language))


def _body(one: Table, like: Sequence[Sequence[Cell]], language: Language) -> RichTable:
    head = not like
    made = RichTable(
        box=box.SIMPLE_HEAD if head else None,
        show_header=head,
        show_edge=False,
        pad_edge=False,
        padding=(0, 1, 0, 0) if head else (0, 2, 0, 0),
    )
    widths = [max(len(language.cell(cell)) for cell in cells) for cells in zip(*like, strict=True)]
    for column, width in zip_longest(one.columns, widths):
        made.add_column(
            Text(language(column.head)),
            justify="right" if column.holds in {"figure", "chance"} else "left",
            no_wrap=column.holds in {"figure", "time"},
            overflow="fold",
            min_width=width,
        )
    for row in one.rows:
        made.add_row(*(Text(clean(language.cell(cell))) for cell in row))
    if one.total:
        made.add_row(*(Text(clean(language.cell(cell))) for cell in one.total), style="bold")
    return made


def more(hidden: int, what: str) -> tuple[str, ...]:
    """The note that says what is not shown; none where all is."""
    if hidden <= 0:
        return ()
    return (phrase("and {hidden:,} more {what}; --all lists them", hidden=hidden, what=what),)
