"""The recourse that solves again: at each event the rest is decided anew, with what is known then.

Events are the news of a story (`beliefs.news_of`) and a sortie that is cancelled, at its departure: who was
called to it and came waits there, who did not come is gone, as with standby. What is known at a minute is
known before anything leaves at it. Nobody's coming is known before the departure; who waits can be called up
to it. Between events all goes as with standby, and so does a scenario without any. Where nothing is found in
time the plan in force stays.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from evacopt.backends.session import Session
from evacopt.domain.columns import Ints, Mask
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from evacopt.scenarios.draws import Drawn, Draws
from evacopt.simulation.beliefs import Beliefs, Truth
from evacopt.simulation.outcomes import Outcomes
from evacopt.simulation.replanned import Replanned
from evacopt.simulation.setting import Setting
from evacopt.simulation.standing import (
    WORLDS,
    everybody_of,
    group_columns,
    of_flights,
    standby,
    told,
    world_of,
)

BACKEND = "highs"
"""Who solves again: it gives duals and goes on from a basis."""


def replan(plan: Plan, draws: Draws, drawn: Drawn) -> Outcomes:
    """What comes of `plan` of `draws.instance` in the scenarios drawn, in their order."""
    happening, which = np.unique(drawn.stories, axis=0, return_inverse=True)
    alike = of_flights(draws, happening)
    parts, order = list[Outcomes](), list[Ints]()
    for number, stories in enumerate(map(tuple, happening.tolist())):
        here = np.flatnonzero(which.reshape(-1) == number)
        scenes = _Scenes.of(plan, draws, drawn.rows(here), stories, tuple(alike[number].tolist()))
        quiet = here[scenes.quiet]
        if len(quiet):
            parts.append(standby(plan, draws, drawn.rows(quiet)))
            order.append(quiet)
        for place in np.flatnonzero(~scenes.quiet).tolist():
            parts.append(scenes.outcome(place))
            order.append(here[[place]])
    return Outcomes.joined(parts).rows(np.argsort(np.concatenate(order)))


@dataclass(frozen=True, eq=False, kw_only=True)
class _Scenes:
    """Scenarios of one world.

    Attributes
    ----------
    there : the world
    own, felt : the draws as they are felt there
    quiet : whether nothing happens in each that would be an event
    """

    draws: Draws
    beliefs: Beliefs
    there: Instance
    setting: Setting
    own: Draws
    felt: Drawn
    quiet: Mask

    @classmethod
    def of(
        cls, plan: Plan, draws: Draws, drawn: Drawn, stories: tuple[int, ...], alike: tuple[int, ...]
    ) -> _Scenes:
        """Those drawn, in which `stories` happen; `alike` are those of them of which people are no matter."""
        there, setting, beliefs = world_of(draws, stories), _setting(plan, draws, alike), _beliefs(draws)
        own, felt = draws.in_world(drawn, there)
        quiet = np.full(len(drawn.numbers), not beliefs.news(stories))
        for first, sorties in zip(own.first_sortie.tolist(), setting.planned.tolist(), strict=False):
            quiet &= felt.flown[:, first : first + sorties].all(axis=1)
        return cls(
            draws=draws, beliefs=beliefs, there=there, setting=setting, own=own, felt=felt, quiet=quiet
        )

    def outcome(self, place: int) -> Outcomes:
        """What comes of one of them."""
        felt = self.felt.rows(np.array([place]))
        gone = Replanned(self.setting, self._truth(felt), self.beliefs)
        gone.run_again()
        parties = np.zeros((1, len(everybody_of(self.draws))), dtype=np.int64)
        parties[:, group_columns(self.draws, self.setting)] = felt.counts
        return told(self.draws, self.setting, felt, parties, gone)

    def _truth(self, felt: Drawn) -> Truth:
        own, groups = self.own, self.there.groups
        flies = np.split(felt.flown[0], own.first_sortie[1:-1])
        usable = self.setting.timetable.usable.tolist()
        return Truth(
            stories=tuple(felt.stories[0].tolist()),
            flies=[sorties if open_ else sorties[:0] for sorties, open_ in zip(flies, usable, strict=True)],
            comes=np.split(own.comes(felt)[0], own.first_party[1:-1]),
            seen=np.maximum(groups.count, felt.counts[0]),
        )


@lru_cache(WORLDS)
def _setting(plan: Plan, draws: Draws, stories: tuple[int, ...]) -> Setting:
    there = world_of(draws, stories)
    return Setting.of(plan, draws.instance, there, standby=True, settled=False)


@lru_cache(1)
def _beliefs(draws: Draws) -> Beliefs:
    return Beliefs(draws, engine())


@lru_cache(1)
def engine() -> Session:
    """The engine that this process asks, begun once; it ends with the process, or where it is closed."""
    return Session(BACKEND)
