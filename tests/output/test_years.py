"""Every page names the year where its times are of more than one, and leaves it out where they are not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from evacopt.domain.clock import DAY, HOUR, parse_time
from evacopt.domain.group import Groups
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Assignments
from evacopt.output.compare_page import compare_page
from evacopt.output.instance_page import instance_page
from evacopt.output.notebook import comparison_tables
from evacopt.output.plan_page import plan_page
from evacopt.output.report.changes import changes
from evacopt.output.report.chart_lanes import axis_of
from evacopt.output.report.chart_timeline import timeline_chart
from evacopt.output.report.decisions import decisions
from evacopt.output.report.flight_tables import flights_table, hubs_table, next_flights, places_table
from evacopt.output.report.page import tiles
from evacopt.output.report.situation import Situation
from evacopt.output.views import instance_view, plan_view
from evacopt.output.wording import period, when_among
from evacopt.planning.compare import compare
from evacopt.planning.comparison import Comparison
from tests.output import small
from tests.output.report import cases
from tests.output.test_compare_page import _text

TO_NEW_YEAR = parse_time("2023-12-31T00:00Z") - parse_time("2023-08-01T00:00Z")
BEFORE, AFTER = "31 Dec", "2 Jan"


def _moved(known: Instance, by: int) -> Instance:
    """The same that many minutes later."""

    def row(thing: Any, *names: str) -> Any:
        times = {name: getattr(thing, name) for name in names}
        return replace(thing, **{name: at if at is None else at + by for name, at in times.items()})

    return replace(
        known,
        begins=known.begins + by,
        ends=known.ends + by,
        locations=tuple(row(place, "opens", "closes") for place in known.locations),
        groups=Groups.of(row(group, "ready", "leave_by") for group in known.groups),
        flights=tuple(row(flight, "departs", "arrives") for flight in known.flights),
    )


NIGHT = _moved(cases.INSTANCE, TO_NEW_YEAR)
SMALL = _moved(small.INSTANCE, TO_NEW_YEAR)
SMALL_PLAN = replace(small.PLAN, instance_sha256=SMALL.sha256)


def _situation(known: Instance = NIGHT, *, hours: int = 0) -> Situation:
    plan = replace(cases.PLAN, instance_sha256=known.sha256)
    return Situation.of(known, plan, as_of=known.begins + hours * HOUR)


def _day(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 6, tzinfo=UTC)


@pytest.mark.sibling("18")
@pytest.mark.parametrize(
    ("begins", "ends", "said"),
    [
        (_day(2023, 12, 31), _day(2024, 1, 2), "31 Dec 06:00 2023 to 2 Jan 06:00 2024 UTC"),
        (_day(2023, 8, 1), _day(2024, 8, 1), "1 Aug 06:00 2023 to 1 Aug 06:00 2024 UTC"),
        (_day(2024, 2, 28), _day(2024, 3, 1), "28 Feb 06:00 to 1 Mar 06:00 2024 UTC"),
        (_day(2024, 2, 29), _day(2024, 2, 29), "29 Feb 06:00 to 29 Feb 06:00 2024 UTC"),
        (_day(2024, 2, 29), _day(2025, 2, 28), "29 Feb 06:00 2024 to 28 Feb 06:00 2025 UTC"),
    ],
)
def test_a_period_names_the_year_of_both_ends(begins: datetime, ends: datetime, said: str) -> None:
    """One year is named once, two are named each; leap days and single days are days as others."""
    assert period(begins, ends) == said


@pytest.mark.sibling("18")
def test_times_of_one_year_do_without_it() -> None:
    """The year stands behind each time of a page as soon as one is of another year."""
    moments = [_day(2023, 12, 31), _day(2024, 1, 1)]
    assert [when_among(moments)(one) for one in moments] == ["31 Dec 06:00 2023", "1 Jan 06:00 2024"]
    assert [when_among(moments[:1])(one) for one in moments[:1]] == ["31 Dec 06:00"]
    assert when_among([])(moments[0]) == "31 Dec 06:00"


@pytest.mark.sibling("18")
def test_the_page_of_an_instance() -> None:
    """Its head, and its flights."""
    lines = _text(instance_page(instance_view(SMALL)))
    assert any("31 Dec 00:00 2023 to 3 Jan 00:00 2024 UTC" in line for line in lines)
    assert any(line.startswith("ON FRA JIB-CDG 1 Jan 08:00 2024") for line in lines)
    assert any(line.startswith("IN FRA KRT-JIB 31 Dec 06:00 2023") for line in lines)


@pytest.mark.sibling("18")
def test_the_page_of_a_plan() -> None:
    """Its flights, the days of a hub, and when most are there."""
    lines = _text(plan_page(plan_view(SMALL, SMALL_PLAN)))
    assert any(line.startswith("ON FRA JIB-CDG 1 Jan 08:00 2024") for line in lines)
    assert any(line.startswith("31 Dec 2023") for line in lines)
    assert any(line.startswith("1 Jan 2024") for line in lines)
    assert any(line.startswith("JIB (hub)") and line.endswith("2023") for line in lines)


def test_pages_of_one_year_do_without_it() -> None:
    """What they said before they still say."""
    lines = _text(plan_page(plan_view(small.INSTANCE, small.PLAN)))
    assert not any("2023" in line for line in lines if "@" not in line)


def _told(rows: Iterable[Iterable[object]]) -> str:
    return "\n".join(" ".join(map(str, row)) for row in rows)


@pytest.mark.sibling("18")
def test_the_tables_of_a_report() -> None:
    """Next departures, every flight, hubs at their fullest, and closing times."""
    closes = parse_time("2024-01-02T12:00Z")
    places = tuple(replace(p, closes=closes) if p.id == "KRT" else p for p in NIGHT.locations)
    now = _situation(replace(NIGHT, locations=places))
    assert "31 Dec 06:00 2023" in _told(next_flights(now).rows)
    assert "1 Jan 08:00 2024" in _told(flights_table(now).rows)
    assert "31 Dec 08:00 2023" in _told(hubs_table(now).rows)
    assert "2 Jan 12:00 2024" in _told(places_table(now).rows)


@pytest.mark.sibling("18")
def test_decisions_and_tiles_of_a_report() -> None:
    """By when somebody must leave, what leaves next."""
    found = decisions(_situation())
    assert found[0].by.endswith(" 2023")
    assert any("31 Dec 16:00 2023" in decision.text for decision in found)
    assert any(tile.figure == "1 Jan 08:00 2024" for tile in tiles(_situation(hours=20)))


@pytest.mark.sibling("18")
def test_a_report_that_ends_with_the_year_and_a_flight_that_does_not() -> None:
    """A flight that lands in the new year makes its page one of two years, though the horizon is of one."""
    known = replace(NIGHT, ends=parse_time("2023-12-31T23:59Z"), flights=NIGHT.flights[:1])
    late = replace(known.flights[0], arrives=parse_time("2024-01-01T00:10Z"))
    plan = replace(cases.PLAN, assignments=Assignments.of([]), sorties=())
    shown = replace(known, flights=(late,))
    now = Situation.of(shown, replace(plan, instance_sha256=shown.sha256), as_of=known.begins)
    assert now.when(_day(2023, 12, 31)) == "31 Dec 06:00 2023"


@pytest.mark.sibling("18")
def test_the_timeline_of_a_report() -> None:
    """The bars' words and the axis."""
    chart = timeline_chart(_situation())
    assert chart is not None and chart.lanes is not None
    assert any("1 Jan 08:00 2024 to 1 Jan 16:00 2024" in bar.tells for bar in chart.lanes.bars)


@pytest.mark.sibling("18")
def test_an_axis_names_each_new_year_once() -> None:
    """The first day, and the first of the next year."""
    begins = parse_time("2023-12-30T00:00Z")
    days = [t.text for t in axis_of([begins, begins + 4 * DAY], left=0, right=1).ticks() if t.major]
    assert days == ["30 Dec 2023", "31 Dec", "1 Jan 2024", "2 Jan", "3 Jan"]
    one = [t.text for t in axis_of([begins, begins + HOUR], left=0, right=1).ticks() if t.major]
    assert one == ["30 Dec"]


def _compared() -> Comparison:
    later = replace(SMALL.flights[0], departs=SMALL.flights[0].departs + DAY, arrives=SMALL.ends)
    other = replace(SMALL, flights=(later, *SMALL.flights[1:]))
    plan = replace(small.PLAN, instance_sha256=other.sha256)
    return compare([(SMALL, SMALL_PLAN), (other, plan)])


@pytest.mark.sibling("18")
def test_plans_side_by_side() -> None:
    """A departure that has moved over the year's end, on the page and in a notebook."""
    assert any("at 1 Jan 06:00 2024" in line for line in _text(compare_page(_compared())))
    told = "\n".join(_told(table.rows) for table in comparison_tables(_compared()))
    assert "31 Dec 06:00 2023" in told and "1 Jan 06:00 2024" in told


@pytest.mark.sibling("18")
def test_the_times_of_plans_side_by_side() -> None:
    """Plans made on both sides of the year's end say so in the column `as of`."""
    one, other = _compared().plans
    ends = parse_time("2023-12-31T23:00Z")
    found = Comparison(
        plans=(replace(one, as_of=ends), replace(other, as_of=ends + 2 * HOUR)),
        goals=(),
        nationalities=(),
        flights=(),
        groups=(),
    )
    text = "\n".join(_text(compare_page(found)))
    assert "31 Dec 23:00 2023" in text and "1 Jan 01:00 2024" in text


@pytest.mark.sibling("18")
def test_changes_in_a_report() -> None:
    """Departures before and now of a flight that was moved over the year's end."""
    later = replace(SMALL.flights[0], departs=SMALL.flights[0].departs + DAY, arrives=SMALL.ends)
    other = replace(SMALL, flights=(later, *SMALL.flights[1:]))
    plan = replace(small.PLAN, instance_sha256=other.sha256)
    told = "\n".join(_told(one.rows) for one in changes((other, plan), (SMALL, SMALL_PLAN)).tables)
    assert "31 Dec 06:00 2023 1 Jan 06:00 2024" in told
