"""Repatriation scheduling (RSP) as an instance.

One period; citizens wait in cities, in groups of different value; aircraft of different size go to any city
once and come home full, unless the city is empty then; quarantine places at home are few. The value of a
plan is the sum of the values of those who are home: the total weight less `unserved`.

Source: S. Al-Shihabi and N. Mladenović, Expert Systems with Applications 198 (2022) 116728.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from evacopt.domain.clock import DAY, HOUR, parse_time
from evacopt.domain.fleet import Fleet
from evacopt.domain.flight import Flight
from evacopt.domain.group import Group, Groups
from evacopt.domain.instance import Instance
from evacopt.domain.location import Location
from evacopt.domain.policy import Policy
from evacopt.files.published.words import NOBODY

_BEGINS = parse_time("2020-04-01T00:00Z")
_HOME = "HOME"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rsp:
    """What the format says.

    Attributes
    ----------
    waiting : people by city and group
    values : of one person of each group
    seats : of each aircraft
    places : of quarantine
    """

    waiting: tuple[tuple[int, ...], ...]
    values: tuple[int, ...]
    seats: tuple[int, ...]
    places: int


def rsp_instance(data: Rsp, *, name: str, title: str, license_: str = "") -> Instance:
    """The instance that `data` says: a group a city and value, a flight a city and number of seats."""
    kinds = sorted(Counter(data.seats).items(), reverse=True)
    cities = [f"C{city}" for city in range(1, len(data.waiting) + 1)]
    return Instance(
        name=name,
        title=title,
        license=license_,
        begins=_BEGINS,
        ends=_BEGINS + DAY,
        policy=Policy(objectives=("unserved",), priority_rule="weighted", max_legs=1, full_loads=True),
        locations=(
            *(Location(id=city, role="origin", country=NOBODY) for city in cities),
            Location(id=_HOME, role="haven", country=NOBODY, capacity=data.places),
        ),
        groups=Groups.of(_groups(data, cities)),
        flights=tuple(_flight(city, seats, count) for city in cities for seats, count in kinds),
        fleets=tuple(Fleet(id=f"S{seats}", count=count, cycle=2 * DAY) for seats, count in kinds),
    )


def _flight(city: str, seats: int, count: int) -> Flight:
    return Flight(
        id=f"{city}-{seats}",
        operator=NOBODY,
        origin=city,
        destination=_HOME,
        departs=_BEGINS + 6 * HOUR,
        arrives=_BEGINS + 12 * HOUR,
        seats=seats,
        status="optional",
        copies=count,
        fleet=f"S{seats}",
    )


def _groups(data: Rsp, cities: list[str]) -> list[Group]:
    """Single people of each city and group; nobody, no row."""
    return [
        Group(
            id=f"{city}-{number}",
            nationality=NOBODY,
            origin=city,
            size=1,
            count=people,
            priority=number,
            weight=data.values[number - 1],
        )
        for city, row in zip(cities, data.waiting, strict=True)
        for number, people in enumerate(row, start=1)
        if people
    ]
