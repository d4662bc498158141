"""The rules of section 6 as rows: plans made by hand, each just inside or just outside one of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from evacopt.domain.columns import Ints
from evacopt.domain.dimension import Dimension
from evacopt.domain.flight import Flight
from evacopt.domain.instance import Instance
from evacopt.domain.link import Link
from evacopt.domain.policy import Policy
from evacopt.domain.reception import Capacity
from evacopt.domain.resource import Resource, Use
from evacopt.domain.share import Admission, Share
from evacopt.domain.slot import Order, Slot
from evacopt.domain.window import Window
from evacopt.judge.verify import verify
from evacopt.model.decode import decode
from evacopt.model.formulation import Formulation, formulate
from tests.build import at, flight, group, instance, place, plan
from tests.model.points import decided, extended

Row = tuple[str, str, int]
Case = tuple[Instance, dict[str, tuple[tuple[Row, ...], dict[str, int]]]]
"""An instance, and by the rule that it breaks (any words where it breaks none) a plan."""


def optional(code: str, start: str = "O 08:00", stop: str = "V 12:00", **more: Any) -> Flight:
    """An optional flight."""
    return flight(code, start, stop, status="optional", **more)


def values_of(formulation: Formulation, rows: tuple[Row, ...], sorties: dict[str, int]) -> Ints:
    """The columns that say this plan; `KeyError` where no column does."""
    travel, known = formulation.travel, formulation.instance
    pairs = {
        (int(cohort), travel.itineraries.flights(int(itinerary))): column
        for cohort, itinerary, column in zip(
            travel.cohort, travel.itinerary, formulation.pair_column, strict=True
        )
    }
    values: Ints = np.zeros_like(formulation.model.lower)
    for code, legs, parties in rows:
        values[pairs[int(travel.cohorts.of[known.groups.row[code]]), tuple(legs.split(">"))]] += parties
    number = known.number
    for code, times in sorties.items():
        values[formulation.sortie_column[number[code]]] = times
    return values


_HOUR = {"since": at("08:00"), "until": at("09:00")}
BOTH = (flight("A", "O 08:00", "V 12:00"), flight("B", "O 09:00", "V 13:00"))
CASES: dict[str, Case] = {
    "what is there when room shrinks counts": (
        instance(
            groups=(group(count=9),),
            flights=BOTH,
            places=(place("V", capacity=5, stay=120),),
            capacities=(
                Capacity(location="V", since=at("13:30"), people=3),
                Capacity(location="V", since=at("15:00"), people=None),
            ),
        ),
        {
            "ok": ((("G", "A", 2), ("G", "B", 1)), {}),
            "capacity": ((("G", "A", 2), ("G", "B", 2)), {}),
        },
    ),
    "there is room before it shrinks": (
        instance(
            groups=(group(count=9),),
            flights=BOTH,
            places=(place("V", capacity=5, stay=60),),
            capacities=(Capacity(location="V", since=at("13:00"), people=3),),
        ),
        {
            "ok": ((("G", "A", 5), ("G", "B", 3)), {}),
            "capacity": ((("G", "A", 5), ("G", "B", 4)), {}),
        },
    ),
    "arrivals of an hour": (
        instance(
            groups=(group(size=2, count=9),),
            flights=(*BOTH, flight("C", "O 09:00", "V 12:59")),
            places=(place("V", arrivals_per_hour=4),),
        ),
        {
            "ok": ((("G", "A", 1), ("G", "B", 2), ("G", "C", 1)), {}),
            "arrivals_hour": ((("G", "A", 1), ("G", "C", 2)), {}),
        },
    ),
    "arrivals of a day in transit": (
        instance(
            groups=(group(count=9),),
            flights=(flight("IN", "O 08:00", "H 10:00"), flight("ON", "H 12:00", "V 16:00")),
            places=(place("H", arrivals_per_day=3),),
        ),
        {"ok": ((("G", "IN>ON", 3),), {}), "arrivals_day": ((("G", "IN>ON", 4),), {})},
    ),
    "admissions of a time": (
        instance(
            groups=(group(count=9),),
            flights=BOTH,
            admissions=(
                Admission(location="V", nationality="FRA", people=2, since=at("12:01"), until=at("13:01")),
            ),
        ),
        {"ok": ((("G", "A", 5), ("G", "B", 2)), {}), "admission": ((("G", "B", 3),), {})},
    ),
    "slots of an operator": (
        instance(
            groups=(group(count=30),),
            flights=(
                optional("A", copies=2),
                optional("B", "O 08:59"),
                optional("C", operator="DEU"),
                flight("S"),
            ),
            slots=(
                Slot(id="S1", location="O", operator="FRA", direction="out", **_HOUR, movements=3),
                Slot(
                    id="S2", location="V", direction="in", since=at("12:00"), until=at("12:01"), movements=4
                ),
            ),
        ),
        {
            "ok": ((), {"A": 1, "B": 1, "C": 1}),
            "ok too": ((), {"A": 2, "C": 1}),
            "slot": ((), {"A": 2, "B": 1}),
        },
    ),
    "one of two aircraft": (
        instance(
            groups=(group(count=30),),
            flights=(
                optional("A", alternative="x", copies=2),
                optional("B", "O 09:00", "V 13:00", alternative="x"),
            ),
        ),
        {"ok": ((("G", "A", 9),), {"A": 1}), "alternative": ((("G", "A", 9),), {"A": 1, "B": 1})},
    ),
    "a sortie that needs another": (
        instance(
            groups=(group(count=30),),
            flights=(optional("A", copies=2), optional("E", accepts=("DEU",), copies=1)),
            order=(Order(flight="A", needs="E"),),
        ),
        {"ok": ((("G", "A", 9),), {"A": 2, "E": 1}), "order": ((("G", "A", 9),), {"A": 1})},
    ),
    "stands for a turnaround": (
        instance(
            groups=(group(count=30),),
            flights=(
                optional("A", copies=2),
                optional("B", "O 08:59", "V 12:59"),
                optional("C", "O 09:00", "V 13:00"),
                flight("S", "O 07:00", "V 11:30"),
            ),
            resources=(Resource(id="stand", count=2),),
            uses=(Use(resource="stand", destination="V", anchor="arrives", from_minutes=0, to_minutes=60),),
        ),
        {"ok": ((), {"A": 1, "B": 1, "C": 1}), "resource": ((), {"A": 2, "B": 1})},
    ),
    "an escort before departure": (
        instance(
            groups=(group(count=30),),
            flights=(optional("A"), optional("B", "O 09:00", "V 13:00"), optional("C", "O 11:00", "V 13:00")),
            resources=(Resource(id="escort", count=3),),
            uses=(
                Use(resource="escort", amount=1, anchor="departs", from_minutes=-120, to_minutes=60),
                Use(resource="escort", flight="A", anchor="departs", from_minutes=-60, to_minutes=0),
            ),
        ),
        {"ok": ((), {"A": 1, "B": 1, "C": 1})},
    ),
    "fuel is used up": (
        instance(
            groups=(group(count=90),),
            flights=(
                optional("A", copies=3, aircraft="A400M"),
                optional("B", "O 20:00", "V 22:00"),
                flight("S"),
            ),
            resources=(Resource(id="fuel", count=10, used_up=True),),
            uses=(
                Use(resource="fuel", aircraft="A400M", amount=3),
                Use(resource="fuel", operator="FRA", amount=1),
            ),
        ),
        {"ok": ((), {"A": 2, "B": 1}), "resource": ((), {"A": 3})},
    ),
    "kilograms of a sortie": (
        instance(
            groups=(group(count=9, needs=(("kg", 30), ("pet", 1))), group("N", count=9)),
            flights=(
                optional("A", copies=2, seats=20, room=(("kg", 100),)),
                flight("B", seats=3, room=(("pet", 0),)),
            ),
            dimensions=(Dimension(id="kg"), Dimension(id="pet")),
        ),
        {
            "ok": ((("G", "A", 6), ("N", "A", 6), ("N", "B", 3)), {"A": 2}),
            "dimension": ((("G", "A", 4),), {"A": 1}),
        },
    ),
    "beds of a ward": (
        instance(
            groups=(group(count=9, needs=(("icu", 1),), stay=60), group("N", count=9)),
            flights=BOTH,
            places=(place("V", room=(("icu", 2),)),),
            dimensions=(Dimension(id="icu"),),
        ),
        {
            "ok": ((("G", "A", 2), ("G", "B", 2), ("N", "A", 8)), {}),
            "dimension": ((("G", "A", 3),), {}),
        },
    ),
    "an escort on the same flights": (
        instance(
            groups=(group("CHILD", count=9), group("ESCORT", count=2)),
            flights=BOTH,
            links=(Link(group="CHILD", partner="ESCORT", kind="same_itinerary", ratio=3),),
        ),
        {
            "ok": ((("ESCORT", "A", 1), ("CHILD", "A", 3), ("ESCORT", "B", 1), ("CHILD", "B", 2)), {}),
            "link": ((("ESCORT", "A", 2), ("CHILD", "A", 3), ("CHILD", "B", 1)), {}),
        },
    ),
    "nobody without an escort": (
        instance(
            groups=(group("CHILD"), group("ESCORT", operators=("DEU",))),
            links=(Link(group="CHILD", partner="ESCORT", kind="same_itinerary"),),
        ),
        {"link": ((("CHILD", "F", 1),), {})},
    ),
    "a family over two flights": (
        instance(
            groups=(group("SONS", count=2), group("PARENTS", count=2)),
            flights=(*BOTH, flight("C", "O 08:00", "W 12:00")),
            links=(Link(group="SONS", partner="PARENTS", kind="same_haven"),),
        ),
        {
            "ok": ((("PARENTS", "A", 1), ("SONS", "B", 1)), {}),
            "link": ((("PARENTS", "A", 1), ("SONS", "C", 1)), {}),
        },
    ),
    "not before": (
        instance(
            groups=(group("STAFF", count=2), group("GUEST", count=2)),
            flights=BOTH,
            links=(Link(group="STAFF", partner="GUEST", kind="not_before"),),
        ),
        {
            "ok": ((("GUEST", "A", 1), ("STAFF", "A", 1), ("GUEST", "B", 1), ("STAFF", "B", 1)), {}),
            "link": ((("GUEST", "B", 2), ("STAFF", "A", 1)), {}),
        },
    ),
    "shares of a tag": (
        instance(
            groups=(
                group("T", size=2, members=(("FRA", 1), ("NER", 1)), tags=("NGO",), count=5),
                group("U", count=9),
            ),
            flights=(flight("A", seats=20),),
            shares=(
                Share(id="all", kind="max", tag="NGO", people=6),
                Share(id="french", kind="min", tag="NGO", nationality="FRA", people=2),
            ),
        ),
        {
            "ok": ((("T", "A", 3), ("U", "A", 9)), {}),
            "share_max": ((("T", "A", 4),), {}),
            "share_min": ((("T", "A", 1), ("U", "A", 9)), {}),
        },
    ),
    "seats for a list": (
        instance(
            groups=(
                group("T", tags=("NGO",), count=9),
                group("D", tags=("NGO",), nationality="DEU", count=9),
                group("U", count=9),
            ),
            flights=(flight("A", seats=6),),
            shares=(
                Share(id="list", kind="reserve", tag="NGO", people=2),
                Share(id="german", kind="reserve", tag="NGO", nationality="DEU", people=1),
            ),
        ),
        {
            "ok": ((("U", "A", 3), ("T", "A", 2), ("D", "A", 1)), {}),
            "reserve": ((("U", "A", 3), ("T", "A", 3)), {}),
        },
    ),
    "who ends where others begin is there": (
        instance(
            groups=(group(count=9), group("BACK", origin="V", count=9)),
            flights=(flight("A"), flight("ON", "V 14:00", "W 16:00")),
            places=(place("V", role="both", capacity=4, max_stay=300),),
        ),
        {
            "ok": ((("G", "A", 2), ("G", "A>ON", 2), ("BACK", "ON", 8)), {}),
            "capacity": ((("G", "A", 3), ("G", "A>ON", 2)), {}),
        },
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_rows(name: str) -> None:
    """A plan that keeps a rule keeps every row; of one that breaks it, rows of that rule alone are broken.

    The judge says the same.
    """
    known, plans = CASES[name]
    formulation = formulate(known)
    for rule, (rows, sorties) in plans.items():
        values = values_of(formulation, rows, sorties)
        whole = extended(formulation.model.for_goals(()), values, decided(formulation))
        if rule.startswith("ok"):
            assert whole is not None, rule
            made = decode(formulation, whole)
            expected = plan(known, *rows, sorties=sorties)
            assert sorted(map(str, made.assignments)) == sorted(map(str, expected.assignments))
            assert made.flown == expected.flown
            assert formulation.model.holds(whole)
            assert verify(known, made) == []
        else:
            assert whole is None, rule
            labels = formulation.model.labels
            broken = {labels[row].rule for row in formulation.model.broken_rows(values)}
            assert broken == {rule}
            assert {row.rule for row in verify(known, decode(formulation, values))} == {rule}


def test_goals() -> None:
    """`cost` counts heads on scheduled flights too; `risk` adds legs and begun hours, whatever the class."""
    known = instance(
        groups=(group(size=2, infants=1, count=3, priority=2, ready=at("06:30")),),
        flights=(
            flight("IN", "O 08:00", "H 10:00", cost_per_person=7, risk_ppm=5),
            optional("ON", "H 12:00", "V 16:00", cost=100, cost_per_person=1, risk_ppm=3),
        ),
        places=(place("O", risk_ppm_per_hour=10),),
        policy=Policy(objectives=("cost", "risk"), priority_weights=((2, 9),)),
    )
    formulation = formulate(known)
    values = values_of(formulation, (("G", "IN>ON", 2),), {"ON": 1})
    cost, risk = (goal.of(values) for goal in formulation.model.goals)
    assert cost == 100 + 2 * 3 * 8
    assert risk == 2 * 3 * (5 + 3 + 10 * 2) + 3 * 10 * 17


WINDOWS = (
    Window(location="O", kind="open", since=at("08:00"), until=at("10:00")),
    Window(location="O", kind="closed", direction="out", operators=("DEU",), daily_from=480, daily_to=540),
)


def test_windows() -> None:
    """Nobody is on a flight that breaks a window, and an optional one is not even flown empty."""
    hours = {"A": "08:00", "B": "10:00", "C": "10:01", "D": "07:59"}
    legs = [optional(code, f"O {hour}", "V 12:00") for code, hour in hours.items()]
    german = [optional(f"G{code}", f"O {hour}", "V 12:00", operator="DEU") for code, hour in hours.items()]
    scheduled = flight("S", "O 07:00", "V 12:00")
    formulation = formulate(instance(flights=(*legs, *german, scheduled), windows=WINDOWS))
    itineraries = formulation.travel.itineraries
    flown = {itineraries.flights(number) for number in formulation.travel.itinerary.tolist()}
    assert flown == {("A",), ("B",), ("GB",)}
    decided_on = np.flatnonzero(formulation.sortie_column >= 0).tolist()
    assert {formulation.instance.schedule[number].id for number in decided_on} == {"A", "B", "GB"}


@pytest.mark.parametrize(("status", "flies"), [("scheduled", True), ("cancelled", False)])
def test_what_is_needed_flies_anyway_or_never(status: Any, flies: bool) -> None:
    """A scheduled flight that another one needs is no limit, a cancelled or a closed one forbids."""
    known = instance(
        flights=(optional("A"), flight("E", "O 20:00", "V 22:00", status=status)),
        order=(Order(flight="A", needs="E"),),
    )
    formulation = formulate(known)
    values = values_of(formulation, (("G", "A", 1),), {"A": 1})
    assert formulation.model.holds(values) == flies
