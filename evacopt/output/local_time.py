"""Times as people read them: UTC, and the clock on the wall where the place's time zone is known."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from evacopt.domain.clock import format_time, moment
from evacopt.domain.zones import offset_text, zone_called, zone_remedy
from evacopt.errors import UsageError

if TYPE_CHECKING:
    from evacopt.domain.instance import Instance
    from evacopt.domain.location import Location


class Clocks:
    """The local time at each location.

    It is that of `timezone` where one is asked for; else that of the place, of its airport, of the instance.
    """

    def __init__(self, instance: Instance, timezone: str = "") -> None:
        self._instance = instance
        self._asked = zone_called(timezone)
        if timezone and self._asked is None:
            raise UsageError(f"{timezone} is no time zone; {zone_remedy(timezone)}")

    @property
    def wanted(self) -> bool:
        """Whether somebody said in which zone times are to be read."""
        places = self._instance.locations
        return bool(self._asked or self._instance.timezone or any(place.timezone for place in places))

    @cached_property
    def _zones(self) -> dict[str, ZoneInfo | None]:
        return {place.id: self._asked or self._zone(place) for place in self._instance.locations}

    def _zone(self, place: Location) -> ZoneInfo | None:
        if place.timezone:
            return zone_called(place.timezone)
        return _zone_of_airport(place) or zone_called(self._instance.timezone)

    def both(self, place: str, minutes: int) -> tuple[str, str]:
        """A time in UTC and at `place`."""
        return _both(self._zones.get(place), minutes)

    def local(self, place: str, minutes: int) -> str:
        """`2023-08-01 19:20 +01:00`, blank where the zone of `place` is not known."""
        return self.both(place, minutes)[1]

    def short(self, place: str, when: datetime) -> str:
        """`1 Aug 19:20 +01:00` where somebody asked for local times; else blank."""
        zone = self._zones.get(place) if self.wanted else None
        if zone is None:
            return ""
        at = when.astimezone(zone)
        return f"{at.day} {at:%b %H:%M} {offset_text(at)}"


@lru_cache(maxsize=10_000)
def _both(zone: ZoneInfo | None, minutes: int) -> tuple[str, str]:
    """In UTC and in `zone`, remembered: a list has the same time on many lines."""
    if zone is None:
        return format_time(minutes), ""
    at = moment(minutes).astimezone(zone)
    return format_time(minutes), f"{at:%Y-%m-%d %H:%M} {offset_text(at)}"


def _zone_of_airport(place: Location) -> ZoneInfo | None:
    if not (place.iata or place.icao):
        return None
    from evacopt.files.places import airport_of

    known = airport_of({"iata": place.iata, "icao": place.icao})
    return zone_called(known.get("tz") or "") if known else None
