"""Which optional flights are flown."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

import pytest

from evacopt.backends.session import Session
from evacopt.domain.flight import Crew, Fleet
from evacopt.domain.instance import Instance
from evacopt.domain.policy import Policy
from evacopt.judge.verify import verify
from evacopt.large.sorties import Sorties, decide_sorties, most_sorties, whole_sorties
from evacopt.milp.contract import Options
from evacopt.model.aircraft import crew_units
from tests.build import flight, instance
from tests.large.at_work import boarding_of, plan_of
from tests.tiny.instances import tiny_instance

AIRCRAFT = {"movements_hour", "movements_day", "fleet", "crew"}


def broken_by(known: Instance, sorties: Sorties) -> list[str]:
    """What the judge says against sorties that nobody is aboard of, and against who crews them."""
    crews_of = {place: crews for place, crews in sorties.crewed.items() if crews}
    plan = replace(plan_of(boarding_of(known), sorties.flown), crews=crew_units(known, crews_of))
    violations = verify(known, plan)
    return [str(one) for one in violations if one.rule in AIRCRAFT]


def _wanted(known: Instance, rng: Random) -> dict[int, float]:
    return {
        flight: copies * rng.choice((0.0, 0.3, 0.5, 0.9995, 1.0))
        for flight, copies in most_sorties(known).items()
    }


@pytest.mark.parametrize("seeds", [range(first, first + 100) for first in range(0, 400, 100)], ids=str)
def test_sorties_keep_every_limit(seeds: range) -> None:
    """Aircraft, crews and movements hold whatever is wanted and promised, also after some are grounded."""
    flown = 0
    for seed in seeds:
        known, rng = tiny_instance(seed), Random(seed)
        promised = {flight: 1 for flight in most_sorties(known) if rng.random() < 0.2}
        sorties = decide_sorties(known, _wanted(known, rng), promised)
        assert broken_by(known, sorties) == []
        assert all(0 <= times <= most_sorties(known)[flight] for flight, times in sorties.flown.items())
        flown += sum(sorties.flown.values())
        for at in [at for at, times in sorties.flown.items() if times][::2]:
            sorties.ground(at)
        for at in sorted(most_sorties(known), reverse=True):
            sorties.fly(at)
        assert broken_by(known, sorties) == []
    assert flown > len(seeds)


@pytest.mark.parametrize("first", [0, 60])
def test_whole_sorties_can_all_be_flown(highs: Session, first: int) -> None:
    """They keep every limit but for crews that some rest longer than others, and are near what is wanted."""
    flown = 0
    for seed in range(first, first + 60):
        known, rng = tiny_instance(seed), Random(seed)
        wanted = _wanted(known, rng)
        whole = whole_sorties(known, wanted, highs, Options(threads=1))
        assert all(abs(times - wanted[flight]) < 1 + wanted[flight] for flight, times in whole.items())
        assert all(times <= most_sorties(known)[flight] for flight, times in whole.items())
        sorties = decide_sorties(known, {}, None, whole)
        assert broken_by(known, sorties) == []
        if not known.crews:
            assert {at: times for at, times in whole.items() if times} == {
                at: times for at, times in sorties.flown.items() if times
            }
        flown += sum(whole.values())
    assert flown > 30


def test_of_two_sorties_the_one_with_more_seats_is_whole(highs: Session) -> None:
    """One aircraft, half a sortie of either: the larger one flies, whichever departs first."""
    legs = (
        flight("SMALL", "O 08:00", "V 12:00", status="optional", fleet="A", seats=10),
        flight("LARGE", "O 09:00", "V 13:00", status="optional", fleet="A", seats=20),
    )
    known = instance(flights=legs, fleets=(Fleet(id="A", count=1, cycle=600),))
    assert whole_sorties(known, {0: 0.5, 1: 0.5}, highs, Options(threads=1)) == {0: 0, 1: 1}
    assert whole_sorties(known, {0: 0.0, 1: 0.0}, highs, Options(threads=1)) == {}
    sorties = decide_sorties(known, {0: 0.5, 1: 0.5}, None, {0: 0, 1: 1})
    assert sorties.flown == {1: 1}


def test_what_is_refused_would_break_a_limit() -> None:
    """With no crews that choose between aircraft, a sortie that is refused is one too many for the judge."""
    refused = 0
    for seed in range(200):
        known = tiny_instance(seed)
        sorties = Sorties(known)
        for at, copies in most_sorties(known).items():
            while sorties.flown.get(at, 0) < copies and sorties.fly(at):
                pass
            if not known.crews and sorties.flown.get(at, 0) < copies:
                sorties.flown[at] = sorties.flown.get(at, 0) + 1
                assert broken_by(known, sorties) != []
                sorties.flown[at] -= 1
                refused += 1
    assert refused > 10


def _shuttles(**more: Any) -> Instance:
    """Two flights an hour apart that could be flown twice each, by one fleet and its crews."""
    fields: dict[str, Any] = {"status": "optional", "fleet": "A", "copies": 2}
    return instance(
        flights=(flight("P", "O 06:00", "V 07:00", **fields), flight("Q", "O 07:00", "V 08:00", **fields)),
        **more,
    )


def test_promised_sorties_have_the_aircraft_first() -> None:
    """One aircraft for two hours: the later flight, promised, keeps the one wanted on the ground."""
    known = _shuttles(fleets=(Fleet(id="A", count=1, cycle=120),))
    assert decide_sorties(known, {0: 1.0, 1: 0.0}, {1: 1}).flown == {1: 1}
    assert decide_sorties(known, {0: 1.0, 1: 0.0}).flown == {0: 1}


def test_crews_limit_sorties_and_come_back() -> None:
    """Two crews that rest long fly two sorties; one that is grounded frees its crew."""
    known = _shuttles(
        fleets=(Fleet(id="A", count=4, cycle=30),),
        crews=(Crew(id="c", count=2, fleets=("A",), rest=600),),
    )
    sorties = Sorties(known)
    assert [sorties.fly(0), sorties.fly(0), sorties.fly(1)] == [True, True, False]
    sorties.ground(0)
    assert sorties.fly(1)
    assert sorties.crewed == {(0, 0): 1, (1, 0): 1}


def test_scheduled_flights_share_out_crews_that_rest_unlike() -> None:
    """The crew that is back soon must fly the first of three: with the other one aboard the last has none."""
    legs = [
        flight(code, f"O {hour}", "V 23:00", fleet="A")
        for code, hour in zip("PQR", ("06:00", "10:00", "11:00"), strict=True)
    ]
    crews = (Crew(id="c1", count=1, fleets=("A",), rest=480), Crew(id="c2", count=1, fleets=("A",), rest=240))
    known = instance(flights=tuple(legs), fleets=(Fleet(id="A", count=3, cycle=30),), crews=crews)
    sorties = Sorties(known)
    assert sum(sorties.crewed.values()) == 3
    assert broken_by(known, sorties) == []


def test_parts_of_sorties_add_up_to_whole_ones() -> None:
    """Two halves are one sortie where only full aircraft may leave; a hundredth is none."""
    known = _shuttles(fleets=(Fleet(id="A", count=4, cycle=30),), policy=Policy(full_loads=True))
    assert sum(decide_sorties(known, {0: 0.5, 1: 0.5}).flown.values()) == 1
    assert decide_sorties(known, {0: 0.01, 1: 0.0}).flown == {}
