"""Why one group stays: every way out, what stands in it, and the least change that would bring it out."""

from __future__ import annotations

from typing import Any

from evacopt.domain.clock import format_time
from evacopt.domain.group import Group
from evacopt.domain.instance import Instance
from evacopt.domain.nearest import did_you_mean
from evacopt.domain.plan import Plan, Reason
from evacopt.errors import UsageError
from evacopt.explaining.answer import FullFlight, GroupStory, Holder, WayOut
from evacopt.explaining.forced import forced_in
from evacopt.planning.options import SolveOptions
from evacopt.reasons.nearest import Nearest
from evacopt.reasons.obstacle import Candidate
from evacopt.reasons.reasons import whys_of
from evacopt.reasons.sentences import Sentences
from evacopt.reasons.slack import Slack

MOST = 2_000
"""Obstacles of one group that are looked at."""


def group_story(
    instance: Instance, plan: Plan, group: str, options: SolveOptions, *, shown: int
) -> GroupStory:
    """The story of `group` under `plan`.

    Parameters
    ----------
    options : how the plan with one more party of it is found; a limit of 0 s leaves that out
    shown : ways that are told

    Raises
    ------
    UsageError
        If there is no such group.
    """
    if group not in instance.groups.row:
        remedy = did_you_mean(group, instance.groups.row)
        raise UsageError(f"no group is called {group}" + (f"; {remedy}" if remedy else ""))
    room = Slack(instance, plan)
    party, near = instance.groups[instance.groups.row[group]], Nearest(room)
    staying = int(room.left[instance.groups.row[group]])
    story: dict[str, Any] = {
        "group": group,
        "nationality": party.nationality,
        "origin": party.origin,
        "priority": party.priority,
        "people": party.people,
        "travelling": tuple(sorted(room.taken.get(group, []))),
        "staying": staying,
    }
    if not staying:
        return GroupStory(**story)
    found = near.of(party, MOST)
    return GroupStory(
        **story,
        reasons=tuple(why.reason for why in whys_of(near, party, MOST)),
        ways=tuple(_told(instance, party, way) for way in found[:shown]),
        more=max(len(found) - shown, 0),
        full=_full(room, found[:shown]),
        forced=None if options.time_limit == 0 else forced_in(instance, plan, group, options),
    )


def _told(instance: Instance, party: Group, way: Candidate) -> WayOut:
    said = Sentences(instance, party).each(way)
    told = (Reason(one.code, text) for one, text in zip(way.obstacles, said, strict=True))
    departs = format_time(instance.flight[way.itinerary[0]].departs)
    return WayOut(itinerary=way.itinerary, departs=departs, obstacles=tuple(told))


def _full(room: Slack, ways: list[Candidate]) -> tuple[FullFlight, ...]:
    """Flights whose seats alone stand in one of `ways`, and who holds them."""
    codes = [way.obstacles[0].subject for way in ways if [one.code for one in way.obstacles] == ["seats"]]
    found = []
    for code in dict.fromkeys(codes):
        number = room.number[code]
        found.append(
            FullFlight(
                flight=code,
                seats=room.instance.flight[code].seats * room.flown[number],
                taken=room.seats_taken[number],
                holders=holders(room, code),
            )
        )
    return tuple(found)


def holders(room: Slack, flight: str) -> tuple[Holder, ...]:
    """Who is aboard `flight`, least urgent class first: the first to be asked to give way."""
    groups, found = room.instance.groups, []
    for group, taken in room.taken.items():
        parties = sum(many for itinerary, many in taken if flight in itinerary)
        if parties:
            row = groups.row[group]
            found.append(
                Holder(
                    group=group,
                    nationality=groups.nationality[row],
                    priority=int(groups.priority[row]),
                    parties=parties,
                    people=parties * int(groups.people[row]),
                )
            )
    return tuple(sorted(found, key=lambda one: (-one.priority, -one.people, one.group)))
