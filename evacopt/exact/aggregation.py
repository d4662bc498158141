"""Aggregation of interchangeable flights: who sits in which of them is left open until it is known which fly.

Flights that nothing but seats tells apart for parties of one seat (aircraft of different size that leave
together for one place) are symmetric: plans that differ in the seating only are alike. One column counts the
parties on all of them, under one row with all their seats. Disaggregation seats them flight by flight, which
parties of one seat always can be.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from evacopt.domain.columns import Ints, Mask
from evacopt.milp.contract import BackendResult, Program
from evacopt.milp.linear import NO_LOWER, NO_UPPER, Goal, Matrix


@dataclass(frozen=True, eq=False)
class _Interchangeable:
    """A set of two flights or more that are interchangeable.

    Attributes
    ----------
    rows : int64 array, shape (flights,), of their seats
    columns : int64 array, shape (flights, cohorts), of the parties of each cohort on each flight
    most : int64 array, shape (cohorts,), parties of each cohort on all flights together
    """

    rows: Ints
    columns: Ints
    most: Ints


@dataclass(frozen=True, eq=False)
class Aggregated:
    """A program in which interchangeable flights are one, and the way back.

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
    _sets: tuple[_Interchangeable, ...]

    def disaggregated(self, result: BackendResult) -> BackendResult:
        """A result of this program as one of the whole program, everybody seated."""
        if result.values is None:
            return result
        spread = result.values[self.column]
        for flights in self._sets:
            spread[flights.columns] = 0
        slack = self._whole.rules_upper - self._whole.rules.times(spread)
        for flights in self._sets:
            parties = result.values[self.column[flights.columns[0]]]
            spread[flights.columns] = _overlaps(slack[flights.rows], parties)
        return replace(result, values=spread)


def _overlaps(one: Ints, other: Ints) -> Ints:
    """Two rows of lengths, each laid end to end: how much each of the one overlaps each of the other."""
    stop, end = np.cumsum(one)[:, None], np.cumsum(other)[None, :]
    shared: Ints = np.minimum(stop, end) - np.maximum(stop - one[:, None], end - other[None, :])
    return np.maximum(shared, 0)


def aggregated(program: Program, seat_rows: Ints, decisions: Mask) -> Aggregated | None:
    """`program` with interchangeable flights taken as one; `None` where there are none.

    Parameters
    ----------
    seat_rows : rows of `program.rules` that say how many seats there are
    decisions : columns that count parties, shape (columns,)
    """
    sets = _interchangeable(program, seat_rows, decisions)
    if not sets:
        return None
    column, row = np.arange(program.columns), np.arange(program.rules.rows)
    loose, upper = np.zeros(program.columns, dtype=np.bool_), program.upper.copy()
    for flights in sets:
        column[flights.columns], row[flights.rows] = flights.columns[0], flights.rows[0]
        loose[flights.columns[0]], upper[flights.columns[0]] = True, flights.most
    first = column == np.arange(program.columns)
    stays, column = np.unique(column, return_inverse=True)
    stay_rows, row = np.unique(row, return_inverse=True)
    rules, kept = program.rules, first[program.rules.column]
    entries = column[rules.column[kept]], rules.coefficient[kept]
    smaller = replace(
        program,
        lower=program.lower[first],
        upper=upper[first],
        rules=Matrix.of(len(stay_rows), row[rules.row_of_entry()[kept]], *entries),
        rules_lower=program.rules_lower[stay_rows],
        rules_upper=_sums(row, program.rules_upper),
        goal=_renumbered(program.goal, first, column),
        fixed_goals=tuple((_renumbered(goal, first, column), value) for goal, value in program.fixed_goals),
        start=None if program.start is None else _sums(column, program.start),
        loose=loose[stays],
    )
    return Aggregated(smaller, decisions[stays], column, program, sets)


def _renumbered(goal: Goal, first: Mask, column: Ints) -> Goal:
    kept = first[goal.column]
    return Goal(goal.name, column[goal.column[kept]], goal.coefficient[kept], goal.offset)


def _sums(place: Ints, numbers: Ints) -> Ints:
    """`numbers` added up by place."""
    total = np.zeros(place.max(initial=-1) + 1, dtype=np.int64)
    np.add.at(total, place, numbers)
    return total


def _interchangeable(program: Program, seat_rows: Ints, decisions: Mask) -> tuple[_Interchangeable, ...]:
    """Every set of interchangeable flights."""
    seats = _seats_for_one(program, seat_rows, decisions)
    if len(seats) < 2:
        return ()
    implied = _implied_upper(program, seats)
    sets = (
        _Interchangeable(
            rows, columns, np.minimum(program.upper[columns].sum(axis=0), implied[columns].max(axis=0))
        )
        for rows, columns in _alike(program, seats, decisions)
    )
    return tuple(flights for flights in sets if _any_order_fits(program, flights))


def _implied_upper(program: Program, passed_over: Ints) -> Ints:
    """What the rules but `passed_over` allow each column at most, each alone; shape (columns,)."""
    rules = program.rules
    column, amount, row = rules.column, rules.coefficient, rules.row_of_entry()
    least, _ = rules.activity_range(program.lower, program.upper)
    limits = (amount > 0) & (program.rules_upper < NO_UPPER)[row] & ~np.isin(row, passed_over)
    slack = (program.rules_upper - least)[row] // np.maximum(amount, 1)
    upper = np.full(program.columns, NO_UPPER)
    np.minimum.at(upper, column[limits], program.lower[column[limits]] + slack[limits])
    return upper


def _seats_for_one(program: Program, seat_rows: Ints, decisions: Mask) -> Ints:
    """Of `seat_rows` those whose parties all take one seat, and none on any other flight."""
    rules, fine = program.rules, np.zeros(program.rules.rows, dtype=np.bool_)
    fine[seat_rows] = True
    row, parties = rules.row_of_entry(), decisions[rules.column]
    seated = parties & fine[row]
    legs = np.bincount(rules.column[seated], minlength=program.columns)
    fine &= (program.rules_lower == NO_LOWER) & (program.rules_upper < NO_UPPER)
    fine[row[seated & ((rules.coefficient != 1) | (legs[rules.column] > 1))]] = False
    fine[np.setdiff1d(np.arange(rules.rows), row[seated])] = False
    return np.flatnonzero(fine)


def _alike(program: Program, seats: Ints, decisions: Mask) -> Iterator[tuple[Ints, Ints]]:
    """Rows of seats whose columns have the same entries everywhere else, cohort by cohort."""
    elsewhere = _entries_elsewhere(program, seats, decisions)
    alike: dict[tuple[bytes, ...], tuple[list[int], list[Ints]]] = {}
    for row in _perhaps_alike(program, seats, decisions, elsewhere).tolist():
        columns, _ = program.rules.row(row)
        columns = columns[decisions[columns]]
        keys = [b"".join(part.tobytes() for part in elsewhere.row(column)) for column in columns.tolist()]
        order = sorted(range(len(keys)), key=keys.__getitem__)
        rows, listed = alike.setdefault(tuple(keys[place] for place in order), ([], []))
        rows.append(row)
        listed.append(columns[order])
    for rows, listed in alike.values():
        if len(rows) > 1:
            yield np.array(rows, dtype=np.int64), np.array(listed)


def _entries_elsewhere(program: Program, seats: Ints, decisions: Mask) -> Matrix:
    """For each column, as a row, its entries in rules and goals, but not the seats of its party."""
    rules, goals = program.rules, (*(goal for goal, _ in program.fixed_goals), program.goal)
    row = rules.row_of_entry()
    kept = ~(np.isin(row, seats) & decisions[rules.column])
    number = np.repeat(rules.rows + np.arange(len(goals)), [len(goal.column) for goal in goals])
    return Matrix.of(
        program.columns,
        np.concatenate([rules.column[kept], *(goal.column for goal in goals)]),
        np.append(row[kept], number),
        np.concatenate([rules.coefficient[kept], *(goal.coefficient for goal in goals)]),
    )


def _perhaps_alike(program: Program, seats: Ints, decisions: Mask, elsewhere: Matrix) -> Ints:
    """Those of `seats` that have the same checksum as another: only they are worth a closer look."""
    rules = program.rules
    of_column = elsewhere.sum_by_row(elsewhere.coefficient * (elsewhere.column + 1))
    checksum = rules.sum_by_row(np.where(decisions[rules.column], of_column[rules.column], 0))[seats]
    _, which, often = np.unique(checksum, return_inverse=True, return_counts=True)
    return seats[often[which] > 1]


def _any_order_fits(program: Program, flights: _Interchangeable) -> bool:
    """Whether seats alone limit who sits where: what a column may be at most never stands in the way."""
    seats = program.rules.take(flights.rows)
    parties = np.isin(seats.column, flights.columns)
    ends = program.lower[seats.column], program.upper[seats.column]
    others = [np.where(parties, 0, seats.coefficient * end) for end in ends]
    limit = program.rules_upper[flights.rows]
    least, most = limit - seats.sum_by_row(np.maximum(*others)), limit - seats.sum_by_row(np.minimum(*others))
    lower, upper = program.lower[flights.columns], program.upper[flights.columns]
    needed = np.minimum(most[:, None], flights.most[None, :])
    return bool((lower == 0).all() and (least >= 0).all() and (upper >= needed).all())
