"""Help at the board: who is aboard, who fits, what stands in the way and what would let it."""

from __future__ import annotations

import pytest

from evacopt.board.board import Board
from evacopt.board.help import help_of
from evacopt.board.refusals import Refused
from evacopt.board.requests import Move
from evacopt.board.state import State
from evacopt.board.why_not import GivesWay, why_not
from tests.board.small import do
from tests.build import flight, group, instance


def test_a_flight_tells_who_is_aboard_and_who_fits(board: Board) -> None:
    """F is full of A; the other flight is empty, and both of B fit on it as they wait."""
    told = help_of(board.state)
    assert [(one.group, one.parties) for one in told.aboard("F")] == [("A", 4)]
    assert (told.fitting("F"), told.aboard("L")) == ((), ())
    assert [(one.group, one.parties, one.itinerary) for one in told.fitting("L")] == [("B", 2, ("L",))]


def test_who_fits_by_the_help_can_be_moved(board: Board) -> None:
    """Whoever fits breaks no rule once moved, until nobody is left who does."""
    while fitting := help_of(board.state).fitting("L"):
        do(board, Move(group=fitting[0].group, parties=1, to=fitting[0].itinerary))
        assert not board.state.violations
    assert board.state.seating["B", ("L",)] == 2


def test_a_group_tells_each_way_out_and_what_stands_in_it(board: Board) -> None:
    """B waits: the flight that is full says so, the other one is free and comes first."""
    ways = help_of(board.state).ways("B")
    assert [(way.itinerary, [one.code for one in way.obstacles]) for way in ways] == [
        (("L",), []),
        (("F",), ["seats"]),
    ]


def test_help_of_what_is_not_there_is_refused(board: Board) -> None:
    """A group or flight that nobody knows is named, with the remedy."""
    with pytest.raises(Refused, match="NOBODY"):
        why_not(board.state, Move(group="NOBODY", parties=1, to=("F",)))
    with pytest.raises(Refused, match="NOWHERE"):
        why_not(board.state, Move(group="B", parties=1, to=("NOWHERE",)))


def test_the_least_change_lets_the_move(board: Board) -> None:
    """Two of B on the full flight: two of A could go on the other one, or two more seats would do."""
    move = Move(group="B", parties=2, to=("F",))
    told = why_not(board.state, move)
    assert [one.code for one in told.obstacles] == ["seats"]
    assert told.gives_way == GivesWay(group="A", parties=2, people=2, of=("F",), to=("L",))
    assert [(one.kind, one.text, one.ask) for one in told.wanted] == [("seat", "2 more seats on F", "FRA")]
    do(board, move)
    assert board.state.violations
    do(board, Move(group="A", parties=2, of=("F",), to=("L",)))
    assert not board.state.violations


def test_a_move_that_breaks_nothing_needs_no_help(board: Board) -> None:
    """Where there is room nothing stands in the way; nor does it on the way to the waiting list."""
    assert not why_not(board.state, Move(group="B", parties=2, to=("L",))).obstacles
    assert not why_not(board.state, Move(group="A", parties=4, of=("F",))).obstacles


def test_several_limits_are_lifted_together() -> None:
    """A flight that takes others and is full needs both: seats, and leave to take them."""
    known = instance(
        groups=[group("A", count=2), group("D", nationality="DEU")],
        flights=[flight("F", seats=2, accepts=("FRA",))],
    )
    state = State(number=0, hash="", instance=known, seating={("A", ("F",)): 2})
    told = why_not(state, Move(group="D", parties=1, to=("F",)))
    assert {one.code for one in told.obstacles} == {"seats", "acceptance"}
    assert {one.kind for one in told.wanted} == {"seat", "accepts"}


def test_what_cannot_be_lifted_is_not_promised() -> None:
    """Nobody can be ready earlier than they are: nothing is wanted, and the reason stands."""
    known = instance(groups=[group("A", ready=known_ready())], flights=[flight("F")])
    state = State(number=0, hash="", instance=known, seating={})
    told = why_not(state, Move(group="A", parties=1, to=("F",)))
    assert [one.code for one in told.obstacles] == ["ready"]
    assert told.wanted == ()


def known_ready() -> int:
    """An hour after the flight has left."""
    return flight("F").departs + 60
