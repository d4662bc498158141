"""Instances and plans in a few words: what is not said is usual.

People wait at O, pass the hub H, and are safe at V (France) or W (Germany), on 1 August 2023.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from evacopt.domain.clock import parse_time
from evacopt.domain.flight import Flight
from evacopt.domain.group import Group, Groups
from evacopt.domain.instance import Instance
from evacopt.domain.location import Location
from evacopt.domain.plan import Assignment, Assignments, Plan
from evacopt.domain.policy import Policy

_PLACES: dict[str, dict[str, Any]] = {
    "O": {"role": "origin", "country": "NER"},
    "H": {"role": "hub", "country": "DJI"},
    "V": {"role": "haven", "country": "FRA"},
    "W": {"role": "haven", "country": "DEU"},
}


def at(text: str) -> int:
    """Minutes of a time of August 2023: `at("08:00")` on the first, `at("2T08:00")` on the second."""
    return parse_time(f"2023-08-0{text if 'T' in text else '1T' + text}Z")


def flight(code: str, start: str = "O 08:00", stop: str = "V 12:00", **more: Any) -> Flight:
    """A leg such as `flight("F", "O 08:00", "V 12:00")`, French and with ten seats where nothing is said."""
    (origin, departs), (destination, arrives) = start.split(), stop.split()
    fields: dict[str, Any] = {"operator": "FRA", "seats": 10, **more}
    return Flight(
        id=code, origin=origin, destination=destination, departs=at(departs), arrives=at(arrives), **fields
    )


def group(code: str = "G", **more: Any) -> Group:
    """One French person at O where nothing else is said."""
    fields: dict[str, Any] = {"nationality": "FRA", "origin": "O", "size": 1, **more}
    return Group(id=code, **fields)


def place(code: str, **more: Any) -> Location:
    """O (origin), H (hub), V (haven in France) or W (haven in Germany)."""
    return Location(id=code, **{**_PLACES[code], **more})


DIRECT = flight("F", "O 08:00", "V 12:00")
VIA_HUB = (flight("IN", "O 08:00", "H 10:00"), flight("OUT", "H 12:00", "V 16:00"))


def instance(
    *, groups: Iterable[Group] = (group(),), flights: Iterable[Flight] = (DIRECT,), **more: Any
) -> Instance:
    """The instance of these on the first of August; `places` replace those of the same id."""
    changed = {location.id: location for location in more.pop("places", ())}
    fields: dict[str, Any] = {
        "name": "small",
        "begins": at("00:00"),
        "ends": at("23:00"),
        "policy": Policy(objectives=("unserved",)),
        "locations": tuple(changed.get(code, place(code)) for code in _PLACES),
        **more,
    }
    return Instance(groups=Groups.of(groups), flights=tuple(flights), **fields)


def plan(
    of: Instance, *rows: tuple[str, str, int], sorties: dict[str, int] | None = None, **more: Any
) -> Plan:
    """The plan with `(group, "F1>F2", parties)` in each row."""
    return Plan(
        instance_name=of.name,
        instance_sha256=of.sha256,
        assignments=Assignments.of(Assignment(g, tuple(legs.split(">")), n) for g, legs, n in rows),
        sorties=tuple((sorties or {}).items()),
        **more,
    )
