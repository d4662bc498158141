"""A plan as a planner reads it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from evacopt.domain.clock import DAY
from evacopt.output.records import (
    CountLine,
    DayLine,
    FlightLine,
    GoalLine,
    PlaceLine,
    PlanView,
    StayLine,
    moment,
)
from evacopt.output.wording import goal_words
from evacopt.view.steps import Steps
from evacopt.view.view import Count, Stops, View

if TYPE_CHECKING:
    from evacopt.domain.columns import Ints
    from evacopt.domain.instance import Instance
    from evacopt.domain.location import Location
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
    places = [(row, place) for row, place in enumerate(view.instance.locations) if place.role != "origin"]
    hubs_first = sorted(places, key=lambda place: place[1].role == "haven")
    return tuple(_place_line(place, view.stops.at(row)) for row, place in hubs_first)


def _place_line(place: Location, stops: Stops) -> PlaceLine:
    present = Steps.of(stops.come, stops.go, stops.people)
    peak = int(present.values.max(initial=0))
    return PlaceLine(
        id=place.id,
        role=place.role,
        capacity=place.capacity,
        arrived=int(stops.people.sum()),
        peak=peak,
        peak_at=moment(int(present.times[np.argmax(present.values)])) if peak else None,
        days=_days(stops, present),
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
