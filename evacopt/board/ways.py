"""The ways out of a group, and what stands in each: without a solver, for somebody at the screen."""

from __future__ import annotations

from dataclasses import dataclass

from evacopt.domain.group import Group
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Itinerary, Plan
from evacopt.reasons.nearest import Nearest
from evacopt.reasons.sentences import Sentences
from evacopt.reasons.slack import Slack

LOOKED_AT = 150
"""Ways that are looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """An itinerary, and a sentence for each thing that stands in the way of one more party on it."""

    itinerary: Itinerary
    obstacles: tuple[str, ...]


class Ways:
    """The ways out under one plan, of any group."""

    def __init__(self, instance: Instance, plan: Plan) -> None:
        self._near = Nearest(Slack(instance, plan))

    def of(self, group: Group, *, by: str | None = None) -> list[Way]:
        """Those of one more party of `group` that come nearest, the best first.

        Parameters
        ----------
        by : a flight that is to be part of them
        """
        sentences = Sentences(self._near.instance, group)
        return [
            Way(itinerary=way.itinerary, obstacles=tuple(sentences.each(way)))
            for way in self._near.of(group, LOOKED_AT, by=by)
        ]
