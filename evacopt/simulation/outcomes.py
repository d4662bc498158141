"""What came of a plan in scenarios: what recourses give, and estimates are made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from evacopt.domain.columns import Ints


@dataclass(frozen=True, eq=False, kw_only=True)
class Outcomes:
    """Scenarios side by side, one a row; who gets out is listed by landing.

    Groups are those of `evacopt.scenarios.world.everybody`: of the plan's instance, then those that
    stories bring. Flights are those of the plan's instance, in the order of `Instance.schedule`.

    Attributes
    ----------
    numbers : int64, shape (scenarios,)
    stories : int64, shape (scenarios, sets): the story of each set that happens, -1 for none
    parties : int64, shape (scenarios, groups): how many there are
    scenario, minute, group, landed : int64, shape (landings,): in the scenario of that row so many parties of
        that group land at a haven then, at the end of their way
    flown : int64, shape (scenarios, flights): sorties
    taken : int64, shape (scenarios, flights): seats
    refused : int64, shape (scenarios, flights): parties called that came and got no seat though it flew
    undecided : int64, shape (scenarios,): how often the rest was to be decided anew, and was not in time: the
        best that was found goes on, and the plan in force where nothing was
    """

    numbers: Ints
    stories: Ints
    parties: Ints
    scenario: Ints
    minute: Ints
    group: Ints
    landed: Ints
    flown: Ints
    taken: Ints
    refused: Ints
    undecided: Ints

    @classmethod
    def joined(cls, parts: Sequence[Outcomes]) -> Outcomes:
        """The scenarios of several, at least one, end to end."""
        joined = {
            each.name: np.concatenate([getattr(part, each.name) for part in parts]) for each in fields(cls)
        }
        before = np.cumsum([0, *(len(part.numbers) for part in parts[:-1])])
        joined["scenario"] += np.repeat(before, [len(part.scenario) for part in parts])
        return cls(**joined)

    def rows(self, order: Ints) -> Outcomes:
        """The scenarios in these rows, each once, in that order; landings by scenario."""
        place = np.full(len(self.numbers), -1, dtype=np.int64)
        place[order] = np.arange(len(order))
        here = np.flatnonzero(place[self.scenario] >= 0)
        here = here[np.argsort(place[self.scenario[here]], kind="stable")]
        listed = {name: getattr(self, name)[here] for name in ("minute", "group", "landed")}
        columns = {name: getattr(self, name)[order] for name in _COLUMNS}
        return Outcomes(scenario=place[self.scenario[here]], **columns, **listed)


_COLUMNS = ("numbers", "stories", "parties", "flown", "taken", "refused", "undecided")
