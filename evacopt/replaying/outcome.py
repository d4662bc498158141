"""What a plan comes to: who is out, and when they land at a haven."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from evacopt.domain.clock import HOUR
from evacopt.domain.columns import Mask
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Assignment, Assignments, Plan
from evacopt.replaying.record import Curve, Outcome, Served, Way
from evacopt.view.view import NO_FLIGHT, View, sums


def outcome_of(truth: Instance, plan: Plan, way: Way, stranded: Sequence[Assignment] = ()) -> Outcome:
    """What `plan`, one of `truth`, comes to; steps, seconds and bounds are left out.

    Parameters
    ----------
    stranded : who has flown besides, and is at no haven
    """
    view = View(truth, plan)
    everybody = view if not stranded else View(truth, _with(plan, stranded))
    return Outcome(
        way=way,
        people=truth.people,
        out=view.served,
        classes=tuple(
            Served(name=str(priority), people=count.people, out=count.served)
            for priority, count in view.by_class.items()
        ),
        nationalities=tuple(
            Served(name=code, people=count.people, out=count.served)
            for code, count in sorted(view.by_nationality.items())
        ),
        curve=_curve(view, view.boardings.onward == NO_FLIGHT),
        flown=_curve(everybody, _lands_away(everybody)),
        plan=plan,
    )


def _curve(view: View, counted: Mask) -> Curve:
    """People by the full hours after they land; `counted` says at the end of which boardings."""
    boardings = view.boardings
    landed = view.flights("arrives")[boardings.flight[counted]]
    hours, place = np.unique(-(-landed // HOUR) * HOUR, return_inverse=True)
    people = sums(place, view.people[boardings.assignment[counted]], len(hours))
    return tuple(zip(hours.tolist(), np.cumsum(people).tolist(), strict=True))


def _lands_away(view: View) -> Mask:
    """At the end of which boardings people are at a hub or haven for the first time; shape (boardings,)."""
    place = view.instance.location
    roles = [place[flight.destination].role for flight in view.instance.schedule]
    away = np.array([role in ("hub", "haven") for role in roles], dtype=np.bool_)[view.boardings.flight]
    away |= view.boardings.onward == NO_FLIGHT
    first: Mask = np.zeros(len(away), dtype=np.bool_)
    rows = np.flatnonzero(away)
    first[rows[np.unique(view.boardings.assignment[rows], return_index=True)[1]]] = True
    return first


def _with(plan: Plan, more: Sequence[Assignment]) -> Plan:
    return replace(plan, assignments=Assignments.of((*plan.assignments, *more)))


def known_in(truth: Instance, rows: Iterable[Assignment], origin: Mapping[str, str]) -> list[Assignment]:
    """The assignments of groups and flights that there were, under the names of `truth`.

    Parameters
    ----------
    origin : the group of `truth` that each group is a part of
    """
    named = (replace(row, group=origin.get(row.group, row.group)) for row in rows)
    return [
        row
        for row in named
        if row.group in truth.groups.row and all(code in truth.flight for code in row.itinerary)
    ]


def in_truth(truth: Instance, rows: Iterable[Assignment], sorties: Mapping[str, int]) -> Plan:
    """The plan of `truth` with these assignments and optional flights."""
    optional = {row.id for row in truth.schedule if row.status == "optional"}
    return Plan(
        instance_name=truth.name,
        instance_sha256=truth.sha256,
        assignments=Assignments.of(rows),
        sorties=tuple((code, times) for code, times in sorted(sorties.items()) if code in optional and times),
    )
