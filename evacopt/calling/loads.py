"""How many places those who come may need, as floats: fast, to find how many can be called."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from functools import reduce

import numpy as np
import numpy.typing as npt

from evacopt.calling.limits import Limit

Floats = npt.NDArray[np.float64]


class Loads:
    """The places needed in each pool of a limit, in several worlds; parties come by themselves in each.

    Parameters
    ----------
    chance : shape (worlds,)
    filling : whether it is asked if every place is taken, else if there is one for everybody
    """

    def __init__(self, limit: Limit, chance: Floats, *, filling: bool = False) -> None:
        self._limit, self._chance, self._filling = limit, chance, filling
        self._within = limit.within
        self._loads = [np.zeros((len(chance), places + 1)) for places in self._within]
        for load in self._loads:
            load[:, 0] = 1
        self._passed: list[Floats | None] = [None] * len(limit.size)
        self._wanted = [0] * len(limit.size)

    def with_parties(self, row: int, comes: Floats, parties: int) -> Loads:
        """The same with more parties of the group of that row; `comes` is how likely in each world."""
        more = copy(self)
        need, pool = int(self._limit.need[row]), int(self._limit.pool[row])
        if need:
            more._wanted = [*self._wanted]
            more._wanted[pool] += need * parties
            load = self._loads[pool]
            for _ in range(parties):
                load = self._step(load, need, comes[:, None])
            more._loads = [*self._loads]
            more._loads[pool] = load
            more._passed = [*self._passed]
            while pool >= 0:
                more._passed[pool] = None
                pool = self._limit.outer[pool]
        return more

    def _step(self, load: Floats, need: int, comes: Floats) -> Floats:
        """One more party. What goes beyond the last place is lost, or counts as there, as asked."""
        more: Floats = load * (1 - comes)
        width = load.shape[1] - need
        if width > 0:
            more[:, need:] += load[:, :width] * comes
        if self._filling:
            more[:, -1] += load[:, max(width, 0) :].sum(axis=1) * comes[:, 0]
        return more

    @property
    def sure(self) -> bool:
        """Whether there is a place for everybody even if all come."""
        return self._limit.holds(self._wanted)

    @property
    def probability(self) -> float:
        """That there is a place for everybody; or, if it is asked, that every place is taken."""
        if not self._filling and self.sure:
            return 1.0
        last = len(self._limit.size) - 1
        return float(self._chance @ self._pass(last).sum(axis=1))

    def _pass(self, pool: int) -> Floats:
        """How many go on from a pool to the one around it; of the last, mass that is as wanted."""
        known = self._passed[pool]
        if known is None:
            inner = [self._pass(at) for at, outer in enumerate(self._limit.outer) if outer == pool]
            load = reduce(self._joined, inner, self._loads[pool])
            size = self._limit.size[pool]
            if self._filling:
                known = load[:, size:]
            else:
                known = np.concatenate(
                    (load[:, : size + 1].sum(axis=1, keepdims=True), load[:, size + 1 :]), axis=1
                )
            self._passed[pool] = known
        return known

    def _joined(self, one: Floats, other: Floats) -> Floats:
        width = one.shape[1]
        both = np.stack([np.convolve(a, b) for a, b in zip(one, other, strict=True)])
        if self._filling:
            both[:, width - 1] += both[:, width:].sum(axis=1)
        return both[:, :width]


def refused(limits: Sequence[Loads]) -> float:
    """The chance that somebody finds no place, or a little more: they may lack several things at once."""
    return sum(1 - loads.probability for loads in limits)
