"""Performance profiles (Dolan and Moré 2002) as a picture."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from evacopt.bench.history import NOTHING, Values
from evacopt.bench.picture_style import legend_below, log_axis, looks, panels
from evacopt.bench.races import Race, races
from evacopt.bench.results_file import Results

_BEYOND = 1.3
"""How far the axis goes on after the largest ratio."""


def ratio_picture(results: Results, published: Mapping[str, Values] = NOTHING) -> Any:
    """A figure with a panel for each race of two solvers or more; `None` where there is none.

    `published` as of `races`.
    """
    made = [race for race in races(results.records, published) if len(race.costs) > 1]
    if not made:
        return None
    style = looks(sorted({solver for race in made for solver in race.costs}))
    figure, axes = panels(len(made), title=results.header.title or results.header.campaign)
    for axis, race in zip(axes, made, strict=True):
        _draw(axis, race, style)
    legend_below(figure, axes)
    return figure


def _draw(axis: Any, race: Race, style: dict[str, dict[str, Any]]) -> None:
    """The share of problems within a factor of the least cost, over the factor."""
    reached = {
        solver: sorted(ratio for ratio in race.ratios(solver) if math.isfinite(ratio))
        for solver in race.costs
    }
    end = _BEYOND * max([2.0, *(ratio for ratios in reached.values() for ratio in ratios)])
    for solver, ratios in reached.items():
        shares = [100 * number / len(race.problems) for number in range(len(ratios) + 1)]
        axis.step([1.0, *ratios, end], [*shares, shares[-1]], where="post", label=solver, **style[solver])
    axis.set(title=f"{race.set}, {race.limit:g} s: {race.what}", xlim=(1.0, end), ylim=(-2, 102))
    axis.set(xlabel="times the least of all solvers", ylabel="share of problems, %")
    log_axis(axis.xaxis)
