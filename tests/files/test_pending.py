"""Flights whose time is not known yet: listed, kept, and without part in anything."""

from __future__ import annotations

from pathlib import Path

import pytest

import evacopt as ev
from evacopt.domain.flight import Pending
from evacopt.errors import InstanceError
from evacopt.files import check_instance, read_instance, write_instance
from evacopt.output.instance_page import instance_page
from evacopt.output.plan_page import plan_page
from evacopt.output.report.flight_tables import _not_flown
from evacopt.output.views import instance_view, plan_view
from tests.files.writing import FILES, folder, said

ROW = "F2,FRA,NIM,CDG,{},{},20\n"


def _with(path: Path, departs: str, arrives: str, **more: str) -> Path:
    return folder(path, flights_csv=FILES["flights.csv"] + ROW.format(departs, arrives), **more)


def _plan(instance: ev.Instance) -> ev.Plan:
    plan = ev.solve(instance, threads=1).plan
    assert plan is not None
    return plan


@pytest.mark.parametrize("word", ["TBC", "tba", " TBD ", "To be confirmed", "tbc."])
def test_it_takes_no_part(word: str, tmp_path: Path) -> None:
    """The plan is what it is without the flight, and a warning lists it with its cell."""
    path = _with(tmp_path / "x", word, word)
    instance = read_instance(path)
    assert instance.pending == (Pending(id="F2", operator="FRA", origin="NIM", destination="CDG", seats=20),)
    without = read_instance(folder(tmp_path / "y"))
    assert instance.schedule == without.schedule
    assert _plan(instance).assignments == _plan(without).assignments
    assert said(path) == [
        "flights.csv:3 (flight F2), departs: is not known yet: the flight takes no part until it is"
    ]


@pytest.mark.parametrize(
    "times", [("TBC", "TBC"), ("2023-08-02T06:00Z", "TBC"), ("TBC", "2023-08-02T11:00Z")]
)
def test_it_is_not_lost_on_the_way(times: tuple[str, str], tmp_path: Path) -> None:
    """Every container keeps it, with the time that is known, and the same hash."""
    instance = read_instance(_with(tmp_path / "x", *times))
    assert [(one.departs is None, one.arrives is None) for one in instance.pending] == [
        (times[0] == "TBC", times[1] == "TBC")
    ]
    for name in ("y", "y.xlsx", "y.json"):
        write_instance(instance, tmp_path / name)
        again = read_instance(tmp_path / name)
        assert (again, again.sha256) == (instance, instance.sha256)
    write_instance(instance, tmp_path / "z", parquet=True)
    assert read_instance(tmp_path / "z") == instance


def test_an_instance_without_any_keeps_its_hash(tmp_path: Path) -> None:
    """What has no such flight is hashed as before, and has no such table."""
    write_instance(read_instance(folder(tmp_path / "x")), tmp_path / "y")
    assert not (tmp_path / "y" / "pending.csv").exists()


def test_a_time_that_became_known_makes_it_a_flight(tmp_path: Path) -> None:
    """A row of `pending` with both times is a flight; TBC in `flights` beside it stays pending."""
    row = ROW.format("2023-08-02T06:00Z", "2023-08-02T11:00Z").replace("F2", "F3")
    pending = FILES["flights.csv"].splitlines()[0] + "\n" + row + "F4,FRA,NIM,CDG,,,5\n"
    instance = read_instance(_with(tmp_path / "x", "TBC", "TBC", pending_csv=pending))
    assert [flight.id for flight in instance.flights] == ["F1", "F3"]
    assert [flight.id for flight in instance.pending] == ["F2", "F4"]


def test_a_blank_time_was_forgotten(tmp_path: Path) -> None:
    """A blank is no announcement: it stays an error of its cell."""
    assert said(_with(tmp_path / "x", "", "TBC")) == [
        "flights.csv:3 (flight F2), departs: is not known yet: the flight takes no part until it is"
    ]
    assert said(_with(tmp_path / "y", "", "2023-08-02T11:00Z"))[0] == (
        "flights.csv:3 (flight F2), departs: must not be blank"
    )


def test_faults_of_it_have_their_cell(tmp_path: Path) -> None:
    """Its other cells are checked like those of any flight, and an id stands for one of them."""
    path = folder(
        tmp_path / "x",
        flights_csv=FILES["flights.csv"]
        + ROW.format("TBC", "TBC").replace("CDG", "CDQ")
        + ROW.format("TBC", "TBC").replace("F2", "F1"),
        pins_csv="group,kind,parties,flight\nG1,at_least,1,F2\n",
    )
    with pytest.raises(InstanceError) as raised:
        read_instance(path)
    assert {str(one) for one in raised.value.findings if one.severity == "error"} == {
        "pins.csv:2 (pin of G1), flight: must name a flight of this instance, got F2; "
        "its time is not known yet: leave the row out until it is",
        "flights.csv:3 (flight F2), destination: must name a location of this instance, got CDQ; "
        "did you mean CDG?",
        "flights.csv:4 (flight F1), id: must be unique, got F1; "
        "the flight F1 has its times already in another row",
    }


def test_pages_list_it(tmp_path: Path) -> None:
    """`show` and the report name it as one whose time is not known."""
    from rich.console import Console

    instance = read_instance(_with(tmp_path / "x", "TBC", "TBC"))
    view = plan_view(instance, _plan(instance))
    for page in (instance_page(instance_view(instance)), plan_page(view)):
        console = Console(width=100)
        with console.capture() as captured:
            console.print(page)
        assert "Time not known yet: F2" in captured.get()
    assert _not_flown(view) == ("Time not known yet: F2",)


def test_check_counts_it_among_what_to_look_at(tmp_path: Path) -> None:
    """It is a warning, no error."""
    instance, findings = check_instance(_with(tmp_path / "x", "TBC", "TBC"))
    assert instance is not None
    assert [one.severity for one in findings] == ["warning"]
