"""The plan in force, seen from the cohorts: how many parties are where they would be again.

Over the groups of a cohort, the most parties that can stay as they were is the sum over itineraries (and
staying) of min(now, then) of the cohort's totals: a transport between groups and itineraries whose rows and
columns both fit. So cohorts may stay merged. A group whose baseline exceeds its parties must be apart.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evacopt.domain.columns import Ints
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Itinerary, Plan
from evacopt.model.builder import ModelBuilder
from evacopt.routes.eligibility import Travel


@dataclass(frozen=True, eq=False)
class Baseline:
    """Where the parties of each group were.

    Attributes
    ----------
    parties : {group row: {itinerary: parties}}
        Itineraries that no longer exist are kept, nobody can be on them now.
    """

    parties: dict[int, dict[Itinerary, int]]

    @classmethod
    def of(cls, instance: Instance, plan: Plan) -> Baseline:
        """The assignments of `plan` to groups that `instance` still has."""
        parties: dict[int, dict[Itinerary, int]] = {}
        for assignment in plan.assignments:
            row = instance.groups.row.get(assignment.group)
            if row is not None:
                there = parties.setdefault(row, {})
                there[assignment.itinerary] = there.get(assignment.itinerary, 0) + assignment.parties
        return cls(parties)

    def staying(self, instance: Instance) -> Ints:
        """Parties of each group that stayed; shape (groups,)."""
        travelling = np.zeros(len(instance.groups), dtype=np.int64)
        for row, there in self.parties.items():
            travelling[row] = sum(there.values())
        stayed: Ints = np.maximum(instance.groups.count - travelling, 0)
        return stayed

    def overfull(self, instance: Instance) -> list[int]:
        """Rows of groups that had more parties on the move than they have now."""
        count = instance.groups.count
        return sorted(row for row, there in self.parties.items() if sum(there.values()) > count[row])


def before(travel: Travel, baseline: Baseline) -> tuple[Ints, Ints]:
    """How many parties of its cohort each pair had, shape (pairs,), and each cohort at home, (cohorts,)."""
    totals: dict[tuple[int, Itinerary], int] = {}
    for row, there in sorted(baseline.parties.items()):
        for itinerary, parties in there.items():
            place = int(travel.cohorts.of[row]), itinerary
            totals[place] = totals.get(place, 0) + parties
    then = np.zeros(len(travel), dtype=np.int64)
    for pair in np.flatnonzero(np.isin(travel.cohort, sorted({cohort for cohort, _ in totals}))).tolist():
        itinerary = travel.itineraries.flights(int(travel.itinerary[pair]))
        then[pair] = totals.get((int(travel.cohort[pair]), itinerary), 0)
    stayed = np.zeros(len(travel.cohorts), dtype=np.int64)
    np.add.at(stayed, travel.cohorts.of, baseline.staying(travel.itineraries.timetable.instance))
    return then, stayed


def add_kept(builder: ModelBuilder, baseline: Baseline) -> tuple[Ints, Ints]:
    """Columns that count parties that stay as they were, and the cohort of each."""
    travel, count = builder.travel, builder.travel.cohorts.parties.count
    then, stayed = before(travel, baseline)
    kept, cohort = _kept_on_itineraries(builder, then)
    home, rows = builder.columns(0, stayed), np.arange(len(stayed))
    entries = [(rows, home, 1), (travel.cohort, builder.pair_column, 1)]
    builder.rows("goal", ["changes"] * len(stayed), entries, upper=count)

    def complete(values: Ints) -> None:
        stays = count.copy()
        np.subtract.at(stays, travel.cohort, values[builder.pair_column])
        values[home] = np.minimum(stays, stayed)

    builder.completions.append(complete)
    return np.append(kept, home), np.append(cohort, rows)


def _kept_on_itineraries(builder: ModelBuilder, then: Ints) -> tuple[Ints, Ints]:
    """A column for each pair that was in use: no more than were there, no more than are there."""
    travel = builder.travel
    used = np.flatnonzero(then)
    kept, rows = builder.columns(0, np.minimum(then[used], travel.most[used])), np.arange(len(used))
    entries = [(rows, kept, 1), (rows, builder.pair_column[used], -1)]
    builder.rows("goal", ["changes"] * len(used), entries, upper=0)

    def complete(values: Ints) -> None:
        values[kept] = np.minimum(values[builder.pair_column[used]], then[used])

    builder.completions.append(complete)
    return kept, travel.cohort[used]
