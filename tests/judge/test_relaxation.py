"""Columns and rows of a relaxation: who is merged, what is tried, and that best plans are inside."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evacopt.domain.certificate import Branch, Leaf
from evacopt.domain.clock import DAY
from evacopt.domain.group import Group, Groups
from evacopt.domain.instance import Instance
from evacopt.domain.pin import Pin
from evacopt.judge.bounds import DualBound
from evacopt.judge.limits import LIMITS, Limits, TooLargeError
from evacopt.judge.relaxation import admissible, relax
from tests.build import at
from tests.judge.world import COUPLE, FAMILY, WORLD, flight, location, plan_of, policy


def _groups(*changes: dict[str, object]) -> Instance:
    """The world with couples only, each group with other fields."""
    rows = [replace(COUPLE, id=f"G{n}", **change) for n, change in enumerate(changes)]  # type: ignore[arg-type]
    return replace(WORLD, groups=Groups.of(rows))


def _names(instance: Instance) -> list[str]:
    """Groups that have columns of their own."""
    return sorted({key[1] for key in relax(instance).column if key[0] == "travel"})


ALIKE: list[tuple[dict[str, object], dict[str, object]]] = [
    ({}, {"registered": 5}),
    ({}, {"show_up": 900_000}),
    ({"ready": at("06:00")}, {"ready": at("06:59")}),  # from either minute it is two whole hours to 08:00
    ({"ready": at("06:00")}, {}),
    ({"leave_by": at("12:00")}, {"leave_by": at("17:59")}),  # nothing leaves between
    ({"leave_by": at("21:00")}, {}),
]
APART: list[tuple[dict[str, object], dict[str, object]]] = [
    ({}, {"size": 3}),
    ({}, {"weight": 7}),
    ({"ready": at("06:59")}, {"ready": at("07:00")}),  # at 08:00 one has waited two hours, one less
    ({"ready": at("08:00")}, {"ready": at("08:01")}),
    ({"leave_by": at("09:00")}, {"leave_by": at("08:59")}),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_groups_that_nothing_tells_apart_are_one(one: dict[str, object], other: dict[str, object]) -> None:
    """Their counts add up under the name of the first."""
    relaxation = relax(_groups(one, other))
    assert _names(_groups(one, other)) == ["G0"]
    assert relaxation.high[relaxation.row["parties G0"]] == 2 * COUPLE.count


@pytest.mark.parametrize(("one", "other"), APART)
def test_groups_that_a_rule_or_a_goal_tells_apart_are_two(
    one: dict[str, object], other: dict[str, object]
) -> None:
    """Each keeps its own columns."""
    assert _names(_groups(one, other)) == ["G0", "G1"]


SPLITS: list[tuple[Instance, str, str]] = [
    (flight("IN", departs=at("08:10")), "06:09", "06:10"),  # three whole hours, or two
    (flight("IN", departs=at("08:10")), "06:05", "06:10"),
    (flight("IN", departs=at("08:10")), "07:09", "07:10"),
    (flight("IN", departs=at("08:59")), "06:58", "06:59"),
    (flight("IN", departs=at("08:01")), "06:00", "06:01"),
    (replace(WORLD, ends=at("20:07")), "06:06", "06:07"),  # until the end, for those who stay
    (replace(WORLD, begins=at("05:53")), "05:59", "06:00"),
    (policy(flight("IN", departs=at("08:10")), check_in_minutes=120), "06:10", "06:11"),  # in time, or not
]


@pytest.mark.sibling("30")
@pytest.mark.parametrize(("world", "before", "then"), SPLITS)
def test_groups_are_told_apart_to_the_minute_where_a_whole_hour_less_is_waited(
    world: Instance, before: str, then: str
) -> None:
    """Who is ready at minute 10 waits one hour less for minute 10 than who is ready the minute before."""
    ready = [replace(COUPLE, id=f"G{n}", ready=at(minute)) for n, minute in enumerate((before, then))]
    assert _names(replace(world, groups=Groups.of(ready))) == ["G0", "G1"]


def test_a_bound_above_the_best_wait_is_not_shown() -> None:
    """One seat at 08:10: B waits two hours and A, who stays, 18 until 00:00: 20, and not 21."""
    one = flight("IN", destination="V1", seats=1, departs=at("08:10"))
    alone = Group(id="A", nationality="FRA", origin="O1", size=1, ready=at("06:05"))
    people = Groups.of([alone, replace(alone, id="B", ready=at("06:10"))])
    instance = replace(one, ends=at("00:00") + DAY, flights=one.flights[:1], groups=people)
    relaxation = relax(policy(instance, objectives=("waiting",)))
    assert DualBound(relaxation, relaxation.goals[0]).floor(Leaf(1, (("seats IN", 16),))) == 20


def test_groups_that_are_named_are_not_merged() -> None:
    """By a pin, or by the plan that changes are counted against."""
    instance = _groups({}, {}, {})
    assert _names(replace(instance, pins=(Pin(group="G1", kind="at_most", parties=2),))) == ["G0", "G1"]
    baseline = plan_of(instance, {("G2", ("DIRECT",)): 1})
    assert {("home", "G0"), ("home", "G2")} < {
        *relax(policy(instance, objectives=("changes",)), baseline).column
    }


def test_changes_without_a_baseline_are_nothing() -> None:
    """Their goal has no columns, and its floor is 0."""
    relaxation = relax(policy(objectives=("changes",)))
    assert DualBound(relaxation, relaxation.goals[0]).floor(Leaf(1)) == 0


def test_too_many_chains_and_too_many_pairs_are_refused() -> None:
    """In good time: three groups and three itineraries are nine pairs, from six chains."""
    assert len(admissible(WORLD, Limits(tries=10**6)).itineraries) == 3
    with pytest.raises(TooLargeError, match="chains"):
        admissible(WORLD, Limits(tries=300))
    many = replace(WORLD, groups=Groups.of([replace(FAMILY, id=f"G{n}") for n in range(400)]))
    with pytest.raises(TooLargeError, match="400 groups and 3 itineraries"):
        admissible(many, Limits(tries=1000))
    with pytest.raises(TooLargeError, match="pairs"):
        admissible(many, Limits(tries=2000))


def test_only_itineraries_from_where_a_group_is_are_tried() -> None:
    """Two places with 200 groups and 200 flights each are 80,000 tries, not 160,000."""
    away = replace(WORLD.locations[0], id="AWAY")
    legs = [
        replace(WORLD.flights[0], id=f"F{n}", destination="V1", origin=("O1", "AWAY")[n % 2])
        for n in range(400)
    ]
    rows = [replace(FAMILY, id=f"G{n}", origin=("O1", "AWAY")[n % 2]) for n in range(400)]
    many = replace(
        WORLD, locations=(*WORLD.locations, away), flights=tuple(legs), groups=Groups.of(rows), pins=()
    )
    with pytest.raises(TooLargeError, match="400 groups and 400 itineraries"):
        admissible(many, Limits(tries=79_999))
    with pytest.raises(TooLargeError, match="pairs"):
        admissible(many, Limits(tries=80_000))


def test_a_column_holds_no_more_parties_than_its_flights_alone() -> None:
    """Six seats, two sorties, two stretchers each: six couples would fit but four are there; two lie."""
    relaxation = relax(WORLD)
    pairs = ("COUPLE on DIRECT", "LYING on DIRECT", "FAMILY on IN>OUT")
    assert [int(relaxation.upper[relaxation.column[words]]) for words in pairs] == [4, 2, 3]
    tree = Branch("COUPLE on DIRECT", 4, Leaf(1), Leaf(0))
    assert DualBound(relaxation, relaxation.goals[0]).floor(tree) is not None


def test_a_wait_at_a_hub_may_be_as_long_as_is_allowed() -> None:
    """Two hours from 10:00 to 12:00, after a connection of two hours; a minute closes either."""
    way = "travel", "COUPLE", "IN", "OUT"
    for open_, least, most in ((True, 120, 120), (True, 0, None), (False, 121, 180), (False, 0, 119)):
        instance = location("H1", policy(min_connection_minutes=least), max_stay=most)
        assert (way in relax(instance).column) == open_


def test_chains_are_as_long_as_is_allowed() -> None:
    """Two legs by the hub, or none."""
    assert ("IN", "OUT") in admissible(policy(max_legs=2)).itineraries
    assert ("IN", "OUT") not in admissible(policy(max_legs=1)).itineraries


def test_every_minute_of_an_hour_may_tell_groups_apart() -> None:
    """With a departure in each minute: 06:59 is not 07:00, nor any two minutes alike."""
    legs = [replace(WORLD.flights[0], id=f"F{n}", departs=at("08:00") + n) for n in range(60)]
    for one, other in (("06:59", "07:00"), ("06:00", "06:01"), ("06:58", "06:59"), ("06:01", "07:00")):
        rows = [replace(COUPLE, id=code, ready=at(minute)) for code, minute in (("A", one), ("B", other))]
        instance = replace(WORLD, flights=(*legs, *WORLD.flights[1:]), groups=Groups.of(rows))
        assert {"A", "B"} == {key[1] for key in relax(instance).column if key[0] == "travel"}


def test_limits_of_what_is_tried_are_exact() -> None:
    """Five chains that can be flown count for 100 tries each, pairs for 20; the page says twenty millions."""
    assert (LIMITS.tries, LIMITS.tries // LIMITS.kept) == (20_000_000, 1_000_000)
    few = replace(WORLD, groups=Groups.of([COUPLE]))
    kept = len(admissible(few).code)
    assert (len(admissible(few, Limits(tries=500)).itineraries), kept) == (3, 3)
    with pytest.raises(TooLargeError, match="chains"):
        admissible(few, Limits(tries=499))
    many = replace(WORLD, groups=Groups.of([replace(COUPLE, id=f"G{n}") for n in range(15)]))
    pairs = len(admissible(many).code)
    assert pairs == 45
    assert len(admissible(many, Limits(tries=45 * LIMITS.kept)).code) == 45
    with pytest.raises(TooLargeError, match="pairs"):
        admissible(many, Limits(tries=45 * LIMITS.kept - 1))


def test_what_is_tried_at_once_changes_nothing() -> None:
    """One group at a time, or all."""
    many = replace(WORLD, groups=Groups.of([replace(COUPLE, id=f"G{n}") for n in range(7)]))
    expected = admissible(many)
    for block in (1, 3, 10, 10**6):
        found = admissible(many, Limits(pairs_at_once=block))
        assert (found.group.tolist(), found.code.tolist()) == (
            expected.group.tolist(),
            expected.code.tolist(),
        )
