"""Features of instances."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from evacopt.bench.features import Features, features_of
from evacopt.bench.instance_tables import FEATURES, features_table
from evacopt.domain.flight import Flight
from evacopt.domain.group import Group, Groups
from evacopt.domain.instance import Instance
from evacopt.domain.location import Location
from evacopt.domain.policy import Policy
from tests.bench.records import job, record

PLACES = (
    Location(id="A", role="origin", country="FRA"),
    Location(id="B", role="origin", country="FRA"),
    Location(id="H", role="hub", country="FRA"),
    Location(id="Z", role="haven", country="FRA"),
)
GROUPS = (
    Group(id="g", nationality="FRA", origin="A", size=2, count=3),
    Group(id="h", nationality="DEU", origin="B", size=4, operators=("X",)),
)


def _flight(number: str, operator: str, origin: str, seats: int, **more: Any) -> Flight:
    fixed = {"destination": "Z", "departs": 5, "arrives": 9}
    return Flight(id=number, operator=operator, origin=origin, seats=seats, **{**fixed, **more})


FLIGHTS = (
    _flight("1", "FRA", "A", 5, accepts=("own",)),
    _flight("2", "X", "A", 5, status="cancelled"),
    _flight("3", "X", "B", 2, status="optional", copies=2),
    _flight("4", "FRA", "B", 3),
    _flight("5", "FRA", "H", 100),
)
INSTANCE = Instance(
    name="small",
    begins=0,
    ends=1000,
    policy=Policy(),
    locations=PLACES,
    groups=Groups.of(GROUPS),
    flights=FLIGHTS,
)


def test_features_are_counted() -> None:
    """Seats 5 + 2 x 2 + 3 for 10; of 4 parties by 3 flights three may take flight 1, one flight 3."""
    assert features_of(INSTANCE) == Features(
        parties=4,
        optional=1,
        origins=2,
        hubs=1,
        havens=1,
        nationalities=2,
        rules=0,
        seats=12,
        density=4 / 12,
        tightness=10 / 12,
    )


def test_nothing_to_fly_is_neither_dense_nor_tight() -> None:
    """Without flights there is nothing to divide by."""
    none = features_of(replace(INSTANCE, flights=()))
    assert (none.seats, none.density, none.tightness) == (0, 0.0, 0.0)


def test_an_instance_has_one_row_and_old_results_none() -> None:
    """Whatever the number of jobs on it; results without features are left out."""
    one = record(job("a"))
    facts = one.outcome.facts
    assert facts is not None
    known = replace(facts, features=features_of(INSTANCE))
    rich = replace(one, outcome=replace(one.outcome, facts=known))
    table = features_table([rich, rich, one])
    assert table.heads[5:] == FEATURES
    assert [row[:6] for row in table.rows] == [("surge", "a", 100, 1, 1, 4)]
