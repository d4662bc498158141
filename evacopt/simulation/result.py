"""What a plan is worth over many scenarios: estimates with their intervals.

People are counted with lap infants; chances and shares are parts per million, rounded; times are UTC minutes.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

import msgspec

SIMULATION_FORMAT = "evacopt-simulation/1"

Recourse: TypeAlias = Literal["none", "standby", "replan"]
Ppm: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=1_000_000)]
Number: TypeAlias = Annotated[int, msgspec.Meta(ge=0)]
Measure: TypeAlias = Annotated[float, msgspec.Meta(ge=-1e15, le=1e15)]


class Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Frozen, compared by value, and an object of a file that has no other keys."""


class Interval(Part, frozen=True):
    """A mean and its 95 % interval, which has no width where every scenario was enumerated."""

    mean: Measure
    low: Measure
    high: Measure

    @property
    def means_something(self) -> bool:
        """Whether it leaves nought out: what it says is more than chance."""
        return self.low > 0 or self.high < 0


class Counted(Part, frozen=True):
    """People of a class or a nationality.

    Attributes
    ----------
    name : the class as a number, or the code of the nationality
    people : how many there are in the mean
    planned : of them travel by the plan
    out : how many get out
    """

    name: str
    people: Measure
    planned: Number
    out: Interval


class Nation(Counted, frozen=True):
    """People by their own nationality.

    Attributes
    ----------
    share : the share of them who are expected out at each of `Simulation.hours`
    all_out : the chance that all of them are, likewise
    """

    share: tuple[Ppm, ...]
    all_out: tuple[Ppm, ...]


class Guarded(Part, frozen=True):
    """A flight that the plan flies, and what hangs on it.

    Attributes
    ----------
    planned : sorties of the plan
    flown : the chance that all of these are flown
    seats, load : of all these sorties, and how many of them are taken in the mean where all are flown
    refused : the chance that somebody who was called to it gets no seat though it flies
    fewer : how many people fewer get out in all where it fails than where it does not, in the same
        scenarios; `None` where it fails in less than two of them, or is flown in less than two
    """

    flight: str
    planned: Number
    flown: Ppm
    seats: Number
    load: Measure
    refused: Ppm
    fewer: Interval | None = None


class Told(Part, frozen=True):
    """A story: its chance, in how many scenarios it happened, how many get out then; `None` if in none."""

    story: str
    probability: Ppm
    happened: Number
    out: Interval | None = None


class Level(Part, frozen=True):
    """By each of `Simulation.hours`: so many people are out at most with the chance `level`."""

    level: Ppm
    out: tuple[Number, ...]


class Hindsight(Part, frozen=True):
    """What could be reached if everything were known beforehand, in some of the scenarios.

    Attributes
    ----------
    scenarios : in how many scenarios that was looked for
    proven : in how many of them nobody can do better than was found; in the others a plan may
    out : how many get out with hindsight, as was found
    value : how many more that is than with the plan, in the same scenarios: the value of perfect information
    most : what that value is at most, by proven bounds; where all is proven the same
    """

    scenarios: Number
    proven: Number
    out: Interval
    value: Interval
    most: Interval


class Simulation(Part, frozen=True):
    """What a plan is worth with a recourse.

    Attributes
    ----------
    instance_name, instance_sha256, plan_sha256 : of which plan it is
    recourse : what is done about flights that fail and seats that stay empty
    seed, scenarios : scenarios of that seed that count
    enumerated : whether these are all that there are, each with its chance: nothing is estimated then
    reached : whether the interval of `out` is as narrow as was asked, or all was done where all was asked
    interrupted : whether it was ended from outside before
    people : how many there are in the mean
    planned : people who travel by the plan
    out : people out
    worst_tenth : people out in the mean of the worst tenth of the scenarios
    classes, nationalities : of whom these are, the most urgent and the largest first
    hours : ends of whole hours, from the first landing at a haven to the last
    fan : how many are out at each hour, by levels
    flights : the flights of the plan by departure; see `hanging`
    stories : each with what it costs
    hindsight : what perfect information is worth, `None` where nobody asked
    undecided : how often the rest was to be decided anew, in all these scenarios, and was not to the end in
        time: the best that was found went on, and the plan in force where nothing was
    missing : numbers of scenarios that could not be run, as their workers were lost each time
    """

    instance_name: str
    instance_sha256: str
    plan_sha256: str
    recourse: Recourse
    seed: Number
    scenarios: Number
    enumerated: bool
    reached: bool
    people: Measure
    planned: Number
    out: Interval
    worst_tenth: Measure
    classes: tuple[Counted, ...]
    nationalities: tuple[Nation, ...]
    hours: tuple[int, ...]
    fan: tuple[Level, ...]
    flights: tuple[Guarded, ...]
    stories: tuple[Told, ...] = ()
    hindsight: Hindsight | None = None
    interrupted: bool = False
    undecided: Number = 0
    missing: tuple[Number, ...] = ()

    def __post_init__(self) -> None:
        by_hour = [level.out for level in self.fan]
        by_hour += [row for nation in self.nationalities for row in (nation.share, nation.all_out)]
        if any(len(row) != len(self.hours) for row in by_hour):
            raise ValueError("must have one number for each of hours, in fan, share and all_out")

    @property
    def hanging(self) -> tuple[Guarded, ...]:
        """The flights that everything hangs on: those whose failing costs people for certain, most first."""
        costly = [one for one in self.flights if one.fewer is not None and one.fewer.low > 0]
        return tuple(sorted(costly, key=lambda one: (-_cost(one), one.flight)))


def _cost(flight: Guarded) -> float:
    return flight.fewer.mean if flight.fewer else 0.0
