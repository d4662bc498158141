"""Which party of a group takes which itinerary, and what each party is called.

A plan counts parties; a list of people must say which. Parties of a group are alike, so their numbers
decide: `G#01` is the first of group `G`, always. The lowest numbers travel, on the earliest flights. Where
plans have been handed out before, a party keeps its itinerary as long as the next plan has room on it for
one of its group.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evacopt.domain.instance import Instance
    from evacopt.domain.plan import Itinerary, Plan

STAYS: Itinerary = ()
_NEVER = 1 << 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """One party: its reference code, the row and id of its group, its number from 1, and where it goes."""

    code: str
    row: int
    group: str
    number: int
    itinerary: Itinerary

    @property
    def travels(self) -> bool:
        """Whether it has a seat at all."""
        return self.itinerary != STAYS


def parties_of(instance: Instance, plan: Plan, previous: Sequence[Plan] = ()) -> tuple[Party, ...]:
    """Every party of `instance`, in the order of groups and numbers.

    Parameters
    ----------
    plan : Plan
        One that keeps every rule of `instance`.
    previous : sequence of Plan
        The plans that were handed out before it, oldest first; they may be of earlier instances.
    """
    groups, departs = instance.groups, {flight.id: flight.departs for flight in instance.schedule}
    chain = [_demand(one) for one in (*previous, plan)]
    made: list[Party] = []
    for row, (group, count) in enumerate(zip(groups.id, groups.count.tolist(), strict=True)):
        taken = [STAYS] * count
        for demand in chain:
            taken = _seated(taken, demand.get(group, {}), departs)
        made += [
            Party(code=party_code(group, number, count), row=row, group=group, number=number, itinerary=legs)
            for number, legs in enumerate(taken, start=1)
        ]
    return tuple(made)


def party_code(group: str, number: int, count: int) -> str:
    """`G#07` for the seventh of twelve; the group's own id where it is the only one and that is no such code.

    Codes of different parties differ: without `#` they are ids of groups, else what follows the last one is
    the number.
    """
    if count == 1 and not {"#", "/"} & set(group):
        return group
    return f"{group}#{number:0{len(str(count))}}"


def _demand(plan: Plan) -> Mapping[str, Mapping[Itinerary, int]]:
    wanted: dict[str, Counter[Itinerary]] = defaultdict(Counter)
    for row in plan.assignments:
        wanted[row.group][row.itinerary] += row.parties
    return wanted


def _seated(
    taken: Sequence[Itinerary], wanted: Mapping[Itinerary, int], departs: Mapping[str, int]
) -> list[Itinerary]:
    """Who takes what now: who can keep what it has, then the others by number, earliest flights first."""
    room = dict(wanted)
    now: list[Itinerary | None] = []
    for legs in taken:
        keeps = room.get(legs, 0) > 0
        now.append(legs if keeps else None)
        if keeps:
            room[legs] -= 1
    order = sorted(room, key=lambda legs: ([departs.get(leg, _NEVER) for leg in legs], legs))
    rest = iter([legs for legs in order for _ in range(room[legs])])
    return [next(rest, STAYS) if legs is None else legs for legs in now]
