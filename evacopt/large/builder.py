"""Builds a linear program: columns, and rows that know by which keys the judge has them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from evacopt.domain.certificate import Key
from evacopt.domain.columns import Ints
from evacopt.milp.contract import Program
from evacopt.milp.linear import NO_LOWER, NO_UPPER, Goal, Matrix

THOUSAND = 1000
"""People are counted in thousandths where a column counts seats: lap infants make more people than seats."""

LEAST = 1e-6
"""Seats below which a flow is none: what an engine in floats may leave."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row at most `high` (for `balance`, exactly); the rows `keys` of the judge say `scale` times it."""

    high: int
    keys: tuple[Key, ...] = ()
    scale: int = 1
    balance: bool = False


@dataclass(frozen=True, eq=False)
class ScaledGoal:
    """A goal over the columns, counted `unit` times."""

    goal: Goal
    unit: int = 1


class Builder:
    """Columns with bounds, rows by key, entries."""

    def __init__(self) -> None:
        self.lower: list[int] = []
        self.upper: list[int] = []
        self.rows: list[Row] = []
        self._number: dict[object, int] = {}
        self._entries: tuple[list[int], list[int], list[int]] = ([], [], [])

    def row(self, key: object, row: Row) -> int:
        """The number of the row of that key; `row` is added if there is none."""
        number = self._number.get(key)
        if number is None:
            number = self._number[key] = len(self.rows)
            self.rows.append(row)
        return number

    def column(self, upper: int, entries: Iterable[tuple[int, int]] = (), lower: int = 0) -> int:
        """Add a column with (row, amount) entries; gives its number."""
        number = len(self.upper)
        self.lower.append(lower)
        self.upper.append(upper)
        for row, amount in entries:
            self.enter(row, number, amount)
        return number

    def enter(self, row: int, column: int, amount: int) -> None:
        """Add `amount` x column to a row."""
        rows, columns, amounts = self._entries
        rows.append(row)
        columns.append(column)
        amounts.append(amount)

    def program(self) -> Program:
        """The relaxation without a goal."""
        rows, columns, amounts = (np.array(part, dtype=np.int64) for part in self._entries)
        nothing = np.zeros(0, dtype=np.int64)
        high = np.array([row.high for row in self.rows], dtype=np.int64)
        balance = np.array([row.balance for row in self.rows], dtype=np.bool_)
        return Program(
            lower=np.array(self.lower, dtype=np.int64),
            upper=np.array(self.upper, dtype=np.int64),
            rules=Matrix.of(len(self.rows), rows, columns, amounts),
            rules_lower=np.where(balance, high, NO_LOWER),
            rules_upper=np.minimum(high, NO_UPPER),
            goal=Goal("nothing", nothing, nothing),
            relaxed=True,
        )

    def keyed(self, duals: Mapping[int, float]) -> dict[Key, float]:
        """Prices of rows by the keys of the judge."""
        by_key: dict[Key, float] = {}
        for number, price in duals.items():
            row = self.rows[number]
            for key in row.keys:
                by_key[key] = by_key.get(key, 0.0) + price * row.scale
        return by_key


def goal_over(name: str, parts: Iterable[tuple[Ints, Ints]], offset: int = 0) -> Goal:
    """A goal of (columns, coefficients)."""
    listed = list(parts)
    nothing = [np.zeros(0, dtype=np.int64)]
    column = np.concatenate([*(np.atleast_1d(columns) for columns, _ in listed), *nothing])
    amount = np.concatenate(
        [*(np.broadcast_to(values, np.shape(columns)) for columns, values in listed), *nothing]
    )
    return Goal(name, column.astype(np.int64), amount.astype(np.int64), offset)
