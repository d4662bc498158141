"""Tables of a page: cells of text, which the template turns into markup."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head and what it holds.

    A `bar` is a figure from 0 to 100 that is drawn, a `list` holds so many words that it needs room.
    """

    head: str
    holds: Literal["code", "figure", "time", "words", "list", "bar"] = "figure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table with a caption; the first cell of a row is its head, `total` the last row."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def table(
    caption: str,
    columns: Sequence[Column],
    rows: Sequence[Sequence[str]],
    *,
    total: Sequence[str] = (),
    notes: Sequence[str] = (),
) -> Table:
    """A table without the columns in which no row has anything to say."""
    kept = [place for place, _ in enumerate(columns) if any(row[place] for row in rows)]
    return Table(
        caption=caption,
        columns=tuple(columns[place] for place in kept),
        rows=tuple(tuple(row[place] for place in kept) for row in rows),
        total=tuple(total[place] for place in kept) if total else (),
        notes=tuple(notes),
    )


def figure(number: int) -> str:
    """`1,234`."""
    return f"{number:,}"


def per_cent(part: int, whole: int) -> str:
    """Whole hundredths for a bar, 0 to 100; what is more than nothing never draws as nothing."""
    return str(min(100, -(-100 * part // whole))) if whole > 0 else "0"
