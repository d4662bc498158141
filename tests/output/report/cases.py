"""A night to report on: two origins, a hub that fills, people who stay for four reasons."""

from __future__ import annotations

from dataclasses import replace

from evacopt.domain.flight import Fleet
from evacopt.domain.group import Group, Groups
from evacopt.domain.instance import Instance
from evacopt.domain.location import Location
from evacopt.domain.plan import Assignment, Assignments, GoalResult, GoalTable, Plan, Reason, Run, Unserved
from evacopt.domain.policy import Policy
from evacopt.domain.share import Bloc, Share
from evacopt.output.report.outlines import Outlines
from evacopt.output.report.situation import Situation
from tests.build import at, flight

INSTANCE = Instance(
    name="night",
    title="A night",
    begins=at("1T00:00"),
    ends=at("4T00:00"),
    policy=Policy(objectives=("unserved", "fairness")),
    locations=(
        Location(id="KRT", role="origin", country="SDN", name="Khartoum", lat=15_590_000, lon=32_550_000),
        Location(id="PZU", role="origin", country="SDN", lat=19_430_000, lon=37_230_000),
        Location(id="JIB", role="hub", country="DJI", capacity=20, lat=11_550_000, lon=43_160_000),
        Location(id="CDG", role="haven", country="FRA", lat=49_010_000, lon=2_550_000),
        Location(id="LHR", role="haven", country="GBR"),
    ),
    groups=Groups.of(
        (
            Group(id="F1", nationality="FRA", origin="KRT", size=3, count=4, infants=1),
            Group(id="F2", nationality="FRA", origin="KRT", size=2, count=3, priority=2),
            Group(id="G1", nationality="GBR", origin="KRT", size=1, count=5, priority=2),
            Group(
                id="D1", nationality="DEU", origin="KRT", size=2, count=2, priority=2, leave_by=at("1T16:00")
            ),
            Group(id="S1", nationality="SDN", origin="KRT", size=6, count=2, priority=3),
            Group(id="U1", nationality="USA", origin="PZU", size=1, count=2, priority=3),
        )
    ),
    flights=(
        flight("IN", "KRT 1T06:00", "JIB 1T08:00", operator="FRA", seats=20, aircraft="A400M", fleet="A4"),
        flight("ON", "JIB 2T08:00", "CDG 2T16:00", operator="FRA", seats=20, aircraft="A330"),
        flight("UK", "KRT 1T12:00", "LHR 1T20:00", operator="GBR", seats=10, accepts=("GBR", "USA")),
        flight(
            "LATE",
            "KRT 3T06:00",
            "CDG 3T12:00",
            operator="FRA",
            seats=8,
            status="optional",
            copies=2,
            fleet="A4",
        ),
        flight("NO", "KRT 1T13:00", "LHR 1T21:00", operator="GBR", seats=10, status="cancelled"),
    ),
    blocs=(Bloc(bloc="EU", members=("DEU", "FRA")),),
    shares=(Share(id="UK-own", kind="reserve", nationality="GBR", people=8, flight="UK"),),
    fleets=(Fleet(id="A4", count=2, cycle=600),),
)
PLAN = Plan(
    instance_name="night",
    instance_sha256=INSTANCE.sha256,
    assignments=Assignments.of(
        [
            Assignment("F1", ("IN", "ON"), 4),
            Assignment("F2", ("IN", "ON"), 1),
            Assignment("F2", ("LATE",), 2),
            Assignment("G1", ("UK",), 5),
        ]
    ),
    sorties=(("LATE", 1),),
    goals=GoalTable(
        (
            GoalResult("unserved[1]", 0, 0, "proven"),
            GoalResult("unserved[2]", 4, 4, "agreed"),
            GoalResult("unserved[3]", 14, 8, "feasible"),
            GoalResult("fairness[1]", 1_000_000, None, "feasible"),
        )
    ),
    unserved=(
        Unserved("D1", 2, (Reason("seats", "no 2 seats together left on IN"),)),
        Unserved("S1", 2, (Reason("size", "no aircraft has 6 seats for one party"),)),
        Unserved("U1", 2, (Reason("no_connection", "no flight leads from PZU to a haven in time"),)),
    ),
    run=Run(evacopt="0.1.0", backend="fake 1", seconds=(("solve", 0.1),)),
)
NO_OUTLINES = Outlines(land=(), credit="Outlines: none.")


def situation(when: str = "1T00:00", *, instance: Instance = INSTANCE, plan: Plan = PLAN) -> Situation:
    """The night at a time, also for an instance that is slightly another."""
    return Situation.of(instance, replace(plan, instance_sha256=instance.sha256), as_of=at(when))
