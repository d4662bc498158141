"""Small changes to an instance, each one more of something."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from evacopt.domain.clock import HOUR, format_time
from evacopt.domain.flight import Flight
from evacopt.domain.instance import Instance
from evacopt.events.rows import change_flights
from evacopt.explaining.worth import Change


def more_seats(leg: Flight, seats: int) -> Change:
    """`seats` more on a flight, on each sortie of it."""
    each = " on each sortie" if leg.copies > 1 else ""
    return Change(
        kind="seat",
        subject=leg.id,
        text=f"{_more(seats, 'seat')} on {leg.id}{each}",
        ask=leg.operator,
        made=partial(_with_flight, leg.id, seats=leg.seats + seats),
    )


def more_places(instance: Instance, place: str, people: int) -> Change:
    """Room for so many people more at once at a hub or haven."""
    location = instance.location[place]
    return Change(
        kind="place",
        subject=place,
        text=f"{_more(people, 'place')} at {place}",
        ask=location.country,
        made=partial(_with_place, place, capacity=(location.capacity or 0) + people),
    )


def longer(instance: Instance, place: str, *, earlier: bool) -> Change:
    """A place open an hour longer, at one end."""
    location = instance.location[place]
    opens, closes = location.opens or 0, location.closes or 0
    changed: Any = {"opens": opens - HOUR} if earlier else {"closes": closes + HOUR}
    ends = f"from {format_time(opens - HOUR)}" if earlier else f"until {format_time(closes + HOUR)}"
    return Change(
        kind="hour",
        subject=place,
        text=f"{place} open an hour longer, {ends}",
        ask=location.country,
        made=partial(_with_place, place, **changed),
    )


def any_nationality(leg: Flight) -> Change:
    """A flight that takes everybody."""
    return Change(
        kind="accepts",
        subject=leg.id,
        text=f"{leg.id} takes every nationality",
        ask=leg.operator,
        made=partial(_with_flight, leg.id, accepts=("all",)),
    )


def flown_after_all(leg: Flight) -> Change:
    """A cancelled flight that is flown."""
    return Change(
        kind="flight",
        subject=leg.id,
        text=f"{leg.id} is flown after all",
        ask=leg.operator,
        made=partial(_with_flight, leg.id, status="optional", copies=1, min_load=0),
    )


def one_more(instance: Instance, leg: Flight, departs: int) -> Change:
    """One more flight like `leg`, with an aircraft and crew of its own, at `departs`."""
    code = f"{leg.id} again"
    while code in instance.flight:
        code += "'"
    twin = replace(
        leg,
        id=code,
        departs=departs,
        arrives=departs + leg.arrives - leg.departs,
        status="optional",
        copies=1,
        fleet="",
        min_load=0,
        cost=0,
    )
    when = "at the same time" if departs == leg.departs else f"at {format_time(departs)}"
    shut = [place for place, minute in _ends_of(twin) if not instance.location[place].is_open(minute)]
    opened = "".join(f", and {place} open for it" for place in shut)
    return Change(
        kind="flight",
        subject=leg.id,
        text=f"one more flight like {leg.id} {when} ({leg.seats:,} seats){opened}",
        ask=", ".join(dict.fromkeys([leg.operator, *(instance.location[place].country for place in shut)])),
        made=partial(_with_twin, twin),
    )


def more_aircraft(instance: Instance, row: int) -> Change:
    """One more aircraft in a fleet."""
    fleet = instance.fleets[row]
    operators = sorted({leg.operator for leg in instance.schedule if leg.fleet == fleet.id})
    return Change(
        kind="aircraft",
        subject=fleet.id,
        text=f"one more aircraft in {fleet.id}",
        ask=", ".join(operators),
        made=partial(_with_row, "fleets", row, count=fleet.count + 1),
    )


def more_crews(instance: Instance, row: int) -> Change:
    """One more crew."""
    crew = instance.crews[row]
    operators = sorted({leg.operator for leg in instance.schedule if leg.fleet in crew.fleets})
    return Change(
        kind="crew",
        subject=crew.id,
        text=f"one more crew {crew.id}",
        ask=", ".join(operators),
        made=partial(_with_row, "crews", row, count=crew.count + 1),
    )


def more_movements(instance: Instance, place: str, limit: str) -> Change:
    """One more aircraft that may come and go in each hour, or on each day, at a place."""
    location = instance.location[place]
    span = "hour" if limit == "movements_per_hour" else "day"
    return Change(
        kind="permit",
        subject=place,
        text=f"one more aircraft a {span} may land and leave at {place}",
        ask=location.country,
        made=partial(_with_place, place, **{limit: getattr(location, limit) + 2}),
    )


def more_admitted(instance: Instance, row: int, people: int) -> Change:
    """So many people more admitted by an admission."""
    admission = instance.admissions[row]
    place = instance.location.get(admission.location)
    return Change(
        kind="admission",
        subject=admission.place,
        text=f"{admission.place} admits {people:,} more of {admission.nationality}",
        ask=place.country if place else admission.place,
        made=partial(_with_row, "admissions", row, people=(admission.people or 0) + people),
    )


def more_shared(instance: Instance, row: int, people: int) -> Change:
    """So many people more by a share."""
    share = instance.shares[row]
    covered = {leg.operator for leg in instance.schedule if share.covers(leg)}
    return Change(
        kind="share",
        subject=share.id,
        text=f"the share {share.id} lets {people:,} more of {share.nationality} go",
        ask=", ".join(sorted(covered)[:3]),
        made=partial(_with_row, "shares", row, people=share.people + people),
    )


def any_operator(operators: tuple[str, ...]) -> Change:
    """Leave for every operator to carry those whom only some may carry."""
    names = ", ".join(operators)
    return Change(
        kind="approval",
        subject=names,
        text=f"every operator may carry those whom only {names} may carry now",
        ask=names,
        made=partial(_with_any_operator, operators),
    )


def _ends_of(leg: Flight) -> tuple[tuple[str, int], tuple[str, int]]:
    return (leg.origin, leg.departs), (leg.destination, leg.arrives)


def _with_twin(twin: Flight, instance: Instance) -> Instance:
    """With one more flight, and the places at its ends open as long as it needs."""
    for code, minute in _ends_of(twin):
        place = instance.location[code]
        opens = None if place.opens is None else min(place.opens, minute)
        closes = None if place.closes is None else max(place.closes, minute)
        instance = _with_place(code, instance, opens=opens, closes=closes)
    return replace(instance, flights=(*instance.flights, twin))


def _with_any_operator(operators: tuple[str, ...], instance: Instance) -> Instance:
    carried = instance.groups.operators.map(lambda names: () if names == operators else names)
    return replace(instance, groups=replace(instance.groups, operators=carried))


def _more(number: int, what: str) -> str:
    return f"one more {what}" if number == 1 else f"{number:,} more {what}s"


def _with_flight(flight: str, instance: Instance, **cells: Any) -> Instance:
    return change_flights(instance, [flight], lambda leg: replace(leg, **cells))


def _with_place(place: str, instance: Instance, **cells: Any) -> Instance:
    places = (replace(one, **cells) if one.id == place else one for one in instance.locations)
    return replace(instance, locations=tuple(places))


def _with_row(table: str, row: int, instance: Instance, **cells: Any) -> Instance:
    rows = getattr(instance, table)
    changed: Any = tuple(replace(one, **cells) if at == row else one for at, one in enumerate(rows))
    return replace(instance, **{table: changed})
