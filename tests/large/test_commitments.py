"""Whoever is held boards first, and goes on as the plan in force has it where that still goes."""

from __future__ import annotations

from evacopt.domain.pin import Pin
from evacopt.large.commitments import board_commitments
from evacopt.replanning.freeze import pins_of
from evacopt.replanning.held import Held, Moment
from tests.build import at, flight, group, instance, plan
from tests.large.at_work import boarding_of

ON_THE_WAY = instance(
    groups=[group("A"), group("B", destinations=("V",))],
    flights=[
        flight("IN", "O 06:00", "H 08:00"),
        flight("OUT", "H 10:00", "V 12:00", seats=1),
        flight("AWAY", "H 11:00", "W 13:00", seats=1),
    ],
    pins=(
        Pin(group="A", kind="at_least", parties=1, flight="IN"),
        Pin(group="B", kind="at_least", parties=1, flight="IN"),
    ),
)
IN_FORCE = plan(ON_THE_WAY, ("A", "IN>AWAY", 1), ("B", "IN>OUT", 1))


def test_people_on_the_way_go_on_as_planned() -> None:
    """A could take the only seat that B can go on with; the plan in force has A elsewhere."""
    boarding = boarding_of(ON_THE_WAY)
    assert board_commitments(boarding, IN_FORCE) == {(0, (0, 2)), (1, (0, 1))}
    assert boarding.left == [0, 0]


def test_these_are_the_pins_of_people_on_the_way() -> None:
    """Replanning at 09:00 holds both on the flight that has left, and leaves open how they go on."""
    held = [Held("A", ("IN", "AWAY"), 1, 1), Held("B", ("IN", "OUT"), 1, 1)]
    kinds = {
        (pin.group, pin.flight) for pin in pins_of(ON_THE_WAY, held, Moment(as_of=at("09:00"), notice=0))
    }
    assert kinds == {("A", "IN"), ("B", "IN")}


def test_where_the_way_is_gone_they_take_another() -> None:
    """Of a plan whose flight on is not there any more the first way with room is taken."""
    boarding = boarding_of(ON_THE_WAY)
    board_commitments(boarding, plan(ON_THE_WAY, ("A", "IN>GONE", 1)))
    assert boarding.booked[0, (0, 1)] == 1
