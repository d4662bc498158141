"""Surrogate knapsacks and branches on rows: right by hand, exact, never above what a plan reaches."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from random import Random

import numpy as np
import pytest

from evacopt.domain.certificate import Key, Leaf, Name, RowBranch, Tree
from evacopt.domain.flight import Flight
from evacopt.domain.group import Group, Groups
from evacopt.domain.instance import Instance
from evacopt.domain.location import Location
from evacopt.domain.policy import Policy
from evacopt.judge.bounds import DualBound
from evacopt.judge.box import Box
from evacopt.judge.certificate import rows_of
from evacopt.judge.limits import Limits, RefusedError
from evacopt.judge.relaxation import relax
from evacopt.judge.rows import Relaxation
from evacopt.judge.surrogate import Surrogate
from tests.brute.search import TooManyPlansError, best
from tests.tiny.instances import tiny_instance


def knapsacks(seats: tuple[int, ...], parties: tuple[tuple[int, int, int], ...]) -> Instance:
    """Flights with so many seats, and parties: size, weight, how many."""
    leg = {"operator": "FRA", "origin": "A", "destination": "V", "departs": 60, "arrives": 90}
    return Instance(
        name="knapsacks",
        begins=0,
        ends=600,
        locations=(
            Location(id="A", role="origin", country="NER"),
            Location(id="V", role="haven", country="FRA"),
        ),
        groups=Groups.of(
            Group(id=f"G{at}", nationality="FRA", origin="A", size=size, weight=weight, count=count)
            for at, (size, weight, count) in enumerate(parties)
        ),
        flights=tuple(
            Flight(id=f"F{at}", seats=room, **leg)  # type: ignore[arg-type]
            for at, room in enumerate(seats)
        ),
        policy=Policy(objectives=("unserved",), priority_rule="weighted"),
    )


TWO = knapsacks((5, 4), ((3, 4, 2), (2, 2, 2)))
"""Two trios worth 4 each and two couples worth 2 each (twelve in all), and flights of five and four seats."""
FLIGHTS = ("F0", "F1")
ALONE = (("F0",), ("F1",))


def _floor(tree: Tree, instance: Instance = TWO, limits: Limits | None = None) -> int | None:
    relaxation = relax(instance)
    return DualBound(relaxation, relaxation.goals[0], limits or Limits()).floor(tree)


def _whole(*prices: int) -> tuple[tuple[Name, int], ...]:
    return tuple((("parties", f"G{at}"), price) for at, price in enumerate(prices))


def test_what_a_party_is_worth_is_divided_between_all_seats_and_those_of_a_flight() -> None:
    """By hand: both trios and a couple take eight of nine seats, so two stay of twelve.

    In flights of their own: a trio and a couple, and a trio; all seats together: both trios and a couple.
    Charged 4 and 2 for boarding at all, the flights have nothing left to gain: 12 - 10. Uncharged they take
    a trio and a couple, and two couples or a trio: 12 - 6 - 4.
    """
    assert _floor(Leaf(1, _whole(4, 2))) == 0
    assert _floor(Leaf(1, _whole(4, 2), surrogate=FLIGHTS)) == 2
    assert _floor(Leaf(1, _whole(4, 2), ALONE, surrogate=FLIGHTS)) == 2
    assert _floor(Leaf(1, (), ALONE)) == 2
    assert _floor(Leaf(1, _whole(3, 1), surrogate=FLIGHTS, pools=ALONE)) == 12 - 7 - 2 - 1


def test_a_row_is_branched_on() -> None:
    """No couple leaves: 8 of 12 at best; or at least one does, whose multiplier may be below 0.

    The last one rewards each couple aboard by one and is charged one: 12 - (8 - 1) - 12, rounded up to what
    even amounts come to.
    """
    free = Leaf(1, _whole(4, 2), surrogate=FLIGHTS)
    none_of, some_of = Leaf(1, _whole(0, 10), ALONE), Leaf(1, _whole(4, -1), ALONE)
    assert _floor(RowBranch(("parties", "G1"), 0, none_of, free)) == 2
    assert _floor(RowBranch("parties G1", 0, none_of, none_of)) == 12 - 8 - 20
    assert _floor(RowBranch("parties G1", 0, free, some_of)) == -6
    with pytest.raises(RefusedError, match="show nothing"):
        _floor(RowBranch("parties G1", 0, some_of, free))
    with pytest.raises(RefusedError, match="show nothing"):
        _floor(Leaf(1, _whole(4, -1), ALONE))


@pytest.mark.parametrize("at", [-1, -(2**70), 2, 2**70])
def test_a_branch_beyond_what_a_row_counts_has_an_empty_side_at_most(at: int) -> None:
    """Whatever is said at the side where nothing is, the other side shows what there is."""
    free = Leaf(1, _whole(4, 2), surrogate=FLIGHTS)
    floor = _floor(RowBranch(("parties", "G1"), at, free, free))
    assert floor == 2


WRONG: list[tuple[str, Tree]] = [
    ("there is no 'seats F9'", Leaf(1, surrogate=("F9",))),
    ("a flight twice", Leaf(1, surrogate=("F0", "F0"))),
    ("there is no 'parties G9'", RowBranch(("parties", "G9"), 0, Leaf(1), Leaf(1))),
    ("does not count as its limit", Leaf(1, (), ALONE, (("parties", "G0"), 2), FLIGHTS)),
    (
        "does not count as its limit",
        RowBranch(("parties", "G0"), 0, Leaf(1, (), ALONE, (("parties", "G0"), 2)), Leaf(1)),
    ),
]


@pytest.mark.parametrize(("words", "tree"), WRONG)
def test_what_cannot_be_followed_is_refused(words: str, tree: Tree) -> None:
    """Flights and rows that are not there, and a remainder of a limit that does not stand."""
    with pytest.raises(RefusedError, match=words):
        _floor(tree)


def test_a_surrogate_knapsack_too_large_is_refused() -> None:
    """Seats x things beyond what is worked out."""
    with pytest.raises(RefusedError, match="too large"):
        _floor(Leaf(1, _whole(4, 2), surrogate=FLIGHTS), limits=Limits(knapsack=5))


def test_a_branch_uses_its_row() -> None:
    """So a contradiction among promises names the promises that it branches on."""
    tree = RowBranch(("pin at least", "G"), 0, Leaf(0, ((("seats", "F"), 1),)), Leaf(0))
    assert rows_of(tree) == {("pin at least", "G"), ("seats", "F")}


def _points(surrogate: Surrogate, box: Box) -> Iterator[list[int]]:
    """Parties of each group that may leave, by the words of the page on certificates."""
    flown, each, free = surrogate.given
    seats = free + sum(int(size) * int(box.upper[column]) for column, size in zip(flown, each, strict=True))
    for counts in product(*(range(int(there) + 1) for there in surrogate.high)):
        columns = [surrogate.column[surrogate.group == group] for group in range(len(counts))]
        keeps = all(
            box.lower[of].sum() <= count <= box.upper[of].sum()
            and box.least.get(row, 0) <= count <= box.most.get(row, count)
            for of, row, count in zip(columns, surrogate.rows.tolist(), counts, strict=True)
        )
        if keeps and sum(n * int(need) for n, need in zip(counts, surrogate.need, strict=True)) <= seats:
            yield list(counts)


@pytest.mark.parametrize("plain", [False, True])
def test_the_most_is_exact(plain: bool) -> None:
    """Against every whole point, at random prices and bounds of columns and rows, in both arithmetics."""
    random, relaxation, none = Random(5), relax(knapsacks((5, 4), ((3, 4, 2), (2, 2, 3), (1, 1, 1)))), 0
    surrogate = Surrogate.of(relaxation, FLIGHTS)
    for _ in range(200):
        lower, upper = relaxation.lower.copy(), relaxation.upper.copy()
        for column in random.sample(range(len(upper)), 2):
            low, high = sorted(random.randint(int(lower[column]), int(upper[column])) for _ in "ab")
            lower[column], upper[column] = low, high
        row = int(random.choice(surrogate.rows))
        box = Box(lower, upper, {row: random.randint(0, 3)}, {row: random.randint(0, 3)})
        price = np.array([random.randint(-9, 9) * (2**70 if plain else 1) for _ in surrogate.rows], object)
        points = _points(surrogate, box)
        values = [sum(p * n for p, n in zip(price, counts, strict=True)) for counts in points]
        assert surrogate.most(price, box) == max(values, default=None)
        none += not values
    assert 10 < none < 150


def _leaf(relaxation: Relaxation, flights: list[str], random: Random, below: set[Key]) -> Leaf:
    """A few multipliers, those of parties the most, below 0 where that is allowed; pools; a knapsack."""
    parties = [key for key in relaxation.row if key[0] == "parties"]
    rows = {*random.sample(list(relaxation.row), min(2, len(relaxation.row))), *parties, *below}
    given = tuple((row, random.randint(-2 if row in below else 0, 4)) for row in sorted(rows))
    pools = random.choice(((), (tuple(flights),), tuple((flight,) for flight in flights)))
    some = tuple(random.sample(flights, random.randint(1, len(flights))))
    return Leaf(random.randint(1, 3), given, pools, surrogate=some)


def _tree(relaxation: Relaxation, flights: list[str], random: Random, below: frozenset[Key]) -> Tree:
    """Branches on rows, up to three below one another."""
    if len(below) == 3 or random.random() < 0.3:
        return _leaf(relaxation, flights, random, set(below))
    row = random.choice(list(relaxation.row))
    down, up = below - {row}, below | {row}
    sides = (_tree(relaxation, flights, random, frozenset(side)) for side in (down, up))
    return RowBranch(row, random.randint(-1, 3), *sides)


def test_nothing_is_shown_above_what_a_best_plan_reaches() -> None:
    """Random trees over tiny instances of every rule, each goal with those before it held."""
    random, lifted, tried = Random(3), 0, 0
    for seed in range(6):
        instance = tiny_instance(seed, people=8)
        try:
            goals = best(instance, most=500)
        except TooManyPlansError:
            continue
        relaxation, flights = relax(instance), [leg.id for leg in instance.schedule]
        for form, (_, value) in zip(relaxation.goals, goals or (), strict=bool(goals)):
            for _ in range(40):
                tree = _tree(relaxation, flights, random, frozenset())
                try:
                    floor = DualBound(relaxation, form).floor(tree)
                except RefusedError:  # a row below 0 on the side where it is not known to count anything
                    continue
                assert floor is not None, "there is a plan"
                assert floor <= value
                tried, lifted = tried + 1, lifted + (floor > 0)
            relaxation = relaxation.holding(form, value)
    assert tried > 50
    assert lifted > 10
