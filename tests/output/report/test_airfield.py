"""The airfield in a report: closed hours, stands over time, what is nearly full, and no markup."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from evacopt.domain.dimension import Dimension
from evacopt.domain.group import Groups
from evacopt.domain.instance import Instance
from evacopt.domain.window import Window
from evacopt.output.report.chart_timeline import TimelineChart, timeline_chart
from evacopt.output.report.decisions import decisions, unused_seats
from evacopt.output.report.report import unjudged_html
from evacopt.output.report.situation import Situation
from tests.build import at, plan
from tests.output import airfield
from tests.output.airfield import INSTANCE, PLAN
from tests.output.report import cases
from tests.output.report.reading import scripts, skeleton, tables, words


def _situation(instance: Instance = INSTANCE, when: str = "00:00") -> Situation:
    plan = replace(PLAN, instance_sha256=instance.sha256)
    return Situation.of(instance, plan, as_of=at(when))


def _chart(instance: Instance = INSTANCE, *, loads: bool = True) -> TimelineChart:
    chart = timeline_chart(_situation(instance), loads=loads)
    assert chart is not None
    return chart


def _html(instance: Instance = INSTANCE, **options: Any) -> str:
    plan = replace(PLAN, instance_sha256=instance.sha256)
    return unjudged_html(instance, plan, outlines=cases.NO_OUTLINES, **options)


def test_closed_hours_lie_behind_the_flights_that_they_bar() -> None:
    """O is closed at night: lanes of flights from O are shaded twice, that of the onward flight is not."""
    chart = _chart()
    assert chart.lanes is not None
    assert len(chart.lanes.shades) == 2 * 3
    assert {shade.tells for shade in chart.lanes.shades} >= {
        "no departures of KEN from O, 1 Aug 00:00 to 1 Aug 04:00"
    }
    bars = [bar for bar in chart.lanes.bars if bar.first]
    assert not [
        (bar, shade)
        for bar in bars
        for shade in chart.lanes.shades
        if shade.y <= bar.y < shade.y + shade.height and shade.x <= bar.x < shade.x + shade.width
    ]


def test_each_place_with_windows_has_a_row() -> None:
    """O is closed to all, H to some: only landings of Kenya."""
    by_place = {row.name: [shade.full for shade in row.shades] for row in _chart().closed}
    assert by_place == {"O": [True, True], "H": [False]}
    assert not _chart(replace(INSTANCE, windows=())).closed


def test_a_window_that_closes_nothing_has_no_row() -> None:
    """An opening that holds all the time says nothing."""
    always = Window(location="O", kind="open", since=at("00:00"), until=at("2T00:00"))
    assert not _chart(replace(INSTANCE, windows=(always,))).closed


def test_stands_and_wards_are_drawn_over_time() -> None:
    """Beside hubs, each against its limit; what is used up grows."""
    strips = {strip.chart.name: strip.chart for strip in _chart().strips}
    assert list(strips) == ["H", "stand-H", "escort", "fuel", "H icu"]
    assert strips["stand-H"].peak == "2 of 2"
    assert strips["fuel"].tells == "fuel: at most 80 of 100 used up"


def test_room_that_changes_is_a_line_in_steps() -> None:
    """A hub that takes 20 people, and 16 from noon on, is fullest then, and its limit has two levels."""
    (row,) = INSTANCE.capacities
    stepped = replace(INSTANCE, capacities=(replace(row, location="H", people=16),))
    hub = _chart(stepped).strips[0].chart
    assert (hub.peak, hub.limit.count("M")) == ("15 of 16", 2)
    assert _situation(stepped).hubs[0].first_above(900_000, since=at("00:00")) == at("12:00")


def test_what_is_nearly_full_wants_a_decision() -> None:
    """Both stands are held at nine; nine tenths of the people whom H takes a day land, when it takes 16."""
    titles = {decision.title: decision for decision in decisions(_situation())}
    full = titles["stand-H is taken to over 90 %"]
    assert full.text.startswith("stand-H 1 Aug 09:00 (then at most 2 of 2).")
    places = tuple(replace(one, arrivals_per_day=16) if one.id == "H" else one for one in INSTANCE.locations)
    slots = tuple(replace(slot, movements=2) for slot in INSTANCE.slots)
    told = {
        one.title: one.text for one in decisions(_situation(replace(INSTANCE, locations=places, slots=slots)))
    }
    assert told["Reception at H is taken to over 90 %"].startswith("H 1 Aug (15 of 16 people).")
    assert told["Slots O-all, H-FRA have no movement left"].startswith(
        "O-all 1 Aug 06:00 to 1 Aug 08:30 (2 of 2); H-FRA"
    )


def test_a_slot_that_is_over_wants_none() -> None:
    """What was full before the as-of time is past."""
    slots = tuple(replace(slot, movements=2) for slot in INSTANCE.slots)
    told = [one.title for one in decisions(_situation(replace(INSTANCE, slots=slots), "09:30"))]
    assert "Slot H-FRA has no movement left" in told


def test_seats_of_a_reserve_with_a_tag() -> None:
    """Six seats for the tag on A1, of which the family takes three."""
    (unused,) = unused_seats(_situation())
    assert (unused.whom, unused.reserved, unused.seats) == ("SIV", 6, 3)


def test_the_report_tells_all_of_it_and_the_public_nothing_that_counts() -> None:
    """Tables, tags and bars inside; for the public closed hours, but no tag, no load and no presence."""
    inside, public = _html(), _html(public=True)
    captions = set(tables(inside))
    assert {"Resources at their fullest (UTC)", "Slots (UTC)", "Reception by UTC day", "By tag"} <= captions
    told = words(public)
    assert "O closed" in told
    assert not any(word in told for word in ("SIV", "stand-H", "Reception by UTC day", "icu"))


def test_who_ends_at_a_hub_that_is_a_haven_too_is_not_under_way() -> None:
    """A party safe at H, a place of both kinds, has arrived; those who go on from there have not."""
    places = tuple(
        replace(one, role="both", max_stay=600) if one.id == "H" else one for one in INSTANCE.locations
    )
    both = replace(INSTANCE, locations=places)
    made = plan(both, ("FAM", "A1", 1), ("KEN", "K1>ON", 2), sorties={})
    now = Situation.of(both, made, as_of=at("11:00"))
    assert (now.standing.arrived, now.standing.under_way, now.at_hubs) == (4, 4, 4)
    assert [hub.name for hub in now.hubs] == ["H"]
    assert now.hubs[0].at(at("11:00")) == 8


def test_no_section_where_there_is_nothing() -> None:
    """An instance without says not a word more."""
    assert "airfield" not in unjudged_html(cases.INSTANCE, cases.PLAN, outlines=cases.NO_OUTLINES).replace(
        "evacopt", ""
    )


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", '" onload="alert(1)', "{{ 7*7 }}"])
def test_no_name_becomes_markup(text: str) -> None:
    """Names of resources, slots, dimensions, tags and alternatives are read back as they are."""
    marked = _marked(text)
    page = _html(marked)
    assert scripts(page) == 0
    assert len(skeleton(page)) == len(skeleton(_html()))
    assert text in words(page)


def _marked(text: str) -> Instance:
    """The instance with `text` in names of the airfield."""
    return replace(
        INSTANCE,
        groups=Groups.of(
            replace(group, tags=tuple(f"{tag}{text}" for tag in group.tags)) for group in airfield.GROUPS
        ),
        shares=tuple(replace(share, tag=f"{share.tag}{text}") for share in INSTANCE.shares),
        slots=tuple(replace(slot, id=f"{slot.id}{text}") for slot in INSTANCE.slots),
        resources=tuple(replace(row, id=f"{row.id}{text}") for row in INSTANCE.resources),
        uses=tuple(replace(use, resource=f"{use.resource}{text}") for use in INSTANCE.uses),
        dimensions=tuple(Dimension(id=row.id, unit=f"{row.unit}{text}") for row in INSTANCE.dimensions),
        flights=tuple(
            replace(flight, alternative=flight.alternative and f"{flight.alternative}{text}")
            for flight in INSTANCE.flights
        ),
    )
