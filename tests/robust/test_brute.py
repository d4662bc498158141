"""The best plan for many scenarios is the best of all plans, where all can be tried."""

from __future__ import annotations

import pytest

from evacopt.planning.options import SolveOptions
from evacopt.robust.solve import solve_robust
from tests.robust.two_stages import best_of_all, left_behind, scenes, tiny

SCENARIOS = 12
SEEDS = [0, *(pytest.param(seed, marks=pytest.mark.nightly) for seed in range(1, 40))]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_best_value_over_scenarios_is_that_of_the_best_of_all_plans(seed: int) -> None:
    """Every plan, and for each scenario everything that may be done then: none leaves fewer behind."""
    there, stories = tiny(seed)
    those = scenes(there, stories, SCENARIOS)
    found = solve_robust(
        there, stories, scenarios=SCENARIOS, options=SolveOptions(time_limit=None, threads=1)
    )
    assert found.plan is not None
    chosen = {(row.group, row.itinerary): row.parties for row in found.plan.assignments}
    flown = {"B": found.plan.flown.get("B", 0)}
    assert left_behind(there, those, chosen, flown) == best_of_all(there, those)
