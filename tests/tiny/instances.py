"""Tiny random instances over every rule, small enough to try every plan.

A seed gives the same instance on every machine: nothing but `random.Random` draws, and no set is walked.
Times lie on a grid of half hours, so that limits are often met to the minute. Each limit is drawn near what
the flights offer, and few of them in one instance, so that each decides some instances alone.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random

from evacopt.domain.clock import DAY, HOUR, parse_time
from evacopt.domain.flight import Crew, Fleet, Flight, Sortie, Status
from evacopt.domain.group import Group, Groups, Members
from evacopt.domain.instance import Instance
from evacopt.domain.location import Location
from evacopt.domain.pin import Pin, PinKind
from evacopt.domain.policy import Objective, Policy
from evacopt.domain.share import Bloc
from tests.tiny.limits import with_limits
from tests.tiny.shares import admissions, shares

_BEGINS = parse_time("2023-08-01T00:00Z")
_HALF_HOUR = HOUR // 2
_NATIONS = ("FRA", "DEU", "ITA", "GBR", "USA", "NER", "XXA")
_ORIGINS = (("NIM", "NER"), ("AJY", "NER"))
_HUBS = (("JIB", "DJI"), ("NCE", "FRA"))
_HAVENS = (("CDG", "FRA"), ("WUN", "DEU"), ("ORY", "FRA"))
_LEGS = ("direct", "direct", "in", "in", "out", "out", "across")
_GOALS: tuple[tuple[Objective, ...], ...] = (
    ("unserved", "fairness", "waiting", "cost"),
    ("unserved", "cost", "waiting"),
    ("fairness", "unserved", "cost"),
    ("fairness", "flights", "waiting"),
    ("unserved", "clearance", "flights"),
    ("waiting", "cost"),
    ("flights", "unserved", "cost"),
    ("unserved", "changes", "waiting", "flights"),
)


def tiny_instance(seed: int, *, people: int = 30) -> Instance:
    """A random instance of about `people` people, the same for the same `seed` everywhere.

    Parameters
    ----------
    seed : int
    people : int
        Groups are drawn until so many people wait, at least two and at most six groups.
    """
    rng = Random(seed)
    ends = _BEGINS + rng.choice((DAY, DAY, 2 * DAY))
    nations = rng.sample(_NATIONS, 4)
    policy = _policy(rng)
    locations = _locations(rng)
    flights = _flights(rng, locations, nations, ends)
    groups = _groups(rng, locations, nations, policy, people)
    instance = Instance(
        name=f"tiny-{seed}",
        begins=_BEGINS,
        ends=ends,
        policy=policy,
        locations=locations,
        groups=Groups.of(groups),
        flights=flights,
        blocs=(Bloc(bloc="EU", members=("DEU", "FRA", "ITA")), Bloc(bloc="PAIR", members=tuple(nations[:2]))),
        sorties=_sorties(rng, locations, nations),
    )
    instance = _with_fleet(rng, instance)
    instance = replace(instance, shares=shares(rng, instance, nations))
    instance = replace(instance, admissions=admissions(rng, instance, nations))
    instance = replace(instance, pins=_pins(rng, instance))
    return with_limits(rng, instance)


def _chance(rng: Random, percent: int) -> bool:
    return rng.randrange(100) < percent


def _policy(rng: Random) -> Policy:
    classes = rng.choice(((), ((1, 10), (2, 5), (3, 1)), ((1, 1), (2, 7), (3, 3))))
    return Policy(
        objectives=rng.choice(_GOALS),
        priority_rule=rng.choice(("strict", "strict", "weighted")),
        priority_weights=classes,
        max_legs=rng.choice((1, 2, 2, 3, 3)),
        min_connection_minutes=rng.choice((0, 60, 90, 180)),
        check_in_minutes=rng.choice((0, 0, 60, 120)),
        fairness_levels=rng.choice((1, 2, 3)),
        assistance_ratio=rng.choice((None, None, None, 500_000, 1_000_000, 1_500_000, 2_000_000)),
        full_loads=_chance(rng, 20),
    )


def _locations(rng: Random) -> tuple[Location, ...]:
    origins = _ORIGINS[: rng.choice((1, 1, 1, 2))]
    hubs = _HUBS[: rng.choice((0, 1, 1, 1, 2))]
    havens = rng.sample(_HAVENS, rng.choice((1, 2, 2, 3)))
    return (
        *(Location(id=code, role="origin", country=country) for code, country in origins),
        *(Location(id=code, role="hub", country=country) for code, country in hubs),
        *(Location(id=code, role="haven", country=country) for code, country in havens),
    )


def _flights(
    rng: Random, locations: tuple[Location, ...], nations: list[str], ends: int
) -> tuple[Flight, ...]:
    kinds = [rng.choice(_LEGS) for _ in range(rng.choice((1, 2, 2, 3)))]
    if any(location.role == "hub" for location in locations):
        kinds = ["in", "in", "out", "out", *kinds[:2]]
    return tuple(
        _flight(rng, f"F{number}", _ends_of(rng, locations, kind), nations, ends)
        for number, kind in enumerate([*kinds, "direct"])
    )


def _ends_of(rng: Random, locations: tuple[Location, ...], kind: str) -> tuple[Location, Location]:
    """Where a leg of `kind` starts and lands; without hubs every leg is direct."""
    start, stop = {"direct": (0, 2), "in": (0, 1), "out": (1, 2), "across": (1, 1)}[kind]
    roles = ("origin", "hub", "haven")
    hubs = [location for location in locations if location.role == "hub"]
    if not hubs or (kind == "across" and len(hubs) == 1):
        start, stop = 0, 2
    origin = rng.choice([location for location in locations if location.role == roles[start]])
    targets = [location for location in locations if location.role == roles[stop] and location != origin]
    return origin, rng.choice(targets)


def _flight(rng: Random, code: str, leg: tuple[Location, Location], nations: list[str], ends: int) -> Flight:
    origin, destination = leg
    first, last = (6, 22) if origin.role == "origin" else (16, 44)
    departs = min(_BEGINS + rng.randrange(first, last + 1) * _HALF_HOUR, ends)
    status = _status(rng)
    optional = status == "optional"
    return Flight(
        id=code,
        operator=rng.choice((*nations, "ACME")),
        origin=origin.id,
        destination=destination.id,
        departs=departs,
        arrives=departs + rng.choice((2, 2, 3, 4, 6, 9)) * _HALF_HOUR,
        seats=rng.randrange(2, 9),
        stretchers=rng.choice((0, 1, 1, 1, 2)),
        seats_per_stretcher=rng.randrange(4),
        infants=rng.choice((None, None, 0, 1)),
        accepts=_accepts(rng, nations),
        status=status,
        copies=rng.choice((1, 2, 2)) if optional else 1,
        cost=rng.randrange(10) if optional else 0,
        min_load=rng.choice((0, 0, 2, 4, 6)) if optional else 0,
        cancel_probability=rng.choice((0, 0, 50_000)),
    )


def _status(rng: Random) -> Status:
    if _chance(rng, 5):
        return "cancelled"
    return "optional" if _chance(rng, 65) else "scheduled"


def _accepts(rng: Random, nations: list[str]) -> tuple[str, ...]:
    listed = tuple(rng.sample([*nations, "EU", "PAIR"], 2))
    return rng.choice((("all",), ("all",), ("all",), ("all",), ("all",), ("all",), ("own",), listed))


def _sorties(rng: Random, locations: tuple[Location, ...], nations: list[str]) -> tuple[Sortie, ...]:
    if not _chance(rng, 30):
        return ()
    origin, destination = _ends_of(rng, locations, rng.choice(("direct", "in")))
    first, every = _BEGINS + rng.randrange(4, 13) * _HALF_HOUR, rng.choice((2, 3, 4)) * HOUR
    sortie = Sortie(
        id="SHUTTLE",
        operator=rng.choice(nations),
        origin=origin.id,
        destination=destination.id,
        first_departure=first,
        every=every,
        until=first + every + rng.choice((0, HOUR)),
        block_minutes=rng.choice((60, 90, 150)),
        seats=rng.randrange(2, 6),
        stretchers=rng.choice((0, 1)),
        seats_per_stretcher=rng.choice((1, 2)),
        infants=rng.choice((None, 1, 2)),
        accepts=_accepts(rng, nations),
        copies=rng.choice((1, 1, 2)),
        cost=rng.randrange(6),
        min_load=rng.choice((0, 0, 2)),
        cancel_probability=rng.choice((0, 100_000)),
    )
    return (sortie,)


def _groups(
    rng: Random, locations: tuple[Location, ...], nations: list[str], policy: Policy, people: int
) -> list[Group]:
    groups: list[Group] = []
    while len(groups) < 2 or (len(groups) < 6 and sum(row.people * row.count for row in groups) < people):
        groups.append(_group(rng, f"G{len(groups)}", locations, nations, policy))
    return groups


def _group(
    rng: Random, code: str, locations: tuple[Location, ...], nations: list[str], policy: Policy
) -> Group:
    size = rng.choice((1, 1, 1, 2, 2, 3, 4))
    infants = rng.choice((0, 0, 0, 1))
    stretchers = rng.choice((0, 0, 0, 1))
    most = size - stretchers
    assisted = rng.randrange(most + 1) if policy.assistance_ratio or _chance(rng, 10) else 0
    nationality = rng.choice(nations)
    ready = rng.choice((None, None, _BEGINS + rng.randrange(13) * _HALF_HOUR))
    havens = [row for row in locations if row.role == "haven"]
    accepted = rng.choice(havens)
    return Group(
        id=code,
        nationality=nationality,
        origin=rng.choice([row.id for row in locations if row.role == "origin"]),
        size=size,
        count=rng.choice((1, 2, 3, 3)),
        priority=rng.choice((1, 1, 2, 3)),
        members=_members(rng, nationality, nations, size + infants),
        infants=infants,
        stretchers=stretchers,
        assisted=assisted,
        ready=ready,
        leave_by=(ready or _BEGINS) + rng.randrange(8, 24) * _HALF_HOUR if _chance(rng, 20) else None,
        destinations=rng.choice(((), (), (), (), (), (accepted.id,), (accepted.country,))),
        operators=tuple(rng.sample([*nations, "ACME"], 3)) if _chance(rng, 10) else (),
        weight=rng.randrange(20) if _chance(rng, 25) else None,
        stay=rng.choice((0, 2, 6)) * HOUR if _chance(rng, 25) else None,
        registered=_BEGINS - rng.randrange(48) * HOUR if _chance(rng, 20) else None,
        show_up=rng.choice((1_000_000, 1_000_000, 900_000)),
    )


def _members(rng: Random, nationality: str, nations: list[str], people: int) -> Members:
    other = rng.choice(nations)
    if people < 2 or other == nationality or not _chance(rng, 50):
        return ()
    others = rng.randrange(1, people)
    return tuple(sorted(((nationality, people - others), (other, others))))


def _with_fleet(rng: Random, instance: Instance) -> Instance:
    """The instance with one or two fleets that fly some of it, and perhaps crews for them."""
    if not _chance(rng, 60):
        return instance
    names = ("A",) if _chance(rng, 70) else ("A", "B")
    flights = tuple(
        replace(flight, fleet=rng.choice(names)) if _chance(rng, 75) else flight
        for flight in instance.flights
    )
    sorties = tuple(replace(sortie, fleet=rng.choice(names)) for sortie in instance.sorties)
    rows = [("c1", names), ("c2", names[-1:]), ("c3", names[:1])][: rng.choice((0, 1, 1, 2))]
    most = 3 if rows else 2
    fleets = tuple(
        Fleet(id=name, count=rng.randrange(1, most + 1), cycle=rng.choice((2, 5, 8)) * HOUR) for name in names
    )
    crews = tuple(
        Crew(id=code, count=1, fleets=able, rest=rng.choice((3, 8, 16)) * HOUR) for code, able in rows
    )
    return replace(instance, flights=flights, sorties=sorties, fleets=fleets, crews=crews)


def _pins(rng: Random, instance: Instance) -> tuple[Pin, ...]:
    if not _chance(rng, 30):
        return ()
    return tuple(_pin(rng, instance) for _ in range(rng.choice((1, 1, 2))))


def _pin(rng: Random, instance: Instance) -> Pin:
    group = rng.choice(list(instance.groups))
    kind: PinKind = rng.choice(("at_least", "at_most", "at_most", "exactly"))
    flights = [flight for flight in instance.schedule if flight.origin == group.origin]
    parties = rng.randrange(2) if _chance(rng, 85) else rng.randrange(group.count + 2)
    aim = rng.choice(("any", "any", "flight", "itinerary")) if flights else "any"
    if aim == "any":
        return Pin(group=group.id, kind=kind, parties=parties)
    parties = 0 if kind == "at_most" else min(parties, 1)
    first = rng.choice(flights)
    if aim == "flight":
        return Pin(group=group.id, kind=kind, parties=parties, flight=first.id)
    onward = [flight.id for flight in instance.schedule if flight.origin == first.destination]
    itinerary = (first.id, rng.choice(onward)) if onward else (first.id,)
    return Pin(group=group.id, kind=kind, parties=parties, itinerary=itinerary)
