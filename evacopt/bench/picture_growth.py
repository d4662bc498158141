"""Growth with size: time and memory over people, both in logarithms, with the fitted power.

Marks are full where every goal is proven, and hollow where it is not.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from evacopt.bench.groups import solver_names
from evacopt.bench.growth import FEWEST_SIZES, MEASURES, fitted, people_of, points
from evacopt.bench.picture_style import MARKS, log_axis, looks, panels
from evacopt.bench.record import Record
from evacopt.bench.results_file import Results

LEAST_SPAN = 20.0
"""From the bottom of a panel to its top: what hardly grows looks as if it hardly grew."""
SHOWN = ("total time, s", "first plan, s", "memory, MiB")
_TITLES = {
    "total time, s": "total time of runs not cut by their limit, s",
    "first plan, s": "time to the first plan, s",
    "memory, MiB": "memory at the peak, MiB",
}


def growth_picture(results: Results) -> Any:
    """A figure with a row for each set of instances of several sizes; `None` where there is none."""
    sets = [
        group
        for group in sorted({record.job.source.group for record in results.records})
        if len({people_of(record) for record in _of(results, group)} - {None}) >= FEWEST_SIZES
    ]
    if not sets:
        return None
    name = solver_names(results.records)
    style = looks(sorted({name(record) for record in results.records}))
    title = results.header.title or results.header.campaign
    figure, axes = panels(3 * len(sets), title=title, high=4.0)
    for place, group in enumerate(sets):
        records = _of(results, group)
        for axis, what in zip(axes[3 * place :], SHOWN, strict=False):
            by_solver = {solver: [r for r in records if name(r) == solver] for solver in style}
            _draw(axis, by_solver, what, style)
            axis.set(title=f"{group}: {_TITLES[what]}", xlabel="people (hollow: not proven)")
            log_axis(axis.xaxis)
            log_axis(axis.yaxis, least=LEAST_SPAN)
            if axis.lines:
                axis.legend(loc="upper left", bbox_to_anchor=(-0.02, -0.16))
    return figure


def _of(results: Results, group: str) -> list[Record]:
    return [record for record in results.records if record.job.source.group == group]


def _draw(axis: Any, by_solver: dict[str, list[Record]], what: str, style: dict[str, dict[str, Any]]) -> None:
    for place, (solver, records) in enumerate(by_solver.items()):
        measured = sorted(points(records, MEASURES[what]))
        if not measured:
            continue
        colour, fit = style[solver]["color"], fitted(measured)
        label = solver if fit is None else f"{solver}: people^{fit.exponent:.2f}"
        sizes, values = _columns(measured)
        mark = MARKS[place % len(MARKS)]
        axis.plot(sizes, values, mark, color=colour, mfc="none", ms=5, alpha=0.8)
        proven = points([record for record in records if record.outcome.status == "proven"], MEASURES[what])
        axis.plot(*_columns(proven), mark, color=colour, ms=5, alpha=0.8, label=label)
        if fit is not None:
            ends = [sizes[0], sizes[-1]]
            axis.plot(ends, [fit.at(size) for size in ends], **style[solver], lw=1.2)


def _columns(pairs: Sequence[tuple[int, float]]) -> tuple[list[int], list[float]]:
    return [people for people, _ in pairs], [value for _, value in pairs]
