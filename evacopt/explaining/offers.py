"""What could be asked of other states and of companies, and what one more of everything could be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from operator import eq

import numpy as np

from evacopt.domain.clock import HOUR, format_time
from evacopt.domain.flight import Flight
from evacopt.domain.instance import Instance
from evacopt.domain.location import Location
from evacopt.domain.phrase import joined, phrase, plural
from evacopt.domain.promise import of_whom
from evacopt.events.rows import change_location, change_row, free_id
from evacopt.events.windows import opened_for
from evacopt.explaining.airfield_offers import more_of_airfield, window_hours, without_choice
from evacopt.explaining.change import UNIT, Change, of_flight, of_place
from evacopt.reasons.flying import closed_ends
from evacopt.reasons.reasons import Why
from evacopt.reasons.slack import Slack


def ones(instance: Instance) -> Iterator[Change]:
    """One more seat on each flight, place at each hub and haven with a limit, hour of each window.

    And one more of each resource, slot and dimension.
    """
    for leg in instance.schedule:
        if leg.status != "cancelled":
            yield more_seats(leg, 1)
    for place in instance.locations:
        yield from _more_places(instance, place, 1)
    yield from _windows(instance)
    yield from more_of_airfield(instance, 1, {})


def offers(instance: Instance, slack: Slack) -> Iterator[Change]:
    """All that another state or a company could offer: seats, flights, aircraft, places, hours, permits."""
    for leg in instance.schedule:
        if leg.status == "cancelled":
            cells = {"status": "optional", "copies": 1, "min_load": 0}
            yield of_flight(leg, "flight", phrase("{flight} is flown after all", flight=leg.id), **cells)
            continue
        yield more_seats(leg, UNIT)
        yield _one_more(instance, leg, leg.departs)
        if leg.accepts != ("all",):
            yield of_flight(
                leg, "accepts", phrase("{flight} takes every nationality", flight=leg.id), accepts=("all",)
            )
    yield from _later(instance, slack)
    yield from _windows(instance)
    for row, fleet in enumerate(instance.fleets):
        text = phrase("one more aircraft in {fleet}", fleet=fleet.id)
        yield _one_in(instance, "fleets", row, (fleet.id,), kind="aircraft", text=text)
    for row, crew in enumerate(instance.crews):
        yield _one_in(
            instance,
            "crews",
            row,
            crew.fleets,
            kind="crew",
            text=phrase("one more crew {crew}", crew=crew.id),
        )
    yield from _places(instance)
    yield from _people(instance)
    yield from more_of_airfield(instance, UNIT, _needed(instance, slack))
    yield from without_choice(instance)
    groups = instance.groups
    stay = {groups.operators[row] for row, left in enumerate(slack.left.tolist()) if left > 0}
    for operators in sorted(stay - {()}):
        yield _any_operator(operators)


def _needed(instance: Instance, slack: Slack) -> dict[str, int]:
    """Of each dimension the most that a party needs of those who stay."""
    needed: dict[str, int] = {}
    for row in np.flatnonzero(slack.left > 0).tolist() if instance.dimensions else ():
        for code, amount in instance.groups.needs[row]:
            needed[code] = max(needed.get(code, 0), amount)
    return needed


def more_seats(leg: Flight, seats: int) -> Change:
    """`seats` more on a flight, on each sortie of it."""
    text = plural("one more seat on {flight}", "{count:,} more seats on {flight}", seats, flight=leg.id)
    if leg.copies > 1:
        text = plural(
            "one more seat on {flight} on each sortie",
            "{count:,} more seats on {flight} on each sortie",
            seats,
            flight=leg.id,
        )
    return of_flight(leg, "seat", text, seats=leg.seats + seats)


def _one_more(instance: Instance, leg: Flight, departs: int) -> Change:
    """One more flight like `leg`, with an aircraft and crew of its own, at `departs`."""
    twin = replace(
        leg,
        id=free_id(f"{leg.id} again", instance.flight),
        departs=departs,
        arrives=departs + leg.arrives - leg.departs,
        status="optional",
        copies=1,
        fleet="",
        min_load=0,
        cost=0,
        alternative="",
    )
    text = phrase("one more flight like {flight} at {when} ({seats:,} seats)")
    if departs == leg.departs:
        text = phrase("one more flight like {flight} at the same time ({seats:,} seats)")
    flown = phrase(text, flight=leg.id, when=format_time(departs), seats=leg.seats)
    shut = [limit.subject for limit in closed_ends(instance, twin)]
    opened = [phrase(", and {place} open for it", place=code) for code in shut]
    return Change(
        kind="flight",
        subject=leg.id,
        text=joined("", (flown, *opened)),
        ask=", ".join(dict.fromkeys([leg.operator, *(instance.location[code].country for code in shut)])),
        made=partial(_with_twin, twin=twin),
    )


def _with_twin(instance: Instance, twin: Flight) -> Instance:
    """With one more flight, and the places at its ends open as long as it needs."""
    for code, _, minute in twin.movements:
        place = instance.location[code]
        opens = None if place.opens is None else min(place.opens, minute)
        closes = None if place.closes is None else max(place.closes, minute)
        instance = change_location(instance, code, opens=opens, closes=closes)
    return replace(opened_for(instance, [twin]), flights=(*instance.flights, twin))


def _later(instance: Instance, slack: Slack) -> Iterator[Change]:
    """The last flight of each operator out of each origin once more, when all who stay there are ready."""
    last, groups = {}, instance.groups
    for leg in sorted(instance.schedule, key=lambda leg: (leg.departs, leg.id)):
        if instance.location[leg.origin].is_start and leg.status != "cancelled":
            last[leg.origin, leg.operator] = leg
    for (origin, _), leg in sorted(last.items()):
        staying = (slack.left > 0) & (groups.origin.ints(partial(eq, origin)) == 1)
        latest = int(groups.ready[staying].max(initial=instance.begins))
        departs = -(-(latest + instance.policy.check_in_minutes) // HOUR) * HOUR
        if leg.departs < departs <= instance.ends:
            yield _one_more(instance, leg, departs)


def _windows(instance: Instance) -> Iterator[Change]:
    """Each place open an hour longer, at either end."""
    for place in instance.locations:
        if place.opens is not None:
            opens = place.opens - HOUR
            text = phrase("{place} open an hour longer, from {when}", place=place.id, when=format_time(opens))
            yield of_place(place, "hour", text, opens=opens)
        if place.closes is not None:
            closes = place.closes + HOUR
            text = phrase(
                "{place} open an hour longer, until {when}", place=place.id, when=format_time(closes)
            )
            yield of_place(place, "hour", text, closes=closes)
    yield from window_hours(instance)


def _more_places(instance: Instance, place: Location, people: int) -> Iterator[Change]:
    """Room for so many people more at once at a hub or haven, where it has a limit."""
    limits = [limit for _, limit in instance.capacity_of[place.id] if limit is not None]
    if not limits or place.role == "origin":
        return

    def made(instance: Instance) -> Instance:
        capacities = tuple(
            replace(row, people=row.people + people)
            if row.location == place.id and row.people is not None
            else row
            for row in instance.capacities
        )
        capacity = None if place.capacity is None else place.capacity + people
        return change_location(replace(instance, capacities=capacities), place.id, capacity=capacity)

    text = plural("one more place at {place}", "{count:,} more places at {place}", people, place=place.id)
    yield replace(of_place(place, "place", text), made=made)


def _places(instance: Instance) -> Iterator[Change]:
    """Places, people who land, and aircraft that come and go: each lands and leaves again, two movements."""
    spans = {
        "movements_per_hour": phrase("one more aircraft a hour may land and leave at {place}"),
        "movements_per_day": phrase("one more aircraft a day may land and leave at {place}"),
        "arrivals_per_hour": phrase("{place} lets {people:,} more people land in an hour"),
        "arrivals_per_day": phrase("{place} lets {people:,} more people land on a day"),
    }
    for place in instance.locations:
        yield from _more_places(instance, place, UNIT)
        for limit, text in spans.items():
            number = getattr(place, limit)
            if number is not None:
                people = limit.startswith("arrivals")
                kind, more = ("place", UNIT) if people else ("permit", 2)
                said = phrase(text, place=place.id, people=UNIT) if people else phrase(text, place=place.id)
                yield of_place(place, kind, said, **{limit: number + more})


def _one_in(
    instance: Instance, table: str, row: int, fleets: Sequence[str], *, kind: str, text: str
) -> Change:
    """One more in a row of fleets or crews, to be asked of whoever operates `fleets`."""
    pool = getattr(instance, table)[row]
    operators = sorted({leg.operator for leg in instance.schedule if leg.fleet in fleets})
    return Change(
        kind=kind,
        subject=pool.id,
        text=text,
        ask=", ".join(operators),
        made=partial(change_row, table=table, row=row, count=pool.count + 1),
    )


def _people(instance: Instance) -> Iterator[Change]:
    """So many people more by each admission and each share that has a limit."""
    for row, admission in enumerate(instance.admissions):
        if admission.people is not None:
            place = instance.location.get(admission.location)
            yield Change(
                kind="admission",
                subject=admission.place,
                text=phrase(
                    "{place} admits {people:,} more of {nationality}",
                    place=admission.place,
                    people=UNIT,
                    nationality=admission.nationality,
                ),
                ask=place.country if place else admission.place,
                made=partial(change_row, table="admissions", row=row, people=admission.people + UNIT),
            )
    for row, share in enumerate(instance.shares):
        if share.kind == "max":
            operators = sorted({leg.operator for leg in instance.schedule if share.covers(leg)})
            yield Change(
                kind="share",
                subject=share.id,
                text=phrase(
                    "the share {share} lets {people:,} more of {nationality} go",
                    share=share.id,
                    people=UNIT,
                    nationality=of_whom(share),
                ),
                ask=", ".join(operators[:3]),
                made=partial(change_row, table="shares", row=row, people=share.people + UNIT),
            )


def _any_operator(operators: tuple[str, ...]) -> Change:
    """Leave for every operator to carry those whom only some may carry."""
    names = ", ".join(operators)

    def made(instance: Instance) -> Instance:
        carried = instance.groups.operators.map(lambda listed: () if listed == operators else listed)
        return replace(instance, groups=replace(instance.groups, operators=carried))

    text = phrase("every operator may carry those whom only {operators} may carry now", operators=names)
    return Change(kind="approval", subject=names, text=text, ask=names, made=made)


def promising(changes: Sequence[Change], stays: Sequence[tuple[int, Sequence[Why]]]) -> list[Change]:
    """`changes`, those first of what stands alone in the way of most people.

    Parameters
    ----------
    stays : people who stay, and why
    """
    blocked = Counter[str]()
    for people, whys in stays:
        subjects = {
            candidate.obstacles[0].subject
            for why in whys
            for candidate in why.candidates
            if len(candidate.obstacles) == 1
        }
        blocked.update(dict.fromkeys(subjects, people))
    return sorted(changes, key=lambda change: -blocked[change.subject])
