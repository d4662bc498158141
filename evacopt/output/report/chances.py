"""What may happen, and how likely: a simulation in sentences, a picture and tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from evacopt.domain.phrase import joined, phrase
from evacopt.output.report.chance_tables import (
    counts_tables,
    guarded_table,
    hours_table,
    nations_tables,
    stories_table,
)
from evacopt.output.report.chance_words import at_least, simulation_words, trial_words
from evacopt.output.report.chart_curves import Band, Curve, CurvesChart, curves_chart
from evacopt.output.table import Table
from evacopt.view.view import NO_FLIGHT

if TYPE_CHECKING:
    from evacopt.output.report.situation import Situation
    from evacopt.simulation.result import Simulation

_BANDS = (
    ("wide", 50_000, 950_000, phrase("9 of 10 cases are in here")),
    ("narrow", 250_000, 750_000, phrase("half of the cases are in here")),
)
_MIDDLE = 500_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Chances:
    """The first of `words` is the headline; `fan` is `None` where nothing flies, `behind` its figures."""

    words: tuple[str, ...]
    trial: tuple[str, ...] = ()
    fan: CurvesChart | None = None
    behind: tuple[Table, ...] = ()
    guarded: Table | None = None
    tables: tuple[Table, ...] = ()


def chances(situation: Situation, simulations: Sequence[Simulation]) -> Chances:
    """What the first of `simulations` says; the others, of other recourses, are set against it."""
    one, *others = simulations
    timed = bool(one.hours and one.fan)
    return Chances(
        words=tuple(simulation_words(one, others)),
        trial=tuple(trial_words(one)),
        fan=_fan(situation, one) if timed else None,
        behind=(hours_table(situation, one), *nations_tables(situation, one)) if timed else (),
        guarded=guarded_table(situation.instance, situation.when, one),
        tables=(*stories_table(one), *counts_tables(one)),
    )


def _fan(situation: Situation, one: Simulation) -> CurvesChart:
    """The bands in which 9 of 10 and half of the cases lie, the middle, and the plan as it is written."""
    shown = {ppm for _, low, high, _ in _BANDS for ppm in (low, high)} | {_MIDDLE}
    edges = {
        level.level: Curve(
            looks="middle" if level.level == _MIDDLE else "edge",
            name=at_least(level.out[-1], level.level),
            minutes=one.hours,
            values=level.out,
        )
        for level in one.fan
        if level.level in shown
    }
    written = planned_curve(situation, phrase("{out:,} as planned", out=one.planned))
    ends = joined("; ", [curve.name for _, curve in sorted(edges.items())])
    return curves_chart(
        "fan",
        (
            phrase("People out over time (UTC), as likely as it is"),
            phrase("At the end are out: {ends}; {planned}.", ends=ends, planned=written.name),
        ),
        round(one.people),
        [*(curve for ppm, curve in edges.items() if ppm == _MIDDLE), written],
        bands=[
            Band(looks=looks, name=name, low=edges[low], high=edges[high])
            for looks, low, high, name in _BANDS
            if {low, high} <= edges.keys()
        ],
    )


def planned_curve(situation: Situation, name: str) -> Curve:
    """Who is at a haven by when, if everything goes as it is written."""
    counted = situation.counted
    last = (counted.legs != NO_FLIGHT).sum(axis=1) - 1
    lands = counted.flights("arrives")[counted.legs[np.arange(len(last)), last]]
    minutes, row = np.unique(lands, return_inverse=True)
    out = np.zeros(len(minutes), dtype=np.int64)
    np.add.at(out, row, counted.people)
    return Curve(looks="planned", name=name, minutes=minutes.tolist(), values=np.cumsum(out).tolist())
