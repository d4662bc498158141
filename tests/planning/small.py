"""An instance of one flight and one group, and ways to add what stands in the group's way."""

from __future__ import annotations

from typing import Any

from evacopt.domain.clock import parse_time
from evacopt.domain.flight import Flight
from evacopt.domain.group import Group, Groups
from evacopt.domain.instance import Instance
from evacopt.domain.location import Location
from evacopt.domain.policy import Policy


def at(text: str) -> int:
    """A minute of the day: `at("08:00")`."""
    return parse_time(f"2023-08-01T{text}Z")


def flight(code: str, start: str, stop: str, **more: Any) -> Flight:
    """A leg such as `flight("F", "O 08:00", "V 12:00")`, French and with ten seats where nothing is said."""
    (origin, departs), (destination, arrives) = start.split(), stop.split()
    fields: dict[str, Any] = {"operator": "FRA", "seats": 10, **more}
    return Flight(
        id=code,
        origin=origin,
        destination=destination,
        departs=at(departs),
        arrives=at(arrives),
        **fields,
    )


def group(code: str = "G", **more: Any) -> Group:
    """One French person at O where nothing else is said."""
    fields: dict[str, Any] = {"nationality": "FRA", "origin": "O", "size": 1, **more}
    return Group(id=code, **fields)


def place(code: str, **more: Any) -> Location:
    """O (origin), H (hub), V (haven in France) or W (haven in Germany)."""
    fields: dict[str, Any] = {
        "O": {"role": "origin", "country": "NER"},
        "H": {"role": "hub", "country": "DJI"},
        "V": {"role": "haven", "country": "FRA"},
        "W": {"role": "haven", "country": "DEU"},
    }[code]
    return Location(id=code, **{**fields, **more})


DIRECT = flight("F", "O 08:00", "V 12:00")
VIA_HUB = (flight("IN", "O 08:00", "H 10:00"), flight("OUT", "H 12:00", "V 16:00"))


def instance(
    *, groups: tuple[Group, ...] = (group(),), flights: tuple[Flight, ...] = (DIRECT,), **more: Any
) -> Instance:
    """The instance; `places` replace those of the same id."""
    changed = {location.id: location for location in more.pop("places", ())}
    fields: dict[str, Any] = {"policy": Policy(objectives=("unserved",)), **more}
    return Instance(
        name="small",
        begins=at("00:00"),
        ends=at("23:00"),
        locations=tuple(changed.get(code, place(code)) for code in "OHVW"),
        groups=Groups.of(groups),
        flights=flights,
        **fields,
    )
