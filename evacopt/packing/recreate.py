"""Ruin and recreate (Schrimpf et al., Journal of Computational Physics 159, 2000): a few flights loaded anew.

Some flights are emptied and loaded one after the other, each with the best load of those who stay then, at
worths that are off by a little. What is no worse is kept. First those are to be aboard who are the best for
all seats together (Pisinger, European Journal of Operational Research 114, 1999, 528-541): where many parties
fit on each flight there is often room for all of them, and nothing is better.
"""

from __future__ import annotations

import numpy as np

from evacopt.domain.columns import Ints, Mask
from evacopt.packing.loads import Packing
from evacopt.packing.tuning import PackingTuning


class Recreating:
    """Flights as they are loaded.

    Attributes
    ----------
    loads : int64 array, shape (flights, items)

    Parameters
    ----------
    wanted : int64 array, shape (items,): who is to be aboard, and then nobody else is; what counts is how
        many seats they take. Without it the goal counts.
    """

    def __init__(
        self, packing: Packing, rng: np.random.Generator, tuning: PackingTuning, wanted: Ints | None = None
    ) -> None:
        self.packing, self._rng, self._tuning, self._wanted = packing, rng, tuning, wanted
        self.loads = np.zeros((len(packing.flights), len(packing.size)), dtype=np.int64)
        self._left, self._worth = packing.limits.copy(), -packing.cost if wanted is None else packing.size
        seats = [packing.kinds[kind].seats for kind, _ in packing.flights]
        self._load(np.argsort(seats, kind="stable"), np.ones(len(packing.size), dtype=np.bool_), 0.0)

    @property
    def complete(self) -> bool:
        """Whether all who are wanted are aboard."""
        return self._wanted is not None and bool((self.loads.sum(axis=0) >= self._wanted).all())

    def by_goal(self) -> None:
        """Let the goal count from now on, and anybody board."""
        self._wanted, self._worth = None, -self.packing.cost

    def values(self) -> Ints:
        """The columns of the program."""
        return values_of(self.packing, self.loads)

    def step(self) -> bool:
        """Load some flights anew, if that is no worse; whether it is better."""
        flights, tuning = len(self.loads), self._tuning
        number = min(int(self._rng.integers(2, tuning.flights + 1)), flights)
        chosen = self._rng.choice(flights, size=number, replace=False)
        old, left = self.loads[chosen].copy(), self._left.copy()
        self._left += sum(self.packing.taken(load) for load in old)
        self.loads[chosen] = 0
        self._load(chosen, self._candidates(old.sum(axis=0)), float(self._rng.choice(tuning.noise)))
        gained = int(((self.loads[chosen] - old) @ self._worth).sum())
        if gained < 0:
            self.loads[chosen], self._left = old, left
        return gained > 0

    def _allowed(self) -> Ints:
        """How many of each item a flight may carry now."""
        allowed = self.packing.allowed(self._left)
        return allowed if self._wanted is None else np.minimum(allowed, self._wanted - self.loads.sum(axis=0))

    def _candidates(self, aboard: Ints) -> Mask:
        """Those who were aboard and some who stay, the best for their seats and others by chance."""
        half = self._tuning.candidates // 2
        others = np.flatnonzero((self._allowed() > 0) & (aboard == 0))
        others = others[np.argsort(-self._worth[others] / self.packing.size[others], kind="stable")]
        some = self._rng.permutation(others[half:])[:half]
        mask: Mask = aboard > 0
        mask[others[:half]] = mask[some] = True
        return mask

    def _load(self, flights: Ints, who: Mask, noise: float) -> None:
        """Load empty flights in that order."""
        packing = self.packing
        for flight in flights.tolist():
            most = np.where(who, self._allowed(), 0)
            worth = self._worth * self._rng.uniform(1 - noise, 1 + noise, len(most))
            kind = np.array([packing.flights[flight][0]])
            _, _, load = next(packing.best_loads(worth, most, kind))
            self.loads[flight] = load
            self._left -= packing.taken(load)


def values_of(packing: Packing, loads: Ints) -> Ints:
    """The columns of the program at the loads of its flights, shape (flights, items)."""
    values = np.zeros(packing.program.columns, dtype=np.int64)
    for (kind, columns), load in zip(packing.flights, loads, strict=True):
        values[columns] = load[packing.kinds[kind].items]
    return values
