"""Crews told apart again: nobody flies twice at once, and every sortie has its crew."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evacopt.domain.flight import Crew, Fleet, Flight
from evacopt.domain.group import Groups
from evacopt.domain.instance import Instance
from evacopt.domain.location import Location
from evacopt.model.aircraft import crew_pools, crew_units

FLEETS = ("A", "B")


def _flight(number: int, departs: int, fleet: str) -> Flight:
    return Flight(
        id=f"F{number}",
        operator="FRA",
        origin="O",
        destination="V",
        departs=departs,
        arrives=departs + 60,
        seats=9,
        status="optional",
        copies=9,
        fleet=fleet,
    )


def _instance(crews: list[Crew], departs: list[int]) -> Instance:
    return Instance(
        name="crews",
        begins=0,
        ends=1000,
        locations=(
            Location(id="O", role="origin", country="NER"),
            Location(id="V", role="haven", country="FRA"),
        ),
        groups=Groups.of([]),
        flights=tuple(_flight(number, minute, FLEETS[number % 2]) for number, minute in enumerate(departs)),
        fleets=tuple(Fleet(id=fleet, count=9, cycle=60) for fleet in FLEETS),
        crews=tuple(crews),
    )


def _random(seed: int) -> tuple[Instance, dict[tuple[int, int], int]]:
    """Crews, flights, and sorties by flight and pool that the crews of each pool can fly."""
    rng = Random(seed)
    ways = [("A",), ("B",), ("A", "B"), ("B", "A")]
    crews = [
        Crew(id=f"c{number}", count=rng.randrange(3), fleets=rng.choice(ways), rest=60 * rng.randrange(3))
        for number in range(rng.randrange(1, 5))
    ]
    instance = _instance(crews, [30 * rng.randrange(12) for _ in range(8)])
    pools = crew_pools(instance)
    assigned: dict[tuple[int, int], int] = {}
    for number in rng.sample(range(8), 8):
        for place, pool in enumerate(pools):
            if pool.flies(instance.schedule[number].fleet):
                wanted = assigned[number, place] = rng.randrange(3)
                while wanted and not _room(instance, assigned, place):
                    wanted = assigned[number, place] = wanted - 1
    return instance, assigned


def _room(instance: Instance, assigned: dict[tuple[int, int], int], place: int) -> bool:
    pool = crew_pools(instance)[place]
    flown = [
        (instance.schedule[number].departs, times)
        for (number, own), times in assigned.items()
        if own == place
    ]
    return _most_at_once(flown, pool.rest) <= pool.count


def _most_at_once(flown: list[tuple[int, int]], gone: int) -> int:
    """The most that are gone at once, each from its departure for `gone` minutes."""
    return max(
        (sum(times for other, times in flown if other <= departs < other + gone) for departs, _ in flown),
        default=0,
    )


@given(st.integers(0, 2**32).map(_random))
def test_no_crew_flies_twice_at_once(case: tuple[Instance, dict[tuple[int, int], int]]) -> None:
    """No more crews of a row are gone at once than it has, and each pool flies what was said of it."""
    instance, assigned = case
    units = crew_units(instance, assigned)
    for crew in instance.crews:
        flown = [(instance.flight[flight].departs, times) for flight, name, times in units if name == crew.id]
        assert _most_at_once(flown, crew.rest) <= crew.count
    pool_of = {crew.id: place for place, pool in enumerate(crew_pools(instance)) for crew in pool.crews}
    number = instance.number
    handed = Counter[tuple[int, int]]()
    for flight, crew_id, times in units:
        assert times > 0
        handed[number[flight], pool_of[crew_id]] += times
    assert handed == Counter({place: times for place, times in assigned.items() if times})


@pytest.mark.parametrize("count", [0, 1])
def test_who_rests_for_no_time_is_never_gone(count: int) -> None:
    """Crews that rest for no time fly any number of sorties, and none at all is enough of them."""
    instance = _instance([Crew(id="c", count=count, fleets=("A",), rest=0)], [60])
    assert crew_units(instance, {(0, 0): 3}) == (("F0", "c", 3),)


def test_crews_alike_are_one_pool() -> None:
    """Crews of the same rest and the same fleets, in whatever order, are one pool; others are not."""
    crews = [
        Crew(id="c1", count=1, fleets=("A", "B"), rest=60),
        Crew(id="c2", count=1, fleets=("A", "B"), rest=90),
        Crew(id="c3", count=2, fleets=("B", "A"), rest=60),
    ]
    pools = crew_pools(_instance(crews, []))
    assert [[crew.id for crew in pool.crews] for pool in pools] == [["c1", "c3"], ["c2"]]
    assert [pool.count for pool in pools] == [3, 1]
