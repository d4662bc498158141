"""Itineraries against every chain of flights, tried one by one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from evacopt.domain.flight import Flight
from evacopt.domain.group import Group, Groups
from evacopt.domain.instance import Instance
from evacopt.domain.location import Location
from evacopt.domain.policy import Policy
from evacopt.errors import UsageError
from evacopt.routes.itineraries import NO_LEG, Itineraries, Timetable, enumerate_itineraries
from tests.routes.networks import BEGINS, ENDS, networks
from tests.routes.slow import itineraries


def _itineraries_of(instance: Instance) -> Itineraries:
    return enumerate_itineraries(Timetable.of(instance))


def _chains(instance: Instance) -> list[tuple[str, ...]]:
    enumerated = _itineraries_of(instance)
    return [enumerated.flights(number) for number in range(len(enumerated))]


@given(networks())
def test_every_chain_and_no_other(instance: Instance) -> None:
    """What the arrays list is what trying every chain of flights finds, each once."""
    chains = _chains(instance)
    assert len(set(chains)) == len(chains)
    assert set(chains) == itineraries(instance)


@given(networks())
def test_columns_say_what_the_legs_say(instance: Instance) -> None:
    """Origin, first departure, last leg and haven are those of the flights, in the order promised."""
    enumerated = _itineraries_of(instance)
    number = {place.id: row for row, place in enumerate(instance.locations)}
    for row in range(len(enumerated)):
        legs = [instance.flight[code] for code in enumerated.flights(row)]
        assert enumerated.origin[row] == number[legs[0].origin]
        assert enumerated.first_departure[row] == legs[0].departs
        assert instance.schedule[enumerated.last_leg[row]].id == legs[-1].id
        assert enumerated.haven[row] == number[legs[-1].destination]
    keys = [
        (enumerated.origin[row], enumerated.first_departure[row], *enumerated.legs[row])
        for row in range(len(enumerated))
    ]
    assert keys == sorted(keys)
    assert enumerated.legs.shape == (len(enumerated), instance.policy.max_legs)


def _leg(code: str, heading: str, departs: int, arrives: int) -> Flight:
    origin, destination = heading.split()
    return Flight(
        id=code,
        operator="ACME",
        origin=origin,
        destination=destination,
        departs=BEGINS + departs,
        arrives=BEGINS + arrives,
        seats=9,
    )


def _chain(*, waits_at: str = "O", **limits: Any) -> Instance:
    """Two flights that meet at a hub: landed at minute 100, off again at 160."""
    return Instance(
        name="chain",
        begins=BEGINS,
        ends=ENDS,
        policy=Policy(min_connection_minutes=60),
        locations=(
            Location(id="O", role="origin", country="NER"),
            Location(id="H", role="hub", country="DJI", **limits),
            Location(id="V", role="haven", country="FRA"),
        ),
        groups=Groups.of([Group(id="G", nationality="FRA", origin=waits_at, size=1)]),
        flights=(_leg("IN", "O H", 0, 100), _leg("OUT", "H V", 160, 700)),
    )


def _shifted(instance: Instance, code: str, **fields: Any) -> Instance:
    flights = tuple(replace(leg, **fields) if leg.id == code else leg for leg in instance.flights)
    return replace(instance, flights=flights)


@pytest.mark.parametrize(
    ("limits", "minute_later"),
    [
        ({}, {"arrives": BEGINS + 101}),
        ({"max_stay": 60}, {"arrives": BEGINS + 99}),
        ({"opens": BEGINS + 100}, {"arrives": BEGINS + 99}),
        ({"closes": BEGINS + 160}, {}),
    ],
    ids=["connection", "longest stay", "opens", "closes"],
)
def test_limits_hold_to_the_minute(limits: dict[str, Any], minute_later: dict[str, int]) -> None:
    """A connection that meets the limit exactly goes; one minute beyond, it does not."""
    instance = _chain(**limits)
    assert _chains(instance) == [("IN", "OUT")]
    beyond = _shifted(instance, "IN", **minute_later)
    if not minute_later:
        beyond = _shifted(instance, "OUT", departs=BEGINS + 161)
    assert _chains(beyond) == []


def test_horizon_holds_to_the_minute() -> None:
    """A flight that leaves at the last minute counts, a minute later not; it may land after the end."""
    instance = replace(_chain(), ends=BEGINS + 160)
    assert _chains(instance) == [("IN", "OUT")]
    assert _chains(replace(instance, ends=BEGINS + 159)) == []
    assert _chains(replace(instance, begins=BEGINS + 1)) == []


def test_who_waits_at_a_hub_flies_on() -> None:
    """A group that is at the hub already takes the onward flight alone, and nobody the first one."""
    assert _chains(_chain(waits_at="H")) == [("OUT",)]


def test_who_waits_at_a_hub_does_not_come_back_to_it() -> None:
    """A chain that returns to the hub where it began is none, though every stop on it is a hub."""
    instance = _chain(waits_at="H")
    circle = (_leg("AWAY", "H X", 10, 20), _leg("BACK", "X H", 90, 100))
    places = (*instance.locations, Location(id="X", role="hub", country="DJI"))
    instance = replace(instance, locations=places, flights=(*instance.flights, *circle))
    assert _chains(instance) == [("OUT",)]


def test_more_legs_than_allowed() -> None:
    """With one leg allowed there is no connection at all."""
    instance = _chain()
    assert _chains(replace(instance, policy=Policy(max_legs=1))) == []
    assert _itineraries_of(replace(instance, policy=Policy(max_legs=4))).legs.tolist() == [
        [0, 1, NO_LEG, NO_LEG]
    ]


def test_too_many_are_refused() -> None:
    """Beyond the number that a machine can hold, the message says which settings narrow them."""
    with pytest.raises(UsageError, match="max_legs"):
        enumerate_itineraries(Timetable.of(_chain()), most=0)
