"""What is told before solving: who can never leave, and what nobody can use."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from evacopt.domain.flight import Flight, Sortie
from evacopt.domain.instance import Instance
from evacopt.domain.slot import Order
from evacopt.domain.window import Direction, Window
from evacopt.planning.warnings import warnings_of
from tests.build import DIRECT, VIA_HUB, at, flight, group, instance
from tests.routes.networks import similar_groups
from tests.routes.slow import allowed


def _told(known: Instance) -> list[tuple[str, str]]:
    return [(finding.subject, finding.rule) for finding in warnings_of(known)]


def _otherwise(known: Instance, leg: Flight) -> bool:
    """Whether another flight needs it, or a window bars it where the place itself is open."""
    ends: tuple[tuple[str, Direction, int], ...] = (
        (leg.origin, "out", leg.departs),
        (leg.destination, "in", leg.arrives),
    )
    places = known.location
    return leg.id in {one.needs for one in known.order} or any(
        places[place].is_open(minute) and not known.permits(place, way, leg.operator, minute)
        for place, way, minute in ends
    )


@given(similar_groups())
def test_stranded_groups_and_idle_flights(known: Instance) -> None:
    """Exactly the groups without an itinerary are told, and the flights, not cancelled, that are on none."""
    ways = [allowed(known, one) for one in known.groups]
    used = {code for chains in ways for chain in chains for code in chain}
    expected = [("groups", row) for row, chains in enumerate(ways) if not chains]
    expected += [
        ("flights", row)
        for row, leg in enumerate(known.flights)
        if leg.id not in used and leg.status != "cancelled" and not _otherwise(known, leg)
    ]
    found = warnings_of(known)
    assert [(finding.table, finding.row) for finding in found] == expected
    assert {finding.severity for finding in found} <= {"warning"}


def test_nothing_to_tell() -> None:
    """Where everybody can leave and every flight can be used there is no warning."""
    assert _told(instance(flights=(DIRECT, *VIA_HUB))) == []


def test_no_flight_yet() -> None:
    """Before the first flight is entered those who wait are told of, and nothing fails."""
    assert [subject for subject, _ in _told(instance(flights=()))] == ["group G"]


def test_nobody_yet() -> None:
    """Before people are in, one line says so, and not that nobody can use each flight."""
    ((subject, rule),) = _told(instance(flights=(DIRECT, *VIA_HUB), groups=()))
    assert (subject, rule) == ("", "holds nobody yet")


def test_the_reason_is_told() -> None:
    """The warning of a group names the group and the rule in its way."""
    ((subject, rule), _) = _told(instance(groups=(group("FRA-1", leave_by=at("07:00")),)))
    assert subject == "group FRA-1"
    assert rule == "can never leave: no flight that it could take leaves by 2023-08-01T07:00Z"


def test_either_of_two_reasons_is_told() -> None:
    """Where either of two rules lifted would help, both are told, with an or between them."""
    flights = (replace(DIRECT, accepts=("DEU",)), flight("LATE", "O 10:00", "V 14:00"))
    told = _told(instance(flights=flights, groups=(group(leave_by=at("09:00")),)))
    assert told[0][1].count("; or ") == 1


@pytest.mark.parametrize(("until", "idle"), [("10:00", True), ("15:00", False)])
def test_a_sortie_is_idle_when_all_its_flights_are(until: str, idle: bool) -> None:
    """Flights every two hours are told as one row, and only where not one of them can be used."""
    sortie = Sortie(
        id="SHUTTLE",
        operator="FRA",
        origin="O",
        destination="V",
        first_departure=at("06:00"),
        every=120,
        until=at(until),
        block_minutes=60,
        seats=5,
    )
    known = instance(groups=(group(ready=at("11:00")),), flights=(), sorties=(sortie,))
    found = [finding for finding in warnings_of(known) if finding.table == "sorties"]
    assert [finding.subject for finding in found] == (["sortie SHUTTLE"] if idle else [])


def test_flights_that_others_need_or_windows_bar_are_not_told() -> None:
    """One is flown empty so that another may fly, of the other `check` says what bars it."""
    idle = flight("X", "O 09:00", "W 11:00", accepts=("ITA",), status="optional")
    known = instance(flights=(replace(DIRECT, status="optional"), idle))
    assert _told(known) == [("flight X", "nobody can use it")]
    assert _told(replace(known, order=(Order(flight="F", needs="X"),))) == []
    shut = Window(location="O", kind="closed", since=at("08:30"), until=at("09:30"))
    assert _told(replace(known, windows=(shut,))) == []


def test_cancelled_flights_are_not_told() -> None:
    """That nobody can use a flight that does not fly is no news."""
    assert _told(instance(flights=(DIRECT, flight("X", "O 09:00", "V 11:00", status="cancelled")))) == []
