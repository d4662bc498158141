"""The cells of an instance that could not be read, so that nothing is said of their placeholders."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from evacopt.domain.checks.remark import ANY_ROW, Cell
from evacopt.domain.fields import TABLES

_FIELDS = {table.name: table.fields for table in TABLES}


@dataclass(frozen=True)
class Unread:
    """Which parts of an instance hold placeholders.

    Attributes
    ----------
    cells : set of (table, row, column)
    rows : set of (table, row), rows read in part, such as a line with too few fields
    columns : set of (table, column), columns that are needed and absent
    tables : set of table names that are absent or unreadable
    """

    cells: frozenset[Cell] = frozenset()
    rows: frozenset[tuple[str, int | None]] = frozenset()
    columns: frozenset[tuple[str, str]] = frozenset()
    tables: frozenset[str] = frozenset()

    def hides(self, cell: Cell) -> bool:
        """Whether `cell` holds a placeholder."""
        table, row, column = cell
        if row == ANY_ROW and (table, column) in self._touched:
            return True
        return (
            table in self.tables
            or (table, column) in self.columns
            or cell in self.cells
            or (row is not None and (table, row) in self.rows)
        )

    @cached_property
    def _touched(self) -> frozenset[tuple[str, str]]:
        torn = {table for table, _ in self.rows}
        cells = {(table, column) for table, _, column in self.cells}
        return frozenset(
            cells | {(table, field.column) for table in torn for field in _FIELDS.get(table, ())}
        )

    def also(self, cells: Iterable[Cell]) -> Unread:
        """The same with more cells."""
        return replace(self, cells=self.cells.union(cells))


NOTHING = Unread()
"""Everything was read."""
