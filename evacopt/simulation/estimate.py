"""Estimates of what scenarios tell: means with 95 % intervals, tails, and what hangs on each flight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from msgspec.structs import replace

from evacopt.domain.columns import Floats, Ints, Mask
from evacopt.domain.stored import MILLION
from evacopt.scenarios.story import StorySet
from evacopt.simulation.result import Counted, Guarded, Interval, Level, Nation, Told
from evacopt.simulation.tally import Flown, People, Tally
from evacopt.view.view import View

Z = 1.959964
"""Standard errors on either side of a mean: 95 % of a normal distribution lie within."""
LEVELS = (50_000, 100_000, 250_000, 500_000, 750_000, 950_000)
"""Of the fan, parts per million."""
TAIL = 0.1


def interval(values: Any, weight: Floats, *, exact: bool, less: tuple[Any, Floats] | None = None) -> Interval:
    """The weighted mean and where it is by them; `less` that of others that were drawn apart (Welch 1947)."""
    mean, variance = _moments(values, weight)
    if less is not None:
        other, more = _moments(*less)
        mean, variance = mean - other, variance + more
    wide = 0.0 if exact else Z * variance**0.5
    return Interval(mean=_figure(mean), low=_figure(mean - wide), high=_figure(mean + wide))


def _moments(values: Any, weight: Floats) -> tuple[float, float]:
    """The mean, and the variance of that mean."""
    values = np.asarray(values, dtype=np.float64)
    mean = float(weight @ values / weight.sum())
    spread = float(weight @ (values - mean) ** 2 / weight.sum())
    return mean, spread / max(len(values) - 1, 1)


def lowest_tenth(values: Ints, weight: Any) -> float:
    """The weighted mean of the lowest tenth of them."""
    order = np.argsort(values, kind="stable")
    share = weight[order] / weight.sum()
    counts = np.clip(TAIL - (np.cumsum(share) - share), 0, share)
    return float(counts @ values[order] / counts.sum())


@dataclass(frozen=True, eq=False)
class Estimate:
    """What is told of `tally`; `exact` where its scenarios are all that there are."""

    tally: Tally
    exact: bool

    def mean(self, values: Any) -> float:
        """The mean over the scenarios."""
        return _figure(_moments(values, self.tally.weight)[0])

    def interval(self, values: Ints, here: Mask | None = None) -> Interval:
        """The mean of people over the scenarios, or those `here`, and where it is by them."""
        rows = slice(None) if here is None else here
        found = interval(values[rows], self.tally.weight[rows], exact=self.exact)
        return replace(found, low=max(found.low, 0.0))

    def hanging(self, fails: Mask) -> Interval | None:
        """How many people fewer get out where something fails; `None` where that is not seen often enough."""
        if min(fails.sum(), (~fails).sum()) <= (0 if self.exact else 1):
            return None
        out, weight = self.out, self.tally.weight
        failing = out[fails], weight[fails]
        return interval(out[~fails], weight[~fails], exact=self.exact, less=failing)

    def chance(self, happens: Mask) -> Ints:
        """How likely each column is, in parts per million."""
        return _ppm(self.tally.weight @ happens, self.tally.weight.sum())

    @property
    def out(self) -> Ints:
        """People out, shape (scenarios,)."""
        total: Ints = self.tally.out.sum(axis=1)
        return total

    @property
    def worst_tenth(self) -> float:
        """The mean of people out in the worst tenth, which CVaR looks at (Rockafellar and Uryasev 2000)."""
        return _figure(lowest_tenth(self.out, self.tally.weight))


def fan(estimate: Estimate) -> tuple[Level, ...]:
    """How many people are out at each hour, by levels."""
    tally, levels = estimate.tally, list[Ints]()
    landed = tally.landed[:, 1:]
    order = np.argsort(landed, axis=0, kind="stable")
    below = np.cumsum(tally.weight[order], axis=0) / tally.weight.sum()
    for level in LEVELS:
        row = (below < level / MILLION - 1e-12).sum(axis=0)
        row = np.minimum(row, len(landed) - 1)
        levels.append(np.take_along_axis(landed, np.take_along_axis(order, row[None], 0), 0)[0])
    return tuple(
        Level(level=level, out=tuple(out.tolist())) for level, out in zip(LEVELS, levels, strict=True)
    )


def classes(estimate: Estimate, people: People, view: View) -> tuple[Counted, ...]:
    """A row a class, the most urgent first."""
    tally, planned = estimate.tally, view.by_class
    return tuple(
        Counted(
            name=str(one),
            people=estimate.mean(tally.class_people[:, place]),
            planned=planned[one].served if one in planned else 0,
            out=estimate.interval(tally.class_out[:, place]),
        )
        for place, one in enumerate(people.classes)
    )


def nationalities(estimate: Estimate, people: People, view: View) -> tuple[Nation, ...]:
    """A row a nationality, the largest first."""
    tally, planned = estimate.tally, view.by_nationality
    there = tally.weight @ tally.people
    share, every = _ppm(tally.nation_landed, there), _ppm(tally.nation_all, tally.weight.sum())
    rows = [
        Nation(
            name=name,
            people=estimate.mean(tally.people[:, place]),
            planned=planned[name].served if name in planned else 0,
            out=estimate.interval(tally.out[:, place]),
            share=tuple(share[1:, place].tolist()),
            all_out=tuple(every[1:, place].tolist()),
        )
        for place, name in enumerate(people.nationalities)
    ]
    return tuple(sorted(rows, key=lambda row: (-row.people, row.name)))


def flights(estimate: Estimate, flown: Flown, view: View) -> tuple[Guarded, ...]:
    """A row a flight of the plan, by departure."""
    tally, schedule = estimate.tally, view.instance.schedule
    chance, refused = estimate.chance(~tally.fails), estimate.chance(tally.refused)
    rows = []
    for place, (row, planned) in enumerate(zip(flown.row.tolist(), flown.planned.tolist(), strict=True)):
        fails, flies = tally.fails[:, place], ~tally.fails[:, place]
        guarded = Guarded(
            flight=schedule[row].id,
            planned=planned,
            flown=int(chance[place]),
            seats=schedule[row].seats * planned,
            load=_figure(_moments(tally.taken[flies, place], tally.weight[flies])[0]) if flies.any() else 0.0,
            refused=int(refused[place]),
            fewer=estimate.hanging(fails),
        )
        rows.append((schedule[row].departs, guarded.flight, guarded))
    return tuple(guarded for *_, guarded in sorted(rows, key=lambda row: row[:2]))


def told(estimate: Estimate, sets: Sequence[StorySet]) -> tuple[Told, ...]:
    """A row a story."""
    rows = []
    for place, each in enumerate(sets):
        for number, story in enumerate(each.stories):
            here = estimate.tally.stories[:, place] == number
            happened = int(here.sum())
            some = happened > (0 if estimate.exact else 1)
            out = estimate.interval(estimate.out, here) if some else None
            rows.append(Told(story=story.id, probability=story.probability, happened=happened, out=out))
    return tuple(rows)


def _ppm(part: Any, whole: Any) -> Ints:
    """Parts per million, rounded, of each cell; a million where there is nobody."""
    whole = np.broadcast_to(np.asarray(whole, dtype=np.float64), np.shape(part))
    share = np.divide(part, whole, out=np.ones(np.shape(part)), where=whole > 0)
    ppm: Ints = np.clip(np.rint(MILLION * share), 0, MILLION).astype(np.int64)
    return ppm


def _figure(number: Any) -> float:
    """Six digits behind the point: what lies behind them is the noise of adding up."""
    return round(float(number), 6) + 0.0  # never -0.0
