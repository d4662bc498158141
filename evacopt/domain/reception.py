"""Room of a place that changes with time (6.2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from evacopt.domain.location import Location
from evacopt.domain.shown import Brief

ALWAYS = -(2**62)
"""A minute before all others."""
Steps: TypeAlias = tuple[tuple[int, int | None], ...]
"""From when on how much is allowed, `None` for no limit; in order of time, the first from `ALWAYS` on."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Capacity(Brief):
    """How many people may be at a place from a minute on, until its next row.

    Attributes
    ----------
    location : id of the place
    since : UTC minutes, the column `from`
    people : how many, `None` for no limit
    """

    location: str
    since: int
    people: int | None = None


def capacity_steps(places: Iterable[Location], rows: Iterable[Capacity]) -> dict[str, Steps]:
    """By place how many people may be there, the limit of the place itself first."""
    steps = {place.id: {ALWAYS: place.capacity} for place in places}
    for row in rows:
        if row.location in steps:
            steps[row.location][row.since] = row.people
    return {place: tuple(sorted(of_place.items())) for place, of_place in steps.items()}


def presence_limits(places: Iterable[Location], people: Mapping[str, Steps]) -> dict[str, dict[str, Steps]]:
    """By hub or haven with limits on those present what they are of: people, as a blank, or dimensions."""
    limits: dict[str, dict[str, Steps]] = {}
    for place in places:
        counted = any(most is not None for _, most in people[place.id])
        of_place = {"": people[place.id]} if counted else {}
        of_place |= {code: ((ALWAYS, room),) for code, room in place.room}
        if of_place and place.role != "origin":
            limits[place.id] = of_place
    return limits
