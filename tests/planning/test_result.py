"""A result as tables and in a line."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evacopt.domain.clock import moment
from evacopt.domain.plan import Assignments
from evacopt.errors import UsageError
from evacopt.output.views import plan_view
from evacopt.planning.result import Result
from evacopt.planning.solve import solve
from tests.build import at
from tests.output.small import INSTANCE, PLAN

RESULT = Result("stopped", PLAN, instance=INSTANCE)
TABLES = ("flights", "nationalities", "classes", "places", "unserved")


def test_tables_have_the_numbers_of_the_page() -> None:
    """A row for each line of the page, in its order."""
    page = plan_view(INSTANCE, PLAN)
    assert [row["seats_left"] for row in RESULT.flights] == [line.seats_left for line in page.flights]
    assert RESULT.nationalities[0] == {
        "nationality": "SDN",
        **{"people": 4, "served": 2, "left": 2, "left_ppm": 500_000},
    }
    assert [row["priority"] for row in RESULT.classes] == [1, 2, 3]
    assert [(row["id"], row["capacity"]) for row in RESULT.places] == [
        *(("JIB", 20), ("CDG", 30), ("LHR", None))
    ]
    assert [(row["group"], row["codes"]) for row in RESULT.unserved] == [
        *(("F1", ("stretchers",)), ("M1", ("seats",)))
    ]


@pytest.mark.parametrize("name", TABLES)
def test_frames_have_the_types_of_their_columns_with_and_without_rows(name: str) -> None:
    """A frame of a plan that leaves nobody can be put under one that does."""
    table = getattr(RESULT, name)
    frame, pandas = table.to_polars(), table.to_pandas()
    assert frame.to_dicts() == [
        {key: list(cell) if isinstance(cell, tuple) else cell for key, cell in row.items()} for row in table
    ]
    assert list(pandas.columns) == list(table.types)
    assert len(pandas) == len(table) > 0
    assert table[:0].to_polars().schema == frame.schema


def test_times_are_aware() -> None:
    """UTC, whatever the machine's zone."""
    departs = RESULT.flights.to_polars()["departs"]
    assert departs[0] == RESULT.flights[0]["departs"] == moment(at("1T06:00"))
    assert departs.dtype.time_zone == "UTC"


def test_solve_says_what_was_solved() -> None:
    """The tables need nothing but the result."""
    result = solve(INSTANCE, backend="priority-first")
    assert result.instance is INSTANCE
    assert sum(result.nationalities.to_dict()["people"]) == INSTANCE.people
    nobody = replace(RESULT, plan=replace(PLAN, assignments=Assignments.of(())))
    assert sum(nobody.unserved.to_dict()["people"]) == INSTANCE.people


def test_without_a_plan_there_are_no_tables() -> None:
    """It is said why there is none."""
    without = Result("no_plan", message="highs: no plan by then", instance=INSTANCE)
    for name in TABLES:
        with pytest.raises(UsageError, match="no plan by then"):
            getattr(without, name)


def test_a_result_shows_itself_in_a_line() -> None:
    """Its status, and what the plan reaches or why there is none."""
    assert repr(RESULT).startswith("<Result: stopped; unserved[1] 8 (proven), ")
    assert repr(Result("no_plan")) == "<Result: no_plan; no plan>"
