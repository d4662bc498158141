"""Call-forward lists that follow a call-forward: who is called beyond the plan, who stands by, until when."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from evacopt import CallForward, call_forward, export, read_call_forward
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from evacopt.domain.policy import Policy
from evacopt.errors import PlanError
from evacopt.output.export.options import ExportOptions
from tests.build import plan as planned
from tests.output.export.world import flight, group, world


@cache
def example() -> tuple[Instance, Plan, CallForward]:
    """A flight to a hub and on, and a direct one an hour later; more people wait than there are seats."""
    legs = (
        flight("IN", way="NIM JIB"),
        flight("OUT", way="JIB CDG", departs="1T18:00", seats=6),
        flight("F", departs="1T13:00", seats=8),
    )
    groups = (group("A", count=12, show_up=500_000), group("B", count=40, priority=2, show_up=600_000))
    table = world(legs, groups, policy=Policy(check_in_minutes=90))
    plan = planned(table, ("A", "IN>OUT", 6), ("A", "F", 6), ("B", "F", 2))
    return table, plan, call_forward(table, plan, alpha=0.05)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _lists(folder: Path, options: ExportOptions) -> dict[str, list[dict[str, str]]]:
    table, plan, _ = example()
    export(table, plan, folder, options=replace(options, forms=("csv",)))
    return {flight.id: _rows(folder / "flights" / flight.id / "call-forward.csv") for flight in table.flights}


def test_who_is_called_beyond_the_plan_is_marked(tmp_path: Path) -> None:
    """As many as the call-forward says, on every leg of theirs, each party on one journey, then standby."""
    _, plan, calls = example()
    lists = _lists(tmp_path / "out", ExportOptions(calls=calls))
    beyond = {row["reference"] for rows in lists.values() for row in rows if row["call"] == "beyond the plan"}
    assert len(beyond) == calls.called.parties.sum() - plan.assignments.parties.sum() > 0
    for legs in (("IN", "OUT"), ("F",)):
        called = sum(row.parties for row in calls.called if row.itinerary == legs)
        for leg in legs:
            assert sum(row["call"] != "standby" for row in lists[leg]) == called
    for row in calls.flights:
        waiting = [one for one in lists[row.flight] if one["call"] == "standby"]
        assert len(waiting) == sum(parties for _, parties in row.standby)
        assert [one["standby_rank"] for one in waiting] == [str(rank + 1) for rank in range(len(waiting))]
        assert not beyond & {one["reference"] for one in waiting}


def test_seats_are_released_at_the_end_of_check_in_or_as_said(tmp_path: Path) -> None:
    """Before departure by as much as the policy's check-in takes, or as the options say; in letters too."""
    _, _, calls = example()
    usual = _lists(tmp_path / "usual", ExportOptions(calls=calls, letters=True))
    assert {row["release_utc"] for row in usual["F"]} == {"2023-08-01T11:30Z"}
    late = _lists(tmp_path / "late", ExportOptions(calls=calls, release_before=30))
    assert {row["release_utc"] for row in late["F"]} == {"2023-08-01T12:30Z"}
    letter = (
        tmp_path / "usual" / "flights" / "F" / "calls" / f"{usual['F'][-1]['reference']}.txt"
    ).read_text()
    assert "on standby, number" in letter
    assert "Seats that are not claimed by 2023-08-01 12:30 +01:00 (2023-08-01T11:30Z) go to" in letter


def test_the_call_forward_is_in_the_folder(tmp_path: Path) -> None:
    """As the file that `verify` reads, listed like every other."""
    _, _, calls = example()
    _lists(tmp_path / "out", ExportOptions(calls=calls))
    assert read_call_forward(tmp_path / "out" / "call-forward.json") == calls
    listed = json.loads((tmp_path / "out" / "evacopt-export.json").read_text())["files"]
    assert [one["holds"] for one in listed if one["path"] == "call-forward.json"] == ["codes"]


def test_slices_tell_who_is_called(tmp_path: Path) -> None:
    """Status `called` with the journey, `standby` for those on any list, the others as before."""
    table, plan, calls = example()
    export(table, plan, tmp_path / "out", options=ExportOptions(calls=calls, forms=("csv",)))
    rows = _rows(tmp_path / "out" / "states" / "FRA" / "people.csv")
    called = [row for row in rows if row["status"] == "called"]
    assert len(called) == calls.called.parties.sum() - plan.assignments.parties.sum()
    assert {row["itinerary"] for row in called} <= {"IN>OUT", "F"}
    assert {row["status"] for row in rows} >= {"travels", "called", "standby"}


def test_without_one_lists_are_as_they_were(tmp_path: Path) -> None:
    """No column of release, nobody beyond the plan, no further file."""
    rows = _lists(tmp_path / "out", ExportOptions())["F"]
    assert "release_utc" not in rows[0]
    assert {row["call"] for row in rows} == {"primary", "standby"}
    assert not (tmp_path / "out" / "call-forward.json").exists()


def test_a_call_forward_that_does_not_hold_is_refused(tmp_path: Path) -> None:
    """Nothing is written for one of another plan, or that claims too little."""
    table, plan, calls = example()
    with pytest.raises(PlanError, match="must hold of the plan"):
        export(table, plan, tmp_path / "out", options=ExportOptions(calls=replace(calls, alpha=1)))
    assert not (tmp_path / "out").exists()
