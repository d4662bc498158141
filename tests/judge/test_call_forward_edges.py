"""The judge of call-forwards at its bounds, and in what it says."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from evacopt.calling.call import call_forward
from evacopt.domain.call_forward import CallForward, CallWorld, FlightCalls
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Assignment, Assignments, Plan
from evacopt.domain.share import Share
from evacopt.domain.stored import MILLION
from evacopt.judge.call_forward import check_call_forward
from evacopt.judge.limits import LIMITS
from evacopt.judge.refusals import all_seated
from tests import build
from tests.build import flight, group, instance

HALF = {"show_up": 500_000}
KNOWN = instance(
    groups=(group("A", count=30, **HALF), group("B", count=4, show_up=650_000)),
    flights=(flight("F"), flight("E", "O 09:00", "V 13:00")),
)
PLAN = build.plan(KNOWN, ("A", "F", 10), ("B", "E", 3))
CALLS = call_forward(KNOWN, PLAN)
SURE = call_forward(KNOWN, PLAN, alpha=0)


def _claiming(calls: CallForward, *refused: Fraction) -> CallForward:
    rows = zip(calls.flights, refused, strict=True)
    return replace(calls, flights=tuple(replace(row, refused=claim) for row, claim in rows))


def _worlds(*worlds: tuple[Fraction, int]) -> CallForward:
    """Nobody is refused; A comes with so many parts per million."""
    told = tuple(CallWorld(chance, (("A", comes),)) for chance, comes in worlds)
    return replace(SURE, worlds=told)


def _texts(calls: CallForward) -> dict[str, str]:
    return {one.subject: one.text for one in check_call_forward(KNOWN, PLAN, calls)}


def _least(known: Instance, plan: Plan, called: tuple[tuple[str, int], ...], chance: Fraction) -> bool:
    """Whether of those called to F the judge accepts that chance of a refusal, and none below."""
    calls = replace(
        call_forward(known, plan, alpha=1, stories=()),
        called=Assignments.of(Assignment(code, ("F",), parties) for code, parties in called),
        flights=(FlightCalls("F", chance),),
    )
    below = _claiming(calls, chance - Fraction(1, 10**30))
    return not check_call_forward(known, plan, calls) and bool(check_call_forward(known, plan, below))


def test_bounds_themselves_hold() -> None:
    """An alpha of nought and of one, a claim of just alpha, people who never come and who surely do."""
    most = Fraction(CALLS.alpha, MILLION)
    for calls in (
        SURE,
        replace(SURE, alpha=MILLION),
        _claiming(CALLS, most, most),
        _worlds((Fraction(1), 0)),
        _worlds((Fraction(1), MILLION)),
    ):
        assert _texts(calls) == {}


def test_chances_of_worlds_are_above_nought() -> None:
    """Also where they add up to 1; their sum is told with as many digits as can be read."""
    for lost in (Fraction(1), Fraction(3, 2)):
        assert _texts(_worlds((lost, 1), (1 - lost, 2))).keys() == {"worlds"}
    total, fine = Fraction(MILLION**2 - 7, MILLION**2), Fraction(MILLION**3 - 7, 2 * MILLION**3 - 1)
    assert _texts(_worlds((total, 1)))["worlds"].endswith(f" {total}")
    assert _texts(_worlds((fine, 1)))["worlds"].endswith(f" {fine.limit_denominator(MILLION**2)}")
    assert str(fine) != str(fine.limit_denominator(MILLION**2))


def test_plans_are_told_by_twelve_digits() -> None:
    """Of both their hashes."""
    text = _texts(replace(CALLS, plan_sha256="0" * 64))["plan"]
    assert text == f"is of the plan {'0' * 12}, this is {PLAN.sha256[:12]}"


def test_one_party_too_many() -> None:
    """It is told how many are called and how many there are; who is called does not stand by."""
    called = Assignments.of([Assignment("A", ("F",), 10), Assignment("A", ("E",), 21), PLAN.assignments[1]])
    found = _texts(replace(CALLS, called=called))
    assert found["A"] == "calls 31 parties, there are 30"
    assert found["A on F"].endswith("of those not called anywhere there are 0")
    called = Assignments.of([*PLAN.assignments, Assignment("B", ("E",), 1)])
    waiting = (replace(SURE.flights[0], standby=(("B", 1), ("X", 1))), replace(SURE.flights[1], standby=()))
    said = "has 1 party on standby, of those not called anywhere there are 0"
    found = _texts(replace(SURE, called=called, flights=waiting))
    assert found == {f"{code} on {SURE.flights[0].flight}": said for code in ("B", "X")}


def test_no_claim_is_below_nought() -> None:
    """Not even of a flight on which nobody can be refused."""
    below = Fraction(-1, 2)
    assert _texts(_claiming(SURE, below, below)).keys() == {"E", "F"}


def test_sorties_have_pools_each() -> None:
    """Two sorties of three seats, one of them reserved: four are for all, so 5 or 6 of 6 are too many."""
    known = instance(
        groups=(group("A", count=9, **HALF), group("D", nationality="DEU", count=3, **HALF)),
        flights=(flight("F", seats=3, status="optional", copies=2),),
        shares=(Share(id="R", kind="reserve", nationality="DEU", people=1, flight="F"),),
    )
    plan = build.plan(known, ("A", "F", 4), ("D", "F", 2), sorties={"F": 2})
    assert _least(known, plan, (("A", 6), ("D", 2)), Fraction(7, 64))


def test_what_is_reserved_may_be_short_where_seats_are_not() -> None:
    """Ten seats, four of them for others: of eight who are called seven or eight are too many."""
    share = Share(id="R", kind="reserve", nationality="DEU", people=4, flight="F")
    known = instance(groups=(group("A", count=9, **HALF),), shares=(share,))
    assert _least(known, build.plan(known, ("A", "F", 6)), (("A", 8),), Fraction(9, 256))


def test_a_stretcher_takes_seats() -> None:
    """Three each: of two who are called both are too many for four seats."""
    known = instance(
        groups=(group("S", count=2, stretchers=1, **HALF),),
        flights=(flight("F", seats=4, stretchers=2, seats_per_stretcher=3),),
    )
    assert _least(known, build.plan(known, ("S", "F", 1)), (("S", 2),), Fraction(1, 4))


def test_a_chance_is_at_most_one() -> None:
    """Where seats and places for infants are both surely short."""
    known = instance(groups=(group("A", count=5, infants=1),), flights=(flight("F", seats=2, infants=2),))
    assert _least(known, build.plan(known, ("A", "F", 2)), (("A", 3),), Fraction(1))


def test_what_takes_too_long_is_places_by_parties_by_worlds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two sorties of three seats, seven parties, two worlds: 84, and no more than is allowed."""
    known = instance(
        groups=(group("A", count=9, **HALF),), flights=(flight("F", seats=3, status="optional", copies=2),)
    )
    plan = build.plan(known, ("A", "F", 6), sorties={"F": 2})
    calls = replace(
        call_forward(known, plan, alpha=1),
        called=Assignments.of([Assignment("A", ("F",), 7)]),
        flights=(FlightCalls("F", Fraction(1)),),
        worlds=(CallWorld(Fraction(1, 2), (("A", 1),)), CallWorld(Fraction(1, 2))),
    )
    for most, wrong in ((84, 0), (83, 1)):
        monkeypatch.setattr("evacopt.judge.call_forward.LIMITS", replace(LIMITS, called=most))
        assert len(check_call_forward(known, plan, calls)) == wrong


def test_who_is_over_in_a_pool_sits_in_the_next_around_it() -> None:
    """One seat in each of three pools, one inside the other: three find a place, four do not.

    Of two pools side by side inside a third the next seat is for one of those who are over.
    """
    pools = [(1, frozenset({1})), (1, frozenset({1, 2}))]
    assert all_seated(1, pools, [(1, (1, 500_000, 3))]) == 1
    assert all_seated(1, pools, [(1, (1, 500_000, 4))]) == Fraction(15, 16)
    pools = [(1, frozenset({1})), (1, frozenset({2})), (1, frozenset({1, 2}))]
    assert all_seated(0, pools, [(1, (1, 500_000, 2)), (2, (1, 500_000, 2))]) == Fraction(15, 16)
