"""Instances and plans as a planner reads them: `records` filled from the tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from evacopt.domain.clock import DAY
from evacopt.output.records import (
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
    StayLine,
    moment,
)
from evacopt.output.wording import goal_words
from evacopt.view.steps import Steps
from evacopt.view.view import Count, Stops, View, sums

if TYPE_CHECKING:
    from evacopt.domain.columns import Ints
    from evacopt.domain.finding import Finding
    from evacopt.domain.group import Groups
    from evacopt.domain.instance import Instance
    from evacopt.domain.plan import Plan


def plan_view(instance: Instance, plan: Plan, *, compared: bool = False) -> PlanView:
    """Every number of the pages about `plan`, counted from its assignments.

    `compared` is whether the plan that the goal `changes` looks at was at hand.

    Raises
    ------
    PlanError
        If the plan names groups or flights that the instance has not.
    """
    return lines_of(View(instance, plan), compared=compared)


def lines_of(view: View, *, compared: bool = False) -> PlanView:
    """`plan_view` of what is counted already."""
    instance, plan = view.instance, view.plan
    nationalities = sorted(
        _count_lines(view.by_nationality.items()), key=lambda line: (-line.left_ppm, -line.people, line.name)
    )
    return PlanView(
        instance=instance.name,
        title=instance.title,
        people=instance.people,
        served=view.served,
        left=instance.people - view.served,
        classes=_count_lines((str(name), count) for name, count in view.by_class.items()),
        goals=goal_lines(plan, compared=compared),
        flights=_flight_lines(view),
        nationalities=tuple(nationalities),
        blocs=_count_lines(view.by_bloc.items()),
        places=_place_lines(view),
        stays=_stay_lines(view),
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


def _count_lines(counts: Iterable[tuple[str, Count]]) -> tuple[CountLine, ...]:
    return tuple(CountLine.of(name, people=count.people, served=count.served) for name, count in counts)


def _flight_lines(view: View) -> tuple[FlightLine, ...]:
    """A line a flight of the schedule, by departure, also of those that do not fly."""
    groups = view.instance.groups
    columns = (view.flown, view.seats_used, view.aboard(groups.people), view.aboard(groups.infants))
    lines = [
        FlightLine(
            id=flight.id,
            operator=flight.operator,
            origin=flight.origin,
            destination=flight.destination,
            departs=moment(flight.departs),
            arrives=moment(flight.arrives),
            status=flight.status,
            sorties=sorties,
            seats=flight.seats * sorties,
            seats_used=used,
            seats_left=flight.seats * sorties - used,
            people=people,
            infants=infants,
        )
        for flight, sorties, used, people, infants in zip(
            view.instance.schedule, *(column.tolist() for column in columns), strict=True
        )
    ]
    return tuple(sorted(lines, key=lambda line: (line.departs, line.id)))


def _place_lines(view: View) -> tuple[PlaceLine, ...]:
    """A line a hub and a haven, hubs first, in the order of the instance."""
    lines = []
    for row, place in enumerate(view.instance.locations):
        if place.role != "origin":
            stops = view.stops.at(row)
            present = Steps.of(stops.come, stops.go, stops.people)
            peak = int(present.values.max(initial=0))
            line = PlaceLine(
                id=place.id,
                role=place.role,
                capacity=place.capacity,
                arrived=int(stops.people.sum()),
                peak=peak,
                peak_at=moment(int(present.times[np.argmax(present.values)])) if peak else None,
                days=_days(stops, present),
            )
            lines.append(line)
    return tuple(sorted(lines, key=lambda line: line.role == "haven"))


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


def _stay_lines(view: View) -> tuple[StayLine, ...]:
    """A line a group of which parties stay: most urgent class first, then most people."""
    groups, left = view.instance.groups, view.left
    rows = np.flatnonzero(left > 0)
    rows = rows[np.lexsort((-(left * groups.people)[rows], groups.priority[rows]))]
    why = {entry.group: entry.reasons for entry in view.plan.unserved}
    columns: tuple[Ints, ...] = groups.priority, left, groups.people
    return tuple(
        StayLine(
            group=groups.id[row],
            nationality=nationality,
            origin=origin,
            priority=priority,
            parties=parties,
            people=parties * people,
            codes=tuple(reason.code for reason in why.get(groups.id[row], ())),
            reasons=tuple(reason.text for reason in why.get(groups.id[row], ())),
        )
        for row, nationality, origin, priority, parties, people in zip(
            rows.tolist(),
            groups.nationality.take(rows),
            groups.origin.take(rows),
            *(column[rows].tolist() for column in columns),
            strict=True,
        )
    )


def instance_view(instance: Instance, warnings: Sequence[Finding] = ()) -> InstanceView:
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
        origins=tuple(_origin(instance, place.id) for place in instance.locations if place.role == "origin"),
        flights=_offers(instance),
        warnings=tuple(map(str, warnings)),
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


def _offers(instance: Instance) -> tuple[OfferLine, ...]:
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
        )
        for flight in instance.schedule
    ]
    return tuple(sorted(lines, key=lambda line: (line.departs, line.id)))
