"""An instance and a plan that are small enough to count by hand."""

from __future__ import annotations

from typing import Any

from evacopt.domain.clock import parse_time
from evacopt.domain.flight import Flight
from evacopt.domain.group import Group, Groups
from evacopt.domain.instance import Instance
from evacopt.domain.location import Location
from evacopt.domain.plan import Assignment, Assignments, GoalResult, GoalTable, Plan, Reason, Unserved
from evacopt.domain.share import Bloc


def at(text: str) -> int:
    """Minutes of `1T06:00`, a day and time of August 2023."""
    return parse_time(f"2023-08-0{text}Z")


LOCATIONS = (
    Location(id="KRT", role="origin", country="SDN"),
    Location(id="JIB", role="hub", country="DJI", capacity=20),
    Location(id="CDG", role="haven", country="FRA", capacity=30, stay=120),
    Location(id="LHR", role="haven", country="GBR"),
)


def _flight(name: str, way: str, *, departs: str, arrives: str, seats: int, **rest: Any) -> Flight:
    operator, origin, destination = way.split()
    return Flight(
        id=name,
        operator=operator,
        origin=origin,
        destination=destination,
        departs=at(departs),
        arrives=at(arrives),
        seats=seats,
        **rest,
    )


FLIGHTS = (
    _flight(
        "IN",
        "FRA KRT JIB",
        departs="1T06:00",
        arrives="1T08:00",
        seats=20,
        stretchers=2,
        seats_per_stretcher=3,
    ),
    _flight("IN2", "FRA KRT JIB", departs="1T20:00", arrives="1T22:00", seats=8, status="optional", copies=3),
    _flight("ON", "FRA JIB CDG", departs="2T08:00", arrives="2T16:00", seats=20),
    _flight("UK", "GBR KRT LHR", departs="1T12:00", arrives="1T20:00", seats=10, accepts=("own",)),
    _flight("NO", "GBR KRT LHR", departs="1T13:00", arrives="1T21:00", seats=10, status="cancelled"),
    _flight("MAYBE", "GBR KRT LHR", departs="1T14:00", arrives="1T22:00", seats=10, status="optional"),
)
MIXED = (("FRA", 1), ("SDN", 2))
GROUPS = Groups.of(
    (
        Group(id="F1", nationality="FRA", origin="KRT", size=3, count=4, infants=1, stretchers=1),
        Group(id="F2", nationality="FRA", origin="KRT", size=2, count=3, priority=2),
        Group(id="G1", nationality="GBR", origin="KRT", size=1, count=5, priority=2),
        Group(id="M1", nationality="FRA", members=MIXED, origin="KRT", size=3, count=2, priority=3),
    )
)
INSTANCE = Instance(
    name="small",
    title="Small",
    begins=at("1T00:00"),
    ends=at("4T00:00"),
    locations=LOCATIONS,
    groups=GROUPS,
    flights=FLIGHTS,
    blocs=(Bloc(bloc="EU", members=("FRA", "DEU")), Bloc(bloc="NONE", members=("JPN",))),
)
PLAN = Plan(
    instance_name="small",
    instance_sha256=INSTANCE.sha256,
    assignments=Assignments.of(
        [
            Assignment("F1", ("IN", "ON"), 2),
            Assignment("F2", ("IN2", "ON"), 3),
            Assignment("G1", ("UK",), 5),
            Assignment("M1", ("IN2", "ON"), 1),
        ]
    ),
    sorties=(("IN2", 2),),
    goals=GoalTable(
        (
            GoalResult("unserved[1]", 8, 8, "proven"),
            GoalResult("unserved[3]", 3, 0, "claimed"),
            GoalResult("fairness[1]", 500_000, None, "feasible"),
        )
    ),
    unserved=(
        Unserved("F1", 2, (Reason("stretchers", "Both stretchers of IN are taken."),)),
        Unserved("M1", 1, (Reason("seats", "No seat is left on IN2."),)),
    ),
)
