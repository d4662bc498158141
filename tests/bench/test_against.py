"""Plans against the published set: goal by goal in order, and what is better goes out as it can be sent."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from evacopt.bench.against import Held, Verdict, against_tables, comparisons, write_better
from evacopt.bench.published import CHECKOUT, PLANS, judged, read_pair, write_pair
from evacopt.bench.record import GoalReached, Record
from evacopt.domain.instance import Instance
from evacopt.domain.plan import GoalTable
from evacopt.generation.generate import generate
from tests.bench.records import record

NAME = "tight-200-101"
WAITING = 4
"""The place of a goal that is neither the first nor the last."""


@pytest.fixture(scope="module")
def instance() -> Instance:
    """A small member of the set, of which every goal is proven."""
    return generate("tight", people=200, seed=101)


@pytest.fixture(scope="module")
def held(instance: Instance) -> Held:
    """What the set has of it."""
    plan, certificate = read_pair(CHECKOUT / PLANS, NAME) or (None, None)
    assert plan is not None and certificate is not None
    return Held(instance, judged(instance, plan, [certificate]))


@pytest.fixture(scope="module")
def poorer(held: Held) -> Held:
    """What a set has that knows a worse plan and no bounds: one party stays that could fly."""
    plan = held.best.plan
    worse = replace(plan, assignments=plan.assignments[:-1], goals=GoalTable(), unserved=())
    return Held(held.instance, judged(held.instance, worse, []))


def _record(held: Held, *, moved: dict[int, int] | None = None, bounds: int = 0) -> Record:
    """A plan as good as the one in the set, but for the goals that are moved, and all bounds."""
    made, by = record(), moved or {}
    goals = tuple(
        GoalReached(goal.goal, goal.value + by.get(at, 0), max((goal.bound or 0) + bounds, 0), "feasible")
        for at, goal in enumerate(held.best.plan.goals)
    )
    assert made.outcome.facts is not None
    facts = replace(made.outcome.facts, sha256=held.instance.sha256)
    return replace(made, outcome=replace(made.outcome, status="feasible", facts=facts, goals=goals))


@pytest.mark.parametrize(
    ("moved", "bounds", "verdict", "place"),
    [
        ({}, 0, "equal", 5),
        ({}, -1, "equal", 5),  # a bound that is lower is no news
        ({2: 1}, 0, "worse", 2),
        ({WAITING: 1}, 0, "worse", WAITING),
        ({2: 1, WAITING: -100}, 0, "worse", 2),
        ({2: -1, WAITING: 100}, 0, "better", 2),
        ({WAITING: -1}, 0, "better", WAITING),
    ],
)
def test_the_first_goal_that_differs_decides(
    held: Held, moved: dict[int, int], bounds: int, verdict: Verdict, place: int
) -> None:
    """However much better or worse the goals after it are."""
    (one,) = comparisons([_record(held, moved=moved, bounds=bounds)], {held.instance.sha256: held})
    assert (one.verdict, one.place) == (verdict, place)


def test_a_value_below_a_checked_bound_is_impossible(held: Held) -> None:
    """One of the two is wrong, and it is said; a value above it is not."""
    known = {held.instance.sha256: held}
    (below, above) = comparisons([_record(held, moved={2: -1}), _record(held, moved={2: 1}, bounds=0)], known)
    assert below.is_impossible
    assert not above.is_impossible
    assert below.distance == -2.0  # of 50 people


def test_equal_plans_with_a_higher_bound(held: Held, poorer: Held) -> None:
    """Are news as well: the set keeps the bound."""
    (one,) = comparisons([_record(poorer, bounds=1)], {poorer.instance.sha256: poorer})
    assert (one.verdict, one.place) == ("better bound", 0)


def test_a_job_without_a_plan_and_an_instance_that_is_none_of_the_set(held: Held) -> None:
    """The first is told as such, the second not at all."""
    known = {held.instance.sha256: held}
    failed = _record(held)
    failed = replace(failed, outcome=replace(failed.outcome, status="no plan", goals=()))
    (one,) = comparisons([failed, record()], known)
    assert (one.verdict, one.goal, one.distance, one.is_impossible) == ("no plan", None, None, False)


def test_tables_count_and_tell_each(held: Held) -> None:
    """How many of each verdict, and in which goals plans were worse; instances of no set count nowhere."""
    worse, failed = _record(held, moved={2: 5}), replace(_record(held), key="another")
    failed = replace(failed, outcome=replace(failed.outcome, status="no plan", goals=()))
    stranger, known = replace(record(), key="stranger"), {held.instance.sha256: held}
    summary, each = against_tables([worse, failed, stranger], known)
    (counts,) = (dict(zip(summary.heads, row, strict=True)) for row in summary.rows)
    assert (counts["jobs"], counts["better"], counts["worse"], counts["no plan"]) == (2, 0, 1, 1)
    assert counts["worse in"] == "unserved[3] 1"
    assert each.rows[0][-6:] == ("unserved[3]", 55, 50, 50, 50, 10.0)
    assert each.rows[1][4:] == (None,) * 6
    assert against_tables([stranger], known) == []


def test_what_is_better_is_written_with_its_certificate(tmp_path: Path, held: Held, poorer: Held) -> None:
    """Under the name of the instance, judged once more; a worse plan and one that is not there are not."""
    kept, folder = tmp_path / "plans", tmp_path / "better"
    kept.mkdir()
    better, lost = _record(held), replace(_record(held), key="not kept")
    known = {held.instance.sha256: poorer}
    write_pair(kept, better.key, *held.best.pair)
    compared = comparisons([better, lost], known)
    assert [one.verdict for one in compared] == ["better", "better"]
    assert write_better(compared[1:], kept, folder) == []
    assert not folder.exists()
    (found,) = write_better(compared, kept, folder)
    assert found.best == held.best
    assert read_pair(folder, NAME) == held.best.pair
