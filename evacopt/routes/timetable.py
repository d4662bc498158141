"""The flights of an instance as columns, and which of them can be flown at all."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from evacopt.domain.columns import Ints, Mask
from evacopt.domain.instance import Instance


@dataclass(frozen=True, eq=False)
class Timetable:
    """Columns over `instance.schedule`, in its order; locations are numbered as in the instance.

    Attributes
    ----------
    origin, destination, departs, arrives, seats, most : int64 arrays, shape (flights,)
        `most` is how often the flight may be flown.
    usable : bool array, shape (flights,)
        Flown at least once perhaps, inside the horizon, with both ends open.
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
        flights = instance.schedule

        def column(values: list[int]) -> Ints:
            return np.array(values, dtype=np.int64)

        return cls(
            instance,
            column([number[flight.origin] for flight in flights]),
            column([number[flight.destination] for flight in flights]),
            column([flight.departs for flight in flights]),
            column([flight.arrives for flight in flights]),
            column([flight.seats for flight in flights]),
            column([flight.most_sorties for flight in flights]),
            np.array(
                [
                    flight.most_sorties > 0
                    and instance.begins <= flight.departs <= instance.ends
                    and instance.location[flight.origin].is_open(flight.departs)
                    and instance.location[flight.destination].is_open(flight.arrives)
                    for flight in flights
                ],
                dtype=np.bool_,
            ),
        )

    @cached_property
    def moves(self) -> Mask:
        """Flights that fly for certain (scheduled ones, open or not) or may fly; shape (flights,)."""
        scheduled = np.array(
            [flight.status == "scheduled" for flight in self.instance.schedule], dtype=np.bool_
        )
        return self.usable | scheduled

    def role_mask(self, role: str) -> Mask:
        """Which locations have `role`; shape (locations,)."""
        return np.array([location.role == role for location in self.instance.locations], dtype=np.bool_)

    @cached_property
    def from_location(self) -> tuple[Ints, ...]:
        """For each location the usable flights that leave it, earliest first."""
        order = np.lexsort((np.arange(len(self.departs)), self.departs))
        order = order[self.usable[order]]
        return tuple(order[self.origin[order] == place] for place in range(len(self.instance.locations)))

    @cached_property
    def group_origins(self) -> Ints:
        """The location numbers at which some group waits, sorted."""
        number = {location.id: place for place, location in enumerate(self.instance.locations)}
        return np.unique(
            np.array([number[place] for place in self.instance.groups.origin.values], dtype=np.int64)
        )
