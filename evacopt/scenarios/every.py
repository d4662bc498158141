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

from evacopt.domain.columns import Floats, int_column
from evacopt.domain.instance import Instance
from evacopt.domain.stored import MILLION
from evacopt.scenarios.draws import Drawn, Draws, as_drawn
from evacopt.scenarios.world import world

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
        if not (_cut_flights(draws, there, cuts) and _cut_groups(draws, there, cuts, most)):
            return None
    free = {column: sorted(at | {0}) for column, at in cuts.items()}
    return None if len(told) * prod(map(len, free.values())) > most else _all(draws, told, free)


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


def _cut_flights(draws: Draws, there: Instance, cuts: dict[Column, set[int]]) -> bool:
    """Cut each sortie where its draw makes a difference; whether no other one is drawn in this world."""
    for flight in there.schedule:
        if not 0 < flight.cancel_probability < MILLION:
            continue
        row = draws.instance.number.get(flight.id, -1)
        columns = range(*draws.first_sortie[row : row + 2].tolist()) if row >= 0 else range(0)
        if len(columns) < flight.copies:
            return False
        for column in columns:
            cuts.setdefault(("fails", column), set()).add(flight.cancel_probability)
    return True


def _cut_groups(draws: Draws, there: Instance, cuts: dict[Column, set[int]], most: int) -> bool:
    """Likewise each group and party; also not where these are more than can be enumerated."""
    groups = there.groups
    doubtful = (groups.show_up > 0) & (groups.show_up < MILLION)
    for own in np.flatnonzero(doubtful | (groups.most > groups.fewest)).tolist():
        row = draws.instance.groups.row.get(groups.id[own], -1)
        columns = range(*draws.first_party[row : row + 2].tolist()) if row >= 0 else range(0)
        ways, parties = int(groups.most[own] - groups.fewest[own]) + 1, int(groups.most[own]) * doubtful[own]
        if row < 0 or len(columns) < parties or ways > most:
            return False
        if max(len(cuts), parties) >= most.bit_length():  # each has two ways at least
            return False
        if ways > 1:
            cuts.setdefault(("spread", row), set()).update(-(-MILLION * k // ways) for k in range(1, ways))
        for column in columns if doubtful[own] else ():
            cuts.setdefault(("chance", column), set()).add(int(groups.show_up[own]))
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
