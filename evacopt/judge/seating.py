"""Rules of a whole flight or origin: reserved pools (rules 3 and 5) and full loads (rule 10)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from evacopt.domain.violation import Violation
from evacopt.judge.linear import seats_needed
from evacopt.judge.reading import Reading
from evacopt.judge.rows import tally

Table = Sequence[Sequence[int]]
"""A row a nationality, a column a pool."""


def reserve(reading: Reading) -> Iterator[Violation]:
    """Flights on which people stand who could sit, were no seat reserved for others."""
    pairs, instance = reading.pairs, reading.pairs.instance
    shares = [share for share in instance.shares if share.kind == "reserve"]
    nations, (pair, flight, _) = instance.groups.nationality.normal(), pairs.boarding
    shape = len(instance.schedule), len(nations.values)
    cell = flight * shape[1] + nations.codes[pairs.group[pair]]
    need = tally(shape[0] * shape[1], cell, seats_needed(pairs), reading.parties[pair]).reshape(shape)
    for leg, flown, people in zip(instance.schedule, reading.flown.tolist(), need.tolist(), strict=True):
        covering = [share for share in shares if share.covers(leg)]
        admits = [instance.nationals(share.nationality) for share in covering]
        pools = [share.people * flown for share in covering]
        doors, seats = [[name in some for some in admits] for name in nations.values], leg.seats * flown
        short = min(sum(people), seats) - max(0, seats - sum(pools)) - seated(people, pools, doors)
        if short > 0:
            yield Violation("reserve", leg.id, f"keeps {short} seats that they need from its people")


def seated(people: Sequence[int], pools: Sequence[int], admits: Table) -> int:
    """How many of `people[n]` of nationality `n` fit at most into pools that admit them (`admits[n][pool]`).

    A maximum flow by shortest augmenting paths: Edmonds and Karp, J. ACM 19 (1972) 248-264.
    """
    waiting, room, sits = list(people), list(pools), [[0] * len(pools) for _ in people]
    while path := _path(waiting, room, admits, sits):
        moves = list(pairwise(path))
        gain = min(waiting[path[0]], room[path[-1]], *(sits[who][pool] for pool, who in moves[1::2]))
        for step, (one, other) in enumerate(moves):
            who, pool, change = (other, one, -gain) if step % 2 else (one, other, gain)
            sits[who][pool] += change
        waiting[path[0]] -= gain
        room[path[-1]] -= gain
    return sum(map(sum, sits))


def _path(waiting: list[int], room: list[int], admits: Table, sits: Table) -> tuple[int, ...]:
    """Nationality, pool, nationality, ..., pool: each moves into the next pool; empty if nobody can."""
    queue: list[tuple[int, ...]] = [(who,) for who, people in enumerate(waiting) if people]
    seen: set[int] = set()
    for path in queue:  # grows while it is read
        for pool, left in enumerate(room):
            if pool not in seen and admits[path[-1]][pool]:
                seen.add(pool)
                if left:
                    return (*path, pool)
                queue += [(*path, pool, who) for who, row in enumerate(sits) if row[pool]]
    return ()


def full_loads(reading: Reading) -> Iterator[Violation]:
    """Origins from which optional flights leave with empty seats while people stay."""
    pairs, instance = reading.pairs, reading.pairs.instance
    pair, flight, _ = pairs.boarding
    origin, count = pairs.flights("origin"), len(instance.locations)
    size = instance.groups.size[pairs.group[pair]] * pairs.optional[flight]
    aboard = tally(count, origin[flight], size, reading.parties[pair])
    seats = tally(count, origin, pairs.flights("seats") * pairs.optional, reading.flown)
    stay = tally(count, instance.groups.origin.ints(pairs.place.__getitem__), np.maximum(reading.left, 0))
    for location, used, offered, left in zip(instance.locations, aboard, seats, stay, strict=True):
        if location.role == "origin" and left and used != offered:
            text = f"fills {used} of {offered} optional seats, and {left} parties stay"
            yield Violation("full_loads", location.id, text)
