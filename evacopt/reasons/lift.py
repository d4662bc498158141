"""An instance without some limits, and a plan with one more party: what shows that a reason is true."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from evacopt.domain.columns import BLANK, Coded
from evacopt.domain.fleet import Crew
from evacopt.domain.flight import Flight
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Assignment, Assignments, GoalTable, Plan
from evacopt.events.closing import free_id
from evacopt.events.flights import change_flights
from evacopt.reasons.obstacle import Obstacle, Way

MORE_CREWS = "more crews"
"""The id of crews that are added; no id of a crew can be confused with it but by its own doing."""


def lifted(instance: Instance, group: str, obstacles: Iterable[Obstacle]) -> Instance:
    """`instance` with exactly the limits of `obstacles` lifted, for parties of `group`.

    Seats, stretcher positions and room for infants grow by what one party needs, fleets and crews by the
    sorties that it takes; shares, admissions, decisions and the limits of a place are blank or gone.
    """
    listed, struck = list(obstacles), dict[str, set[int]]()
    for obstacle in listed:
        if obstacle.code in _ROWS:
            struck.setdefault(_ROWS[obstacle.code], set()).add(obstacle.row)
    for table, rows in struck.items():
        kept: Any = tuple(one for row, one in enumerate(getattr(instance, table)) if row not in rows)
        instance = replace(instance, **{table: kept})
    for obstacle in listed:
        if obstacle.code not in _ROWS:
            instance = _LIFTS[obstacle.code](instance, group, obstacle)
    return instance


def with_one_more(instance: Instance, plan: Plan, group: str, way: Way) -> Plan:
    """`plan` as a plan of `instance` with one more party of `group` on `way`, everybody else held.

    It says nothing of goals, of who stays, or (where more is flown) of crews: those are counted anew.
    """
    rows = {(row.group, row.itinerary): row.parties for row in plan.assignments}
    rows[group, way.itinerary] = rows.get((group, way.itinerary), 0) + 1
    sorties = dict(plan.sorties)
    for flight, more in way.sorties:
        sorties[flight] = sorties.get(flight, 0) + more
    return replace(
        plan,
        instance_sha256=instance.sha256,
        assignments=Assignments.of(Assignment(*key, parties) for key, parties in rows.items()),
        sorties=tuple(sorted(sorties.items())),
        crews=() if way.sorties else plan.crews,
        goals=GoalTable(),
        unserved=(),
    )


def _flight(change: Callable[[Flight, Obstacle], dict[str, Any]]) -> Callable[..., Instance]:
    """A lift that changes the flight named."""

    def lift(instance: Instance, group: str, obstacle: Obstacle) -> Instance:
        return change_flights(
            instance, [obstacle.subject], lambda flight: replace(flight, **change(flight, obstacle))
        )

    return lift


def _place(**blank: Any) -> Callable[..., Instance]:
    """A lift that blanks limits of the place named."""

    def lift(instance: Instance, group: str, obstacle: Obstacle) -> Instance:
        places = (
            replace(place, **blank) if place.id == obstacle.subject else place for place in instance.locations
        )
        return replace(instance, locations=tuple(places))

    return lift


def _group(**cells: Any) -> Callable[..., Instance]:
    """A lift that changes cells of the group."""

    def lift(instance: Instance, group: str, obstacle: Obstacle) -> Instance:
        row, groups = instance.groups.row[group], instance.groups
        changed: Any = {name: _with_cell(getattr(groups, name), row, value) for name, value in cells.items()}
        return replace(instance, groups=replace(groups, **changed))

    return lift


def _with_cell(column: Any, row: int, value: Any) -> Any:
    if isinstance(column, Coded):
        return Coded.of(value if at == row else old for at, old in enumerate(column))
    copy = column.copy()
    copy[row] = value
    return copy


def _policy(**keys: Any) -> Callable[..., Instance]:
    return lambda instance, group, obstacle: replace(instance, policy=replace(instance.policy, **keys))


def _ready(instance: Instance, group: str, obstacle: Obstacle) -> Instance:
    instance = _group(ready=BLANK)(instance, group, obstacle)
    return replace(instance, policy=replace(instance.policy, check_in_minutes=0))


def _connection(instance: Instance, group: str, obstacle: Obstacle) -> Instance:
    least = min(instance.policy.min_connection_minutes, obstacle.left)
    return replace(instance, policy=replace(instance.policy, min_connection_minutes=least))


def _reserve(instance: Instance, group: str, obstacle: Obstacle) -> Instance:
    """Without the pools on that flight that are closed to the group."""
    nation = instance.groups[instance.groups.row[group]].nationality
    flight = instance.flight[obstacle.subject]
    kept = (
        share
        for share in instance.shares
        if share.kind != "reserve"
        or not share.covers(flight)
        or nation in instance.nationals(share.nationality)
    )
    return replace(instance, shares=tuple(kept))


def _fleet(instance: Instance, group: str, obstacle: Obstacle) -> Instance:
    fleets = (
        replace(fleet, count=fleet.count + obstacle.need) if fleet.id == obstacle.subject else fleet
        for fleet in instance.fleets
    )
    return replace(instance, fleets=tuple(fleets))


def _crew(instance: Instance, group: str, obstacle: Obstacle) -> Instance:
    name = free_id(f"{MORE_CREWS} {len(instance.crews)}", {crew.id for crew in instance.crews})
    more = Crew(id=name, count=obstacle.need, fleets=(obstacle.subject,), rest=0)
    return replace(instance, crews=(*instance.crews, more))


_ROWS = {"share_max": "shares", "admission": "admissions", "pin": "pins"}
"""Limits that are rows: they are struck first, since their numbers are those of the whole table."""

_LIFTS: dict[str, Callable[..., Instance]] = {
    "seats": _flight(
        lambda flight, obstacle: {"seats": flight.seats + obstacle.need, "infants": flight.infant_limit}
    ),
    "stretchers": _flight(lambda flight, obstacle: {"stretchers": flight.stretchers + obstacle.need}),
    "infants": _flight(lambda flight, obstacle: {"infants": flight.infant_limit + obstacle.need}),
    "cancelled": _flight(lambda flight, obstacle: {"status": "optional", "copies": 1, "min_load": 0}),
    "acceptance": _flight(lambda flight, obstacle: {"accepts": ("all",)}),
    "min_load": _flight(lambda flight, obstacle: {"min_load": 0}),
    "capacity": _place(capacity=None),
    "throughput": _place(throughput_per_hour=None),
    "movements_hour": _place(movements_per_hour=None),
    "movements_day": _place(movements_per_day=None),
    "max_stay": _place(max_stay=None),
    "window": _place(opens=None, closes=None),
    "operators": _group(operators=()),
    "destinations": _group(destinations=()),
    "leave_by": _group(leave_by=BLANK),
    "ready": _ready,
    "assistance": _policy(assistance_ratio=None),
    "full_loads": _policy(full_loads=False),
    "connection": _connection,
    "reserve": _reserve,
    "fleet": _fleet,
    "crew": _crew,
}
