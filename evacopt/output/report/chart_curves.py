"""People over time as curves over one axis: bands in which a number lies, lines, and marked moments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from evacopt.domain.phrase import figure
from evacopt.output.report.chart_lanes import Axis, Tick, axis_of

WIDTH = 960
_LEFT, _RIGHT, _TOP, _FOOT = 46, 742, 24, 20
_HEIGHT = 250
_MOST_LEVELS = 8
_DIGIT, _USUAL = 7, 6
"""Units that a character of a level takes, and how many have room on the left of every picture."""
_APART = 14.0
"""Units between two labels, and between two marks that have a number each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """From each of `minutes` (UTC, rising) on the value beside it, 0 before.

    `looks` is how it is drawn: `middle`, `planned`, `happened`, `tool`, `best`, `first`. Of the `edge` of a
    band only its end is, with its `name`, which stands at the end of each.
    """

    looks: str
    name: str
    minutes: Sequence[int]
    values: Sequence[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """Where a number lies, between curves over the same minutes; `looks` is `wide` or `narrow`."""

    looks: str
    name: str
    low: Curve
    high: Curve


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """The path of a curve or a band, and what a pointer tells."""

    looks: str
    path: str
    tells: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What stands at the end of a curve, which ends at `at`; they are drawn apart."""

    looks: str
    text: str
    at: float
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A moment; `number` is blank where it would cover the one before."""

    x: float
    number: str
    tells: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CurvesChart:
    """A picture of `width` by `height` units; `name` is its id, `title` and `tells` say what it shows."""

    name: str
    title: str
    tells: str
    ticks: tuple[Tick, ...]
    levels: tuple[tuple[float, str], ...]
    limit: float
    bands: tuple[Drawn, ...]
    lines: tuple[Drawn, ...]
    labels: tuple[Label, ...]
    marks: tuple[Mark, ...]
    left: float
    right: float = _RIGHT
    top: float = _TOP
    bottom: float = _TOP + _HEIGHT
    height: float = _TOP + _HEIGHT + _FOOT
    width: int = WIDTH


@dataclass(frozen=True, slots=True)
class _Frame:
    axis: Axis
    most: int

    def y(self, value: int) -> float:
        return round(_TOP + _HEIGHT - _HEIGHT * value / self.most, 1)

    def steps(self, curve: Curve) -> list[tuple[float, float]]:
        """The corners of a curve from the left of the picture to its right."""
        corners = [(self.axis.left, self.y(0))]
        for minute, value in zip(curve.minutes, curve.values, strict=True):
            x = self.axis.x(minute)
            corners += [(x, corners[-1][1]), (x, self.y(value))]
        return [*corners, (self.axis.right, corners[-1][1])]


def curves_chart(
    name: str,
    words: tuple[str, str],
    people: int,
    lines: Sequence[Curve],
    *,
    bands: Sequence[Band] = (),
    marks: Sequence[tuple[int, str]] = (),
) -> CurvesChart:
    """The picture of `lines` over `bands`, with `marks` at their minutes; nobody is there beyond `people`.

    `words` are its title and what it shows in a sentence.
    """
    drawn = [*lines, *(edge for band in bands for edge in (band.low, band.high))]
    minutes = [minute for curve in drawn for minute in curve.minutes] + [minute for minute, _ in marks]
    most = max([people, 1, *(value for curve in drawn for value in curve.values)])
    levels = _levels(most)
    left = _LEFT + _DIGIT * max(len(figure(levels[-1])) - _USUAL, 0)
    frame = _Frame(axis_of(minutes or [0], left=left, right=_RIGHT), most)
    return CurvesChart(
        name=name,
        title=words[0],
        tells=words[1],
        ticks=tuple(frame.axis.ticks()),
        levels=tuple((frame.y(level), figure(level)) for level in levels),
        limit=frame.y(people),
        bands=tuple(_band(frame, band) for band in bands),
        lines=tuple(
            Drawn(looks=line.looks, path=_path(frame.steps(line)), tells=line.name) for line in lines
        ),
        labels=tuple(_apart([_label(frame, curve) for curve in drawn if curve.name])),
        marks=tuple(_marks(frame.axis, marks)),
        left=left,
    )


def _levels(most: int) -> range:
    """Round numbers from 0 to `most`, as many as can be read."""
    step = next(
        step
        for ten in accumulate(range(19), lambda power, _: power * 10, initial=1)
        for step in (ten, 2 * ten, 5 * ten)
        if most <= step * _MOST_LEVELS
    )
    return range(0, most + 1, step)


def _path(corners: Sequence[tuple[float, float]]) -> str:
    """Corners as a path; those that do not move the pen are left out."""
    (x, y), parts = corners[0], [f"M{corners[0][0]} {corners[0][1]}"]
    for right, down in corners[1:]:
        parts += [f"H{right}"] if right != x else []
        parts += [f"V{down}"] if down != y else []
        x, y = right, down
    return "".join(parts)


def _band(frame: _Frame, band: Band) -> Drawn:
    there, back = frame.steps(band.high), frame.steps(band.low)[::-1]
    return Drawn(looks=band.looks, path=f"{_path([*there, *back])}Z", tells=band.name)


def _label(frame: _Frame, line: Curve) -> Label:
    at = frame.y(line.values[-1] if line.values else 0)
    return Label(looks=line.looks, text=line.name, at=at, y=at)


def _apart(labels: Sequence[Label]) -> Iterator[Label]:
    """The labels from top to bottom, each as near to its curve as the ones before leave room."""
    ordered = sorted(labels, key=lambda label: label.at)
    lowest = _TOP + _HEIGHT - _APART * (len(ordered) - 1)
    above = 0.0
    for label in ordered:
        y = max(min(label.at, lowest), above)
        above, lowest = y + _APART, lowest + _APART
        yield replace(label, y=round(y, 1))


def _marks(axis: Axis, marks: Sequence[tuple[int, str]]) -> Iterator[Mark]:
    last = -_APART
    for number, (minute, tells) in enumerate(marks, 1):
        x = axis.x(minute)
        seen = x >= last + _APART
        last = x if seen else last
        yield Mark(x=x, number=str(number) if seen else "", tells=tells)
