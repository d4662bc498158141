"""Tables: every figure with what it is of, and nothing averaged over failures."""

from __future__ import annotations

from typing import Any

import pytest

from evacopt.bench.campaign import Known, Reference
from evacopt.bench.record import Seen
from evacopt.bench.results_file import Results
from evacopt.bench.table import for_people
from evacopt.bench.tabulate import tables
from evacopt.output.table import sheet
from tests.bench.records import job, record, results


def _rows(made: Results, name: str, reference: Reference | None = None) -> list[list[Any]]:
    """The rows of a table, `of` columns included."""
    found = {table.name: table for table in tables(made, reference)}
    return [list(row) for row in found[name].rows]


def _row(made: Results, name: str, reference: Reference | None = None) -> dict[str, Any]:
    """The only row of a table by column; an `of` is named after the column before it."""
    found = {table.name: table for table in tables(made, reference)}
    table = found[name]
    (row,) = table.rows
    columns = table.heads
    heads = [f"{columns[at - 1]} of" if one == "of" else one for at, one in enumerate(columns)]
    return dict(zip(heads, row, strict=True))


MIXED = results(
    record(job("a"), status="proven", value=10, bound=10, wall=3.0),
    record(job("b"), status="feasible", value=10, bound=5, wall=1e6, sha256="two", memory=3 * 2**20),
    record(job("c"), status="failed", wall=1e6, sha256="three", memory=5 * 2**20),
    record(job("d"), status="no plan", wall=1e6, sha256="four"),
)


def test_jobs_are_counted_by_their_ending() -> None:
    """Each once; they add up to the jobs."""
    row = _row(MIXED, "ends")
    assert (row["jobs"], row["proven"], row["feasible"], row["failed"], row["no plan"]) == (4, 1, 1, 1, 1)
    assert row["agreed"] == row["claimed"] == row["infeasible"] == 0


def test_gaps_are_over_plans_alone() -> None:
    """0 % and 50 % of two plans; the two jobs without one are in no mean."""
    row = _row(MIXED, "ends")
    assert (row["gap"], row["worst"], row["worst of"]) == (25.0, 50.0, 2)


def test_times_say_of_how_many_jobs_they_are() -> None:
    """A failure lends no time, however long it took; one job of two came within 1 % of the bound."""
    row = _row(MIXED, "times")
    assert (row["first plan"], row["first plan of"]) == (pytest.approx(0.75), 2)
    assert (row["1 %"], row["1 % of"]) == (pytest.approx(0.75), 1)
    assert row["total of"] == 2
    assert row["total"] == pytest.approx((4.0 * (1e6 + 1)) ** 0.5 - 1)
    assert row["MiB"] == 3


def test_nothing_but_failures_gives_no_figure() -> None:
    """Blank, never 0."""
    made = results(
        record(job("a"), status="failed", memory=None), record(job("b"), status="no plan", memory=None)
    )
    ends, times = _row(made, "ends"), _row(made, "times")
    assert (ends["gap"], ends["worst of"]) == (None, 0)
    assert (times["first plan"], times["total"], times["MiB"]) == (None, None, None)
    assert [table.name for table in tables(made)] == ["ends", "times", "race", "jobs"]


def test_every_goal_has_its_row() -> None:
    """Grades and gaps over the jobs that have a plan."""
    row = _row(MIXED, "goals")
    assert (row["goal"], row["plans"], row["proven"], row["feasible"]) == ("unserved[1]", 2, 1, 1)
    assert row["worst of"] == 2


def test_what_differs_is_told_apart() -> None:
    """Sizes, limits, backends, threads and policies each make a row of their own."""
    asks: list[dict[str, Any]] = [
        {},
        {"people": 200},
        {"time_limit": 20.0},
        {"backend": "cpsat"},
        {"threads": 2},
        {"policy": {"full_loads": True}},
    ]
    made = results(*(record(job(f"i{number}", **ask)) for number, ask in enumerate(asks)))
    rows = _rows(made, "ends")
    assert len(rows) == len(asks)
    assert {row[2] for row in rows} == {
        "auto, own threads",
        "cpsat",
        "auto, 2 threads",
        "auto, own threads, full_loads true",
    }


def test_seeds_of_a_solver_share_a_row() -> None:
    """They are draws of the same thing."""
    made = results(*(record(job("a", seed=seed)) for seed in range(3)))
    assert _row(made, "ends")["jobs"] == 3


def test_growth_is_fitted_to_runs_that_ended_by_themselves() -> None:
    """Time 0.001 x people; a run cut by its limit, on whatever size, does not bend the line."""
    sizes = (100, 1000, 10_000)
    made = [
        record(
            job(str(people), people=people, time_limit=100.0),
            people=people,
            wall=0.001 * people,
            started=0.0,
            trace=(Seen(0.0005 * people, "unserved[1]", 10),),
        )
        for people in sizes
    ]
    cut = record(job("cut", people=10**6, time_limit=100.0), people=10**6, wall=100.0, status="feasible")
    rows = {row[3]: row for row in _rows(results(*made, cut), "growth")}
    law, ends = rows["total time, s"], [pytest.approx(1.0)] * 3
    assert law[4:] == [*ends, pytest.approx(1.0), pytest.approx(1000.0), 3, 3]
    assert rows["memory, MiB"][9:] == [4, 4]
    points = [row for row in _rows(results(*made), "residuals") if row[3] == "total time, s"]
    assert [row[4:8] for row in points] == [[str(n), n, 0.001 * n, pytest.approx(0.001 * n)] for n in sizes]
    assert not any(table.name == "growth" for table in tables(results(*made[:2])))


@pytest.mark.parametrize(
    ("served", "best", "value", "expected"),
    [
        (False, 8, 10, (0, 0, 1, 25.0)),
        (False, 10, 10, (0, 1, 0, 0.0)),
        (True, 90, 10, (0, 1, 0, 0.0)),  # 100 in all, 10 stay
        (True, 80, 10, (1, 0, 0, -12.5)),
    ],
)
def test_against_a_reference(
    served: bool, best: int, value: int, expected: tuple[int, int, int, float]
) -> None:
    """Better, equal, worse, and the distance in percent; in what stays or in what is served."""
    reference = Reference(known={"a": Known(best=best)}, served=served)
    made = results(record(job("a"), value=value, bound=0, status="feasible"), record(job("z"), sha256="z"))
    row = _row(made, "reference", reference)
    assert (row["better"], row["equal"], row["worse"], row["distance"]) == expected
    assert (row["listed"], row["worst of"], row["impossible"]) == (1, 1, 0)


@pytest.mark.parametrize(("served", "bound"), [(False, 11), (True, 89)])
def test_a_plan_beyond_the_bound_of_the_reference(served: bool, bound: int) -> None:
    """Is counted as impossible: somebody is wrong."""
    reference = Reference(known={"a": Known(bound=bound)}, served=served)
    row = _row(results(record(job("a"), value=10)), "reference", reference)
    assert (row["impossible"], row["worst of"], row["distance"]) == (1, 0, None)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, "-"),
        (0.0, "0"),
        (1234567, "1,234,567"),
        (0.00004, "4e-05"),
        (0.1234, "0.123"),
        (1.234, "1.23"),
        (12.34, "12.3"),
        (1234.5, "1,234"),
        ("a|b", "a|b"),
    ],
)
def test_cells_for_people(cell: float | str | None, text: str) -> None:
    """Three digits that count, and a dash for what there is not."""
    assert for_people(sheet("t", "", ("n",), ((cell,),))).rows == ((text,),)


def test_counts_that_say_nothing_are_left_out() -> None:
    """For people; programs get every column."""
    table = sheet("t", "", ("people", "n"), ((0, 0), (0, None)))
    assert table.heads == ("people", "n")
    assert for_people(table).heads == ("n",)
    assert for_people(table).rows == (("0",), ("-",))
