"""An instance without some limits, and a plan with one more party: what shows that a reason is true."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from evacopt.domain.flight import Crew, Flight
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Assignment, Assignments, GoalTable, Itinerary, Plan
from evacopt.events.rows import change_flight, change_group, change_location, change_row, free_id
from evacopt.reasons.obstacle import Candidate, Obstacle

MORE_CREWS = "more crews"
"""The id of crews that are added; no id of a crew can be confused with it but by its own doing."""


def lifted(instance: Instance, group: str, obstacles: Iterable[Obstacle]) -> Instance:
    """`instance` with exactly the limits of `obstacles` lifted, for parties of `group`.

    Seats, stretcher positions and room for infants grow by what one party needs, fleets and crews by the
    sorties that it takes, resources by what these hold; shares, admissions, decisions, slots, links and the
    limits of a place are blank or gone.
    """
    listed, struck = list(obstacles), dict[str, set[int]]()
    for obstacle in listed:
        if obstacle.code in _ROWS:
            struck.setdefault(_ROWS[obstacle.code], set()).add(obstacle.row)
    for table, rows in struck.items():
        kept: Any = tuple(limit for row, limit in enumerate(getattr(instance, table)) if row not in rows)
        instance = replace(instance, **{table: kept})
    for obstacle in listed:
        if obstacle.code not in _ROWS:
            instance = _without_limit(instance, group, obstacle)
    return instance


def with_one_more(instance: Instance, plan: Plan, group: str, candidate: Candidate) -> Plan:
    """`plan` as a plan of `instance` with one more party of `group` on an itinerary, everybody else held.

    It says nothing of goals, of who stays, or (where more is flown) of crews: those are counted anew.
    """
    rows = {(row.group, row.itinerary): row.parties for row in plan.assignments}
    rows[group, candidate.itinerary] = rows.get((group, candidate.itinerary), 0) + 1
    sorties = dict(plan.sorties)
    for flight, more in candidate.sorties:
        sorties[flight] = sorties.get(flight, 0) + more
    return replace(
        plan,
        instance_sha256=instance.sha256,
        assignments=Assignments.of(Assignment(*key, parties) for key, parties in rows.items()),
        sorties=tuple(sorted(sorties.items())),
        crews=() if candidate.sorties else plan.crews,
        goals=GoalTable(),
        unserved=(),
    )


def without(plan: Plan, aboard: Iterable[tuple[str, Itinerary, int]]) -> Plan:
    """`plan` without so many parties of a group on an itinerary; what is flown is flown all the same."""
    rows = {(row.group, row.itinerary): row.parties for row in plan.assignments}
    for group, itinerary, parties in aboard:
        rows[group, itinerary] -= parties
    left = (Assignment(*key, parties) for key, parties in rows.items() if parties)
    return replace(plan, assignments=Assignments.of(left), goals=GoalTable(), unserved=())


def _without_limit(instance: Instance, group: str, obstacle: Obstacle) -> Instance:
    """`instance` with one limit that is no row of a table lifted."""
    code, subject, row, policy = obstacle.code, obstacle.subject, instance.groups.row[group], instance.policy
    if code in _OF_FLIGHT:
        return change_flight(instance, subject, **_OF_FLIGHT[code](instance.flight[subject], obstacle.need))
    if code in _OF_PLACE or code in ("dimension", "place_dimension"):
        return _without_limit_of_place(instance, obstacle)
    of_policy = _OF_POLICY.get(code, {})
    if code == "connection":
        of_policy = {"min_connection_minutes": min(policy.min_connection_minutes, obstacle.left)}
    if of_policy or code in _OF_GROUP:
        instance = change_group(instance, row, **_OF_GROUP.get(code, {}))
        return replace(instance, policy=replace(policy, **of_policy))
    if code == "reserve":  # without the pools on that flight that are closed to the group
        who, pools = instance.groups[row], instance.pools(instance.flight[subject])
        closed = {pool.id for pool in pools if not instance.speaks_of(pool, who.nationality, who.tags)}
        return replace(instance, shares=tuple(share for share in instance.shares if share.id not in closed))
    if code in ("fleet", "resource"):
        rows = getattr(instance, f"{code}s")
        number = [pool.id for pool in rows].index(subject)
        return change_row(instance, f"{code}s", number, count=rows[number].count + obstacle.need)
    assert code == "crew"
    name = free_id(f"{MORE_CREWS} {len(instance.crews)}", {crew.id for crew in instance.crews})
    more = Crew(id=name, count=obstacle.need, fleets=(subject,), rest=0)
    return replace(instance, crews=(*instance.crews, more))


def _without_limit_of_place(instance: Instance, obstacle: Obstacle) -> Instance:
    """`instance` without one limit of a place, and the rows that say it as well; or without one of room."""
    code, subject = obstacle.code, obstacle.subject
    if code not in _OF_PLACE:
        return _without_room(instance, obstacle)
    if code in _ROWS_OF_PLACE:
        table = _ROWS_OF_PLACE[code]
        kept: Any = tuple(row for row in getattr(instance, table) if row.location != subject)
        instance = replace(instance, **{table: kept})
    cells = _OF_PLACE[code]
    if code == "max_stay" and instance.location[subject].role == "both":  # without it, it is no stop at all
        cells = {"max_stay": obstacle.need}
    return change_location(instance, subject, **cells)


def _without_room(instance: Instance, obstacle: Obstacle) -> Instance:
    """`instance` with no limit of one dimension, of a flight or of a place."""
    gone, code = instance.dimensions[obstacle.row].id, obstacle.subject
    room = instance.flight[code].room if obstacle.code == "dimension" else instance.location[code].room
    left = tuple((dimension, most) for dimension, most in room if dimension != gone)
    change = change_flight if obstacle.code == "dimension" else change_location
    return change(instance, code, room=left)


_ROWS = {
    "share_max": "shares",
    "admission": "admissions",
    "pin": "pins",
    "rule": "rules",
    "slot": "slots",
    "order": "order",
    "link": "links",
}
"""Limits that are rows: they are struck first, since their numbers are those of the whole table."""
_OF_FLIGHT: dict[str, Callable[[Flight, int], dict[str, Any]]] = {
    "seats": lambda flight, need: {"seats": flight.seats + need, "infants": flight.infant_limit},
    "stretchers": lambda flight, need: {"stretchers": flight.stretchers + need},
    "infants": lambda flight, need: {"infants": flight.infant_limit + need},
    "cancelled": lambda flight, need: {"status": "optional", "copies": 1, "min_load": 0},
    "acceptance": lambda flight, need: {"accepts": ("all",)},
    "min_load": lambda flight, need: {"min_load": 0},
    "alternative": lambda flight, need: {"alternative": ""},
}
_OF_PLACE: dict[str, dict[str, Any]] = {
    "capacity": {"capacity": None},
    "throughput": {"throughput_per_hour": None},
    "arrivals_hour": {"arrivals_per_hour": None},
    "arrivals_day": {"arrivals_per_day": None},
    "movements_hour": {"movements_per_hour": None},
    "movements_day": {"movements_per_day": None},
    "max_stay": {"max_stay": None},
    "window": {"opens": None, "closes": None},
}
_ROWS_OF_PLACE = {"capacity": "capacities", "window": "windows"}
"""Tables that say more of what a place says itself."""
_OF_GROUP: dict[str, dict[str, Any]] = {
    "operators": {"operators": ()},
    "destinations": {"destinations": ()},
    "leave_by": {"leave_by": None},
    "ready": {"ready": None},
}
_OF_POLICY: dict[str, dict[str, Any]] = {
    "assistance": {"assistance_ratio": None},
    "full_loads": {"full_loads": False},
    "ready": {"check_in_minutes": 0},
}
