"""Pools of seats that reserves make of a flight: who may only use some, and how many seats these are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from evacopt.domain.flight import Flight
from evacopt.domain.instance import Instance
from evacopt.domain.share import Share
from evacopt.large.commodities import Who


@dataclass(eq=False, slots=True)
class Pool:
    """Those `people` that may only use some pools, `names`, of a flight; seats of a sortie, seats left."""

    people: frozenset[Who]
    names: tuple[str, ...]
    a_sortie: int
    left: int


def pools_of(instance: Instance, times: list[int]) -> Mapping[int, list[Pool]]:
    """By flight, flown so many `times`, every union of its pools that some people are kept to (Hall, 1935).

    No pool at all is one of them. Flights without pools are left out.
    """
    if not any(share.kind == "reserve" for share in instance.shares):
        return {}
    groups = instance.groups
    everybody: set[Who] = {(nation, ()) for nation in groups.nationality.values}
    if any(share.tag for share in instance.shares):
        everybody = set(zip(groups.nationality, instance.named_tags, strict=True))
    open_to = {
        share: frozenset(who for who in everybody if instance.speaks_of(share, *who))
        for share in instance.shares
        if share.kind == "reserve"
    }
    pools = (
        _pools(instance.pools(leg), leg, most, open_to, everybody)
        for leg, most in zip(instance.schedule, times, strict=True)
    )
    return {at: some for at, some in enumerate(pools) if some}


def _pools(
    reserves: tuple[Share, ...],
    leg: Flight,
    times: int,
    open_to: Mapping[Share, frozenset[Who]],
    everybody: set[Who],
) -> list[Pool]:
    if not reserves:
        return []
    doors = {
        who: frozenset(at for at, pool in enumerate(reserves) if who in open_to[pool]) for who in everybody
    }
    unions = {frozenset[int]()}
    for door in set(doors.values()):
        unions |= {union | door for union in unions}
    pools = []
    for union in sorted(unions, key=sorted):
        people = frozenset(who for who, door in doors.items() if door <= union)
        seats = leg.seats - sum(pool.people for at, pool in enumerate(reserves) if at not in union)
        pools.append(Pool(people, tuple(reserves[at].id for at in sorted(union)), seats, seats * times))
    return pools
