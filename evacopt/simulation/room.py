"""What is left of every limit, scenario by scenario, while parties board."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from evacopt.domain.columns import Ints
from evacopt.simulation.limits import Limits, Step


class Room:
    """What is left of each limit in each scenario, and how much of that is held for who is called later.

    Attributes
    ----------
    left : int64, shape (rows, scenarios): who has boarded, or is on his way, is taken off
    held : int64, shape (rows,): what those take who are called to flights that are yet to leave
    """

    def __init__(self, limits: Limits, planned: Ints, held: Ints, scenarios: int) -> None:
        self._limits = limits
        sorties = limits.of_flight
        flown = np.zeros(len(limits.upper), dtype=np.int64)
        np.add.at(flown, sorties.column, sorties.coefficient * np.repeat(planned, np.diff(sorties.start)))
        self.left: Ints = np.repeat((limits.upper - flown)[:, None], scenarios, axis=1)
        self.held = held.copy()

    def lose(self, flight: int, sorties: Ints) -> None:
        """So many planned sorties of a flight are not flown; shape (scenarios,)."""
        rows, amounts = self._limits.of_flight.row(flight)
        self.left[rows] += amounts[:, None] * sorties

    def take(self, steps: Sequence[Step], parties: Ints) -> None:
        """So many go on; less than nothing: they do not after all; shape (steps, scenarios)."""
        rows, amounts = self._limits.of_steps(steps)
        self.left[rows] -= amounts @ parties

    def turned_away(self, steps: Sequence[Step], aboard: Ints) -> Ints:
        """How many of each step do not find room; both of shape (steps, scenarios).

        Those aboard are asked off, last first, as long as there is a limit broken that they count in. Where
        rules are mixed, asking off who makes room breaks another limit, so all are looked at again.
        """
        off = np.zeros_like(aboard)
        rows = np.unique(np.concatenate([self._limits.step(step).more[0] for step in steps]))
        broken = np.flatnonzero(self._free(rows, slice(None)).min(axis=0, initial=0) < 0)
        while len(broken):
            moved = np.zeros(len(broken), dtype=np.bool_)
            for place in reversed(range(len(steps))):
                own, amounts = self._limits.step(steps[place]).more
                over = -(self._free(own, broken) // amounts[:, None]).min(axis=0, initial=0)
                less = np.minimum(over, aboard[place, broken] - off[place, broken])
                if less.any():
                    self.board(steps[place], broken, -less)
                    off[place, broken] += less
                    moved |= less > 0
            broken = broken[moved]
        return off

    def most(self, step: Step, scenarios: Ints) -> Ints:
        """How many parties could go on in each of `scenarios`, whatever is held for others left alone."""
        rows, amounts = self._limits.step(step).more
        least = np.iinfo(np.int64).max
        room = (self.left[rows[:, None], scenarios] - self.held[rows, None]) // amounts[:, None]
        most: Ints = np.maximum(room.min(axis=0, initial=least), 0)
        return most

    def board(self, step: Step, scenarios: Ints, parties: Ints) -> None:
        """So many go on in `scenarios`."""
        rows, amounts = self._limits.step(step).all
        self.left[rows[:, None], scenarios] -= amounts[:, None] * parties

    def _free(self, rows: Ints, scenarios: Ints | slice) -> Ints:
        """What is left for who is called: in mixed rules all who are called count, elsewhere who has left."""
        there = self.left[rows] if isinstance(scenarios, slice) else self.left[rows[:, None], scenarios]
        free: Ints = there - np.where(self._limits.mixed[rows], self.held[rows], 0)[:, None]
        return free
