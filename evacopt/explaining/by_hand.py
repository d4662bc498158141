"""One more party brought out as a desk would do it: into free room, or in the place of one other party."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

from evacopt.domain.instance import Instance
from evacopt.domain.plan import Assignment, Assignments, GoalTable, Itinerary, Plan
from evacopt.judge.goals import count_goals
from evacopt.judge.verify import verify
from evacopt.reasons.lift import with_one_more
from evacopt.reasons.nearest import Nearest
from evacopt.reasons.obstacle import Candidate
from evacopt.reasons.slack import Slack

WAYS, GIVING = 12, 6
"""Obstacles that are tried, and parties on each that are tried for giving way."""
LOOKED_AT = 300
"""Obstacles of one group that are looked at."""
SHARED = frozenset(
    {
        "seats",
        "reserve",
        "stretchers",
        "infants",
        "assistance",
        "share_max",
        "admission",
        "capacity",
        "throughput",
    }
)
"""What other parties hold and can give up."""


def by_hand(instance: Instance, plan: Plan, group: str, *, seconds: float) -> Plan | None:
    """The best plan found, in goals, with one more party of `group`; `None` where none was found so simply.

    One other party at most gives way, and is put elsewhere if there is room. The judge accepts the plan.
    """
    ends = time.monotonic() + seconds
    near = Nearest(Slack(instance, plan))
    ways = near.of(instance.groups[instance.groups.row[group]], LOOKED_AT)
    if ways and not ways[0].obstacles:
        free = with_one_more(instance, plan, group, ways[0])
        return free if verify(instance, free) == [] else None
    best: tuple[list[int], Plan] | None = None
    for tried in _in_place_of_another(near, group, ways):
        if time.monotonic() > ends:
            break
        if verify(instance, tried) == []:
            values = [value for _, value in count_goals(instance, tried)]
            best = (values, tried) if best is None or values < best[0] else best
    return None if best is None else best[1]


def _in_place_of_another(near: Nearest, group: str, ways: list[Candidate]) -> Iterator[Plan]:
    """Plans in which one party gives way, not judged; the least urgent gives way first."""
    held = [way for way in ways if way.codes <= SHARED and not any(one.alone for one in way.obstacles)]
    party = near.instance.groups[near.instance.groups.row[group]]
    for way in held[:WAYS]:
        legs = [near.slack.number[leg] for leg in way.itinerary]
        for other, itinerary in _holding(near.slack, group, way)[:GIVING]:
            without = _without_one(near.instance, near.slack.plan, other, itinerary)
            opened = Nearest(Slack(near.instance, without)).obstacles.of(party, legs)
            if not opened.obstacles:
                yield _put_elsewhere(
                    near.instance, with_one_more(near.instance, without, group, opened), other
                )


def _holding(room: Slack, group: str, way: Candidate) -> list[tuple[str, Itinerary]]:
    """Parties that share a flight with `way`: least urgent first, then the smallest that may be enough."""
    groups = room.instance.groups
    found = [
        (other, itinerary)
        for other, taken in room.taken.items()
        for itinerary, _ in taken
        if other != group and not set(itinerary).isdisjoint(way.itinerary)
    ]
    need = max((one.need for one in way.obstacles if one.code in ("seats", "capacity")), default=1)

    def rank(held: tuple[str, Itinerary]) -> tuple[int, bool, int, int]:
        row = groups.row[held[0]]
        people = int(groups.people[row])
        return -int(groups.priority[row]), people < need, people, row

    return sorted(found, key=rank)


def _without_one(instance: Instance, plan: Plan, group: str, itinerary: Itinerary) -> Plan:
    rows = {(row.group, row.itinerary): row.parties for row in plan.assignments}
    rows[group, itinerary] -= 1
    left = (Assignment(*key, parties) for key, parties in rows.items() if parties)
    return replace(plan, assignments=Assignments.of(left), goals=GoalTable(), unserved=())


def _put_elsewhere(instance: Instance, plan: Plan, group: str) -> Plan:
    """`plan` with the party that gave way on another itinerary, if there is room on any."""
    near = Nearest(Slack(instance, plan))
    ways = near.of(instance.groups[instance.groups.row[group]], LOOKED_AT)
    return with_one_more(instance, plan, group, ways[0]) if ways and not ways[0].obstacles else plan
