"""What there is to fly where loads must be full, and what seats are worth: an instance without its people."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evacopt.domain.columns import Ints


@dataclass(frozen=True, eq=False)
class Supply:
    """Types of aircraft, and what each origin gains from the people who leave it, those worth most first.

    Attributes
    ----------
    column : int64 array, shape (origins, types): of sorties; `NO_COLUMN` where there are none
    seats, count : int64 arrays, shape (types,): seats of an aircraft, sorties of all origins together
    most : int64 array, shape (origins, types): sorties at most
    people : int64 array, shape (origins,)
    value : int64 array, shape (origins, largest number of people + 1): of the best that many people
    places : people that can be taken in
    """

    column: Ints
    seats: Ints
    count: Ints
    most: Ints
    people: Ints
    value: Ints
    places: int

    def gain(self, flown: Ints) -> int:
        """What the sorties `flown`, shape (origins, types), gain."""
        aboard = np.minimum(flown @ self.seats, self.people)
        return int(self.value[np.arange(len(aboard)), aboard].sum())
