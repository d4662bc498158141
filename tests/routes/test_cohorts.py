"""Merging: no rule and no goal may tell the parties of a cohort apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evacopt.domain.columns import BLANK
from evacopt.domain.flight import Flight
from evacopt.domain.group import Group, Groups
from evacopt.domain.instance import Instance
from evacopt.domain.location import Location
from evacopt.domain.policy import Objective, Policy
from evacopt.routes.cohorts import Cohorts, effective_times, merge_groups
from evacopt.routes.itineraries import Timetable
from tests.routes.networks import BEGINS, ENDS, networks, similar_groups
from tests.routes.slow import allowed


def _merged(instance: Instance) -> Cohorts:
    return merge_groups(Timetable.of(instance))


def _pairs_in_one_cohort(instance: Instance) -> Iterator[tuple[Group, Group]]:
    for members in _merged(instance).members:
        yield from combinations([instance.groups[row] for row in members.tolist()], 2)


def _hours(since: int, until: int) -> int:
    """Whole hours from `since` to `until`, a begun one counted full."""
    hours = 0
    while since + 60 * hours < until:
        hours += 1
    return hours


def _ready(instance: Instance, group: Group) -> int:
    return instance.begins if group.ready is None else group.ready


def _waits(instance: Instance, group: Group) -> list[int]:
    """Hours waited until the end, and until each departure that the group may begin with."""
    moments = sorted({instance.flight[chain[0]].departs for chain in allowed(instance, group)})
    return [_hours(_ready(instance, group), until) for until in (instance.ends, *moments)]


@given(similar_groups())
def test_a_cohort_has_one_set_of_itineraries(instance: Instance) -> None:
    """Any two groups of a cohort may take the same itineraries."""
    for one, other in _pairs_in_one_cohort(instance):
        assert allowed(instance, one).keys() == allowed(instance, other).keys(), (one, other)


@given(similar_groups())
def test_a_cohort_has_one_set_of_coefficients(instance: Instance) -> None:
    """Seats, positions, people by nationality and hours waited of any two groups of a cohort are equal."""
    for one, other in _pairs_in_one_cohort(instance):
        for column in ("size", "infants", "stretchers", "nationality", "members", "origin", "priority"):
            assert getattr(one, column) == getattr(other, column), column
        if instance.policy.assistance_ratio is not None:
            assert one.assisted == other.assisted
        if instance.policy.priority_rule == "weighted" and "unserved" in instance.policy.objectives:
            assert one.weight == other.weight
        if any(place.role == "haven" and place.capacity is not None for place in instance.locations):
            assert one.stay == other.stay
        if any(row.people is not None for row in instance.capacities):
            assert one.stay == other.stay
        rooms = {code for leg in instance.flights for code, _ in leg.room}
        assert {need for need in one.needs if need[0] in rooms} == {n for n in other.needs if n[0] in rooms}
        assert not instance.shares or ("UN" in one.tags) == ("UN" in other.tags)
        if {"waiting", "risk"} & set(instance.policy.objectives):
            assert _waits(instance, one) == _waits(instance, other), (one, other)


@given(similar_groups())
def test_cohorts_hold_all_parties_once(instance: Instance) -> None:
    """Each group is in one cohort, numbered by first appearance, and counts are added up."""
    cohorts = _merged(instance)
    first_seen = list(dict.fromkeys(cohorts.of.tolist()))
    assert first_seen == list(range(len(cohorts)))
    for cohort, members in enumerate(cohorts.members):
        rows = members.tolist()
        assert rows == [row for row, of in enumerate(cohorts.of.tolist()) if of == cohort]
        assert cohorts.parties.id[cohort] == instance.groups.id[rows[0]]
        assert cohorts.parties.count[cohort] == sum(instance.groups[row].count for row in rows)


@given(similar_groups(), st.data())
def test_groups_apart_stay_alone(instance: Instance, data: st.DataObject) -> None:
    """A group that something names shares its cohort with nobody; the others merge as before."""
    rows = st.integers(0, len(instance.groups) - 1)
    unmerged = data.draw(st.sets(rows, max_size=2))
    cohorts = merge_groups(Timetable.of(instance), unmerged=unmerged)
    without = _merged(instance).of
    for row in unmerged:
        assert cohorts.members[int(cohorts.of[row])].tolist() == [row]
    rest = [row for row in range(len(instance.groups)) if row not in unmerged]
    for one, other in combinations(rest, 2):
        assert (cohorts.of[one] == cohorts.of[other]) == (without[one] == without[other])


@given(similar_groups())
def test_registration_tells_apart_when_asked(instance: Instance) -> None:
    """With registration told apart, two groups of a cohort registered at the same minute."""
    cohorts = merge_groups(Timetable.of(instance), by_registration=True)
    without = _merged(instance).of
    registered = instance.groups.registered
    for one, other in combinations(range(len(instance.groups)), 2):
        together = without[one] == without[other] and registered[one] == registered[other]
        assert (cohorts.of[one] == cohorts.of[other]) == together


@given(networks(), st.integers(-90, 700))
def test_effective_ready_changes_nothing(instance: Instance, ready: int) -> None:
    """Who is ready at the moved instant reaches the same departures and waits the same whole hours."""
    groups = [replace(group, ready=BEGINS + ready) for group in instance.groups]
    instance = replace(instance, groups=Groups.of(groups))
    moved, _ = effective_times(Timetable.of(instance))
    for row, group in enumerate(groups):
        later = replace(group, ready=int(moved[row]))
        assert moved[row] >= BEGINS + ready
        assert allowed(instance, later) == allowed(instance, group)
        if {"waiting", "risk"} & set(instance.policy.objectives):
            assert _waits(instance, later) == _waits(instance, group)


@given(networks(), st.integers(-90, 700))
def test_effective_leave_by_changes_nothing(instance: Instance, leave_by: int) -> None:
    """Who must leave by the moved instant may leave on the same flights; blank where it limits nothing."""
    groups = [replace(group, leave_by=BEGINS + leave_by) for group in instance.groups]
    instance = replace(instance, groups=Groups.of(groups))
    _, moved = effective_times(Timetable.of(instance))
    for row, group in enumerate(groups):
        earlier = replace(group, leave_by=None if moved[row] == BLANK else int(moved[row]))
        assert allowed(instance, earlier) == allowed(instance, group)


def _one_flight(*, objectives: tuple[Objective, ...], ready: list[int | None]) -> Instance:
    """A flight 200 minutes after the beginning, and groups that differ only in when they are ready."""
    flight = Flight(
        id="F",
        operator="FRA",
        origin="O",
        destination="V",
        departs=BEGINS + 200,
        arrives=BEGINS + 300,
        seats=9,
    )
    return Instance(
        name="one flight",
        begins=BEGINS,
        ends=ENDS,
        policy=Policy(objectives=objectives),
        locations=(
            Location(id="O", role="origin", country="NER"),
            Location(id="V", role="haven", country="FRA"),
        ),
        groups=Groups.of(
            Group(id=f"G{number}", nationality="FRA", origin="O", size=1, ready=minute)
            for number, minute in enumerate(ready)
        ),
        flights=(flight,),
    )


def test_readiness_that_changes_nothing_is_merged() -> None:
    """Before the only flight every minute is alike, after it every minute is; where nobody counts hours."""
    ready = [None, BEGINS + 7, BEGINS + 200, BEGINS + 201, BEGINS + 500, ENDS + 60]
    cohorts = _merged(_one_flight(objectives=("unserved",), ready=ready))
    assert cohorts.of.tolist() == [0, 0, 0, 1, 1, 1]


def test_hours_waited_tell_apart() -> None:
    """Where hours count, minutes that begin another hour to the flight or to the end are told apart."""
    ready: list[int | None] = [BEGINS + minute for minute in (19, 20, 69, 70, 79, 80)]
    cohorts = _merged(_one_flight(objectives=("waiting",), ready=ready))
    assert cohorts.of.tolist() == [0, 1, 1, 2, 2, 3]


def test_a_table_of_one_row_a_party_is_one_cohort() -> None:
    """A thousand rows of the same party are a thousand parties of one cohort."""
    one = Group(id="", nationality="FRA", origin="O", size=2, priority=2, ready=BEGINS)
    groups = Groups.of(replace(one, id=f"P{number}") for number in range(1000))
    cohorts = _merged(replace(_one_flight(objectives=("unserved", "waiting"), ready=[]), groups=groups))
    assert len(cohorts) == 1
    assert cohorts.parties.count.tolist() == [1000]


@pytest.mark.parametrize("column", ["size", "infants", "priority", "nationality", "operators"])
def test_what_rules_speak_of_tells_apart(column: str) -> None:
    """Two groups that differ in one column that some rule or goal reads are two cohorts."""
    other: Any = {"size": 2, "infants": 1, "priority": 2, "nationality": "DEU", "operators": ("FRA",)}[column]
    instance = _one_flight(objectives=("unserved",), ready=[None, None])
    one, same = instance.groups
    changed = replace(instance, groups=Groups.of([one, replace(same, **{column: other})]))
    assert len(_merged(instance)) == 1
    assert len(_merged(changed)) == 2


def test_without_groups() -> None:
    """An instance without groups has no cohort."""
    cohorts = _merged(_one_flight(objectives=("unserved", "waiting"), ready=[]))
    assert (len(cohorts), len(cohorts.of)) == (0, 0)
