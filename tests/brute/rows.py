"""The rules that are sums: `sum of sorties x each + sum of parties x each <= most`, one row each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, combinations

from evacopt.domain.flight import Flight
from evacopt.domain.group import Group
from evacopt.domain.instance import Instance
from evacopt.domain.pin import Pin
from evacopt.domain.rule import Term
from tests.brute.journeys import Journey


@dataclass(frozen=True)
class Row:
    """`sorties` by flight id; `parties`: one number for each journey of the world."""

    sorties: dict[str, int]
    parties: list[int]
    most: int


@dataclass(frozen=True)
class World:
    """What all rules speak of: the instance and every journey of every group."""

    instance: Instance
    journeys: list[Journey]

    @property
    def flights(self) -> list[Flight]:
        """The flights that may fly."""
        return [flight for flight in self.instance.schedule if flight.status != "cancelled"]

    def row(self, sorties: Sequence[tuple[Flight, int]], parties: list[int], most: int) -> Row:
        """The row; a scheduled flight is flown once whatever is decided, so it moves to `most`."""
        flown: dict[str, int] = {}
        for flight, each in sorties:
            if flight.status == "scheduled":
                most -= each
            else:
                flown[flight.id] = flown.get(flight.id, 0) + each
        return Row(flown, parties, most)

    def nobody(self) -> list[int]:
        return [0] * len(self.journeys)


def rows(world: World) -> list[Row]:
    """Every rule that is a sum."""
    parts = (_cabins, _reserves, _shares, _admissions, _capacities, _throughputs, _movements, _fleets)
    return list(chain.from_iterable(part(world) for part in (*parts, _pins, _rules)))


def _seats(group: Group, flight: Flight) -> int:
    return group.size - group.stretchers + group.stretchers * flight.seats_per_stretcher


def _cabins(world: World) -> Iterator[Row]:
    ratio = world.instance.policy.assistance_ratio
    for flight in world.flights:
        aboard = [(journey.group, int(journey.uses(flight))) for journey in world.journeys]
        yield world.row([(flight, -flight.seats)], [on * _seats(g, flight) for g, on in aboard], 0)
        yield world.row([(flight, -flight.stretchers)], [on * g.stretchers for g, on in aboard], 0)
        yield world.row([(flight, -flight.infant_limit)], [on * g.infants for g, on in aboard], 0)
        if flight.status == "optional":
            yield world.row([(flight, flight.min_load)], [-on * g.people for g, on in aboard], 0)
        if ratio is not None:
            yield world.row([], [on * (1_000_000 * g.assisted - ratio * g.able) for g, on in aboard], 0)


def _reserves(world: World) -> Iterator[Row]:
    """For every set of nationalities: they fit in the free pool and the pools open to any of them."""
    instance = world.instance
    waiting = sorted(set(instance.groups.nationality))
    sets = [set(some) for size in range(1, len(waiting) + 1) for some in combinations(waiting, size)]
    for flight in world.flights:
        reserves = [share for share in instance.shares if share.kind == "reserve" and share.covers(flight)]
        pools = [(instance.nationals(share.nationality), share.people) for share in reserves]
        free = flight.seats - sum(people for _, people in pools)
        for some in sets if pools else ():
            open_to_them = free + sum(people for nationals, people in pools if nationals & some)
            theirs = [
                _seats(journey.group, flight)
                if journey.uses(flight) and journey.group.nationality in some
                else 0
                for journey in world.journeys
            ]
            yield world.row([(flight, -open_to_them)], theirs, 0)


def _of(nationals: frozenset[str], group: Group) -> int:
    return sum(people for own, people in group.own_nationalities if own in nationals)


def _shares(world: World) -> Iterator[Row]:
    for share in world.instance.shares:
        nationals = world.instance.nationals(share.nationality)
        counted = [
            _of(nationals, journey.group) if any(share.covers(leg) for leg in journey.legs) else 0
            for journey in world.journeys
        ]
        if share.kind == "max":
            yield world.row([], counted, share.people)
        if share.kind == "min":
            yield world.row([], [-people for people in counted], -share.people)


def _admissions(world: World) -> Iterator[Row]:
    for admission in world.instance.admissions:
        nationals = world.instance.nationals(admission.nationality)
        places = {
            place.id
            for place in world.instance.locations
            if admission.location == place.id or admission.country == place.country
        }
        landed = [
            _of(nationals, journey.group) if any(leg.destination in places for leg in journey.legs) else 0
            for journey in world.journeys
        ]
        if admission.people is not None:
            yield world.row([], landed, admission.people)


def _capacities(world: World) -> Iterator[Row]:
    """Presence grows only where somebody arrives, so those minutes are enough."""
    for location in world.instance.locations:
        if location.capacity is None:
            continue
        stays = [journey.present(world.instance, location) for journey in world.journeys]
        for now in sorted({stay[0] for stay in stays if stay}):
            here = [stay is not None and stay[0] <= now < stay[1] for stay in stays]
            people = [journey.group.people for journey in world.journeys]
            yield world.row([], [each * on for each, on in zip(people, here, strict=True)], location.capacity)


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
                yield world.row([], gone, location.throughput_per_hour * (now - since) // 60)


def _movements(world: World) -> Iterator[Row]:
    for location in world.instance.locations:
        moves = [(flight, flight.departs) for flight in world.flights if flight.origin == location.id]
        moves += [(flight, flight.arrives) for flight in world.flights if flight.destination == location.id]
        for limit, span in ((location.movements_per_hour, 60), (location.movements_per_day, 24 * 60)):
            if limit is None:
                continue
            for block in sorted({minute // span for _, minute in moves}):
                flown = [(flight, 1) for flight, minute in moves if minute // span == block]
                yield world.row(flown, world.nobody(), limit)


def _fleets(world: World) -> Iterator[Row]:
    for fleet in world.instance.fleets:
        flights = [flight for flight in world.flights if flight.fleet == fleet.id]
        for now in sorted({flight.departs for flight in flights}):
            gone = [(flight, 1) for flight in flights if flight.departs <= now < flight.departs + fleet.cycle]
            yield world.row(gone, world.nobody(), fleet.count)


def _pins(world: World) -> Iterator[Row]:
    for pin in world.instance.pins:
        counted = [int(journey.group.id == pin.group and _pinned(pin, journey)) for journey in world.journeys]
        if pin.kind in ("at_most", "exactly"):
            yield world.row([], counted, pin.parties)
        if pin.kind in ("at_least", "exactly"):
            yield world.row([], [-each for each in counted], -pin.parties)


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
            yield world.row(sorties, people, rule.limit)
        if rule.limit is not None and rule.kind in ("at_least", "exactly"):
            negated = [(flight, -each) for flight, each in sorties]
            yield world.row(negated, [-each for each in people], -rule.limit)
    for flight in world.flights:
        if any(not term.group and term.flight == flight.id for term in instance.terms):
            ends = instance.location[flight.origin], instance.location[flight.destination]
            fits = instance.begins <= flight.departs <= instance.ends
            fits = fits and ends[0].is_open(flight.departs) and ends[1].is_open(flight.arrives)
            if not fits and flight.status == "optional":
                yield world.row([(flight, 1)], world.nobody(), 0)


def _term_counts(term: Term, journey: Journey) -> int:
    """What one party on `journey` adds to the sum."""
    aboard = not term.flight or any(leg.id == term.flight for leg in journey.legs)
    return term.coefficient * journey.group.people if aboard and term.group == journey.group.id else 0
