"""An airfield with a bit of everything, small enough to count by hand.

Two aircraft of France and one of Kenya fly from O over the hub H to V; H has two stands and a curfew.
"""

from __future__ import annotations

from evacopt.domain.dimension import Dimension
from evacopt.domain.link import Link
from evacopt.domain.plan import Reason, Unserved
from evacopt.domain.policy import Policy
from evacopt.domain.reception import Capacity
from evacopt.domain.resource import Resource, Use
from evacopt.domain.share import Share
from evacopt.domain.slot import Order, Slot
from evacopt.domain.window import Window
from tests.build import at, flight, group, instance, place, plan

_LOAD = (("kg", 60), ("pet", 1))
FLIGHTS = (
    flight("A1", "O 06:00", "H 08:00", room=_LOAD, risk_ppm=10, aircraft="A400M"),
    flight("A2", "O 07:00", "H 09:00", status="optional", copies=2, room=_LOAD, aircraft="A400M"),
    flight("K1", "O 08:30", "H 10:30", operator="KEN", seats=4, cost_per_person=100, aircraft="C-130"),
    flight("E1", "O 11:00", "H 13:00", status="optional", alternative="night"),
    flight("E2", "O 12:00", "H 14:00", status="optional", alternative="night"),
    flight("ON", "H 15:00", "V 20:00", seats=40, aircraft="A330"),
)
GROUPS = (
    group("FAM", size=3, infants=1, count=4, needs=(("kg", 20), ("pet", 1)), tags=("SIV",)),
    group("KID", size=1, count=3, tags=("SIV", "list-A")),
    group("ESC", size=1, count=2),
    group("KEN", nationality="KEN", size=2, count=3, needs=(("icu", 1),), ready=at("07:15")),
)
INSTANCE = instance(
    name="airfield",
    groups=GROUPS,
    flights=FLIGHTS,
    places=(
        place("O", risk_ppm_per_hour=2, lat=13_480_000, lon=2_180_000),
        place(
            "H",
            capacity=20,
            arrivals_per_hour=12,
            arrivals_per_day=30,
            room=(("icu", 3),),
            lat=11_550_000,
            lon=43_160_000,
        ),
        place("V", arrivals_per_day=25, lat=49_010_000, lon=2_550_000),
    ),
    policy=Policy(objectives=("unserved", "risk")),
    windows=(
        Window(location="O", kind="closed", daily_from=16 * 60, daily_to=4 * 60),
        Window(location="H", kind="closed", direction="in", operators=("KEN",), since=at("11:00")),
    ),
    capacities=(Capacity(location="V", since=at("12:00"), people=24),),
    slots=(
        Slot(id="H-FRA", location="H", operator="FRA", since=at("08:00"), until=at("10:00"), movements=3),
        Slot(id="O-all", location="O", direction="out", since=at("06:00"), until=at("08:30"), movements=5),
    ),
    order=(Order(flight="E1", needs="A2"),),
    resources=(
        Resource(id="stand-H", count=2),
        Resource(id="escort", count=3),
        Resource(id="fuel", count=100, used_up=True),
    ),
    uses=(
        Use(resource="stand-H", destination="H", anchor="arrives", from_minutes=0, to_minutes=75),
        Use(resource="escort", origin="O", anchor="departs", from_minutes=-60, to_minutes=30),
        Use(resource="fuel", origin="O", amount=20),
    ),
    dimensions=(Dimension(id="kg", unit="kg"), Dimension(id="pet"), Dimension(id="icu", unit="beds")),
    links=(Link(group="KID", partner="ESC", kind="same_itinerary", ratio=2),),
    shares=(Share(id="SIV-A1", kind="reserve", tag="SIV", people=6, flight="A1"),),
)
PLAN = plan(
    INSTANCE,
    ("FAM", "A1>ON", 1),
    ("FAM", "A2>ON", 1),
    ("KID", "A2>ON", 2),
    ("ESC", "A2>ON", 1),
    ("KEN", "K1>ON", 2),
    sorties={"A2": 1, "E2": 1},
    unserved=(
        Unserved("FAM", 2, (Reason("dimension", "no room for 1 more pet on A1"),)),
        Unserved("KID", 1, (Reason("link", "none of ESC travels with it"),)),
        Unserved("ESC", 1, (Reason("goals", "it stays with KID"),)),
        Unserved("KEN", 1, (Reason("seats", "no seat left on K1"),)),
    ),
)
