"""Diving: plans put together from loads of flights that are columns of a master program.

Column generation (Dantzig and Wolfe, 1960) solves the relaxation over loads; then the load that it wants most
is decided, those that do not fit beside it are no more, and the relaxation is solved again with new loads for
what is left, until nothing is (Sadykov, Vanderbeck, Pessoa, Tahiri and Uchoa, INFORMS Journal on Computing
31, 2019, 251-267). Later dives begin elsewhere by chance.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from evacopt.backends.session import Session
from evacopt.domain.columns import Floats, Ints
from evacopt.milp.basis import Basis
from evacopt.milp.clock import Clock
from evacopt.milp.contract import Options, Program
from evacopt.milp.linear import NO_LOWER, Goal, Matrix
from evacopt.packing.loads import Packing
from evacopt.packing.recreate import values_of
from evacopt.packing.tuning import PackingTuning

WHOLE = 1e-6


class Diving:
    """Loads so far, how often each is decided, and what is left.

    Attributes
    ----------
    bound : what the goal cannot go below, as far as the floats of the first relaxation tell

    Parameters
    ----------
    target : a value of the goal; only dives that can be below it go on
    """

    def __init__(
        self, packing: Packing, session: Session, options: Options, target: int, tuning: PackingTuning
    ) -> None:
        self.packing, self.target, self._session, self._options = packing, target, session, options
        self._tuning, self._clock = tuning, Clock(options.time_limit)
        self._known = dict[tuple[int, bytes], int]()
        self._kind, self._counts, self._cost = list[int](), list[Ints](), list[int]()
        self._taken = np.zeros((1024, len(packing.limits)), dtype=np.int64)
        self._flights = np.array([len(kind.columns) for kind in packing.kinds], dtype=np.int64)
        worth = -packing.cost.astype(np.float64)
        for number, _, load in packing.best_loads(worth, packing.most, np.arange(len(self._flights))):
            self._add(number, load)
        self.bound = 0
        self._prices: Floats | None = None
        self._basis: Basis | None = None

    def plans(self, rng: np.random.Generator) -> Iterator[Ints]:
        """Values of the columns, each better than `target`, which follows, until dives no longer help."""
        idle = 0
        for number in range(self._tuning.dives):
            if idle >= self._tuning.idle or self._clock.over():
                return
            decided = self._dive(rng if number else None)
            if decided is None and not number:
                return
            idle += 1
            if decided is not None and (value := self._value(decided)) < self.target:
                self.target, idle = value, 0
                yield self._values(decided)

    def _add(self, kind: int, load: Ints) -> bool:
        """Whether a load is a new one."""
        key = kind, load.tobytes()
        if key in self._known:
            return False
        self._known[key] = len(self._kind)
        self._kind.append(kind)
        self._counts.append(load)
        if len(self._taken) < len(self._kind):
            self._taken = np.concatenate((self._taken, np.zeros_like(self._taken)))
        self._taken[len(self._kind) - 1] = self.packing.taken(load)
        self._cost.append(int(load @ self.packing.cost))
        return True

    def _dive(self, rng: np.random.Generator | None) -> Ints | None:
        """How often each load is flown; `None` where it would be no better.

        Where time is up, and some are decided, the other flights are filled one by one.
        """
        decided = np.zeros(len(self._kind), dtype=np.int64)
        while (self._left(decided)[1] > 0).any():
            primal = self._relaxed(decided)
            if primal is None:
                late = self._clock.over() and decided.any()
                return self._filled(decided) if late else None
            decided = np.append(decided, np.zeros(len(primal) - len(decided), dtype=np.int64))
            more = primal - decided
            if (more <= WHOLE).all():
                break
            whole = np.floor(more + WHOLE).astype(np.int64)
            if not whole.any():
                factor = 1.0 if rng is None else rng.uniform(1 - self._tuning.spread, 1, len(more))
                whole[int((more * factor).argmax())] = 1
            decided = decided + whole
        return decided

    def _filled(self, decided: Ints) -> Ints:
        """`decided`, and flight by flight the best load of what is left."""
        worth = -self.packing.cost.astype(np.float64)
        for kind in np.repeat(np.arange(len(self._flights)), self._left(decided)[1]).tolist():
            limits, _ = self._left(decided)
            _, _, load = next(self.packing.best_loads(worth, self.packing.allowed(limits), np.array([kind])))
            if (self.packing.taken(load) <= limits).all():
                self._add(kind, load)
                decided = np.append(decided, np.zeros(len(self._kind) - len(decided), dtype=np.int64))
                decided[self._known[kind, load.tobytes()]] += 1
        return decided

    def _left(self, decided: Ints) -> tuple[Ints, Ints]:
        """What is left of the limits, and flights of each kind, beside the loads decided."""
        limits, flights = self.packing.limits.copy(), self._flights.copy()
        for load in np.flatnonzero(decided).tolist():
            limits -= decided[load] * self._taken[load]
            flights[self._kind[load]] -= decided[load]
        return limits, flights

    def _relaxed(self, decided: Ints) -> Floats | None:
        """The master solved beside what is decided, parts of loads; `None` if not below the target."""
        limits, flights = self._left(decided)
        spent, best, prices = int(decided @ np.array(self._cost[: len(decided)])), -np.inf, self._prices
        rounds = self._tuning.rounds if decided.any() else self._tuning.first_rounds
        for turn in range(rounds):
            if self._clock.over():
                return None
            program, left = self._master(decided, limits), self._clock.part(self._options, 1.0)
            answer = self._session.solve(program, left).unless_interrupted()
            if answer.primal is None or answer.duals is None:
                return None
            self._basis = answer.basis
            offset = self.packing.program.goal.offset
            value = float(program.objective() @ answer.primal)
            duals, fresh = np.minimum(answer.duals[: len(limits)], 0.0), False
            if value - best <= self._tuning.master_gap:
                return answer.primal
            for smoothing in (self._tuning.smoothing, 0.0):
                tried = duals if prices is None else smoothing * prices + (1 - smoothing) * duals
                bound, fresh = self._priced(tried, limits, flights)
                fresh, best, prices = (
                    (True, spent + bound, tried) if spent + bound > best else (fresh, best, prices)
                )
                if fresh:
                    break
            if not decided.any():
                self._prices, self.bound = prices, math.ceil(offset + best - 1e-6)
            if offset + best > self.target - 1 + 1e-3:
                return None
            if not fresh or turn == rounds - 1:
                return answer.primal
        return None

    def _priced(self, prices: Floats, limits: Ints, flights: Ints) -> tuple[float, bool]:
        """The Lagrangian bound at `prices` for what is left, and whether any best load is a new one."""
        packing, fresh, bound = self.packing, False, float(prices @ limits)
        worth = -packing.cost.astype(np.float64)
        row = packing.takes.row_of_entry()
        np.add.at(worth, row, packing.takes.coefficient * prices[packing.takes.column])
        open_kinds = np.flatnonzero(flights > 0)
        for number, best, load in packing.best_loads(worth, packing.allowed(limits), open_kinds):
            bound -= flights[number] * best
            fresh = self._add(number, load) or fresh
        return bound, fresh

    def _master(self, decided: Ints, limits: Ints) -> Program:
        """The choice among the loads so far, parts of them allowed; those that do not fit are left out."""
        loads, kind = len(self._kind), np.array(self._kind, dtype=np.int64)
        lower = np.append(decided, np.zeros(loads - len(decided), dtype=np.int64))
        taken = self._taken[:loads]
        fits = (taken <= limits).all(axis=1)
        load, row = np.nonzero(taken)
        matrix = Matrix.of(
            len(limits) + len(self._flights),
            np.append(row, len(limits) + kind),
            np.append(load, np.arange(loads)),
            np.append(taken[load, row], np.ones(loads, dtype=np.int64)),
        )
        upper = np.append(self.packing.limits, self._flights)
        return Program(
            lower=lower,
            upper=np.where(fits, self._flights[kind], lower),
            rules=matrix,
            rules_lower=np.full(len(upper), NO_LOWER),
            rules_upper=upper,
            goal=Goal("loads", np.arange(loads), np.array(self._cost, dtype=np.int64)),
            relaxed=True,
            basis=self._basis and Basis(_longer(self._basis.columns, loads), self._basis.rows),
        )

    def _value(self, decided: Ints) -> int:
        return self.packing.program.goal.offset + int(decided @ np.array(self._cost[: len(decided)]))

    def _values(self, decided: Ints) -> Ints:
        """The columns of the program, the loads of a kind on its flights in their order."""
        packing = self.packing
        waiting: list[list[Ints]] = [[] for _ in packing.kinds]
        for load in np.flatnonzero(decided).tolist():
            waiting[self._kind[load]] += [self._counts[load]] * int(decided[load])
        nothing = np.zeros(len(packing.size), dtype=np.int64)
        loads = [waiting[kind].pop() if waiting[kind] else nothing for kind, _ in packing.flights]
        return values_of(packing, np.stack(loads))


def _longer(statuses: npt.NDArray[np.int8], columns: int) -> npt.NDArray[np.int8]:
    """The statuses of a basis with new columns at their lower sides."""
    return np.append(statuses, np.zeros(columns - len(statuses), dtype=np.int8))
