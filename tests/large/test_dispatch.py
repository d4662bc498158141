"""Boarding along the paths of a flow."""

from __future__ import annotations

from random import Random

import pytest

from evacopt.large.boarding import Boarding
from evacopt.large.dispatch import Dispatch
from evacopt.large.flow_decomposition import decompose
from evacopt.large.relaxation import Arc, ratios
from evacopt.large.supply import Supply
from tests.build import at, flight, group, instance, place
from tests.large.at_work import boarding_of, broken, some_flow
from tests.tiny.instances import tiny_instance

LAST_CLASS = 9


def _dispatched(boarding: Boarding, flow: dict[Arc, float], *, exactly: bool) -> None:
    network = boarding.network
    supply = Supply.of(network.base)
    last = dict.fromkeys(range(len(network.commodities)), LAST_CLASS)
    ratio = ratios(network, supply, supply.atoms)
    Dispatch(boarding, decompose(network, flow), ratio, last, exactly=exactly).run()


@pytest.mark.parametrize("exactly", [True, False])
def test_nobody_boards_who_does_not_wait(exactly: bool) -> None:
    """Whatever the flow asks for, no more board than there are, on trips of theirs, within limits."""
    gone = 0
    for seed in range(150):
        boarding = boarding_of(tiny_instance(seed))
        flow = some_flow(boarding.network, Random(seed))
        _dispatched(boarding, flow, exactly=exactly)
        count = boarding.network.instance.groups.count.tolist()
        aboard = [0] * len(count)
        for (row, trip), boarded in boarding.booked.items():
            assert boarded > 0
            assert boarding.may(boarding.parties[row], trip)
            aboard[row] += boarded
        assert [left + boarded for left, boarded in zip(boarding.left, aboard, strict=True)] == count
        assert min(boarding.left) >= 0
        assert broken(boarding) == [], seed
        gone += sum(aboard)
    assert gone > 150


def test_a_flow_of_whole_seats_is_followed() -> None:
    """Six seats on the first plane and four on the second: so many single people board each."""
    flights = (flight("A", "O 06:00", "V 07:00"), flight("B", "O 08:00", "W 09:00"))
    boarding = boarding_of(instance(groups=(group(count=20),), flights=flights))
    _dispatched(boarding, {(0, (0,)): 6.0, (0, (1,)): 4.0}, exactly=True)
    assert boarding.booked == {(0, (0,)): 6, (0, (1,)): 4}


def _settled(boarding: Boarding, flow: dict[Arc, float], last: int) -> None:
    network = boarding.network
    supply = Supply.of(network.base)
    ratio = ratios(network, supply, supply.atoms)
    behind = dict.fromkeys(range(len(network.commodities)), LAST_CLASS)
    with boarding.only(last):
        dispatch = Dispatch(boarding, decompose(network, flow), ratio, behind, exactly=True)
        dispatch.run()
        dispatch.settle()


def test_a_family_settles_where_the_flow_has_most_seats_of_its_commodity() -> None:
    """Three seats on the first plane, less than one on the second: a family of four takes the first."""
    flights = (flight("A", "O 06:00", "V 07:00"), flight("B", "O 08:00", "W 09:00"))
    boarding = boarding_of(instance(groups=(group("F", size=4),), flights=flights))
    _settled(boarding, {(0, (0,)): 3.0, (0, (1,)): 0.9}, LAST_CLASS)
    assert boarding.booked == {(0, (0,)): 1}


def test_seats_of_whoever_is_held_stay_free() -> None:
    """Ten seats of a commodity, one who is urgent and nine who are not: with those held one boards."""
    groups = (group("LATER", priority=2, count=9), group("FIRST", priority=1))
    boarding = boarding_of(instance(groups=groups))
    with boarding.only(1):
        assert boarding.left == [0, 1]
        assert boarding.everybody().tolist() == [9, 1]
    _settled(boarding, {(0, (0,)): 10.0}, 1)
    assert boarding.booked == {(1, (0,)): 1}
    assert boarding.left == boarding.everybody().tolist() == [9, 0]


@pytest.mark.parametrize("first", [0, 75])
def test_settling_keeps_every_limit(first: int) -> None:
    """Whatever the flow asks for."""
    for seed in range(first, first + 75):
        boarding = boarding_of(tiny_instance(seed))
        _settled(boarding, some_flow(boarding.network, Random(seed)), 1)
        assert broken(boarding) == [], seed
        assert all(boarding.parties[row].priority <= 1 for row, _ in boarding.booked)
        assert all(boarding.may(boarding.parties[row], trip) for row, trip in boarding.booked)
        assert min(boarding.left) >= 0


def test_the_most_urgent_board_first() -> None:
    """Of two classes of one commodity the more urgent takes the seats that the flow has for the commodity."""
    groups = (group("LATER", priority=2, count=9), group("FIRST", priority=1, count=9))
    boarding = boarding_of(instance(groups=groups))
    _dispatched(boarding, {(0, (0,)): 10.0}, exactly=False)
    assert boarding.booked == {(1, (0,)): 9, (0, (0,)): 1}


def test_who_is_not_ready_waits_for_the_next() -> None:
    """The early plane leaves without those who come later, whatever the flow wants."""
    flights = (flight("A", "O 06:00", "V 07:00"), flight("B", "O 08:00", "W 09:00"))
    late = group(count=20, ready=at("07:00"))
    boarding = boarding_of(instance(groups=(late,), flights=flights))
    _dispatched(boarding, {(0, (0,)): 6.0, (0, (1,)): 4.0}, exactly=True)
    assert set(boarding.booked) <= {(0, (1,))}


def test_families_with_infants_go_as_the_flow_has_them() -> None:
    """Families of two and of four with an infant each: each plane to the hub takes both sorts."""
    flights = (
        flight("IN1", "O 06:00", "H 07:00", seats=12),
        flight("OUT1", "H 09:00", "V 11:00", seats=12),
        flight("IN2", "O 08:00", "H 09:30", seats=12),
        flight("OUT2", "H 11:00", "V 13:00", seats=12),
    )
    groups = (group("TWO", size=2, infants=1, count=4), group("FOUR", size=4, infants=1, count=4))
    boarding = boarding_of(instance(groups=groups, flights=flights, places=(place("H", capacity=50),)))
    there = boarding.network.onward[0]
    flow: dict[Arc, float] = {(0, (0,)): 12.0, (there, (2,)): 12.0, (0, (1,)): 12.0, (there, (3,)): 12.0}
    _dispatched(boarding, flow, exactly=True)
    trips = sorted({trip for _, trip in boarding.booked})
    assert len(trips) == 2
    for trip in trips:
        assert [boarding.booked[row, trip] for row in (0, 1)] == [2, 2]


def test_nobody_of_a_later_class_boards_while_the_urgent_are_alone() -> None:
    """Those held wait as before once the urgent are aboard."""
    groups = (group("LATER", priority=2, count=9), group("FIRST", priority=1, count=4))
    boarding = boarding_of(instance(groups=groups))
    with boarding.only(1):
        _dispatched(boarding, {(0, (0,)): 10.0}, exactly=False)
    assert boarding.left == [9, 0]
    assert boarding.booked == {(1, (0,)): 4}


def test_seats_that_some_are_too_large_for_go_to_others() -> None:
    """Three seats each for French and German couples: one of either, and whoever else fits."""
    groups = (
        group("FRENCH", size=2, count=5, nationality="FRA"),
        group("GERMAN", size=2, count=5, nationality="DEU"),
        group("SINGLE", nationality="ITA"),
    )
    flights = (
        flight("F", "O 08:00", "V 12:00", seats=6),
        flight("G", "O 18:00", "V 22:00", accepts=("ITA",)),
        flight("D", "O 19:00", "V 23:00", accepts=("DEU",)),
    )
    boarding = boarding_of(instance(groups=groups, flights=flights))
    commodity = {row: party.commodity for row, party in enumerate(boarding.parties)}
    _dispatched(boarding, {(commodity[0], (0,)): 3.0, (commodity[1], (0,)): 3.0}, exactly=True)
    aboard = {row: boarded for (row, trip), boarded in boarding.booked.items() if trip == (0,)}
    assert sum(boarding.parties[row].size * boarded for row, boarded in aboard.items()) == 6
    assert aboard[0] >= 1
    assert aboard[1] >= 1
