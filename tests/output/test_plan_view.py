"""The numbers of a plan's page, against counts made by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evacopt.domain.clock import moment
from evacopt.domain.plan import Assignment, Assignments
from evacopt.errors import PlanError
from evacopt.output.records import CountLine, FlightLine, PlaceLine
from evacopt.output.views import plan_view
from tests.build import at
from tests.output.small import INSTANCE, PLAN

VIEW = plan_view(INSTANCE, PLAN)


def _flight(name: str) -> FlightLine:
    return next(flight for flight in VIEW.flights if flight.id == name)


def _place(name: str) -> PlaceLine:
    return next(place for place in VIEW.places if place.id == name)


def _counts(lines: tuple[CountLine, ...]) -> list[tuple[str, int, int, int]]:
    return [(line.name, line.people, line.served, line.left) for line in lines]


def test_headline_counts_people_with_infants() -> None:
    """16 + 6 + 5 + 6 people wait; the infants of two parties of F1 travel too."""
    assert (VIEW.people, VIEW.served, VIEW.left) == (33, 22, 11)


def test_classes_come_most_urgent_first() -> None:
    """Each class has all its people, those out and those left."""
    assert _counts(VIEW.classes) == [("1", 16, 8, 8), ("2", 11, 11, 0), ("3", 6, 3, 3)]


def test_nationalities_count_the_members_of_mixed_families() -> None:
    """A party of one French and two Sudanese counts so; the largest unserved share comes first."""
    assert _counts(VIEW.nationalities) == [("SDN", 4, 2, 2), ("FRA", 24, 15, 9), ("GBR", 5, 5, 0)]


def test_unserved_share_is_rounded_up() -> None:
    """9 of 24 is 375,000 ppm and 1 of 3 is 333,334 ppm, as the goal counts it."""
    assert [line.left_ppm for line in VIEW.nationalities] == [500_000, 375_000, 0]
    assert CountLine.of("X", people=3, served=2).left_ppm == 333_334


def test_blocs_without_people_are_left_out() -> None:
    """EU sums its members; a bloc of nobody says nothing."""
    assert _counts(VIEW.blocs) == [("EU", 24, 15, 9)]


def test_stretchers_take_several_seats() -> None:
    """Two parties of F1 take 2 seats and a stretcher of 3 seats each, and bring an infant each."""
    flight = _flight("IN")
    assert (flight.seats, flight.seats_used, flight.seats_left) == (20, 10, 10)
    assert (flight.people, flight.infants) == (8, 2)


def test_optional_flights_have_the_seats_of_all_sorties() -> None:
    """Two sorties of 8 seats, 9 of them taken."""
    flight = _flight("IN2")
    assert (flight.sorties, flight.seats, flight.seats_used) == (2, 16, 9)


def test_flights_that_do_not_fly_have_no_seats() -> None:
    """Neither a cancelled flight nor an optional one that nobody chose offers a seat."""
    assert [(name, _flight(name).sorties, _flight(name).seats) for name in ("NO", "MAYBE")] == [
        ("NO", 0, 0),
        ("MAYBE", 0, 0),
    ]


def test_flights_come_by_departure() -> None:
    """The order of a timetable."""
    assert [flight.id for flight in VIEW.flights] == ["IN", "UK", "NO", "MAYBE", "IN2", "ON"]


def test_presence_at_a_hub_grows_until_the_onward_flight() -> None:
    """8 people from 08:00, 9 more from 22:00, all gone at 08:00 of the next day."""
    hub = _place("JIB")
    assert (hub.arrived, hub.peak, hub.peak_at) == (17, 17, moment(at("1T22:00")))
    assert [(day.day.day, day.arrived, day.departed, day.peak) for day in hub.days] == [
        (1, 17, 0, 17),
        (2, 0, 17, 17),
    ]


def test_presence_at_a_haven_ends_with_the_stay() -> None:
    """CDG keeps people for two hours, LHR to the end of the horizon; neither sends anybody on."""
    assert (_place("CDG").peak, _place("CDG").days[0].departed) == (17, 0)
    assert (_place("LHR").peak, _place("LHR").peak_at) == (5, moment(at("1T20:00")))


def test_hubs_come_before_havens_and_origins_are_none() -> None:
    """Where people wait matters before where they are safe."""
    assert [place.id for place in VIEW.places] == ["JIB", "CDG", "LHR"]


def test_who_stays_carries_the_reasons_of_the_plan() -> None:
    """Most urgent class first, with parties, people and why."""
    assert [(stay.group, stay.parties, stay.people, stay.codes) for stay in VIEW.stays] == [
        ("F1", 2, 8, ("stretchers",)),
        ("M1", 1, 3, ("seats",)),
    ]


def test_who_stays_is_counted_even_where_the_plan_is_silent() -> None:
    """A plan without its list of unserved groups hides nobody."""
    stays = plan_view(INSTANCE, replace(PLAN, unserved=())).stays
    assert [(stay.group, stay.people, stay.reasons) for stay in stays] == [("F1", 8, ()), ("M1", 3, ())]


def test_an_empty_plan_leaves_everybody() -> None:
    """No assignment: no load, no presence, all left behind."""
    view = plan_view(INSTANCE, replace(PLAN, assignments=Assignments.of([]), sorties=()))
    assert (view.served, view.left) == (0, 33)
    assert not any(flight.people for flight in view.flights)
    assert not any(place.arrived for place in view.places)


@pytest.mark.parametrize(("group", "flight"), [("nobody", "IN"), ("F1", "NOWHERE")])
def test_names_of_another_instance_are_refused(group: str, flight: str) -> None:
    """A plan that names what the instance has not cannot be counted, and says which name it is."""
    plan = replace(PLAN, assignments=Assignments.of([Assignment(group, (flight,), 1)]))
    with pytest.raises(PlanError, match=r"nobody|NOWHERE"):
        plan_view(INSTANCE, plan)
