"""Small instances and plans in a few words, for counting by hand."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from evacopt.domain.clock import parse_time
from evacopt.domain.flight import Flight
from evacopt.domain.group import Group, Groups
from evacopt.domain.instance import Instance
from evacopt.domain.location import Location
from evacopt.domain.plan import Assignment, Assignments, Plan

LOCATIONS = (
    Location(id="NIM", role="origin", country="NER", name="Niamey", iata="NIM"),
    Location(id="JIB", role="hub", country="DJI", capacity=50),
    Location(id="CDG", role="haven", country="FRA", iata="CDG"),
)


def at(text: str) -> int:
    """Minutes of `1T06:00`, a day and time of August 2023."""
    return parse_time(f"2023-08-0{text}Z")


def flight(
    name: str, *, seats: int = 10, way: str = "NIM CDG", departs: str = "1T12:00", **rest: Any
) -> Flight:
    """A flight of two hours of France, unless said otherwise."""
    origin, destination = way.split()
    start = at(departs)
    given = {"operator": "FRA", "departs": start, "arrives": start + 120, **rest}
    return Flight(id=name, origin=origin, destination=destination, seats=seats, **given)


def group(name: str, *, size: int = 1, **rest: Any) -> Group:
    """French people in Niamey, unless said otherwise."""
    return Group(id=name, size=size, **{"nationality": "FRA", "origin": "NIM", **rest})


def world(flights: Iterable[Flight], groups: Iterable[Group], **rest: Any) -> Instance:
    """The instance of these, from 1 to 5 August 2023."""
    given = {"name": "small", "begins": at("1T00:00"), "ends": at("5T00:00"), "locations": LOCATIONS, **rest}
    return Instance(flights=tuple(flights), groups=Groups.of(groups), **given)


def planned(instance: Instance, *rows: tuple[str, str, int], sorties: dict[str, int] | None = None) -> Plan:
    """The plan with `(group, "F1>F2", parties)` in each row."""
    return Plan(
        instance_name=instance.name,
        instance_sha256=instance.sha256,
        assignments=Assignments.of(Assignment(g, tuple(legs.split(">")), n) for g, legs, n in rows),
        sorties=tuple((sorties or {}).items()),
    )
