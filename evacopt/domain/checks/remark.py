"""What one check says about one cell, before it becomes a finding."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

Cell: TypeAlias = tuple[str, "int | None", str]
"""Table, row (None for the instance's own keys and the policy), column; a blank column is the whole row."""

ANY_ROW = -1
"""As the row of a cell: the whole column, every row of it."""


@dataclass(frozen=True, slots=True)
class Remark:
    """A rule that a cell breaks.

    Attributes
    ----------
    relies_on : tuple of Cell
        Other cells that the remark is true of; it is dropped where one of them could not be read.
    mistyped : bool
        The value is not even of the right type, so that no other check can work with it.
    """

    table: str
    row: int | None
    column: str
    rule: str
    value: str = ""
    remedy: str = ""
    relies_on: tuple[Cell, ...] = ()
    mistyped: bool = False

    @property
    def cell(self) -> Cell:
        """Where it points."""
        return self.table, self.row, self.column


def beside(table: str, row: int, *columns: str) -> tuple[Cell, ...]:
    """Cells of the same row."""
    return tuple((table, row, column) for column in columns)
