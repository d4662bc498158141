"""A simulation and a replay of the night of `cases`, by hand."""

from __future__ import annotations

from evacopt.domain.plan import Plan
from evacopt.replaying.record import Documented, Outcome, Replay, Served, Step
from evacopt.simulation.result import Counted, Guarded, Hindsight, Interval, Level, Nation, Simulation, Told
from tests.build import at
from tests.output.report.cases import INSTANCE, PLAN

HOURS = tuple(range(at("1T20:00"), at("3T12:00") + 1, 60))
UK, ON, LATE = HOURS.index(at("1T20:00")), HOURS.index(at("2T16:00")), HOURS.index(at("3T12:00"))


def interval(mean: float, wide: float = 0.0) -> Interval:
    """`mean` give or take `wide`."""
    return Interval(mean=float(mean), low=float(mean - wide), high=float(mean + wide))


def by_hour(uk: int, on: int, late: int) -> tuple[int, ...]:
    """What holds after each of the three landings: that of UK, of ON and of LATE."""
    return tuple(late if place >= LATE else on if place >= ON else uk for place in range(len(HOURS)))


def a_simulation(plan: Plan = PLAN, *, recourse: str = "standby", out: float = 20.4) -> Simulation:
    """What a plan might be worth: 27 people of 43 travel by it."""
    nations = (
        ("FRA", 22.0, 22, (0, 550_000, 640_000), (0, 0, 4_000)),
        ("GBR", 5.0, 5, (880_000, 880_000, 880_000), (710_000, 710_000, 710_000)),
    )
    return Simulation(
        instance_name=plan.instance_name,
        instance_sha256=plan.instance_sha256,
        plan_sha256=plan.sha256,
        recourse="none" if recourse == "none" else "standby",
        seed=0,
        scenarios=1000,
        enumerated=False,
        reached=True,
        people=43.0,
        planned=27,
        out=interval(out, 0.6),
        worst_tenth=9.2,
        classes=(Counted(name="1", people=16.0, planned=16, out=interval(12.5, 0.4)),),
        nationalities=tuple(
            Nation(
                name=name,
                people=people,
                planned=planned,
                out=interval(people * share[-1] / 1_000_000, 0.5),
                share=by_hour(*share),
                all_out=by_hour(*all_out),
            )
            for name, people, planned, share, all_out in nations
        ),
        hours=HOURS,
        fan=tuple(
            Level(level=level, out=by_hour(*out))
            for level, out in (
                (50_000, (2, 2, 8)),
                (100_000, (3, 9, 11)),
                (250_000, (4, 15, 18)),
                (500_000, (5, 21, 23)),
                (750_000, (5, 22, 25)),
                (950_000, (5, 23, 27)),
            )
        ),
        flights=(
            Guarded(flight="UK", planned=1, flown=1_000_000, seats=10, load=4.4, refused=0),
            Guarded(
                flight="ON", planned=1, flown=920_000, seats=20, load=17.1, refused=0, fewer=interval(16.6, 2)
            ),
        ),
        stories=(
            Told(story="ultimatum", probability=150_000, happened=144, out=interval(11, 1)),
            Told(story="strike", probability=1_000, happened=0),
        ),
        hindsight=Hindsight(
            scenarios=100, proven=100, out=interval(24, 1), value=interval(3.6, 1.2), most=interval(3.6, 1.2)
        ),
    )


STEPS = (
    Step(time=at("1T02:00"), news=("F1 register", "ON gets its permit"), people=20, planned=16),
    Step(time=at("2T02:00"), news=("LATE may be flown",), people=43, planned=27, changed=7),
)
REPLAY = Replay(
    instance_name=INSTANCE.name,
    instance_sha256=INSTANCE.sha256,
    begins=INSTANCE.begins,
    ends=INSTANCE.ends,
    outcomes=(
        Outcome(
            way="hindsight",
            people=43,
            out=27,
            curve=((at("1T20:00"), 5), (at("2T16:00"), 23), (at("3T12:00"), 27)),
            classes=(Served(name="1", people=16, out=16, bound=0, proven=True),),
        ),
        Outcome(
            way="evacopt",
            people=43,
            out=25,
            curve=((at("2T16:00"), 21), (at("3T12:00"), 25)),
            classes=(Served(name="1", people=16, out=15),),
            steps=STEPS,
        ),
    ),
    documented=(Documented(time=at("2T18:00"), out=14), Documented(time=at("3T18:00"), out=19)),
)
