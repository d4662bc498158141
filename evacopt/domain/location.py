"""Places: origins, hubs and havens, with the limits of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from evacopt.domain.dimension import Amounts
from evacopt.domain.shown import Brief

Role = Literal["origin", "hub", "haven", "both"]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Location(Brief):
    """A place where people wait, pass through or are safe. A limit of `None` is no limit.

    Attributes
    ----------
    id : a short code, such as the airport's
    role : `origin` (people wait), `hub` (on the way), `haven` (safe) or `both` (origin of those who wait
        there, haven for others)
    country : three capitals, ISO 3166
    name : for people
    iata, icao : the airport's codes of three and of four letters, blank where it has none
    lat, lon : millionths of a degree north and east
    opens, closes : UTC minutes before and after which nothing departs or arrives; `None` is always open
    capacity : people present at once, at a hub or haven, where no row of `capacities` says otherwise
    stay : minutes that an arrival holds a place at a haven; `None` is to the end of the horizon
    max_stay : minutes, longest wait at a hub for the onward flight
    throughput_per_hour : people processed for departure in an hour
    movements_per_hour, movements_per_day : departures and arrivals in a UTC hour, in a UTC day
    timezone : zone of its local times; blank is that of its airport, or of the instance
    arrivals_per_hour, arrivals_per_day : people who land in a UTC hour, in a UTC day
    room : how much of each dimension those present may need, `(("icu", 6),)`; no limit of one not named
    risk_ppm_per_hour : parts per million, risk of one hour of waiting there
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
    timezone: str = ""
    arrivals_per_hour: int | None = None
    arrivals_per_day: int | None = None
    room: Amounts = ()
    risk_ppm_per_hour: int = 0

    @property
    def is_start(self) -> bool:
        """Whether groups may wait there."""
        return self.role in ("origin", "both")

    @property
    def is_end(self) -> bool:
        """Whether journeys may end there."""
        return self.role in ("haven", "both")

    @property
    def is_stop(self) -> bool:
        """Whether journeys may change flights there."""
        return self.role == "hub" or (self.role == "both" and self.max_stay is not None)

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
