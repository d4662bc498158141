"""Which flights lie side by side: nothing but seats tells them apart for parties of one seat."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from evacopt.domain.columns import Ints, Mask
from evacopt.milp.contract import Program
from evacopt.milp.linear import NO_LOWER, NO_UPPER, Matrix


@dataclass(frozen=True, eq=False)
class Bundle:
    """Flights side by side.

    Attributes
    ----------
    rows : int64 array, shape (flights,), of their seats
    columns : int64 array, shape (flights, kinds), of the parties of each kind on each flight
    most : int64 array, shape (kinds,), parties of each kind on all flights together
    """

    rows: Ints
    columns: Ints
    most: Ints


def bundles_of(program: Program, seat_rows: Ints, decisions: Mask) -> tuple[Bundle, ...]:
    """Every bundle of two flights or more.

    Parameters
    ----------
    seat_rows : rows of `program.rules` that say how many seats there are
    decisions : columns that count parties, shape (columns,)
    """
    seats = _seats_for_one(program, seat_rows, decisions)
    if len(seats) < 2:
        return ()
    implied = _implied_upper(program, seats)
    found = (
        Bundle(rows, columns, _most(program, columns, implied))
        for rows, columns in _alike(program, seats, decisions)
    )
    return tuple(bundle for bundle in found if _any_order_fits(program, bundle))


def _implied_upper(program: Program, passed_over: Ints) -> Ints:
    """What the rules but `passed_over` allow each column at most, each alone; shape (columns,)."""
    rules = program.rules
    column, amount, row = rules.column, rules.coefficient, rules.row_of_entry()
    limits = (amount > 0) & (program.rules_upper < NO_UPPER)[row] & ~np.isin(row, passed_over)
    room = (program.rules_upper - _least(program))[row] // np.maximum(amount, 1)
    upper = np.full(program.columns, NO_UPPER)
    np.minimum.at(upper, column[limits], program.lower[column[limits]] + room[limits])
    return upper


def _least(program: Program) -> Ints:
    """The least that each rule can come to; shape (rows,)."""
    rules = program.rules
    sides = program.lower[rules.column], program.upper[rules.column]
    return rules.sum_by_row(np.minimum(rules.coefficient * sides[0], rules.coefficient * sides[1]))


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
    """Rows of seats whose columns say the same everywhere else, kind by kind."""
    said = _said_elsewhere(program, seats, decisions)
    bundles: dict[tuple[bytes, ...], tuple[list[int], list[Ints]]] = {}
    for row in _perhaps_alike(program, seats, decisions, said).tolist():
        columns, _ = program.rules.row(row)
        columns = columns[decisions[columns]]
        words = [b"".join(part.tobytes() for part in said.row(column)) for column in columns.tolist()]
        order = sorted(range(len(words)), key=words.__getitem__)
        rows, found = bundles.setdefault(tuple(words[place] for place in order), ([], []))
        rows.append(row)
        found.append(columns[order])
    for rows, found in bundles.values():
        if len(rows) > 1:
            yield np.array(rows, dtype=np.int64), np.array(found)


def _said_elsewhere(program: Program, seats: Ints, decisions: Mask) -> Matrix:
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


def _perhaps_alike(program: Program, seats: Ints, decisions: Mask, said: Matrix) -> Ints:
    """Those of `seats` that have the same checksum as another: only they are worth a closer look."""
    rules = program.rules
    of_column = said.sum_by_row(said.coefficient * (said.column + 1))
    checksum = rules.sum_by_row(np.where(decisions[rules.column], of_column[rules.column], 0))[seats]
    _, which, often = np.unique(checksum, return_inverse=True, return_counts=True)
    return seats[often[which] > 1]


def _most(program: Program, columns: Ints, implied: Ints) -> Ints:
    """Parties of each kind at most, by their columns' bounds and by what the rules imply."""
    most: Ints = np.minimum(program.upper[columns].sum(axis=0), implied[columns].max(axis=0))
    return most


def _any_order_fits(program: Program, bundle: Bundle) -> bool:
    """Whether seats alone limit who sits where: what a column may be at most never stands in the way."""
    seats = program.rules.take(bundle.rows)
    parties = np.isin(seats.column, bundle.columns)
    ends = program.lower[seats.column], program.upper[seats.column]
    others = [np.where(parties, 0, seats.coefficient * end) for end in ends]
    limit = program.rules_upper[bundle.rows]
    least, most = limit - seats.sum_by_row(np.maximum(*others)), limit - seats.sum_by_row(np.minimum(*others))
    lower, upper = program.lower[bundle.columns], program.upper[bundle.columns]
    needed = np.minimum(most[:, None], bundle.most[None, :])
    return bool((lower == 0).all() and (least >= 0).all() and (upper >= needed).all())
