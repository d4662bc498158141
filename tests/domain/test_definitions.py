"""The definitions that the records state, each against the words of the modelling guide."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evacopt.domain.flight import Flight, Status
from evacopt.domain.group import Group, Groups
from evacopt.domain.instance import Instance
from evacopt.domain.location import Location
from evacopt.domain.plan import Assignments, Plan
from evacopt.domain.share import Admission, Bloc, Share, ShareKind

FLIGHT = Flight(
    id="F1", operator="FRA", origin="A", destination="B", departs=60, arrives=120, seats=9, copies=3
)
PARTY = Group(id="G", nationality="FRA", origin="A", size=4, stretchers=2, infants=1)
INSTANCE = Instance(
    name="one",
    begins=0,
    ends=1_000,
    locations=(),
    groups=Groups.of([PARTY]),
    flights=(FLIGHT,),
    blocs=(Bloc(bloc="EU", members=("FRA", "DEU")), Bloc(bloc="FRA2", members=("FRA",))),
)


@pytest.mark.parametrize(("lying", "seats"), [(0, 2), (1, 4), (3, 8)])
def test_seats_for_one_party(lying: int, seats: int) -> None:
    """Who lies takes `seats_per_stretcher` seats, everybody else but infants one."""
    assert replace(FLIGHT, seats_per_stretcher=lying).seats_for(PARTY) == seats


def test_seats_for_a_table_of_groups() -> None:
    """The same for columns: one number a group."""
    groups = Groups.of([PARTY, replace(PARTY, id="H", stretchers=0)])
    assert replace(FLIGHT, seats_per_stretcher=3).seats_for(groups).tolist() == [8, 4]


@pytest.mark.parametrize(
    ("status", "named", "flown"),
    [("scheduled", 0, 1), ("scheduled", 2, 1), ("optional", 0, 0), ("optional", 2, 2), ("cancelled", 2, 0)],
)
def test_sorties_in_a_plan(status: Status, named: int, flown: int) -> None:
    """Only of optional flights the plan says how often they fly."""
    plan = Plan(
        instance_name="one",
        instance_sha256="",
        assignments=Assignments.of(()),
        sorties=(("F1", named),) if named else (),
    )
    assert replace(FLIGHT, status=status).sorties_in(plan) == flown


@pytest.mark.parametrize(
    ("usual", "own", "until"), [(None, None, 1_000), (60, None, 260), (60, 30, 230), (None, 0, 200)]
)
def test_presence_at_a_haven(usual: int | None, own: int | None, until: int) -> None:
    """From arrival for `stay_hours`, the party's own first; blank is to the end of the horizon."""
    haven = Location(id="B", role="haven", country="FRA", stay=usual)
    assert haven.left_at(200, stay=own, ends=1_000) == until


def test_who_lands_after_the_horizon_is_never_present() -> None:
    """To the end of the horizon is no time at all for who comes later; a stay counts all the same."""
    haven = Location(id="B", role="haven", country="FRA")
    assert haven.left_at(1_200, stay=None, ends=1_000) == 1_200
    assert haven.left_at(1_200, stay=30, ends=1_000) == 1_230


def test_an_admission_speaks_of_a_location_or_of_a_country() -> None:
    """A location's code says nothing of a country that is called the same, nor the reverse."""
    there = Location(id="FRA", role="haven", country="DEU")
    assert Admission(nationality="NER", location="FRA").covers(there)
    assert Admission(nationality="NER", country="DEU").covers(there)
    assert not Admission(nationality="NER", country="FRA").covers(there)
    assert not Admission(nationality="NER", location="DEU").covers(there)


def test_people_that_a_row_counts() -> None:
    """By their own nationality, which a bloc may stand for."""
    members = (("DEU", 2), ("FRA", 1), ("NER", 1))
    assert INSTANCE.counted("EU", members) == 3
    assert INSTANCE.counted("NER", members) == 1
    assert INSTANCE.counted("ITA", members) == 0


@pytest.mark.parametrize(
    ("accepts", "taken"),
    [(("all",), {"FRA", "DEU", "NER"}), (("own",), {"FRA"}), (("EU",), {"FRA", "DEU"}), (("NER",), {"NER"})],
)
def test_whom_a_flight_accepts(accepts: tuple[str, ...], taken: set[str]) -> None:
    """Everybody, the operator's own, or who is listed."""
    flight = replace(FLIGHT, accepts=accepts)
    assert {code for code in ("FRA", "DEU", "NER") if INSTANCE.accepts(flight, code)} == taken


def test_pools_of_a_flight() -> None:
    """The reserves whose scope it is in."""
    rows: tuple[tuple[ShareKind, str], ...]
    rows = ("reserve", "F1"), ("reserve", "F2"), ("reserve", ""), ("max", "F1")
    shares = [
        Share(id=f"{kind}{flight}", kind=kind, nationality="FRA", people=2, flight=flight)
        for kind, flight in rows
    ]
    instance = replace(INSTANCE, shares=tuple(shares))
    assert [pool.id for pool in instance.pools(FLIGHT)] == ["reserveF1", "reserve"]


def test_a_value_that_no_row_holds_says_nothing() -> None:
    """A table of which the only row with needs was left out has the hash of one that never had it."""
    both = Groups.of([PARTY, replace(PARTY, id="H", needs=(("kg", 1),))])
    one = replace(INSTANCE, groups=both[:1])
    assert one.groups.needs.values != INSTANCE.groups.needs.values
    assert one.sha256 == INSTANCE.sha256 != replace(INSTANCE, groups=both[1:]).sha256
