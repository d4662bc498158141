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


def test_in_a_world() -> None:
    """What a story leaves keeps its draws wherever its row is now; what it brings has draws of its own."""
    legs = [flight("F"), flight("G", copies=2, status="optional", cancel_probability=1_000_000)]
    known = instance(groups=[group("A", count=2), group("B", count=3)], flights=legs)
    draws = Draws(known, seed=1)
    drawn = draws.of([4, 5])
    same, unchanged = draws.in_world(drawn, known)
    assert unchanged.chance is drawn.chance
    assert same.first_party.tolist() == draws.first_party.tolist()
    moved = instance(
        groups=[group("N", count=2), group("B", count=4, count_high=5), group("A", count=1)],
        flights=[flight("X"), flight("G", copies=3, status="optional")],
    )
    there, felt = draws.in_world(drawn, moved)
    assert there.first_party.tolist() == [0, 2, 7, 8]
    assert np.array_equal(felt.chance[:, [2, 3, 4, 7]], drawn.chance[:, [2, 3, 4, 0]])
    assert np.array_equal(felt.fails[:, 1:3], drawn.fails[:, 1:3])
    assert felt.flown.all()
    assert not drawn.flown[:, 1:].any()
    assert set(felt.counts[:, 1].tolist()) <= {4, 5}
    assert len(np.unique(felt.chance)) == felt.chance.size
    assert np.array_equal(draws.in_world(drawn.rows(np.array([1])), moved)[1].chance[0], felt.chance[1])
