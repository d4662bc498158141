"""Filling and exchanging after boarding."""

from __future__ import annotations

import math

from hypothesis import given, settings
from hypothesis import strategies as st

from evacopt.large.boarding import Boarding
from evacopt.large.local_search import LocalSearch
from tests.build import DIRECT, flight, group, instance
from tests.large.at_work import boarding_of, broken, openings
from tests.tiny.instances import tiny_instance

PICKS = st.lists(st.tuples(st.integers(0, 10_000), st.integers(1, 4)), max_size=10)


def _left_by_class(boarding: Boarding) -> list[int]:
    """People who stay, by class."""
    classes = sorted({party.priority for party in boarding.parties})
    return [
        sum(party.people * boarding.left[party.row] for party in boarding.parties if party.priority == name)
        for name in classes
    ]


@settings(max_examples=150)
@given(st.integers(0, 20_000), PICKS, st.integers(0, 3))
def test_no_class_loses_to_a_later_one(seed: int, picks: list[tuple[int, int]], kept: int) -> None:
    """The people left of the classes, in their order, are no more than before; every limit holds.

    Bookings that promises fix stay as they are.
    """
    boarding = boarding_of(tiny_instance(seed))
    options = openings(boarding)
    for pick, wanted in picks if options else ():
        boarding.board(*options[pick % len(options)], wanted)
    fixed = dict(sorted(boarding.booked.items())[:kept])
    before = _left_by_class(boarding)
    LocalSearch(boarding, math.inf, frozenset(fixed)).run()
    assert _left_by_class(boarding) <= before
    assert broken(boarding) == []
    assert all(boarding.booked[booking] >= kept_parties for booking, kept_parties in fixed.items())


def test_free_seats_are_filled() -> None:
    """Nobody stays who fits, and a second run finds nothing to do."""
    boarding = boarding_of(instance(groups=(group(count=7), group("H", size=3, count=1))))
    LocalSearch(boarding, math.inf).run()
    assert boarding.left == [0, 0]
    booked = dict(boarding.booked)
    LocalSearch(boarding, math.inf).run()
    assert boarding.booked == booked


def test_the_urgent_take_the_place_of_others() -> None:
    """Ten seats full of class 2: a family of class 1 takes four of them."""
    groups = (group("LATER", priority=2, count=10), group("FIRST", size=4))
    boarding = boarding_of(instance(groups=groups))
    boarding.board(boarding.parties[0], (0,), 10)
    LocalSearch(boarding, math.inf).run()
    assert boarding.left == [4, 0]


def test_others_are_moved_rather_than_left() -> None:
    """Where there is another plane for those who sit in the way, nobody stays."""
    other = flight("G", "O 09:00", "W 12:00")
    groups = (group("ANY", priority=2, count=10), group("FIRST", size=4, destinations=("V",)))
    boarding = boarding_of(instance(groups=groups, flights=(DIRECT, other)))
    boarding.board(boarding.parties[0], (0,), 10)
    LocalSearch(boarding, math.inf).run()
    assert boarding.left == [0, 0]


def test_those_as_urgent_keep_their_seats() -> None:
    """A single person does not take the place of a pair of the same class."""
    groups = (group("PAIRS", size=2, count=5), group("LONE"), group("LATER", priority=2))
    boarding = boarding_of(instance(groups=groups))
    boarding.board(boarding.parties[0], (0,), 5)
    LocalSearch(boarding, math.inf).run()
    assert boarding.left == [0, 1, 1]


def test_what_is_fixed_stays() -> None:
    """Seats that promises hold are not given to the more urgent."""
    groups = (group("LATER", priority=2, count=10), group("FIRST", size=4))
    boarding = boarding_of(instance(groups=groups))
    boarding.board(boarding.parties[0], (0,), 10)
    LocalSearch(boarding, math.inf, frozenset(boarding.booked)).run()
    assert boarding.left == [0, 1]


def test_without_time_nothing_changes() -> None:
    """When time is up, the boarding is as it was."""
    boarding = boarding_of(instance(groups=(group(count=7),)))
    LocalSearch(boarding, -math.inf).run()
    assert boarding.left == [7]


def test_a_family_with_an_infant_takes_the_seats_of_a_couple() -> None:
    """Five couples fill ten seats: two families of two with an infant each are two people more."""
    flights = (flight("F", "O 08:00", "V 12:00", infants=2),)
    groups = (group("COUPLE", size=2, count=5), group("FAMILY", size=2, infants=1, count=3))
    boarding = boarding_of(instance(groups=groups, flights=flights))
    boarding.board(boarding.parties[0], (0,), 5)
    LocalSearch(boarding, math.inf).run()
    assert boarding.left == [2, 1]
    assert boarding.booked == {(0, (0,)): 3, (1, (0,)): 2}


def test_a_family_with_an_infant_takes_the_seats_of_two_parties() -> None:
    """Two couples go for a family of four with an infant, where they are of no earlier class."""
    for priority, left in ((3, [0, 1, 1]), (2, [1, 0, 0])):
        groups = (
            group("FAMILY", size=4, infants=1, priority=3),
            group("COUPLE", size=2, priority=priority),
            group("OTHERS", size=2, priority=3),
        )
        boarding = boarding_of(instance(groups=groups, flights=(flight("F", seats=4, infants=1),)))
        for row in (1, 2):
            boarding.board(boarding.parties[row], (0,), 1)
        LocalSearch(boarding, math.inf).run()
        assert boarding.left == left


def test_a_larger_party_takes_the_place_of_a_smaller_one_and_a_free_seat() -> None:
    """Nine singles and a free seat: a couple goes instead of one of them."""
    groups = (group("SINGLE", count=9), group("COUPLE", size=2))
    boarding = boarding_of(instance(groups=groups))
    boarding.board(boarding.parties[0], (0,), 9)
    LocalSearch(boarding, math.inf).run()
    assert boarding.left == [1, 0]


def test_those_that_promises_fix_are_not_replaced() -> None:
    """The couples of a promise stay, whoever waits."""
    flights = (flight("F", "O 08:00", "V 12:00", infants=2),)
    groups = (group("COUPLE", size=2, count=5), group("FAMILY", size=2, infants=1, count=3))
    boarding = boarding_of(instance(groups=groups, flights=flights))
    boarding.board(boarding.parties[0], (0,), 5)
    LocalSearch(boarding, math.inf, frozenset(boarding.booked)).run()
    assert boarding.left == [0, 3]


def test_a_seat_is_used_on_another_flight_after_a_swap() -> None:
    """Nobody fits beside the four on G; they swap with five of F, where six take the place of five."""
    flights = (flight("F", seats=10), flight("G", seats=5))
    groups = (
        group("FOUR", size=4),
        group("FIVE", size=5),
        group("LATER", size=5, priority=2),
        group("SIX", size=6, priority=2),
    )
    boarding = boarding_of(instance(groups=groups, flights=flights))
    for row, trip in enumerate(((1,), (0,), (0,))):
        boarding.board(boarding.parties[row], trip, 1)
    LocalSearch(boarding, math.inf).run()
    assert boarding.left == [0, 0, 1, 0]
    assert boarding.booked == {(0, (0,)): 1, (1, (1,)): 1, (3, (0,)): 1}


def test_two_take_the_place_of_one_and_a_free_seat() -> None:
    """Nineteen seats are full with nine and ten of those who wait, not with nine and nine."""
    groups = (group("NINE", size=9, count=2), group("SEVEN", size=7), group("THREE", size=3))
    boarding = boarding_of(instance(groups=groups, flights=(flight("F", seats=19),)))
    boarding.board(boarding.parties[0], (0,), 2)
    LocalSearch(boarding, math.inf).run()
    assert boarding.left == [1, 0, 0]


def test_one_swaps_with_two_who_are_larger_together() -> None:
    """Nobody is larger than the nine on G, but four and six on F, where two take the place of two."""
    flights = (flight("F", seats=12), flight("G", seats=10))
    groups = (
        group("NINE", size=9),
        group("FOUR", size=4),
        group("SIX", size=6),
        group("TWO", size=2, priority=2),
        group("THREE", size=3, priority=2),
    )
    boarding = boarding_of(instance(groups=groups, flights=flights))
    for row, trip in enumerate(((1,), (0,), (0,), (0,))):
        boarding.board(boarding.parties[row], trip, 1)
    LocalSearch(boarding, math.inf).run()
    assert boarding.left == [0, 0, 0, 1, 0]
