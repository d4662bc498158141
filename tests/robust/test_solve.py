"""Plans for many scenarios as a caller sees them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from evacopt.errors import UsageError
from evacopt.events.events import Cancel
from evacopt.judge.verify import verify
from evacopt.planning.options import SolveOptions
from evacopt.planning.solve import solve
from evacopt.robust.result import RobustResult
from evacopt.robust.solve import solve_robust
from evacopt.scenarios.story import Story
from tests.build import flight, group, instance

OPTIONS = SolveOptions(time_limit=None, threads=1)
SAFE_LATER = (
    flight("RISKY", "O 08:00", "V 12:00", seats=2, cancel_probability=500_000),
    flight("SAFE", "O 07:30", "V 13:00", seats=1),
)
"""One seat is safe; people of class 1 belong there, and only chances say so."""
PEOPLE = (group("URGENT", priority=1), group("OTHERS", count=2, priority=2))


def plan_for(executor: ThreadPoolExecutor | None = None, **more: object) -> RobustResult:
    """The plan for forty scenarios of `SAFE_LATER`."""
    there = instance(groups=PEOPLE, flights=SAFE_LATER)
    return solve_robust(there, scenarios=40, executor=executor, options=OPTIONS, **more)  # type: ignore[arg-type]


def test_the_most_urgent_are_called_to_the_flight_that_is_safe() -> None:
    """Nobody is left behind on paper either way; in scenarios the urgent would be."""
    found = plan_for()
    assert found.plan is not None
    assert [row.itinerary for row in found.plan.assignments if row.group == "URGENT"] == [("SAFE",)]
    assert found.worth is not None
    assert found.worth.classes[0].left.mean == 0
    assert verify(instance(groups=PEOPLE, flights=SAFE_LATER), found.plan) == []


def test_both_plans_are_held_against_each_other_on_the_same_fresh_scenarios() -> None:
    """What is fewer by one is what the other leaves more, class by class and in all."""
    worth = plan_for().worth
    assert worth is not None
    for row in (*worth.classes, worth.everybody):
        assert row.fewer.mean == pytest.approx(row.plain.mean - row.left.mean, abs=1e-4)
    assert worth.fresh >= 1000


def test_the_gap_covers_the_best_plan() -> None:
    """Over enough scenarios the best plan is found, and the gap is what samples differ by."""
    worth = plan_for().worth
    assert worth is not None
    assert worth.gap is not None
    assert 0 <= worth.gap < 0.05


def test_where_nothing_is_uncertain_the_plan_is_that_of_solve() -> None:
    """The same plan, and nothing is estimated; a story of nothing, or of no chance, is no uncertainty."""
    there = instance(groups=PEOPLE, flights=[flight("F", seats=2)])
    never = Story(id="never", probability=0, events=(Cancel("F"),))
    found = solve_robust(there, (never, Story(id="nothing", probability=500_000)), options=OPTIONS)
    alone = solve(there, options=OPTIONS)
    assert found.worth is None
    assert found.plan is not None
    assert alone.plan is not None
    assert found.plan.sha256 == alone.plan.sha256


def test_an_executor_changes_nothing() -> None:
    """The same plan and the same figures, whoever solves the second stages."""
    with ThreadPoolExecutor(2) as executor:
        spread, alone = plan_for(executor), plan_for()
    assert spread.plan is not None
    assert alone.plan is not None
    assert spread.plan.sha256 == alone.plan.sha256
    assert spread.worth is not None
    assert alone.worth is not None
    assert spread.worth.everybody == alone.worth.everybody


@pytest.mark.parametrize("risk", ["cvar", "worst"])
def test_the_tail_and_the_worst_scenario_can_be_asked_for(risk: str) -> None:
    """A plan comes out, and the urgent are safe at any of them."""
    found = plan_for(risk=risk)
    assert found.worth is not None
    assert found.worth.risk == risk
    assert found.worth.classes[0].left.high == 0


def test_a_risk_that_is_none_is_refused() -> None:
    """With those there are."""
    with pytest.raises(UsageError, match="mean, cvar, worst"):
        plan_for(risk="luck")
