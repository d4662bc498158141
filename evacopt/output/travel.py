"""The assignments of a plan as numbers: which rows of which tables they speak of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from evacopt.domain.finding import Finding
from evacopt.errors import PlanError

if TYPE_CHECKING:
    from evacopt.domain.columns import Ints
    from evacopt.domain.instance import Instance
    from evacopt.domain.plan import Plan

NO_LEG = -1


@dataclass(frozen=True, kw_only=True)
class Travel:
    """Who travels, as int64 arrays.

    Attributes
    ----------
    group, itinerary, parties, people : shape (assignments,)
        Row of the groups, row of `legs`, parties and people who travel so.
    legs : shape (itineraries, longest itinerary)
        Row of the schedule of each leg, `NO_LEG` after the last.
    """

    group: Ints
    itinerary: Ints
    parties: Ints
    people: Ints
    legs: Ints

    @cached_property
    def boardings(self) -> tuple[Ints, Ints]:
        """Assignment and row of the schedule of every leg of every assignment, shape (boardings,) each."""
        legs = self.legs[self.itinerary]
        assignment, place = np.nonzero(legs != NO_LEG)
        return assignment.astype(np.int64), legs[assignment, place]


def travel_of(instance: Instance, plan: Plan) -> Travel:
    """The assignments of `plan` as rows of the tables of `instance`.

    Raises
    ------
    PlanError
        If the plan names groups or flights that the instance has not.
    """
    groups = _rows(plan.assignments.group.values, instance.groups.row, "group")
    flights = {flight.id: row for row, flight in enumerate(instance.schedule)}
    itineraries = plan.assignments.itinerary.values
    named = _rows(tuple(dict.fromkeys(f for legs in itineraries for f in legs)), flights, "flight")
    legs = np.full((len(itineraries), max(map(len, itineraries), default=0)), NO_LEG, dtype=np.int64)
    for row, itinerary in enumerate(itineraries):
        legs[row, : len(itinerary)] = [named[flight] for flight in itinerary]
    group = plan.assignments.group.ints(groups.__getitem__)
    parties = plan.assignments.parties
    return Travel(
        group=group,
        itinerary=plan.assignments.itinerary.codes,
        parties=parties,
        people=parties * instance.groups.people[group],
        legs=legs,
    )


def sums(rows: Ints, amounts: Ints, size: int) -> Ints:
    """The sum of `amounts` for each row below `size`, exactly."""
    total = np.zeros(size, dtype=np.int64)
    np.add.at(total, rows, amounts)
    return total


def _rows(names: tuple[str, ...], rows: dict[str, int], subject: str) -> dict[str, int]:
    unknown = [name for name in names if name not in rows]
    if unknown:
        rule = f"must be a {subject} of the instance"
        raise PlanError([Finding(rule=rule, table="assignments", column=subject, value=n) for n in unknown])
    return {name: rows[name] for name in names}
