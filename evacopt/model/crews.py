"""Which crew flies what: crews of a pool are told apart again."""

from __future__ import annotations

import heapq
from collections.abc import Mapping

from evacopt.domain.instance import Instance
from evacopt.model.aircraft import CrewPool, crew_pools


def crew_units(instance: Instance, said: Mapping[tuple[int, int], int]) -> tuple[tuple[str, str, int], ...]:
    """Hand the sorties of each pool to its crews in order of departure.

    Any crew that is back will do: at most `count` are gone at once, so one always is (interval graphs are
    perfect).

    Parameters
    ----------
    said : (flight number, pool) -> crews of that pool that fly it.

    Returns
    -------
    (flight id, crew id, sorties), sorted.
    """
    pools = crew_pools(instance)
    needed = sum(said.values())
    back = [_units(pool, needed, instance.begins) for pool in pools]
    flown: dict[tuple[str, str], int] = {}
    for flight, pool in sorted(said, key=lambda place: (instance.schedule[place[0]].departs, place)):
        departs = instance.schedule[flight].departs
        for _ in range(said[flight, pool]):
            _, unit = heapq.heappop(back[pool])
            heapq.heappush(back[pool], (departs + pools[pool].rest, unit))
            place = instance.schedule[flight].id, unit
            flown[place] = flown.get(place, 0) + 1
    return tuple(sorted((flight, crew, sorties) for (flight, crew), sorties in flown.items()))


def _units(pool: CrewPool, needed: int, begins: int) -> list[tuple[int, str]]:
    """When each crew is back, and its id: at first all are there, and no more are told apart than fly.

    Who rests for no time at all is never gone, so that even a pool of no crews can fly: its first one does.
    """
    units = [(begins, crew.id) for crew in pool.crews for _ in range(min(crew.count, needed))]
    return units or [(begins, pool.crews[0].id)]
