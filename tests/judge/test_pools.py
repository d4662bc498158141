"""Seats taken together: right by hand, as exact as trying everything, never above what a plan reaches."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from random import Random

import numpy as np
import pytest

from evacopt.domain.certificate import Branch, Leaf
from evacopt.domain.columns import Ints
from evacopt.domain.flight import Flight
from evacopt.domain.group import Group, Groups
from evacopt.domain.instance import Instance
from evacopt.domain.location import Location
from evacopt.domain.policy import Policy
from evacopt.judge.bounds import DualBound
from evacopt.judge.box import Box
from evacopt.judge.limits import Limits, RefusedError
from evacopt.judge.pools import NO_CHOICE, Pool, pools_of
from evacopt.judge.relaxation import relax
from evacopt.judge.rows import Relaxation
from tests.brute.search import TooManyPlansError, best
from tests.tiny.instances import tiny_instance

EVERY = (("A1", "A2"), ("B1",))
"""All flights out of A, and the one out of B."""


def _flight(code: str, seats: int, copies: int = 0, **more: object) -> Flight:
    optional = {"status": "optional", "copies": copies} if copies else {}
    leg = {"origin": code[0], "destination": "V", "departs": 60, "arrives": 90, **optional, **more}
    return Flight(id=code, operator="FRA", seats=seats, **leg)  # type: ignore[arg-type]


def _cities(*, full: bool) -> Instance:
    """Two cities, two groups in each; sorties of three and four seats out of A, eight seats out of B."""
    groups = [
        Group(id=f"{city}-{size}", nationality="FRA", origin=city, size=size, count=3)
        for city in "AB"
        for size in (1, 2)
    ]
    return Instance(
        name="cities",
        begins=0,
        ends=600,
        locations=(
            Location(id="A", role="origin", country="NER"),
            Location(id="B", role="origin", country="NER"),
            Location(id="V", role="haven", country="FRA"),
        ),
        groups=Groups.of(groups),
        flights=(_flight("A1", 3, 2), _flight("A2", 4, 1), _flight("B1", 8)),
        policy=Policy(objectives=("unserved",), priority_rule="weighted", full_loads=full),
    )


def _waiting_in(
    city: str, sizes: tuple[int, ...], counts: tuple[int, ...], *, full: bool = False
) -> Instance:
    """So many parties of these sizes in one of the cities, and nobody in the other."""
    groups = [
        Group(id=f"G{size}", nationality="FRA", origin=city, size=size, count=count)
        for size, count in zip(sizes, counts, strict=True)
    ]
    return replace(_cities(full=full), groups=Groups.of(groups))


def test_whole_parties_leave_seats_empty() -> None:
    """Three couples, a trio and eight seats: seven are filled at most, so two stay; seats alone say one."""
    instance = _waiting_in("B", (2, 3), (3, 1))
    side = DualBound(relax(instance), relax(instance).goals[0])
    assert side.floor(Leaf(1, (("seats B1", 1),))) == 1
    assert side.floor(Leaf(1, (), (("B1",),))) == 2


def test_two_flights_are_no_larger_than_their_seats() -> None:
    """Parties of three into two flights of four: together eight seats hold two; each alone one."""
    two = (_flight("B1", 4), _flight("B2", 4))
    instance = replace(_waiting_in("B", (3,), (3,)), flights=two)
    side = DualBound(relax(instance), relax(instance).goals[0])
    assert side.floor(Leaf(1)) == 3
    assert side.floor(Leaf(1, (), (("B1", "B2"),))) == 3
    assert side.floor(Leaf(1, (), (("B1",), ("B2",)))) == 3
    assert side.floor(Leaf(1, (("parties G3", 3),), (("B1", "B2"),))) == 0


def test_full_or_nobody_stays() -> None:
    """Five people and sorties of three or four seats: full ones carry four, or two sorties all five.

    Where the sorties out of A cost as much as two people each, one full one is best: 5 - 4 stay, 2 are paid.
    """
    instance = replace(
        _cities(full=True), groups=Groups.of([Group(id="G", nationality="FRA", origin="A", size=1, count=5)])
    )
    relaxation = relax(instance)
    (pool,) = pools_of(relaxation, EVERY[:1])
    assert pool.choice == relaxation.column["all out A"]
    rest = np.zeros(len(relaxation.upper), dtype=np.int64)
    rest[pool.parties], rest[pool.sorties] = 1, -2
    assert pool.most(rest, relaxation.lower, relaxation.upper) == 2
    nobody_stays = relaxation.lower.copy()
    nobody_stays[pool.choice] = 1
    assert pool.most(rest, nobody_stays, relaxation.upper) == 1
    full = relaxation.upper.copy()
    full[pool.choice] = 0
    full[relaxation.column["sorties A2"]] = 0
    assert pool.most(rest, relaxation.lower, full) == 1


def test_sorties_that_nobody_can_fill_leave_no_plan() -> None:
    """Five people, one sortie of three seats and no other, and some must stay: five are not three."""
    instance = replace(
        _cities(full=True), groups=Groups.of([Group(id="G", nationality="FRA", origin="A", size=2, count=5)])
    )
    relaxation = relax(instance)
    lower, upper = relaxation.lower.copy(), relaxation.upper.copy()
    lower[relaxation.column["sorties A1"]] = upper[relaxation.column["sorties A1"]] = 1
    upper[[relaxation.column["sorties A2"], relaxation.column["all out A"]]] = 0
    pools = pools_of(relaxation, EVERY[:1])
    assert pools[0].most(np.zeros_like(upper), lower, upper) is None
    assert DualBound(relaxation, None).leaf(0, {}, Box(lower, upper), pools) is None
    assert DualBound(relaxation, relaxation.goals[0]).leaf(1, {}, Box(lower, upper), pools) is None


def test_a_pool_of_some_flights_knows_nothing_of_full_loads() -> None:
    """One of two optional flights out of A: the other may carry who fills or empties the city."""
    relaxation = relax(_cities(full=True))
    found = pools_of(relaxation, (("A1",), ("A2",), ("B1",)))
    assert [pool.choice for pool in found] == [NO_CHOICE] * 3
    together = pools_of(relaxation, (("A2", "A1"), ("B1",)))
    assert [pool.choice >= 0 for pool in together] == [True, False]


def test_a_party_of_other_flights_is_not_certain_to_be_aboard() -> None:
    """A scheduled flight out of A may take them: the pool of the optional ones does not say that they are."""
    instance = _cities(full=True)
    more = replace(instance, flights=(*instance.flights, _flight("A3", 9)))
    assert pools_of(relax(instance), EVERY[:1])[0].certain.all()
    (pool,) = pools_of(relax(more), EVERY[:1])
    assert pool.choice >= 0
    assert not pool.certain.any()


WRONG = [
    ("a flight in two pools", Leaf(1, (), (("A1",), ("A1", "A2")))),
    ("there is no 'seats A9'", Leaf(1, (), (("A9",),))),
    ("there is no 'sorties B9'", Branch("sorties B9", 0, Leaf(1, (), EVERY), Leaf(1))),
]


@pytest.mark.parametrize(("words", "tree"), WRONG)
def test_what_is_no_pool_is_refused(words: str, tree: Leaf | Branch) -> None:
    """A flight twice, or one that is not there."""
    relaxation = relax(_cities(full=True))
    with pytest.raises(RefusedError, match=words):
        DualBound(relaxation, relaxation.goals[0]).floor(tree)


def test_a_pool_too_large_is_refused() -> None:
    """Seats x things beyond what is worked out; in Python integers much earlier."""
    relaxation = relax(_cities(full=False))
    bound = DualBound(relaxation, relaxation.goals[0], Limits(knapsack_plain=5))
    assert bound.floor(Leaf(1, (), EVERY)) == 1
    with pytest.raises(RefusedError, match="too large"):
        bound.floor(Leaf(2**70, (), EVERY))
    with pytest.raises(RefusedError, match="too large"):
        replace(bound, limits=Limits(knapsack=5)).floor(Leaf(1, (), EVERY))


def _points(pool: Pool, lower: Ints, upper: Ints) -> Iterator[dict[int, int]]:
    """Every whole point of the columns of `pool` that keeps its rules, said again in words."""
    columns = pool.columns.tolist()
    for values in product(*(range(lower[column], upper[column] + 1) for column in columns)):
        at = dict(zip(columns, values, strict=True))
        aboard = [0] * len(pool.available)
        for column, item in zip(pool.parties.tolist(), pool.item.tolist(), strict=True):
            aboard[item] += at[column]
        taken = sum(at[c] * need for c, need in zip(pool.parties.tolist(), pool.need.tolist(), strict=True))
        given = sum(
            at[c] * seats for c, seats in zip(pool.sorties.tolist(), pool.seats.tolist(), strict=True)
        )
        keeps = taken <= given and all(
            many <= room for many, room in zip(aboard, pool.available, strict=True)
        )
        if pool.choice != NO_CHOICE:
            everybody = all(
                many == room or not certain
                for many, room, certain in zip(aboard, pool.available, pool.certain, strict=True)
            )
            keeps = keeps and (everybody if at[pool.choice] else taken == given)
        if keeps:
            yield at


@pytest.mark.parametrize("plain", [False, True])
@pytest.mark.parametrize("full", [False, True])
def test_the_most_is_exact(full: bool, plain: bool) -> None:
    """Against every whole point, for random prices and random bounds of columns, in both arithmetics."""
    relaxation, random = relax(_cities(full=full)), Random(5)
    empty = set[bool]()
    for _ in range(60):
        lower, upper = relaxation.lower.copy(), relaxation.upper.copy()
        for column in random.sample(range(len(upper)), 5):
            low, high = sorted(random.randint(int(lower[column]), int(upper[column])) for _ in "ab")
            lower[column], upper[column] = low, high
        rest = [random.randint(-9, 9) * (2**70 if plain else 1) for _ in upper]
        for pool in pools_of(relaxation, EVERY):
            values = [sum(rest[c] * value for c, value in at.items()) for at in _points(pool, lower, upper)]
            most = pool.most(np.array(rest, dtype=object if plain else np.int64), lower, upper)
            assert most == max(values, default=None)
            empty.add(most is None)
    assert empty == {False, True}


def _any_pool(random: Random) -> tuple[Pool, Ints, Ints]:
    """Up to three columns of parties in two items, up to two sorties, perhaps a choice; and their bounds."""
    parties, sorties = random.randint(1, 3), random.randint(0, 2)
    choice = NO_CHOICE if random.randrange(2) else parties + sorties
    item = np.array([random.randrange(2) for _ in range(parties)])
    need = np.array([random.randint(1, 3) for _ in range(2)])[item]
    pool = Pool(
        np.arange(parties),
        need,
        item,
        np.array([random.randint(0, 3) for _ in range(2)]),
        np.array([bool(random.randrange(2)) for _ in range(2)]),
        parties + np.arange(sorties),
        np.array([random.randint(0, 4) for _ in range(sorties)], dtype=np.int64),
        choice,
    )
    upper = np.array([random.randint(0, 2) for _ in range(parties + sorties)] + [1] * (choice >= 0))
    lower = np.array([random.randint(0, most) if random.randrange(3) == 0 else 0 for most in upper.tolist()])
    if choice >= 0 and random.randrange(3) == 0:
        upper[choice] = lower[choice]
    return pool, lower, upper


def test_the_most_of_any_pool_is_exact() -> None:
    """Against every whole point, also where more must be aboard than fits."""
    random, none = Random(11), 0
    for _ in range(400):
        pool, lower, upper = _any_pool(random)
        rest = [random.randint(-9, 9) for _ in upper]
        values = [sum(rest[c] * value for c, value in at.items()) for at in _points(pool, lower, upper)]
        assert pool.most(np.array(rest), lower, upper) == max(values, default=None)
        none += not values
    assert 20 < none < 200


@pytest.mark.parametrize("modulus", [2, 3, 7])
def test_the_most_of_each_number_of_seats_modulo_is_exact(modulus: int) -> None:
    """Against every whole point, by the seats that its parties take, those of lower bounds among them."""
    random, none = Random(12), 0
    for _ in range(200):
        pool, lower, upper = _any_pool(random)
        rest = [random.randint(-9, 9) for _ in upper]
        values: list[list[int]] = [[] for _ in range(modulus)]
        for at in _points(pool, lower, upper):
            taken = sum(at[c] * n for c, n in zip(pool.parties.tolist(), pool.need.tolist(), strict=True))
            values[taken % modulus].append(sum(rest[c] * value for c, value in at.items()))
        most = [max(alike, default=None) for alike in values]
        assert pool.most_by_residue(np.array(rest), lower, upper, modulus) == most
        none += most.count(None)
    assert none > 20


def test_who_is_certain_to_be_aboard_is_told_for_each_group() -> None:
    """Groups that can also leave by a scheduled flight are not certain; the others are."""
    instance = _cities(full=True)
    more = replace(instance, flights=(*instance.flights, _flight("A3", 9, accepts=("DEU",))))
    groups = [replace(group, nationality="DEU") if group.id == "A-2" else group for group in instance.groups]
    mixed = replace(more, groups=Groups.of([*groups, replace(groups[1], id="A-3", size=3)]))
    (pool,) = pools_of(relax(mixed), EVERY[:1])
    needs = (int(pool.need[pool.item == item][0]) for item in range(len(pool.available)))
    assert dict(zip(needs, pool.certain.tolist(), strict=True)) == {1: True, 2: False, 3: False}


def _small(seeds: range) -> Iterator[tuple[Instance, list[tuple[str, int]]]]:
    """Tiny instances, every other with full loads, and the goals of a best plan."""
    for seed in seeds:
        instance = tiny_instance(seed, people=16)
        policy = replace(instance.policy, full_loads=seed % 2 == 0 or instance.policy.full_loads)
        try:
            goals = best(replace(instance, policy=policy), most=30_000)
        except TooManyPlansError:
            continue
        if goals is not None:
            yield replace(instance, policy=policy), goals


def test_no_pools_show_more_than_a_best_plan_reaches() -> None:
    """Random multipliers and random pools, each goal with those before it held: true bounds all the same."""
    random, tried, lifted = Random(3), 0, 0
    for instance, goals in _small(range(60)):
        relaxation = relax(instance)
        for form, (name, value) in zip(relaxation.goals, goals, strict=True):
            assert form.name == name
            for _ in range(12):
                leaf = _leaf(instance, relaxation, random)
                floors = [DualBound(relaxation, form).floor(part) for part in (leaf, replace(leaf, pools=()))]
                assert floors[0] is not None, "there is a plan"
                assert floors[0] <= value
                tried, lifted = tried + 1, lifted + (floors[0] > (floors[1] or 0))
            relaxation = relaxation.holding(form, value)
    assert tried > 500
    assert lifted > 100


def _leaf(instance: Instance, relaxation: Relaxation, random: Random) -> Leaf:
    """Few multipliers, and the flights by origin, each alone, all together, or in any two heaps."""
    rows = random.sample(list(relaxation.row), min(3, len(relaxation.row)))
    flights = [leg.id for leg in instance.schedule]
    optional = {leg.id for leg in instance.schedule if leg.status == "optional"}
    by_origin: dict[str, list[str]] = {}
    for leg in instance.schedule:
        by_origin.setdefault(leg.origin, []).append(leg.id)
    some = random.sample(flights, len(flights) // 2)
    heaps = random.choice(
        (
            [*by_origin.values()],
            [[flight] for flight in flights],
            [flights],
            [some, [flight for flight in flights if flight not in some]],
            [[flight for flight in heap if flight in optional] for heap in by_origin.values()],
        )
    )
    given = tuple((name, random.randint(0, 4)) for name in rows)
    return Leaf(random.randint(1, 4), given, tuple(tuple(heap) for heap in heaps if heap))
