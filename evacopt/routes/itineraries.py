"""The flights of an instance as columns, and every chain of them from an origin to a haven (3.1)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter

import numpy as np

from evacopt.domain.columns import Ints, Mask, int_column, spans
from evacopt.domain.instance import Instance
from evacopt.domain.location import Location
from evacopt.domain.phrase import phrase
from evacopt.domain.plan import Itinerary
from evacopt.errors import UsageError

MOST = 5_000_000
"""More chains than this are refused: a model over them would not fit a machine."""

NO_LEG = -1


@dataclass(frozen=True, eq=False)
class Timetable:
    """Columns over `instance.schedule`, in its order; locations are numbered as in the instance.

    Attributes
    ----------
    origin, destination, departs, arrives, seats, most : int64 arrays, shape (flights,)
        `most` is how often the flight may be flown.
    usable : bool array, shape (flights,)
        Flown at least once perhaps, inside the horizon, with both ends open to it (6.1).
    """

    instance: Instance
    origin: Ints
    destination: Ints
    departs: Ints
    arrives: Ints
    seats: Ints
    most: Ints
    usable: Mask

    @classmethod
    def of(cls, instance: Instance) -> Timetable:
        """The timetable of `instance`."""
        number = {location.id: place for place, location in enumerate(instance.locations)}
        usable = [
            flight.most_sorties > 0
            and instance.begins <= flight.departs <= instance.ends
            and all(instance.permits(place, way, flight.operator, at) for place, way, at in flight.movements)
            for flight in instance.schedule
        ]
        return cls(
            instance,
            origin=int_column(number[flight.origin] for flight in instance.schedule),
            destination=int_column(number[flight.destination] for flight in instance.schedule),
            departs=int_column(flight.departs for flight in instance.schedule),
            arrives=int_column(flight.arrives for flight in instance.schedule),
            seats=int_column(flight.seats for flight in instance.schedule),
            most=int_column(flight.most_sorties for flight in instance.schedule),
            usable=np.array(usable, dtype=np.bool_),
        )

    @cached_property
    def moves(self) -> Mask:
        """Flights that fly for certain (scheduled ones, open or not) or may fly; shape (flights,)."""
        scheduled = np.array(
            [flight.status == "scheduled" for flight in self.instance.schedule], dtype=np.bool_
        )
        return self.usable | scheduled

    def places(self, fit: Callable[[Location], bool]) -> Mask:
        """Which locations `fit`; shape (locations,)."""
        return np.array([fit(location) for location in self.instance.locations], dtype=np.bool_)

    @cached_property
    def from_location(self) -> tuple[Ints, ...]:
        """For each location the usable flights that leave it, earliest first."""
        order = np.lexsort((np.arange(len(self.departs)), self.departs))
        order = order[self.usable[order]]
        return tuple(order[self.origin[order] == place] for place in range(len(self.instance.locations)))

    @cached_property
    def group_origins(self) -> Ints:
        """The location numbers at which some group waits, sorted."""
        named = set(self.instance.groups.origin.values)
        return np.flatnonzero([place.id in named for place in self.instance.locations])


@dataclass(frozen=True, eq=False)
class Itineraries:
    """Chains of flights, ordered by origin, first departure, then flights.

    Attributes
    ----------
    legs : int64 array, shape (itineraries, max_legs)
        Flight numbers in the timetable, `NO_LEG` where there is no further leg.
    """

    timetable: Timetable
    legs: Ints

    @classmethod
    def of(cls, timetable: Timetable, chains: Ints) -> Itineraries:
        """`chains`, as in `legs`, in their order."""
        first = chains[:, 0]
        keys = [chains[:, leg] for leg in reversed(range(chains.shape[1]))]
        return cls(timetable, chains[np.lexsort((*keys, timetable.departs[first], timetable.origin[first]))])

    @cached_property
    def origin(self) -> Ints:
        """Location number where each begins; shape (itineraries,)."""
        return self.timetable.origin[self.legs[:, 0]]

    @cached_property
    def first_departure(self) -> Ints:
        """UTC minute of the first departure; shape (itineraries,)."""
        return self.timetable.departs[self.legs[:, 0]]

    @cached_property
    def last_leg(self) -> Ints:
        """Flight number of the last leg; shape (itineraries,)."""
        rows = np.arange(len(self.legs))
        last: Ints = self.legs[rows, (self.legs != NO_LEG).sum(axis=1) - 1]
        return last

    @cached_property
    def haven(self) -> Ints:
        """Location number where each ends; shape (itineraries,)."""
        return self.timetable.destination[self.last_leg]

    def flights(self, itinerary: int) -> Itinerary:
        """The flight ids of one itinerary."""
        schedule = self.timetable.instance.schedule
        return tuple(schedule[leg].id for leg in self.legs[itinerary].tolist() if leg != NO_LEG)

    def __len__(self) -> int:
        return len(self.legs)


def enumerate_itineraries(timetable: Timetable, *, most: int = MOST) -> Itineraries:
    """All itineraries of `timetable` under the policy's connection rules.

    Raises
    ------
    UsageError
        If there are more than `most`; the message says which policy keys narrow them.
    """
    legs = timetable.instance.policy.max_legs
    ends, stops = (timetable.places(attrgetter(one)) for one in ("is_end", "is_stop"))
    safe = timetable.places(lambda place: place.role == "haven")
    starts = np.isin(timetable.origin, timetable.group_origins) & ~safe[timetable.origin]
    chains: Ints = np.flatnonzero(timetable.usable & starts)[:, None].astype(np.int64)
    complete: list[Ints] = []
    for leg in range(legs):
        ends_at = timetable.destination[chains[:, -1]]
        blank = np.full((len(chains), legs - leg - 1), NO_LEG, dtype=np.int64)
        complete.append(np.hstack([chains, blank])[ends[ends_at]])
        if leg + 1 < legs:
            onward = _extensions(timetable, chains[stops[ends_at]], most)
            chains = np.concatenate([np.zeros((0, leg + 2), dtype=np.int64), *onward])
        _refuse_too_many(sum(map(len, complete)) + len(chains), most)
    return Itineraries.of(timetable, np.concatenate(complete))


def _extensions(timetable: Timetable, chains: Ints, most: int) -> Iterator[Ints]:
    """Each chain followed by each flight that it can connect to, stop by stop."""
    policy, comes_to = timetable.instance.policy, timetable.destination[chains[:, -1]]
    for place in np.unique(comes_to).tolist():
        onward, arriving = timetable.from_location[place], chains[comes_to == place]
        arrives, departs = timetable.arrives[arriving[:, -1]], timetable.departs[onward]
        longest = timetable.instance.locations[place].max_stay
        first = np.searchsorted(departs, arrives + policy.min_connection_minutes)
        stop = np.full(len(arriving), len(onward))
        if longest is not None:
            stop = np.searchsorted(departs, arrives + longest, side="right")
        _refuse_too_many(int(np.maximum(stop - first, 0).sum()), most)
        chain, flight = spans(first, stop)
        extended = np.hstack([arriving[chain], onward[flight][:, None]])
        goes_to, been = timetable.destination[extended[:, -1]], timetable.origin[extended]
        yield extended[(been != goes_to[:, None]).all(axis=1)]


def _refuse_too_many(chains: int, most: int) -> None:
    if chains > most:
        raise UsageError(
            phrase(
                "more than {most} itineraries: lower policy.max_legs, set max_stay_hours at hubs "
                "or raise policy.min_connection_minutes",
                most=most,
            )
        )
