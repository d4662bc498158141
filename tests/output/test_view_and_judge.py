"""The page and the judge count the same people."""

from __future__ import annotations

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from evacopt.domain.columns import BLANK
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Assignment, Assignments, Plan
from evacopt.judge.goals import count_goals
from evacopt.output.views import plan_view
from tests.tiny.instances import tiny_instance


def _some_plan(instance: Instance, rng: Random) -> Plan:
    """Parties on random chains of legs; rules other than the count of parties may be broken."""
    rows = []
    for group in instance.groups:
        left = group.count
        for itinerary in dict.fromkeys(_chain(instance, group.origin, rng) for _ in range(2)):
            parties = rng.randint(0, left)
            if parties and itinerary:
                rows.append(Assignment(group.id, itinerary, parties))
                left -= parties
    sorties = tuple((f.id, 1) for f in instance.schedule if f.status == "optional")
    return Plan(
        instance_name=instance.name,
        instance_sha256=instance.sha256,
        assignments=Assignments.of(rows),
        sorties=sorties,
    )


def _chain(instance: Instance, origin: str, rng: Random) -> tuple[str, ...]:
    legs: list[str] = []
    place, minute = origin, instance.begins
    for _ in range(rng.randint(1, 3)):
        onward = [f for f in instance.schedule if f.origin == place and f.departs >= minute]
        if not onward:
            break
        flight = rng.choice(onward)
        legs.append(flight.id)
        place, minute = flight.destination, flight.arrives
    return tuple(legs)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_classes_and_shares_are_those_of_the_judge(seed: int) -> None:
    """People left by class and the worst unserved share equal the judge's goals."""
    instance = tiny_instance(seed)
    plan = _some_plan(instance, Random(seed))
    view = plan_view(instance, plan)
    goals = dict(count_goals(instance, plan))
    for line in view.classes:
        if f"unserved[{line.name}]" in goals:
            assert goals[f"unserved[{line.name}]"] == line.left
    if "fairness[1]" in goals:
        assert goals["fairness[1]"] == max(line.left_ppm for line in view.nationalities)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_every_sum_of_people_is_the_same(seed: int) -> None:
    """Classes, nationalities and those who stay add up to the headline."""
    instance = tiny_instance(seed)
    view = plan_view(instance, _some_plan(instance, Random(seed)))
    for lines in (view.classes, view.nationalities):
        assert sum(line.people for line in lines) == view.people
        assert sum(line.served for line in lines) == view.served
    assert sum(stay.people for stay in view.stays) == view.left


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_peak_presence_is_that_of_every_minute_tried(seed: int) -> None:
    """The peak equals the largest count over all minutes at which anything can change."""
    instance = tiny_instance(seed)
    plan = _some_plan(instance, Random(seed))
    for place in plan_view(instance, plan).places:
        minutes = sorted(m for stop in _stops(instance, plan, place.id) for m in stop[:2])
        present = [sum(p for a, b, p in _stops(instance, plan, place.id) if a <= m < b) for m in minutes]
        assert place.peak == max(present, default=0)


def _stops(instance: Instance, plan: Plan, place: str) -> list[tuple[int, int, int]]:
    stops = []
    for row in plan.assignments:
        group = instance.groups[instance.groups.row[row.group]]
        for number, name in enumerate(row.itinerary):
            flight = instance.flight[name]
            if flight.destination != place:
                continue
            stay = group.stay if group.stay is not None else instance.location[place].stay
            until = instance.ends if stay is None or stay == BLANK else flight.arrives + stay
            if number + 1 < len(row.itinerary):
                until = instance.flight[row.itinerary[number + 1]].departs
            stops.append((flight.arrives, until, row.parties * group.people))
    return stops
