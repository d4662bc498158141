"""Who may take which itinerary, against the rules tried one by one for each group."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
from hypothesis import given

from evacopt.domain.flight import Flight
from evacopt.domain.group import Group, Groups
from evacopt.domain.instance import Instance
from evacopt.domain.location import Location, Role
from evacopt.domain.plan import Itinerary
from evacopt.domain.share import Admission
from evacopt.routes.cohorts import merge_groups
from evacopt.routes.eligibility import Travel, parties_that_fit, travel_of
from evacopt.routes.itineraries import NO_LEG, Timetable, enumerate_itineraries
from tests.routes.networks import networks
from tests.routes.slow import allowed


def _travel(instance: Instance, *, merged: bool = False) -> Travel:
    timetable = Timetable.of(instance)
    unmerged = () if merged else range(len(instance.groups))
    return travel_of(merge_groups(timetable, unmerged=unmerged), enumerate_itineraries(timetable))


def _pairs_of(travel: Travel, cohort: int) -> dict[Itinerary, int]:
    mine = np.flatnonzero(travel.cohort == cohort).tolist()
    return {travel.itineraries.flights(int(travel.itinerary[pair])): int(travel.most[pair]) for pair in mine}


@given(networks())
def test_each_group_takes_what_the_rules_allow(instance: Instance) -> None:
    """Every group has the itineraries that the rules allow one by one, and as many parties fit on each."""
    travel = _travel(instance)
    for row, group in enumerate(instance.groups):
        assert _pairs_of(travel, int(travel.cohorts.of[row])) == allowed(instance, group), group


@given(networks())
def test_merging_changes_nobodys_itineraries(instance: Instance) -> None:
    """A group merged into a cohort may take what it may take alone."""
    travel = _travel(instance, merged=True)
    for row, group in enumerate(instance.groups):
        mine = _pairs_of(travel, int(travel.cohorts.of[row]))
        assert mine.keys() == allowed(instance, group).keys()


@given(networks())
def test_pairs_are_in_order_and_legs_complete(instance: Instance) -> None:
    """Pairs are sorted and unique; `legs` holds each flight of each pair once, with its place."""
    travel = _travel(instance, merged=True)
    pairs = list(zip(travel.cohort.tolist(), travel.itinerary.tolist(), strict=True))
    assert pairs == sorted(set(pairs))
    legs = travel.itineraries.legs[travel.itinerary]
    expected = {
        (pair, int(legs[pair, leg]), leg)
        for pair, leg in product(range(len(legs)), range(legs.shape[1]))
        if legs[pair, leg] != NO_LEG
    }
    assert set(zip(*(column.tolist() for column in travel.legs), strict=True)) == expected


_AIR = Flight(
    id="F",
    operator="FRA",
    origin="O1",
    destination="V1",
    departs=0,
    arrives=60,
    seats=10,
    stretchers=3,
    seats_per_stretcher=4,
    infants=2,
    status="optional",
    copies=2,
)


def test_an_admission_of_a_location_shuts_no_country() -> None:
    """Frankfurt, `FRA`, admits nobody; Paris, in the country `FRA`, is open all the same."""
    places: tuple[tuple[str, Role, str], ...]
    places = (("ASM", "origin", "ERI"), ("FRA", "haven", "DEU"), ("CDG", "haven", "FRA"))
    flights = [replace(_AIR, id=f"to {to}", origin="ASM", destination=to) for to in ("FRA", "CDG")]
    instance = Instance(
        name="frankfurt",
        begins=0,
        ends=600,
        locations=tuple(Location(id=code, role=role, country=land) for code, role, land in places),
        groups=Groups.of([Group(id="G", nationality="ERI", origin="ASM", size=1)]),
        flights=tuple(flights),
        admissions=(Admission(nationality="ERI", location="FRA", people=0),),
    )
    assert set(_pairs_of(_travel(instance), 0)) == {("to CDG",)}


def test_seats_that_a_party_takes() -> None:
    """One sitting and two lying on four seats each take nine; a lap infant takes none."""
    party = Group(id="G", nationality="FRA", origin="O1", size=3, stretchers=2, infants=1)
    assert _AIR.seats_for(party) == 9


def test_parties_that_fit() -> None:
    """The scarcest of seats, stretcher positions and lap infants over all copies decides."""
    sitting = Group(id="G", nationality="FRA", origin="O1", size=3)
    assert parties_that_fit(sitting, _AIR) == 6
    with_infant = Group(id="G", nationality="FRA", origin="O1", size=3, infants=1)
    assert parties_that_fit(with_infant, _AIR) == 4
    lying = Group(id="G", nationality="FRA", origin="O1", size=1, stretchers=1)
    assert parties_that_fit(lying, _AIR) == 5
