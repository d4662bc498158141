"""Repatriation scheduling (RSP): one period, aircraft of different size, few quarantine places at home.

Citizens wait in cities, in groups of different value; aircraft go to any city once and come home full, unless
the city is empty then. The value of a plan is the sum of the values of those who are home: the total weight
less `unserved`.

Files are JSON: `cities`, `priority_groups`, `flights`, `quarantine_capacity`, `flight_seats` (of each
aircraft), `waiting` (people by city and group), `priority_weight` (by group). The paper's own example has
`seats_per_flight`, for all aircraft alike, and a list `cases`, each with its `flights` and `quarantine`,
instead.

Source: S. Al-Shihabi and N. Mladenović, Expert Systems with Applications 198 (2022) 116728.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from evacopt.domain.clock import DAY, HOUR
from evacopt.domain.flight import Fleet, Flight
from evacopt.domain.instance import Instance
from evacopt.domain.policy import Policy
from evacopt.errors import UsageError
from evacopt.files.published.cities import BEGINS, HOME, NOBODY, codes_of, groups_of, locations_of
from evacopt.files.published.source import JsonKeys, checked, json_keys

_SHARED = ("cities", "priority_groups", "waiting", "priority_weight")
_PLAIN = ("flights", "quarantine_capacity", "flight_seats")
_EXAMPLE = ("seats_per_flight", "cases")
_CASE = ("flights", "quarantine", "paper_Z", "tudelft_Z")


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


def read_rsp(path: Path, *, case: int | None = None) -> Instance:
    """The instance in the file `path`; raises as `read_published`.

    `case` is which of the `cases`, from 1; for files that have them, and needed there if they are several.
    """
    keys = json_keys(path, (*_SHARED, *_PLAIN, *_EXAMPLE))
    with_cases = "cases" in keys.content
    if case is not None and not with_cases:
        raise UsageError(f"{path} has no cases to choose from")
    if with_cases:
        seats, places = _example_supply(keys, case)
    else:
        flights = keys.number("flights", low=1, high=1_000_000)
        seats = keys.numbers("flight_seats", count=flights, low=1)
        places = keys.number("quarantine_capacity")
    cities = keys.number("cities", low=1, high=1_000_000)
    groups = keys.number("priority_groups", low=1, high=1_000)
    data = Rsp(
        waiting=keys.table("waiting", rows=cities, columns=groups),
        values=keys.numbers("priority_weight", count=groups),
        seats=seats,
        places=places,
    )
    keys.raise_all()
    name = f"{path.stem}-{case}" if case is not None else path.stem
    title = f"Repatriation in one period: {cities} cities, {len(data.seats)} aircraft, {groups} groups"
    return checked(path, rsp_instance(data, name=name, title=title))


def _example_supply(keys: JsonKeys, case: int | None) -> tuple[tuple[int, ...], int]:
    cases = keys.content["cases"]
    if not isinstance(cases, list) or not cases:
        keys.refuse("cases", "must be a list of objects, not empty")
        return (), 0
    number = 1 if case is None and len(cases) == 1 else case
    if number is None or not 1 <= number <= len(cases):
        raise UsageError(f"{keys.where} has {len(cases)} cases: choose one from 1 to {len(cases)}")
    chosen = JsonKeys(f"{keys.where}, cases[{number - 1}]", cases[number - 1], _CASE)
    flights = chosen.number("flights", low=1, high=1_000_000)
    places = chosen.number("quarantine")
    keys.findings += chosen.findings
    return (keys.number("seats_per_flight", low=1),) * flights, places


def rsp_instance(data: Rsp, *, name: str, title: str, license_: str = "") -> Instance:
    """The instance that `data` says: a group a city and value, a flight a city and number of seats."""
    kinds = sorted(Counter(data.seats).items(), reverse=True)
    cities = codes_of(len(data.waiting))
    return Instance(
        name=name,
        title=title,
        license=license_,
        begins=BEGINS,
        ends=BEGINS + DAY,
        policy=Policy(objectives=("unserved",), priority_rule="weighted", max_legs=1, full_loads=True),
        locations=locations_of(cities, data.places),
        groups=groups_of(cities, data.waiting, weights=data.values),
        flights=tuple(_flight(city, seats, count) for city in cities for seats, count in kinds),
        fleets=tuple(Fleet(id=f"S{seats}", count=count, cycle=2 * DAY) for seats, count in kinds),
    )


def _flight(city: str, seats: int, count: int) -> Flight:
    return Flight(
        id=f"{city}-{seats}",
        operator=NOBODY,
        origin=city,
        destination=HOME,
        departs=BEGINS + 6 * HOUR,
        arrives=BEGINS + 12 * HOUR,
        seats=seats,
        status="optional",
        copies=count,
        fleet=f"S{seats}",
    )
