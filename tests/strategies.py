"""Valid instances over every field and rule, for properties that must hold of all of them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from evacopt.domain.clock import DAY, HOUR, parse_time
from evacopt.domain.flight import Crew, Fleet, Flight, Sortie
from evacopt.domain.group import Group, Groups
from evacopt.domain.instance import Instance
from evacopt.domain.location import Location
from evacopt.domain.pin import Pin
from evacopt.domain.policy import Objective, Policy
from evacopt.domain.share import Admission, Bloc, Share
from evacopt.domain.stored import UNPRINTABLE

Draw = Any
MILLION = 1_000_000
NATIONALITIES = ("FRA", "DEU", "ITA", "NER", "GBR", "XXA", "USA")
BLOCS = ("EU", "Nordic-8", "all of us")
COUNTRIES = ("FRA", "DEU", "NER", "DJI", "NAM")
ODD_CODES = (
    "007",
    "NA",
    "=1+1",
    "+33",
    "@home",
    "true",
    "1e5",
    "_x0041_",
    "3.0",
    'a"b',
    "a,b",
    "Zürich",
    "مطار",
)
"""Codes that careless readers and spreadsheets change."""

OBJECTIVES: tuple[Objective, ...] = (
    "unserved",
    "fairness",
    "waiting",
    "cost",
    "flights",
    "changes",
    "clearance",
)


def _sayable(text: str) -> bool:
    return text == text.strip() and not UNPRINTABLE.search(text)


def texts() -> st.SearchStrategy[str]:
    """Free text, blank or not, without control characters."""
    return st.text(max_size=12).filter(_sayable) | st.sampled_from(ODD_CODES)


def codes(prefix: str) -> st.SearchStrategy[str]:
    """Identifiers, plain or odd, that differ from those of another prefix."""
    plain = st.from_regex(r"[A-Za-z0-9_.-]{0,6}", fullmatch=True)
    return (plain | st.sampled_from(ODD_CODES)).map(lambda code: f"{code}{prefix}")


def _unique(code: str, least: int, most: int) -> st.SearchStrategy[list[str]]:
    return st.lists(codes(code), min_size=least, max_size=most, unique=True)


def _maybe(strategy: st.SearchStrategy[Any], otherwise: Any = None) -> st.SearchStrategy[Any]:
    return st.just(otherwise) | strategy


def _durations(most: int = 5 * DAY) -> st.SearchStrategy[int]:
    return st.integers(0, most)


@st.composite
def policies(draw: Draw) -> Policy:
    """Any policy."""
    classes = draw(st.lists(st.integers(1, 9), max_size=4, unique=True))
    return Policy(
        objectives=tuple(draw(st.lists(st.sampled_from(OBJECTIVES), min_size=1, max_size=7, unique=True))),
        priority_rule=draw(st.sampled_from(("strict", "weighted"))),
        priority_weights=tuple((one, draw(st.integers(0, 100))) for one in classes),
        max_legs=draw(st.integers(1, 4)),
        min_connection_minutes=draw(st.integers(0, 180)),
        check_in_minutes=draw(st.integers(0, 180)),
        fairness_levels=draw(st.integers(1, 3)),
        assistance_ratio=draw(_maybe(st.integers(0, 3 * MILLION))),
        full_loads=draw(st.booleans()),
    )


@st.composite
def _location(draw: Draw, name: str, role: Any, begins: int, flights: int) -> Location:
    opens = draw(_maybe(st.integers(begins - DAY, begins + DAY)))
    placed = draw(st.booleans())
    return Location(
        id=name,
        role=role,
        country=draw(st.sampled_from(COUNTRIES)),
        name=draw(texts()),
        iata=draw(st.sampled_from(("", "CDG", "NA"))) if placed else "",
        icao=draw(st.sampled_from(("", "LFPG"))) if placed else "",
        lat=draw(st.integers(-90 * MILLION, 90 * MILLION)) if placed else None,
        lon=draw(st.integers(-180 * MILLION, 180 * MILLION)) if placed else None,
        opens=opens,
        closes=draw(_maybe(st.integers(opens or begins, begins + 6 * DAY))),
        capacity=draw(_maybe(st.integers(0, 500))),
        stay=draw(_maybe(_durations())),
        max_stay=draw(_maybe(_durations())),
        throughput_per_hour=draw(_maybe(st.integers(0, 500))),
        movements_per_hour=draw(_maybe(st.integers(2 * flights, 99))),
        movements_per_day=draw(_maybe(st.integers(2 * flights, 999))),
    )


@st.composite
def _cabin(draw: Draw, fleets: list[str], blocs: list[str]) -> dict[str, Any]:
    listed = st.lists(st.sampled_from([*NATIONALITIES, *blocs]), min_size=1, max_size=3, unique=True)
    return {
        "operator": draw(st.sampled_from((*NATIONALITIES, "Air X"))),
        "aircraft": draw(texts()),
        "seats": draw(st.integers(20, 300)),
        "stretchers": draw(st.integers(0, 5)),
        "seats_per_stretcher": draw(st.integers(0, 4)),
        "infants": draw(_maybe(st.integers(0, 20))),
        "accepts": draw(st.just(("all",)) | st.just(("own",)) | listed.map(tuple)),
        "copies": draw(st.integers(1, 4)),
        "cost": draw(st.integers(0, 10**6)),
        "min_load": draw(st.integers(0, 10)),
        "fleet": draw(st.sampled_from(["", *fleets])),
        "cancel_probability": draw(st.integers(0, MILLION)),
    }


@st.composite
def _legs(draw: Draw, places: list[str]) -> dict[str, str]:
    origin, destination = draw(st.permutations(places))[:2]
    return {"origin": origin, "destination": destination}


@st.composite
def _flight(draw: Draw, name: str, world: dict[str, Any]) -> Flight:
    departs = draw(st.integers(world["begins"], world["ends"]))
    return Flight(
        id=name,
        departs=departs,
        arrives=departs + draw(st.integers(1, DAY)),
        status=draw(st.sampled_from(("scheduled", "optional", "cancelled"))),
        **draw(_legs(world["places"])),
        **draw(_cabin(world["fleets"], world["blocs"])),
    )


@st.composite
def _sortie(draw: Draw, name: str, world: dict[str, Any]) -> Sortie:
    first = draw(st.integers(world["begins"], world["ends"]))
    return Sortie(
        id=name,
        first_departure=first,
        every=draw(st.integers(3 * HOUR, DAY)),
        until=draw(st.integers(first, world["ends"])),
        block_minutes=draw(st.integers(1, DAY)),
        **draw(_legs(world["places"])),
        **draw(_cabin(world["fleets"], world["blocs"])),
    )


@st.composite
def _members(draw: Draw, people: int) -> tuple[tuple[str, int], ...]:
    if draw(st.booleans()):
        return ()
    first = draw(st.integers(1, people))
    one, other = sorted(draw(st.permutations(NATIONALITIES))[:2])
    return ((one, first), (other, people - first)) if people > first else ((one, first),)


@st.composite
def _group(draw: Draw, name: str, world: dict[str, Any]) -> Group:
    size, infants = draw(st.integers(1, 8)), draw(st.integers(0, 2))
    stretchers = draw(st.integers(0, size))
    moments = st.integers(world["begins"] - DAY, world["ends"] + DAY)
    goals = [*world["havens"], *COUNTRIES]
    operators = st.sampled_from((*NATIONALITIES, "Air X"))
    return Group(
        id=name,
        nationality=draw(st.sampled_from(NATIONALITIES)),
        origin=draw(st.sampled_from(world["origins"])),
        size=size,
        count=draw(st.integers(1, 50)),
        priority=draw(st.integers(1, 5)),
        members=draw(_members(size + infants)),
        infants=infants,
        stretchers=stretchers,
        assisted=draw(st.integers(0, size - stretchers)),
        ready=draw(_maybe(moments)),
        leave_by=draw(_maybe(moments)),
        destinations=tuple(draw(st.lists(st.sampled_from(goals), max_size=3, unique=True))),
        operators=tuple(draw(st.lists(operators, max_size=3, unique=True))),
        weight=draw(_maybe(st.integers(0, 1000))),
        stay=draw(_maybe(_durations())),
        registered=draw(_maybe(moments)),
        show_up=draw(st.integers(1, MILLION)),
        count_low=None,
        count_high=None,
    )


@st.composite
def _share(draw: Draw, name: str, world: dict[str, Any], flights: list[str], most: int) -> Share:
    kind = draw(st.sampled_from(("max", "min", "reserve")))
    moments = st.integers(world["begins"] - DAY, world["ends"] + DAY)
    return Share(
        id=name,
        kind=kind,
        nationality=draw(st.sampled_from([*NATIONALITIES, *world["blocs"]])),
        people=draw(st.integers(0, most if kind == "reserve" else 500)),
        flight=draw(st.sampled_from(["", *flights])),
        operator=draw(st.sampled_from(("", "FRA", "Air X"))),
        origin=draw(st.sampled_from(["", *world["places"]])),
        destination=draw(st.sampled_from(["", *world["places"]])),
        departs_from=draw(_maybe(moments)),
        departs_before=draw(_maybe(moments)),
    )


@st.composite
def _admission(draw: Draw, world: dict[str, Any]) -> Admission:
    by_country = draw(st.booleans())
    return Admission(
        location="" if by_country else draw(st.sampled_from(world["places"])),
        country=draw(st.sampled_from(COUNTRIES)) if by_country else "",
        nationality=draw(st.sampled_from([*NATIONALITIES, *world["blocs"]])),
        people=draw(_maybe(st.integers(0, 500))),
    )


@st.composite
def _pin(draw: Draw, groups: list[str], flights: list[str]) -> Pin:
    scope = draw(st.sampled_from(("any", "flight", "itinerary"))) if flights else "any"
    listed = (
        st.lists(st.sampled_from(flights), min_size=1, max_size=3, unique=True) if flights else st.just([])
    )
    return Pin(
        group=draw(st.sampled_from(groups)),
        kind=draw(st.sampled_from(("at_least", "at_most", "exactly"))),
        parties=draw(st.integers(0, 60)),
        itinerary=tuple(draw(listed)) if scope == "itinerary" else (),
        flight=draw(st.sampled_from(flights)) if scope == "flight" else "",
    )


@st.composite
def _world(draw: Draw) -> dict[str, Any]:
    begins = parse_time("2023-08-01T00:00Z") + draw(st.integers(-60, 60))
    names = draw(_unique("p", 3, 6))
    return {
        "begins": begins,
        "ends": begins + draw(st.integers(1, 4 * DAY)),
        "places": names,
        "origins": names[:1] if len(names) < 5 else names[:2],
        "havens": names[-1:],
        "fleets": draw(_unique("a", 0, 2)),
        "blocs": draw(st.lists(st.sampled_from(BLOCS), max_size=2, unique=True)),
    }


def _role(world: dict[str, Any], name: str) -> str:
    return "origin" if name in world["origins"] else "haven" if name in world["havens"] else "hub"


@st.composite
def _bloc(draw: Draw, name: str) -> Bloc:
    members = draw(st.lists(st.sampled_from(NATIONALITIES), min_size=1, max_size=4, unique=True))
    return Bloc(bloc=name, members=tuple(members))


@st.composite
def instances(draw: Draw, *, most_groups: int = 5, most_flights: int = 5) -> Instance:
    """Instances without errors (warnings they may have), with every table filled now and then."""
    world = draw(_world())
    begins = world["begins"]
    flights = [draw(_flight(name, world)) for name in draw(_unique("f", 0, most_flights))]
    sorties = [draw(_sortie(name, world)) for name in draw(_unique("s", 0, 2))]
    groups = [draw(_group(name, world)) for name in draw(_unique("g", 0, most_groups))]
    flown = [flight.id for flight in flights] + [one.id for sortie in sorties for one in sortie.flights()]
    shares = draw(_unique("q", 0, 4))
    fleets = world["fleets"]
    many = len(flights)
    crews = st.integers(many, many + 3)
    manned = st.lists(st.sampled_from(fleets), min_size=1, unique=True) if fleets else st.nothing()
    return Instance(
        name=draw(texts().filter(bool)),
        title=draw(texts()),
        source=draw(texts()),
        license=draw(texts()),
        begins=begins,
        ends=world["ends"],
        policy=draw(policies()),
        locations=tuple(draw(_location(name, _role(world, name), begins, many)) for name in world["places"]),
        groups=Groups.of(groups),
        flights=tuple(flights),
        blocs=tuple(draw(_bloc(name)) for name in world["blocs"]),
        shares=tuple(draw(_share(name, world, flown, 20 // max(1, len(shares)))) for name in shares),
        admissions=tuple(draw(st.lists(_admission(world), max_size=3))),
        fleets=tuple(Fleet(id=name, count=many + 1, cycle=draw(_durations())) for name in fleets),
        crews=tuple(
            Crew(id=name, count=draw(crews), fleets=tuple(draw(manned)), rest=draw(_durations()))
            for name in (draw(_unique("c", 0, 2)) if fleets else ())
        ),
        sorties=tuple(sorties),
        pins=tuple(draw(st.lists(_pin([group.id for group in groups], flown), max_size=3)) if groups else ()),
    )
