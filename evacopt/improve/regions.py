"""Regions: models in which some itineraries are open to some people, all others only to those who take them.

So the columns are few however many people and flights there are. What is better in a region is a better plan,
for everybody else is in its rows as well.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from evacopt.backends.session import Session
from evacopt.domain.columns import Ints
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from evacopt.improve.part import Point
from evacopt.improve.trips import Trips
from evacopt.improve.tuning import ImproveTuning
from evacopt.milp.contract import Options, Program
from evacopt.milp.linear import Goal
from evacopt.model.formulation import Formulation, cohorts_of, formulated
from evacopt.routes.cohorts import Cohorts
from evacopt.routes.eligibility import Travel, travel_of
from evacopt.routes.itineraries import Itineraries, Timetable, enumerate_itineraries

PARTS = (0.0, 0.5, 1.0)
"""How a region is small: all people and some itineraries, some of both, some people and all itineraries."""
LEAST_DENSITY = 0.01
"""Pairs for each cohort and itinerary, at least, in guessing how many a region has."""


class Regions:
    """The regions of an instance, drawn by chance.

    Attributes
    ----------
    whole : whether the last one was everything

    Raises
    ------
    UsageError
        If there are more itineraries than a model can hold.
    """

    def __init__(
        self, instance: Instance, baseline: Plan | None, rng: np.random.Generator, tuning: ImproveTuning
    ) -> None:
        timetable = Timetable.of(instance)
        self.itineraries = enumerate_itineraries(timetable)
        self.cohorts, self._baseline = cohorts_of(timetable, baseline)
        self._rng, self._tuning, self.whole = rng, tuning, False
        self._density = 1.0

    @property
    def too_many(self) -> bool:
        """Whether it takes too long to look at who may take what."""
        return len(self.cohorts) * len(self.itineraries) > self._tuning.most_tries

    def draw(self, trips: Trips) -> Formulation:
        """The model of another region, which has all of `trips` as columns."""
        itineraries, parties = self.itineraries, self.cohorts.parties
        part = self._tuning.most_pairs / max(self._density * len(parties) * len(itineraries), 1)
        of_people = min(part, 1.0) ** float(self._rng.choice(PARTS))
        way = np.sort(self._ways()[: max(int(min(part / of_people, 1.0) * len(itineraries)), 2)])
        who = np.sort(self._people(trips)[: max(int(of_people * len(parties)), 2)])
        chosen = Cohorts(parties.take(who), np.zeros(0, dtype=np.int64))
        near = travel_of(chosen, Itineraries(itineraries.timetable, itineraries.legs[way]))
        self._density = max(len(near) / max(len(who) * len(way), 1), LEAST_DENSITY)
        self.whole = len(who) == len(parties) and len(way) == len(itineraries)
        return formulated(self._with(trips, replace(near, cohort=who[near.cohort]), way), self._baseline)

    def _ways(self) -> Ints:
        """All itineraries: those of about one time first or those of any time, by chance."""
        count = len(self.itineraries)
        if not count or self._rng.random() < 0.5:
            return self._rng.permutation(count)
        departs = self.itineraries.first_departure
        return np.argsort(np.abs(departs - departs[self._rng.integers(count)]), kind="stable")

    def _people(self, trips: Trips) -> Ints:
        """All cohorts in any order, those who stay rather sooner."""
        left = self.cohorts.parties.count.copy()
        np.subtract.at(left, trips.cohort, trips.parties)
        return np.argsort(-self._rng.random(len(left)) * (1 + (left > 0)))

    def _with(self, trips: Trips, near: Travel, chosen: Ints) -> Travel:
        """Whoever may take the itineraries `chosen`, and every trip."""
        width = max(len(self.itineraries), 1)
        open_to = near.cohort * width + chosen[near.itinerary]
        taken = trips.cohort * width + trips.itinerary
        other = ~np.isin(taken, open_to)
        key = np.concatenate([open_to, taken[other]])
        most = np.concatenate([near.most, trips.parties[other]])
        order = np.argsort(key)
        key = key[order]
        return Travel(self.cohorts, self.itineraries, key // width, key % width, most[order])


def values_of(trips: Trips, formulation: Formulation, session: Session, options: Options) -> Ints | None:
    """The values of `trips` in a model of theirs; an engine says who crews what and who sits in which pool.

    `None` where it finds no way in time.
    """
    model, values = formulation.model, trips.values(formulation)
    if model.holds(values):
        return values
    follow = formulation.helpers.copy()
    follow[formulation.sortie_column[formulation.sortie_column >= 0]] = False
    free = np.flatnonzero(follow)
    part = Point(replace(model, goals=()), values).part(free)
    nothing = Goal("any", np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
    answer = session.solve(Program.of(part, nothing), options).unless_interrupted()
    if answer.values is None:
        return None
    values[free] = answer.values
    values = formulation.completed(values)
    return values if model.holds(values) else None
