"""Family `airfield`: the world of `mixed`, and every rule of the airfield itself.

Curfews and permits, reception by day, slots, stands, escorts, crews and fuel, charters at one of two hours,
baggage and pets, wards, groups that belong together, tags, a place that is origin and haven at once, prices
a head and risk. What `mixed` promises can still be kept: all of it is about optional flights, other places,
or parties of two and more, and single travellers always find room for their baggage.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from evacopt.domain.clock import HOUR
from evacopt.domain.dimension import Dimension
from evacopt.domain.flight import Flight, Leg, Sortie
from evacopt.domain.instance import Instance
from evacopt.domain.location import Location
from evacopt.domain.slot import Order
from evacopt.generation import mixed
from evacopt.generation.aircraft import DIRECT, MONEY_A_SEAT_HOUR, drawn_aircraft
from evacopt.generation.airfield_limits import CHARTERS, SMALL, Limits
from evacopt.generation.airfield_people import BED, CHAIR, KILOGRAMS, PET, drawn_links, with_needs
from evacopt.generation.legs import EVERYBODY, Stage, drawn_legs, seats_wanted
from evacopt.generation.parameter import Parameter, Settings
from evacopt.generation.world import BEGINS, World, at_hour

PARAMETERS = (
    *mixed.PARAMETERS,
    Parameter("charters", 15, low=1, high=1000).with_law(
        "charters with seats for so many of a hundred people, each offered at two hours"
    ),
    Parameter("neighbour", 5, low=1, high=1000).with_law(
        "small aircraft from the first origin to the second, with seats for so many of a hundred people"
    ),
    Parameter("share", 50, low=1, high=1000).with_law(
        "slots, stands, arrivals, escorts, crews and fuel, beside what scheduled flights take: hundredths of "
        "what flying without a pause would take on average, never nothing"
    ),
    Parameter("baggage", 20, low=15, high=1000).with_law(
        "kilograms for each seat of a flight; a person with a seat has 20, an infant 10"
    ),
    Parameter("pets", 5, high=100).with_law("of a hundred rows of parties, those that have a pet"),
    Parameter("tagged", 10, high=100).with_law(
        "of a hundred rows of parties, those with the tag `ngo` or `press`; all of class 1 are `vulnerable`"
    ),
    Parameter("linked", 5, high=300).with_law(
        "links of each of the three kinds for a thousand rows of parties, at least one unless it is 0"
    ),
)
POLICY = replace(
    mixed.POLICY, objectives=("unserved", "fairness", "risk", "waiting", "cost"), fairness_levels=1
)
LATER_HOURS = 6
"""From the first hour of a charter to the other."""

SMALL_SEATS, SMALL_EVERY, SMALL_BLOCK = 30, 6, 2
PRICE_A_HEAD = 150
RISK, RISK_UNDER_ESCORT = 20, 400

_T = TypeVar("_T", bound=Leg)


def build(people: int, seed: int, settings: Settings) -> Instance:
    """The instance that the settings say."""
    world = mixed.world_of(("airfield", people, seed), settings)
    plain = mixed.every_rule(world, settings)
    pools = mixed.shuttle_pools(world, seats_wanted(people, settings["seats"]))
    charters, order = _charters(world, seats_wanted(people, settings["charters"]))
    small = _small_aircraft(world, seats_wanted(people, settings["neighbour"]))
    baggage = settings["baggage"]
    instance = replace(
        plain,
        policy=POLICY,
        groups=with_needs(world, plain.groups, settings["pets"], settings["tagged"]),
        flights=tuple(_with_room(flight, baggage, pets=2) for flight in (*plain.flights, *charters)),
        sorties=(*(_with_room(sortie, baggage, pets=0) for sortie in plain.sorties), small),
        order=order,
        dimensions=(
            Dimension(id=BED, unit="beds of a ward"),
            Dimension(id=CHAIR, unit="wheelchairs"),
            Dimension(id=KILOGRAMS, unit="kilograms"),
            Dimension(id=PET, unit="pets"),
        ),
    )
    limits = Limits(world, instance, pools, settings["share"])
    return replace(
        instance,
        locations=_locations(world, instance.locations, small, limits),
        windows=limits.windows(),
        capacities=limits.capacities(),
        admissions=(*plain.admissions, *limits.admissions()),
        shares=(*plain.shares, *limits.shares()),
        slots=limits.slots(),
        resources=limits.resources(),
        uses=limits.uses(),
        links=drawn_links(world, instance.groups, settings["linked"]),
    )


def _with_room(leg: _T, baggage: int, *, pets: int) -> _T:
    """It with room in the hold, and a risk for who is aboard."""
    room = ((CHAIR, 1 + leg.seats // 100), (KILOGRAMS, leg.seats * baggage), (PET, pets))
    return replace(leg, room=room, risk_ppm=RISK)


def _charters(world: World, wanted: int) -> tuple[tuple[Flight, ...], tuple[Order, ...]]:
    """Charters at one of two hours each; of every three, the second needs the first one at its first hour."""
    draws = world.draws("charters")
    last = world.hours - LATER_HOURS
    stage = Stage(prefix="A", starts=world.origins, stops=world.havens, first=6, last=last)
    legs = drawn_legs(draws, world, stage, drawn_aircraft(draws, DIRECT, wanted), EVERYBODY)
    charters = []
    for leg in legs:
        sooner = replace(
            leg,
            operator=CHARTERS,
            status="optional",
            cost=leg.seats * MONEY_A_SEAT_HOUR * (leg.arrives - leg.departs) // (2 * HOUR),
            cost_per_person=PRICE_A_HEAD,
            min_load=leg.seats // 5,
            alternative=leg.id,
        )
        later = LATER_HOURS * HOUR
        charters += [
            sooner,
            replace(sooner, id=f"{leg.id}L", departs=leg.departs + later, arrives=leg.arrives + later),
        ]
    order = (Order(flight=one.id, needs=other.id) for other, one in zip(legs[::3], legs[1::3], strict=False))
    return tuple(charters), tuple(order)


def _small_aircraft(world: World, wanted: int) -> Sortie:
    """A series of small aircraft from the first origin to the second, under escort."""
    start, stop = world.origins
    departures = (world.hours - 6) // SMALL_EVERY
    copies = -(-wanted // (departures * SMALL_SEATS))
    return Sortie(
        id=SMALL,
        operator=SMALL,
        origin=start.id,
        destination=stop.id,
        first_departure=at_hour(6),
        every=SMALL_EVERY * HOUR,
        until=BEGINS + (world.hours - 1) * HOUR,
        block_minutes=SMALL_BLOCK * HOUR,
        seats=max(1, wanted // (departures * copies)),
        copies=copies,
        cost=SMALL_SEATS * SMALL_BLOCK * MONEY_A_SEAT_HOUR,
        cost_per_person=PRICE_A_HEAD,
        risk_ppm=RISK_UNDER_ESCORT,
    )


def _locations(
    world: World, plain: tuple[Location, ...], small: Sortie, limits: Limits
) -> tuple[Location, ...]:
    """The places of `mixed`: the second origin is a haven for others too, and reception has its limits."""
    first, second, hub, other_hub, haven, ward, last = plain
    daily = max(8, small.seats * small.copies * 24 // SMALL_EVERY // 2)
    return (
        replace(first, risk_ppm_per_hour=50),
        replace(
            second,
            role="both",
            capacity=2 * daily,
            max_stay=12 * HOUR,
            arrivals_per_day=daily,
            risk_ppm_per_hour=10,
        ),
        replace(hub, room=((BED, 1 + world.people // 20_000),)),
        replace(other_hub, arrivals_per_hour=limits.arrivals_per_hour),
        haven,
        replace(ward, room=((BED, 1 + world.people // 5_000),)),
        replace(last, arrivals_per_day=limits.arrivals_per_day(last.id)),
    )
