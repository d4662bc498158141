"""Flights side by side: who sits in which of them is left open until it is known which ones fly.

Where parties that take one seat each may use any of several flights, and nothing but seats tells those
flights apart for them (aircraft of different size that leave together for one place), one column counts the
parties on all of them, under one row with all their seats. Afterwards they are seated flight by flight:
parties of one seat always fit. There are fewer columns, and fewer plans that differ in the seating only.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from evacopt.domain.columns import Ints, Mask
from evacopt.exact.interchangeable_flights import Bundle, bundles_of
from evacopt.milp.contract import BackendResult, Program
from evacopt.milp.linear import Goal, Matrix


@dataclass(frozen=True, eq=False)
class SideBySide:
    """A program with bundles of flights taken as one, and the way back.

    Attributes
    ----------
    program : with fewer columns and rows
    decisions : columns of `program` that decide the others, shape (columns,)
    column : int64 array, shape (columns of the whole program,): its column in `program`
    """

    program: Program
    decisions: Mask
    column: Ints
    _whole: Program
    _bundles: tuple[Bundle, ...]

    def values(self, values: Ints) -> Ints:
        """Values of this program as values of the whole one, everybody seated."""
        spread, rules = values[self.column], self._whole.rules
        for bundle in self._bundles:
            spread[bundle.columns] = 0
        room = self._whole.rules_upper - rules.times(spread)
        for bundle in self._bundles:
            parties = values[self.column[bundle.columns[0]]]
            spread[bundle.columns] = _overlaps(room[bundle.rows], parties)
        return spread

    def answer(self, answer: BackendResult) -> BackendResult:
        """An answer to this program as one to the whole program."""
        return answer if answer.values is None else replace(answer, values=self.values(answer.values))


def _overlaps(one: Ints, other: Ints) -> Ints:
    """Two rows of lengths, each laid end to end: how much each of the one overlaps each of the other."""
    stop, end = np.cumsum(one)[:, None], np.cumsum(other)[None, :]
    shared: Ints = np.minimum(stop, end) - np.maximum(stop - one[:, None], end - other[None, :])
    return np.maximum(shared, 0)


def side_by_side(program: Program, seat_rows: Ints, decisions: Mask) -> SideBySide | None:
    """`program` with flights taken as one that nothing but seats tells apart; `None` where there are none.

    Parameters
    ----------
    seat_rows : rows of `program.rules` that say how many seats there are
    decisions : columns that count parties, shape (columns,)
    """
    bundles = bundles_of(program, seat_rows, decisions)
    if not bundles:
        return None
    column, row = np.arange(program.columns), np.arange(program.rules.rows)
    for bundle in bundles:
        column[bundle.columns] = bundle.columns[0]
        row[bundle.rows] = bundle.rows[0]
    first = column == np.arange(program.columns)
    stays, column = np.unique(column, return_inverse=True)
    smaller = _with_columns(_with_rows(program, first, row), bundles, first, column)
    loose = np.zeros(program.columns, dtype=np.bool_)
    for bundle in bundles:
        loose[bundle.columns[0]] = True
    smaller = replace(smaller, loose=loose[stays])
    return SideBySide(smaller, decisions[stays], column, program, bundles)


def _with_rows(program: Program, first: Mask, row: Ints) -> Program:
    """The columns of `first` alone are left in the rows; rows of the same number are added up."""
    rules, kept = program.rules, first[program.rules.column]
    stays, row = np.unique(row, return_inverse=True)
    matrix = Matrix.of(
        len(stays), row[rules.row_of_entry()[kept]], rules.column[kept], rules.coefficient[kept]
    )
    upper = _added(row, program.rules_upper)
    return replace(program, rules=matrix, rules_lower=program.rules_lower[stays], rules_upper=upper)


def _with_columns(program: Program, bundles: tuple[Bundle, ...], first: Mask, column: Ints) -> Program:
    """The program over the columns of `first`, numbered by `column`."""
    upper, rules, start = program.upper.copy(), program.rules, program.start
    for bundle in bundles:
        upper[bundle.columns[0]] = bundle.most
    return replace(
        program,
        lower=program.lower[first],
        upper=upper[first],
        rules=Matrix(rules.start, column[rules.column], rules.coefficient),
        goal=_renumbered(program.goal, first, column),
        fixed_goals=tuple((_renumbered(goal, first, column), value) for goal, value in program.fixed_goals),
        start=None if start is None else _added(column, start),
    )


def _renumbered(goal: Goal, first: Mask, column: Ints) -> Goal:
    kept = first[goal.column]
    return Goal(goal.name, column[goal.column[kept]], goal.coefficient[kept], goal.offset)


def _added(place: Ints, numbers: Ints) -> Ints:
    """`numbers` added up by place."""
    total = np.zeros(place.max(initial=-1) + 1, dtype=np.int64)
    np.add.at(total, place, numbers)
    return total
