"""Aircraft with the seats of real ones, smaller where few people wait."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evacopt.domain.columns import Coded, Ints
from evacopt.generation.draws import Draws

_WHOLE = 1_000


@dataclass(frozen=True, slots=True)
class Type:
    """A type of aircraft, its seats, and how often it is drawn."""

    name: str
    seats: int
    weight: int


DIRECT = (
    Type("C-130H", 92, 10),
    Type("A400M", 116, 15),
    Type("C-130J-30", 128, 15),
    Type("A320", 180, 20),
    Type("B737-800", 189, 15),
    Type("A310 MRTT", 214, 10),
    Type("A330-200", 272, 15),
)
"""What flies straight to a haven; 172 seats on average."""

SHUTTLES = (
    Type("A400M", 116, 20),
    Type("B737-800", 189, 25),
    Type("A330-200", 272, 25),
    Type("C-17", 336, 30),
)
"""What flies to a hub; 239 seats on average."""

WIDE = (
    Type("A330-200", 272, 30),
    Type("B767-300", 290, 20),
    Type("B777-300ER", 451, 35),
    Type("B747-400", 570, 15),
)
"""What flies on from a hub; 383 seats on average."""


def mean_seats(types: tuple[Type, ...]) -> int:
    """Seats of an aircraft drawn from `types` on average, rounded down, at least 1."""
    weight = sum(one.weight for one in types)
    return max(1, sum(one.weight * one.seats for one in types) // weight)


def shrinking(types: tuple[Type, ...], wanted: int, fewest: int) -> int:
    """Thousandths of its seats that each aircraft keeps, so that `wanted` seats take `fewest` of them."""
    return min(_WHOLE, max(1, wanted * _WHOLE // (fewest * mean_seats(types))))


def shrunk(seats: int, thousandths: int) -> int:
    """The seats that are left of `seats`, at least 1."""
    return max(1, seats * thousandths // _WHOLE)


def drawn_aircraft(
    draws: Draws, types: tuple[Type, ...], wanted: int, *, fewest: int = 6
) -> tuple[Coded[str], Ints]:
    """Aircraft, drawn one by one until they have `wanted` seats together.

    Returns
    -------
    Coded of str, int64 array, both of shape (aircraft,)
        Type and seats of each. Of few wanted seats each aircraft gets fewer, so that about `fewest` fly.
    """
    thousandths = shrinking(types, wanted, fewest)
    seats = np.array([shrunk(one.seats, thousandths) for one in types], dtype=np.int64)
    likely = wanted // max(1, mean_seats(types) * thousandths // _WHOLE) + 8
    drawn = np.zeros(0, dtype=np.int64)
    while int(seats[drawn].sum()) < wanted or not len(drawn):
        drawn = np.append(drawn, draws.pick([one.weight for one in types], likely))
    enough = int(np.searchsorted(np.cumsum(seats[drawn]), wanted)) + 1
    drawn = drawn[:enough]
    return Coded(drawn, tuple(one.name for one in types)), seats[drawn]
