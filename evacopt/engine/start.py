"""Values to begin with: a plan in force, or what a cell without a solver would do."""

from __future__ import annotations

import time

import numpy as np

from evacopt.domain.columns import Ints
from evacopt.domain.plan import Plan
from evacopt.model.formulation import Formulation
from evacopt.model.ledger import Ledger
from evacopt.model.orders import order_of

SECONDS = 2.0
"""A start is worth no more than this: an engine finds its own."""


def rest_values(formulation: Formulation) -> Ints:
    """Nobody travels; shape (columns,)."""
    return formulation.completed(formulation.model.lower)


def begin_values(formulation: Formulation) -> Ints | None:
    """Nobody travels but who must, by promises; `None` where promises could not be kept so simply."""
    ledger = _ledger_at_rest(formulation)
    order = order_of(formulation, "priority-first").tolist()
    _keep_promises(ledger, order, time.monotonic() + SECONDS)
    return _whole_values(formulation, ledger)


def start_values(
    formulation: Formulation, *, baseline: Plan | None = None, seconds: float = SECONDS
) -> Ints | None:
    """Values that keep every row: the baseline as far as it still goes, then everybody by class.

    Parameters
    ----------
    seconds : when to stop; who was not looked at by then stays

    Returns
    -------
    int64 array, shape (columns,), or None where promises could not be kept so simply.
    """
    ledger = _ledger_at_rest(formulation)
    ends = time.monotonic() + seconds
    order = order_of(formulation, "priority-first").tolist()
    _keep_promises(ledger, order, ends)
    if baseline is not None:
        _follow(ledger, formulation, baseline)
    for column in order:
        if time.monotonic() > ends:
            break
        ledger.raise_most(column)
    return _whole_values(formulation, ledger)


def _whole_values(formulation: Formulation, ledger: Ledger) -> Ints | None:
    values = formulation.completed(np.array(ledger.values, dtype=np.int64))
    return values if formulation.model.holds(values) else None


def _ledger_at_rest(formulation: Formulation) -> Ledger:
    ledger = Ledger(formulation.model.for_goals(()), rest_values(formulation), formulation.helpers)
    ledger.mend()
    return ledger


def _keep_promises(ledger: Ledger, order: list[int], ends: float) -> None:
    """Bring out first who stands in a row that nobody's travelling breaks."""
    promised = {column for row in ledger.broken_rows() for column in ledger.columns_of(row)}
    for column in order:
        if column in promised and time.monotonic() < ends:
            while ledger.broken_rows() and ledger.raise_by(column, 1):
                pass


def _follow(ledger: Ledger, formulation: Formulation, baseline: Plan) -> None:
    """Put the parties of `baseline` where they were, as far as there is room."""
    travel, groups = formulation.travel, formulation.instance.groups
    places = {
        (int(cohort), travel.itineraries.flights(int(itinerary))): column
        for cohort, itinerary, column in zip(
            travel.cohort.tolist(), travel.itinerary.tolist(), formulation.pair_column.tolist(), strict=True
        )
    }
    for assignment in baseline.assignments:
        row = groups.row.get(assignment.group)
        if row is not None:
            column = places.get((int(travel.cohorts.of[row]), assignment.itinerary))
            for _ in range(assignment.parties if column is not None else 0):
                assert column is not None
                if not ledger.raise_by(column, 1):
                    break
