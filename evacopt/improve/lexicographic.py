"""The goals of a part in order: each is minimised with those before it held, from values that are known."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from evacopt.backends.session import Session
from evacopt.domain.columns import Ints
from evacopt.milp.contract import Options, Program
from evacopt.milp.linear import Goal, LinearModel

BoundOf = Callable[[str], int | None]
"""What no plan is below that is as good in the goals before, by the name of a goal; `None` if not known."""


@dataclass(frozen=True, eq=False)
class Answer:
    """What became of a part.

    Attributes
    ----------
    values : int64 array, shape (columns,); the start where nothing is better
    gained : the number of the first goal that is better, `None` where none is
    first : the number of the first goal that was asked for; the number of goals where none was
    solved : whether every goal was solved to the end
    """

    values: Ints
    gained: int | None
    first: int
    solved: bool


def solved_in_order(
    part: LinearModel,
    start: Ints,
    complete: Callable[[Ints], Ints],
    session: Session,
    options: Options,
    *,
    ends: float,
    bound_of: BoundOf = lambda _: None,
) -> Answer:
    """Minimise the goals of `part`, each for `options.time_limit` seconds at most, and until `ends` in all.

    What is at its bound is held, and nobody is asked; where not even a relaxation is solved in time, those
    after it are not asked for.

    Parameters
    ----------
    complete : sets the columns that only count goals to what they count
    bound_of : what no plan with these goals is below, by the name of a goal
    """
    values, gained, first, solved = start, None, len(part.goals), True
    fixed = list[tuple[Goal, int]]()
    for number, goal in enumerate(part.goals):
        value, bound = goal.of(values), bound_of(goal.name)
        if value > max(goal.least(part.lower, part.upper), bound or 0):
            first = min(first, number)
            asked = Program.of(part, goal, fixed_goals=fixed, start=values)
            answer = session.solve(asked, _within(options, ends)).unless_interrupted()
            if answer.values is not None and goal.of(answer.values) < value:
                values = complete(answer.values)
                gained = number if gained is None else gained
            solved = solved and answer.termination == "completed"
            if answer.bound is None and answer.termination == "time":
                break
        fixed.append((goal, goal.of(values)))
    return Answer(values, gained, first, solved)


def _within(options: Options, ends: float) -> Options:
    """The options with no more time than there is."""
    assert options.time_limit is not None
    return replace(options, time_limit=min(options.time_limit, max(ends - time.monotonic(), 0.0)))
