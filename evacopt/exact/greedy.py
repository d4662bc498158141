"""Greedy plans: people taken in an order, each on the first itinerary that has room.

That is what cells without a solver do, and where the exact search starts; nothing is optimised or claimed.
"""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np

from evacopt.backends.session import Session
from evacopt.domain.columns import Ints
from evacopt.domain.plan import GoalResult, Itinerary, Plan
from evacopt.exact.full_loads import full_flights
from evacopt.exact.lexicographic import NOTHING, OnProgress, Outcome, Staged
from evacopt.exact.tuning import TUNING, ExactTuning
from evacopt.milp.contract import Options, Program
from evacopt.milp.incremental_point import IncrementalPoint
from evacopt.model.formulation import Formulation, order_of


def solve_in_order(
    formulation: Formulation,
    session: Session,
    options: Options,
    name: str,
    *,
    baseline: Plan | None = None,
    on_progress: OnProgress | None = None,
) -> Staged:
    """What the cell of `name` would do; every goal is `feasible`, its bound what the columns allow.

    Where promises cannot be kept so simply, people stay where the `baseline` has them as far as that goes.
    """
    model = formulation.model
    begin = begin_values(formulation)
    if begin is None and baseline is not None:
        begin = _kept_values(formulation, baseline)
    if begin is None:
        return Staged("no_plan", None, (), "a baseline cannot keep these min shares and pins")
    (goal, *_) = model.goals or (NOTHING,)
    program = replace(
        Program.of(model.for_goals(()), goal, start=begin),
        order=order_of(formulation, name),
        helpers=formulation.helpers,
    )
    answer = session.solve(program, options)
    if answer.values is None:
        return Staged("no_plan", None, (), answer.detail)
    values = formulation.completed(answer.values)
    goals = tuple(
        GoalResult(goal.name, goal.of(values), goal.least(model.lower, model.upper), "feasible")
        for goal in model.goals
    )
    outcome: Outcome = "interrupted" if answer.termination == "interrupted" else "stopped"
    try:
        if on_progress is not None:
            for result in goals:
                on_progress(result.goal, result.value, result.bound)
    except KeyboardInterrupt:
        outcome = "interrupted"
    return Staged(outcome, values, goals, answer.detail)


def rest_values(formulation: Formulation) -> Ints:
    """Nobody travels; shape (columns,)."""
    return formulation.completed(formulation.model.lower)


def begin_values(formulation: Formulation) -> Ints | None:
    """Nobody travels but who must, by promises; `None` where promises could not be kept so simply."""
    point = _point_at_rest(formulation)
    order = order_of(formulation, "priority-first").tolist()
    _keep_promises(point, order, time.monotonic() + TUNING.start_seconds)
    return _whole_values(formulation, point)


def _kept_values(formulation: Formulation, baseline: Plan) -> Ints | None:
    """Everybody where `baseline` has them, but for whom there is no room; `None` where that breaks a row."""
    order = order_of(formulation, "priority-first").tolist()
    ends = time.monotonic() + TUNING.start_seconds
    return _whole_values(formulation, _point_of(formulation, baseline, order, ends))


def start_values(
    formulation: Formulation,
    *,
    baseline: Plan | None = None,
    seconds: float = TUNING.start_seconds,
    tuning: ExactTuning = TUNING,
) -> Ints | None:
    """Values that keep every row: the baseline as far as it still goes, then everybody by class.

    Where loads must be full and only sorties are to decide, what aircraft make of it instead: one by one
    nobody could leave there before a whole aircraft is full.

    Parameters
    ----------
    seconds : when to stop; who was not looked at by then stays

    Returns
    -------
    int64 array, shape (columns,), or None where promises could not be kept so simply.
    """
    ends = time.monotonic() + seconds
    order = order_of(formulation, "priority-first").tolist()
    if baseline is not None:
        values = _filled_up(formulation, _point_of(formulation, baseline, order, ends), order, ends)
        if values is not None:
            return values
    values = full_flights(formulation, ends, tuning)
    return _filled_up(formulation, _point_at_rest(formulation), order, ends) if values is None else values


def better(formulation: Formulation, one: Ints | None, other: Ints | None) -> Ints | None:
    """Whichever is better by the goals in their order."""
    if one is None or other is None:
        return one if other is None else other
    goals = formulation.model.goals
    return other if [goal.of(other) for goal in goals] < [goal.of(one) for goal in goals] else one


def _filled_up(
    formulation: Formulation, point: IncrementalPoint, order: list[int], ends: float
) -> Ints | None:
    """Promises first, then everybody else for whom there is room."""
    _keep_promises(point, order, ends)
    for column in order:
        if time.monotonic() > ends:
            break
        point.raise_most(column)
    return _whole_values(formulation, point)


def _whole_values(formulation: Formulation, point: IncrementalPoint) -> Ints | None:
    values = formulation.completed(np.array(point.values, dtype=np.int64))
    return values if formulation.model.holds(values) else None


def _point_at_rest(formulation: Formulation) -> IncrementalPoint:
    point = IncrementalPoint(formulation.model.for_goals(()), rest_values(formulation), formulation.helpers)
    point.repair()
    return point


def _keep_promises(point: IncrementalPoint, order: list[int], ends: float) -> None:
    """Bring out first who stands in a row that nobody's travelling breaks."""
    promised = {column for row in point.broken_rows() for column in point.columns_of(row)}
    for column in order:
        if column in promised and time.monotonic() < ends:
            while point.broken_rows() and point.raise_by(column, 1):
                pass


def _point_of(formulation: Formulation, baseline: Plan, order: list[int], ends: float) -> IncrementalPoint:
    """Everybody where `baseline` has them, as a whole: what several rows ask of several parties still holds.

    Of those for whom there is no room any more the least urgent are taken off.
    """
    point = IncrementalPoint(
        formulation.model.for_goals(()), _values_of(formulation, baseline), formulation.helpers
    )
    point.repair()
    rank = {column: place for place, column in enumerate(order)}
    for row in point.broken_rows():
        aboard = (column for column in point.columns_of(row) if column in rank)
        for column in sorted(aboard, key=lambda column: -rank[column]):
            while point.values[column] and row in point.broken_rows() and time.monotonic() < ends:
                if not point.raise_by(column, -1):
                    break
    return point


def _values_of(formulation: Formulation, baseline: Plan) -> Ints:
    """The parties and sorties of `baseline` that are still possible one by one; shape (columns,)."""
    model, travel, instance = formulation.model, formulation.travel, formulation.instance
    values = model.lower.copy()
    parties: dict[tuple[int, Itinerary], int] = {}
    for assignment in baseline.assignments:
        row = instance.groups.row.get(assignment.group)
        if row is not None:
            place = int(travel.cohorts.of[row]), assignment.itinerary
            parties[place] = parties.get(place, 0) + assignment.parties
    concerned = np.isin(travel.cohort, sorted({cohort for cohort, _ in parties}))
    for pair in np.flatnonzero(concerned).tolist():
        flights = travel.itineraries.flights(int(travel.itinerary[pair]))
        values[formulation.pair_column[pair]] = parties.get((int(travel.cohort[pair]), flights), 0)
    for number, flight in enumerate(instance.schedule):
        if formulation.sortie_column[number] >= 0:
            values[formulation.sortie_column[number]] = baseline.flown.get(flight.id, 0)
    return formulation.completed(np.clip(values, model.lower, model.upper))
