"""The view of a plan counts what the judge counts, and neither knows the other."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evacopt.domain.columns import BLANK
from evacopt.domain.plan import Assignment, Assignments
from evacopt.errors import PlanError
from evacopt.judge.pairs import read
from evacopt.judge.rows import tally
from evacopt.view.view import View
from tests.output.small import INSTANCE, PLAN
from tests.output.test_view_and_judge import _some_plan
from tests.tiny.instances import tiny_instance

SEEDS = st.integers(0, 10_000)


@settings(max_examples=80, deadline=None)
@given(seed=SEEDS)
def test_loads_are_those_of_the_judge(seed: int) -> None:
    """Seats taken, people aboard, sorties flown and parties left are counted alike."""
    instance = tiny_instance(seed)
    plan = _some_plan(instance, Random(seed))
    view, reading = View(instance, plan), read(instance, plan)
    pair, flight, _ = reading.pairs.boarding
    for mine, theirs in (
        (view.seats_used, reading.pairs.seats_needed),
        (view.aboard(instance.groups.people), instance.groups.people[reading.pairs.group[pair]]),
    ):
        assert mine.tolist() == tally(len(instance.schedule), flight, theirs, reading.parties[pair]).tolist()
    assert view.flown.tolist() == reading.flown.tolist()
    assert view.left.tolist() == reading.left.tolist()


@settings(max_examples=80, deadline=None)
@given(seed=SEEDS)
def test_seats_by_sitter_add_up(seed: int) -> None:
    """Over the nationalities as which they travel, to the seats taken."""
    instance = tiny_instance(seed)
    view = View(instance, _some_plan(instance, Random(seed)))
    taken = {flight: sum(seats.values()) for flight, seats in view.seats_by_sitter.items()}
    used = dict(zip(view.instance.number, view.seats_used.tolist(), strict=True))
    assert {flight: taken.get(flight, 0) for flight in used} == used


@settings(max_examples=80, deadline=None)
@given(seed=SEEDS)
def test_stops_are_those_of_every_leg(seed: int) -> None:
    """Each leg lands somewhere; its people go with the next, or when the haven's stay or the horizon ends."""
    instance = tiny_instance(seed)
    plan = _some_plan(instance, Random(seed))
    expected = []
    for row in plan.assignments:
        group = instance.groups[instance.groups.row[row.group]]
        legs = [instance.flight[code] for code in row.itinerary]
        for leg, onward in zip(legs, [*legs[1:], None], strict=True):
            stay = instance.location[leg.destination].stay if group.stay is None else group.stay
            until = max(instance.ends, leg.arrives) if stay is None else leg.arrives + stay
            go = onward.departs if onward else until
            expected.append((leg.destination, leg.arrives, go, group.people * row.parties, bool(onward)))
    place, *columns = (column.tolist() for column in View(instance, plan).stops)
    names = [instance.locations[row].id for row in place]
    assert list(zip(names, *columns, strict=True)) == expected


def test_who_lands_after_the_horizon_is_at_no_haven() -> None:
    """Without a stay, presence is to the end of the horizon: none at all for who comes later."""
    groups = replace(INSTANCE.groups, stay=np.full(len(INSTANCE.groups), BLANK, dtype=np.int64))
    places = tuple(replace(place, stay=None) for place in INSTANCE.locations)
    early = replace(INSTANCE, groups=groups, locations=places, ends=min(f.arrives for f in INSTANCE.schedule))
    stops = View(early, PLAN).stops
    assert not stops.onward.all()
    assert (stops.go >= stops.come).all()
    assert (stops.go == stops.come)[~stops.onward].all()


@pytest.mark.parametrize("row", [("nobody", ("UK",)), ("G1", ("no flight",))])
def test_strangers_are_named(row: tuple[str, tuple[str, ...]]) -> None:
    """A plan that speaks of other groups or flights is no plan of the instance."""
    plan = replace(PLAN, assignments=Assignments.of([Assignment(*row, 1)]))
    with pytest.raises(PlanError, match="must be a"):
        View(INSTANCE, plan)
