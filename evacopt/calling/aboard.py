"""Who is called to a flight, and how its places fill."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from evacopt.calling.limits import Limit
from evacopt.calling.loads import Loads
from evacopt.calling.worlds import Worlds
from evacopt.domain.columns import Floats
from evacopt.domain.stored import MILLION


class Aboard:
    """One flight.

    Attributes
    ----------
    rows : how many parties of each group, by its row, are called
    chance : of each world, shape (worlds,)
    comes : how likely a party of each group comes, shape (worlds, groups)
    loads : how the places of each of `limits` fill
    """

    def __init__(self, limits: Sequence[Limit], worlds: Worlds, rows: Counter[int]) -> None:
        self.limits, self.rows = limits, rows
        self.chance: Floats = np.array([float(chance) for chance in worlds.probability])
        self.comes: Floats = worlds.show_up / MILLION
        self.loads = [Loads(limit, self.chance) for limit in limits]
        for row, parties in rows.items():
            self.loads = self.more(row, parties)

    def more(self, row: int, parties: int) -> list[Loads]:
        """The places that may be needed with more parties of a group."""
        return [loads.with_parties(row, self.comes[:, row], parties) for loads in self.loads]
