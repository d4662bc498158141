"""The search against small cases of section 6 that are decided by hand, each on both sides of its edge."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from evacopt.domain.dimension import Dimension
from evacopt.domain.flight import Flight, Sortie
from evacopt.domain.instance import Instance
from evacopt.domain.link import Link, LinkKind
from evacopt.domain.policy import Policy
from evacopt.domain.reception import Capacity
from evacopt.domain.resource import Resource, Use
from evacopt.domain.share import Admission, Share
from evacopt.domain.slot import Order, Slot
from evacopt.domain.window import Window
from tests.brute.search import best
from tests.build import DIRECT, VIA_HUB, at, flight, group, instance, place

FOUR = (group(count=4),)
TWO_WAYS = (DIRECT, flight("F2", "O 09:00", "W 12:59"))
HOURLY = Sortie(
    id="S",
    operator="FRA",
    origin="O",
    destination="V",
    seats=1,
    first_departure=at("06:00"),
    every=60,
    until=at("08:00"),
    block_minutes=60,
)


def travelling(known: Instance) -> int:
    """People who travel in a best plan."""
    goals = best(known)
    assert goals is not None
    return known.people - goals[0][1]


def maybe(code: str, start: str = "O 08:00", stop: str = "V 12:00", **more: Any) -> Flight:
    """An optional flight of one seat."""
    return flight(code, start, stop, **{"status": "optional", "seats": 1, **more})


def window(**fields: Any) -> Instance:
    """One person, the flight DIRECT from O at 08:00 and a window there."""
    for name in ("since", "until"):
        fields |= {name: at(fields[name])} if name in fields else {}
    return instance(windows=(Window(**{"location": "O", "kind": "closed", **fields}),))


@pytest.mark.parametrize(
    ("fields", "travels"),
    [
        ({"kind": "open", "since": "08:00"}, 1),
        ({"kind": "open", "since": "08:01"}, 0),
        ({"kind": "open", "until": "08:00"}, 1),
        ({"kind": "open", "until": "07:59"}, 0),
        ({"kind": "open", "since": "09:00", "operators": ("DEU",)}, 1),
        ({"kind": "open", "since": "09:00", "direction": "in"}, 1),
        ({"since": "08:00", "until": "09:00"}, 0),
        ({"since": "07:00", "until": "08:00"}, 1),
        ({"since": "08:00"}, 0),
        ({"until": "08:01", "direction": "out"}, 0),
        ({"until": "09:00", "direction": "in"}, 1),
        ({"until": "09:00", "operators": ("DEU", "FRA")}, 0),
        ({"location": "V", "since": "12:00", "direction": "in"}, 0),
        ({"location": "V", "since": "12:00", "direction": "out"}, 1),
        ({"daily_from": 22 * 60, "daily_to": 8 * 60}, 1),
        ({"daily_from": 22 * 60, "daily_to": 8 * 60 + 1}, 0),
        ({"daily_from": 8 * 60, "daily_to": 9 * 60}, 0),
        ({"kind": "open", "daily_from": 22 * 60, "daily_to": 8 * 60}, 1),
        ({"kind": "open", "daily_from": 22 * 60, "daily_to": 8 * 60 - 1}, 0),
    ],
)
def test_windows(fields: dict[str, Any], travels: int) -> None:
    """Open up to the last minute and with it, closed up to it, only where the row speaks of the movement."""
    assert travelling(window(**fields)) == travels


def test_any_of_two_open_windows() -> None:
    """Both rows speak of it, one of them holds; a closed one that holds takes it back."""
    rows = (
        Window(location="O", kind="open", until=at("03:00")),
        Window(location="O", kind="open", since=at("08:00")),
    )
    known = instance(windows=rows)
    assert travelling(known) == 1
    shut = Window(location="O", kind="closed", since=at("08:00"), until=at("08:01"))
    assert travelling(replace(known, windows=(*rows, shut))) == 0


def test_capacity_in_steps() -> None:
    """Of the last row until then; who is there when it sinks counts, who has just left does not."""

    def received(*rows: Capacity, **fields: Any) -> int:
        return travelling(instance(groups=FOUR, places=(place("V", **fields),), capacities=rows))

    def step(time: str, people: int | None) -> Capacity:
        return Capacity(location="V", since=at(time), people=people)

    assert received(step("12:01", 1)) == 1
    assert received(step("12:01", 1), stay=1) == 4
    assert received(step("12:00", 3), step("14:00", 2), stay=121) == 2
    assert received(step("12:00", 3), step("14:00", 2), stay=120) == 3
    assert received(step("12:00", None), capacity=1) == 4
    assert received(step("12:01", None), capacity=1) == 1
    assert received(step("22:59", 0)) == 0
    assert received(step("23:00", 0)) == 4


def test_arrivals() -> None:
    """By clock hours and days; who changes there counts as well."""

    def landed(**fields: Any) -> int:
        flights = (DIRECT, flight("F2", "O 09:00", "V 12:59"), flight("F3", "O 09:00", "V 13:00"))
        groups = (group(count=9, size=1),)
        return travelling(instance(groups=groups, flights=flights, places=(place("V", **fields),)))

    assert landed(arrivals_per_hour=2) == 4
    assert landed(arrivals_per_day=5) == 5
    via = instance(groups=FOUR, flights=VIA_HUB, places=(place("H", arrivals_per_day=3),))
    assert travelling(via) == 3


def test_admissions_with_times() -> None:
    """From the first minute, not at the last; who lands twice in a country counts once."""

    def admitted(flights: tuple[Flight, ...] = (DIRECT,), **fields: Any) -> int:
        row = Admission(**{"nationality": "FRA", "people": 1, **fields})
        places = (place("H", country="FRA"),)
        return travelling(instance(groups=FOUR, flights=flights, admissions=(row,), places=places))

    assert admitted(location="V", since=at("12:00")) == 1
    assert admitted(location="V", since=at("12:01")) == 4
    assert admitted(location="V", until=at("12:00")) == 4
    assert admitted(location="V", until=at("12:01")) == 1
    assert admitted(location="V", since=at("11:00"), until=at("13:00"), people=0) == 0
    assert admitted(VIA_HUB, country="FRA", people=3, since=at("10:00")) == 3
    assert admitted(VIA_HUB, country="FRA", people=3, since=at("10:01"), until=at("16:00")) == 4


def test_slots() -> None:
    """Sorties flown at the place in the time; scheduled ones too, of the operator and direction."""

    def flown(movements: int, *, fixed: bool = False, **fields: Any) -> int:
        row = Slot(
            **{"id": "S", "location": "O", "since": at("08:00"), "until": at("09:00"), **fields},
            movements=movements,
        )
        flights = [maybe("A", copies=2), maybe("B", "O 09:00"), maybe("C", "O 08:59", operator="DEU")]
        more = (flight("D", "O 08:30", "V 12:00", seats=1),) if fixed else ()
        return travelling(instance(groups=FOUR, flights=(*flights, *more), slots=(row,)))

    assert flown(1) == 2
    assert flown(1, operator="FRA") == 3
    assert flown(0, direction="in") == 4
    assert flown(0, location="V", direction="in", since=at("12:00"), until=at("12:01")) == 0
    assert flown(2, until=at("09:01")) == 2
    assert flown(2, fixed=True) == 3


def test_alternatives() -> None:
    """One sortie of all flights with the code, copies too."""
    flights = [maybe("A", copies=2, alternative="X"), maybe("B", alternative="X"), maybe("C")]
    assert travelling(instance(groups=FOUR, flights=flights)) == 2
    series = replace(HOURLY, alternative="X")
    assert travelling(instance(groups=FOUR, flights=flights, sorties=(series,))) == 2
    assert travelling(instance(groups=FOUR, flights=flights, sorties=(HOURLY,))) == 4


def test_order() -> None:
    """The other must fly, empty perhaps, but within the horizon and between open places."""

    def flown(needs: Flight, **more: Any) -> int:
        rows = (Order(flight="A", needs=needs.id),)
        return travelling(instance(groups=FOUR, flights=(maybe("A", copies=3), needs), order=rows, **more))

    assert flown(maybe("B", "W 03:00", "O 07:00")) == 3
    assert flown(maybe("B", "W 03:00", "O 07:00", status="cancelled")) == 0
    assert flown(maybe("B", "W 03:00", "O 07:00", status="scheduled")) == 3
    assert flown(maybe("B", "W 03:00", "O 07:00", min_load=1)) == 0
    assert flown(maybe("B", "W 03:00", "O 07:00"), places=(place("W", opens=at("03:01")),)) == 0
    assert flown(maybe("B", "W 03:00", "O 07:00", alternative="X")) == 3
    shut = (Window(location="O", kind="closed", until=at("07:01"), direction="in"),)
    assert flown(maybe("B", "W 03:00", "O 07:00"), windows=shut) == 0


def _held(count: int, *uses: Use, flights: tuple[Flight, ...] = (), **fields: Any) -> int:
    usual = (maybe("A", "O 08:00", "V 12:00"), maybe("B", "O 09:00", "V 13:00", aircraft="C130"))
    resources = (Resource(id="R", count=count, **fields),)
    return travelling(instance(groups=FOUR, flights=flights or usual, resources=resources, uses=uses))


def use(anchor: str = "", first: int | None = None, last: int | None = None, **fields: Any) -> Use:
    """A use of the resource R."""
    times: dict[str, Any] = {"anchor": anchor, "from_minutes": first, "to_minutes": last}
    return Use(resource="R", **times, **fields)


def test_resources() -> None:
    """Held from the first minute up to the last, which is free again; rows add up, of whom they match."""
    assert _held(1, use("departs", 0, 60)) == 2
    assert _held(1, use("departs", 0, 61)) == 1
    assert _held(1, use("departs", -61, 0)) == 1
    assert _held(1, use("arrives", -60, 0)) == 2
    assert _held(1, use("departs", 0, 10, amount=2)) == 0
    assert _held(2, use("departs", 0, 10), use("departs", 5, 20, origin="O")) == 2
    assert _held(1, use("departs", 0, 10), use("departs", 5, 20, origin="O")) == 0
    assert _held(1, use("departs", 0, 10), use("departs", 10, 20)) == 2
    assert _held(0, use("departs", 0, 10, aircraft="C130")) == 1
    assert _held(0, use("departs", 0, 10, aircraft="C130", operator="DEU")) == 2
    assert _held(0, use("departs", 0, 10, flight="A")) == 1
    assert _held(0, use("departs", 0, 10, destination="W")) == 2
    fixed = flight("C", "O 08:30", "V 12:00", seats=1)
    assert _held(1, use("departs", 0, 60), flights=(fixed, maybe("A"), maybe("B", "O 09:30"))) == 2


def test_resources_used_up() -> None:
    """The amounts of all sorties, whenever they fly."""
    assert _held(5, use(amount=3), used_up=True) == 1
    assert _held(6, use(amount=3), used_up=True) == 2
    assert _held(7, use(amount=3), use(aircraft="C130"), used_up=True) == 2


def test_a_series_holds_as_each_of_its_flights() -> None:
    """A use that names a series speaks of each of its flights."""
    known = instance(groups=FOUR, flights=(), sorties=(HOURLY,), resources=(Resource(id="R", count=1),))
    assert travelling(replace(known, uses=(use("departs", 0, 60, flight="S"),))) == 3
    assert travelling(replace(known, uses=(use("departs", 0, 61, flight="S"),))) == 2
    assert travelling(replace(known, uses=(use("departs", 0, 61, flight=HOURLY.flights()[0].id),))) == 3


def test_dimensions() -> None:
    """A flight that does not name one has no limit in it; a place counts who is there."""
    groups = (group("G", count=4, needs=(("kg", 30), ("pet", 1))), group("H", count=2))
    known = instance(groups=groups, dimensions=(Dimension(id="kg"), Dimension(id="pet")))

    def aboard(**fields: Any) -> int:
        return travelling(replace(known, flights=(replace(DIRECT, **fields),)))

    assert aboard(room=()) == 6
    assert aboard(room=(("kg", 89),)) == 4
    assert aboard(room=(("kg", 90),)) == 5
    assert aboard(room=(("kg", 999), ("pet", 0))) == 2
    assert aboard(room=(("kg", 30),), status="optional", copies=2) == 4
    ward = instance(
        groups=groups,
        flights=(DIRECT, flight("F2", "O 09:00", "V 13:00")),
        places=(place("V", room=(("pet", 1),), stay=60),),
        dimensions=known.dimensions,
    )
    assert travelling(ward) == 4
    assert travelling(replace(ward, locations=(place("O"), place("V", room=(("pet", 1),), stay=61)))) == 3


@pytest.mark.parametrize(
    ("kind", "ratio", "travel"),
    [
        ("same_itinerary", 1, 1 + 1),
        ("same_itinerary", 3, 1 + 3),
        ("same_haven", 1, 1 + 1),
        ("not_before", 1, 1 + 1),
        ("not_before", 2, 1 + 2),
    ],
)
def test_links(kind: LinkKind, ratio: int, travel: int) -> None:
    """At most `ratio` parties for each of the other, on the itinerary, to the haven, by the minute."""
    groups = (group("CHILD", count=4), group("ESCORT"))
    link = Link(group="CHILD", partner="ESCORT", kind=kind, ratio=ratio)
    assert travelling(instance(groups=groups, links=(link,))) == travel


def test_links_speak_of_different_things() -> None:
    """Two flights to one haven, two havens at once, one after the other."""
    groups = (group("CHILD", operators=("DEU",)), group("ESCORT", operators=("FRA",)))

    def two(later: str, haven: str, kind: LinkKind) -> int:
        flights = (DIRECT, flight("F2", f"O {later}", f"{haven} 16:00", operator="DEU"))
        link = Link(group="CHILD", partner="ESCORT", kind=kind)
        return travelling(instance(groups=groups, flights=flights, links=(link,)))

    assert two("08:00", "V", "same_itinerary") == 1
    assert two("08:00", "V", "same_haven") == 2
    assert two("08:00", "W", "same_haven") == 1
    assert two("08:00", "W", "not_before") == 2
    assert two("07:59", "W", "not_before") == 1


def test_tags() -> None:
    """All people of parties with the tag, or those of a nationality among them."""
    family = group("G", size=3, members=(("FRA", 1), ("NER", 2)), tags=("press",), count=2)
    known = instance(groups=(family, group("H", size=4)))

    def shared(**fields: Any) -> int:
        row = Share(id="S", **{"kind": "max", "people": 3, "tag": "press", **fields})
        return travelling(replace(known, shares=(row,)))

    assert shared() == 7
    assert shared(people=2) == 4
    assert shared(nationality="NER") == 7
    assert shared(nationality="FRA") == 10
    assert shared(tag="other") == 10
    assert shared(kind="reserve", people=7) == 3 + 3
    assert shared(kind="reserve", people=7, nationality="NER") == 3
    assert shared(kind="reserve", people=6, nationality="FRA") == 10


def test_both_ways() -> None:
    """Origin for its own, haven for others; on the way only where a longest wait is said."""
    flights = (flight("IN", "O 08:00", "H 10:00"), flight("OUT", "H 12:00", "V 16:00"))
    groups = (group("G", count=2), group("L", origin="H", count=3))

    def moved(groups: tuple[Any, ...] = groups, **fields: Any) -> int:
        return travelling(
            instance(groups=groups, flights=flights, places=(place("H", role="both", **fields),))
        )

    assert moved() == 5
    assert moved(capacity=1) == 1 + 3
    onward = (group("G", count=2, destinations=("FRA",)),)
    assert moved(onward) == 0
    assert moved(onward, max_stay=120) == 2
    assert moved(onward, max_stay=119) == 0
    assert moved(onward, max_stay=120, capacity=1) == 1


def goal(name: str, **more: Any) -> int:
    """The value of one goal that comes after `unserved`."""
    goals = best(instance(policy=Policy(objectives=("unserved", name)), **more))
    assert goals is not None
    return dict(goals)[name]


def test_prices() -> None:
    """Everybody aboard, infants too, on scheduled flights as well; a sortie costs what it did."""
    family = (group(size=2, infants=1),)
    legs = tuple(replace(leg, cost_per_person=5) for leg in VIA_HUB)
    assert goal("cost", groups=family, flights=legs) == 2 * 3 * 5
    paid = replace(DIRECT, cost_per_person=5, cost=7, status="optional")
    assert goal("cost", groups=family, flights=(paid,)) == 3 * 5 + 7


def test_risk() -> None:
    """Of legs, and of whole hours waited at the origin, to the end for who stays; without class weights."""
    places = (place("O", risk_ppm_per_hour=10),)
    known = {"groups": (group(size=2, infants=1, ready=at("06:30")),), "places": places}
    legs = tuple(replace(leg, risk_ppm=100) for leg in VIA_HUB)
    assert goal("risk", flights=legs, **known) == 3 * (200 + 2 * 10)
    assert goal("risk", flights=(), **known) == 3 * 17 * 10
