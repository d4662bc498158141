"""Baselines: people taken in an order, with nothing optimised and nothing claimed."""

from __future__ import annotations

from dataclasses import replace

from evacopt.backends.session import Session
from evacopt.domain.plan import GoalResult
from evacopt.exact.lexicographic import NOTHING, OnProgress, Outcome, Staged
from evacopt.exact.start import begin_values
from evacopt.milp.contract import Options, Program
from evacopt.model.formulation import Formulation, order_of


def solve_in_order(
    formulation: Formulation,
    session: Session,
    options: Options,
    name: str,
    *,
    on_progress: OnProgress | None = None,
) -> Staged:
    """What the cell of `name` would do; every goal is `feasible`, its bound what the columns allow."""
    model = formulation.model
    begin = begin_values(formulation)
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
