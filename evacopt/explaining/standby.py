"""Who is called next for a flight when people do not come, in an order that can be read out."""

from __future__ import annotations

from dataclasses import dataclass, replace

from evacopt.domain.flight import Flight
from evacopt.domain.group import Group
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Assignment, Assignments, GoalTable, Itinerary, Plan
from evacopt.explaining.answer import Holder, Next
from evacopt.judge.rows import total
from evacopt.reasons.lift import with_one_more
from evacopt.reasons.nearest import Nearest
from evacopt.reasons.obstacle import Candidate
from evacopt.reasons.slack import Slack

MOST = 300
"""Obstacles of one group that are looked at for one that uses the flight."""
CALLED = 20
"""Groups that are listed."""


@dataclass(frozen=True, slots=True)
class Standby:
    """Who is taken not to come, and who is called for them, first to be called first."""

    absent: tuple[Holder, ...]
    called: tuple[Next, ...]


def standby(instance: Instance, plan: Plan, flight: str, no_shows: int) -> Standby:
    """The groups to call for `flight`, and who goes if `no_shows` people or a few more stay away.

    Those least likely to come (`show_up`) are taken to stay away, of equal ones the least urgent first; with
    them goes all that they hold: seats, places at hubs, seats of onward flights. The order of the called is
    that of the goals: class (or, where the policy weighs, weight by seat), then the nationality of which the
    largest share stays, then who registered first, then who was ready first. A group is on the list if
    nothing stands in its way by that flight then, everybody else held.
    """
    room = Slack(instance, plan)
    absent = _absent(room, flight, no_shows)
    plan = _without(plan, absent)
    near = Nearest(Slack(instance, plan))
    waiting = [
        (party, way, int(room.left[row]))
        for row, party in _in_order(room)
        if (way := _way_by(near, party, flight)) is not None
    ]
    listed: list[Next] = []
    for party, way, left in waiting[:CALLED]:
        plan, boards = _boarded(instance, plan, party, way, left)
        listed.append(_called(party, way, instance.flight[flight], left, boards))
    return Standby(tuple(_holder(instance, *one) for one in absent), tuple(listed))


def _boarded(instance: Instance, plan: Plan, party: Group, way: Candidate, most: int) -> tuple[Plan, int]:
    """The plan with as many parties more on `way` as go, `most` at most, and how many those are."""
    boards = 0
    while boards < most:
        near = Nearest(Slack(instance, plan))
        now = near.obstacles.of(party, [near.slack.number[leg] for leg in way.itinerary])
        if now.obstacles:
            break
        plan = with_one_more(instance, plan, party.id, now)
        boards += 1
    return plan, boards


def _absent(room: Slack, flight: str, people: int) -> list[tuple[str, Itinerary, int]]:
    """Parties on `flight`, by group and itinerary, of so many people or a few more."""
    groups = room.instance.groups

    def rank(held: tuple[str, Itinerary, int]) -> tuple[int, int, int, Itinerary]:
        row = groups.row[held[0]]
        return int(groups.show_up[row]), -int(groups.priority[row]), row, held[1]

    aboard = [
        (group, itinerary, parties)
        for group, taken in room.taken.items()
        for itinerary, parties in taken
        if flight in itinerary
    ]
    found: list[tuple[str, Itinerary, int]] = []
    for group, itinerary, parties in sorted(aboard, key=rank):
        size = int(groups.people[groups.row[group]])
        stay_away = min(parties, -(-people // size))
        if stay_away > 0:
            found.append((group, itinerary, stay_away))
            people -= stay_away * size
    return found


def _without(plan: Plan, absent: list[tuple[str, Itinerary, int]]) -> Plan:
    """`plan` without the parties that stay away; what is flown is flown all the same."""
    rows = {(row.group, row.itinerary): row.parties for row in plan.assignments}
    for group, itinerary, parties in absent:
        rows[group, itinerary] -= parties
    left = (Assignment(*key, parties) for key, parties in rows.items() if parties)
    return replace(plan, assignments=Assignments.of(left), goals=GoalTable(), unserved=())


def _holder(instance: Instance, group: str, itinerary: Itinerary, parties: int) -> Holder:
    row = instance.groups.row[group]
    return Holder(
        group=group,
        nationality=instance.groups.nationality[row],
        priority=int(instance.groups.priority[row]),
        parties=parties,
        people=parties * int(instance.groups.people[row]),
    )


def _called(party: Group, way: Candidate, leg: Flight, left: int, boards: int) -> Next:
    return Next(
        group=party.id,
        nationality=party.nationality,
        priority=party.priority,
        parties=left,
        people=party.people,
        seats=leg.seats_for(party),
        boards=boards,
        itinerary=way.itinerary,
    )


def _way_by(near: Nearest, party: Group, flight: str) -> Candidate | None:
    """The best way of `party` that uses `flight` and in which nothing stands, if there is one."""
    for way in near.of(party, MOST, by=flight):
        if flight in way.itinerary and not way.obstacles:
            return way
    return None


def _in_order(room: Slack) -> list[tuple[int, Group]]:
    """Groups that stay, first to be called first."""
    instance, groups = room.instance, room.instance.groups
    rows = [row for row, left in enumerate(room.left.tolist()) if left > 0]
    worst = _shares(room)
    weighted = instance.policy.priority_rule == "weighted"

    def rank(row: int) -> tuple[int, ...]:
        party = groups[row]
        weight = party.people * instance.policy.class_weight(party.priority)
        weight = weight if party.weight is None else party.weight
        never = 2**62
        return (
            -(1_000_000 * weight // party.size) if weighted else party.priority,
            -max(worst[nation] for nation, _ in party.own_nationalities),
            never if party.registered is None else party.registered,
            instance.begins if party.ready is None else party.ready,
            row,
        )

    return [(row, groups[row]) for row in sorted(rows, key=rank)]


def _shares(room: Slack) -> dict[str, int]:
    """The unserved share of each nationality, parts per million."""
    groups, found = room.instance.groups, {}
    for nation in sorted({nation for own in groups.own_nationalities.values for nation, _ in own}):
        people = room.pairs.people_of(frozenset({nation}))
        found[nation] = 1_000_000 * total(people, room.left) // total(people, groups.count)
    return found
