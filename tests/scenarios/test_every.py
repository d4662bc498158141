"""All scenarios that there are: their chances are those of what is drawn, and add up to one."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from evacopt.events.events import Cancel, SetCell
from evacopt.events.turnout import TurnOut
from evacopt.scenarios.draws import Draws
from evacopt.scenarios.every import _cut_groups, every
from evacopt.scenarios.story import Story
from evacopt.scenarios.world import world
from tests.build import flight, group, instance

INSTANCE = instance(
    flights=[flight("F", cancel_probability=250_000), flight("E", status="optional", copies=2)],
    groups=[group("G", count=2, count_low=1, count_high=2, show_up=800_000), group("H", count=3)],
)
STRIKE = Story(id="strike", probability=100_000, events=(Cancel("F"),), one_of="news")
WEATHER = Story(
    id="weather",
    probability=300_000,
    events=(SetCell("flights", "F", "cancel_probability", 500_000),),
    one_of="news",
)
ROAD = Story(id="road", probability=400_000, events=(TurnOut((("id", "G"),), 500_000),))
STORIES = (STRIKE, WEATHER, ROAD)


def test_they_are_as_many_as_make_a_difference() -> None:
    """Three news, a road or none, three ways of a flight, two counts, two parties with three ways each."""
    draws = Draws(INSTANCE, STORIES)
    found = every(draws, 1000)
    assert found is not None
    drawn, chance = found
    assert len(drawn.numbers) == len(chance) == 3 * 2 * 3 * 2 * 3 * 3
    assert chance.sum() == pytest.approx(1)
    rows = np.column_stack((drawn.stories, drawn.fails, drawn.spread, drawn.chance))
    assert len(np.unique(rows, axis=0)) == len(rows)
    assert every(draws, 3 * 2 * 3 * 2 * 3 * 3 - 1) is None


def test_their_chances_are_those_of_what_is_drawn() -> None:
    """How likely the flight is flown, and how many come in the mean, as a hand computes it."""
    draws = Draws(INSTANCE, STORIES)
    found = every(draws, 1000)
    assert found is not None
    drawn, chance = found
    flown = come = 0.0
    for row, weight in enumerate(chance):
        one = drawn.rows(np.array([row]))
        there = world(INSTANCE, draws.sets, one.stories[0].tolist()).instance
        own, felt = draws.in_world(one, there)
        flown += weight * (there.flight["F"].status != "cancelled" and felt.flown[0, 0])
        party = np.arange(2) < felt.counts[0, 0]
        come += weight * int((party & (felt.chance[0, :2] < there.groups.show_up[0])).sum())
        assert own.first_party.tolist() == [0, 2, 5]
    usual, weather = Fraction(6, 10), Fraction(3, 10)
    assert flown == pytest.approx(float(usual * Fraction(3, 4) + weather * Fraction(1, 2)))
    shows = Fraction(6, 10) * Fraction(8, 10) + Fraction(4, 10) * Fraction(4, 10)
    assert come == pytest.approx(float(Fraction(3, 2) * shows))


def test_where_nothing_is_uncertain_there_is_one() -> None:
    """It happens for certain."""
    found = every(Draws(instance(groups=[group(count=3)])), 1)
    assert found is not None
    assert found[1].tolist() == [1.0]
    assert found[0].flown.all()


def test_what_stories_bring_uncertain_is_not_enumerated() -> None:
    """More parties of those who may not come have draws of their own."""
    more = Story(id="more", probability=500_000, events=(SetCell("groups", "G", "count_high", 4),))
    assert every(Draws(INSTANCE, (more,)), 10**6) is None


@pytest.mark.parametrize(
    "many",
    [{"count_low": 0, "count_high": 10**6}, {"count": 5000, "show_up": 500_000}],
    ids=["range", "doubt"],
)
def test_a_large_group_is_seen_to_be_too_much(many: dict[str, int]) -> None:
    """Before there is a cut for each of its counts or parties."""
    draws, cuts = Draws(instance(groups=[group("G", **many)])), dict[tuple[str, int], set[int]]()
    assert not _cut_groups(draws, draws.instance, cuts, 1024)
    assert not cuts
