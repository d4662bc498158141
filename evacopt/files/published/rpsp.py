"""A repatriation programme (RPSP): sixty days, aircraft and crews that fly again and again, quarantine.

Citizens wait in cities, in groups of different value; an aircraft makes one sortie a day to any city, seats
may stay empty; a crew flies once in seven days and only some aircraft; whoever comes home from a city holds a
quarantine place for so many days. The published objective, the sum over the days of value x people still
abroad, is `waiting` / 24.

Files hold integers, divided by blanks and line breaks: citizens; cities and groups; the value of each group;
for each city its number from 0, the people of each group and the days of quarantine; aircraft and the seats
of each; quarantine places; crews, and for each how many aircraft it can fly and which, from 0.

Source: S. Al-Shihabi and N. Mladenović, Public Transport 17 (2025) 101-120.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from evacopt.domain.clock import DAY, HOUR
from evacopt.domain.flight import Crew, Fleet, Sortie
from evacopt.domain.instance import Instance
from evacopt.domain.policy import Policy
from evacopt.files.published.cities import BEGINS, HOME, NOBODY, codes_of, groups_of, locations_of
from evacopt.files.published.source import Numbers, checked

DAYS = 60
REST_DAYS = 7
BLOCK_HOURS = 6
_MOST_DAYS = 3_650


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


def read_rpsp(path: Path) -> Instance:
    """The instance in the file `path`.

    One of the published files lists more crews than it announces. As many as announced are read; those that
    follow must be crews too, and `source` says how many were left. Raises as `read_published`.
    """
    numbers = Numbers(path)
    data = _read(numbers)
    left = 0
    while numbers.left:
        _crew(numbers, len(data.seats))
        left += 1
    source = f"{path.name}; {left} crews beyond the {len(data.crews)} announced were left out" if left else ""
    people = sum(map(sum, data.waiting))
    title = f"Repatriation programme: {people:,} people in {len(data.waiting)} cities"
    return checked(path, rpsp_instance(data, name=path.stem, title=title, source=source))


def _read(numbers: Numbers) -> Rpsp:
    citizens = numbers.take("the number of citizens", low=1)
    cities = numbers.take("the number of cities", low=1)
    groups = numbers.take("the number of groups", low=1, high=1000)
    values = numbers.take_all("the value of a group", groups)
    waiting, quarantine = [], []
    for city in range(cities):
        numbers.take("the number of the city", low=city, high=city)
        waiting.append(numbers.take_all("the people of a group", groups))
        quarantine.append(numbers.take("the days of quarantine", high=_MOST_DAYS))
    total = sum(map(sum, waiting))
    if total != citizens:
        rule = f"the people of all cities must add up to the {citizens} citizens of the first line"
        raise numbers.refusal(rule, total)
    seats = numbers.take_all("the seats of an aircraft", numbers.take("the number of aircraft", low=1), low=1)
    places = numbers.take("the number of quarantine places")
    crews = numbers.take("the number of crews", low=1)
    return Rpsp(
        waiting=tuple(waiting),
        values=values,
        quarantine=tuple(quarantine),
        seats=seats,
        places=places,
        crews=tuple(_crew(numbers, len(seats)) for _ in range(crews)),
    )


def _crew(numbers: Numbers, aircraft: int) -> frozenset[int]:
    able = numbers.take("how many aircraft a crew can fly", high=aircraft)
    listed = numbers.take_all("an aircraft that a crew can fly", able, high=aircraft - 1)
    if len(set(listed)) < able:
        raise numbers.refusal("a crew must name each aircraft once")
    return frozenset(listed)


def rpsp_instance(data: Rpsp, *, name: str, title: str, source: str = "", license_: str = "") -> Instance:
    """The instance that `data` says; aircraft that no crew can fly are left out."""
    cities = codes_of(len(data.waiting))
    pools = _pools(data)
    return Instance(
        name=name,
        title=title,
        source=source,
        license=license_,
        begins=BEGINS,
        ends=BEGINS + DAYS * DAY,
        policy=Policy(
            objectives=("waiting",),
            priority_weights=tuple(enumerate(data.values, start=1)),
            max_legs=1,
        ),
        locations=locations_of(cities, data.places),
        groups=groups_of(cities, data.waiting, days=data.quarantine),
        flights=(),
        fleets=tuple(Fleet(id=pool.id, count=len(pool.aircraft), cycle=DAY) for pool in pools),
        crews=_crews(data, pools),
        sorties=tuple(_sortie(city, pool) for city in cities for pool in pools),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pool:
    """Aircraft of the same number of seats that the same crews can fly."""

    id: str
    seats: int
    aircraft: tuple[int, ...]


def _pools(data: Rpsp) -> tuple[_Pool, ...]:
    able: dict[int, list[int]] = {aircraft: [] for aircraft in range(len(data.seats))}
    for number, crew in enumerate(data.crews):
        for aircraft in crew:
            able[aircraft].append(number)
    alike: dict[tuple[int, tuple[int, ...]], list[int]] = {}
    for aircraft, crews in able.items():
        if crews:
            alike.setdefault((data.seats[aircraft], tuple(crews)), []).append(aircraft)
    return tuple(
        _Pool(id=f"P{number}", seats=seats, aircraft=tuple(aircraft))
        for number, ((seats, _), aircraft) in enumerate(alike.items(), start=1)
    )


def _crews(data: Rpsp, pools: tuple[_Pool, ...]) -> tuple[Crew, ...]:
    """Crews that can fly the same aircraft are one row; a crew that can fly none is none."""
    counts = Counter(
        tuple(pool.id for pool in pools if pool.aircraft[0] in crew) for crew in data.crews if crew
    )
    return tuple(
        Crew(id=f"W{number}", count=count, fleets=fleets, rest=REST_DAYS * DAY)
        for number, (fleets, count) in enumerate(counts.items(), start=1)
    )


def _sortie(city: str, pool: _Pool) -> Sortie:
    """One departure at 00:00 of every day but the last."""
    return Sortie(
        id=f"{city}-{pool.id}",
        operator=NOBODY,
        origin=city,
        destination=HOME,
        first_departure=BEGINS,
        every=DAY,
        until=BEGINS + (DAYS - 1) * DAY,
        block_minutes=BLOCK_HOURS * HOUR,
        seats=pool.seats,
        fleet=pool.id,
        copies=len(pool.aircraft),
    )
