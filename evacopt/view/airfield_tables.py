"""The airfield itself as tables, by name: under a plan, and what there is before anything is decided.

What an instance does not have is no table. Times are aware UTC datetimes, `None` where there is none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from functools import partial
from itertools import pairwise
from operator import eq
from typing import Any

import numpy as np

from evacopt.domain.clock import moment
from evacopt.domain.columns import Ints
from evacopt.domain.flight import Flight, by_alternative
from evacopt.domain.instance import Instance
from evacopt.domain.replanned import HOME
from evacopt.domain.rows import Columns
from evacopt.domain.stored import clock_text
from evacopt.view.airfield import (
    aboard_of,
    flown_flights,
    held_resources,
    hours_waited,
    movements_in,
    present_of,
    received,
)
from evacopt.view.steps import EVER, Moment, constant
from evacopt.view.view import Count, View, sums

Rows = Iterable[tuple[Any, ...]]


def airfield_tables(view: View) -> dict[str, Columns]:
    """Every table of the airfield under a plan that has a row."""
    return _filled(_OF_PLANS, view)


def _filled(makers: Mapping[str, tuple[str, Callable[[Any], Rows]]], of: Any) -> dict[str, Columns]:
    made = {name: _columns(heads, rows(of)) for name, (heads, rows) in makers.items()}
    return {name: columns for name, columns in made.items() if len(columns)}


_KINDS = {"#": int, "@": datetime, "?": bool, "*": tuple}


def _columns(heads: str, rows: Rows) -> Columns:
    """The table of `rows`; heads of numbers begin with `#`, of times with `@`, yes or no `?`, lists `*`."""
    types = {head.lstrip("#@?*"): _KINDS.get(head[0], str) for head in heads.split()}
    return Columns.of(types, rows)


def _time(minute: int) -> datetime | None:
    return None if abs(minute) >= EVER else moment(minute)


def _resources(view: View) -> Rows:
    """How full each is at its fullest, and when that is first; of what is used up, what is left."""
    for held in held_resources(view):
        full, resource = held.fullest, held.resource
        at = moment(full.minute) if full.value else None
        sorties = len({holding.flight.id for holding in held.holdings})
        row = (resource.id, held.place, resource.used_up, resource.count, full.value)
        yield (*row, resource.count - full.value, at, sorties)


def _slots(view: View) -> Rows:
    for slot in view.instance.slots:
        flown = movements_in(view, slot)
        times = moment(slot.since), moment(slot.until)
        head = slot.id, slot.location, slot.operator, slot.direction
        yield (*head, *times, slot.movements, flown, slot.movements - flown)


def _reception(view: View) -> Rows:
    for row in received(view):
        place, full = row.place, row.present
        yield (
            *(place.id, moment(row.day), row.landed, place.arrivals_per_day),
            *(moment(row.hour) if row.in_hour else None, row.in_hour, place.arrivals_per_hour),
            *(full.value, full.limit, _at(full)),
        )


def _room(view: View) -> Rows:
    """Each step of the room of a place, and when in it most of it is used."""
    stepped = {row.location for row in view.instance.capacities}
    for row, place in enumerate(view.instance.locations):
        if place.id in stepped:
            limits, present = view.instance.capacity_of[place.id], view.stops.at(row).present
            for (since, people), (until, _) in pairwise([*limits, (EVER, None)]):
                full = present.fullest(limits, since, until)
                yield (place.id, _time(since), _time(until), people, full.value, _at(full))


def _at(full: Moment) -> datetime | None:
    return _time(full.minute) if full.value else None


def _dimensions(view: View) -> Rows:
    """Aboard each flight that flies, then at each place, what those there need against the room."""
    for dimension in view.instance.dimensions:
        aboard = aboard_of(view, dimension.id)
        for flight, sorties in flown_flights(view):
            needed, room = int(aboard[view.instance.number[flight.id]]), dict(flight.room).get(dimension.id)
            if needed or room:
                limit = None if room is None else room * sorties
                yield (flight.id, "", dimension.id, dimension.unit, needed, limit, moment(flight.departs))
        for row, place in enumerate(view.instance.locations):
            if (room := dict(place.room).get(dimension.id)) is not None:
                full = present_of(view, dimension.id, row).fullest(constant(room))
                yield ("", place.id, dimension.id, dimension.unit, full.value, room, _at(full))


def _tags(view: View) -> Rows:
    """People of parties with each tag, who may have several: all, those out, those left."""
    groups = view.instance.groups
    for tag, tagged in _by_tag(view.instance):
        people = groups.people * tagged
        count = Count(int((people * groups.count).sum()), int((people * view.travelling).sum()))
        yield (tag, count.people, count.served, count.left, count.left_ppm)


def _by_tag(instance: Instance) -> Iterator[tuple[str, Ints]]:
    """Each tag of the planner's, and 1 for every group that has it, shape (groups,)."""
    tags = instance.groups.tags
    for tag in sorted({tag for own in tags.values for tag in own if not tag.startswith(HOME)}):
        yield tag, tags.ints(partial(_is_in, tag))


def _is_in(tag: str, own: tuple[str, ...]) -> int:
    return int(tag in own)


def _alternatives(view: View) -> Rows:
    flown = {flight.id for flight, _ in flown_flights(view)}
    for code, flights in _by_alternative(view.instance):
        yield (code, tuple(flight for flight in flights if flight in flown), flights)


def _by_alternative(instance: Instance) -> Iterator[tuple[str, tuple[str, ...]]]:
    for code, flights in by_alternative(instance.schedule).items():
        yield code, tuple(flight.id for flight in flights)


def _order(view: View) -> Rows:
    flown, number = view.flown, view.instance.number
    for row in view.instance.order:
        yield (row.flight, row.needs, *(int(flown[number[name]]) for name in (row.flight, row.needs)))


def _links(view: View) -> Rows:
    """Parties of both groups that travel."""
    number = view.instance.groups.row
    for link in view.instance.links:
        travel = (int(view.travelling[number[name]]) for name in (link.group, link.partner))
        yield (link.group, link.partner, link.kind, link.ratio, *travel)


def _fares(view: View) -> Rows:
    for flight, people in _people_aboard(view, "cost_per_person"):
        yield (flight.id, people, flight.cost_per_person, people * flight.cost_per_person)


def _people_aboard(view: View, priced: str) -> list[tuple[Flight, int]]:
    """Each flight with anybody aboard that has a number in the column `priced`, and its people."""
    flown = [flight for flight, _ in flown_flights(view) if getattr(flight, priced)]
    people = view.aboard(view.instance.groups.people) if flown else ()
    aboard = ((flight, int(people[view.instance.number[flight.id]])) for flight in flown)
    return [(flight, number) for flight, number in aboard if number]


def _risk(view: View) -> Rows:
    """What people run aboard and where they wait, in millionths of a person; hours are summed over people."""
    for flight, people in _people_aboard(view, "risk_ppm"):
        yield (flight.id, "", people, None, flight.risk_ppm, people * flight.risk_ppm)
    for place, (waiting, hours) in _waiting(view):
        each = view.instance.location[place].risk_ppm_per_hour
        yield ("", place, waiting, hours, each, hours * each)


def _waiting(view: View) -> Iterator[tuple[str, tuple[int, int]]]:
    """People of each origin where waiting is a risk, and the hours that all of them wait."""
    instance, risky = view.instance, [row for row in view.instance.locations if row.risk_ppm_per_hour]
    if not risky:
        return
    groups, (travelling, staying) = instance.groups, hours_waited(view)
    hours = sums(view.group, travelling * view.people, len(groups)) + staying * view.left * groups.people
    for place in risky:
        here = groups.origin.ints(partial(eq, place.id))
        yield place.id, (int((here * groups.people * groups.count).sum()), int((here * hours).sum()))


_OF_PLANS: dict[str, tuple[str, Callable[[View], Rows]]] = {
    "resources": ("id location ?used_up #count #most #left @most_at #flights", _resources),
    "slots": ("id location operator direction @from @to #movements #flown #left", _slots),
    "reception": (
        "location @day #landed #per_day @busiest_hour #in_hour #per_hour #present #capacity @present_at",
        _reception,
    ),
    "capacities": ("location @from @until #people #present @present_at", _room),
    "dimensions": ("flight location dimension unit #needed #room @at", _dimensions),
    "tags": ("tag #people #served #left #left_ppm", _tags),
    "alternatives": ("alternative *flown *flights", _alternatives),
    "order": ("flight needs #flown #needs_flown", _order),
    "links": ("group with kind #ratio #parties #with_parties", _links),
    "fares": ("flight #people #cost_per_person #cost", _fares),
    "risk": ("flight location #people #hours #ppm #risk", _risk),
}
"""By the name of each table its columns and how its rows are made."""


def offered_tables(instance: Instance) -> dict[str, Columns]:
    """What there is of the airfield, before anything is decided: every table that has a row."""
    return _filled(_OF_INSTANCES, instance)


def _windows(instance: Instance) -> Rows:
    for row in instance.windows:
        times = (None if minute is None else moment(minute) for minute in (row.since, row.until))
        daily = ("" if minute is None else clock_text(minute) for minute in (row.daily_from, row.daily_to))
        yield (row.location, row.kind, row.direction, row.operators, *times, *daily)


def _offered_resources(instance: Instance) -> Rows:
    """How many flights may hold it."""
    flights = {resource.id: 0 for resource in instance.resources}
    for flight in instance.schedule if flights else ():
        for name in {use.resource for use in instance.uses_of(flight)}:
            flights[name] += 1
    for resource in instance.resources:
        yield (resource.id, resource.used_up, resource.count, flights[resource.id])


def _offered_slots(instance: Instance) -> Rows:
    for slot in instance.slots:
        times = moment(slot.since), moment(slot.until)
        yield (slot.id, slot.location, slot.operator, slot.direction, *times, slot.movements)


def _offered_reception(instance: Instance) -> Rows:
    """What limits each place; a row a step of its room."""
    stepped = {row.location for row in instance.capacities}
    for place in instance.locations:
        arrivals = place.arrivals_per_hour, place.arrivals_per_day
        if place.id in stepped or any(limit is not None for limit in arrivals):
            for since, people in instance.capacity_of[place.id]:
                yield (place.id, _time(since), people, *arrivals)


def _offered_dimensions(instance: Instance) -> Rows:
    """What all parties need, and the room of all flights, each flown as often as may be."""
    groups = instance.groups
    for dimension in instance.dimensions:
        named = [flight for flight in instance.schedule if dimension.id in dict(flight.room)]
        room = sum(dict(flight.room)[dimension.id] * flight.most_sorties for flight in named)
        needed = int((groups.needs_of(dimension.id) * groups.count).sum())
        yield (dimension.id, dimension.unit, needed, room if named else None, len(named))


def _offered_tags(instance: Instance) -> Rows:
    groups = instance.groups
    for tag, tagged in _by_tag(instance):
        count = groups.count * tagged
        yield (tag, int((count * groups.people).sum()), int(count.sum()), int(np.count_nonzero(count)))


_OF_INSTANCES: dict[str, tuple[str, Callable[[Instance], Rows]]] = {
    "windows": ("location kind direction *operators @from @to daily_from daily_to", _windows),
    "capacities": ("location @from #people #arrivals_per_hour #arrivals_per_day", _offered_reception),
    "slots": ("id location operator direction @from @to #movements", _offered_slots),
    "resources": ("id ?used_up #count #flights", _offered_resources),
    "dimensions": ("id unit #needed #room #flights", _offered_dimensions),
    "tags": ("tag #people #parties #groups", _offered_tags),
    "alternatives": (
        "alternative *flights",
        _by_alternative,
    ),
    "order": ("flight needs", lambda instance: ((row.flight, row.needs) for row in instance.order)),
    "links": (
        "group with kind #ratio",
        lambda instance: ((row.group, row.partner, row.kind, row.ratio) for row in instance.links),
    ),
}
