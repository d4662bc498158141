"""Presence and aircraft in use over time, each against its limit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evacopt.output.report.axis import Axis

if TYPE_CHECKING:
    from evacopt.output.report.levels import Level

HEIGHT = 44


@dataclass(frozen=True, slots=True, kw_only=True)
class StepChart:
    """A stepped area in a strip of `height` units; `limit_y` is blank where there is no limit."""

    name: str
    unit: str
    tells: str
    area: str
    limit_y: float | None
    peak: str
    height: int = HEIGHT


def step_chart(level: Level, axis: Axis) -> StepChart:
    """The level over the time of the axis, drawn so that its limit or its peak fills the strip."""
    top = max(level.peak, level.limit or 0, 1)
    limit_y = None if level.limit is None else round(HEIGHT - HEIGHT * level.limit / top, 1)
    of = "" if level.limit is None else f" of {level.limit:,}"
    return StepChart(
        name=level.name,
        unit=level.unit,
        tells=f"{level.name}: at most {level.peak:,}{of} {level.unit}",
        area=_area(level.times, level.values, axis, top),
        limit_y=limit_y,
        peak=f"{level.peak:,}{of}",
    )


def _area(times: Sequence[int], values: Sequence[int], axis: Axis, top: int) -> str:
    """The path under a step function; steps at the same place of the picture count with the highest."""
    highest: dict[float, int] = {}
    last: dict[float, int] = {}
    for minute, value in zip(times, values, strict=True):
        x = axis.x(minute)
        highest[x] = max(highest.get(x, 0), value)
        last[x] = value
    if not highest:
        return ""
    parts = [f"M{min(highest)} {HEIGHT}"]
    for x in sorted(highest):
        parts.append(f"H{x}V{_y(highest[x], top)}")
        if last[x] != highest[x]:
            parts.append(f"V{_y(last[x], top)}")
    return "".join(parts) + f"H{axis.right}V{HEIGHT}Z"


def _y(value: int, top: int) -> float:
    return round(HEIGHT - HEIGHT * value / top, 1)
