"""Pairs of a group and an itinerary as arrays: what the rows of the rules are built from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest

import numpy as np

from evacopt.domain.columns import Ints, Mask
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Itinerary
from evacopt.judge.rows import ints


@dataclass(frozen=True, eq=False)
class Pairs:
    """Who takes what: pair `i` is group row `group[i]` on `itineraries[code[i]]`.

    The columns of rows are numbered by them: first parties of each pair, then sorties of each flight.

    Attributes
    ----------
    group, code : int64 arrays, shape (pairs,), ordered by group
    itineraries : tuple, each once, none empty, of flights that the instance knows
    """

    instance: Instance
    group: Ints
    code: Ints
    itineraries: tuple[Itinerary, ...]

    @cached_property
    def every(self) -> Ints:
        """The column of each pair, shape (pairs,)."""
        return np.arange(len(self.group))

    @cached_property
    def sorties(self) -> Ints:
        """The column of each flight, shape (flights,)."""
        return len(self.group) + np.arange(len(self.instance.schedule))

    @cached_property
    def place(self) -> dict[str, int]:
        """The number of each location."""
        return {location.id: number for number, location in enumerate(self.instance.locations)}

    def places(self, limit: str) -> Ints:
        """That limit of each location, -1 where it has none, shape (locations,)."""
        values = (getattr(location, limit) for location in self.instance.locations)
        return ints(-1 if value is None else value for value in values)

    @cached_property
    def is_origin(self) -> Ints:
        """1 for each location that is an origin, else 0, shape (locations,)."""
        return ints(location.role == "origin" for location in self.instance.locations)

    def flights(self, attribute: str) -> Ints:
        """That attribute of each flight, locations by their number, shape (flights,)."""
        values = (getattr(flight, attribute) for flight in self.instance.schedule)
        return ints(self.place.get(value, value) for value in values)

    @cached_property
    def optional(self) -> Ints:
        """1 for each flight that the planner decides, else 0, shape (flights,)."""
        return ints(flight.status == "optional" for flight in self.instance.schedule)

    @cached_property
    def home(self) -> Ints:
        """The number of the origin of each group, shape (groups,)."""
        return self.instance.groups.origin.ints(self.place.__getitem__)

    @cached_property
    def legs(self) -> Ints:
        """The flights of each itinerary, and -1 after its last, shape (itineraries, longest + 1)."""
        number = {flight.id: index for index, flight in enumerate(self.instance.schedule)}
        columns = zip_longest(*([number[leg] for leg in legs] for legs in self.itineraries), fillvalue=-1)
        return np.stack([*map(ints, columns), np.full(len(self.itineraries), -1)], axis=1)

    @cached_property
    def ends(self) -> tuple[Ints, Ints]:
        """The first and the last flight of each pair, shape (pairs,)."""
        last = self.legs[np.arange(len(self.legs)), (self.legs >= 0).sum(axis=1) - 1]
        return self.legs[:, 0][self.code], last[self.code]

    @cached_property
    def boarding(self) -> tuple[Ints, Ints, Ints]:
        """For each leg of each pair: pair, flight, and onward flight or -1, shape (boardings,)."""
        taken = self.legs[self.code]
        pair, leg = np.nonzero(taken >= 0)
        return pair, taken[pair, leg], taken[pair, leg + 1]

    @cached_property
    def seats_needed(self) -> Ints:
        """Seats that one party of each boarding takes, shape (boardings,)."""
        pair, flight, _ = self.boarding
        groups, row = self.instance.groups, self.group[pair]
        return groups.size[row] + groups.stretchers[row] * (self.flights("seats_per_stretcher")[flight] - 1)

    def using(self, flights: Mask) -> Mask:
        """Which pairs have an itinerary with any of `flights`, shape (pairs,)."""
        some, _ = np.nonzero(flights[self.legs] & (self.legs >= 0))
        return np.isin(self.code, some)

    def people_of(self, nationals: frozenset[str]) -> Ints:
        """How many of one party of each group are `nationals`, shape (groups,)."""
        own = self.instance.groups.own_nationalities
        return own.ints(lambda members: sum(people for nation, people in members if nation in nationals))
