"""Curves of people over time: steps, bands, labels that can be read, and marks."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from evacopt.output.report.chart_curves import Band, Curve, CurvesChart, curves_chart

MINUTES = (0, 600, 1200)


def _curve(*values: int, looks: str = "middle", name: str = "so") -> Curve:
    return Curve(looks=looks, name=name, minutes=MINUTES[: len(values)], values=values)


def _chart(*lines: Curve, people: int = 100, **more: object) -> CurvesChart:
    return curves_chart("one", ("title", "what it shows"), people, lines, **more)  # type: ignore[arg-type]


def test_a_curve_steps_where_its_number_does() -> None:
    """From nobody at the left, up at each minute, level to the right edge."""
    chart = _chart(_curve(0, 50, 100))
    middle = (chart.top + chart.bottom) / 2
    x = (chart.left + chart.right) / 2
    moves = re.findall(r"([MHV ])([\d.]+)", chart.lines[0].path)
    right = [(" ", chart.bottom), ("H", x), ("V", middle), ("H", chart.right), ("V", chart.top)]
    assert [(pen, float(to)) for pen, to in moves] == [("M", chart.left), *right]
    assert chart.limit == chart.top


def test_a_band_is_what_lies_between_its_edges() -> None:
    """There along the upper edge and back along the lower one; edges are labelled, and drawn by the band."""
    band = Band(looks="wide", name="in here", low=_curve(0, 10, 20), high=_curve(0, 50, 100))
    chart = _chart(bands=[band])
    (drawn,) = chart.bands
    heights = [float(value) for value in re.findall(r"V([\d.]+)", drawn.path)]
    assert min(heights) == chart.top
    assert drawn.path.endswith("Z")
    assert len(chart.labels) == 2
    assert chart.lines == ()


@pytest.mark.parametrize("values", [(100,) * 5, (0,) * 5, (0, 1, 50, 99, 100), (98, 99, 100, 100, 100)])
def test_labels_are_apart_and_inside(values: tuple[int, ...]) -> None:
    """However near to each other curves end, their labels do not cover each other, highest first."""
    chart = _chart(*(_curve(value, name=str(value)) for value in values))
    places = [label.y for label in chart.labels]
    assert all(below - above >= 13.9 for above, below in pairwise(places))
    assert places[0] >= 0
    assert places[-1] <= chart.height
    assert [int(label.text) for label in chart.labels] == sorted(values, reverse=True)


@pytest.mark.parametrize("people", [1, 7, 8, 9, 1402, 124_334, 1_000_000])
def test_levels_are_round_and_few(people: int) -> None:
    """Two to nine numbers on the left, from nought to no more than everybody."""
    chart = _chart(_curve(0), people=people)
    told = [int(text.replace(",", "")) for _, text in chart.levels]
    assert told[0] == 0
    assert people * 0.5 < told[-1] <= people
    assert 2 <= len(told) <= 9
    assert str(told[1]).rstrip("0") in {"1", "2", "5"}


@pytest.mark.parametrize("people", [1402, 124_334, 1_000_000])
def test_levels_have_room_on_the_left(people: int) -> None:
    """Seven units a character, as wide as a digit is drawn, and the curve begins where they end."""
    chart = _chart(_curve(people), people=people)
    assert chart.left >= 7 * max(len(text) for _, text in chart.levels)
    assert chart.lines[0].path.startswith(f"M{chart.left} ")


def test_marks_are_numbered_where_there_is_room() -> None:
    """Two steps in the same hour are one number, and both can be pointed at."""
    chart = _chart(_curve(0, 50, 100), marks=[(60, "first"), (61, "second"), (900, "third")])
    assert [mark.number for mark in chart.marks] == ["1", "", "3"]
    assert [mark.tells for mark in chart.marks] == ["first", "second", "third"]


def test_nothing_can_be_drawn_too() -> None:
    """No curve, nobody: an empty frame."""
    chart = _chart(people=0)
    assert (chart.lines, chart.labels) == ((), ())
    assert chart.limit == chart.bottom
