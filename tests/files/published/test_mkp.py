"""Multiple knapsack files: the optimum worked out by hand, and broken files."""

from __future__ import annotations

from pathlib import Path

import pytest

import evacopt as ev
from evacopt.errors import InstanceError
from evacopt.files.published import read_mkp, read_published

TWO_KNAPSACKS = "2\n4\n10\n6\n5\t7\n5\t6\n6\t9\n4\t5\n"
"""10 holds both fives (13), 6 the six (9): 22 of 27; any way with the four leaves more behind."""


def _file(path: Path, content: str) -> Path:
    file = path / "items.txt"
    file.write_text(content)
    return file


def test_profit_packed_is_total_less_unserved(tmp_path: Path) -> None:
    """The four is left behind, and its profit is the value of the goal."""
    instance = read_mkp(_file(tmp_path, TWO_KNAPSACKS))
    result = ev.solve(instance, time_limit=20)
    assert [(goal.goal, goal.value) for goal in result.goals] == [("unserved", 5)]
    assert result.plan is not None
    assert [row.group for row in result.plan.unserved] == ["I4"]


def test_knapsacks_are_flights_and_items_parties(tmp_path: Path) -> None:
    """Capacities are seats; weight and profit are size and weight, in the order of the file."""
    instance = read_published(_file(tmp_path, TWO_KNAPSACKS), "mkp")
    assert [(flight.id, flight.seats) for flight in instance.flights] == [("K1", 10), ("K2", 6)]
    rows = [(group.id, group.size, group.weight, group.count) for group in instance.groups]
    assert rows == [("I1", 5, 7, 1), ("I2", 5, 6, 1), ("I3", 6, 9, 1), ("I4", 4, 5, 1)]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("0\n", "items.txt:1: the number of knapsacks must be from 1"),
        ("1\n1\n0\n5 7\n", "items.txt:3: a capacity must be from 1"),
        ("1\n1\n9\n0 7\n", "items.txt:4: the weight of an item must be from 1"),
        ("1\n1\n9\n5 -7\n", "items.txt:4: the profit of an item must be from 0"),
        ("1\n2\n9\n5 7\n", "items.txt:4: ends where the weight of an item should stand"),
        ("1\n1\n9\n5 7\n8 1\n", "items.txt:5: goes on after its end with 2 more numbers"),
    ],
)
def test_broken_files(tmp_path: Path, content: str, said: str) -> None:
    """File, line and rule of what is wrong."""
    with pytest.raises(InstanceError) as error:
        read_mkp(_file(tmp_path, content))
    assert str(error.value).startswith(said)


def test_totals_that_no_solver_can_hold_are_refused(tmp_path: Path) -> None:
    """Items of a million people each, a thousand of them and one: more people than an instance may have."""
    content = "1\n1001\n9\n" + "1000000 1\n" * 1001
    with pytest.raises(InstanceError, match=r"items.txt, count: must leave at most 1000000000 people"):
        read_mkp(_file(tmp_path, content))
