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
from evacopt.improve.relaxation import SiftedRelaxation
from evacopt.improve.relaxed_turns import RelaxedTurns
from evacopt.improve.roulette_wheel import RouletteWheel
from evacopt.improve.surroundings import Now
from evacopt.improve.trips import Trips
from evacopt.improve.tuning import TUNING, ImproveTuning
from evacopt.milp.contract import Options
from evacopt.milp.linear import LinearModel
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
        for gained, better in search.within(region, values):
            trips, goals, found = reached(trips, region, regions, better, gained)
            yield found


def reached(
    trips: Trips, region: Region, regions: Regions, values: Ints, gained: int
) -> tuple[Trips, list[int], Better]:
    """Trips and goals at `values`, and the plan of these, which is better in the goal of that number."""
    counting = region.formulation.model.goals
    trips, goals = region.trips(values, trips), [goal.of(values) for goal in counting]
    plan = partial(trips.plan, region.formulation, regions.cohorts, regions.itineraries)
    return trips, goals, Better(counting[gained].name, goals[gained], plan)


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
        self._turns: RelaxedTurns | None = None
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
        model, alone = region.formulation.model, region.whole
        near = Neighbourhoods(region, self._rng, self._tuning)
        self._kinds = self._kinds or RouletteWheel(near.kinds, self._rng, self._tuning)
        names = [goal.name for goal in model.goals]
        self._turns = self._turns or RelaxedTurns(names, self._bound_of, self._tuning)
        around = _Around(region.formulation, Point(model, values), near)
        wide = SiftedRelaxation(around.point, *near.movable, self._tuning)
        ends, idle, gained = self._ends if alone else self._region_ends(), 0, False
        while time.monotonic() < ends and idle < self._tuning.patience:
            free, answer = self._relaxed(around, wide, ends) or self._drawn(around)
            idle += 1
            if answer.gained is not None:
                idle, gained = 0, True
                around.point.move(around.put_back(free, answer.values))
                yield answer.gained, around.point.values
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

    def _drawn(self, around: _Around) -> tuple[Ints, Answer]:
        """The columns of a neighbourhood that is drawn by chance, and what came of it."""
        assert self._kinds is not None
        begun, kind, options = time.monotonic(), self._kinds.draw(), self.options()
        assert options.time_limit is not None
        free = around.near.draw(kind, self._kinds.columns[kind], around.now)
        ends = min(self._ends, begun + self._tuning.steps * options.time_limit)
        every = len(free) == len(around.point.values)  # what is solved then is the best there is
        answer = self._solved(around, free, around.point.part(free), options, ends, every=every)
        self._kinds.learn(kind, answer, time.monotonic() - begun, options.time_limit)
        return free, answer

    def _relaxed(self, around: _Around, wide: SiftedRelaxation, ends: float) -> tuple[Ints, Answer] | None:
        """The columns that the relaxation uses, and what came of them; `None` where it is not its turn."""
        assert self._turns is not None
        begun, options, share = time.monotonic(), self.options(), self._tuning.relaxed_share
        goals = self._turns.next(around.point.goals.tolist())
        if not goals:
            return None
        left = min(ends, begun + share * (self._ends - begun)) - begun
        free = wide.columns(goals, self._session, replace(options, time_limit=left))
        if free is None:
            self._turns.learn(goals, time.monotonic() - begun, gained=None)
            return None
        assert options.time_limit is not None
        options = replace(options, time_limit=self._tuning.relaxed_steps * options.time_limit)
        part = around.point.part(free)
        part = replace(part, goals=part.goals[: goals[-1] + 1])
        answer = self._solved(around, free, part, options, begun + left, every=True)
        self._turns.learn(goals, time.monotonic() - begun, gained=answer.gained is not None)
        return free, replace(answer, complete=False)

    def _solved(
        self, around: _Around, free: Ints, part: LinearModel, options: Options, ends: float, *, every: bool
    ) -> Answer:
        """What comes of a part until `ends`; `every` goal is asked for, or those that are worth it."""

        def complete(values: Ints) -> Ints:
            return around.put_back(free, values)[free]

        start = around.point.values[free]
        goals = OpenGoals(self._bound_of, self._rng, self._tuning) if every else self._goals
        return solved_in_order(part, start, complete, self._session, options, ends=ends, goals=goals)


@dataclass(frozen=True, eq=False)
class _Around:
    """A region, and where the search is in it."""

    formulation: Formulation
    point: Point
    near: Neighbourhoods

    @property
    def now(self) -> Now:
        """How things stand."""
        return self.near.now(self.point.values)

    def put_back(self, free: Ints, new: Ints) -> Ints:
        """All values with those of `free` new, goals counted again."""
        values = self.point.values.copy()
        values[free] = new
        return self.formulation.completed(values)
