"""Times as people read them: UTC, and the clock on the wall where the place's time zone is known."""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from evacopt.domain.clock import format_time, moment

if TYPE_CHECKING:
    from evacopt.domain.instance import Instance


class Clocks:
    """The local time at each location; known where its IATA or ICAO code is."""

    def __init__(self, instance: Instance) -> None:
        self._locations = instance.location

    @cached_property
    def _zones(self) -> dict[str, ZoneInfo | None]:
        return {place.id: _zone(place.iata, place.icao) for place in self._locations.values()}

    def both(self, place: str, minutes: int) -> tuple[str, str]:
        """A time in UTC and at `place`."""
        return format_time(minutes), self.local(place, minutes)

    def local(self, place: str, minutes: int) -> str:
        """`2023-08-01 19:20 +01:00`, blank where the zone of `place` is not known."""
        zone = self._zones.get(place)
        if zone is None:
            return ""
        local_moment = moment(minutes).astimezone(zone)
        offset = local_moment.utcoffset() or timedelta()
        sign, gap = ("-", -offset) if offset < timedelta() else ("+", offset)
        hours, rest = divmod(int(gap.total_seconds()) // 60, 60)
        return f"{local_moment:%Y-%m-%d %H:%M} {sign}{hours:02}:{rest:02}"


def _zone(iata: str, icao: str) -> ZoneInfo | None:
    if not (iata or icao):
        return None
    from evacopt.files.places import airport_of

    known = airport_of({"iata": iata, "icao": icao})
    try:
        return ZoneInfo(known["tz"]) if known and known.get("tz") else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
