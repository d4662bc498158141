"""Neighbourhoods: what is near in one sense or another is set free at once (Shaw, 1998).

Each kind orders the flights by what makes them near; the first of them are free, with whoever is on them and
whoever could take them, drawn by chance where they are many.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from evacopt.domain.columns import Ints, Mask
from evacopt.domain.link import knots_of
from evacopt.improve.regions import Region
from evacopt.improve.surroundings import Now, Surroundings
from evacopt.improve.tuning import ImproveTuning

FAR = 2**40
"""Minutes: farther than any time, for flights that are not of one kind."""


@dataclass(frozen=True, eq=False)
class Near:
    """Flights, the nearest first, and the cohorts that a neighbourhood of them is about."""

    flights: Ints
    cohorts: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))


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
        self.kinds: dict[str, Callable[[Now], Near]] = {
            "time": lambda now: self._at_one_time(now, np.zeros_like(table.departs)),
            "origin": lambda now: self._at_one_time(now, table.origin),
            "destination": lambda now: self._at_one_time(now, table.destination),
            "fleet": lambda now: self._at_one_time(now, self._fleet),
            "operator": lambda now: self._at_one_time(now, self._operator),
            "party": lambda now: self._for_those_who_stay(now, np.arange(len(parties))),
            "nationality": self._for_the_worst_off,
            "empty": self._whoever_could_fill,
            "any": lambda _: Near(rng.permutation(self._around.flights)),
        }
        self._add_kinds_of_ties(region)

    def _add_kinds_of_ties(self, region: Region) -> None:
        """Where sorties exclude or need each other, and where groups go by others, what is tied is near."""
        instance, cohorts = region.formulation.instance, region.formulation.travel.cohorts
        number = instance.number
        needs = [(row.flight, row.needs) for row in instance.order]
        codes = [(leg.id, leg.alternative) for leg in instance.schedule if leg.alternative]
        knots = knots_of([*needs, *((leg, f"alternative {code}") for leg, code in codes)])
        tied = np.full(len(number), -1)
        for knot, names in enumerate(knots):
            tied[[number[name] for name in names if name in number]] = knot
        if knots:
            self.kinds["tied"] = lambda now: self._at_one_time(now, tied, among=tied >= 0)
        row, links = instance.groups.row, [(link.group, link.partner) for link in instance.links]
        linked = [cohorts.of[[row[name] for name in names]] for names in knots_of(links)]
        if linked:
            self.kinds["linked"] = lambda _: self._for_cohorts(linked[self._rng.integers(len(linked))])

    @property
    def movable(self) -> tuple[Ints, Ints, Ints]:
        """The columns of pairs that may change, the cohort of each, and further columns that may change."""
        around = self._around
        pairs = np.flatnonzero(around.moves)
        further = np.concatenate([around.always, around.columns_of(around.flights)])
        return around.formulation.pair_column[pairs], around.travel.cohort[pairs], np.unique(further)

    def now(self, values: Ints) -> Now:
        """How things stand at `values`."""
        return self._around.now(values)

    def draw(self, kind: str, columns: int, now: Now) -> Ints:
        """The columns of a neighbourhood of that kind, about so many, sorted."""
        near, around = self.kinds[kind](now), self._around
        order = near.flights
        tuning = self._tuning
        least = int(tuning.flights_least * (tuning.flights_most / tuning.flights_least) ** self._rng.random())
        enough = int(np.searchsorted(np.cumsum(around.pairs_on[order]), columns)) + 1
        flights = order[: max(enough, least)]
        touched, inside = around.pairs_of(flights)
        used = touched[now.travelling[touched] > 0]
        pairs = np.union1d(used, self._sampled(inside, used, columns, now, near.cohorts))
        decided = around.formulation.pair_column[pairs]
        return np.unique(np.concatenate([decided, around.columns_of(flights), around.always]))

    def _sampled(self, pairs: Ints, used: Ints, most: int, now: Now, first: Ints) -> Ints:
        """At most `most` of `pairs`: cohorts with all of theirs, often those who fly, stay or are `first`."""
        if len(pairs) <= most:
            return pairs
        cohort = self._around.travel.cohort
        who, place, pairs_of = np.unique(cohort[pairs], return_inverse=True, return_counts=True)
        aboard = np.isin(who, cohort[used])
        weight = (1 + aboard) * (1 + (now.left[who] > 0)) * (1 + 3 * np.isin(who, first))
        order = np.argsort(-self._rng.random(len(who)) * weight)
        kept = np.zeros(len(who), dtype=np.bool_)
        kept[order[np.cumsum(pairs_of[order]) <= most]] = True
        return pairs[kept[place]]

    def _at_one_time(self, now: Now, alike: Ints, among: Mask | None = None) -> Near:
        """Flights that depart about when one (`among` some) with empty seats does, those alike first."""
        departs, flights = self._around.timetable.departs, self._around.flights
        centre = self._centre(now, among)
        far = np.abs(departs - departs[centre]) * self._rng.uniform(0.7, 1.3, len(departs))
        far += FAR * (alike != alike[centre])
        far[centre] = -1
        return Near(flights[np.argsort(far[flights], kind="stable")])

    def _centre(self, now: Now, among: Mask | None = None) -> int:
        """A flight, those with seats that somebody could fill rather than others."""
        around = self._around
        weight = 1.0 + around.fillable(now)[around.flights]
        if among is not None and among[around.flights].any():
            weight *= among[around.flights]
        return int(self._rng.choice(around.flights, p=weight / weight.sum()))

    def _for_those_who_stay(self, now: Now, alike: Ints) -> Near:
        """Flights that some who stay could take, and those like them, in any order; then the others.

        Each class that somebody is left of has the same chance.
        """
        parties = self._around.travel.cohorts.parties
        left = np.flatnonzero(now.left * parties.people)
        if not len(left):
            return Near(self._rng.permutation(self._around.flights))
        mine = left[parties.priority[left] == self._rng.choice(np.unique(parties.priority[left]))]
        weight = (now.left * parties.people)[mine]
        one = int(self._rng.choice(mine, p=weight / weight.sum()))
        return self._for_cohorts(np.flatnonzero(alike == alike[one]))

    def _for_the_worst_off(self, now: Now) -> Near:
        """Flights that those of a nationality could take of which a large share stays."""
        parties, of = self._around.travel.cohorts.parties, self._nationality
        people = np.bincount(of, parties.people * parties.count)
        stay = np.bincount(of, parties.people * now.left) / np.maximum(people, 1)
        if not stay.any():
            return Near(self._rng.permutation(self._around.flights))
        worst = np.argmax(stay * self._rng.uniform(0.5, 1.0, len(stay)))
        return self._for_cohorts(np.flatnonzero(of == worst))

    def _for_cohorts(self, cohorts: Ints) -> Near:
        """Flights that any of these could take in any order, then the others."""
        around = self._around
        theirs = np.intersect1d(around.flights_for(cohorts), around.flights)
        others = np.setdiff1d(around.flights, theirs)
        return Near(np.append(self._rng.permutation(theirs), self._rng.permutation(others)), cohorts)

    def _whoever_could_fill(self, now: Now) -> Near:
        """A flight with empty seats, then those that most people are on who could take it."""
        around, centre = self._around, self._centre(now)
        cohorts = around.cohorts_for(centre)
        aboard = around.aboard(now, cohorts)
        chance = self._rng.random(len(aboard)) * (aboard + 1e-3)
        chance[centre] = np.inf
        return Near(around.flights[np.argsort(-chance[around.flights], kind="stable")], cohorts)
