"""An instance party by party: who may board what, the rows of the model, and from chosen pairs to a plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from benchmarks.peers.limits import Limits
from evacopt.domain.columns import BLANK, Ints, Mask
from evacopt.domain.flight import Flight
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Assignment, Assignments


@dataclass(frozen=True, slots=True)
class Row:
    """`sum of use x pairs <= most`; `use` counts seats, infants, or each party once."""

    pairs: Ints
    use: Ints
    most: int


@dataclass(frozen=True, eq=False, kw_only=True)
class Parties:
    """Every party by itself, and the flights that it may board.

    Attributes
    ----------
    group : int64 array, shape (parties,)
        The row of the group that each party is of.
    party, flight : int64 arrays, shape (pairs,)
        One pair for each party and each flight that it may board, ordered by party: a column of the model.
    """

    instance: Instance
    group: Ints
    party: Ints
    flight: Ints

    @cached_property
    def group_of_pair(self) -> Ints:
        """The row of the group of each pair; shape (pairs,)."""
        return self.group[self.party]

    def __len__(self) -> int:
        """The number of pairs."""
        return len(self.party)

    def rows(self) -> Iterator[Row]:
        """At most one flight a party; seats and infants of each flight."""
        for pairs in _runs(np.arange(len(self)), self.party):
            yield Row(pairs, np.ones_like(pairs), 1)
        groups, flights = self.instance.groups, self.instance.flights
        order = np.argsort(self.flight, kind="stable")
        for pairs in _runs(order, self.flight[order]):
            flight, group = flights[self.flight[pairs[0]]], self.group_of_pair[pairs]
            yield Row(pairs, groups.size[group], flight.seats)
            infants = groups.infants[group]
            if infants.any():
                yield Row(pairs[infants > 0], infants[infants > 0], flight.infant_limit)

    def holds(self, chosen: Ints) -> bool:
        """Whether the pairs `chosen` keep every row."""
        groups, flights = self.instance.groups, self.instance.flights
        group, flight = self.group_of_pair[chosen], self.flight[chosen]
        seats, infants = np.zeros((2, len(flights)), dtype=np.int64)
        np.add.at(seats, flight, groups.size[group])
        np.add.at(infants, flight, groups.infants[group])
        once = len(np.unique(self.party[chosen])) == len(chosen)
        return once and all(
            seats[number] <= flight.seats and infants[number] <= flight.infant_limit
            for number, flight in enumerate(flights)
        )

    def assignments(self, chosen: Ints) -> Assignments:
        """The pairs `chosen` as the assignments of a plan: parties of a group on a flight, counted."""
        pairs = zip(self.group_of_pair[chosen].tolist(), self.flight[chosen].tolist(), strict=True)
        groups, flights = self.instance.groups.id, self.instance.flights
        return Assignments.of(
            Assignment(groups[group], (flights[flight].id,), parties)
            for (group, flight), parties in sorted(Counter(pairs).items())
        )


def parties_of(instance: Instance, limits: Limits) -> Parties:
    """Every party of `instance` with what it may board.

    Raises
    ------
    LimitError
        If time runs out meanwhile.
    """
    groups = instance.groups
    accepted = {code: _accepting(instance, code) for code in set(groups.nationality.values)}
    leaving = {place: _leaving(instance, place) for place in set(groups.origin.values)}
    departs = np.array([flight.departs for flight in instance.flights], dtype=np.int64)
    parties, flights = [], []
    for row, count in enumerate(groups.count.tolist()):
        limits.check()
        ready = instance.begins if groups.ready[row] == BLANK else groups.ready[row]
        fine = accepted[groups.nationality[row]] & leaving[groups.origin[row]] & (departs >= ready)
        parties.append(np.full(count, fine.sum()))
        flights.append(np.tile(np.flatnonzero(fine), count))
    many = np.concatenate([*parties, np.zeros(0, dtype=np.int64)])
    return Parties(
        instance=instance,
        group=np.repeat(np.arange(len(groups)), groups.count),
        party=np.repeat(np.arange(len(many)), many),
        flight=np.concatenate([*flights, np.zeros(0, dtype=np.int64)]),
    )


def _accepting(instance: Instance, nationality: str) -> Mask:
    """Flights that take `nationality`; shape (flights,)."""
    return np.array([_takes(flight, nationality) for flight in instance.flights], dtype=np.bool_)


def _takes(flight: Flight, nationality: str) -> bool:
    if flight.accepts == ("own",):
        return flight.operator == nationality
    return flight.accepts == ("all",) or nationality in flight.accepts


def _leaving(instance: Instance, place: str) -> Mask:
    """Flights from `place` to a haven that leave within the horizon; shape (flights,)."""
    return np.array(
        [
            flight.origin == place
            and instance.location[flight.destination].role == "haven"
            and instance.begins <= flight.departs <= instance.ends
            for flight in instance.flights
        ],
        dtype=np.bool_,
    )


def _runs(pairs: Ints, key: Ints) -> Iterator[Ints]:
    """`pairs` cut where the sorted `key` changes."""
    if len(pairs):
        yield from np.split(pairs, np.flatnonzero(np.diff(key)) + 1)
