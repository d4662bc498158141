"""What the tables of the airfield must say, and what is allowed there and hardly meant."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from evacopt.domain.checks import errors_of, warnings_of
from evacopt.domain.clock import DAY, HOUR
from evacopt.domain.dimension import Dimension
from evacopt.domain.group import Groups
from evacopt.domain.instance import Instance
from evacopt.domain.link import Link
from evacopt.domain.reception import Capacity
from evacopt.domain.resource import Resource, Use
from evacopt.domain.slot import Order, Slot
from evacopt.domain.window import Window
from tests.domain.valid import BEGINS, ENDS, VALID, changed
from tests.pseudo import english_of

KNOWN = ("NIM CDG JIB FRA FRB ITA NER stands fuel", "list list-b")
SERIES = "S@2023-08-01T12:00Z", "S@2023-08-01T18:00Z"
STANDS = (Resource(id="stands", count=2),)
FUEL = (Resource(id="fuel", count=9, used_up=True),)
HELD: dict[str, Any] = {"resource": "stands", "anchor": "arrives", "from_minutes": 0, "to_minutes": 90}


def _with(**tables: Any) -> Instance:
    """The valid instance with other tables."""
    return replace(VALID, **tables)


def _window(**cells: Any) -> Instance:
    return _with(windows=(Window(**{"location": "NIM", "kind": "closed", **cells}),))


def _use(resources: tuple[Resource, ...] = STANDS, **cells: Any) -> Instance:
    return _with(resources=resources, uses=(Use(**{**HELD, **cells}),))


def _slot(**cells: Any) -> Instance:
    whole = {"id": "A", "location": "NIM", "since": BEGINS, "until": ENDS, "movements": 2, **cells}
    return _with(slots=(Slot(**whole),))


def _link(**cells: Any) -> Instance:
    return _with(links=(Link(**{"group": "G1", "partner": "G2", "kind": "same_haven", **cells}),))


def _groups(instance: Instance, row: int, **cells: Any) -> Instance:
    rows = list(instance.groups)
    rows[row] = replace(rows[row], **cells)
    return replace(instance, groups=Groups.of(rows))


def _dimensions(needs: int, **cells: Any) -> Instance:
    """The second group needs so many kilograms, both flights out of NIM have room for 100."""
    rooms = tuple(replace(flight, room=(("kg", 100),)) for flight in VALID.flights)
    whole = _with(**{"dimensions": (Dimension(id="kg"),), "flights": rooms, **cells})
    return _groups(whole, 1, needs=(("kg", needs),))


WHOLE = _groups(
    _with(
        windows=(
            Window(location="NIM", kind="closed", daily_from=22 * HOUR, daily_to=5 * HOUR),
            Window(location="CDG", kind="open", direction="in", operators=("FRA",), since=BEGINS),
        ),
        capacities=(
            Capacity(location="CDG", since=BEGINS, people=5),
            Capacity(location="CDG", since=BEGINS + DAY),
        ),
        slots=(Slot(id="A", location="NIM", since=BEGINS, until=ENDS, movements=2, operator="FRA"),),
        order=(Order(flight=SERIES[0], needs=SERIES[1]), Order(flight="F1", needs="F2")),
        resources=(*STANDS, *FUEL),
        uses=(
            Use(**HELD),
            Use(resource="stands", anchor="departs", from_minutes=-60, to_minutes=0, flight="S"),
            Use(resource="fuel", origin="JIB", amount=4),
        ),
        dimensions=(Dimension(id="kg", unit="kilograms"),),
        links=(Link(group="G1", partner="G2", kind="same_itinerary"),),
        flights=(VALID.flights[0], replace(VALID.flights[1], room=(("kg", 40),))),
    ),
    1,
    needs=(("kg", 20),),
    tags=("UN",),
)


def test_every_table_may_be_filled() -> None:
    """An instance that uses all of them has no error, and nothing about it is odd."""
    assert errors_of(WHOLE) == []
    assert warnings_of(WHOLE) == []


@pytest.mark.parametrize(
    ("instance", "expected"),
    [
        (
            _window(),
            "windows[0] (window of NIM), from: must be filled, or to, or daily_from and daily_to: "
            "a window has a time",
        ),
        (
            _window(since=BEGINS, daily_from=0, daily_to=60),
            "windows[0] (window of NIM), daily_from: must be blank where from or to is filled: "
            "a window has times of one kind, got 00:00; where a curfew begins or ends on a day, write from "
            "and to of each night",
        ),
        (
            _window(daily_from=22 * HOUR),
            "windows[0] (window of NIM), daily_to: must be filled where daily_from is",
        ),
        (
            _window(daily_from=300, daily_to=300),
            "windows[0] (window of NIM), daily_to: must not be daily_from, got 05:00; "
            "for whole days fill from and to",
        ),
        (
            _window(since=BEGINS, until=BEGINS),
            "windows[0] (window of NIM), to: must be after from, 2023-08-01T00:00Z, got 2023-08-01T00:00Z",
        ),
        (
            _window(kind="shut", since=BEGINS),
            "windows[0] (window of NIM), kind: must be one of open, closed, got shut",
        ),
        (
            _window(direction="up", since=BEGINS),
            "windows[0] (window of NIM), direction: must be one of in, out, got up",
        ),
        (
            _with(capacities=2 * (Capacity(location="CDG", since=BEGINS),)),
            "capacities[1] (capacity of CDG), from: must not be that of an earlier row of CDG, "
            "got 2023-08-01T00:00Z",
        ),
        (
            _slot(since=ENDS),
            "slots[0] (slot A), to: must be after from, 2023-08-03T00:00Z, got 2023-08-03T00:00Z",
        ),
        (
            _slot(movements=1),
            "slots[0] (slot A), movements: must be at least the 2 scheduled movements from "
            "2023-08-01T00:00Z, got 1; they are of F1, F2",
        ),
        (
            changed("flights", 0, alternative="X"),
            "flights[0] (flight F1), alternative: must be blank on a scheduled flight, which flies "
            "whatever is decided, got X; give it the status optional, or leave the cell blank",
        ),
        (
            _with(order=(Order(flight=SERIES[0], needs=SERIES[0]),)),
            f"order[0] (order of {SERIES[0]}), needs: must not be the flight itself, got {SERIES[0]}",
        ),
        (
            _with(order=(Order(flight="F1", needs=SERIES[0]),)),
            "order[0] (order of F1), flight: must be an optional flight: a scheduled one flies whatever "
            "else does, got F1",
        ),
        (
            _use(to_minutes=None),
            "uses[0] (use of stands), to_minutes: must be filled: the resource is held for a time and "
            "comes back; write true into used_up of the resource if it does not",
        ),
        (
            _use(from_minutes=90),
            "uses[0] (use of stands), to_minutes: must be after from_minutes, 90, got 90",
        ),
        (
            _use(flight="T"),
            "uses[0] (use of stands), flight: must name a flight or sorties of this instance, got T",
        ),
        (
            _use(resource="stand"),
            "uses[0] (use of stand), resource: must name a resource of this instance, got stand; "
            "did you mean stands?",
        ),
        (
            _use(amount=2, anchor="departs", from_minutes=-120, to_minutes=0),
            "resources[0] (resource stands), count: must be at least 4, what scheduled flights hold at "
            "2023-08-01T05:00Z, got 2; they fly F1, F2",
        ),
        (
            replace(
                changed("flights", 0, cost_per_person=10**9, seats=10**7),
                groups=Groups.of([replace(VALID.groups[0], count=10**7)]),
            ),
            "flights, cost: must leave a total cost (cost x copies) below 9007199254740992, "
            "got 20000000000000000; count in a larger unit of money",
        ),
        (
            replace(
                changed("flights", 0, risk_ppm=10**9),
                groups=Groups.of([replace(VALID.groups[0], count=10**7)]),
            ),
            "flights, risk_ppm: must leave a total risk (people x risk) below 9007199254740992, "
            "got 60000000000000000; write smaller risks",
        ),
        (
            _use(FUEL, resource="fuel", amount=5),
            "resources[0] (resource fuel), count: must be at least 10, what scheduled flights use up, "
            "got 9; they fly F1, F2",
        ),
        (
            _dimensions(5, dimensions=()),
            "groups[1] (group G2), needs: must name a dimension of this instance, got kg",
        ),
        (_link(partner="G1"), "links[0] (link of G1), with: must not be the group itself, got G1"),
        (_link(partner="G3"), "links[0] (link of G1), with: must name a group of this instance, got G3"),
        (
            changed("shares", 0, nationality=""),
            "shares[0] (share S1), nationality: must be filled where there is no tag: a share says of "
            "whom it speaks",
        ),
        (
            changed("shares", 0, kind="max", release=60),
            "shares[0] (share S1), release_hours: must be blank where the kind is max; "
            "only the seats of a reserve are released",
        ),
        (
            changed("admissions", 0, since=ENDS, until=BEGINS),
            "admissions[0] (admission of NER), until: must be after from, 2023-08-03T00:00Z, "
            "got 2023-08-01T00:00Z",
        ),
    ],
)
def test_what_cannot_be_is_an_error(instance: Instance, expected: str) -> None:
    """Where it is, what must hold, what was found, what to do; once."""
    said = [str(finding) for finding in errors_of(instance)]
    assert said[:1] == [expected]
    assert len(said) == (3 if "dimension" in expected else 1)  # both flights name it too
    assert english_of(errors_of(instance), *KNOWN) == []


@pytest.mark.parametrize(
    ("instance", "expected"),
    [
        (
            _window(location="JIB", direction="in", operators=("ITA",), since=BEGINS),
            "windows[0] (window of JIB): speaks of no departure and no arrival of this instance",
        ),
        (
            _window(operators=("ITA",), since=BEGINS),
            "windows[0] (window of NIM), operators: names an operator who flies nothing, got ITA",
        ),
        (
            _window(daily_from=6 * HOUR, daily_to=7 * HOUR),
            "flights[0] (flight F1), departs: is while NIM is shut to it: the flight carries nobody",
        ),
        (
            replace(
                _window(daily_from=6 * HOUR, daily_to=7 * HOUR),
                flights=changed("flights", 0, status="optional").flights,
            ),
            "flights[0] (flight F1), departs: is while NIM is shut to it: the flight is never flown",
        ),
        (
            _window(location="JIB", direction="out", since=BEGINS),
            "sorties[0] (sortie S): has no departure at which both places are open to it: "
            "none is ever flown, got S",
        ),
        (
            _with(capacities=(Capacity(location="NIM", since=BEGINS, people=5),)),
            "capacities[0] (capacity of NIM), location: has no effect on a location of role origin, got NIM",
        ),
        (
            _use(operator="all"),
            "uses[0] (use of stands): covers no flight of this instance; "
            "leave operator blank if all are meant",
        ),
        (
            _slot(operator="FRB"),
            "slots[0] (slot A): counts no departure and no arrival; FRB flies nothing; did you mean FRA?",
        ),
        (
            changed("flights", 0, alternative="X", status="optional"),
            "flights[0] (flight F1), alternative: is on no other flight: it limits nothing, got X",
        ),
        (
            replace(changed("flights", 1, status="cancelled"), order=(Order(flight=SERIES[0], needs="F2"),)),
            f"order[0] (order of {SERIES[0]}), needs: is cancelled: {SERIES[0]} is never flown, got F2",
        ),
        (
            _use(aircraft="C-130"),
            "uses[0] (use of stands): covers no flight of this instance",
        ),
        (
            _use(FUEL, resource="fuel"),
            "uses[0] (use of fuel), anchor: has no effect: what is used up is not held for a time, "
            "got arrives",
        ),
        (
            _use(FUEL, resource="fuel", anchor=""),
            "uses[0] (use of fuel), from_minutes: has no effect: what is used up is not held for a time, "
            "got 0",
        ),
        (
            _with(resources=FUEL),
            "resources[0] (resource fuel), id: is used by no row of the table uses: it limits nothing, "
            "got fuel",
        ),
        (
            _dimensions(101),
            "groups[1] (group G2), needs: is more than any flight from NIM has room for, got kg:101; "
            "the group can never leave",
        ),
        (
            _dimensions(5, flights=VALID.flights),
            "dimensions[0] (dimension kg), id: is needed by groups and named by no room of a flight or "
            "place: it limits nothing, got kg",
        ),
        (
            _groups(_link(kind="same_itinerary"), 1, origin="JIB"),
            "links[0] (link of G1), with: waits at JIB, and G1 at NIM: they never take the same flights, "
            "got G2; the group can never leave",
        ),
        (
            _link(group="G2", partner="G1"),
            "links[0] (link of G2), ratio: lets 3 parties travel at most, and the group has 4, got 1",
        ),
        (
            _groups(changed("shares", 0, tag="list-a"), 0, tags=("list-b",)),
            "shares[0] (share S1), tag: is a tag that no group has, got list-a; did you mean list-b?",
        ),
        (
            changed("locations", 2, arrivals_per_hour=0),
            "locations[2] (location CDG), arrivals_per_hour: means that nobody may land there, got 0; "
            "leave it blank if there is no limit",
        ),
        (
            changed("locations", 0, arrivals_per_day=3),
            "locations[0] (location NIM), arrivals_per_day: has no effect on a location of role origin, "
            "got 3",
        ),
        (
            changed("locations", 2, risk_ppm_per_hour=3),
            "locations[2] (location CDG), risk_ppm_per_hour: has no effect on a location of role haven, "
            "got 3",
        ),
    ],
)
def test_what_is_hardly_meant_is_told(instance: Instance, expected: str) -> None:
    """It is no error, and the line says why."""
    assert errors_of(instance) == []
    assert expected in [str(finding) for finding in warnings_of(instance)]
    assert english_of(warnings_of(instance), *KNOWN) == []


def test_rows_that_fit_are_not_told() -> None:
    """A step of capacity, an admission and a window of each time stand beside each other."""
    two = replace(VALID.admissions[0], since=BEGINS, until=BEGINS + DAY)
    days = _with(admissions=(two, replace(two, since=BEGINS + DAY, until=ENDS)))
    assert warnings_of(days) == []
    assert errors_of(changed("flights", 0, alternative="X", status="cancelled")) == []


def test_a_place_may_be_origin_and_haven() -> None:
    """Groups wait at it, others may name it as their destination, and its limits all count."""
    both = changed("locations", 0, role="both", capacity=50, stay=60, max_stay=60, risk_ppm_per_hour=2)
    assert errors_of(both) == []
    assert warnings_of(both) == []
    assert errors_of(_groups(both, 0, destinations=("NIM", "NER"))) == []
    assert warnings_of(_groups(both, 0, destinations=("NIM", "NER"))) == []
