"""People who wait in cities to be brought home: what the published formats have in common as instances."""

from __future__ import annotations

from collections.abc import Sequence

from evacopt.domain.clock import DAY, parse_time
from evacopt.domain.group import Group, Groups
from evacopt.domain.location import Location

NOBODY = "XXX"
"""ICAO 9303 for a person of unspecified nationality: the published formats know none."""

BEGINS = parse_time("2020-04-01T00:00Z")
HOME = "HOME"


def codes_of(cities: int) -> list[str]:
    """The locations of the cities."""
    return [f"C{city}" for city in range(1, cities + 1)]


def locations_of(cities: Sequence[str], places: int) -> tuple[Location, ...]:
    """The cities, and home with its places of quarantine."""
    origins = (Location(id=city, role="origin", country=NOBODY) for city in cities)
    return (*origins, Location(id=HOME, role="haven", country=NOBODY, capacity=places))


def groups_of(
    cities: Sequence[str],
    waiting: Sequence[Sequence[int]],
    *,
    weights: Sequence[int] | None = None,
    days: Sequence[int] | None = None,
) -> Groups:
    """Single people of each city and group; nobody, no row.

    Parameters
    ----------
    waiting : people by city and group
    weights : of one person by group
    days : of quarantine by city
    """
    return Groups.of(
        Group(
            id=f"{city}-{number}",
            nationality=NOBODY,
            origin=city,
            size=1,
            count=people,
            priority=number,
            weight=None if weights is None else weights[number - 1],
            stay=None if days is None else days[place] * DAY,
        )
        for place, (city, row) in enumerate(zip(cities, waiting, strict=True))
        for number, people in enumerate(row, start=1)
        if people
    )
