"""Which trips there are, against a plain search, and who is on them."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest

from evacopt.domain.instance import Instance
from evacopt.domain.location import Location
from evacopt.domain.policy import Policy
from evacopt.large.commodities import Trip
from tests.brute.journeys import Journey, journeys
from tests.build import flight, group, instance
from tests.large.at_work import boarding_of
from tests.tiny.instances import tiny_instance

SEEDS = range(150)


def _admitted(instance: Instance, journey: Journey) -> bool:
    """Whether every place on the way lets everybody of the party in."""
    people = {code for code, _ in journey.group.own_nationalities}
    places = [instance.location[leg.destination] for leg in journey.legs]
    return not any(
        row.people == 0
        and row.place == (place.id if row.location else place.country)
        and not people.isdisjoint(instance.nationals(row.nationality))
        for row in instance.admissions
        for place in places
    )


def _expected(instance: Instance) -> list[set[Trip]]:
    """For each group, its itineraries by numbers of flights."""
    number = instance.number
    return [
        {tuple(number[leg.id] for leg in one.legs) for one in trips_of if _admitted(instance, one)}
        for trips_of in journeys(instance)
    ]


@pytest.mark.parametrize("seeds", [SEEDS[first : first + 50] for first in SEEDS[::50]], ids=str)
def test_every_trip_is_found_once(seeds: range) -> None:
    """With room everywhere the trips of a party are those that a plain search finds, each once."""
    trips_seen = 0
    for seed in seeds:
        tiny = tiny_instance(seed)
        boarding = boarding_of(tiny)
        for party, expected in zip(boarding.parties, _expected(tiny), strict=True):
            trips = list(boarding.every_trip(party))
            assert set(trips) == expected, tiny.name
            assert len(trips) == len(expected), tiny.name
            trips_seen += len(trips)
    assert trips_seen > len(seeds)


def test_who_may_take_a_trip() -> None:
    """Of all chains of up to three flights a party may take its itineraries and no other."""
    for seed in SEEDS[:40]:
        tiny = tiny_instance(seed)
        boarding = boarding_of(tiny)
        flights = range(len(tiny.schedule))
        chains = [chain for legs in (1, 2, 3) for chain in permutations(flights, legs)]
        for party, expected in zip(boarding.parties, _expected(tiny), strict=True):
            assert {chain for chain in chains if boarding.may(party, chain)} == expected, tiny.name


def test_no_trip_has_more_legs_than_allowed() -> None:
    """Over three hubs the haven is four legs away: too far for three, near enough for four."""
    hubs = tuple(Location(id=code, role="hub", country="DJI") for code in ("H1", "H2", "H3"))
    flights = (
        flight("A", "O 06:00", "H1 07:00"),
        flight("B", "H1 09:00", "H2 10:00"),
        flight("C", "H2 12:00", "H3 13:00"),
        flight("D", "H3 15:00", "V 16:00"),
    )
    for legs, expected in ((3, []), (4, [(0, 1, 2, 3)])):
        known = instance(flights=flights, policy=Policy(max_legs=legs))
        boarding = boarding_of(replace(known, locations=(*known.locations, *hubs)))
        assert list(boarding.every_trip(boarding.parties[0])) == expected
        assert boarding.may(boarding.parties[0], (0, 1, 2, 3)) == bool(expected)


def test_no_more_board_than_there_are() -> None:
    """However many are asked for; who has boarded is not left, and who gets off is again."""
    boarding = boarding_of(instance(groups=(group(count=3),)))
    party, trip, count = boarding.parties[0], (0,), 3
    gone = boarding.board(party, trip, count + 5)
    assert gone == count
    assert boarding.left[party.row] == count - gone
    assert boarding.booked == {(party.row, trip): gone}
    boarding.move(party, trip, -gone)
    assert (boarding.left[party.row], dict(boarding.booked)) == (count, {})
