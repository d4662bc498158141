"""Rows counted modulo a number: right by hand, never above a best plan, refused where they say nothing."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from evacopt.domain.certificate import Leaf
from evacopt.domain.instance import Instance
from evacopt.domain.policy import Policy
from evacopt.judge.bounds import DualBound, Together
from evacopt.judge.box import Box
from evacopt.judge.congruence import Congruence
from evacopt.judge.limits import LIMITS, Limits, RefusedError
from evacopt.judge.pools import pools_of
from evacopt.judge.relaxation import relax
from tests import build as small
from tests.brute.search import TooManyPlansError, best
from tests.tiny.instances import tiny_instance

PLACES = ("capacity", "V", "2023-08-01T15:00Z")


def _one_city(people: int, places: int, *, size: int = 1) -> Instance:
    """Parties of a city, sorties of four or six seats that must be full, and a haven with few places."""
    flights = tuple(
        small.flight(f"F{seats}", "O 09:00", "V 15:00", seats=seats, status="optional", copies=3)
        for seats in (4, 6)
    )
    return small.instance(
        groups=(small.group("A", size=size, count=people // size),),
        flights=flights,
        places=(small.place("V", capacity=places),),
        policy=Policy(objectives=("unserved",), priority_rule="weighted", full_loads=True),
    )


def _floor(instance: Instance, leaf: Leaf, limits: Limits = LIMITS) -> int | None:
    relaxation = relax(instance)
    return DualBound(relaxation, relaxation.goals[0], limits).floor(leaf)


def test_places_that_no_full_load_takes_are_empty() -> None:
    """Twenty people, nine places, sorties of four and six seats: eight come; nine say the places alone."""
    leaf = Leaf(1, ((PLACES, 1),), (("F4", "F6"),))
    assert _floor(_one_city(20, 9), leaf) == 11
    assert _floor(_one_city(20, 9), replace(leaf, congruence=(PLACES, 2))) == 12


def test_an_origin_that_nobody_stays_in_fills_any_number_of_places() -> None:
    """Nine people and nine places: all come, though one seat is empty then."""
    leaf = Leaf(1, ((PLACES, 1),), (("F4", "F6"),), (PLACES, 2))
    assert _floor(_one_city(9, 9), leaf) == 0


def test_loads_that_cannot_be_full_leave_no_plan() -> None:
    """Twenty people, twenty-two seats flown, and some must stay."""
    relaxation = relax(_one_city(20, 30))
    lower, upper = relaxation.lower.copy(), relaxation.upper.copy()
    lower[relaxation.column["sorties", "F4"]], lower[relaxation.column["sorties", "F6"]] = 1, 3
    upper[relaxation.column["all out", "O"]] = 0
    pools, congruence = pools_of(relaxation, (("F4", "F6"),)), Congruence(relaxation.row[PLACES], 2)
    side = DualBound(relaxation, relaxation.goals[0])
    assert side.leaf(1, {}, Box(lower, upper), pools, Together(congruence)) is None


WRONG = [
    ("a row modulo 0", Leaf(1, (), (("F4", "F6"),), (PLACES, 0))),
    ("a row modulo -2", Leaf(1, (), (("F4", "F6"),), (PLACES, -2))),
    ("a row modulo 1[0]{30}", Leaf(1, (), (("F4", "F6"),), (PLACES, 10**30))),
    ("over columns of no pool", Leaf(1, (), (), (PLACES, 2))),
    ("over columns of no pool", Leaf(1, (), (("F4",),), (PLACES, 2))),
    ("counts otherwise", Leaf(1, (), (("F4", "F6"),), (("seats", "F4"), 3))),
    ("there is no", Leaf(1, (), (("F4", "F6"),), (("capacity", "V"), 2))),
]


@pytest.mark.parametrize(("words", "leaf"), WRONG)
def test_what_says_nothing_of_the_row_is_refused(words: str, leaf: Leaf) -> None:
    """A modulus that is none or too large, columns of no pool, sorties that count, no such row."""
    with pytest.raises(RefusedError, match=words):
        _floor(_one_city(20, 9), leaf)


def test_a_modulus_too_large_is_refused() -> None:
    """Pools x modulus x modulus beyond what is worked out."""
    leaf = Leaf(1, (), (("F4", "F6"),), (PLACES, 3))
    assert _floor(_one_city(20, 9), leaf, Limits(residues=9)) is not None
    with pytest.raises(RefusedError, match="modulo 3"):
        _floor(_one_city(20, 9), leaf, Limits(residues=8))


def test_parties_of_several_seats_are_counted_by_their_seats() -> None:
    """Couples count two people and take two seats: with places for nine, four couples come."""
    leaf = Leaf(1, ((PLACES, 1),), (("F4", "F6"),), (PLACES, 2))
    assert _floor(_one_city(20, 9, size=2), leaf) == 12


def test_no_congruence_shows_more_than_a_best_plan_reaches() -> None:
    """Random rows, moduli and multipliers over tiny instances: true bounds all the same."""
    random, tried, lifted = Random(4), 0, 0
    for seed in range(40):
        instance = tiny_instance(seed, people=16)
        instance = replace(instance, policy=replace(instance.policy, full_loads=True))
        try:
            goals = best(instance, most=10_000)
        except TooManyPlansError:
            continue
        relaxation = relax(instance)
        for form, (_, value) in zip(relaxation.goals, goals or (), strict=False):
            for row in relaxation.row:
                leaf = _leaf(instance, row, random)
                plain = replace(leaf, congruence=None)
                try:
                    floors = [DualBound(relaxation, form).floor(part) for part in (leaf, plain)]
                except RefusedError:
                    continue
                assert floors[0] is not None, "there is a plan"
                assert (floors[1] or 0) <= floors[0] <= value
                tried, lifted = tried + 1, lifted + (floors[0] > (floors[1] or 0))
            relaxation = relaxation.holding(form, value)
    assert tried > 500
    assert lifted > 20


def _leaf(instance: Instance, row: tuple[str, ...], random: Random) -> Leaf:
    """The row counted modulo a small number, over all flights in one pool or those out of each place."""
    by_origin: dict[str, list[str]] = {}
    for leg in instance.schedule:
        by_origin.setdefault(leg.origin, []).append(leg.id)
    places, together = tuple(map(tuple, by_origin.values())), (tuple(leg.id for leg in instance.schedule),)
    pools = random.choice((places, together))
    return Leaf(random.choice((1, 1, 2)), ((row, random.randint(0, 3)),), pools, (row, random.randint(1, 4)))
