"""Scenarios by number: reproducible, common to all plans, as likely as they should be."""

from __future__ import annotations

import numpy as np

from evacopt.events.events import Cancel
from evacopt.scenarios.draws import Draws
from evacopt.scenarios.story import Story
from tests.build import VIA_HUB, flight, group, instance

MANY = range(20_000)


def test_a_scenario_is_known_by_its_number() -> None:
    """Whichever others are drawn with it, and in whatever order, it is the same."""
    known = instance(groups=[group(count=5, count_low=2, count_high=9)], flights=VIA_HUB)
    draws = Draws(known, [Story(id="S", probability=400_000)], seed=7)
    alone, among = draws.of([3]), draws.of([9, 3, 0])
    for name in ("stories", "flown", "counts", "chance"):
        assert np.array_equal(getattr(alone, name)[0], getattr(among, name)[1])
    assert not np.array_equal(draws.of([4]).chance, alone.chance)
    assert not np.array_equal(Draws(known, seed=8).of([3]).chance, alone.chance)


def test_another_flight_changes_nobody() -> None:
    """Who comes does not depend on how many flights there are: plans are compared on the same scenarios."""
    one = Draws(instance(groups=[group(count=5)]))
    more = Draws(instance(groups=[group(count=5)], flights=VIA_HUB))
    assert np.array_equal(one.of([0, 1]).chance, more.of([0, 1]).chance)


def test_as_often_as_likely() -> None:
    """Flights fail, stories happen and numbers are drawn as often as they should, four deviations aside."""
    legs = [flight("F", copies=2, status="optional", cancel_probability=300_000), flight("G")]
    known = instance(groups=[group(count=3, count_low=1, count_high=4)], flights=legs)
    told = [
        Story(id="early", probability=200_000, one_of="permit"),
        Story(id="late", probability=500_000, one_of="permit", events=(Cancel("G"),)),
        Story(id="road", probability=100_000),
    ]
    drawn = Draws(known, told, seed=1).of(MANY)
    assert drawn.flown.shape == (len(MANY), 3)
    assert drawn.flown[:, 2].all()
    for share, chance in (
        (drawn.flown[:, 0].mean(), 0.7),
        ((drawn.stories[:, 0] == 0).mean(), 0.2),
        ((drawn.stories[:, 0] == 1).mean(), 0.5),
        ((drawn.stories[:, 0] == -1).mean(), 0.3),
        ((drawn.stories[:, 1] == 0).mean(), 0.1),
        ((drawn.counts[:, 0] == 4).mean(), 0.25),
        ((drawn.chance[:, 3] < 600_000).mean(), 0.6),
    ):
        assert abs(share - chance) < 4 * np.sqrt(chance * (1 - chance) / len(MANY))
    assert set(np.unique(drawn.counts)) == {1, 2, 3, 4}
