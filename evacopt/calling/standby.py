"""How many stand by for a flight: enough to fill it, and not many more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from operator import le, sub

import numpy as np

from evacopt.calling.aboard import Aboard

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
        comes, places = flight.chance @ flight.comes, [float(sum(limit.size)) for limit in flight.limits]
        needs = np.stack([limit.need * comes for limit in flight.limits]).T.tolist()
        left = [
            have - sum(needs[row][at] * parties for row, parties in flight.rows.items())
            for at, have in enumerate(places)
        ]
        loads, expected, asked = flight.loads[0].filling(), 0.0, left[0]
        empty, listed, aboard, coming = asked, Counter[int](), Counter[int](), Counter[int]()
        for row in waiting:
            if expected >= asked:  # below the mean nothing is likely
                asked += _STEP * places[0]
                for group, parties in coming.items():
                    loads = loads.with_parties(group, flight.comes[:, group], parties)
                coming.clear()
                if expected >= places[0] or loads.probability >= 1 - SHORT:
                    break
            listed[row] += 1
            need, fits = needs[row], map(le, needs[row][1:], (max(have, 0.0) for have in left[1:]))
            if listed[row] > self._gone[row] and all(fits):
                aboard[row] += expected < empty
                left = list(map(sub, left, need))
                coming[row] += 1
                expected += need[0]
        self._gone += aboard
        return listed
