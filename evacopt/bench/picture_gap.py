"""The gap of the first goal over time: median and middle half of the jobs."""

from __future__ import annotations

from typing import Any

from evacopt.bench.curves import WHOLE, gaps_at
from evacopt.bench.groups import solver_names
from evacopt.bench.measures import best_bounds, first_plan
from evacopt.bench.picture_style import legend_below, log_axis, looks, panels
from evacopt.bench.record import Record
from evacopt.bench.results_file import Results

_MOMENTS = 200


def gap_picture(results: Results) -> Any:
    """A figure with a panel for each set of instances; `None` where no instance has a bound."""
    bounds = best_bounds(results.records)
    known = [
        record
        for record in results.records
        if (facts := record.outcome.facts) is not None and facts.sha256 in bounds
    ]
    if not known:
        return None
    name = solver_names(results.records)
    sets = sorted({record.job.source.group for record in known})
    style = looks(sorted({name(record) for record in results.records}))
    figure, axes = panels(len(sets), title=results.header.title or results.header.campaign)
    for axis, group in zip(axes, sets, strict=True):
        mine = [record for record in known if record.job.source.group == group]
        by_solver = {solver: [r for r in mine if name(r) == solver] for solver in style}
        _draw_set(axis, by_solver, style, bounds)
        axis.set(title=f"{group}: first goal, median and middle half", xlabel="seconds")
        log_axis(axis.xaxis)
        axis.set(ylabel="gap to the best checked bound, %", ylim=(0, 102))
        axis.set_yscale("symlog", linthresh=0.1)
        axis.set_yticks([0, 0.1, 1, 10, 100], ["0", "0.1", "1", "10", "100"])
    legend_below(figure, axes)
    return figure


def _draw_set(
    axis: Any,
    by_solver: dict[str, list[Record]],
    style: dict[str, dict[str, Any]],
    bounds: dict[str, int],
) -> None:
    import numpy as np

    records = [record for its in by_solver.values() for record in its]
    firsts = [time for record in records if (time := first_plan(record))]
    end = max(record.measured.wall for record in records) or 1.0
    times = np.geomspace(min([*firsts, end]) / 1.5, end * 1.1, _MOMENTS)
    for solver, its in by_solver.items():
        if not its:
            continue
        gaps = 100 * np.array(gaps_at(its, times.tolist(), bounds)) / WHOLE
        low, middle, high = np.percentile(gaps, [25, 50, 75], axis=1)
        axis.step(times, middle, where="post", label=solver, **style[solver])
        axis.fill_between(times, low, high, step="post", color=style[solver]["color"], alpha=0.1, lw=0)
