"""How far it is looked for reasons, in one record."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Tuning:
    """How many itineraries and reasons are looked at.

    None of these decides whether a reason is true, only how many are seen. They were chosen so that the
    reasons of a plan take a small part of the time of finding it, and were not measured one by one.

    Attributes
    ----------
    candidates : itineraries that are looked at in all: the more groups stay, the fewer of each
    fewest, most : itineraries of one group that are looked at, at least and at most
    reasons : reasons that are told of one group
    valued : itineraries that nothing obstructs of which it is counted what they would cost in goals
    unfinished : unfinished itineraries looked at for each one that is wanted
    crewed : sorties with crews up to which every rota is tried, not only that of the plan
    """

    candidates: int = 20_000
    fewest: int = 6
    most: int = 1_000
    reasons: int = 4
    valued: int = 3
    unfinished: int = 4
    crewed: int = 100


TUNING = Tuning()
