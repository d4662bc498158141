"""Second stages relaxed with rounded rows: between what fractions could do and what parties can."""

from __future__ import annotations

import math

import numpy as np
import pytest

from evacopt.backends.session import Session
from evacopt.milp.contract import Options
from evacopt.milp.linear import NO_LOWER, Goal, Label, LinearModel, Matrix
from evacopt.robust.lshaped import Cut, Known, _not_above
from evacopt.robust.recourse import Block
from evacopt.robust.slopes import slopes, weights
from evacopt.robust.tightened import tightened
from evacopt.robust.value import Asked, decide
from tests.robust.test_lshaped import over, plain_values
from tests.robust.two_stages import tiny


@pytest.mark.parametrize("seed", range(6))
def test_no_fewer_are_left_behind_than_the_relaxation_says(seed: int) -> None:
    """Of each course, the levels weighed as slopes weigh them."""
    with Session("highs") as session:
        pairs = over(*tiny(seed), session)
        plan = plain_values(pairs)
        asked = Asked(
            tuple(map(pairs.evaluated.block, pairs.sample)), plan, "highs", pairs.task.until(1.0), math.inf
        )
        relaxed, whole = slopes(asked), decide(asked)
    assert relaxed is not None
    for one, decided in zip(relaxed, whole, strict=True):
        true = float(weights(len(decided.left)) @ np.array(decided.left))
        assert one.value <= true + 1e-6 * max(abs(true), 1.0)


def families_and_seats(seats: int, sorties: int) -> LinearModel:
    """A family of three on sorties of two seats, of which so many fly; and seats with two of five."""
    matrix = Matrix.of(
        3,
        np.array([0, 0, 1, 2, 2]),
        np.array([0, 1, 1, 2, 3]),
        np.array([3, -2, 1, 5, 5]),
    )
    goal = Goal("left", np.array([0, 2, 3]), np.array([-3, -5, -5]))
    return LinearModel(
        lower=np.zeros(4, dtype=np.int64),
        upper=np.array([1, 4, 1, 1]),
        matrix=matrix,
        row_lower=np.full(3, -100),
        row_upper=np.array([0, sorties, seats]),
        labels=(Label("rule", "course"),) * 3,
        goals=(goal,),
    )


def test_one_sortie_of_two_seats_takes_no_part_of_a_family_of_three() -> None:
    """Since a row says that there is no more than one; of two of them it could."""
    for sorties, fits in ((1, False), (2, True)):
        tight = tightened(families_and_seats(8, sorties))
        point = np.array([1 / 3, sorties, 0.0, 0.0])
        sides = np.bincount(
            tight.model.matrix.row_of_entry(),
            tight.model.matrix.coefficient * point[tight.model.matrix.column],
            minlength=tight.model.matrix.rows,
        )
        assert bool((sides <= tight.model.row_upper + 1e-9).all()) is fits
    assert tight.bounding.tolist() == [-1, 1, -1, -1]


def test_what_rounded_rows_are_worth_goes_back_to_the_rows_that_they_come_from() -> None:
    """As much as the row counts in the rounded one; what a sortie more gives, to the row that bounds it."""
    tight = tightened(families_and_seats(8, 1))
    plain, rounded = tight.plain.matrix, tight.rounded
    for place in range(len(rounded.of)):
        duals = np.zeros(tight.model.matrix.rows)
        duals[plain.rows + place] = -1.0
        own = tight.duals(duals)
        assert own[rounded.of[place]] == pytest.approx(-rounded.scale[place])
        column, coefficient = rounded.matrix.row(place)
        bound = [-float(each) for one, each in zip(column, coefficient, strict=True) if one == 1]
        if rounded.of[place] == 0:
            assert own[1] == pytest.approx(-(2 * rounded.scale[place] - sum(bound)))


def test_a_cut_of_another_plan_says_no_more_of_the_best_one_than_is_known() -> None:
    """It is lowered as a whole; one that says less stays as it is."""
    best = Known(np.array([1, 0]), (1.0,), 10.0, [Cut(0, 10.0, np.zeros(2), np.array([1, 0]))])
    other = np.array([0, 0])
    high, low = Cut(0, 9.0, np.array([4.0, 0.0]), other), Cut(0, 2.0, np.array([1.0, 5.0]), other)
    lowered, same = _not_above(best, [high, low])
    assert lowered.value + lowered.slope @ (best.plan - other) == 10.0
    assert same.value == 2.0


def test_where_nothing_that_is_left_to_decide_brings_anybody_out_nothing_is_decided() -> None:
    """An ordered flight that nobody takes: a column, and no goal that has it."""
    block = Block(
        upper=np.array([2]),
        matrix=Matrix.of(1, np.array([0, 0]), np.array([0, 1]), np.array([-1, 1])),
        row_lower=np.array([NO_LOWER]),
        row_upper=np.array([0]),
        worth=np.array([[1000, 0]]),
        total=(3000,),
        plan=1,
        news=0,
    )
    (decided,) = decide(Asked((block,), np.array([1]), "highs", Options(), math.inf))
    assert decided.in_time
    assert decided.left == (2000,)
    assert decided.own.tolist() == [0]
