"""The judge of call-forwards: chances to the last digit, and everything that does not hold named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import pytest

from evacopt.calling.call import call_forward
from evacopt.domain.call_forward import CallForward, CallWorld, FlightCalls
from evacopt.domain.plan import Assignment, Assignments
from evacopt.judge.call_forward import check_call_forward
from evacopt.judge.refusals import all_seated, nested
from tests import build
from tests.build import flight, group, instance
from tests.calling.enumerated import parties_of, refusal, small_flight

SEEDS = [0, 3, 4, 7, 10, 12, 14, 17, 24, 26]
HALF = {"show_up": 500_000}
KNOWN = instance(
    groups=(group("A", count=30, **HALF), group("B", count=4, show_up=650_000)),
    flights=(flight("F"), flight("E", "O 09:00", "V 13:00")),
)
PLAN = build.plan(KNOWN, ("A", "F", 10), ("B", "E", 3))
CALLS = call_forward(KNOWN, PLAN)


def _claiming(calls: CallForward, refused: Fraction) -> CallForward:
    return replace(calls, flights=tuple(replace(row, refused=refused) for row in calls.flights))


def _calling(calls: CallForward, *rows: Assignment) -> CallForward:
    return replace(calls, called=Assignments.of([*calls.called, *rows]))


def _subjects(calls: CallForward) -> set[str]:
    return {violation.subject for violation in check_call_forward(KNOWN, PLAN, calls)}


@pytest.mark.parametrize("seed", SEEDS)
def test_the_chance_is_exact(seed: int) -> None:
    """A claim of just what every outcome tried says holds, one that is less by anything does not."""
    known, plan, stories = small_flight(seed)
    groups = replace(known.groups, infants=known.groups.infants * 0, stretchers=known.groups.stretchers * 0)
    known = replace(known, groups=groups)
    plan = replace(plan, instance_sha256=known.sha256)
    calls = call_forward(known, plan, alpha=0.1, stories=stories)
    true = refusal(known, calls, parties_of(calls))
    assert true > 0
    assert not check_call_forward(known, plan, _claiming(calls, true))
    found = check_call_forward(known, plan, _claiming(calls, true - Fraction(1, 10**40)))
    assert [(one.rule, one.subject) for one in found] == [("call_forward", "F")]


@pytest.mark.parametrize("seed", SEEDS)
def test_one_too_many_is_refused(seed: int) -> None:
    """One party more than alpha allows breaks the claim, and a claim that is true of it is above alpha."""
    known, plan, stories = small_flight(seed)
    calls = call_forward(known, plan, alpha=0.1, stories=stories)
    called = parties_of(calls)
    waiting = [row.id for row in known.groups if called[row.id] < row.count]
    calls = replace(calls, flights=tuple(replace(row, standby=()) for row in calls.flights))
    for name in waiting:
        more = _calling(calls, Assignment(name, ("F",), 1))
        assert check_call_forward(known, plan, more)
        assert check_call_forward(known, plan, _claiming(more, Fraction(1)))


def test_what_evacopt_calls_holds() -> None:
    """The example is accepted, and some in it are called beyond the plan, and some stand by."""
    assert not check_call_forward(KNOWN, PLAN, CALLS)
    assert parties_of(CALLS)["A"] > 10
    assert any(row.standby for row in CALLS.flights)


@pytest.mark.parametrize(
    ("broken", "subjects"),
    [
        (lambda calls: _calling(calls, Assignment("A", ("E",), 20)), {"A", "E", "A on E", "A on F"}),
        (lambda calls: _calling(calls, Assignment("X", ("E",), 1)), {"X on E"}),
        (lambda calls: replace(calls, called=calls.called[1:]), {"A on F"}),
        (lambda calls: replace(calls, plan_sha256="0" * 64), {"plan"}),
        (lambda calls: replace(calls, instance_sha256="0" * 64), {"instance"}),
        (lambda calls: replace(calls, flights=calls.flights[1:]), {"F"}),
        (lambda calls: replace(calls, flights=(*calls.flights, calls.flights[0])), {"F"}),
        (lambda calls: replace(calls, flights=(*calls.flights, FlightCalls("X", Fraction(0)))), {"X"}),
        (lambda calls: replace(calls, alpha=1), {"F", "E"}),
        (lambda calls: replace(calls, alpha=-1), {"alpha"}),
        (lambda calls: replace(calls, worlds=(CallWorld(Fraction(1, 2)),)), {"worlds"}),
        (lambda calls: replace(calls, worlds=()), {"worlds"}),
        (
            lambda calls: replace(calls, worlds=(CallWorld(Fraction(2)), CallWorld(Fraction(-1)))),
            {"worlds"},
        ),
        (lambda calls: replace(calls, worlds=(CallWorld(Fraction(1), (("X", 1),)),)), {"X"}),
        (lambda calls: replace(calls, worlds=(CallWorld(Fraction(1), (("A", -1),)),)), {"A"}),
        (lambda calls: replace(calls, worlds=(CallWorld(Fraction(1), (("A", 990_000),)),)), {"F", "E"}),
    ],
)
def test_what_does_not_hold_is_named(
    broken: Callable[[CallForward], CallForward], subjects: set[str]
) -> None:
    """Called twice, not called though planned, of another plan; flights, chances, groups that are not so."""
    assert _subjects(broken(CALLS)) == subjects


def test_chances_of_worlds_that_add_up_to_a_long_fraction_are_told() -> None:
    """However many digits the sum has, the message is a short one."""
    worlds = tuple(CallWorld(Fraction(1, 10**99 + number)) for number in range(1, 100))
    (found,) = check_call_forward(KNOWN, PLAN, replace(CALLS, worlds=worlds))
    assert found.subject == "worlds"
    assert len(found.text) < 100


def test_who_is_called_does_not_stand_by() -> None:
    """A standby list has no more parties of a group than are called nowhere, however often it names them."""
    rest = 30 - parties_of(CALLS)["A"]
    for standby, wrong in (
        ((("A", rest),), set[str]()),
        ((("A", rest), ("A", 1)), {"A on F"}),
        ((("X", 1),), {"X on F"}),
    ):
        rows = (replace(CALLS.flights[0], standby=standby), *CALLS.flights[1:])
        assert _subjects(replace(CALLS, flights=rows)) == wrong


def test_who_may_not_travel_is_not_called() -> None:
    """The rules of travel and limits beside places aboard hold of everybody who is called."""
    known = instance(groups=(group("A", count=9, ready=build.at("08:30")), group("B", count=2)))
    plan = build.plan(known, ("B", "F", 2))
    calls = _calling(call_forward(known, plan), Assignment("A", ("F",), 1))
    assert {one.rule for one in check_call_forward(known, plan, calls)} == {"itinerary"}
    known = instance(groups=(group("A", count=9),), places=(build.place("V", capacity=3),))
    plan = build.plan(known, ("A", "F", 2))
    calls = _calling(call_forward(known, plan), Assignment("A", ("F",), 2))
    assert "capacity" in {one.rule for one in check_call_forward(known, plan, calls)}


def test_a_chance_that_takes_too_long_is_no_claim() -> None:
    """So that no file keeps the judge busy for hours; where all fit any number does."""
    known = instance(groups=(group("A", count=30_000, **HALF),), flights=(flight("F", seats=21_000),))
    plan = build.plan(known, ("A", "F", 21_000))
    calls = replace(call_forward(known, plan), flights=(FlightCalls("F", Fraction(0)),))
    assert not check_call_forward(known, plan, calls)
    (found,) = check_call_forward(known, plan, _calling(calls, Assignment("A", ("F",), 1)))
    assert "too large" in found.text


def test_pools_are_nested_by_leaving_people_out() -> None:
    """The pool for fewer keeps its people; of one that lets in only some of them they do not count."""
    small, large, cross = frozenset({1}), frozenset({1, 2, 3}), frozenset({3, 4, 5, 6})
    assert nested([(5, large), (2, small), (1, small)]) == [(3, small), (5, large)]
    assert nested([(5, large), (4, cross)]) == [(5, large), (4, frozenset({4, 5, 6}))]


def test_pools_side_by_side_share_what_is_open_to_all() -> None:
    """Two pools of a seat each, two people for each at even odds: who is over sits in what is for all."""
    coming = [(1, (1, 500_000, 2)), (2, (1, 500_000, 2))]
    pools = [(1, frozenset({1})), (1, frozenset({2}))]
    assert all_seated(1, pools, coming) == Fraction(15, 16)
    assert all_seated(0, pools, coming) == Fraction(9, 16)
    assert all_seated(2, pools, coming) == 1
