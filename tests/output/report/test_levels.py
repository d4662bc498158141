"""Hubs and fleets over time."""

from __future__ import annotations

from random import Random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from evacopt.output.report.situation import Level, Situation
from evacopt.view.steps import Moment, Steps, constant
from tests.build import at
from tests.output.report.cases import situation
from tests.output.test_view_and_judge import _some_plan
from tests.tiny.instances import tiny_instance


def test_a_hub_fills_when_people_land_and_empties_when_they_go_on() -> None:
    """18 people from 08:00 to 08:00 of the next day."""
    (hub,) = situation().hubs
    assert (hub.name, hub.limit, hub.peak) == ("JIB", 20, 18)
    assert [hub.at(at(text)) for text in ("1T07:59", "1T08:00", "2T07:59", "2T08:00")] == [0, 18, 18, 0]


def test_aircraft_are_gone_for_their_cycle() -> None:
    """The scheduled flight of the fleet counts like the optional one; each is gone for ten hours."""
    (fleet,) = situation().fleets
    assert [fleet.at(at(text)) for text in ("1T05:59", "1T06:00", "1T15:59", "1T16:00")] == [0, 1, 1, 0]
    assert fleet.at(at("3T06:00")) == 1


def test_the_first_minute_above_a_part_of_the_limit() -> None:
    """Nine tenths of 20 are 18; who is full already is full now."""
    (hub,) = situation().hubs
    assert hub.first_above(900_000, since=at("1T00:00")) == at("1T08:00")
    assert hub.first_above(900_000, since=at("1T10:00")) == at("1T10:00")
    assert hub.first_above(900_001, since=at("1T00:00")) is None


def test_the_peak_from_now_on() -> None:
    """What was is over: after the last departure the peak is 0, and it is reached now."""
    level = Level("H", "people", Steps(np.array([10, 20, 30, 40]), np.array([5, 9, 9, 0])), constant(None))
    assert level.fullest_since(0) == Moment(20, 9, None)
    assert level.fullest_since(25) == Moment(25, 9, None)
    assert level.fullest_since(40) == Moment(40, 0, None)


@given(seed=st.integers(0, 5_000))
def test_peaks_are_those_of_the_tables(seed: int) -> None:
    """Hubs over time and the table of places count alike."""
    instance = tiny_instance(seed)
    now = Situation.of(instance, _some_plan(instance, Random(seed)), as_of=instance.begins)
    peaks = {place.id: place.peak for place in now.view.places}
    for hub in now.hubs:
        assert hub.peak == peaks[hub.name]
