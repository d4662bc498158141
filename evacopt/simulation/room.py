"""What is left of every limit, scenario by scenario, while parties board."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evacopt.domain.columns import Ints
from evacopt.simulation.limits import Limits
from evacopt.simulation.ways import HOME


@dataclass(frozen=True, eq=False)
class Boarding:
    """Parties of a group that board a flight: from the pair of what they have flown to that of their way.

    Attributes
    ----------
    parties : int64, shape (scenarios,)
    """

    group: int
    before: int
    pair: int
    parties: Ints


class Room:
    """What is left of each limit in each scenario, and how much of that is held for who is called later.

    Attributes
    ----------
    left : int64, shape (rows, scenarios): who has boarded, or is on his way, is taken off
    held : int64, shape (rows,): what those take who are called to flights that are yet to leave
    """

    def __init__(self, limits: Limits, planned: Ints, scenarios: int) -> None:
        self._limits = limits
        sorties = limits.of_flight
        flown = np.zeros(len(limits.upper), dtype=np.int64)
        np.add.at(flown, sorties.column, sorties.coefficient * np.repeat(planned, np.diff(sorties.start)))
        self.left: Ints = np.repeat((limits.upper - flown)[:, None], scenarios, axis=1)
        self.held = np.zeros(len(limits.upper), dtype=np.int64)
        self._steps: dict[tuple[int, int], tuple[Ints, Ints]] = {}

    def step(self, before: int, pair: int) -> tuple[Ints, Ints]:
        """Rows, and how much more of each a party takes that goes on from one pair to another."""
        known = self._steps.get((before, pair))
        if known is None:
            known = self._steps[before, pair] = self._limits.step(before, pair)
        return known

    def lose(self, flight: int, sorties: Ints) -> None:
        """So many planned sorties of a flight are not flown; shape (scenarios,)."""
        rows, amounts = self._limits.of_flight.row(flight)
        self.left[rows] += amounts[:, None] * sorties

    def hold(self, pair: int, parties: int) -> None:
        """Keep what so many called parties take."""
        rows, amounts = self.step(HOME, pair)
        self.held[rows] += amounts * parties

    def take(self, before: int, pair: int, parties: Ints) -> None:
        """So many go on; less than nothing: they do not after all."""
        rows, amounts = self.step(before, pair)
        self.left[rows] -= amounts[:, None] * parties

    def turned_away(self, aboard: Sequence[Boarding]) -> list[Ints]:
        """How many of each do not find room, when those aboard are asked off, last first, as long as there is
        a limit broken that they count in.

        Where rules are mixed, asking off who makes room breaks another limit, so all are looked at again.
        """
        off = [np.zeros_like(one.parties) for one in aboard]
        steps = [self._more(one.before, one.pair) for one in aboard]
        rows = np.unique(np.concatenate([rows for rows, _ in steps] or [self.held[:0]]))
        broken = np.flatnonzero(self._free(rows).min(axis=0, initial=0) < 0)
        while len(broken):
            moved = np.zeros(len(broken), dtype=np.bool_)
            for place in reversed(range(len(aboard))):
                one, (own, amounts) = aboard[place], steps[place]
                over = -(self._free(own, broken) // amounts[:, None]).min(axis=0, initial=0)
                less = np.minimum(over, one.parties[broken] - off[place][broken])
                if less.any():
                    all_rows, change = self.step(one.before, one.pair)
                    self.left[np.ix_(all_rows, broken)] += change[:, None] * less
                    off[place][broken] += less
                    moved |= less > 0
            broken = broken[moved]
        return off

    def most(self, before: int, pair: int, scenarios: Ints) -> Ints:
        """How many parties could go on from one pair to another in each of `scenarios`, whatever is held."""
        rows, amounts = self._more(before, pair)
        least = np.iinfo(np.int64).max
        room = (self.left[np.ix_(rows, scenarios)] - self.held[rows, None]) // amounts[:, None]
        most: Ints = np.maximum(room.min(axis=0, initial=least), 0)
        return most

    def board(self, before: int, pair: int, scenarios: Ints, parties: Ints) -> None:
        """So many go on in `scenarios`."""
        rows, amounts = self.step(before, pair)
        self.left[np.ix_(rows, scenarios)] -= amounts[:, None] * parties

    def _more(self, before: int, pair: int) -> tuple[Ints, Ints]:
        """The part of `step` that takes room."""
        rows, amounts = self.step(before, pair)
        return rows[amounts > 0], amounts[amounts > 0]

    def _free(self, rows: Ints, scenarios: Ints | None = None) -> Ints:
        """What is left for who is called: in mixed rules all who are called count, elsewhere who has left."""
        left = self.left[rows] if scenarios is None else self.left[np.ix_(rows, scenarios)]
        free: Ints = left - np.where(self._limits.mixed[rows], self.held[rows], 0)[:, None]
        return free
