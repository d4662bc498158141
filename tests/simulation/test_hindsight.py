"""What could be reached if all were known beforehand, set against what the plan reaches."""

from __future__ import annotations

import numpy as np
import pytest

from evacopt.domain.share import Share
from evacopt.events.events import Cancel
from evacopt.scenarios.story import Story
from evacopt.simulation.hindsight import best
from evacopt.simulation.options import Standing
from evacopt.simulation.simulate import simulate
from evacopt.simulation.subject import Subject
from tests.build import flight, group, instance, plan
from tests.simulation.uncertain import uncertain

CHOICE = instance(
    flights=[
        flight("F", "O 08:00", "V 12:00", cancel_probability=500_000, seats=6),
        flight("E", "O 08:30", "V 12:00", seats=5),
    ],
    groups=[group("A", count=6, priority=2)],
    shares=(Share(id="S", kind="min", people=6, nationality="FRA", flight="F"),),
)
PLAN = plan(CHOICE, ("A", "F", 6))


def test_who_knows_that_a_flight_fails_takes_the_other() -> None:
    """Five people in half of the scenarios; the promise of the plan falls with its flight."""
    known = simulate(CHOICE, PLAN, recourse="none", perfect_information=10).hindsight
    assert known is not None
    assert (known.scenarios, known.proven) == (2, 2)
    assert known.out.mean == 0.5 * 6 + 0.5 * 5
    assert known.value.mean == known.most.mean == 2.5
    assert known.value.low == known.value.high


def test_a_sample_has_an_interval() -> None:
    """Of the scenarios that there are one is looked at, by its chance."""
    story = Story(id="late", probability=900_000, events=(Cancel("F"),))
    known = simulate(CHOICE, PLAN, stories=[story], recourse="none", perfect_information=3).hindsight
    assert known is not None
    assert known.scenarios == 3
    assert known.value.mean == 5


def test_it_is_told_how_it_goes_and_may_be_ended() -> None:
    """After the scenarios each instance that was solved; what was found by then is told."""
    seen: list[tuple[int, int]] = []

    def tell(standing: Standing) -> bool:
        seen.append((standing.solved, standing.to_solve))
        return standing.solved < 1

    found = simulate(CHOICE, PLAN, recourse="none", perfect_information=10, on_progress=tell)
    assert seen == [(0, 0), (1, 2)]
    assert found.interrupted
    assert found.hindsight is not None
    assert found.hindsight.scenarios == 1


def test_who_stays_away_is_known_too() -> None:
    """Those who never come are nobody's loss: hindsight fills the seats with those who do."""
    late = instance(
        flights=[flight("F", seats=2)],
        groups=[group("A", count=2, show_up=500_000), group("B", count=2)],
    )
    found = simulate(late, plan(late, ("A", "F", 2)), recourse="none", perfect_information=100)
    assert found.out.mean == pytest.approx(1)
    known = found.hindsight
    assert known is not None
    assert (known.out.mean, known.value.mean) == pytest.approx((2, 1))


@pytest.mark.parametrize(
    "seed", [0, 1, *(pytest.param(seed, marks=pytest.mark.nightly) for seed in range(2, 25))]
)
def test_no_plan_gets_out_more_than_hindsight(seed: int) -> None:
    """Scenario by scenario of small instances with every kind of rule: nobody reaches more than is proven."""
    drawn = uncertain(seed)
    if drawn is None or drawn[0].links:  # who was called may go without those by whom they were held
        return
    subject = Subject(drawn[0], drawn[1], tuple(drawn[2]), "standby", seed, 1)
    out = subject.tally(np.arange(3)).out.sum(axis=1).tolist()
    known = [best(subject, number) for number in range(3)]
    assert all(one.out == one.most for one in known)
    assert all(people <= one.most for people, one in zip(out, known, strict=True))
