"""Where synthetic crises happen: real airfields, so that maps and flight times look right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from evacopt.domain.location import Location, Role

_HUNDREDTHS = 10_000


@dataclass(frozen=True, slots=True)
class Place:
    """An airfield: coordinates in hundredths of a degree, and the hours of any leg that lands there."""

    id: str
    country: str
    lat: int
    lon: int
    hours: int = 0

    def location(self, role: Role, **limits: Any) -> Location:
        """It as a location of an instance, with `limits` such as `capacity`."""
        lat, lon = self.lat * _HUNDREDTHS, self.lon * _HUNDREDTHS
        return Location(id=self.id, role=role, country=self.country, lat=lat, lon=lon, **limits)


ORIGINS = (
    Place("NIM", "NER", 1348, 218),
    Place("OUA", "BFA", 1235, -151),
    Place("BKO", "MLI", 1253, -795),
    Place("KAN", "NGA", 1205, 852),
)
HUBS = (
    Place("NDJ", "TCD", 1213, 1503, 2),
    Place("DSS", "SEN", 1467, -1707, 3),
    Place("ACC", "GHA", 561, -17, 2),
    Place("LCA", "CYP", 3488, 3362, 5),
    Place("MLA", "MLT", 3586, 1448, 4),
    Place("JIB", "DJI", 1155, 4316, 5),
    Place("CMN", "MAR", 3337, -759, 4),
    Place("TUN", "TUN", 3685, 1023, 4),
)
HAVENS = (
    Place("CDG", "FRA", 4901, 255, 6),
    Place("CGN", "DEU", 5087, 714, 6),
    Place("CIA", "ITA", 4180, 1259, 5),
    Place("TOJ", "ESP", 4050, -345, 5),
    Place("BZZ", "GBR", 5175, -158, 7),
    Place("EIN", "NLD", 5145, 537, 6),
)
