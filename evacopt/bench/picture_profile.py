"""Jobs solved over time: the share whose every goal was proven, or claimed, within so many seconds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from evacopt.bench.curves import share_solved
from evacopt.bench.groups import solver_names
from evacopt.bench.picture_style import legend_below, log_axis, looks, panels
from evacopt.bench.record import Record
from evacopt.bench.results_file import Results


def profile_picture(results: Results) -> Any:
    """A figure with a panel for each set of instances; `None` without results."""
    if not results.records:
        return None
    name = solver_names(results.records)
    sets = sorted({record.job.source.group for record in results.records})
    style = looks(sorted({name(record) for record in results.records}))
    figure, axes = panels(len(sets), title=results.header.title or results.header.campaign)
    for axis, group in zip(axes, sets, strict=True):
        mine = [record for record in results.records if record.job.source.group == group]
        end = max(record.measured.wall for record in mine) or 1.0
        for solver in style:
            its = [record for record in mine if name(record) == solver]
            if its:
                _draw(axis, its, end, label=solver, **style[solver])
        axis.set(title=f"{group}: jobs with every goal proven (dotted: claimed)", xlabel="seconds")
        log_axis(axis.xaxis)
        axis.set(ylabel="share of jobs, %", ylim=(-2, 102))
    legend_below(figure, axes)
    return figure


def _draw(axis: Any, records: Sequence[Record], end: float, *, label: str, **style: Any) -> None:
    """What is proven; and dotted, where that is more, what solvers claim, on their word alone."""
    proven, claimed = (share_solved(records, proven=proven) for proven in (True, False))
    _step(axis, proven, end, label=label, **style)
    if claimed != proven:
        _step(axis, claimed, end, label=f"{label}: claimed", **{**style, "linestyle": ":"})


def _step(axis: Any, steps: Sequence[tuple[float, float]], end: float, **style: Any) -> None:
    times = [time for time, _ in steps]
    first = min([*times, end]) / 1.5
    shares = [0.0, *(100 * share for _, share in steps)]
    axis.step([first, *times, end * 1.1], [*shares, shares[-1]], where="post", **style)
