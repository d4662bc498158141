"""What a flight has for those who come: seats in pools, stretcher positions, infants' places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evacopt.domain.columns import Coded, Ints
from evacopt.domain.flight import Flight
from evacopt.domain.instance import Instance

Kind = tuple[str, tuple[str, ...]]
"""As whom a party travels, and its tags that a reserve names."""


@dataclass(frozen=True, eq=False)
class Limit:
    """Pools, each inside another: who finds no place in one looks in the next, and last in the outermost.

    Attributes
    ----------
    size : places in each pool, inner ones first
    outer : the pool around each; -1 around the last
    pool : int64, shape (groups,): the innermost pool open to each group
    need : int64, shape (groups,): places that one party takes
    """

    size: tuple[int, ...]
    outer: tuple[int, ...]
    pool: Ints
    need: Ints

    @property
    def within(self) -> tuple[int, ...]:
        """Places in each pool and in all around it."""
        total = [0] * len(self.size)
        for pool in reversed(range(len(self.size))):
            around = self.outer[pool]
            total[pool] = self.size[pool] + (total[around] if around >= 0 else 0)
        return tuple(total)

    def holds(self, wanted: Sequence[int]) -> bool:
        """Whether there is a place for all, `wanted` in each pool first."""
        left = [*wanted]
        for pool, around in enumerate(self.outer):
            over = left[pool] - self.size[pool]
            if over > 0:
                if around < 0:
                    return False
                left[around] += over
        return True


def limits_of(instance: Instance, flight: Flight, sorties: int, kinds: Coded[Kind]) -> tuple[Limit, ...]:
    """Seats, and whatever else a flight has few of; `kinds` of each group as of `kinds_of`."""
    groups = instance.groups
    pools = [
        (
            share.people * sorties,
            frozenset(code for code, kind in enumerate(kinds.values) if instance.speaks_of(share, *kind)),
        )
        for share in instance.pools(flight)
    ]
    sets, size = _nested(pools)
    size.append(flight.seats * sorties - sum(places for places, _ in pools))
    outer = [
        next((at for at in range(pool + 1, len(sets)) if own < sets[at]), len(sets))
        for pool, own in enumerate(sets)
    ]
    pool = [
        next((at for at, own in enumerate(sets) if code in own), len(sets))
        for code in range(len(kinds.values))
    ]
    seats = Limit(
        tuple(size), (*outer, -1), np.array(pool, dtype=np.int64)[kinds.codes], flight.seats_for(groups)
    )
    alone = np.zeros(len(groups), dtype=np.int64)
    others = ((flight.stretchers, groups.stretchers), (flight.infant_limit, groups.infants))
    return (seats, *(Limit((places * sorties,), (-1,), alone, need) for places, need in others))


def kinds_of(instance: Instance) -> Coded[Kind]:
    """The kind of each group, by which it may sit in pools."""
    return Coded.of(zip(instance.groups.nationality, instance.named_tags, strict=True))


def _nested(pools: Sequence[tuple[int, frozenset[int]]]) -> tuple[list[frozenset[int]], list[int]]:
    """Who may sit in each pool, and its size, the pools for few first.

    Where two overlap, who may sit in the smaller is taken not to use the larger: so nobody is counted as
    seated who might not be.
    """
    sets, size = list[frozenset[int]](), list[int]()
    for places, kinds in sorted(pools, key=lambda pool: len(pool[1])):
        own = kinds
        for inner in sets:
            if inner & own and not inner <= own:
                own -= inner
        if own in sets:
            size[sets.index(own)] += places
        elif own:
            sets.append(own)
            size.append(places)
    return sets, size
