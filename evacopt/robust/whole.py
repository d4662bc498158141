"""Goals in whole numbers, one after the other, each held at its value before the next."""

from __future__ import annotations

from collections.abc import Sequence

from evacopt.backends.session import Session
from evacopt.domain.columns import Ints
from evacopt.milp.clock import Clock
from evacopt.milp.contract import Options, Program
from evacopt.milp.linear import Goal, LinearModel


def goal_by_goal(
    model: LinearModel,
    goals: Sequence[Goal],
    session: Session,
    options: Options,
    *,
    start: Ints | None = None,
    share: float = 1.0,
) -> Ints | None:
    """The values after the last goal that was reached in time; `start` where none was.

    Parameters
    ----------
    share : of the time that is left for each goal
    """
    clock, values, fixed = Clock(options.time_limit), start, list[tuple[Goal, int]]()
    for goal in goals:
        program = Program.of(model, goal, fixed_goals=fixed, start=values)
        answer = session.solve(program, clock.part(options, share)).unless_interrupted()
        if answer.values is None:
            break
        values = answer.values
        fixed.append((goal, goal.of(values)))
    return values
