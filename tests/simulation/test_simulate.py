"""Simulations as they go: in batches, to a narrow end, the same whoever does the work."""

from __future__ import annotations

from concurrent.futures import Executor, Future, ThreadPoolExecutor
from typing import Any

import msgspec
import pytest

from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from evacopt.errors import PlanError, ProgressError, UsageError
from evacopt.events.events import Cancel
from evacopt.scenarios.story import Story
from evacopt.simulation.course import BATCH
from evacopt.simulation.options import Standing
from evacopt.simulation.result import Recourse, Simulation
from evacopt.simulation.simulate import simulate
from evacopt.spread.workers import Workers, processes
from tests.build import flight, group, instance, plan

TWO = instance(
    flights=[
        flight("F", cancel_probability=100_000, seats=6),
        flight("L", "O 09:00", "V 15:00", cancel_probability=250_000, seats=6),
    ],
    groups=[group("A", count=6), group("B", count=6)],
)
PLAN = plan(TWO, ("A", "F", 6), ("B", "L", 6))
MANY = instance(
    flights=TWO.flights, groups=[group("A", count=6, show_up=900_000), group("B", count=6, show_up=600_000)]
)
OF_MANY = plan(MANY, ("A", "F", 6), ("B", "L", 6))
SIZE = BATCH["none"]
STRIKE = Story(id="strike", probability=500_000, events=(Cancel("L"),))


def _bytes(simulation: Simulation) -> bytes:
    return msgspec.json.encode(simulation)


def test_few_scenarios_are_enumerated() -> None:
    """Each of the four counts by its chance: the mean has no error, and nobody draws."""
    found = simulate(TWO, PLAN, recourse="none")
    assert (found.enumerated, found.reached, found.scenarios) == (True, True, 4)
    assert (found.out.mean, found.out.low, found.out.high) == pytest.approx((5.4 + 4.5,) * 3)
    first, second = found.flights
    assert (first.flown, second.flown) == (900_000, 750_000)
    assert first.fewer is not None
    assert (first.fewer.mean, first.fewer.low) == (6, 6)
    assert (found.planned, found.people) == (12, 12)
    assert found.worst_tenth == pytest.approx((0.025 * 0 + 0.075 * 6) / 0.1)


def test_a_story_is_told_with_what_it_costs() -> None:
    """Out where it happens."""
    (story,) = simulate(TWO, PLAN, stories=[STRIKE], recourse="none").stories
    assert (story.story, story.probability) == ("strike", 500_000)
    assert story.out is not None
    assert story.out.mean == pytest.approx(5.4)


def test_it_ends_when_the_interval_is_narrow_after_whole_batches() -> None:
    """The mean is where the hand says it is; all scenarios are done where the end is not to be narrow."""
    found = simulate(MANY, OF_MANY, recourse="none", within=0.05)
    assert found.reached
    assert found.scenarios < 10_000
    assert found.scenarios % SIZE == 0
    assert found.out.high - found.out.low <= 0.05 * found.people
    assert found.out.low < 6 * 0.9 * 0.9 + 6 * 0.75 * 0.6 < found.out.high
    whole = simulate(MANY, OF_MANY, recourse="none", within=0, scenarios=1_100)
    assert (whole.scenarios, whole.reached) == (1_100, True)
    few = simulate(MANY, OF_MANY, recourse="none", within=0.000_1, scenarios=600)
    assert (few.scenarios, few.reached) == (600, False)


def test_another_seed_draws_other_scenarios() -> None:
    """The same one the same."""
    runs = [simulate(MANY, OF_MANY, recourse="none", scenarios=600, seed=seed) for seed in (1, 1, 2)]
    assert _bytes(runs[0]) == _bytes(runs[1])
    assert runs[0].out != runs[2].out


def test_the_same_whoever_does_the_work() -> None:
    """Here, in two processes, or in an executor that was given."""
    here = simulate(MANY, OF_MANY, recourse="none", scenarios=2_200, within=0.05)
    there = simulate(MANY, OF_MANY, recourse="none", scenarios=2_200, within=0.05, executor=processes(2))
    assert _bytes(here) == _bytes(there)
    with ThreadPoolExecutor(3) as threads:
        given = simulate(MANY, OF_MANY, recourse="none", scenarios=2_200, within=0.05, executor=threads)
    assert _bytes(here) == _bytes(given)


class Losing(Executor):
    """Does what it is given at once, but every second task: whoever does that is killed each time."""

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        if int(args[-1][0]) == SIZE:
            future.set_exception(OSError("killed"))
        else:
            future.set_result(fn(*args))
        return future


def test_what_was_not_run_is_listed() -> None:
    """The others count."""
    workers = Workers(Losing, lambda executor, wait: None, 1, "losing")
    found = simulate(MANY, OF_MANY, recourse="none", scenarios=2 * SIZE + 200, within=0, executor=workers)
    assert found.missing == tuple(range(SIZE, 2 * SIZE))
    assert found.scenarios == SIZE + 200
    lost = Workers(Losing, lambda executor, wait: None, 1, "losing")
    only = simulate(TWO, PLAN, recourse="none", executor=lost)
    assert (only.enumerated, only.missing) == (True, ())


def test_who_is_told_may_end_it() -> None:
    """`False`, an exception or Ctrl-C: what was reached comes out."""
    seen: list[Standing] = []

    def tell(standing: Standing) -> bool:
        seen.append(standing)
        return len(seen) < 2

    found = simulate(MANY, OF_MANY, recourse="none", within=0, on_progress=tell)
    assert (found.scenarios, found.interrupted, found.reached) == (2 * SIZE, True, False)
    assert [standing.done for standing in seen] == [SIZE, 2 * SIZE]
    assert seen[-1].out == found.out

    def interrupt(standing: Standing) -> None:
        raise KeyboardInterrupt

    found = simulate(MANY, OF_MANY, recourse="none", within=0, on_progress=interrupt)
    assert (found.scenarios, found.interrupted) == (SIZE, True)

    def fail(standing: Standing) -> None:
        raise ValueError("no screen")

    with pytest.raises(ProgressError, match="no screen") as failure:
        simulate(MANY, OF_MANY, recourse="none", within=0, on_progress=fail)
    assert isinstance(failure.value.result, Simulation)
    assert failure.value.result.scenarios == SIZE


@pytest.mark.parametrize(
    ("wish", "told"),
    [
        ({"recourse": "hope"}, "recourse must be one of none, standby, replan"),
        ({"scenarios": 0}, "scenarios must be a whole number of 1 or more"),
        ({"within": -1}, "within must be a share"),
        ({"seed": -1}, "seed must be"),
        ({"executor": 3}, "executor must be an Executor"),
        ({"on_progress": 3}, "on_progress must be a function"),
        ({"perfect_information": 1.5}, "perfect_information must be a whole number"),
        ({"stories": "stories.csv"}, "stories must be a list"),
        ({"options": 3}, "options must be SimulateOptions"),
    ],
)
def test_what_cannot_be_asked_is_refused(wish: dict[str, Any], told: str) -> None:
    """With what to pass instead."""
    with pytest.raises(UsageError, match=told):
        simulate(TWO, PLAN, **wish)


def test_unknown_keywords_are_refused() -> None:
    """As of any function."""
    wish: dict[str, Any] = {"worker": 3}
    with pytest.raises(TypeError, match="unexpected keyword argument 'worker'"):
        simulate(TWO, PLAN, **wish)


def test_a_plan_that_breaks_a_rule_is_worth_nothing() -> None:
    """It is refused with the rules."""
    broken: Plan = plan(TWO, ("A", "F", 6), ("B", "F", 1))
    with pytest.raises(PlanError, match="breaks"):
        simulate(TWO, broken)


@pytest.mark.parametrize("recourse", ["none", "standby", "replan"])
@pytest.mark.parametrize("known", [instance(flights=()), instance(groups=())], ids=["flights", "groups"])
def test_where_nobody_can_fly_nobody_gets_out(known: Instance, recourse: Recourse) -> None:
    """No flight is known yet, or nobody has registered."""
    found = simulate(known, plan(known), recourse=recourse)
    assert (found.people, found.out.mean) == (known.people, 0)


def test_one_scenario_alone_has_no_range_that_is_narrow() -> None:
    """It is told that more was asked for, unless it was not."""
    assert not simulate(MANY, OF_MANY, scenarios=1).reached
    assert simulate(MANY, OF_MANY, scenarios=1, within=0).reached


def test_no_range_begins_below_nobody() -> None:
    """However few scenarios it is made of."""
    found = simulate(MANY, OF_MANY, stories=[STRIKE], scenarios=2, within=0, seed=6)
    assert found.out.low >= 0
    assert min(row.out.low for row in (*found.classes, *found.nationalities)) >= 0
