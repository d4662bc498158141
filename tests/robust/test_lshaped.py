"""The plan and its second stages by turns, where one extensive form is too large."""

from __future__ import annotations

import math
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from evacopt.backends.session import Session
from evacopt.domain.columns import Ints
from evacopt.domain.instance import Instance
from evacopt.planning.options import SolveOptions
from evacopt.planning.solve import solve
from evacopt.robust.fresh import Compared
from evacopt.robust.lshaped import Known, LShaped
from evacopt.robust.pairs import OverPairs
from evacopt.robust.result import Risk
from evacopt.robust.slopes import slopes
from evacopt.robust.task import Task
from evacopt.robust.tuning import TUNING
from evacopt.robust.value import Asked
from evacopt.scenarios.draws import Draws
from evacopt.scenarios.story import Story
from tests.build import instance
from tests.robust.test_solve import OPTIONS, PEOPLE, SAFE_LATER
from tests.robust.two_stages import tiny

APART = replace(TUNING, whole_columns=0, most_replications=2, fresh=80, part_columns=400)
"""Nothing is solved in one form."""


def over(
    there: Instance,
    stories: tuple[Story, ...],
    session: Session,
    *,
    risk: Risk = "mean",
    executor: Executor | None = None,
) -> OverPairs:
    """The instance and twelve scenarios of it."""
    task = Task(
        instance=there,
        draws=Draws(there, stories, 0),
        risk=risk,
        scenarios=12,
        seed=0,
        executor=executor,
        options=OPTIONS,
        tuning=APART,
    )
    return OverPairs(task, session)


def plain_values(pairs: OverPairs) -> Ints:
    """The plan that ignores the scenarios."""
    plan = solve(pairs.task.instance, options=SolveOptions(time_limit=None, threads=1)).plan
    assert plan is not None
    values = pairs.values(plan)
    assert values is not None
    return values


def searched(pairs: OverPairs, plain: Ints) -> tuple[Known, Known]:
    """The plan that is found, and the plain one."""
    search = LShaped(pairs.task, pairs.worlds, pairs.evaluated, pairs.session)
    before, found = search._known(plain, pairs.sample), search.improved(plain, pairs.sample)
    assert before is not None
    assert found is not None
    return found, before


@pytest.mark.parametrize("risk", ["mean", "cvar", "worst"])
@pytest.mark.parametrize("seed", range(3))
def test_the_plan_is_never_worse_on_its_scenarios_than_the_plain_one(seed: int, risk: Risk) -> None:
    """By what is to be small, the levels weighed."""
    with Session("highs") as session:
        pairs = over(*tiny(seed), session, risk=risk)
        found, before = searched(pairs, plain_values(pairs))
    assert found.value <= before.value


@pytest.mark.parametrize("seed", range(3))
def test_a_cut_never_says_too_much(seed: int) -> None:
    """At the plan that was found the cuts of the plain one are no more than what comes of it."""
    with Session("highs") as session:
        pairs = over(*tiny(seed), session)
        plain = plain_values(pairs)
        found, _ = searched(pairs, plain)
        blocks = tuple(map(pairs.evaluated.block, pairs.sample))
        at, there = (
            slopes(Asked(blocks, plan, "highs", pairs.task.until(1.0), math.inf))
            for plan in (plain, found.plan)
        )
    assert at is not None
    assert there is not None
    for cut, true in zip(at, there, strict=True):
        assert cut.value + cut.slope @ (found.plan - plain) <= true.value + 1e-3 * max(abs(true.value), 1)


def compared(executor: Executor | None) -> tuple[Ints, Compared]:
    """What is found where one seat is safe and only chances say so, and both plans over fresh scenarios."""
    with Session("highs") as session:
        pairs = over(instance(groups=PEOPLE, flights=SAFE_LATER), (), session, executor=executor)
        plain = plain_values(pairs)
        found = pairs.solved(plain)
        assert found is not None
        fresh = pairs.compared(found, plain)
        assert fresh is not None
        return found, fresh


def test_the_most_urgent_are_called_to_the_flight_that_is_safe() -> None:
    """As one extensive form finds, and nobody of them is left behind in any fresh scenario."""
    _, fresh = compared(None)
    assert fresh.kept
    assert fresh.left[:, 0].max() == 0


def test_an_executor_changes_nothing_by_turns() -> None:
    """The same plan and the same figures, whoever solves the second stages."""
    alone, there = compared(None)
    with ThreadPoolExecutor(2) as executor:
        found, fresh = compared(executor)
    assert np.array_equal(alone, found)
    assert np.array_equal(there.left, fresh.left)
    assert there.gaps == fresh.gaps


def test_a_plan_that_is_no_better_gives_way_to_the_plain_one() -> None:
    """The plain plan against itself is itself, and so said."""
    with Session("highs") as session:
        pairs = over(*tiny(0), session)
        plain = plain_values(pairs)
        fresh = pairs.compared(plain, plain)
    assert fresh is not None
    assert not fresh.kept
    assert np.array_equal(fresh.left, fresh.plain)
