"""What HiGHS gets wrong, and how it is caught."""

from __future__ import annotations

import pytest

from evacopt.backends.contract import Options
from evacopt.backends.session import Session
from evacopt.engine.stages import solve_stages
from evacopt.engine.start import start_values
from evacopt.generation.tiny import tiny_instance
from evacopt.model.formulation import formulate


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
