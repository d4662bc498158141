"""The timeline: flights, hubs and aircraft over one axis of time."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from evacopt.domain.clock import minutes_of
from evacopt.domain.phrase import figure, phrase
from evacopt.output.report.chart_lanes import Axis, Flown, Heaps, Lanes, Tick, axis_of, heaps, lanes
from evacopt.output.report.chart_windows import ROW, ClosedRow, closed_lanes, closed_rows
from evacopt.output.wording import short_name
from evacopt.view.steps import EVER

if TYPE_CHECKING:
    from evacopt.output.records import FlightLine
    from evacopt.output.report.situation import Level, Situation
    from evacopt.view.steps import Steps

WIDTH = 960
MOST_BARS = 60
"""More flights than these are drawn as heaps by time of departure."""

MOST_STRIPS = 12
_LEFT, _RIGHT = 128, 862
_HEAD, _STRIP, _GAP = 24, 44, 18
_LONGEST = 18
"""Letters that find room right of a strip."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepChart:
    """A stepped area in a strip of `height` units, and its limit; that is blank where there is none."""

    name: str
    unit: str
    tells: str
    area: str
    limit: str
    peak: str
    height: int = _STRIP


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """A level drawn from `y` on."""

    y: float
    chart: StepChart


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineChart:
    """A picture of `WIDTH` by `height` units; either `lanes` or `heaps` hold the flights.

    `now` is where the as-of time is; `closed` says when places are, the strips how full hubs are and how
    many aircraft and resources are in use.
    """

    ticks: tuple[Tick, ...]
    lanes: Lanes | None
    heaps: Heaps | None
    strips: tuple[Strip, ...]
    now: float
    left: float
    right: float
    top: float
    height: float
    width: int = WIDTH
    closed: tuple[ClosedRow, ...] = ()


def timeline_chart(situation: Situation, *, loads: bool = True) -> TimelineChart | None:
    """The timeline of a plan; `None` where nothing flies. Without `loads` it shows no load and no hub."""
    flown = [line for line in situation.view.flights if line.sorties]
    if not flown:
        return None
    drawn = [_flown(situation, line, loads=loads) for line in flown]
    minutes = [minute for flight in drawn for minute in (flight.departs, flight.arrives)]
    axis = axis_of([*minutes, situation.as_of], left=_LEFT, right=_RIGHT)
    few, instance = len(drawn) <= MOST_BARS, situation.instance
    rows = lanes(drawn, axis, closed_lanes(instance, drawn, axis)) if few else None
    piled = None if few else heaps(drawn, axis)
    below = _HEAD + (rows.height if rows else piled.height if piled else 0) + _GAP
    closed = closed_rows(instance, axis, below)
    below += len(closed) * ROW + (_GAP if closed else 0)
    levels = [level for level in situation.levels if loads and level.peak][:MOST_STRIPS]
    strips = tuple(
        Strip(y=round(below + number * (_STRIP + _GAP), 1), chart=step_chart(level, axis))
        for number, level in enumerate(levels)
    )
    return TimelineChart(
        ticks=tuple(axis.ticks()),
        lanes=rows,
        heaps=piled,
        strips=strips,
        closed=closed,
        now=axis.x(situation.as_of),
        left=axis.left,
        right=axis.right,
        top=_HEAD,
        height=round(below + len(strips) * (_STRIP + _GAP), 1),
    )


def _flown(situation: Situation, line: FlightLine, *, loads: bool) -> Flown:
    aircraft = situation.instance.flight[line.id].aircraft
    times = f" {line.sorties}×" if line.sorties > 1 else ""
    return Flown(
        name=f"{short_name(line.id, line.departs).rstrip('@')}{times}",
        lane=f"{line.operator} {aircraft}".strip(),
        departs=minutes_of(line.departs),
        arrives=minutes_of(line.arrives),
        first=situation.instance.location[line.origin].is_start,
        line=line,
        loads=loads,
    )


def step_chart(level: Level, axis: Axis) -> StepChart:
    """The level over the time of the axis, drawn so that its limit or its peak fills the strip."""
    full = level.fullest_since(-EVER)
    spans = [
        (since, until, limit)
        for (since, limit), (until, _) in pairwise([*level.limits, (EVER, None)])
        if limit is not None and since < axis.ends and until > axis.begins
    ]
    top = max(level.peak, *(limit for _, _, limit in spans), 1)
    peak = figure(level.peak)
    if full.limit is not None:
        peak = phrase("{part:,} of {whole:,}", part=full.value, whole=full.limit)
    return StepChart(
        name=level.name,
        unit=level.unit,
        tells=phrase("{level}: at most {peak} {unit}", level=level.name, peak=peak, unit=level.unit),
        area=_area(level.steps, axis, top),
        limit="".join(_line(axis, since, until, _y(limit, top)) for since, until, limit in spans),
        peak=peak if len(peak) <= _LONGEST else figure(level.peak),
    )


def _line(axis: Axis, since: int, until: int, y: float) -> str:
    """A level line, to the edges of the axis where it goes on."""
    left = axis.left if since <= axis.begins else axis.x(since)
    return f"M{left} {y}H{axis.right if until >= axis.ends else axis.x(until)}"


def _area(steps: Steps, axis: Axis, top: int) -> str:
    """The path under a step function; steps at the same place of the picture count with the highest."""
    highest: dict[float, int] = {}
    last: dict[float, int] = {}
    for minute, value in zip(steps.times.tolist(), steps.values.tolist(), strict=True):
        x = axis.x(minute)
        highest[x] = max(highest.get(x, 0), value)
        last[x] = value
    if not highest:
        return ""
    parts = [f"M{min(highest)} {_STRIP}"]
    for x in sorted(highest):
        parts.append(f"H{x}V{_y(highest[x], top)}")
        if last[x] != highest[x]:
            parts.append(f"V{_y(last[x], top)}")
    return "".join(parts) + f"H{axis.right}V{_STRIP}Z"


def _y(value: int, top: int) -> float:
    return round(_STRIP - _STRIP * value / top, 1)
