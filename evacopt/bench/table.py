"""A table of results: text and numbers, as they are for programs and as they are shown to people."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeAlias

Cell: TypeAlias = "str | int | float | None"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table.

    Attributes
    ----------
    name : of its file
    note : how to read it
    counts : columns that are left out where every cell is 0 or blank
    """

    name: str
    title: str
    note: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    counts: frozenset[str] = frozenset()

    @property
    def trimmed(self) -> Table:
        """Without columns of `counts` that say nothing."""
        kept = [
            place
            for place, column in enumerate(self.columns)
            if column not in self.counts or any(row[place] for row in self.rows)
        ]
        return replace(
            self,
            columns=tuple(self.columns[place] for place in kept),
            rows=tuple(tuple(row[place] for place in kept) for row in self.rows),
        )


def shown(cell: Cell) -> str:
    """A cell for people: three digits that count, thousands apart, `-` for what there is not."""
    if cell is None:
        return "-"
    if isinstance(cell, int):
        return f"{cell:,}"
    if isinstance(cell, str):
        return cell
    if not cell:
        return "0"
    if abs(cell) < 0.001:
        return f"{cell:.0e}"
    digits = 0 if abs(cell) >= 100 else 1 if abs(cell) >= 10 else 2 if abs(cell) >= 1 else 3
    return f"{cell:,.{digits}f}"
