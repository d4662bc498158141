"""How many stand by for a flight: enough to fill it, and not many more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import numpy as np

from evacopt.calling.aboard import Aboard
from evacopt.domain.columns import Floats

SHORT = 0.05
"""A list goes on until the chance that a seat stays empty for want of people is no more than this."""
_STEP = 0.02
"""Share of the seats after which it is asked again whether a list is long enough."""


class StandbyLists:
    """Lists of flights in order. Whom an earlier flight is likely to take is listed, but not counted on."""

    def __init__(self) -> None:
        self._gone = Counter[int]()

    def of(self, flight: Aboard, waiting: Iterable[int]) -> Counter[int]:
        """How many parties of each group stand by, in that order: until every seat is likely taken.

        Or until they would be expected to fill the flight alone. `waiting` has the group of each party that
        could step in, first to be called first. Who needs a stretcher position or an infant's place counts as
        long as there is likely one.
        """
        comes = flight.chance @ flight.comes
        needs, places = np.stack([limit.need * comes for limit in flight.limits]), _places(flight)
        left = places - sum(needs[:, row] * parties for row, parties in flight.rows.items())
        loads, expected, asked = flight.loads[0].filling(), 0.0, float(left[0])
        empty, listed, aboard = asked, Counter[int](), Counter[int]()
        for row in waiting:
            if expected >= asked:  # below the mean nothing is likely
                asked += _STEP * places[0]
                if expected >= places[0] or loads.probability >= 1 - SHORT:
                    break
            listed[row] += 1
            if listed[row] > self._gone[row] and (needs[1:, row] <= np.maximum(left[1:], 0)).all():
                aboard[row] += expected < empty
                left -= needs[:, row]
                loads = loads.with_parties(row, flight.comes[:, row], 1)
                expected += float(needs[0, row])
        self._gone += aboard
        return listed


def _places(flight: Aboard) -> Floats:
    """How many places there are of each kind."""
    return np.array([sum(limit.size) for limit in flight.limits], dtype=np.float64)
