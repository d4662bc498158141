"""How many places those who come may need, as floats: fast, to find how many can be called."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, reduce
from math import comb

import numpy as np

from evacopt.calling.limits import Limit
from evacopt.domain.columns import Floats

LARGE = 20_000
"""With more places than this only what is sure counts."""

AT_ONCE = 500
"""Parties that are added together: of more there are more ways to come than a float can say."""


class Loads:
    """The places needed in each pool of a limit, in several worlds; parties come by themselves in each.

    Parameters
    ----------
    chance : shape (worlds,)
    """

    def __init__(self, limit: Limit, chance: Floats) -> None:
        self._limit, self._chance, self._filling = limit, chance, False
        self._large = sum(limit.size) > LARGE
        within = () if self._large else limit.within
        self._own = tuple(_nobody(len(chance), places + 1) for places in within)
        self._all: list[Floats | None] = [None] * len(limit.size)  # with those from inner pools
        self._wanted = [0] * len(limit.size)

    def filling(self) -> Loads:
        """The same, asked whether every place is taken and not whether there is one for everybody."""
        full: Loads = object.__new__(Loads)
        full.__dict__.update(self.__dict__)
        full._filling, full._all = True, [None] * len(self._all)
        full._own = tuple(own.copy() for own in self._own)
        for own in full._own:  # what was left out are more than there are places
            own[:, -1] += 1 - own.sum(axis=1)
        return full

    def with_parties(self, row: int, comes: Floats, parties: int) -> Loads:
        """The same with more parties of the group of that row; `comes` is how likely in each world."""
        need, pool = int(self._limit.need[row]), int(self._limit.pool[row])
        if not need:
            return self
        more: Loads = object.__new__(Loads)
        more.__dict__.update(self.__dict__)
        more._wanted = [*self._wanted]
        more._wanted[pool] += need * parties
        more._all = [*self._all]
        if self._large:
            return more
        own, known = self._own[pool], self._all[pool]
        for first in range(0, parties, AT_ONCE):
            wanted = _wanted(need, comes, min(parties - first, AT_ONCE))
            own = self._joined(own, wanted)
            known = None if known is None else self._joined(known, wanted)
        more._own, more._all[pool] = (*self._own[:pool], own, *self._own[pool + 1 :]), known
        while (pool := self._limit.outer[pool]) >= 0:
            more._all[pool] = None
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
        if self._large:
            return 0.0
        last = len(self._limit.size) - 1
        size, load = self._limit.size[last], self._load(last)
        return float(self._chance @ (load[:, size:] if self._filling else load[:, : size + 1]).sum(axis=1))

    def _load(self, pool: int) -> Floats:
        """Places that are needed in a pool, with those that inner ones have no place for."""
        known = self._all[pool]
        if known is None:
            inner = [self._over(at) for at, outer in enumerate(self._limit.outer) if outer == pool]
            self._all[pool] = known = reduce(self._joined, inner, self._own[pool])
        return known

    def _over(self, pool: int) -> Floats:
        """How many a pool has no place for; if filling is asked, where all its places are taken."""
        size, load = self._limit.size[pool], self._load(pool)
        if self._filling:
            return load[:, size:]
        return np.concatenate((load[:, : size + 1].sum(axis=1, keepdims=True), load[:, size + 1 :]), axis=1)

    def _joined(self, one: Floats, other: Floats) -> Floats:
        width = one.shape[1]
        both = np.array([np.convolve(a, b) for a, b in zip(one, other, strict=True)])
        if self._filling:
            both[:, width - 1] += both[:, width:].sum(axis=1)
        return both[:, :width]


def _nobody(worlds: int, slots: int) -> Floats:
    load = np.zeros((worlds, slots))
    load[:, 0] = 1
    return load


def _wanted(need: int, comes: Floats, parties: int) -> Floats:
    """The places that so many parties of a group need, in each world."""
    load = np.zeros((len(comes), need * parties + 1))
    come = np.arange(parties + 1)
    load[:, ::need] = _ways(parties) * comes[:, None] ** come * (1 - comes[:, None]) ** come[::-1]
    return load


@cache
def _ways(parties: int) -> Floats:
    """In how many ways 0, 1, 2, ... of them come."""
    return np.array([comb(parties, come) for come in range(parties + 1)], dtype=np.float64)


def refused(limits: Sequence[Loads]) -> float:
    """The chance that somebody finds no place, or a little more: they may lack several things at once."""
    return sum(1 - loads.probability for loads in limits)
