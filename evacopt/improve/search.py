"""Large neighbourhood search over a plan, in all goals of the policy in their order.

Parts of the model are set free and solved exactly by an engine, goal by goal, one after the other (Shaw,
1998); which part is next is learnt from what the last ones gained (Ropke and Pisinger, 2006). Nothing is
accepted that is worse, and no rule is left out: the program is that of `evacopt.model`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from evacopt.backends.session import Session
from evacopt.domain.columns import Ints
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from evacopt.improve.lexicographic import Answer, solved_in_order
from evacopt.improve.neighbourhoods import Neighbourhoods
from evacopt.improve.open_goals import BoundOf, OpenGoals
from evacopt.improve.part import Point
from evacopt.improve.regions import Region, Regions, values_of
from evacopt.improve.roulette_wheel import RouletteWheel
from evacopt.improve.trips import Trips
from evacopt.improve.tuning import TUNING, ImproveTuning
from evacopt.milp.contract import Options
from evacopt.model.formulation import Formulation


@dataclass(frozen=True, eq=False)
class Start:
    """A plan to begin with, which keeps every rule, and the values of its goals in their order."""

    plan: Plan
    values: Sequence[int]


@dataclass(frozen=True, eq=False)
class Better:
    """A plan that is better than the one before.

    Attributes
    ----------
    goal : the first goal in which it is
    value : the value of that goal
    plan : makes the plan, without goals and reasons
    """

    goal: str
    value: int
    plan: Callable[[], Plan]


def better_plans(
    instance: Instance,
    start: Start,
    session: Session,
    options: Options,
    *,
    baseline: Plan | None = None,
    ends: float,
    tuning: ImproveTuning = TUNING,
    bound_of: BoundOf = lambda _: None,
) -> Iterator[Better]:
    """Better and better plans near `start`, which keeps every rule, until `ends` (of `time.monotonic()`).

    It ends sooner where everything is proven, or where nothing more is found.

    Parameters
    ----------
    bound_of : what is proven of each goal by now

    Raises
    ------
    UsageError
        If there are more itineraries than can be listed.
    KeyboardInterrupt
        Where the engine was interrupted, or the session is to stop.
    """
    rng = np.random.default_rng(options.seed)
    regions = Regions(instance, baseline, rng, tuning)
    trips = Trips.of_plan(start.plan, regions.cohorts, regions.itineraries)
    if trips is None or not len(regions.itineraries):
        return
    search = _Search(session, options, rng, ends=ends, tuning=tuning, bound_of=bound_of)
    goals = start.values
    while time.monotonic() < ends and not search.done:
        if session.stop():
            raise KeyboardInterrupt
        region = regions.draw(trips)
        values = values_of(trips, region, session, search.options())
        if values is None or not region.moves.any():
            return
        region = region.counted(values, goals)
        counting = region.formulation.model.goals
        for gained, better in search.within(region, values):
            trips, goals = region.trips(better, trips), [goal.of(better) for goal in counting]
            yield Better(counting[gained].name, goals[gained], partial(_plan, trips, region, regions))


def _plan(trips: Trips, region: Region, regions: Regions) -> Plan:
    return trips.plan(region.formulation, regions.cohorts, regions.itineraries)


def better_values(
    formulation: Formulation,
    values: Ints,
    session: Session,
    options: Options,
    *,
    ends: float,
    tuning: ImproveTuning = TUNING,
) -> Iterator[Ints]:
    """Better and better values of one model from `values`, which keep every row, until nothing more is found.

    Raises
    ------
    KeyboardInterrupt
        Where the engine was interrupted.
    """
    rng = np.random.default_rng(options.seed)
    search = _Search(session, options, rng, ends=ends, tuning=tuning, bound_of=lambda _: None)
    for _, better in search.within(Region.of(formulation), values):
        yield better


class _Search:
    """What is kept from one region to the next: the time, what was learnt of kinds, whether it is done."""

    def __init__(
        self,
        session: Session,
        options: Options,
        rng: np.random.Generator,
        *,
        ends: float,
        tuning: ImproveTuning,
        bound_of: BoundOf,
    ) -> None:
        self._session, self._rng, self._ends, self._tuning = session, rng, ends, tuning
        self._bound_of, self._goals = bound_of, OpenGoals(bound_of, rng, tuning)
        self._asked, self._begun, self.done = options, time.monotonic(), False
        self._kinds: RouletteWheel | None = None
        self._idle_regions = 0

    def options(self) -> Options:
        """What an engine is told about one goal."""
        tuning = self._tuning
        step = (self._ends - self._begun) * tuning.step_share
        step = min(max(step, tuning.step_least), tuning.step_most)
        return replace(self._asked, gap=0.0, threads=1, time_limit=step)

    def within(self, region: Region, values: Ints) -> Iterator[tuple[int, Ints]]:
        """Better and better values of one region, with the number of the first goal that is better.

        Where it is the only region, until nothing more is found.
        """
        formulation, alone = region.formulation, region.whole
        near = Neighbourhoods(region, self._rng, self._tuning)
        point, now, idle = Point(formulation.model, values), near.now(values), 0
        self._kinds = kinds = self._kinds or RouletteWheel(near.kinds, self._rng, self._tuning)
        ends, gained = self._ends if alone else self._region_ends(), False
        while time.monotonic() < ends and idle < self._tuning.patience:
            begun, kind, options = time.monotonic(), kinds.draw(), self.options()
            free = near.draw(kind, kinds.columns[kind], now)
            answer = self._answer(formulation, point, free, options)
            assert options.time_limit is not None
            kinds.learn(kind, answer, time.monotonic() - begun, options.time_limit)
            idle += 1
            if answer.gained is not None:
                idle, gained, values = 0, True, _put_back(formulation, point.values, free, answer.values)
                point.move(values)
                now = near.now(values)
                yield answer.gained, values
            if alone and answer.solved and answer.complete and len(free) == len(values):
                self.done = True
                return
        self._idle_regions = 0 if gained else self._idle_regions + 1
        self.done = (
            idle >= self._tuning.patience if alone else self._idle_regions >= self._tuning.idle_regions
        )

    def _region_ends(self) -> float:
        now = time.monotonic()
        return min(self._ends, now + (self._ends - self._begun) * self._tuning.region_share)

    def _answer(self, formulation: Formulation, point: Point, free: Ints, options: Options) -> Answer:
        def complete(values: Ints) -> Ints:
            return _put_back(formulation, point.values, free, values)[free]

        assert options.time_limit is not None
        part, now = point.part(free), time.monotonic()
        ends = min(self._ends, now + self._tuning.steps * options.time_limit)
        start, goals = point.values[free], self._goals
        if len(free) == len(point.values):  # what is solved then is the best there is
            goals = OpenGoals(self._bound_of, self._rng, self._tuning)
        return solved_in_order(part, start, complete, self._session, options, ends=ends, goals=goals)


def _put_back(formulation: Formulation, values: Ints, free: Ints, new: Ints) -> Ints:
    """All values with those of `free` new, goals counted again."""
    values = values.copy()
    values[free] = new
    return formulation.completed(values)
