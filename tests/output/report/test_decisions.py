"""Decisions wanted, each from the data."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest
from msgspec import structs

from evacopt.domain.plan import Assignments, GoalTable
from evacopt.output.report.decisions import barriers, decisions, unused_seats
from evacopt.output.report.words import WORDS, has_no_way, reason_of
from evacopt.output.views import plan_view
from evacopt.planning.incumbent import NOT_LOOKED_AT
from evacopt.planning.solve import solve
from evacopt.reasons.obstacle import Code
from tests.output.report.cases import INSTANCE, PLAN, situation


def _titles(when: str = "1T00:00") -> list[str]:
    return [decision.title for decision in decisions(situation(when))]


def test_all_that_wants_a_decision_is_told_by_the_hour() -> None:
    """Free seats at 06:00, a hub at 08:00, reserved seats at 12:00, a deadline at 16:00; then the rest."""
    assert _titles() == [
        "6 free seats leave KRT while 16 people stay there",
        "Hub JIB fills to over 90 %",
        "5 free seats leave KRT while 16 people stay there",
        "Share UK-own: 3 seats reserved for GBR stay empty",
        "4 people must leave within 24 hours and have no seat",
        "14 people have no way out by these flights, however seats are given",
        'The goal "people left behind, class 3" is not proven best',
    ]


def test_what_is_past_wants_no_decision() -> None:
    """On the third day no flight leaves, no hub fills, and the deadline is over."""
    assert _titles("3T07:00") == _titles()[-2:]


def test_a_plan_that_leaves_nobody_wants_little() -> None:
    """Free seats matter only while somebody stays."""
    empty = replace(INSTANCE, groups=INSTANCE.groups[:0])
    nobody = replace(PLAN, assignments=Assignments.of(()), unserved=(), goals=GoalTable())
    titles = [one.title for one in decisions(situation(instance=empty, plan=nobody))]
    assert titles == ["Share UK-own: 8 seats reserved for GBR stay empty"]


def test_what_bars_from_a_free_seat() -> None:
    """Nationality first, then size: of 16 who stay at KRT nobody may take the British flight."""
    now = situation()
    found = barriers(INSTANCE, INSTANCE.flight["UK"], free=5, stays=now.stays_at["KRT"])
    assert [(people, words) for words, people in found] == [(16, "of a nationality that it does not take")]
    found = barriers(INSTANCE, INSTANCE.flight["IN"], free=2, stays=now.stays_at["KRT"])
    assert [(people, words) for words, people in found] == [
        (12, "more in a party than there are free seats"),
        (4, "no seat left on the flights that they could take"),
    ]


def test_deadlines_and_readiness_bar() -> None:
    """Who must leave before, and who is ready after, cannot take a flight."""
    now = situation()
    ready = INSTANCE.groups.ready.copy()
    ready[INSTANCE.groups.row["S1"]] = INSTANCE.flight["LATE"].departs + 1
    later = replace(INSTANCE, groups=replace(INSTANCE.groups, ready=ready))
    found = barriers(later, INSTANCE.flight["LATE"], free=8, stays=now.stays_at["KRT"])
    assert dict(found) == {"not ready by then": 12, "have to leave before": 4}


def test_reserved_seats_taken_are_not_unused() -> None:
    """Five of eight seats for Britons are taken; after the flight has left nothing can be given away."""
    (unused,) = unused_seats(situation())
    assert (unused.share, unused.reserved, unused.seats, unused.flights) == ("UK-own", 8, 3, ("UK",))
    assert unused_seats(situation("1T12:01")) == ()


def test_only_reasons_beyond_any_seat_mean_no_way() -> None:
    """Where one way lacks but a seat, somebody could make room; without reasons nothing is known."""
    stay = situation().view.stays[0]
    for codes, stuck in (
        (("ready", "acceptance"), True),
        (("ready", "seats"), False),
        (("seats",), False),
        (("combined",), False),
        ((), False),
    ):
        assert has_no_way(structs.replace(stay, codes=codes)) == stuck


def test_reasons_of_planning_are_known() -> None:
    """What planning records for those who stay for want of a connection is told as having no way out."""
    result = solve(INSTANCE, backend="first-come", time_limit=1)
    assert result.plan is not None
    stays = {stay.group: stay for stay in plan_view(INSTANCE, result.plan).stays}
    assert has_no_way(stays["U1"])
    assert reason_of(stays["U1"]) == WORDS["no_connection"]
    assert all(reason_of(stay) in WORDS.values() for stay in stays.values())


def test_every_reason_has_words() -> None:
    """Whatever planning can say stands in the way is told in words for its kind."""
    assert {*get_args(Code), "size", "no_connection", "goals", "open", "combined", NOT_LOOKED_AT.code} <= set(
        WORDS
    )


@pytest.mark.parametrize("when", ["1T00:00", "2T00:00", "3T00:00"])
def test_due_times_rise_and_lie_ahead(when: str) -> None:
    """Nothing is due before the as-of time; what has no hour comes last."""
    due = [one.due for one in decisions(situation(when))]
    hours = [one for one in due if one is not None]
    assert hours == sorted(hours)
    assert due == [*hours, *[None] * (len(due) - len(hours))]
