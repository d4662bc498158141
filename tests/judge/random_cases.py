"""Small random instances over every rule, and random plans for them, good and bad."""

from __future__ import annotations

from random import Random
from typing import TypeVar, get_args

from evacopt.domain.clock import parse_time
from evacopt.domain.flight import Crew, Fleet, Flight
from evacopt.domain.group import Group, Groups
from evacopt.domain.instance import Instance
from evacopt.domain.location import Location
from evacopt.domain.pin import Pin, PinKind
from evacopt.domain.plan import Assignment, Assignments, Plan
from evacopt.domain.policy import Objective, Policy
from evacopt.domain.share import Admission, Bloc, Share

T = TypeVar("T")
BEGINS = parse_time("2023-08-01T05:00Z")
HOURS = 30
NATIONS = ("FRA", "DEU", "NER", "XXA")
CODES = (*NATIONS, "EU")


class Draw:
    """Draws with a few words of its own."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)

    def one(self, *values: T) -> T:
        return self.random.choice(values)

    def some(self, values: tuple[T, ...], most: int) -> tuple[T, ...]:
        return tuple(self.random.sample(values, self.random.randint(1, min(most, len(values)))))

    def maybe(self, value: T, percent: int = 30) -> T | None:
        return value if self.random.randrange(100) < percent else None

    def upto(self, most: int, least: int = 0) -> int:
        return self.random.randint(least, most)

    def minute(self) -> int:
        return BEGINS + 30 * self.upto(2 * HOURS)


def random_instance(seed: int) -> Instance:
    """A world of two origins, two hubs and three havens in which any rule may bite."""
    draw = Draw(seed)
    locations = (
        *(_location(draw, code, "NER") for code in ("O1", "O2")),
        *(_location(draw, code, "DJI") for code in ("H1", "H2")),
        *(_location(draw, code, draw.one("FRA", "DEU")) for code in ("V1", "V2", "V3")),
    )
    flights = tuple(_flight(draw, f"F{number}") for number in range(draw.upto(9, 3)))
    groups = [_group(draw, f"G{number}") for number in range(draw.upto(5, 1))]
    return Instance(
        name="random",
        begins=BEGINS,
        ends=BEGINS + 60 * HOURS,
        locations=locations,
        groups=Groups.of(groups),
        flights=flights,
        policy=_policy(draw),
        blocs=(Bloc(bloc="EU", members=("FRA", "DEU")),),
        shares=tuple(_share(draw, f"S{n}", flights) for n in range(draw.upto(3))),
        admissions=tuple(_admission(draw) for _ in range(draw.upto(2))),
        fleets=tuple(Fleet(id=code, count=draw.upto(4, 1), cycle=60 * draw.upto(8)) for code in ("A", "B")),
        crews=tuple(_crew(draw, f"c{number}") for number in range(draw.upto(3))),
        pins=tuple(_pin(draw, groups, flights) for _ in range(draw.upto(2))),
    )


def _location(draw: Draw, code: str, country: str) -> Location:
    return Location(
        id=code,
        role={"O": "origin", "H": "hub", "V": "haven"}[code[0]],  # type: ignore[arg-type]
        country=country,
        opens=draw.maybe(BEGINS + 60 * draw.upto(8, -4)),
        closes=draw.maybe(BEGINS + 60 * draw.upto(HOURS, 15)),
        capacity=draw.maybe(draw.upto(12)),
        stay=draw.maybe(60 * draw.upto(10)),
        max_stay=draw.maybe(60 * draw.upto(10)),
        throughput_per_hour=draw.maybe(draw.upto(6)),
        movements_per_hour=draw.maybe(draw.upto(4), 20),
        movements_per_day=draw.maybe(draw.upto(8), 20),
    )


def _flight(draw: Draw, code: str) -> Flight:
    places = draw.one(
        ("O1", "V1"), ("O2", "V2"), ("O1", "H1"), ("O2", "H1"), ("H1", "V2"), ("H1", "H2"), ("H2", "V3")
    )
    departs = draw.minute() + draw.one(0, 0, 0, 10, -300, 1200)
    optional = draw.one(True, False)
    return Flight(
        id=code,
        operator=draw.one(*NATIONS, "ACME"),
        origin=places[0],
        destination=places[1],
        departs=departs,
        arrives=departs + 30 * draw.upto(10, 1),
        seats=draw.upto(12, 2),
        stretchers=draw.upto(3),
        seats_per_stretcher=draw.upto(3),
        infants=draw.maybe(draw.upto(2)),
        accepts=draw.one(("all",), ("all",), ("own",), draw.some(CODES, 2)),
        status="optional" if optional else draw.one("scheduled", "scheduled", "scheduled", "cancelled"),
        copies=draw.upto(2, 1),
        cost=draw.upto(9),
        min_load=draw.one(0, 0, 1, 3),
        fleet=draw.one("", "", "A", "B"),
    )


def _group(draw: Draw, code: str) -> Group:
    size, infants, nationality = draw.upto(3, 1), draw.one(0, 0, 1), draw.one(*NATIONS)
    stretchers = draw.one(0, 0, draw.upto(size))
    other = draw.one(*NATIONS)
    mixed = size + infants > 1 and other != nationality
    return Group(
        id=code,
        nationality=nationality,
        origin=draw.one("O1", "O2"),
        size=size,
        count=draw.upto(4, 1),
        priority=draw.upto(3, 1),
        members=tuple(sorted(((other, 1), (nationality, size + infants - 1)))) if mixed else (),
        infants=infants,
        stretchers=stretchers,
        assisted=draw.one(0, draw.upto(size - stretchers)),
        ready=draw.maybe(draw.minute(), 20),
        leave_by=draw.maybe(draw.minute(), 20),
        destinations=draw.one((), (), ("V1", "DEU"), draw.some(("V1", "V2", "V3", "FRA"), 2)),
        operators=draw.one((), (), (), draw.some((*NATIONS, "ACME"), 3)),
        weight=draw.maybe(draw.upto(20)),
        stay=draw.maybe(60 * draw.upto(5)),
    )


def _policy(draw: Draw) -> Policy:
    goals = get_args(Objective)
    return Policy(
        objectives=tuple(draw.random.sample(goals, len(goals))),
        priority_rule=draw.one("strict", "weighted"),
        priority_weights=draw.one((), ((1, 5), (2, 0))),
        max_legs=draw.upto(3, 1),
        min_connection_minutes=draw.one(0, 60),
        check_in_minutes=draw.one(0, 0, 90),
        fairness_levels=draw.upto(5, 1),
        assistance_ratio=draw.one(None, 0, 500_000, 2_000_000),
        full_loads=draw.one(False, True),
    )


def _share(draw: Draw, code: str, flights: tuple[Flight, ...]) -> Share:
    kind = draw.one("max", "min", "reserve")
    chosen = draw.one(*flights)
    return Share(
        id=code,
        kind=kind,  # type: ignore[arg-type]
        nationality=draw.one(*CODES),
        people=draw.upto(min(flight.seats for flight in flights) // 3 + 1)
        if kind == "reserve"
        else draw.upto(6),
        flight=draw.one("", chosen.id),
        operator=draw.one("", "", chosen.operator),
        origin=draw.one("", "", chosen.origin),
        destination=draw.one("", "", "", chosen.destination),
        departs_from=draw.maybe(chosen.departs, 10),
        departs_before=draw.maybe(chosen.departs + 60, 10),
    )


def _admission(draw: Draw) -> Admission:
    place, country = draw.one(("V1", ""), ("H1", ""), ("", "FRA"), ("", "DEU"), ("", "DJI"))
    return Admission(
        nationality=draw.one(*CODES), location=place, country=country, people=draw.maybe(draw.upto(5), 80)
    )


def _crew(draw: Draw, code: str) -> Crew:
    fleets = draw.one(("A",), ("B",), ("A", "B"), ("B", "A"))
    return Crew(id=code, count=draw.upto(2), fleets=fleets, rest=60 * draw.one(0, 4, 9, 9))


def _pin(draw: Draw, groups: list[Group], flights: tuple[Flight, ...]) -> Pin:
    itinerary, flight = draw.one((), (draw.one(*flights).id,)), draw.one("", draw.one(*flights).id)
    return Pin(
        group=draw.one(*groups).id,
        kind=draw.one(*get_args(PinKind)),
        parties=draw.upto(2),
        itinerary=itinerary,
        flight="" if itinerary else flight,
    )


def random_plan(seed: int, instance: Instance, *, wild: bool) -> Plan:
    """A plan of known groups and flights; a tame one starts where groups are and joins legs that meet."""
    draw = Draw(seed)
    rows = [
        Assignment(group.id, itinerary, draw.upto(3, 1))
        for group in instance.groups
        for _ in range(draw.one(0, 1, 1, 3))
        for itinerary in [_itinerary(draw, instance, None if wild else group.origin)]
        if itinerary
    ]
    optional = [flight for flight in instance.flights if flight.status == "optional"]
    sorties = tuple((flight.id, draw.upto(flight.copies)) for flight in optional)
    manned = [code for code, times in sorties if times and instance.flight[code].fleet]
    crews = tuple((code, draw.one(*instance.crews).id, draw.upto(2, 1)) for code in manned if instance.crews)
    return Plan(
        instance_name=instance.name,
        instance_sha256=instance.sha256,
        assignments=Assignments.of(rows),
        sorties=sorties,
        crews=crews if draw.one(True, False, False) else (),
    )


def _itinerary(draw: Draw, instance: Instance, origin: str | None) -> tuple[str, ...]:
    if origin is None:
        return draw.some(tuple(flight.id for flight in instance.flights), 4)
    legs: list[str] = []
    while onward := [f for f in instance.flights if f.origin == origin and f.status != "cancelled"]:
        if len(legs) > 3 or (legs and instance.location[origin].is_end and draw.one(True, False)):
            break
        flight = draw.one(*onward)
        legs.append(flight.id)
        origin = flight.destination
    return tuple(legs)
