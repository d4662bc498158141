"""What one check says about one cell, the cells that could not be read, and how findings are told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeAlias

from evacopt.domain.fields import HEADER, POLICY, TABLES
from evacopt.domain.finding import Finding
from evacopt.domain.instance import Instance
from evacopt.domain.subjects import subject_called

Cell: TypeAlias = tuple[str, "int | None", str]
"""Table, row (None for the instance's own keys and the policy), column; a blank column is the whole row."""

ANY_ROW = -1
"""As the row of a cell: the whole column, every row of it."""

HORIZON: tuple[Cell, ...] = (("instance", None, "begins"), ("instance", None, "ends"))
_FIELDS = {table.name: table.fields for table in TABLES}


@dataclass(frozen=True, slots=True)
class Remark:
    """A rule that a cell breaks.

    Attributes
    ----------
    beside : tuple of str
        Columns of the same row that the remark is true of.
    relies_on : tuple of Cell
        Other cells that it is true of; it is dropped where one of either could not be read.
    mistyped : bool
        The value is not even of the right type, so that no other check can work with it.
    """

    table: str
    row: int | None
    column: str
    rule: str
    value: str = ""
    remedy: str = ""
    beside: tuple[str, ...] = ()
    relies_on: tuple[Cell, ...] = ()
    mistyped: bool = False

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Where it points, and what it relies on."""
        return (*cells_of(self.table, self.row, self.column, *self.beside), *self.relies_on)


def cells_of(table: str, row: int | None, *columns: str) -> tuple[Cell, ...]:
    """Cells of one row."""
    return tuple((table, row, column) for column in columns)


@dataclass(frozen=True)
class Unread:
    """Which parts of an instance could not be read and hold placeholders: nothing is said of them.

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
        """Columns of which any cell holds a placeholder."""
        torn = {table for table, _ in self.rows}
        columns = {(table, field.column) for table in torn for field in _FIELDS.get(table, ())}
        return frozenset(columns | {(table, column) for table, _, column in self.cells})

    def also(self, cells: Iterable[Cell]) -> Unread:
        """The same with more cells."""
        return replace(self, cells=self.cells.union(cells))


NOTHING = Unread()
"""Everything was read."""

_TABLE_NUMBER = {
    name: place for place, name in enumerate(("", "instance", "policy", *(t.name for t in TABLES)))
}
_COLUMN_NUMBER = {
    (name, field.column): place
    for name, fields in (("instance", HEADER), ("policy", POLICY), *((t.name, t.fields) for t in TABLES))
    for place, field in enumerate(fields)
}


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """`findings`, errors first, each once."""
    return sorted(dict.fromkeys(findings), key=_rank)


def _rank(finding: Finding) -> tuple[bool, int, int, int]:
    return (
        finding.severity != "error",
        _TABLE_NUMBER.get(finding.table, len(_TABLE_NUMBER)),
        -1 if finding.row is None else finding.row,
        _COLUMN_NUMBER.get((finding.table, finding.column), -1),
    )


_TABLE = {table.name: table for table in TABLES}
_NAMED_BY = {
    "admissions": "nationality",
    "terms": "rule",
    "windows": "location",
    "capacities": "location",
    "order": "flight",
    "uses": "resource",
}
"""What rows without a key are called by, where it is not the group."""


def subject_of(instance: Instance, table: str, row: int | None) -> str:
    """`flight AF-02`, `pin of FRA-2a`, `admission of FRA`; blank for a whole table or a nameless row."""
    if row is None or table not in _TABLE:
        return ""
    if table == "groups":
        name = instance.groups.id[row]
        return subject_called(table, name) if name else ""
    record = getattr(instance, table)[row]
    if not _TABLE[table].key:
        name = getattr(record, _NAMED_BY.get(table, "group"))
        return subject_called(table, name) if name else ""
    name = getattr(record, _TABLE[table].key)
    return subject_called(table, name) if name else ""
