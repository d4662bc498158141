"""Landing at a hub: which flights follow, and which of the counted minutes lie between."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from evacopt.domain.instance import Instance
from evacopt.domain.location import Location
from evacopt.judge.rows import ints
from evacopt.judge.time_network import connections
from tests.build import at
from tests.judge.world import WORLD, location, policy

Seen = list[tuple[str, list[str], int, list[int]]]


def _two_hubs() -> Instance:
    """From O1 to H1 at 10:00; on to V1 at 11:00 and 12:00, and over H2 (13:00 to 14:00) at 15:00."""
    leg = WORLD.flight["IN"]
    rows = [
        replace(leg, id="IN"),
        replace(leg, id="LAST", origin="H2", destination="V1", departs=at("15:00"), arrives=at("16:00")),
        replace(leg, id="OVER", origin="H1", destination="H2", departs=at("13:00"), arrives=at("14:00")),
        replace(leg, id="NOON", origin="H1", destination="V1", departs=at("12:00"), arrives=at("16:00")),
        replace(leg, id="SOON", origin="H1", destination="V1", departs=at("11:00"), arrives=at("16:00")),
    ]
    places = (*WORLD.locations, Location(id="H2", role="hub", country="DJI"))
    return replace(WORLD, flights=tuple(rows), locations=places)


def _seen(instance: Instance, *minutes: str) -> Seen:
    """Flight, those that can follow, minutes before the landing and before each departure; H1 counts some."""
    schedule = instance.schedule
    found = connections(instance, np.arange(len(schedule)), {1: ints(map(at, minutes))} if minutes else {})
    return [
        (schedule[one.flight].id, [schedule[on].id for on in one.onward], one.since, one.until.tolist())
        for one in found
    ]


def test_what_follows_comes_before_and_in_the_order_of_departure() -> None:
    """OVER before IN, as IN goes on with it; SOON, NOON and OVER in this order."""
    instance = policy(_two_hubs(), max_legs=3)
    assert _seen(instance) == [
        ("OVER", ["LAST"], 0, [0]),
        ("IN", ["SOON", "NOON", "OVER"], 0, [0, 0, 0]),
    ]


def test_minutes_are_counted_from_the_landing_until_before_the_departure() -> None:
    """Of 09:59, 10:00, 11:00, 11:30 and 12:00 one is before IN lands, two before SOON leaves, four NOON."""
    instance = policy(_two_hubs(), max_legs=3)
    _, (_, _, since, until) = _seen(instance, "09:59", "10:00", "11:00", "11:30", "12:00")
    assert (since, until) == (1, [2, 4, 5])


@pytest.mark.parametrize(
    ("most", "follow"),
    [(1, []), (2, ["SOON", "NOON"]), (3, ["SOON", "NOON", "OVER"]), (4, ["SOON", "NOON", "OVER"])],
)
def test_over_a_second_hub_it_takes_three_legs(most: int, follow: list[str]) -> None:
    """A haven is the second leg at least; from hub to hub at least a third one must follow."""
    seen = {flight: onward for flight, onward, *_ in _seen(policy(_two_hubs(), max_legs=most))}
    assert seen["IN"] == follow


@pytest.mark.parametrize(
    ("least", "most", "follow"),
    [
        (60, None, ["SOON", "NOON", "OVER"]),
        (61, None, ["NOON", "OVER"]),
        (0, 60, ["SOON"]),
        (0, 59, []),
        (0, 120, ["SOON", "NOON"]),
        (180, 180, ["OVER"]),
        (181, 180, []),
        (200, 100, []),
    ],
)
def test_connections_fit_to_the_minute(least: int, most: int | None, follow: list[str]) -> None:
    """From the landing at 10:00: SOON is 60 minutes on, NOON 120, OVER 180."""
    instance = location("H1", policy(_two_hubs(), min_connection_minutes=least), max_stay=most)
    seen = {flight: onward for flight, onward, *_ in _seen(instance)}
    assert seen["IN"] == follow
