"""Reasons of the airfield itself: each rule where it alone stands in the way, in words, and lifted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pytest

from evacopt.domain.checks import errors_of
from evacopt.domain.clock import HOUR
from evacopt.domain.dimension import Dimension
from evacopt.domain.instance import Instance
from evacopt.domain.link import Link, LinkKind
from evacopt.domain.plan import Plan
from evacopt.domain.reception import Capacity
from evacopt.domain.resource import Resource, Use
from evacopt.domain.share import Admission, Share
from evacopt.domain.slot import Order, Slot
from evacopt.domain.window import Window
from evacopt.reasons.nearest import Nearest
from evacopt.reasons.reasons import explained
from evacopt.reasons.slack import Slack
from tests.build import DIRECT, VIA_HUB, at, flight, group, instance, place, plan
from tests.reasons.truth import lies

OPTIONAL = replace(DIRECT, status="optional")
OTHER = replace(OPTIONAL, id="E", origin="H")  # which nobody can reach
DOGS = (Dimension(id="dog"), Dimension(id="kg", unit="kg"))


@dataclass(frozen=True, kw_only=True)
class Case:
    """A group `G` of one party stays; `others` are on their flights."""

    why: str
    text: str
    cells: dict[str, Any]
    others: tuple[str, ...] = ()
    sorties: tuple[str, ...] = ()

    def of(self) -> tuple[Instance, Plan]:
        """The instance and the plan."""
        waiting = self.cells.get("groups", (group(),))
        aboard = tuple(group(f"B{number}", leave_by=at("23:00")) for number, _ in enumerate(self.others))
        known = instance(**{**self.cells, "groups": (*waiting, *aboard)})
        rows = ((f"B{number}", way, 1) for number, way in enumerate(self.others))
        return known, plan(known, *rows, sorties=dict.fromkeys(self.sorties, 1))


STAND = Use(resource="stand", destination="V", anchor="arrives", from_minutes=0, to_minutes=90)
FUEL = Use(resource="stand", amount=3)
WITH_DOG = group(needs=(("dog", 1), ("kg", 20)))
TWO = (OPTIONAL, OTHER)
CASES = {
    "curfew": Case(
        why="window",
        text="O is closed when F would come or go",
        cells={
            "windows": (Window(location="O", kind="closed", daily_from=22 * HOUR, daily_to=8 * HOUR + 1),)
        },
    ),
    "open to others": Case(
        why="window",
        text="V is closed when F would come or go",
        cells={"windows": (Window(location="V", kind="open", direction="in", since=at("13:00")),)},
    ),
    "reception sinks": Case(
        why="capacity",
        text="no place left at V at that time",
        cells={
            "capacities": (
                Capacity(location="V", since=at("14:00"), people=1),
                Capacity(location="V", since=at("16:00")),
            )
        },
        others=("F",),
    ),
    "closed reception": Case(
        why="capacity",
        text="V has fewer places than one party",
        cells={"capacities": (Capacity(location="V", since=at("14:00"), people=0),)},
    ),
    "landings an hour": Case(
        why="arrivals_hour",
        text="no more people may land at V in the hour of F",
        cells={"places": (place("V", arrivals_per_hour=1),)},
        others=("F",),
    ),
    "landings a day": Case(
        why="arrivals_day",
        text="V lets fewer people land on a day than one party",
        cells={"places": (place("V", arrivals_per_day=0),)},
    ),
    "not admitted before": Case(
        why="admission",
        text="V does not admit it when F lands",
        cells={"admissions": (Admission(location="V", nationality="FRA", people=0, until=at("12:01")),)},
    ),
    "slot": Case(
        why="slot",
        text="no movement is left in the slot S for F",
        cells={
            "flights": TWO,
            "slots": (
                Slot(id="S", location="V", operator="FRA", since=at("12:00"), until=at("13:00"), movements=1),
            ),
        },
        sorties=("E",),
    ),
    "alternative": Case(
        why="alternative",
        text="one of the alternatives to F flies in its place",
        cells={"flights": tuple(replace(one, alternative="A") for one in TWO)},
        sorties=("E",),
    ),
    "order": Case(
        why="order",
        text="F flies only if E does, which does not",
        cells={"flights": TWO, "order": (Order(flight="F", needs="E"),)},
    ),
    "stand": Case(
        why="resource",
        text="nothing is left of stand for F",
        cells={"flights": TWO, "resources": (Resource(id="stand", count=1),), "uses": (STAND,)},
        sorties=("E",),
    ),
    "fuel": Case(
        why="resource",
        text="nothing is left of stand for F",
        cells={
            "flights": TWO,
            "resources": (Resource(id="stand", count=5, used_up=True),),
            "uses": (FUEL,),
        },
        sorties=("E",),
    ),
    "dog": Case(
        why="dimension",
        text="no room for 1 dog left on F",
        cells={
            "groups": (WITH_DOG, group("H", needs=(("dog", 1),), priority=2)),
            "flights": (replace(DIRECT, room=(("dog", 1),)),),
            "dimensions": DOGS,
        },
    ),
    "no dogs": Case(
        why="dimension",
        text="no room for 1 dog and 20 kg on F, even empty",
        cells={
            "groups": (WITH_DOG,),
            "flights": (replace(DIRECT, room=(("dog", 0), ("kg", 19))),),
            "dimensions": DOGS,
        },
    ),
    "ward": Case(
        why="place_dimension",
        text="no room for 1 dog at V, even if nobody is there",
        cells={
            "groups": (WITH_DOG,),
            "places": (place("V", room=(("dog", 0), ("kg", 100))),),
            "dimensions": DOGS,
        },
    ),
    "tag": Case(
        why="share_max",
        text="the share T is less than one party",
        cells={
            "groups": (group(tags=("list",)),),
            "shares": (Share(id="T", kind="max", tag="list", people=0),),
        },
    ),
    "reserved for a list": Case(
        why="reserve",
        text="the seats left on F are reserved for others",
        cells={"shares": (Share(id="T", kind="reserve", tag="list", people=10),)},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_one_rule_that_stands_in_the_way(name: str) -> None:
    """It is the only reason, in the planner's words; lifted, the party can go; and nothing else is said."""
    case = CASES[name]
    known, now = case.of()
    if name == "dog":
        now = plan(known, ("H", "F", 1))
    assert errors_of(known) == []
    (mine,) = (stay for stay in explained(known, now) if stay.group == "G")
    assert [(why.reason.code, why.reason.text) for why in mine.whys] == [(case.why, case.text)]
    assert lies(known, now) == []


@pytest.mark.parametrize(
    ("kind", "partner", "text"),
    [
        ("same_itinerary", "F", "too few of W, with whom it must travel, go on IN>OUT"),
        ("same_haven", "D", "too few of W, with whom it must stay, go where IN>OUT ends"),
        ("not_before", "D", "too few of W, before whom it may not leave, have left by IN>OUT"),
    ],
)
def test_who_goes_by_another_group(kind: LinkKind, partner: str, text: str) -> None:
    """A link lets no more go than parties of the other group do, on that way, to that haven, by then."""
    flights = (*VIA_HUB, flight("F", "O 09:00", "W 12:00"), flight("D", "O 08:30", "W 12:00"))
    known = instance(
        groups=(group(count=2, destinations=("V",)), group("W")),
        flights=flights,
        links=(Link(group="G", partner="W", kind=kind),),
    )
    now = plan(known, ("W", partner, 1))
    (mine,) = explained(known, now)
    assert (mine.whys[0].reason.code, mine.whys[0].reason.text) == ("link", text)
    assert lies(known, now) == []


@pytest.mark.parametrize(("ratio", "aboard", "open_"), [(1, 0, True), (1, 1, False), (2, 1, True)])
def test_a_link_lets_as_many_go_as_it_says(ratio: int, aboard: int, open_: bool) -> None:
    """For each party of the other group `ratio` may go."""
    known = instance(
        groups=(group(count=3), group("W")),
        links=(Link(group="G", partner="W", kind="same_itinerary", ratio=ratio),),
    )
    (mine,) = explained(known, plan(known, ("W", "F", 1), *[("G", "F", aboard)][:aboard]))
    assert [why.reason.code for why in mine.whys] == ["open" if open_ else "link"]


def test_a_sortie_that_flies_with_the_one_it_needs() -> None:
    """Where the other one is on the way too, the order stands in nobody's way."""
    first, onward = (replace(leg, status="optional") for leg in VIA_HUB)
    known = instance(flights=(first, onward), order=(Order(flight="OUT", needs="IN"),))
    near = Nearest(Slack(known, plan(known)))
    (way,) = near.of(known.groups[0], 10)
    assert (way.obstacles, way.sorties) == ((), (("IN", 1), ("OUT", 1)))


def test_two_sorties_that_want_the_same_stand() -> None:
    """Each alone would find one, both together do not, and both are lifted."""
    first, onward = (replace(leg, status="optional") for leg in VIA_HUB)
    apron = Use(resource="stand", origin="H", anchor="departs", from_minutes=-150, to_minutes=0)
    landing = Use(resource="stand", destination="H", anchor="arrives", from_minutes=0, to_minutes=60)
    known = instance(
        flights=(first, onward), resources=(Resource(id="stand", count=1),), uses=(apron, landing)
    )
    (mine,) = explained(known, plan(known))
    assert [why.reason.code for why in mine.whys] == ["resource"]
    assert lies(known, plan(known)) == []


def test_a_place_that_is_origin_and_haven() -> None:
    """People land there for good, go on from there only where waiting is allowed, and none comes home."""
    both = replace(place("V"), role="both")
    flights = (DIRECT, flight("ON", "V 14:00", "W 16:00"), flight("BACK", "V 14:00", "O 18:00"))
    for longest, ways in ((None, [("F",)]), (6 * HOUR, [("F",), ("F", "ON")])):
        known = instance(flights=flights, places=(replace(both, max_stay=longest),))
        near = Nearest(Slack(known, plan(known)))
        assert sorted(way.itinerary for way in near.of(known.groups[0], 10)) == ways
