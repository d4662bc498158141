"""A repatriation programme (RPSP) as an instance.

Sixty days; citizens wait in cities, in groups of different value; an aircraft makes one sortie a day to any
city, seats may stay empty; a crew flies once in seven days and only some aircraft; whoever comes home from
a city holds a quarantine place for so many days. The published objective, the sum over the days of value x
people still abroad, is `waiting` / 24.

Source: S. Al-Shihabi and N. Mladenović, Public Transport 17 (2025) 101-120.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from evacopt.domain.clock import DAY, HOUR, parse_time
from evacopt.domain.fleet import Crew, Fleet
from evacopt.domain.flight import Sortie
from evacopt.domain.group import Group, Groups
from evacopt.domain.instance import Instance
from evacopt.domain.location import Location
from evacopt.domain.policy import Policy
from evacopt.files.published.words import NOBODY

DAYS = 60
REST_DAYS = 7
BLOCK_HOURS = 6

_BEGINS = parse_time("2020-04-01T00:00Z")
_HOME = "HOME"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rpsp:
    """What the format says.

    Attributes
    ----------
    waiting : people by city and group
    values : of one person of each group
    quarantine : days by city
    seats : of each aircraft
    places : of quarantine
    crews : for each crew the aircraft that it can fly, numbered from 0
    """

    waiting: tuple[tuple[int, ...], ...]
    values: tuple[int, ...]
    quarantine: tuple[int, ...]
    seats: tuple[int, ...]
    places: int
    crews: tuple[frozenset[int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Alike:
    """Aircraft of the same number of seats that the same crews can fly."""

    id: str
    seats: int
    aircraft: tuple[int, ...]


def rpsp_instance(data: Rpsp, *, name: str, title: str, source: str = "", license_: str = "") -> Instance:
    """The instance that `data` says; aircraft that no crew can fly are left out."""
    cities = [f"C{city}" for city in range(1, len(data.waiting) + 1)]
    pools = _pools(data)
    return Instance(
        name=name,
        title=title,
        source=source,
        license=license_,
        begins=_BEGINS,
        ends=_BEGINS + DAYS * DAY,
        policy=Policy(
            objectives=("waiting",),
            priority_weights=tuple(enumerate(data.values, start=1)),
            max_legs=1,
        ),
        locations=(
            *(Location(id=city, role="origin", country=NOBODY) for city in cities),
            Location(id=_HOME, role="haven", country=NOBODY, capacity=data.places),
        ),
        groups=Groups.of(_groups(data, cities)),
        flights=(),
        fleets=tuple(Fleet(id=pool.id, count=len(pool.aircraft), cycle=DAY) for pool in pools),
        crews=_crews(data, pools),
        sorties=tuple(_sortie(city, pool) for city in cities for pool in pools),
    )


def _pools(data: Rpsp) -> tuple[_Alike, ...]:
    able: dict[int, list[int]] = {aircraft: [] for aircraft in range(len(data.seats))}
    for number, crew in enumerate(data.crews):
        for aircraft in crew:
            able[aircraft].append(number)
    alike: dict[tuple[int, tuple[int, ...]], list[int]] = {}
    for aircraft, crews in able.items():
        if crews:
            alike.setdefault((data.seats[aircraft], tuple(crews)), []).append(aircraft)
    return tuple(
        _Alike(id=f"P{number}", seats=seats, aircraft=tuple(aircraft))
        for number, ((seats, _), aircraft) in enumerate(alike.items(), start=1)
    )


def _crews(data: Rpsp, pools: tuple[_Alike, ...]) -> tuple[Crew, ...]:
    """Crews that can fly the same aircraft are one row; a crew that can fly none is none."""
    counts = Counter(
        tuple(pool.id for pool in pools if pool.aircraft[0] in crew) for crew in data.crews if crew
    )
    return tuple(
        Crew(id=f"W{number}", count=count, fleets=fleets, rest=REST_DAYS * DAY)
        for number, (fleets, count) in enumerate(counts.items(), start=1)
    )


def _groups(data: Rpsp, cities: list[str]) -> list[Group]:
    """Single people of each city and group; nobody, no row."""
    return [
        Group(
            id=f"{city}-{number}",
            nationality=NOBODY,
            origin=city,
            size=1,
            count=people,
            priority=number,
            stay=days * DAY,
        )
        for city, row, days in zip(cities, data.waiting, data.quarantine, strict=True)
        for number, people in enumerate(row, start=1)
        if people
    ]


def _sortie(city: str, pool: _Alike) -> Sortie:
    """One departure at 00:00 of every day but the last."""
    return Sortie(
        id=f"{city}-{pool.id}",
        operator=NOBODY,
        origin=city,
        destination=_HOME,
        first_departure=_BEGINS,
        every=DAY,
        until=_BEGINS + (DAYS - 1) * DAY,
        block_minutes=BLOCK_HOURS * HOUR,
        seats=pool.seats,
        fleet=pool.id,
        copies=len(pool.aircraft),
    )
