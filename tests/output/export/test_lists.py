"""Manifests, calls, standby lists and hubs, counted by hand."""

from __future__ import annotations

from typing import Any

import pytest

from evacopt.domain.flight import Flight
from evacopt.domain.instance import Instance
from evacopt.domain.pin import Pin
from evacopt.domain.plan import Plan
from evacopt.domain.policy import Policy
from evacopt.domain.share import Admission
from evacopt.output.export.call_forward import CallForward, letters
from evacopt.output.export.hub_forecast import hub_forecast
from evacopt.output.export.manifest import SPLIT, manifest
from evacopt.output.export.offers import Offers
from evacopt.output.export.options import ExportOptions
from evacopt.output.export.roll import Roll
from evacopt.output.export.slices import Slices
from evacopt.output.export.standby import Standby
from evacopt.output.local_time import Clocks
from evacopt.output.table import Cell, Table
from tests.build import at
from tests.build import plan as planned
from tests.output.export.made import made
from tests.output.export.world import flight, group, world


def column(table: Table, name: str) -> list[Cell]:
    """One column."""
    return [row[table.heads.index(name)] for row in table.rows]


def _manifest(instance: Instance, plan: Plan, leg: Flight, names: Any = None) -> Table:
    return manifest(Roll.of(instance, plan), leg, Clocks(instance), names or {})


def test_manifest() -> None:
    """A line a person in the order of parties; infants name a lap, needs are said, times have an offset."""
    leg = flight("F1", stretchers=1, seats_per_stretcher=3)
    table = world([leg], [group("G", size=2, infants=1, assisted=1, count=2), group("H", stretchers=1)])
    sheet = _manifest(
        table, planned(table, ("G", "F1", 1), ("H", "F1", 1)), leg, {"G#1/2": {"surname": "Doe"}}
    )
    assert column(sheet, "person") == ["G#1/1", "G#1/2", "G#1/3", "H/1"]
    assert column(sheet, "sequence") == [1, 2, 3, 4]
    assert column(sheet, "surname") == ["", "Doe", "", ""]
    assert column(sheet, "infant_with") == ["", "", "G#1/1", ""]
    assert column(sheet, "special_need") == ["", "assisted", "", "stretcher"]
    assert set(column(sheet, "departs_utc")) == {"2023-08-01T12:00Z"}
    assert set(column(sheet, "departs_local")) == {"2023-08-01 13:00 +01:00"}
    assert set(column(sheet, "date")) == {"2023-08-01"}


def test_sorties_of_a_flight_get_whole_parties() -> None:
    """Largest first into the first sortie with room; a party that fits into none whole is marked."""
    leg = flight("F1", seats=4, status="optional", copies=2)
    table = world([leg], [group("A", size=1, count=2), group("B", size=3, count=2)])
    sheet = _manifest(table, planned(table, ("A", "F1", 2), ("B", "F1", 2), sorties={"F1": 2}), leg)
    assert column(sheet, "sortie") == [1, 2, 1, 1, 1, 2, 2, 2]
    tight = world([leg], [group("A", size=2), group("B", size=3, count=2)])
    sheet = _manifest(tight, planned(tight, ("A", "F1", 1), ("B", "F1", 2), sorties={"F1": 2}), leg)
    assert column(sheet, "sortie") == [None, None, 1, 1, 1, 2, 2, 2]
    assert column(sheet, "remark") == [SPLIT, SPLIT, "", "", "", "", "", ""]


def _calls(instance: Instance, plan: Plan, leg: Flight, **options: Any) -> Table:
    told = ExportOptions(**options)
    roll = Roll.of(instance, plan)
    waiting = Standby(roll, told.standby).of(leg)
    return CallForward(roll, Clocks(instance), told, {"G#1/1": {"contact": "+33 1"}}).table(leg, waiting)


def test_report_time() -> None:
    """Before check-in, but not before the party is ready; at a hub not before it has landed."""
    first, onward = flight("F1", way="NIM JIB"), flight("F2", way="JIB CDG", departs="1T16:00")
    rows = [group("A", ready=at("1T07:00")), group("B", ready=at("1T08:30"))]
    table = world([first, onward], rows, policy=Policy(check_in_minutes=60))
    plan = planned(table, ("A", "F1>F2", 1), ("B", "F1>F2", 1))
    assert column(_calls(table, plan, first), "report_utc") == ["2023-08-01T08:00Z", "2023-08-01T08:30Z"]
    assert set(column(_calls(table, plan, onward), "report_utc")) == {"2023-08-01T14:00Z"}
    later = _calls(table, plan, onward, report_before=0)
    assert set(column(later, "report_utc")) == {"2023-08-01T15:00Z"}
    assert set(column(later, "report_local")) == {""}


def test_meeting_point_contact_and_bag() -> None:
    """What options say, or the name of the location; contacts of a party once each."""
    leg = flight("F1")
    table = world([leg], [group("G", count=2)])
    calls = _calls(table, planned(table, ("G", "F1", 2)), leg, baggage="none")
    assert column(calls, "meeting_point") == ["Niamey", "Niamey"]
    assert column(calls, "contact") == ["+33 1", ""]
    assert column(calls, "bag_limit") == ["none", "none"]
    told = _calls(table, planned(table, ("G", "F1", 2)), leg, meeting_points=(("NIM", "Embassy"),))
    assert column(told, "meeting_point") == ["Embassy", "Embassy"]


def test_letters_tell_of_one_party_only() -> None:
    """One text a party: its own reference, when and where, called or on standby."""
    leg = flight("F1")
    table = world([leg], [group("G", size=2, count=2, show_up=500_000)])
    texts = dict(letters(_calls(table, planned(table, ("G", "F1", 1)), leg)))
    assert texts["G#1"].decode() == (
        "CALL-FORWARD\n"
        "\n"
        "Reference:     G#1 (2 people)\n"
        "Flight:        F1, departs 2023-08-01 13:00 +01:00 (2023-08-01T12:00Z)\n"
        "Meeting point: Niamey\n"
        "Report at:     2023-08-01 10:00 +01:00 (2023-08-01T09:00Z)\n"
        "Baggage:       1 small bag\n"
        "\n"
        "You have seats on this flight.\n"
    )
    assert texts.keys() == {"G#1", "G#2"}
    assert b"standby, number 1:" in texts["G#2"]
    assert b"G#1" not in texts["G#2"]


STANDBY = [
    group("Flies", count=4, show_up=700_000),
    group("Late", priority=1, registered=at("1T05:00")),
    group("Early", priority=1, registered=at("1T04:00"), count=2),
    group("Urgent-but-elsewhere", priority=1, destinations=("GBR",)),
    group("Not-ready", priority=1, ready=at("1T12:01")),
    group("Other-operator", priority=1, operators=("ITA",)),
    group("Not-accepted", priority=1, nationality="NER"),
    group("Not-admitted", priority=1, nationality="DEU"),
    group("Pinned", priority=1),
]


def _standby(**options: Any) -> list[Cell]:
    leg = flight("F1", accepts=("FRA", "DEU"))
    table = world(
        [leg],
        STANDBY,
        admissions=(Admission(nationality="DEU", country="FRA", people=0),),
        pins=(Pin(group="Pinned", kind="at_most", parties=0),),
    )
    calls = _calls(table, planned(table, ("Flies", "F1", 4)), leg, **options)
    return [row[1] for row in calls.rows if row[calls.heads.index("call")] == "standby"]


def test_standby_is_by_class_then_registration() -> None:
    """1.2 of four are expected not to come: two on standby; only those whom the rules let take the flight."""
    assert _standby() == ["Early#1", "Early#2"]
    assert _standby(standby=100) == ["Early#1", "Early#2", "Late"]
    assert _standby(standby=0) == []


def test_nobody_stands_by_at_a_hub_and_a_party_may_stand_by_twice() -> None:
    """Lists are of flights out of origins; until it boards, a party may step in anywhere."""
    legs = [flight("F1", way="NIM JIB"), flight("F2", way="JIB CDG", departs="1T16:00")]
    table = world(
        [*legs, flight("F3", departs="1T13:00")], [group("A", count=3, show_up=500_000), group("B")]
    )
    plan = planned(table, ("A", "F1>F2", 1), ("A", "F3", 1))
    named = {leg.id: Standby(Roll.of(table, plan), None).of(leg) for leg in table.flights}
    codes = {name: [party.code for party in some] for name, some in named.items()}
    assert codes == {"F1": ["A#3"], "F2": [], "F3": ["A#3"]}


def test_hub_forecast() -> None:
    """Hour by hour, empty hours too: who came, who went, most and last present."""
    legs = [
        flight("F1", way="NIM JIB", departs="1T04:10"),
        flight("F2", way="JIB CDG", departs="1T08:10"),
        flight("F3", way="JIB CDG", departs="1T06:50"),
    ]
    table = world(legs, [group("A", size=2, infants=1, count=3)])
    plan = planned(table, ("A", "F1>F2", 2), ("A", "F1>F3", 1))
    forecast = hub_forecast(table, plan, Clocks(table))
    assert [row[1:] for row in forecast.rows] == [
        ("2023-08-01T06:00Z", "", 9, 3, 9, 6, 50),
        ("2023-08-01T07:00Z", "", 0, 0, 6, 6, 50),
        ("2023-08-01T08:00Z", "", 0, 6, 6, 0, 50),
    ]


def test_no_hub_no_rows() -> None:
    """An instance whose hubs nobody uses has an empty forecast."""
    table = world([flight("F1")], [group("A")])
    assert hub_forecast(table, planned(table, ("A", "F1", 1)), Clocks(table)).rows == ()


def test_slices_of_a_mixed_family() -> None:
    """Each member is in the slice of its own state; an infant's holder of another state is not named."""
    leg = flight("F1")
    table = world([leg], [group("M", size=2, infants=1, members=(("FRA", 2), ("NER", 1)), count=3)])
    roll = Roll.of(table, planned(table, ("M", "F1", 1)))
    clocks = Clocks(table)
    slices = Slices(roll, clocks, Offers(roll, clocks, ExportOptions()), frozenset({"M#2"}))
    french, others = slices.people("FRA"), slices.people("NER")
    assert column(french, "person") == ["M#1/1", "M#1/2", "M#2/1", "M#2/2", "M#3/1", "M#3/2"]
    assert column(others, "person") == ["M#1/3", "M#2/3", "M#3/3"]
    assert set(column(others, "infant_with")) == {"a person of another nationality"}
    assert column(others, "status") == ["travels", "standby", "stays"]
    seats = slices.seats("NER")
    assert column(seats, "own_people_aboard") == [1]
    assert slices.seats("FRA").rows == ()


@pytest.mark.parametrize("number", range(5))
def test_a_slice_tells_of_own_people_only(number: int) -> None:
    """No party without a national in it, each national once, and of seats nothing but numbers."""
    instance, plan = made(number, people=80)
    roll, clocks = Roll.of(instance, plan), Clocks(instance)
    slices = Slices(roll, clocks, Offers(roll, clocks, ExportOptions()), frozenset())
    everybody = [(person.nationality, person.code(p.code)) for p in roll.parties for person in roll.people(p)]
    own = {party.code: {person.nationality for person in roll.people(party)} for party in roll.parties}
    for state in roll.nationalities:
        people, seats = slices.people(state), slices.seats(state)
        told = [str(code) for code in column(people, "person")]
        assert sorted(told) == sorted(code for nationality, code in everybody if nationality == state)
        assert all(state in own[str(party)] for party in column(people, "party"))
        cells = {str(cell) for row in seats.rows for cell in row}
        assert not cells & (own.keys() | {code for _, code in everybody} | set(instance.groups.id))
