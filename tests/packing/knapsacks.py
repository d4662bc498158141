"""Small multiple knapsacks as programs, and all of their points."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np

from evacopt.domain.columns import Ints
from evacopt.milp.contract import Program
from evacopt.milp.linear import NO_LOWER, Goal, Matrix


@dataclass(frozen=True)
class Small:
    """Flights with seats; parties with size, worth and how many there are."""

    seats: tuple[int, ...]
    parties: tuple[tuple[int, int, int], ...]

    @property
    def seat_rows(self) -> Ints:
        """The rows of `program` that are seats."""
        return np.arange(len(self.seats))

    def program(self) -> Program:
        """A column for each flight and party, flight by flight."""
        flights, parties = len(self.seats), len(self.parties)
        flight, party = np.divmod(np.arange(flights * parties), parties)
        size, worth, count = (np.array(part, dtype=np.int64) for part in zip(*self.parties, strict=True))
        column = np.arange(len(flight))
        return Program(
            lower=np.zeros_like(column),
            upper=count[party],
            rules=Matrix.of(
                flights + parties,
                np.append(flight, flights + party),
                np.append(column, column),
                np.append(size[party], np.ones_like(column)),
            ),
            rules_lower=np.full(flights + parties, NO_LOWER),
            rules_upper=np.append(np.array(self.seats, dtype=np.int64), count),
            goal=Goal("unserved", column, -worth[party], offset=int((worth * count).sum())),
        )

    def loads(self, seats: int) -> Iterator[tuple[int, ...]]:
        """Every load of a flight."""
        for load in product(*(range(count + 1) for _, _, count in self.parties)):
            if sum(size * number for (size, _, _), number in zip(self.parties, load, strict=True)) <= seats:
                yield load

    def best(self) -> int:
        """The least value of the goal, flight by flight over all that may be left."""
        left = {tuple(count for _, _, count in self.parties)}
        for seats in self.seats:
            loads = [np.array(load) for load in self.loads(seats)]
            rests = (np.array(rest) - load for rest in left for load in loads)
            left = {tuple(rest.tolist()) for rest in rests if (rest >= 0).all()}
        return min(
            sum(worth * rest for (_, worth, _), rest in zip(self.parties, one, strict=True)) for one in left
        )


def drawn(seed: int) -> Small:
    """A small one, drawn by chance."""
    rng = np.random.default_rng(seed)
    seats = tuple(rng.integers(1, 12, rng.integers(1, 4)).tolist())
    parties = [rng.integers((1, 0, 1), (8, 9, 3)).tolist() for _ in range(int(rng.integers(1, 5)))]
    return Small(seats, tuple((size, worth, count) for size, worth, count in parties))
