"""Bounds from multipliers: right by hand, the same in both arithmetics, never above what a plan reaches."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evacopt.domain.certificate import Branch, Leaf, Tree
from evacopt.domain.group import Groups
from evacopt.domain.instance import Instance
from evacopt.judge.bounds import DualBound
from evacopt.judge.goals import count_goals
from evacopt.judge.limits import LIMITS, Limits, RefusedError
from evacopt.judge.relaxation import relax
from evacopt.judge.rows import Entries, Family, LinearGoal, Relaxation, ints
from evacopt.judge.verify import verify
from tests.judge.random_cases import random_instance, random_plan
from tests.judge.world import COUPLE, WORLD, flight

AMOUNT = st.integers(-9, 9)
LARGE = st.integers(0, 2**70)


def _relaxation(lower: list[int], upper: list[int], rows: list[tuple[list[int], int]]) -> Relaxation:
    """Columns between `lower` and `upper`; rows of amounts and their limit."""
    found = [Entries.points(np.arange(len(lower)), ints([row]), ints(a)) for row, (a, _) in enumerate(rows)]
    high = ints(limit for _, limit in rows)
    family = Family("row", lambda row: (str(row),), high, Entries.joined(*found))
    return Relaxation(((lambda column: ("v", str(column)), ints(lower), ints(upper)),), (family,), ())


def _form(amounts: list[int], offset: int = 0) -> LinearGoal:
    return LinearGoal("goal", np.arange(len(amounts)), ints(amounts), offset)


@st.composite
def _sides(draw: st.DrawFn) -> tuple[Relaxation, LinearGoal, Leaf]:
    columns, rows = draw(st.integers(1, 4)), draw(st.integers(0, 4))
    lower = draw(st.lists(AMOUNT, min_size=columns, max_size=columns))
    upper = [low + draw(st.integers(0, 3)) for low in lower]
    line = st.lists(AMOUNT, min_size=columns, max_size=columns)
    relaxation = _relaxation(lower, upper, [(draw(line), draw(AMOUNT)) for _ in range(rows)])
    size = draw(st.sampled_from([st.integers(0, 9), LARGE]))
    given_ = tuple((f"row {row}", draw(size)) for row in range(rows))
    return (
        relaxation,
        _form(draw(line), draw(AMOUNT)),
        Leaf(draw(st.integers(1, 9) | st.integers(1, 2**70)), given_),
    )


def _points(relaxation: Relaxation) -> list[list[int]]:
    """Every whole point that keeps all rows."""
    ranges = [range(low, high + 1) for low, high in zip(relaxation.lower, relaxation.upper, strict=True)]
    grid = np.stack([axis.reshape(-1) for axis in np.meshgrid(*ranges, indexing="ij")], axis=1)
    (family,) = relaxation.families
    return [point for point in grid.tolist() if (family.activity(ints(point)) <= family.high).all()]


def test_the_example_of_the_page_is_right() -> None:
    """Three couples, one flight of five seats: two people stay, by no multiplier at all."""
    instance = replace(
        flight("IN", destination="V1", seats=5),
        flights=flight("IN", destination="V1", seats=5).flights[:1],
        groups=Groups.of([replace(COUPLE, count=3)]),
    )
    relaxation = relax(instance)
    assert relaxation.upper[relaxation.column["COUPLE on IN"]] == 2
    assert DualBound(relaxation, relaxation.goals[0]).floor(Leaf(1)) == 2


def test_multipliers_of_a_row_count() -> None:
    """v0 + v1 <= 3 with both up to 2: -v0 - v1 is at least -3, and without the row only at least -4."""
    relaxation = _relaxation([0, 0], [2, 2], [([1, 1], 3)])
    side = DualBound(relaxation, _form([-1, -1]))
    assert side.floor(Leaf(1)) == -4
    assert side.floor(Leaf(1, (("row 0", 1),))) == -3
    assert side.floor(Leaf(2, (("row 0", 1),))) == -3  # -3.5, and a goal in whole numbers


def test_a_common_factor_rounds_further() -> None:
    """Amounts of 6 and -4 differ by twos: at least -3 means at least -2, from the offset on."""
    relaxation = _relaxation([0, 0], [9, 9], [([-6, 4], 3)])
    assert DualBound(relaxation, _form([6, -4])).floor(Leaf(1, (("row 0", 1),))) == -2
    assert DualBound(relaxation, _form([6, -4], 7)).floor(Leaf(1, (("row 0", 1),))) == 5
    assert DualBound(relaxation, _form([], 7)).floor(Leaf(1)) == 7


def test_a_branch_is_as_strong_as_its_weaker_side() -> None:
    """2 v <= 3 means v <= 1 in whole numbers: the upper side is empty, the lower gives -1."""
    relaxation, empty = _relaxation([0], [3], [([2], 3)]), Leaf(0, (("row 0", 1),))
    side = DualBound(relaxation, _form([-1]))
    assert side.floor(Branch("v 0", 1, Leaf(1), empty)) == -1
    assert (
        side.floor(Branch("v 0", 3, Leaf(1), Leaf(0))) == -3
    )  # nothing is above 3: that side needs no proof
    assert side.floor(Branch("v 0", -1, Leaf(0), Leaf(1))) == -3
    for far in (2**62, 2**63, 10**30):
        assert side.floor(Branch("v 0", far, Leaf(1), Leaf(0))) == -3
        assert side.floor(Branch("v 0", -far, Leaf(0), Leaf(1))) == -3
    nothing = DualBound(_relaxation([0], [3], [([2], -1)]), None)
    assert nothing.floor(Branch("v 0", 1, Branch("v 0", 0, empty, empty), empty)) is None


WRONG: list[tuple[str, Tree]] = [
    ("there is no 'row 7'", Leaf(1, (("row 7", 1),))),
    ("there is no 'w'", Branch("w", 0, Leaf(1), Leaf(1))),
    ("show nothing", Leaf(1, (("row 0", -1),))),
    ("show nothing", Leaf(-1)),
    ("show nothing", Leaf(0)),
    ("show nothing", Leaf(0, (("row 0", 1),))),
]


@pytest.mark.parametrize(("words", "tree"), WRONG)
def test_what_cannot_be_followed_is_refused(words: str, tree: Tree) -> None:
    """Names that are not there, multipliers below 0, and infeasibility that does not follow."""
    with pytest.raises(RefusedError, match=words):
        DualBound(_relaxation([0], [3], [([2], 3)]), _form([1])).floor(tree)


def test_a_bound_where_nothing_is_bounded_is_refused() -> None:
    """Without a goal only infeasibility can be shown."""
    with pytest.raises(RefusedError):
        DualBound(_relaxation([0], [3], [([2], 3)]), None).floor(Leaf(1))


@pytest.mark.parametrize("down", [False, True])
def test_a_tree_may_be_deep_but_not_endless(down: bool) -> None:
    """A chain of branches is followed to either side down to its limit of 300, and refused beyond."""
    assert LIMITS.depth == 300
    side = DualBound(_relaxation([0], [999], []), _form([1]))
    places = range(LIMITS.depth + 1, 1, -1) if down else range(LIMITS.depth)
    tree: Tree = Leaf(1)
    for at in reversed(places):
        tree = Branch("v 0", at, tree, Leaf(1)) if down else Branch("v 0", at, Leaf(1), tree)
    assert side.floor(tree) == 0
    with pytest.raises(RefusedError, match="300 branches"):
        side.floor(Branch("v 0", 500, tree, tree))


def test_products_beyond_64_bits_are_exact() -> None:
    """A denominator of 2^40 and amounts of 2^30 and 1: 2^70 wraps to nothing in 64 bits."""
    relaxation, form = _relaxation([0, 0], [3, 5], [([1, 1], 4)]), _form([-(2**30), -1])
    assert DualBound(relaxation, form).floor(Leaf(2**40)) == -(3 * 2**30 + 5)
    assert DualBound(relaxation, form).floor(Leaf(2**40, (("row 0", 2**40),))) == -(3 * 2**30 + 1)
    assert DualBound(relaxation, _form([-(2**30), 0])).floor(Leaf(2**40)) == -3 * 2**30


@given(_sides())
def test_no_whole_point_is_below_the_floor(case: tuple[Relaxation, LinearGoal, Leaf]) -> None:
    """Whatever the multipliers, every point that keeps the rows is at least at the floor."""
    relaxation, form, leaf = case
    floor = DualBound(relaxation, form).floor(leaf)
    assert floor is not None
    assert all(form.of(ints(point)) >= floor for point in _points(relaxation))


@given(_sides())
def test_infeasibility_is_shown_only_where_there_is_no_point(
    case: tuple[Relaxation, LinearGoal, Leaf],
) -> None:
    """Denominator 0 is accepted only where no whole point keeps the rows."""
    relaxation, form, leaf = case
    try:
        found = DualBound(relaxation, form).floor(Leaf(0, leaf.multipliers))
    except RefusedError:
        return
    assert found is None
    assert not _points(relaxation)


@given(_sides())
def test_both_arithmetics_agree(case: tuple[Relaxation, LinearGoal, Leaf]) -> None:
    """64-bit integers where they suffice, and Python integers always: the same floor."""
    relaxation, form, leaf = case
    assert DualBound(relaxation, form).floor(leaf) == DualBound(relaxation, form, Limits(safe=0)).floor(leaf)


def test_sums_just_beyond_64_bits_are_exact() -> None:
    """Amounts of 10^15, limits of 2^60 and multipliers of 2^40: counted by hand in Python."""
    big, high, p = 10**15, 2**60, 2**40
    relaxation = _relaxation([0, 0], [10**9, 10**9], [([big, -big], high), ([1, 1], 5)])
    expected = -((p * high + 3 * 5 + (big * p - 3) * 10**9) // 7)
    leaf = Leaf(7, (("row 0", p), ("row 1", 3)))
    assert DualBound(relaxation, _form([0, 0])).floor(leaf) is not None
    assert DualBound(relaxation, LinearGoal("goal", ints([0]), ints([1]))).floor(leaf) == expected


def _multipliers(instance: Instance, relaxation: Relaxation, random: Random) -> Leaf:
    names = random.sample(list(relaxation.row), min(len(relaxation.row), random.randint(0, 12)))
    return Leaf(random.randint(1, 4), tuple((name, random.choice((1, 1, 2, 5, 10**6))) for name in names))


def test_no_multipliers_show_more_than_a_plan_reaches() -> None:
    """Random multipliers over the rows of random instances, earlier goals held: no accepted plan is below."""
    tried = 0
    for seed in range(500):
        instance, random = random_instance(seed), Random(seed)
        for number in range(6):
            plan, before = (random_plan(seed + more, instance, wild=False) for more in (number, number + 1))
            if verify(instance, plan):
                continue
            relaxation = relax(instance, before)
            values = count_goals(instance, plan, baseline=before)
            assert [form.name for form in relaxation.goals] == [name for name, _ in values]
            for form, (_, value) in zip(relaxation.goals, values, strict=True):
                for _ in range(3):
                    leaf = _multipliers(instance, relaxation, random)
                    floor = DualBound(relaxation, form).floor(leaf)
                    assert floor is not None
                    assert floor <= value, (seed, form.name, leaf)
                relaxation = relaxation.holding(form, value)
            tried += 1
    assert tried > 40


def test_the_world_is_bounded_without_any_plan() -> None:
    """An instance with nobody and nothing in it has goals of value 0."""
    nobody = replace(WORLD, groups=Groups.of(()), flights=())
    relaxation = relax(nobody)
    assert [DualBound(relaxation, form).floor(Leaf(1)) for form in relaxation.goals] == [0] * len(
        relaxation.goals
    )
