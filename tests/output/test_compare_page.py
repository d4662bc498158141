"""The pages about plans side by side and about variants, as text."""

from __future__ import annotations

from io import StringIO

from rich.console import Console, RenderableType

from evacopt.domain.clock import parse_time
from evacopt.domain.plan import Assignments, GoalResult, GoalTable, Plan
from evacopt.output.compare_page import compare_page
from evacopt.output.what_if_page import what_if_page, what_if_rows
from evacopt.planning.comparison import (
    Comparison,
    FlightEntry,
    FlightRow,
    GoalRow,
    GroupRow,
    NationRow,
    PeopleEntry,
    PlanEntry,
)
from evacopt.planning.result import Result
from evacopt.planning.what_if import BASE, Variant, WhatIf

NOON = parse_time("2023-08-01T12:00Z")
PLANS = (
    PlanEntry(
        name="a",
        instance="small",
        sha256="",
        as_of=None,
        follows=None,
        people=10,
        served=6,
        changed=0,
        spent=7,
    ),
    PlanEntry(
        name="b",
        instance="small",
        sha256="",
        as_of=NOON,
        follows=True,
        people=11,
        served=9,
        changed=3,
        spent=9,
    ),
)
FOUND = Comparison(
    plans=PLANS,
    goals=(
        GoalRow(goal="unserved[1]", values=(4, 2)),
        GoalRow(goal="fairness[1]", values=(250_000, 500_000)),
        GoalRow(goal="cost", values=(None, 7)),
        GoalRow(goal="flights", values=(3, 3)),
    ),
    nationalities=(NationRow(nationality="FRA", entries=(None, PeopleEntry(people=1_000, served=999))),),
    flights=(
        FlightRow(
            flight="F",
            entries=(
                FlightEntry(departs=NOON, sorties=1, seats=10, taken=9),
                FlightEntry(departs=NOON + 60, sorties=1, seats=8, taken=8),
            ),
        ),
        FlightRow(flight="G", entries=(FlightEntry(departs=NOON, sorties=0, seats=0, taken=0), None)),
    ),
    groups=(
        GroupRow(group="A", itinerary=("F", "G"), parties=(1, 2)),
        GroupRow(group="A", itinerary=(), parties=(None, 0)),
    ),
)


def _text(page: RenderableType) -> list[str]:
    """The lines that say something, with one blank between words."""
    console = Console(file=StringIO(), width=120)
    with console.capture() as captured:
        console.print(page)
    return [" ".join(line.split()) for line in captured.get().splitlines() if line.strip()]


def test_every_part_of_a_comparison() -> None:
    """A column a plan, what is absent as a dash, goals with the change from first to last."""
    lines = _text(compare_page(FOUND))
    assert "2 plans of small; 3 people changed on the way" in lines
    assert "a - 10 6 4 - 7 first of these" in lines
    assert "b 1 Aug 12:00 11 9 2 3 9 follows the one above" in lines
    assert "people left behind, class 1 4 2 -2" in lines
    assert "worst unserved share 25.00 % 50.00 % +25.00 %" in lines
    assert "cost of optional flights - 7" in lines
    assert "optional flights flown 3 3 0" in lines
    assert "FRA - 1 of 1,000" in lines
    assert "F 9 of 10 8 of 8 at 1 Aug 13:00" in lines
    assert "G not flown -" in lines
    assert "A F>G 1 2" in lines
    assert "A stays - 0" in lines


def test_long_tables_are_cut() -> None:
    """The first forty rows, and how many more; all of them on demand."""
    rows = tuple(GroupRow(group=f"g{number}", itinerary=(), parties=(0, 1)) for number in range(60))
    long = Comparison(plans=PLANS, goals=(), nationalities=(), flights=(), groups=rows)
    assert "and 20 more rows that differ; --all lists them" in _text(compare_page(long))
    assert "g59 stays 0 1" in _text(compare_page(long, everything=True))
    assert _text(compare_page(long)).count("No difference.") == 2


def _result(**values: int) -> Result:
    goals = GoalTable(tuple(GoalResult(goal, value, None, "feasible") for goal, value in values.items()))
    return Result(
        "solved", Plan(instance_name="", instance_sha256="", assignments=Assignments.of(()), goals=goals)
    )


VARIANTS = WhatIf(
    (
        Variant(name=BASE, people=10, served=8, result=_result(cost=7, flights=3)),
        Variant(name="cancel F", people=10, served=6, result=_result(cost=9, flights=3), void=("void P",)),
        Variant(name="cancel G", fault="no flight is called G"),
        Variant(name="cancel H", result=Result("infeasible", conflict=("share P", "pin Q"))),
        Variant(name="cancel I", result=Result("no_plan")),
    )
)


def test_variants_against_the_base() -> None:
    """A column a variant with its difference, and a line about each; what has no plan has no column."""
    lines = _text(what_if_page(VARIANTS))
    assert "as it is (1)" in lines
    assert "out 8 6" in lines
    assert "cost of optional flights 7 9 (+2)" in lines
    assert "optional flights flown 3 3" in lines
    assert "(1) cancel F" in lines
    assert "void P" in lines
    assert "(2) cancel G: cannot be solved: no flight is called G" in lines
    assert "(3) cancel H: promises contradict each other: share P, pin Q" in lines
    assert "(4) cancel I: no plan in time" in lines
    assert [row["status"] for row in what_if_rows(VARIANTS)] == [
        *("solved", "solved", "fault", "infeasible", "no_plan")
    ]
