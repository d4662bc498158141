"""Who is called next for a flight when people do not come, in an order that can be read out."""

from __future__ import annotations

from dataclasses import replace

from evacopt.domain.flight import Flight
from evacopt.domain.group import Group
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from evacopt.judge.rows import total
from evacopt.planning.events_flights import change_flights
from evacopt.planning.explain.answer import Next
from evacopt.planning.explain.lift import with_one_more
from evacopt.planning.explain.nearest import Nearest
from evacopt.planning.explain.obstacle import Way
from evacopt.planning.explain.room import Room
from evacopt.routes.eligibility import seat_use

MOST = 300
"""Ways of one group that are looked at for one that uses the flight."""
CALLED = 20
"""Groups that are listed."""


def standby(instance: Instance, plan: Plan, flight: str, no_shows: int) -> tuple[Next, ...]:
    """The groups to call for `flight`, first to be called first, and who goes if `no_shows` people stay away.

    The order is that of the goals: class (or, where the policy weighs, weight by seat), then the nationality
    of which the largest share stays, then who registered first, then who was ready first. A group is on the
    list if seats on that flight are all that one more of its parties lacks, counted with the seats of the
    no-shows free, everybody else held.
    """
    roomy = with_more_seats(instance, plan, flight, no_shows)
    plan = replace(plan, instance_sha256=roomy.sha256, goals=type(plan.goals)(), unserved=())
    near = Nearest(Room(roomy, plan))
    waiting = [
        (party, way, int(near.room.left[row]))
        for row, party in _in_order(near.room)
        if (way := _way_by(near, party, flight)) is not None
    ]
    listed: list[Next] = []
    for party, way, left in waiting[:CALLED]:
        boards = 0
        while boards < left:
            now = Nearest(Room(roomy, plan)).ways.of(party, [near.room.number[leg] for leg in way.itinerary])
            if now.obstacles:
                break
            plan = with_one_more(roomy, plan, party.id, now)
            boards += 1
        listed.append(_called(party, way, instance.flight[flight], left, boards))
    return tuple(listed)


def with_more_seats(instance: Instance, plan: Plan, flight: str, people: int) -> Instance:
    """`instance` with so many seats more on `flight` (on one of its sorties, if there are several)."""
    flown = max(dict(plan.sorties).get(flight, 1), 1)
    more = -(-people // flown)
    return change_flights(instance, [flight], lambda leg: replace(leg, seats=leg.seats + more))


def _called(party: Group, way: Way, leg: Flight, left: int, boards: int) -> Next:
    return Next(
        group=party.id,
        nationality=party.nationality,
        priority=party.priority,
        parties=left,
        people=party.people,
        seats=seat_use(party, leg),
        boards=boards,
        itinerary=way.itinerary,
    )


def _way_by(near: Nearest, party: Group, flight: str) -> Way | None:
    """The best way of `party` that uses `flight` and in which nothing stands, if there is one."""
    for way in near.of(party, MOST, by=flight):
        if flight in way.itinerary and not way.obstacles:
            return way
    return None


def _in_order(room: Room) -> list[tuple[int, Group]]:
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


def _shares(room: Room) -> dict[str, int]:
    """The unserved share of each nationality, parts per million."""
    groups, found = room.instance.groups, {}
    for nation in sorted({nation for own in groups.own_nationalities.values for nation, _ in own}):
        people = room.pairs.people_of(frozenset({nation}))
        found[nation] = 1_000_000 * total(people, room.left) // total(people, groups.count)
    return found
