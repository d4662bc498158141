"""What happens on a bad night, each as a pure function from an instance to an instance.

Events are records, so that they can be sent to other processes, compared and told back to the planner. Each
has `applied(instance, since=...)`: what had departed by `since` (UTC minutes) is over and is not touched by
an event that speaks of a place or of a whole row of sorties.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any, Protocol

from evacopt.domain.clock import format_time
from evacopt.domain.field import Field
from evacopt.domain.fields import HEADER, POLICY, TABLES
from evacopt.domain.flight import Flight
from evacopt.domain.group import Groups
from evacopt.domain.instance import Instance
from evacopt.domain.nearest import did_you_mean
from evacopt.domain.phrase import phrase
from evacopt.domain.stored import written
from evacopt.errors import UsageError
from evacopt.events.rows import (
    change_flight,
    change_flights,
    change_group,
    change_row,
    known_location,
    named_flights,
)
from evacopt.events.whole_rows import field_called

_KEYED = {table.name: table for table in TABLES if table.key}
_HEADS = {"instance": HEADER, "policy": POLICY}


class Event(Protocol):
    """Something that changes an instance."""

    def applied(self, instance: Instance, *, since: int | None = None) -> Instance:
        """The instance after it.

        Raises
        ------
        UsageError
            If it names what the instance does not have; the message says what may have been meant.
        """


def after(instance: Instance, events: Iterable[Event], *, since: int | None = None) -> Instance:
    """The instance after `events`, one after the other.

    Raises
    ------
    UsageError
        If an event names what the instance does not have.
    """
    return reduce(lambda now, event: event.applied(now, since=since), events, instance)


@dataclass(frozen=True, slots=True)
class _OfFlights(ABC):
    """Changes some flights: each kind of event says which, and how where they are not cancelled."""

    def applied(self, instance: Instance, *, since: int | None = None) -> Instance:
        """The instance after it; see `Event`."""
        return change_flights(instance, self._ids(instance, since), self._changed)

    @abstractmethod
    def _ids(self, instance: Instance, since: int | None) -> list[str]:
        """The flights that it changes."""

    def _changed(self, flight: Flight) -> Flight:
        return replace(flight, status="cancelled")


@dataclass(frozen=True, slots=True)
class _OfFlight(_OfFlights):
    """Changes one flight, or every sortie of that id still to come."""

    flight: str

    def _ids(self, instance: Instance, since: int | None) -> list[str]:
        return named_flights(instance, self.flight, since=since)


@dataclass(frozen=True, slots=True)
class Cancel(_OfFlight):
    """`flight` is not flown; the id of a row of sorties stands for all of them."""

    def __str__(self) -> str:
        return f"cancel {self.flight}"


@dataclass(frozen=True, slots=True)
class Delay(_OfFlight):
    """`flight` departs and arrives `minutes` later."""

    minutes: int

    def _changed(self, flight: Flight) -> Flight:
        return replace(flight, departs=flight.departs + self.minutes, arrives=flight.arrives + self.minutes)

    def __str__(self) -> str:
        hours, minutes = divmod(self.minutes, 60)
        return f"delay {self.flight}={f'{self.minutes}m' if minutes else f'{hours}h'}"


@dataclass(frozen=True, slots=True)
class Seats(_OfFlight):
    """`flight` has `seats` seats now: another aircraft came."""

    seats: int

    def _changed(self, flight: Flight) -> Flight:
        return replace(flight, seats=self.seats)

    def __str__(self) -> str:
        return f"seats {self.flight}={self.seats}"


@dataclass(frozen=True, slots=True)
class _OfPlace(_OfFlights):
    """Cancels what comes to or goes from `location` in `[begins, ends)`, UTC minutes, and is yet to leave."""

    location: str
    begins: int
    ends: int

    def _ids(self, instance: Instance, since: int | None) -> list[str]:
        place = known_location(instance, self.location)
        return [
            flight.id
            for flight in instance.schedule
            if flight.status != "cancelled"
            and (since is None or flight.departs > since)
            and any(at == place and self.begins <= minute < self.ends for at, minute in self._calls(flight))
        ]

    def _calls(self, flight: Flight) -> list[tuple[str, int]]:
        """Where and when the flight must not be."""
        return [(flight.destination, flight.arrives)]

    def __str__(self) -> str:
        span = f"{format_time(self.begins)}/{format_time(self.ends)}"
        return f"{type(self).__name__.lower()} {self.location}={span}"


@dataclass(frozen=True, slots=True)
class Close(_OfPlace):
    """Nothing departs from or arrives at `location` in `[begins, ends)`, UTC minutes; it is cancelled."""

    def _calls(self, flight: Flight) -> list[tuple[str, int]]:
        return [(flight.origin, flight.departs), (flight.destination, flight.arrives)]


@dataclass(frozen=True, slots=True)
class Full(_OfPlace):
    """`location` takes nobody in in `[begins, ends)`; what departs from it still does."""


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
                phrase(
                    "{source}: the group {group} waits already; give newcomers an id of their own, "
                    "or count them in: set groups.{group}.count=…",
                    source=self.source,
                    group=known[0],
                )
            )
        return replace(instance, groups=Groups.joined((instance.groups, self.groups)))

    def __str__(self) -> str:
        return f"arrivals {self.source}"


@dataclass(frozen=True, slots=True)
class SetCell:
    """`column` of the row `key` of `table` holds `value`, as the domain stores it.

    For the tables `instance` and `policy` the `key` is blank. The flights of a row of sorties may be named
    one by one, as flights.
    """

    table: str
    key: str
    column: str
    value: Any

    def applied(self, instance: Instance, *, since: int | None = None) -> Instance:
        """The instance after it; see `Event`."""
        cells = {field_of(self.table, self.column).attribute: self.value}
        if self.table == "instance":
            return replace(instance, **cells)
        if self.table == "policy":
            return replace(instance, policy=replace(instance.policy, **cells))
        if self.table == "groups":
            return change_group(instance, self._row(instance.groups.id), **cells)
        if self.table == "flights" and self.key in instance.flight:
            return change_flight(instance, self.key, **cells)
        key = _KEYED[self.table].key
        row = self._row([getattr(row, key) for row in getattr(instance, self.table)])
        return change_row(instance, self.table, row, **cells)

    def _row(self, keys: Sequence[str]) -> int:
        """The first row of that key."""
        if self.key in keys:
            return keys.index(self.key)
        remedy = did_you_mean(self.key, keys) or phrase("`evacopt show` lists its {table}", table=self.table)
        text = phrase("{table} has no row {row}; {remedy}")
        raise UsageError(phrase(text, table=self.table, row=self.key, remedy=remedy))

    def __str__(self) -> str:
        where = ".".join(filter(None, (self.table, self.key, self.column)))
        return f"set {where}={written(field_of(self.table, self.column), self.value)}"


def field_of(table: str, column: str) -> Field:
    """The field that `table` calls `column`.

    Raises
    ------
    UsageError
        If there is no such table or column, or its rows have no key to name them by.
    """
    columns = _HEADS.get(table) or (_KEYED[table].fields if table in _KEYED else None)
    if columns is None:
        names = [*_HEADS, *_KEYED]
        remedy = did_you_mean(table, names) or phrase("these can be set: {tables}", tables=", ".join(names))
        if table in {row.name for row in TABLES}:
            remedy = phrase("its rows have no id; drop the row and add another")
        raise UsageError(phrase("no cell of {table} can be set; {remedy}", table=table, remedy=remedy))
    return field_called(table, columns, column)
