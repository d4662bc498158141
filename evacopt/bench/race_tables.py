"""Tables of solvers beside each other: what each paid, and whether that differs."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from evacopt.bench.measures import mean, plain
from evacopt.bench.paired import INSTALL, Paired, adjusted, can_test, paired
from evacopt.bench.races import PENALTY, Race
from evacopt.output.table import Cell, Table, sheet

VIRTUAL = "virtual best"
FACTORS = (1, 2, 10)


def race_table(made: Sequence[Race]) -> Table:
    """A row a solver: of how many problems it reached what is asked, PAR10, and points of its profile."""
    rows = [row for race in made for row in _race(race)]
    return sheet(
        name="race",
        caption="Beside each other",
        notes=[
            "Of the problems that every solver of the set was asked. Reached: on how many. PAR10: mean "
            f"seconds from the start of the command, {PENALTY} limits where it was not reached; of the "
            "primal integral the mean alone. Least, 2 x, 10 x: percent of problems on which it took no more "
            "than so many times the least of all (the performance profile at 1, 2 and 10). Virtual best: "
            "whoever was best on each."
        ],
        heads=(
            *("set", "limit, s", "what", "solver", "problems", "reached", "PAR10"),
            *("least", "2 x", "10 x"),
        ),
        rows=rows,
    )


def _race(race: Race) -> list[tuple[Cell, ...]]:
    head, count = (race.set, plain(race.limit), race.what), len(race.problems)
    rows: list[tuple[Cell, ...]] = []
    for solver, costs in race.costs.items():
        reached = sum(cost is not None for cost in costs)
        shares = (100 * race.share_within(solver, factor) for factor in FACTORS)
        rows.append((*head, solver, count, reached, mean(race.penalised(costs)), *shares))
    if len(race.costs) > 1:
        best = race.virtual_best
        reached = sum(cost is not None for cost in best)
        rows.append((*head, VIRTUAL, count, reached, mean(race.penalised(best)), None, None, None))
    return rows


def pairs_table(made: Sequence[Race]) -> Table:
    """A row for each two solvers of a race: who was sooner how often, and by how much."""
    heads: list[tuple[Cell, ...]] = []
    found: list[Paired] = []
    for race in made:
        for first, second in itertools.combinations(race.costs, 2):
            heads.append((race.set, plain(race.limit), race.what, first, second))
            found.append(paired(*(race.penalised(race.costs[solver]) for solver in (first, second))))
    rates = adjusted([pair.p for pair in found])
    notes = [
        "Sooner, alike, later: problems on which the first took less, as long, more, one that it did not "
        f"reach at {PENALTY} limits. Ratio: geometric mean of (first + 1 s) / (second + 1 s), below 1 where "
        "the first is sooner, with its 95 % interval (bootstrap over problems). p: Wilcoxon's signed-rank "
        "test, two-sided; adjusted: for all rows of this table together (Benjamini and Yekutieli). Blank "
        "where fewer than six problems differ.",
    ]
    if not can_test():
        notes.append(f"No intervals and no p without scipy; for them: {INSTALL}.")
    return sheet(
        name="pairs",
        caption="Two by two",
        notes=notes,
        heads=(
            *("set", "limit, s", "what", "first", "second", "sooner", "alike", "later"),
            *("ratio", "low", "high", "p", "adjusted"),
        ),
        rows=[
            (
                *head,
                pair.lower,
                pair.equal,
                pair.higher,
                pair.ratio,
                *(pair.interval or (None, None)),
                pair.p,
                rate,
            )
            for head, pair, rate in zip(heads, found, rates, strict=True)
        ],
    )
