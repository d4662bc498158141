"""Rows that come and go, holes in windows, and what sorties held once they are written out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evacopt.domain.checks import errors_of
from evacopt.domain.clock import HOUR
from evacopt.domain.instance import Instance
from evacopt.domain.pin import Pin
from evacopt.domain.resource import Resource, Use
from evacopt.domain.slot import Slot
from evacopt.domain.window import Window
from evacopt.errors import UsageError
from evacopt.events.events import Cancel, Close, SetCell, after
from evacopt.events.rows import change_flights
from evacopt.events.void import without_void
from evacopt.events.whole_rows import Add, Drop
from evacopt.events.windows import is_open_to, opened_for
from tests.build import DIRECT, VIA_HUB, at, flight, group, instance, place
from tests.events.test_events import SHUTTLE

CURFEW = Window(location="O", kind="closed", daily_from=7 * HOUR, daily_to=9 * HOUR)
SLOT = Slot(id="S1", location="V", since=at("08:00"), until=at("20:00"), movements=2)


def test_a_row_is_added_and_dropped() -> None:
    """A curfew comes, and is lifted again; a group and a slot as well."""
    known = instance()
    with_it = after(known, [Add(CURFEW), Add(SLOT), Add(group("H2"))])
    assert (with_it.windows, with_it.slots, with_it.groups.id) == ((CURFEW,), (SLOT,), ("G", "H2"))
    dropped = [
        Drop("windows", (("location", "O"), ("daily_from", 7 * HOUR))),
        Drop("slots", (("id", "S1"),)),
        Drop("groups", (("id", "H2"),)),
    ]
    assert after(with_it, dropped) == known
    assert after(with_it, [SetCell("slots", "S1", "movements", 3)]).slots == (replace(SLOT, movements=3),)


def test_rows_in_words() -> None:
    """An event tells the planner what was typed."""
    assert str(Add(CURFEW)) == "add windows:location=O,kind=closed,daily_from=07:00,daily_to=09:00"
    assert str(Drop("windows", (("location", "O"),))) == "drop windows:location=O"


def test_a_row_that_is_not_there() -> None:
    """Only what is there can go, and only rows can come."""
    with pytest.raises(UsageError, match="no row of windows has location=V"):
        Drop("windows", (("location", "V"),)).applied(instance(windows=(CURFEW,)))
    with pytest.raises(UsageError, match="Add takes a row"):
        Add("windows").applied(instance())


def test_sorties_written_out_hold_what_they_held() -> None:
    """When one flight of a row is cancelled, each of them still takes the stand that the row took."""
    stand = Use(resource="R", anchor="arrives", from_minutes=0, to_minutes=60, flight="S")
    other = Use(resource="R", anchor="departs", from_minutes=-60, to_minutes=0, flight="F")
    before = instance(
        sorties=(SHUTTLE,), resources=(Resource(id="R", count=9),), uses=(stand, other), windows=(CURFEW,)
    )
    changed = Cancel("S@2023-08-01T10:00Z").applied(before)
    assert errors_of(changed) == []
    assert changed.windows == before.windows
    for leg in before.schedule:
        held = [(use.resource, use.held(leg)) for use in before.uses_of(leg)]
        assert [(use.resource, use.held(leg)) for use in changed.uses_of(leg)] == held


def test_a_flight_that_becomes_two_is_two_of_the_resource() -> None:
    """Aircraft beside a flight hold what it held, each."""
    use = Use(resource="R", anchor="departs", from_minutes=0, to_minutes=60, flight="F")
    before = instance(resources=(Resource(id="R", count=9),), uses=(use,))
    twice = change_flights(before, ["F"], lambda leg: (leg, replace(leg, id="F+2")))
    assert [len(twice.uses_of(leg)) for leg in twice.schedule] == [1, 1]


LATE = flight("L", "O 08:01", "V 12:00")


@pytest.mark.parametrize(
    "row",
    [
        CURFEW,
        Window(location="O", kind="closed", until=at("20:00")),
        Window(location="O", kind="closed", since=at("08:00"), until=at("09:00"), operators=("FRA",)),
        Window(location="O", kind="closed", daily_from=22 * HOUR, daily_to=9 * HOUR, direction="out"),
        Window(location="O", kind="open", since=at("10:00")),
        Window(location="O", kind="open", direction="out", daily_from=10 * HOUR, daily_to=12 * HOUR),
    ],
)
def test_a_window_with_a_hole(row: Window) -> None:
    """The flight named may leave, what leaves a minute later may not, and other days are as they were."""
    shut = instance(flights=(DIRECT, LATE), windows=(row,), ends=at("3T23:00"))
    assert [is_open_to(shut, leg) for leg in shut.schedule] == [False, False]
    open_ = opened_for(shut, [DIRECT])
    assert errors_of(open_) == []
    assert [is_open_to(open_, leg) for leg in open_.schedule] == [True, False]
    minutes = range(at("00:00"), at("4T00:00"), 7)
    for operator in ("FRA", "DEU"):
        before = [shut.permits("O", "out", operator, minute) for minute in minutes]
        assert [open_.permits("O", "out", operator, minute) for minute in minutes] == before
    assert opened_for(open_, [DIRECT]) is open_


def test_windows_that_nothing_breaks_stay() -> None:
    """Where a flight may come and go nothing is changed."""
    fine = instance(windows=(Window(location="O", kind="closed", since=at("09:00")), CURFEW))
    late = instance(flights=(flight("F", "O 09:00", "V 12:00"),), windows=(CURFEW,))
    assert opened_for(late, late.schedule) is late
    assert opened_for(fine, []) is fine


@pytest.mark.parametrize("event", [Add(CURFEW), Close("O", at("07:00"), at("09:00")), Cancel("F")])
def test_a_promise_about_a_flight_that_a_curfew_stops_is_void(event: Add | Close | Cancel) -> None:
    """As where it is cancelled; what a curfew stopped before is not."""
    pin = Pin(group="G", kind="at_least", parties=1, flight="F")
    before = instance(flights=(DIRECT, *VIA_HUB), pins=(pin,), places=(place("H"),))
    kept, words = without_void(before, event.applied(before))
    assert kept.pins == () and len(words) == 1
    stopped = Add(CURFEW).applied(before)
    assert without_void(stopped, Cancel("OUT").applied(stopped))[0].pins == (pin,)


def test_every_window_event_is_checked() -> None:
    """A row that breaks the data is found as it is in a file."""
    assert errors_of(_with(Window(location="Q", kind="closed", since=0)))


def _with(row: Window) -> Instance:
    return Add(row).applied(instance())
