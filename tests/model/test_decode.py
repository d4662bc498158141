"""Cohorts become groups again: nobody lost, first registered first out, as few changes as can be."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import permutations
from random import Random

import numpy as np
import pytest

from evacopt.domain.columns import BLANK, Ints
from evacopt.domain.group import Group, Groups
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Assignment, Assignments, Itinerary, Plan
from evacopt.judge.goals import count_goals
from evacopt.judge.verify import verify
from evacopt.model.decode import decode
from evacopt.model.formulation import Formulation, formulate
from tests.model.points import points, random_baseline, with_all_goals

SEEDS = range(60)
STAYS: Itinerary = ()


def _crowded(seed: int) -> Instance:
    """A tiny instance whose groups are each split into several that registered at different times."""
    instance, rng = with_all_goals(seed), Random(seed)
    rows: list[Group] = []
    for group in instance.groups:
        alike = rng.randrange(1, 4)
        rows.extend(
            replace(
                group,
                id=f"{group.id}.{number}",
                count=rng.randrange(1, 3),
                registered=rng.choice((None, 1, 2, 3)),
                show_up=rng.choice((900_000, 1_000_000)),
            )
            for number in range(alike)
        )
    return replace(_split(instance, rows), pins=())


def _split(instance: Instance, rows: list[Group]) -> Instance:
    """With `rows`, called `G.1` and so on, for each group `G`: what rules count of it they count of them.

    No group is linked: those that are stay apart.
    """
    terms = [term for term in instance.terms if not term.group] + [
        replace(term, group=row.id)
        for term in instance.terms
        for row in rows
        if term.group and row.id.startswith(f"{term.group}.")
    ]
    return replace(instance, groups=Groups.of(rows), terms=tuple(terms), links=())


def _before(seed: int, instance: Instance) -> Plan:
    """A plan that was in force once, when the same groups had registered in another order."""
    rng = Random(seed)
    shuffled = [replace(group, registered=rng.randrange(100)) for group in instance.groups]
    return random_baseline(seed, formulate(replace(instance, groups=Groups.of(shuffled))))


def _totals(formulation: Formulation, plan: Plan) -> Counter[tuple[int, Itinerary]]:
    """Parties of each cohort on each itinerary of `plan`."""
    row, of = formulation.instance.groups.row, formulation.travel.cohorts.of
    totals = Counter[tuple[int, Itinerary]]()
    for said in plan.assignments:
        totals[int(of[row[said.group]]), said.itinerary] += said.parties
    return totals


def _said(formulation: Formulation, values: Ints) -> Counter[tuple[int, Itinerary]]:
    travel = formulation.travel
    totals = Counter[tuple[int, Itinerary]]()
    for pair, column in enumerate(formulation.pair_column.tolist()):
        place = int(travel.cohort[pair]), travel.itineraries.flights(int(travel.itinerary[pair]))
        totals[place] += int(values[column])
    return +totals


@pytest.mark.parametrize("with_plan_in_force", [False, True])
def test_nobody_is_lost_and_nothing_added(with_plan_in_force: bool) -> None:
    """Over each cohort the plan has the parties that the values say; no group more than it has; rows once."""
    for seed in SEEDS:
        instance = _crowded(seed)
        formulation = formulate(instance)
        if with_plan_in_force:
            formulation = formulate(instance, baseline=_before(seed, instance))
        for values in points(formulation, Random(seed), 3):
            plan = decode(formulation, values)
            assert _totals(formulation, plan) == _said(formulation, values)
            places = [(row.group, row.itinerary) for row in plan.assignments]
            assert len(set(places)) == len(places)
            assert "parties" not in {row.rule for row in verify(instance, plan)}
            said = {
                instance.schedule[flight].id: int(values[column])
                for flight, column in enumerate(formulation.sortie_column.tolist())
                if column >= 0 and values[column]
            }
            assert dict(plan.sorties) == said


def test_first_registered_first_out() -> None:
    """Within a cohort nobody who registered later leaves before, or instead of, one registered earlier."""
    compared = 0
    for seed in SEEDS:
        instance = _crowded(seed)
        formulation = formulate(instance)
        for values in points(formulation, Random(seed), 3):
            plan = decode(formulation, values)
            for members in formulation.travel.cohorts.members:
                leaving = _departures_in_order(instance, plan, members.tolist())
                assert leaving == sorted(leaving), (seed, plan.assignments.to_dict())
                compared += len(members) > 1
    assert compared > len(SEEDS)


def _departures_in_order(instance: Instance, plan: Plan, members: list[int]) -> list[int]:
    """First departures of all parties of `members`, first registered first; the end for those who stay."""
    never = 1 << 60
    registered = [never if minute == BLANK else minute for minute in instance.groups.registered.tolist()]
    gone: dict[str, list[int]] = {}
    for said in plan.assignments:
        departs = instance.flight[said.itinerary[0]].departs
        gone.setdefault(said.group, []).extend([departs] * said.parties)
    leaving: list[int] = []
    for row in sorted(members, key=lambda row: (registered[row], row)):
        mine = sorted(gone.get(instance.groups.id[row], []))
        leaving += mine + [never] * (int(instance.groups.count[row]) - len(mine))
    return leaving


def test_as_many_keep_their_place_as_the_goal_says() -> None:
    """The plan changes no more than the goal `changes` counts over merged cohorts."""
    for seed in SEEDS:
        instance = _crowded(seed)
        baseline = _before(seed, instance)
        formulation = formulate(instance, baseline=baseline)
        for values in points(formulation, Random(seed), 3):
            said = {goal.name: goal.of(formulation.completed(values)) for goal in formulation.model.goals}
            counted = dict(count_goals(instance, decode(formulation, values), baseline=baseline))
            assert said["changes"] == counted["changes"], seed


def test_no_way_of_handing_out_keeps_more() -> None:
    """Over every way of handing the places of a cohort to its parties, none changes fewer people."""
    tried = 0
    for seed in SEEDS:
        instance = _crowded(seed)
        baseline = _before(seed, instance)
        formulation = formulate(instance, baseline=baseline)
        for values in points(formulation, Random(seed), 2):
            plan = decode(formulation, values)
            for cohort, members in enumerate(formulation.travel.cohorts.members):
                if len(members) > 1 and formulation.travel.cohorts.parties.count[cohort] <= 6:
                    kept = sum(_kept(instance, plan, baseline, row) for row in members.tolist())
                    assert kept == _most_kept(instance, plan, baseline, members.tolist())
                    tried += 1
    assert tried > len(SEEDS)


def _places(instance: Instance, plan: Plan, row: int) -> Counter[Itinerary]:
    """Parties of a group by itinerary, staying included."""
    places = Counter[Itinerary]()
    for said in plan.assignments:
        if said.group == instance.groups.id[row]:
            places[said.itinerary] += said.parties
    places[STAYS] = max(int(instance.groups.count[row]) - places.total(), 0)
    return places


def _kept(instance: Instance, plan: Plan, baseline: Plan, row: int) -> int:
    return (_places(instance, plan, row) & _places(instance, baseline, row)).total()


def _most_kept(instance: Instance, plan: Plan, baseline: Plan, members: list[int]) -> int:
    """The most parties that keep their place over all orders in which places are dealt to parties."""
    places = sorted(sum((_places(instance, plan, row) for row in members), Counter()).elements())
    before = [_places(instance, baseline, row) for row in members]
    counts = [int(instance.groups.count[row]) for row in members]
    most = 0
    for order in set(permutations(places)):
        dealt, kept = iter(order), 0
        for then, count in zip(before, counts, strict=True):
            kept += (Counter(next(dealt) for _ in range(count)) & then).total()
        most = max(most, kept)
    return most


def test_a_table_of_parties_is_the_same_as_one_row() -> None:
    """Many rows of one party each have the goals of one row with their count, at the same point."""
    for seed in range(20):
        instance = replace(with_all_goals(seed), pins=(), links=())
        one = [replace(group, registered=None) for group in instance.groups]
        many = [replace(group, id=f"{group.id}.{n}", count=1) for group in one for n in range(group.count)]
        short = formulate(replace(instance, groups=Groups.of(one)))
        long = formulate(_split(instance, many))
        assert len(long.model.lower) == len(short.model.lower)
        for values in points(short, Random(seed), 3):
            plans = decode(short, values), decode(long, values)
            goals = [count_goals(f.instance, plan) for f, plan in zip((short, long), plans, strict=True)]
            assert goals[0] == goals[1]
            assert len(verify(short.instance, plans[0])) == len(verify(long.instance, plans[1]))


def test_overfull_baseline_keeps_a_group_apart() -> None:
    """A group that had more parties on the move than it has now shares its cohort with nobody."""
    instance = replace(with_all_goals(0), pins=())
    twin = [replace(instance.groups[0], id=code, count=2) for code in ("one", "two")]
    instance = replace(instance, groups=Groups.of(twin))
    chain = ("F0",)
    for parties, cohorts in ((2, 1), (3, 2)):
        baseline = Plan(
            instance_name="then",
            instance_sha256="",
            assignments=Assignments.of([Assignment("one", chain, parties)]),
        )
        assert len(formulate(instance, baseline=baseline).travel.cohorts) == cohorts


def test_nobody_travels() -> None:
    """Values of 0 are a plan without assignments and sorties."""
    formulation = formulate(with_all_goals(3))
    plan = decode(formulation, np.zeros_like(formulation.model.lower))
    assert (len(plan.assignments), plan.sorties) == (0, ())
    assert plan.instance_sha256 == formulation.instance.sha256
