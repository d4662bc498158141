"""The airfield under a plan, counted by hand."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from evacopt.domain.checks import errors_of
from evacopt.domain.clock import moment
from evacopt.domain.window import Direction, Window
from evacopt.judge.goals import count_goals
from evacopt.judge.verify import verify
from evacopt.view.airfield import closures, held_resources
from evacopt.view.airfield_tables import airfield_tables, offered_tables
from evacopt.view.steps import EVER, Moment, Steps, constant
from evacopt.view.view import View
from tests.build import at, instance
from tests.output import small
from tests.output.airfield import INSTANCE, PLAN
from tests.output.test_view_and_judge import _some_plan
from tests.tiny.airfield import airfield_instance

TABLES = airfield_tables(View(INSTANCE, PLAN))


def test_the_case_holds() -> None:
    """The instance is free of errors, and the judge accepts the plan."""
    assert not list(errors_of(INSTANCE))
    assert not verify(INSTANCE, PLAN)


def _rows(name: str, *heads: str) -> list[tuple[Any, ...]]:
    return [tuple(row[head] for head in heads) for row in TABLES[name]]


def test_an_instance_without_has_none() -> None:
    """Nothing appears where no table and no column says anything of it."""
    assert airfield_tables(View(small.INSTANCE, small.PLAN)) == {}
    assert offered_tables(small.INSTANCE) == {}


def test_resources_at_their_fullest() -> None:
    """A2 comes while A1 still stands; A1, A2 and K1 overlap as escorts by two; four sorties burn 20 each."""
    assert _rows("resources", "id", "location", "most", "count", "left", "most_at", "flights") == [
        ("stand-H", "H", 2, 2, 0, moment(at("09:00")), 4),
        ("escort", "O", 2, 3, 1, moment(at("06:00")), 4),
        ("fuel", "O", 80, 100, 20, moment(at("12:00")), 4),
    ]


def test_what_sorties_hold_is_half_open() -> None:
    """A stand that is free at the minute at which another aircraft comes is one stand."""
    uses = tuple(replace(use, to_minutes=60) if use.resource == "stand-H" else use for use in INSTANCE.uses)
    (stand, *_) = held_resources(View(replace(INSTANCE, uses=uses), PLAN))
    assert stand.fullest == Moment(at("08:00"), 1, 2)
    assert [(one.flight.id, one.begin, one.end) for one in stand.holdings][:2] == [
        ("A1", at("08:00"), at("09:00")),
        ("A2", at("09:00"), at("10:00")),
    ]


def test_slots_count_both_ends_and_every_sortie() -> None:
    """A1 and A2 land at H before 10:00, K1 is not French; the departure at 08:30 is no longer in the slot."""
    assert _rows("slots", "id", "movements", "flown", "left") == [("H-FRA", 3, 2, 1), ("O-all", 5, 2, 3)]


def test_reception_by_day_and_hour() -> None:
    """Seven of A2 land at H in the hour of nine, fifteen in all; V has room for 24 from noon on."""
    assert _rows("reception", "location", "landed", "busiest_hour", "in_hour", "present", "capacity") == [
        ("H", 15, moment(at("09:00")), 7, 15, 20),
        ("V", 15, moment(at("20:00")), 15, 15, 24),
    ]
    assert _rows("capacities", "location", "from", "people", "present") == [
        ("V", None, None, 0),
        ("V", moment(at("12:00")), 24, 15),
    ]


def test_dimensions_aboard_and_at_places() -> None:
    """Needs of parties against the room of all sorties; where a flight names no room there is no limit."""
    rows = _rows("dimensions", "flight", "location", "dimension", "needed", "room")
    assert ("A1", "", "kg", 20, 60) in rows
    assert ("ON", "", "pet", 2, None) in rows
    assert rows[-1] == ("", "H", "icu", 2, 3)


def test_tags_links_order_and_alternatives() -> None:
    """A person counts under every tag of the party; of two alternatives the one that flies is named."""
    assert _rows("tags", "tag", "people", "served", "left") == [("SIV", 19, 10, 9), ("list-A", 3, 2, 1)]
    assert _rows("links", "group", "parties", "with", "with_parties") == [("KID", 2, "ESC", 1)]
    assert _rows("order", "flight", "flown", "needs", "needs_flown") == [("E1", 0, "A2", 1)]
    assert _rows("alternatives", "alternative", "flown", "flights") == [("night", ("E2",), ("E1", "E2"))]


def test_prices_and_risk() -> None:
    """Four people of K1 pay; 40 ppm aboard A1, and 2 an hour for each begun hour of all who wait at O.

    4 people wait 6 hours, 7 wait 7, 4 wait 2 (from 07:15 to 08:30); 10 stay for 23 and 2 for 16.
    """
    assert _rows("fares", "flight", "people", "cost") == [("K1", 4, 400)]
    hours = 4 * 6 + 7 * 7 + 4 * 2 + 10 * 23 + 2 * 16
    assert _rows("risk", "flight", "location", "hours", "risk") == [
        ("A1", "", None, 40),
        ("", "O", hours, 2 * hours),
    ]


def test_what_there_is() -> None:
    """Without a plan: limits as they stand, and how many flights each speaks of."""
    tables = offered_tables(INSTANCE)
    assert [row["daily_from"] for row in tables["windows"]] == ["16:00", ""]
    assert [(row["id"], row["flights"]) for row in tables["resources"]] == [
        ("stand-H", 5),
        ("escort", 5),
        ("fuel", 5),
    ]
    assert [(row["id"], row["needed"], row["room"]) for row in tables["dimensions"]] == [
        ("kg", 80, 180),
        ("pet", 4, 3),
        ("icu", 3, None),
    ]


CLOSED = Window(location="O", kind="closed", daily_from=22 * 60, daily_to=5 * 60)
OPEN = Window(location="O", kind="open", direction="out", since=at("06:00"), until=at("12:00"))


@pytest.mark.parametrize(
    ("windows", "movement", "expected"),
    [
        ((CLOSED,), ("O", "out", "FRA"), [("1T00:00", "1T05:00"), ("1T22:00", "2T00:00")]),
        ((OPEN,), ("O", "out", "FRA"), [("1T00:00", "1T06:00"), ("1T12:01", "2T00:00")]),
        ((OPEN,), ("O", "in", "FRA"), []),
        ((replace(CLOSED, operators=("KEN",)),), ("O", "out", "FRA"), []),
        ((OPEN, CLOSED), ("O", "out", "FRA"), [("1T00:00", "1T06:00"), ("1T12:01", "2T00:00")]),
    ],
)
def test_closures(
    windows: tuple[Window, ...], movement: tuple[str, Direction, str], expected: list[tuple[str, str]]
) -> None:
    """Every minute of the day is closed or the movement is permitted, over midnight and at the edges."""
    of = instance(windows=windows)
    shut = closures(of, movement, at("00:00"), at("2T00:00"))
    assert shut == [(at(begin), at(end)) for begin, end in expected]
    for minute in range(at("00:00"), at("2T00:00")):
        assert of.permits(*movement, minute) != any(begin <= minute < end for begin, end in shut)


def test_the_fullest_moment_is_that_of_the_largest_part() -> None:
    """15 of 30 is less full than 10 of 12; without a limit the most counts; nothing is at no time."""
    steps = Steps.of(*(_ints(0, 10), _ints(10, 20), _ints(15, 10)))
    assert steps.fullest(((-EVER, 30), (10, 12))) == Moment(10, 10, 12)
    assert steps.fullest(constant(None)) == Moment(0, 15, None)
    assert steps.fullest(((-EVER, 0), (0, 20)), begin=30).value == 0


def _ints(*numbers: int) -> Any:
    return np.array(numbers, dtype=np.int64)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_the_judge_counts_alike(seed: int) -> None:
    """What is more than there is the judge finds, and nothing else; and the goal `risk` is the sum here."""
    instance = airfield_instance(seed)
    plan = _some_plan(instance, Random(seed))
    view = View(instance, plan)
    taken = {leg for legs in plan.assignments.itinerary.values for leg in legs}
    assume(all(view.flown[instance.number[leg]] for leg in taken))
    tables, broken = airfield_tables(view), {one.rule for one in verify(instance, plan)}
    for rule, name, used, limit in (
        ("resource", "resources", "most", "count"),
        ("slot", "slots", "flown", "movements"),
        ("arrivals_day", "reception", "landed", "per_day"),
        ("arrivals_hour", "reception", "in_hour", "per_hour"),
        ("dimension", "dimensions", "needed", "room"),
    ):
        limited = (row for row in tables.get(name, ()) if row[limit] is not None)
        assert any(row[used] > row[limit] for row in limited) == (rule in broken)
    goals = dict(count_goals(instance, plan))
    if "risk" in goals:
        assert goals["risk"] == sum(row["risk"] for row in tables.get("risk", ()))
