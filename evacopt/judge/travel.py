"""Whether each itinerary can be travelled, and by whom (rules 1 and 2)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, pairwise

import numpy as np

from evacopt.domain.columns import BLANK, Coded, Ints, Mask
from evacopt.domain.flight import Flight
from evacopt.domain.instance import Instance
from evacopt.domain.phrase import phrase
from evacopt.domain.plan import Itinerary
from evacopt.domain.violation import Rule, Violation
from evacopt.domain.window import Direction
from evacopt.judge.pairs import Pairs, ready_of
from evacopt.judge.windows import shut


def travel(pairs: Pairs) -> Iterator[Violation]:
    """One violation for each flaw of an itinerary that is used, and for each pair that does not match."""
    instance = pairs.instance
    used = dict.fromkeys(flight for itinerary in pairs.itineraries for flight in itinerary)
    of_leg = dict(zip(used, leg_flaws(instance, [instance.flight[flight] for flight in used]), strict=True))
    for itinerary in pairs.itineraries:
        for flaw in (*chain_flaws(instance, itinerary), *(flaw for leg in itinerary for flaw in of_leg[leg])):
            yield Violation("itinerary", ">".join(itinerary), flaw)
    for rule, wrong, text in mismatches(pairs):
        for pair in np.flatnonzero(wrong).tolist():
            taken = ">".join(pairs.itineraries[pairs.code[pair]])
            group = instance.groups.id[pairs.group[pair]]
            yield Violation(rule, phrase("{group} on {way}", group=group, way=taken), text)


def flaws(instance: Instance, itinerary: Itinerary) -> list[str]:
    """Why nobody at all could travel on `itinerary`; empty where somebody might."""
    of_legs = leg_flaws(instance, [instance.flight[flight] for flight in itinerary])
    return [*chain_flaws(instance, itinerary), *chain.from_iterable(of_legs)]


def chain_flaws(instance: Instance, itinerary: Itinerary) -> list[str]:
    """Why nobody at all could travel on `itinerary`, whatever each leg is by itself."""
    legs, most = [instance.flight[flight] for flight in itinerary], instance.policy.max_legs
    visited = [legs[0].origin, *(leg.destination for leg in legs)]
    found: list[str] = []
    if len(legs) > most:
        found.append(phrase("has {legs} legs, more than {most}", legs=len(legs), most=most))
    if len(set(visited)) < len(visited):
        found.append(phrase("comes to a location twice"))
    if not instance.location[visited[-1]].is_end:
        found.append(phrase("ends at {place}, which is no haven", place=visited[-1]))
    return found + [flaw for leg, onward in pairwise(legs) for flaw in _of_hub(instance, leg, onward)]


def leg_flaws(instance: Instance, legs: Sequence[Flight]) -> Iterator[list[str]]:
    """For each of `legs` why nobody at all could be on it."""
    for leg, wrong in zip(legs, shut(instance, legs), strict=True):
        yield [*flaws_of_leg(instance, leg), *(_of_windows(leg, direction) for direction in wrong)]


def may_board(pairs: Pairs) -> Mask:
    """Whether a group could be on a flight, its times and where it ends aside; shape (pairs,).

    An itinerary is a leg here.
    """
    instance, row, flight = pairs.instance, pairs.group, pairs.ends[0]
    stop = np.array([at.is_stop for at in instance.locations])
    origin, destination = pairs.flights("origin")[flight], pairs.flights("destination")[flight]
    fine: Mask = (stop[origin] | (origin == pairs.home[row])) & (destination != pairs.home[row])
    for _, wrong, _ in _refusals(pairs):
        fine &= ~wrong
    for closed in instance.admissions:
        if closed.people == 0:
            there = [
                closed.covers(instance.location[leg.destination]) and closed.counts_at(leg.arrives)
                for leg in instance.schedule
            ]
            fine &= ~(np.array(there)[flight] & (pairs.people_of(closed.nationality)[row] > 0))
    return fine


def may_end(pairs: Pairs) -> Mask:
    """Whether the last flight of each pair ends where the group accepts it; shape (pairs,)."""
    haven = pairs.flights("destination")[pairs.ends[1]]
    end: Mask = np.array([at.is_end for at in pairs.instance.locations])[haven] & _accepted(pairs, haven)
    return end


def flaws_of_leg(instance: Instance, leg: Flight) -> Iterator[str]:
    """Why nobody at all could be on `leg`, windows aside."""
    origin, destination = instance.location[leg.origin], instance.location[leg.destination]
    if leg.status == "cancelled":
        yield phrase("uses {flight}, which is cancelled", flight=leg.id)
    if not instance.begins <= leg.departs <= instance.ends:
        yield phrase("uses {flight}, which departs outside the horizon", flight=leg.id)
    if not origin.is_open(leg.departs):
        yield phrase("uses {flight} from {place} while it is closed", flight=leg.id, place=origin.id)
    if not destination.is_open(leg.arrives):
        yield phrase("uses {flight} to {place} while it is closed", flight=leg.id, place=destination.id)


def _of_windows(leg: Flight, direction: Direction) -> str:
    if direction == "out":
        return phrase("uses {flight} from {place} outside its windows", flight=leg.id, place=leg.origin)
    return phrase("uses {flight} to {place} outside its windows", flight=leg.id, place=leg.destination)


def _of_hub(instance: Instance, leg: Flight, onward: Flight) -> Iterator[str]:
    hub, wait, least = leg.destination, onward.departs - leg.arrives, instance.policy.min_connection_minutes
    place = instance.location[hub]
    if onward.origin != hub:
        text = phrase("goes on from {origin}, but {flight} lands at {place}")
        yield phrase(text, origin=onward.origin, flight=leg.id, place=hub)
    if not place.is_stop:
        yield phrase("changes at {place}, which is no hub", place=hub)
    if wait < least:
        text = phrase("has {minutes} minutes from {flight} to {onward}, fewer than {least}")
        yield phrase(text, minutes=wait, flight=leg.id, onward=onward.id, least=least)
    if place.max_stay is not None and wait > place.max_stay:
        text = phrase("waits {minutes} minutes at {place}, more than {most}")
        yield phrase(text, minutes=wait, place=hub, most=place.max_stay)


def mismatches(pairs: Pairs) -> Iterator[tuple[Rule, Mask, str]]:
    """Why a group could not travel on an itinerary: rule, which pairs (shape (pairs,)), words."""
    instance, groups, row, (first, last) = pairs.instance, pairs.instance.groups, pairs.group, pairs.ends
    departs, haven = pairs.flights("departs")[first], pairs.flights("destination")[last]
    early = departs < (ready_of(instance) + instance.policy.check_in_minutes)[row]
    late = (groups.leave_by[row] != BLANK) & (departs > groups.leave_by[row])
    elsewhere = pairs.flights("origin")[first] != pairs.home[row]
    yield "itinerary", elsewhere, phrase("starts where the group is not")
    yield "itinerary", early, phrase("leaves before the group is ready and checked in")
    yield "itinerary", late, phrase("leaves after the group's leave_by")
    yield "itinerary", ~_accepted(pairs, haven), phrase("ends where the group does not go")
    yield from _refusals(pairs)


def _refusals(pairs: Pairs) -> Iterator[tuple[Rule, Mask, str]]:
    instance, groups, (pair, flight, _) = pairs.instance, pairs.instance.groups, pairs.boarding
    doors, row = Coded.of((leg.accepts, leg.operator) for leg in instance.schedule), pairs.group[pair]
    nations = groups.nationality
    admitted = [[_admits(instance, *door, nation) for door in doors.values] for nation in nations.values]
    admits = np.array(admitted, dtype=bool).reshape(len(admitted), len(doors.values))
    carries = _named(groups.operators, [(operator,) for _, operator in doors.values])
    for fine, text in (
        (
            admits[nations.codes[row], doors.codes[flight]],
            phrase("has a flight that does not accept the group"),
        ),
        (
            carries[groups.operators.codes[row], doors.codes[flight]],
            phrase("has an operator that may not carry it"),
        ),
    ):
        wrong = np.zeros(len(pairs.group), dtype=bool)
        wrong[pair[~fine]] = True
        yield "acceptance", wrong, text


def _accepted(pairs: Pairs, haven: Ints) -> Mask:
    """Whether the group of each pair may end at a location, shape (pairs,)."""
    places = [(place.id, place.country) for place in pairs.instance.locations]
    destinations = pairs.instance.groups.destinations
    return _named(destinations, places)[destinations.codes[pairs.group], haven]


def _named(lists: Coded[tuple[str, ...]], things: Sequence[tuple[str, ...]]) -> Mask:
    """Which list names which thing by any of its codes; an empty list names every one."""
    rows = [[not codes or not set(codes).isdisjoint(thing) for thing in things] for codes in lists.values]
    return np.array(rows, dtype=bool).reshape(len(rows), len(things))


def _admits(instance: Instance, accepts: tuple[str, ...], operator: str, nationality: str) -> bool:
    if accepts == ("own",):
        return nationality == operator
    return accepts == ("all",) or any(nationality in instance.nationals(code) for code in accepts)
