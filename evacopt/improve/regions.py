"""Regions: models in which some itineraries are open to some people, and all others are as they are.

So the columns are few however many people and flights there are. What is better in a region is a better plan,
for everybody else is in its rows as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any

import numpy as np

from evacopt.backends.session import Session
from evacopt.domain.columns import Coded, Ints, Mask
from evacopt.domain.group import Groups
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from evacopt.improve.others import left_of, others_of
from evacopt.improve.part import Point
from evacopt.improve.trips import Trips
from evacopt.improve.tuning import ImproveTuning
from evacopt.milp.contract import Options, Program
from evacopt.milp.linear import Goal
from evacopt.model.baseline import Baseline
from evacopt.model.builder import NO_COLUMN
from evacopt.model.formulation import Formulation, cohorts_of, formulated, rows_named
from evacopt.routes.cohorts import Cohorts
from evacopt.routes.eligibility import OfFlights, Travel, travel_of
from evacopt.routes.itineraries import Itineraries, Timetable, enumerate_itineraries

PARTS = (0.0, 0.5, 1.0)
"""How a region is small: all people and some itineraries, some of both, some people and all itineraries."""
TRIES = 2_000_000
"""Pairs of a cohort and an itinerary that are tried to guess how many of all are open (some 0.1 s)."""
LEAST_DENSITY = 0.01
"""Pairs for each cohort and itinerary, at least, in guessing how many a region has."""


@dataclass(frozen=True, eq=False)
class Region:
    """A model, and whom its cohorts stand for.

    Attributes
    ----------
    who : int64 array; the number of each of the first cohorts of the model among all: those after them are
        others, who keep their trips
    whole : whether it is the whole model
    """

    formulation: Formulation
    who: Ints
    whole: bool

    @classmethod
    def of(cls, formulation: Formulation) -> Region:
        """The whole model."""
        return cls(formulation, np.arange(len(formulation.travel.cohorts)), whole=True)

    @cached_property
    def moves(self) -> Mask:
        """Pairs of those who are not others; shape (pairs,)."""
        mask: Mask = self.formulation.travel.cohort < len(self.who)
        return mask

    def counted(self, values: Ints, goals: Sequence[int]) -> Region:
        """The region with what goals count for others such that `values` come to `goals`.

        Others are waited for by sums, which goals may count otherwise than one by one.
        """
        model = self.formulation.model
        counting = tuple(
            replace(goal, offset=goal.offset + value - goal.of(values))
            for goal, value in zip(model.goals, goals, strict=True)
        )
        return replace(self, formulation=replace(self.formulation, model=replace(model, goals=counting)))

    def values(self, trips: Trips) -> Ints:
        """The columns for `trips`; those of pools are at their least."""
        formulation = self.formulation
        travel, column, model = formulation.travel, formulation.sortie_column, formulation.model
        decided, values = np.flatnonzero(column != NO_COLUMN), model.lower.copy()
        values[formulation.pair_column] = np.where(self.moves, 0, travel.most)
        local = np.searchsorted(self.who, trips.cohort)
        mine = np.flatnonzero(np.append(self.who, -1)[local] == trips.cohort)
        width = max(len(travel.itineraries), 1)
        pairs = travel.cohort * width + travel.itinerary
        at = np.searchsorted(pairs, local[mine] * width + trips.itinerary[mine])
        values[formulation.pair_column[at]] = trips.parties[mine]
        values[column[decided]] = trips.sorties[decided]
        for flight, pool, crew in formulation.crew_columns:
            values[crew] = trips.crews.get((flight, pool), 0)
        return formulation.completed(np.clip(values, model.lower, model.upper))

    def trips(self, values: Ints, before: Trips) -> Trips:
        """The trips that `values` stand for, those of others as they were `before`."""
        formulation = self.formulation
        travel, column = formulation.travel, formulation.sortie_column
        used = np.flatnonzero((values[formulation.pair_column] > 0) & self.moves)
        kept = np.flatnonzero(~np.isin(before.cohort, self.who))
        cohort = np.append(before.cohort[kept], self.who[travel.cohort[used]])
        itinerary = np.append(before.itinerary[kept], travel.itinerary[used])
        parties = np.append(before.parties[kept], values[formulation.pair_column[used]])
        order, decided = np.lexsort((itinerary, cohort)), np.flatnonzero(column != NO_COLUMN)
        sorties = np.zeros(len(column), dtype=np.int64)
        sorties[decided] = values[column[decided]]
        crews = {(flight, pool): int(values[at]) for flight, pool, at in formulation.crew_columns}
        return Trips(cohort[order], itinerary[order], parties[order], sorties, crews)


@dataclass(frozen=True, eq=False)
class _OfSome(Baseline):
    """A baseline of some groups; `mine` says of which, shape (groups,)."""

    mine: Mask

    def staying(self, instance: Instance) -> Ints:
        """Parties of each group that stayed, 0 of the others; shape (groups,)."""
        return np.where(self.mine, super().staying(instance), 0)


class Regions:
    """The regions of an instance, drawn by chance.

    Raises
    ------
    UsageError
        If there are more itineraries than can be listed.
    """

    def __init__(
        self, instance: Instance, baseline: Plan | None, rng: np.random.Generator, tuning: ImproveTuning
    ) -> None:
        timetable = Timetable.of(instance)
        self.itineraries = enumerate_itineraries(timetable, most=tuning.most_itineraries)
        self.cohorts, self._baseline = cohorts_of(timetable, baseline)
        counted = {instance.groups.row[term.group] for term in instance.terms if term.group}
        named = sorted(rows_named(instance) | counted)
        self._named = np.unique(self.cohorts.of[np.array(named, dtype=np.int64)])
        self._flights = OfFlights(instance)
        self._rng, self._tuning = rng, tuning
        self._seen: float | None = None

    @cached_property
    def _entries(self) -> float:
        return entries_of_a_pair(self.itineraries)

    @property
    def _density(self) -> float:
        """Pairs for each cohort and itinerary: as in the last region, of some cohorts before any."""
        if self._seen is None:
            self._seen = self._of_some()
        return self._seen

    def _of_some(self) -> float:
        """Pairs for each cohort and itinerary, of some cohorts."""
        most, parties = TRIES // max(len(self.itineraries), 1), self.cohorts.parties
        some = np.sort(self._rng.permutation(len(parties))[: max(most, 2)])
        chosen = Cohorts(parties.take(some), np.zeros(0, dtype=np.int64))
        pairs = len(travel_of(chosen, self.itineraries, self._flights))
        return max(pairs / max(len(some) * len(self.itineraries), 1), LEAST_DENSITY)

    def draw(self, trips: Trips) -> Region:
        """Another region, which has all of `trips`."""
        people, ways = self._sizes()
        way = np.sort(self._ways()[:ways])
        free = np.sort(self._people(trips, way)[:people])
        return self.around(trips, free, way)

    def around(self, trips: Trips, free: Ints, way: Ints) -> Region:
        """The region of the cohorts `free` and the itineraries `way`, both sorted, with all of `trips`."""
        itineraries, parties = self.itineraries, self.cohorts.parties
        chosen = Cohorts(parties.take(free), np.zeros(0, dtype=np.int64))
        near = travel_of(chosen, Itineraries(itineraries.timetable, itineraries.legs[way]), self._flights)
        self._seen = max(len(near) / max(len(free) * len(way), 1), LEAST_DENSITY)
        near = replace(near, cohort=free[near.cohort], itinerary=way[near.itinerary])
        everybody = len(free) == len(parties)
        who = np.arange(len(parties)) if everybody else np.union1d(free, self._named)
        travel = self._with(trips, near, who)
        then = self._baseline if everybody else self._of_them(who)
        return Region(formulated(travel, then), who, everybody and len(way) == len(itineraries))

    def _of_them(self, who: Ints) -> Baseline | None:
        """The baseline of the cohorts `who` alone: where the others are is no matter, for they stay there."""
        if self._baseline is None:
            return None
        mine = np.isin(self.cohorts.of, who)
        return _OfSome({row: there for row, there in self._baseline.parties.items() if mine[row]}, mine)

    def _sizes(self) -> tuple[int, int]:
        """How many cohorts and itineraries another region has."""
        tuning, cohorts, itineraries = self._tuning, len(self.cohorts), len(self.itineraries)
        pairs = max(self._density * cohorts * itineraries, 1)
        entries = pairs * self._entries
        small = pairs <= tuning.most_pairs and entries <= tuning.most_entries
        if small and cohorts <= tuning.most_cohorts:
            return cohorts, itineraries
        part = min(tuning.pairs / pairs, tuning.entries / max(entries, 1), 1.0)
        most = min(tuning.most_cohorts / max(cohorts, 1), 1.0)
        people = min(max(part ** float(self._rng.choice(PARTS)), most / 4), most)
        return max(int(people * cohorts), 2), max(int(min(part / people, 1.0) * itineraries), 2)

    def _ways(self) -> Ints:
        """All itineraries: those of about one time first or those of any time, by chance."""
        count = len(self.itineraries)
        if not count or self._rng.random() < 0.5:
            return self._rng.permutation(count)
        departs = self.itineraries.first_departure
        return np.argsort(np.abs(departs - departs[self._rng.integers(count)]), kind="stable")

    def _people(self, trips: Trips, way: Ints) -> Ints:
        """All cohorts in any order, those who stay rather sooner, and those on the itineraries `way`."""
        weight = 1 + (left_of(trips, self.cohorts) > 0)
        aboard = np.unique(trips.cohort[np.isin(trips.itinerary, way)])
        weight[aboard] += 2
        return np.argsort(-self._rng.random(len(weight)) * weight)

    def _with(self, trips: Trips, near: Travel, who: Ints) -> Travel:
        """Those `who` may take what is `near`, and every trip."""
        width, parties = max(len(self.itineraries), 1), self.cohorts.parties
        mine = np.flatnonzero(np.isin(trips.cohort, who))
        open_to = near.cohort * width + near.itinerary
        taken = trips.cohort[mine] * width + trips.itinerary[mine]
        other = ~np.isin(taken, open_to)
        key = np.concatenate([open_to, taken[other]])
        most = np.concatenate([near.most, trips.parties[mine][other]])
        order = np.argsort(key)
        key, most, cohorts = key[order], most[order], self.cohorts
        cohort, itinerary = np.searchsorted(who, key // width), key % width
        if len(who) < len(parties):
            others = others_of(trips, cohorts, self.itineraries, who)
            new = len(who) + np.arange(len(others.itinerary))
            cohort, itinerary = np.append(cohort, new), np.append(itinerary, others.itinerary)
            most = np.append(most, np.ones_like(new))
            told_apart = len(self._named) or self._baseline is not None
            local = np.searchsorted(who, cohorts.of) if told_apart else cohorts.of[:0]
            local[local == len(who)] = 0
            cohorts = Cohorts(_joined(parties.take(who), others.parties), local)
        return Travel(cohorts, self.itineraries, cohort, itinerary, most)


def entries_of_a_pair(itineraries: Itineraries) -> float:
    """About how many entries a pair has in the rows: whoever leaves or lands counts at every later moment."""
    table, each = itineraries.timetable, np.full(len(itineraries.timetable.departs) + 1, 3.0)
    each[-1] = 0.0
    for number, place in enumerate(table.instance.locations):
        leaving = np.flatnonzero(table.origin == number)
        landing = np.flatnonzero(table.destination == number)
        if place.throughput_per_hour is not None:
            each[leaving] += _later(table.departs[leaving])
        if limits := table.instance.presence_limits.get(place.id):
            each[landing] += len(limits) * _later(table.arrives[landing])
    return float(each[itineraries.legs].sum(axis=1).mean()) if len(itineraries) else 0.0


def _later(times: Ints) -> Ints:
    """Of each time how many different ones are no earlier."""
    moments = np.unique(times)
    return len(moments) - np.searchsorted(moments, times)


def _joined(one: Groups, other: Groups) -> Groups:
    """The rows of both."""
    columns: dict[str, Any] = {}
    for field in fields(Groups):
        first, second = getattr(one, field.name), getattr(other, field.name)
        if isinstance(first, tuple):
            columns[field.name] = first + second
        elif isinstance(first, Coded):
            codes = np.append(first.codes, second.codes + len(first.values))
            columns[field.name] = Coded(codes, first.values + second.values)
        else:
            columns[field.name] = np.append(first, second)
    return Groups(**columns)


def values_of(trips: Trips, region: Region, session: Session, options: Options) -> Ints | None:
    """The values of `trips` in a region; where it must, an engine says who sits in which pool.

    `None` where it finds no way in time.
    """
    formulation, values = region.formulation, region.values(trips)
    model = formulation.model
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
