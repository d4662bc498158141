"""An instance and a plan that are small enough to count by hand."""

from __future__ import annotations

from evacopt.domain.group import Group, Groups
from evacopt.domain.instance import Instance
from evacopt.domain.location import Location
from evacopt.domain.plan import GoalResult, GoalTable, Reason, Unserved
from evacopt.domain.share import Bloc
from tests.build import at, flight, plan

LOCATIONS = (
    Location(id="KRT", role="origin", country="SDN"),
    Location(id="JIB", role="hub", country="DJI", capacity=20),
    Location(id="CDG", role="haven", country="FRA", capacity=30, stay=120),
    Location(id="LHR", role="haven", country="GBR"),
)


FLIGHTS = (
    flight("IN", "KRT 1T06:00", "JIB 1T08:00", seats=20, stretchers=2, seats_per_stretcher=3),
    flight("IN2", "KRT 1T20:00", "JIB 1T22:00", seats=8, status="optional", copies=3),
    flight("ON", "JIB 2T08:00", "CDG 2T16:00", seats=20),
    flight("UK", "KRT 1T12:00", "LHR 1T20:00", operator="GBR", accepts=("own",)),
    flight("NO", "KRT 1T13:00", "LHR 1T21:00", operator="GBR", status="cancelled"),
    flight("MAYBE", "KRT 1T14:00", "LHR 1T22:00", operator="GBR", status="optional"),
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
PLAN = plan(
    INSTANCE,
    ("F1", "IN>ON", 2),
    ("F2", "IN2>ON", 3),
    ("G1", "UK", 5),
    ("M1", "IN2>ON", 1),
    sorties={"IN2": 2},
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
