"""The goals of a part in order: each is minimised with those before it held, from values that are known."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from evacopt.backends.session import Session
from evacopt.domain.columns import Ints, Mask
from evacopt.improve.open_goals import OpenGoals
from evacopt.milp.contract import Options, Program
from evacopt.milp.linear import Goal, LinearModel


@dataclass(frozen=True, eq=False)
class Answer:
    """What became of a part.

    Attributes
    ----------
    values : int64 array, shape (columns,); the start where nothing is better
    gained : the number of the first goal that is better, `None` where none is
    first : the number of the first goal that is not at its bound; the number of goals where all are
    solved : whether every goal that was searched was solved to the end
    complete : whether every goal was searched that is not at its bound
    """

    values: Ints
    gained: int | None
    first: int
    solved: bool
    complete: bool


def solved_in_order(
    part: LinearModel,
    start: Ints,
    complete: Callable[[Ints], Ints],
    session: Session,
    options: Options,
    *,
    ends: float,
    goals: OpenGoals,
    loose: Mask | None = None,
) -> Answer:
    """Minimise the goals of `part`, each for `options.time_limit` seconds at most, and until `ends` in all.

    Those that are not searched are held; where not even a relaxation is solved in time, those after it are
    not searched.

    Parameters
    ----------
    complete : sets the columns that only count goals to what they count
    loose : as in `Program`
    """
    values, gained, first, solved, every = start, None, len(part.goals), True, True
    fixed = list[tuple[Goal, int]]()
    for number, goal in enumerate(part.goals):
        value = goal.of(values)
        if value > goal.least(part.lower, part.upper) and goals.is_open(goal.name, value):
            first = min(first, number)
            if not goals.asks(goal.name):
                every = False
            else:
                asked = Program.of(part, goal, fixed_goals=fixed, start=values)
                asked = replace(asked, loose=loose)
                answer = session.solve(asked, _within(options, ends)).unless_interrupted()
                solved = solved and answer.termination == "completed"
                if answer.values is not None and goal.of(answer.values) < value:
                    values = complete(answer.values)
                    gained = number if gained is None else gained
                goals.learn(goal.name, gained=goal.of(values) < value)
                if answer.bound is None and answer.termination == "time":
                    break
        fixed.append((goal, goal.of(values)))
    return Answer(values, gained, first, solved, every)


def _within(options: Options, ends: float) -> Options:
    """The options with no more time than there is."""
    assert options.time_limit is not None
    return replace(options, time_limit=min(options.time_limit, max(ends - time.monotonic(), 0.0)))
