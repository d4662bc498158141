"""Sorties where loads must be full, by patterns: Dantzig-Wolfe decomposition by origins.

A *pattern* says how often each type of aircraft flies out of one origin (Gilmore and Gomory, Operations
Research 9 (1961) 849-859). Column generation prices aircraft and places. A pattern whose reduced cost is
above what is left of the gap is in no better plan (Dantzig, Fulkerson and Johnson, 1954); among the few
others an integer program chooses.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np

from evacopt.backends.session import Session
from evacopt.domain.columns import Floats, Ints
from evacopt.exact.sortie_supply import Supply
from evacopt.exact.tuning import ExactTuning
from evacopt.milp.clock import Clock
from evacopt.milp.contract import Options, Program
from evacopt.milp.linear import NO_LOWER, Goal, Matrix

NEAR = 1e-6
"""Sums of floats closer than this are the same."""

Pattern = tuple[int, tuple[int, ...]]
"""An origin, and its sorties of each type."""


def best_sorties(
    supply: Supply, flown: Ints, session: Session, options: Options, tuning: ExactTuning
) -> Iterator[tuple[Ints, int]]:
    """Better and better sorties from `flown`, shape (origins, types), and what nothing gains more than.

    Raises
    ------
    KeyboardInterrupt
        If the session is interrupted.
    """
    search = _Search(supply, session, options, tuning)
    master = _Master(supply, _patterns_of(flown))
    best = search.prices(master)
    most = int(best.most + NEAR)
    flown = search.choice(master, flown, tuning.first_choice_share)[0]
    yield flown, most
    if supply.gain(flown) < most and not search.over():
        slack, patterns = best.within(best.most - supply.gain(flown), tuning.most_patterns)
        flown, bound = search.choice(_Master(supply, [*_patterns_of(flown), *patterns]), flown)
        yield flown, min(most, max(bound, int(best.most - slack + NEAR)))


class _Search:
    """Questions to an engine, as long as there is time."""

    def __init__(self, supply: Supply, session: Session, options: Options, tuning: ExactTuning) -> None:
        self._supply, self._session, self._options, self._tuning = supply, session, options, tuning
        self._clock = Clock(options.time_limit)
        self.over = self._clock.over

    def prices(self, master: _Master) -> _Priced:
        """The best prices of a column generation, whose patterns join `master`."""
        best = _Priced(self._supply, np.zeros(len(self._supply.seats) + 1))
        fresh, smoothing = master.add(best.patterns), 0.0
        while not self.over():
            program = master.program()
            answer = self._session.solve(program, self._clock.part(self._options, 1.0)).unless_interrupted()
            if answer.duals is None or answer.primal is None:
                break
            gained = -float(program.objective() @ answer.primal)
            if best.most - gained < self._tuning.pattern_gap:
                break
            duals = np.maximum(-answer.duals[: len(best.prices)], 0.0)
            priced = _Priced(self._supply, smoothing * best.prices + (1 - smoothing) * duals)
            fresh = master.add(priced.patterns)
            better = priced.most < best.most
            if not fresh and not better and smoothing == 0:
                break
            smoothing = self._tuning.pattern_smoothing if fresh or better else 0.0
            best = priced if better else best
        return best

    def choice(self, master: _Master, flown: Ints, share: float = 1.0) -> tuple[Ints, int]:
        """The best sorties by patterns of `master`, which has those of `flown`; what none gains more than.

        Parameters
        ----------
        share : part of the time left that it may take
        """
        program = replace(master.program(relaxed=False), start=master.values(flown))
        answer = self._session.solve(program, self._clock.part(self._options, share)).unless_interrupted()
        least = program.goal.least(program.lower, program.upper) if answer.bound is None else answer.bound
        return flown if answer.values is None else master.flown(answer.values), -least


class _Master:
    """The choice of a pattern for each origin, among those known; nothing flown is always one."""

    def __init__(self, supply: Supply, patterns: Iterable[Pattern]) -> None:
        self._supply = supply
        nothing = (0,) * len(supply.seats)
        self._known = dict.fromkeys([*((origin, nothing) for origin in range(len(supply.people))), *patterns])

    def add(self, patterns: Iterable[Pattern]) -> bool:
        """Whether there is a new one among `patterns`."""
        before = len(self._known)
        self._known.update(dict.fromkeys(patterns))
        return len(self._known) > before

    def program(self, *, relaxed: bool = True) -> Program:
        """Aircraft and places are enough, and each origin has a pattern.

        Relaxed, parts of patterns are allowed, and more sorties out of an origin than there are.
        """
        supply, (origin, sorties) = self._supply, self._arrays()
        aboard = np.minimum(sorties @ supply.seats, supply.people[origin])
        types, patterns, origins = len(supply.seats), len(origin), len(supply.people)
        number = np.arange(patterns)
        pattern, kind = np.nonzero(sorties)
        rules = Matrix.of(
            types + 1 + origins,
            np.concatenate((kind, np.full(patterns, types), types + 1 + origin)),
            np.concatenate((pattern, number, number)),
            np.concatenate((sorties[pattern, kind], aboard, np.ones_like(number))),
        )
        allowed = np.all(sorties <= supply.most[origin], axis=1)
        once, limits = np.ones(origins, dtype=np.int64), np.append(supply.count, supply.places)
        return Program(
            lower=np.zeros_like(number),
            upper=np.maximum(allowed.astype(np.int64), relaxed),
            rules=rules,
            rules_lower=np.append(np.full(types + 1, NO_LOWER), once),
            rules_upper=np.append(limits, once),
            goal=Goal("unserved", number, -supply.value[origin, aboard]),
            relaxed=relaxed,
        )

    def values(self, flown: Ints) -> Ints:
        """The choice of the patterns of `flown`; shape (patterns,)."""
        chosen = set(_patterns_of(flown))
        return np.array([pattern in chosen for pattern in self._known], dtype=np.int64)

    def flown(self, values: Ints) -> Ints:
        """The sorties of the patterns chosen; shape (origins, types)."""
        origin, sorties = self._arrays()
        chosen = np.flatnonzero(values)
        flown = np.zeros((len(self._supply.people), len(self._supply.seats)), dtype=np.int64)
        flown[origin[chosen]] = sorties[chosen]
        return flown

    def _arrays(self) -> tuple[Ints, Ints]:
        """Origin and sorties of each pattern; shapes (patterns,) and (patterns, types)."""
        origin = np.array([origin for origin, _ in self._known], dtype=np.int64)
        return origin, np.array([sorties for _, sorties in self._known], dtype=np.int64)


class _Priced:
    """What patterns gain at prices of each type's sorties and of a place, by the seats that are flown.

    Seats are a multiple of their greatest common divisor. With as many as there are people everybody is
    aboard; that takes no more than a sortie can be without.

    Attributes
    ----------
    prices : float64 array, shape (types + 1,)
    most : what nothing gains more than (the Lagrangian bound)
    """

    def __init__(self, supply: Supply, prices: Floats) -> None:
        self._supply, self.prices = supply, prices
        unit = int(np.gcd.reduce(supply.seats))
        self._sizes = (supply.seats // unit).tolist()
        enough = -(-supply.people // unit)
        self._cheapest, self._last = self._levels(int(enough.max()) + max(self._sizes))
        seats = unit * np.arange(len(self._cheapest))
        aboard = np.minimum(seats, supply.people[:, None])
        gain = np.take_along_axis(supply.value, aboard, axis=1) - prices[-1] * aboard - self._cheapest
        useful = seats < (unit * (enough + max(self._sizes)))[:, None]
        self._gain: Floats = np.where(useful, gain, -np.inf)
        self._best = self._gain.max(axis=1)
        self.most = float(prices[:-1] @ supply.count + prices[-1] * supply.places + self._best.sum())

    def _levels(self, levels: int) -> tuple[Floats, list[int]]:
        """The least price of sorties with exactly so many units of seats, and the type of the last one."""
        cheapest, last = [0.0], [-1]
        for level in range(1, levels):
            ways = (
                (cheapest[level - size] + float(self.prices[kind]), kind)
                for kind, size in enumerate(self._sizes)
                if size <= level
            )
            price, kind = min(ways, default=(np.inf, -1))
            cheapest.append(price)
            last.append(kind)
        return np.array(cheapest), last

    @property
    def patterns(self) -> list[Pattern]:
        """The best pattern of each origin."""
        return [(origin, self._way(level)) for origin, level in enumerate(self._gain.argmax(axis=1).tolist())]

    def _way(self, level: int) -> tuple[int, ...]:
        """The sorties with so many units of seats that cost least."""
        sorties = [0] * len(self._sizes)
        while level > 0:
            kind = self._last[level]
            sorties[kind] += 1
            level -= self._sizes[kind]
        return tuple(sorties)

    def within(self, slack: float, most: int) -> tuple[float, list[Pattern]]:
        """The patterns whose reduced cost is at most `slack`, or less where those were more than `most`."""
        while slack > NEAR:
            patterns = self._within(slack, most)
            if patterns is not None:
                return slack, patterns
            slack /= 2
        return 0.0, self.patterns

    def _within(self, slack: float, most: int) -> list[Pattern] | None:
        """All patterns of at most that reduced cost; `None` if they are more than `most`."""
        patterns, ways = list[Pattern](), dict[int, list[tuple[float, tuple[int, ...]]]]()
        for origin, level in np.argwhere(self._best[:, None] - self._gain <= slack + NEAR).tolist():
            if level not in ways:
                ways[level] = sorted(self._ways(level, self._cheapest[level] + slack + NEAR, most))
            limit = slack + NEAR - self._best[origin] + self._gain[origin, level] + self._cheapest[level]
            stop = bisect_right(ways[level], limit, key=lambda way: way[0])
            allowed = self._supply.most[origin].tolist()
            patterns += [(origin, way) for _, way in ways[level][:stop] if all(map(int.__le__, way, allowed))]
            if len(ways[level]) > most or len(patterns) > most:
                return None
        return patterns

    def _ways(self, level: int, limit: float, most: int) -> list[tuple[float, tuple[int, ...]]]:
        """Prices and sorties with so many units of seats, for `limit` at most; all, or more than `most`."""
        ways: list[tuple[float, int, tuple[int, ...]]] = [(0.0, level, ())]
        for price, size in zip(self.prices.tolist(), self._sizes, strict=False):
            if len(ways) > most:
                return [(paid, sorties) for paid, _, sorties in ways]
            ways = [
                (paid + price * copies, left - size * copies, (*sorties, copies))
                for paid, left, sorties in ways
                for copies in range(left // size + 1)
                if paid + price * copies + self._cheapest[left - size * copies] <= limit
            ]
        return [(paid, sorties) for paid, left, sorties in ways if left == 0]


def _patterns_of(flown: Ints) -> list[Pattern]:
    return [(origin, tuple(sorties)) for origin, sorties in enumerate(flown.tolist())]
