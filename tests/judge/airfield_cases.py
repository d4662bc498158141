"""Instances of the airfield itself at a limit of the good plan, and with a limit one stricter."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from evacopt.domain.dimension import Dimension
from evacopt.domain.instance import Instance
from evacopt.domain.link import Link, LinkKind
from evacopt.domain.reception import Capacity
from evacopt.domain.resource import Resource, Use
from evacopt.domain.share import Admission, Share, ShareKind
from evacopt.domain.slot import Order, Slot
from evacopt.domain.window import Window
from tests.build import at
from tests.judge.world import WORLD, flight, group, location, world

EXTRA = replace(WORLD.flight["DIRECT"], id="EXTRA")
MORE = replace(WORLD, flights=(*WORLD.flights, EXTRA))
DAY = "2023-08-01T"


def window(kind: Any, since: str = "", until: str = "", instance: Instance = WORLD, **more: Any) -> Instance:
    times = {"since": at(since) if since else None, "until": at(until) if until else None}
    return replace(instance, windows=(Window(**{"location": "O1", "kind": kind, **times, **more}),))


def daily(kind: Any, since: str, until: str) -> Instance:
    first, last = (
        int(hours) * 60 + int(rest) for hours, rest in (time.split(":") for time in (since, until))
    )
    return window(kind, daily_from=first, daily_to=last, operators=("FRA",))


def capacities(*rows: tuple[str, str, int | None], instance: Instance = WORLD) -> Instance:
    return replace(
        instance,
        capacities=tuple(
            Capacity(location=place, since=at(since), people=most) for place, since, most in rows
        ),
    )


def admission(people: int, since: str = "", until: str = "") -> Instance:
    row = Admission(
        nationality="EU",
        location="V1",
        people=people,
        since=at(since) if since else None,
        until=at(until) if until else None,
    )
    return world(admissions=(row,))


def slot(movements: int, since: str = "09:00", until: str = "09:01", **more: Any) -> Instance:
    slot = Slot(
        **{
            "id": "S",
            "location": "O1",
            "since": at(since),
            "until": at(until),
            "movements": movements,
            **more,
        }
    )
    return replace(MORE, slots=(slot,))


def order(code: str, needs: str) -> Instance:
    return replace(MORE, order=(Order(flight=code, needs=needs),))


def held(count: int, *rows: tuple[int, int], **more: Any) -> Instance:
    """What is held from and to so many minutes about the departure, where `more` does not say otherwise."""
    uses = (
        Use(**{"resource": "R", "anchor": "departs", "from_minutes": a, "to_minutes": b, **more})
        for a, b in rows
    )
    return world(resources=(Resource(id="R", count=count),), uses=tuple(uses))


def fuel(count: int, *uses: Use) -> Instance:
    return world(resources=(Resource(id="R", count=count, used_up=True),), uses=uses)


def room(code: str, room: int, dimension: str = "kg") -> Instance:
    """Room aboard a flight or at a place; a couple needs 20, who lies 5, a family nothing."""
    of = flight if code in WORLD.flight else location
    known = of(
        code,
        group("COUPLE", group("LYING", needs=(("kg", 5),)), needs=(("kg", 20), ("pet", 1))),
        room=((dimension, room),),
    )
    return replace(known, dimensions=(Dimension(id="kg", unit="kilograms"), Dimension(id="pet")))


def link(kind: LinkKind, one: str, other: str, ratio: int = 1) -> Instance:
    return world(links=(Link(group=one, partner=other, kind=kind, ratio=ratio),))


def tagged(kind: ShareKind, people: int, **more: Any) -> Instance:
    return replace(
        group("COUPLE", group("FAMILY", tags=("a", "b")), tags=("b",)),
        shares=(Share(id="S", kind=kind, people=people, **more),),
    )


def both(**more: Any) -> Instance:
    """The hub is one for others, and a haven."""
    return location("H1", role="both", **more)


# rule, subject, the world in which the good plan is just right, the world in which it is not
CASES: list[tuple[str, str, Instance, Instance]] = [
    ("itinerary", "IN>OUT", window("open", "08:00"), window("open", "08:01", direction="out")),
    ("itinerary", "IN>OUT", window("open", "", "09:00"), window("open", "09:00", "", operators=("FRA",))),
    ("itinerary", "IN>OUT", window("closed", "07:00", "08:00"), window("closed", "07:00", "08:01")),
    (
        "itinerary",
        "IN>OUT",
        window("closed", "08:01", "09:00"),
        window("closed", "08:00", "09:00", operators=("FRA",)),
    ),
    (
        "itinerary",
        "IN>OUT",
        window("closed", operators=("ACME",)),
        window("closed", location="H1", direction="out"),
    ),
    (
        "itinerary",
        "IN>OUT",
        window("closed", direction="in"),
        window("closed", location="H1", direction="in"),
    ),
    ("itinerary", "IN>OUT", daily("open", "20:00", "09:00"), daily("open", "20:00", "07:59")),
    ("itinerary", "IN>OUT", daily("closed", "20:00", "08:00"), daily("closed", "20:00", "08:01")),
    ("itinerary", "IN>OUT", both(max_stay=120), both()),
    ("itinerary", "IN>OUT", both(max_stay=120), both(max_stay=119)),
    (
        "capacity",
        f"V1 at {DAY}15:00Z",
        capacities(("V1", "15:00", 5), ("V1", "16:00", 14)),
        capacities(("V1", "15:00", 4), ("V1", "16:00", None)),
    ),
    ("capacity", f"V1 at {DAY}16:00Z", capacities(("V1", "14:00", 14)), capacities(("V1", "06:00", 13))),
    ("capacity", f"H1 at {DAY}11:00Z", capacities(("H1", "12:00", 0)), capacities(("H1", "11:00", 8))),
    (
        "capacity",
        f"V1 at {DAY}14:00Z",
        capacities(("V1", "14:00", None), instance=location("V1", capacity=4)),
        capacities(("V1", "14:01", None), instance=location("V1", capacity=4)),
    ),
    ("capacity", f"H1 at {DAY}10:00Z", both(max_stay=120, capacity=9), both(max_stay=120, capacity=8)),
    (
        "arrivals_hour",
        f"H1 at {DAY}10:00Z",
        location("H1", arrivals_per_hour=9),
        location("H1", arrivals_per_hour=8),
    ),
    (
        "arrivals_hour",
        f"V1 at {DAY}16:00Z",
        location("V1", arrivals_per_hour=9),
        location("V1", arrivals_per_hour=8),
    ),
    (
        "arrivals_day",
        f"V1 at {DAY}00:00Z",
        location("V1", arrivals_per_day=14),
        location("V1", arrivals_per_day=13),
    ),
    ("admission", f"EU at V1 from {DAY}14:01Z", admission(9, "14:01"), admission(8, "14:01")),
    ("admission", f"EU at V1 until {DAY}16:00Z", admission(1, "", "16:00"), admission(0, "", "16:00")),
    (
        "admission",
        f"EU at V1 from {DAY}14:00Z until {DAY}16:01Z",
        admission(0, "14:01", "16:00"),
        admission(9, "14:00", "16:01"),
    ),
    ("slot", "S", slot(1), slot(0)),
    ("slot", "S", slot(0, direction="in"), slot(0, direction="out")),
    ("slot", "S", slot(0, operator="FRA"), slot(0, operator="DEU")),
    ("slot", "S", slot(4, "08:00", "18:01"), slot(3, "08:00", "18:01")),
    ("slot", "S", slot(2, "14:00", "16:01", location="V1"), slot(1, "14:00", "16:01", location="V1")),
    ("order", "DIRECT EXTRA", order("EXTRA", "DIRECT"), order("DIRECT", "EXTRA")),
    ("order", "DIRECT GONE", order("DIRECT", "IN"), order("DIRECT", "GONE")),
    ("resource", f"R at {DAY}07:30Z", held(2, (-90, 31)), held(1, (-90, 31), origin="O1")),
    ("resource", f"R at {DAY}08:00Z", held(1, (0, 60)), held(1, (-60, 1))),
    (
        "resource",
        f"R at {DAY}09:00Z",
        held(5, (0, 1), (0, 1), amount=2, flight="DIRECT", operator="DEU"),
        held(3, (0, 1), (0, 1), amount=2, flight="DIRECT"),
    ),
    (
        "resource",
        f"R at {DAY}16:00Z",
        held(1, (0, 60), anchor="arrives", destination="V1", aircraft=""),
        held(1, (0, 121), anchor="arrives", destination="V1"),
    ),
    (
        "resource",
        "R",
        fuel(10, Use(resource="R", amount=3, origin="O1"), Use(resource="R", flight="DIRECT")),
        fuel(
            6,
            Use(resource="R", amount=3, origin="O1", destination="V1"),
            Use(resource="R", amount=4, destination="H1"),
        ),
    ),
    ("dimension", "DIRECT kg", room("DIRECT", 45), room("DIRECT", 44)),
    ("dimension", "DIRECT pet", room("DIRECT", 2, "pet"), room("DIRECT", 0, "pet")),
    ("dimension", f"V1 kg at {DAY}14:00Z", room("V1", 45), room("V1", 44)),
    ("dimension", f"V1 pet at {DAY}14:00Z", room("O1", 0, "pet"), room("V1", 1, "pet")),
    (
        "link",
        "COUPLE with LYING on DIRECT",
        link("same_itinerary", "COUPLE", "LYING", 2),
        link("same_itinerary", "COUPLE", "LYING"),
    ),
    (
        "link",
        "FAMILY with COUPLE on IN>OUT",
        link("same_haven", "FAMILY", "COUPLE", 2),
        link("same_itinerary", "FAMILY", "COUPLE", 9),
    ),
    (
        "link",
        "FAMILY with COUPLE at V1",
        link("same_haven", "COUPLE", "FAMILY"),
        link("same_haven", "FAMILY", "COUPLE"),
    ),
    (
        "link",
        f"FAMILY with COUPLE until {DAY}08:00Z",
        link("not_before", "COUPLE", "FAMILY"),
        link("not_before", "FAMILY", "COUPLE", 9),
    ),
    (
        "link",
        f"COUPLE with LYING until {DAY}09:00Z",
        link("not_before", "COUPLE", "LYING", 2),
        link("not_before", "COUPLE", "LYING"),
    ),
    ("share_max", "S", tagged("max", 13, tag="b"), tagged("max", 12, tag="b")),
    ("share_max", "S", tagged("max", 9, tag="b", nationality="FRA"), tagged("max", 8, tag="a")),
    (
        "share_min",
        "S",
        tagged("min", 4, tag="b", nationality="NER"),
        tagged("min", 1, tag="a", nationality="NER"),
    ),
    (
        "reserve",
        "DIRECT",
        tagged("reserve", 5, flight="DIRECT", tag="b"),
        tagged("reserve", 3, flight="DIRECT", tag="a"),
    ),
    (
        "reserve",
        "DIRECT",
        tagged("reserve", 5, flight="DIRECT", tag="b", nationality="NER"),
        tagged("reserve", 3, flight="DIRECT", tag="b", nationality="FRA"),
    ),
]
