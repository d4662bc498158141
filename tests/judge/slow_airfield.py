"""The rules of the airfield once more, with dicts and loops, straight from the modelling guide."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from evacopt.domain.clock import format_time
from evacopt.domain.flight import Flight
from evacopt.domain.share import Admission

if TYPE_CHECKING:
    from tests.judge.slow import Recount

Named = tuple[str, str]
"""Rule and subject."""


def told(row: Admission) -> str:
    """When an admission counts, as its subject says it."""
    since = "" if row.since is None else f" from {format_time(row.since)}"
    return since + ("" if row.until is None else f" until {format_time(row.until)}")


def is_shut(count: Recount, leg: Flight) -> bool:
    """Whether windows forbid its departure or its arrival."""
    for place, way, minute in ((leg.origin, "out", leg.departs), (leg.destination, "in", leg.arrives)):
        opening, shut = list[bool](), False
        for row in count.instance.windows:
            whom = row.operators == () or leg.operator in row.operators
            if row.location != place or row.direction == {"out": "in", "in": "out"}[way] or not whom:
                continue
            if row.daily_from is not None and row.daily_to is not None:
                of_day, first, last = minute % 1440, row.daily_from, row.daily_to
                inside = (first <= of_day < last) if first <= last else (of_day >= first or of_day < last)
                inside |= row.kind == "open" and of_day == last
            else:
                inside = (row.since is None or row.since <= minute) and (
                    row.until is None or minute < row.until
                )
                inside |= row.kind == "open" and minute == row.until
            if row.kind == "open":
                opening.append(inside)
            else:
                shut |= inside
        if shut or (opening and not any(opening)):
            return True
    return False


def windows(count: Recount) -> Iterator[Named]:
    for leg in count.instance.schedule:
        if leg.status == "optional" and count.flown[leg.id] and is_shut(count, leg):
            yield "window", leg.id


def arrivals(count: Recount) -> Iterator[Named]:
    for place in count.instance.locations:
        spans = ("arrivals_hour", 60, place.arrivals_per_hour), ("arrivals_day", 1440, place.arrivals_per_day)
        for rule, span, most in spans:
            landed: dict[int, int] = {}
            for group, legs, parties in count.rows:
                for leg in legs:
                    if leg.destination == place.id:
                        at = leg.arrives // span
                        landed[at] = landed.get(at, 0) + (group.size + group.infants) * parties
            for at, people in landed.items():
                if most is not None and people > most:
                    yield rule, f"{place.id} at {format_time(at * span)}"


def slots(count: Recount) -> Iterator[Named]:
    for slot in count.instance.slots:
        movements = 0
        for leg in count.instance.schedule:
            out = leg.origin == slot.location and slot.since <= leg.departs < slot.until
            into = leg.destination == slot.location and slot.since <= leg.arrives < slot.until
            counted = (out and slot.direction != "in") or (into and slot.direction != "out")
            if counted and slot.operator in ("", leg.operator):
                movements += count.flown[leg.id]
        if movements > slot.movements:
            yield "slot", slot.id


def alternatives(count: Recount) -> Iterator[Named]:
    optional = [leg for leg in count.instance.schedule if leg.status == "optional" and leg.alternative]
    for code in {leg.alternative for leg in optional}:
        if sum(count.flown[leg.id] for leg in optional if leg.alternative == code) > 1:
            yield "alternative", code


def order(count: Recount) -> Iterator[Named]:
    for row in count.instance.order:
        leg, needed = count.flights[row.flight], count.flights[row.needs]
        if needed.status != "scheduled" and count.flown[leg.id] > leg.copies * count.flown[needed.id]:
            yield "order", f"{leg.id} {needed.id}"


def resources(count: Recount) -> Iterator[Named]:
    series = {leg.id: sortie.id for sortie in count.instance.sorties for leg in sortie.flights()}
    for one in count.instance.resources:
        held: list[tuple[int, int, int]] = []
        for use in count.instance.uses:
            for leg in count.instance.schedule:
                asked = (use.operator, leg.operator), (use.aircraft, leg.aircraft), (use.origin, leg.origin)
                fits = all(want in ("", has) for want, has in (*asked, (use.destination, leg.destination)))
                if use.resource == one.id and fits and use.flight in ("", leg.id, series.get(leg.id)):
                    anchor = leg.arrives if use.anchor == "arrives" else leg.departs
                    since, until = (0, 1) if one.used_up else (use.from_minutes, use.to_minutes)
                    assert since is not None
                    assert until is not None
                    held.append((anchor + since, anchor + until, use.amount * count.flown[leg.id]))
        if one.used_up and sum(amount for *_, amount in held) > one.count:
            yield "resource", one.id
        for now in () if one.used_up else {begin for begin, *_ in held}:
            if sum(amount for begin, end, amount in held if begin <= now < end) > one.count:
                yield "resource", f"{one.id} at {format_time(now)}"


def dimensions(count: Recount) -> Iterator[Named]:
    for leg in count.instance.schedule:
        for code, room in leg.room:
            asked = sum(dict(group.needs).get(code, 0) * parties for group, parties in count.aboard(leg))
            if asked > room * count.flown[leg.id]:
                yield "dimension", f"{leg.id} {code}"
    for place in count.instance.locations:
        here = [stay for stay in count.stays() if stay[0] == place.id and stay[1] < stay[2]]
        for code, room in place.room if place.role != "origin" else ():
            for now in {begin for _, begin, *_ in here}:
                there = [stay for stay in here if stay[1] <= now < stay[2]]
                if sum(dict(group.needs).get(code, 0) * n for *_, group, n in there) > room:
                    yield "dimension", f"{place.id} {code} at {format_time(now)}"


def links(count: Recount) -> Iterator[Named]:
    for link in count.instance.links:
        both = f"{link.group} with {link.partner}"
        mine, other = (
            [(legs, parties) for group, legs, parties in count.rows if group.id == code]
            for code in (link.group, link.partner)
        )
        if link.kind == "not_before":
            for now in {legs[0].departs for legs, _ in mine}:
                left, right = (sum(n for legs, n in rows if legs[0].departs <= now) for rows in (mine, other))
                if left > link.ratio * right:
                    yield "link", f"{both} until {format_time(now)}"
        elif link.kind == "same_haven":
            left_of, right_of = (_summed(rows, -1) for rows in (mine, other))
            for place, parties in left_of.items():
                if parties > link.ratio * right_of.get(place, 0):
                    yield "link", f"{both} at {place}"
        else:
            left_of, right_of = (_summed(rows, 0) for rows in (mine, other))
            for way, parties in left_of.items():
                if parties > link.ratio * right_of.get(way, 0):
                    yield "link", f"{both} on {way}"


def _summed(rows: list[tuple[list[Flight], int]], last: int) -> Mapping[str, int]:
    """Parties by where they end (`last` is -1), or by how they travel."""
    sums: dict[str, int] = {}
    for legs, parties in rows:
        name = legs[-1].destination if last else ">".join(leg.id for leg in legs)
        sums[name] = sums.get(name, 0) + parties
    return sums


AIRFIELD = (windows, arrivals, slots, alternatives, order, resources, dimensions, links)
