"""An instance solved again from a plan, and how much is looked at and solved for an explanation."""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import dataclass, replace

from evacopt.domain.instance import Instance
from evacopt.domain.plan import GoalTable, Plan
from evacopt.errors import UsageError
from evacopt.judge.limits import Limits
from evacopt.planning.options import SolveOptions
from evacopt.planning.result import Result
from evacopt.planning.solve import solve

LIMITS = Limits(tries=2_000_000)
"""Pairs of a group and an itinerary that are tried for a bound: it must stay quicker than solving."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tuning:
    """How much is looked at, and for how long.

    None of these makes an answer untrue: with less of it fewer itineraries are told, fewer changes tried, and
    worths are `at least` or `not tried` instead of `proven`. They were chosen so that the answer about a
    group comes in seconds and that about a plan in a minute, and were not measured one by one.

    Attributes
    ----------
    of_group : itineraries of a group that is explained
    by_flight : itineraries of each group that stays by a flight that is explained
    standby : itineraries of each group that stays that are looked at for one that is free by the flight
    called : groups on a standby list
    by_hand : itineraries of one group that are looked at to bring one more party out without a solver
    opened, giving : of those the ones that are tried, and parties on each that are tried for giving way
    hand_share, hand_seconds : the part of the time for that; seconds for it where there is no limit
    proving : seconds for proving that a plan with the change is the best
    each : seconds for one instance that is solved again
    offers : offers that are told
    limits : of the judge, for a bound without solving
    """

    of_group: int = 2_000
    by_flight: int = 100
    standby: int = 300
    called: int = 20
    by_hand: int = 300
    opened: int = 12
    giving: int = 6
    hand_share: float = 0.3
    hand_seconds: float = 5.0
    proving: float = 0.5
    each: float = 10.0
    offers: int = 10
    limits: Limits = LIMITS


TUNING = Tuning()


@dataclass(frozen=True, slots=True)
class Spread:
    """How many instances are solved, and what they are spread over; one after the other without it."""

    options: SolveOptions
    executor: Executor | None = None
    tuning: Tuning = TUNING


def solved_again(instance: Instance, plan: Plan, options: SolveOptions, proving: float) -> Result:
    """`instance` solved from `plan`, which may be of another; a refusal is a result without a plan."""
    start = replace(plan, instance_sha256=instance.sha256, goals=GoalTable(), unserved=())
    try:
        again = replace(options, proving=proving)
        return solve(instance, baseline=start, options=again).unless_interrupted()
    except UsageError as refusal:
        return Result("no_plan", message=refusal.why)
