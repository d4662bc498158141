"""Places: origins, hubs and havens, with the limits of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from evacopt.domain.shown import Brief

Role = Literal["origin", "hub", "haven"]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Location(Brief):
    """A place where people wait, pass through or are safe. A limit of `None` is no limit.

    Times and durations are in minutes, `lat` and `lon` in millionths of a degree.
    """

    id: str
    role: Role
    country: str
    name: str = ""
    iata: str = ""
    icao: str = ""
    lat: int | None = None
    lon: int | None = None
    opens: int | None = None
    closes: int | None = None
    capacity: int | None = None
    stay: int | None = None
    max_stay: int | None = None
    throughput_per_hour: int | None = None
    movements_per_hour: int | None = None
    movements_per_day: int | None = None

    def is_open(self, minute: int) -> bool:
        """Whether departures and arrivals are possible at `minute`."""
        return (self.opens is None or minute >= self.opens) and (self.closes is None or minute <= self.closes)

    def left_at(self, arrives: int, *, stay: int | None, ends: int) -> int:
        """When somebody who lands for good at `arrives` no longer counts as present.

        After the party's own `stay` or else the place's; where neither is said, when the horizon `ends`. Who
        lands later than that is never present.
        """
        minutes = self.stay if stay is None else stay
        return max(arrives, ends) if minutes is None else arrives + minutes
