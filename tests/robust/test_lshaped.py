"""The plan and its second stages by turns, where one extensive form is too large."""

from __future__ import annotations

from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from evacopt.backends.session import Session
from evacopt.domain.columns import Ints
from evacopt.domain.instance import Instance
from evacopt.generation.generate import generate
from evacopt.milp.contract import Options
from evacopt.model.decode import decode
from evacopt.planning.options import SolveOptions
from evacopt.planning.solve import solve
from evacopt.robust.fresh import Compared
from evacopt.robust.lshaped import Known, LShaped
from evacopt.robust.pairs import OverPairs
from evacopt.robust.result import Risk
from evacopt.robust.task import Task
from evacopt.robust.tuning import TUNING, RobustTuning
from evacopt.robust.value import HIGHEST, worth_of_levels
from evacopt.scenarios.draws import Draws
from evacopt.scenarios.story import Story
from tests.build import instance
from tests.robust.test_solve import OPTIONS, PEOPLE, SAFE_LATER
from tests.robust.two_stages import best_of_all, left_behind, scenes, tiny

APART = replace(TUNING, whole_columns=0, most_replications=2, fresh=80, part_columns=400)
"""Nothing is solved in one form."""


def over(
    there: Instance,
    stories: tuple[Story, ...],
    session: Session,
    *,
    risk: Risk = "mean",
    executor: Executor | None = None,
    tuning: RobustTuning = APART,
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
        tuning=tuning,
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
    search = LShaped(pairs.task, pairs.worlds, pairs.evaluated, pairs.session, share=1.0)
    before, found = search._known(plain, pairs.sample), search.improved([plain], pairs.sample)
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


@pytest.mark.parametrize("tuning", [replace(TUNING, exact_columns=0), replace(TUNING, whole_columns=0)])
@pytest.mark.parametrize("seed", range(4))
def test_the_best_of_all_plans_is_found_by_turns(seed: int, tuning: RobustTuning) -> None:
    """From a plan near the relaxation of one form, and from the plain one alone: every plan was tried."""
    there, stories = tiny(seed)
    with Session("highs") as session:
        pairs = over(there, stories, session, tuning=tuning)
        found = pairs.solved(plain_values(pairs))
    assert found is not None
    plan, those = decode(pairs.worlds.base, found), scenes(there, stories, 12)
    chosen = {(row.group, row.itinerary): row.parties for row in plan.assignments}
    assert left_behind(there, those, chosen, {"B": plan.flown.get("B", 0)}) == best_of_all(there, those)


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


@pytest.mark.parametrize("classes", [8, 25])
def test_many_classes_are_weighed_with_numbers_that_engines_can_hold(classes: int) -> None:
    """Each class its own level: second stages are relaxed, and turns are taken."""
    made = generate("surge", people=60, seed=1)
    groups = replace(made.groups, priority=np.arange(len(made.groups)) % classes + 1)
    flights = tuple(replace(row, cancel_probability=300_000) for row in made.flights)
    there = replace(made, groups=groups, flights=flights)
    with Session("highs") as session:
        pairs = over(there, (), session, tuning=replace(APART, turns=3))
        search = LShaped(pairs.task, pairs.worlds, pairs.evaluated, pairs.session, share=1.0)
        plain = plain_values(pairs)
        before = search._known(plain, pairs.sample)
        assert before is not None
        assert search._next(before) is not None
        found = search.improved([plain], pairs.sample)
    assert found is not None
    assert found.value <= before.value


def test_what_levels_are_worth_stays_within_bounds() -> None:
    """So many of the next where levels are few; never more than a million, and none less than the next."""
    assert worth_of_levels(3, 30).tolist() == [900, 30, 1]
    assert worth_of_levels(4, 100).tolist() == [1_000_000, 10_000, 100, 1]
    for levels in range(1, 60):
        worth = worth_of_levels(levels, 100)
        assert len(worth) == levels
        assert worth.max() <= HIGHEST
        assert (np.diff(worth) <= 0).all()
        assert worth[-1] == 1


def test_a_second_stage_for_which_there_was_no_time_is_decided_when_there_is() -> None:
    """It is not kept as if it were known."""
    with Session("highs") as session:
        pairs = over(*tiny(0), session)
        plain, courses = plain_values(pairs), list(pairs.sample)
        assert pairs.evaluated.left([plain], courses, Options(time_limit=0.0)) is None
        assert pairs.evaluated.left([plain], courses, pairs.task.until(1.0)) is not None


def test_whoever_asks_to_stop_is_heard_before_the_next_turn() -> None:
    """Though nothing better has been found that could be told."""
    with Session("highs") as session:
        pairs = over(*tiny(0), session)
        plain = plain_values(pairs)
        task = replace(pairs.task, options=replace(OPTIONS, should_stop=lambda: True))
        search = LShaped(task, pairs.worlds, pairs.evaluated, session, share=1.0)
        with pytest.raises(KeyboardInterrupt):
            search.improved([plain], pairs.sample)


def test_of_plans_that_are_alike_the_first_is_the_answer() -> None:
    """As it is, with its own goals."""
    with Session("highs") as session:
        pairs = over(*tiny(0), session)
        plain = plain_values(pairs)
        assert pairs._best([plain, plain.copy()]) is plain
