"""Whether primal and duals of a relaxation are optimal: by weak duality they are if both goals meet."""

from __future__ import annotations

import numpy as np

from evacopt.domain.columns import Floats
from evacopt.milp.contract import BackendResult, Program
from evacopt.milp.linear import NO_LOWER, NO_UPPER

FEASIBILITY = 1e-6
"""How far values of a relaxation may be off, relatively: what most engines allow themselves."""


def wrong_of_relaxation(given: Program, answer: BackendResult, *, point_known: bool) -> str:
    """What is wrong with the answer, blank where nothing is seen to be; `point_known`: of the program."""
    if answer.status == "infeasible":
        return "says infeasible, but a point is known" if point_known else ""
    if answer.duals is None or answer.primal is None:
        return f"says {answer.termination} and {answer.status}, without primal and duals: {answer.detail}"
    if answer.duals.shape != (given.matrix.rows,) or answer.primal.shape != (given.columns,):
        return f"duals of shape {answer.duals.shape} and primal of shape {answer.primal.shape}"
    value = given.goal.offset + float(given.objective() @ answer.primal)
    bound = _shown_by(given, answer.duals)
    if not _keeps_rows(given, answer.primal):
        return "its primal breaks a row or a bound"
    if abs(value - bound) > FEASIBILITY * max(1.0, abs(value)):
        return f"the goal is {value:g} at its primal, but its duals show {bound:g}"
    return ""


def _shown_by(given: Program, duals: Floats) -> float:
    """What the goal cannot go below by these duals, in floats; minus infinity where one lies on an open side.

    A dual above 0 is of the lower side of its row, one below 0 of the upper side.
    """
    side = np.where(duals > 0, given.row_lower, given.row_upper).astype(np.float64)
    open_side = np.where(duals > 0, given.row_lower == NO_LOWER, given.row_upper == NO_UPPER)
    if (np.abs(duals[open_side]) > FEASIBILITY).any():
        return -np.inf
    duals = np.where(open_side, 0.0, duals)
    reduced, matrix = given.objective(), given.matrix
    np.subtract.at(reduced, matrix.column, matrix.coefficient * duals[matrix.row_of_entry()])
    least = np.minimum(reduced * given.lower, reduced * given.upper)
    return float(given.goal.offset + duals @ np.where(open_side, 0.0, side) + least.sum())


def _keeps_rows(given: Program, primal: Floats) -> bool:
    matrix = given.matrix
    activity = np.zeros(matrix.rows)
    np.add.at(activity, matrix.row_of_entry(), matrix.coefficient * primal[matrix.column])
    inside = (primal >= given.lower - FEASIBILITY) & (primal <= given.upper + FEASIBILITY)
    kept = (activity >= given.row_lower - 10 * FEASIBILITY) & (activity <= given.row_upper + 10 * FEASIBILITY)
    return bool(inside.all() and kept.all())
