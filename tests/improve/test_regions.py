"""Regions: the plan is in each of them, and there is room for others."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from evacopt.backends.session import Session
from evacopt.exact.greedy import start_values
from evacopt.improve.regions import Regions, entries_of_a_pair, values_of
from evacopt.improve.trips import Trips
from evacopt.improve.tuning import TUNING
from evacopt.judge.goals import count_goals
from evacopt.judge.verify import verify
from evacopt.milp.contract import Options
from evacopt.model.decode import decode
from evacopt.model.formulation import formulate
from evacopt.routes.itineraries import Timetable, enumerate_itineraries
from tests.build import flight, group, instance, place, plan
from tests.tiny.airfield import airfield_instance
from tests.tiny.instances import tiny_instance


@pytest.mark.parametrize("seed", range(40))
def test_every_region_has_the_plan(seed: int) -> None:
    """Whatever is drawn, trips are columns; their values keep every row, and mean the same plan."""
    known = airfield_instance(seed) if seed % 3 == 1 else tiny_instance(seed)
    formulation = formulate(known)
    values = start_values(formulation)
    if values is None:
        return
    made = decode(formulation, values)
    goals = count_goals(known, made)
    small = replace(TUNING, most_pairs=8, pairs=8, most_cohorts=seed % 4 + 1)
    regions = Regions(known, None, np.random.default_rng(seed), small)
    trips = Trips.of_plan(made, regions.cohorts, regions.itineraries)
    assert trips is not None
    with Session("highs") as session:
        for _ in range(4):
            region = regions.draw(trips)
            there = values_of(trips, region, session, Options(time_limit=60.0))
            assert there is not None
            assert region.formulation.model.holds(there)
            again = region.trips(there, trips)
            assert (again.cohort.tolist(), again.itinerary.tolist(), again.parties.tolist()) == (
                trips.cohort.tolist(),
                trips.itinerary.tolist(),
                trips.parties.tolist(),
            )
            meant = again.plan(region.formulation, regions.cohorts, regions.itineraries)
            assert verify(known, meant) == []
            assert count_goals(known, meant) == goals
            counting = region.counted(there, [value for _, value in goals]).formulation.model.goals
            assert [(goal.name, goal.of(there)) for goal in counting] == goals


def test_a_small_instance_is_one_region() -> None:
    """Then the model is the whole one; of a larger one there is a part, and another one the next time."""
    known = instance(
        groups=[group(f"G{number}", size=1 + number % 9) for number in range(40)],
        flights=[flight(f"F{hour}", f"O 0{hour}:00", "V 12:00") for hour in range(1, 6)],
    )
    start = plan(known)
    for most, whole in ((1000, True), (8, False)):
        regions = Regions(known, None, np.random.default_rng(1), replace(TUNING, most_pairs=most, pairs=most))
        trips = Trips.of_plan(start, regions.cohorts, regions.itineraries)
        assert trips is not None
        drawn = [regions.draw(trips) for _ in range(3)]
        assert {region.whole for region in drawn} == {whole}
        sizes = {len(region.formulation.travel) for region in drawn}
        assert (sizes == {len(formulate(known).travel)}) == whole


def test_what_no_model_knows_is_no_trip() -> None:
    """An itinerary of a flight that is not there, one that leads nowhere, and a group that is not there."""
    known = instance(groups=(group(),))
    regions = Regions(known, None, np.random.default_rng(1), TUNING)
    for row in (("G", "X", 1), ("G", "F>F", 1), ("X", "F", 1)):
        assert Trips.of_plan(plan(known, row), regions.cohorts, regions.itineraries) is None


def test_how_many_entries_a_pair_has() -> None:
    """Whoever leaves a place that processes few an hour counts at their own departure and all later ones."""
    legs = [flight(f"F{hour}", f"O 0{hour}:00", "V 12:00") for hour in range(1, 5)]
    plain, slow = (
        instance(groups=(group(),), flights=legs, places=(place("O", throughput_per_hour=rate),))
        for rate in (None, 10)
    )
    entries = [entries_of_a_pair(enumerate_itineraries(Timetable.of(known))) for known in (plain, slow)]
    assert entries == [3.0, 3.0 + (4 + 3 + 2 + 1) / 4]
