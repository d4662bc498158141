"""The chance that somebody who comes finds no place, in whole numbers: never less than it is.

The distribution of places needed is a product of polynomials, one a party. It is kept as one large integer, a
coefficient in each 128 bits (Kronecker substitution), so that a party costs two multiplications by a small
number and a shift. Coefficients are rounded down where they grow too long; what is missing counts as refused.
The sum of everything that rounding takes is below 10^-20 for flights of any size that there is.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cache
from math import gcd

from evacopt.calling.limits import Limit
from evacopt.domain.stored import MILLION

_SLOT, _DEEP = 128, 100
_BYTES = _SLOT // 8
_LAST = (1 << _SLOT) - 1
UNIT = 10**15
"""Claims are multiples of 1 / UNIT."""

Coming = tuple[int, int, int]
"""A group by its row, parts per million of how likely a party comes, how many parties."""


def claim(worlds: Sequence[tuple[Fraction, Sequence[tuple[Limit, Sequence[Coming]]]]]) -> Fraction:
    """What is claimed: in no less a share of the worlds is anybody refused.

    Each world has its probability and, for each limit of the flight, who is called. One unit is added, so
    that whoever works it out in another way does not find more.
    """
    fine = UNIT * 1000
    total = Fraction(0)
    for probability, limits in worlds:
        lost = sum(_ceil((1 - _all_fit(limit, called)) * fine) for limit, called in limits)
        total += probability * min(lost, fine)
    return min(Fraction(_ceil(total / 1000) + 1, UNIT), Fraction(1)) if total else Fraction(0)


def _ceil(value: Fraction) -> int:
    return -(-value.numerator // value.denominator)


def _all_fit(limit: Limit, called: Sequence[Coming]) -> Fraction:
    """The chance that there is a place for everybody, or a little less."""
    wanted = [0] * len(limit.size)
    for row, _, parties in called:
        wanted[limit.pool[row]] += int(limit.need[row]) * parties
    if limit.holds(wanted):
        return Fraction(1)
    loads = [_Load(places + 1) for places in limit.within]
    for row, comes, parties in called:
        loads[limit.pool[row]].add(int(limit.need[row]), comes, parties)
    for pool, outer in enumerate(limit.outer):
        if outer >= 0:
            loads[outer].join(loads[pool].over(limit.size[pool]))
    return loads[-1].total


class _Load:
    """Chances of 0, 1, 2, ... places needed, those of more than there are left out.

    The chance of k places is slot k x 2^shift / whole; all slots together are below 2^128.
    """

    def __init__(self, slots: int) -> None:
        self.slots, self.shift = slots, 0
        self.value = self.whole = 1 << _DEEP

    def add(self, need: int, ppm: int, parties: int) -> None:
        """So many parties more."""
        divisor = gcd(ppm, MILLION)
        comes, of = ppm // divisor, MILLION // divisor
        full, up = (1 << _SLOT * self.slots) - 1, _SLOT * need
        for _ in range(parties if need and comes else 0):
            if self._bits + of.bit_length() > _SLOT:
                by = self._bits - _DEEP
                self.value = (self.value >> by) & _kept(by, self.slots)
                self.shift += by
            self.value = (self.value * (of - comes) + (self.value * comes << up)) & full
            self.whole *= of

    @property
    def _bits(self) -> int:
        """All slots together are below 2 to this."""
        return self.whole.bit_length() - self.shift

    def over(self, size: int) -> _Load:
        """How many go on from a pool of that size."""
        more = _Load(self.slots - size)
        more.whole, more.shift = self.whole, self.shift
        here = (self.value & ((1 << _SLOT * (size + 1)) - 1)) % _LAST
        more.value = (self.value >> _SLOT * (size + 1) << _SLOT) | here
        return more

    def join(self, other: _Load) -> None:
        """The places of both together; they have as many slots."""
        wide = 2 * _BYTES + 2
        product = _wide(self.value, self.slots, wide) * _wide(other.value, self.slots, wide)
        self.whole, self.shift = self.whole * other.whole, self.shift + other.shift
        by, data = self._bits - _DEEP, product.to_bytes(2 * wide * self.slots, "little")
        slots = (int.from_bytes(data[at : at + wide], "little") for at in range(0, wide * self.slots, wide))
        self.value = int.from_bytes(
            b"".join((slot >> by).to_bytes(_BYTES, "little") for slot in slots), "little"
        )
        self.shift += by

    @property
    def total(self) -> Fraction:
        """The chance of all that was not left out."""
        return Fraction((self.value % _LAST) << self.shift, self.whole)


@cache
def _kept(by: int, slots: int) -> int:
    """What stays of each slot where all are moved down by so many bits."""
    return ((1 << _SLOT - by) - 1) * (((1 << _SLOT * slots) - 1) // _LAST)


def _wide(value: int, slots: int, wide: int) -> int:
    """The slots with more room."""
    data, room = value.to_bytes(_BYTES * slots, "little"), bytes(wide - _BYTES)
    parts = (data[at : at + _BYTES] + room for at in range(0, len(data), _BYTES))
    return int.from_bytes(b"".join(parts), "little")
