"""Rows of the airfield in both relaxations: what is stated to the last place, and what is left out."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from random import Random

import pytest

from evacopt.backends.session import Session
from evacopt.domain.certificate import Key, Leaf
from evacopt.domain.dimension import Dimension
from evacopt.domain.instance import Instance
from evacopt.domain.link import Link
from evacopt.domain.reception import Capacity
from evacopt.domain.resource import Resource, Use
from evacopt.domain.share import Admission, Share
from evacopt.judge.bounds import DualBound
from evacopt.judge.keys import words
from evacopt.judge.lagrangian import lagrangian_bound
from evacopt.judge.pools import pools_of
from evacopt.judge.relaxation import relax
from evacopt.judge.verify import verify
from tests.brute.search import TooManyPlansError, best_plan
from tests.build import at, flight, group, instance, place, plan
from tests.judge.whole import bounds_of, leasts_of
from tests.seeds import some_or_all
from tests.tiny.airfield import airfield_instance


@pytest.mark.parametrize("some", some_or_all(300, first=1, every=38))
def test_relaxations_of_airfields_are_as_good_as_the_best_plan_and_never_better(some: range) -> None:
    """By pairs the least in whole numbers is the best of all plans; nothing shown is above it."""
    tried, met = Counter[str](), Counter[str]()
    with Session("highs") as session:
        for seed in some:
            known = airfield_instance(seed, people=9)
            try:
                answer = best_plan(known, most=3000)
            except TooManyPlansError:
                continue
            for name, least, value in leasts_of(known, answer.goals, session) if answer else ():
                assert least == value, (seed, name)
            for seen in bounds_of(known, answer.goals, session, Random(seed)) if answer else ():
                assert not seen.wrong, (seed, seen)
                tried[seen.by] += 1
                met[seen.by] += seen.shown == seen.best
    assert tried["pairs"] > 15
    assert all(2 * met[by] > tried[by] for by in ("pairs", "commodities"))


def _named(known: Instance) -> list[str]:
    """Groups that have columns of their own."""
    return sorted({key[1] for key in relax(known).column if key[0] == "travel"})


def test_groups_are_told_apart_by_what_rows_speak_of_and_by_nothing_else() -> None:
    """Needs where there is room of anything, tags that a share names, and whoever is linked."""
    needy, tagged = group("A", needs=(("kg", 5),)), group("B", tags=("x",))
    alike = instance(groups=(group("C"), needy, tagged), dimensions=KG)
    assert _named(alike) == ["C"]
    assert _named(replace(alike, flights=(flight("F", room=(("kg", 9),)),))) == ["A", "C"]
    assert _named(replace(alike, flights=(flight("F", room=(("pet", 9),)),))) == ["C"]
    assert _named(replace(alike, shares=(Share(id="S", kind="max", people=1, tag="y"),))) == ["C"]
    assert _named(replace(alike, shares=(Share(id="S", kind="max", people=1, tag="x"),))) == ["B", "C"]
    linked = replace(alike, links=(Link(group="A", partner="B", kind="same_haven"),))
    assert _named(linked) == ["A", "B", "C"]


def test_rows_are_named_by_all_that_they_say() -> None:
    """An admission without times keeps the name that it had; what is held and what is used up differ."""
    always = Admission(nationality="FRA", location="V", people=3)
    known = instance(
        groups=(group("A"), group("B")),
        admissions=(always, replace(always, since=at("12:00"))),
        resources=(Resource(id="R", count=1), Resource(id="Q", count=5, used_up=True)),
        uses=(
            Use(resource="R", anchor="departs", from_minutes=-60, to_minutes=0),
            Use(resource="Q", amount=3),
        ),
        links=(Link(group="A", partner="B", kind="same_itinerary", ratio=2),),
        places=(place("V", arrivals_per_day=7),),
    )
    keys = [key for key in relax(known).row if key[0] not in ("parties", "seats", "stretchers", "infants")]
    expected: list[Key] = [
        ("admission", "FRA", "location", "V", "3"),
        ("admission", "FRA", "location", "V", "3", "2023-08-01T12:00Z", ""),
        ("arrivals_day", "V", "2023-08-01T00:00Z"),
        ("resource", "Q"),
        ("resource", "R", "2023-08-01T07:00Z"),
        ("link", "A", "B", "same_itinerary", "2", "F"),
    ]
    assert [key for key in keys if key[0] != "min_load at least"] == expected
    assert [words(key) for key in expected] == [
        "admission FRA at V",
        "admission FRA at V from 2023-08-01T12:00Z",
        "arrivals_day V at 2023-08-01T00:00Z",
        "resource Q",
        "resource R at 2023-08-01T07:00Z",
        "link A with B on F",
    ]


def _floor(known: Instance, key: Key | None, *, wholesale: bool) -> int:
    """What the first goal is at least, at the multiplier 1 for one row."""
    given = ((key, 1),) if key else ()
    if wholesale:
        return lagrangian_bound(known).floor(0, [known.people], 1, given)
    relaxation = relax(known)
    floor = DualBound(relaxation, relaxation.goals[0]).floor(Leaf(1, given))
    assert floor is not None
    return max(floor, 0)


FIVE, KG = (group(count=5),), (Dimension(id="kg"),)
BY_HUB = (flight("IN", "O 08:00", "H 10:00"), flight("OUT", "H 12:00", "V 16:00"))
STATED: list[tuple[Instance, Key]] = [
    (
        instance(groups=FIVE, places=(place("V", arrivals_per_hour=2),)),
        ("arrivals_hour", "V", "2023-08-01T12:00Z"),
    ),
    (
        instance(groups=FIVE, flights=BY_HUB, places=(place("H", arrivals_per_day=2),)),
        ("arrivals_day", "H", "2023-08-01T00:00Z"),
    ),
    (
        instance(groups=FIVE, capacities=(Capacity(location="V", since=at("11:00"), people=2),)),
        ("capacity", "V", "2023-08-01T12:00Z"),
    ),
    (
        instance(groups=FIVE, capacities=(Capacity(location="V", since=at("13:00"), people=2),)),
        ("capacity", "V", "2023-08-01T13:00Z"),
    ),
    (
        instance(
            groups=FIVE, flights=BY_HUB, capacities=(Capacity(location="H", since=at("11:00"), people=2),)
        ),
        ("capacity", "H", "2023-08-01T11:00Z"),
    ),
    (
        instance(
            groups=(group(count=5, tags=("x",)),), shares=(Share(id="S", kind="max", people=2, tag="x"),)
        ),
        ("share_max", "S"),
    ),
    (
        instance(
            groups=FIVE, admissions=(Admission(nationality="FRA", location="V", people=2, since=at("12:00")),)
        ),
        ("admission", "FRA", "location", "V", "2", "2023-08-01T12:00Z", ""),
    ),
    (
        instance(
            groups=FIVE, flights=BY_HUB, places=(place("H", role="both", max_stay=120, arrivals_per_hour=2),)
        ),
        ("arrivals_hour", "H", "2023-08-01T10:00Z"),
    ),
    (
        instance(groups=FIVE, flights=BY_HUB, places=(place("H", role="both", max_stay=120, capacity=2),)),
        ("capacity", "H", "2023-08-01T10:00Z"),
    ),
]


@pytest.mark.parametrize("wholesale", [False, True])
@pytest.mark.parametrize(("known", "key"), STATED)
def test_of_five_people_three_stay(known: Instance, key: Key, wholesale: bool) -> None:
    """Two places in any of the rows; without it nothing is shown."""
    assert _floor(known, None, wholesale=wholesale) == 0
    assert _floor(known, key, wholesale=wholesale) == 3


def test_needs_are_counted_aboard_and_where_people_end() -> None:
    """Of five parties of four kilograms two are within nine; who only passes through a hub is not counted."""
    needy = (group(count=5, needs=(("kg", 1),)),)
    aboard = instance(groups=needy, flights=(flight("F", room=(("kg", 2),)),), dimensions=KG)
    ends = instance(groups=needy, places=(place("V", room=(("kg", 2),)),), dimensions=KG)
    passes = instance(groups=needy, flights=BY_HUB, places=(place("H", room=(("kg", 2),)),), dimensions=KG)
    for known, key, floors in (
        (aboard, ("dimension", "F", "kg"), (3, 3)),
        (ends, ("dimension", "V", "kg", "2023-08-01T12:00Z"), (3, 3)),
        (passes, ("dimension", "H", "kg", "2023-08-01T10:00Z"), (3, 0)),
    ):
        assert tuple(_floor(known, key, wholesale=wholesale) for wholesale in (False, True)) == floors


def test_links_are_stated_by_pairs_and_left_out_by_commodities() -> None:
    """Five go by two: three stay at least, where those two count for nothing in the goal."""
    known = instance(
        groups=(group("A", count=5), group("B", count=2, priority=2)),
        links=(Link(group="A", partner="B", kind="not_before"),),
    )
    key = ("link", "A", "B", "not_before", "1", "2023-08-01T08:00Z")
    relaxation = relax(known)
    assert DualBound(relaxation, relaxation.goals[0]).floor(Leaf(1, ((key, 1),))) == 3
    assert key not in lagrangian_bound(known).row


def test_a_party_stands_for_no_more_than_there_are() -> None:
    """A ratio above the parties bounds as their number does, and a plan of too many breaks no link."""
    known = instance(
        groups=(group("A", count=3), group("B", size=3, priority=2)),
        flights=(flight("F", seats=3),),
        links=(Link(group="A", partner="B", kind="same_itinerary", ratio=9),),
    )
    relaxation = relax(known)
    rows = (("seats", "F"), ("link", "A", "B", "same_itinerary", "9", "F"))
    assert DualBound(relaxation, relaxation.goals[0]).floor(Leaf(2, tuple((row, 1) for row in rows))) == 2
    broken = {flaw.rule for flaw in verify(known, plan(known, ("A", "F", 4), ("B", "F", 1)))}
    assert broken == {"parties", "seats"}


def test_who_is_of_another_place_is_not_certain_to_be_aboard_where_nobody_of_this_one_stays() -> None:
    """Seven come through H and one waits there: where that one leaves, not all of the seven need to."""
    known = instance(
        groups=(group("FAR", count=7), group("NEAR", origin="H", count=1)),
        flights=(
            flight("IN", "O 08:00", "H 10:00"),
            flight("OUT", "H 12:00", "V 16:00", seats=4, status="optional"),
        ),
        places=(place("H", role="both", max_stay=300),),
    )
    known = replace(known, policy=replace(known.policy, full_loads=True))
    relaxation = relax(known)
    (pool,) = pools_of(relaxation, (("OUT",),))
    groups = [relaxation.column.key(int(column))[1] for column in pool.parties]
    certain = {code: bool(pool.certain[item]) for code, item in zip(groups, pool.item.tolist(), strict=True)}
    assert certain == {"FAR": False, "NEAR": True}
    goals = best_plan(known)
    assert goals is not None
    floor = DualBound(relaxation, relaxation.goals[0]).floor(Leaf(1, (), (("OUT",),)))
    assert floor is not None
    assert floor <= goals.goals[0][1]
