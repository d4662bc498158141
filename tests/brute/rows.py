"""The rules that are sums, one row each: those of sections 3 and 4."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, combinations

from evacopt.domain.flight import Flight
from evacopt.domain.group import Group
from evacopt.domain.pin import Pin
from evacopt.domain.rule import Term
from evacopt.domain.share import Share
from tests.brute.airfield import airfield_rows
from tests.brute.journeys import Journey
from tests.brute.windows import fits
from tests.brute.world import Row, World


def rows(world: World) -> list[Row]:
    """Every rule that is a sum."""
    parts = (_cabins, _reserves, _shares, _admissions, _throughputs, _movements, _fleets, _pins, _rules)
    return list(chain.from_iterable(part(world) for part in (*parts, airfield_rows)))


def _seats(group: Group, flight: Flight) -> int:
    return group.size - group.stretchers + group.stretchers * flight.seats_per_stretcher


def _cabins(world: World) -> Iterator[Row]:
    ratio = world.instance.policy.assistance_ratio
    for flight in world.flights:
        aboard = [(journey.group, int(journey.uses(flight))) for journey in world.journeys]
        yield world.row("seats", [(flight, -flight.seats)], [on * _seats(g, flight) for g, on in aboard], 0)
        lying = [on * g.stretchers for g, on in aboard]
        yield world.row("stretchers", [(flight, -flight.stretchers)], lying, 0)
        infants = [on * g.infants for g, on in aboard]
        yield world.row("infants", [(flight, -flight.infant_limit)], infants, 0)
        if flight.status == "optional":
            people = [-on * g.people for g, on in aboard]
            yield world.row("min_load", [(flight, flight.min_load)], people, 0)
        if ratio is not None:
            helped = [on * (1_000_000 * g.assisted - ratio * g.able) for g, on in aboard]
            yield world.row("assistance", [], helped, 0)


def _reserves(world: World) -> Iterator[Row]:
    """For every set of kinds of parties: they fit in the free pool and the pools open to any of them.

    A pool is open by the nationality of the party, and by its tags where it has a tag.
    """
    instance = world.instance
    waiting = sorted({(group.nationality, group.tags) for group in instance.groups})
    sets = [set(some) for size in range(1, len(waiting) + 1) for some in combinations(waiting, size)]
    for flight in world.flights:
        pools = [share for share in instance.shares if share.kind == "reserve" and share.covers(flight)]
        free = flight.seats - sum(share.people for share in pools)
        for some in sets if pools else ():
            open_to_them = free + sum(
                share.people for share in pools if any(_may_sit(world, share, *kind) for kind in some)
            )
            theirs = [
                _seats(journey.group, flight)
                if journey.uses(flight) and (journey.group.nationality, journey.group.tags) in some
                else 0
                for journey in world.journeys
            ]
            yield world.row("reserve", [(flight, -open_to_them)], theirs, 0)


def _may_sit(world: World, share: Share, nationality: str, tags: tuple[str, ...]) -> bool:
    if share.tag and share.tag not in tags:
        return False
    return not share.nationality or nationality in world.instance.nationals(share.nationality)


def _of(nationals: frozenset[str], group: Group) -> int:
    return sum(people for own, people in group.own_nationalities if own in nationals)


def _spoken_of(world: World, share: Share, group: Group) -> int:
    """People of one party that a share counts: of its nationality, of parties that have its tag."""
    if share.tag and share.tag not in group.tags:
        return 0
    if not share.nationality:
        return group.size + group.infants
    return _of(world.instance.nationals(share.nationality), group)


def _shares(world: World) -> Iterator[Row]:
    for share in world.instance.shares:
        counted = [
            _spoken_of(world, share, journey.group) if any(share.covers(leg) for leg in journey.legs) else 0
            for journey in world.journeys
        ]
        if share.kind == "max":
            yield world.row("share_max", [], counted, share.people)
        if share.kind == "min":
            yield world.row("share_min", [], [-people for people in counted], -share.people)


def _admissions(world: World) -> Iterator[Row]:
    """Who lands there, once; of a row with times, who lands then."""
    for admission in world.instance.admissions:
        nationals = world.instance.nationals(admission.nationality)
        places = {
            place.id
            for place in world.instance.locations
            if admission.location == place.id or admission.country == place.country
        }
        since, until = admission.since, admission.until
        landed = [
            _of(nationals, journey.group)
            if any(
                leg.destination in places
                and (since is None or leg.arrives >= since)
                and (until is None or leg.arrives < until)
                for leg in journey.legs
            )
            else 0
            for journey in world.journeys
        ]
        if admission.people is not None:
            yield world.row("admission", [], landed, admission.people)


def _throughputs(world: World) -> Iterator[Row]:
    """People gone grow only where somebody departs, and the limit never falls."""
    begins = world.instance.begins
    for location in world.instance.locations:
        if location.throughput_per_hour is None:
            continue
        since = begins if location.opens is None else max(begins, location.opens)
        for now in sorted({flight.departs for flight in world.flights}):
            gone = [
                journey.group.people
                if any(leg.origin == location.id and leg.departs <= now for leg in journey.legs)
                else 0
                for journey in world.journeys
            ]
            if any(gone):
                yield world.row("throughput", [], gone, location.throughput_per_hour * (now - since) // 60)


def _movements(world: World) -> Iterator[Row]:
    for location in world.instance.locations:
        moves = [(flight, flight.departs) for flight in world.flights if flight.origin == location.id]
        moves += [(flight, flight.arrives) for flight in world.flights if flight.destination == location.id]
        for rule, limit, span in (
            ("movements_hour", location.movements_per_hour, 60),
            ("movements_day", location.movements_per_day, 24 * 60),
        ):
            if limit is None:
                continue
            for block in sorted({minute // span for _, minute in moves}):
                flown = [(flight, 1) for flight, minute in moves if minute // span == block]
                yield world.row(rule, flown, world.nobody(), limit)


def _fleets(world: World) -> Iterator[Row]:
    for fleet in world.instance.fleets:
        flights = [flight for flight in world.flights if flight.fleet == fleet.id]
        for now in sorted({flight.departs for flight in flights}):
            gone = [(flight, 1) for flight in flights if flight.departs <= now < flight.departs + fleet.cycle]
            yield world.row("fleet", gone, world.nobody(), fleet.count)


def _pins(world: World) -> Iterator[Row]:
    for pin in world.instance.pins:
        counted = [int(journey.group.id == pin.group and _pinned(pin, journey)) for journey in world.journeys]
        if pin.kind in ("at_most", "exactly"):
            yield world.row("pin", [], counted, pin.parties)
        if pin.kind in ("at_least", "exactly"):
            yield world.row("pin", [], [-each for each in counted], -pin.parties)


def _pinned(pin: Pin, journey: Journey) -> bool:
    ids = tuple(leg.id for leg in journey.legs)
    if pin.itinerary:
        return ids == pin.itinerary
    return not pin.flight or pin.flight in ids


def _rules(world: World) -> Iterator[Row]:
    """Limits on sums of people and sorties; where sorties are counted, none between closed places."""
    instance = world.instance
    for rule in instance.rules:
        terms = [term for term in instance.terms if term.rule == rule.id]
        people = [sum(_term_counts(term, journey) for term in terms) for journey in world.journeys]
        sorties = [
            (flight, term.coefficient)
            for term in terms
            for flight in world.flights
            if not term.group and term.flight == flight.id
        ]
        if rule.limit is not None and rule.kind in ("at_most", "exactly"):
            yield world.row("rule", sorties, people, rule.limit)
        if rule.limit is not None and rule.kind in ("at_least", "exactly"):
            negated = [(flight, -each) for flight, each in sorties]
            yield world.row("rule", negated, [-each for each in people], -rule.limit)
    for flight in world.flights:
        counted = any(not term.group and term.flight == flight.id for term in instance.terms)
        if counted and flight.status == "optional" and not fits(instance, flight):
            yield world.row("itinerary", [(flight, 1)], world.nobody(), 0)


def _term_counts(term: Term, journey: Journey) -> int:
    """What one party on `journey` adds to the sum."""
    aboard = not term.flight or any(leg.id == term.flight for leg in journey.legs)
    return term.coefficient * journey.group.people if aboard and term.group == journey.group.id else 0
