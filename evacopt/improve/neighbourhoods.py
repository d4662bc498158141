"""Neighbourhoods: what is near in one sense or another is set free at once (Shaw, 1998).

Each kind orders the flights by what makes them near; the first of them are free, with whoever is on them and
whoever could take them, drawn by chance where they are many.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from evacopt.domain.columns import Ints
from evacopt.improve.regions import Region
from evacopt.improve.surroundings import Now, Surroundings
from evacopt.improve.tuning import ImproveTuning

FAR = 2**40
"""Minutes: farther than any time, for flights that are not of one kind."""


class Neighbourhoods:
    """Draws neighbourhoods of a region, by chance."""

    def __init__(self, region: Region, rng: np.random.Generator, tuning: ImproveTuning) -> None:
        self._around, self._rng, self._tuning = Surroundings(region), rng, tuning
        formulation = region.formulation
        schedule, codes = formulation.instance.schedule, dict[str, int]()
        names = [(flight.fleet, flight.operator) for flight in schedule]
        self._fleet, self._operator = (
            np.array([codes.setdefault(name, len(codes)) for name in column], dtype=np.int64)
            for column in zip(*names, strict=True)
        )
        parties = formulation.travel.cohorts.parties
        self._nationality = parties.nationality.ints(lambda code: codes.setdefault(code, len(codes)))
        table = self._around.timetable
        self.kinds: dict[str, Callable[[Now], Ints]] = {
            "time": lambda now: self._at_one_time(now, np.zeros_like(table.departs)),
            "origin": lambda now: self._at_one_time(now, table.origin),
            "destination": lambda now: self._at_one_time(now, table.destination),
            "fleet": lambda now: self._at_one_time(now, self._fleet),
            "operator": lambda now: self._at_one_time(now, self._operator),
            "party": lambda now: self._for_those_who_stay(now, np.arange(len(parties))),
            "nationality": lambda now: self._for_those_who_stay(now, self._nationality),
            "empty": self._empty_first,
            "any": lambda _: rng.permutation(self._around.flights),
        }

    def now(self, values: Ints) -> Now:
        """How things stand at `values`."""
        return self._around.now(values)

    def draw(self, kind: str, columns: int, now: Now) -> Ints:
        """The columns of a neighbourhood of that kind, about so many, sorted."""
        order, around = self.kinds[kind](now), self._around
        tuning = self._tuning
        least = int(tuning.flights_least * (tuning.flights_most / tuning.flights_least) ** self._rng.random())
        enough = int(np.searchsorted(np.cumsum(around.pairs_on[order]), columns)) + 1
        flights = order[: max(enough, least)]
        touched, inside = around.pairs_of(flights)
        used = touched[now.travelling[touched] > 0]
        pairs = np.union1d(used, self._sampled(inside, used, columns, now))
        decided = around.formulation.pair_column[pairs]
        return np.unique(np.concatenate([decided, around.columns_of(flights), around.always]))

    def _sampled(self, pairs: Ints, used: Ints, most: int, now: Now) -> Ints:
        """At most `most` of `pairs`: cohorts drawn with all of theirs, those who fly or stay often."""
        if len(pairs) <= most:
            return pairs
        cohort = self._around.travel.cohort
        who, place, pairs_of = np.unique(cohort[pairs], return_inverse=True, return_counts=True)
        aboard = np.isin(who, cohort[used])
        order = np.argsort(-self._rng.random(len(who)) * (1 + aboard) * (1 + (now.left[who] > 0)))
        kept = np.zeros(len(who), dtype=np.bool_)
        kept[order[np.cumsum(pairs_of[order]) <= most]] = True
        return pairs[kept[place]]

    def _at_one_time(self, now: Now, alike: Ints) -> Ints:
        """Flights that depart about when one with empty seats does, of those that are alike first."""
        departs, flights = self._around.timetable.departs, self._around.flights
        weight = 1.0 + now.empty[flights]
        centre = int(self._rng.choice(flights, p=weight / weight.sum()))
        far = np.abs(departs - departs[centre]) * self._rng.uniform(0.7, 1.3, len(departs))
        far += FAR * (alike != alike[centre])
        far[centre] = -1
        return flights[np.argsort(far[flights], kind="stable")]

    def _for_those_who_stay(self, now: Now, alike: Ints) -> Ints:
        """Flights that some who stay could take, and those like them, in any order; then the others."""
        around, parties = self._around, self._around.travel.cohorts.parties
        weight = (now.left * parties.people).astype(np.float64)
        if not weight.any():
            return self._rng.permutation(around.flights)
        one = int(self._rng.choice(len(weight), p=weight / weight.sum()))
        theirs = np.intersect1d(around.flights_for(np.flatnonzero(alike == alike[one])), around.flights)
        others = np.setdiff1d(around.flights, theirs)
        return np.append(self._rng.permutation(theirs), self._rng.permutation(others))

    def _empty_first(self, now: Now) -> Ints:
        """Flights with empty seats, those with many rather than few; then the others."""
        flights = self._around.flights
        chance = self._rng.random(len(flights)) * (now.empty[flights] + 1e-3)
        return flights[np.argsort(-chance, kind="stable")]
