"""A plan for many scenarios, beside the plan that ignores what is uncertain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from evacopt.domain.plan import Plan
from evacopt.planning.result import Result
from evacopt.simulation.result import Interval, Number, Part

Risk: TypeAlias = Literal["mean", "cvar", "worst"]
"""What is to be small of those left behind: the mean, the mean of the worst tenth, the worst scenario."""
RISKS: tuple[Risk, ...] = ("mean", "cvar", "worst")


class LeftBehind(Part, frozen=True):
    """People of a class, or all, who are left behind over the same fresh scenarios, by both plans.

    Attributes
    ----------
    name : the class as a number; blank for all
    people : how many there are in the mean
    left, plain : left behind by the plan, and by the plan that ignores what is uncertain
    fewer : how many fewer by the plan, scenario by scenario
    gap : how much could be gained at most, over replications (Mak, Morton and Wood 1999), from 0 to the upper
        end of its one-sided 95 % interval; `None` where it was not asked for or there was no time
    tail, plain_tail : left behind in the mean of the worst tenth of the scenarios, by both plans
    """

    name: str
    people: float
    left: Interval
    plain: Interval
    fewer: Interval
    gap: Interval | None = None
    tail: float = 0.0
    plain_tail: float = 0.0


class Worth(Part, frozen=True):
    """What the plan is worth.

    Attributes
    ----------
    risk : of what it is the best
    seed, scenarios, courses : scenarios that it was made from, and how many of them differ in what is decided
    fresh : others, on which both plans were evaluated
    replications : samples of as many of the others, each solved for itself, that the gap is from
    classes : the most urgent first
    everybody : all classes together
    tail, plain_tail : people left behind in the mean of the worst tenth of the fresh scenarios, by both plans
    worst, plain_worst : in the worst of them
    seconds : for everything
    """

    risk: Risk
    seed: Number
    scenarios: Number
    courses: Number
    fresh: Number
    replications: Number
    classes: tuple[LeftBehind, ...]
    everybody: LeftBehind
    tail: float
    plain_tail: float
    worst: float
    plain_worst: float
    seconds: float

    @property
    def gap(self) -> float | None:
        """The upper end of the gap as a share of the people left behind; see `LeftBehind.gap`."""
        left, gap = self.everybody.left.mean, self.everybody.gap
        return None if gap is None else gap.high / max(left, 1.0)


@dataclass(frozen=True, slots=True)
class RobustResult:
    """The outcome of a robust run.

    Attributes
    ----------
    result : the plan for many scenarios, accepted by the judge; its goals are its own against the instance,
        as if everything went as planned
    plain : the plan that ignores what is uncertain
    worth : both over fresh scenarios; `None` where nothing is uncertain, and the two are the same plan, or
        where there is no plan, or was no time for that
    """

    result: Result
    plain: Result
    worth: Worth | None = None

    @property
    def plan(self) -> Plan | None:
        """The plan for many scenarios."""
        return self.result.plan
