"""Groups of identical parties: one row, and a table of a million rows as columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from functools import cached_property
from itertools import chain
from typing import Any, overload

import numpy as np

from evacopt.domain.columns import BLANK, Coded, Ints, cell, int_column, same
from evacopt.domain.dimension import Amounts
from evacopt.domain.shown import Brief

Members = tuple[tuple[str, int], ...]
"""People of a party by their own nationality, sorted; empty where all are of the party's nationality."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Group(Brief):
    """`count` identical parties. `None`, a blank text and an empty tuple stand for a blank cell.

    Attributes
    ----------
    id : a pseudonymous code, never a name
    nationality : three capitals, as whom the parties travel
    origin : id of the location where they wait
    size : people of one party who need a seat
    count : how many such parties
    priority : class, 1 is the most urgent
    members : people of one party by nationality, `(("FRA", 2), ("NER", 1))`; empty: all of `nationality`
    infants : lap infants of one party
    stretchers : people of one party who must lie
    assisted : people of one party who need a helper
    ready : UTC minutes, earliest departure; `None` is the beginning of the horizon
    leave_by : UTC minutes, latest first departure; `None` is none
    destinations : havens or countries that they accept; empty: every haven
    operators : operators that may carry them; empty: every one
    weight : value of bringing one party out; `None` is people times the weight of the class
    stay : minutes at the haven; `None` is as long as the haven says
    registered : UTC minutes, when they registered, for first come first served
    show_up : parts per million, how likely a called party boards
    needs : how much of each dimension one party needs, `(("kg", 350), ("pet", 1))`
    tags : codes, such as of a sponsor or a list, that shares may name
    count_low, count_high : how many such parties there may turn out to be; `None` is `count`
    """

    id: str
    nationality: str
    origin: str
    size: int
    count: int = 1
    priority: int = 1
    members: Members = ()
    infants: int = 0
    stretchers: int = 0
    assisted: int = 0
    ready: int | None = None
    leave_by: int | None = None
    destinations: tuple[str, ...] = ()
    operators: tuple[str, ...] = ()
    weight: int | None = None
    stay: int | None = None
    registered: int | None = None
    show_up: int = 1_000_000
    needs: Amounts = ()
    tags: tuple[str, ...] = ()
    count_low: int | None = None
    count_high: int | None = None

    @property
    def people(self) -> int:
        """People of one party, lap infants included."""
        return self.size + self.infants

    @property
    def able(self) -> int:
        """People of one party who can help others."""
        return self.size - self.stretchers - self.assisted

    @property
    def own_nationalities(self) -> Members:
        """People of one party by their own nationality, never empty."""
        return self.members or ((self.nationality, self.people),)


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class Groups:
    """The groups of an instance as columns; `groups[i]` is a row-like view made on demand.

    The columns have the names and units of `Group`. Those of integers are arrays of shape (rows,), dtype
    int64, which hold `BLANK` where the cell was blank; the others are coded, each distinct value once.
    """

    id: tuple[str, ...]
    nationality: Coded[str]
    origin: Coded[str]
    size: Ints
    count: Ints
    priority: Ints
    members: Coded[Members]
    infants: Ints
    stretchers: Ints
    assisted: Ints
    ready: Ints
    leave_by: Ints
    destinations: Coded[tuple[str, ...]]
    operators: Coded[tuple[str, ...]]
    weight: Ints
    stay: Ints
    registered: Ints
    show_up: Ints
    needs: Coded[Amounts]
    tags: Coded[tuple[str, ...]]
    count_low: Ints
    count_high: Ints

    @classmethod
    def of(cls, rows: Iterable[Group]) -> Groups:
        """The table of `rows`."""
        listed = list(rows)
        return cls(**{f.name: _column(f.name, [getattr(row, f.name) for row in listed]) for f in fields(cls)})

    @cached_property
    def people(self) -> Ints:
        """People of one party of each group, lap infants included."""
        return self.size + self.infants

    @cached_property
    def able(self) -> Ints:
        """People of one party of each group who can help others."""
        return self.size - self.stretchers - self.assisted

    def ready_from(self, begins: int) -> Ints:
        """The minute from which each group is ready, `begins` where its cell is blank; shape (groups,)."""
        return np.where(self.ready == BLANK, begins, self.ready)

    @cached_property
    def fewest(self) -> Ints:
        """How many parties of each group there are at least, shape (groups,)."""
        return np.where(self.count_low == BLANK, self.count, self.count_low)

    @cached_property
    def most(self) -> Ints:
        """How many parties of each group there are at most, shape (groups,)."""
        return np.where(self.count_high == BLANK, self.count, self.count_high)

    def needs_of(self, dimension: str) -> Ints:
        """How much of a dimension one party of each group needs (6.5), shape (groups,)."""
        return self.needs.ints(lambda needs: dict(needs).get(dimension, 0))

    @cached_property
    def row(self) -> dict[str, int]:
        """The row of each group id."""
        return {group: row for row, group in enumerate(self.id)}

    @cached_property
    def own_nationalities(self) -> Coded[Members]:
        """`Group.own_nationalities` of every row."""
        plain = Coded.of(zip(self.nationality, self.people.tolist(), strict=True))
        own = self.members.map(lambda members: members)
        if own.values == ((),):
            return plain.map(lambda pair: (pair,))
        return Coded.of(members or (alone,) for members, alone in zip(own, plain, strict=True))

    def take(self, rows: Ints) -> Groups:
        """The table of `rows` only, in that order."""
        columns: dict[str, Any] = {"id": tuple(self.id[row] for row in rows.tolist())}
        for field in fields(self):
            column = getattr(self, field.name)
            if isinstance(column, Coded):
                columns[field.name] = column.take(rows)
            elif isinstance(column, np.ndarray):
                columns[field.name] = column[rows]
        return Groups(**columns)

    def with_cells(self, row: int, **cells: Any) -> Groups:
        """The table with other cells in a row; an integer that is blank is `None` or `BLANK`."""
        columns: dict[str, Any] = {}
        for name, value in cells.items():
            column = getattr(self, name)
            if isinstance(column, tuple):
                columns[name] = (*column[:row], value, *column[row + 1 :])
            elif isinstance(column, Coded):
                columns[name] = Coded.of(value if at == row else old for at, old in enumerate(column))
            else:
                columns[name] = column.copy()
                columns[name][row] = BLANK if value is None else value
        return replace(self, **columns)

    def with_row(self, group: Group, row: int | None) -> Groups:
        """The table with `group` in that row, behind the last one where that is `None`."""
        if row is None:
            return Groups.joined((self, Groups.of((group,))))
        cells = {field.name: getattr(group, field.name) for field in fields(group)}
        before = self[row]
        return self.with_cells(row, **{k: cell for k, cell in cells.items() if cell != getattr(before, k)})

    @classmethod
    def joined(cls, tables: Iterable[Groups]) -> Groups:
        """The rows of several tables, end to end."""
        listed = list(tables)
        columns: dict[str, Any] = {}
        for field in fields(cls):
            parts = [getattr(table, field.name) for table in listed]
            if isinstance(parts[0], np.ndarray):
                columns[field.name] = np.concatenate(parts)
            else:
                columns[field.name] = _column(field.name, chain.from_iterable(parts))
        return cls(**columns)

    def __len__(self) -> int:
        return len(self.id)

    @overload
    def __getitem__(self, index: int) -> Group: ...
    @overload
    def __getitem__(self, index: slice) -> Groups: ...
    def __getitem__(self, index: int | slice) -> Group | Groups:
        if isinstance(index, slice):
            return self.take(np.arange(len(self), dtype=np.int64)[index])
        values: dict[str, Any] = {}
        for field in fields(self):
            column = getattr(self, field.name)
            values[field.name] = cell(column, index) if isinstance(column, np.ndarray) else column[index]
        return Group(**values)

    def __iter__(self) -> Iterator[Group]:
        return (self[row] for row in range(len(self)))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Groups):
            return NotImplemented
        return all(same(getattr(self, field.name), getattr(other, field.name)) for field in fields(self))

    def __hash__(self) -> int:
        return hash(self.id)

    def __repr__(self) -> str:
        return f"<Groups: {len(self):,} rows>"


_CODED = frozenset({"nationality", "origin", "members", "destinations", "operators", "needs", "tags"})


def _column(name: str, cells: Iterable[Any]) -> Any:
    """The column `name` of a table with these cells."""
    if name == "id":
        return tuple(cells)
    return Coded.of(cells) if name in _CODED else int_column(cells)


__all__ = ["BLANK", "Group", "Groups", "Members"]
