"""The one raw form of every container: tables of columns of cells, each with its place in the file."""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

import numpy as np

from evacopt.domain.columns import Coded
from evacopt.domain.fields import TABLES
from evacopt.domain.finding import Finding

Place: TypeAlias = Callable[["int | None", str], str]
"""Where row and column stand in the file; row None is the table as a whole."""

_UNSEEN = re.compile(r"[\s\u200b\u2060\ufeff]*")
"""Blanks of every width, none among them; findings speak of marks of direction as such."""

HEADER_TABLES = ("instance", "policy")
"""The keys of the instance itself and of its policy, as tables of one row."""

TABLE_NAMES = tuple(table.name for table in TABLES)
EVERY_TABLE = frozenset((*HEADER_TABLES, *TABLE_NAMES))


@dataclass(frozen=True)
class Spoilt:
    """What stands for a cell that looks filled and cannot be read: nothing is concluded from it.

    Attributes
    ----------
    rule, value, remedy : str
        As in a finding; without a rule another finding speaks of it.
    """

    rule: str = ""
    value: str = ""
    remedy: str = ""


@dataclass(frozen=True, kw_only=True)
class RawTable:
    """Cells as the file has them.

    Attributes
    ----------
    columns : dict of Coded, each of shape (rows,)
        By the column's name in `evacopt.domain.fields`. A cell is text, or, in a `native` table, a JSON
        value; blank is `""` or None, and `Spoilt` is what the container could not read.
    torn : dict of (rule, value)
        Rows of a wrong shape, such as too few cells, and what is wrong with them: read as far as possible,
        and nothing is concluded from their cells.
    native : bool
        Whether a number must be a number: `"3"` is no integer in JSON, but is one in a sheet.
    """

    name: str
    columns: Mapping[str, Coded[Any]]
    rows: int
    place: Place
    torn: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    native: bool = False

    def take(self, rows: np.ndarray[Any, np.dtype[np.int64]]) -> RawTable:
        """The table at `rows` only; places and torn rows follow."""
        old = rows.tolist()
        new = {row: number for number, row in enumerate(old)}
        columns = {name: _without_unused(column.take(rows)) for name, column in self.columns.items()}
        torn = {new[row]: fault for row, fault in self.torn.items() if row in new}
        place = self.place
        return replace(
            self,
            columns=columns,
            rows=len(old),
            torn=torn,
            place=lambda row, column: place(None if row is None else old[row], column),
        )

    def without_blank_rows(self) -> RawTable:
        """The table without the rows that say nothing, as spreadsheets leave them behind."""
        blank = np.ones(self.rows, dtype=np.bool_)
        blank[list(self.torn)] = False
        for column in sorted(self.columns.values(), key=lambda column: len(column.values)):
            if blank.any():  # mostly settled by the columns of few values
                blank &= np.array([is_blank(cell) for cell in column.values] or [True])[column.codes]
        return self.take(np.flatnonzero(~blank)) if blank.any() else self


@dataclass(frozen=True, kw_only=True)
class RawInstance:
    """All tables of a container.

    Attributes
    ----------
    where : str
        The file or folder, for findings about the whole.
    tables : dict of RawTable
        By name, `instance` and `policy` among them.
    findings : tuple of Finding
        What the container itself found wrong.
    unreadable : set of str
        Tables that are there but could not be read.
    missing : str
        What to do about an absent table, with `{table}` for its name.
    header : str
        What holds the keys of the instance.
    """

    where: str
    tables: Mapping[str, RawTable]
    findings: tuple[Finding, ...] = ()
    unreadable: frozenset[str] = frozenset()
    missing: str = ""
    header: str = "instance.toml"

    @classmethod
    def refused(cls, where: str, finding: Finding) -> RawInstance:
        """A container of which nothing could be read, and why."""
        return cls(where=where, tables={}, findings=(finding,), unreadable=EVERY_TABLE)


def is_blank(cell: Any) -> bool:
    """Whether a cell says nothing: it is absent, or holds only what no eye sees."""
    if cell is None:
        return True
    return isinstance(cell, str) and not cell[:1].isalnum() and _UNSEEN.fullmatch(cell) is not None


def _without_unused(column: Coded[Any]) -> Coded[Any]:
    """The column without values that no row has: nothing is to be made of the cells of rows left out."""
    used = np.zeros(len(column.values), dtype=np.bool_)
    used[column.codes] = True
    if used.all():
        return column
    values = tuple(value for value, kept in zip(column.values, used.tolist(), strict=True) if kept)
    return Coded((np.cumsum(used) - 1)[column.codes], values)


def is_filled(cells: Iterable[Any]) -> bool:
    """Whether any of `cells` says something."""
    return not all(map(is_blank, cells))


class CodedBuilder:
    """Collects the cells of one column as text, coding them as they come."""

    def __init__(self) -> None:
        self._numbers = _Numbers()
        self._codes = array("q")

    def extend(self, cells: Iterable[str | Spoilt]) -> None:
        """Add `cells` at the end."""
        self._codes.extend(map(self._numbers.__getitem__, cells))

    def column(self) -> Coded[Any]:
        """The column so far."""
        return Coded(np.array(self._codes, dtype=np.int64), tuple(self._numbers))


def code_texts(cells: Iterable[str | Spoilt]) -> Coded[Any]:
    """A column of text cells."""
    builder = CodedBuilder()
    builder.extend(cells)
    return builder.column()


def code_values(cells: Iterable[Any]) -> Coded[Any]:
    """A column of JSON values; 1, 1.0 and true are three values, whatever Python says."""
    keys = _Numbers()
    values: list[Any] = []
    codes = []
    for cell in cells:
        key = cell if type(cell) is str else (type(cell), repr(cell))
        number = keys[key]
        codes.append(number)
        if number == len(values):
            values.append(cell)
    return Coded(np.array(codes, dtype=np.int64), tuple(values))


class _Numbers(dict[Any, int]):
    """Numbers its keys as they are asked for."""

    def __missing__(self, key: Any) -> int:
        number = self[key] = len(self)
        return number
