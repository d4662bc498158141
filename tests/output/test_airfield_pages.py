"""How full stands, slots, reception and baggage are, as `show` prints it."""

from __future__ import annotations

import io
from collections.abc import Iterator

import msgspec
import pytest
from rich.console import Console, RenderableType

from evacopt.domain.phrase import plain
from evacopt.output.airfield_tables import instance_airfield, plan_airfield
from evacopt.output.instance_page import instance_page
from evacopt.output.plan_page import plan_page
from evacopt.output.views import instance_view, plan_view
from evacopt.view.airfield_tables import airfield_tables, offered_tables
from evacopt.view.view import View
from tests.build import flight, group, instance, plan
from tests.output import small
from tests.output.airfield import INSTANCE, PLAN


def _printed(page: RenderableType) -> str:
    console = Console(file=io.StringIO(), width=100, markup=False, emoji=False, highlight=False)
    with console.capture() as captured:
        console.print(page)
    return captured.get()


def _lines(page: RenderableType) -> Iterator[str]:
    return (" ".join(line.split()) for line in _printed(page).splitlines())


def test_show_says_how_full_each_resource_and_slot_is() -> None:
    """Where, how many at once of how many, and when; of what is used up how much is left."""
    lines = list(_lines(plan_page(plan_view(INSTANCE, PLAN))))
    assert "stand-H H 2 2 0 1 Aug 09:00" in lines
    assert "fuel O used up 80 100 20 1 Aug 12:00" in lines
    assert "H-FRA H FRA both 1 Aug 08:00 1 Aug 10:00 2 3" in lines
    assert "H 1 Aug 15 30 1 Aug 09:00 7 12 15 20" in lines
    assert "A1 1 Aug 06:00 pet 1 1" in lines
    assert "SIV 19 10 9 47.37 %" in lines


def test_local_times_stand_beside() -> None:
    """As those of flights do, where somebody asks for them."""
    lines = list(_lines(plan_page(plan_view(INSTANCE, PLAN, timezone="Africa/Djibouti"))))
    assert "stand-H H 2 2 0 1 Aug 09:00 1 Aug 12:00 +03:00" in lines


def test_show_without_a_plan_says_what_there_is() -> None:
    """Windows, reception, slots, resources and what belongs together."""
    lines = list(_lines(instance_page(instance_view(INSTANCE))))
    assert "O closed both 16:00 04:00" in lines
    assert "V no limit 25" in lines
    assert "fuel used up 100 5" in lines
    assert "KID ESC on the same itinerary 2" in lines


def test_nothing_new_appears_for_an_instance_without() -> None:
    """Neither a table nor a key of the object."""
    view, seen = plan_view(small.INSTANCE, small.PLAN), instance_view(small.INSTANCE)
    assert not list(plan_airfield(view.airfield or {}))
    assert not list(instance_airfield(seen.airfield or {}))
    for one in (view, seen):
        assert b"airfield" not in msgspec.json.encode(one, enc_hook=plain)


def test_the_object_has_the_same_rows() -> None:
    """`--json` has every table by its name, times in ISO."""
    told = msgspec.json.decode(msgspec.json.encode(plan_view(INSTANCE, PLAN), enc_hook=plain))["airfield"]
    assert told.keys() == airfield_tables(View(INSTANCE, PLAN)).keys()
    assert told["resources"][0]["most_at"] == "2023-08-01T09:00:00Z"


@pytest.mark.parametrize("name", ["resources", "reception", "alternatives"])
def test_tables_are_frames(name: str) -> None:
    """With their types, also where a column is blank."""
    pytest.importorskip("polars")
    frame = airfield_tables(View(INSTANCE, PLAN))[name].to_polars()
    assert len(frame) > 0
    assert frame.columns == list(airfield_tables(View(INSTANCE, PLAN))[name].types)


def test_every_table_has_its_words() -> None:
    """None that is counted is left out of the pages."""
    of_plan, of_instance = plan_view(INSTANCE, PLAN).airfield, instance_view(INSTANCE).airfield
    assert of_plan
    assert of_instance
    assert len(list(plan_airfield(of_plan))) == len(of_plan)
    assert len(list(instance_airfield(of_instance))) == len(of_instance) == len(offered_tables(INSTANCE))


def test_of_many_rows_those_that_matter_are_shown() -> None:
    """The largest risks, and the sum of all of them; needs without any room to speak of are left out."""
    flights = tuple(flight(f"F{number}", risk_ppm=number) for number in range(1, 40))
    many = instance(groups=[group(count=39)], flights=flights)
    table = plan_view(many, plan(many, *(("G", one.id, 1) for one in flights))).airfield
    assert table
    (risk,) = plan_airfield(table, everything=False)
    assert [row[0] for row in risk.rows] == [f"F{number}" for number in range(20, 40)]
    assert risk.total[-1] == sum(range(1, 40))
    assert risk.notes == ("19 more are smaller or less full",)
    rows = plan_view(INSTANCE, PLAN).airfield or {}
    shown = {one.caption: one for one in plan_airfield(rows, everything=False)}
    assert [row[0] for row in shown["Needs beside seats"].rows] == ["A1", "A2", "A1", "A2", ""]
