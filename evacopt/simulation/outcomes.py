"""What came of a plan in scenarios: what recourses give, and estimates are made of."""

from __future__ import annotations

from dataclasses import dataclass

from evacopt.domain.columns import Ints


@dataclass(frozen=True, eq=False, kw_only=True)
class Outcomes:
    """Scenarios side by side, one a row; who gets out is listed by landing.

    Groups and flights are those of the plan's instance, flights in the order of `Instance.schedule`.

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
