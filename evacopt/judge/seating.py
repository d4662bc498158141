"""Rules of a whole flight or origin: reserved pools (rules 3 and 5) and full loads (rule 10)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from evacopt.domain.columns import Ints
from evacopt.domain.violation import Violation
from evacopt.judge.pairs import Pairs
from evacopt.judge.reading import Reading
from evacopt.judge.rows import Entries, Family, ints, tally

Grid = Sequence[Sequence[int]]
"""A row a nationality, a column a pool."""


def reserve(reading: Reading) -> Iterator[Violation]:
    """Flights on which people stand who could sit, were no seat reserved for others."""
    pairs, instance = reading.pairs, reading.pairs.instance
    nations, (pair, flight, _) = instance.groups.nationality, pairs.boarding
    shape = len(instance.schedule), len(nations.values)
    cell = flight * shape[1] + nations.codes[pairs.group[pair]]
    need = tally(shape[0] * shape[1], cell, pairs.seats_needed, reading.parties[pair]).reshape(shape)
    for number, pools, doors in _pools(pairs):
        leg, flown, people = instance.schedule[number], int(reading.flown[number]), need[number].tolist()
        seats, admits = leg.seats * flown, [[pool in door for pool in range(len(pools))] for door in doors]
        room = [people * flown for _, people in pools]
        short = min(sum(people), seats) - max(0, seats - sum(room)) - seated(people, room, admits)
        if short > 0:
            yield Violation("reserve", leg.id, f"keeps {short} seats that they need from its people")


def _pools(pairs: Pairs) -> Iterator[tuple[int, list[tuple[str, int]], list[frozenset[int]]]]:
    """Flights with pools; name and seats of each, and for each value of nationality the pools open to it."""
    instance = pairs.instance
    reserves = [share for share in instance.shares if share.kind == "reserve"]
    admits = [instance.nationals(share.nationality) for share in reserves]
    for number, leg in enumerate(instance.schedule):
        here = [at for at, share in enumerate(reserves) if share.covers(leg)]
        doors = [
            frozenset(pool for pool, at in enumerate(here) if code in admits[at])
            for code in instance.groups.nationality.values
        ]
        if here:
            yield number, [(reserves[at].id, reserves[at].people) for at in here], doors


def seated(people: Sequence[int], pools: Sequence[int], admits: Grid) -> int:
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


def _path(waiting: list[int], room: list[int], admits: Grid, sits: Grid) -> tuple[int, ...]:
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


def pool_rows(pairs: Pairs) -> Iterator[Family]:
    """What every plan keeps of the rule: who may use only some pools sits in them or in free seats.

    A row for no pool at all, and for the pools of each nationality (Hall, 1935): what is needed, not enough.
    """
    (pair, flight, _), nations = pairs.boarding, pairs.instance.groups.nationality
    for number, pools, doors in _pools(pairs):
        sets = sorted({frozenset[int](), *doors}, key=sorted)
        inside = np.array([[door <= some for door in doors] for some in sets], dtype=np.int64)
        mine = np.flatnonzero(flight == number)
        sits = inside[:, nations.codes[pairs.group[pair[mine]]]] * pairs.seats_needed[mine]
        rows, leg = np.arange(len(sets))[:, None], pairs.instance.schedule[number]
        seats = ints(sum(people for at, (_, people) in enumerate(pools) if at not in some) for some in sets)
        names = [f"{leg.id} {','.join(pools[at][0] for at in sorted(some))}".rstrip() for some in sets]
        taken = Entries.points(pair[mine], rows, sits)
        given = Entries.points(pairs.sorties[number], rows, (seats - leg.seats)[:, None])
        nought = np.zeros(len(sets), dtype=np.int64)
        yield Family.of("reserve", names.__getitem__, taken, given, high=nought)


def full_loads(reading: Reading) -> Iterator[Violation]:
    """Origins from which optional flights leave with empty seats while people stay."""
    pairs, flown = reading.pairs, reading.values.copy()
    flown[pairs.every] = 0
    empty, offered = (
        _empty_seats(pairs).activity(len(pairs.place), some) for some in (reading.values, flown)
    )
    stay = tally(len(pairs.place), pairs.home, np.maximum(reading.left, 0))
    for place, number in pairs.place.items():
        if stay[number] and empty[number]:
            figures = f"fills {offered[number] - empty[number]} of {offered[number]} optional seats"
            yield Violation("full_loads", place, f"{figures}, and {stay[number]} parties stay")


def full_load_rows(pairs: Pairs, free: Ints, upper: Ints) -> Iterator[Family]:
    """Where `free`, a 0/1 column for each location, is 0 no seat flown is empty; where it is 1 nobody stays.

    `upper`, shape (columns,), is what the columns of `pairs` are at most.
    """
    groups, place, nobody = pairs.instance.groups, np.arange(len(free)), np.zeros_like(free)
    empty = _empty_seats(pairs)
    full, over = (
        tally(len(free), empty.first, np.maximum(sign * empty.amount, 0), upper[empty.column]).astype(
            np.int64
        )
        for sign in (1, -1)
    )
    names = tuple(pairs.place).__getitem__
    yield Family.of("full_loads empty", names, empty, Entries.points(free, place, -full), high=nobody)
    yield Family.of("full_loads over", names, empty, Entries.points(free, place, over), low=nobody)
    travels = Entries.points(pairs.every, pairs.group, ints([1]))
    out = Entries.points(free[pairs.home], np.arange(len(groups)), -groups.count)
    yield Family.of("full_loads", groups.id.__getitem__, travels, out, low=np.zeros_like(groups.count))


def _empty_seats(pairs: Pairs) -> Entries:
    """Seats of optional flights out of each origin less the size of the parties aboard; a row a location."""
    (pair, flight, _), origin = pairs.boarding, pairs.flights("origin")
    counts = pairs.optional * pairs.is_origin[origin]
    size = pairs.instance.groups.size[pairs.group[pair]] * counts[flight]
    seats = Entries.points(pairs.sorties, origin, pairs.flights("seats") * counts)
    return Entries.joined(Entries.points(pair, origin[flight], -size), seats)
