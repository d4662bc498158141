"""Sorties by branch and cut over the flow: flown whole, crewed from the pools, people still fractional.

The flow of `relaxation.py` flies parts of sorties, and knows of crews only how many can fly what at once
(Hall, 1935). Whole sorties near that flow may leave many behind whom other sorties would have taken.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import numpy as np

from evacopt.domain.columns import Ints
from evacopt.large.builder import Row
from evacopt.large.context import Context
from evacopt.large.flow import Flow
from evacopt.large.relaxation import Relaxation
from evacopt.large.residuals import Residuals
from evacopt.large.sorties import Crewed, Sorties, most_sorties
from evacopt.large.staged_lp import StagedLP


@dataclass(frozen=True, eq=False)
class IntegerSorties:
    """How often each optional flight is flown, by its number, and the crews by flight and pool."""

    flown: dict[int, int]
    crews: Crewed


def integer_sorties(context: Context, flow: Flow, ends: float) -> IntegerSorties | None:
    """The sorties by which the goals are best in their order; `None` where that is not known by `ends`.

    Where time runs out in a goal after the classes, they are the best so far.

    Raises
    ------
    KeyboardInterrupt
        If that is how the engine was ended.
    """
    given = flow.lp.relaxation
    residuals = Residuals(context.instance, most_sorties(context.instance))
    relaxation = Relaxation(
        given.network, given.supply, residuals, free=True, ratio=given.ratio, itineraries=given.itineraries
    )
    crews = _add_crews(relaxation, Sorties(context.instance, context.tuning))
    values = _solved(context, StagedLP(relaxation, context.tuning), [*crews.values()], ends)
    if values is None:
        return None
    flown = {flight: int(values[column]) for flight, column in relaxation.sorties.items()}
    return IntegerSorties(flown, {key: int(values[column]) for key, column in crews.items()})


def _add_crews(relaxation: Relaxation, sorties: Sorties) -> dict[tuple[int, int], int]:
    """Columns for the crews of each pool on each flight: as many as are not away with scheduled ones."""
    builder, schedule, columns = relaxation.builder, sorties.instance.schedule, dict[tuple[int, int], int]()
    for flight, flown in relaxation.sorties.items():
        if schedule[flight].fleet in sorties.needs_crew:
            crewed = builder.row(("crewed", flight), Row(0, balance=True))
            builder.enter(crewed, flown, -1)
            for pool in sorties.pools_of(flight):
                column = builder.column(schedule[flight].copies, [(crewed, 1)])
                columns[flight, pool] = column
                for moment, left in sorties.crews_left(flight, pool):
                    builder.enter(builder.row(("away", pool, moment), Row(left)), column, 1)
    return columns


def _solved(context: Context, lp: StagedLP, crews: list[int], ends: float) -> Ints | None:
    """The columns with each goal at its best in turn while there is time; `None` before the last class."""
    loose = np.ones(lp.program.columns, dtype=np.bool_)
    loose[[*lp.relaxation.sorties.values(), *crews]] = False
    program = replace(lp.program, relaxed=False, interior=False, loose=loose)
    last, values = max(lp.classes(), default=len(lp.goals)), None
    for number in range(len(lp.goals)):
        goal, left = lp.perturbed(number).goal, max(ends - time.monotonic(), 0.0)
        asked = replace(program, goal=goal, start=values)
        answer = context.session.solve(asked, replace(context.options, time_limit=left)).unless_interrupted()
        if answer.values is None:
            return None if number <= last else values
        values = answer.values
        if answer.termination == "time":
            return None if number < last else values
        program = replace(program, fixed_goals=(*program.fixed_goals, (goal, goal.of(values))))
    return values
