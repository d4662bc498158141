"""How like others a plan is: a goal whose least value is a plan far from all of them.

The distance of two plans is the people whose itinerary, or staying, differs. One after the other, the plans
of the largest sum of distances are a diverse set (Danna and Woodruff, 2009). Parties that no rule tells apart
change places without a difference.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from evacopt.domain.columns import Ints
from evacopt.milp.linear import Goal
from evacopt.model.baseline import Baseline, before
from evacopt.model.builder import Entries, ModelBuilder

LIKENESS = "likeness"
"""What the goal is called."""


def add_likeness(builder: ModelBuilder, plan: Baseline, others: Sequence[Baseline]) -> Goal:
    """People who do as in `plan`, and in each of `others`, none of which is a plan of the model any more.

    The plan counts once more than all others together. So by the triangle inequality nothing has a larger
    value than `plan` itself, and nothing but it has the same: where it is the best, there is no other.
    """
    parties = builder.travel.cohorts.parties
    everybody = int((parties.count * parties.people).sum())
    column, people, offset = _add_alike(builder, plan)
    columns, weighed, total = [column], [people * (len(others) + 1)], offset * (len(others) + 1)
    for other in others:
        column, people, offset = _add_alike(builder, other)
        builder.rows("goal", [LIKENESS], [(0, column, people)], upper=everybody - 1 - offset)
        columns, weighed, total = [*columns, column], [*weighed, people], total + offset
    return Goal(LIKENESS, np.concatenate(columns), np.concatenate(weighed), total)


def _add_alike(builder: ModelBuilder, other: Baseline) -> tuple[Ints, Ints, int]:
    """People who do as in `other`: a coefficient for each of some columns, and what is to be added.

    They are, of each trip and of each cohort at home, the least of the parties there then and of those now.
    Where there cannot be more now, these are all of those now; else that takes a column.
    """
    travel, parties = builder.travel, builder.travel.cohorts.parties
    travelled, stayed = before(travel, other)
    used, home, leaving = map(np.flatnonzero, (travelled, stayed, stayed[travel.cohort]))
    row = np.append(np.arange(len(used)), len(used) + np.searchsorted(home, travel.cohort[leaving]))
    column = builder.pair_column[np.append(used, leaving)]
    sign = np.repeat([1, -1], [len(used), len(leaving)])
    constant = np.append(np.zeros_like(used), parties.count[home])
    then = np.append(travelled[used], stayed[home])
    most = np.append(travel.most[used], parties.count[home])
    people = parties.people[np.append(travel.cohort[used], home)]
    more = then < most
    some, mine, number = np.flatnonzero(more), more[row], np.cumsum(more) - 1
    now = number[row[mine]], column[mine], sign[mine]
    least = _add_least(builder, then[some], most[some], now, constant[some])
    return (
        np.append(column[~mine], least),
        np.append((sign * people[row])[~mine], people[some]),
        int((people * constant)[~more].sum()),
    )


def _add_least(
    builder: ModelBuilder, then: Ints, most: Ints, entries: tuple[Ints, Ints, Ints], constant: Ints
) -> Ints:
    """Columns no less than the least of `then` and of `constant` plus `entries`, at most `most`.

    A binary column for each says that it is `then`.
    """
    row, column, coefficient = entries
    rows, nothing = np.arange(len(then)), np.zeros_like(then)
    least, full = builder.columns(nothing, then), builder.columns(nothing, np.ones_like(then))
    now: Entries = [(row, column, coefficient), (rows, least, -1), (rows, full, then - most)]
    builder.rows("goal", [LIKENESS] * len(rows), now, upper=-constant)
    builder.rows("goal", [LIKENESS] * len(rows), [(rows, full, then), (rows, least, -1)], upper=0)

    def complete(values: Ints) -> None:
        amount = constant.copy()
        np.add.at(amount, row, coefficient * values[column])
        values[least], values[full] = np.minimum(amount, then), amount > then

    builder.completions.append(complete)
    return least
