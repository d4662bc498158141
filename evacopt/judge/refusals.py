"""The chance that somebody who comes finds no place: exact, party by party, in fractions with one divisor."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import gcd

from evacopt.domain.stored import MILLION

Coming = tuple[int, int, int]
"""Places that a party needs, parts per million of how likely it comes, how many such parties."""


def nested(pools: Sequence[tuple[int, frozenset[int]]]) -> list[tuple[int, frozenset[int]]]:
    """Pools of which any two have nobody in common, or one lets in all whom the other does.

    Where a pool lets in some of those of one for fewer kinds, but not all, they are taken not to use it: so
    nobody counts as seated who might not be.
    """
    apart: dict[frozenset[int], int] = {}
    for size, who in sorted(pools, key=lambda pool: len(pool[1])):
        own = who
        for inner in apart:
            own = own - inner if own & inner and inner - own else own
        if own:
            apart[own] = apart.get(own, 0) + size
    return [(size, who) for who, size in apart.items()]


def all_seated(
    seats: int, pools: Sequence[tuple[int, frozenset[int]]], coming: Sequence[tuple[int, Coming]]
) -> Fraction:
    """The chance that everybody who comes finds a place.

    Parameters
    ----------
    seats : places for everybody
    pools : further places and for which kinds of people, nested
    coming : the kind of some parties, and these
    """
    every = [*pools, (seats, frozenset(kind for kind, _ in coming).union(*(who for _, who in pools)))]
    loads = [_Load([1], 1) for _ in every]
    for at, (size, who) in enumerate(every):
        outer = [up for up in range(at + 1, len(every)) if up == len(pools) or who < every[up][1]]
        room = size + sum(every[up][0] for up in outer)
        for kind, parties in coming:
            if at == next(pool for pool, (_, own) in enumerate(every) if kind in own):
                loads[at] = loads[at].with_parties(*parties, room)
        if outer:
            loads[outer[0]] = loads[outer[0]].and_also(loads[at].beyond(size))
    return Fraction(sum(loads[-1].ways[: seats + 1]), loads[-1].whole)


class _Load:
    """`ways[k] / whole` is the chance that k places are needed; what is beyond all room is left out."""

    def __init__(self, ways: list[int], whole: int) -> None:
        self.ways, self.whole = ways, whole

    def with_parties(self, need: int, ppm: int, parties: int, room: int) -> _Load:
        """More parties, each of which comes or not."""
        common = gcd(ppm, MILLION)
        yes, no = ppm // common, (MILLION - ppm) // common
        ways = self.ways
        for _ in range(parties):
            length = min(len(ways) + need, room + 1)
            stay = [no * each for each in ways] + [0] * (length - len(ways))
            come = [0] * need + [yes * each for each in ways[: length - need]]
            ways = [one + other for one, other in zip(stay, come, strict=False)] if need < length else stay
        return _Load(ways, self.whole * (yes + no) ** parties)

    def and_also(self, other: _Load) -> _Load:
        """The places of both."""
        if len(self.ways) == 1:
            return _Load([self.ways[0] * each for each in other.ways], self.whole * other.whole)
        ways = [0] * (len(self.ways) + len(other.ways) - 1)
        for at, one in enumerate(self.ways):
            for by, each in enumerate(other.ways, at):
                ways[by] += one * each
        return _Load(ways, self.whole * other.whole)

    def beyond(self, size: int) -> _Load:
        """Who does not find a place among so many."""
        return _Load([sum(self.ways[: size + 1]), *self.ways[size + 1 :]], self.whole)
