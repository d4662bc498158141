"""A simulation by hand."""

from __future__ import annotations

from evacopt.domain.plan import Plan
from evacopt.simulation.result import Counted, Guarded, Interval, Level, Nation, Simulation, Told


def interval(mean: float, wide: float = 0) -> Interval:
    """`mean` give or take `wide`."""
    return Interval(mean=float(mean), low=float(mean - wide), high=float(mean + wide))


def a_simulation(plan: Plan) -> Simulation:
    """What a plan might be worth."""
    flights = (
        Guarded(flight="A", planned=1, flown=900_000, seats=10, load=9.5, refused=0, fewer=interval(8, 2)),
        Guarded(flight="B", planned=1, flown=999_000, seats=4, load=4.0, refused=10, fewer=interval(1, 2)),
        Guarded(flight="C", planned=2, flown=990_000, seats=20, load=17.0, refused=0, fewer=interval(16, 4)),
        Guarded(flight="D", planned=1, flown=1_000_000, seats=8, load=8.0, refused=0),
    )
    french = Nation(
        name="FRA", people=30.0, planned=28, out=interval(25.5, 1), share=(0, 850_000), all_out=(0, 1)
    )
    return Simulation(
        instance_name=plan.instance_name,
        instance_sha256=plan.instance_sha256,
        plan_sha256=plan.sha256,
        recourse="standby",
        seed=0,
        scenarios=1000,
        enumerated=False,
        reached=True,
        people=30.0,
        planned=28,
        out=interval(25.5, 1),
        worst_tenth=12.25,
        classes=(Counted(name="1", people=30.0, planned=28, out=interval(25.5, 1)),),
        nationalities=(french,),
        hours=(1_000_020, 1_000_080),
        fan=(Level(level=500_000, out=(0, 26)),),
        flights=flights,
        stories=(Told(story="strike", probability=100_000, happened=97, out=interval(3, 1)),),
        missing=(17,),
    )
