"""A table of columns, rows and a caption: what pages, reports, lists and accounts are made of.

Cells are plain values. Each renderer writes them its own way: `terminal` for people at a prompt, `html` for
reports and notebooks, `sheets` for CSV and workbooks, `markdown` for pages in a repository, `pdf` for paper.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal, TypeAlias

Cell: TypeAlias = str | int | float | Decimal | None
"""Text, a whole number, a measure, money with two decimals, or a blank."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head and what it holds.

    Figures stand to the right; only words and codes may be folded. A `bar` is a whole number from 0 to 100
    that is drawn where that can be; a `list` holds so many words that it needs room. A `chance` is a
    whole number of per cent, shaded by it where that can be.
    """

    head: str
    holds: Literal["code", "figure", "time", "words", "list", "bar", "chance"] = "figure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table.

    Attributes
    ----------
    caption : one line for people
    total : the last row, set off as the sum of the others; empty where there is none
    notes : how to read it, and what is not shown
    name : of its file or sheet
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] = ()
    notes: tuple[str, ...] = ()
    name: str = ""

    @property
    def heads(self) -> tuple[str, ...]:
        """The head of each column."""
        return tuple(column.head for column in self.columns)

    @property
    def trimmed(self) -> Table:
        """Without the columns in which no row has anything to say."""
        return self._with([at for at in range(len(self.columns)) if self._says(at)])

    @property
    def written(self) -> Table:
        """Without the columns that are drawn, where nothing can be."""
        return self._with([at for at, column in enumerate(self.columns) if column.holds != "bar"])

    def trimmed_of(self, head: str) -> Table:
        """Without the column called `head` where no row has anything to say in it."""
        return self._with([at for at, name in enumerate(self.heads) if name != head or self._says(at)])

    def _says(self, at: int) -> bool:
        return any(row[at] not in ("", None) for row in self.rows)

    def _with(self, kept: Sequence[int]) -> Table:
        return replace(
            self,
            columns=tuple(self.columns[at] for at in kept),
            rows=tuple(tuple(row[at] for at in kept) for row in self.rows),
            total=tuple(self.total[at] for at in kept) if self.total else (),
        )


def table(
    caption: str,
    columns: Sequence[Column],
    rows: Sequence[Sequence[Cell]],
    *,
    total: Sequence[Cell] = (),
    notes: Sequence[str] = (),
) -> Table:
    """A table for people."""
    return Table(
        caption=caption,
        columns=tuple(columns),
        rows=tuple(map(tuple, rows)),
        total=tuple(total),
        notes=tuple(notes),
    )


def sheet(
    name: str,
    caption: str,
    heads: Sequence[str],
    rows: Sequence[tuple[Cell, ...]],
    *,
    notes: Sequence[str] = (),
) -> Table:
    """A table for programs: columns by name, which hold codes where every cell is text."""
    kinds = [{type(row[at]) for row in rows} for at in range(len(heads))]
    columns = tuple(
        Column(head, "code" if all(issubclass(kind, str) for kind in held) else "figure")
        for head, held in zip(heads, kinds, strict=True)
    )
    return Table(name=name, caption=caption, columns=columns, rows=tuple(rows), notes=tuple(notes))


def shown(cell: Cell) -> str:
    """A cell for people: thousands apart, of a measure three digits that count."""
    if not isinstance(cell, float):
        return "" if cell is None else cell if isinstance(cell, str) else f"{cell:,}"
    if abs(cell) < 0.001:
        return f"{cell:.0e}" if cell else "0"
    digits = 0 if abs(cell) >= 100 else 1 if abs(cell) >= 10 else 2 if abs(cell) >= 1 else 3
    return f"{cell:,.{digits}f}"


def per_cent(part: int, whole: int) -> int:
    """Whole hundredths for a bar, 0 to 100; what is more than nothing never draws as nothing."""
    return min(100, -(-100 * part // whole)) if whole > 0 else 0
