"""Warnings of the airfield: rows that speak of nothing, and flights and parties that they keep for good."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np

from evacopt.domain.airfield_fields import SLOTS, USES, WINDOWS
from evacopt.domain.checks.facts import Facts
from evacopt.domain.checks.lists import NO_LIMIT
from evacopt.domain.checks.remark import ANY_ROW, Remark, cells_of
from evacopt.domain.dimension import Amounts
from evacopt.domain.fields import FLIGHTS, SORTIES
from evacopt.domain.flight import Flight
from evacopt.domain.instance import Instance
from evacopt.domain.link import Link
from evacopt.domain.nearest import did_you_mean
from evacopt.domain.phrase import phrase

_LEGS = (
    *cells_of("flights", ANY_ROW, *(field.column for field in FLIGHTS.fields)),
    *cells_of("sorties", ANY_ROW, *(field.column for field in SORTIES.fields)),
)
_WINDOW, _SLOT, _USE = (tuple(f.column for f in table.fields) for table in (WINDOWS, SLOTS, USES))
_SHUT = (*cells_of("windows", ANY_ROW, *_WINDOW), *cells_of("locations", ANY_ROW, "id", "opens", "closes"))
_HELD = ("anchor", "from_minutes", "to_minutes")
NEVER = phrase("the group can never leave")


def idle_airfield_remarks(facts: Facts) -> Iterator[Remark]:
    """Rows of section 6 that change nothing, and what can never be because of them."""
    if facts.instance.windows:
        yield from _windows(facts)
        yield from _shut(facts)
    yield from _places(facts)
    yield from _choices(facts)
    if facts.instance.resources:
        yield from _uses(facts)
    yield from _needs(facts)
    yield from _links(facts.instance)
    yield from _tags(facts.instance)


def _windows(facts: Facts) -> Iterator[Remark]:
    moves = {(place, way, leg.operator) for _, _, leg in facts.flights for place, way, _ in leg.movements}
    for row, window in enumerate(facts.instance.windows):
        if not any(window.speaks_of(*move) for move in moves):
            rule = phrase("speaks of no departure and no arrival of this instance")
            yield Remark("windows", row, "", rule, beside=_WINDOW, relies_on=_LEGS)


def _shut(facts: Facts) -> Iterator[Remark]:
    """Flights that no window lets depart, or arrive; of a series where it lets none of them."""
    for row, flight in enumerate(facts.instance.flights):
        if flight.status != "cancelled" and (shut := shut_end(facts.instance, flight)):
            place, column = shut
            rule = (
                phrase("is while {place} is shut to it: the flight carries nobody", place=place)
                if flight.status == "scheduled"
                else phrase("is while {place} is shut to it: the flight is never flown", place=place)
            )
            beside = ("operator", "origin", "destination", "status")
            yield Remark("flights", row, column, rule, beside=beside, relies_on=_SHUT)
    open_ones = {
        row for table, row, leg in facts.flights if table == "sorties" and not shut_end(facts.instance, leg)
    }
    for row, sortie in enumerate(facts.instance.sorties):
        if row not in open_ones:
            rule = phrase("has no departure at which both places are open to it: none is ever flown")
            yield Remark("sorties", row, "", rule, sortie.id, relies_on=(*_SHUT, *_LEGS))


def shut_end(instance: Instance, flight: Flight) -> tuple[str, str] | None:
    """Place and column of a departure or arrival that a window bars, None where both may be."""
    for place, way, minute in flight.movements:
        known = instance.location.get(place)
        barred = known is not None and known.is_open(minute)
        if barred and not instance.permits(place, way, flight.operator, minute):
            return place, "departs" if way == "out" else "arrives"
    return None


def _places(facts: Facts) -> Iterator[Remark]:
    """Steps of capacity where none counts, and slots that count nothing."""
    instance = facts.instance
    for row, step in enumerate(instance.capacities):
        place = facts.location_row.get(step.location)
        if place is not None and instance.locations[place].role == "origin":
            rule = phrase("has no effect on a location of role {role}", role="origin")
            relies = cells_of("locations", place, "role")
            yield Remark("capacities", row, "location", rule, step.location, relies_on=relies)
    for row, slot in enumerate(instance.slots):
        if not any(slot.counted(leg) for _, _, leg in facts.flights):
            rule, remedy = phrase("counts no departure and no arrival"), _why(facts, slot.operator)
            yield Remark("slots", row, "", rule, remedy=remedy, beside=_SLOT, relies_on=_LEGS)


def _why(facts: Facts, operator: str) -> str:
    """What is wrong with the operator that a row names."""
    everybody = operator.casefold() in NO_LIMIT
    return phrase("leave operator blank if all are meant") if everybody else facts.flies_nothing(operator)


def _choices(facts: Facts) -> Iterator[Remark]:
    """An alternative to nothing, and what needs a flight that is cancelled."""
    instance = facts.instance
    codes = Counter(leg.alternative for leg in (*instance.flights, *instance.sorties))
    for row, flight in enumerate(instance.flights):
        if flight.alternative and codes[flight.alternative] == 1 and flight.copies == 1:
            rule = phrase("is on no other flight: it limits nothing")
            yield Remark("flights", row, "alternative", rule, flight.alternative, relies_on=_LEGS)
    for row, one in enumerate(instance.order):
        needs = facts.flight.get(one.needs)
        if needs is not None and needs.status == "cancelled":
            rule = phrase("is cancelled: {flight} is never flown", flight=one.flight)
            yield Remark("order", row, "needs", rule, one.needs, beside=("flight",), relies_on=_LEGS)


def _uses(facts: Facts) -> Iterator[Remark]:
    instance = facts.instance
    series = {leg.id: instance.sorties[row].id for table, row, leg in facts.flights if table == "sorties"}
    used_up = {resource.id for resource in instance.resources if resource.used_up}
    for row, use in enumerate(instance.uses):
        if not any(use.covers(leg, series.get(leg.id, "")) for _, _, leg in facts.flights):
            rule, remedy = phrase("covers no flight of this instance"), _why(facts, use.operator)
            yield Remark("uses", row, "", rule, remedy=remedy, beside=_USE, relies_on=_LEGS)
        times = [column for column in _HELD if getattr(use, column) not in ("", None)]
        if use.resource in used_up and times:
            rule = phrase("has no effect: what is used up is not held for a time")
            relies, value = cells_of("resources", ANY_ROW, "id", "used_up"), str(getattr(use, times[0]))
            yield Remark("uses", row, times[0], rule, value, beside=("resource",), relies_on=relies)
    used = {use.resource for use in instance.uses}
    for row, resource in enumerate(instance.resources):
        if resource.id not in used:
            rule = phrase("is used by no row of the table uses: it limits nothing")
            relies = cells_of("uses", ANY_ROW, "resource")
            yield Remark("resources", row, "id", rule, resource.id, relies_on=relies)


def _needs(facts: Facts) -> Iterator[Remark]:
    """Parties that need more than any flight has room for, and needs that nothing limits."""
    instance, groups = facts.instance, facts.instance.groups
    if not any(groups.needs.values):
        return
    rooms: dict[str, set[Amounts]] = {}
    for _, _, leg in facts.flights:
        if leg.status != "cancelled":
            rooms.setdefault(leg.origin, set()).add(leg.room)
    relies = (*_LEGS, *cells_of("locations", ANY_ROW, "room"))
    pairs = np.stack([groups.origin.codes, groups.needs.codes], axis=1)
    distinct, pair_of = np.unique(pairs, axis=0, return_inverse=True)
    for number, (place, needed) in enumerate(distinct.tolist()):
        origin, needs = groups.origin.values[place], groups.needs.values[needed]
        if origin not in rooms or any(_fits(needs, room) for room in rooms[origin]):
            continue
        for row in np.flatnonzero(pair_of.reshape(-1) == number).tolist():
            rule = phrase("is more than any flight from {origin} has room for", origin=origin)
            value = ";".join(f"{code}:{amount}" for code, amount in needs)
            yield Remark("groups", row, "needs", rule, value, NEVER, ("origin",), relies)
    limits = (*(leg.room for _, _, leg in facts.flights), *(place.room for place in instance.locations))
    limited = {code for room in limits for code, _ in room}
    wanted = {code for needs in groups.needs.values for code, _ in needs}
    for row, dimension in enumerate(instance.dimensions):
        if dimension.id in wanted - limited:
            rule = phrase("is needed by groups and named by no room of a flight or place: it limits nothing")
            yield Remark("dimensions", row, "id", rule, dimension.id, relies_on=relies)


def _fits(needs: Amounts, room: Amounts) -> bool:
    """Whether one sortie holds what one party needs; of a dimension that it does not name, any amount."""
    limits = dict(room)
    return all(amount <= limits.get(code, amount) for code, amount in needs)


def _links(instance: Instance) -> Iterator[Remark]:
    """Groups that can never be where their link asks for, or more parties than it ever lets go."""
    groups = instance.groups
    for row, link in enumerate(instance.links):
        one, other = groups.row.get(link.group), groups.row.get(link.partner)
        if one is not None and other is not None:
            yield from _link(instance, row, link, (one, other))


def _link(instance: Instance, row: int, link: Link, rows: tuple[int, int]) -> Iterator[Remark]:
    groups, (one, other) = instance.groups, rows
    origins = groups.origin[one], groups.origin[other]
    relies = tuple(cell for number in rows for cell in cells_of("groups", number, "origin", "count"))
    if link.kind == "same_itinerary" and origins[0] != origins[1]:
        rule = phrase(
            "waits at {other}, and {group} at {one}: they never take the same flights",
            other=origins[1],
            group=link.group,
            one=origins[0],
        )
        yield Remark("links", row, "with", rule, link.partner, NEVER, ("group", "kind"), relies)
    elif groups.count[one] > link.ratio * groups.count[other]:
        rule = phrase(
            "lets {most} parties travel at most, and the group has {count}",
            most=link.ratio * int(groups.count[other]),
            count=int(groups.count[one]),
        )
        beside = ("group", "with")
        yield Remark("links", row, "ratio", rule, str(link.ratio), beside=beside, relies_on=relies)


def _tags(instance: Instance) -> Iterator[Remark]:
    known = {tag for tags in instance.groups.tags.values for tag in tags}
    for row, share in enumerate(instance.shares):
        if share.tag and share.tag not in known:
            rule, remedy = phrase("is a tag that no group has"), did_you_mean(share.tag, known)
            relies = cells_of("groups", ANY_ROW, "tags")
            yield Remark("shares", row, "tag", rule, share.tag, remedy, relies_on=relies)
