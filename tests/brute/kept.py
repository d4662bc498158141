"""A plan that keeps the rules of its instance, and the instance with more rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from evacopt.domain.flight import Flight
from evacopt.domain.group import Group
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan

MOST = 128
"""A limit that no tiny plan reaches."""
Limited = Callable[[int], Instance]
"""The instance with the new rule at a limit: the lower, the tighter."""


@dataclass(frozen=True)
class Ride:
    """Parties of a group on an itinerary."""

    group: Group
    legs: tuple[Flight, ...]
    parties: int


@dataclass(frozen=True)
class Kept:
    """An instance and a plan that keeps its rules."""

    instance: Instance
    plan: Plan

    @property
    def rides(self) -> list[Ride]:
        """Who travels."""
        groups, flight = self.instance.groups, self.instance.flight
        return [
            Ride(groups[groups.row[row.group]], tuple(flight[c] for c in row.itinerary), row.parties)
            for row in self.plan.assignments
        ]

    @property
    def flown(self) -> list[Flight]:
        """The optional flights that are flown."""
        return [self.instance.flight[code] for code, times in self.plan.sorties if times]

    def added(self, table: str, *rows: Any, **more: Any) -> Instance:
        """The instance with more rows of a table."""
        tables: dict[str, Any] = {table: (*getattr(self.instance, table), *rows), **more}
        return replace(self.instance, **tables)

    def flights(self, code: str, **fields: Any) -> dict[str, Any]:
        """The tables of flights and sorties, with other fields of one flight, or of all of its series."""
        series = self.instance.series.get(code, "")
        return {
            "flights": tuple(replace(f, **fields) if f.id == code else f for f in self.instance.flights),
            "sorties": tuple(replace(s, **fields) if s.id == series else s for s in self.instance.sorties),
        }

    def place(self, code: str, **fields: Any) -> dict[str, Any]:
        """The table of locations with other fields of one."""
        return {
            "locations": tuple(replace(p, **fields) if p.id == code else p for p in self.instance.locations)
        }


Way = Callable[[Random, Kept], Limited | None]
