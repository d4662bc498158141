"""Whole sorties after boarding."""

from __future__ import annotations

from random import Random

from evacopt.domain.policy import Policy
from evacopt.judge.verify import verify
from evacopt.large.boarding import Boarding
from evacopt.large.repair import Repair
from evacopt.large.sorties import Sorties, decide_sorties, most_sorties
from tests.build import flight, group, instance
from tests.large.at_work import boarding_of, openings, plan_of
from tests.tiny.instances import tiny_instance

MENDED = {"min_load", "full_loads"}
PLANE = flight("P", "O 08:00", "V 12:00", status="optional", copies=2, min_load=6)


def _boarded(boarding: Boarding, rng: Random) -> None:
    options = openings(boarding)
    for _ in range(8 if options else 0):
        boarding.board(*rng.choice(options), 2)


def test_whatever_boarded_the_sorties_that_stay_keep_their_rules() -> None:
    """Least loads and full loads hold afterwards, and no sortie is left that nobody needs."""
    broken_before = 0
    for seed in range(300):
        known = tiny_instance(seed)
        sorties = decide_sorties(known, {at: float(copies) for at, copies in most_sorties(known).items()})
        boarding = boarding_of(known, sorties.flown)
        _boarded(boarding, Random(seed))
        broken_before += any(one.rule in MENDED for one in verify(known, plan_of(boarding, sorties.flown)))
        Repair(boarding, sorties, frozenset()).run()
        violations = verify(known, plan_of(boarding, sorties.flown))
        assert [one for one in violations if one.rule in MENDED | {"seats", "reserve", "assistance"}] == [], (
            seed
        )
        aboard = {at for _, trip in boarding.booked for at in trip}
        assert {at for at, times in sorties.flown.items() if times} <= aboard
    assert broken_before > 100


def _one_plane(people: int, *, full: bool = False) -> tuple[Boarding, Sorties]:
    policy = Policy(objectives=("unserved",), full_loads=full)
    known = instance(groups=(group(count=30),), flights=(PLANE,), policy=policy)
    sorties = decide_sorties(known, {0: 2.0})
    boarding = boarding_of(known, sorties.flown)
    boarding.board(boarding.parties[0], (0,), people)
    return boarding, sorties


def test_an_empty_sortie_is_dropped_before_its_load_is_asked_for() -> None:
    """Ten people on two sorties of at least six fly on one; two sorties would carry too few."""
    boarding, sorties = _one_plane(10)
    Repair(boarding, sorties, frozenset()).run()
    assert (sorties.flown, boarding.left) == ({0: 1}, [20])


def test_too_few_stay_on_the_ground() -> None:
    """Five people do not make a sortie of at least six."""
    boarding, sorties = _one_plane(5)
    Repair(boarding, sorties, frozenset()).run()
    assert (sorties.flown, boarding.left) == ({0: 0}, [30])


def test_full_aircraft_or_nobody_left() -> None:
    """Where only full aircraft may leave, nineteen on twenty seats are ten on ten while others stay."""
    boarding, sorties = _one_plane(19, full=True)
    Repair(boarding, sorties, frozenset()).run()
    assert (sorties.flown, boarding.left) == ({0: 1}, [20])
    boarding, sorties = _one_plane(20, full=True)
    Repair(boarding, sorties, frozenset()).run()
    assert (sorties.flown, boarding.left) == ({0: 2}, [10])


def test_promised_people_are_not_grounded() -> None:
    """Whom a promise has put aboard stays there, though the sortie carries too few."""
    boarding, sorties = _one_plane(5)
    Repair(boarding, sorties, frozenset(boarding.booked)).run()
    assert (sorties.flown, boarding.left) == ({0: 1}, [25])
