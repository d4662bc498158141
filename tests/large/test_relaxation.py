"""What the relaxation knows of people, infants and places, solved by a real engine."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evacopt.backends.session import Session
from evacopt.domain.instance import Instance
from evacopt.large.relaxation import Relaxation
from evacopt.large.sorties import at_will
from evacopt.large.staged_lp import StagedLP
from evacopt.large.supply import Supply
from evacopt.milp.contract import Options
from tests.build import VIA_HUB, at, flight, group, instance, place
from tests.large.at_work import boarding_of


def _left(inst: Instance) -> float:
    """People of class 1 left behind by the best flow."""
    boarding = boarding_of(inst)
    supply = Supply.of(boarding.network.base)
    lp = StagedLP(Relaxation(boarding.network, supply, boarding.residuals, free=False))
    with Session("highs") as session:
        answer = lp.solve(session, lp.goals[0][1], {}, Options(threads=1))
    assert answer.primal is not None
    return lp.least(0, answer.primal)


@pytest.mark.parametrize(("positions", "stay"), [(2, 0), (1, 3), (0, 6)])
def test_lap_infants_fill_their_positions(positions: int, stay: int) -> None:
    """Two families with an infant each, ten seats, a hub with places: as many fly as there are positions."""
    legs = tuple(replace(leg, infants=positions) for leg in VIA_HUB)
    hub = place("H", capacity=50)
    families = group(size=2, infants=1, count=2)
    assert _left(instance(groups=(families,), flights=legs, places=(hub,))) == pytest.approx(stay, abs=1e-6)


def test_people_are_present_until_they_fly_on() -> None:
    """A hub of four places takes four at ten, and four more once these have left."""
    legs = (
        flight("IN1", "O 08:00", "H 10:00"),
        flight("OUT1", "H 12:00", "V 16:00"),
        flight("IN2", "O 11:00", "H 13:00"),
        flight("OUT2", "H 15:00", "V 19:00"),
    )
    hub = place("H", capacity=4)
    assert _left(instance(groups=(group(count=9),), flights=legs, places=(hub,))) == pytest.approx(
        1, abs=1e-6
    )
    early = replace(legs[2], departs=legs[0].departs, arrives=legs[1].departs - 30)
    limits_people = (legs[0], legs[1], early, legs[3])
    assert _left(instance(groups=(group(count=9),), flights=limits_people, places=(hub,))) == pytest.approx(
        5, abs=1e-6
    )


def test_a_haven_has_room_again_after_the_stay() -> None:
    """Three places for two hours: three land at ten, three at twelve."""
    legs = (flight("A", "O 08:00", "V 10:00"), flight("B", "O 09:00", "V 12:00"))
    haven = place("V", capacity=3, stay=120)
    assert _left(instance(groups=(group(count=7),), flights=legs, places=(haven,))) == pytest.approx(
        1, abs=1e-6
    )
    longer = place("V", capacity=3, stay=121)
    assert _left(instance(groups=(group(count=7),), flights=legs, places=(longer,))) == pytest.approx(
        4, abs=1e-6
    )


@pytest.mark.parametrize(
    ("seats", "stay"),
    [((10, 10), 0), ((3, 10), 2), ((0, 10), 5), ((10, 2), 0), ((4, 2), 1)],
)
def test_who_must_leave_early_does_not_wait(seats: tuple[int, int], stay: int) -> None:
    """Five must have left by noon, one waits as long as need be: the flight at six is too late for five."""
    flights = (
        flight("EARLY", "O 08:00", "V 10:00", seats=seats[0]),
        flight("LATE", "O 18:00", "V 20:00", seats=seats[1]),
    )
    groups = (group("DATED", count=5, leave_by=at("12:00")), group("FREE"))
    kept = instance(groups=groups, flights=tuple(leg for leg in flights if leg.seats))
    assert _left(kept) == pytest.approx(stay, abs=1e-6)


def test_sorties_are_flown_at_will_where_nothing_counts_or_limits_them() -> None:
    """A goal that counts sorties, a least load or a limit on movements leaves something to decide."""
    sortie = flight("S", "O 08:00", "V 12:00", status="optional", copies=3)
    free = instance(flights=(sortie,))
    assert at_will(free)
    assert not at_will(replace(free, policy=replace(free.policy, objectives=("unserved", "cost"))))
    assert not at_will(replace(free, policy=replace(free.policy, full_loads=True)))
    assert not at_will(instance(flights=(replace(sortie, min_load=2),)))
    assert not at_will(instance(flights=(sortie,), places=(place("O", movements_per_day=2),)))
