"""The method under the rules of the airfield itself: the judge accepts its plans, and they are good ones."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from evacopt.backends.session import Session
from evacopt.domain.instance import Instance
from evacopt.domain.link import Link, LinkKind
from evacopt.domain.plan import Plan
from evacopt.domain.policy import Policy
from evacopt.domain.slot import Order
from evacopt.domain.window import Window
from evacopt.judge.verify import verify
from evacopt.large.context import Context
from evacopt.large.method import decide, filled
from evacopt.large.tuning import TUNING, LargeTuning
from evacopt.milp.contract import Options
from tests.build import VIA_HUB, at, flight, group, instance, place
from tests.seeds import some_or_all
from tests.tiny.airfield import airfield_instance

PROMISES = {"share_min", "pin", "min_load", "full_loads"}
"""Rules that boarding alone may fail to keep, where there are promises."""
ITINERARIES = replace(TUNING, most_arcs=-1)
"""Itineraries however few arcs there are."""


def _planned(known: Instance, session: Session, tuning: LargeTuning = TUNING) -> Plan:
    return decide(Context(known, session, Options(threads=1), math.inf, tuning=tuning))[0]


def _broken(known: Instance, plan: Plan) -> set[str]:
    """Rules broken, promises aside where there are any."""
    promised = any(share.kind == "min" for share in known.shares)
    promised |= any(pin.kind != "at_most" for pin in known.pins)
    return {one.rule for one in verify(known, plan)} - (PROMISES if promised else set())


@pytest.mark.parametrize("tuning", [TUNING, ITINERARIES], ids=["legs", "itineraries"])
@pytest.mark.parametrize("seeds", some_or_all(300, every=12))
def test_the_judge_accepts_its_plans(highs: Session, seeds: range, tuning: LargeTuning) -> None:
    """On instances over every new rule, alone and together, no plan breaks one."""
    for seed in seeds:
        known = airfield_instance(seed)
        assert _broken(known, _planned(known, highs, tuning)) == set(), known.name


@pytest.mark.parametrize("seeds", some_or_all(600, first=300, every=12))
def test_the_judge_accepts_plans_without_a_flow(highs: Session, seeds: range) -> None:
    """Nor do plans that are soon there."""
    for seed in seeds:
        known = airfield_instance(seed)
        if not known.policy.full_loads:
            plan = filled(Context(known, highs, Options(threads=1), math.inf))
            assert _broken(known, plan) == set(), known.name


def _gone(known: Instance, session: Session) -> dict[tuple[str, tuple[str, ...]], int]:
    """Parties by group and itinerary of a plan that the judge accepts."""
    plan = _planned(known, session)
    assert verify(known, plan) == []
    return {(row.group, row.itinerary): row.parties for row in plan.assignments}


def test_children_take_their_escorts_along(highs: Session) -> None:
    """The most urgent may go by people of the last class only: one of these boards with two of them."""
    people = (
        group("CHILD", count=3),
        group("OTHER", priority=2, count=9),
        group("ESCORT", priority=3, count=4),
    )
    link = Link(group="CHILD", partner="ESCORT", kind="same_itinerary", ratio=2)
    plane = flight("F", seats=6)
    gone = _gone(instance(groups=people, flights=(plane,), links=(link,)), highs)
    assert gone == {("CHILD", ("F",)): 3, ("ESCORT", ("F",)): 2, ("OTHER", ("F",)): 1}


@pytest.mark.parametrize("kind", ["same_itinerary", "same_haven", "not_before"])
def test_two_groups_that_go_by_each_other(highs: Session, kind: LinkKind) -> None:
    """Neither may go before the other: they board two by two as long as there are seats for both."""
    people = (group("A", count=4), group("B", size=2, count=4))
    links = (Link(group="A", partner="B", kind=kind), Link(group="B", partner="A", kind=kind))
    gone = _gone(instance(groups=people, flights=(flight("F", seats=10),), links=links), highs)
    assert gone == {("A", ("F",)): 3, ("B", ("F",)): 3}


def test_a_flight_that_another_needs_is_flown_empty(highs: Session) -> None:
    """The ferry flight takes nobody of those who wait; where it is shut out the other is not flown."""
    ferry = flight("FERRY", "O 06:00", "V 07:00", status="optional", accepts=("DEU",))
    there = flight("F", status="optional", copies=2, seats=1)
    known = instance(
        groups=(group(count=2),), flights=(ferry, there), order=(Order(flight="F", needs="FERRY"),)
    )
    plan = _planned(known, highs)
    assert verify(known, plan) == []
    assert plan.flown == {"FERRY": 1, "F": 2}
    shut = replace(known, windows=(Window(location="V", kind="closed", until=at("08:00")),))
    assert _gone(shut, highs) == {}


def test_people_come_to_and_leave_a_place_that_is_both(highs: Session) -> None:
    """Some stay where others change flights, and whoever waits there leaves."""
    hub = place("H", role="both", max_stay=300)
    people = (group("STAY", destinations=("H",)), group("ON", destinations=("V",)), group("OFF", origin="H"))
    gone = _gone(instance(groups=people, flights=VIA_HUB, places=(hub,)), highs)
    assert gone == {("STAY", ("IN",)): 1, ("ON", ("IN", "OUT")): 1, ("OFF", ("OUT",)): 1}
    ends = place("H", role="both")
    assert ("ON", ("IN", "OUT")) not in _gone(instance(groups=people, flights=VIA_HUB, places=(ends,)), highs)


def test_risk_and_prices_a_head_choose_the_flight(highs: Session) -> None:
    """The later flight is safer, the dearer one less so: as the goals say."""
    people = (group(count=3),)
    flights = (
        flight("A", risk_ppm=900, cost_per_person=1),
        flight("B", "O 10:00", "V 14:00", risk_ppm=100, cost_per_person=7),
    )
    places = (place("O", risk_ppm_per_hour=10),)
    for goal, chosen in ("risk", "B"), ("cost", "A"):
        policy = Policy(objectives=("unserved", goal))
        known = instance(groups=people, flights=flights, places=places, policy=policy)
        assert _gone(known, highs) == {("G", (chosen,)): 3}
