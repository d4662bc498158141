"""Estimates: means, intervals, tails and chances as a hand computes them from a few scenarios."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

import numpy as np
import pytest

from evacopt.domain.columns import int_column
from evacopt.simulation.estimate import Estimate, Z, classes, fan, flights, nationalities
from evacopt.simulation.outcomes import Outcomes
from evacopt.simulation.tally import Flown, People, Tally, tally
from evacopt.view.view import View
from tests.build import at, flight, group, instance, plan

INSTANCE = instance(
    flights=[flight("F", "O 08:00", "V 11:10"), flight("L", "O 09:00", "V 15:00")],
    groups=[
        group("A", count=4, priority=2),
        group("M", size=2, members=(("DEU", 1), ("FRA", 1)), nationality="DEU", count=3),
    ],
)
PLAN = plan(INSTANCE, ("A", "F", 4), ("M", "L", 3))
ONE, LATE = (1, 0), (1, 1)


def _outcomes(flown: Sequence[tuple[int, int]], gone: int = 0) -> Outcomes:
    """Who is on a flight lands as it does; of the second group so many parties never turn up."""
    landings = [
        (row, minute, place, parties)
        for row, flies in enumerate(flown)
        for place, (minute, parties) in enumerate(((at("11:10"), 4), (at("15:00"), 3 - gone)))
        if flies[place] and parties
    ]
    scenario, minute, which, landed = np.array(landings, dtype=np.int64).reshape(-1, 4).T
    rows = len(flown)
    return Outcomes(
        numbers=int_column(range(rows)),
        stories=np.zeros((rows, 0), dtype=np.int64),
        parties=np.tile(int_column((4, 3)), (rows, 1)),
        scenario=scenario,
        minute=minute,
        group=which,
        landed=landed,
        flown=np.array(flown, dtype=np.int64),
        taken=np.array(flown, dtype=np.int64) * int_column((4, 6)),
        refused=np.array([(row == 1, 0) for row in range(rows)], dtype=np.int64),
        undecided=np.zeros(rows, dtype=np.int64),
    )


def _estimate(*batches: Outcomes, exact: bool = False, weight: Sequence[float] | None = None) -> Estimate:
    people, flown = People.of(INSTANCE, ()), Flown.of(INSTANCE, PLAN)
    parts = [
        tally(people, flown, each, np.array(weight) if weight else np.ones(len(each.numbers)))
        for each in batches
    ]
    return Estimate(Tally.joined(parts), exact)


def test_the_mean_and_its_interval() -> None:
    """By the textbook, over batches of different length."""
    estimate = _estimate(_outcomes([(1, 1), (1, 0), (0, 1)]), _outcomes([(0, 0)]))
    outs = [10, 4, 6, 0]
    assert estimate.out.tolist() == outs
    found = estimate.interval(estimate.out)
    wide = Z * statistics.stdev(outs) / len(outs) ** 0.5
    assert (found.mean, found.low, found.high) == pytest.approx((5, 5 - wide, 5 + wide), abs=1e-5)


def test_what_was_enumerated_counts_by_its_chance_and_has_no_width() -> None:
    """Nothing is estimated."""
    estimate = _estimate(_outcomes([(1, 1), (0, 1)]), exact=True, weight=(0.9, 0.1))
    found = estimate.interval(estimate.out)
    assert (found.mean, found.low, found.high) == pytest.approx((9.6, 9.6, 9.6))


def test_the_worst_tenth_is_a_mean_of_the_worst() -> None:
    """Of twenty scenarios of the worst two; of a scenario that is not wholly in the tenth its part."""
    twenty = [(1, 1)] * 18 + [(0, 0), (1, 0)]
    assert _estimate(_outcomes(twenty)).worst_tenth == 2.0
    assert _estimate(_outcomes([(1, 1), (0, 0)]), weight=(0.95, 0.05), exact=True).worst_tenth == 5.0


def test_people_of_two_nationalities_count_for_each() -> None:
    """By the hour: shares of all that there are, and the chance that nobody is left; the largest first."""
    estimate = _estimate(_outcomes([(1, 1), (1, 0)]), _outcomes([(1, 1), (0, 0)]))
    assert [hour - at("00:00") for hour in estimate.tally.hours.tolist()] == [
        12 * 60,
        13 * 60,
        14 * 60,
        15 * 60,
    ]
    french, german = nationalities(estimate, People.of(INSTANCE, ()), View(INSTANCE, PLAN))
    assert (french.name, french.people, french.planned, french.out.mean) == ("FRA", 7, 7, 3 + 1.5)
    assert (german.name, german.people, german.planned, german.out.mean) == ("DEU", 3, 3, 1.5)
    assert french.share == (428_571, 428_571, 428_571, 642_857)
    assert german.share == (0, 0, 0, 500_000)
    assert (french.all_out, german.all_out) == ((0, 0, 0, 500_000), (0, 0, 0, 500_000))


def test_a_batch_in_which_nobody_lands_is_counted() -> None:
    """It has no hours of its own."""
    estimate = _estimate(_outcomes([(0, 0)]), _outcomes([(1, 0)]))
    assert estimate.out.tolist() == [0, 4]
    assert estimate.tally.landed.tolist() == [[0, 0], [0, 4]]


def test_classes_come_by_urgency() -> None:
    """People of each, planned and out."""
    rows = classes(_estimate(_outcomes([(1, 0), (1, 1)])), People.of(INSTANCE, ()), View(INSTANCE, PLAN))
    assert [(row.name, row.people, row.planned, row.out.mean) for row in rows] == [
        ("1", 6, 6, 3),
        ("2", 4, 4, 4),
    ]


def test_the_fan_shows_levels_by_hour() -> None:
    """With the chance of a level no more than that are out."""
    levels = {level.level: level.out for level in fan(_estimate(_outcomes([(1, 1)] * 15 + [(0, 1)] * 5)))}
    assert levels[50_000] == (0, 0, 0, 6)
    assert levels[250_000] == (0, 0, 0, 6)
    assert levels[500_000] == levels[950_000] == (4, 4, 4, 10)


def test_what_hangs_on_a_flight() -> None:
    """Fewer people out where it fails, by scenarios with and without; unknown where it fails too rarely."""
    estimate = _estimate(_outcomes([(1, 1), (1, 0), (0, 1), (0, 1)], gone=1))
    first, second = flights(estimate, Flown.of(INSTANCE, PLAN), View(INSTANCE, PLAN))
    assert (first.flight, first.flown, first.refused) == ("F", 500_000, 250_000)
    assert (first.seats, first.load) == (10, 4)
    assert first.fewer is not None
    assert first.fewer.mean == (8 + 4) / 2 - 4
    spread = statistics.variance([8, 4]) / 2
    assert first.fewer.high - first.fewer.mean == pytest.approx(Z * spread**0.5, abs=1e-5)
    assert not first.fewer.means_something
    assert (second.flown, second.fewer) == (750_000, None)
