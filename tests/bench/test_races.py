"""Solvers beside each other: PAR10, the virtual best, performance profiles, paired tests."""

from __future__ import annotations

import itertools
import math
from typing import Any

import pytest

from evacopt.bench import paired as statistics
from evacopt.bench.paired import adjusted, paired
from evacopt.bench.race_tables import pairs_table, race_table
from evacopt.bench.races import Race, races
from evacopt.bench.record import Record, Status
from evacopt.bench.tabulate import tables
from tests.bench.records import job, record, results

RACE = Race(
    set="made up",
    limit=10.0,
    what="every goal solved",
    problems=(("a", 0), ("b", 0), ("c", 0), ("d", 0)),
    costs={"one": (1.0, 8.0, None, None), "two": (2.0, 2.0, 5.0, None)},
)


def test_par10_counts_ten_limits_for_what_was_not_reached() -> None:
    """Means 52.25 s and 27.25 s; of the virtual best 27 s."""
    rows = {row[3]: row for row in race_table([RACE]).rows}
    assert {name: row[4:7] for name, row in rows.items()} == {
        "one": (4, 2, 52.25),
        "two": (4, 3, 27.25),
        "virtual best": (4, 3, 27.0),
    }


def test_the_profile_is_the_share_within_a_factor_of_the_best() -> None:
    """As Dolan and Moré draw it; who does not reach a problem is beyond every factor, also if nobody does."""
    assert RACE.ratios("one") == [1.0, 4.0, math.inf, math.inf]
    assert RACE.ratios("two") == [2.0, 1.0, 1.0, math.inf]
    assert [RACE.share_within("one", factor) for factor in (1, 3.9, 4, 1e9)] == [0.25, 0.25, 0.5, 0.5]


def _solved(code: str, backend: str, wall: float, status: Status = "proven") -> Record:
    return record(job(code, backend=backend), wall=wall, status=status, sha256=code)


def test_a_race_is_over_what_every_solver_was_asked() -> None:
    """One solver was not asked c, which the other fails: it counts for neither."""
    made = races(
        [
            _solved("a", "x", 1.0),
            _solved("a", "y", 2.0),
            _solved("b", "x", 3.0, "claimed"),
            _solved("b", "y", 4.0, "feasible"),
            _solved("c", "x", 1.0, "failed"),
        ]
    )
    race = next(race for race in made if race.what == "every goal solved")
    assert race.problems == (("a", 0), ("b", 0))
    assert race.costs == {"x": (1.0, 3.0), "y": (2.0, None)}


def test_a_plan_as_good_as_the_best_counts_whoever_made_it() -> None:
    """Without a proof; one that is worse does not."""
    good = record(job("a", backend="x"), status="feasible", value=3, bound=None, trace=(), wall=4.0)
    poor = record(job("a", backend="y"), status="feasible", value=4, bound=None, trace=(), wall=1.0)
    race = next(race for race in races([good, poor]) if race.what == "best known plan")
    assert race.costs == {"x": (4.0,), "y": (None,)}
    better = next(race for race in races([good, poor], {"one": (2,)}) if race.what == "best known plan")
    assert better.costs == {"x": (None,), "y": (None,)}


def test_the_signed_rank_test_is_exact_on_few_pairs() -> None:
    """Against every choice of signs of seven different differences, counted here one by one."""
    first, second = [0.0, 1.0, 5.0, 0.0, 4.0, 9.0, 2.0], [1.0, 3.0, 4.5, 5.0, 12.0, 20.0, 40.0]
    logs = [math.log((a + 1) / (b + 1)) for a, b in zip(first, second, strict=True)]
    ranks = [sorted(map(abs, logs)).index(abs(log)) + 1 for log in logs]
    ups = sum(rank for rank, log in zip(ranks, logs, strict=True) if log > 0)
    drawn = [
        sum(rank for rank, up in zip(ranks, signs, strict=True) if up)
        for signs in itertools.product((False, True), repeat=7)
    ]
    expected = min(1.0, 2 * min(sum(s <= ups for s in drawn), sum(s >= ups for s in drawn)) / len(drawn))
    found = paired(first, second)
    assert found.p == pytest.approx(expected)
    assert (found.lower, found.equal, found.higher) == (6, 0, 1)
    assert found.interval is not None and found.interval[0] < found.ratio < found.interval[1]


def test_too_few_pairs_have_a_ratio_and_no_test() -> None:
    """Five cannot be told from chance at 5 %, and those that are alike count as none."""
    found = paired([1.0] * 5 + [3.0] * 9, [3.0] * 5 + [3.0] * 9)
    assert (found.lower, found.equal, found.interval, found.p) == (5, 9, None, None)
    assert found.ratio == pytest.approx(2 ** (-5 / 14))


def test_all_differences_alike_have_no_interval() -> None:
    """Drawn again they are the same: the bootstrap knows nothing of them."""
    found = paired([1.0] * 6, [3.0] * 6)
    assert found.interval is None
    assert found.p == pytest.approx(2 / 2**6)


def test_many_tests_raise_every_p() -> None:
    """Benjamini and Yekutieli: p x n x (1 + 1/2 + ... + 1/n) / rank; blanks stay."""
    assert adjusted([0.01, None, 0.04]) == [pytest.approx(0.03), None, pytest.approx(0.06)]
    assert adjusted([None]) == [None]


def test_pairs_are_told_with_their_interval(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of eight problems the first solver ends each sooner; without scipy counts and ratio are left."""
    made = [_solved(str(n), name, n + extra) for n in range(8) for name, extra in (("x", 1.0), ("y", 3.0))]
    found = _row(results(*made))
    assert (found["sooner"], found["alike"], found["later"]) == (8, 0, 0)
    assert found["low"] < found["ratio"] < found["high"] < 1
    assert found["p"] == pytest.approx(2 / 2**8)
    monkeypatch.setattr(statistics, "find_spec", lambda name: None)
    bare = _row(results(*made))
    assert (bare["low"], bare["high"], bare["p"], bare["adjusted"]) == (None,) * 4
    assert bare["ratio"] == found["ratio"]
    assert "evacopt[bench]" in pairs_table(races(made)).notes[-1]


def _row(made: Any) -> dict[str, Any]:
    table = next(table for table in tables(made) if table.name == "pairs")
    return dict(zip(table.heads, table.rows[0], strict=True))
