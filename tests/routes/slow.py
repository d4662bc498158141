"""Itineraries and who may take them, rule by rule from the modelling guide: every chain is tried."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from evacopt.domain.clock import DAY
from evacopt.domain.flight import Flight
from evacopt.domain.group import Group
from evacopt.domain.instance import Instance
from evacopt.domain.location import Location
from evacopt.domain.plan import Itinerary
from evacopt.domain.window import Window


def itineraries(instance: Instance) -> set[Itinerary]:
    """Every chain that somebody who waits at some group's origin could take, whoever they are."""
    waiting = {group.origin for group in instance.groups}
    return {tuple(leg.id for leg in legs) for legs in _chains(instance) if legs[0].origin in waiting}


def allowed(instance: Instance, group: Group) -> dict[Itinerary, int]:
    """The chains that a party of `group` may take, and how many such parties they hold at most."""
    most_of = {}
    for legs in _chains(instance):
        if (
            legs[0].origin == group.origin
            and _in_time(instance, group, legs)
            and _taken(instance, group, legs)
        ):
            most = min(_capacity(group, leg) for leg in legs)
            if most:
                most_of[tuple(leg.id for leg in legs)] = most
    return most_of


def _chains(instance: Instance) -> Iterator[tuple[Flight, ...]]:
    """Chains that rule 1 allows, but for what it says of groups."""
    flown = [leg for leg in instance.schedule if leg.status != "cancelled"]
    meeting: list[tuple[Flight, ...]] = [(leg,) for leg in flown]
    for _ in range(instance.policy.max_legs):
        for legs in meeting:
            if _joined(instance, legs) and all(_open(instance, leg) for leg in legs):
                yield legs
        meeting = [(*legs, leg) for legs in meeting for leg in flown if leg.origin == legs[-1].destination]


def _joined(instance: Instance, legs: tuple[Flight, ...]) -> bool:
    places = [legs[0].origin, *(leg.destination for leg in legs)]
    stops, last = places[1:-1], places[-1]
    return (
        len(set(places)) == len(places)
        and instance.location[places[0]].role != "haven"
        and all(_passes(instance.location[stop]) for stop in stops)
        and instance.location[last].role in ("haven", "both")
        and all(_connects(instance, leg, onward) for leg, onward in pairwise(legs))
    )


def _passes(place: Location) -> bool:
    return place.role == "hub" or (place.role == "both" and place.max_stay is not None)


def _connects(instance: Instance, leg: Flight, onward: Flight) -> bool:
    longest = instance.location[leg.destination].max_stay
    if leg.arrives + instance.policy.min_connection_minutes > onward.departs:
        return False
    return longest is None or onward.departs - leg.arrives <= longest


def _open(instance: Instance, leg: Flight) -> bool:
    if leg.departs < instance.begins or leg.departs > instance.ends:
        return False
    ends = ((leg.origin, "out", leg.departs), (leg.destination, "in", leg.arrives))
    return all(
        _within(instance.location[code], minute) and _permitted(instance, leg.operator, code, way, minute)
        for code, way, minute in ends
    )


def _permitted(instance: Instance, operator: str, code: str, way: str, minute: int) -> bool:
    """Whether an opening that means the movement has its minute, where one means it, and no closure has."""
    meant = [
        row
        for row in instance.windows
        if row.location == code and row.direction in (way, "") and operator in (row.operators or (operator,))
    ]
    opens, shuts = ([row for row in meant if row.kind == kind] for kind in ("open", "closed"))
    if opens and not any(_shows(row, minute, last=True) for row in opens):
        return False
    return not any(_shows(row, minute, last=False) for row in shuts)


def _shows(row: Window, minute: int, *, last: bool) -> bool:
    """Whether `minute` is in the row, of a daily one on any day; its `last` minute may count."""
    spans = [(row.since or 0, 2**62 if row.until is None else row.until)]
    if row.daily_from is not None and row.daily_to is not None:
        over = DAY if row.daily_to < row.daily_from else 0
        days = [DAY * (minute // DAY - back) for back in (0, 1)]
        spans = [(day + row.daily_from, day + row.daily_to + over) for day in days]
    return any(first <= minute < stop + last for first, stop in spans)


def _within(place: Location, minute: int) -> bool:
    after = place.opens is None or place.opens <= minute
    return after and (place.closes is None or minute <= place.closes)


def _in_time(instance: Instance, group: Group, legs: tuple[Flight, ...]) -> bool:
    ready = instance.begins if group.ready is None else group.ready
    if legs[0].departs < ready + instance.policy.check_in_minutes:
        return False
    return group.leave_by is None or legs[0].departs <= group.leave_by


def _taken(instance: Instance, group: Group, legs: tuple[Flight, ...]) -> bool:
    haven = instance.location[legs[-1].destination]
    if group.destinations and not {haven.id, haven.country} & set(group.destinations):
        return False
    return all(_boards(instance, group, leg) and _lands(instance, group, leg) for leg in legs)


def _boards(instance: Instance, group: Group, leg: Flight) -> bool:
    if group.operators and leg.operator not in group.operators:
        return False
    if leg.accepts == ("own",):
        return leg.operator == group.nationality
    return leg.accepts == ("all",) or any(_is(instance, group.nationality, code) for code in leg.accepts)


def _lands(instance: Instance, group: Group, leg: Flight) -> bool:
    """Whether no row of the admissions shuts a member of the party out."""
    place = instance.location[leg.destination]
    people = [code for code, _ in group.members] or [group.nationality]
    return not any(
        row.people == 0
        and (row.location == place.id or (not row.location and row.country == place.country))
        and (row.since or 0) <= leg.arrives < (row.until or 2**62)
        and any(_is(instance, code, row.nationality) for code in people)
        for row in instance.admissions
    )


def _is(instance: Instance, nationality: str, code: str) -> bool:
    return (
        any(nationality in bloc.members for bloc in instance.blocs if bloc.bloc == code)
        or nationality == code
    )


def _capacity(group: Group, leg: Flight) -> int:
    """Parties that fit on `leg` if nobody else boards it, at most those of the group."""
    sorties = leg.copies if leg.status == "optional" else 1
    seats = leg.seats if leg.infants is None else leg.infants
    room, fits = dict(leg.room), 0
    while fits < group.count:
        many = fits + 1
        lying = many * group.stretchers
        seated = many * (group.size - group.stretchers) + lying * leg.seats_per_stretcher
        if (
            seated > sorties * leg.seats
            or lying > sorties * leg.stretchers
            or many * group.infants > sorties * seats
            or any(many * need > sorties * room.get(code, 2**62) for code, need in group.needs)
        ):
            break
        fits = many
    return fits
