"""Small instances and plans in a few words, for counting by hand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from evacopt.domain.flight import Flight
from evacopt.domain.group import Group
from evacopt.domain.instance import Instance
from evacopt.domain.location import Location
from evacopt.domain.policy import Policy
from tests import build
from tests.build import at

LOCATIONS = (
    Location(id="NIM", role="origin", country="NER", name="Niamey", iata="NIM"),
    Location(id="JIB", role="hub", country="DJI", capacity=50),
    Location(id="CDG", role="haven", country="FRA", iata="CDG"),
)


def flight(name: str, *, way: str = "NIM CDG", departs: str = "1T12:00", **rest: Any) -> Flight:
    """A flight of two hours of France, unless said otherwise."""
    origin, destination = way.split()
    given = {"arrives": at(departs) + 120, **rest}
    return replace(build.flight(name, f"{origin} {departs}", f"{destination} {departs}"), **given)


def group(name: str, *, size: int = 1, **rest: Any) -> Group:
    """French people in Niamey, unless said otherwise."""
    return build.group(name, **{"origin": "NIM", "size": size, **rest})


def world(flights: Iterable[Flight], groups: Iterable[Group], **rest: Any) -> Instance:
    """The instance of these, from 1 to 5 August 2023."""
    given = {
        "begins": at("1T00:00"),
        "ends": at("5T00:00"),
        "policy": Policy(),
        "locations": LOCATIONS,
        **rest,
    }
    return build.instance(groups=groups, flights=flights, **given)
