"""Better plans around a change: flights near it in time, who is on them, and who stays, are decided again.

Everything else is as it is, so that this takes a second or two however large the instance is. Parties swap
itineraries that somebody has, or take such as have room on every leg; a further reach takes in more flights.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

import numpy as np

from evacopt.backends.session import Session
from evacopt.domain.columns import Ints, Mask
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from evacopt.improve.lexicographic import solved_in_order
from evacopt.improve.open_goals import BoundOf, OpenGoals
from evacopt.improve.others import left_of
from evacopt.improve.part import Point, without_idle_rows
from evacopt.improve.regions import Region, Regions, values_of
from evacopt.improve.search import Better, Start, reached
from evacopt.improve.trips import Trips
from evacopt.improve.tuning import AROUND, TUNING, AroundTuning
from evacopt.milp.contract import Options
from evacopt.model.builder import NO_COLUMN
from evacopt.model.formulation import Formulation

STAYING = ("unserved", "fairness")
"""What goals are called that count who stays alone."""


def better_around(
    instance: Instance,
    start: Start,
    near: Collection[str],
    session: Session,
    *,
    baseline: Plan | None = None,
    tuning: AroundTuning = AROUND,
) -> Iterator[Better | None]:
    """Better and better plans near `start`, which keeps every rule; `None` where a reach has none.

    Parameters
    ----------
    near : ids of groups and flights; what the instance has not is passed over

    Raises
    ------
    UsageError
        If there are more itineraries than can be listed.
    KeyboardInterrupt
        Where the engine was interrupted, or the session is to stop.
    """
    rng = np.random.default_rng(0)
    regions = Regions(instance, baseline, rng, TUNING)
    trips, goals = Trips.of_plan(start.plan, regions.cohorts, regions.itineraries), start.values
    if trips is None or not len(regions.itineraries):
        return
    options = Options(time_limit=tuning.step, gap=0.0, threads=1)
    anywhere = np.unique(regions.itineraries.legs[:, 0])
    for place, reach in enumerate((*tuning.near, *tuning.elsewhere)):
        first = None if place < len(tuning.near) else rng.choice(anywhere, 1)
        region = _Near(regions, trips, near, first).region(reach, tuning, rng)
        values = values_of(trips, region, session, options)
        if values is None or not region.moves.any():
            yield None
            continue
        region = region.counted(values, goals)
        searched = OpenGoals(_held(region, values), rng, TUNING)
        gained, values = _solved(region, values, session, options, goals=searched)
        if gained is None:
            yield None
            continue
        trips, goals, found = reached(trips, region, regions, values, gained)
        yield found


def _solved(
    region: Region, values: Ints, session: Session, options: Options, *, goals: OpenGoals
) -> tuple[int | None, Ints]:
    """The first goal in which the region is better by its values, and these."""
    formulation, point = region.formulation, Point(region.formulation.model, values)
    free = _free(region)

    def put_back(new: Ints) -> Ints:
        everything = values.copy()
        everything[free] = new
        return formulation.completed(everything)

    answer = solved_in_order(
        without_idle_rows(point.part(free)),
        values[free],
        lambda new: put_back(new)[free],
        session,
        options,
        ends=np.inf,
        goals=goals,
        loose=_counting(formulation)[free],
    )
    return answer.gained, put_back(answer.values)


def _held(region: Region, values: Ints) -> BoundOf:
    """Bounds of the goals: where nobody who stays has a way in the region, no fewer can stay."""
    formulation = region.formulation
    travel = formulation.travel
    left = travel.cohorts.parties.count.copy()
    np.subtract.at(left, travel.cohort, values[formulation.pair_column])
    if (left[travel.cohort[region.moves]] > 0).any():
        return lambda _: None
    now = {goal.name: goal.of(values) for goal in formulation.model.goals}
    return lambda goal: now[goal] if goal.startswith(STAYING) else None


def _free(region: Region) -> Ints:
    """The columns of those who may travel otherwise, of sorties that they could take, and what follows."""
    formulation, columns = region.formulation, region.formulation.sortie_column
    free = formulation.helpers.copy()
    pair, flight, _ = formulation.travel.legs
    elsewhere = np.setdiff1d(np.arange(len(columns)), flight[region.moves[pair]])
    free[columns[elsewhere][columns[elsewhere] != NO_COLUMN]] = False
    free[formulation.pair_column[region.moves]] = True
    return np.flatnonzero(free)


def _counting(formulation: Formulation) -> Mask:
    """Columns that equations count, such as people left: integer once the others are; shape (columns,)."""
    model = formulation.model
    counts = np.array([label.rule == "goal" for label in model.labels], dtype=np.bool_)
    counts &= model.row_lower == model.row_upper
    mask = np.zeros(len(model.lower), dtype=np.bool_)
    mask[model.matrix.column[counts[model.matrix.row_of_entry()]]] = True
    mask[formulation.pair_column] = False
    return mask


class _Near:
    """What is near the centre, as things stand in `trips`."""

    def __init__(self, regions: Regions, trips: Trips, near: Collection[str], first: Ints | None) -> None:
        self._regions, self._trips = regions, trips
        itineraries, cohorts = regions.itineraries, regions.cohorts
        instance = itineraries.timetable.instance
        row, number = instance.groups.row, instance.number
        groups = np.array([row[code] for code in near if code in row], dtype=np.int64)
        self._cohorts = np.unique(cohorts.of[groups])
        flights = np.array([number[code] for code in near if code in number], dtype=np.int64)
        self._through: Mask = np.asarray(np.isin(itineraries.legs, flights).any(axis=1))
        self._used = np.zeros(len(itineraries), dtype=np.bool_)
        self._used[trips.itinerary] = True
        self._left = left_of(trips, cohorts)
        centred = np.union1d(
            np.flatnonzero(self._through), trips.itinerary[np.isin(trips.cohort, self._cohorts)]
        )
        firsts = np.unique(np.append(itineraries.legs[centred, 0], flights)) if first is None else first
        self._moments = self._departures(firsts) if len(firsts) else self._ready(self._cohorts)

    def _departures(self, flights: Ints) -> tuple[Ints, Ints]:
        """Where and when they depart."""
        table = self._regions.itineraries.timetable
        return table.origin[flights], table.departs[flights]

    def _ready(self, cohorts: Ints) -> tuple[Ints, Ints]:
        """Where and from when they wait."""
        table, parties = self._regions.itineraries.timetable, self._regions.cohorts.parties.take(cohorts)
        place = {location.id: number for number, location in enumerate(table.instance.locations)}
        check_in = table.instance.policy.check_in_minutes
        return parties.origin.ints(place.__getitem__), parties.ready + check_in

    def region(self, reach: int, tuning: AroundTuning, rng: np.random.Generator) -> Region:
        """A region of about so many flights out of the origins, fewer by chance where it is too large."""
        way = self._ways(reach)
        free = self._people(way)
        while len(free) * len(way) > tuning.tried and len(way) > 1:
            way = way[(rng.random(len(way)) < tuning.kept) | (np.arange(len(way)) == 0)]
            free = self._people(way)
            free = free[(rng.random(len(free)) < tuning.kept) | np.isin(free, self._cohorts)]
        return self._regions.around(self._trips, np.sort(free), np.sort(way))

    def _ways(self, reach: int) -> Ints:
        """Itineraries that begin with one of the flights nearest to the centre, those used first."""
        itineraries = self._regions.itineraries
        table = itineraries.timetable
        firsts, (place, minute) = np.unique(itineraries.legs[:, 0]), self._moments
        apart = np.abs(table.departs[firsts][:, None] - minute[None, :])
        apart = apart + (table.origin[firsts][:, None] != place[None, :]) * 2**40
        nearest = firsts[np.argsort(apart.min(axis=1, initial=2**41), kind="stable")[:reach]]
        rank = np.full(len(table.departs), reach)
        rank[nearest] = np.arange(len(nearest))
        open_ = self._used | self._roomy() | self._through
        way = np.flatnonzero(open_ & (rank[itineraries.legs[:, 0]] < reach))
        return way[np.lexsort((rank[itineraries.legs[way, 0]], ~self._used[way]))]

    def _roomy(self) -> Mask:
        """Itineraries with an empty seat on every leg."""
        regions, trips = self._regions, self._trips
        table, legs = regions.itineraries.timetable, regions.itineraries.legs
        taken = np.zeros(len(table.seats) + 1, dtype=np.int64)
        seats = (regions.cohorts.parties.size[trips.cohort] * trips.parties)[:, None]
        np.add.at(taken, legs[trips.itinerary], np.broadcast_to(seats, (len(trips.cohort), legs.shape[1])))
        empty = np.append(table.seats * table.most - taken[:-1], 1)
        mask: Mask = np.asarray((empty[legs] > 0).all(axis=1))
        return mask

    def _people(self, way: Ints) -> Ints:
        """Cohorts: of the centre, then aboard `way`, then who stays."""
        aboard = np.unique(self._trips.cohort[np.isin(self._trips.itinerary, way)])
        order = np.concatenate([self._cohorts, aboard, np.flatnonzero(self._left)])
        _, first = np.unique(order, return_index=True)
        return order[np.sort(first)]
