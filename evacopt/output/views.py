"""Instances and plans as a planner reads them: `records` filled from the tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from msgspec import UNSET, UnsetType

from evacopt.domain.clock import DAY, moment
from evacopt.judge.linear_rules import count_rules
from evacopt.output.local_time import Clocks
from evacopt.output.records import (
    AirfieldRows,
    CountLine,
    DayLine,
    DemandLine,
    FlightLine,
    GoalLine,
    InstanceView,
    OfferLine,
    OriginLine,
    PlaceLine,
    PlanView,
    RuleLine,
    StayLine,
)
from evacopt.output.wording import goal_words
from evacopt.view.airfield_tables import airfield_tables, offered_tables
from evacopt.view.steps import Steps
from evacopt.view.tables import (
    bloc_table,
    class_table,
    flight_table,
    nationality_table,
    passed_places,
    place_table,
    unserved_table,
)
from evacopt.view.view import Stops, View, sums

if TYPE_CHECKING:
    from evacopt.domain.finding import Finding
    from evacopt.domain.group import Groups
    from evacopt.domain.instance import Instance
    from evacopt.domain.plan import Plan
    from evacopt.domain.rows import Columns


def plan_view(instance: Instance, plan: Plan, *, compared: bool = False, timezone: str = "") -> PlanView:
    """Every number of the pages about `plan`, counted from its assignments.

    `compared` is whether the plan that the goal `changes` looks at was at hand. Departures are told in local
    time too, of `timezone` or of what the instance says, where either says any.

    Raises
    ------
    PlanError
        If the plan names groups or flights that the instance has not.
    """
    return lines_of(View(instance, plan), compared=compared, timezone=timezone)


def lines_of(view: View, *, compared: bool = False, timezone: str = "") -> PlanView:
    """`plan_view` of what is counted already."""
    instance, plan, clocks = view.instance, view.plan, Clocks(view.instance, timezone)
    return PlanView(
        instance=instance.name,
        title=instance.title,
        people=instance.people,
        served=view.served,
        left=instance.people - view.served,
        classes=_count_lines(class_table(view)),
        goals=goal_lines(plan, compared=compared),
        flights=tuple(
            FlightLine(**row, local=clocks.short(row["origin"], row["departs"])) for row in flight_table(view)
        ),
        nationalities=_count_lines(nationality_table(view)),
        blocs=_count_lines(bloc_table(view)),
        places=_place_lines(view),
        stays=tuple(StayLine(**row) for row in unserved_table(view)),
        pending=tuple(flight.id for flight in instance.pending),
        rules=_rule_lines(instance, plan),
        airfield=_airfield(airfield_tables(view), clocks),
    )


def _airfield(tables: Mapping[str, Columns], clocks: Clocks) -> AirfieldRows | UnsetType:
    """The rows by table, with local times where there is one place and one time to tell."""
    return {name: [_with_local(row, clocks) for row in rows] for name, rows in tables.items()} or UNSET


def _with_local(row: dict[str, Any], clocks: Clocks) -> dict[str, Any]:
    at = next((row[head] for head in ("most_at", "present_at", "from") if row.get(head)), None)
    local = clocks.short(row["location"], at) if at and row.get("location") else ""
    return {**row, "local": local} if local else row


def _rule_lines(instance: Instance, plan: Plan) -> tuple[RuleLine, ...]:
    """A line a linear rule that is a limit, in the order of the instance."""
    sums = dict(count_rules(instance, plan)) if instance.rules else {}
    return tuple(
        RuleLine(id=rule.id, kind=rule.kind, limit=rule.limit, value=sums[rule.id])
        for rule in instance.rules
        if rule.limit is not None
    )


def goal_lines(plan: Plan, *, compared: bool = False) -> tuple[GoalLine, ...]:
    """The goals that a plan records, with their names in words."""
    return tuple(
        GoalLine(
            goal=g.goal,
            words=goal_words(g.goal),
            value=g.value,
            bound=g.bound,
            grade=g.grade,
            judged=compared or g.goal != "changes",
        )
        for g in plan.goals
    )


def _count_lines(table: Columns) -> tuple[CountLine, ...]:
    """A line a row of counts, by the name in its first column."""
    return tuple(CountLine(name=str(row.pop(next(iter(row)))), **row) for row in table)


def _place_lines(view: View) -> tuple[PlaceLine, ...]:
    """A line a hub and a haven, hubs first, with its days."""
    passed = passed_places(view)
    return tuple(
        PlaceLine(**row, days=_days(one.stops, one.present))
        for row, one in zip(place_table(passed), passed, strict=True)
    )


def _days(stops: Stops, present: Steps) -> tuple[DayLine, ...]:
    """A line a UTC day on which somebody arrives or goes on."""
    leave, leaving = stops.go[stops.onward], stops.people[stops.onward]
    days = np.unique(np.concatenate([stops.come, leave]) // DAY)
    return tuple(
        DayLine(
            day=moment(day * DAY),
            arrived=int(stops.people[stops.come // DAY == day].sum()),
            departed=int(leaving[leave // DAY == day].sum()),
            peak=present.peak(day * DAY, (day + 1) * DAY),
        )
        for day in days.tolist()
    )


def instance_view(
    instance: Instance, warnings: Sequence[Finding] = (), *, timezone: str = ""
) -> InstanceView:
    """Demand, seats on offer, and what to look at."""
    groups = instance.groups
    return InstanceView(
        instance=instance.name,
        title=instance.title,
        begins=moment(instance.begins),
        ends=moment(instance.ends),
        people=instance.people,
        parties=int(groups.count.sum()),
        groups=len(groups),
        classes=_demand_by_class(groups),
        nationalities=_demand_by_nationality(groups),
        origins=tuple(_origin(instance, place.id) for place in instance.locations if place.is_start),
        flights=_offers(instance, Clocks(instance, timezone)),
        warnings=tuple(map(str, warnings)),
        pending=tuple(flight.id for flight in instance.pending),
        airfield={name: list(rows) for name, rows in offered_tables(instance).items()} or UNSET,
    )


def _demand_by_class(groups: Groups) -> tuple[DemandLine, ...]:
    classes, row = np.unique(groups.priority, return_inverse=True)
    amounts = groups.people * groups.count, groups.count, np.ones_like(groups.count)
    totals = (sums(row, amount, len(classes)).tolist() for amount in amounts)
    return tuple(
        DemandLine(name=str(name), people=people, parties=parties, groups=number)
        for name, people, parties, number in zip(classes.tolist(), *totals, strict=True)
    )


def _demand_by_nationality(groups: Groups) -> tuple[DemandLine, ...]:
    """By the people's own nationality, most people first; a mixed party counts for each of its own."""
    own = groups.own_nationalities
    parties = sums(own.codes, groups.count, len(own.values)).tolist()
    number = sums(own.codes, np.ones_like(groups.count), len(own.values)).tolist()
    total: dict[str, tuple[int, int, int]] = {}
    for members, of_parties, of_groups in zip(own.values, parties, number, strict=True):
        for name, people in members:
            before = total.get(name, (0, 0, 0))
            total[name] = (before[0] + people * of_parties, before[1] + of_parties, before[2] + of_groups)
    lines = [DemandLine(name=name, people=a, parties=b, groups=c) for name, (a, b, c) in total.items()]
    return tuple(sorted(lines, key=lambda line: (-line.people, line.name)))


def _origin(instance: Instance, place: str) -> OriginLine:
    groups = instance.groups
    waiting = groups.origin.ints(lambda origin: int(origin == place)) == 1
    leaving = [flight for flight in instance.schedule if flight.origin == place]
    return OriginLine(
        id=place,
        people=int((groups.people * groups.count)[waiting].sum()),
        seats_needed=int((groups.size * groups.count)[waiting].sum()),
        seats_scheduled=sum(f.seats for f in leaving if f.status == "scheduled"),
        seats_optional=sum(f.seats * f.copies for f in leaving if f.status == "optional"),
    )


def _offers(instance: Instance, clocks: Clocks) -> tuple[OfferLine, ...]:
    """A line a flight of the schedule, by departure."""
    lines = [
        OfferLine(
            id=flight.id,
            operator=flight.operator,
            origin=flight.origin,
            destination=flight.destination,
            departs=moment(flight.departs),
            arrives=moment(flight.arrives),
            status=flight.status,
            copies=flight.copies,
            seats=flight.seats,
            accepts=flight.accepts,
            local=clocks.short(flight.origin, moment(flight.departs)),
        )
        for flight in instance.schedule
    ]
    return tuple(sorted(lines, key=lambda line: (line.departs, line.id)))
