"""The pictures of a campaign."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeAlias

from evacopt.bench.growth import FEWEST_SIZES, MEASURES, fitted, people_of, points
from evacopt.bench.history import NOTHING, Values
from evacopt.bench.measures import best_bounds, first_goal, first_plan, solver_names
from evacopt.bench.paired import INSTALL
from evacopt.bench.picture_style import MARKS, legend_below, log_axis, looks, panels, styled
from evacopt.bench.ratio_picture import ratio_picture
from evacopt.bench.record import FINISHED, WITH_PLAN, Record
from evacopt.bench.results_file import Results
from evacopt.errors import UsageError
from evacopt.files.atomic import write_whole


def can_draw() -> bool:
    """Whether matplotlib is installed."""
    return find_spec("matplotlib") is not None


def pictures(
    results: Results, folder: str | os.PathLike[str], published: Mapping[str, Values] = NOTHING
) -> list[Path]:
    """Draw what the results say into `folder`, each picture as SVG and PNG, in place of those that are there.

    The share of jobs solved over time, performance profiles of solvers beside each other, the gap of the
    first goal over time, and, where there are instances of several sizes, the growth of time and memory.

    Parameters
    ----------
    published : the goals of the best plan in a published set, by the hash of the instance

    Raises
    ------
    UsageError
        If matplotlib is not installed.
    """
    if not can_draw():
        raise UsageError(f"pictures need matplotlib: {INSTALL}")

    place = Path(folder)
    makers: dict[str, Callable[[Results], Any]] = {
        "profile": profile_picture,
        "ratios": partial(ratio_picture, published=published),
        "gap": gap_picture,
        "growth": growth_picture,
    }
    written = []
    for name, make in makers.items():
        with styled():
            figure = make(results)
            for ending in ("svg", "png") if figure is not None else ():
                path = place / f"{results.header.campaign}.{name}.{ending}"
                metadata = {"Date": None} if ending == "svg" else None
                fill = partial(figure.savefig, format=ending, metadata=metadata)
                write_whole(path, fill, force=True)
                written.append(path)
    return written


WHOLE = 1.0
"""The gap while there is no plan, and the largest that is shown."""


def solved_at(record: Record) -> float | None:
    """Seconds until the command ended with every goal solved; `None` where it did not."""
    return record.measured.wall if record.outcome.status in FINISHED else None


def share_solved(records: Sequence[Record], *, proven: bool) -> list[tuple[float, float]]:
    """The steps of the share of `records` solved: seconds, share from then on. Failures are not solved.

    Parameters
    ----------
    proven : count only those of which every goal is proven, not what solvers claim
    """
    counted = [record for record in records if record.outcome.status == "proven" or not proven]
    seconds = sorted(time for record in counted if (time := solved_at(record)) is not None)
    return [(time, number / len(records)) for number, time in enumerate(seconds, start=1)]


def gap_steps(record: Record, bound: int | None) -> list[tuple[float, float]]:
    """The steps of the first goal's gap to `bound`: seconds, gap from then on; 1 before the first plan."""
    goal = first_goal(record)
    if goal is None or bound is None or record.outcome.status not in WITH_PLAN:
        return [(0.0, WHOLE)]
    started = record.measured.started or 0.0
    news = [
        (started + event.seconds, event.incumbent)
        for event in record.measured.trace
        if event.goal == goal.goal and event.incumbent is not None
    ]
    last = record.measured.wall if news else first_plan(record) or 0.0
    steps, best = [(0.0, WHOLE)], None
    for seconds, value in (*news, (last, goal.value)):
        best = value if best is None else min(best, value)
        steps.append((seconds, min(WHOLE, abs(best - bound) / max(1, abs(best)))))
    return steps


def gaps_at(
    records: Sequence[Record], times: Sequence[float], bounds: Mapping[str, int]
) -> list[list[float]]:
    """The gap of each record at each time, shape (times, records).

    Parameters
    ----------
    bounds : of the first goal, by the hash of the instance; records of others are left out
    """
    every = [
        gap_steps(record, bounds[facts.sha256])
        for record in records
        if (facts := record.outcome.facts) is not None and facts.sha256 in bounds
    ]
    return [[[gap for seconds, gap in steps if seconds <= time][-1] for steps in every] for time in times]


_BySolver: TypeAlias = dict[str, list[Record]]
_Style: TypeAlias = dict[str, dict[str, Any]]


def _panels_by_set(
    results: Results, records: Sequence[Record], fill: Callable[[Any, str, _BySolver, _Style], None]
) -> Any:
    """A figure with a panel for each set of instances, which `fill` draws, over seconds."""
    name = solver_names(results.records)
    sets = sorted({record.job.source.group for record in records})
    style = looks(sorted({name(record) for record in results.records}))
    figure, axes = panels(len(sets), title=results.header.title or results.header.campaign)
    for axis, group in zip(axes, sets, strict=True):
        mine = [record for record in records if record.job.source.group == group]
        fill(axis, group, {solver: [r for r in mine if name(r) == solver] for solver in style}, style)
        axis.set(xlabel="seconds")
        log_axis(axis.xaxis)
    legend_below(figure, axes)
    return figure


def profile_picture(results: Results) -> Any:
    """A figure with a panel for each set of instances; `None` without results.

    What is proven; and dotted, where that is more, what solvers claim, on their word alone.
    """

    def fill(axis: Any, group: str, by_solver: _BySolver, style: _Style) -> None:
        end = max(record.measured.wall for its in by_solver.values() for record in its) or 1.0
        for solver, its in by_solver.items():
            if its:
                proven, claimed = (share_solved(its, proven=proven) for proven in (True, False))
                _step(axis, proven, end, label=solver, **style[solver])
                if claimed != proven:
                    dotted = {**style[solver], "linestyle": ":"}
                    _step(axis, claimed, end, label=f"{solver}: claimed", **dotted)
        axis.set(title=f"{group}: jobs with every goal proven (dotted: claimed)")
        axis.set(ylabel="share of jobs, %", ylim=(-2, 102))

    return _panels_by_set(results, results.records, fill) if results.records else None


def _step(axis: Any, steps: Sequence[tuple[float, float]], end: float, **style: Any) -> None:
    times = [time for time, _ in steps]
    first = min([*times, end]) / 1.5
    shares = [0.0, *(100 * share for _, share in steps)]
    axis.step([first, *times, end * 1.1], [*shares, shares[-1]], where="post", **style)


_MOMENTS = 200


def gap_picture(results: Results) -> Any:
    """A figure with a panel for each set of instances; `None` where no instance has a bound."""
    import numpy as np

    bounds = best_bounds(results.records)
    known = [
        record
        for record in results.records
        if (facts := record.outcome.facts) is not None and facts.sha256 in bounds
    ]

    def fill(axis: Any, group: str, by_solver: _BySolver, style: _Style) -> None:
        records = [record for its in by_solver.values() for record in its]
        firsts = [time for record in records if (time := first_plan(record))]
        end = max(record.measured.wall for record in records) or 1.0
        times = np.geomspace(min([*firsts, end]) / 1.5, end * 1.1, _MOMENTS)
        for solver, its in by_solver.items():
            if its:
                gaps = 100 * np.array(gaps_at(its, times.tolist(), bounds)) / WHOLE
                low, middle, high = np.percentile(gaps, [25, 50, 75], axis=1)
                axis.step(times, middle, where="post", label=solver, **style[solver])
                colour = style[solver]["color"]
                axis.fill_between(times, low, high, step="post", color=colour, alpha=0.1, lw=0)
        axis.set(title=f"{group}: first goal, median and middle half")
        axis.set(ylabel="gap to the best checked bound, %", ylim=(0, 102))
        axis.set_yscale("symlog", linthresh=0.1)
        axis.set_yticks([0, 0.1, 1, 10, 100], ["0", "0.1", "1", "10", "100"])

    return _panels_by_set(results, known, fill) if known else None


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
            _draw_growth(axis, by_solver, what, style)
            axis.set(title=f"{group}: {_TITLES[what]}", xlabel="people (hollow: not proven)")
            log_axis(axis.xaxis)
            log_axis(axis.yaxis, least=LEAST_SPAN)
            if axis.lines:
                axis.legend(loc="upper left", bbox_to_anchor=(-0.02, -0.16))
    return figure


def _of(results: Results, group: str) -> list[Record]:
    return [record for record in results.records if record.job.source.group == group]


def _draw_growth(axis: Any, by_solver: _BySolver, what: str, style: _Style) -> None:
    for place, (solver, records) in enumerate(by_solver.items()):
        measured = sorted(points(records, MEASURES[what]))
        if not measured:
            continue
        colour, fit = style[solver]["color"], fitted(measured)
        label = solver if fit is None else f"{solver}: people^{fit.power}"
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
