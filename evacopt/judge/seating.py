"""Rules of a whole flight or origin: reserved pools (rules 3 and 5) and full loads (rule 10).

Who may sit in which pool is a maximum flow; what every plan keeps of it are rows by Hall's theorem (1935).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from evacopt.domain.columns import Coded, Ints
from evacopt.domain.instance import Instance
from evacopt.domain.phrase import phrase
from evacopt.domain.share import Share
from evacopt.domain.violation import Violation
from evacopt.judge.pairs import Pairs, Reading
from evacopt.judge.rows import Entries, Family, ints, tally


def reserve(reading: Reading) -> Iterator[Violation]:
    """Flights on which people stand who could sit, were no seat reserved for others."""
    pairs, instance = reading.pairs, reading.pairs.instance
    kinds, (pair, flight, _) = kinds_of(instance), pairs.boarding
    shape = len(instance.schedule), len(kinds.values)
    cell = flight * shape[1] + kinds.codes[pairs.group[pair]]
    need = tally(shape[0] * shape[1], cell, pairs.seats_needed, reading.parties[pair]).reshape(shape)
    for number, pools, doors in pools_on(pairs):
        leg, flown, people = instance.schedule[number], int(reading.flown[number]), need[number].tolist()
        seats, admits = leg.seats * flown, [[pool in door for pool in range(len(pools))] for door in doors]
        sizes = [size * flown for _, size in pools]
        short = min(sum(people), seats) - max(0, seats - sum(sizes)) - seated(people, sizes, admits)
        if short > 0:
            text = phrase("keeps {seats} seats that they need from its people", seats=short)
            yield Violation("reserve", leg.id, text)


def pools_on(pairs: Pairs) -> Iterator[tuple[int, list[tuple[str, int]], list[frozenset[int]]]]:
    """Flights with pools; name and seats of each, and for each of `kinds_of` the pools open to it."""
    instance = pairs.instance
    reserves = [share for share in instance.shares if share.kind == "reserve"]
    kinds = kinds_of(instance).values
    may_sit = [[_may_sit(instance, share, *kind) for kind in kinds] for share in reserves]
    for number, leg in enumerate(instance.schedule):
        mine = [at for at, share in enumerate(reserves) if share.covers(leg)]
        if mine:
            doors = [
                frozenset(pool for pool, at in enumerate(mine) if may_sit[at][kind])
                for kind in range(len(kinds))
            ]
            yield number, [(reserves[at].id, reserves[at].people) for at in mine], doors


def kinds_of(instance: Instance) -> Coded[tuple[str, tuple[str, ...]]]:
    """As whom the parties of each group travel, and their tags, where any reserve names one."""
    nations, tags = instance.groups.nationality, instance.named_tags
    used, codes = np.unique(nations.codes * max(len(tags.values), 1) + tags.codes, return_inverse=True)
    each = (divmod(code, len(tags.values)) for code in used.tolist())
    return Coded(codes.reshape(-1), tuple((nations.values[nation], tags.values[tag]) for nation, tag in each))


def _may_sit(instance: Instance, share: Share, nationality: str, tags: tuple[str, ...]) -> bool:
    right = not share.nationality or nationality in instance.nationals(share.nationality)
    return right and (not share.tag or share.tag in tags)


def seated(people: Sequence[int], pools: Sequence[int], admits: Sequence[Sequence[int]]) -> int:
    """How many of `people[n]` of nationality `n` fit at most into pools that admit them (`admits[n][pool]`).

    A maximum flow by shortest augmenting paths: Edmonds and Karp, J. ACM 19 (1972) 248-264.
    """
    residual, seats = {(-1, who): count for who, count in enumerate(people)}, 0
    end = len(people) + len(pools)
    for pool, size in enumerate(pools, len(people)):
        residual |= {
            (who, pool): people[who] for who, doors in enumerate(admits) if doors[pool - len(people)]
        }
        residual |= {(pool, who): 0 for who in range(len(people))} | {(pool, end): size}
    while True:
        parent, queue = {-1: -1}, [-1]
        for node in queue:  # grows while it is read
            fresh = [
                head
                for (tail, head), left in residual.items()
                if tail == node and left and head not in parent
            ]
            parent |= dict.fromkeys(fresh, node)
            queue += fresh
        if end not in parent:
            return seats
        path = [end]
        while path[-1] >= 0:
            path.append(parent[path[-1]])
        arcs = list(pairwise(reversed(path)))
        gain = min(residual[arc] for arc in arcs)
        for tail, head in arcs:
            residual[tail, head] -= gain
            residual[head, tail] = residual.get((head, tail), 0) + gain
        seats += gain


def pool_rows(pairs: Pairs) -> Iterator[Family]:
    """What every plan keeps of the rule: who may use only some pools sits in them or in free seats.

    A row for no pool at all, and for the pools of each nationality (Hall, 1935): what is needed, not enough.
    """
    (pair, flight, _), kinds = pairs.boarding, kinds_of(pairs.instance)
    for number, pools, doors in pools_on(pairs):
        sets = sorted({frozenset[int](), *doors}, key=sorted)
        inside = np.array([[door <= open_pools for door in doors] for open_pools in sets], dtype=np.int64)
        mine = np.flatnonzero(flight == number)
        sits = inside[:, kinds.codes[pairs.group[pair[mine]]]] * pairs.seats_needed[mine]
        rows, leg = np.arange(len(sets))[:, None], pairs.instance.schedule[number]
        seats = ints(
            sum(people for at, (_, people) in enumerate(pools) if at not in open_pools) for open_pools in sets
        )
        keys = [(leg.id, *(pools[at][0] for at in sorted(open_pools))) for open_pools in sets]
        taken = Entries.points(pair[mine], rows, sits)
        given = Entries.points(pairs.sorties[number], rows, (seats - leg.seats)[:, None])
        nought = np.zeros(len(sets), dtype=np.int64)
        yield Family("reserve", keys.__getitem__, nought, Entries.joined(taken, given))


def full_loads(reading: Reading) -> Iterator[Violation]:
    """Origins from which optional flights leave with empty seats while people stay."""
    pairs, flown = reading.pairs, reading.values.copy()
    flown[pairs.every] = 0
    rows = _empty_seats(pairs)
    empty, offered = (rows.activity(len(pairs.place), values) for values in (reading.values, flown))
    stay = tally(len(pairs.place), pairs.home, np.maximum(reading.left, 0))
    for place, number in pairs.place.items():
        if stay[number] and empty[number]:
            text = phrase(
                "fills {filled} of {seats} optional seats, and {parties} parties stay",
                filled=int(offered[number] - empty[number]),
                seats=int(offered[number]),
                parties=int(stay[number]),
            )
            yield Violation("full_loads", place, text)


def full_load_rows(pairs: Pairs, free: Ints, upper: Ints) -> Iterator[Family]:
    """Where `free`, a 0/1 column for each location, is 0 no seat flown is empty; where it is 1 nobody stays.

    `upper`, shape (columns,), is what the columns of `pairs` are at most.
    """
    groups, place, empty = pairs.instance.groups, np.arange(len(free)), _empty_seats(pairs)
    places, nobody = pairs.place_keys.__getitem__, np.zeros_like(free)
    for rule, side in ("full_loads empty", empty), ("full_loads over", empty.times(-1)):
        most = tally(len(free), side.first, np.maximum(side.amount, 0), upper[side.column])
        given = Entries.points(free, place, -most.astype(np.int64))
        yield Family(rule, places, nobody, Entries.joined(side, given))
    stays = Entries.points(pairs.every, pairs.group, ints([-1]))
    out = Entries.points(free[pairs.home], np.arange(len(groups)), groups.count)
    group, nought = (lambda row: (groups.id[row],)), np.zeros_like(groups.count)
    yield Family("full_loads", group, nought, Entries.joined(stays, out))


def _empty_seats(pairs: Pairs) -> Entries:
    """Seats of optional flights out of each origin less the size of the parties aboard; a row a location."""
    (pair, flight, _), origin = pairs.boarding, pairs.flights("origin")
    counts = pairs.optional * pairs.is_origin[origin]
    size = pairs.instance.groups.size[pairs.group[pair]] * counts[flight]
    seats = Entries.points(pairs.sorties, origin, pairs.flights("seats") * counts)
    return Entries.joined(Entries.points(pair, origin[flight], -size), seats)
