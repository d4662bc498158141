"""What HiGHS gets wrong, and how it is caught."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from evacopt.backends.highs import HighsBackend
from evacopt.backends.session import Session
from evacopt.exact.greedy import start_values
from evacopt.milp.contract import Options, Program
from evacopt.milp.linear import NO_LOWER, Goal, Matrix
from evacopt.model.formulation import formulate
from tests.exact.script import solve_stages
from tests.tiny.instances import tiny_instance


@pytest.mark.parametrize("seed", [18, 33, 51, 114, 140, 237, 282])
@pytest.mark.parametrize("gap", [0.0, 0.1])
def test_a_start_that_comes_back_worse_is_not_taken_for_the_best(seed: int, gap: float) -> None:
    """HiGHS 1.16 can name the best objective and hand out the start: values are within the gap still."""
    formulation = formulate(tiny_instance(seed))
    with Session("highs") as session:
        staged = solve_stages(
            formulation.model,
            session,
            Options(gap=gap, threads=1),
            start=start_values(formulation),
            complete=formulation.completed,
        )
    for goal in staged.goals:
        assert goal.bound is not None
        assert goal.value - goal.bound <= gap * max(1, goal.value), goal


def _two_couples(seats: int, offset: int, worth: tuple[int, int], **more: Any) -> Program:
    """Two parties of two on so many seats, each of which takes its worth off the offset if it flies."""
    both = np.arange(2, dtype=np.int64)
    return Program(
        lower=np.zeros(2, dtype=np.int64),
        upper=np.ones(2, dtype=np.int64),
        rules=Matrix.of(1, np.zeros(2, dtype=np.int64), both, np.full(2, 2, dtype=np.int64)),
        rules_lower=np.array([NO_LOWER], dtype=np.int64),
        rules_upper=np.array([seats], dtype=np.int64),
        goal=Goal("behind", both, -np.array(worth, dtype=np.int64), offset),
        **more,
    )


@pytest.mark.parametrize(("seats", "taken"), [(3, 1), (4, 2), (1, 0)])
def test_loose_columns_are_whole_in_the_answer(seats: int, taken: int) -> None:
    """Two parties of two on so many seats: half a party more would fit as a real number."""
    program = _two_couples(seats, 2, (1, 1), loose=np.ones(2, dtype=np.bool_))
    answer = HighsBackend().solve(program, Options(threads=1), lambda event: None)
    assert answer.values is not None
    assert int(answer.values.sum()) == taken
    assert program.holds(answer.values)
    assert answer.bound is not None
    assert answer.bound <= 2 - taken


WHOLE = [((0, 1), (0.0, 1.0)), ((0,), (1.0, 0.5)), ((1,), (0.5, 1.0))]


@pytest.mark.parametrize(("whole", "values"), WHOLE)
def test_some_columns_of_a_relaxation_are_whole(whole: tuple[int, ...], values: tuple[float, ...]) -> None:
    """Two couples, worth 6 and 8, on three seats: the one that must be whole is, the other may be a half."""
    program = _two_couples(3, 14, (6, 8), relaxed=True, whole=np.isin(np.arange(2), whole))
    answer = HighsBackend().solve(program, Options(threads=1), lambda event: None)
    assert answer.primal is not None
    assert answer.primal.tolist() == pytest.approx(list(values))
    assert answer.values is None
    assert answer.duals is None
    assert answer.bound == 14 - 6 * values[0] - 8 * values[1]


@pytest.mark.parametrize("first", [0, 40])
def test_with_parties_loose_the_best_is_the_same(first: int) -> None:
    """Whatever is called loose, values are whole, keep every row, and no bound is above the best."""
    engine, options = HighsBackend(), Options(threads=1)
    for seed in range(first, first + 40):
        formulation = formulate(tiny_instance(seed))
        goal = formulation.model.goals[0]
        rules = formulation.model.for_goals([goal.name])
        program = Program.of(rules, goal)
        sure = engine.solve(program, options, lambda event: None)
        loose = replace(program, loose=~formulation.helpers)
        answer = engine.solve(loose, options, lambda event: None)
        if sure.values is None:
            assert answer.values is None
        elif answer.values is not None:
            assert program.holds(answer.values)
            assert goal.of(answer.values) >= goal.of(sure.values)
            assert answer.bound is not None
            assert answer.bound <= goal.of(sure.values)
