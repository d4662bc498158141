"""Baggage, pets, escorts, tags and stands on the lists for those who carry a plan out."""

from __future__ import annotations

from dataclasses import replace

from evacopt.domain.link import Link
from evacopt.domain.replanned import HOME
from evacopt.domain.share import Admission, Share
from evacopt.output.export.beside import Beside, held_table
from evacopt.output.export.call_forward import CallForward, letters
from evacopt.output.export.dossier import draw_up
from evacopt.output.export.hub_forecast import hub_forecast
from evacopt.output.export.manifest import manifest
from evacopt.output.export.offers import Offers
from evacopt.output.export.options import ExportOptions
from evacopt.output.export.roll import Roll
from evacopt.output.export.settlement import accounts_of
from evacopt.output.export.slices import PEOPLE, Slices
from evacopt.output.export.standby import Standby
from evacopt.output.local_time import Clocks
from evacopt.view.airfield_tables import airfield_tables
from evacopt.view.view import View
from tests.build import at, plan
from tests.output.airfield import INSTANCE, PLAN
from tests.output.export.test_lists import column
from tests.output.export.world import LOCATIONS, flight, group, world

ROLL, CLOCKS = Roll.of(INSTANCE, PLAN), Clocks(INSTANCE)
A2 = INSTANCE.flight["A2"]


def test_a_manifest_has_needs_tags_and_who_goes_with_whom() -> None:
    """Needs stand once a party, so that the column adds up; two children go by the one escort."""
    sheet = manifest(ROLL, A2, CLOCKS, {})
    assert column(sheet, "person") == [
        "FAM#2/1",
        "FAM#2/2",
        "FAM#2/3",
        "FAM#2/4",
        "KID#1/1",
        "KID#2/1",
        "ESC#1/1",
    ]
    assert column(sheet, "need_kg") == [20, None, None, None, None, None, None]
    assert column(sheet, "tags") == ["SIV"] * 4 + ["SIV;list-A"] * 2 + [""]
    assert column(sheet, "goes_with") == [""] * 4 + ["ESC#1", "ESC#1", ""]
    assert column(sheet, "accompanies") == [""] * 6 + ["KID#1; KID#2"]


def test_the_room_of_a_flight_is_beside_it() -> None:
    """What is needed of how much, and what is left; a flight that names no room has no limit."""
    beside = Beside(ROLL)
    assert [row[1:] for row in beside.room(A2).rows] == [("kg", "kg", 20, 60, 40), ("pet", "", 1, 1, 0)]
    onward = beside.room(INSTANCE.flight["ON"]).rows
    assert [row[1:] for row in onward] == [
        ("kg", "kg", 40, None, None),
        ("pet", "", 2, None, None),
        ("icu", "beds", 2, None, None),
    ]
    assert not beside.room(INSTANCE.flight["E2"]).rows


def test_a_call_says_what_a_party_brings() -> None:
    """On the list and in the letter, which names no other party."""
    calls = CallForward(ROLL, CLOCKS, ExportOptions(), {}).table(A2, ())
    assert column(calls, "need_pet") == [1, None, None, None]
    assert column(calls, "goes_with") == ["", "ESC#1", "ESC#1", ""]
    texts = dict(letters(calls))
    assert b"You bring:     kg 20, pet 1\n" in texts["FAM#2"]
    assert b"ESC" not in texts["KID#1"]
    assert b"You bring" not in texts["KID#1"]


def test_the_airfield_hears_what_each_flight_holds() -> None:
    """From when to when, where; what is used up has no end."""
    table = held_table(ROLL, CLOCKS)
    rows = [(row[0], row[1], *row[5:8], row[9]) for row in table.rows]
    assert ("stand-H", "A1", 1, "H", "2023-08-01T08:00Z", "2023-08-01T09:15Z") in rows
    assert ("escort", "A1", 1, "O", "2023-08-01T05:00Z", "2023-08-01T06:30Z") in rows
    assert ("fuel", "K1", 20, "O", "2023-08-01T08:30Z", "") in rows


def test_files_are_there_only_where_the_instance_says_so() -> None:
    """An instance without has the papers that it always had."""
    options = ExportOptions(forms=("csv",))
    paths = {paper.path for paper in draw_up(INSTANCE, PLAN, options=options).papers}
    assert {"airfield/airfield.csv", "flights/A1/room.csv"} <= paths
    bare = world([flight("F1")], [group("A")])
    told = draw_up(bare, plan(bare, ("A", "F1", 1)), options=options)
    assert not [paper for paper in told.papers if "airfield" in paper.path or "room" in paper.path]


def test_languages_keep_the_names_of_needs() -> None:
    """Heads of needs are names of the instance; the others are said in the language."""
    options = ExportOptions(forms=("csv",), language="fr")
    paper = next(one for one in draw_up(INSTANCE, PLAN, options=options).papers if "manifest" in one.path)
    assert b"need_kg" in paper.content()


def test_other_states_hear_nothing_of_tags() -> None:
    """A list of another sponsor is no business of a state: slices are as they were."""
    slices = Slices(ROLL, CLOCKS, Offers(ROLL, CLOCKS, ExportOptions()), frozenset())
    assert slices.people("FRA").heads == PEOPLE


def test_who_goes_by_another_steps_in_after_it() -> None:
    """A child comes before its escort by class, and is called only once the escort is; without one never."""
    leg = flight("F1", seats=8)
    rows = [group("Flies", count=8, show_up=500_000), group("Kid", count=2), group("Escort", priority=2)]
    link = Link(group="Kid", partner="Escort", kind="same_itinerary")
    table = world([leg], rows, links=(link,))
    roll = Roll.of(table, plan(table, ("Flies", "F1", 8)))
    assert [party.code for party in Standby(roll, 100).of(leg)] == ["Escort", "Kid#1"]
    alone = replace(table, links=(replace(link, partner="Flies"), replace(link, ratio=2)))
    roll = Roll.of(alone, plan(alone, ("Flies", "F1", 8)))
    assert [party.code for party in Standby(roll, 100).of(leg)] == ["Escort", "Kid#1", "Kid#2"]


def test_nobody_steps_in_before_those_who_have_to_leave_first() -> None:
    """Of A nobody has left by the earlier flight, so B may only take the later one, on which A is."""
    early, late = flight("F1", departs="1T08:00"), flight("F2", departs="1T12:00")
    rows = [group("Flies", count=2, show_up=500_000), group("A", count=1), group("B", count=1)]
    table = world([early, late], rows, links=(Link(group="B", partner="A", kind="not_before"),))
    roll = Roll.of(table, plan(table, ("Flies", "F1", 1), ("Flies", "F2", 1), ("A", "F2", 1)))
    waiting = Standby(roll, 100)
    assert [party.code for party in waiting.of(early)] == []
    assert [party.code for party in waiting.of(late)] == ["B"]


def test_an_admission_that_is_over_bars_nobody() -> None:
    """Who may not land before noon may step into a flight that lands at two."""
    leg = flight("F1")
    rows = [group("Flies", show_up=500_000), group("A")]
    closed = Admission(nationality="FRA", location="CDG", people=0, until=at("1T12:00"))
    table = world([leg], rows, admissions=(closed,))
    assert Standby(Roll.of(table, plan(table, ("Flies", "F1", 1))), 100).of(leg)


def test_offers_keep_reserves_for_those_with_the_tag() -> None:
    """Of ten seats six are for a list; four are left for anybody, and ten for who is on it."""
    leg = flight("F1", seats=10)
    kept = Share(id="S", kind="reserve", tag="list-A", people=6)
    table = world([leg], [group("A", nationality="ITA", tags=("list-A",), count=2)], shares=(kept,))
    empty = Roll.of(table, plan(table))
    offers = Offers(empty, Clocks(table), ExportOptions()).table("FRA")
    left = dict(zip(column(offers, "for_whom"), column(offers, "left_for_them"), strict=True))
    assert left == {"everybody": 4, "list-A": 10}
    assert Offers(empty, Clocks(table), ExportOptions()).seats["F1"].reserved_for("ITA") == 0
    taken = Roll.of(table, plan(table, ("A", "F1", 2)))
    assert Offers(taken, Clocks(table), ExportOptions()).seats["F1"].left_for_any() == 4


def test_people_aboard_cost_what_their_flight_says() -> None:
    """100 a head for four people of K1, and nothing else."""
    (kenya,) = (one for one in accounts_of(ROLL, ExportOptions()) if one.operator == "KEN")
    assert kenya.cost == 4 * 100 * 100


def test_origins_that_are_havens_have_standby_lists() -> None:
    """Whoever waits at a place of both kinds may step in there."""
    both = tuple(replace(place, role="both") if place.id == "NIM" else place for place in LOCATIONS)
    leg = flight("F1")
    table = world([leg], [group("Flies", show_up=500_000), group("A")], locations=both)
    assert Standby(Roll.of(table, plan(table, ("Flies", "F1", 1))), 100).of(leg)


def test_the_forecast_of_a_hub_knows_room_that_changes() -> None:
    """A place of both kinds is one where people change flights; its room is that of the hour."""
    (row,) = INSTANCE.capacities
    places = tuple(
        replace(one, role="both", max_stay=600) if one.id == "H" else one for one in INSTANCE.locations
    )
    changed = replace(INSTANCE, locations=places, capacities=(replace(row, location="H", people=16),))
    forecast = hub_forecast(changed, PLAN, CLOCKS)
    assert dict(zip(column(forecast, "hour_utc"), column(forecast, "capacity"), strict=True)) == {
        **{f"2023-08-01T{hour:02}:00Z": 20 for hour in range(8, 12)},
        **{f"2023-08-01T{hour:02}:00Z": 16 for hour in range(12, 16)},
    }


def test_what_replanning_marks_is_on_no_list() -> None:
    """Replanning gives groups tags of its own; they are no tags of the planner's."""
    leg = flight("F1")
    table = world([leg], [group("A", tags=(f"{HOME}A",))])
    assert Beside(Roll.of(table, plan(table, ("A", "F1", 1)))).heads == ()
    assert not airfield_tables(View(table, plan(table, ("A", "F1", 1))))
