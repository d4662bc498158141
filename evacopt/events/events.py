"""What happens on a bad night, each as a pure function from an instance to an instance.

Events are records, so that they can be sent to other processes, compared and told back to the planner. Each
has `applied(instance, since=...)`: what had departed by `since` (UTC minutes) is over and is not touched by
an event that speaks of a place or of a whole row of sorties.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from functools import reduce
from typing import Any, Protocol

import numpy as np

from evacopt.domain.clock import format_time
from evacopt.domain.columns import Coded
from evacopt.domain.flight import Flight
from evacopt.domain.group import Groups
from evacopt.domain.instance import Instance
from evacopt.errors import UsageError
from evacopt.events.flights import change_flights, known_location, named_flights


class Event(Protocol):
    """Something that changes an instance."""

    def applied(self, instance: Instance, *, since: int | None = None) -> Instance:
        """The instance after it.

        Raises
        ------
        UsageError
            If it names what the instance does not have; the message says what may have been meant.
        """


@dataclass(frozen=True, slots=True)
class Cancel:
    """`flight` is not flown; the id of a row of sorties stands for all of them."""

    flight: str

    def applied(self, instance: Instance, *, since: int | None = None) -> Instance:
        """The instance after it; see `Event`."""
        ids = named_flights(instance, self.flight, since=since)
        return change_flights(instance, ids, _cancelled)

    def __str__(self) -> str:
        return f"cancel {self.flight}"


@dataclass(frozen=True, slots=True)
class Delay:
    """`flight` departs and arrives `minutes` later."""

    flight: str
    minutes: int

    def applied(self, instance: Instance, *, since: int | None = None) -> Instance:
        """The instance after it; see `Event`."""
        ids = named_flights(instance, self.flight, since=since)
        return change_flights(instance, ids, self._later)

    def _later(self, flight: Flight) -> Flight:
        return replace(flight, departs=flight.departs + self.minutes, arrives=flight.arrives + self.minutes)

    def __str__(self) -> str:
        hours, minutes = divmod(self.minutes, 60)
        return f"delay {self.flight}={f'{self.minutes}m' if minutes else f'{hours}h'}"


@dataclass(frozen=True, slots=True)
class Seats:
    """`flight` has `seats` seats now: another aircraft came."""

    flight: str
    seats: int

    def applied(self, instance: Instance, *, since: int | None = None) -> Instance:
        """The instance after it; see `Event`."""
        ids = named_flights(instance, self.flight, since=since)
        return change_flights(instance, ids, lambda flight: replace(flight, seats=self.seats))

    def __str__(self) -> str:
        return f"seats {self.flight}={self.seats}"


@dataclass(frozen=True, slots=True)
class Close:
    """Nothing departs from or arrives at `location` in `[begins, ends)`, UTC minutes; it is cancelled."""

    location: str
    begins: int
    ends: int

    def applied(self, instance: Instance, *, since: int | None = None) -> Instance:
        """The instance after it; see `Event`."""
        place = known_location(instance, self.location)
        struck = [
            flight.id
            for flight in _open(instance, since)
            if (flight.origin == place and self._in_time(flight.departs))
            or (flight.destination == place and self._in_time(flight.arrives))
        ]
        return change_flights(instance, struck, _cancelled)

    def _in_time(self, minute: int) -> bool:
        return self.begins <= minute < self.ends

    def __str__(self) -> str:
        return f"close {self.location}={_span(self.begins, self.ends)}"


@dataclass(frozen=True, slots=True)
class Full:
    """`location` takes nobody in in `[begins, ends)`; what departs from it still does."""

    location: str
    begins: int
    ends: int

    def applied(self, instance: Instance, *, since: int | None = None) -> Instance:
        """The instance after it; see `Event`."""
        place = known_location(instance, self.location)
        struck = [
            flight.id
            for flight in _open(instance, since)
            if flight.destination == place and self.begins <= flight.arrives < self.ends
        ]
        return change_flights(instance, struck, _cancelled)

    def __str__(self) -> str:
        return f"full {self.location}={_span(self.begins, self.ends)}"


@dataclass(frozen=True, slots=True)
class Arrivals:
    """More `groups` wait; `source` is what to call them."""

    groups: Groups
    source: str = "more groups"

    def applied(self, instance: Instance, *, since: int | None = None) -> Instance:
        """The instance after it; see `Event`."""
        known = sorted(set(self.groups.id) & instance.groups.row.keys())
        if known:
            raise UsageError(
                f"{self.source}: the group {known[0]} waits already; give newcomers an id of their own, "
                f"or count them in: --set groups.{known[0]}.count=…"
            )
        return replace(instance, groups=joined_groups((instance.groups, self.groups)))

    def __str__(self) -> str:
        return f"arrivals {self.source}"


def after(instance: Instance, events: Iterable[Event], *, since: int | None = None) -> Instance:
    """The instance after `events`, one after the other.

    Raises
    ------
    UsageError
        If an event names what the instance does not have.
    """
    return reduce(lambda now, event: event.applied(now, since=since), events, instance)


def joined_groups(tables: Iterable[Groups]) -> Groups:
    """The rows of several tables, end to end."""
    listed = list(tables)
    columns: dict[str, Any] = {}
    for field in fields(Groups):
        parts = [getattr(table, field.name) for table in listed]
        if isinstance(parts[0], np.ndarray):
            columns[field.name] = np.concatenate(parts)
        else:
            rows = (value for part in parts for value in part)
            columns[field.name] = tuple(rows) if isinstance(parts[0], tuple) else Coded.of(rows)
    return Groups(**columns)


def _cancelled(flight: Flight) -> Flight:
    return replace(flight, status="cancelled")


def _open(instance: Instance, since: int | None) -> list[Flight]:
    """Flights that have not departed and are not cancelled."""
    return [
        flight
        for flight in instance.schedule
        if flight.status != "cancelled" and (since is None or flight.departs > since)
    ]


def _span(begins: int, ends: int) -> str:
    return f"{format_time(begins)}/{format_time(ends)}"
