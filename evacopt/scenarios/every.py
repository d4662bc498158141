"""All scenarios that there are, where they are few: what may be drawn is cut where it makes a difference.

A draw only matters by the thresholds that it is compared with in any world, so that one draw between each two
of them stands for all, with their share as its chance.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from math import prod
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from evacopt.domain.columns import int_column
from evacopt.domain.instance import Instance
from evacopt.scenarios.draws import Drawn, Draws, as_drawn
from evacopt.scenarios.story import MILLION
from evacopt.scenarios.world import world

Floats: TypeAlias = npt.NDArray[np.float64]
Column: TypeAlias = tuple[str, int]
"""A column of `Drawn`: the name of the array, and which of its columns."""
Told: TypeAlias = tuple[tuple[int, ...], float]
"""The story of each set, -1 for none, and the chance of that."""
MOST_WORLDS = 256
"""More than that are not looked through."""


def every(draws: Draws, most: int) -> tuple[Drawn, Floats] | None:
    """All scenarios and the chance of each; `None` if there are more than `most`, or it is not seen."""
    told = _told(draws, min(most, MOST_WORLDS))
    if told is None:
        return None
    cuts: dict[Column, set[int]] = {}
    for happening, _ in told:
        there = world(draws.instance, draws.sets, happening).instance
        if not _cut(draws, there, cuts):
            return None
    free = {column: sorted(at - {MILLION} | {0}) for column, at in cuts.items() if at - {0, MILLION}}
    if len(told) * prod(map(len, free.values())) > most:
        return None
    return _all(draws, told, free)


def _told(draws: Draws, most: int) -> list[Told] | None:
    """Every combination of stories that may happen."""
    choices = list[list[tuple[int, int]]]()
    for each in draws.sets:
        chances = [(number, story.probability) for number, story in enumerate(each.stories)]
        chances.append((-1, MILLION - sum(chance for _, chance in chances)))
        choices.append([(number, chance) for number, chance in chances if chance > 0])
    if prod(map(len, choices)) > most:
        return None
    return [
        (tuple(number for number, _ in way), prod((chance / MILLION for _, chance in way), start=1.0))
        for way in product(*choices)
    ]


def _cut(draws: Draws, there: Instance, cuts: dict[Column, set[int]]) -> bool:
    """Cut each column where a draw makes a difference in a world; whether nothing else is drawn there."""
    for flight in there.schedule:
        row = draws.instance.number.get(flight.id, -1)
        columns = range(*draws.first_sortie[row : row + 2].tolist()) if row >= 0 else range(0)
        if len(columns) < flight.copies and 0 < flight.cancel_probability < MILLION:
            return False
        for column in columns:
            cuts.setdefault(("fails", column), set()).add(flight.cancel_probability)
    groups = there.groups
    for own, group in enumerate(groups.id):
        row = draws.instance.groups.row.get(group, -1)
        most, ways = int(groups.most[own]), int(groups.most[own] - groups.fewest[own]) + 1
        come, columns = int(groups.show_up[own]), range(0)
        if row >= 0:
            columns = range(*draws.first_party[row : row + 2].tolist())
            cuts.setdefault(("spread", row), set()).update(-(-MILLION * k // ways) for k in range(1, ways))
        if (len(columns) < most and 0 < come < MILLION) or (row < 0 and ways > 1):
            return False
        for column in columns:
            cuts.setdefault(("chance", column), set()).add(come)
    return True


def _all(draws: Draws, told: Sequence[Told], free: dict[Column, list[int]]) -> tuple[Drawn, Floats]:
    """One row a combination of stories and of draws between the cuts."""
    starts = list(product(*free.values()))
    lengths = [np.diff([*cuts, MILLION]) / MILLION for cuts in free.values()]
    chance = np.array([prod(way) for way in product(*(each.tolist() for each in lengths))])
    rows, ways = len(told) * len(starts), np.array(starts, dtype=np.int64).reshape(len(starts), -1)
    sizes = {
        "fails": int(draws.first_sortie[-1]),
        "spread": len(draws.instance.groups),
        "chance": int(draws.first_party[-1]),
    }
    columns = {name: np.zeros((rows, size), dtype=np.int64) for name, size in sizes.items()}
    for place, (name, column) in enumerate(free):
        columns[name][:, column] = np.tile(ways[:, place], len(told))
    stories = np.repeat([happening for happening, _ in told], len(starts), axis=0).astype(np.int64)
    weight = np.repeat([chance_of for _, chance_of in told], len(starts)) * np.tile(chance, len(told))
    numbers = int_column(range(rows))
    return as_drawn(draws.instance, numbers=numbers, stories=stories.reshape(rows, -1), **columns), weight
