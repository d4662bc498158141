"""What is left of every limit, against the judge."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from evacopt.domain.instance import Instance
from evacopt.large.boarding import Boarding
from tests.build import DIRECT, flight, group, instance
from tests.large.at_work import boarding_of, broken, left_of, openings
from tests.tiny.airfield import airfield_instance
from tests.tiny.instances import tiny_instance

SEEDS = st.integers(0, 20_000)
MAKERS = st.sampled_from((tiny_instance, airfield_instance))
Maker = Callable[[int], Instance]
PICKS = st.lists(st.tuples(st.integers(0, 10_000), st.integers(1, 4)), max_size=10)


def _boarded(make: Maker, seed: int, picks: list[tuple[int, int]]) -> Boarding:
    """Parties on trips in an order that nobody would choose, as many as there is room for."""
    boarding = boarding_of(make(seed))
    options = openings(boarding)
    for pick, wanted in picks if options else ():
        boarding.board(*options[pick % len(options)], wanted)
    return boarding


@settings(max_examples=150)
@given(MAKERS, SEEDS, PICKS)
def test_the_judge_accepts_whatever_finds_room(make: Maker, seed: int, picks: list[tuple[int, int]]) -> None:
    """Whoever boards where there is room breaks no rule of single bookings, in whatever order they come."""
    assert broken(_boarded(make, seed, picks)) == []


@settings(max_examples=150)
@given(MAKERS, SEEDS, PICKS, st.integers(0, 10_000))
def test_the_judge_rejects_whoever_finds_none(
    make: Maker, seed: int, picks: list[tuple[int, int]], pick: int
) -> None:
    """One party that is refused would break a rule if it boarded nevertheless."""
    boarding = boarding_of(make(seed))
    options = openings(boarding)
    for number, wanted in picks if options else ():
        boarding.board(*options[number % len(options)], wanted)
    waiting = [(party, trip) for party, trip in options if boarding.left[party.row]]
    if waiting:
        party, trip = waiting[pick % len(waiting)]
        refused = not boarding.residuals.most(party, trip, 1)
        boarding.move(party, trip, 1)
        assert bool(broken(boarding)) == refused


@settings(max_examples=100)
@given(MAKERS, SEEDS, PICKS, st.integers(0, 10_000), st.integers(1, 5))
def test_who_leaves_gives_back_what_was_taken(
    make: Maker, seed: int, picks: list[tuple[int, int]], pick: int, asked: int
) -> None:
    """After a booking and its return nothing is left but what was, for anybody."""
    boarding = _boarded(make, seed, picks)
    options = openings(boarding)
    if not options:
        return
    before = [*left_of(boarding.residuals)], [boarding.residuals.most(*one, 9) for one in options]
    party, trip = options[pick % len(options)]
    boarding.residuals.book(party, trip, asked)
    boarding.residuals.book(party, trip, -asked)
    assert ([*left_of(boarding.residuals)], [boarding.residuals.most(*one, 9) for one in options]) == before


def test_a_party_that_lies_may_take_no_seat() -> None:
    """Where a stretcher takes no seat, positions alone say how many board."""
    lying = group(size=1, stretchers=1, count=5)
    plane = flight("F", "O 08:00", "V 12:00", seats=1, stretchers=3, seats_per_stretcher=0)
    boarding = boarding_of(instance(groups=(lying,), flights=(plane,)))
    assert boarding.residuals.most(boarding.parties[0], (0,), 9) == 3


def test_room_can_be_spared_only_while_nobody_needs_it() -> None:
    """Two sorties of ten seats: with eleven people aboard neither can be dropped, with ten one can."""
    twice = instance(
        groups=(group(count=11),), flights=(flight("F", "O 08:00", "V 12:00", status="optional", copies=2),)
    )
    boarding = boarding_of(twice)
    boarding.board(boarding.parties[0], (0,), 11)
    assert not boarding.residuals.spare(0)
    boarding.move(boarding.parties[0], (0,), -1)
    assert boarding.residuals.spare(0)
    boarding.residuals.ground(0)
    assert boarding.residuals.seats == [0]


def test_a_flight_that_is_not_flown_has_no_room() -> None:
    """An optional flight without a sortie takes nobody, a scheduled one needs none."""
    known = instance(flights=(DIRECT, flight("P", "O 09:00", "V 12:00", status="optional")))
    residuals = boarding_of(known, {}).residuals
    assert residuals.seats == [10, 0]
