"""Dual prices for bounds: of the relaxation of each goal, those before it held where a plan has them.

A flow for boarding holds the goals before at their least, which no plan may reach; prices of such rows are
too high, and what a plan lacks there is taken off the bound at these prices.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from evacopt.large.context import Context
from evacopt.large.flow import Flow
from evacopt.large.staged_lp import Duals


def duals_of(context: Context, flow: Flow, number: int, values: Mapping[str, int]) -> Duals | None:
    """Duals for a goal, those before it held at `values`, by name; `None` if there is no time.

    Of a class of which the flow leaves nobody only those are left who can never leave, whatever the duals.
    Where a relaxation of its own would be large, `fairness` is bounded by the mean.
    """
    lp, tuning = flow.lp, context.tuning
    if number in lp.classes():
        return flow.duals.get(number) or _of_class(context, flow, number)
    finer, by_mean = flow.finer, flow.basis is not None and lp.program.interior and number in lp.levels()
    if by_mean and (finer is None or finer.program.columns > tuning.mean_columns):
        last = duals_of(context, flow, lp.classes()[-1], values)
        return None if last is None else lp.mean_duals(number, last)
    chosen, least = finer or lp, {} if finer else flow.values
    names = [name for name, _ in chosen.goals[:number]]
    before = {at: max(float(values[name]), least.get(at, 0.0)) for at, name in enumerate(names)}
    answer = chosen.solve(context.session, chosen.goals[number][1], before, context.left())
    return chosen.duals(number, list(before), answer) or flow.duals.get(number)


def _of_class(context: Context, flow: Flow, number: int) -> Duals | None:
    lp = flow.lp
    if flow.values.get(number, np.inf) < context.tuning.nobody:
        return Duals(lp.goals[number][0], {}, 0.0)
    answer = lp.solve(context.session, lp.above(number), {}, context.left(), flow.basis)
    known = lp.duals_above(number, answer)
    if known is not None:
        flow.duals[number] = known
    return known
