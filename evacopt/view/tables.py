"""A plan as tables: a row a flight, a nationality, a class, a place, a group of which parties stay.

People are counted with lap infants, seats without; times are aware UTC datetimes, shares parts per million.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

import numpy as np

from evacopt.domain.clock import moment
from evacopt.domain.columns import Ints
from evacopt.domain.location import Location
from evacopt.domain.rows import Columns
from evacopt.view.steps import Limits, Steps
from evacopt.view.view import Count, Stops, View

_COUNTS: dict[str, type] = dict.fromkeys(("people", "served", "left", "left_ppm"), int)
_FLIGHTS: dict[str, type] = {
    **dict.fromkeys(("id", "operator", "origin", "destination"), str),
    **dict.fromkeys(("departs", "arrives"), datetime),
    "status": str,
    **dict.fromkeys(("sorties", "seats", "seats_used", "seats_left", "people", "infants"), int),
}
_PLACES: dict[str, type] = {
    **dict.fromkeys(("id", "role"), str),
    **dict.fromkeys(("capacity", "arrived", "peak"), int),
    "peak_at": datetime,
}
_UNSERVED: dict[str, type] = {
    **dict.fromkeys(("group", "nationality", "origin"), str),
    **dict.fromkeys(("priority", "parties", "people"), int),
    **dict.fromkeys(("codes", "reasons"), tuple),
}


def flight_table(view: View) -> Columns:
    """A row a flight of the schedule, by departure, also of those that do not fly.

    It tells sorties flown, seats of all of them, seats used and left, people and lap infants aboard.
    """
    groups = view.instance.groups
    counted = (view.flown, view.seats_used, view.aboard(groups.people), view.aboard(groups.infants))
    columns = zip(view.instance.schedule, *(column.tolist() for column in counted), strict=True)
    rows: list[tuple[Any, ...]] = [
        (
            *(flight.id, flight.operator, flight.origin, flight.destination),
            *(moment(flight.departs), moment(flight.arrives), flight.status, sorties),
            *(flight.seats * sorties, used, flight.seats * sorties - used, people, infants),
        )
        for flight, sorties, used, people, infants in columns
    ]
    by_departure = list(_FLIGHTS).index("departs")
    return Columns.of(_FLIGHTS, sorted(rows, key=lambda row: (row[by_departure], row[0])))


def nationality_table(view: View) -> Columns:
    """A row a nationality, by the people's own, the worst served first: people, those out, those left."""
    worst_first = sorted(
        view.by_nationality.items(), key=lambda row: (-row[1].left_ppm, -row[1].people, row[0])
    )
    return _counted("nationality", str, worst_first)


def class_table(view: View) -> Columns:
    """A row a class, most urgent first: people, those out, those left."""
    return _counted("priority", int, view.by_class.items())


def bloc_table(view: View) -> Columns:
    """A row a bloc that has any people, in the order of the instance: people, those out, those left."""
    return _counted("bloc", str, view.by_bloc.items())


def _counted(head: str, kind: type, counts: Iterable[tuple[Any, Count]]) -> Columns:
    rows = ((name, count.people, count.served, count.left, count.left_ppm) for name, count in counts)
    return Columns.of({head: kind, **_COUNTS}, rows)


class Passed(NamedTuple):
    """A hub or haven: who stops there, how many are there over time, and how many may be."""

    place: Location
    stops: Stops
    present: Steps
    limits: Limits


def passed_places(view: View) -> list[Passed]:
    """Hubs, then havens, in the order of the instance; who waits to leave is not counted there."""
    places = [(row, place) for row, place in enumerate(view.instance.locations) if place.role != "origin"]
    stops = [(place, view.stops.at(row)) for row, place in places]
    limits = view.instance.capacity_of
    passed = [Passed(place, at, at.present, limits[place.id]) for place, at in stops]
    return sorted(passed, key=lambda one: not one.place.is_stop)


def place_table(passed: Iterable[Passed]) -> Columns:
    """A row for each of `passed_places`.

    It tells the capacity (`None` for no limit), people who arrive, most present at once, and when that is
    first, `None` if never anybody is. Where the capacity changes, the time is when most of it is used.
    """
    rows = []
    for place, stops, present, limits in passed:
        full = present.fullest(limits)
        peak_at = moment(full.minute) if full.value else None
        rows.append((place.id, place.role, full.limit, int(stops.people.sum()), full.value, peak_at))
    return Columns.of(_PLACES, rows)


def unserved_table(view: View) -> Columns:
    """A row a group of which parties stay, the most urgent class first, then most people.

    It tells how many parties and people, and why: codes for programs and sentences for people.
    """
    groups, left = view.instance.groups, view.left
    rows = np.flatnonzero(left > 0)
    rows = rows[np.lexsort((-(left * groups.people)[rows], groups.priority[rows]))]
    why = {entry.group: entry.reasons for entry in view.plan.unserved}
    names = [groups.id[row] for row in rows.tolist()]
    columns: tuple[Ints, ...] = groups.priority, left, left * groups.people
    values: list[list[Any]] = [
        names,
        *(list(column.take(rows)) for column in (groups.nationality, groups.origin)),
        *(column[rows].tolist() for column in columns),
        [tuple(reason.code for reason in why.get(name, ())) for name in names],
        [tuple(reason.text for reason in why.get(name, ())) for name in names],
    ]
    return Columns(_UNSERVED, dict(zip(_UNSERVED, values, strict=True)))
