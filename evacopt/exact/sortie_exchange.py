"""Sorties where loads must be full: a greedy heuristic, then exchanges of aircraft between origins."""

from __future__ import annotations

import time
from itertools import combinations

import numpy as np

from evacopt.domain.columns import Ints, Mask
from evacopt.exact.sortie_supply import Supply
from evacopt.exact.tuning import ExactTuning

NEVER = -(2**62)
"""The gain of what cannot be done."""


class Exchange:
    """Sorties `flown` of each origin and type, shape (origins, types), that keep within the supply.

    What an origin gains from its next seats never rises, as those who are worth most fly first.
    """

    def __init__(self, supply: Supply, tuning: ExactTuning) -> None:
        self._supply, self._most_origins = supply, tuning.most_origins
        self._origins = np.arange(len(supply.people))
        self.flown: Ints = np.zeros_like(supply.most)

    def improve(self, ends: float) -> None:
        """Add and exchange aircraft until nothing gains or it is `ends` by the clock."""
        self._add_all(ends)
        types = [*range(len(self._supply.seats)), -1]
        gained = True
        while gained and time.monotonic() < ends:
            gained = False
            for one, other in combinations(types, 2):
                gained = self._swap(one, other) or gained
                gained = self._replace(one, other) or self._replace(other, one) or gained

    def _add_all(self, ends: float) -> None:
        """One aircraft after the other, where each of its seats gains most."""
        while time.monotonic() < ends:
            best: tuple[float, int, int] = (0.0, -1, -1)
            for aircraft, seats in enumerate(self._supply.seats.tolist()):
                if seats and self._spare(aircraft):
                    gain, places = self._change(-1, aircraft)
                    gain = np.where(places <= self._places_left(), gain, NEVER)
                    origin = int(gain.argmax())
                    best = max(best, (int(gain[origin]) / seats, origin, aircraft))
            if best[1] < 0:
                return
            self.flown[best[1], best[2]] += 1

    def _swap(self, one: int, other: int) -> bool:
        """An origin gives `one` to another origin for `other`, the best two of all; -1 is no aircraft."""
        gain, places = self._change(one, other)
        back, back_places = self._change(other, one)
        rows, columns = (np.argsort(-each, kind="stable")[: self._most_origins] for each in (gain, back))
        total = gain[rows][:, None] + back[columns]
        total[places[rows][:, None] + back_places[columns] > self._places_left()] = NEVER
        total[rows[:, None] == columns] = NEVER
        row, column = divmod(int(total.argmax()), len(columns))
        if total[row, column] <= 0:
            return False
        self._take(int(rows[row]), one, other)
        self._take(int(columns[column]), other, one)
        return True

    def _replace(self, one: int, other: int) -> bool:
        """An origin gives `one` up for an `other` that nobody has."""
        if not self._spare(other):
            return False
        gain, places = self._change(one, other)
        gain = np.where(places <= self._places_left(), gain, NEVER)
        origin = int(gain.argmax())
        if gain[origin] <= 0:
            return False
        self._take(origin, one, other)
        return True

    def _take(self, origin: int, less: int, more: int) -> None:
        for aircraft, change in ((less, -1), (more, 1)):
            if aircraft >= 0:
                self.flown[origin, aircraft] += change

    def _spare(self, aircraft: int) -> bool:
        return aircraft < 0 or bool(self.flown[:, aircraft].sum() < self._supply.count[aircraft])

    def _places_left(self) -> int:
        """Places that are left."""
        aboard = np.minimum(self.flown @ self._supply.seats, self._supply.people)
        return self._supply.places - int(aboard.sum())

    def _change(self, less: int, more: int) -> tuple[Ints, Ints]:
        """For each origin the gain of one aircraft `less` and one `more`, and the places that it takes."""
        supply, now = self._supply, self.flown @ self._supply.seats
        can: Mask = np.ones(len(now), dtype=np.bool_)
        then = now
        if less >= 0:
            can, then = can & (self.flown[:, less] > 0), then - supply.seats[less]
        if more >= 0:
            can, then = can & (self.flown[:, more] < supply.most[:, more]), then + supply.seats[more]
        before, after = (np.clip(seats, 0, supply.people) for seats in (now, then))
        gain = supply.value[self._origins, after] - supply.value[self._origins, before]
        # a quarter: the sum of two that cannot be done must not wrap around
        return np.where(can, gain, NEVER // 4), after - before
