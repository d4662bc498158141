"""Recourses that keep the plan: who misses a flight stays where he is, or stands by for those that follow.

What holds of a departure, in the order of time (of departures; at the same minute who lands first):

- a sortie that is cancelled is not flown, nor is a flight that needs it; who was to board stays where he is,
  and so does who cannot go on because of a story, from that departure on, and not before
- who is called and does not come is gone, and his seats on all his flights are free
- where a limit is broken, those who count in it are turned away, the least urgent first
- with standby, who waits there then boards in the standby order, by the way that is first at a haven, where
  every limit of the model has room for him beside all who are called to flights that are yet to leave

Limits count who has flown a part of his way too; who strands at a hub is there until he goes on. Promises of
at least something (`min` shares, pins, least loads, full loads) are not looked at: they held in the plan.
"""

from __future__ import annotations

from functools import lru_cache, partial

import numpy as np

from evacopt.domain.columns import Ints, int_column
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from evacopt.events.turnout import TurnOut
from evacopt.scenarios.draws import Drawn, Draws
from evacopt.scenarios.world import everybody, world
from evacopt.simulation.called import who_comes
from evacopt.simulation.departures import Departures
from evacopt.simulation.fixed import sorties_flown
from evacopt.simulation.outcomes import Outcomes
from evacopt.simulation.setting import Setting

AT_ONCE = 48 << 20
"""Bytes of the arrays of scenarios that are looked at together."""
WORLDS = 32
"""Worlds of which the model is kept."""


def keeping_the_plan(plan: Plan, draws: Draws, drawn: Drawn, *, standby: bool) -> Outcomes:
    """What comes of `plan` of `draws.instance` in the scenarios drawn, in their order."""
    alike, which = np.unique(of_flights(draws, drawn.stories), axis=0, return_inverse=True)
    parts, order = list[Outcomes](), list[Ints]()
    for number, stories in enumerate(map(tuple, alike.tolist())):
        setting = _setting(plan, draws, stories, standby)
        rows = np.flatnonzero(which.reshape(-1) == number)
        arrays = len(setting.limits.upper) + 6 * len(setting.planned) + 5 * len(setting.calls)
        each = 8 * (arrays + 3 * drawn.chance.shape[1])
        for chunk in np.array_split(rows, -(-len(rows) // max(AT_ONCE // each, 1))):
            parts.append(_outcomes(draws, setting, drawn.rows(chunk), standby=standby))
            order.append(chunk)
    return parts[0] if len(parts) == 1 else Outcomes.joined(parts).rows(np.argsort(np.concatenate(order)))


def of_flights(draws: Draws, stories: Ints) -> Ints:
    """The same stories, but those that only say who comes: worlds are alike in which only these differ."""
    of_people = [
        [all(isinstance(event, TurnOut) for event in story.events) for story in each.stories] + [True]
        for each in draws.sets
    ]
    alike = stories.copy()
    for column, only in enumerate(of_people):
        alike[np.array(only)[alike[:, column]], column] = -1
    return alike


@lru_cache(WORLDS)
def _setting(plan: Plan, draws: Draws, stories: tuple[int, ...], standby: bool) -> Setting:
    return Setting.of(plan, draws.instance, world_of(draws, stories), standby=standby)


@lru_cache(WORLDS)
def world_of(draws: Draws, stories: tuple[int, ...]) -> Instance:
    """The instance where these stories happen, by set."""
    return world(draws.instance, draws.sets, stories).instance


def group_columns(draws: Draws, setting: Setting) -> Ints:
    """The column of `Outcomes` of each group of a world; shape (groups,)."""
    return int_column(everybody_of(draws)[group] for group in setting.world.groups.id)


@lru_cache(WORLDS)
def everybody_of(draws: Draws) -> dict[str, int]:
    """The column of each group that there may be."""
    return everybody(draws.instance, [story for each in draws.sets for story in each.stories]).row


def _outcomes(draws: Draws, setting: Setting, drawn: Drawn, *, standby: bool) -> Outcomes:
    schedule, column = setting.world.schedule, group_columns(draws, setting)
    parties = np.zeros((len(drawn.numbers), len(everybody_of(draws))), dtype=np.int64)
    coming = np.empty((len(setting.calls), len(drawn.numbers)), dtype=np.int64)
    sorties = np.empty((len(schedule), len(drawn.numbers)), dtype=np.int64)
    happening, which = np.unique(drawn.stories, axis=0, return_inverse=True)
    for number, stories in enumerate(map(tuple, happening.tolist())):
        rows, there = np.flatnonzero(which.reshape(-1) == number), world_of(draws, stories)
        own, felt = draws.in_world(drawn.rows(rows), there)
        parties[np.ix_(rows, column)] = felt.counts
        coming[:, rows] = who_comes(setting.calls, own, felt)
        sorties[:, rows] = sorties_flown(setting.timetable, own, felt)
    gone = Departures(setting, coming, sorties)
    gone.run(standby=standby)
    return told(draws, setting, drawn, parties, gone)


def told(draws: Draws, setting: Setting, drawn: Drawn, parties: Ints, gone: Departures) -> Outcomes:
    """What came of the scenarios drawn, once they have gone by; `parties` as of `Outcomes`."""
    rows, column = len(gone.sorties), group_columns(draws, setting)
    row = int_column(setting.world.number.get(leg.id, rows) for leg in draws.instance.schedule)

    def by_flight(of: Ints) -> Ints:
        """Of the flights of the plan's instance; shape (scenarios, flights)."""
        return np.concatenate((of, np.zeros_like(of[:1])))[row].T

    return Outcomes(
        numbers=drawn.numbers,
        stories=drawn.stories,
        parties=parties,
        flown=by_flight(gone.sorties),
        taken=by_flight(gone.taken),
        refused=by_flight(gone.refused),
        undecided=np.full(len(drawn.numbers), gone.undecided),
        **_landings(gone, setting, column),
    )


def _landings(gone: Departures, setting: Setting, column: Ints) -> dict[str, Ints]:
    """What landed, as the columns of `Outcomes`."""
    keys, schedule = sorted(gone.landed), setting.world.schedule
    blank = np.zeros((0, gone.coming.shape[1]), dtype=np.int64)
    parties = np.concatenate([blank, *(gone.landed[key][None] for key in keys)])
    place, scenario = np.nonzero(parties)
    minute = int_column(schedule[flight].arrives for _, flight in keys)[place]
    group = column[int_column(group for group, _ in keys)][place]
    return {"scenario": scenario, "minute": minute, "group": group, "landed": parties[place, scenario]}


none = partial(keeping_the_plan, standby=False)
"""Who misses a flight stays where he is, and nobody takes his seat."""
standby = partial(keeping_the_plan, standby=True)
"""Empty seats are filled in the standby order."""
