"""The airfield itself under a plan (6): what sorties hold, who lands when, what is aboard, what is closed."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from evacopt.domain.clock import DAY, HOUR
from evacopt.domain.columns import Ints
from evacopt.domain.flight import Flight
from evacopt.domain.instance import Instance
from evacopt.domain.location import Location
from evacopt.domain.resource import Resource
from evacopt.domain.slot import Slot
from evacopt.domain.window import Direction
from evacopt.view.steps import Limits, Moment, Steps, constant
from evacopt.view.view import View


class Holding(NamedTuple):
    """What the sorties of a flight hold of a resource, together, from `begin` to before `end` at a place.

    What is used up is gone from departure on: both are that minute.
    """

    resource: str
    flight: Flight
    place: str
    begin: int
    end: int
    amount: int


@dataclass(frozen=True, eq=False)
class Held:
    """A resource under a plan: what holds it, and how much that is over time; what is used up stays so."""

    resource: Resource
    holdings: tuple[Holding, ...]
    steps: Steps

    @property
    def limits(self) -> Limits:
        """How much there is, always."""
        return constant(self.resource.count)

    @property
    def fullest(self) -> Moment:
        """When first most is held; of what is used up, when all that is used is gone."""
        return self.steps.fullest(self.limits)

    @property
    def place(self) -> str:
        """The place where all that hold it are; blank where they are at several."""
        places = {holding.place for holding in self.holdings}
        return places.pop() if len(places) == 1 else ""


def flown_flights(view: View) -> Iterator[tuple[Flight, int]]:
    """Each flight that flies, and how often."""
    flown = zip(view.instance.schedule, view.flown.tolist(), strict=True)
    return ((flight, sorties) for flight, sorties in flown if sorties)


def held_resources(view: View) -> tuple[Held, ...]:
    """Every resource, in the order of the instance."""
    instance = view.instance
    if not instance.resources:
        return ()
    by_id: dict[str, list[Holding]] = {resource.id: [] for resource in instance.resources}
    for flight, sorties in flown_flights(view):
        for use in instance.uses_of(flight):
            place = flight.destination if use.anchor == "arrives" else flight.origin
            begin, end = use.held(flight)
            by_id[use.resource].append(Holding(use.resource, flight, place, begin, end, use.amount * sorties))
    after = max((flight.arrives for flight in instance.schedule), default=0)
    last = max(instance.ends, after) + 1
    return tuple(_held(resource, by_id[resource.id], last) for resource in instance.resources)


def _held(resource: Resource, holdings: list[Holding], last: int) -> Held:
    ends = [last if resource.used_up else holding.end for holding in holdings]
    columns = ([holding.begin for holding in holdings], ends, [holding.amount for holding in holdings])
    steps = Steps.of(*(np.array(column, dtype=np.int64) for column in columns))
    return Held(resource, tuple(sorted(holdings, key=lambda one: (one.begin, one.flight.id))), steps)


def movements_in(view: View, slot: Slot) -> int:
    """Sorties flown whose departure or arrival at the place of `slot` counts there."""
    return sum(sorties * slot.counted(flight) for flight, sorties in flown_flights(view))


class Received(NamedTuple):
    """A place on a UTC day: who lands, the hour in which most do, and how full it is at its fullest."""

    place: Location
    day: int
    landed: int
    hour: int
    in_hour: int
    present: Moment


def received(view: View) -> Iterator[Received]:
    """Each day on which people land where arrivals are limited or room changes, or on which room changes."""
    stepped = {row.location for row in view.instance.capacities}
    for row, place in enumerate(view.instance.locations):
        if place.arrivals_per_hour is None and place.arrivals_per_day is None and place.id not in stepped:
            continue
        stops, limits = view.stops.at(row), view.instance.capacity_of[place.id]
        present = stops.present
        days = set(np.unique(stops.come // DAY).tolist())
        days |= {since // DAY for since, _ in limits[1:] if present.at(since)}
        for day in sorted(days):
            begin = day * DAY
            fullest = present.fullest(limits, begin, begin + DAY)
            yield _received(place, stops.come, stops.people, begin, fullest)


def _received(place: Location, come: Ints, people: Ints, begin: int, present: Moment) -> Received:
    hour = (come - begin) // HOUR
    by_hour = [int(people[hour == number].sum()) for number in range(DAY // HOUR)]
    most = max(by_hour)
    busiest = begin + by_hour.index(most) * HOUR
    return Received(place, begin, sum(by_hour), busiest, most, present)


def aboard_of(view: View, dimension: str) -> Ints:
    """How much of a dimension those aboard each flight need, shape (flights,)."""
    return view.aboard(view.instance.groups.needs_of(dimension))


def present_of(view: View, dimension: str, place: int) -> Steps:
    """How much of a dimension those present at a place, by its row, need over time."""
    here, stops, boardings = view.stops.place == place, view.stops, view.boardings
    amount = view.instance.groups.needs_of(dimension)[boardings.group] * boardings.parties
    return Steps.of(stops.come[here], stops.go[here], amount[here])


def hours_waited(view: View) -> tuple[Ints, Ints]:
    """Whole hours that a person waits, rounded up: of each assignment, and of each group where it stays."""
    instance = view.instance
    ready = instance.groups.ready_from(instance.begins)
    departs = view.flights("departs")[view.legs[:, 0]] if len(view.group) else np.zeros(0, dtype=np.int64)
    travelling = -((ready[view.group] - departs) // HOUR)
    return np.maximum(travelling, 0), np.maximum(-((ready - instance.ends) // HOUR), 0)


Movement = tuple[str, Direction, str]
"""A place, a direction there, and an operator."""


def closed_to(
    instance: Instance, movements: Collection[Movement], begin: int, end: int
) -> list[tuple[int, int, bool]]:
    """When in `[begin, end)` some of `movements` are not possible, half-open, and whether none of them is."""
    shut = [span for movement in movements for span in closures(instance, movement, begin, end)]
    columns = ([span[0] for span in shut], [span[1] for span in shut], [1] * len(shut))
    steps = Steps.of(*(np.array(column, dtype=np.int64) for column in columns))
    spans = pairwise(zip(steps.times.tolist(), steps.values.tolist(), strict=True))
    return [(since, until, closed == len(movements)) for (since, closed), (until, _) in spans if closed]


def closures(instance: Instance, movement: Movement, begin: int, end: int) -> list[tuple[int, int]]:
    """When in `[begin, end)` a movement (place, direction, operator) is not possible, half-open, in order."""
    place, direction, operator = movement
    changes = sorted({begin, end, *_changes(instance, place, begin, end)})
    shut: list[tuple[int, int]] = []
    for since, until in pairwise(changes):
        if not instance.permits(place, direction, operator, since):
            joins = bool(shut) and shut[-1][1] == since
            shut[-1:] = [(shut[-1][0], until)] if joins else [*shut[-1:], (since, until)]
    return shut


def _changes(instance: Instance, place: str, begin: int, end: int) -> Iterator[int]:
    """Minutes within `(begin, end)` at which it may open or close: an open window counts its last minute."""
    location, edges = instance.location[place], list[int | None]()
    edges += [location.opens, None if location.closes is None else location.closes + 1]
    for row in instance.windows:
        if row.location == place:
            last = 1 if row.kind == "open" else 0
            edges += [row.since, None if row.until is None else row.until + last]
            if row.daily_from is not None and row.daily_to is not None:
                days = range(begin // DAY - 1, end // DAY + 1)
                edges += [day * DAY + at for day in days for at in (row.daily_from, row.daily_to + last)]
    return (edge for edge in edges if edge is not None and begin < edge < end)
