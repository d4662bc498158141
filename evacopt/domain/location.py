"""Places: origins, hubs and havens, with the limits of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Role = Literal["origin", "hub", "haven"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
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
